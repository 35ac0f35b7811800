//! CertIDs: made, and compared with a certificate and its issuer (RFC 6960, 4.1.1).

use alloc::vec::Vec;
use ucpki_crypto::{Digest, Hash, Provider};
use ucpki_x509::der::{Integer, Tag, Writer};
use ucpki_x509::{CertIdRef, SpkiRef};

/// The hash functions that CertIDs are compared with.
pub(crate) const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// Which of [`HASHES`] a CertID uses. RFC 5754, 2: parameters are absent, and NULL is accepted.
pub(crate) fn hash_of(id: &CertIdRef<'_>) -> Option<usize> {
    let has_plain_parameters = matches!(id.hash().parameters(), None | Some([5, 0]));
    HASHES.iter().position(|hash| has_plain_parameters && hash.oid() == id.hash().oid())
}

/// Whether a CertID means the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    ThisOne,
    Another,
    /// The hash function is none that is compared, or its parameters are neither absent nor NULL.
    NotSupported,
}

/// What a CertID of a certificate can be: its hashes are computed when they are needed, once for each function.
pub(crate) struct CertificateId<'a> {
    provider: Provider,
    /// The name of the issuer as the certificate has it, and as the issuer has it.
    names: [&'a [u8]; 2],
    key: &'a [u8],
    serial: Integer<'a>,
    known: [Option<Hashes>; HASHES.len()],
}

#[derive(Clone, Copy)]
struct Hashes {
    names: [Digest; 2],
    key: Digest,
}

impl<'a> CertificateId<'a> {
    pub(crate) const fn new(
        provider: Provider,
        names: [&'a [u8]; 2],
        issuer: SpkiRef<'a>,
        serial: Integer<'a>,
    ) -> Self {
        Self { provider, names, key: issuer.key().as_bytes(), serial, known: [None; HASHES.len()] }
    }

    /// Whether `id` means the certificate. The serial number must be equal in length and bytes.
    pub(crate) fn compare(&mut self, id: &CertIdRef<'_>) -> Meaning {
        if id.serial().as_bytes() != self.serial.as_bytes() {
            return Meaning::Another;
        }
        let Some(hashes) = hash_of(id).and_then(|at| self.hashes(at)) else { return Meaning::NotSupported };
        let is_name = hashes.names.iter().any(|name| name.as_bytes() == id.issuer_name_hash());
        if is_name && hashes.key.as_bytes() == id.issuer_key_hash() { Meaning::ThisOne } else { Meaning::Another }
    }

    fn hashes(&mut self, at: usize) -> Option<Hashes> {
        let place = self.known.get_mut(at)?;
        if place.is_none() {
            let digest = self.provider.digest(HASHES.get(at)?.oid())?;
            let [in_certificate, of_issuer] = self.names;
            let name = digest.digest(&[in_certificate]);
            // Nearly always the same bytes.
            let other = if of_issuer == in_certificate { name } else { digest.digest(&[of_issuer]) };
            *place = Some(Hashes { names: [name, other], key: digest.digest(&[self.key]) });
        }
        *place
    }
}

/// The DER of a CertID; nothing where the provider does not have the hash function.
pub(crate) fn encode(
    provider: &Provider,
    hash: Hash,
    null_parameters: bool,
    issuer: (&[u8], SpkiRef<'_>),
    serial: Integer<'_>,
) -> Option<Vec<u8>> {
    let digest = provider.digest(hash.oid())?;
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |id| {
        id.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(hash.oid());
            if null_parameters {
                algorithm.null();
            }
        });
        id.octet_string(digest.digest(&[issuer.0]).as_bytes());
        id.octet_string(digest.digest(&[issuer.1.key().as_bytes()]).as_bytes());
        id.integer(serial);
    });
    Some(writer.into_bytes())
}
