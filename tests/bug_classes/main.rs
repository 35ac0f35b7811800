//! Bug classes that other verifiers had: for each a test of our own, which fails when the rule behind it is broken.
//!
//! The numbers are those of a list of known vulnerabilities in X.509 code, from exponential searches to names that nobody
//! compared; a test `row_07_...` is about class 7. Each says the class in our own words and where it was seen. Certificates
//! come from the maker and nowhere else. Rows about cost assert counts, which hold on noisy machines.
//!
//! README.md in this folder has the table: row, test, and the change to the library that makes the test fail.

#![expect(
    clippy::cloned_ref_to_slice_refs,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "tests"
)]

mod encoding;
mod identity;
mod kinds_of_names;
mod name_constraints;
mod policies;
mod search;
mod trust;

use ucpki_chain::{Anchor, At, Identity, KeyPurpose, PolicyInputs, Pool, Refused, Valid, ValidationParams, Validator};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Key, KeyUsage, oid, time};
use ucpki_x509::{Certificate, Code, oids};

/// A CA, self-signed until it is issued by another. Its key is the one of its name.
fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

/// A server's certificate without names.
fn server() -> Cert {
    Cert::new("the leaf").key(&Key::fake("leaf")).key_usage(KeyUsage::DIGITAL_SIGNATURE).eku(&[oids::SERVER_AUTH])
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap_or_else(|error| panic!("{error}: {cert:?}"))
}

/// For a server whose name does not matter.
fn anyone() -> ValidationParams<'static> {
    asking(Identity::danger_none())
}

/// For a server with this name.
fn host(name: &str) -> ValidationParams<'static> {
    asking(Identity::host(name).unwrap())
}

fn asking(identity: Identity) -> ValidationParams<'static> {
    ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, identity)
}

fn validator(anchors: &[Cert]) -> Validator {
    Validator::new(FAKE).anchors(anchors.iter().map(|anchor| Anchor::certificate(read(anchor))))
}

fn check(anchor: &Cert, pool: &[Cert], leaf: &Cert, request: &ValidationParams<'_>) -> Result<Valid, Refused> {
    validator(std::slice::from_ref(anchor)).check(&read(leaf), &pool.iter().map(read).collect::<Pool>(), request)
}

/// Refused for this rule, at this place.
#[track_caller]
fn assert_refused(answer: Result<Valid, Refused>, code: &'static Code, at: At) {
    assert_refused_as(answer, code.name(), at);
}

/// As [`assert_refused`], for codes of other crates.
#[track_caller]
fn assert_refused_as(answer: Result<Valid, Refused>, code: &str, at: At) {
    match answer {
        Ok(valid) => panic!("accepted, and {code} was expected: {valid:?}"),
        Err(refused) => {
            let found = refused.finding().map(|finding| (finding.code().name(), finding.at()));
            assert_eq!(found, Some((code, at)), "{refused}");
        }
    }
}

#[track_caller]
fn accepted(answer: Result<Valid, Refused>) -> Valid {
    answer.unwrap_or_else(|refused| panic!("{}: {refused}", refused.code()))
}

#[track_caller]
fn assert_accepted(answer: Result<Valid, Refused>) {
    let _ = accepted(answer);
}

/// The place of a name in the leaf that a constraint of its issuer forbids.
const LEAF_AGAINST_ITS_ISSUER: At = At::Pair { above: Some(1), below: 0 };

/// A policy is required, and one of `wanted` if there are any.
fn explicit(wanted: &[&str]) -> PolicyInputs {
    PolicyInputs::default().user_initial(wanted.iter().map(|policy| oid(policy)).collect()).require_explicit()
}
