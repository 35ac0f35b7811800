//! Reading names from text (RFC 4514, 3).

use super::Name;
use crate::der::{Reader, Tag, Writer};
use crate::{Error, Oid, OidBuf, codes, oids};
use alloc::vec::Vec;

/// What people write for attribute types; compared without case.
///
/// The first nine are those of RFC 4514, 3; the others are registered for LDAP, or what OpenSSL and others print.
const TYPE_NAMES: [(&str, Oid<'static>); 36] = [
    ("CN", oids::COMMON_NAME),
    ("L", oids::LOCALITY_NAME),
    ("ST", oids::STATE_OR_PROVINCE_NAME),
    ("O", oids::ORGANIZATION_NAME),
    ("OU", oids::ORGANIZATIONAL_UNIT_NAME),
    ("C", oids::COUNTRY_NAME),
    ("STREET", oids::STREET_ADDRESS),
    ("DC", oids::DOMAIN_COMPONENT),
    ("UID", oids::USER_ID),
    ("commonName", oids::COMMON_NAME),
    ("localityName", oids::LOCALITY_NAME),
    ("stateOrProvinceName", oids::STATE_OR_PROVINCE_NAME),
    ("S", oids::STATE_OR_PROVINCE_NAME),
    ("organizationName", oids::ORGANIZATION_NAME),
    ("organizationalUnitName", oids::ORGANIZATIONAL_UNIT_NAME),
    ("countryName", oids::COUNTRY_NAME),
    ("streetAddress", oids::STREET_ADDRESS),
    ("domainComponent", oids::DOMAIN_COMPONENT),
    ("userId", oids::USER_ID),
    ("E", oids::EMAIL_ADDRESS),
    ("email", oids::EMAIL_ADDRESS),
    ("emailAddress", oids::EMAIL_ADDRESS),
    ("SN", oids::SURNAME),
    ("surname", oids::SURNAME),
    ("GN", oids::GIVEN_NAME),
    ("G", oids::GIVEN_NAME),
    ("givenName", oids::GIVEN_NAME),
    ("serialNumber", oids::SERIAL_NUMBER),
    ("title", oids::TITLE),
    ("T", oids::TITLE),
    ("name", oids::NAME),
    ("initials", oids::INITIALS),
    ("generationQualifier", oids::GENERATION_QUALIFIER),
    ("dnQualifier", oids::DN_QUALIFIER),
    ("pseudonym", oids::PSEUDONYM),
    ("organizationIdentifier", oids::ORGANIZATION_IDENTIFIER),
];

impl Name {
    /// Reads the text form of RFC 4514, most specific first, such as `CN=vcs.example.com,O=Example,C=NO`.
    ///
    /// What [`Display`](core::fmt::Display) writes is read back as a name that matches. Beyond RFC 4514 this takes
    /// spaces around `,`, `+` and `=`, `;` for `,`, quoted values and `OID.` in front of dotted types (all RFC 2253, 4),
    /// and more type names, such as `E`, `emailAddress`, `SN`, `GN`, `serialNumber`, `title`. Type names have no case.
    ///
    /// Values become UTF8String; PrintableString for countryName, serialNumber and dnQualifier, and IA5String for
    /// domainComponent and emailAddress, as long as their characters allow it. A value of the form `#0c0141` is taken as
    /// the DER that it spells. The attributes of one relative name are sorted as DER demands.
    ///
    /// # Errors
    ///
    /// [`codes::NAME_TEXT_INVALID`], with the byte offset in `text`.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::x509::Name;
    ///
    /// let name = Name::parse_rfc4514(r#"cn="Smith, John" + UID=js, o=Example\, Inc., C=US"#)?;
    /// assert_eq!(name.to_string(), r"UID=js+CN=Smith\, John,O=Example\, Inc.,C=US");
    /// assert_eq!(Name::parse_rfc4514("CN=a,,C=US").unwrap_err().offset(), Some(5));
    /// # Ok::<(), ucpki::x509::Error>(())
    /// ```
    pub fn parse_rfc4514(text: &str) -> Result<Self, Error> {
        let mut scanner = Scanner { text, at: 0 };
        scanner.skip_space();
        let mut rdns: Vec<Vec<Vec<u8>>> = Vec::new();
        let mut joins = false;
        while scanner.at < text.len() || !rdns.is_empty() {
            let attribute = scanner.attribute()?;
            match rdns.last_mut().filter(|_| joins) {
                Some(rdn) => rdn.push(attribute),
                None => rdns.push(Vec::from([attribute])),
            }
            scanner.skip_space();
            joins = match scanner.next() {
                Some(b',' | b';') => false,
                Some(b'+') => true,
                Some(_) => return Err(scanner.error_before()),
                None => break,
            };
        }
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |name| {
            for rdn in rdns.iter_mut().rev() {
                // X.690, 11.6: the components of a SET OF are in ascending order of their encodings.
                rdn.sort_unstable();
                name.nested(Tag::SET, |set| rdn.iter().for_each(|attribute| set.encoded(attribute)));
            }
        });
        Ok(Self(writer.into_bytes()))
    }
}

