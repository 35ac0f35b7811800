//! Files that are written whole or not at all.

#[doc(inline)]
pub use ucpki_files::{
    EntryKind, ErrorKind, Existing, Fault, FileAccess, FileError, FileIdentity, FileStep, FileSystem, Memory, Metadata,
    Output, OutputError, Placed, check, put,
};

#[cfg(feature = "std")]
#[doc(inline)]
pub use ucpki_files::System;
