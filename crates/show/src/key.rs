//! Public keys as OpenSSL prints them, whether or not this library can use them.
//!
//! Whether a point lies on its curve is not looked at: OpenSSL prints "Unable to load Public Key" where it does not.

use crate::ber::{self, Ber, Value};
use crate::curves::CURVES;
use crate::groups::GROUPS;
use crate::number::Number;
use crate::object;
use crate::out::Out;
use crate::signature::algorithm;
use core::fmt;
use ucpki_x509::{SpkiRef, oids};

/// A key, taken apart as far as it is shown.
pub(crate) enum Key<'a> {
    Dh(Dh<'a>),
    Dsa { numbers: [Number; 3], public: Number },
    Ec { curve: Curve<'a>, point: &'a [u8] },
    Bytes { name: &'static str, bytes: &'a [u8] },
    Rsa { modulus: Number, exponent: Number, pss: Option<Restrictions> },
}

pub(crate) struct Dh<'a> {
    prime: Number,
    order: Option<Number>,
    generator: Number,
    factor: Option<Number>,
    validation: Option<(&'a [u8], Number)>,
    length: Option<Number>,
    public: Number,
}

pub(crate) enum Curve<'a> {
    Explicit(Explicit<'a>),
    Named { name: &'static str, nist: &'static str, bits: u16 },
}

pub(crate) struct Explicit<'a> {
    field: Field<'a>,
    a: Number,
    b: Number,
    seed: Option<&'a [u8]>,
    generator: &'a [u8],
    order: Number,
    cofactor: Option<Number>,
}

enum Field<'a> {
    Binary { basis: &'a [u8], polynomial: Number },
    Prime(Number),
}

/// What an RSA-PSS key may be used for; `None` inside [`Key::Rsa`] is an RSA key that is not a PSS key.
pub(crate) struct Restrictions(Option<Pss>);

struct Pss {
    hash: &'static str,
    mask_hash: &'static str,
    salt: u64,
    trailer: u64,
}

impl<'a> Key<'a> {
    /// `None` for what OpenSSL cannot load.
    pub(crate) fn read(spki: SpkiRef<'a>) -> Option<Self> {
        let key = spki.key().as_bytes();
        let parameters = spki.algorithm().parameters().and_then(|parameters| Ber::new(parameters).read());
        match spki.algorithm().oid() {
            oid if oid == oids::RSA_ENCRYPTION => rsa(key, None),
            oid if oid == oids::RSASSA_PSS => rsa(key, Some(Restrictions::read(parameters)?)),
            oid if oid == oids::EC_PUBLIC_KEY => ec(key, parameters?),
            oid if oid == oids::DSA => dsa(key, parameters),
            oid => match oid.as_bytes() {
                // RFC 8410, 3: "the parameters MUST be absent".
                [0x2B, 0x65, 0x6E..=0x71] if spki.algorithm().parameters().is_some() => None,
                b"\x2B\x65\x6E" => bytes("X25519", key, 32),
                b"\x2B\x65\x6F" => bytes("X448", key, 56),
                b"\x2B\x65\x70" => bytes("ED25519", key, 32),
                b"\x2B\x65\x71" => bytes("ED448", key, 57),
                b"\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01" => dh(key, parameters?, false),
                b"\x2A\x86\x48\xCE\x3E\x02\x01" => dh(key, parameters?, true),
                _ => None,
            },
        }
    }

    /// What kind it is, for people.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Dh(_) => "DH",
            Self::Dsa { .. } => "DSA",
            Self::Ec { .. } => "EC",
            Self::Bytes { name, .. } => name,
            Self::Rsa { pss: None, .. } => "RSA",
            Self::Rsa { .. } => "RSA-PSS",
        }
    }

    /// Its size in bits.
    pub(crate) fn bits(&self) -> usize {
        match self {
            Self::Dh(dh) => dh.prime.bits(),
            Self::Dsa { numbers: [prime, ..], .. } => prime.bits(),
            Self::Ec { curve: Curve::Named { bits, .. }, .. } => usize::from(*bits),
            Self::Ec { curve: Curve::Explicit(curve), .. } => curve.order.bits(),
            Self::Bytes { bytes, .. } => bytes.len() * 8,
            Self::Rsa { modulus, .. } => modulus.bits(),
        }
    }

    /// The names of its curve: as OpenSSL and as NIST has them.
    pub(crate) const fn curve(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Ec { curve: Curve::Named { name, nist, .. }, .. } => Some((name, nist)),
            _ => None,
        }
    }

    pub(crate) fn write(&self, out: &mut Out<'_>, indent: usize) -> fmt::Result {
        match self {
            Self::Dh(dh) => dh.write(out, indent),
            Self::Dsa { numbers: [prime, order, generator], public } => {
                header(out, indent, "", prime.bits())?;
                public.write_labelled(out, indent, "pub: ")?;
                prime.write_labelled(out, indent, "P:   ")?;
                order.write_labelled(out, indent, "Q:   ")?;
                generator.write_labelled(out, indent, "G:   ")
            }
            Self::Ec { curve, point } => {
                header(out, indent, "", self.bits())?;
                buffer(out, indent, "pub:", point)?;
                curve.write(out, indent)
            }
            Self::Bytes { name, bytes } => {
                out.pad(indent)?;
                out.format(format_args!("{name} Public-Key:\n"))?;
                buffer(out, indent, "pub:", bytes)
            }
            Self::Rsa { modulus, exponent, pss } => {
                header(out, indent, "", modulus.bits())?;
                modulus.write_labelled(out, indent, "Modulus:")?;
                exponent.write_labelled(out, indent, "Exponent:")?;
                pss.as_ref().map_or(Ok(()), |pss| pss.write(out, indent))
            }
        }
    }
}

