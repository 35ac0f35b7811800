//! Answers that were signed before anybody asked.

use super::answer::{Answer, Subject};
use super::encode::Times;
use super::served_issuer::ServedIssuer;
use super::verify::verify;
use crate::certificate_id::{HASHES, hash_of};
use crate::codes;
use crate::judging::judge;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use ucpki_crypto::{Hash, Provider};
use ucpki_x509::der::Integer;
use ucpki_x509::{BasicResponseRef, CertIdRef, Code, OcspEntry, OcspResponse, ResponderId, Time};

/// Answers that were signed before, one for each certificate.
///
/// They are made by [`Responder::presign`](super::Responder::presign), or read by
/// [`Responder::adopt`](super::Responder::adopt). Each is handed out until its nextUpdate, and due for a new one at half of its life.
///
/// Cost of a look-up: two binary searches, without allocation. Memory: the answers, which the operator makes.
///
/// # Examples
///
/// ```
/// use ucpki::ocsp::responder::Presigned;
/// use ucpki::x509::Time;
///
/// let presigned = Presigned::default();
/// assert_eq!(presigned.due(Time::from_unix(1_800_000_000)).count(), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Presigned {
    /// By the position of the issuer, and the serial number.
    answers: BTreeMap<usize, BTreeMap<Box<[u8]>, Answer>>,
}

impl Presigned {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.values().map(BTreeMap::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Keeps an answer, in the place of an older one for the same certificate. One that is older than what is there, or was not made
    /// for one certificate ahead of time, is not kept: `false`.
    pub fn insert(&mut self, answer: Answer) -> bool {
        let (Some(subject), Some(times)) = (answer.presigned(), answer.times()) else { return false };
        let of_issuer = self.answers.entry(subject.issuer).or_default();
        let is_newer = |known: &Answer| known.times().is_none_or(|known| known.produced_at <= times.produced_at);
        let is_kept = of_issuer.get(&subject.serial).is_none_or(is_newer);
        if is_kept {
            of_issuer.insert(subject.serial.clone(), answer);
        }
        is_kept
    }

    /// Forgets the answer for a certificate; whether there was one.
    pub fn remove(&mut self, issuer: usize, serial: Integer<'_>) -> bool {
        self.answers.get_mut(&issuer).is_some_and(|answers| answers.remove(serial.as_bytes()).is_some())
    }

    /// Forgets the answers that have ended.
    pub fn remove_ended(&mut self, now: Time) {
        for answers in self.answers.values_mut() {
            answers.retain(|_, answer| !has_ended(answer, now));
        }
        self.answers.retain(|_, answers| !answers.is_empty());
    }

    /// For which certificates to sign again: from half the life of an answer on, so that there is as much time left for further
    /// attempts. The position of the issuer, and the serial number, as [`presign`](super::Responder::presign) takes them.
    ///
    /// Cost: a pass over all.
    pub fn due(&self, now: Time) -> impl Iterator<Item = (usize, Integer<'_>)> + Clone {
        let answers = self.answers.values().flat_map(BTreeMap::values).filter(move |answer| is_due(answer, now));
        answers.filter_map(|answer| {
            let subject = answer.presigned()?;
            Integer::new(&subject.serial).map(|serial| (subject.issuer, serial))
        })
    }

    /// The answer for a certificate, unless it has ended.
    pub(super) fn find(&self, issuer: usize, serial: Integer<'_>, now: Time) -> Option<(&Answer, &Subject)> {
        let answer = self.answers.get(&issuer)?.get(serial.as_bytes()).filter(|answer| !has_ended(answer, now))?;
        answer.presigned().map(|subject| (answer, subject))
    }
}

/// Whether an answer that is signed ahead of time has an entry for a CertID of this hash function.
pub(super) fn is_presigned_hash(id: &CertIdRef<'_>) -> bool {
    let hash = hash_of(id).and_then(|at| HASHES.get(at));
    hash.is_some_and(|hash| matches!(hash, Hash::Sha1 | Hash::Sha256))
}

/// Boulder once handed out stale answers: at nextUpdate it is over.
fn has_ended(answer: &Answer, now: Time) -> bool {
    answer.next_update().is_none_or(|end| now >= end)
}

fn is_due(answer: &Answer, now: Time) -> bool {
    answer.times().is_none_or(|Times { produced_at, next_update, .. }| {
        now >= produced_at.plus_seconds((next_update.as_unix() - produced_at.as_unix()) / 2)
    })
}

/// An answer that was signed ahead of time, from its bytes.
pub(super) fn adopt(der: &[u8], issuers: &[ServedIssuer], provider: &Provider) -> Result<Answer, &'static Code> {
    let response = OcspResponse::parse(der).map_err(|error| error.code())?;
    let basic = judge::basic(&response).map_err(|_| &codes::ANSWER_UNFIT)?;
    // One with a nonce was for one client.
    if !matches!(basic.nonce(), Ok(None)) {
        return Err(&codes::ANSWER_UNFIT);
    }
    let (subject, mut times) = subject(&basic, issuers).ok_or(&codes::ANSWER_UNFIT)?;
    let issuer = issuers.get(subject.issuer).ok_or(&codes::ANSWER_UNFIT)?;
    times.next_update = times.next_update.min(issuer.signer().not_after());
    let signature = basic.signature().ok_or(&codes::SIGNATURE_INVALID)?;
    verify(issuer.signer().spki(), basic.signature_algorithm(), basic.tbs(), signature, provider)?;
    if !is_fit(&basic, issuer, times) {
        return Err(&codes::ANSWER_UNFIT);
    }
    Ok(Answer::signed(der.to_vec(), times, false, Some(subject)))
}

/// Whether clients rely on it at some time: it names its signer, they understand all of it, and it begins before it ends (RFC 6960,
/// 3.2, 4.4).
fn is_fit(basic: &BasicResponseRef<'_>, issuer: &ServedIssuer, times: Times) -> bool {
    let is_named = match basic.responder_id() {
        ResponderId::ByName(name) => name.matches(issuer.signer_name()),
        ResponderId::ByKey(hash) => hash == issuer.signer_key_hash(),
    };
    let is_understood = basic.entries().all(|entry| entry.unknown_critical_extension().is_none());
    is_named && is_understood && times.this_update.max(times.produced_at) <= times.next_update
}

/// What the one certificate is that all entries are for, and until when they hold. Nothing where they differ, or one of the two hash
/// functions is missing, for which clients would not find their entry.
fn subject(basic: &BasicResponseRef<'_>, issuers: &[ServedIssuer]) -> Option<(Subject, Times)> {
    let mut entries = basic.entries();
    let first: OcspEntry<'_> = entries.next()?;
    let next_update = first.next_update()?;
    let id = first.certificate_id();
    let issuer = issuers.iter().position(|issuer| issuer.is_meant(&id))?;
    let is_same = |other: &OcspEntry<'_>| {
        let other_id = other.certificate_id();
        other_id.serial() == id.serial()
            && issuers.get(issuer).is_some_and(|issuer| issuer.is_meant(&other_id))
            && (other.status(), other.this_update(), other.next_update())
                == (first.status(), first.this_update(), first.next_update())
    };
    let has = |hash: Hash| basic.entries().any(|entry| entry.certificate_id().hash().oid() == hash.oid());
    if !entries.all(|other| is_same(&other)) || !has(Hash::Sha1) || !has(Hash::Sha256) {
        return None;
    }
    let subject = Subject { issuer, serial: id.serial().as_bytes().into(), status: first.status() };
    let times = Times { produced_at: basic.produced_at(), this_update: first.this_update(), next_update };
    Some((subject, times))
}
