//! Extensions of one or a few plain values.

use super::{Words, named_bits, need};
use crate::ber::{self, Ber};
use crate::number::{self, Number};
use crate::out::{Out, Shown, Stop};
use crate::{object as objects, time as times};

const KEY_USAGES: [&str; 9] = [
    "Digital Signature",
    "Non Repudiation",
    "Key Encipherment",
    "Data Encipherment",
    "Key Agreement",
    "Certificate Sign",
    "CRL Sign",
    "Encipher Only",
    "Decipher Only",
];
const NETSCAPE_TYPES: [&str; 8] =
    ["SSL Client", "SSL Server", "S/MIME", "Object Signing", "Unused", "SSL CA", "S/MIME CA", "Object Signing CA"];
const REASONS: [&str; 11] = [
    "Unspecified",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "",
    "Remove From CRL",
    "Privilege Withdrawn",
    "AA Compromise",
];

pub(super) fn bytes(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let bytes = need(value.octet_string())?;
    out.pad(indent)?;
    Ok(out.colons(bytes, true)?)
}

pub(super) fn key_usage(out: &mut Out<'_>, value: Ber<'_>, indent: usize) -> Shown {
    bits(out, value, indent, &KEY_USAGES)
}

pub(super) fn netscape_type(out: &mut Out<'_>, value: Ber<'_>, indent: usize) -> Shown {
    bits(out, value, indent, &NETSCAPE_TYPES)
}

fn bits(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize, names: &[&str]) -> Shown {
    let bits = need(value.expect(ber::BIT_STRING).and_then(|value| value.bits()))?;
    let mut words = Words::new(indent);
    named_bits(out, bits, names, &mut words)?;
    words.end_with_words()
}

/// RFC 3280, 4.2.1.4.
pub(super) fn usage_period(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut period = need(value.sequence())?;
    let [before, after] = [need(period.optional(0x80))?, need(period.optional(0x81))?];
    need(period.end())?;
    out.pad(indent)?;
    // What cannot be read says so in its place, and nothing else happens.
    let mut one = |label: &str, content: &[u8]| -> Shown {
        out.text(label)?;
        match times::write_generalized(out, content) {
            Err(Stop::Partial) => Ok(()),
            shown => shown,
        }
    };
    if let Some(before) = before {
        one("Not Before: ", before.content)?;
    }
    if let Some(after) = after {
        let label = if before.is_some() { ", Not After: " } else { "Not After: " };
        one(label, after.content)?;
    }
    Ok(())
}

pub(super) fn basic_constraints(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut constraints = need(value.sequence())?;
    let ca = match need(constraints.optional(ber::BOOLEAN))? {
        Some(flag) if flag.content.len() == 1 => flag.content != [0],
        Some(_) => return Err(Stop::Malformed),
        None => false,
    };
    let length = need(constraints.optional(ber::INTEGER))?;
    need(constraints.end())?;
    out.pad(indent)?;
    out.text(if ca { "CA:TRUE" } else { "CA:FALSE" })?;
    let Some(length) = length else { return Ok(()) };
    need(length.is_integer().then_some(()))?;
    Ok(out.format(format_args!(", pathlen:{}", Number::of(&length).short()))?)
}

pub(super) fn integer(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let number = need(value.integer())?;
    out.pad(indent)?;
    Ok(out.text(&Number::of(&number).short())?)
}

pub(super) fn reason(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let number = need(value.expect(ber::ENUMERATED).filter(ber::Value::is_integer))?;
    let number = Number::of(&number);
    out.pad(indent)?;
    let index = if number.negative { None } else { number.to_u64().and_then(|index| usize::try_from(index).ok()) };
    match index.and_then(|index| REASONS.get(index)).filter(|name| !name.is_empty()) {
        Some(name) => Ok(out.text(name)?),
        None => Ok(out.text(&number.short())?),
    }
}

pub(super) fn object(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let oid = need(value.oid())?;
    out.pad(indent)?;
    Ok(objects::write(out, oid)?)
}

