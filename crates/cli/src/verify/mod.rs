//! `ucpki verify`: from files to an answer.

mod saved_case;
mod words;

use crate::algorithms;
use crate::arguments::Verify;
use crate::files::{self, Unreadable};
use std::path::PathBuf;
use std::time::SystemTime;
use ucpki::chain::{
    AlgorithmPolicy, Anchor, AnchorConstraints, Blocklist, PUBLIC_SUFFIX_LIST, Pool, Profile, Refused, Request,
    Revocation, RevocationCheck, Valid, Validator,
};
use ucpki::crl::{CrlSet, IndexedCrl};
use ucpki::crypto::Provider;
use ucpki::matcher::{Comparisons, match_certificate};
use ucpki::show::{Document, ShownVerdict, VerdictParams};
use ucpki::x509::pem::ParsedCertificate;
use ucpki::x509::{Certificate, Error, Time};

/// What was asked, for the reports.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) leaf: PathBuf,
    /// The certificates among the anchors.
    pub(crate) anchors: Vec<Certificate>,
    /// Whether the time is the system's clock.
    pub(crate) is_now: bool,
    pub(crate) params: VerdictParams,
    /// A later certificate of the leaf's file, counted from 1, that would fit, where the first is one of a CA.
    pub(crate) better: Option<(usize, Certificate)>,
}

/// A question and its answer.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) question: Question,
    pub(crate) answer: Result<Valid, Refused>,
}

impl Outcome {
    /// The answer, to be written.
    pub(crate) fn shown(&self) -> ShownVerdict<'_> {
        ShownVerdict::new(&self.question.params, &self.answer)
    }

    /// The answer for people.
    pub(crate) fn text(&self) -> Document {
        self.shown().text(&self.question.leaf.display().to_string(), &self.question)
    }
}

/// What the files held.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The leaf first, then what came with it and with `--untrusted`.
    pub(crate) chain: Vec<Certificate>,
    /// How many of them are from the leaf's file.
    pub(crate) of_leaf: usize,
    pub(crate) anchors: Vec<ParsedCertificate>,
    pub(crate) pinned: Vec<ParsedCertificate>,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) crls: Vec<IndexedCrl>,
}

/// Reads the files and judges.
pub(crate) fn run(arguments: &Verify) -> Result<Outcome, Unreadable> {
    let mut question = Question::new(arguments);
    let provider = algorithms::provider(question.params.legacy);
    let inputs = Inputs::read(arguments, &question, &provider)?;
    let (leaf, pool) =
        inputs.chain.split_first().ok_or_else(|| Unreadable::without_certificate(question.leaf.clone()))?;
    question.anchors = inputs.anchors.iter().chain(&inputs.pinned).map(|parsed| parsed.certificate.clone()).collect();

    let validator = Validator::new(provider)
        .profile(question.params.profile.clone())
        .anchors(question.anchors_of(&inputs.anchors, Anchor::certificate)?)
        .anchors(question.anchors_of(&inputs.pinned, Anchor::pinned_leaf)?)
        .intermediates(inputs.intermediates.iter().cloned())
        .block(blocked(&arguments.blocked)?)
        .partial_chain(question.params.partial_chain)
        .public_suffixes(PUBLIC_SUFFIX_LIST);
    let pool = Pool::new(pool.iter().cloned());
    let crls = CrlSet::new(inputs.crls.iter().cloned());
    let sources: [&dyn Revocation; 1] = [&crls];
    let request = question.request(&sources);
    let answer = validator
        .check(leaf, &pool, &request)
        .map_err(|refused| if arguments.explain { validator.explain(refused, &pool, &request) } else { refused });
    if answer.is_err() {
        question.better = better(&question, inputs.chain.get(..inputs.of_leaf).unwrap_or_default());
    }
    let outcome = Outcome { question, answer };
    if let Some(folder) = &arguments.save_case {
        saved_case::write(folder, &outcome, &inputs)?;
    }
    Ok(outcome)
}

/// The certificate that was meant, where a file begins with those of CAs.
fn better(question: &Question, of_leaf: &[Certificate]) -> Option<(usize, Certificate)> {
    let is_ca = |certificate: &Certificate| {
        certificate.basic_constraints().ok().flatten().is_some_and(|constraints| constraints.is_ca())
    };
    let (first, later) = of_leaf.split_first()?;
    if !is_ca(first) {
        return None;
    }
    let is_named = |certificate: &Certificate| {
        let view = certificate.as_ref();
        match_certificate(&view, &question.params.identity, question.params.name_mode, &mut Comparisons::unlimited())
            .is_ok()
    };
    let found = later.iter().position(|certificate| !is_ca(certificate) && is_named(certificate))?;
    Some((found + 2, later.get(found)?.clone()))
}

