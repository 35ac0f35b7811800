//! Writing names as text (RFC 4514, 2).

use super::{AttributeRef, NameRef};
use crate::{Hex, Oid, oids};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

/// The short names that RFC 4514, 3 has every program know, in the order of its table.
const SHORT_NAMES: [(&str, Oid<'static>); 9] = [
    ("CN", oids::COMMON_NAME),
    ("L", oids::LOCALITY_NAME),
    ("ST", oids::STATE_OR_PROVINCE_NAME),
    ("O", oids::ORGANIZATION_NAME),
    ("OU", oids::ORGANIZATIONAL_UNIT_NAME),
    ("C", oids::COUNTRY_NAME),
    ("STREET", oids::STREET_ADDRESS),
    ("DC", oids::DOMAIN_COMPONENT),
    ("UID", oids::USER_ID),
];

impl fmt::Display for NameRef<'_> {
    /// The text form of RFC 4514: most specific first, such as `CN=vcs.example.com,O=Example,C=NO`.
    ///
    /// Types without one of the nine short names of RFC 4514 are dotted, and have their value as `#` and the DER in
    /// hexadecimal, also where it is text (2.4); so have values that are not text. Control characters, and characters that
    /// change the direction or the line of the text around them, are written as escaped bytes.
    ///
    /// Cost: linear; allocates a list of the relative names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rdns: Vec<_> = self.rdns().collect();
        for (index, rdn) in rdns.iter().rev().enumerate() {
            if index > 0 {
                f.write_char(',')?;
            }
            for (index, attribute) in rdn.attributes().enumerate() {
                if index > 0 {
                    f.write_char('+')?;
                }
                write_attribute(f, &attribute)?;
            }
        }
        Ok(())
    }
}

fn write_attribute(f: &mut fmt::Formatter<'_>, attribute: &AttributeRef<'_>) -> fmt::Result {
    let oid = attribute.oid();
    let Some((short, _)) = SHORT_NAMES.iter().find(|(_, known)| *known == oid) else {
        write!(f, "{oid}=")?;
        return write_hex(f, attribute.encoded());
    };
    write!(f, "{short}=")?;
    match attribute.text() {
        Some(text) => write_escaped(f, &text),
        None => write_hex(f, attribute.encoded()),
    }
}

fn write_hex(f: &mut fmt::Formatter<'_>, der: &[u8]) -> fmt::Result {
    write!(f, "#{}", Hex(der))
}

/// RFC 4514, 2.4.
fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let last = text.len().saturating_sub(1);
    for (at, character) in text.char_indices() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            '#' if at == 0 => f.write_str("\\#")?,
            ' ' if at == 0 || at == last => f.write_str("\\ ")?,
            _ if is_disguise(character) => {
                character.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| write!(f, "\\{byte:02X}"))?;
            }
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}

/// Characters that would change how the text around them is shown: controls, line separators, marks of direction,
/// and invisible ones.
fn is_disguise(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Name;
    use crate::der::{Tag, Writer};
    use alloc::string::{String, ToString};

    fn print(attributes: &[(Oid<'_>, Tag, &[u8])]) -> String {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |name| {
            for (oid, tag, value) in attributes {
                name.nested(Tag::SET, |set| {
                    set.nested(Tag::SEQUENCE, |attribute| {
                        attribute.oid(*oid);
                        attribute.value(*tag, value);
                    });
                });
            }
        });
        Name::parse(writer.as_bytes()).unwrap().to_string()
    }

    fn print_common_name(value: &str) -> String {
        print(&[(oids::COMMON_NAME, Tag::UTF8_STRING, value.as_bytes())])
    }

    #[test]
    fn the_most_specific_comes_first() {
        let text = print(&[
            (oids::COUNTRY_NAME, Tag::PRINTABLE_STRING, b"NO"),
            (oids::STATE_OR_PROVINCE_NAME, Tag::UTF8_STRING, b"Oslo"),
            (oids::LOCALITY_NAME, Tag::UTF8_STRING, b"Lysaker"),
            (oids::STREET_ADDRESS, Tag::UTF8_STRING, b"Philip Pedersens vei 1"),
            (oids::ORGANIZATION_NAME, Tag::UTF8_STRING, b"Example"),
            (oids::ORGANIZATIONAL_UNIT_NAME, Tag::TELETEX_STRING, b"UC\xE9"),
            (oids::DOMAIN_COMPONENT, Tag::IA5_STRING, b"example"),
            (oids::USER_ID, Tag::UTF8_STRING, b"u1"),
            (oids::COMMON_NAME, Tag::BMP_STRING, b"\0v\0c\0s"),
        ]);
        let forth = "CN=vcs,UID=u1,DC=example,OU=UCé,O=Example,STREET=Philip Pedersens vei 1,L=Lysaker,ST=Oslo,C=NO";
        assert_eq!(text, forth);
        assert_eq!(print(&[]), "");
    }

    #[test]
    fn the_examples_of_rfc_4514_print() {
        // RFC 4514, 4.
        assert_eq!(print_common_name("James \"Jim\" Smith, III"), r#"CN=James \"Jim\" Smith\, III"#);
        assert_eq!(print_common_name("Before\rAfter"), r"CN=Before\0DAfter");
        assert_eq!(
            print(&[(crate::OidBuf::parse("1.3.6.1.4.1.1466.0").unwrap().as_oid(), Tag::OCTET_STRING, b"Hi")]),
            "1.3.6.1.4.1.1466.0=#04024869"
        );
        assert_eq!(print_common_name("Lučić"), "CN=Lučić");
    }

    #[test]
    fn specials_are_escaped() {
        assert_eq!(print_common_name(" a b "), r"CN=\ a b\ ");
        assert_eq!(print_common_name(" "), r"CN=\ ");
        assert_eq!(print_common_name("#a#"), r"CN=\#a#");
        assert_eq!(print_common_name("a+b;c<d>e\\f=g"), r"CN=a\+b\;c\<d\>e\\f=g");
        assert_eq!(print_common_name("\0\t\n\u{7F}\u{85}"), r"CN=\00\09\0A\7F\C2\85");
        assert_eq!(print_common_name("moc.\u{202E}elpmaxe"), r"CN=moc.\E2\80\AEelpmaxe");
    }

    #[test]
    fn what_is_no_text_or_has_no_short_name_is_hexadecimal() {
        assert_eq!(print(&[(oids::COMMON_NAME, Tag::UTF8_STRING, b"\xFF")]), "CN=#0c01ff");
        assert_eq!(print(&[(oids::COMMON_NAME, Tag::INTEGER, b"\x01")]), "CN=#020101");
        assert_eq!(print(&[(oids::EMAIL_ADDRESS, Tag::IA5_STRING, b"a@b")]), "1.2.840.113549.1.9.1=#1603614062");
    }
}
