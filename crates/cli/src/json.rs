//! The answer for programs: explicit structures, so that nothing changes by accident. README.md describes them.

use crate::document::is_disguise;
use crate::files::Unreadable;
use crate::verify::{Outcome, Question};
use serde::Serialize;
use serde_json::ser::Formatter;
use std::io::{self, Write};
use ucpki::chain::{
    Anchor, At, Candidate, Cause, CrlEvidence, Detail, Evidence, FetchHint, Finding, KeyPurpose, PolicySet, Refused,
    Severity, Status, UnknownReason, Valid, Work,
};
use ucpki::crypto;
use ucpki::matcher::{Identity, MatchedName, Mismatch, NameMode, NamePlace};
use ucpki::x509::{self, Certificate, Time};

/// Changes when a reader of the old form would misread the new one; what is added does not count.
pub(crate) const VERSION: u32 = 1;

/// Whether the budget ended before there was an answer.
pub(crate) fn is_undecided(refused: &Refused) -> bool {
    matches!(refused.cause(), Cause::Exhausted { .. })
}

/// The document of `ucpki verify --json`.
#[derive(Debug, Serialize)]
pub(crate) struct Verdict {
    format: &'static str,
    version: u32,
    /// accepted, refused, undecided, unreadable
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Asked>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<Accepted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<UnreadableFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<Effort>,
}

