//! `ucpki verify`: from files to an answer.

use crate::arguments::Verify;
use crate::files::{self, Unreadable};
use std::path::PathBuf;
use std::time::SystemTime;
use ucpki::chain::{
    AlgorithmPolicy, Anchor, Pool, Profile, Purpose, Refused, Request, Revocation, RevocationCheck, Severity, Valid,
    Validator,
};
use ucpki::crl::CrlSet;
use ucpki::crypto::{LEGACY, RUSTCRYPTO};
use ucpki::matcher::{Identity, NameMode};
use ucpki::x509::{Certificate, Time};

/// What was asked, for the reports.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) leaf: PathBuf,
    /// The certificates among the anchors.
    pub(crate) anchors: Vec<Certificate>,
    pub(crate) time: Time,
    /// Whether the time is the system's clock.
    pub(crate) is_now: bool,
    pub(crate) purpose: Purpose,
    pub(crate) identity: Identity,
    pub(crate) name_mode: NameMode,
    pub(crate) profile: Profile,
    pub(crate) partial_chain: bool,
    pub(crate) legacy: bool,
    pub(crate) max_depth: Option<u32>,
    /// What follows when nothing is known about revocation; `None` where it is not checked.
    pub(crate) on_unknown: Option<Severity>,
}

/// A question and its answer.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) question: Question,
    pub(crate) answer: Result<Valid, Refused>,
}

/// Reads the files and judges.
pub(crate) fn run(arguments: &Verify) -> Result<Outcome, Unreadable> {
    let mut question = Question::of(arguments);
    let mut anchors = files::anchors(&arguments.anchors, Anchor::certificate)?;
    anchors.extend(files::anchors(&arguments.pinned, Anchor::pinned_leaf)?);
    let mut chain = files::certificates(&question.leaf)?.into_iter().map(|parsed| parsed.certificate);
    let mut pool = files::plain_certificates(&arguments.untrusted)?;
    let intermediates = files::plain_certificates(&arguments.intermediates)?;
    let provider = if question.legacy { LEGACY } else { RUSTCRYPTO };
    let crls = CrlSet::new(files::crls(&arguments.crl, &provider)?);

    let Some(leaf) = chain.next() else { return Err(Unreadable::without_certificate(question.leaf)) };
    pool.extend(chain);

    question.anchors = anchors.iter().filter_map(Anchor::as_certificate).cloned().collect();

    let algorithms = if question.legacy { AlgorithmPolicy::LEGACY } else { AlgorithmPolicy::MODERN };
    let validator = Validator::new(provider)
        .profile(question.profile.clone().with_algorithms(algorithms))
        .anchors(anchors)
        .intermediates(intermediates)
        .partial_chain(question.partial_chain);
    let sources: [&dyn Revocation; 1] = [&crls];
    let answer = validator.check(&leaf, &Pool::new(pool), &question.request(&sources));
    Ok(Outcome { question, answer })
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
            profile: arguments.profile(),
            partial_chain: arguments.partial_chain,
            legacy: arguments.legacy,
            max_depth: arguments.max_depth,
            on_unknown: arguments.on_unknown(),
        }
    }

    fn request<'a>(&self, sources: &'a [&'a dyn Revocation]) -> Request<'a> {
        let mut request =
            Request::new(self.time, self.purpose.clone(), self.identity.clone()).name_mode(self.name_mode);
        if let Some(depth) = self.max_depth {
            request = request.max_depth(depth);
        }
        if let Some(severity) = self.on_unknown {
            request = request.revocation(RevocationCheck::new(sources).on_unknown(severity));
        }
        request
    }
}

/// The system's clock: the only place in this repository that reads it.
pub(crate) fn now() -> Time {
    let seconds = match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |seconds| -seconds),
    };
    Time::from_unix(seconds)
}
