//! A verdict as JSON: the document of `ucpki verify --json`, which crates/cli/README.md describes.

use super::params::VerdictParams;
use super::status::{self, code};
use crate::writer::{List, Place};
use core::fmt;
use ucpki_chain::{
    Anchor, At, Candidate, Cause, Detail, FetchHint, Finding, PolicySet, Refused, Severity, Valid, Work,
};
use ucpki_matcher::{Identity, MatchedName, Mismatch, NamePlace};
use ucpki_x509::Certificate;

/// Changes when a reader of the old form would misread the new one; what is added does not count.
const VERSION: u32 = 1;

pub(super) fn write(
    place: Place<'_>,
    params: &VerdictParams,
    answer: Result<&Valid, &Refused>,
    result: &str,
) -> fmt::Result {
    place.object(|members| {
        members.text("format", "ucpki-verdict")?;
        members.plain("version", VERSION)?;
        members.text("result", result)?;
        members.member("params")?.object(|members| asked(members, params))?;
        match answer {
            Ok(valid) => members.member("accepted")?.object(|members| accepted(members, valid))?,
            Err(refusal) => members.member("refused")?.object(|members| refused(members, refusal))?,
        }
        let work = answer.map_or_else(Refused::work, Valid::work);
        members.member("work")?.object(|members| effort(members, work))
    })
}

fn asked(members: &mut List<'_>, params: &VerdictParams) -> fmt::Result {
    members.text("time", params.time)?;
    members.text("purpose", params.purpose_name())?;
    members.member("identity")?.object(|members| identity(members, &params.identity))?;
    members.text("name_mode", params.name_mode_name())?;
    members.text("profile", params.profile.name())?;
    members.plain("partial_chain", params.partial_chain)?;
    members.plain("legacy", params.legacy)?;
    members.text("usage_mode", params.usage_mode_name())?;
    members.texts("policies", params.policies.initial().iter())?;
    members.plain("require_policy", params.policies.requires_explicit())?;
    members.plain("inhibit_policy_mapping", params.policies.inhibits_mapping())?;
    members.plain("inhibit_any_policy", params.policies.inhibits_any())?;
    members.plain("limit_anchors", params.limit_anchors)?;
    members.text_or_null("distrust_after", params.distrust_after)?;
    members.plain_or_null("max_depth", params.max_depth)?;
    members.text_or_null("on_unknown", params.on_unknown.map(Severity::name))
}

fn identity(members: &mut List<'_>, identity: &Identity) -> fmt::Result {
    match identity {
        Identity::Dns(name) => {
            members.text("kind", "dns")?;
            members.text("name", name)
        }
        Identity::Ip(address) => {
            members.text("kind", "ip")?;
            members.text("address", address)
        }
        Identity::DangerNone => members.text("kind", "anyone"),
        other => {
            members.text("kind", "other")?;
            members.text("name", other)
        }
    }
}

fn accepted(members: &mut List<'_>, valid: &Valid) -> fmt::Result {
    path(members, valid.path().certificates())?;
    members.member("anchor")?.object(|members| anchor(members, valid.path().anchor()))?;
    members.member("matched_name")?.object(|members| matched(members, valid.identity()))?;
    match valid.policies() {
        PolicySet::Only(policies) => members.texts("policies", policies.iter())?,
        _ => members.plain("policies", "null")?,
    }
    objects(members, "revocation", valid.revocation(), status::write)?;
    objects(members, "warnings", valid.findings(), finding)?;
    members.text("valid_until", valid.valid_until())?;
    objects(members, "fetch_hints", valid.fetch_hints(), hint)
}

fn refused(members: &mut List<'_>, refused: &Refused) -> fmt::Result {
    let (cause, limit) = match refused.cause() {
        Cause::Exhausted { limit, most } => ("exhausted", Some((limit, most))),
        Cause::NoPath => ("no_path", None),
        _ => ("rejected", None),
    };
    members.text("cause", cause)?;
    match limit {
        Some((limit, most)) => members.member("limit")?.object(|members| {
            members.text("name", limit.name())?;
            members.plain("most", most)
        })?,
        None => members.plain("limit", "null")?,
    }
    members.member("code")?.object(|members| code(members, refused.code()))?;
    objects(members, "candidates", refused.candidates(), candidate)?;
    members.plain("omitted", refused.omitted())?;
    objects(members, "fetch_hints", refused.fetch_hints(), hint)
}