/// Walks through the text byte by byte; everything with a meaning is ASCII.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// A value before its string type is chosen.
enum Value {
    Encoded(Vec<u8>),
    Text(Vec<u8>),
}

impl Scanner<'_> {
    /// One attribute, as DER.
    fn attribute(&mut self) -> Result<Vec<u8>, Error> {
        let oid = self.attribute_type()?;
        let start = self.at;
        let value = self.value()?;
        let mut writer = Writer::new();
        let mut sound = true;
        writer.nested(Tag::SEQUENCE, |attribute| {
            attribute.oid(oid.as_oid());
            match &value {
                Value::Encoded(der) => attribute.encoded(der),
                Value::Text(bytes) => {
                    sound = core::str::from_utf8(bytes).is_ok();
                    attribute.value(string_kind(oid.as_oid(), bytes), bytes);
                }
            }
        });
        if sound { Ok(writer.into_bytes()) } else { Err(error_at(start)) }
    }

    /// A type name or dotted type, and the equals sign behind it.
    fn attribute_type(&mut self) -> Result<OidBuf, Error> {
        self.skip_space();
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) {
            self.at += 1;
        }
        let name = self.text.get(start..self.at).unwrap_or("");
        let oid = attribute_type(name).ok_or(error_at(start))?;
        self.skip_space();
        if self.next() != Some(b'=') {
            return Err(self.error_before());
        }
        self.skip_space();
        Ok(oid)
    }

    fn value(&mut self) -> Result<Value, Error> {
        match self.peek() {
            Some(b'#') => self.hexadecimal().map(Value::Encoded),
            Some(b'"') => self.quoted().map(Value::Text),
            _ => self.string().map(Value::Text),
        }
    }

    /// `#` and the bytes of one DER value.
    fn hexadecimal(&mut self) -> Result<Vec<u8>, Error> {
        let start = self.at;
        self.at += 1;
        let mut der = Vec::new();
        while let Some(high) = self.peek().and_then(hex_digit) {
            self.at += 1;
            let low = self.next().and_then(hex_digit).ok_or_else(|| self.error_before())?;
            der.push(high << 4 | low);
        }
        let mut reader = Reader::new(&der)?;
        let whole = reader.read().is_ok() && reader.is_empty();
        if whole { Ok(der) } else { Err(error_at(start)) }
    }

    /// A value in quotes, where separators stand for themselves (RFC 2253, 4).
    fn quoted(&mut self) -> Result<Vec<u8>, Error> {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            match self.next() {
                Some(b'"') => return Ok(bytes),
                Some(b'\\') => bytes.push(self.escaped()?),
                Some(byte) => bytes.push(byte),
                None => return Err(error_at(start)),
            }
        }
    }

    /// A value up to the next separator, without the space behind it unless that is escaped.
    fn string(&mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut significant = 0;
        while let Some(byte) = self.peek() {
            match byte {
                b',' | b';' | b'+' => break,
                // RFC 4514, 3: these three, and the null character, have to be escaped.
                b'"' | b'<' | b'>' | 0 => return Err(error_at(self.at)),
                b'\\' => {
                    self.at += 1;
                    bytes.push(self.escaped()?);
                    significant = bytes.len();
                }
                _ => {
                    self.at += 1;
                    bytes.push(byte);
                    if !is_space(byte) {
                        significant = bytes.len();
                    }
                }
            }
        }
        bytes.truncate(significant);
        Ok(bytes)
    }

    /// What follows a backslash: a special character for itself, or a byte in hexadecimal.
    fn escaped(&mut self) -> Result<u8, Error> {
        let first = self.next().ok_or_else(|| self.error_before())?;
        if matches!(first, b' ' | b'"' | b'#' | b'+' | b',' | b';' | b'<' | b'=' | b'>' | b'\\') {
            return Ok(first);
        }
        let high = hex_digit(first).ok_or_else(|| self.error_before())?;
        let low = self.next().and_then(hex_digit).ok_or_else(|| self.error_before())?;
        Ok(high << 4 | low)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek();
        self.at += 1;
        byte
    }

    /// An error about the byte that was taken last.
    fn error_before(&self) -> Error {
        error_at(self.at.saturating_sub(1))
    }
}

fn error_at(offset: usize) -> Error {
    Error::at_byte(&codes::NAME_TEXT_INVALID, offset)
}

fn attribute_type(name: &str) -> Option<OidBuf> {
    if let Some((_, oid)) = TYPE_NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Some((*oid).into());
    }
    let dotted = match name.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("OID.") => name.get(4..)?,
        _ => name,
    };
    OidBuf::parse(dotted).ok()
}

