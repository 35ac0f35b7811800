//! `ocsp_answer`: requests as bytes and requests that are made, answered by a responder, and read by our own client.

mod adopt;
mod fixture;
mod path;

use fixture::{CAS, HASHES, PRESIGNED, Policy, Table};
use ucpki_chain::{AlgorithmPolicy, Budget, Context, Spending};
use ucpki_crypto::Hash;
use ucpki_ocsp::responder::{Answer, Draft, KnownStatus, NotIssuedPolicy};
use ucpki_ocsp::{NoncePolicy, OcspPolicy, ResponseRefused, StatusRequest, VerifiedResponse};
use ucpki_tests::ocsp::Dice;
use ucpki_tests::ocsp::library::PROVIDER;
use ucpki_x509::{BasicResponseRef, CertIdRef, CertStatus, OcspRequestRef, OcspResponse, OcspResponseStatus, Time};

/// The first byte: what the others are.
pub(crate) const MADE: u8 = 0;
pub(crate) const RAW: u8 = 1;
pub(crate) const ANSWER: u8 = 2;
pub(crate) const ANSWER_DATA: u8 = 3;
pub(crate) const PATH: u8 = 4;

/// Answers what `data` describes, and reads the answer.
///
/// # Panics
///
/// If a client could not read it, or reads something else.
pub fn ocsp_answer(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else { return };
    match *mode {
        RAW => raw(rest),
        ANSWER => adopt::answer(rest),
        ANSWER_DATA => adopt::signed(rest),
        PATH => path::any(rest),
        _ => made(rest),
    }
}

/// Inputs for the seeds.
pub(crate) fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut seeds = vec![("made".to_owned(), vec![MADE; 16]), ("path".to_owned(), b"\x04ocsp/MAMCAQU=".to_vec())];
    for (index, ca) in [0, 1, 2].into_iter().enumerate() {
        let subject = fixture::subject(ca, &[1]).expect("a certificate");
        let nonce = (ca == 1).then_some(&[9; 32][..]);
        let request = StatusRequest::new(subject, HASHES[index], nonce, &PROVIDER).expect("a request");
        // The second byte is the policy.
        seeds.push((format!("raw-{index}"), [&[RAW, 0, 0, 0, 0], request.der()].concat()));
    }
    for (index, answer) in fixture::presigned_answers().iter().enumerate() {
        let response = OcspResponse::parse(answer.der()).expect("our own");
        let tbs = response.basic().expect("our own").tbs().to_vec();
        let signer = (index / 2) as u8;
        seeds.push((format!("answer-{index}"), [&[ANSWER], answer.der()].concat()));
        seeds.push((format!("answer-data-{index}"), [&[ANSWER_DATA, signer], &tbs[..]].concat()));
    }
    seeds
}

fn raw(data: &[u8]) {
    // Four choices of the policy.
    let (choices, request) = data.split_at(data.len().min(4));
    let policy = fixture::policy(&mut Dice::from_bytes(choices));
    judge(request, policy);
    path::round_trip(request, choices);
}

fn made(data: &[u8]) {
    let mut dice = Dice::from_bytes(data);
    let policy = fixture::policy(&mut dice);
    let request = fixture::request(&mut dice);
    let status = judge(&request.der(), policy);
    let knows = |serial: u8| match fixture::known(&[serial]) {
        KnownStatus::TryLater => false,
        KnownStatus::NotIssued => policy.not_issued != NotIssuedPolicy::Unauthorized,
        _ => true,
    };
    let is_known = request.wanted.iter().all(|wanted| knows(wanted.serial));
    let expected = request.is_right() && is_known;
    if policy.signs_live || !expected {
        assert_eq!(status == OcspResponseStatus::Successful, expected, "{request:?}, {policy:?}: {status:?}");
    }
}

/// Whatever the request: the answer is one that can be read, of a bounded length; and where it is successful, our own client finds
/// in it what it asked for.
fn judge(request: &[u8], policy: Policy) -> OcspResponseStatus {
    let draft = fixture::responder(policy.responder).prepare(request, fixture::now(), &Table, &PRESIGNED);
    let (answer, is_live) = match draft {
        Draft::Ready(answer) => (answer, false),
        Draft::ToSign(unsigned) => (fixture::finish(unsigned), true),
    };
    // What is said of one CertID is 60 bytes; a certificate of a delegate is below 1,000.
    assert!(answer.der().len() <= request.len() + 64 * 60 + 2_000, "{} bytes", answer.der().len());
    let response = OcspResponse::parse(answer.der()).expect("an answer");
    assert_eq!(response.status(), answer.status());
    let Some(basic) = response.basic() else {
        assert!(answer.reason().is_some() && answer.der().len() == 5 && !is_live);
        assert_ne!(answer.status(), OcspResponseStatus::Successful);
        return answer.status();
    };
    assert_eq!((answer.status(), answer.reason()), (OcspResponseStatus::Successful, None));
    let request = OcspRequestRef::parse(request).expect("answered");
    if is_live {
        echoes(&request, &basic);
    }
    for entry in request.entries().take(4) {
        is_read_by_a_client(&entry.certificate_id(), &request, &answer, policy, is_live);
    }
    answer.status()
}