/// An array of objects.
fn objects<T>(
    members: &mut List<'_>,
    name: &str,
    items: &[T],
    write: fn(&mut List<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    members
        .member(name)?
        .array(|list| items.iter().try_for_each(|item| list.next()?.object(|members| write(members, item))))
}

fn hint(members: &mut List<'_>, hint: &FetchHint) -> fmt::Result {
    members.text("kind", hint.kind().name())?;
    members.text("uri", hint.uri())
}

fn candidate(members: &mut List<'_>, candidate: &Candidate) -> fmt::Result {
    path(members, candidate.certificates())?;
    match candidate.anchor() {
        Some(found) => members.member("anchor")?.object(|members| anchor(members, found))?,
        None => members.plain("anchor", "null")?,
    }
    objects(members, "findings", candidate.findings(), finding)
}

fn path(members: &mut List<'_>, certificates: &[Certificate]) -> fmt::Result {
    objects(members, "path", certificates, certificate)
}

fn certificate(members: &mut List<'_>, certificate: &Certificate) -> fmt::Result {
    members.text("subject", certificate.subject())?;
    members.text("issuer", certificate.issuer())?;
    members.hex("serial", certificate.serial().as_bytes())?;
    members.text("not_before", certificate.not_before())?;
    members.text("not_after", certificate.not_after())?;
    members.hex("sha256", &ucpki_crypto::sha256(certificate.as_der()))
}

fn anchor(members: &mut List<'_>, anchor: &Anchor) -> fmt::Result {
    let kind = match anchor.as_certificate() {
        Some(_) if anchor.is_pinned_leaf() => "pinned_leaf",
        Some(_) => "certificate",
        None => "key",
    };
    members.text("kind", kind)?;
    members.text("name", anchor.name())?;
    members.hex("spki_sha256", &ucpki_crypto::sha256(anchor.spki_der()))?;
    match anchor.as_certificate() {
        Some(found) => members.member("certificate")?.object(|members| certificate(members, found)),
        None => members.plain("certificate", "null"),
    }
}

fn matched(members: &mut List<'_>, name: &MatchedName) -> fmt::Result {
    match name {
        MatchedName::Dns { presented, wildcard, .. } => {
            members.text("kind", "dns")?;
            members.text("name", presented)?;
            members.plain("wildcard", wildcard)?;
        }
        MatchedName::Ip { address, .. } => {
            members.text("kind", "ip")?;
            members.text("address", address)?;
        }
        MatchedName::Unchecked => return members.text("kind", "unchecked"),
        other => {
            members.text("kind", "other")?;
            members.text("name", other)?;
        }
    }
    place_in_certificate(members, name.place())
}

fn place_in_certificate(members: &mut List<'_>, place: Option<NamePlace>) -> fmt::Result {
    let (field, index) = match place {
        Some(NamePlace::CommonName(index)) => ("common_name", index),
        Some(NamePlace::SubjectAltName(index)) => ("subject_alt_name", index),
        _ => return members.plain("place", "null"),
    };
    members.member("place")?.object(|members| {
        members.text("field", field)?;
        members.plain("index", index)
    })
}

fn finding(members: &mut List<'_>, finding: &Finding) -> fmt::Result {
    code(members, finding.code())?;
    members.text("severity", finding.severity().name())?;
    members.member("at")?.object(|members| position(members, finding.at()))?;
    members.member("detail")?.object(|members| detail(members, finding.detail()))?;
    members.text("message", finding)
}

fn position(members: &mut List<'_>, at: At) -> fmt::Result {
    match at {
        At::Anchor => members.text("kind", "anchor"),
        At::Cert(position) => {
            members.text("kind", "certificate")?;
            members.plain("position", position)
        }
        At::Pair { above, below } => {
            members.text("kind", "pair")?;
            members.plain_or_null("above", above)?;
            members.plain("below", below)
        }
        _ => members.text("kind", "params"),
    }
}

fn detail(members: &mut List<'_>, detail: &Detail) -> fmt::Result {
    members.text("kind", kind_of(detail))?;
    match detail {
        Detail::Algorithm { oid } | Detail::Extension { oid } | Detail::Purpose { oid } => members.text("oid", oid),
        Detail::Constraint { name, base } => {
            members.text("name", name)?;
            members.text_or_null("base", Some(base).filter(|base| !base.is_empty()))
        }
        Detail::Code(reason) => members.member("reason")?.object(|members| code(members, reason)),
        Detail::Hash(hash) => members.text("name", hash.name()),
        Detail::Issued { bound, issued } => {
            members.text("bound", bound)?;
            members.text("issued", issued)
        }
        Detail::Issuer { name, key_id } => {
            members.text("name", name)?;
            members.hex_or_null("key_id", key_id.as_deref())
        }
        Detail::Key { kind, least } => key(members, kind.name(), kind.bits(), *least),
        Detail::KeyKind(kind) => key(members, kind.name(), kind.bits(), None),
        Detail::Limit { most, found } => {
            members.plain("most", most)?;
            members.plain("found", found)
        }
        Detail::Mismatch(mismatch) => mismatched(members, mismatch),
        Detail::Name(name) => members.text("name", name),
        Detail::None => Ok(()),
        Detail::Read(error) => {
            members.member("reason")?.object(|members| code(members, error.code()))?;
            members.plain_or_null("byte", error.offset())
        }
        Detail::Revocation(answer) => members.member("status")?.object(|members| status::write(members, answer)),
        Detail::Time { bound, at } => {
            members.text("bound", bound)?;
            members.text("at", at)
        }
        other => members.text("text", other),
    }
}

const fn kind_of(detail: &Detail) -> &'static str {
    match detail {
        Detail::Algorithm { .. } => "algorithm",
        Detail::Constraint { .. } => "constraint",
        Detail::Code(_) => "code",
        Detail::Extension { .. } => "extension",
        Detail::Hash(_) => "hash",
        Detail::Issued { .. } => "issued",
        Detail::Issuer { .. } => "issuer",
        Detail::Key { .. } | Detail::KeyKind(_) => "key",
        Detail::Limit { .. } => "limit",
        Detail::Mismatch(_) => "mismatch",
        Detail::Name(_) => "name",
        Detail::None => "none",
        Detail::Purpose { .. } => "purpose",
        Detail::Read(_) => "read",
        Detail::Revocation(_) => "revocation",
        Detail::Time { .. } => "time",
        _ => "text",
    }
}

