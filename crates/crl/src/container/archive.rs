//! CRLs as they are handed around: DER, PEM, and both in ZIP and GZIP files.

use crate::container::directory;
use crate::{IndexedCrl, codes};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use std::io::{Cursor, Read};
use ucpki_crypto::Provider;
use ucpki_x509::{Certificate, Code, Crl, Error, codes as x509, pem};

/// How much an archive may unpack to.
///
/// Nothing touches a disk. Memory is bounded by `total` and twice `file`, whatever an archive claims about itself.
///
/// # Examples
///
/// ```
/// use ucpki::crl::{ContainerLimits, codes, read_container};
/// use ucpki::crypto::RUSTCRYPTO;
///
/// // An upload form that takes small CRLs alone.
/// let limits = ContainerLimits::default().files(8).file(100_000).total(1_000_000);
/// let file = include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem");
/// assert_eq!(read_container(file, &RUSTCRYPTO, &limits)?.len(), 2);
///
/// // A GZIP file of a thousand zeros, for a limit of a hundred bytes.
/// let packed = [
///     0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0x18, 0x05, 0xA3, 0x60, 0x14, 0x0C,
///     0x77, 0x00, 0x00, 0x80, 0x17, 0x0B, 0x06, 0xE8, 0x03, 0x00, 0x00,
/// ];
/// assert_eq!(read_container(&packed, &RUSTCRYPTO, &limits.file(100)).unwrap_err().code(), &codes::ARCHIVE_SIZE);
/// # Ok::<(), ucpki::crl::ContainerError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerLimits {
    files: usize,
    file: u64,
    total: u64,
    ratio: u64,
}

/// Files up to this size may be packed as tightly as they like: an empty list of some hundred bytes is mostly zeros.
const ALWAYS_FINE: u64 = 1 << 20;

/// A file in an archive in an archive; what is deeper is refused. Real ones are a ZIP file, or a GZIP file of one CRL, and
/// no archive comes out of a GZIP file.
const MOST_NESTING: u32 = 2;

impl Default for ContainerLimits {
    /// 256 files, 256 MiB each (a list of six million entries), 512 MiB in all, packed 200 to 1: DEFLATE packs CRLs of
    /// serial numbers 2 to 1 and repeated text some 50 to 1, and cannot exceed 1032 to 1.
    fn default() -> Self {
        Self { files: 256, file: 256 << 20, total: 512 << 20, ratio: 200 }
    }
}

impl ContainerLimits {
    /// How many files an archive may hold, those in inner archives included.
    #[must_use]
    pub const fn files(self, most: usize) -> Self {
        Self { files: most, ..self }
    }

    /// How many bytes one file may unpack to. A CRL that is not in an archive has no limit here: who reads it holds it already.
    #[must_use]
    pub const fn file(self, most: u64) -> Self {
        Self { file: most, ..self }
    }

    /// How many bytes all files of an archive together may unpack to.
    #[must_use]
    pub const fn total(self, most: u64) -> Self {
        Self { total: most, ..self }
    }

    /// How many bytes one byte of the archive may unpack to; files of up to a megabyte are always fine.
    #[must_use]
    pub const fn ratio(self, most: u64) -> Self {
        Self { ratio: most, ..self }
    }
}

/// Why a container has no usable CRL: the error, and in which file of the archive.
///
/// # Examples
///
/// ```
/// use ucpki::crl::{ContainerLimits, codes, read_contents};
///
/// let page = b"<html><body>404 Not Found</body></html>";
/// let error = read_contents(page, &ContainerLimits::default()).unwrap_err();
/// assert_eq!(error.code(), &codes::PAGE);
/// // In an archive, the file that is at fault has a name.
/// match error.member() {
///     Some(name) => println!("{name}: {error}"),
///     None => println!("{error}"),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerError {
    member: Option<String>,
    error: Error,
}

impl ContainerError {
    /// The name of the file in the archive, as the archive gives it: it may hold anything, and none where the container is
    /// no archive.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// The rule that is broken, and the place in that file.
    #[must_use]
    pub const fn error(&self) -> Error {
        self.error
    }

    /// The rule that is broken.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.error.code()
    }
}

impl From<Error> for ContainerError {
    fn from(error: Error) -> Self {
        Self { member: None, error }
    }
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(f, "{member:?} in the archive: {}", self.error),
            None => self.error.fmt(f),
        }
    }
}

