//! What a file system has to offer.

use crate::FileError;
use alloc::vec::Vec;
use core::fmt;

/// A file system, as small as writing safely allows.
///
/// The operating system's is `System` (feature `std`); [`Memory`](crate::Memory) is for tests; a device brings its own. All
/// calls take `&self`, so that one value serves several owners; an implementation that keeps state has its own lock or cell.
///
/// # Promises that [`put`](crate::put) relies on
///
/// - [`rename`](Self::rename) is atomic: after a crash the new name leads to the old file or to the new one, whole.
/// - What was written and then synced by [`sync`](Self::sync) survives a crash, once its name does.
/// - Names that were made, changed or removed before [`sync_folder`](Self::sync_folder) survive a crash after it.
///
/// Nothing is assumed about the order in which names reach the disk otherwise.
///
/// # Examples
///
/// ```
/// use ucpki::files::{ErrorKind, FileAccess, FileSystem, Memory};
///
/// /// Makes a file that nobody else may read; works on a disk, in memory, and on a device's own file system.
/// fn store<F: FileSystem>(
///     files: &F,
///     folder: &F::Path,
///     name: &str,
///     bytes: &[u8],
/// ) -> Result<(), ucpki::files::FileError> {
///     let mut file = files.create_new(&files.in_folder(folder, name), FileAccess::Owner)?;
///     files.write(&mut file, bytes)?;
///     files.sync(&mut file)?;
///     files.sync_folder(folder)
/// }
///
/// let files = Memory::new();
/// store(&files, &"/".to_owned(), "token", b"secret")?;
/// // It never replaces what is there.
/// assert_eq!(store(&files, &"/".to_owned(), "token", b"other").unwrap_err().kind(), ErrorKind::Exists);
/// # Ok::<(), ucpki::files::FileError>(())
/// ```
pub trait FileSystem {
    /// How a file is named.
    type Path: Clone + Ord + fmt::Debug;
    /// A file that is open for writing.
    type File;

    /// What is at this path, links not followed; `None` where nothing is.
    ///
    /// # Errors
    ///
    /// Whatever the system says but "there is no such file".
    fn metadata(&self, path: &Self::Path) -> Result<Option<Metadata>, FileError>;

    /// The whole content of a file, with links followed.
    ///
    /// The bytes may be a key, so they are read into one buffer that is not moved while it grows, wherever the length is known.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooBig`](crate::ErrorKind::TooBig) above `most` bytes,
    /// [`ErrorKind::IsFolder`](crate::ErrorKind::IsFolder), and whatever the system says.
    fn read(&self, path: &Self::Path, most: usize) -> Result<Vec<u8>, FileError>;

    /// Makes a file that did not exist, with this access from the start.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`](crate::ErrorKind::Exists) where anything has this name, a dangling link too.
    fn create_new(&self, path: &Self::Path, access: FileAccess) -> Result<Self::File, FileError>;

    /// Opens a device or a FIFO for writing; a FIFO waits for its reader. Never creates or shortens anything.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) for what is neither.
    fn open_stream(&self, path: &Self::Path) -> Result<Self::File, FileError>;

    /// Appends all of these bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`](crate::ErrorKind::Full) and whatever the system says; some of the bytes may have been written.
    fn write(&self, file: &mut Self::File, bytes: &[u8]) -> Result<(), FileError>;

    /// Brings what was written to the disk.
    ///
    /// # Errors
    ///
    /// Whatever the system says.
    fn sync(&self, file: &mut Self::File) -> Result<(), FileError>;

    /// Gives a file another name in one step, and takes that name from whatever had it.
    ///
    /// # Errors
    ///
    /// Whatever the system says; then both names are as they were.
    fn rename(&self, from: &Self::Path, to: &Self::Path) -> Result<(), FileError>;

    /// As [`rename`](Self::rename), for a name that nothing has.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`](crate::ErrorKind::Exists); whoever came first keeps the name.
    fn rename_new(&self, from: &Self::Path, to: &Self::Path) -> Result<(), FileError>;

