//! Policies, purposes, and what else says what a certificate may be used for.

use super::{Words, need};
use crate::ber::{self, Ber, Value};
use crate::number::Number;
use crate::object;
use crate::out::{Out, Shown};

/// certificatePolicies (RFC 5280, 4.2.1.4).
pub(super) fn certificate_policies(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut policies = need(value.sequence())?;
    let mut first = true;
    while !policies.is_empty() {
        let mut policy = need(policies.sequence())?;
        let oid = need(policy.oid())?;
        let qualifiers = need(policy.optional(ber::SEQUENCE))?;
        need(policy.end())?;
        if !core::mem::take(&mut first) {
            out.text("\n")?;
        }
        out.pad(indent)?;
        out.text("Policy: ")?;
        object::write(out, oid)?;
        if let Some(qualifiers) = qualifiers {
            out.text("\n")?;
            write_qualifiers(out, qualifiers.ber(), indent + 2)?;
        }
    }
    Ok(())
}

fn write_qualifiers(out: &mut Out<'_>, mut qualifiers: Ber<'_>, indent: usize) -> Shown {
    let mut first = true;
    while !qualifiers.is_empty() {
        let mut qualifier = need(qualifiers.sequence())?;
        let oid = need(qualifier.oid())?;
        let value = need(qualifier.read())?;
        need(qualifier.end())?;
        if !core::mem::take(&mut first) {
            out.text("\n")?;
        }
        match oid {
            b"\x2B\x06\x01\x05\x05\x07\x02\x01" => {
                need((value.tag == ber::IA5_STRING).then_some(()))?;
                out.pad(indent)?;
                out.text("CPS: ")?;
                out.raw_to_nul(value.content)?;
            }
            b"\x2B\x06\x01\x05\x05\x07\x02\x02" => {
                out.line(indent, "User Notice:")?;
                write_notice(out, value, indent + 2)?;
            }
            oid => {
                need(value.is_any().then_some(()))?;
                out.pad(indent + 2)?;
                out.text("Unknown Qualifier: ")?;
                object::write(out, oid)?;
            }
        }
    }
    Ok(())
}

fn write_notice(out: &mut Out<'_>, value: Value<'_>, indent: usize) -> Shown {
    need((value.tag == ber::SEQUENCE).then_some(()))?;
    let mut notice = value.ber();
    let reference = need(notice.optional(ber::SEQUENCE))?;
    let text = if notice.is_empty() { None } else { Some(need(display_text(&mut notice))?) };
    need(notice.end())?;
    if let Some(reference) = reference {
        let mut parts = reference.ber();
        let organization = need(display_text(&mut parts))?;
        let numbers = need(parts.sequence())?;
        need(parts.end())?;
        out.pad(indent)?;
        out.text("Organization: ")?;
        out.raw_to_nul(organization)?;
        out.text("\n")?;
        write_numbers(out, numbers, indent)?;
        if text.is_some() {
            out.text("\n")?;
        }
    }
    if let Some(text) = text {
        out.pad(indent)?;
        out.text("Explicit Text: ")?;
        out.raw_to_nul(text)?;
    }
    Ok(())
}

fn write_numbers(out: &mut Out<'_>, numbers: Ber<'_>, indent: usize) -> Shown {
    let (mut count, mut rest) = (0, numbers);
    while count < 2 && rest.read().is_some() {
        count += 1;
    }
    out.pad(indent)?;
    out.text(if count > 1 { "Numbers: " } else { "Number: " })?;
    let mut rest = numbers;
    let mut first = true;
    while !rest.is_empty() {
        let number = need(rest.integer())?;
        if !core::mem::take(&mut first) {
            out.text(", ")?;
        }
        out.text(&Number::of(&number).short())?;
    }
    Ok(())
}

