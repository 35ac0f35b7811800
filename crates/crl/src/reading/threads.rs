//! A big CRL on two threads: one hashes, one reads and indexes.

use crate::reading::digest::{Hashing, hash_of, signed_range};
use crate::reading::index::{IndexBuilder, OWN};
use crate::{IndexKey, IndexedCrl};
use alloc::boxed::Box;
use core::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use ucpki_crypto::Provider;
use ucpki_x509::{Crl, CrlEntry, Error};

/// Below, starting a thread costs more than it saves.
const WORTH_A_THREAD: usize = 1 << 19;

impl IndexedCrl {
    /// Reads and indexes a CRL while a second thread hashes it, under the caller's key.
    ///
    /// The answer is that of [`parse`](Self::parse) and [`with_key`](Self::with_key); big CRLs are ready sooner. If the system
    /// gives no thread, this one does both.
    ///
    /// # Errors
    ///
    /// As [`Crl::parse`].
    pub fn parse_on_two_threads(der: Box<[u8]>, provider: &Provider, key: IndexKey) -> Result<Self, Error> {
        let hash = if der.len() < WORTH_A_THREAD { None } else { hash_of(&der, provider) };
        let Some(hash) = hash else { return IndexedCrl::parse_with_key(der, provider, key) };
        let mut hashing = Hashing::new(hash);
        let mut builder = IndexBuilder::of(&der, key);
        // The CRL owns its bytes only once it is read, so there are two scopes: hashing goes on over the borrowed bytes until
        // the CRL is read, and over the CRL's own from there.
        let add = |entry: &CrlEntry<'_>| builder.add(entry.offset(), OWN, entry.serial().as_bytes());
        let crl = Crl::from_der_around(der, add, |der, read| {
            let is_read = AtomicBool::new(false);
            thread::scope(|scope| {
                let hasher =
                    || hashing.go_on(signed_range(der).and_then(|(start, end)| der.get(start..end)), Some(&is_read));
                let _ = thread::Builder::new().spawn_scoped(scope, hasher);
                read();
                is_read.store(true, Ordering::Relaxed);
            });
        })?;
        let index = thread::scope(|scope| {
            let hasher = || hashing.go_on(Some(crl.tbs()), None);
            let _ = thread::Builder::new().spawn_scoped(scope, hasher);
            builder.finish_own(&crl, key)
        });
        // What no thread did is done here; nothing is left if they had their way.
        hashing.go_on(Some(crl.tbs()), None);
        let digest = hashing.finish();
        Ok(IndexedCrl::assemble(crl, index, Some(digest)))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::vec::Vec;
    use ucpki_crypto::RUSTCRYPTO;
    use ucpki_x509::der::{Tag, Writer};
    use ucpki_x509::{Time, oids};

    fn list(entries: usize) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |list| {
            list.nested(Tag::SEQUENCE, |tbs| {
                tbs.nested(Tag::SEQUENCE, |identifier| identifier.oid(oids::ECDSA_WITH_SHA256));
                tbs.encoded(&[0x30, 0x00]);
                tbs.time(Time::from_unix(1_700_000_000));
                tbs.nested(Tag::SEQUENCE, |all| {
                    for number in 0..entries {
                        all.nested(Tag::SEQUENCE, |entry| {
                            entry.small_integer(u32::try_from(number).unwrap());
                            entry.time(Time::from_unix(1_700_000_000));
                        });
                    }
                });
            });
            list.nested(Tag::SEQUENCE, |identifier| identifier.oid(oids::ECDSA_WITH_SHA256));
            list.bit_string(&[0]);
        });
        writer.into_bytes()
    }

    #[test]
    fn two_threads_make_what_one_makes() {
        for entries in [1, 1_000, 30_000, 100_000] {
            let der = list(entries).into_boxed_slice();
            let (key, der_again) = (IndexKey::new([7; 16]), der.clone());
            let one = IndexedCrl::with_key(Crl::from_der(der.clone()).unwrap(), &RUSTCRYPTO, key);
            let two = IndexedCrl::parse_on_two_threads(der, &RUSTCRYPTO, key).unwrap();
            assert_eq!(one, two);
            assert_eq!(one.digest(), two.digest());
            let behind = IndexedCrl::parse(der_again, &RUSTCRYPTO).unwrap();
            assert_eq!((behind.digest(), &behind), (one.digest(), &one), "hashed behind the reader");
            for entry in one.crl().entries().step_by(7) {
                assert_eq!(two.find(entry.serial()).unwrap().offset(), entry.offset());
            }
        }
    }

    #[test]
    fn what_is_broken_is_refused_alike() {
        let mut der = list(100_000);
        let at = der.len() / 2;
        der[at..at + 40].fill(0xFF);
        let one = IndexedCrl::parse(der.clone().into_boxed_slice(), &RUSTCRYPTO).unwrap_err();
        let two =
            IndexedCrl::parse_on_two_threads(der.into_boxed_slice(), &RUSTCRYPTO, IndexKey::new([0; 16])).unwrap_err();
        assert_eq!(one, two);
    }
}
