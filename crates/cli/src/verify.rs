//! `ucpki verify`: from files to an answer.

use crate::algorithms;
use crate::arguments::Verify;
use crate::files::{self, Unreadable};
use crate::saved_case;
use std::path::PathBuf;
use std::time::SystemTime;
use ucpki::chain::{
    AlgorithmPolicy, Anchor, AnchorConstraints, Blocklist, KeyPurpose, PUBLIC_SUFFIX_LIST, PolicyInputs, Pool, Profile,
    Refused, Revocation, RevocationCheck, Severity, UsageMode, Valid, ValidationParams, Validator,
};
use ucpki::crl::{CrlSet, IndexedCrl};
use ucpki::crypto::Provider;
use ucpki::matcher::{Comparisons, Identity, NameMode, match_certificate};
use ucpki::x509::pem::ParsedCertificate;
use ucpki::x509::{Certificate, Error, Time};

/// What was asked, for the reports.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) leaf: PathBuf,
    /// The certificates among the anchors.
    pub(crate) anchors: Vec<Certificate>,
    pub(crate) time: Time,
    /// Whether the time is the system's clock.
    pub(crate) is_now: bool,
    pub(crate) purpose: KeyPurpose,
    pub(crate) identity: Identity,
    pub(crate) name_mode: NameMode,
    pub(crate) profile: Profile,
    pub(crate) partial_chain: bool,
    pub(crate) legacy: bool,
    pub(crate) usage_mode: UsageMode,
    pub(crate) policies: PolicyInputs,
    pub(crate) limit_anchors: bool,
    pub(crate) distrust_after: Option<Time>,
    pub(crate) max_depth: Option<u32>,
    /// What follows when nothing is known about revocation; `None` where it is not checked.
    pub(crate) on_unknown: Option<Severity>,
    /// A later certificate of the leaf's file, counted from 1, that would fit, where the first is one of a CA.
    pub(crate) better: Option<(usize, Certificate)>,
}

/// A question and its answer.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) question: Question,
    pub(crate) answer: Result<Valid, Refused>,
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
    let mut question = Question::of(arguments);
    let provider = algorithms::provider(question.legacy);
    let inputs = Inputs::read(arguments, &question, &provider)?;
    let (leaf, pool) =
        inputs.chain.split_first().ok_or_else(|| Unreadable::without_certificate(question.leaf.clone()))?;
    question.anchors = inputs.anchors.iter().chain(&inputs.pinned).map(|parsed| parsed.certificate.clone()).collect();

    let validator = Validator::new(provider)
        .profile(question.profile.clone())
        .anchors(question.anchors_of(&inputs.anchors, Anchor::certificate)?)
        .anchors(question.anchors_of(&inputs.pinned, Anchor::pinned_leaf)?)
        .intermediates(inputs.intermediates.iter().cloned())
        .block(blocked(&arguments.blocked)?)
        .partial_chain(question.partial_chain)
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
        match_certificate(&view, &question.identity, question.name_mode, &mut Comparisons::unlimited()).is_ok()
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
        parsed.try_for_each(|parsed| match AnchorConstraints::from_certificate(&parsed.certificate) {
            Ok(_) => Ok(()),
            Err(error) => Err(files::content(file, error).with_help(format!(
                "--limit-anchors takes the limits of {} from its extensions, one of which cannot be read",
                parsed.certificate.subject()
            ))),
        })
    })
}

impl Question {
    fn of(arguments: &Verify) -> Self {
        Self {
            leaf: arguments.leaf(),
            anchors: Vec::new(),
            time: arguments.at.unwrap_or_else(now),
            is_now: arguments.at.is_none(),
            purpose: arguments.purpose.clone(),
            identity: arguments.identity(),
            name_mode: arguments.name_mode(),
            profile: profile(arguments),
            partial_chain: arguments.partial_chain,
            legacy: arguments.legacy(),
            usage_mode: arguments.usage_mode(),
            policies: arguments.policies(),
            limit_anchors: arguments.limit_anchors,
            distrust_after: arguments.distrust_after,
            max_depth: arguments.max_depth,
            on_unknown: arguments.on_unknown(),
            better: None,
        }
    }

    /// Certificates as anchors, with the limits that their files, they themselves and the command line set.
    fn anchors_of(
        &self,
        parsed: &[ParsedCertificate],
        make: fn(Certificate) -> Anchor,
    ) -> Result<Vec<Anchor>, Unreadable> {
        let anchor = |parsed: &ParsedCertificate| {
            let mut limits = AnchorConstraints::none();
            if self.limit_anchors {
                let own = AnchorConstraints::from_certificate(&parsed.certificate);
                limits = own.map_err(|error| files::content(&self.leaf, error))?;
            }
            if let Some(trust) = &parsed.trust {
                limits = limits.purposes(trust.trust.clone(), trust.reject.clone());
            }
            if let Some(time) = self.distrust_after {
                limits = limits.distrust_after(time);
            }
            Ok(make(parsed.certificate.clone()).with_constraints(limits))
        };
        parsed.iter().map(anchor).collect()
    }

    fn request<'a>(&self, sources: &'a [&'a dyn Revocation]) -> ValidationParams<'a> {
        let mut request = ValidationParams::new(self.time, self.purpose.clone(), self.identity.clone())
            .name_mode(self.name_mode)
            .usage_mode(self.usage_mode)
            .policies(self.policies.clone());
        if let Some(depth) = self.max_depth {
            request = request.max_depth(depth);
        }
        if let Some(severity) = self.on_unknown {
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
