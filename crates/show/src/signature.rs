//! Algorithms and signatures as OpenSSL prints them.

use crate::ber::{self, Ber};
use crate::number::Number;
use crate::object;
use crate::out::Out;
use core::fmt;
use ucpki_x509::{AlgorithmRef, oids};

/// Bytes in lines of 18.
pub(crate) fn dump(out: &mut Out<'_>, bytes: &[u8], indent: usize) -> fmt::Result {
    out.dump(bytes, 18, indent)?;
    out.text("\n")
}

/// The line of the algorithm, with its parameters where it is RSASSA-PSS, and the signature if it is given.
pub(crate) fn write(out: &mut Out<'_>, algorithm: AlgorithmRef<'_>, signature: Option<&[u8]>) -> fmt::Result {
    out.text("    Signature Algorithm: ")?;
    object::write(out, algorithm.oid().as_bytes())?;
    if signature.is_some() {
        out.text("\n    Signature Value:")?;
    }
    if algorithm.oid() == oids::RSASSA_PSS {
        write_pss(out, algorithm)?;
    } else if is_dsa(algorithm.oid().as_bytes()) {
        if let Some([r, s]) = signature.and_then(dsa) {
            out.text("\n")?;
            write_number(out, "r:   ", &r)?;
            return write_number(out, "s:   ", &s);
        }
        out.text("\n")?;
    } else {
        out.text("\n")?;
    }
    signature.map_or(Ok(()), |signature| dump(out, signature, 8))
}

/// Signatures whose two numbers are printed one by one: those of the methods that OpenSSL has for DSA.
fn is_dsa(oid: &[u8]) -> bool {
    let methods = ["DSA-SHA", "DSA-SHA1", "DSA-SHA1-old", "dsa_with_SHA224", "dsa_with_SHA256"];
    object::names(oid).is_some_and(|(short, _)| methods.contains(&short))
}

fn dsa(signature: &[u8]) -> Option<[Number; 2]> {
    let mut numbers = Ber::new(signature).sequence()?;
    let [r, s] = [numbers.integer()?, numbers.integer()?];
    numbers.end()?;
    Some([Number::of(&r), Number::of(&s)])
}

/// A number in the older form: label and lines of 15 bytes below, or all in one line.
fn write_number(out: &mut Out<'_>, label: &str, number: &Number) -> fmt::Result {
    number.write_labelled(out, 8, label)
}

/// RFC 4055, 3.1.
fn write_pss(out: &mut Out<'_>, algorithm: AlgorithmRef<'_>) -> fmt::Result {
    let parameters = algorithm.parameters().and_then(|parameters| Ber::new(parameters).sequence());
    out.text("        ")?;
    let Some(pss) = parameters.and_then(Pss::read) else { return out.text("(INVALID PSS PARAMETERS)\n") };
    out.text("\n        Hash Algorithm: ")?;
    match pss.hash {
        Some(hash) => object::write(out, hash)?,
        None => out.text("sha1 (default)")?,
    }
    out.text("\n        Mask Algorithm: ")?;
    match pss.mask {
        Some((mask, hash)) => {
            object::write(out, mask)?;
            out.text(" with ")?;
            object::write(out, hash)?;
        }
        None => out.text("mgf1 with sha1 (default)")?,
    }
    out.text("\n         Salt Length: 0x")?;
    match pss.salt {
        Some(salt) => salt.write_hex(out)?,
        None => out.text("14 (default)")?,
    }
    out.text("\n        Trailer Field: 0x")?;
    match pss.trailer {
        Some(trailer) => trailer.write_hex(out)?,
        None => out.text("01 (default)")?,
    }
    out.text("\n")
}

struct Pss<'a> {
    hash: Option<&'a [u8]>,
    mask: Option<(&'a [u8], &'a [u8])>,
    salt: Option<Number>,
    trailer: Option<Number>,
}

impl<'a> Pss<'a> {
    fn read(mut parameters: Ber<'a>) -> Option<Self> {
        let hash = match parameters.explicit(0)? {
            Some(inner) => Some(algorithm(inner)?.0),
            None => None,
        };
        let mask = match parameters.explicit(1)? {
            Some(inner) => {
                let (oid, parameters) = algorithm(inner)?;
                let parameters = parameters.filter(|_| oid == oids::MGF1.as_bytes())?;
                Some((oid, algorithm(Ber::new(parameters))?.0))
            }
            None => None,
        };
        let number = |inner: Option<Ber<'_>>| match inner {
            Some(mut inner) => inner.integer().map(|value| Some(Number::of(&value))),
            None => Some(None),
        };
        let salt = number(parameters.explicit(2)?)?;
        let trailer = number(parameters.explicit(3)?)?;
        parameters.end()?;
        Some(Self { hash, mask, salt, trailer })
    }
}

/// An AlgorithmIdentifier: its identifier, and its parameters with their tag.
pub(crate) fn algorithm(mut inner: Ber<'_>) -> Option<(&[u8], Option<&[u8]>)> {
    let mut parts = inner.sequence()?;
    let oid = parts.oid()?;
    let parameters = if parts.is_empty() { None } else { Some(parts.read().filter(ber::Value::is_any)?.encoded) };
    parts.end()?;
    Some((oid, parameters))
}
