//! The file system of the operating system.

use crate::{EntryKind, ErrorKind, FileAccess, FileError, FileIdentity, FileSystem, Metadata};
use alloc::string::ToString;
use alloc::vec::Vec;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The file system of the operating system, by the standard library alone.
///
/// On Linux the names that a shell has for open pipes (`/dev/fd/63`) are FIFOs, though they are links.
///
/// On Unix a file with [`FileAccess::Owner`] has mode 0600, and folders are synced. Elsewhere access is what the folder passes
/// on, and folders are not synced.
///
/// # Examples
///
/// ```
/// use ucpki::files::{FileAccess, Existing, FileSystem, Output, System, put};
///
/// let folder = std::env::temp_dir().join(format!("ucpki-files-example-{}", std::process::id()));
/// std::fs::create_dir_all(&folder)?;
/// let key = Output::new(folder.join("node.key"), b"the key").access(FileAccess::Owner).existing(Existing::Replace);
/// put(&System, &[key])?;
/// assert_eq!(System.read(&folder.join("node.key"), 1024)?, b"the key");
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a name without state")]
pub struct System;

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => ErrorKind::Denied,
            io::ErrorKind::AlreadyExists => ErrorKind::Exists,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => ErrorKind::Full,
            io::ErrorKind::IsADirectory => ErrorKind::IsFolder,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorKind::Missing,
            io::ErrorKind::BrokenPipe => ErrorKind::Closed,
            io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput => ErrorKind::Unsupported,
            _ => ErrorKind::Other,
        };
        Self::new(kind, error.to_string())
    }
}

impl FileSystem for System {
    type Path = PathBuf;
    type File = File;

    fn metadata(&self, path: &PathBuf) -> Result<Option<Metadata>, FileError> {
        match look_at(path) {
            Ok(found) => Ok(Some(metadata(&found))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn read(&self, path: &PathBuf, most: usize) -> Result<Vec<u8>, FileError> {
        let file = File::open(path)?;
        let found = file.metadata()?;
        if found.is_dir() {
            return Err(FileError::new(ErrorKind::IsFolder, "this is a folder; a file is expected"));
        }
        let mut bytes = Vec::new();
        let length = usize::try_from(found.len()).unwrap_or(usize::MAX);
        // In one go, so that no copy of a key stays behind where the buffer grew.
        bytes.reserve(length.min(most).min(1 << 30).saturating_add(1));
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        file.take(limit).read_to_end(&mut bytes)?;
        if bytes.len() > most {
            return Err(FileError::new(ErrorKind::TooBig, alloc::format!("the file has more than {most} bytes")));
        }
        Ok(bytes)
    }

    fn create_new(&self, path: &PathBuf, access: FileAccess) -> Result<File, FileError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if access == FileAccess::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = access;
        Ok(options.open(path)?)
    }

    fn open_stream(&self, path: &PathBuf) -> Result<File, FileError> {
        let before = metadata(&look_at(path)?);
        // Neither created nor shortened: to open what somebody put here in the meantime changes nothing.
        let file = OpenOptions::new().write(true).open(path)?;
        let opened = metadata(&file.metadata()?);
        let is_stream = matches!(opened.kind, EntryKind::Device | EntryKind::Fifo);
        if !is_stream || before.identity != opened.identity {
            return Err(FileError::new(ErrorKind::Unsupported, "this is neither a device nor a FIFO"));
        }
        Ok(file)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> Result<(), FileError> {
        Ok(file.write_all(bytes)?)
    }

    fn sync(&self, file: &mut File) -> Result<(), FileError> {
        Ok(file.sync_all()?)
    }

    fn rename(&self, from: &PathBuf, to: &PathBuf) -> Result<(), FileError> {
        Ok(fs::rename(from, to)?)
    }

    fn rename_new(&self, from: &PathBuf, to: &PathBuf) -> Result<(), FileError> {
        // A link does not replace: whoever came first keeps the name.
        match self.link(from, to) {
            Ok(()) => Ok(fs::remove_file(from)?),
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                // Without links, the name is taken by an empty file of our own, which the rename replaces.
                self.create_new(to, FileAccess::Owner)?;
                fs::rename(from, to).map_err(|error| {
                    let _ = fs::remove_file(to);
                    error.into()
                })
            }
            Err(error) => Err(error),
        }
    }

    fn link(&self, from: &PathBuf, to: &PathBuf) -> Result<(), FileError> {
        fs::hard_link(from, to).map_err(|error| match error.kind() {
            // What FAT and some network file systems say (EPERM, EOPNOTSUPP), and a file with too many names (EMLINK).
            io::ErrorKind::PermissionDenied | io::ErrorKind::TooManyLinks => {
                FileError::new(ErrorKind::Unsupported, error.to_string())
            }
            _ => error.into(),
        })
    }

    fn sync_folder(&self, folder: &PathBuf) -> Result<(), FileError> {
        #[cfg(unix)]
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            // Some file systems have no such call; a folder that may be written and not read cannot be opened for it.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {}
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            synced => synced?,
        }
        #[cfg(not(unix))]
        let _ = folder;
        Ok(())
    }

    fn remove(&self, path: &PathBuf) -> Result<(), FileError> {
        Ok(fs::remove_file(path)?)
    }

    fn resolve(&self, path: &PathBuf) -> Result<(PathBuf, PathBuf), FileError> {
        let is_folder = || FileError::new(ErrorKind::IsFolder, "this names a folder; a file is expected");
        let name = name(path).ok_or_else(is_folder)?;
        let folder = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let folder = fs::canonicalize(folder)?;
        if !folder.is_dir() {
            return Err(FileError::new(ErrorKind::Missing, "its folder does not exist"));
        }
        let target = folder.join(name);
        Ok((folder, target))
    }

    fn in_folder(&self, folder: &PathBuf, name: &str) -> PathBuf {
        folder.join(name)
    }
}

/// What is at a path. Links are not followed, but for those that Linux has for the open files of this process, as a shell names
/// them for `>(command)`: they lead to what the caller opened, and only where that is a FIFO or a device.
fn look_at(path: &Path) -> io::Result<fs::Metadata> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_symlink() || !is_descriptor(path) {
        return Ok(found);
    }
    let behind = fs::metadata(path)?;
    let is_stream = matches!(metadata(&behind).kind, EntryKind::Device | EntryKind::Fifo);
    Ok(if is_stream { behind } else { found })
}

