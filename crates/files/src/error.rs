//! Why a file could not be written.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What went wrong, for programs.
///
/// # Examples
///
/// ```
/// use ucpki::files::{ErrorKind, Memory, Output, put};
///
/// let files = Memory::new().file("/node.key", b"an older key");
/// let error = put(&files, &[Output::new("/node.key".to_owned(), b"the key")]).unwrap_err();
/// let advice = match error.kind() {
///     ErrorKind::Exists => "choose another name, or say that it may be replaced",
///     ErrorKind::Full => "make room on the disk",
///     ErrorKind::Denied => "ask for access to the folder",
///     _ => "see the message",
/// };
/// assert_eq!(advice, "choose another name, or say that it may be replaced");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller may not do this.
    Denied,
    /// The file exists, and is to stay.
    Exists,
    /// There is no space left, or a limit was reached.
    Full,
    /// The path names a folder.
    IsFolder,
    /// The path names a symbolic link.
    Link,
    /// The file, or the folder that it is to be in, does not exist.
    Missing,
    /// Nobody reads from the other end of the pipe.
    Closed,
    /// Two outputs, or an output and an input that must stay, are the same file.
    Shared,
    /// More bytes than the caller wants.
    TooBig,
    /// The file system cannot do this.
    Unsupported,
    /// Anything else; the text says what.
    Other,
}

/// What a file system has to say about an operation that failed.
///
/// The text is the system's own, such as `No space left on device (os error 28)`.
///
/// # Examples
///
/// ```
/// use ucpki::files::{ErrorKind, FileError};
///
/// /// What the driver of a device gives.
/// fn from_driver(status: i32) -> FileError {
///     match status {
///         -28 => FileError::new(ErrorKind::Full, "no block left in the flash"),
///         status => FileError::new(ErrorKind::Other, format!("driver status {status}")),
///     }
/// }
///
/// assert_eq!(from_driver(-28).kind(), ErrorKind::Full);
/// assert_eq!(from_driver(-5).to_string(), "driver status -5");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    kind: ErrorKind,
    text: String,
}

impl FileError {
    /// An error with the system's text.
    #[must_use]
    pub fn new(kind: ErrorKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl core::error::Error for FileError {}

/// What was being done when it failed.
///
/// # Examples
///
/// ```
/// use ucpki::files::{ErrorKind, Fault, FileStep, Memory, Output, put};
///
/// let files = Memory::new();
/// files.fault(0, Fault::Fail(ErrorKind::Denied));
/// let error = put(&files, &[Output::new("/node.key".to_owned(), b"the key")]).unwrap_err();
/// assert_eq!((error.step(), error.kind()), (FileStep::Create, ErrorKind::Denied));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileStep {
    /// Looking at what is there.
    Check,
    /// Making the temporary file in the same folder.
    Create,
    /// Writing the bytes.
    Write,
    /// Syncing the temporary file.
    Sync,
    /// Setting the old file aside.
    SetAside,
    /// Giving the file its name.
    Place,
    /// Syncing the folder.
    SyncFolder,
}

impl FileStep {
    /// A phrase for messages, such as `cannot write`.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Check | Self::Write => "cannot write this file",
            Self::Create => "cannot create a file in this folder",
            Self::Sync => "cannot sync this file",
            Self::SetAside => "cannot set the old file aside",
            Self::Place => "cannot give the file its name",
            Self::SyncFolder => "cannot sync the folder of this file",
        }
    }
}

/// Why a group of outputs was not written; `P` is the path type of the file system.
///
/// # Examples
///
/// ```
/// use ucpki::files::{ErrorKind, Memory, Output, put};
///
/// let error = put(&Memory::new(), &[Output::new("/no/folder.key".to_owned(), b"the key")]).unwrap_err();
/// assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Missing, "/no/folder.key"));
/// // What could not be undone has to be removed by hand.
/// assert!(error.left().is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputError<P> {
    pub(crate) path: P,
    pub(crate) step: FileStep,
    pub(crate) error: FileError,
    pub(crate) left: Vec<P>,
}

impl<P> OutputError<P> {
    pub(crate) const fn new(path: P, step: FileStep, error: FileError) -> Self {
        Self { path, step, error, left: Vec::new() }
    }

    /// The output that failed.
    pub const fn path(&self) -> &P {
        &self.path
    }

    /// What was being done.
    pub const fn step(&self) -> FileStep {
        self.step
    }

    /// What went wrong.
    pub const fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    /// What the file system said.
    pub const fn error(&self) -> &FileError {
        &self.error
    }

    /// Files that could not be undone or removed; usually none. One may hold a key.
    pub fn left(&self) -> &[P] {
        &self.left
    }
}

impl<P> fmt::Display for OutputError<P> {
    /// The step and the cause. The path is left to the caller, who knows how paths are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error.kind() {
            // These texts are whole sentences of this crate.
            ErrorKind::Exists | ErrorKind::IsFolder | ErrorKind::Link | ErrorKind::Shared => self.error.fmt(f),
            _ => write!(f, "{}: {}", self.step.phrase(), self.error),
        }
    }
}

impl<P: fmt::Debug> core::error::Error for OutputError<P> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}