fn header(out: &mut Out<'_>, indent: usize, kind: &str, bits: usize) -> fmt::Result {
    out.pad(indent)?;
    out.format(format_args!("{kind}Public-Key: ({bits} bit)\n"))
}

fn buffer(out: &mut Out<'_>, indent: usize, label: &str, bytes: &[u8]) -> fmt::Result {
    out.line(indent, label)?;
    out.dump(bytes, 15, indent + 4)?;
    out.text("\n")
}

fn rsa(key: &[u8], pss: Option<Restrictions>) -> Option<Key<'static>> {
    let mut numbers = Ber::new(key).sequence()?;
    // OpenSSL reads these as numbers without a sign, in any form.
    let [modulus, exponent] = [numbers.expect(ber::INTEGER)?, numbers.expect(ber::INTEGER)?];
    numbers.end()?;
    let [modulus, exponent] = [modulus, exponent].map(|value| Number::unsigned(value.content));
    Some(Key::Rsa { modulus, exponent, pss })
}

fn bytes<'a>(name: &'static str, bytes: &'a [u8], length: usize) -> Option<Key<'a>> {
    (bytes.len() == length).then_some(Key::Bytes { name, bytes })
}

fn dsa<'a>(key: &'a [u8], parameters: Option<Value<'a>>) -> Option<Key<'a>> {
    let public = Number::of(&Ber::new(key).integer()?);
    // RFC 3279, 2.3.2: parameters may be inherited from the issuer. OpenSSL does not load such a key by itself.
    let mut numbers = parameters.filter(|value| value.tag == ber::SEQUENCE)?.ber();
    let mut next = || numbers.expect(ber::INTEGER).map(|value| Number::unsigned(value.content));
    let all = [next()?, next()?, next()?];
    numbers.end()?;
    Some(Key::Dsa { numbers: all, public })
}

fn dh<'a>(key: &'a [u8], parameters: Value<'a>, has_order: bool) -> Option<Key<'a>> {
    let public = Number::of(&Ber::new(key).integer()?);
    let mut inner = if parameters.tag == ber::SEQUENCE { parameters.ber() } else { return None };
    let number = |inner: &mut Ber<'a>| inner.expect(ber::INTEGER).map(|value| Number::unsigned(value.content));
    let (prime, generator) = (number(&mut inner)?, number(&mut inner)?);
    let optional =
        |inner: &mut Ber<'a>| Some(inner.optional(ber::INTEGER)?.map(|value| Number::unsigned(value.content)));
    let (mut order, mut factor, mut validation, mut length) = (None, None, None, None);
    if has_order {
        order = Some(number(&mut inner)?);
        factor = optional(&mut inner)?;
        if let Some(value) = inner.optional(ber::SEQUENCE)? {
            let mut parts = value.ber();
            let (_, seed) = parts.expect(ber::BIT_STRING)?.bits()?;
            validation = Some((seed, number(&mut parts)?));
            parts.end()?;
        }
    } else {
        length = optional(&mut inner)?;
    }
    inner.end()?;
    Some(Key::Dh(Dh { prime, order, generator, factor, validation, length, public }))
}

