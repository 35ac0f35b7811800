//! Properties of names: the text form of RFC 4514 there and back, and comparison (RFC 5280, 7.1).

#![expect(clippy::expect_used, reason = "tests")]

use core::cmp::Ordering;
use proptest::prelude::*;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Name, NameRef, Oid, oids};

#[derive(Clone, Debug)]
struct Attribute {
    oid: Oid<'static>,
    tag: Tag,
    value: Vec<u8>,
}

fn encode(rdns: &[Vec<Attribute>]) -> Name {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |name| {
        for rdn in rdns {
            name.nested(Tag::SET, |set| {
                for attribute in rdn {
                    set.nested(Tag::SEQUENCE, |pair| {
                        pair.oid(attribute.oid);
                        pair.value(attribute.tag, &attribute.value);
                    });
                }
            });
        }
    });
    Name::parse(writer.as_bytes()).expect("the name is well-formed")
}

fn oid() -> impl Strategy<Value = Oid<'static>> {
    prop::sample::select(vec![
        oids::COMMON_NAME,
        oids::COUNTRY_NAME,
        oids::DOMAIN_COMPONENT,
        oids::EMAIL_ADDRESS,
        oids::ORGANIZATION_NAME,
        oids::SERIAL_NUMBER,
        oids::USER_ID,
        oids::SERVER_AUTH,
    ])
}

/// Strings of every kind, well-formed or not, with many of the characters that have a meaning somewhere.
fn value() -> impl Strategy<Value = (Tag, Vec<u8>)> {
    let tags = [0x0C, 0x0C, 0x13, 0x14, 0x16, 0x1A, 0x12, 0x1E, 0x1C, 0x04, 0x30].map(Tag);
    let text = prop_oneof!["[ aB,+\"\\\\<>;#=\t\n\0é]{0,8}", ".{0,8}"].prop_map(String::into_bytes);
    let wide = ".{0,6}".prop_map(|text| text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    let bytes = prop::collection::vec(any::<u8>(), 0..9);
    (prop::sample::select(tags.to_vec()), prop_oneof![3 => text, 1 => wide, 1 => bytes])
}

fn attribute() -> impl Strategy<Value = Attribute> {
    (oid(), value()).prop_map(|(oid, (tag, value))| Attribute { oid, tag, value })
}

fn rdns() -> impl Strategy<Value = Vec<Vec<Attribute>>> {
    prop::collection::vec(prop::collection::vec(attribute(), 1..7), 0..4)
}

/// The same text in another case, with other space, and as UTF8String.
fn respell(attribute: &Attribute) -> Attribute {
    let utf8 = matches!(attribute.tag.0, 0x0C | 0x13 | 0x16 | 0x1A | 0x12);
    let ascii = attribute.tag == Tag::UTF8_STRING || attribute.value.is_ascii();
    match core::str::from_utf8(&attribute.value) {
        Ok(text) if utf8 && ascii => {
            let text = format!(" {}\r\n", text.to_ascii_uppercase().replace(' ', " \t "));
            Attribute { tag: Tag::UTF8_STRING, value: text.into_bytes(), ..attribute.clone() }
        }
        _ => attribute.clone(),
    }
}

proptest! {
    #[test]
    fn text_is_read_back_as_a_name_that_matches(rdns in rdns()) {
        let name = encode(&rdns);
        let text = name.to_string();
        prop_assert!(!text.chars().any(char::is_control), "{text:?}");
        let back = Name::parse_rfc4514(&text).map_err(|error| TestCaseError::fail(format!("{text:?}: {error}")))?;
        prop_assert!(back.as_name().matches(name.as_name()), "{text:?}");
        prop_assert_eq!(back.as_name().hash_normalized(), name.as_name().hash_normalized());
        // What was read from text comes back byte for byte, once the string types are those of this library.
        prop_assert_eq!(Name::parse_rfc4514(&back.to_string()), Ok(back));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[CNOU=+,;#\"\\\\ 0-9a-f.é]{0,24}") {
        match Name::parse_rfc4514(&text) {
            Ok(name) => {
                prop_assert!(NameRef::parse(name.as_der()).is_ok());
                let back = Name::parse_rfc4514(&name.to_string());
                prop_assert!(back.is_ok_and(|back| back.as_name().matches(name.as_name())));
            }
            Err(error) => prop_assert!(error.offset().is_some_and(|offset| offset <= text.len()), "{error}"),
        }
    }

    #[test]
    fn spelling_and_order_in_a_set_make_no_difference(rdns in rdns()) {
        let respelled: Vec<Vec<_>> = rdns.iter().map(|rdn| rdn.iter().rev().map(respell).collect()).collect();
        let (left, right) = (encode(&rdns), encode(&respelled));
        let (left, right) = (left.as_name(), right.as_name());
        prop_assert!(left.matches(right) && left.is_within(right));
        prop_assert_eq!(left.cmp_normalized(right), Ordering::Equal);
        prop_assert_eq!(left.hash_normalized(), right.hash_normalized());
    }

    #[test]
    fn the_order_is_total(rdns in prop::collection::vec(rdns(), 3)) {
        let names: Vec<Name> = rdns.iter().map(|rdns| encode(rdns)).collect();
        let mut sorted: Vec<NameRef<'_>> = names.iter().map(Name::as_name).collect();
        sorted.sort_by(|left, right| left.cmp_normalized(*right));
        for (index, left) in sorted.iter().enumerate() {
            for right in sorted.iter().skip(index) {
                prop_assert_ne!(left.cmp_normalized(*right), Ordering::Greater);
                prop_assert_eq!(right.cmp_normalized(*left), left.cmp_normalized(*right).reverse());
                prop_assert_eq!(left.matches(*right), left.cmp_normalized(*right) == Ordering::Equal);
            }
        }
    }
}
