//! Files: read, told apart by their content, explained where they are something else, and written. Every verb reads and writes
//! through here.

mod expected;
mod failure;
mod many;
pub(crate) mod output;
mod source;
mod spot;

pub(crate) use expected::Expected;
pub(crate) use failure::{Failure, FailureFacts};
pub(crate) use many::{all_certificates, certificates, crls, in_folders, plain_certificates};
pub(crate) use source::{Source, open};
