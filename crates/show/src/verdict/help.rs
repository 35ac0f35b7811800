//! What would help: one line for each thing that the reader can do.

use super::context::{Phrase, VerdictContext};
use super::params::VerdictParams;
use super::path::Subject;
use super::values::usage_name;
use crate::document::short;
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use ucpki_chain::{
    AlgorithmPolicy, Cause, Detail, FetchHint, FetchKind, Finding, Limit, Profile, Refused, Severity, Status, codes,
};
use ucpki_crypto::{Hash, SignatureAlgorithm};
use ucpki_matcher::Mismatch;
use ucpki_x509::{Certificate, Code, Hex, Time};

/// At most this many addresses are shown.
const MOST_ADDRESSES: usize = 3;
/// At most this many extended key usages are shown.
const MOST_USAGES: usize = 8;

/// What help follows from.
#[derive(Clone, Copy)]
pub(super) struct Help<'a> {
    pub(super) params: &'a VerdictParams,
    pub(super) context: &'a dyn VerdictContext,
    pub(super) hints: &'a [FetchHint],
}

impl Help<'_> {
    /// What would change this finding.
    pub(super) fn finding(&self, finding: &Finding, subject: Subject<'_>) -> Vec<String> {
        let code = finding.code();
        let mut help = match finding.detail() {
            Detail::Mismatch(mismatch) => self.name(mismatch).into_iter().collect(),
            Detail::Time { bound, .. } => self.time(code, *bound, subject),
            Detail::Issuer { .. } if code == &codes::ROOT_UNTRUSTED => vec![self.root(subject)],
            Detail::Issuer { name, key_id } => self.issuer(&name.to_string(), key_id.as_deref(), subject),
            Detail::Revocation(status) => self.revocation(finding, status, subject),
            _ => self.rule(code, finding.detail(), subject).into_iter().collect(),
        };
        if Profile::RFC5280.severity(code) < Severity::Refuse && finding.severity() == Severity::Refuse {
            let (name, other) = (self.params.profile.name(), self.context.phrase(Phrase::ProfileRfc5280));
            help.push(format!("the profile `{name}` asks for this; {other} does not"));
        }
        help
    }

    /// What would change a refusal that no finding explains.
    pub(super) fn refusal(&self, refused: &Refused) -> Vec<String> {
        match refused.cause() {
            Cause::Exhausted { limit, .. } => self.exhausted(limit),
            _ => self.addresses(FetchKind::CaIssuers, "a certificate of the issuer may be at"),
        }
    }

    fn exhausted(&self, limit: Limit) -> Vec<String> {
        let what = match limit {
            Limit::Comparisons => "the certificates hold more names and name constraints than any honest chain",
            _ => "the certificates that were given form an unusual number of possible paths",
        };
        let untrusted = self.context.phrase(Phrase::Untrusted);
        let intermediates = self.context.phrase(Phrase::Intermediates);
        vec![
            format!("{what}: give {untrusted} only those that the path needs"),
            format!("{intermediates}, certificates that you know are tried on a budget of their own"),
        ]
    }

    fn time(&self, code: &Code, bound: Time, subject: Subject<'_>) -> Vec<String> {
        let apart = span(bound.as_unix().abs_diff(self.params.time.as_unix()));
        let clock = Some(self.context.phrase(Phrase::Clock).to_owned()).filter(|text| !text.is_empty());
        let act = if code == &codes::NOT_YET_VALID {
            format!("it becomes valid {apart} later")
        } else if subject.is_leaf {
            format!("it ended {apart} before: its owner has to have it renewed")
        } else if subject.anchor.is_some() {
            format!("it ended {apart} before: the list of anchors needs the root that replaced it")
        } else {
            let untrusted = self.context.phrase(Phrase::Untrusted);
            format!("it ended {apart} before: a newer certificate of the same CA, given {untrusted}, can replace it")
        };
        core::iter::once(act).chain(clock).collect()
    }

    /// Who trusts a certificate that nobody else issued, with its hash, so that it is not trusted by mistake.
    fn root(&self, subject: Subject<'_>) -> String {
        let hash =
            subject.certificate.map(|root| Hex(&ucpki_crypto::sha256(root.as_der())).to_string()).unwrap_or_default();
        if subject.is_leaf {
            let pinned = self.context.phrase(Phrase::Pinned);
            format!("if it is the peer's own certificate (SHA-256 {hash}), give it {pinned}")
        } else {
            let anchors = self.context.phrase(Phrase::Anchors);
            format!("if you trust this root (SHA-256 {hash}), give it {anchors}")
        }
    }

    fn issuer(&self, name: &str, key_id: Option<&[u8]>, subject: Subject<'_>) -> Vec<String> {
        let is_anchor = |top: &&Certificate| !self.params.partial_chain && self.context.is_anchor(top);
        if let Some(top) = subject.certificate.filter(is_anchor) {
            let name = short(top.subject().to_string());
            let partial_chain = self.context.phrase(Phrase::PartialChain);
            return vec![format!("{name} is an anchor, but no root: {partial_chain} lets a path end there")];
        }
        let key =
            key_id.map(|key_id| format!(", key identifier {}", short(Hex(key_id).to_string()))).unwrap_or_default();
        let (untrusted, anchors) = (self.context.phrase(Phrase::Untrusted), self.context.phrase(Phrase::Anchors));
        let issuer = short(name);
        let first =
            format!("give the certificate of its issuer ({issuer}{key}) {untrusted}, or {anchors} if you trust it");
        let fetch = self.addresses(FetchKind::CaIssuers, "the certificate says that it is at");
        core::iter::once(first).chain(fetch).collect()
    }

    fn revocation(&self, finding: &Finding, status: &Status, subject: Subject<'_>) -> Vec<String> {
        if finding.code() == &codes::REVOKED {
            let text = match subject.is_leaf {
                true => "its owner needs a certificate with a new key",
                false => "everything below this CA has to be issued again by another",
            };
            return vec![text.to_owned()];
        }
        let crls = self.context.phrase(Phrase::Crls);
        let mut help = self.addresses(FetchKind::Crl, &format!("fetch the list and give it {crls}:"));
        if help.is_empty() {
            let issuer = subject.certificate.map(|certificate| short(certificate.issuer().to_string()));
            help.push(format!("give the current list of {} {crls}", issuer.unwrap_or_default()));
        }
        let is_unknown = finding.code() == &codes::REVOCATION_UNKNOWN && finding.severity() == Severity::Refuse;
        if is_unknown && matches!(status, Status::Unknown(_)) {
            let warn = self.context.phrase(Phrase::OnUnknownWarn);
            help.push(format!("{warn} accepts certificates about which nothing is known"));
        }
        help
    }

    fn name(&self, mismatch: &Mismatch) -> Option<String> {
        use ucpki_matcher::codes;
        let hint = mismatch.hint()?;
        let is = |codes: &[&'static Code]| codes.contains(&hint);
        let (name, address) = (self.context.phrase(Phrase::Name), self.context.phrase(Phrase::Address));
        match mismatch.nearest().first().map(|miss| short(miss.presented())) {
            Some(first) if is(&[&codes::IP_AGAINST_NAMES]) => {
                Some(format!("connect by the host name instead of the address: {name} {first}"))
            }
            Some(first) if is(&[&codes::NAME_AGAINST_ADDRESSES]) => {
                Some(format!("the address may be meant: {address} {first}"))
            }
            Some(first) if is(&[&codes::SHORT_NAME, &codes::WWW_DIFFERS, &codes::OTHER_DOMAIN]) => Some(format!(
                "if this is the peer that is meant, configure its name as the certificate has it: {name} {first}"
            )),
            _ if is(&[&codes::ONLY_COMMON_NAME]) => {
                let mode = self.context.phrase(Phrase::NameModeAppliance);
                Some(format!("have it issued again with a subjectAltName; {mode} counts common names"))
            }
            _ if is(&[&codes::WILDCARD_OFF]) => {
                Some(format!("{} lets wildcards count", self.context.phrase(Phrase::NameModeRfc9525)))
            }
            _ => None,
        }
    }

    fn rule(&self, code: &Code, detail: &Detail, subject: Subject<'_>) -> Option<String> {
        match code {
            code if code == &codes::SIGNATURE_INVALID => match detail {
                Detail::Code(reason) if reason != &&ucpki_crypto::codes::SIGNATURE_INVALID => None,
                _ => Some(signature(subject)),
            },
            code if code == &codes::PURPOSE => purposes(subject),
            code if code == &codes::TOO_DEEP => {
                Some(format!("a greater {} allows it", self.context.phrase(Phrase::MaxDepth)))
            }
            code if code == &codes::ROOT_UNTRUSTED => Some(format!(
                "it is a root that signed itself, so nothing above it can help: if you trust it, give it {}",
                self.context.phrase(Phrase::Anchors)
            )),
            code if code == &codes::ANCHOR_PURPOSE => Some(self.context.phrase(Phrase::AnchorPurposes).to_owned()),
            code => self.old_algorithms(code, detail, subject).or_else(|| fixed(code).map(str::to_owned)),
        }
    }

    /// Whether the algorithms for old devices would do.
    fn old_algorithms(&self, code: &Code, detail: &Detail, subject: Subject<'_>) -> Option<String> {
        let legacy = self.context.phrase(Phrase::Legacy);
        if self.params.legacy {
            return None;
        }
        if [&codes::KEY_WEAK, &codes::HASH_WEAK].contains(&code) && is_enough_for_legacy(detail) {
            return Some(format!("{legacy} accepts it, for old devices on networks that you trust"));
        }
        let is_unusable = [&codes::ALGORITHM_UNSUPPORTED, &codes::KEY_UNUSABLE].contains(&code);
        let is_old = |certificate: &Certificate| has_old_hash(certificate) || self.context.is_key_legacy(certificate);
        (is_unusable && subject.certificate.is_some_and(is_old)).then(|| format!("{legacy} adds SHA-1, MD5 and DSA"))
    }

    fn addresses(&self, kind: FetchKind, text: &str) -> Vec<String> {
        let of_kind = self.hints.iter().filter(|hint| hint.kind() == kind);
        of_kind.take(MOST_ADDRESSES).map(|hint| format!("{text} {}", short(hint.uri()))).collect()
    }
}

