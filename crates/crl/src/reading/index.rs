//! Where the entry of a serial number is in a CRL: an open-addressing table of offsets.

use crate::reading::issuers::{IssuerId, Issuers};
use crate::reading::serial_hash::Hasher;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::der::Reader;
use ucpki_x509::{Crl, CrlEntry, NameRef};

/// Sixteen bytes that decide where entries are in an index, so that nobody can choose serial numbers that all stand
/// in one place.
///
/// Without one given, [`IndexedCrl::parse`](crate::IndexedCrl::parse) takes a random one where there is a standard library.
/// Without, and for a CRL that was read already, it is the first bytes of the digest of the signed part. Whoever chooses
/// serial numbers then chooses the key with them: fitting one to the other takes as many tries as guessing, whether or
/// not the signature of the CRL holds (it is checked later). But such a key has to wait for the digest.
///
/// # Examples
///
/// ```
/// use ucpki::crl::{IndexKey, IndexedCrl};
/// use ucpki::crypto::{RUSTCRYPTO, Random, RandomFailed};
/// use ucpki::x509::pem;
///
/// /// On a board without an operating system, the key comes from its hardware generator.
/// fn index(der: Box<[u8]>, random: &mut dyn Random) -> Result<IndexedCrl, Box<dyn std::error::Error>> {
///     let mut key = [0; 16];
///     random.fill(&mut key)?;
///     Ok(IndexedCrl::parse_with_key(der, &RUSTCRYPTO, IndexKey::new(key))?)
/// }
///
/// let crl = pem::crls(include_bytes!("../../../../tests/data/chain/demo/crls.pem"))?.remove(1);
/// let revoked =
///     pem::certificates(include_bytes!("../../../../tests/data/chain/demo/revoked.pem"))?.remove(0).certificate;
/// let crl = index(crl.as_der().into(), &mut ucpki::crypto::SystemRandom)?;
/// assert!(crl.find(revoked.serial()).is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IndexKey([u8; 16]);

impl IndexKey {
    /// A key from the caller's random source. The CRL's issuer must not know it.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Another key each time, from the random source of the standard library's hash maps.
    #[cfg(feature = "std")]
    pub(crate) fn random() -> Self {
        use core::hash::{BuildHasher as _, Hasher as _};
        let [high, low] = [(); 2].map(|()| std::hash::RandomState::new().build_hasher().finish());
        Self((u128::from(high) << 64 | u128::from(low)).to_be_bytes())
    }

