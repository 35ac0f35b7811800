//! What a validator is set to: limits of anchors, modes of the extended key usage, profiles, budgets, blocked keys, explanations.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

mod anchor_constraints;
mod blocklist;
mod budgets;
mod explanations;
mod profiles;
mod purposes;

use core::slice::from_ref;
use ucpki_chain::{
    Anchor, AnchorChecks, AnchorConstraints, At, Budget, Cause, Identity, KeyPurpose, Limit, NameMode, PolicyInputs,
    PolicySet, Pool, Profile, PublicSuffixes, Refused, RevocationCheck, Severity, UsageMode, Valid, ValidationParams,
    Validator, codes,
};
use ucpki_crypto::{
    Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, RUSTCRYPTO, Scheme, VerifyError,
};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, GeneralName, Key, KeyId, KeySize, KeyUsage, Subtree, oid, time};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{AlgorithmRef, Certificate, Code, Oid, OidBuf, SpkiRef, oids};

const NOW: &str = "2027-01-01T00:00:00Z";
const GOLD: &str = "1.3.6.1.4.1.99999.1";
const SILVER: &str = "1.3.6.1.4.1.99999.2";

fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn server(name: &str) -> Cert {
    Cert::new(name).key(&Key::fake(name)).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com")
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

fn request() -> ValidationParams<'static> {
    ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
}

/// A root, an intermediate and a server, with the root as an anchor that is limited.
struct Three {
    root: Cert,
    middle: Cert,
    leaf: Cert,
}

impl Three {
    fn new() -> Self {
        let root = ca("root");
        let middle = ca("middle").issued_by(&root);
        let leaf = server("leaf").issued_by(&middle);
        Self { root, middle, leaf }
    }

    fn ask(&self, limits: AnchorConstraints, request: &ValidationParams<'_>) -> Result<Valid, Refused> {
        let anchor = Anchor::certificate(read(&self.root)).with_constraints(limits);
        let pool = Pool::new([read(&self.middle)]);
        Validator::new(FAKE).anchors([anchor]).check(&read(&self.leaf), &pool, request)
    }

    fn refusal(&self, limits: AnchorConstraints) -> (&'static Code, At) {
        let refused = self.ask(limits, &request()).unwrap_err();
        (refused.code(), refused.finding().unwrap().at())
    }
}

/// The value of a nameConstraints extension, which the maker writes.
fn subtrees(permitted: &[Subtree], excluded: &[Subtree]) -> AnchorConstraints {
    let cert = read(&ca("constrained").name_constraints(permitted, excluded));
    AnchorConstraints::from_certificate(&cert).unwrap()
}