    /// Gives a file a second name, which nothing has.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) where files have one name only; then the content is copied.
    fn link(&self, from: &Self::Path, to: &Self::Path) -> Result<(), FileError>;

    /// Brings the names in a folder to the disk. A file system that has no such call does nothing.
    ///
    /// # Errors
    ///
    /// Whatever the system says.
    fn sync_folder(&self, folder: &Self::Path) -> Result<(), FileError>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// Whatever the system says.
    fn remove(&self, path: &Self::Path) -> Result<(), FileError>;

    /// The folder of a file, in its one spelling, and the path of the file in it: dots and links among the folders are
    /// resolved, the name of the file itself is kept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Missing`](crate::ErrorKind::Missing) without the folder,
    /// [`ErrorKind::IsFolder`](crate::ErrorKind::IsFolder) where the path cannot be that of a file, such as `a/..`.
    fn resolve(&self, path: &Self::Path) -> Result<(Self::Path, Self::Path), FileError>;

    /// The path of a file with this name, which is ASCII, in a folder.
    fn in_folder(&self, folder: &Self::Path, name: &str) -> Self::Path;
}

/// Who may read a new file.
///
/// # Examples
///
/// ```
/// use ucpki::files::{FileAccess, Memory, Output, put};
///
/// // The key is its owner's from the moment the file exists; the request is not a secret.
/// let files = Memory::new();
/// let key = Output::new("/node.key".to_owned(), b"the key").access(FileAccess::Owner);
/// put(&files, &[key, Output::new("/node.csr".to_owned(), b"the request")])?;
/// assert_eq!(files.access("/node.key"), Some(FileAccess::Owner));
/// assert_eq!(files.access("/node.csr"), Some(FileAccess::Usual));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileAccess {
    /// Its owner alone (0600): for anything that holds a key.
    Owner,
    /// Whoever the system's defaults allow (0666, less the umask).
    #[default]
    Usual,
}

/// What is at a path.
///
/// # Examples
///
/// ```
/// use ucpki::files::{EntryKind, FileSystem, Memory};
///
/// let files = Memory::new().file("/crl.pem", b"-----BEGIN X509 CRL-----");
/// let found = files.metadata(&"/crl.pem".to_owned())?.ok_or("no such file")?;
/// assert_eq!((found.kind, found.length), (EntryKind::File, 24));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// What kind of thing.
    pub kind: EntryKind,
    /// The length in bytes, of a file.
    pub length: u64,
    /// What tells it from every other file, where the system has that.
    pub identity: Option<FileIdentity>,
}

impl Metadata {
    /// All of it.
    #[must_use]
    pub const fn new(kind: EntryKind, length: u64, identity: Option<FileIdentity>) -> Self {
        Self { kind, length, identity }
    }
}

/// The number of a file in its file system: equal for two names of the same file.
///
/// # Examples
///
/// ```
/// use ucpki::files::{FileSystem, Memory};
///
/// // Two names of one file, which must not both be written.
/// let files = Memory::new().file("/node.key", b"the key");
/// files.link(&"/node.key".to_owned(), &"/copy.key".to_owned())?;
/// let identity = |name: &str| files.metadata(&name.to_owned()).map(|found| found.and_then(|found| found.identity));
/// assert_eq!(identity("/node.key")?, identity("/copy.key")?);
/// # Ok::<(), ucpki::files::FileError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a pair of numbers")]
pub struct FileIdentity {
    /// The file system; for devices the kind of device.
    pub system: u64,
    /// The file in it.
    pub file: u64,
}

/// What kind of thing is at a path.
///
/// # Examples
///
/// ```
/// use ucpki::files::{EntryKind, ErrorKind, Memory, Output, put};
///
/// // A symbolic link in the place of an output is refused: it may lead anywhere.
/// let files = Memory::new().special("/node.key", EntryKind::Link);
/// let error = put(&files, &[Output::new("/node.key".to_owned(), b"the key")]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Link);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// A device.
    Device,
    /// A FIFO.
    Fifo,
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Something else, such as a socket.
    Other,
}
