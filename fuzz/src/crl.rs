//! `crl_parse`: our reader of CRLs against two others, its ways of walking through entries against each other, and the
//! index against a plain search.

use crate::certificate::{Text, place_is_inside};
use crate::{facts, peers};
use ucpki_crl::{IndexKey, IndexedCrl};
use ucpki_tests::fake::FAKE;
use ucpki_x509::der::Integer;
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Crl, CrlEntry, CrlRef, Error, GeneralName, NameRef, Oddities};

/// Reads `der` as a CRL.
///
/// # Panics
///
/// If a reader of CRLs in [`peers`] disagrees for no known reason, or our accessors contradict each other.
pub fn crl_parse(der: &[u8]) {
    let mut visited = Vec::new();
    let crl = CrlRef::parse_with(der, |entry| visited.push(*entry));
    let facts = crl.as_ref().map(|crl| facts::of_crl!(crl));
    for peer in peers::ALL {
        let refusals = || match (&crl, &facts) {
            (Ok(crl), Ok(facts)) => (peer.crl_refusals)(crl, facts),
            _ => Vec::new(),
        };
        let (ours, theirs) = (facts.as_ref().map_err(|error| *error), (peer.crl)(der));
        let acceptances = |theirs: &facts::Crl, error: &Error| {
            peer.crl_acceptances.contains(&error.code()) || peers::has_malformed_entry(theirs)
        };
        peers::compare(peer.name, ours, theirs, refusals, acceptances);
    }
    let owned = Crl::parse(der);
    assert_eq!(crl.as_ref().map(|one| one.as_der()), owned.as_ref().map(Crl::as_der));
    match (&crl, owned) {
        (Ok(crl), Ok(owned)) => {
            assert!(facts.is_ok_and(|facts| facts::of_crl!(&owned) == facts), "the owned CRL says something else");
            entries_are_those_visited(crl, &visited);
            agrees_with_itself(crl);
            index_finds_what_a_search_finds(crl, owned);
        }
        (Err(error), _) => place_is_inside(error, der),
        _ => {}
    }
}

fn entries_are_those_visited(crl: &CrlRef<'_>, visited: &[CrlEntry<'_>]) {
    assert_eq!(u32::try_from(visited.len()), Ok(crl.entry_count()));
    let entries: Vec<_> = crl.entries().collect();
    assert_eq!(entries.len(), visited.len());
    for (entry, visited) in entries.iter().zip(visited) {
        assert!(facts::entry(entry) == facts::entry(visited));
        let again = crl.entry_at(entry.offset()).expect("an entry is there");
        assert!(facts::entry(&again) == facts::entry(visited) && again.offset() == visited.offset());
    }
    // Other offsets give anything, but no panic.
    for offset in [0, 1, crl.as_der().len() / 2, crl.as_der().len(), u32::MAX as usize] {
        let _ = crl.entry_at(offset as u32).map(|entry| facts::entry(&entry));
    }
}

fn agrees_with_itself(crl: &CrlRef<'_>) {
    let mut text = Text::new(crl.as_der());
    text.add(crl);
    text.add(&crl.oddities());
    let has = |oddity| crl.oddities().contains(oddity);
    assert_eq!(has(Oddities::NO_NEXT_UPDATE), crl.next_update().is_none());
    assert_eq!(has(Oddities::SIGNATURE_BITS), crl.signature().is_none());
    assert_eq!(has(Oddities::EXTENSION_REPEATED), facts::has_repeated(crl.extensions().map(|one| one.oid())));
    assert!(crl.version() == 2 || crl.extensions().count() == 0);
    for kind in ExtensionKind::ALL {
        let first = crl.extensions().find(|one| one.oid() == kind.oid());
        assert_eq!(crl.has_extension(*kind), first.is_some(), "{kind:?}");
        assert_eq!(crl.is_critical(*kind), first.is_some_and(|one| one.is_critical()), "{kind:?}");
    }
    let unknown =
        |one: &ucpki_x509::extension::Extension<'_>| one.is_critical() && ExtensionKind::from_oid(one.oid()).is_none();
    assert_eq!(crl.unknown_critical_extension().is_some(), crl.extensions().any(|one| unknown(&one)));
    for entry in crl.entries() {
        text.add(&(entry.reason(), entry.invalidity_date()));
        let issuer = entry.certificate_issuer();
        assert!(issuer.is_none() || crl.names_other_issuers());
        issuer.into_iter().for_each(|names| text.names(&names));
        let critical = entry.extensions().any(|one| unknown(&one));
        assert!(!critical || crl.unknown_critical_entry_extension().is_some());
    }
    text.result(crl.authority_key_identifier(), |text, found| text.add(&found));
    text.result(crl.issuer_alt_name(), |text, found| text.names(&found));
    text.result(crl.crl_number(), |text, found| text.add(&found));
    text.result(crl.delta_crl_indicator(), |text, found| text.add(&found));
    text.result(crl.issuing_distribution_point(), |text, found| {
        text.add(&(found.only_some_reasons(), found.is_indirect()));
        found.name().into_iter().for_each(|name| text.point(&name));
    });
    text.result(crl.freshest_crl(), |text, found| text.points(&found));
    text.result(crl.authority_info_access(), |text, found| {
        found.iter().for_each(|one| text.add(&(one.method(), one.location())));
    });
}

