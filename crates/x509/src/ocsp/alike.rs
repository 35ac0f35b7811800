//! Entries that look like the one before them.
//!
//! A response of many entries is by one responder about the certificates of one issuer: the hashes of the issuer and the times are
//! the same bytes in each. An entry that repeats them is read by comparing; any other is read in full.

use super::cert_id::CertIdRef;
use super::entry::{CertStatus, OcspEntry};
use crate::der::{Integer, Reader, Tag, narrow};
use crate::{AlgorithmRef, CrlReason, Error, Oddities, Time};

/// The entries of a response, in their order.
///
/// # Examples
///
/// ```
/// use ucpki::x509::OcspResponseRef;
///
/// // One response for four certificates.
/// let response = OcspResponseRef::parse(include_bytes!("../../../../tests/data/ocsp/statuses/response.der"))?;
/// let statuses: Vec<_> = response.basic().unwrap().entries().map(|entry| entry.status().name()).collect();
/// assert_eq!(statuses, ["good", "revoked", "revoked", "unknown"]);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OcspEntries<'a>(EntryReader<'a>);

impl<'a> OcspEntries<'a> {
    /// Over entries that were read before.
    pub(super) const fn trusted(reader: Reader<'a>) -> Self {
        Self(EntryReader::new(reader))
    }
}

impl<'a> Iterator for OcspEntries<'a> {
    type Item = OcspEntry<'a>;

    fn next(&mut self) -> Option<OcspEntry<'a>> {
        if self.0.is_empty() {
            return None;
        }
        self.0.read().ok()
    }
}

/// Entries one after the other, each with the one before in mind.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntryReader<'a> {
    reader: Reader<'a>,
    last: Option<Pattern<'a>>,
}

/// What the entry before looked like: nothing but hashes, a serial number, a status and times.
#[derive(Clone, Copy, Debug)]
struct Pattern<'a> {
    /// The content of the CertID in front of the serial number.
    issuer: &'a [u8],
    /// Where in it the name hash ends, with its tag and length.
    algorithm_len: usize,
    name_end: usize,
    /// What follows on the status.
    times: &'a [u8],
    this_update: Time,
    next_update: Option<Time>,
}

impl<'a> EntryReader<'a> {
    pub(super) const fn new(reader: Reader<'a>) -> Self {
        Self { reader, last: None }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }

    /// The next entry.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, at its offset.
    pub(super) fn read(&mut self) -> Result<OcspEntry<'a>, Error> {
        if let Some(entry) = self.last.as_ref().and_then(|last| last.read_like(&mut self.reader)) {
            return Ok(entry);
        }
        let before = self.reader.rest();
        let entry = OcspEntry::read(&mut self.reader)?;
        let length = before.len() - self.reader.rest().len();
        self.last = before.get(..length).and_then(|der| Pattern::of(&entry, der));
        Ok(entry)
    }
}

impl<'a> Pattern<'a> {
    /// Nothing for an entry with extensions, or with lengths that no hash has.
    fn of(entry: &OcspEntry<'a>, der: &'a [u8]) -> Option<Self> {
        let id = entry.certificate_id();
        let (id_header, _) = header(id.as_der())?;
        let serial_len = 2 + id.serial().as_bytes().len();
        let issuer = id.as_der().get(id_header..id.as_der().len().checked_sub(serial_len)?)?;
        let algorithm_len = id.hash().as_der().len();
        let name_end = algorithm_len + 2 + id.issuer_name_hash().len();
        if name_end + 2 + id.issuer_key_hash().len() != issuer.len() {
            return None;
        }
        let (entry_header, _) = header(der)?;
        let behind_id = der.get(entry_header + id.as_der().len()..)?;
        let (status_header, status_len) = header(behind_id)?;
        let times = behind_id.get(status_header + status_len..)?;
        // thisUpdate, or both with the tag of nextUpdate: nothing else has these lengths.
        let is_plain = times.len() == if entry.next_update().is_some() { 36 } else { 17 };
        let (this_update, next_update) = (entry.this_update(), entry.next_update());
        is_plain.then_some(Self { issuer, algorithm_len, name_end, times, this_update, next_update })
    }

