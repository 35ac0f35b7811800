//! Where the entry of a serial number stands in a list: an open-addressing table of offsets.

use crate::hash::Hasher;
use crate::issuers::{IssuerId, Issuers};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::der::Reader;
use ucpki_x509::{Crl, CrlEntry, NameRef};

/// Sixteen octets that decide where entries stand in an index, so that nobody can choose serial numbers that all stand
/// in one place.
///
/// Without one given, an index takes the first octets of the digest of the signed part of its list. Whoever chooses
/// serial numbers then chooses the key with them: fitting one to the other takes as many tries as guessing, whether or
/// not the signature of the list holds (it is checked later). The same list always makes the same index.
///
/// A random key from the caller also hides the index from who knows the list, and does not have to wait for the digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IndexKey([u8; 16]);

impl IndexKey {
    /// A key from the caller's random source. It must not be known to who makes the list.
    #[must_use]
    pub const fn new(octets: [u8; 16]) -> Self {
        Self(octets)
    }

    /// The first octets of a digest, which has 16 at least.
    pub(crate) fn from_digest(digest: &[u8]) -> Self {
        Self(digest.first_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Debug for IndexKey {
    /// Does not show the octets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexKey")
    }
}

/// The table: two slots of four octets for each entry, so that half of them stay empty.
///
/// A slot holds the offset of an entry in the list; 0 is an empty slot, since no entry stands there. The bits that the
/// offsets of this list do not need hold bits of the hash: a look-up reads the list where they agree, and nowhere else.
/// A collision moves to the next slot.
pub(crate) struct Index {
    hasher: Hasher,
    slots: Box<[u32]>,
    /// The bits of a slot that are the offset.
    offset_bits: u32,
    issuers: Issuers,
}

pub(crate) use crate::issuers::OWN;

/// Where a serial number belongs.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The first slot that it may stand in.
    slot: usize,
    /// Bits of the hash, to be seen without reading the list.
    tag: u32,
}

/// From so many entries on, the table is filled by parts: it is two megabytes then.
const SCATTERED: usize = 1 << 18;

/// The slots of a part, as a power of two: 256 kilobytes, which the caches of today's processors hold with room to spare.
const PART_BITS: u32 = 16;

impl Index {
    /// The index of all entries of `crl`. Two passes over the headers of the entries; one allocation.
    ///
    /// Of several entries with the same serial number, the first one counts.
    pub(crate) fn new(crl: &Crl, key: IndexKey) -> Self {
        let count = usize::try_from(crl.entry_count()).unwrap_or(0);
        let last_offset = u32::try_from(crl.as_der().len()).unwrap_or(u32::MAX);
        let mut index = Self {
            hasher: Hasher::new(&key.0),
            slots: vec![0; count.saturating_mul(2)].into_boxed_slice(),
            offset_bits: u32::MAX.checked_shr(last_offset.leading_zeros()).unwrap_or(0),
            issuers: Issuers::read(crl),
        };
        if count < SCATTERED {
            index.fill(crl);
        } else {
            index.fill_by_parts(crl);
        }
        index
    }

    /// Inserts one entry after the other.
    fn fill(&mut self, crl: &Crl) {
        for (offset, serial) in Serials::new(crl) {
            let place = self.place(self.hash(self.issuers.of(offset), serial));
            self.insert(place, offset, crl);
        }
    }

    /// Sorts the entries roughly by their place before they are inserted: what is inserted together then stands together,
    /// in a part of the table that the caches hold. Takes eight octets more for each entry while it lasts.
    fn fill_by_parts(&mut self, crl: &Crl) {
        let part_of = |slot: usize| slot >> PART_BITS;
        let count = part_of(self.slots.len()) + 1;
        let expected = (self.slots.len() / 2 / count).saturating_mul(9) / 8 + 64;
        let mut parts: Vec<Vec<(u32, u32)>> = (0..count).map(|_| Vec::with_capacity(expected)).collect();
        for (offset, serial) in Serials::new(crl) {
            let place = self.place(self.hash(self.issuers.of(offset), serial));
            if let (Some(part), Ok(slot)) = (parts.get_mut(part_of(place.slot)), u32::try_from(place.slot)) {
                part.push((slot, offset | place.tag));
            }
        }
        for part in parts {
            for (slot, value) in part {
                let place = Place { slot: usize::try_from(slot).unwrap_or(0), tag: value & !self.offset_bits };
                self.insert(place, value & self.offset_bits, crl);
            }
        }
    }