    /// The first bytes of a digest, which has 16 at least.
    pub(crate) fn from_digest(digest: &[u8]) -> Self {
        Self(digest.first_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Debug for IndexKey {
    /// Does not show the bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexKey")
    }
}

/// Tables of two slots of four bytes for each entry, so that half of them stay empty. Part of the hash of an entry says
/// which table it belongs to: each is so small that caches hold it while it is filled.
///
/// A slot holds the offset of an entry in the CRL; 0 is an empty slot, since no entry is there. The bits that the
/// offsets of this CRL do not need hold bits of the hash: a look-up reads the CRL where they agree, and nowhere else.
/// A collision moves to the next slot.
pub(crate) struct Index {
    layout: Layout,
    tables: Box<[Box<[u32]>]>,
    issuers: Issuers,
}

/// How a hash is divided.
#[derive(Clone, Copy)]
struct Layout {
    hasher: Hasher,
    /// The bits of a slot that are the offset.
    offset_bits: u32,
    tables: u32,
}

/// Where a serial number belongs.
#[derive(Clone, Copy)]
struct Place {
    table: usize,
    /// Where in the table, as a fraction of 2^32.
    at: u32,
    /// Bits of the hash, to be seen without reading the CRL.
    tag: u32,
}

pub(crate) use crate::reading::issuers::OWN;

/// Entries for a table: it takes 128 kilobytes then, and twice that while it is filled. The caches of today's processors
/// hold that with room to spare.
const TABLE: usize = 1 << 14;

/// Most tables; they fill with longer CRLs.
const MOST_TABLES: usize = 1 << 12;

/// Bytes of an entry with a serial number of 16 and nothing else. A list of shorter ones only takes more allocations.
const USUAL_ENTRY: usize = 36;

/// Entries on their way into an index, by the table that they belong to.
///
/// How many there are need not be known before, so that they can be gathered while a CRL is read. Takes as much memory as
/// the index, which it becomes.
pub(crate) struct IndexBuilder {
    layout: Layout,
    /// For each entry its place in the table, and what the slot will hold.
    tables: Vec<Vec<u32>>,
}

impl IndexBuilder {
    /// For a CRL that is not read yet.
    pub(crate) fn of(der: &[u8], key: IndexKey) -> Self {
        Self::new(key, der.len(), der.len() / USUAL_ENTRY)
    }

    /// For about `count` entries of a list of so many bytes.
    fn new(key: IndexKey, bytes: usize, count: usize) -> Self {
        let tables = (count / TABLE).min(MOST_TABLES) + 1;
        // Chance makes some tables bigger than others.
        let expected = if tables == 1 { count } else { count / tables * 17 / 16 };
        let last_offset = u32::try_from(bytes).unwrap_or(u32::MAX);
        let layout = Layout {
            hasher: Hasher::new(&key.0),
            offset_bits: u32::MAX.checked_shr(last_offset.leading_zeros()).unwrap_or(0),
            tables: u32::try_from(tables).unwrap_or(1),
        };
        Self { layout, tables: (0..tables).map(|_| Vec::with_capacity(expected.saturating_mul(2))).collect() }
    }

    /// One more entry.
    #[inline]
    pub(crate) fn add(&mut self, offset: u32, of: IssuerId, serial: &[u8]) {
        let place = self.layout.place(of, serial);
        if let Some(table) = self.tables.get_mut(place.table) {
            table.extend_from_slice(&[place.at, offset | place.tag]);
        }
    }

    /// The index of `crl`, all of whose entries were added as its own issuer's. If they are not, it is read again.
    pub(crate) fn finish_own(self, crl: &Crl, key: IndexKey) -> Index {
        if crl.names_other_issuers() { Index::new(crl, key) } else { self.finish(crl, Issuers::default()) }
    }

    /// The index of `crl`, all of whose entries were added in their order.
    fn finish(self, crl: &Crl, issuers: Issuers) -> Index {
        let Self { layout, mut tables } = self;
        let mut filling = Filling { offset_bits: layout.offset_bits, slots: Vec::new(), crl, issuers: &issuers };
        for table in &mut tables {
            filling.fill(table);
        }
        Index { layout, tables: tables.into_iter().map(Vec::into_boxed_slice).collect(), issuers }
    }
}

/// One table after the other is filled in the same memory.
struct Filling<'a> {
    offset_bits: u32,
    /// Where in the table the entry of a slot wanted to be, and what it holds.
    slots: Vec<(u32, u32)>,
    crl: &'a Crl,
    issuers: &'a Issuers,
}

impl Filling<'_> {
    /// Makes a table of what was gathered for it, which has the same size.
    fn fill(&mut self, table: &mut [u32]) {
        self.slots.clear();
        self.slots.resize(table.len(), (0, 0));
        let (entries, _) = table.as_chunks();
        for [at, value] in entries {
            self.insert(*at, *value);
        }
        for (slot, (_, value)) in table.iter_mut().zip(&self.slots) {
            *slot = *value;
        }
    }

    #[inline]
    fn insert(&mut self, at: u32, new: u32) {
        let last = self.slots.len().saturating_sub(1);
        let mut slot = first_slot(at, self.slots.len());
        for _ in 0..self.slots.len() {
            let Some(there) = self.slots.get_mut(slot) else { return };
            if there.1 == 0 {
                *there = (at, new);
                return;
            }
            let (place, value) = *there;
            let may_be_equal = place == at && (value ^ new) & !self.offset_bits == 0;
            if may_be_equal && self.are_equal(value & self.offset_bits, new & self.offset_bits) {
                return;
            }
            slot = if slot == last { 0 } else { slot + 1 };
        }
    }

    /// Whether two entries of the CRL mean the same certificate.
    #[cold]
    fn are_equal(&self, one: u32, other: u32) -> bool {
        let (Some(one), Some(other)) = (self.crl.entry_at(one), self.crl.entry_at(other)) else { return false };
        one.serial() == other.serial() && self.issuers.of(one.offset()) == self.issuers.of(other.offset())
    }
}