impl Dh<'_> {
    fn group(&self) -> Option<&'static str> {
        let order = self.order.as_ref().map_or(&[][..], |order| &order.magnitude);
        let digest = ucpki_crypto::sha256(&[&self.prime.magnitude, &self.generator.magnitude, order].concat());
        GROUPS
            .iter()
            .find(|(_, [without, with])| digest == if order.is_empty() { *without } else { *with })
            .map(|(name, _)| *name)
    }

    fn write(&self, out: &mut Out<'_>, indent: usize) -> fmt::Result {
        header(out, indent, "DH ", self.prime.bits())?;
        self.public.write_labelled(out, indent, "public-key:")?;
        if let Some(group) = self.group() {
            out.pad(indent)?;
            out.format(format_args!("GROUP: {group}\n"))?;
        } else {
            self.write_numbers(out, indent)?;
        }
        match self.length.as_ref().and_then(Number::to_u64) {
            Some(length) if length > 0 => {
                out.pad(indent)?;
                out.format(format_args!("recommended-private-length: {length} bits\n"))
            }
            _ => Ok(()),
        }
    }

    fn write_numbers(&self, out: &mut Out<'_>, indent: usize) -> fmt::Result {
        self.prime.write_labelled(out, indent, "P:   ")?;
        if let Some(order) = &self.order {
            order.write_labelled(out, indent, "Q:   ")?;
        }
        self.generator.write_labelled(out, indent, "G:   ")?;
        if let Some(factor) = &self.factor {
            factor.write_labelled(out, indent, "J:   ")?;
        }
        let Some((seed, counter)) = &self.validation else { return Ok(()) };
        buffer(out, indent, "SEED:", seed)?;
        out.pad(indent)?;
        out.format(format_args!("pcounter: {}\n", counter.short()))
    }
}

fn ec<'a>(point: &'a [u8], parameters: Value<'a>) -> Option<Key<'a>> {
    let (curve, bytes) = match parameters.tag {
        ber::OID => {
            let index = CURVES.binary_search_by(|(known, ..)| (*known).cmp(parameters.content)).ok()?;
            let (_, name, nist, bits, bytes) = CURVES.get(index)?;
            (Curve::Named { name, nist, bits: *bits }, usize::from(*bytes))
        }
        ber::SEQUENCE => {
            let curve = Explicit::read(parameters.ber())?;
            let bytes = curve.bytes();
            (Curve::Explicit(curve), bytes)
        }
        _ => return None,
    };
    let whole = match point.first()? {
        2 | 3 => 1 + bytes,
        4 | 6 | 7 => 1 + 2 * bytes,
        _ => return None,
    };
    (point.len() == whole).then_some(Key::Ec { curve, point })
}

impl<'a> Explicit<'a> {
    /// RFC 3279, 2.3.5: `ECParameters`.
    fn read(mut parameters: Ber<'a>) -> Option<Self> {
        parameters.integer()?;
        let mut field = parameters.sequence()?;
        let field = match field.oid()? {
            b"\x2A\x86\x48\xCE\x3D\x01\x01" => Field::Prime(Number::of(&field.integer()?)),
            b"\x2A\x86\x48\xCE\x3D\x01\x02" => Field::read_binary(field.sequence()?)?,
            _ => return None,
        };
        let mut curve = parameters.sequence()?;
        let [a, b] = [curve.octet_string()?, curve.octet_string()?].map(Number::unsigned);
        let seed = match curve.optional(ber::BIT_STRING)? {
            Some(value) => Some(value.bits()?.1),
            None => None,
        };
        curve.end()?;
        let generator = parameters.octet_string()?;
        let order = Number::of(&parameters.integer()?);
        let cofactor = parameters.optional(ber::INTEGER)?.map(|value| Number::of(&value));
        parameters.end()?;
        Some(Self { field, a, b, seed, generator, order, cofactor })
    }

    fn bytes(&self) -> usize {
        match &self.field {
            Field::Prime(prime) => prime.bits().div_ceil(8),
            Field::Binary { polynomial, .. } => polynomial.bits().saturating_sub(1).div_ceil(8),
        }
    }

    fn write(&self, out: &mut Out<'_>, indent: usize) -> fmt::Result {
        match &self.field {
            Field::Prime(prime) => {
                out.line(indent, "Field Type: prime-field")?;
                prime.write_labelled(out, indent, "Prime:")?;
            }
            Field::Binary { basis, polynomial } => {
                out.line(indent, "Field Type: characteristic-two-field")?;
                out.pad(indent)?;
                out.format(format_args!("Basis Type: {}\n", object::short(basis)))?;
                polynomial.write_labelled(out, indent, "Polynomial:")?;
            }
        }
        self.a.write_labelled(out, indent, "A:   ")?;
        self.b.write_labelled(out, indent, "B:   ")?;
        // OpenSSL writes both coordinates, whatever is there. The second one is not computed here.
        match self.generator {
            [4 | 6 | 7, coordinates @ ..] => {
                buffer(out, indent, "Generator (uncompressed):", &[&[4], coordinates].concat())?;
            }
            compressed => buffer(out, indent, "Generator (compressed):", compressed)?,
        }
        self.order.write_labelled(out, indent, "Order: ")?;
        if let Some(cofactor) = &self.cofactor {
            cofactor.write_labelled(out, indent, "Cofactor: ")?;
        }
        self.seed.map_or(Ok(()), |seed| buffer(out, indent, "Seed:", seed))
    }
}

