//! Algorithm identifiers and public keys.

use crate::der::{BitString, Reader, Tag, split_trusted};
use crate::{Error, Oid};

/// An AlgorithmIdentifier (RFC 5280, 4.1.1.2).
///
/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY DEFINED BY algorithm OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AlgorithmRef<'a> {
    der: &'a [u8],
    oid: Oid<'a>,
    parameters: Option<&'a [u8]>,
}

impl<'a> AlgorithmRef<'a> {
    /// Reads the next value of `reader`.
    ///
    /// # Errors
    ///
    /// Codes of the reader; [`OID_INVALID`](crate::codes::OID_INVALID), [`TRAILING_DATA`](crate::codes::TRAILING_DATA).
    #[inline]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        match Self::read_usual(reader) {
            Some(algorithm) => Ok(algorithm),
            None => Self::read_any(reader),
        }
    }

    /// Reads one of the usual shape: short, with short parameters or none. `None`, with the reader where it was, for every
    /// other shape and for whatever is wrong.
    #[inline(always)]
    fn read_usual(reader: &mut Reader<'a>) -> Option<Self> {
        let rest = reader.rest();
        let [0x30, length @ 3..=0x7F, 0x06, oid_length, ..] = rest else { return None };
        let der = rest.get(..2 + usize::from(*length))?;
        let (oid, parameters) = der.get(4..)?.split_at_checked(usize::from(*oid_length))?;
        let parameters = match parameters {
            [] => None,
            [tag, length, content @ ..] if usize::from(*length) == content.len() && tag & 0x1F != 0x1F => {
                Some(parameters)
            }
            _ => return None,
        };
        let oid = Oid::new(oid)?;
        reader.skip(der.len());
        Some(Self { der, oid, parameters })
    }

    fn read_any(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        let mut inner = tlv.reader();
        let oid = inner.oid()?;
        let parameters = if inner.is_empty() { None } else { Some(inner.read()?.encoded()) };
        inner.finish()?;
        Ok(Self { der: tlv.encoded(), oid, parameters })
    }

    /// Reads an AlgorithmIdentifier that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let algorithm = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(algorithm)
    }

    /// From bytes that were read before.
    #[inline]
    pub(crate) fn trusted(der: &'a [u8]) -> Self {
        let mut algorithm = Self { der, oid: Oid::constant(&[]), parameters: None };
        if let Some((oid, parameters)) =
            split_trusted(der).and_then(|(_, content, _)| split_trusted(content)).map(|(_, oid, rest)| (oid, rest))
        {
            algorithm.oid = Oid::constant(oid);
            algorithm.parameters = Some(parameters).filter(|parameters| !parameters.is_empty());
        }
        algorithm
    }

    /// The whole value as it stands.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.der
    }

    /// The algorithm.
    #[must_use]
    pub const fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The parameters with tag and length, if there are any; NULL is `05 00`.
    #[must_use]
    pub const fn parameters(&self) -> Option<&'a [u8]> {
        self.parameters
    }
}

/// A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7).
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SpkiRef<'a> {
    der: &'a [u8],
    algorithm: AlgorithmRef<'a>,
    key: BitString<'a>,
}

impl<'a> SpkiRef<'a> {
    /// Reads the next value of `reader`.
    ///
    /// # Errors
    ///
    /// Codes of the reader and of [`AlgorithmRef::read`]; [`BIT_STRING_INVALID`](crate::codes::BIT_STRING_INVALID), [`TRAILING_DATA`](crate::codes::TRAILING_DATA).
    #[inline]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        let mut inner = tlv.reader();
        let algorithm = AlgorithmRef::read(&mut inner)?;
        let key = inner.bit_string()?;
        inner.finish()?;
        Ok(Self { der: tlv.encoded(), algorithm, key })
    }

    /// Reads a SubjectPublicKeyInfo that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let spki = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(spki)
    }

    /// From bytes that were read before.
    #[inline]
    pub(crate) fn trusted(der: &'a [u8]) -> Self {
        Self::split(der).unwrap_or(Self { der, algorithm: AlgorithmRef::trusted(&[]), key: BitString::EMPTY })
    }

    fn split(der: &'a [u8]) -> Option<Self> {
        let (_, content, _) = split_trusted(der)?;
        let (_, _, key) = split_trusted(content)?;
        let algorithm = content.get(..content.len() - key.len())?;
        let (_, key, _) = split_trusted(key)?;
        Some(Self { der, algorithm: AlgorithmRef::trusted(algorithm), key: BitString::new(key)? })
    }

    /// The whole value as it stands.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.der
    }

    /// The kind of key, with its parameters.
    #[must_use]
    pub const fn algorithm(&self) -> AlgorithmRef<'a> {
        self.algorithm
    }

    /// The key itself.
    #[must_use]
    pub const fn key(&self) -> BitString<'a> {
        self.key
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::codes;

    /// Every byte of every encoding with every other value, by both ways.
    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        let rsa = [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00, 0x02];
        let ed25519 = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x01, 0x80];
        let curve = [0x30, 0x0C, 0x06, 0x04, 0x2A, 0x86, 0x48, 0x01, 0x06, 0x04, 0x2A, 0x81, 0x04, 0x07];
        for der in [&rsa[..], &ed25519, &curve] {
            for place in 0..der.len() {
                for value in 0..=255 {
                    let mut changed = der.to_vec();
                    changed[place] = value;
                    let (mut one, mut other) =
                        (Reader::within(&changed, 0, der.len()), Reader::within(&changed, 0, der.len()));
                    let show = |read: Result<AlgorithmRef<'_>, Error>, behind: Reader<'_>| {
                        read.map(|read| {
                            (read.der.to_vec(), read.oid.as_bytes().to_vec(), read.parameters.map(<[u8]>::to_vec))
                        })
                        .map(|read| (read, behind.offset()))
                    };
                    let (read, long) = (AlgorithmRef::read(&mut one), AlgorithmRef::read_any(&mut other));
                    assert_eq!(show(read, one), show(long, other), "{changed:02X?}");
                }
            }
        }
    }

    #[test]
    fn parameters_are_kept_as_they_stand() {
        let der = [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00];
        let algorithm = AlgorithmRef::parse(&der).map(|algorithm| (algorithm.oid(), algorithm.parameters()));
        assert_eq!(algorithm, Ok((crate::oids::SHA256_WITH_RSA, Some(&[0x05, 0x00][..]))));
        assert_eq!(
            AlgorithmRef::parse(&[0x30, 0x03, 0x06, 0x01, 0x80]).map(|_| ()),
            Err(Error::at_byte(&codes::OID_INVALID, 2))
        );
    }
}
