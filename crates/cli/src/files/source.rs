//! A file that was read, told apart by its content.

use super::expected::{Expected, foreign};
use super::failure::Failure;
use super::spot::{Spot, spot};
use crate::console;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use ucpki::crypto::Secret;
use ucpki::files::{ErrorKind, FileSystem, System};
use ucpki::show::{FileKind, Identified, identify};
use ucpki::x509::pem::{self, ParsedCertificate};
use ucpki::x509::{CertificationRequest, Error, Place, codes};

/// A file that was read.
pub(crate) struct Source {
    file: PathBuf,
    bytes: Bytes,
}

/// Whatever may be a key is wiped; bigger files are not.
enum Bytes {
    Big(Vec<u8>),
    Small(Secret),
}

/// No key is as long.
const LONGEST_SECRET: usize = 1 << 20;
/// A device that never ends has to end somewhere; the longest CRLs have some hundred megabytes.
const LONGEST_FILE: usize = 1 << 30;

/// Reads a file; `-` is standard input.
pub(crate) fn open(file: &Path) -> Result<Source, Failure> {
    let bytes = if file == Path::new("-") {
        standard_input().map_err(|error| Failure::of_file(file, error.to_string()))?
    } else {
        System.read(&file.to_owned(), LONGEST_FILE).map_err(|error| {
            let help = (error.kind() == ErrorKind::IsFolder).then_some("give the name of a file in it");
            Failure::of_file(file, error.to_string()).maybe_help(help)
        })?
    };
    let bytes = if bytes.len() <= LONGEST_SECRET { Bytes::Small(Secret::new(bytes)) } else { Bytes::Big(bytes) };
    Ok(Source { file: file.to_owned(), bytes })
}

/// Reads in growing pieces, so that no copy of a key stays behind.
fn standard_input() -> io::Result<Vec<u8>> {
    let mut input = console::input();
    let mut bytes = Vec::with_capacity(1 << 16);
    loop {
        let free = bytes.capacity() - bytes.len();
        if (&mut input).take(u64::try_from(free).unwrap_or(u64::MAX)).read_to_end(&mut bytes)? < free {
            return Ok(bytes);
        }
        if bytes.len() > LONGEST_FILE {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "standard input does not end"));
        }
        let mut bigger = Vec::with_capacity(2 * bytes.capacity());
        bigger.extend_from_slice(&bytes);
        drop(Secret::new(core::mem::replace(&mut bytes, bigger)));
    }
}

impl Source {
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Big(bytes) => bytes,
            Bytes::Small(bytes) => bytes.expose(),
        }
    }

    /// The certificates, at least one.
    pub(crate) fn certificates(&self) -> Result<Vec<ParsedCertificate>, Failure> {
        pem::certificates(self.bytes()).map_err(|error| self.explain(Expected::Certificate, error))
    }

    /// The one request.
    pub(crate) fn request(&self) -> Result<CertificationRequest, Failure> {
        let requests = pem::requests(self.bytes()).map_err(|error| self.explain(Expected::Request, error))?;
        let count = requests.len();
        match (requests.into_iter().next(), count) {
            (Some(request), 1) => Ok(request),
            (None, _) => Err(self.nothing(Expected::Request)),
            (Some(_), count) => {
                Err(Failure::of_file(&self.file, format!("the file has {count} certificate requests; one is expected")))
            }
        }
    }

    /// The text. A byte order mark is left out.
    pub(crate) fn text(&self, what: &'static str) -> Result<&str, Failure> {
        let bytes = self.bytes().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(self.bytes());
        let foreign = || self.explain(Expected::Text(what), Error::at_line(&codes::PEM_NO_BLOCK, 1));
        let is_foreign = identify(bytes).iter().any(|found| !matches!(found.kind, FileKind::Text | FileKind::Empty));
        core::str::from_utf8(bytes).ok().filter(|_| !is_foreign).ok_or_else(foreign)
    }

    /// What is wrong with the file, for a verb that wanted something.
    pub(crate) fn explain(&self, expected: Expected, error: Error) -> Failure {
        let found = identify(self.bytes());
        let is_fit = |found: &Identified| expected.takes(found.kind) && found.is_label_right() && !found.is_bare_base64;
        let telling = |found: &&Identified| !matches!(found.kind, FileKind::Parameters | FileKind::Der);
        let blamed = match error.line().and_then(|line| found.iter().find(|found| found.line == Some(line))) {
            Some(found) => Some(found),
            // A block that is what it should be is not to blame for another.
            None if found.iter().any(is_fit) => None,
            None => found.iter().find(telling).or(found.first()),
        };
        // The error of a damaged block says more than that there is no block.
        let of_frame = [&codes::PEM_NOT_BASE64, &codes::PEM_NO_END, &codes::PEM_BOUNDARY_INVALID];
        let is_damaged = |found: &Identified| found.kind == FileKind::Text && of_frame.contains(&error.code());
        let blamed = blamed.filter(|found| !is_fit(found) && !is_damaged(found));
        let (text, help) = blamed.map_or((None, None), |found| foreign(found, expected));
        let failure = self.content(error).maybe_help(help);
        match text {
            Some(text) => failure.foreign(text),
            None => failure,
        }
    }

    /// A file without what is wanted.
    pub(crate) fn nothing(&self, expected: Expected) -> Failure {
        self.explain(expected, Error::at_line(&codes::PEM_NO_BLOCK, 1))
    }

    /// A rule that the content breaks, whatever else it is.
    pub(crate) fn content(&self, error: Error) -> Failure {
        Failure::of_content(&self.file, error).at_spot(self.spot(Some(error.place())))
    }

    /// Where in the file a place in a block is.
    pub(crate) fn spot(&self, place: Option<Place>) -> Option<Spot> {
        match place {
            Some(Place::ByteInBlock { line, byte }) => spot(self.bytes(), line, byte),
            _ => None,
        }
    }
}
