//! `pem_parse`: any text as PEM, and what was decoded written and decoded again.

use ucpki_x509::pem::{self, Kind};
use ucpki_x509::{Error, codes};

/// Reads `text` as PEM, and as a file of any kind.
///
/// # Panics
///
/// If more comes out than could be in it, lines are wrong, or a block is not read back as it was written.
pub fn pem_parse(text: &[u8]) {
    let blocks: Vec<_> = pem::blocks(text).collect();
    output_is_bounded(text, &blocks);
    lines_are_right(text, &blocks);
    for block in blocks.iter().flatten() {
        let encoded = planted::encode(block.label(), block.der());
        let again: Vec<_> = pem::blocks(encoded.as_bytes()).collect();
        let [Ok(again)] = &again[..] else { panic!("written {encoded}, read {again:?}") };
        assert_eq!((again.label(), again.line(), again.headers().count()), (block.label(), 1, 0), "{encoded}");
        assert!(again.der() == block.der(), "{encoded}");
        // RFC 7468 in its strict form, which has no empty blocks.
        let strict = pem_rfc7468::decode_vec(encoded.as_bytes());
        let is_strict_label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
        if block.label().bytes().all(is_strict_label) && !block.label().is_empty() && !block.der().is_empty() {
            assert_eq!(strict, Ok((block.label(), block.der().to_vec())), "{encoded}");
        }
    }
    if let Ok((label, der)) = pem_rfc7468::decode_vec(text) {
        let same = |block: &pem::Block<'_>| block.label() == label && block.der() == der;
        assert!(blocks.iter().flatten().any(same), "pem-rfc7468 reads {label} {der:02x?}, we {blocks:?}");
    }
    objects_are_the_blocks(text, &blocks);
    for error in [pem::certificates(text).err(), pem::crls(text).err()].into_iter().flatten() {
        assert!(error.code() == &codes::PEM_NO_BLOCK || error.line().is_some() || error.offset().is_some());
    }
}

type Blocks<'a> = [Result<pem::Block<'a>, Error>];

/// Three bytes for four characters, and a result for each BEGIN or END at most.
fn output_is_bounded(text: &[u8], blocks: &Blocks<'_>) {
    let bytes: usize = blocks.iter().flatten().map(|block| block.der().len()).sum();
    assert!(bytes * 4 <= text.len() * 3, "{bytes} bytes from {}", text.len());
    assert!(blocks.len() * "-----END ".len() <= text.len(), "{} results from {}", blocks.len(), text.len());
    let headers: usize =
        blocks.iter().flatten().flat_map(|block| block.headers()).map(|(n, v)| n.len() + v.len()).sum();
    assert!(headers <= text.len());
}

/// A block begins in the line that it says, and lines do not go back.
fn lines_are_right(text: &[u8], blocks: &Blocks<'_>) {
    let lines = lines(text);
    for block in blocks.iter().flatten() {
        let line = lines[block.line() - 1];
        let is_begin = |window: &[u8]| window == b"-----BEGIN ";
        assert!(line.windows(11).any(is_begin), "line {}: {:?}", block.line(), String::from_utf8_lossy(line));
    }
    for error in blocks.iter().filter_map(|block| block.as_ref().err()) {
        let line = error.line().expect("the input is a text");
        assert!((1..=lines.len()).contains(&line), "{error}: {} lines", lines.len());
    }
}

/// The lines, which end in CR LF, LF or CR.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let length = match &text[at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        if length > 0 {
            lines.push(&text[start..at]);
            start = at + length;
        }
        at += length.max(1);
    }
    lines.push(&text[start..]);
    lines
}

fn objects_are_the_blocks(text: &[u8], blocks: &Blocks<'_>) {
    let objects: Vec<_> = pem::objects(text).collect();
    if let [Ok(object)] = &objects[..]
        && object.kind() == Kind::Unlabelled
    {
        assert!(object.der() == text && object.block().is_none());
        return;
    }
    assert_eq!(objects.len(), blocks.len());
    for (object, block) in objects.into_iter().zip(blocks) {
        match (object, block) {
            (Ok(object), Ok(block)) => {
                assert!(object.block() == Some(block) && object.der() == block.der());
                let _ = (object.clone().into_certificate(), object.into_crl());
            }
            (object, block) => assert_eq!(object.err().as_ref(), block.as_ref().err()),
        }
    }
}

#[cfg(not(ucpki_planted_bug = "pem_parse"))]
mod planted {
    pub(super) fn encode(label: &str, der: &[u8]) -> String {
        ucpki_x509::pem::encode(label, der)
    }
}

/// The planted bug: a zero byte that is alone in the last group is taken for padding.
#[cfg(ucpki_planted_bug = "pem_parse")]
mod planted {
    pub(super) fn encode(label: &str, der: &[u8]) -> String {
        let der = if der.len() % 3 == 1 { der.strip_suffix(&[0]).unwrap_or(der) } else { der };
        ucpki_x509::pem::encode(label, der)
    }
}
