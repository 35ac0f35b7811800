use super::{der, oid};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{OidBuf, oids};

/// A distinguished name, as a list of relative names in the order of the encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    relative: Vec<Vec<Attribute>>,
}

/// One attribute of a relative distinguished name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The type.
    pub kind: OidBuf,
    /// The kind of string.
    pub text: Text,
    /// The value.
    pub value: String,
}

/// The kind of string that an attribute value is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// BMPString: UCS-2.
    Bmp,
    /// IA5String: ASCII.
    Ia5,
    /// PrintableString.
    Printable,
    /// TeletexString, written as Latin-1, as everyone does.
    Teletex,
    /// UniversalString: UCS-4.
    Universal,
    /// UTF8String.
    Utf8,
}

impl Name {
    /// The empty name.
    #[must_use]
    pub const fn empty() -> Self {
        Self { relative: Vec::new() }
    }

    /// One common name.
    #[must_use]
    pub fn common(value: &str) -> Self {
        Self { relative: vec![vec![Attribute::new("CN", value)]] }
    }

    /// Reads the notation of RFC 4514: `CN=leaf,OU=a+OU=b,O=Example`, most specific first, `\` escapes one character.
    ///
    /// Types are short names or dotted decimal. The strings are PrintableString where that can hold them, else
    /// UTF8String; IA5String for `DC` and `emailAddress`.
    ///
    /// # Panics
    ///
    /// If a piece has no `=` or its type is not known.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut relative: Vec<Vec<Attribute>> = Vec::new();
        for piece in split(text, ',') {
            let attributes = split(&piece, '+').into_iter().map(|attribute| {
                let (kind, value) = attribute.split_once('=').expect("type=value");
                let value = unescape(value);
                Attribute::new(kind.trim(), &value)
            });
            relative.push(attributes.collect());
        }
        relative.reverse();
        Self { relative }
    }

    /// The same name with every string of the kind `text`.
    #[must_use]
    pub fn with_text(mut self, text: Text) -> Self {
        self.relative.iter_mut().flatten().for_each(|attribute| attribute.text = text);
        self
    }

    /// One more relative name at the specific end.
    #[must_use]
    pub fn and(mut self, attributes: Vec<Attribute>) -> Self {
        self.relative.push(attributes);
        self
    }

    /// The relative names in the order of the encoding.
    #[must_use]
    pub fn relative(&self) -> &[Vec<Attribute>] {
        &self.relative
    }

    /// Whether there is no attribute.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.relative.is_empty()
    }

    /// DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        der(Tag::SEQUENCE, |name| {
            for relative in &self.relative {
                // X.690, 11.6: the elements of a SET OF are in the order of their encodings.
                let mut attributes: Vec<Vec<u8>> = relative.iter().map(Attribute::der).collect();
                attributes.sort();
                name.nested(Tag::SET, |set| attributes.iter().for_each(|attribute| set.encoded(attribute)));
            }
        })
    }

    /// As RFC 4514 writes it, without escapes: for titles and messages.
    #[must_use]
    pub fn text(&self) -> String {
        let relative = |attributes: &Vec<Attribute>| {
            let pieces: Vec<String> = attributes.iter().map(|one| format!("{}={}", one.short(), one.value)).collect();
            pieces.join("+")
        };
        let pieces: Vec<String> = self.relative.iter().rev().map(relative).collect();
        pieces.join(",")
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.encoded(&self.der());
    }
}

impl From<&str> for Name {
    /// One common name; with a `=` in it, as [`Name::parse`]; an empty text is the empty name.
    fn from(text: &str) -> Self {
        match text {
            "" => Self::empty(),
            _ if text.contains('=') => Self::parse(text),
            _ => Self::common(text),
        }
    }
}

