//! General names, in the two forms that OpenSSL has, and the extensions that are little else.

use super::{Words, need};
use crate::ber::{self, Ber, Value};
use crate::name::{self, Attribute};
use crate::object;
use crate::out::{Out, Shown, Stop};
use alloc::vec::Vec;

/// A general name as OpenSSL reads it.
pub(super) enum GeneralName<'a> {
    Address(&'a [u8]),
    Directory(Vec<Attribute<'a>>),
    EdiParty,
    Other(&'a [u8], Value<'a>),
    Registered(&'a [u8]),
    /// An IA5String: its name, and its bytes.
    Text(&'static str, &'a [u8]),
    X400,
}

impl<'a> GeneralName<'a> {
    pub(super) fn read(names: &mut Ber<'a>) -> Option<Self> {
        let value = names.read()?;
        let tag = match value.tag {
            // A string in parts, of which there are none.
            0xA1 | 0xA2 | 0xA6 | 0xA7 if value.content.is_empty() => value.tag & !0x20,
            tag => tag,
        };
        Some(match tag {
            0xA0 => {
                let mut parts = value.ber();
                let oid = parts.oid()?;
                let mut inner = parts.explicit(0)??;
                let value = inner.read().filter(Value::is_any)?;
                inner.end()?;
                parts.end()?;
                Self::Other(oid, value)
            }
            0x81 => Self::Text("email", value.content),
            0x82 => Self::Text("DNS", value.content),
            0xA3 => Self::X400,
            0xA4 => {
                let mut inner = value.ber();
                let name = name::read(inner.read()?)?;
                inner.end()?;
                Self::Directory(name)
            }
            0xA5 => {
                let mut parts = value.ber();
                if let Some(inner) = parts.explicit(0)? {
                    directory_string(inner)?;
                }
                directory_string(parts.explicit(1)??)?;
                parts.end()?;
                Self::EdiParty
            }
            0x86 => Self::Text("URI", value.content),
            0x87 => Self::Address(value.content),
            0x88 => Self::Registered(Some(value).filter(Value::is_oid)?.content),
            _ => return None,
        })
    }

    /// As a value of a list: `DNS:a.example`. The name of the field alone comes first.
    pub(super) fn write(&self, out: &mut Out<'_>) -> Shown {
        let text = |out: &mut Out<'_>, label: &str, bytes: &[u8]| -> Shown {
            // A NUL would end the text early, so OpenSSL takes it for an error.
            need((!bytes.contains(&0)).then_some(()))?;
            out.text(label)?;
            Ok(out.raw(bytes)?)
        };
        match self {
            Self::Address(bytes) => {
                out.text("IP Address:")?;
                write_address(out, bytes)
            }
            Self::Directory(attributes) => {
                out.text("DirName:")?;
                Ok(out.text(&name::one_line(attributes))?)
            }
            Self::EdiParty => Ok(out.text("EdiPartyName:<unsupported>")?),
            Self::Other(oid, value) => match known_other(oid) {
                Some((label, tag)) => {
                    need((value.tag == tag).then_some(()))?;
                    out.text("othername: ")?;
                    out.text(label)?;
                    text(out, "::", value.content)
                }
                None => {
                    out.text("othername: ")?;
                    object::write_within(out, oid, 255)?;
                    if matches!(value.tag, ber::IA5_STRING | ber::UTF8_STRING) && !value.content.contains(&0) {
                        return text(out, "::", value.content);
                    }
                    Ok(out.text("::<unsupported>")?)
                }
            },
            Self::Registered(oid) => {
                out.text("Registered ID:")?;
                Ok(object::write_within(out, oid, 255)?)
            }
            Self::Text(label, bytes) => {
                out.text(label)?;
                text(out, ":", bytes)
            }
            Self::X400 => Ok(out.text("X400Name:<unsupported>")?),
        }
    }

    /// The other form, which distribution points and constraints have.
    pub(super) fn write_alone(&self, out: &mut Out<'_>) -> Shown {
        match self {
            Self::Text(label, bytes) => {
                out.text(label)?;
                out.text(":")?;
                Ok(out.dots(bytes)?)
            }
            Self::Directory(attributes) => {
                out.text("DirName:")?;
                Ok(name::write_read(out, attributes)?)
            }
            Self::Other(oid, value) => match known_other(oid) {
                Some((label, tag)) if value.tag == tag => {
                    out.format(format_args!("othername:{label}:"))?;
                    Ok(out.raw_to_nul(value.content)?)
                }
                _ => Ok(out.text("othername:<unsupported>")?),
            },
            Self::Registered(oid) => {
                out.text("Registered ID:")?;
                Ok(object::write(out, oid)?)
            }
            _ => self.write(out),
        }
    }
}

fn directory_string(mut inner: Ber<'_>) -> Option<()> {
    let value = inner.read().filter(Value::is_any)?;
    let taken = [ber::PRINTABLE_STRING, ber::T61_STRING, ber::BMP_STRING, ber::UNIVERSAL_STRING, ber::UTF8_STRING];
    taken.contains(&value.tag).then_some(())?;
    inner.end()
}

/// Other names that OpenSSL knows, and the tag that their value has to have.
fn known_other(oid: &[u8]) -> Option<(&'static str, u8)> {
    Some(match oid {
        b"\x2B\x06\x01\x05\x05\x07\x08\x09" => ("SmtpUTF8Mailbox", ber::UTF8_STRING),
        b"\x2B\x06\x01\x05\x05\x07\x08\x05" => ("XmppAddr", ber::UTF8_STRING),
        b"\x2B\x06\x01\x05\x05\x07\x08\x07" => ("SRVName", ber::IA5_STRING),
        b"\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03" => ("UPN", ber::UTF8_STRING),
        b"\x2B\x06\x01\x05\x05\x07\x08\x08" => ("NAIRealm", ber::UTF8_STRING),
        _ => return None,
    })
}

/// An address of 4 or 16 bytes.
pub(super) fn write_address(out: &mut Out<'_>, bytes: &[u8]) -> Shown {
    match bytes {
        [a, b, c, d] => Ok(out.format(format_args!("{a}.{b}.{c}.{d}"))?),
        bytes if bytes.len() == 16 => {
            for (index, pair) in bytes.as_chunks().0.iter().enumerate() {
                let colon = if index > 0 { ":" } else { "" };
                out.format(format_args!("{colon}{:X}", u16::from_be_bytes(*pair)))?;
            }
            Ok(())
        }
        _ => Ok(out.format(format_args!("<invalid length={}>", bytes.len()))?),
    }
}

/// subjectAltName, issuerAltName, certificateIssuer.
pub(super) fn names(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut names = need(value.sequence())?;
    let mut words = Words::new(indent);
    while !names.is_empty() {
        let name = need(GeneralName::read(&mut names))?;
        words.next(out)?;
        name.write(out)?;
    }
    words.end(out)
}

/// A list of names below a heading, one in a line; the last line is not ended.
pub(super) fn write_list(out: &mut Out<'_>, mut names: Ber<'_>, indent: usize) -> Shown {
    let mut first = true;
    while !names.is_empty() {
        let name = need(GeneralName::read(&mut names))?;
        if !core::mem::take(&mut first) {
            out.text("\n")?;
        }
        out.pad(indent)?;
        name.write_alone(out)?;
    }
    Ok(())
}

/// One general name, as who asks is told in OCSP requests; bytes where OpenSSL reads none.
pub(crate) fn write_one(out: &mut Out<'_>, der: &[u8]) -> core::fmt::Result {
    match GeneralName::read(&mut Ber::new(der)).map(|name| name.write_alone(out)) {
        Some(Err(Stop::Sink)) => Err(core::fmt::Error),
        Some(_) => Ok(()),
        None => out.dots(der),
    }
}

/// authorityKeyIdentifier (RFC 5280, 4.2.1.1).
pub(super) fn key_identifier(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut parts = need(value.sequence())?;
    let identifier = need(parts.optional(0x80))?;
    let issuer = need(parts.optional(0xA1))?;
    let serial = need(parts.optional(0x82))?;
    need(parts.end())?;
    if serial.is_some_and(|serial| !serial.is_integer()) {
        return Err(Stop::Malformed);
    }
    let mut words = Words::lines(indent);
    if let Some(identifier) = identifier {
        words.next(out)?;
        if issuer.is_some() || serial.is_some() {
            out.text("keyid:")?;
        }
        out.colons(identifier.content, true)?;
    }
    if let Some(issuer) = issuer {
        let mut names = issuer.ber();
        while !names.is_empty() {
            let name = need(GeneralName::read(&mut names))?;
            words.next(out)?;
            name.write(out)?;
        }
    }
    if let Some(serial) = serial {
        words.next(out)?;
        out.text("serial:")?;
        let number = crate::number::Number::of(&serial);
        out.colons(if number.is_zero() { &[0] } else { &number.magnitude }, true)?;
    }
    if issuer.is_some() { words.end(out) } else { words.end_with_words() }
}

/// authorityInfoAccess, subjectInfoAccess.
pub(super) fn access(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut list = need(value.sequence())?;
    let mut words = Words::lines(indent);
    while !list.is_empty() {
        let (method, name) = need(read_access(&mut list))?;
        words.next(out)?;
        object::write_within(out, method, 79)?;
        out.text(" - ")?;
        name.write(out)?;
    }
    words.end(out)
}

fn read_access<'a>(list: &mut Ber<'a>) -> Option<(&'a [u8], GeneralName<'a>)> {
    let mut description = list.sequence()?;
    let method = description.oid()?;
    let name = GeneralName::read(&mut description)?;
    description.end()?;
    Some((method, name))
}

/// RFC 6960, 4.4.6.
pub(super) fn service_locator(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut parts = need(value.sequence())?;
    let issuer = need(parts.read().and_then(name::read))?;
    let locator = need(parts.optional(ber::SEQUENCE))?;
    need(parts.end())?;
    out.pad(indent)?;
    out.text("Issuer: ")?;
    name::write_read(out, &issuer)?;
    let Some(locator) = locator else { return Ok(()) };
    let mut list = locator.ber();
    while !list.is_empty() {
        let (method, name) = need(read_access(&mut list))?;
        out.text("\n")?;
        out.pad(2 * indent)?;
        object::write(out, method)?;
        out.text(" - ")?;
        name.write_alone(out)?;
    }
    Ok(())
}
