//! The case folders below `tests/data`: each `.case` file is a question and the expected answer.

#![expect(clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use ucpki_chain::{
    AlgorithmPolicy, Anchor, AnchorConstraints, At, Finding, Identity, KeyPurpose, NameMode, PolicyInputs, Pool,
    Profile, Refused, Revocation, RevocationCheck, Severity, UsageMode, ValidationParams, Validator,
};
use ucpki_crl::CrlSet;
use ucpki_crypto::{LEGACY, RUSTCRYPTO};
use ucpki_tests::data::{self, CaseFile, Expectation};
use ucpki_x509::{Certificate, OidBuf, Time, pem};

#[test]
fn chain() {
    run("chain");
}

#[test]
fn crl() {
    run("crl");
}

fn run(noun: &str) {
    let files = data::case_files(&data::root().join(noun)).unwrap();
    assert!(!files.is_empty());
    let failures: Vec<String> = files.iter().filter_map(|file| failure(file)).collect();
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), files.len(), failures.join("\n"));
}

/// What is wrong with the answer to the case in `file`, if anything is.
fn failure(file: &Path) -> Option<String> {
    let case = CaseFile::parse(&fs::read_to_string(file).unwrap()).unwrap();
    let complaint = |what: String| Some(format!("{}: {what}", file.strip_prefix(data::root()).unwrap().display()));
    match (ask(file.parent().unwrap(), &case), &case.refused[..]) {
        (Ok(()), []) => None,
        (Ok(()), _) => complaint("accepted".to_owned()),
        (Err(refused), []) => complaint(format!("refused: {refused}")),
        (Err(refused), expected) => {
            let best: Vec<&Finding> = refused.candidates().iter().take(1).flat_map(|one| one.findings()).collect();
            let refusing: Vec<&Finding> = best.into_iter().filter(|one| one.severity() == Severity::Refuse).collect();
            let missing = expected.iter().find(|one| !refusing.iter().any(|finding| is(one, finding)))?;
            complaint(format!("expected {} {}, and found {refusing:?}", missing.code, missing.at))
        }
    }
}

fn ask(folder: &Path, case: &CaseFile) -> Result<(), Refused> {
    let certificates = |names: &[String]| -> Vec<Certificate> {
        let file = |name: &String| pem::certificates(&fs::read(folder.join(name)).unwrap()).unwrap();
        names.iter().flat_map(file).map(|parsed| parsed.certificate).collect()
    };
    let chain = certificates(&case.chain);
    let (leaf, pool) = chain.split_first().unwrap();
    let anchors = |names: &[String], make: fn(Certificate) -> Anchor| -> Vec<Anchor> {
        certificates(names).into_iter().map(|certificate| limited(case, certificate, make)).collect()
    };
    let profile = case.value("profile").map_or(Profile::RFC5280, |name| Profile::find(name).unwrap());
    let is_legacy = case.is_on("legacy", false);
    let profile = if is_legacy { profile.with_algorithms(AlgorithmPolicy::LEGACY) } else { profile };
    let validator = Validator::new(if is_legacy { LEGACY } else { RUSTCRYPTO })
        .profile(profile)
        .partial_chain(case.is_on("partial-chain", true))
        .intermediates(certificates(&case.intermediates))
        .anchors(anchors(&case.anchors, Anchor::certificate))
        .anchors(anchors(&case.pinned, Anchor::pinned_leaf));
    let pool = Pool::new(pool.iter().cloned());
    let request = request(case);
    let Some(names) = &case.crls else { return validator.check(leaf, &pool, &request).map(|_| ()) };
    let set: CrlSet = names
        .iter()
        .flat_map(|name| ucpki_crl::read(&fs::read(folder.join(name)).unwrap(), &RUSTCRYPTO).unwrap())
        .collect();
    let sources: [&dyn Revocation; 1] = [&set];
    let severity = if case.value("on-unknown") == Some("warn") { Severity::Warn } else { Severity::Refuse };
    let check = RevocationCheck::new(&sources).on_unknown(severity);
    validator.check(leaf, &pool, &request.revocation(check)).map(|_| ())
}

/// An anchor with the limits that the case asks for.
fn limited(case: &CaseFile, certificate: Certificate, make: fn(Certificate) -> Anchor) -> Anchor {
    let mut limits = AnchorConstraints::none();
    if case.is_on("limit-anchors", false) {
        limits = AnchorConstraints::from_certificate(&certificate).unwrap();
    }
    if let Some(date) = case.value("distrust-after") {
        limits = limits.distrust_after(Time::parse_rfc3339(date).unwrap());
    }
    make(certificate).with_constraints(limits)
}

fn request(case: &CaseFile) -> ValidationParams<'static> {
    let purpose = match &case.purpose[..] {
        "any" => KeyPurpose::Any,
        "both" => KeyPurpose::Both,
        "client" => KeyPurpose::Client,
        "crl-signing" => KeyPurpose::CrlSigning,
        "ocsp-signing" => KeyPurpose::OcspSigning,
        "server" => KeyPurpose::Server,
        other => KeyPurpose::Custom(OidBuf::parse(other).unwrap()),
    };
    let identity = case.name.as_ref().map_or(Identity::danger_none(), |name| Identity::host(name).unwrap());
    let mut policies =
        PolicyInputs::default().user_initial(case.values("policy").map(|text| OidBuf::parse(text).unwrap()).collect());
    if case.is_on("require-policy", false) {
        policies = policies.require_explicit();
    }
    if case.is_on("inhibit-policy-mapping", false) {
        policies = policies.inhibit_mapping();
    }
    if case.is_on("inhibit-any-policy", false) {
        policies = policies.inhibit_any();
    }
    let mut request = ValidationParams::new(case.time, purpose, identity).policies(policies);
    if let Some(depth) = case.value("max-depth") {
        request = request.max_depth(depth.parse().unwrap());
    }
    match case.value("name-mode") {
        None => {}
        Some("appliance") => request = request.name_mode(NameMode::Appliance),
        Some("off") => request = request.name_mode(NameMode::Off),
        Some("rfc9525") => request = request.name_mode(NameMode::Rfc9525),
        Some(other) => panic!("name mode {other}"),
    }
    match case.value("usage-mode") {
        None | Some("profile") => request,
        Some("ignore") => request.usage_mode(UsageMode::Ignore),
        Some("prefer") => request.usage_mode(UsageMode::Prefer),
        Some("require") => request.usage_mode(UsageMode::Require),
        Some(other) => panic!("usage mode {other}"),
    }
}

/// Whether `finding` is the expected one: code and place, where one is given.
fn is(expected: &Expectation, finding: &Finding) -> bool {
    let at = match finding.at() {
        At::Cert(0) | At::Pair { below: 0, .. } => "leaf".to_owned(),
        At::Cert(position) | At::Pair { below: position, .. } => format!("cert {position}"),
        At::Anchor => "anchor".to_owned(),
        _ => "request".to_owned(),
    };
    finding.code().name() == expected.code && (expected.at.is_empty() || expected.at == at)
}
