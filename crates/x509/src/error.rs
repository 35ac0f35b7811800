//! Why bytes could not be read, and where.

use crate::Code;
use crate::der::widen;
use core::fmt;

/// Why an object could not be read: the rule that it breaks, and the place.
///
/// Two words and a tag; making one allocates nothing.
///
/// # Examples
///
/// ```
/// use ucpki::x509::Certificate;
///
/// let error = Certificate::parse(&[0x30, 0x82]).unwrap_err();
/// assert_eq!((error.code().name(), error.offset()), ("x509.truncated", Some(0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    code: &'static Code,
    place: Place,
}

/// Where in the input the trouble is.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{Error, Place, pem};
///
/// fn place(error: &Error) -> String {
///     match error.place() {
///         Place::Byte(byte) => format!("byte {byte}"),
///         Place::Line(line) => format!("line {line}"),
///         Place::ByteInBlock { line, byte } => format!("byte {byte} of the block in line {line}"),
///         _ => "somewhere".to_owned(),
///     }
/// }
///
/// // `AAAA` is valid base64, and no certificate.
/// let error =
///     pem::certificates(b"# roots\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap_err();
/// assert_eq!(place(&error), "byte 0 of the block in line 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// Offset in bytes from the start of the outermost object that was read.
    Byte(usize),
    /// Offset in bytes from the start of an object that is in a text.
    ByteInBlock {
        /// Line in which the block of the object begins, counted from 1.
        line: u32,
        /// Offset in the decoded object, which is smaller than 4 GiB.
        byte: u32,
    },
    /// Line of a text, counted from 1.
    Line(usize),
}

impl Error {
    /// The rule `code` is broken at byte `offset` of the outermost object.
    #[must_use]
    #[cold]
    pub const fn at_byte(code: &'static Code, offset: usize) -> Self {
        Self { code, place: Place::Byte(offset) }
    }

    /// The rule `code` is broken in line `line` (counted from 1) of a text.
    #[must_use]
    #[cold]
    pub const fn at_line(code: &'static Code, line: usize) -> Self {
        Self { code, place: Place::Line(line) }
    }

    /// The same error about an object that is in a text, in a block that begins in line `line`.
    ///
    /// Only an offset in bytes is changed: other places are in the text already.
    #[must_use]
    pub fn in_block(self, line: usize) -> Self {
        let Place::Byte(byte) = self.place else { return self };
        let [line, byte] = [line, byte].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        Self { code: self.code, place: Place::ByteInBlock { line, byte } }
    }

    /// The rule that is broken.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// Where it is broken.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }

    /// The offset in bytes, where the object was binary.
    #[must_use]
    pub const fn offset(&self) -> Option<usize> {
        match self.place {
            Place::Byte(offset) => Some(offset),
            Place::ByteInBlock { byte, .. } => Some(widen(byte)),
            Place::Line(_) => None,
        }
    }

    /// The line, where the input was text.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self.place {
            Place::Byte(_) => None,
            Place::ByteInBlock { line, .. } => Some(widen(line)),
            Place::Line(line) => Some(line),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        match self.place {
            Place::Byte(offset) => write!(f, " at byte {offset}"),
            Place::ByteInBlock { line, byte } => write!(f, " at byte {byte} of the block in line {line}"),
            Place::Line(line) => write!(f, " in line {line}"),
        }
    }
}

impl core::error::Error for Error {}
