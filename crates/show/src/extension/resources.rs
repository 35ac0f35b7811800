//! Addresses and numbers of networks (RFC 3779).

use super::need;
use crate::ber::{self, Ber, Value};
use crate::number::Number;
use crate::out::{Out, Shown, Stop};

/// `IPAddrBlocks`.
pub(super) fn addresses(out: &mut Out<'_>, value: Ber<'_>, indent: usize) -> Shown {
    need(check(value))?;
    let mut value = value;
    let mut families = need(value.sequence())?;
    while !families.is_empty() {
        let mut family = need(families.sequence())?;
        let bytes = need(family.octet_string())?;
        let number = match bytes {
            [high, low, ..] => u16::from_be_bytes([*high, *low]),
            _ => 0,
        };
        out.pad(indent)?;
        match number {
            1 => out.text("IPv4")?,
            2 => out.text("IPv6")?,
            _ => out.format(format_args!("Unknown AFI {number}"))?,
        }
        if let Some(kind) = bytes.get(2) {
            write_kind(out, *kind)?;
        }
        let choice = need(family.read())?;
        if choice.tag == ber::NULL {
            out.text(": inherit\n")?;
            continue;
        }
        out.text(":\n")?;
        write_ranges(out, choice.ber(), number, indent + 2)?;
    }
    Ok(())
}

/// Whether all of it can be read; what an address says is looked at when it is printed.
fn check(mut value: Ber<'_>) -> Option<()> {
    let mut families = value.sequence()?;
    while !families.is_empty() {
        let mut family = families.sequence()?;
        family.octet_string()?;
        let choice = family.read()?;
        family.end()?;
        let mut list = match choice.tag {
            ber::NULL if choice.content.is_empty() => continue,
            ber::SEQUENCE => choice.ber(),
            _ => return None,
        };
        while !list.is_empty() {
            let one = list.read()?;
            match one.tag {
                ber::BIT_STRING => one.bits().map(|_| ())?,
                ber::SEQUENCE => {
                    let mut range = one.ber();
                    range.expect(ber::BIT_STRING)?.bits()?;
                    range.expect(ber::BIT_STRING)?.bits()?;
                    range.end()?;
                }
                _ => return None,
            }
        }
    }
    Some(())
}

fn write_kind(out: &mut Out<'_>, kind: u8) -> Shown {
    let name = match kind {
        1 => "Unicast",
        2 => "Multicast",
        3 => "Unicast/Multicast",
        4 => "MPLS",
        64 => "Tunnel",
        65 => "VPLS",
        66 => "BGP MDT",
        128 => "MPLS-labeled VPN",
        _ => return Ok(out.format(format_args!(" (Unknown SAFI {kind})"))?),
    };
    Ok(out.format(format_args!(" ({name})"))?)
}

fn write_ranges(out: &mut Out<'_>, mut list: Ber<'_>, family: u16, indent: usize) -> Shown {
    while !list.is_empty() {
        let one = need(list.read())?;
        out.pad(indent)?;
        if one.tag == ber::BIT_STRING {
            let bits = need(one.bits())?;
            write_address(out, family, bits, 0)?;
            out.format(format_args!("/{}\n", (bits.1.len() * 8).saturating_sub(usize::from(bits.0))))?;
            continue;
        }
        let mut range = one.ber();
        let mut end = || need(range.read().and_then(|value: Value<'_>| value.bits()));
        let (low, high) = (end()?, end()?);
        write_address(out, family, low, 0)?;
        out.text("-")?;
        write_address(out, family, high, 0xFF)?;
        out.text("\n")?;
    }
    Ok(())
}

/// The bits that are not there are all 0 at the lower end of a range, and all 1 at its upper end.
fn write_address(out: &mut Out<'_>, family: u16, (unused, bytes): (u8, &[u8]), fill: u8) -> Shown {
    let full = |address: &mut [u8]| -> Shown {
        address.fill(fill);
        let Some(place) = address.get_mut(..bytes.len()) else { return Err(Stop::Partial) };
        place.copy_from_slice(bytes);
        if let Some(last) = place.last_mut() {
            let mask = !(0xFF_u8 << unused);
            *last = if fill == 0 { *last & !mask } else { *last | mask };
        }
        Ok(())
    };
    match family {
        1 => {
            let mut address = [0; 4];
            full(&mut address)?;
            let [a, b, c, d] = address;
            Ok(out.format(format_args!("{a}.{b}.{c}.{d}"))?)
        }
        2 => {
            let mut address = [0; 16];
            full(&mut address)?;
            let groups = address.as_chunks().0;
            let zeros = groups.iter().rev().take_while(|group| **group == [0, 0]).count();
            let shown = groups.len() - zeros;
            for (index, group) in groups.iter().take(shown).enumerate() {
                let colon = if index < 7 { ":" } else { "" };
                out.format(format_args!("{:x}{colon}", u16::from_be_bytes(*group)))?;
            }
            Ok(out.text(match shown {
                0 => "::",
                8 => "",
                _ => ":",
            })?)
        }
        _ => {
            // The unused bits count as zeros here.
            for (index, byte) in bytes.iter().enumerate() {
                let byte = if index + 1 == bytes.len() { byte & (0xFF << unused) } else { *byte };
                let colon = if index > 0 { ":" } else { "" };
                out.format(format_args!("{colon}{byte:02x}"))?;
            }
            Ok(out.format(format_args!("[{unused}]"))?)
        }
    }
}

/// `ASIdentifiers`.
pub(super) fn systems(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let mut identifiers = need(value.sequence())?;
    let [systems, domains] = [need(identifiers.explicit(0))?, need(identifiers.explicit(1))?];
    need(identifiers.end())?;
    for (title, choice) in [("Autonomous System Numbers:", systems), ("Routing Domain Identifiers:", domains)] {
        let Some(mut inner) = choice else { continue };
        let choice = need(inner.read())?;
        need(inner.end())?;
        out.line(indent, title)?;
        match choice.tag {
            ber::NULL if choice.content.is_empty() => out.line(indent + 2, "inherit")?,
            ber::SEQUENCE => write_numbers(out, choice.ber(), indent + 2)?,
            _ => return Err(Stop::Malformed),
        }
    }
    Ok(())
}

fn write_numbers(out: &mut Out<'_>, mut list: Ber<'_>, indent: usize) -> Shown {
    while !list.is_empty() {
        out.pad(indent)?;
        if list.peek() == Some(ber::INTEGER) {
            let number = need(list.integer())?;
            out.format(format_args!("{}\n", Number::of(&number).short()))?;
            continue;
        }
        let mut range = need(list.sequence())?;
        let [low, high] = [need(range.integer())?, need(range.integer())?].map(|value| Number::of(&value).short());
        need(range.end())?;
        out.format(format_args!("{low}-{high}\n"))?;
    }
    Ok(())
}
