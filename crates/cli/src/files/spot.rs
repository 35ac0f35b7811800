//! Where in a file a byte of a block is.

/// A place in a text that an offset in the decoded bytes of a block leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Counted from 1.
    pub(crate) line: usize,
    /// In the file, from its start.
    pub(crate) byte: usize,
}

/// Where in a file the base64 character is that has the first bits of a byte of a block.
pub(super) fn spot(file: &[u8], line: u32, byte: u32) -> Option<Spot> {
    let (begin, byte) = (usize::try_from(line).ok()?, usize::try_from(byte).ok()?);
    // Three bytes are four characters.
    let wanted = (byte / 3).checked_mul(4)? + byte % 3;
    let (mut line, mut seen, mut previous) = (1, 0, 0);
    let mut in_data = false;
    for (at, &current) in file.iter().enumerate() {
        let is_break = current == b'\r' || (current == b'\n' && previous != b'\r');
        let is_end_of_begin = line == begin && file.get(..=at).is_some_and(|text| text.ends_with(b"-----"));
        if is_break {
            line += 1;
        }
        if in_data && current == b'-' {
            return None;
        }
        if in_data && (current.is_ascii_alphanumeric() || matches!(current, b'+' | b'/')) {
            if seen == wanted {
                return Some(Spot { line, byte: at });
            }
            seen += 1;
        }
        // The hyphens behind the label, not those before BEGIN.
        in_data |= is_end_of_begin && matches!(file.get(at + 1), Some(b'\r' | b'\n' | b' ' | b'\t'));
        previous = current;
    }
    None
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use ucpki::x509::pem;

    #[test]
    fn an_offset_in_a_block_leads_to_its_character_in_the_file() {
        let der: Vec<u8> = (0..=99).collect();
        let block = pem::encode("X", &der);
        for text in [
            block.clone(),
            format!("some text\n\n{block}"),
            format!("{block}{block}").replace('\n', "\r\n"),
            block.replace('\n', "\r"),
        ] {
            let line = u32::try_from(pem::blocks(text.as_bytes()).last().unwrap().unwrap().line()).unwrap();
            for byte in 0..100_u8 {
                let spot = spot(text.as_bytes(), line, byte.into()).unwrap();
                let mut changed = text.clone().into_bytes();
                changed[spot.byte] = if changed[spot.byte] == b'B' { b'C' } else { b'B' };
                let decoded = pem::blocks(&changed).last().unwrap().unwrap().into_der();
                let first = der.iter().zip(&decoded).position(|(one, other)| one != other).unwrap();
                assert!(first == usize::from(byte) || first + 1 == usize::from(byte), "{byte}: {first}");
            }
            assert_eq!(spot(text.as_bytes(), line, 500), None);
        }
    }
}