    /// How many octets it takes.
    pub(crate) fn size(&self) -> usize {
        size_of_val(&*self.slots) + self.issuers.size()
    }

    /// Whether an entry does not say whose certificate it means.
    pub(crate) const fn is_ambiguous(&self) -> bool {
        self.issuers.ambiguous
    }

    /// An issuer whose certificates entries mean.
    pub(crate) fn issuer(&self, crl: &Crl, issuer: NameRef<'_>) -> Option<IssuerId> {
        self.issuers.id(crl, issuer)
    }

    /// Whose certificate the entry at this offset means.
    pub(crate) fn issuer_of<'a>(&self, crl: &'a Crl, offset: u32) -> NameRef<'a> {
        self.issuers.name_of(crl, offset)
    }

    /// The entry of `serial`, and how many slots were looked at. Allocates nothing.
    pub(crate) fn find<'a>(&self, crl: &'a Crl, of: IssuerId, serial: &[u8]) -> (Option<CrlEntry<'a>>, usize) {
        let place = self.place(self.hash(of, serial));
        let mut probes = 0;
        for slot in self.slots_from(place.slot) {
            probes += 1;
            let value = self.slots.get(slot).copied().unwrap_or(0);
            if value == 0 {
                break;
            }
            if value & !self.offset_bits == place.tag {
                let entry = crl.entry_at(value & self.offset_bits);
                if let Some(entry) = entry.filter(|entry| self.is(entry, of, serial)) {
                    return (Some(entry), probes);
                }
            }
        }
        (None, probes)
    }

    fn is(&self, entry: &CrlEntry<'_>, of: IssuerId, serial: &[u8]) -> bool {
        entry.serial().as_bytes() == serial && self.issuers.of(entry.offset()) == of
    }

    #[inline]
    fn insert(&mut self, place: Place, offset: u32, crl: &Crl) {
        let last = self.slots.len().saturating_sub(1);
        let mut slot = place.slot;
        for _ in 0..self.slots.len() {
            let Some(value) = self.slots.get_mut(slot) else { return };
            if *value == 0 {
                *value = offset | place.tag;
                return;
            }
            let value = *value;
            if value & !self.offset_bits == place.tag && self.are_equal(value & self.offset_bits, offset, crl) {
                return;
            }
            slot = if slot == last { 0 } else { slot + 1 };
        }
    }

    /// Whether two entries of the list mean the same certificate.
    #[cold]
    fn are_equal(&self, one: u32, other: u32, crl: &Crl) -> bool {
        let (Some(one), Some(other)) = (crl.entry_at(one), crl.entry_at(other)) else { return false };
        self.is(&one, self.issuers.of(other.offset()), other.serial().as_bytes())
    }

    #[inline]
    fn hash(&self, of: IssuerId, serial: &[u8]) -> u64 {
        self.hasher.hash(of.number(), serial)
    }

    #[inline]
    fn place(&self, hash: u64) -> Place {
        let [high, low] = [hash >> 32, hash & u64::from(u32::MAX)];
        // The high half, as a fraction of 2^32, times the number of slots: as even as a remainder, and quicker.
        let slots = u64::try_from(self.slots.len()).unwrap_or(0);
        Place {
            slot: usize::try_from(high.wrapping_mul(slots) >> 32).unwrap_or(0),
            tag: u32::try_from(low).unwrap_or(0) & !self.offset_bits,
        }
    }

    /// All slots, beginning with this one.
    fn slots_from(&self, first: usize) -> impl Iterator<Item = usize> + use<> {
        (first..self.slots.len()).chain(0..first)
    }
}

