//! Integers in the forms that OpenSSL prints.

use crate::ber::Value;
use crate::out::Out;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// Whether it is negative, and how far from zero, without leading zeros; nothing for zero.
pub(crate) struct Number {
    pub(crate) negative: bool,
    pub(crate) magnitude: Vec<u8>,
}

impl Number {
    /// From two's complement.
    pub(crate) fn signed(bytes: &[u8]) -> Self {
        let negative = bytes.first().is_some_and(|first| *first >= 0x80);
        if !negative {
            return Self::unsigned(bytes);
        }
        let mut magnitude: Vec<u8> = bytes.iter().map(|byte| !byte).collect();
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            (*byte, carry) = byte.overflowing_add(u8::from(carry));
        }
        if carry {
            magnitude.insert(0, 1);
        }
        Self { negative, ..Self::unsigned(&magnitude) }
    }

    /// As OpenSSL reads the numbers of RSA and DSA keys: the sign is not looked at.
    pub(crate) fn unsigned(bytes: &[u8]) -> Self {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Self { negative: false, magnitude: bytes.get(zeros..).unwrap_or(&[]).to_vec() }
    }

    pub(crate) fn of(value: &Value<'_>) -> Self {
        Self::signed(value.content)
    }

    /// The number of its bits.
    pub(crate) fn bits(&self) -> usize {
        let zeros = self.magnitude.first().map_or(0, |first| first.leading_zeros());
        (self.magnitude.len() * 8).saturating_sub(usize::try_from(zeros).unwrap_or(0))
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.magnitude.is_empty()
    }

    /// If it fits.
    pub(crate) fn to_u64(&self) -> Option<u64> {
        (self.magnitude.len() <= 8).then(|| self.magnitude.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    /// In decimal up to 127 bits, beyond in hexadecimal.
    pub(crate) fn short(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        if self.bits() < 128 {
            let value = self.magnitude.iter().fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
            return alloc::format!("{sign}{value}");
        }
        let mut text = sign.to_string();
        text.push_str("0x");
        let _ = Out::new(&mut text).hex(&self.magnitude);
        text
    }

    /// In hexadecimal, 35 bytes in a line.
    pub(crate) fn write_hex(&self, out: &mut Out<'_>) -> fmt::Result {
        if self.negative {
            out.text("-")?;
        }
        if self.is_zero() {
            return out.text("00");
        }
        write_lines(out, &self.magnitude)
    }

    /// With a label as the parts of keys have it: in a line if it is short, else below, 15 bytes in a line.
    pub(crate) fn write_labelled(&self, out: &mut Out<'_>, indent: usize, label: &str) -> fmt::Result {
        out.pad(indent)?;
        if self.is_zero() {
            return out.format(format_args!("{label} 0\n"));
        }
        if let Some(value) = self.to_u64() {
            let sign = if self.negative { "-" } else { "" };
            return out.format(format_args!("{label} {sign}{value} ({sign}0x{value:x})\n"));
        }
        out.text(label)?;
        out.text(if self.negative { " (Negative)\n" } else { "\n" })?;
        let lead: &[u8] = if self.magnitude.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
        let bytes: Vec<u8> = lead.iter().chain(&self.magnitude).copied().collect();
        out.dump(&bytes, 15, indent + 4)?;
        out.text("\n")
    }
}

/// A number of at most 64 bytes in two's complement, in decimal. A serial number has at most 20.
pub(crate) fn decimal(bytes: &[u8]) -> Option<String> {
    let number = Number::signed(bytes);
    if number.magnitude.len() > 64 {
        return None;
    }
    let mut text = if number.negative { "-" } else { "" }.to_string();
    crate::object::Decimal::of_bytes(&number.magnitude).write(&mut text);
    Some(text)
}

/// Bytes in upper case, with a backslash behind every 35.
pub(crate) fn write_lines(out: &mut Out<'_>, bytes: &[u8]) -> fmt::Result {
    for (index, line) in bytes.chunks(35).enumerate() {
        if index > 0 {
            out.text("\\\n")?;
        }
        out.hex(line)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_read() {
        let short = |bytes: &[u8]| Number::signed(bytes).short();
        assert_eq!(short(&[0]), "0");
        assert_eq!(short(&[0xFF]), "-1");
        assert_eq!(short(&[0x80]), "-128");
        assert_eq!(short(&[0x80, 0]), "-32768");
        assert_eq!(short(&[0, 0xFF]), "255");
        assert_eq!(short(&[0x7F; 16]), "169473963133173273960190490760135540607");
        assert_eq!(short(&[&[0, 0x80][..], &[0; 15]].concat()), "0x80000000000000000000000000000000");
        assert_eq!(Number::unsigned(&[0xFF]).short(), "255");
        assert_eq!((Number::unsigned(&[0, 1, 0]).bits(), Number::unsigned(&[]).bits()), (9, 0));
    }
}