fn index_finds_what_a_search_finds(crl: &CrlRef<'_>, owned: Crl) {
    let indexes = [IndexedCrl::new(owned.clone(), &FAKE), IndexedCrl::with_key(owned, &FAKE, IndexKey::new([0; 16]))];
    let mut wanted: Vec<Vec<u8>> = vec![vec![0], vec![1], vec![0xFF]];
    // Far more than a list in an input of usual size has.
    for entry in crl.entries().take(500) {
        let serial = entry.serial().as_bytes();
        // Those in the list, and some that look like them.
        wanted.push(serial.to_vec());
        wanted.push([&[0], serial].concat());
        wanted.push(serial.strip_prefix(&[0]).unwrap_or(serial).to_vec());
        let mut other = serial.to_vec();
        if let Some(last) = other.last_mut() {
            *last ^= 1;
        }
        wanted.push(other);
    }
    for serial in wanted.iter().filter_map(|bytes| Integer::new(bytes)) {
        let Some(searched) = search(crl, crl.issuer(), serial) else { break };
        for index in &indexes {
            let found = planted::find(index, serial);
            assert_eq!(found.map(|entry| entry.offset()), searched, "{serial:02X?}");
        }
    }
    // The entries of other issuers, each under its issuer.
    for entry in crl.entries().take(100) {
        for index in &indexes {
            let issuer = index.issuer_of(&entry);
            let Some(searched) = search(crl, issuer, entry.serial()) else { break };
            assert_eq!(index.find_for_issuer(issuer, entry.serial()).map(|found| found.offset()), searched, "{issuer}");
        }
    }
    // Why it can be used or not is always said.
    let _ = indexes.map(|index| index.unusable().map(|code| code.name()));
}

/// The first entry that means this certificate (RFC 5280, 5.3.3); the outer `None` where an entry does not say whom it means.
fn search(crl: &CrlRef<'_>, issuer: NameRef<'_>, serial: Integer<'_>) -> Option<Option<u32>> {
    let (mut meant, mut found) = (crl.issuer(), None);
    for entry in crl.entries() {
        if let Some(names) = entry.certificate_issuer() {
            let mut directory = names.iter().filter_map(|name| match name {
                GeneralName::DirectoryName(name) => Some(name),
                _ => None,
            });
            let (Some(name), None) = (directory.next(), directory.next()) else { return None };
            meant = name;
        }
        if found.is_none() && entry.serial() == serial && meant.matches(issuer) {
            found = Some(entry.offset());
        }
    }
    Some(found)
}

#[cfg(not(ucpki_planted_bug = "crl_parse"))]
mod planted {
    pub(super) fn find<'a>(
        index: &'a ucpki_crl::IndexedCrl,
        serial: ucpki_x509::der::Integer<'_>,
    ) -> Option<ucpki_x509::CrlEntry<'a>> {
        index.find(serial)
    }
}

/// The planted bug: the sign byte does not count if that gives an entry, so that 255 is found where -1 is meant.
#[cfg(ucpki_planted_bug = "crl_parse")]
mod planted {
    use ucpki_x509::der::Integer;

    pub(super) fn find<'a>(index: &'a ucpki_crl::IndexedCrl, serial: Integer<'_>) -> Option<ucpki_x509::CrlEntry<'a>> {
        let unsigned = serial.as_bytes().strip_prefix(&[0]).and_then(Integer::new);
        unsigned.and_then(|unsigned| index.find(unsigned)).or_else(|| index.find(serial))
    }
}