impl core::error::Error for ContainerError {}

/// What a file holds that matters to trust and revocation.
///
/// # Examples
///
/// ```
/// use ucpki::crl::{ContainerLimits, read_contents};
///
/// // A file of trusted CAs may hold certificates and CRLs.
/// let mut file = include_bytes!("../../../../tests/data/crl/revoked-leaf/root.pem").to_vec();
/// file.extend_from_slice(include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem"));
/// let contents = read_contents(&file, &ContainerLimits::default())?;
/// assert_eq!((contents.certificates.len(), contents.lists.len()), (1, 2));
/// # Ok::<(), ucpki::crl::ContainerError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Contents<L = Crl> {
    /// The CRLs, in the order of the file.
    pub lists: Vec<L>,
    /// The certificates beside them: a file of trusted CAs may hold both.
    pub certificates: Vec<Certificate>,
}

/// Reads the lists of a file of any kind, and indexes them. The content decides, not the name: DER; PEM with any number of
/// CRLs between anything else, such as a file of trusted CAs; ZIP with such files, or with GZIP files of one each; GZIP of one.
///
/// # Errors
///
/// [`codes::PAGE`] for an HTML page, as servers give for what they do not have; the codes that begin with `ARCHIVE_`; else
/// those of [`read`](crate::read). A CRL in an archive that cannot be read refuses the whole archive.
///
/// # Examples
///
/// ```
/// use ucpki::crl::{ContainerLimits, codes, read_container};
/// use ucpki::crypto::RUSTCRYPTO;
///
/// let page = b"<html><body>404 Not Found</body></html>";
/// assert_eq!(read_container(page, &RUSTCRYPTO, &ContainerLimits::default()).unwrap_err().code(), &codes::PAGE);
///
/// # let file = include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem");
/// let lists = read_container(file, &RUSTCRYPTO, &ContainerLimits::default())?;
/// assert_eq!(lists.len(), 2);
/// # Ok::<(), ucpki::crl::ContainerError>(())
/// ```
pub fn read_container(
    bytes: &[u8],
    provider: &Provider,
    limits: &ContainerLimits,
) -> Result<Vec<IndexedCrl>, ContainerError> {
    let contents = read_contents_with(bytes, limits, |der| IndexedCrl::parse(der, provider))?;
    if contents.lists.is_empty() {
        return Err(Error::at_line(&x509::PEM_NO_BLOCK, 1).into());
    }
    Ok(contents.lists)
}

/// Reads the CRLs and the certificates of a file of any kind, as [`read_container`] does; there may be none.
///
/// # Errors
///
/// As [`read_container`]; and a certificate that cannot be read.
pub fn read_contents(bytes: &[u8], limits: &ContainerLimits) -> Result<Contents, ContainerError> {
    read_contents_with(bytes, limits, Crl::from_der)
}

/// As [`read_contents`], for callers that read CRLs in their own way, such as with an index: `read` gets the DER of each.
///
/// # Errors
///
/// As [`read_contents`], and those of `read`.
pub fn read_contents_with<L>(
    bytes: &[u8],
    limits: &ContainerLimits,
    read: impl FnMut(Box<[u8]>) -> Result<L, Error>,
) -> Result<Contents<L>, ContainerError> {
    let contents = Contents { lists: Vec::new(), certificates: Vec::new() };
    let mut unpacking = Unpacking { limits: *limits, files: 0, total: 0, contents, read_list: read };
    unpacking.read(bytes, 0)?;
    Ok(unpacking.contents)
}

/// A container while it is read.
struct Unpacking<L, R> {
    limits: ContainerLimits,
    files: usize,
    total: u64,
    contents: Contents<L>,
    read_list: R,
}

impl<L, R: FnMut(Box<[u8]>) -> Result<L, Error>> Unpacking<L, R> {
    fn read(&mut self, bytes: &[u8], depth: u32) -> Result<(), ContainerError> {
        let is_archive = is_zip(bytes) || is_gzip(bytes);
        if is_archive && depth >= MOST_NESTING {
            return Err(Error::at_byte(&codes::ARCHIVE_NESTED, 0).into());
        }
        if is_zip(bytes) {
            return self.read_zip(bytes, depth);
        }
        if is_gzip(bytes) {
            let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let unpacked = self.unpack(flate2::bufread::MultiGzDecoder::new(bytes), packed)?;
            // An archive in there would have its directory packed a thousand to one, and nobody makes such.
            if is_zip(&unpacked) {
                return Err(Error::at_byte(&codes::ARCHIVE_NESTED, 0).into());
            }
            return self.read(&unpacked, depth + 1);
        }
        if is_page(bytes) {
            return Err(Error::at_byte(&codes::PAGE, 0).into());
        }
        self.read_plain(bytes, depth == 0)
    }

