//! `name_parse`: names from DER and from text, their text form, and the comparison of two against a plain one.

use crate::certificate::place_is_inside;
use std::cmp::Ordering;
use ucpki_x509::der::Reader;
use ucpki_x509::{Name, NameRef};

/// Reads two names, one behind the other, and the whole input as the text of one.
///
/// # Panics
///
/// If a name is not read back from its text, or comparing contradicts itself or the plain way.
pub fn name_parse(data: &[u8]) {
    let mut names = Vec::new();
    if let Ok(mut reader) = Reader::new(data) {
        while names.len() < 3 && !reader.is_empty() {
            match NameRef::read(&mut reader) {
                Ok(name) => names.push(name.to_name()),
                Err(error) => {
                    place_is_inside(&error, data);
                    break;
                }
            }
        }
    }
    if let Ok(text) = core::str::from_utf8(data) {
        match Name::parse_rfc4514(text) {
            Ok(name) => names.push(name),
            // The place behind the end says that something is missing.
            Err(error) => assert!(error.offset().is_some_and(|offset| offset <= text.len()), "{error}: {text}"),
        }
    }
    for name in &names {
        is_read_back(name.as_name());
        for other in &names {
            compares(name.as_name(), other.as_name());
        }
    }
}

fn is_read_back(name: NameRef<'_>) {
    assert_eq!(NameRef::parse(name.as_der()), Ok(name));
    assert_eq!(name.rdns().count(), name.rdn_count());
    assert_eq!(name.is_empty(), name.rdn_count() == 0);
    assert_eq!(name.rdns().flat_map(|rdn| rdn.attributes()).count(), name.attributes().count());
    let text = name.to_string();
    // Nothing in it moves the cursor or the direction of the text around it.
    assert!(!text.chars().any(|character| character.is_control() || ('\u{202A}'..='\u{202E}').contains(&character)));
    // An arc above 128 bits has no text (`Oid`'s Display).
    if name.attributes().any(|attribute| attribute.oid().arcs().any(|arc| arc.is_none())) {
        return;
    }
    let again = Name::parse_rfc4514(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(again.as_name().matches(name), "{text} is read as {:02x?}, was {:02x?}", again.as_der(), name.as_der());
    // Attributes of one relative name may have changed places, and kinds of strings. From here on nothing changes.
    let twice = Name::parse_rfc4514(&again.to_string()).unwrap_or_else(|error| panic!("{again}: {error}"));
    assert_eq!(twice.as_der(), again.as_der(), "{text}");
}

fn compares(one: NameRef<'_>, other: NameRef<'_>) {
    let matches = planted::matches(one, other);
    assert!(one.matches(one), "{one}");
    assert_eq!(matches, planted::matches(other, one), "{one} and {other}");
    assert_eq!(matches, plain(one) == plain(other), "{one} and {other}: {:?} {:?}", plain(one), plain(other));
    let order = one.cmp_normalized(other);
    assert_eq!(order.reverse(), other.cmp_normalized(one), "{one} and {other}");
    assert_eq!(matches, order == Ordering::Equal, "{one} and {other}");
    if matches {
        assert_eq!(one.hash_normalized(), other.hash_normalized(), "{one} and {other}");
    }
    let (plain_one, plain_other) = (plain(one), plain(other));
    assert_eq!(one.is_within(other), plain_one.starts_with(&plain_other), "{one} within {other}");
}

/// A value as it is compared: text in lower case with single spaces, or tag and bytes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Text(String),
    Bytes(u8, Vec<u8>),
}

/// RFC 5280, 7.1 the plain way, with the departure that [`NameRef`] tells: ASCII only.
fn plain(name: NameRef<'_>) -> Vec<Vec<(Vec<u8>, Value)>> {
    let value = |attribute: &ucpki_x509::AttributeRef<'_>| match attribute.text() {
        Some(text) => {
            let is_space = |character: char| ('\t'..='\r').contains(&character) || character == ' ';
            let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
            Value::Text(words.join(" ").to_ascii_lowercase())
        }
        None => Value::Bytes(attribute.tag().0, attribute.value().to_vec()),
    };
    name.rdns()
        .map(|rdn| {
            let mut attributes: Vec<_> =
                rdn.attributes().map(|one| (one.oid().as_bytes().to_vec(), value(&one))).collect();
            attributes.sort();
            attributes
        })
        .collect()
}

#[cfg(not(ucpki_planted_bug = "name_parse"))]
mod planted {
    pub(super) fn matches(one: ucpki_x509::NameRef<'_>, other: ucpki_x509::NameRef<'_>) -> bool {
        one.matches(other)
    }
}

/// The planted bug: letters beyond ASCII are compared without case, too.
#[cfg(ucpki_planted_bug = "name_parse")]
mod planted {
    use ucpki_x509::{Name, NameRef};

    pub(super) fn matches(one: NameRef<'_>, other: NameRef<'_>) -> bool {
        let lower = |name: NameRef<'_>| Name::parse_rfc4514(&name.to_string().to_lowercase()).ok();
        one.matches(other)
            || (one.rdn_count() == other.rdn_count()
                && lower(one).zip(lower(other)).is_some_and(|(one, other)| one.as_name().matches(other.as_name())))
    }
}
