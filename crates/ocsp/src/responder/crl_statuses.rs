//! CRLs as a source of statuses.

use super::respond::{KnownStatus, Responder, StatusSource};
use super::served_issuer::ServedIssuer;
use super::verify::verify;
use crate::codes;
use alloc::vec::Vec;
use ucpki_crl::IndexedCrl;
use ucpki_crypto::Provider;
use ucpki_x509::der::Integer;
use ucpki_x509::{Code, Crl, Time};

/// The CRLs of the issuers of a [`Responder`] as a source of statuses: who is on the list is revoked, everybody else is good.
///
/// A list does not say which certificates were issued, so that nobody is [`NotIssued`](KnownStatus::NotIssued). Before its thisUpdate
/// and after its nextUpdate, and for issuers without a list, the answer is [`TryLater`](KnownStatus::TryLater).
///
/// Cost of a question: a look-up in the index of the list, some tens of nanoseconds.
#[derive(Clone, Debug)]
pub struct CrlStatuses {
    /// For each issuer; the newest list that was given.
    lists: Vec<Option<IndexedCrl>>,
}

impl CrlStatuses {
    /// Takes complete lists that the issuers signed themselves. Of several by one issuer, the newest counts.
    ///
    /// Cost: verifies a signature for each.
    ///
    /// # Errors
    ///
    /// [`codes::CRL_NOT_BY_ISSUER`] for a list that none of the issuers signed; [`codes::CRL_UNFIT`] for a delta, an indirect list,
    /// one that is about a part of the certificates or reasons, one without nextUpdate, and one that cannot be understood.
    pub fn new(responder: &Responder, crls: impl IntoIterator<Item = IndexedCrl>) -> Result<Self, &'static Code> {
        let mut lists: Vec<Option<IndexedCrl>> = responder.issuers().iter().map(|_| None).collect();
        for crl in crls {
            if is_unfit(&crl) {
                return Err(&codes::CRL_UNFIT);
            }
            let mut any = false;
            for (issuer, list) in responder.issuers().iter().zip(&mut lists) {
                if !is_by(crl.crl(), issuer, responder.provider()) {
                    continue;
                }
                any = true;
                let is_newer = |known: &IndexedCrl| known.crl().this_update() <= crl.crl().this_update();
                if list.as_ref().is_none_or(is_newer) {
                    *list = Some(crl.clone());
                }
            }
            if !any {
                return Err(&codes::CRL_NOT_BY_ISSUER);
            }
        }
        Ok(Self { lists })
    }
}

impl StatusSource for CrlStatuses {
    fn status(&self, issuer: usize, serial: Integer<'_>, at: Time) -> KnownStatus {
        let Some(list) = self.lists.get(issuer).and_then(Option::as_ref) else { return KnownStatus::TryLater };
        let crl = list.crl();
        if at < crl.this_update() || crl.next_update().is_some_and(|end| at > end) {
            return KnownStatus::TryLater;
        }
        match list.find(serial) {
            Some(entry) => KnownStatus::Revoked { since: entry.revocation_date(), reason: Some(entry.reason()) },
            None => KnownStatus::Good,
        }
    }
}

/// Whether a list cannot say "good" of every certificate of its issuer that is not on it.
fn is_unfit(crl: &IndexedCrl) -> bool {
    let is_partial = match crl.crl().issuing_distribution_point() {
        Ok(None) => false,
        Ok(Some(point)) => {
            point.only_contains_user_certs()
                || point.only_contains_ca_certs()
                || point.only_contains_attribute_certs()
                || point.only_some_reasons().is_some()
                || point.name().is_some()
        }
        Err(_) => true,
    };
    // Without nextUpdate it would be current forever (RFC 5280, 5.1.2.5: "MUST include the nextUpdate field").
    is_partial || crl.crl().next_update().is_none() || crl.is_delta() || crl.is_indirect() || crl.unusable().is_some()
}

/// Whether the issuer signed the list: its name is the same, and the signature verifies.
fn is_by(crl: &Crl, issuer: &ServedIssuer, provider: &Provider) -> bool {
    let certificate = issuer.certificate();
    if !crl.issuer().matches(certificate.subject()) {
        return false;
    }
    let Some(signature) = crl.signature() else { return false };
    verify(certificate.spki(), crl.signature_algorithm(), crl.tbs(), signature, provider).is_ok()
}