/// RFC 6960, 4.2.1: an entry for each certificate of the request, here with its own CertID; RFC 9654, 2.1: the nonce.
fn echoes(request: &OcspRequestRef<'_>, basic: &BasicResponseRef<'_>) {
    let asked = planted::asked(request.entries().map(|entry| entry.certificate_id().as_der().to_vec()).collect());
    let answered: Vec<Vec<u8>> = basic.entries().map(|entry| entry.certificate_id().as_der().to_vec()).collect();
    assert_eq!(answered, asked);
    assert_eq!(basic.nonce(), Ok(request.nonce().expect("answered")));
    assert!(request.nonce().expect("answered").is_none_or(|nonce| (1..=128).contains(&nonce.len())));
}

fn is_read_by_a_client(
    id: &CertIdRef<'_>,
    request: &OcspRequestRef<'_>,
    answer: &Answer,
    policy: Policy,
    is_live: bool,
) {
    let (hash, ca) = meaning(id).expect("what is answered is understood");
    let Some(subject) = fixture::subject(ca, id.serial().as_bytes()) else { return };
    let nonce = request.nonce().expect("answered").filter(|_| is_live);
    let client = StatusRequest::new(subject, hash, nonce, &PROVIDER).expect("our own");
    let wants = if nonce.is_some() { NoncePolicy::Require } else { NoncePolicy::Off };
    let accepted = accept(&client, answer.der(), wants, fixture::now()).expect("our own answer");
    let expected = match (fixture::known(id.serial().as_bytes()), policy.not_issued) {
        (KnownStatus::Good, _) => "good",
        (KnownStatus::Revoked { .. }, _) | (KnownStatus::NotIssued, NotIssuedPolicy::Revoked) => "revoked",
        // What was signed before goes out.
        (KnownStatus::TryLater, _) => return assert!(!is_live),
        _ => "unknown",
    };
    assert_eq!(accepted.status().name(), expected);
    assert_eq!(accepted.has_nonce(), nonce.is_some());
    assert!(accepted.status() != CertStatus::Good || accepted.valid_until() > fixture::now());
}

/// Which CA and hash function a CertID means, the plain way.
fn meaning(id: &CertIdRef<'_>) -> Option<(Hash, usize)> {
    let hash = HASHES.into_iter().find(|hash| hash.oid() == id.hash().oid())?;
    let digest = |bytes: &[u8]| PROVIDER.digest(hash.oid()).expect("a hash function").digest(&[bytes]);
    let is_plain = matches!(id.hash().parameters(), None | Some([5, 0]));
    let ca = CAS.iter().take(2).position(|ca| {
        let spki = fixture::parsed(ca);
        digest(&ca.subject.der()).as_bytes() == id.issuer_name_hash()
            && digest(spki.spki().key().as_bytes()).as_bytes() == id.issuer_key_hash()
    })?;
    is_plain.then_some((hash, ca))
}

/// A client that holds the delegate's certificate, so that it need not come along.
fn accept(
    request: &StatusRequest,
    body: &[u8],
    nonce: NoncePolicy,
    now: Time,
) -> Result<VerifiedResponse, ResponseRefused> {
    let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
    let mut context = Context::new(PROVIDER, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
    let policy = OcspPolicy::default().nonce(nonce).delegates([fixture::parsed(&fixture::DELEGATE)]);
    request.accept(body, &policy, &mut context, now)
}

#[cfg(not(ucpki_planted_bug = "ocsp_answer"))]
mod planted {
    pub(super) fn asked(ids: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        ids
    }
}

/// The planted bug: a CertID that is there twice, side by side, is expected once.
#[cfg(ucpki_planted_bug = "ocsp_answer")]
mod planted {
    pub(super) fn asked(mut ids: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        ids.dedup();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the fuzzer does, for a while and without it; more with `UCPKI_OCSP_PLANS`.
    #[test]
    fn requests_at_random_are_answered() {
        let count = std::env::var("UCPKI_OCSP_PLANS").ok().and_then(|text| text.parse().ok()).unwrap_or(5_000);
        let mut rng = ucpki_tests::Rng::new(22);
        for _ in 0..count {
            let input: Vec<u8> = (0..20).flat_map(|_| rng.next().to_be_bytes()).collect();
            made(&input);
        }
    }
}
