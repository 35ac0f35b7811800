//! What would help: one line for each thing that the person at the prompt can do.

use crate::algorithms;
use crate::document::short;
use crate::json::hex;
use crate::verify::Question;
use ucpki::chain::{AlgorithmPolicy, Anchor, Cause, Detail, Finding, Limit, Profile, Refused, Severity, Status};
use ucpki::chain::{FetchHint, FetchKind, codes};
use ucpki::crypto::{Hash, SignatureAlgorithm};
use ucpki::matcher::{self, Mismatch};
use ucpki::x509::{Certificate, Code, Oid, Time, oids};

/// At most this many addresses are shown.
const MOST_ADDRESSES: usize = 3;

/// What a finding is about, as far as help needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) certificate: Option<&'a Certificate>,
    /// The certificate above it.
    pub(crate) issuer: Option<&'a Certificate>,
    pub(crate) is_leaf: bool,
    pub(crate) anchor: Option<&'a Anchor>,
}

/// What would change this finding.
pub(crate) fn finding(
    finding: &Finding,
    subject: Subject<'_>,
    question: &Question,
    wanted: &[FetchHint],
) -> Vec<String> {
    let code = finding.code();
    let mut help = match finding.detail() {
        Detail::Mismatch(mismatch) => name(mismatch),
        Detail::Time { bound, .. } => time(code, *bound, subject, question),
        Detail::Issuer { .. } if code == &codes::ROOT_UNTRUSTED => root(subject),
        Detail::Issuer { name, key_id } => issuer(&name.to_string(), key_id.as_deref(), subject, question, wanted),
        Detail::Revocation(status) => revocation(finding, status, subject, wanted),
        _ => rule(code, finding.detail(), subject, question),
    };
    if Profile::RFC5280.severity(code) < Severity::Refuse && finding.severity() == Severity::Refuse {
        let text = format!("the profile `{}` asks for this; `--profile rfc5280` does not", question.profile.name());
        help.push(text);
    }
    help
}

/// What would change a refusal that no finding explains.
pub(crate) fn without_finding(refused: &Refused) -> Vec<String> {
    match refused.cause() {
        Cause::Exhausted { limit, .. } => exhausted(limit),
        _ => addresses(refused.fetch_hints(), FetchKind::CaIssuers, "a certificate of the issuer may be at").collect(),
    }
}

fn exhausted(limit: Limit) -> Vec<String> {
    let what = match limit {
        Limit::Comparisons => "the certificates hold more names and name constraints than any honest chain",
        _ => "the certificates that were given form an unusual number of possible paths",
    };
    vec![
        format!("{what}: give with --untrusted only those that the path needs"),
        "with --intermediates, certificates that you know are tried on a budget of their own".to_owned(),
    ]
}

