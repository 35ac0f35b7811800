//! Comparing names (RFC 5280, 7.1).

use super::string::{Characters, is_space};
use super::{AttributeRef, NameRef, RdnRef};
use crate::der::Tag;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// # Comparing
///
/// Two names match when they have equally many relative names, and these match one by one. Relative names match as
/// sets of attributes. Attributes match when their types are equal, and so are their values after preparation:
///
/// - the eight kinds of strings that [`AttributeRef::text`] knows are compared as Unicode text, whichever kind they
///   are; ASCII letters count without case, ASCII white space at both ends does not count, and inside it counts
///   as one space;
/// - all other values, and malformed strings, are compared by their tag and bytes.
///
/// **Departure from RFC 5280, 7.1: ASCII case folding only, binary beyond it** (full Unicode tables do not fit
/// firmware). So `É` and `é` are different, and so are composed and decomposed letters.
///
/// Cost of all four: linear in the bytes of both names, times the logarithm of the number of attributes in one relative
/// name. They allocate only for relative names of more than four attributes.
impl NameRef<'_> {
    /// Whether both names are the same by RFC 5280, 7.1; see [Comparing](#comparing).
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::x509::Name;
    ///
    /// let issuer = Name::parse_rfc4514("CN=Good CA,O=Test Certificates,C=US")?;
    /// let other = Name::parse_rfc4514("CN= good   ca ,O=TEST CERTIFICATES,C=us")?;
    /// assert!(issuer.as_name().matches(other.as_name()));
    /// assert!(issuer != other);
    /// # Ok::<(), ucpki::x509::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn matches(&self, other: NameRef<'_>) -> bool {
        self.as_der() == other.as_der()
            || (!self.differs_plainly(other) && self.cmp_normalized(other) == Ordering::Equal)
    }

    /// Whether the names differ for certain: in how many relative names they have, or in letters that are compared. Says no
    /// where it takes a closer look.
    fn differs_plainly(&self, other: NameRef<'_>) -> bool {
        let (mut left, mut right) = (self.rdns(), other.rdns());
        loop {
            match (left.next(), right.next()) {
                (Some(left), Some(right)) => {
                    if left.content() != right.content() && rdns_differ_plainly(left, right) {
                        return true;
                    }
                }
                (None, None) => return false,
                _ => return true,
            }
        }
    }

    /// A total order that is `Equal` exactly for names that [match](Self::matches); what comes first has no meaning.
    #[must_use]
    pub fn cmp_normalized(&self, other: NameRef<'_>) -> Ordering {
        if self.as_der() == other.as_der() {
            return Ordering::Equal;
        }
        let (mut left, mut right) = (self.rdns(), other.rdns());
        loop {
            match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some(left), Some(right)) => match compare_rdns(left, right) {
                    Ordering::Equal => {}
                    different => return different,
                },
            }
        }
    }

    /// A hash that is equal for names that [match](Self::matches), for an index of names in memory.
    ///
    /// It has no key, and gives the same number in each process; it may change with each release, so never store it.
    /// It gives no protection: whoever chooses names can choose ones with equal hashes, so an index must compare the
    /// names as well, and bear long buckets.
    #[must_use]
    pub fn hash_normalized(&self) -> u64 {
        let mut hash = 0;
        for rdn in self.rdns() {
            // A sum, since the order inside the set does not count.
            let set = rdn.attributes().fold(0_u64, |sum, attribute| sum.wrapping_add(hash_attribute(attribute)));
            hash = mix(hash, set);
        }
        finish(hash)
    }

    /// Whether the relative names of `subtree` are the first ones of this name (RFC 5280, 4.2.1.10); every name is
    /// within the empty one.
    #[must_use]
    pub fn is_within(&self, subtree: NameRef<'_>) -> bool {
        let mut rdns = self.rdns();
        subtree.rdns().all(|wanted| rdns.next().is_some_and(|rdn| compare_rdns(rdn, wanted) == Ordering::Equal))
    }
}

