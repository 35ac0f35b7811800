//! `ucpki verify`: from files to an answer.

mod arguments;
mod question;
mod saved_case;
mod words;

use crate::algorithms;
use crate::answer::{Answer, Form, Status, Verb};
use crate::files::{self, Failure};
use crate::ocsp;
use question::{Inputs, Judged, Question};
use std::path::PathBuf;
use ucpki::chain::{Anchor, AnchorConstraints, Blocklist, PUBLIC_SUFFIX_LIST, Pool, Revocation, Validator};
use ucpki::crl::CrlSet;
use ucpki::crypto::Provider;
use ucpki::matcher::{Comparisons, match_certificate};
use ucpki::ocsp::{OcspPolicy, Responses, TrustedResponder};
use ucpki::x509::{Certificate, Error};

pub(crate) use arguments::Verify;
#[cfg(test)]
pub(crate) use arguments::profile_names;

impl Verb for Verify {
    fn form(&self) -> Form {
        Form { format: None, as_json: self.json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        let judged = run(self)?;
        let shown = judged.shown();
        let status = match shown.result() {
            "accepted" => Status::Done,
            "undecided" => Status::Undecided,
            _ => Status::Refused,
        };
        Ok(if self.json { Answer::json(status, shown.json().to_string()) } else { Answer::text(status, judged.text()) })
    }
}

/// Reads the files and judges.
fn run(arguments: &Verify) -> Result<Judged, Failure> {
    let mut question = Question::new(arguments);
    let provider = algorithms::provider(question.params.legacy);
    let inputs = Inputs::read(arguments, &question, &provider)?;
    let (leaf, pool) = inputs.chain.split_first().ok_or_else(|| Failure::no_certificate(&question.leaf))?;
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
    let responses = responses(arguments)?;
    let sources: [&dyn Revocation; 2] = [&crls, &responses];
    let sources = sources.get(..if uses_ocsp(arguments) { 2 } else { 1 }).unwrap_or_default();
    let params = question.validation(sources);
    let answer = validator
        .check(leaf, &pool, &params)
        .map_err(|refused| if arguments.explain { validator.explain(refused, &pool, &params) } else { refused });
    if answer.is_err() {
        question.better = better(&question, inputs.chain.get(..inputs.of_leaf).unwrap_or_default());
    }
    let judged = Judged { question, answer };
    if let Some(folder) = &arguments.save_case {
        saved_case::write(folder, &judged, &inputs)?;
    }
    Ok(judged)
}

/// Whether OCSP is asked at all.
const fn uses_ocsp(arguments: &Verify) -> bool {
    !arguments.ocsp.is_empty() || !arguments.staple.is_empty()
}

/// The OCSP responses of the files.
fn responses(arguments: &Verify) -> Result<Responses, Failure> {
    let trusted = files::plain_certificates(&arguments.responder)?;
    let mut policy = OcspPolicy::default().trusted(trusted.into_iter().map(TrustedResponder::from_certificate));
    if arguments.common_criteria {
        policy = policy.common_criteria();
    }
    let [fetched, stapled] = [&arguments.ocsp, &arguments.staple].map(|files| ocsp::bodies(files));
    let (fetched, stapled) = (fetched?, stapled?);
    let [fetched, stapled] = [&fetched, &stapled].map(|all| all.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let responses = Responses::empty(policy).with_unverified(&fetched);
    Ok(if stapled.is_empty() { responses } else { responses.with_staples(&stapled) })
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
    fn read(arguments: &Verify, question: &Question, provider: &Provider) -> Result<Self, Failure> {
        let anchors = files::all_certificates(&arguments.anchors)?;
        let pinned = files::all_certificates(&arguments.pinned)?;
        if arguments.limit_anchors {
            readable_limits(&arguments.anchors)?;
            readable_limits(&arguments.pinned)?;
        }
        let of_leaf = files::certificates(&question.leaf)?;
        let mut chain: Vec<Certificate> = of_leaf.into_iter().map(|parsed| parsed.certificate).collect();
        let of_leaf = chain.len();
        // What is behind the leaf in its file comes from the peer as well.
        chain.extend(files::plain_certificates(&arguments.untrusted)?);
        let intermediates = files::plain_certificates(&arguments.intermediates)?;
        let crls = files::crls(&arguments.crl, provider)?;
        Ok(Self { chain, of_leaf, anchors, pinned, intermediates, crls })
    }
}

/// What the files of `--blocked` refuse: a file holds certificates, or a text.
fn blocked(paths: &[PathBuf]) -> Result<Blocklist, Failure> {
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
            .map_err(|error| source.content(Error::at_line(error.code(), error.line())).help(error.to_string()))?;
        all = all.union(list);
    }
    Ok(all)
}

/// Whether the limits of all anchors can be read: what cannot be read must not count as no limit.
fn readable_limits(files: &[PathBuf]) -> Result<(), Failure> {
    files::in_folders(files)?.iter().try_for_each(|file| {
        let mut parsed = files::certificates(file)?.into_iter();
        parsed.try_for_each(|parsed| match AnchorConstraints::from_certificate(&parsed.certificate) {
            Ok(_) => Ok(()),
            Err(error) => Err(Failure::of_content(file, error).help(format!(
                "--limit-anchors takes the limits of {} from its extensions, one of which cannot be read",
                parsed.certificate.subject()
            ))),
        })
    })
}
