//! Admissions of professions (Common PKI 2.0, part 1, table 29).

use super::general_name::GeneralName;
use super::need;
use crate::ber::{self, Ber, Value};
use crate::object;
use crate::out::{Out, Shown, Stop};

pub(super) fn admission(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut syntax = need(value.sequence())?;
    if syntax.peek() != Some(ber::SEQUENCE) {
        let authority = need(GeneralName::read(&mut syntax))?;
        write_authority(out, &authority, indent)?;
    }
    let mut entries = need(syntax.sequence())?;
    need(syntax.end())?;
    let mut number = 0_u32;
    while !entries.is_empty() {
        number += 1;
        let entry = need(entries.sequence())?;
        out.pad(indent)?;
        out.format(format_args!("Entry {number}:\n"))?;
        write_entry(out, entry, indent)?;
    }
    Ok(())
}

fn write_authority(out: &mut Out<'_>, authority: &GeneralName<'_>, indent: usize) -> Shown {
    out.line(indent, "admissionAuthority:")?;
    out.pad(indent + 2)?;
    authority.write_alone(out)?;
    Ok(out.text("\n")?)
}

fn write_entry(out: &mut Out<'_>, mut entry: Ber<'_>, indent: usize) -> Shown {
    if let Some(mut inner) = need(entry.explicit(0))? {
        let authority = need(GeneralName::read(&mut inner))?;
        need(inner.end())?;
        write_authority(out, &authority, indent + 2)?;
    }
    if let Some(inner) = need(entry.explicit(1))? {
        write_naming(out, inner, indent + 2)?;
    }
    let mut professions = need(entry.sequence())?;
    need(entry.end())?;
    let mut number = 0_u32;
    while !professions.is_empty() {
        number += 1;
        let profession = need(professions.sequence())?;
        out.pad(indent)?;
        out.format(format_args!("  Profession Info Entry {number}:\n"))?;
        write_profession(out, profession, indent)?;
    }
    Ok(())
}

fn write_naming(out: &mut Out<'_>, mut inner: Ber<'_>, indent: usize) -> Shown {
    let mut naming = need(inner.sequence())?;
    need(inner.end())?;
    let id = need(naming.optional(ber::OID))?;
    let url = need(naming.optional(ber::IA5_STRING))?;
    let text = if naming.is_empty() { None } else { Some(need(directory_string(&mut naming))?) };
    need(naming.end())?;
    if id.is_none() && url.is_none() && text.is_none() {
        return Err(Stop::Partial);
    }
    out.line(indent, "namingAuthority:")?;
    if let Some(id) = id {
        need(id.is_oid().then_some(()))?;
        out.pad(indent)?;
        out.text("  namingAuthorityId: ")?;
        write_object(out, id.content)?;
    }
    for (label, value) in [("namingAuthorityText: ", text), ("namingAuthorityUrl: ", url)] {
        if let Some(value) = value {
            write_field(out, indent + 2, label, value)?;
        }
    }
    Ok(())
}

fn write_field(out: &mut Out<'_>, indent: usize, label: &str, value: Value<'_>) -> Shown {
    out.pad(indent)?;
    out.text(label)?;
    out.dots(value.content)?;
    Ok(out.text("\n")?)
}

/// The long name with the numbers behind it, or the numbers alone.
fn write_object(out: &mut Out<'_>, oid: &[u8]) -> Shown {
    let dotted = object::dotted(oid);
    let dotted = dotted.get(..127).unwrap_or(&dotted);
    match object::names(oid) {
        Some((_, long)) => Ok(out.format(format_args!("{long} ({dotted})\n"))?),
        None => Ok(out.format(format_args!("undefined ({dotted})\n"))?),
    }
}

fn write_profession(out: &mut Out<'_>, mut profession: Ber<'_>, indent: usize) -> Shown {
    let naming = need(profession.explicit(0))?;
    let mut items = need(profession.sequence())?;
    let oids = need(profession.optional(ber::SEQUENCE))?;
    let number = need(profession.optional(ber::PRINTABLE_STRING))?;
    need(profession.optional(ber::OCTET_STRING))?;
    need(profession.end())?;
    if let Some(number) = number {
        write_field(out, indent + 4, "registrationNumber: ", number)?;
    }
    if let Some(naming) = naming {
        write_naming(out, naming, indent + 4)?;
    }
    out.line(indent + 4, "Info Entries:")?;
    while !items.is_empty() {
        let item = need(directory_string(&mut items))?;
        write_field(out, indent + 6, "", item)?;
    }
    let Some(oids) = oids else { return Ok(()) };
    out.line(indent + 4, "Profession OIDs:")?;
    let mut oids = oids.ber();
    while !oids.is_empty() {
        let oid = need(oids.oid())?;
        out.pad(indent + 6)?;
        write_object(out, oid)?;
    }
    Ok(())
}

fn directory_string<'a>(parts: &mut Ber<'a>) -> Option<Value<'a>> {
    let value = parts.read().filter(Value::is_any)?;
    let taken = [ber::PRINTABLE_STRING, ber::T61_STRING, ber::BMP_STRING, ber::UNIVERSAL_STRING, ber::UTF8_STRING];
    taken.contains(&value.tag).then_some(value)
}
