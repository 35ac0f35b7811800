//! Distribution points, and name constraints.

use super::general_name::{self, GeneralName};
use super::{Words, named_bits, need};
use crate::ber::{Ber, Value};
use crate::name;
use crate::out::{Out, Shown, Stop};

const REASONS: [&str; 9] = [
    "Unused",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "Privilege Withdrawn",
    "AA Compromise",
];

/// cRLDistributionPoints, freshestCRL.
pub(super) fn distribution(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut points = need(value.sequence())?;
    let mut first = true;
    while !points.is_empty() {
        let mut point = need(points.sequence())?;
        let name = need(point.explicit(0))?;
        let reasons = need(point.optional(0x81))?;
        let issuer = need(point.optional(0xA2))?;
        need(point.end())?;
        if !core::mem::take(&mut first) {
            out.text("\n")?;
        }
        if let Some(name) = name {
            write_name(out, name, indent)?;
        }
        if let Some(reasons) = reasons {
            write_reasons(out, "Reasons", reasons, indent)?;
        }
        if let Some(issuer) = issuer {
            out.line(indent, "CRL Issuer:")?;
            general_name::write_list(out, issuer.ber(), indent + 2)?;
        }
    }
    Ok(())
}

fn write_name(out: &mut Out<'_>, mut name: Ber<'_>, indent: usize) -> Shown {
    let choice = need(name.read())?;
    need(name.end())?;
    match choice.tag {
        0xA0 => {
            out.line(indent, "Full Name:")?;
            general_name::write_list(out, choice.ber(), indent + 2)
        }
        0xA1 => {
            let attributes = need(name::relative(choice.ber()))?;
            out.line(indent, "Relative Name:")?;
            out.pad(indent + 2)?;
            name::write_read(out, &attributes)?;
            Ok(out.text("\n")?)
        }
        _ => Err(Stop::Malformed),
    }
}

fn write_reasons(out: &mut Out<'_>, label: &str, reasons: Value<'_>, indent: usize) -> Shown {
    let bits = need(reasons.bits())?;
    out.pad(indent)?;
    out.text(label)?;
    out.text(":\n")?;
    let mut words = Words::new(indent + 2);
    named_bits(out, bits, &REASONS, &mut words)?;
    if words.count > 0 {
        out.text("\n")?;
    }
    words.end(out)
}

/// issuingDistributionPoint (RFC 5280, 5.2.5).
pub(super) fn issuing(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut point = need(value.sequence())?;
    let name = need(point.explicit(0))?;
    let [user, ca] = [flag(&mut point, 1)?, flag(&mut point, 2)?];
    let reasons = need(point.optional(0x83))?;
    let [indirect, attribute] = [flag(&mut point, 4)?, flag(&mut point, 5)?];
    need(point.end())?;
    let is_empty = name.is_none() && reasons.is_none() && ![user, ca, indirect, attribute].contains(&true);
    if let Some(name) = name {
        write_name(out, name, indent)?;
    }
    let mut line = |is_set: bool, text: &str| if is_set { out.line(indent, text) } else { Ok(()) };
    line(user, "Only User Certificates")?;
    line(ca, "Only CA Certificates")?;
    line(indirect, "Indirect CRL")?;
    if let Some(reasons) = reasons {
        write_reasons(out, "Only Some Reasons", reasons, indent)?;
    }
    let mut line = |is_set: bool, text: &str| if is_set { out.line(indent, text) } else { Ok(()) };
    line(attribute, "Only Attribute Certificates")?;
    Ok(line(is_empty, "<EMPTY>")?)
}

fn flag(point: &mut Ber<'_>, number: u8) -> Result<bool, Stop> {
    match need(point.optional(0x80 | number))? {
        None => Ok(false),
        Some(Value { content: [flag], .. }) => Ok(*flag != 0),
        Some(_) => Err(Stop::Malformed),
    }
}

/// nameConstraints (RFC 5280, 4.2.1.10).
pub(super) fn name_constraints(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut constraints = need(value.sequence())?;
    let [permitted, excluded] = [need(constraints.optional(0xA0))?, need(constraints.optional(0xA1))?];
    need(constraints.end())?;
    if let Some(permitted) = permitted {
        subtrees(out, "Permitted:", permitted.ber(), indent)?;
    }
    if permitted.is_some() && excluded.is_some() {
        out.text("\n")?;
    }
    excluded.map_or(Ok(()), |excluded| subtrees(out, "Excluded:", excluded.ber(), indent))
}

fn subtrees(out: &mut Out<'_>, title: &str, mut trees: Ber<'_>, indent: usize) -> Shown {
    let mut first = true;
    while !trees.is_empty() {
        let mut tree = need(trees.sequence())?;
        let base = need(GeneralName::read(&mut tree))?;
        for tag in [0x80, 0x81] {
            let distance = need(tree.optional(tag))?;
            need(distance.is_none_or(|distance| distance.is_integer()).then_some(()))?;
        }
        need(tree.end())?;
        if core::mem::take(&mut first) {
            out.line(indent, title)?;
        } else {
            out.text("\n")?;
        }
        out.pad(indent + 2)?;
        match base {
            GeneralName::Address(bytes) => write_network(out, bytes)?,
            base => base.write_alone(out)?,
        }
    }
    Ok(())
}

fn write_network(out: &mut Out<'_>, bytes: &[u8]) -> Shown {
    let length = match bytes.len() {
        16.. => 16,
        4.. => 4,
        length => length,
    };
    let (address, mask) = need(bytes.split_at_checked(length))?;
    out.text("IP:")?;
    general_name::write_address(out, address)?;
    out.text("/")?;
    general_name::write_address(out, mask)
}