/// RFC 5280, 4.2.1.4: `DisplayText`, and what else OpenSSL takes for it.
fn display_text<'a>(parts: &mut Ber<'a>) -> Option<&'a [u8]> {
    let value = parts.read().filter(Value::is_any)?;
    let taken = [ber::IA5_STRING, ber::VISIBLE_STRING, ber::BMP_STRING, ber::UTF8_STRING];
    taken.contains(&value.tag).then_some(value.content)
}

/// policyMappings (RFC 5280, 4.2.1.5).
pub(super) fn mappings(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut list = need(value.sequence())?;
    let mut words = Words::new(indent);
    while !list.is_empty() {
        let mut mapping = need(list.sequence())?;
        let [issuer, subject] = [need(mapping.oid())?, need(mapping.oid())?];
        need(mapping.end())?;
        words.next(out)?;
        object::write_within(out, issuer, 79)?;
        out.text(":")?;
        object::write_within(out, subject, 79)?;
    }
    words.end_with_words()
}

/// policyConstraints (RFC 5280, 4.2.1.11).
pub(super) fn constraints(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut parts = need(value.sequence())?;
    let [explicit, mapping] = [need(parts.optional(0x80))?, need(parts.optional(0x81))?];
    need(parts.end())?;
    let mut words = Words::new(indent);
    for (label, number) in [("Require Explicit Policy", explicit), ("Inhibit Policy Mapping", mapping)] {
        let Some(number) = number else { continue };
        need(number.is_integer().then_some(()))?;
        words.next(out)?;
        out.format(format_args!("{label}:{}", Number::of(&number).short()))?;
    }
    words.end_with_words()
}

/// extKeyUsage (RFC 5280, 4.2.1.12).
pub(super) fn purposes(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut list = need(value.sequence())?;
    let mut words = Words::new(indent);
    while !list.is_empty() {
        let oid = need(list.oid())?;
        words.next(out)?;
        object::write_within(out, oid, 79)?;
    }
    words.end_with_words()
}

/// proxyCertInfo (RFC 3820).
pub(super) fn proxy(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut info = need(value.sequence())?;
    let length = need(info.optional(ber::INTEGER))?;
    need(length.is_none_or(|length| length.is_integer()).then_some(()))?;
    let mut policy = need(info.sequence())?;
    need(info.end())?;
    let language = need(policy.oid())?;
    let text = need(policy.optional(ber::OCTET_STRING))?;
    need(policy.end())?;
    out.pad(indent)?;
    out.text("Path Length Constraint: ")?;
    match length {
        Some(length) => Number::of(&length).write_hex(out)?,
        None => out.text("infinite")?,
    }
    out.text("\n")?;
    out.pad(indent)?;
    out.text("Policy Language: ")?;
    object::write(out, language)?;
    let Some(text) = text else { return Ok(()) };
    out.text("\n")?;
    out.pad(indent)?;
    out.text("Policy Text: ")?;
    Ok(out.raw_to_nul(text.content)?)
}

/// Thawte's Strong Extranet (1.3.101.1.4.1).
pub(super) fn strong_extranet(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut parts = need(value.sequence())?;
    let version = Number::of(&need(parts.integer())?);
    let mut users = need(parts.sequence())?;
    need(parts.end())?;
    out.pad(indent)?;
    match version.to_u64().and_then(|version| i64::try_from(version).ok()) {
        Some(number) if number < i64::MAX => {
            let number = if version.negative { -number } else { number };
            out.format(format_args!("Version: {} (0x{number:X})", number + 1))?;
        }
        _ => out.text("Version: <unsupported>")?,
    }
    while !users.is_empty() {
        let mut user = need(users.sequence())?;
        let zone = need(user.integer())?;
        let name = need(user.octet_string())?;
        need(user.end())?;
        out.text("\n")?;
        out.pad(indent)?;
        out.format(format_args!("Zone: {}, User: ", Number::of(&zone).short()))?;
        out.dots(name)?;
    }
    Ok(())
}