fn key(members: &mut List<'_>, name: &str, bits: Option<u32>, least: Option<u32>) -> fmt::Result {
    members.text("name", name)?;
    members.plain_or_null("bits", bits)?;
    members.plain_or_null("least", least)
}

fn mismatched(members: &mut List<'_>, mismatch: &Mismatch) -> fmt::Result {
    members.member("reason")?.object(|members| code(members, mismatch.code()))?;
    match mismatch.hint() {
        Some(hint) => members.member("hint")?.object(|members| code(members, hint))?,
        None => members.plain("hint", "null")?,
    }
    members.member("nearest")?.array(|list| {
        mismatch.nearest().iter().try_for_each(|miss| {
            list.next()?.object(|members| {
                members.text("name", miss.presented())?;
                place_in_certificate(members, Some(miss.place()))?;
                members.member("reason")?.object(|members| code(members, miss.code()))
            })
        })
    })?;
    members.plain("seen", mismatch.seen())?;
    members.plain("malformed", mismatch.malformed())
}

fn effort(members: &mut List<'_>, work: &Work) -> fmt::Result {
    members.plain("certificates", work.certificates)?;
    members.plain("arcs", work.arcs)?;
    members.plain("steps", work.steps)?;
    members.plain("paths", work.paths)?;
    members.plain("signatures", work.signatures)?;
    members.plain("revocation_signatures", work.revocation_signatures)?;
    members.plain("cached", work.cached)?;
    members.plain("comparisons", work.comparisons)
}