/// Help that is the same for every certificate.
fn fixed(code: &Code) -> Option<&'static str> {
    match code {
        code if code == &codes::NOT_A_CA => {
            Some("it was not issued to sign others: it may have been given in place of its CA's certificate")
        }
        code if code == &codes::NO_PATH => Some("none of the certificates that were given leads to an anchor"),
        code if code == &codes::NAME_CONSTRAINT_UNSUPPORTED => {
            Some("what cannot be judged is never accepted; a later version will judge it")
        }
        _ => None,
    }
}

/// Seconds in the unit that a person would use.
fn span(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..=119 => (seconds, "second"),
        120..=7_199 => (seconds / 60, "minute"),
        7_200..=172_799 => (seconds / 3_600, "hour"),
        172_800.. => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Whether the weak key or hash is one that the algorithms for old devices accept, and no weaker one: RSA and DSA from 1024
/// bits, and every hash from MD5.
fn is_enough_for_legacy(detail: &Detail) -> bool {
    match detail {
        Detail::Key { kind, .. } => AlgorithmPolicy::LEGACY.accepts_key(*kind),
        Detail::Hash(_) => true,
        _ => false,
    }
}

/// Whether a certificate is signed over SHA-1 or MD5.
fn has_old_hash(certificate: &Certificate) -> bool {
    let algorithm = SignatureAlgorithm::parse(certificate.signature_algorithm()).ok();
    algorithm.and_then(|algorithm| algorithm.hash()).is_some_and(|hash| hash < Hash::Sha224)
}

/// Why a signature may not verify.
fn signature(subject: Subject<'_>) -> String {
    let named = subject.certificate.and_then(|certificate| certificate.authority_key_identifier().ok().flatten());
    let named = named.and_then(|named| named.key_identifier());
    let there = subject.issuer.and_then(|issuer| issuer.subject_key_identifier().ok().flatten());
    match (named, there) {
        (Some(named), Some(there)) if named != there => format!(
            "the issuer has another key of the same name: key {} signed it, and the one above is {}",
            short(Hex(named).to_string()),
            short(Hex(there).to_string())
        ),
        _ => "the certificate is damaged, or was not signed by this issuer".to_owned(),
    }
}

/// What the certificate is good for.
fn purposes(subject: Subject<'_>) -> Option<String> {
    let usages = subject.certificate?.extended_key_usage().ok().flatten()?;
    let names: Vec<String> = usages.iter().take(MOST_USAGES).map(|oid| short(usage_name(oid))).collect();
    Some(match names.as_slice() {
        [] => "it is good for nothing at all".to_owned(),
        names => format!("it is good for: {}", names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_a_fitting_unit() {
        let told: Vec<String> = [1, 119, 120, 7_199, 7_200, 172_799, 172_800].map(span).into();
        assert_eq!(told, ["1 second", "119 seconds", "2 minutes", "119 minutes", "2 hours", "47 hours", "2 days"]);
    }
}