impl Layout {
    #[inline]
    fn place(&self, of: IssuerId, serial: &[u8]) -> Place {
        let hash = self.hasher.hash(of.number(), serial);
        let [high, low] = [hash >> 32, hash & u64::from(u32::MAX)];
        // The high half as a fraction of 2^32, times the number of tables: as even as a remainder, and quicker. What is
        // behind the point says where in the table.
        let scaled = high.wrapping_mul(u64::from(self.tables));
        Place {
            table: usize::try_from(scaled >> 32).unwrap_or(0),
            at: u32::try_from(scaled & u64::from(u32::MAX)).unwrap_or(0),
            tag: u32::try_from(low).unwrap_or(0) & !self.offset_bits,
        }
    }
}

/// The first slot that an entry may be in.
#[inline]
fn first_slot(at: u32, slots: usize) -> usize {
    let slots = u64::try_from(slots).unwrap_or(0);
    usize::try_from(u64::from(at).wrapping_mul(slots) >> 32).unwrap_or(0)
}

impl Index {
    /// The index of all entries of `crl`, which is read again for it.
    ///
    /// Of several entries with the same serial number, the first one counts.
    pub(crate) fn new(crl: &Crl, key: IndexKey) -> Self {
        let issuers = Issuers::read(crl);
        let count = usize::try_from(crl.entry_count()).unwrap_or(0);
        let mut builder = IndexBuilder::new(key, crl.as_der().len(), count);
        for (offset, serial) in Serials::new(crl) {
            builder.add(offset, issuers.of(offset), serial);
        }
        builder.finish(crl, issuers)
    }

    /// How many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        self.tables.iter().map(|table| size_of_val(&**table)).sum::<usize>() + self.issuers.size()
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
        let Layout { offset_bits, .. } = self.layout;
        let place = self.layout.place(of, serial);
        let slots = self.tables.get(place.table).map_or(&[][..], |table| table);
        let (before, from) = slots.split_at_checked(first_slot(place.at, slots.len())).unwrap_or_default();
        let mut probes = 0;
        for value in from.iter().chain(before) {
            probes += 1;
            if *value == 0 {
                break;
            }
            if value & !offset_bits == place.tag {
                let entry = crl.entry_at(value & offset_bits);
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
}

/// Offset and content bytes of the serial number of every entry, read past everything else.
struct Serials<'a> {
    der: &'a [u8],
    /// Where the next entry begins in the CRL.
    at: usize,
    left: u32,
}

impl<'a> Serials<'a> {
    fn new(crl: &'a Crl) -> Self {
        let first = crl.entries().next().and_then(|entry| usize::try_from(entry.offset()).ok());
        Self { der: crl.as_der(), at: first.unwrap_or(0), left: crl.entry_count() }
    }

    /// An entry whose length takes more than one byte.
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

    fn slots(index: &Index) -> Vec<u32> {
        index.tables.concat()
    }

    /// The most slots that the look-up of one serial number of the CRL looks at, and all of them together.
    fn probes(index: &Index, crl: &Crl) -> (usize, usize) {
        crl.entries().fold((0, 0), |(most, sum), entry| {
            let (found, probes) = index.find(crl, OWN, entry.serial().as_bytes());
            assert_eq!(found.unwrap().offset(), entry.offset());
            (most.max(probes), sum + probes)
        })
    }

    /// Sixteen bytes that begin with 1, so that they are the content of an INTEGER.
    fn serial(number: u64) -> [u8; 16] {
        let mut bytes = [1; 16];
        bytes[8..].copy_from_slice(&number.to_be_bytes());
        bytes
    }

    #[test]
    fn every_entry_is_found_and_nothing_else() {
        // The last of them takes three tables.
        for count in [0, 1, 2, 31, 32, 33, 64, 65, 1_000, 5_000, 40_000] {
            let serials: Vec<[u8; 16]> = (0..count).map(serial).collect();
            let crl = list(serials.iter().map(|serial| &serial[..]));
            let index = index(&crl);
            assert_eq!(slots(&index).len(), serials.len() * 2, "eight bytes for each entry");
            assert_eq!(index.tables.len(), if count == 40_000 { 3 } else { 1 });
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
        assert_eq!(slots(&index).iter().filter(|slot| **slot != 0).count(), 1);
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
        // 190,000 bytes need 18 bits, so that 14 are left, which tell nearly all serial numbers apart.
        assert_eq!(index.layout.offset_bits, (1 << 18) - 1);
        let mut tags: Vec<u32> = slots(&index).iter().map(|slot| slot & !index.layout.offset_bits).collect();
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
