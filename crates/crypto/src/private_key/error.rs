//! Why a private key cannot be used.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt;
use ucpki_x509::{Code, Error, Oid, Place};

/// Why a private key could not be read, made or used: the rule, the place where there is one, and a name.
///
/// It never holds bytes of a key or of a passphrase.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{KeyKind, Protection, SIGNERS, SystemRandom, codes};
///
/// let key = SIGNERS.generate(KeyKind::Ed25519, &mut SystemRandom)?;
/// let file = key.to_encrypted_pem(b"secret", Protection::Pbkdf2 { iterations: 10_000 }, &mut SystemRandom)?;
///
/// // A program asks for the passphrase only where the file needs one.
/// let read = match SIGNERS.read(file.as_bytes(), None) {
///     Err(error) if error.code() == &codes::PASSPHRASE_MISSING => SIGNERS.read(file.as_bytes(), Some(b"secret"))?,
///     other => other?,
/// };
/// assert_eq!(read, key);
/// # Ok::<(), ucpki::crypto::KeyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    code: &'static Code,
    place: Option<Place>,
    about: Option<Box<str>>,
}

impl KeyError {
    /// In bytes; what keys, curves, ciphers and functions are named by has up to ten.
    pub(crate) const LONGEST_IDENTIFIER: usize = 12;

    /// The rule `code` is broken.
    #[must_use]
    #[cold]
    pub const fn new(code: &'static Code) -> Self {
        Self { code, place: None, about: None }
    }

    /// The rule `code` is broken by what is called `name`.
    #[must_use]
    #[cold]
    pub fn named(code: &'static Code, name: impl fmt::Display) -> Self {
        Self { code, place: None, about: Some(name.to_string().into()) }
    }

    /// The rule `code` is broken by what `oid` identifies.
    ///
    /// An identifier that is longer than any in use may be a part of a key, where a malformed file has one in the wrong place.
    /// It is not shown.
    #[must_use]
    #[cold]
    pub fn identified(code: &'static Code, oid: Oid<'_>) -> Self {
        if oid.as_bytes().len() <= Self::LONGEST_IDENTIFIER { Self::named(code, oid) } else { Self::new(code) }
    }

    /// The same, about this.
    #[must_use]
    pub fn about(self, what: &str) -> Self {
        Self { about: Some(what.into()), ..self }
    }

    /// The same, about a block that begins in `line` of a text.
    #[must_use]
    pub(crate) fn in_block(self, line: usize) -> Self {
        let place = match self.place {
            Some(Place::Byte(offset)) => Error::at_byte(self.code, offset).in_block(line).place(),
            Some(place) => place,
            None => Place::Line(line),
        };
        Self { place: Some(place), ..self }
    }

    /// The rule that is broken.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// Where, for input that could not be read.
    #[must_use]
    pub const fn place(&self) -> Option<Place> {
        self.place
    }

    /// What it is about, such as the name of a cipher or of a curve.
    #[must_use]
    pub fn what(&self) -> Option<&str> {
        self.about.as_deref()
    }
}

impl From<Error> for KeyError {
    fn from(error: Error) -> Self {
        Self { code: error.code(), place: Some(error.place()), about: None }
    }
}

impl From<crate::RandomFailed> for KeyError {
    fn from(failed: crate::RandomFailed) -> Self {
        Self::new(failed.code())
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        if let Some(about) = &self.about {
            write!(f, " ({about})")?;
        }
        match self.place {
            Some(Place::Byte(offset)) => write!(f, " at byte {offset}"),
            Some(Place::ByteInBlock { line, byte }) => write!(f, " at byte {byte} of the block in line {line}"),
            Some(Place::Line(line)) => write!(f, " in line {line}"),
            _ => Ok(()),
        }
    }
}

impl core::error::Error for KeyError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;
    use ucpki_x509::oids;

    #[test]
    fn identifiers_that_may_be_a_part_of_a_key_are_not_shown() {
        let known = KeyError::identified(&codes::CURVE_UNSUPPORTED, oids::SECP384R1);
        assert_eq!(known.what(), Some("1.3.132.0.34"));
        let key = [0x55; 32];
        let hidden = Oid::new(&key).map(|oid| KeyError::identified(&codes::CURVE_UNSUPPORTED, oid));
        assert_eq!(hidden, Some(KeyError::new(&codes::CURVE_UNSUPPORTED)));
    }
}
