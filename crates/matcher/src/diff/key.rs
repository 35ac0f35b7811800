//! The kind of a key as text.

use alloc::format;
use alloc::string::String;
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

/// RFC 8017, A.1.1: the first INTEGER of the key is the modulus.
fn rsa_bits(key: SpkiRef<'_>) -> Option<usize> {
    let mut numbers = Reader::new(key.key().octets()?).ok()?.expect(Tag::SEQUENCE).ok()?.reader();
    let modulus = numbers.expect(Tag::INTEGER).ok()?.content();
    let zeros = modulus.iter().take_while(|octet| **octet == 0).count();
    let significant = modulus.get(zeros..)?;
    let high = usize::try_from(significant.first()?.leading_zeros()).ok()?;
    Some(significant.len() * 8 - high)
}
