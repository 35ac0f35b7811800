//! A CA, a leaf, and what is asked about it.

use ucpki_chain::{
    AlgorithmPolicy, Anchor, Budget, Context, Evidence, FetchHint, Identity, KeyPurpose, OcspEvidence, Pool,
    Revocation, RevocationCheck, Severity, Spending, Status, StatusSubject, Valid, ValidationParams, Validator, Work,
};
use ucpki_crypto::{Hash, RUSTCRYPTO};
use ucpki_ocsp::{OcspPolicy, ResponseCache, ResponseRefused, Responses, StatusRequest, VerifiedResponse};
use ucpki_tests::make::{Cert, EntryStatus, Key, KeyUsage, Response, ResponseEntry, sha256_id, time};
use ucpki_x509::{Certificate, Time, oids};

pub(crate) const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
pub(crate) const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";

pub(crate) fn now() -> Time {
    time("2027-01-01T00:00:00Z")
}

pub(crate) fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::p256(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

pub(crate) fn leaf_of(issuer: &Cert) -> Cert {
    leaf_without_responder(issuer).extension(AUTHORITY_INFO_ACCESS, false, &access(b"http://ocsp.example.com/"))
}

/// A leaf that names no OCSP responder.
pub(crate) fn leaf_without_responder(issuer: &Cert) -> Cert {
    Cert::new("leaf")
        .key(&Key::p256("leaf"))
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::SERVER_AUTH])
        .san_dns("sip.example.com")
        .serial(0x1234_5678)
        .issued_by(issuer)
}

/// authorityInfoAccess with one OCSP responder.
pub(crate) fn access(uri: &[u8]) -> Vec<u8> {
    use ucpki_x509::der::Tag;
    ucpki_tests::make::der(Tag::SEQUENCE, |list| {
        list.nested(Tag::SEQUENCE, |access| {
            access.oid(oids::OCSP);
            access.value(Tag::context(6), uri);
        });
    })
}

pub(crate) fn delegate_of(issuer: &Cert) -> Cert {
    delegate_without_nocheck(issuer).extension(NO_CHECK, false, &[5, 0])
}

pub(crate) fn delegate_without_nocheck(issuer: &Cert) -> Cert {
    Cert::new("OCSP")
        .key(&Key::p256("OCSP"))
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::OCSP_SIGNING])
        .serial(7)
        .issued_by(issuer)
}

pub(crate) fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

/// An entry that says good about `leaf`.
pub(crate) fn entry(leaf: &Cert, issuer: &Cert) -> ResponseEntry {
    ResponseEntry::new(sha256_id(leaf, issuer), now())
}

/// A response by the issuer that says good.
pub(crate) fn good(leaf: &Cert, issuer: &Cert) -> Response {
    Response::new(issuer, now()).entry(entry(leaf, issuer))
}

pub(crate) fn saying(leaf: &Cert, issuer: &Cert, status: EntryStatus) -> Response {
    Response::new(issuer, now()).entry(entry(leaf, issuer).status(status))
}

/// A response by a delegate, which comes along.
pub(crate) fn by_delegate(leaf: &Cert, issuer: &Cert, delegate: &Cert) -> Response {
    Response::new(delegate, now()).entry(entry(leaf, issuer)).with(delegate)
}

pub(crate) fn subject(leaf: &Cert, issuer: &Cert) -> StatusSubject {
    let issuer = read(issuer);
    StatusSubject::new(read(leaf), issuer.subject().to_name(), issuer.spki_der().into())
}

pub(crate) fn request(leaf: &Cert, issuer: &Cert, nonce: Option<&[u8]>) -> StatusRequest {
    StatusRequest::new(subject(leaf, issuer), Hash::Sha256, nonce, &RUSTCRYPTO).unwrap()
}

