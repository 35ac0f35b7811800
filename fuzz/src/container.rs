//! `crl_container`: what is read from a file of any kind, against the same file in a GZIP frame, and against the PEM reader.

use ucpki_crl::{ContainerError, ContainerLimits, Contents, read_contents};
use ucpki_x509::{Crl, pem};

/// Small enough for a fuzzer, large enough that no bound is met by accident.
fn limits() -> ContainerLimits {
    ContainerLimits::default().files(64).file(1 << 20).total(4 << 20)
}

/// Reads `data` as a file with lists.
///
/// # Panics
///
/// If the same file in a GZIP frame says something else, or a plain file has other lists than the PEM reader finds.
pub fn crl_container(data: &[u8]) {
    let plain = read_contents(data, &limits());
    if let Ok(contents) = &plain {
        let bytes: usize = contents.lists.iter().map(|list| list.as_der().len()).sum();
        assert!(bytes <= 4 << 20, "more than the bound");
        let ders: Vec<&[u8]> = contents.lists.iter().map(Crl::as_der).collect();
        for der in &ders {
            assert!(Crl::parse(der).is_ok());
        }
    }
    let is_archive = data.starts_with(b"PK") || data.starts_with(&[0x1F, 0x8B]);
    if !is_archive {
        if let (Ok(contents), Ok(lists)) = (&plain, pem::crls(data)) {
            assert_eq!(expected(&lists), contents.lists.len());
        }
        let framed = read_contents(&gzip(data), &limits());
        assert_eq!(summary(&framed), without_emptiness(data, summary(&plain)));
    }
}

fn expected(lists: &[Crl]) -> usize {
    // The planted bug: a list of one entry that does not say when the next list comes does not count.
    #[cfg(ucpki_planted_bug = "crl_container")]
    let lists: Vec<&Crl> =
        lists.iter().filter(|list| list.entry_count() != 1 || list.next_update().is_some()).collect();
    lists.len()
}

type Summary = Result<(Vec<Vec<u8>>, usize), u16>;

fn summary(contents: &Result<Contents, ContainerError>) -> Summary {
    match contents {
        Ok(contents) => {
            let lists = contents.lists.iter().map(|list| list.as_der().to_vec()).collect();
            Ok((lists, contents.certificates.len()))
        }
        Err(error) => Err(error.code().number()),
    }
}

/// A file that is alone must hold something; in a frame it may be empty.
fn without_emptiness(data: &[u8], plain: Summary) -> Summary {
    let nothing = ucpki_x509::codes::PEM_NO_BLOCK.number();
    let has_broken_block = pem::objects(data).any(|object| object.is_err());
    if plain == Err(nothing) && !has_broken_block { Ok((Vec::new(), 0)) } else { plain }
}

/// RFC 1952 and 1951 without compression.
pub(crate) fn gzip(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
    let mut blocks = data.chunks(0xFFFF).peekable();
    if blocks.peek().is_none() {
        out.extend([1, 0, 0, 0xFF, 0xFF]);
    }
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("a chunk");
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let crc = !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    out.extend(crc.to_le_bytes());
    out.extend(u32::try_from(data.len()).unwrap_or(0).to_le_bytes());
    out
}