impl<'a> Field<'a> {
    /// `Characteristic-two`: the degree, the kind of basis, and the exponents between.
    fn read_binary(mut field: Ber<'a>) -> Option<Self> {
        let degree = Number::of(&field.integer()?).to_u64().filter(|degree| *degree <= 661)?;
        let basis = field.oid()?;
        let mut exponents = alloc::vec![degree, 0];
        match field.read()? {
            value if value.tag == ber::INTEGER => exponents.push(Number::of(&value).to_u64()?),
            value if value.tag == ber::SEQUENCE => {
                let mut inner = value.ber();
                for _ in 0..3 {
                    exponents.push(Number::of(&inner.integer()?).to_u64()?);
                }
            }
            _ => return None,
        }
        let mut bytes = alloc::vec![0_u8; 84];
        for exponent in exponents {
            let (place, bit) = (usize::try_from(exponent / 8).ok()?, exponent % 8);
            let place = bytes.len().checked_sub(1 + place)?;
            *bytes.get_mut(place)? |= 1 << bit;
        }
        Some(Self::Binary { basis, polynomial: Number::unsigned(&bytes) })
    }
}

impl Curve<'_> {
    fn write(&self, out: &mut Out<'_>, indent: usize) -> fmt::Result {
        match self {
            Self::Explicit(curve) => curve.write(out, indent),
            Self::Named { name, nist, .. } => {
                out.pad(indent)?;
                out.format(format_args!("ASN1 OID: {name}\n"))?;
                if nist.is_empty() {
                    return Ok(());
                }
                out.pad(indent)?;
                out.format(format_args!("NIST CURVE: {nist}\n"))
            }
        }
    }
}

impl Restrictions {
    fn read(parameters: Option<Value<'_>>) -> Option<Self> {
        match parameters {
            None => Some(Self(None)),
            Some(value) if value.tag == ber::SEQUENCE => Pss::read(value.ber()).map(|pss| Self(Some(pss))),
            Some(_) => None,
        }
    }

    fn write(&self, out: &mut Out<'_>, indent: usize) -> fmt::Result {
        let Some(pss) = &self.0 else { return out.line(indent, "No PSS parameter restrictions") };
        let default = |is: bool| if is { " (default)" } else { "" };
        out.line(indent, "PSS parameter restrictions:")?;
        out.pad(indent)?;
        out.format(format_args!("  Hash Algorithm: {}{}\n", pss.hash, default(pss.hash == "SHA1")))?;
        out.pad(indent)?;
        out.format(format_args!(
            "  Mask Algorithm: MGF1 with {}{}\n",
            pss.mask_hash,
            default(pss.mask_hash == "SHA1")
        ))?;
        out.pad(indent)?;
        out.format(format_args!("  Minimum Salt Length: {}{}\n", pss.salt, default(pss.salt == 20)))?;
        out.pad(indent)?;
        out.format(format_args!("  Trailer Field: 0x{:x}{}\n", pss.trailer, default(pss.trailer == 1)))
    }
}

impl Pss {
    fn read(mut parameters: Ber<'_>) -> Option<Self> {
        let hash = match parameters.explicit(0)? {
            Some(inner) => hash_name(algorithm(inner)?.0)?,
            None => "SHA1",
        };
        let mask_hash = match parameters.explicit(1)? {
            Some(inner) => {
                let (oid, parameters) = algorithm(inner)?;
                let parameters = parameters.filter(|_| oid == oids::MGF1.as_bytes())?;
                hash_name(algorithm(Ber::new(parameters))?.0)?
            }
            None => "SHA1",
        };
        let number = |inner: Option<Ber<'_>>, default: u64| match inner {
            Some(mut inner) => Number::of(&inner.integer()?).to_u64(),
            None => Some(default),
        };
        let salt = number(parameters.explicit(2)?, 20)?;
        let trailer = number(parameters.explicit(3)?, 1)?;
        parameters.end()?;
        Some(Self { hash, mask_hash, salt, trailer })
    }
}

/// The names that OpenSSL's provider has for hashes.
fn hash_name(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        b"\x2B\x0E\x03\x02\x1A" => "SHA1",
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x01" => "SHA2-256",
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x02" => "SHA2-384",
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x03" => "SHA2-512",
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x04" => "SHA2-224",
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x05" => "SHA2-512/224",
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x06" => "SHA2-512/256",
        _ => return None,
    })
}
