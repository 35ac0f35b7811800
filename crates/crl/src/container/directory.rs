//! The directory of a ZIP archive, measured before anything reads it.
//!
//! Readers of ZIP files are made to find what can be found: they look for a directory in many places, and for the directory
//! of ZIP64 in many more. A megabyte that is full of beginnings keeps such a reader busy for a second. An archive of CRLs is
//! read here only where its directory stands where APPNOTE 4.3.6 puts it, and is as long as it says.

use crate::codes;
use ucpki_x509::Error;

/// The end of central directory record (APPNOTE, 4.3.16) without its comment.
const END: usize = 22;
/// A header of the central directory (APPNOTE, 4.3.12) without its name, extra field and comment.
const HEADER: usize = 46;
/// The longest comment, whose length has two bytes.
const MOST_COMMENT: usize = 0xFFFF;
/// A path in an archive; no file system takes more.
const MOST_NAME: usize = 4096;

/// Refuses an archive whose directory is not the last thing in it, lists more than `files` files, or is in more than one
/// piece. ZIP64 (APPNOTE, 4.3.14) is for more files and larger ones than CRLs are kept in, and refused.
///
/// Cost: one pass over the last 64 KiB and over at most `files` headers.
pub(crate) fn check(bytes: &[u8], files: usize) -> Result<(), Error> {
    let broken = |at: usize| Error::at_byte(&codes::ARCHIVE_BROKEN, at);
    let tail = bytes.len().saturating_sub(END + MOST_COMMENT);
    let found = bytes.get(tail..).unwrap_or(&[]).windows(4).rposition(|window| window == b"PK\x05\x06");
    let end = tail + found.ok_or_else(|| broken(bytes.len()))?;
    let record = Record { bytes, at: end };
    let [disk, first_disk, here, all, comment] = [4, 6, 8, 10, 20].map(|field| record.short(field));
    let (size, start) = (record.long(12), record.long(16));
    if disk != 0 || first_disk != 0 || here != all || end + END + comment != bytes.len() {
        return Err(broken(end));
    }
    if all == 0xFFFF || start.checked_add(size) != Some(end) {
        return Err(broken(end));
    }
    if all > files {
        return Err(Error::at_byte(&codes::ARCHIVE_FILES, end));
    }
    let mut at = start;
    for _ in 0..all {
        let header = Record { bytes, at };
        let [name, extra, comment] = [28, 30, 32].map(|field| header.short(field));
        let is_header = bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02"));
        if !is_header || name > MOST_NAME {
            return Err(broken(at));
        }
        at += HEADER + name + extra + comment;
    }
    if at == end { Ok(()) } else { Err(broken(at.min(end))) }
}

/// A record at a place; what is beyond the end reads as zero, and does not add up.
#[derive(Clone, Copy)]
struct Record<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Record<'_> {
    fn bytes<const N: usize>(self, field: usize) -> [u8; N] {
        let at = self.at.saturating_add(field);
        let bytes = self.bytes.get(at..at.saturating_add(N));
        bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; N])
    }

    fn short(self, field: usize) -> usize {
        u16::from_le_bytes(self.bytes(field)).into()
    }

    fn long(self, field: usize) -> usize {
        usize::try_from(u32::from_le_bytes(self.bytes(field))).unwrap_or(usize::MAX)
    }
}