impl Inputs {
    fn read(arguments: &Verify, question: &Question, provider: &Provider) -> Result<Self, Unreadable> {
        let anchors = files::all_certificates(&arguments.anchors)?;
        let pinned = files::all_certificates(&arguments.pinned)?;
        if arguments.limit_anchors {
            readable_limits(&arguments.anchors)?;
            readable_limits(&arguments.pinned)?;
        }
        let of_leaf = files::certificates(&question.leaf)?;
        let mut chain: Vec<Certificate> = of_leaf.into_iter().map(|parsed| parsed.certificate).collect();
        let of_leaf = chain.len();
        // What stands behind the leaf in its file comes from the peer as well.
        chain.extend(files::plain_certificates(&arguments.untrusted)?);
        let intermediates = files::plain_certificates(&arguments.intermediates)?;
        let crls = files::crls(&arguments.crl, provider)?;
        Ok(Self { chain, of_leaf, anchors, pinned, intermediates, crls })
    }
}

/// What the files of `--blocked` refuse: a file holds certificates, or a text.
fn blocked(paths: &[PathBuf]) -> Result<Blocklist, Unreadable> {
    let mut all = Blocklist::new();
    for path in paths {
        let source = files::open(path)?;
        let is_pem = source.bytes().windows(11).any(|window| window == b"-----BEGIN ");
        if is_pem || source.bytes().first() == Some(&0x30) {
            for parsed in source.certificates()? {
                all = all.certificate(&parsed.certificate);
            }
            continue;
        }
        let list = Blocklist::parse(source.text("a list of blocked certificates and keys")?)
            .map_err(|error| source.content(Error::at_line(error.code(), error.line())).with_help(error.to_string()))?;
        all = all.union(list);
    }
    Ok(all)
}

/// Whether the limits of all anchors can be read: what cannot be read must not count as no limit.
fn readable_limits(files: &[PathBuf]) -> Result<(), Unreadable> {
    files::in_folders(files)?.iter().try_for_each(|file| {
        let mut parsed = files::certificates(file)?.into_iter();
        parsed.try_for_each(|parsed| match AnchorConstraints::of_certificate(&parsed.certificate) {
            Ok(_) => Ok(()),
            Err(error) => Err(files::content(file, error).with_help(format!(
                "--limit-anchors takes the limits of {} from its extensions, one of which cannot be read",
                parsed.certificate.subject()
            ))),
        })
    })
}

impl Question {
    fn new(arguments: &Verify) -> Self {
        let time = arguments.at.unwrap_or_else(now);
        let mut params = VerdictParams::new(time, arguments.purpose.clone(), arguments.identity(), profile(arguments));
        params.name_mode = arguments.name_mode();
        params.partial_chain = arguments.partial_chain;
        params.legacy = arguments.legacy();
        params.usage_mode = arguments.usage_mode();
        params.policies = arguments.policies();
        params.limit_anchors = arguments.limit_anchors;
        params.distrust_after = arguments.distrust_after;
        params.max_depth = arguments.max_depth;
        params.on_unknown = arguments.on_unknown();
        Self { leaf: arguments.leaf(), anchors: Vec::new(), is_now: arguments.at.is_none(), params, better: None }
    }

    /// Certificates as anchors, with the limits that their files, they themselves and the command line set.
    fn anchors_of(
        &self,
        parsed: &[ParsedCertificate],
        make: fn(Certificate) -> Anchor,
    ) -> Result<Vec<Anchor>, Unreadable> {
        let anchor = |parsed: &ParsedCertificate| {
            let mut limits = AnchorConstraints::none();
            if self.params.limit_anchors {
                let own = AnchorConstraints::of_certificate(&parsed.certificate);
                limits = own.map_err(|error| files::content(&self.leaf, error))?;
            }
            if let Some(trust) = &parsed.trust {
                limits = limits.purposes(trust.trust.clone(), trust.reject.clone());
            }
            if let Some(time) = self.params.distrust_after {
                limits = limits.distrust_after(time);
            }
            Ok(make(parsed.certificate.clone()).with_constraints(limits))
        };
        parsed.iter().map(anchor).collect()
    }

    fn request<'a>(&self, sources: &'a [&'a dyn Revocation]) -> Request<'a> {
        let mut request = Request::new(self.params.time, self.params.purpose.clone(), self.params.identity.clone())
            .name_mode(self.params.name_mode)
            .usage_mode(self.params.usage_mode)
            .policies(self.params.policies.clone());
        if let Some(depth) = self.params.max_depth {
            request = request.max_depth(depth);
        }
        if let Some(severity) = self.params.on_unknown {
            request = request.revocation(RevocationCheck::new(sources).on_unknown(severity));
        }
        request
    }
}

/// The profile, with what `--legacy` adds to it.
fn profile(arguments: &Verify) -> Profile {
    let profile = arguments.profile();
    if arguments.legacy() { profile.with_algorithms(AlgorithmPolicy::LEGACY) } else { profile }
}

/// The system's clock: the only place in this repository that reads it.
pub(crate) fn now() -> Time {
    Time::from(SystemTime::now())
}