/// What becomes of a body that was fetched.
pub(crate) fn accept_at(
    request: &StatusRequest,
    body: &[u8],
    policy: &OcspPolicy,
    at: Time,
) -> (Result<VerifiedResponse, ResponseRefused>, Work) {
    let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
    let mut context = Context::new(RUSTCRYPTO, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
    let accepted = request.accept(body, policy, &mut context, at);
    (accepted, spending.work())
}

pub(crate) fn accept(leaf: &Cert, issuer: &Cert, body: &[u8]) -> Result<VerifiedResponse, ResponseRefused> {
    accept_at(&request(leaf, issuer, None), body, &OcspPolicy::default(), now()).0
}

/// What a check says with these responses, without a fallback.
pub(crate) struct Checked {
    pub(crate) status: Status,
    pub(crate) hints: Vec<FetchHint>,
    pub(crate) work: Work,
    pub(crate) warnings: Vec<&'static str>,
    pub(crate) was_refused: bool,
}

impl Checked {
    #[track_caller]
    pub(crate) fn evidence(&self) -> &OcspEvidence {
        match &self.status {
            Status::Good(Evidence::Ocsp(evidence)) | Status::Revoked(Evidence::Ocsp(evidence), ..) => evidence,
            other => panic!("{other}"),
        }
    }
}

/// Checks `leaf` below `root`, with these sources; what is unknown is accepted and told.
pub(crate) fn check_with(root: &Cert, pool: &[Cert], leaf: &Cert, sources: &[&dyn Revocation], at: Time) -> Checked {
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(root))]);
    let check = RevocationCheck::new(sources).on_unknown(Severity::Warn).on_expired(Severity::Warn).leaf_only();
    let params = ValidationParams::new(at, KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
    let pool = pool.iter().map(read).collect::<Pool>();
    match validator.check(&read(leaf), &pool, &params.revocation(check)) {
        Ok(valid) => of_valid(&valid),
        Err(refused) => {
            let finding = refused.finding().unwrap_or_else(|| panic!("{refused}"));
            let ucpki_chain::Detail::Revocation(status) = finding.detail() else { panic!("{refused}") };
            Checked {
                status: status.clone(),
                hints: Vec::new(),
                work: *refused.work(),
                warnings: Vec::new(),
                was_refused: true,
            }
        }
    }
}

fn of_valid(valid: &Valid) -> Checked {
    Checked {
        status: valid.revocation()[0].clone(),
        hints: valid.fetch_hints().to_vec(),
        work: *valid.work(),
        warnings: valid.findings().iter().map(|finding| finding.code().name()).collect(),
        was_refused: false,
    }
}

/// With a response from the cache.
pub(crate) fn check_fetched(
    root: &Cert,
    leaf: &Cert,
    response: &VerifiedResponse,
    policy: OcspPolicy,
    at: Time,
) -> Checked {
    let mut cache = ResponseCache::new(10);
    cache.insert(response.clone());
    check_with(root, &[], leaf, &[&cache.snapshot(policy)], at)
}

/// With staples.
pub(crate) fn check_stapled(root: &Cert, leaf: &Cert, staples: &[&[u8]], policy: OcspPolicy) -> Checked {
    check_with(root, &[], leaf, &[&Responses::empty(policy).with_staples(staples)], now())
}

/// The code for which a body is refused, fetched and stapled alike.
#[track_caller]
pub(crate) fn refused_for(leaf: &Cert, issuer: &Cert, body: &[u8]) -> &'static str {
    refused_with(leaf, issuer, body, &OcspPolicy::default())
}

#[track_caller]
pub(crate) fn refused_with(leaf: &Cert, issuer: &Cert, body: &[u8], policy: &OcspPolicy) -> &'static str {
    let fetched = accept_at(&request(leaf, issuer, None), body, policy, now()).0;
    let fetched = fetched.unwrap_err().code().name();
    let stapled = check_stapled(issuer, leaf, &[body], policy.clone());
    let Status::Unknown(reasons) = &stapled.status else { panic!("fetched: {fetched}; stapled: {}", stapled.status) };
    // A staple for another certificate is passed over.
    if fetched != "ocsp.entry_missing" {
        let codes: Vec<_> = reasons.iter().map(|reason| ResponseRefused::from(reason.clone()).code().name()).collect();
        assert_eq!(codes, [fetched]);
    }
    fetched
}

/// Good when it is fetched, from the cache, and stapled.
#[track_caller]
pub(crate) fn is_good(leaf: &Cert, issuer: &Cert, body: &[u8]) {
    is_good_with(leaf, issuer, body, &OcspPolicy::default());
}

#[track_caller]
pub(crate) fn is_good_with(leaf: &Cert, issuer: &Cert, body: &[u8], policy: &OcspPolicy) {
    let accepted = accept_at(&request(leaf, issuer, None), body, policy, now()).0.unwrap();
    assert_eq!(accepted.status().name(), "good");
    for checked in [
        check_fetched(issuer, leaf, &accepted, policy.clone(), now()),
        check_stapled(issuer, leaf, &[body], policy.clone()),
    ] {
        assert!(matches!(checked.status, Status::Good(_)), "{}", checked.status);
    }
}
