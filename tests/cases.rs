//! The case folders below `tests/data`: each `.case` file is a question and the expected answer.

#![allow(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::fs;
use std::path::Path;
use ucpki_chain::{
    Anchor, At, Finding, Identity, Pool, Purpose, Refused, Request, RevocationCheck, Severity, Validator,
};
use ucpki_crl::CrlSet;
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::data::{self, CaseFile, Expectation};
use ucpki_x509::{Certificate, pem};

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
    let purpose = match &case.purpose[..] {
        "client" => Purpose::Client,
        "server" => Purpose::Server,
        other => panic!("purpose {other}"),
    };
    let identity = case.name.as_ref().map_or(Identity::danger_none(), |name| Identity::host(name).unwrap());
    let validator =
        Validator::new(RUSTCRYPTO).anchors(certificates(&case.anchors).into_iter().map(Anchor::certificate));
    let request = Request::new(case.time, purpose, identity);
    let pool = Pool::new(pool.iter().cloned());
    let Some(names) = &case.crls else { return validator.check(leaf, &pool, &request).map(|_| ()) };
    let set: CrlSet = names
        .iter()
        .flat_map(|name| ucpki_crl::read(&fs::read(folder.join(name)).unwrap(), &RUSTCRYPTO).unwrap())
        .collect();
    validator.check(leaf, &pool, &request.revocation(RevocationCheck::new(&[&set]))).map(|_| ())
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