    /// DER or PEM. Where the file is alone it must be one of them.
    fn read_plain(&mut self, bytes: &[u8], is_alone: bool) -> Result<(), ContainerError> {
        let mut found = false;
        for object in pem::objects(bytes) {
            let object = object?;
            match object.kind() {
                pem::Kind::Crl => self.contents.lists.push(object.into_crl_with(&mut self.read_list)?),
                pem::Kind::Certificate | pem::Kind::TrustedCertificate => {
                    self.contents.certificates.push(object.into_certificate()?.certificate);
                }
                // DER says what it is by what it can be read as; a CRL fails early as a certificate.
                pem::Kind::Unlabelled => match Certificate::parse(object.der()) {
                    Ok(certificate) => self.contents.certificates.push(certificate),
                    Err(_) => self.contents.lists.push(object.into_crl_with(&mut self.read_list)?),
                },
                _ => continue,
            }
            found = true;
        }
        if is_alone && !found { Err(Error::at_line(&x509::PEM_NO_BLOCK, 1).into()) } else { Ok(()) }
    }

    fn read_zip(&mut self, bytes: &[u8], depth: u32) -> Result<(), ContainerError> {
        directory::check(bytes, self.limits.files)?;
        let broken = |_| ContainerError::from(Error::at_byte(&codes::ARCHIVE_BROKEN, 0));
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let before = self.contents.lists.len();
        for index in 0..archive.len() {
            self.files += 1;
            if self.files > self.limits.files {
                return Err(Error::at_byte(&codes::ARCHIVE_FILES, 0).into());
            }
            let file = archive.by_index(index).map_err(broken)?;
            if file.is_dir() {
                continue;
            }
            let name = file.name().map(alloc::borrow::Cow::into_owned).unwrap_or_default();
            let packed = file.compressed_size();
            let in_member = |error: ContainerError| ContainerError {
                member: Some(match error.member {
                    Some(inner) => alloc::format!("{name}/{inner}"),
                    None => name.clone(),
                }),
                error: error.error,
            };
            let unpacked = self.unpack(file, packed).map_err(&in_member)?;
            self.read(&unpacked, depth + 1).map_err(&in_member)?;
        }
        if depth == 0 && self.contents.lists.len() == before && self.contents.certificates.is_empty() {
            return Err(Error::at_byte(&codes::ARCHIVE_EMPTY, 0).into());
        }
        Ok(())
    }

    /// Everything that `packed` bytes unpack to. What the archive claims is not believed; memory grows as data comes.
    fn unpack(&mut self, mut source: impl Read, packed: u64) -> Result<Vec<u8>, ContainerError> {
        let by_ratio = packed.saturating_mul(self.limits.ratio).max(ALWAYS_FINE);
        let left = self.limits.total.saturating_sub(self.total);
        let most = self.limits.file.min(left).min(by_ratio);
        let mut unpacked = Vec::new();
        let read = source.by_ref().take(most.saturating_add(1)).read_to_end(&mut unpacked);
        let size = u64::try_from(unpacked.len()).unwrap_or(u64::MAX);
        if size > most {
            let code = if most == by_ratio { &codes::ARCHIVE_RATIO } else { &codes::ARCHIVE_SIZE };
            return Err(Error::at_byte(code, 0).into());
        }
        read.map_err(|_| Error::at_byte(&codes::ARCHIVE_BROKEN, 0))?;
        self.total = self.total.saturating_add(size);
        Ok(unpacked)
    }
}

/// A local file header, or the end of an archive without files (APPNOTE, 4.3.7, 4.3.16).
fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// RFC 1952, 2.3.1.
fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// Neither DER nor PEM begins with `<`; text around PEM blocks could, so a page has no block.
fn is_page(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    text.first() == Some(&b'<') && pem::objects(bytes).next().is_none()
}