/// Whether a path is `/proc/<process>/fd/<number>`, or a link in `/dev` to one.
fn is_descriptor(path: &Path) -> bool {
    let is_in_proc =
        |path: &Path| path.starts_with("/proc") && path.parent().is_some_and(|folder| folder.ends_with("fd"));
    let is_link = || path.parent() == Some(Path::new("/dev")) && fs::read_link(path).is_ok_and(|to| is_in_proc(&to));
    is_in_proc(path) || is_link()
}

/// The name of a file; nothing for `a/`, `a/.` and `a/..`, which the standard library reads as `a` in part.
fn name(path: &Path) -> Option<&OsStr> {
    let name = path.file_name()?;
    let whole = path.as_os_str().as_encoded_bytes();
    whole.ends_with(name.as_encoded_bytes()).then_some(name)
}

fn metadata(found: &fs::Metadata) -> Metadata {
    let kind = found.file_type();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{FileTypeExt, MetadataExt};
        let is_device = kind.is_char_device() || kind.is_block_device();
        let what = match kind {
            _ if is_device => EntryKind::Device,
            kind if kind.is_fifo() => EntryKind::Fifo,
            kind => plain(kind),
        };
        // Two nodes of one device are the same device.
        let identity = if is_device {
            FileIdentity { system: u64::MAX, file: found.rdev() }
        } else {
            FileIdentity { system: found.dev(), file: found.ino() }
        };
        Metadata::new(what, found.len(), Some(identity))
    }
    #[cfg(not(unix))]
    Metadata::new(plain(kind), found.len(), None)
}

fn plain(kind: fs::FileType) -> EntryKind {
    if kind.is_file() {
        EntryKind::File
    } else if kind.is_dir() {
        EntryKind::Folder
    } else if kind.is_symlink() {
        EntryKind::Link
    } else {
        EntryKind::Other
    }
}