/// Relative names of one attribute each, as nearly all are, whose types or whose letters differ.
fn rdns_differ_plainly(left: RdnRef<'_>, right: RdnRef<'_>) -> bool {
    let (mut left, mut right) = (left.attributes(), right.attributes());
    let (Some(one), Some(other)) = (left.next(), right.next()) else { return false };
    if left.next().is_some() || right.next().is_some() {
        return false;
    }
    one.oid() != other.oid()
        || (is_bytes(one.tag()) && is_bytes(other.tag()) && letters_differ(one.value(), other.value()))
}

/// Whether two strings of [`is_bytes`] kinds differ in an ASCII letter or sign before anything else is met.
///
/// Space is passed over on both sides, so that what differs in it alone takes the closer look. Strings that are malformed
/// further on are compared by their bytes, which differ here as well.
fn letters_differ(left: &[u8], right: &[u8]) -> bool {
    let letter = |byte: &&u8| !is_space(&char::from(**byte));
    let (mut left, mut right) = (left.iter().filter(letter), right.iter().filter(letter));
    loop {
        match (left.next(), right.next()) {
            (Some(left), Some(right)) if left.is_ascii() && right.is_ascii() => {
                if !left.eq_ignore_ascii_case(right) {
                    return true;
                }
            }
            _ => return false,
        }
    }
}

/// Kinds of strings in which a byte below 128 is a character, and no other one stands for it.
#[inline]
const fn is_bytes(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::UTF8_STRING
            | Tag::PRINTABLE_STRING
            | Tag::IA5_STRING
            | Tag::VISIBLE_STRING
            | Tag::NUMERIC_STRING
            | Tag::TELETEX_STRING
    )
}

/// Fewer attributes before more, then the sorted attributes one by one.
fn compare_rdns(left: RdnRef<'_>, right: RdnRef<'_>) -> Ordering {
    if left.content() == right.content() {
        return Ordering::Equal;
    }
    let (left, right) = (Sorted::new(left), Sorted::new(right));
    let (left, right) = (left.attributes(), right.attributes());
    left.len().cmp(&right.len()).then_with(|| {
        let pairs = left.iter().zip(right);
        pairs
            .map(|(left, right)| compare_attributes(left, right))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    })
}

