//! The digest of a CRL, made while something else is done with its bytes.

use alloc::boxed::Box;
use core::sync::atomic::{AtomicBool, Ordering};
use ucpki_crypto::{Digest, DigestAlgorithm, DigestState, Provider, SignatureAlgorithm};
use ucpki_x509::AlgorithmRef;
use ucpki_x509::der::Reader;

/// So much is hashed at once: less than any cache holds that is near the processor.
const PIECE: usize = 1 << 15;

/// A digest in the making.
pub(crate) struct Hashing {
    state: Box<dyn DigestState>,
    done: usize,
}

impl Hashing {
    pub(crate) fn new(hash: &dyn DigestAlgorithm) -> Self {
        Self { state: hash.start(), done: 0 }
    }

    /// Hashes what is left of the signed bytes, or until somebody says stop.
    pub(crate) fn go_on(&mut self, signed: Option<&[u8]>, stop: Option<&AtomicBool>) {
        for piece in signed.and_then(|signed| signed.get(self.done..)).unwrap_or(&[]).chunks(PIECE) {
            if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return;
            }
            self.state.update(piece);
            self.done += piece.len();
        }
    }

    /// Hashes the signed bytes up to here, where that is worth a call.
    #[inline]
    pub(crate) fn keep_up(&mut self, signed: &[u8], end: usize) {
        if end >= self.done + PIECE {
            self.catch_up(signed, end);
        }
    }

    #[cold]
    fn catch_up(&mut self, signed: &[u8], end: usize) {
        if let Some(piece) = signed.get(self.done..end) {
            self.state.update(piece);
            self.done = end;
        }
    }

    pub(crate) fn finish(self) -> Digest {
        self.state.finish()
    }
}

/// The hash function of the signature, as the frame of the CRL says; the frame is read again with the CRL.
pub(crate) fn hash_of(der: &[u8], provider: &Provider) -> Option<&'static dyn DigestAlgorithm> {
    let mut list = Reader::new(der).ok()?.sequence().ok()?;
    list.read().ok()?;
    let algorithm = SignatureAlgorithm::parse(AlgorithmRef::read(&mut list).ok()?).ok()?;
    provider.digest(algorithm.hash()?.oid())
}

/// Where the signed bytes stand.
pub(crate) fn signed_range(der: &[u8]) -> Option<(usize, usize)> {
    let tbs = Reader::new(der).ok()?.sequence().ok()?.read().ok()?;
    Some((tbs.offset(), tbs.offset() + tbs.encoded().len()))
}
