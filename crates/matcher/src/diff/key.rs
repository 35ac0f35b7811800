//! The kind of a key as text.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use ucpki_x509::der::{Reader, Tag};
use ucpki_x509::{SpkiRef, oids};

/// `RSA 2048`, `EC P-256`, `Ed25519`; for others the object identifier.
pub(super) fn text(key: SpkiRef<'_>) -> String {
    let oid = key.algorithm().oid();
    if oid == oids::RSA_ENCRYPTION || oid == oids::RSASSA_PSS {
        let kind = if oid == oids::RSA_ENCRYPTION { "RSA" } else { "RSA-PSS" };
        return rsa_bits(key).map_or(kind.into(), |bits| format!("{kind} {bits}"));
    }
    if oid == oids::ED25519 {
        return "Ed25519".into();
    }
    if oid != oids::EC_PUBLIC_KEY {
        return format!("{oid}");
    }
    let curve = key.algorithm().parameters().and_then(|parameters| Reader::new(parameters).ok()?.oid().ok());
    let names = [(oids::SECP256R1, "EC P-256"), (oids::SECP384R1, "EC P-384"), (oids::SECP521R1, "EC P-521")];
    match (curve, names.iter().find(|(oid, _)| Some(*oid) == curve)) {
        (_, Some((_, name))) => (*name).into(),
        (Some(curve), None) => format!("EC {curve}"),
        (None, None) => "EC".into(),
    }
}

/// The last bytes of the public key before the exponent that all RSA keys share: enough to tell two keys apart.
pub(super) fn ending(key: SpkiRef<'_>) -> String {
    let bytes = rsa_modulus(key).or(key.key().bytes()).unwrap_or(&[]);
    let last = bytes.get(bytes.len().saturating_sub(6)..).unwrap_or(bytes);
    let hex: Vec<String> = last.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("ending in {}", hex.join(":"))
}

fn rsa_modulus(key: SpkiRef<'_>) -> Option<&[u8]> {
    if key.algorithm().oid() != oids::RSA_ENCRYPTION && key.algorithm().oid() != oids::RSASSA_PSS {
        return None;
    }
    let mut numbers = Reader::new(key.key().bytes()?).ok()?.expect(Tag::SEQUENCE).ok()?.reader();
    Some(numbers.expect(Tag::INTEGER).ok()?.content())
}

/// RFC 8017, A.1.1: the first INTEGER of the key is the modulus.
fn rsa_bits(key: SpkiRef<'_>) -> Option<usize> {
    let mut numbers = Reader::new(key.key().bytes()?).ok()?.expect(Tag::SEQUENCE).ok()?.reader();
    let modulus = numbers.expect(Tag::INTEGER).ok()?.content();
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let significant = modulus.get(zeros..)?;
    let high = usize::try_from(significant.first()?.leading_zeros()).ok()?;
    Some(significant.len() * 8 - high)
}
