//! Ciphers that protect keys in files, in cipher block chaining mode.

use super::{KeyError, Secret};
use crate::codes;
use aes::cipher::{Block, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use des::TdesEde3;
use ucpki_x509::Oid;

/// A cipher that is used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    /// Triple DES with three keys.
    Des3,
}

impl Cipher {
    const ALL: [Self; 4] = [Self::Aes128, Self::Aes192, Self::Aes256, Self::Des3];

    /// RFC 3565, 4.1; RFC 8018, B.2.2.
    pub(super) fn by_oid(oid: Oid<'_>) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.oid().as_bytes() == oid.as_bytes())
    }

    pub(super) const fn oid(self) -> Oid<'static> {
        match self {
            Self::Aes128 => ucpki_x509::oids::AES_128_CBC,
            Self::Aes192 => ucpki_x509::oids::AES_192_CBC,
            Self::Aes256 => ucpki_x509::oids::AES_256_CBC,
            Self::Des3 => ucpki_x509::oids::DES_EDE3_CBC,
        }
    }

    /// As OpenSSL writes it into DEK-Info.
    pub(super) fn by_openssl_name(name: &str) -> Option<Self> {
        let names = ["AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC"];
        let at = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        Self::ALL.get(at).copied()
    }

    pub(super) const fn key_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 | Self::Des3 => 24,
            Self::Aes256 => 32,
        }
    }

    pub(super) const fn block_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::Des3 => 8,
        }
    }

    /// Decrypts, and takes the padding away (RFC 8018, 6.1.1).
    ///
    /// The passphrase is wrong if the padding is; whether it is right the caller sees from the content.
    pub(super) fn decrypt(self, key: &Secret, vector: &[u8], encrypted: &[u8]) -> Result<Secret, KeyError> {
        let wrong = || KeyError::new(&codes::PASSPHRASE_WRONG);
        if encrypted.is_empty() || !encrypted.len().is_multiple_of(self.block_len()) {
            return Err(KeyError::new(&codes::ENCRYPTION_MALFORMED).about("its length"));
        }
        let mut plain = Secret::new(encrypted.to_vec());
        let done = match self {
            Self::Aes128 => decrypt::<cbc::Decryptor<Aes128>>(key, vector, plain.expose_mut()),
            Self::Aes192 => decrypt::<cbc::Decryptor<Aes192>>(key, vector, plain.expose_mut()),
            Self::Aes256 => decrypt::<cbc::Decryptor<Aes256>>(key, vector, plain.expose_mut()),
            Self::Des3 => decrypt::<cbc::Decryptor<TdesEde3>>(key, vector, plain.expose_mut()),
        };
        done.ok_or_else(wrong)?;
        let count = plain.expose().last().copied().map_or(0, usize::from);
        let start = plain.len().checked_sub(count).filter(|_| (1..=self.block_len()).contains(&count));
        let start = start.ok_or_else(wrong)?;
        let padding = plain.expose().get(start..).unwrap_or(&[]);
        if padding.iter().any(|byte| usize::from(*byte) != count) {
            return Err(wrong());
        }
        plain.truncate(start);
        Ok(plain)
    }

    /// Pads `plain` and encrypts it.
    pub(super) fn encrypt(self, key: &Secret, vector: &[u8], plain: &Secret) -> Option<Secret> {
        let count = self.block_len() - plain.len() % self.block_len();
        let mut padded = Secret::zeros(plain.len() + count);
        padded.expose_mut().fill(u8::try_from(count).unwrap_or(0));
        padded.expose_mut().get_mut(..plain.len())?.copy_from_slice(plain.expose());
        let bytes = padded.expose_mut();
        match self {
            Self::Aes128 => encrypt::<cbc::Encryptor<Aes128>>(key, vector, bytes),
            Self::Aes192 => encrypt::<cbc::Encryptor<Aes192>>(key, vector, bytes),
            Self::Aes256 => encrypt::<cbc::Encryptor<Aes256>>(key, vector, bytes),
            Self::Des3 => encrypt::<cbc::Encryptor<TdesEde3>>(key, vector, bytes),
        }?;
        Some(padded)
    }
}

/// Whole blocks in place; `None` if key or vector have another length than the cipher's.
fn decrypt<M: KeyIvInit + BlockModeDecrypt>(key: &Secret, vector: &[u8], bytes: &mut [u8]) -> Option<()> {
    let mut mode = M::new_from_slices(key.expose(), vector).ok()?;
    let (blocks, rest) = Block::<M>::slice_as_chunks_mut(bytes);
    mode.decrypt_blocks(blocks);
    rest.is_empty().then_some(())
}

fn encrypt<M: KeyIvInit + BlockModeEncrypt>(key: &Secret, vector: &[u8], bytes: &mut [u8]) -> Option<()> {
    let mut mode = M::new_from_slices(key.expose(), vector).ok()?;
    let (blocks, rest) = Block::<M>::slice_as_chunks_mut(bytes);
    mode.encrypt_blocks(blocks);
    rest.is_empty().then_some(())
}