fn time(code: &Code, bound: Time, subject: Subject<'_>, question: &Question) -> Vec<String> {
    let apart = span(bound.as_unix().abs_diff(question.time.as_unix()));
    let clock = question.is_now.then(|| "the time is this machine's clock: if it is wrong, give --at".to_owned());
    let act = if code == &codes::NOT_YET_VALID {
        format!("it becomes valid {apart} later")
    } else if subject.is_leaf {
        format!("it ended {apart} before: its owner has to have it renewed")
    } else if subject.anchor.is_some() {
        format!("it ended {apart} before: the list of anchors needs the root that replaced it")
    } else {
        format!(
            "it ended {apart} before: a newer certificate of the same CA, given with --untrusted, can stand in for it"
        )
    };
    core::iter::once(act).chain(clock).collect()
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

/// Who trusts a certificate that nobody else issued, with its hash, so that it is not trusted by mistake.
fn root(subject: Subject<'_>) -> Vec<String> {
    let hash = subject.certificate.map(|root| hex(&ucpki::crypto::sha256(root.as_der()))).unwrap_or_default();
    vec![if subject.is_leaf {
        format!("if it is the peer's own certificate (SHA-256 {hash}), give it with --pinned")
    } else {
        format!("if you trust this root (SHA-256 {hash}), give it with --anchors")
    }]
}

fn issuer(
    name: &str,
    key_id: Option<&[u8]>,
    subject: Subject<'_>,
    question: &Question,
    wanted: &[FetchHint],
) -> Vec<String> {
    let top = subject.certificate;
    if let Some(top) = top.filter(|top| !question.partial_chain && question.anchors.contains(top)) {
        let name = short(top.subject().to_string());
        return vec![format!("{name} is an anchor, but no root: `--partial-chain` lets a path end there")];
    }
    let key = key_id.map(|key_id| format!(", key identifier {}", short(hex(key_id)))).unwrap_or_default();
    let first = format!(
        "give the certificate of its issuer ({}{key}) with --untrusted, or with --anchors if you trust it",
        short(name)
    );
    let fetch = addresses(wanted, FetchKind::CaIssuers, "the certificate says that it is at");
    core::iter::once(first).chain(fetch).collect()
}

fn revocation(finding: &Finding, status: &Status, subject: Subject<'_>, wanted: &[FetchHint]) -> Vec<String> {
    if finding.code() == &codes::REVOKED {
        return vec![if subject.is_leaf {
            "its owner needs a certificate with a new key".to_owned()
        } else {
            "everything below this CA has to be issued again by another".to_owned()
        }];
    }
    let mut help: Vec<String> = addresses(wanted, FetchKind::Crl, "fetch the list and give it with --crl:").collect();
    if help.is_empty() {
        let name = subject.certificate.map(|certificate| short(certificate.issuer().to_string())).unwrap_or_default();
        help.push(format!("give the current list of {name} with --crl"));
    }
    let is_unknown = finding.code() == &codes::REVOCATION_UNKNOWN && finding.severity() == Severity::Refuse;
    if is_unknown && matches!(status, Status::Unknown(_)) {
        help.push("`--on-unknown warn` accepts certificates about which nothing is known".to_owned());
    }
    help
}

fn name(mismatch: &Mismatch) -> Vec<String> {
    let Some(hint) = mismatch.hint() else { return Vec::new() };
    let is = |codes: &[&'static Code]| codes.contains(&hint);
    let first = mismatch.nearest().first().map(|miss| short(miss.presented()));
    vec![match first {
        Some(name) if is(&[&matcher::codes::IP_AGAINST_NAMES]) => {
            format!("connect by the host name instead of the address: --name {name}")
        }
        Some(name) if is(&[&matcher::codes::NAME_AGAINST_ADDRESSES]) => {
            format!("the address may be meant: --ip {name}")
        }
        Some(name)
            if is(&[&matcher::codes::SHORT_NAME, &matcher::codes::WWW_DIFFERS, &matcher::codes::OTHER_DOMAIN]) =>
        {
            format!("if this is the peer that is meant, configure its name as the certificate has it: --name {name}")
        }
        _ if is(&[&matcher::codes::ONLY_COMMON_NAME]) => {
            "have it issued again with a subjectAltName; `--name-mode appliance` counts common names".to_owned()
        }
        _ if is(&[&matcher::codes::WILDCARD_OFF]) => "`--name-mode rfc9525` lets wildcards count".to_owned(),
        _ => return Vec::new(),
    }]
}

fn rule(code: &Code, detail: &Detail, subject: Subject<'_>, question: &Question) -> Vec<String> {
    let text = match code {
        code if code == &codes::SIGNATURE_INVALID => match detail {
            Detail::Code(reason) if reason != &&ucpki::crypto::codes::SIGNATURE_INVALID => return Vec::new(),
            _ => return vec![signature(subject)],
        },
        code if [&codes::KEY_WEAK, &codes::HASH_WEAK].contains(&code)
            && !question.legacy
            && is_enough_for_legacy(detail) =>
        {
            "`--legacy` accepts it, for old devices on networks that you trust"
        }
        code if [&codes::ALGORITHM_UNSUPPORTED, &codes::KEY_UNUSABLE].contains(&code)
            && !question.legacy
            && subject.certificate.is_some_and(is_of_old) =>
        {
            "`--legacy` adds SHA-1, MD5 and DSA"
        }
        code if code == &codes::ROOT_UNTRUSTED => {
            "it is a root that signed itself, so nothing above it can help: if you trust it, give it with --anchors"
        }
        code if code == &codes::TOO_DEEP => "a greater --max-depth allows it",
        code if code == &codes::NOT_A_CA => {
            "it was not issued to sign others: it may have been given in place of its CA's certificate"
        }
        code if code == &codes::NO_PATH => "none of the certificates that were given leads to an anchor",
        code if code == &codes::NAME_CONSTRAINT_UNSUPPORTED => {
            "what cannot be judged is never accepted; a later version will judge it"
        }
        code if code == &codes::PURPOSE => return purposes(subject),
        code if code == &codes::ANCHOR_PURPOSE => {
            "the file of the anchor is a TRUSTED CERTIFICATE and limits it: `openssl x509 -text` shows its trust settings"
        }
        _ => return Vec::new(),
    };
    vec![text.to_owned()]
}

/// Whether the weak key or hash is one that `--legacy` accepts, and no weaker one: it takes RSA and DSA from 1024 bits, and every
/// hash from MD5.
fn is_enough_for_legacy(detail: &Detail) -> bool {
    match detail {
        Detail::Key { kind, .. } => AlgorithmPolicy::LEGACY.accepts_key(*kind),
        Detail::Hash(_) => true,
        _ => false,
    }
}

/// Whether `--legacy` has what this certificate needs: an old hash, or a DSA key.
fn is_of_old(certificate: &Certificate) -> bool {
    let algorithm = SignatureAlgorithm::parse(certificate.signature_algorithm()).ok();
    let old_hash = algorithm.and_then(|algorithm| algorithm.hash()).is_some_and(|hash| hash < Hash::Sha224);
    let takes = |legacy| algorithms::provider(legacy).prepare(certificate.spki(), None).is_ok();
    old_hash || takes(true) && !takes(false)
}

/// Why a signature may not hold.
fn signature(subject: Subject<'_>) -> String {
    let named = subject.certificate.and_then(|certificate| certificate.authority_key_identifier().ok().flatten());
    let named = named.and_then(|named| named.key_identifier());
    let there = subject.issuer.and_then(|issuer| issuer.subject_key_identifier().ok().flatten());
    match (named, there) {
        (Some(named), Some(there)) if named != there => format!(
            "the issuer has another key of the same name: key {} signed it, and the one above is {}",
            short(hex(named)),
            short(hex(there))
        ),
        _ => "the certificate is damaged, or was not signed by this issuer".to_owned(),
    }
}

/// What the certificate is good for.
fn purposes(subject: Subject<'_>) -> Vec<String> {
    let Some(Ok(Some(usages))) = subject.certificate.map(Certificate::extended_key_usage) else { return Vec::new() };
    let names: Vec<String> = usages.iter().take(8).map(|oid| short(usage_name(oid))).collect();
    vec![match names.as_slice() {
        [] => "it is good for nothing at all".to_owned(),
        names => format!("it is good for: {}", names.join(", ")),
    }]
}

/// The name of an extended key usage in the standard, and its number where it has none here.
pub(crate) fn usage_name(oid: Oid<'_>) -> String {
    let known = [
        (oids::ANY_EXTENDED_KEY_USAGE, "anyExtendedKeyUsage"),
        (oids::CLIENT_AUTH, "clientAuth"),
        (oids::CODE_SIGNING, "codeSigning"),
        (oids::EMAIL_PROTECTION, "emailProtection"),
        (oids::IPSEC_END_SYSTEM, "ipsecEndSystem"),
        (oids::OCSP_SIGNING, "OCSPSigning"),
        (oids::SERVER_AUTH, "serverAuth"),
        (oids::SIP_DOMAIN, "sipDomain"),
        (oids::TIME_STAMPING, "timeStamping"),
    ];
    known.iter().find(|(known, _)| *known == oid).map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned())
}

fn addresses<'a>(wanted: &'a [FetchHint], kind: FetchKind, text: &'a str) -> impl Iterator<Item = String> + 'a {
    wanted
        .iter()
        .filter(move |wanted| wanted.kind() == kind)
        .take(MOST_ADDRESSES)
        .map(move |wanted| format!("{text} {}", short(wanted.uri())))
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
