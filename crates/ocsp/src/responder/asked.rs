//! What a request asks, once it is one that can be answered.

use super::served_issuer::ServedIssuer;
use crate::codes;
use alloc::vec::Vec;
use ucpki_crypto::SignatureAlgorithm;
use ucpki_x509::extension::Extension;
use ucpki_x509::{AlgorithmRef, CertIdRef, Code, OcspRequestRef, OcspResponseStatus, Oddities, Oid, oids};

/// RFC 9919, 6 speaks of 255 bytes; signed requests with a chain of certificates are longer.
const MOST_BYTES: usize = 10_000;
const MOST_ENTRIES: u32 = 64;
/// RFC 9654, 2.1: what clients and responders have to take.
const NONCE_BYTES: core::ops::RangeInclusive<usize> = 1..=128;
/// Clients name a handful of algorithms.
const MOST_PREFERRED: usize = 16;

/// Why there is no answer: the status that the client gets, and the reason for the operator.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoAnswer {
    pub(super) status: OcspResponseStatus,
    pub(super) reason: &'static Code,
}

impl NoAnswer {
    pub(super) const fn new(status: OcspResponseStatus, reason: &'static Code) -> Self {
        Self { status, reason }
    }

    const fn malformed(reason: &'static Code) -> Self {
        Self::new(OcspResponseStatus::MalformedRequest, reason)
    }

    /// RFC 9919, 3.2.3: "the server is not capable of responding authoritatively".
    pub(super) const fn unauthorized(reason: &'static Code) -> Self {
        Self::new(OcspResponseStatus::Unauthorized, reason)
    }
}

/// A request that can be answered: about certificates of one issuer that is served.
#[derive(Clone, Copy)]
pub(super) struct Asked<'r> {
    pub(super) issuer: usize,
    pub(super) nonce: Option<&'r [u8]>,
    first: CertIdRef<'r>,
    request: &'r OcspRequestRef<'r>,
}

impl<'r> Asked<'r> {
    /// Judges a request. Its signature, if it has one, says nothing here (RFC 9919, 3.1.2).
    ///
    /// # Errors
    ///
    /// The status that refuses it.
    pub(super) fn judge(request: &'r OcspRequestRef<'r>, issuers: &[ServedIssuer]) -> Result<Self, NoAnswer> {
        check_form(request)?;
        let nonce = nonce(request)?;
        let mut ids = request.entries().map(|entry| entry.certificate_id());
        let first = ids.next().ok_or(NoAnswer::malformed(&codes::REQUEST_EMPTY))?;
        let issuer = find(issuers, &first)?;
        for id in ids {
            if find(issuers, &id)? != issuer {
                return Err(NoAnswer::unauthorized(&codes::ISSUERS_MIXED));
            }
        }
        Ok(Self { issuer, nonce, first, request })
    }

    /// The CertIDs, in their order, with duplicates.
    pub(super) fn ids(&self) -> impl Iterator<Item = CertIdRef<'r>> + use<'r> {
        self.request.entries().map(|entry| entry.certificate_id())
    }

    /// The one CertID; nothing where there are several.
    pub(super) fn only(&self) -> Option<CertIdRef<'r>> {
        (self.request.entry_count() == 1).then_some(self.first)
    }

    /// How to sign: the first algorithm of the client's that is among the signer's, else the usual one (RFC 6960, 4.4.7.2.1).
    pub(super) fn algorithm(&self, issuer: &ServedIssuer) -> Option<SignatureAlgorithm> {
        let mine = issuer.algorithms();
        let extension = self.request.extensions().find(|extension| extension.oid() == oids::OCSP_PREFERRED_ALGORITHMS);
        let preferred = extension.map(|extension| preferred(&extension)).unwrap_or_default();
        preferred.into_iter().find(|algorithm| mine.contains(algorithm)).or_else(|| mine.first().copied())
    }
}

fn check_form(request: &OcspRequestRef<'_>) -> Result<(), NoAnswer> {
    if request.as_der().len() > MOST_BYTES || request.entry_count() > MOST_ENTRIES {
        return Err(NoAnswer::malformed(&codes::REQUEST_SIZE));
    }
    if request.oddities().contains(Oddities::VERSION_UNKNOWN) {
        return Err(NoAnswer::malformed(&codes::VERSION_UNKNOWN));
    }
    // RFC 6960, 4.4: unknown extensions are ignored "unless they have the critical flag set".
    let known = [oids::OCSP_NONCE, oids::OCSP_RESPONSE_TYPES, oids::OCSP_PREFERRED_ALGORITHMS];
    let is_unknown =
        |extension: Extension<'_>, known: &[Oid<'_>]| extension.is_critical() && !known.contains(&extension.oid());
    let in_request = request.extensions().any(|extension| is_unknown(extension, &known));
    let in_entry = request.entries().any(|entry| entry.extensions().any(|extension| is_unknown(extension, &[])));
    if in_request || in_entry { Err(NoAnswer::malformed(&codes::UNKNOWN_CRITICAL)) } else { Ok(()) }
}

/// RFC 9654, 2.1: other lengths are malformed requests.
fn nonce<'r>(request: &OcspRequestRef<'r>) -> Result<Option<&'r [u8]>, NoAnswer> {
    if request.extensions().filter(|extension| extension.oid() == oids::OCSP_NONCE).count() > 1 {
        return Err(NoAnswer::malformed(&codes::NONCE_REPEATED));
    }
    let nonce = request.nonce().map_err(|error| NoAnswer::malformed(error.code()))?;
    if nonce.is_some_and(|nonce| !NONCE_BYTES.contains(&nonce.len())) {
        return Err(NoAnswer::malformed(&codes::NONCE_LENGTH));
    }
    Ok(nonce)
}

fn find(issuers: &[ServedIssuer], id: &CertIdRef<'_>) -> Result<usize, NoAnswer> {
    let found = issuers.iter().position(|issuer| issuer.is_meant(id));
    found.ok_or(NoAnswer::unauthorized(&codes::ISSUER_NOT_SERVED))
}

/// ```text
/// PreferredSignatureAlgorithms ::= SEQUENCE OF PreferredSignatureAlgorithm
/// PreferredSignatureAlgorithm ::= SEQUENCE { sigIdentifier AlgorithmIdentifier,
///     pubKeyAlgIdentifier SMIMECapability OPTIONAL }
/// ```
///
/// What is unknown or cannot be read is passed over: it is a wish.
fn preferred(extension: &Extension<'_>) -> Vec<SignatureAlgorithm> {
    let mut reader = extension.reader();
    let Ok(mut list) = reader.sequence() else { return Vec::new() };
    let mut next = || {
        let mut one = list.sequence().ok()?;
        Some(AlgorithmRef::read(&mut one).ok().and_then(|algorithm| SignatureAlgorithm::parse(algorithm).ok()))
    };
    core::iter::from_fn(&mut next).take(MOST_PREFERRED).flatten().collect()
}
