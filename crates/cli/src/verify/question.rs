//! What was asked, with which inputs, and the answer.

use super::arguments::Verify;
use crate::files::Failure;
use crate::values::now;
use std::path::PathBuf;
use ucpki::chain::{
    AlgorithmPolicy, Anchor, AnchorConstraints, Profile, Refused, Revocation, RevocationCheck, Valid, ValidationParams,
};
use ucpki::crl::IndexedCrl;
use ucpki::show::{Document, ShownVerdict, VerdictParams};
use ucpki::x509::Certificate;
use ucpki::x509::pem::ParsedCertificate;

/// What was asked, for the reports.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) leaf: PathBuf,
    /// The certificates among the anchors.
    pub(super) anchors: Vec<Certificate>,
    /// Whether the time is the system's clock.
    pub(super) is_now: bool,
    pub(super) params: VerdictParams,
    /// A later certificate of the leaf's file, counted from 1, that would fit, where the first is one of a CA.
    pub(super) better: Option<(usize, Certificate)>,
}

/// A question and its answer.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) question: Question,
    pub(super) answer: Result<Valid, Refused>,
}

/// What the files held.
#[derive(Debug)]
pub(super) struct Inputs {
    /// The leaf first, then what came with it and with `--untrusted`.
    pub(super) chain: Vec<Certificate>,
    /// How many of them are from the leaf's file.
    pub(super) of_leaf: usize,
    pub(super) anchors: Vec<ParsedCertificate>,
    pub(super) pinned: Vec<ParsedCertificate>,
    pub(super) intermediates: Vec<Certificate>,
    pub(super) crls: Vec<IndexedCrl>,
}

impl Judged {
    /// The answer, to be written.
    pub(super) fn shown(&self) -> ShownVerdict<'_> {
        ShownVerdict::new(&self.question.params, &self.answer)
    }

    /// The answer for people.
    pub(super) fn text(&self) -> Document {
        self.shown().text(&self.question.leaf.display().to_string(), &self.question)
    }
}

impl Question {
    pub(super) fn new(arguments: &Verify) -> Self {
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
    pub(super) fn anchors_of(
        &self,
        parsed: &[ParsedCertificate],
        make: fn(Certificate) -> Anchor,
    ) -> Result<Vec<Anchor>, Failure> {
        let anchor = |parsed: &ParsedCertificate| {
            let mut limits = AnchorConstraints::none();
            if self.params.limit_anchors {
                let own = AnchorConstraints::from_certificate(&parsed.certificate);
                limits = own.map_err(|error| Failure::of_content(&self.leaf, error))?;
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

    pub(super) fn validation<'a>(&self, sources: &'a [&'a dyn Revocation]) -> ValidationParams<'a> {
        let mut params =
            ValidationParams::new(self.params.time, self.params.purpose.clone(), self.params.identity.clone())
                .name_mode(self.params.name_mode)
                .usage_mode(self.params.usage_mode)
                .policies(self.params.policies.clone());
        if let Some(depth) = self.params.max_depth {
            params = params.max_depth(depth);
        }
        if let Some(severity) = self.params.on_unknown {
            params = params.revocation(RevocationCheck::new(sources).on_unknown(severity));
        }
        params
    }
}

/// The profile, with what `--legacy` adds to it.
fn profile(arguments: &Verify) -> Profile {
    let profile = arguments.profile();
    if arguments.legacy() { profile.with_algorithms(AlgorithmPolicy::LEGACY) } else { profile }
}
