//! The encoded messages of RSA signatures (RFC 8017, 9): built and compared, never parsed.
//!
//! Parsing what a signature opens to is how `e = 3` forgeries came about (Bleichenbacher, CRYPTO 2006 rump session;
//! BERserk, 2014). Here a signature verifies if it opens to exactly the bytes that an honest signer would have made.

use crate::{Digest, DigestAlgorithm};
use alloc::vec;
use alloc::vec::Vec;
use ucpki_x509::der::{Tag, Writer};

/// EMSA-PKCS1-v1_5 (RFC 8017, 9.2): `00 01 FF ... FF 00 DigestInfo`, `bytes` long; `None` if the digest does not fit.
///
/// The one DigestInfo that is made carries NULL parameters, which here "SHALL have a value of type NULL" (B.1).
pub(crate) fn pkcs1(digest: &Digest, bytes: usize) -> Option<Vec<u8>> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |info| {
        info.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.value(Tag::OID, digest.oid().as_bytes());
            algorithm.value(Tag::NULL, &[]);
        });
        info.value(Tag::OCTET_STRING, digest.as_bytes());
    });
    let info = writer.into_bytes();
    // Three bytes around the padding, of which there are at least eight.
    let padding = bytes.checked_sub(info.len())?.checked_sub(3).filter(|padding| *padding >= 8)?;
    let mut encoded = Vec::with_capacity(bytes);
    encoded.extend_from_slice(&[0x00, 0x01]);
    encoded.resize(padding + 2, 0xFF);
    encoded.push(0x00);
    encoded.extend_from_slice(&info);
    Some(encoded)
}

/// EMSA-PSS (RFC 8017, 9.1.2): whether `encoded`, which has the length of the modulus, is what a signer of `digest`
/// makes with the salt that it hides.
///
/// The salt is all that is taken from `encoded`: it stands where its length says. The rest is built around it.
pub(crate) fn pss(
    encoded: &[u8],
    modulus_bits: u32,
    hash: &dyn DigestAlgorithm,
    mask_hash: &dyn DigestAlgorithm,
    salt_len: usize,
    digest: &Digest,
) -> bool {
    built_pss(encoded, modulus_bits, hash, mask_hash, salt_len, digest).is_some_and(|built| built == encoded)
}

/// The encoded message with the salt of `encoded`; `None` if the lengths do not fit.
fn built_pss(
    encoded: &[u8],
    modulus_bits: u32,
    hash: &dyn DigestAlgorithm,
    mask_hash: &dyn DigestAlgorithm,
    salt_len: usize,
    digest: &Digest,
) -> Option<Vec<u8>> {
    // One bit less than the modulus, so that it stays below: the top byte loses a bit, or all eight.
    let bits = modulus_bits.checked_sub(1)?;
    let bytes = usize::try_from(bits.div_ceil(8)).ok()?;
    let unused = 8 * bits.div_ceil(8) - bits;
    let in_front = encoded.len().checked_sub(bytes)?;
    let block_len = bytes.checked_sub(hash.output_len())?.checked_sub(1)?;
    // What is left of the data block besides the salt: zeros, and the 01 that ends them.
    let zeros = block_len.checked_sub(salt_len)?.checked_sub(1)?;
    let (masked, trailer) = encoded.get(in_front..)?.split_at_checked(block_len)?;
    let seed = trailer.get(..hash.output_len())?;

    let mask = mgf1(mask_hash, seed, block_len);
    let salt: Vec<u8> = masked.iter().zip(&mask).skip(zeros + 1).map(|(masked, mask)| masked ^ mask).collect();
    let seed = hash.digest(&[&[0; 8], digest.as_bytes(), &salt]);
    let mut built = vec![0; in_front + zeros];
    built.push(0x01);
    built.extend_from_slice(&salt);
    for (byte, mask) in built.iter_mut().skip(in_front).zip(&mask) {
        *byte ^= mask;
    }
    if let Some(top) = built.get_mut(in_front) {
        *top &= 0xFF_u8.checked_shr(unused).unwrap_or(0);
    }
    built.extend_from_slice(seed.as_bytes());
    built.push(0xBC);
    Some(built)
}

/// MGF1 (RFC 8017, B.2.1).
fn mgf1(hash: &dyn DigestAlgorithm, seed: &[u8], len: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(len + hash.output_len());
    for counter in 0_u32.. {
        if mask.len() >= len {
            break;
        }
        mask.extend_from_slice(hash.digest(&[seed, &counter.to_be_bytes()]).as_bytes());
    }
    mask.truncate(len);
    mask
}
