//! `ocsp_check`: a scene that the bytes describe, judged by the library and by the naive model of `ucpki_tests::ocsp`; or bytes that
//! are a response, or are signed as one.

use std::sync::LazyLock;
use ucpki_chain::{AlgorithmPolicy, Budget, Context, Spending, StatusSubject};
use ucpki_crypto::Hash;
use ucpki_ocsp::{OcspPolicy, ResponseRefused, StatusRequest, VerifiedResponse};
use ucpki_tests::fake;
use ucpki_tests::make::{Cert, Key, Response, ResponseEntry, der, sha256_id, time};
use ucpki_tests::ocsp::library::{self, PROVIDER};
use ucpki_tests::ocsp::{Dice, NOW, agree_on, draw};
use ucpki_x509::der::Tag;
use ucpki_x509::{CertStatus, Certificate, OcspResponseRef, oids};

/// The first byte: what the others are.
pub(crate) const SCENE: u8 = 0;
pub(crate) const RESPONSE: u8 = 1;
pub(crate) const RESPONSE_DATA: u8 = 2;

/// RFC 6960 has no bound; the library's is four candidates, each with a certificate and a signature.
const MOST_SIGNATURES: u64 = 8;

/// Judges what `data` describes.
///
/// # Panics
///
/// If the library and the model differ.
pub fn ocsp_check(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else { return };
    match *mode {
        RESPONSE => drop(accept(rest)),
        RESPONSE_DATA => signed(rest),
        _ => scene(rest),
    }
}

fn scene(data: &[u8]) {
    let scene = draw(&mut Dice::from_bytes(data));
    let outcome = library::ask(&scene);
    if let Err(differ) = agree_on(&planted::told(&scene), &outcome) {
        panic!("{differ}\n{scene}");
    }
}

/// The leaf whose status is asked for, and its issuer.
static PAIR: LazyLock<(Cert, Cert)> = LazyLock::new(|| {
    let root = Cert::new("root").key(&Key::fake("root")).ca(None);
    let leaf = Cert::new("leaf").key(&Key::fake("leaf")).serial(0x12_3456).issued_by(&root);
    (leaf, root)
});

static REQUEST: LazyLock<StatusRequest> = LazyLock::new(|| {
    let (leaf, root) = &*PAIR;
    let [leaf, root] = [leaf, root].map(|cert| Certificate::parse(&cert.der()).expect("our own"));
    let subject = StatusSubject::new(leaf, root.subject().to_name(), root.spki_der().into());
    StatusRequest::new(subject, Hash::Sha256, None, &PROVIDER).expect("our own")
});

fn accept(body: &[u8]) -> Result<VerifiedResponse, ResponseRefused> {
    let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
    let mut context = Context::new(PROVIDER, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
    let accepted = REQUEST.accept(body, &OcspPolicy::default(), &mut context, time(NOW));
    assert!(spending.work().revocation_signatures <= MOST_SIGNATURES);
    accepted
}

/// The bytes as ResponseData, signed by the issuer: what is accepted as good is current and good in every entry for the leaf.
fn signed(data: &[u8]) {
    let body = sign(data);
    let Ok(accepted) = accept(&body) else { return };
    let response = OcspResponseRef::parse(&body).expect("accepted");
    let basic = response.basic().expect("accepted");
    let now = time(NOW);
    let own = basic.entries().filter(|entry| entry.certificate_id().serial().as_bytes() == [0x12, 0x34, 0x56]);
    let exact = own.filter(|entry| entry.certificate_id().as_der() == id().as_slice());
    let is_current = |entry: &ucpki_x509::OcspEntry<'_>| {
        let begun = entry.this_update().plus_seconds(-300) <= now;
        let open = entry.next_update().is_some_and(|next| next >= now && next >= entry.this_update());
        begun && open
    };
    for entry in exact.filter(is_current) {
        match (accepted.status(), entry.status()) {
            (CertStatus::Good, CertStatus::Good) | (CertStatus::Revoked { .. }, _) => {}
            (CertStatus::Unknown, CertStatus::Good | CertStatus::Unknown) => {}
            (accepted, said) => panic!("{said:?} was accepted as {accepted:?}"),
        }
    }
}

fn id() -> Vec<u8> {
    let (leaf, root) = &*PAIR;
    sha256_id(leaf, root)
}

fn sign(data: &[u8]) -> Vec<u8> {
    let key = PAIR.1.subject_key();
    let basic = der(Tag::SEQUENCE, |basic| {
        basic.encoded(data);
        basic.encoded(&key.signature_algorithm());
        basic.bit_string(&fake::sign(key.spki(), data));
    });
    der(Tag::SEQUENCE, |response| {
        response.value(Tag::ENUMERATED, &[0]);
        response.nested(Tag::context_constructed(0), |explicit| {
            explicit.nested(Tag::SEQUENCE, |bytes| {
                bytes.oid(oids::OCSP_BASIC);
                bytes.octet_string(&basic);
            });
        });
    })
}

/// A response about the leaf, for the seeds: two entries, a delegate's certificate beside it.
pub(crate) fn response() -> Response {
    let (leaf, root) = &*PAIR;
    let other = Cert { serial: Some(vec![7]), ..leaf.clone() };
    let entry = |cert: &Cert| ResponseEntry::new(sha256_id(cert, root), time(NOW));
    Response::new(root, time(NOW)).entry(entry(&other)).entry(entry(leaf)).with(leaf)
}

#[cfg(not(ucpki_planted_bug = "ocsp_check"))]
mod planted {
    use std::borrow::Cow;
    use ucpki_tests::ocsp::Scene;

    pub(super) fn told(scene: &Scene) -> Cow<'_, Scene> {
        Cow::Borrowed(scene)
    }
}

/// The planted bug: of several entries, the model is told about the first one for the certificate alone (CVE-2026-3832).
#[cfg(ucpki_planted_bug = "ocsp_check")]
mod planted {
    use std::borrow::Cow;
    use ucpki_tests::ocsp::{About, Scene};

    pub(super) fn told(scene: &Scene) -> Cow<'_, Scene> {
        let mut told = scene.clone();
        for response in &mut told.responses {
            let mut seen = false;
            response.entries.retain(|entry| entry.about != About::Target || !core::mem::replace(&mut seen, true));
        }
        Cow::Owned(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every input is a description, so that bytes at random are as good as any; more with `UCPKI_OCSP_PLANS`.
    #[test]
    fn scenes_at_random_are_judged_by_the_book() {
        let count = std::env::var("UCPKI_OCSP_PLANS").ok().and_then(|text| text.parse().ok()).unwrap_or(5_000);
        let mut rng = ucpki_tests::Rng::new(21);
        for _ in 0..count {
            let input: Vec<u8> = (0..20).flat_map(|_| rng.next().to_be_bytes()).collect();
            scene(&input);
        }
    }

    #[test]
    fn what_is_signed_is_accepted() {
        assert!(accept(&response().der()).is_ok());
        assert!(accept(&sign(&response().tbs())).is_ok());
        let mut forged = response().der();
        *forged.last_mut().expect("bytes") ^= 1;
        let _ = accept(&forged);
    }
}