/// Offset and content octets of the serial number of every entry, read past everything else.
struct Serials<'a> {
    der: &'a [u8],
    /// Where the next entry begins in the list.
    at: usize,
    left: u32,
}

impl<'a> Serials<'a> {
    fn new(crl: &'a Crl) -> Self {
        let first = crl.entries().next().and_then(|entry| usize::try_from(entry.offset()).ok());
        Self { der: crl.as_der(), at: first.unwrap_or(0), left: crl.entry_count() }
    }

    /// An entry whose length takes more than one octet.
    #[cold]
    fn long(&self) -> Option<(usize, &'a [u8])> {
        let mut reader = Reader::new(self.der.get(self.at..)?).ok()?;
        let entry = reader.read().ok()?;
        let serial = entry.reader().read().ok()?;
        Some((self.at + reader.offset(), serial.content()))
    }
}

impl<'a> Iterator for Serials<'a> {
    type Item = (u32, &'a [u8]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let start = u32::try_from(self.at).ok()?;
        // Every entry was read without error once already. In a short one, the serial number is short as well.
        let (end, serial) = match self.der.get(self.at..)? {
            [_, length @ ..=0x7F, _, serial, rest @ ..] => {
                (self.at + 2 + usize::from(*length), rest.get(..usize::from(*serial))?)
            }
            _ => self.long()?,
        };
        self.at = end;
        Some((start, serial))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::vec::Vec;
    use ucpki_x509::Time;
    use ucpki_x509::der::{Tag, Writer};

    const DATE: Time = Time::from_unix(1_700_000_000);

    /// A list of these serial numbers, revoked one second after another, which nobody signed.
    fn list<'a>(serials: impl IntoIterator<Item = &'a [u8]>) -> Crl {
        let algorithm = b"\x30\x05\x06\x03\x2B\x65\x70";
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |list| {
            list.nested(Tag::SEQUENCE, |tbs| {
                tbs.encoded(algorithm);
                tbs.encoded(&[0x30, 0x00]);
                tbs.time(DATE);
                tbs.nested(Tag::SEQUENCE, |entries| {
                    for (serial, seconds) in serials.into_iter().zip(0..) {
                        entries.nested(Tag::SEQUENCE, |entry| {
                            entry.value(Tag::INTEGER, serial);
                            entry.time(DATE.plus_seconds(seconds));
                        });
                    }
                });
            });
            list.encoded(algorithm);
            list.bit_string(&[0]);
        });
        Crl::from_der(writer.into_bytes().into_boxed_slice()).unwrap()
    }

    /// As `IndexedCrl` makes it where there is no key from the caller.
    fn index(crl: &Crl) -> Index {
        Index::new(crl, IndexKey::from_digest(&ucpki_crypto::sha256(crl.tbs())))
    }

    /// The most slots that the look-up of one serial number of the list looks at, and all of them together.
    fn probes(index: &Index, crl: &Crl) -> (usize, usize) {
        crl.entries().fold((0, 0), |(most, sum), entry| {
            let (found, probes) = index.find(crl, OWN, entry.serial().as_bytes());
            assert_eq!(found.unwrap().offset(), entry.offset());
            (most.max(probes), sum + probes)
        })
    }

    /// Sixteen octets that begin with 1, so that they are the content of an INTEGER.
    fn serial(number: u64) -> [u8; 16] {
        let mut octets = [1; 16];
        octets[8..].copy_from_slice(&number.to_be_bytes());
        octets
    }

    #[test]
    fn every_entry_is_found_and_nothing_else() {
        // Around the size of a batch, and where the list is so long that its entries need another form of length.
        for count in [0, 1, 2, 31, 32, 33, 64, 65, 1_000, 5_000] {
            let serials: Vec<[u8; 16]> = (0..count).map(serial).collect();
            let crl = list(serials.iter().map(|serial| &serial[..]));
            let index = index(&crl);
            assert_eq!(index.slots.len(), serials.len() * 2, "eight octets for each entry");
            probes(&index, &crl);
            for absent in count..count + 100 {
                assert!(index.find(&crl, OWN, &serial(absent)).0.is_none());
            }
        }
    }

    #[test]
    fn serial_numbers_of_any_length_are_found() {
        let long = [7; 5_000];
        let serials: Vec<&[u8]> = (1..600).chain([5_000]).map(|length| &long[..length]).collect();
        let crl = list(serials.iter().copied());
        probes(&index(&crl), &crl);
        assert!(index(&crl).find(&crl, OWN, &long[..700]).0.is_none());
        assert!(index(&crl).find(&crl, OWN, &[]).0.is_none());
    }

    #[test]
    fn the_first_of_equal_serial_numbers_counts() {
        let equal = [&[5][..], &[6], &[5], &[5]];
        let crl = list(equal);
        let found = index(&crl).find(&crl, OWN, &[5]).0.unwrap();
        assert_eq!(found.revocation_date(), DATE);
        // And they are not a chain of collisions.
        let crl = list(core::iter::repeat_n(&[5][..], 20_000));
        let index = index(&crl);
        assert_eq!(index.find(&crl, OWN, &[5]).1, 1);
        assert_eq!(index.slots.iter().filter(|slot| **slot != 0).count(), 1);
    }

    #[test]
    fn patterns_of_serial_numbers_do_not_collide() {
        let counting: Vec<[u8; 16]> = (0..100_000).map(serial).collect();
        // Equal in their low 40 bits, and multiples of the number of slots.
        let high: Vec<[u8; 16]> = (0..100_000_u64).map(|number| serial(number << 40)).collect();
        let multiples: Vec<[u8; 16]> = (0..100_000_u64).map(|number| serial(number * 200_000)).collect();
        for serials in [counting, high, multiples] {
            let crl = list(serials.iter().map(|serial| &serial[..]));
            let (most, sum) = probes(&index(&crl), &crl);
            assert!(most < 64 && sum < 200_000, "{most} {sum}");
        }
    }

    #[test]
    fn serial_numbers_that_are_chosen_for_one_key_do_not_collide_under_the_own() {
        const COUNT: usize = 4_000;
        let chosen = IndexKey::new(*b"known to a stran");
        let hasher = Hasher::new(&chosen.0);
        // All begin in one 256th of the table.
        let serials: Vec<[u8; 16]> =
            (0..).map(serial).filter(|serial| hasher.hash(OWN.number(), serial) >> 56 == 0).take(COUNT).collect();
        let crl = list(serials.iter().map(|serial| &serial[..]));
        let (most, sum) = probes(&Index::new(&crl, chosen), &crl);
        assert!(most > COUNT / 2 && sum > COUNT * COUNT / 4, "the attack is none: {most} {sum}");
        let (most, sum) = probes(&index(&crl), &crl);
        assert!(most < 64 && sum < COUNT * 2, "{most} {sum}");
    }

    #[test]
    fn spare_bits_of_the_slots_hold_the_hash() {
        let serials: Vec<[u8; 16]> = (0..5_000).map(serial).collect();
        let crl = list(serials.iter().map(|serial| &serial[..]));
        let index = index(&crl);
        // 190,000 octets need 18 bits, so that 14 are left, which tell nearly all serial numbers apart.
        assert_eq!(index.offset_bits, (1 << 18) - 1);
        let mut tags: Vec<u32> = index.slots.iter().map(|slot| slot & !index.offset_bits).collect();
        tags.sort_unstable();
        tags.dedup();
        assert!(tags.len() > 3_500, "{}", tags.len());
    }

    #[test]
    fn keys_are_not_shown() {
        assert_eq!(alloc::format!("{:?}", IndexKey::new([0x41; 16])), "IndexKey");
        assert!(IndexKey::from_digest(&[1; 32]) == IndexKey::new([1; 16]));
    }
}