#[derive(Debug, Serialize)]
struct Asked {
    time: String,
    purpose: String,
    identity: Who,
    name_mode: &'static str,
    profile: &'static str,
    partial_chain: bool,
    legacy: bool,
    usage_mode: &'static str,
    /// empty is any policy
    policies: Vec<String>,
    require_policy: bool,
    inhibit_policy_mapping: bool,
    inhibit_any_policy: bool,
    limit_anchors: bool,
    distrust_after: Option<String>,
    max_depth: Option<u32>,
    /// refuse or warn; null where revocation was not checked
    on_unknown: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Who {
    Anyone,
    Dns {
        name: String,
    },
    Ip {
        address: String,
    },
    /// A SIP domain, a service, a URI, an XMPP address, an e-mail address
    Other {
        name: String,
    },
}

#[derive(Debug, Serialize)]
struct Accepted {
    path: Vec<CertificateFacts>,
    anchor: AnchorFacts,
    matched_name: Matched,
    /// null is any policy
    policies: Option<Vec<String>>,
    revocation: Vec<RevocationStatus>,
    warnings: Vec<FindingFacts>,
    valid_until: String,
    wanted: Vec<WantedFacts>,
}

#[derive(Debug, Serialize)]
struct Refusal {
    /// rejected, no_path, exhausted
    cause: &'static str,
    limit: Option<Exceeded>,
    code: CodeFacts,
    candidates: Vec<CandidateFacts>,
    omitted: u32,
    wanted: Vec<WantedFacts>,
}

#[derive(Debug, Serialize)]
struct Exceeded {
    name: &'static str,
    most: u64,
}

#[derive(Debug, Serialize)]
struct CandidateFacts {
    path: Vec<CertificateFacts>,
    anchor: Option<AnchorFacts>,
    findings: Vec<FindingFacts>,
}

#[derive(Debug, Serialize)]
struct WantedFacts {
    kind: &'static str,
    uri: String,
}

#[derive(Debug, Serialize)]
struct CertificateFacts {
    subject: String,
    issuer: String,
    /// the content bytes of the INTEGER
    serial: String,
    not_before: String,
    not_after: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct AnchorFacts {
    /// certificate, key, pinned_leaf
    kind: &'static str,
    name: String,
    spki_sha256: String,
    certificate: Option<CertificateFacts>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Matched {
    Dns { name: String, wildcard: bool, place: Option<PlaceFacts> },
    Ip { address: String, place: Option<PlaceFacts> },
    Other { name: String, place: Option<PlaceFacts> },
    Unchecked,
}

#[derive(Debug, Serialize)]
pub(crate) struct PlaceFacts {
    /// common_name, subject_alt_name
    field: &'static str,
    index: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct CodeFacts {
    pub(crate) code: &'static str,
    number: u16,
    family: &'static str,
    clause: &'static str,
    pub(crate) text: &'static str,
}

#[derive(Debug, Serialize)]
struct FindingFacts {
    #[serde(flatten)]
    code: CodeFacts,
    severity: &'static str,
    at: Position,
    detail: DetailFacts,
    /// text and values for a person
    message: String,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Position {
    Anchor,
    Certificate { position: u32 },
    Pair { above: Option<u32>, below: u32 },
    Request,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum DetailFacts {
    Algorithm { oid: String },
    Constraint { name: String, base: Option<String> },
    Crypto { reason: CodeFacts },
    Extension { oid: String },
    Hash { name: &'static str },
    Issued { bound: String, issued: String },
    Issuer { name: String, key_id: Option<String> },
    Key { name: &'static str, bits: Option<u32>, least: Option<u32> },
    Limit { most: u64, found: u64 },
    Mismatch { reason: CodeFacts, hint: Option<CodeFacts>, nearest: Vec<NearMissFacts>, seen: usize, malformed: usize },
    Name { name: String },
    None,
    Purpose { oid: String },
    Read { reason: CodeFacts, byte: Option<usize> },
    Revocation { status: RevocationStatus },
    Time { bound: String, at: String },
    Text { text: String },
}

#[derive(Debug, Serialize)]
struct NearMissFacts {
    name: String,
    place: Option<PlaceFacts>,
    reason: CodeFacts,
}

#[derive(Debug, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum RevocationStatus {
    Good { evidence: EvidenceFacts },
    Revoked { evidence: EvidenceFacts, reason: &'static str, since: String },
    Unknown { why: Vec<WhyFacts> },
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum EvidenceFacts {
    Crl { number: Option<String>, this_update: String, next_update: Option<String> },
    Crls { lists: Vec<CrlFacts> },
    NoRevAvail,
    Other { text: String },
}

#[derive(Debug, Serialize)]
struct CrlFacts {
    number: Option<String>,
    this_update: String,
    next_update: Option<String>,
    delta: bool,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum WhyFacts {
    Exhausted,
    Expired { next_update: String },
    NoData,
    NotYetValid { this_update: String },
    RevokedWhenExpired { next_update: String, reason: &'static str, since: String },
    SignerUndecided { revoked: bool },
    Unusable { reason: CodeFacts },
    Other { text: String },
}

#[derive(Debug, Serialize)]
struct UnreadableFile {
    file: String,
    text: String,
    code: Option<CodeFacts>,
    line: Option<usize>,
    byte: Option<usize>,
    file_byte: Option<usize>,
    help: Option<String>,
}

#[derive(Debug, Serialize)]
struct Effort {
    certificates: u64,
    arcs: u64,
    steps: u64,
    paths: u64,
    signatures: u64,
    revocation_signatures: u64,
    cached: u64,
    comparisons: u64,
}

/// The document of `ucpki codes --json`.
#[derive(Debug, Serialize)]
pub(crate) struct CodeList {
    format: &'static str,
    version: u32,
    codes: Vec<CodeFacts>,
}

/// Writes a document in lines, and a line end behind it.
pub(crate) fn write(out: &mut impl Write, document: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Indented::default());
    document.serialize(&mut serializer).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()
}

pub(crate) fn code_list(codes: impl Iterator<Item = &'static x509::Code>) -> CodeList {
    CodeList { format: "ucpki-codes", version: VERSION, codes: codes.map(code).collect() }
}

pub(crate) fn verdict(outcome: &Outcome) -> Verdict {
    let (result, accepted_part, refused_part, work) = match &outcome.answer {
        Ok(valid) => ("accepted", Some(accepted(valid)), None, valid.work()),
        Err(refusal) if is_undecided(refusal) => ("undecided", None, Some(refused(refusal)), refusal.work()),
        Err(refusal) => ("refused", None, Some(refused(refusal)), refusal.work()),
    };
    Verdict {
        result,
        request: Some(asked(&outcome.question)),
        accepted: accepted_part,
        refused: refused_part,
        work: Some(effort(work)),
        ..Verdict::empty()
    }
}

pub(crate) fn unreadable(file: &Unreadable) -> Verdict {
    Verdict { unreadable: Some(unreadable_file(file)), ..Verdict::empty() }
}

/// What is wrong with a file, as a value inside another document.
pub(crate) fn write_unreadable(out: &mut impl Write, file: &Unreadable) -> io::Result<()> {
    serde_json::to_writer(out, &unreadable_file(file)).map_err(io::Error::from)
}

/// A text as JSON. What a terminal would act on is escaped.
pub(crate) fn string(text: &str) -> String {
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Indented::default());
    // Writing a text into memory cannot fail.
    let _ = text.serialize(&mut serializer);
    String::from_utf8(out).unwrap_or_default()
}

fn unreadable_file(file: &Unreadable) -> UnreadableFile {
    let error = file.error();
    UnreadableFile {
        file: file.file.display().to_string(),
        text: file.text(),
        code: error.map(|error| code(error.code())),
        line: error.and_then(|error| error.line()),
        byte: error.and_then(|error| error.offset()),
        file_byte: file.spot.map(|spot| spot.byte),
        help: file.help.clone(),
    }
}

impl Verdict {
    const fn empty() -> Self {
        Self {
            format: "ucpki-verdict",
            version: VERSION,
            result: "unreadable",
            request: None,
            accepted: None,
            refused: None,
            unreadable: None,
            work: None,
        }
    }
}

fn asked(question: &Question) -> Asked {
    Asked {
        time: question.time.to_string(),
        purpose: purpose(&question.purpose),
        identity: match &question.identity {
            Identity::Dns(name) => Who::Dns { name: name.to_string() },
            Identity::Ip(address) => Who::Ip { address: address.to_string() },
            Identity::DangerNone => Who::Anyone,
            other => Who::Other { name: other.to_string() },
        },
        name_mode: match question.name_mode {
            NameMode::Appliance => "appliance",
            NameMode::Off => "off",
            _ => "rfc9525",
        },
        profile: question.profile.name(),
        partial_chain: question.partial_chain,
        legacy: question.legacy,
        usage_mode: crate::saved_case::usage_mode(question.usage_mode),
        policies: question.policies.initial().iter().map(ToString::to_string).collect(),
        require_policy: question.policies.requires_explicit(),
        inhibit_policy_mapping: question.policies.inhibits_mapping(),
        inhibit_any_policy: question.policies.inhibits_any(),
        limit_anchors: question.limit_anchors,
        distrust_after: question.distrust_after.map(|time| time.to_string()),
        max_depth: question.max_depth,
        on_unknown: question.on_unknown.map(Severity::name),
    }
}

/// The purpose as it is given on the command line.
pub(crate) fn purpose(purpose: &KeyPurpose) -> String {
    match purpose {
        KeyPurpose::Both => "both".to_owned(),
        KeyPurpose::Client => "client".to_owned(),
        KeyPurpose::CrlSigning => "crl-signing".to_owned(),
        KeyPurpose::Custom(oid) => oid.to_string(),
        KeyPurpose::OcspSigning => "ocsp-signing".to_owned(),
        KeyPurpose::Server => "server".to_owned(),
        _ => "any".to_owned(),
    }
}

fn accepted(valid: &Valid) -> Accepted {
    Accepted {
        path: valid.path().certificates().iter().map(certificate).collect(),
        anchor: anchor(valid.path().anchor()),
        matched_name: matched(valid.identity()),
        policies: match valid.policies() {
            PolicySet::Only(policies) => Some(policies.iter().map(ToString::to_string).collect()),
            _ => None,
        },
        revocation: valid.revocation().iter().map(status).collect(),
        warnings: valid.findings().iter().map(finding).collect(),
        valid_until: time(valid.valid_until()),
        wanted: valid.fetch_hints().iter().map(hint).collect(),
    }
}

fn hint(hint: &FetchHint) -> WantedFacts {
    WantedFacts { kind: hint.kind().name(), uri: hint.uri().to_owned() }
}

fn refused(refused: &Refused) -> Refusal {
    let (cause, limit) = match refused.cause() {
        Cause::Exhausted { limit, most } => ("exhausted", Some(Exceeded { name: limit.name(), most })),
        Cause::NoPath => ("no_path", None),
        _ => ("rejected", None),
    };
    Refusal {
        cause,
        limit,
        code: code(refused.code()),
        candidates: refused.candidates().iter().map(candidate).collect(),
        omitted: refused.omitted(),
        wanted: refused.fetch_hints().iter().map(hint).collect(),
    }
}

fn candidate(candidate: &Candidate) -> CandidateFacts {
    CandidateFacts {
        path: candidate.certificates().iter().map(certificate).collect(),
        anchor: candidate.anchor().map(anchor),
        findings: candidate.findings().iter().map(finding).collect(),
    }
}

fn certificate(certificate: &Certificate) -> CertificateFacts {
    CertificateFacts {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial: hex(certificate.serial().as_bytes()),
        not_before: time(certificate.not_before()),
        not_after: time(certificate.not_after()),
        sha256: hex(&crypto::sha256(certificate.as_der())),
    }
}

fn anchor(anchor: &Anchor) -> AnchorFacts {
    AnchorFacts {
        kind: match anchor.as_certificate() {
            Some(_) if anchor.is_pinned_leaf() => "pinned_leaf",
            Some(_) => "certificate",
            None => "key",
        },
        name: anchor.name().to_string(),
        spki_sha256: hex(&crypto::sha256(anchor.spki_der())),
        certificate: anchor.as_certificate().map(certificate),
    }
}

fn matched(name: &MatchedName) -> Matched {
    let at = name.place().and_then(place);
    match name {
        MatchedName::Dns { presented, wildcard, .. } => {
            Matched::Dns { name: presented.clone(), wildcard: *wildcard, place: at }
        }
        MatchedName::Ip { address, .. } => Matched::Ip { address: address.to_string(), place: at },
        MatchedName::Unchecked => Matched::Unchecked,
        other => Matched::Other { name: other.to_string(), place: at },
    }
}

pub(crate) fn place(place: NamePlace) -> Option<PlaceFacts> {
    match place {
        NamePlace::CommonName(index) => Some(PlaceFacts { field: "common_name", index }),
        NamePlace::SubjectAltName(index) => Some(PlaceFacts { field: "subject_alt_name", index }),
        _ => None,
    }
}

fn finding(finding: &Finding) -> FindingFacts {
    FindingFacts {
        code: code(finding.code()),
        severity: finding.severity().name(),
        at: match finding.at() {
            At::Anchor => Position::Anchor,
            At::Cert(position) => Position::Certificate { position },
            At::Pair { above, below } => Position::Pair { above, below },
            _ => Position::Request,
        },
        detail: detail(finding.detail()),
        message: finding.to_string(),
    }
}

fn detail(detail: &Detail) -> DetailFacts {
    match detail {
        Detail::Algorithm { oid } => DetailFacts::Algorithm { oid: oid.to_string() },
        Detail::Constraint { name, base } => {
            DetailFacts::Constraint { name: name.clone(), base: Some(base.clone()).filter(|base| !base.is_empty()) }
        }
        Detail::Code(reason) => DetailFacts::Crypto { reason: code(reason) },
        Detail::Extension { oid } => DetailFacts::Extension { oid: oid.to_string() },
        Detail::Hash(hash) => DetailFacts::Hash { name: hash.name() },
        Detail::Issued { bound, issued } => DetailFacts::Issued { bound: time(*bound), issued: time(*issued) },
        Detail::Issuer { name, key_id } => {
            DetailFacts::Issuer { name: name.to_string(), key_id: key_id.as_deref().map(hex) }
        }
        Detail::Key { kind, least } => DetailFacts::Key { name: kind.name(), bits: kind.bits(), least: *least },
        Detail::KeyKind(kind) => DetailFacts::Key { name: kind.name(), bits: kind.bits(), least: None },
        Detail::Limit { most, found } => DetailFacts::Limit { most: *most, found: *found },
        Detail::Mismatch(mismatch) => mismatched(mismatch),
        Detail::Name(name) => DetailFacts::Name { name: name.clone() },
        Detail::None => DetailFacts::None,
        Detail::Purpose { oid } => DetailFacts::Purpose { oid: oid.to_string() },
        Detail::Read(error) => DetailFacts::Read { reason: code(error.code()), byte: error.offset() },
        Detail::Revocation(answer) => DetailFacts::Revocation { status: status(answer) },
        Detail::Time { bound, at } => DetailFacts::Time { bound: time(*bound), at: time(*at) },
        other => DetailFacts::Text { text: other.to_string() },
    }
}

fn mismatched(mismatch: &Mismatch) -> DetailFacts {
    let near = mismatch.nearest().iter().map(|miss| NearMissFacts {
        name: miss.presented().to_owned(),
        place: place(miss.place()),
        reason: code(miss.code()),
    });
    DetailFacts::Mismatch {
        reason: code(mismatch.code()),
        hint: mismatch.hint().map(code),
        nearest: near.collect(),
        seen: mismatch.seen(),
        malformed: mismatch.malformed(),
    }
}

fn status(status: &Status) -> RevocationStatus {
    match status {
        Status::Good(data) => RevocationStatus::Good { evidence: evidence(data) },
        Status::Revoked(data, reason, since) => {
            RevocationStatus::Revoked { evidence: evidence(data), reason: reason.name(), since: time(*since) }
        }
        Status::Unknown(whys) => RevocationStatus::Unknown { why: whys.iter().map(why).collect() },
        _ => RevocationStatus::Unknown { why: Vec::new() },
    }
}

fn evidence(evidence: &Evidence) -> EvidenceFacts {
    match evidence {
        Evidence::Crl { number, this_update, next_update } => EvidenceFacts::Crl {
            number: number.as_deref().map(hex),
            this_update: time(*this_update),
            next_update: next_update.map(time),
        },
        Evidence::Crls(lists) => {
            let list = |list: &CrlEvidence| CrlFacts {
                number: list.number.as_deref().map(hex),
                this_update: time(list.this_update),
                next_update: list.next_update.map(time),
                delta: list.is_delta,
            };
            EvidenceFacts::Crls { lists: lists.iter().map(list).collect() }
        }
        Evidence::NoRevAvail => EvidenceFacts::NoRevAvail,
        other => EvidenceFacts::Other { text: other.to_string() },
    }
}

fn why(why: &UnknownReason) -> WhyFacts {
    match why {
        UnknownReason::Exhausted => WhyFacts::Exhausted,
        UnknownReason::Expired(next_update) => WhyFacts::Expired { next_update: time(*next_update) },
        UnknownReason::NoData => WhyFacts::NoData,
        UnknownReason::NotYetValid(this_update) => WhyFacts::NotYetValid { this_update: time(*this_update) },
        UnknownReason::RevokedWhenExpired { next_update, reason, since } => {
            WhyFacts::RevokedWhenExpired { next_update: time(*next_update), reason: reason.name(), since: time(*since) }
        }
        UnknownReason::SignerUndecided { is_revoked } => WhyFacts::SignerUndecided { revoked: *is_revoked },
        UnknownReason::Unusable(reason) => WhyFacts::Unusable { reason: code(reason) },
        other => WhyFacts::Other { text: other.to_string() },
    }
}

fn effort(work: &Work) -> Effort {
    Effort {
        certificates: work.certificates,
        arcs: work.arcs,
        steps: work.steps,
        paths: work.paths,
        signatures: work.signatures,
        revocation_signatures: work.revocation_signatures,
        cached: work.cached,
        comparisons: work.comparisons,
    }
}

pub(crate) fn code(code: &'static x509::Code) -> CodeFacts {
    CodeFacts {
        code: code.name(),
        number: code.number(),
        family: code.family().name(),
        clause: code.clause(),
        text: code.text(),
    }
}

fn time(time: Time) -> String {
    time.to_string()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Two blanks per level, and no character as it is that would steer a terminal: JSON asks that for the first 32 only.
#[derive(Debug, Default)]
struct Indented(serde_json::ser::PrettyFormatter<'static>);

macro_rules! forward {
    ($($method:ident($($argument:ident: $type:ty),*);)+) => {
        $(fn $method<W: ?Sized + Write>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$method(writer $(, $argument)*)
        })+
    };
}

impl Formatter for Indented {
    forward! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, character)| is_disguise(*character)) {
            let (before, tail) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = tail.get(character.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn json_does_not_steer_the_terminal() {
        let mut out = Vec::new();
        write(&mut out, &["a\u{9B}2J\u{7F}é\u{202E}\n"]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "[\n  \"a\\u009b2J\\u007fé\\u202e\\n\"\n]\n");
    }
}