/// The attributes of a relative name, in the order of [`compare_attributes`].
///
/// Sorting bounds the comparison of two large sets, where trying all pairs would be quadratic.
enum Sorted<'a> {
    /// One, as nearly always.
    One([AttributeRef<'a>; 1]),
    /// Up to [`FEW`], without allocation.
    Few([AttributeRef<'a>; FEW], usize),
    /// Any number; none if the bytes were never read as a name.
    Many(Vec<AttributeRef<'a>>),
}

/// Real names have up to three attributes in a relative name.
const FEW: usize = 4;

impl<'a> Sorted<'a> {
    #[inline]
    fn new(rdn: RdnRef<'a>) -> Self {
        let mut attributes = rdn.attributes();
        let Some(first) = attributes.next() else { return Self::Many(Vec::new()) };
        if attributes.next().is_none() { Self::One([first]) } else { Self::several(rdn, first) }
    }

    fn several(rdn: RdnRef<'a>, first: AttributeRef<'a>) -> Self {
        let mut few = [first; FEW];
        let mut count = 0;
        for attribute in rdn.attributes() {
            let Some(slot) = few.get_mut(count) else {
                let mut many: Vec<_> = rdn.attributes().collect();
                many.sort_unstable_by(compare_attributes);
                return Self::Many(many);
            };
            *slot = attribute;
            count += 1;
        }
        if let Some(used) = few.get_mut(..count) {
            used.sort_unstable_by(compare_attributes);
        }
        Self::Few(few, count)
    }

    fn attributes(&self) -> &[AttributeRef<'a>] {
        match self {
            Self::One(one) => one,
            Self::Few(few, count) => few.get(..*count).unwrap_or(few),
            Self::Many(many) => many,
        }
    }
}

fn compare_attributes(left: &AttributeRef<'_>, right: &AttributeRef<'_>) -> Ordering {
    left.oid().cmp(&right.oid()).then_with(|| compare_values(left, right))
}

/// Text before everything else.
fn compare_values(left: &AttributeRef<'_>, right: &AttributeRef<'_>) -> Ordering {
    if left.encoded() == right.encoded() {
        return Ordering::Equal;
    }
    match (Characters::new(left.tag(), left.value()), Characters::new(right.tag(), right.value())) {
        (Some(left), Some(right)) => compare_texts(left, right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => (left.tag().0, left.value()).cmp(&(right.tag().0, right.value())),
    }
}

fn compare_texts(left: Characters<'_>, right: Characters<'_>) -> Ordering {
    // Mostly only the case or the string type differs.
    match (left.ascii(), right.ascii()) {
        (Some(left), Some(right)) if left.eq_ignore_ascii_case(right) => Ordering::Equal,
        _ => left.prepared().cmp(right.prepared()),
    }
}

/// A number that is the same for attributes that match: from the type, and from the characters but for space and case.
fn hash_attribute(attribute: AttributeRef<'_>) -> u64 {
    let mut hash = Hash(attribute.oid().as_bytes().iter().fold(0, |hash, byte| (hash << 7) ^ u64::from(*byte)));
    let value = attribute.value();
    if is_bytes(attribute.tag()) && value.is_ascii() {
        value.iter().for_each(|byte| hash.add(u32::from(*byte)));
    } else if let Some(text) = Characters::new(attribute.tag(), value) {
        text.for_each(|character| hash.add(u32::from(character)));
    } else {
        // Compared by tag and bytes.
        hash.0 = value.iter().fold(mix(hash.0, u64::from(attribute.tag().0)), |hash, byte| mix(hash, u64::from(*byte)));
    }
    finish(hash.0)
}

/// A polynomial in the characters.
struct Hash(u64);

impl Hash {
    #[inline(always)]
    fn add(&mut self, character: u32) {
        // Space, and controls that count as space, count in no place, since some of them count in none. Lower case is one
        // bit; that it makes some signs equal does no harm.
        if character > 0x20 {
            let lower = character | if character < 0x80 { 0x20 } else { 0 };
            self.0 = self.0.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(lower));
        }
    }
}

#[inline]
const fn mix(hash: u64, value: u64) -> u64 {
    // The multiplier is 2^64 divided by the golden ratio, made odd: Knuth's multiplicative hashing.
    (hash.rotate_left(5) ^ value).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Spreads the high bits, which multiplication favours, over the low ones, which tables use.
const fn finish(hash: u64) -> u64 {
    (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::der::{Tag, Writer};
    use crate::{Name, Oid, oids};

    type Attribute<'a> = (Oid<'a>, Tag, &'a [u8]);

    fn name(rdns: &[&[Attribute<'_>]]) -> Name {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |name| {
            for rdn in rdns {
                name.nested(Tag::SET, |set| {
                    for (oid, tag, value) in *rdn {
                        set.nested(Tag::SEQUENCE, |attribute| {
                            attribute.oid(*oid);
                            attribute.value(*tag, value);
                        });
                    }
                });
            }
        });
        Name::parse(writer.as_bytes()).unwrap()
    }

    fn common_name(tag: Tag, value: &[u8]) -> Name {
        name(&[&[(oids::COMMON_NAME, tag, value)]])
    }

    #[track_caller]
    fn compare(left: &Name, right: &Name) -> bool {
        let (left, right) = (left.as_name(), right.as_name());
        let matches = left.matches(right);
        assert_eq!(right.matches(left), matches, "symmetric");
        assert_eq!(left.cmp_normalized(right) == Ordering::Equal, matches);
        assert_eq!(left.cmp_normalized(right), right.cmp_normalized(left).reverse());
        assert!(!matches || left.hash_normalized() == right.hash_normalized());
        assert_eq!(left.is_within(right) && right.is_within(left), matches);
        matches
    }

    #[test]
    fn strings_match_by_text() {
        let good = common_name(Tag::PRINTABLE_STRING, b"Good CA");
        for (tag, value) in [
            (Tag::PRINTABLE_STRING, &b"good ca"[..]),
            (Tag::PRINTABLE_STRING, b"  GOOD   CA "),
            (Tag::UTF8_STRING, b"Good CA"),
            (Tag::TELETEX_STRING, b"Good\tCA"),
            (Tag::IA5_STRING, b"Good CA"),
            (Tag::BMP_STRING, b"\0G\0o\0o\0d\0 \0 \0C\0A"),
            (Tag::UNIVERSAL_STRING, b"\0\0\0G\0\0\0o\0\0\0o\0\0\0d\0\0\0 \0\0\0C\0\0\0A"),
        ] {
            assert!(compare(&good, &common_name(tag, value)), "{tag:?} {value:02X?}");
        }
        for (tag, value) in [
            (Tag::PRINTABLE_STRING, &b"GoodCA"[..]),
            (Tag::PRINTABLE_STRING, b"Good CA."),
            (Tag::PRINTABLE_STRING, b"Good C"),
            (Tag::OCTET_STRING, b"Good CA"),
            (Tag::BMP_STRING, b"\0G\0o\0o\0d\0 \0 \0C\0A\0"),
        ] {
            assert!(!compare(&good, &common_name(tag, value)), "{tag:?} {value:02X?}");
        }
    }

    #[test]
    fn hashes_tell_names_apart_that_differ_in_more_than_space() {
        let names = [
            common_name(Tag::PRINTABLE_STRING, b"Good CA"),
            common_name(Tag::PRINTABLE_STRING, b"Good CB"),
            common_name(Tag::PRINTABLE_STRING, b"Godo CA"),
            common_name(Tag::UTF8_STRING, "z\u{fc}rich".as_bytes()),
            common_name(Tag::UTF8_STRING, "z\u{dc}rich".as_bytes()),
            common_name(Tag::UTF8_STRING, b"\xFF"),
            common_name(Tag::UTF8_STRING, b"\xFE"),
            common_name(Tag::OCTET_STRING, b"Good CA"),
            name(&[&[(oids::COUNTRY_NAME, Tag::UTF8_STRING, b"Good CA")]]),
            name(&[&[(oids::COMMON_NAME, Tag::UTF8_STRING, b"a")], &[(oids::COMMON_NAME, Tag::UTF8_STRING, b"b")]]),
            name(&[&[(oids::COMMON_NAME, Tag::UTF8_STRING, b"b")], &[(oids::COMMON_NAME, Tag::UTF8_STRING, b"a")]]),
            name(&[]),
        ];
        let mut hashes: Vec<u64> = names.iter().map(|name| name.as_name().hash_normalized()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), names.len());
    }

    #[test]
    fn beyond_ascii_only_equal_characters_match() {
        let latin = common_name(Tag::TELETEX_STRING, b"Z\xFCrich");
        assert!(compare(&latin, &common_name(Tag::UTF8_STRING, "zürich".as_bytes())));
        assert!(!compare(&latin, &common_name(Tag::UTF8_STRING, "zÜrich".as_bytes())));
        assert!(!compare(&latin, &common_name(Tag::UTF8_STRING, "zu\u{308}rich".as_bytes())));
    }

    #[test]
    fn malformed_and_other_values_match_by_bytes() {
        let bad = common_name(Tag::UTF8_STRING, b"bad \xFC");
        assert!(compare(&bad, &bad.clone()));
        assert!(!compare(&bad, &common_name(Tag::UTF8_STRING, b"BAD \xFC")));
        assert!(!compare(&bad, &common_name(Tag::TELETEX_STRING, b"bad \xFC")));
        assert!(!compare(&common_name(Tag::OCTET_STRING, b"a"), &common_name(Tag::OCTET_STRING, b"A")));
        assert!(!compare(&common_name(Tag::OCTET_STRING, b"a"), &common_name(Tag::BIT_STRING, b"a")));
    }

    #[test]
    fn relative_names_match_as_sets() {
        let cn = (oids::COMMON_NAME, Tag::UTF8_STRING, &b"a"[..]);
        let upper_cn = (oids::COMMON_NAME, Tag::PRINTABLE_STRING, &b"A"[..]);
        let ou = (oids::ORGANIZATIONAL_UNIT_NAME, Tag::UTF8_STRING, &b"b"[..]);
        let uid = (oids::USER_ID, Tag::UTF8_STRING, &b"c"[..]);
        assert!(compare(&name(&[&[cn, ou, uid]]), &name(&[&[uid, upper_cn, ou]])));
        assert!(!compare(&name(&[&[cn, ou]]), &name(&[&[cn], &[ou]])), "one relative name is not two");
        assert!(!compare(&name(&[&[cn, cn, ou]]), &name(&[&[cn, ou, ou]])), "how often counts");
        assert!(!compare(&name(&[&[cn, ou]]), &name(&[&[cn]])));
        assert!(!compare(&name(&[&[cn], &[ou]]), &name(&[&[ou], &[cn]])), "the order of relative names counts");
        assert!(compare(&name(&[&[cn, ou, uid, cn, ou, uid]]), &name(&[&[uid, uid, ou, upper_cn, cn, ou]])));
    }

    #[test]
    fn a_large_set_is_not_compared_quadratically() {
        let values: Vec<[u8; 4]> = (0..20_000_u32).map(u32::to_be_bytes).collect();
        let forth: Vec<Attribute<'_>> =
            values.iter().map(|value| (oids::COMMON_NAME, Tag::OCTET_STRING, &value[..])).collect();
        let mut back = forth.clone();
        back.reverse();
        assert!(compare(&name(&[&forth]), &name(&[&back])));
        back.pop();
        back.push((oids::COMMON_NAME, Tag::OCTET_STRING, b"last"));
        assert!(!compare(&name(&[&forth]), &name(&[&back])));
    }

    #[test]
    fn a_subtree_is_a_prefix() {
        let c = (oids::COUNTRY_NAME, Tag::PRINTABLE_STRING, &b"US"[..]);
        let c_lower = (oids::COUNTRY_NAME, Tag::UTF8_STRING, &b"us"[..]);
        let o = (oids::ORGANIZATION_NAME, Tag::UTF8_STRING, &b"Test"[..]);
        let cn = (oids::COMMON_NAME, Tag::UTF8_STRING, &b"x"[..]);
        let full = name(&[&[c], &[o], &[cn]]);
        for inside in [name(&[]), name(&[&[c_lower]]), name(&[&[c], &[o]]), full.clone()] {
            assert!(full.as_name().is_within(inside.as_name()), "{inside}");
        }
        for outside in [name(&[&[o]]), name(&[&[c, o]]), name(&[&[c], &[cn]]), name(&[&[c], &[o], &[cn], &[cn]])] {
            assert!(!full.as_name().is_within(outside.as_name()), "{outside}");
        }
    }

    #[test]
    fn the_order_is_total() {
        let mut names = [
            common_name(Tag::UTF8_STRING, b"b"),
            common_name(Tag::OCTET_STRING, b"a"),
            name(&[]),
            common_name(Tag::UTF8_STRING, b"A"),
            common_name(Tag::UTF8_STRING, b"\xFF"),
            name(&[&[(oids::COUNTRY_NAME, Tag::UTF8_STRING, b"a")]]),
            common_name(Tag::UTF8_STRING, b""),
        ];
        names.sort_by(|left, right| left.as_name().cmp_normalized(right.as_name()));
        for (index, left) in names.iter().enumerate() {
            for right in names.iter().skip(index + 1) {
                assert_eq!(left.as_name().cmp_normalized(right.as_name()), Ordering::Less, "{left} {right}");
            }
        }
    }
}
