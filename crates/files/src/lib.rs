//! Files written whole or not at all, on any file system.
//!
//! A private key that was overwritten by a command that failed afterwards is gone. So everything that writes files goes
//! through [`put`]: a temporary file in the same folder, synced, then renamed. Several files that belong together are all
//! made before the first is put in place, and are put in place in their order, the key before its request. If a later one
//! fails, the earlier ones are undone. After a crash at any point there is never a request without its key.
//!
//! # Examples
//!
//! A key and its request, on a file system in memory that loses what was not synced:
//!
//! ```
//! use ucpki::files::{FileAccess, ErrorKind, Existing, FileSystem, Memory, Output, put};
//!
//! let files = Memory::new();
//! let key = Output::new("/node.key".to_owned(), b"the key").access(FileAccess::Owner);
//! let request = Output::new("/node.csr".to_owned(), b"the request");
//! put(&files, &[key.clone(), request])?;
//! assert_eq!(files.read(&"/node.key".to_owned(), 1024)?, b"the key");
//!
//! // What exists stays, unless the caller says otherwise.
//! let error = put(&files, &[key.clone()]).unwrap_err();
//! assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Exists, "/node.key"));
//! put(&files, &[key.existing(Existing::Replace)])?;
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # What it decides
//!
//! - A regular file is never changed in place: it is replaced by a rename, or left alone.
//! - A device or a FIFO is written through and never replaced.
//! - A symbolic link in the place of an output is refused: it may lead anywhere. Links among the folders are followed.
//! - Two outputs of one call never share a file, by any spelling of its name.
//! - A file with [`FileAccess::Owner`] has that access from the moment it exists.
//!
//! # What is left to the caller
//!
//! The order of the outputs, what the bytes are, and locks: two calls at the same time give one of the two results, and
//! which one is not decided here.
//!
//! # Features
//!
//! `std` adds `System`, the file system of the operating system. Without it the crate needs an allocator only, and a device
//! brings its own [`FileSystem`].
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
mod file_system;
mod memory;
mod output;
#[cfg(feature = "std")]
mod system;

pub use error::{ErrorKind, FileError, FileStep, OutputError};
pub use file_system::{EntryKind, FileAccess, FileIdentity, FileSystem, Metadata};
pub use memory::{Fault, Memory};
pub use output::{Existing, Output, Placed, check, put};
#[cfg(feature = "std")]
pub use system::System;