    /// The next entry, if it is one like this; else the reader stays where it is.
    fn read_like(&self, reader: &mut Reader<'a>) -> Option<OcspEntry<'a>> {
        let der = reader.rest();
        let (entry_header, entry_len) = sequence(der)?;
        let body = der.get(entry_header..entry_header + entry_len)?;
        let (id_header, id_len) = sequence(body)?;
        let (id, rest) = body.split_at_checked(id_header + id_len)?;
        let (issuer, serial) = id.get(id_header..)?.split_at_checked(self.issuer.len())?;
        let [0x02, serial_len @ ..=0x7F, serial @ ..] = serial else { return None };
        if usize::from(*serial_len) != serial.len() || issuer != self.issuer {
            return None;
        }
        let (status, times) = rest.split_at_checked(rest.len().checked_sub(self.times.len())?)?;
        if times != self.times {
            return None;
        }
        let status = match status {
            [0x80, 0] => CertStatus::Good,
            [0x82, 0] => CertStatus::Unknown,
            [0xA1, 0x11, 0x18, 0x0F, date @ ..] => revoked(date, None)?,
            [0xA1, 0x16, 0x18, 0x0F, date @ .., 0xA0, 3, 0x0A, 1, reason] => revoked(date, Some(*reason))?,
            _ => return None,
        };
        let serial = Integer::new(serial)?;
        let (algorithm, names) = issuer.split_at_checked(self.algorithm_len)?;
        let (name, key) = names.split_at_checked(self.name_end - self.algorithm_len)?;
        let certificate_id =
            CertIdRef::trusted(id, AlgorithmRef::trusted(algorithm), (name.get(2..)?, key.get(2..)?), serial);
        let offset = narrow(reader.offset());
        let end = reader.offset() + entry_header + entry_len;
        reader.skip_to(end);
        Some(OcspEntry {
            offset,
            certificate_id,
            status,
            this_update: self.this_update,
            next_update: self.next_update,
            extensions: reader.part(end, end),
            oddities: Oddities::NONE,
        })
    }
}

/// The lengths of the header and of the content of a value of up to 255 bytes; the shortest form alone.
fn header(der: &[u8]) -> Option<(usize, usize)> {
    match der {
        [_, short @ ..=0x7F, ..] => Some((2, usize::from(*short))),
        [_, 0x81, long @ 0x80..=0xFF, ..] => Some((3, usize::from(*long))),
        _ => None,
    }
}

/// Of the usual shapes; nothing for a date or a reason that are none.
fn revoked(date: &[u8], reason: Option<u8>) -> Option<CertStatus> {
    let since = Time::from_der(Tag::GENERALIZED_TIME, date)?;
    let reason = match reason {
        Some(number) => Some(CrlReason::from_number(number.into())?),
        None => None,
    };
    Some(CertStatus::Revoked { since, reason })
}

fn sequence(der: &[u8]) -> Option<(usize, usize)> {
    if der.first() == Some(&Tag::SEQUENCE.0) { header(der) } else { None }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::der::Writer;
    use crate::oids;
    use alloc::format;
    use alloc::vec::Vec;

    /// An entry with hashes of this length; what `rest` writes is behind thisUpdate.
    fn entry(hash: usize, serial: &[u8], status: &[u8], rest: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |entry| {
            entry.nested(Tag::SEQUENCE, |id| {
                id.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::SHA256));
                id.octet_string(&Vec::from_iter((1..=255).cycle().take(hash)));
                id.octet_string(&Vec::from_iter((1..=255).rev().cycle().take(hash)));
                id.value(Tag::INTEGER, serial);
            });
            entry.encoded(status);
            entry.value(Tag::GENERALIZED_TIME, b"20260102030405Z");
            rest(entry);
        });
        writer.into_bytes()
    }

    fn next_update(entry: &mut Writer) {
        entry.nested(Tag::context_constructed(0), |next| next.value(Tag::GENERALIZED_TIME, b"20260202030405Z"));
    }

    const GOOD: &[u8] = &[0x80, 0];
    const REVOKED: &[u8] = b"\xA1\x16\x18\x0F20250102030405Z\xA0\x03\x0A\x01\x01";

    /// What both readers make of the entries; how many were read by comparing.
    fn both(entries: &[&[u8]]) -> usize {
        let der = entries.concat();
        let (mut plain, mut alike) = (Reader::new(&der).unwrap(), EntryReader::new(Reader::new(&der).unwrap()));
        let mut compared = 0;
        while !plain.is_empty() {
            let had = alike.last.map(|last| last.issuer.as_ptr());
            let (one, other) = (OcspEntry::read(&mut plain), alike.read());
            assert_eq!(format!("{one:?}"), format!("{other:?}"), "{der:x?}");
            if one.is_err() {
                break;
            }
            assert_eq!(plain.offset(), alike.reader.offset());
            compared += usize::from(had.is_some() && had == alike.last.map(|last| last.issuer.as_ptr()));
        }
        compared
    }

    #[test]
    fn entries_of_one_responder_are_read_by_comparing() {
        for hash in [20, 32, 48, 64] {
            let serials: [&[u8]; 4] = [&[5], &[0x7F; 16], &[0, 0x80, 1], &[1; 20]];
            let entries: Vec<_> = serials.iter().map(|serial| entry(hash, serial, GOOD, next_update)).collect();
            assert_eq!(both(&entries.iter().map(Vec::as_slice).collect::<Vec<_>>()), 3, "{hash}");
        }
        let one = |status| entry(32, &[5], status, |_| {});
        assert_eq!(both(&[&one(GOOD), &one(REVOKED), &one(&[0x82, 0]), &one(GOOD)]), 3);
    }

    #[test]
    fn what_differs_is_read_in_full() {
        let usual = entry(32, &[5], GOOD, next_update);
        let extended = entry(32, &[5], GOOD, |entry| {
            entry.nested(Tag::context_constructed(1), |explicit| explicit.nested(Tag::SEQUENCE, |_| {}));
        });
        assert_eq!(both(&[&usual, &extended, &usual]), 0);
        assert_eq!(both(&[&usual, &entry(20, &[5], GOOD, next_update), &usual]), 0);
        assert_eq!(both(&[&usual, &entry(32, &[5], GOOD, |_| {}), &usual]), 0);
    }

    /// Every byte of the second entry with every value: both readers say the same.
    #[test]
    fn changed_entries_are_what_they_are_without_the_one_before() {
        for (status, hash) in [(GOOD, 32), (REVOKED, 20), (&[0x82, 0], 64)] {
            let usual = entry(hash, &[5, 6], status, next_update);
            for at in 0..usual.len() {
                // Hashes are compared as a whole: a few values of their bytes will do.
                let is_hash = (30..usual.len() - 70).contains(&at);
                for value in (0..=255).step_by(if is_hash { 85 } else { 1 }) {
                    let mut changed = usual.clone();
                    changed[at] = value;
                    both(&[&usual, &changed, &usual]);
                }
            }
            for length in 0..usual.len() {
                both(&[&usual, &usual[..length]]);
            }
        }
    }
}