pub(super) fn time(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let time = need(value.expect(ber::GENERALIZED_TIME))?;
    out.pad(indent)?;
    times::write_generalized(out, time.content)
}

/// A NULL that says `NULL`.
pub(super) fn null(out: &mut Out<'_>, value: Ber<'_>, indent: usize) -> Shown {
    nothing(out, value, indent)?;
    out.pad(indent)?;
    Ok(out.text("NULL")?)
}

/// A NULL that says nothing.
pub(super) fn nothing(_: &mut Out<'_>, mut value: Ber<'_>, _: usize) -> Shown {
    need(value.expect(ber::NULL).filter(|value| value.content.is_empty()).map(|_| ()))
}

pub(super) fn ia5_string(out: &mut Out<'_>, value: Ber<'_>, indent: usize) -> Shown {
    string(out, value, indent, ber::IA5_STRING)
}

pub(super) fn utf8_string(out: &mut Out<'_>, value: Ber<'_>, indent: usize) -> Shown {
    string(out, value, indent, ber::UTF8_STRING)
}

fn string(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize, tag: u8) -> Shown {
    let text = need(value.expect(tag).filter(|value| !value.content.is_empty()))?;
    out.pad(indent)?;
    Ok(out.raw_to_nul(text.content)?)
}

/// RFC 7633.
pub(super) fn tls_features(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut features = need(value.sequence())?;
    let mut words = Words::new(indent);
    while !features.is_empty() {
        let number = Number::of(&need(features.integer())?);
        words.next(out)?;
        match number.short().as_str() {
            "5" => out.text("status_request")?,
            "17" => out.text("status_request_v2")?,
            other => out.text(other)?,
        }
    }
    words.end_with_words()
}

/// The whole value of the extension is the nonce.
pub(super) fn nonce(out: &mut Out<'_>, value: Ber<'_>, indent: usize) -> Shown {
    let bytes = value.rest();
    out.pad(indent)?;
    if bytes.is_empty() {
        return Ok(out.text("0")?);
    }
    Ok(number::write_lines(out, bytes)?)
}

/// RFC 6960, 4.4.2.
pub(super) fn crl_identifier(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut parts = need(value.sequence())?;
    let inner = |parts: &mut Ber<'_>, number, tag| -> Result<_, Stop> {
        Ok(match need(parts.explicit(number))? {
            Some(mut inner) => {
                Some(need(inner.expect(tag).filter(ber::Value::is_any).map(|value| Number::of(&value)))?)
            }
            None => None,
        })
    };
    let url = match need(parts.explicit(0))? {
        Some(mut inner) => Some(need(inner.expect(ber::IA5_STRING))?),
        None => None,
    };
    let crl_number = inner(&mut parts, 1, ber::INTEGER)?;
    let time = match need(parts.explicit(2))? {
        Some(mut inner) => Some(need(inner.expect(ber::GENERALIZED_TIME))?),
        None => None,
    };
    need(parts.end())?;
    if let Some(url) = url {
        out.pad(indent)?;
        out.text("crlUrl: ")?;
        out.dots(url.content)?;
        out.text("\n")?;
    }
    if let Some(crl_number) = crl_number {
        out.pad(indent)?;
        out.text("crlNum: ")?;
        crl_number.write_hex(out)?;
        out.text("\n")?;
    }
    if let Some(time) = time {
        out.pad(indent)?;
        out.text("crlTime: ")?;
        times::write_generalized(out, time.content)?;
        out.text("\n")?;
    }
    Ok(())
}

/// The tools that made a certificate, as Russian law asks for (1.2.643.100.112).
pub(super) fn issuer_sign_tool(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut tools = need(value.sequence())?;
    for (index, label) in ["signTool    : ", "cATool      : ", "signToolCert: ", "cAToolCert  : "].iter().enumerate() {
        let tool = need(tools.expect(ber::UTF8_STRING))?;
        if index > 0 {
            out.text("\n")?;
        }
        out.pad(indent)?;
        out.text(label)?;
        out.raw(tool.content)?;
    }
    need(tools.end())
}