/// The string type that RFC 5280, appendix A prescribes, as long as the characters allow it; UTF8String otherwise.
fn string_kind(oid: Oid<'_>, bytes: &[u8]) -> Tag {
    match oid {
        oids::COUNTRY_NAME | oids::SERIAL_NUMBER | oids::DN_QUALIFIER if bytes.iter().all(is_printable) => {
            Tag::PRINTABLE_STRING
        }
        oids::DOMAIN_COMPONENT | oids::EMAIL_ADDRESS if bytes.is_ascii() => Tag::IA5_STRING,
        _ => Tag::UTF8_STRING,
    }
}

/// The repertoire of PrintableString (X.680, 41.4).
fn is_printable(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(byte)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Space that does not count unless it is escaped; RFC 4514 knows the space only, files end in line feeds.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[track_caller]
    fn reads_as(text: &str, printed: &str) {
        assert_eq!(Name::parse_rfc4514(text).unwrap().to_string(), printed, "{text}");
    }

    #[test]
    fn the_examples_of_rfc_4514_are_read() {
        // RFC 4514, 4, and RFC 2253, 5.
        for text in [
            "UID=jsmith,DC=example,DC=net",
            r#"CN=James \"Jim\" Smith\, III,DC=example,DC=net"#,
            r"CN=Before\0DAfter,DC=example,DC=net",
            "1.3.6.1.4.1.1466.0=#04024869",
            "CN=Steve Kille,O=Isode Limited,C=GB",
        ] {
            reads_as(text, text);
        }
        reads_as("CN=J.  Smith+OU=Sales,DC=example,DC=net", "OU=Sales+CN=J.  Smith,DC=example,DC=net");
        reads_as(r"CN=Lu\C4\8Di\C4\87", "CN=Lučić");
    }

    #[test]
    fn what_people_write_is_read() {
        reads_as("", "");
        reads_as("  ", "");
        reads_as(" cn = a b \t; o=\"x, y \" , oid.2.5.4.6=US\n", r"CN=a b,O=x\, y\ ,C=US");
        reads_as("commonName=a,S=b,localityName=c,organizationalunitname=d", "CN=a,ST=b,L=c,OU=d");
        reads_as("CN=", "CN=");
        reads_as("CN=,C=US", "CN=,C=US");
        reads_as("CN=#0C0161", "CN=a");
        reads_as(r"CN=\#a\ ", r"CN=\#a\ ");
        reads_as("CN=a=b#c", "CN=a=b#c");
        reads_as(r#"CN="a\"b\41""#, r#"CN=a\"bA"#);
        reads_as("E=a@b", "1.2.840.113549.1.9.1=#1603614062");
    }

    #[test]
    fn string_types_are_those_of_rfc_5280() {
        let tag = |text: &str| Name::parse_rfc4514(text).unwrap().as_name().attributes().next().unwrap().tag();
        assert_eq!(tag("CN=a"), Tag::UTF8_STRING);
        assert_eq!(tag("C=US"), Tag::PRINTABLE_STRING);
        assert_eq!(tag("C=Ü"), Tag::UTF8_STRING);
        assert_eq!(tag("serialNumber=1"), Tag::PRINTABLE_STRING);
        assert_eq!(tag("serialNumber=1_2"), Tag::UTF8_STRING);
        assert_eq!(tag("dnQualifier=x"), Tag::PRINTABLE_STRING);
        assert_eq!(tag("DC=a_b"), Tag::IA5_STRING);
        assert_eq!(tag("emailAddress=a@b"), Tag::IA5_STRING);
        assert_eq!(tag("2.5.4.3=#130161"), Tag::PRINTABLE_STRING);
    }

    #[test]
    fn errors_say_where() {
        for (text, offset) in [
            ("CN", 2),
            ("=a", 0),
            ("CN=a,", 5),
            ("CN=a,,C=US", 5),
            ("CN=a+", 5),
            ("FOO=a", 0),
            ("CN=a,1.=b", 5),
            ("CN=a<b", 4),
            ("CN=a\"b", 4),
            ("CN=a\0", 4),
            (r"CN=a\", 5),
            (r"CN=a\x", 5),
            (r"CN=a\4", 6),
            (r"CN=\FF", 3),
            ("CN=\"a", 3),
            ("CN=\"a\"b", 6),
            ("CN=#", 3),
            ("CN=#0", 5),
            ("CN=#0C02", 3),
            ("CN=#0C0161FF", 3),
            ("CN=#0C0161 x", 11),
            ("CN a", 3),
            (",", 0),
        ] {
            assert_eq!(Name::parse_rfc4514(text), Err(error_at(offset)), "{text}");
        }
    }
}