impl From<&Self> for Name {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

/// Short names (RFC 4514, 3 and RFC 4519) and what they stand for.
const SHORT: &[(&str, ucpki_x509::Oid<'static>)] = &[
    ("C", oids::COUNTRY_NAME),
    ("CN", oids::COMMON_NAME),
    ("DC", oids::DOMAIN_COMPONENT),
    ("L", oids::LOCALITY_NAME),
    ("O", oids::ORGANIZATION_NAME),
    ("OU", oids::ORGANIZATIONAL_UNIT_NAME),
    ("ST", oids::STATE_OR_PROVINCE_NAME),
    ("UID", oids::USER_ID),
    ("emailAddress", oids::EMAIL_ADDRESS),
    ("serialNumber", oids::SERIAL_NUMBER),
];

impl Attribute {
    /// An attribute; `kind` is a short name or dotted decimal.
    ///
    /// # Panics
    ///
    /// If `kind` is neither.
    #[must_use]
    pub fn new(kind: &str, value: &str) -> Self {
        let known = SHORT.iter().find(|(short, _)| *short == kind);
        let kind = known.map_or_else(|| oid(kind), |(_, known)| (*known).into());
        let text = if [oids::DOMAIN_COMPONENT, oids::EMAIL_ADDRESS].contains(&kind.as_oid()) {
            Text::Ia5
        } else if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)) {
            Text::Printable
        } else {
            Text::Utf8
        };
        Self { kind, text, value: value.to_owned() }
    }

    /// The same as another kind of string.
    #[must_use]
    pub fn with_text(mut self, text: Text) -> Self {
        self.text = text;
        self
    }

    fn short(&self) -> String {
        let known = SHORT.iter().find(|(_, kind)| *kind == self.kind.as_oid());
        known.map_or_else(|| self.kind.to_string(), |(short, _)| (*short).to_owned())
    }

    fn der(&self) -> Vec<u8> {
        let (tag, bytes): (Tag, Vec<u8>) = match self.text {
            Text::Bmp => (Tag::BMP_STRING, self.value.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Text::Ia5 => (Tag::IA5_STRING, self.value.clone().into_bytes()),
            Text::Printable => (Tag::PRINTABLE_STRING, self.value.clone().into_bytes()),
            Text::Teletex => (Tag::TELETEX_STRING, self.value.chars().map(|character| character as u8).collect()),
            Text::Universal => (
                Tag::UNIVERSAL_STRING,
                self.value.chars().flat_map(|character| (character as u32).to_be_bytes()).collect(),
            ),
            Text::Utf8 => (Tag::UTF8_STRING, self.value.clone().into_bytes()),
        };
        der(Tag::SEQUENCE, |attribute| {
            attribute.oid(self.kind.as_oid());
            attribute.value(tag, &bytes);
        })
    }
}

/// Splits at `separator` where it is not escaped; keeps the escapes.
fn split(text: &str, separator: char) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut escaped = false;
    for character in text.chars() {
        if character == separator && !escaped {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
        escaped = character == '\\' && !escaped;
    }
    pieces
}

fn unescape(text: &str) -> String {
    let mut characters = text.chars();
    let mut plain = String::new();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' { characters.next().unwrap_or('\\') } else { character });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_piece_is_encoded_first() {
        let name = Name::parse("CN=a\\,b,OU=x+O=y,C=DE");
        assert_eq!(name.relative().len(), 3);
        assert_eq!(name.relative()[0][0].value, "DE");
        assert_eq!(name.relative()[2][0].value, "a,b");
        assert_eq!(name.text(), "CN=a,b,OU=x+O=y,C=DE");
        // C=DE: SEQUENCE, SET, SEQUENCE, OID 2.5.4.6, PrintableString.
        assert_eq!(Name::parse("C=DE").der(), b"\x30\x0D\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02DE");
    }

    #[test]
    fn kinds_of_string() {
        let tail = |name: Name| name.der().split_off(11);
        assert_eq!(tail(Name::common("é")), b"\x0C\x02\xC3\xA9");
        assert_eq!(tail(Name::common("é").with_text(Text::Teletex)), b"\x14\x01\xE9");
        assert_eq!(tail(Name::common("é").with_text(Text::Bmp)), b"\x1E\x02\x00\xE9");
        assert_eq!(tail(Name::common("é").with_text(Text::Universal)), b"\x1C\x04\x00\x00\x00\xE9");
        assert_eq!(tail(Name::common("e")), b"\x13\x01e");
        assert_eq!(Name::from(""), Name::empty());
    }
}
