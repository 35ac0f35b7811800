//! The summaries of OCSP requests and responses.

use super::{Rows, general};
use crate::object;
use crate::out::Out;
use alloc::format;
use alloc::string::String;
use core::fmt::Write;
use ucpki_x509::{CertIdRef, CertStatus, Error, Hex, OcspEntry, OcspRequest, OcspResponse, ResponderId};

impl Rows {
    pub(super) fn ocsp_request(&mut self, request: &OcspRequest) {
        self.all("asks about", request.entries().map(|entry| certificate_id(&entry.certificate_id())).collect());
        if let Some(requestor) = request.requestor_name() {
            self.add("requestor", general(&requestor));
        }
        self.nonce(request.nonce());
        match request.signature_algorithm() {
            Some(algorithm) => self.algorithm(algorithm),
            None => self.add("signature", "none"),
        }
    }

    pub(super) fn ocsp_response(&mut self, response: &OcspResponse) {
        self.add("status", response.status());
        let Some(basic) = response.basic() else { return };
        match basic.responder_id() {
            ResponderId::ByName(responder) => self.name("responder", responder),
            ResponderId::ByKey(hash) => self.add("responder key", Hex(hash)),
        }
        self.add("produced at", basic.produced_at());
        self.all("entries", basic.entries().map(|entry| status_of(&entry)).collect());
        self.nonce(basic.nonce());
        self.add("certificates", basic.certificates().count());
        self.algorithm(basic.signature_algorithm());
    }

    fn nonce(&mut self, nonce: Result<Option<&[u8]>, Error>) {
        match nonce {
            Ok(None) => {}
            Ok(Some(nonce)) => self.add("nonce", Hex(nonce)),
            Err(error) => self.add("nonce", format!("(unreadable: {error})")),
        }
    }
}

/// The certificate that a CertID means, in a line: its serial number, and the hash of its issuer's key.
fn certificate_id(id: &CertIdRef<'_>) -> String {
    let mut hash = String::new();
    let _ = object::write(&mut Out::new(&mut hash), id.hash().oid().as_bytes());
    format!("{} of the issuer with key {hash} {}", Hex(id.serial().as_bytes()), Hex(id.issuer_key_hash()))
}

/// What an entry says, in a line.
fn status_of(entry: &OcspEntry<'_>) -> String {
    let mut text = format!("{} {}", Hex(entry.certificate_id().serial().as_bytes()), entry.status().name());
    if let CertStatus::Revoked { since, reason } = entry.status() {
        let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        let _ = write!(text, " since {since}{reason}");
    }
    let _ = write!(text, ", known at {}", entry.this_update());
    if let Some(next) = entry.next_update() {
        let _ = write!(text, ", next by {next}");
    }
    text
}
