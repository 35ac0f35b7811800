//! PEM (RFC 7468): base64 between BEGIN and END lines, as real files have it; and input told apart by its content.

mod base64;
mod objects;
mod trust;
mod write;

pub use objects::{Kind, Object, Objects, ParsedCertificate, certificates, crls, crls_with, objects, requests};
pub use trust::TrustData;

use crate::{Error, codes};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::iter::FusedIterator;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const CLOSE: &[u8] = b"-----";

/// The blocks in a text, in their order; see [`Blocks`].
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// let text = b"Certificate:\n  Data: ...\n-----BEGIN X-----\r\nAQID\r\n-----END X-----";
/// let block = pem::blocks(text).next().unwrap()?;
/// assert_eq!((block.label(), block.line(), block.der()), ("X", 3, &[1, 2, 3][..]));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[must_use]
pub fn blocks(bytes: &[u8]) -> Blocks<'_> {
    // Some editors put a byte order mark in front.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    Blocks { text: Text { rest: bytes, line: 1 }, wanted: |_| true }
}

/// One object as PEM, byte for byte as OpenSSL writes it: 64 columns, and a line feed behind each line.
///
/// The `label` is written as it is. Cost: linear; one allocation.
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// assert_eq!(pem::encode("X", &[1, 2, 3]), "-----BEGIN X-----\nAQID\n-----END X-----\n");
/// ```
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
    let columns = der.len().div_ceil(3) * 4;
    let frame = BEGIN.len() + END.len() + 2 * (label.len() + CLOSE.len() + 1);
    let mut text = Vec::with_capacity(frame + columns + columns.div_ceil(64));
    for part in [BEGIN, label.as_bytes(), CLOSE, b"\n"] {
        text.extend_from_slice(part);
    }
    // 48 bytes are 64 columns.
    for line in der.chunks(48) {
        base64::encode(line, &mut text);
        text.push(b'\n');
    }
    for part in [END, label.as_bytes(), CLOSE, b"\n"] {
        text.extend_from_slice(part);
    }
    // Base64 is ASCII, and the label is text.
    String::from_utf8(text).unwrap_or_default()
}

/// Base64 on one line, with padding (RFC 4648, 4).
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// assert_eq!(pem::to_base64(&[0x30, 0x03]), "MAM=");
/// assert_eq!(pem::from_base64(b"MAM="), Some(vec![0x30, 0x03]));
/// ```
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    base64::encode(bytes, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// The bytes of a base64 text, which may have white space; `None` if it is none. Padding has to be there, and unused bits have
/// to be zero, so that no two texts but for white space give the same bytes (RFC 4648, 3.5).
#[must_use]
pub fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    base64::decode(text).ok().map(|(bytes, _)| bytes)
}

/// One block of a PEM text, decoded.
///
/// It may be a key, so `Debug` shows the length of the bytes only.
#[derive(Clone, PartialEq, Eq)]
pub struct Block<'a> {
    label: &'a str,
    line: usize,
    headers: &'a [u8],
    der: Vec<u8>,
}

impl<'a> Block<'a> {
    /// What is between `BEGIN` and the hyphens, such as `CERTIFICATE`.
    #[must_use]
    pub const fn label(&self) -> &'a str {
        self.label
    }

    /// The line of the text in which the block begins, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The header fields of RFC 1421, such as `Proc-Type` with `4,ENCRYPTED`; usually none.
    ///
    /// Names and values come without the blanks around them; a folded value keeps its line breaks. A field that is not
    /// UTF-8 is left out.
    pub fn headers(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut text = Text { rest: self.headers, line: 0 };
        core::iter::from_fn(move || text.header()).filter_map(|field| {
            let (name, value) = core::str::from_utf8(field).ok()?.split_once(':')?;
            Some((name.trim(), value.trim()))
        })
    }

    /// The decoded bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The decoded bytes.
    #[must_use]
    pub fn into_der(self) -> Vec<u8> {
        self.der
    }
}

/// The blocks of a PEM text, one after another; made by [`blocks`].
///
/// Files are taken as they are found: text before, between and behind the blocks; lines that end in CR LF, LF or CR; a
/// byte order mark; blanks around lines; empty lines inside; lines of any length; a whole block in one line; no final
/// line break, even where another file was appended (`-----END X----------BEGIN X-----`); header fields of RFC 1421.
/// The base64 itself is strict: padding has to be there, and unused bits have to be zero.
///
/// A broken block is one error, with its line, and the iterator goes on behind it. The error is
/// [`codes::PEM_BOUNDARY_INVALID`], [`codes::PEM_NO_END`] or [`codes::PEM_NOT_BASE64`].
///
/// Cost: linear in the text; one allocation per block, of about the size of the decoded bytes, which are written once
/// and not copied (they may be a key).
#[derive(Clone)]
pub struct Blocks<'a> {
    text: Text<'a>,
    wanted: fn(&str) -> bool,
}

impl<'a> Blocks<'a> {
    /// Leaves out blocks of other labels without decoding them, so that no copy of a key is made.
    pub(crate) fn only(self, wanted: fn(&str) -> bool) -> Self {
        Self { wanted, ..self }
    }

    /// The block whose BEGIN was taken last.
    fn block(&mut self, label: &'a str, line: usize) -> Result<Block<'a>, Error> {
        let text = &mut self.text;
        let headers = text.headers();
        // Base64 has no hyphen, so the data goes up to the next one, which should be the first of END.
        let data = text.until_hyphen();
        let decoded = base64::decode(data);
        let not_base64 = |line| Error::at_line(&codes::PEM_NOT_BASE64, line);
        let der = match decoded {
            Ok((der, lines)) => {
                text.advance(data.len(), lines);
                Ok(der)
            }
            Err(lines) => {
                let error = not_base64(text.line + lines);
                text.advance(data.len(), count_lines(data));
                Err(error)
            }
        };
        let before = *text;
        match text.boundary() {
            Boundary::End(found) if found == label => Ok(Block { label, line, headers, der: der? }),
            Boundary::End(_) => Err(Error::at_line(&codes::PEM_NO_END, before.line)),
            Boundary::Begin(_) => {
                *text = before;
                Err(Error::at_line(&codes::PEM_NO_END, line))
            }
            Boundary::Unclosed => Err(Error::at_line(&codes::PEM_BOUNDARY_INVALID, before.line)),
            Boundary::No if before.rest.is_empty() => Err(Error::at_line(&codes::PEM_NO_END, line)),
            Boundary::No => {
                text.skip_block();
                Err(der.err().unwrap_or(not_base64(before.line)))
            }
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.text.rest.is_empty() {
            let line = self.text.line;
            match self.text.boundary() {
                Boundary::Begin(label) if (self.wanted)(label) => return Some(self.block(label, line)),
                Boundary::Begin(_) => self.text.skip_block(),
                // An END without BEGIN: the BEGIN line was damaged, or is missing.
                Boundary::End(_) => return Some(Err(Error::at_line(&codes::PEM_BOUNDARY_INVALID, line))),
                Boundary::Unclosed => {
                    self.text.skip_block();
                    return Some(Err(Error::at_line(&codes::PEM_BOUNDARY_INVALID, line)));
                }
                Boundary::No => {}
            }
        }
        None
    }
}

impl FusedIterator for Blocks<'_> {}

impl fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block")
            .field("label", &self.label)
            .field("line", &self.line)
            .field("bytes", &self.der.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Blocks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocks").field("line", &self.text.line).finish_non_exhaustive()
    }
}

/// What is left of a text, and the number of the line where that starts.
#[derive(Clone, Copy)]
struct Text<'a> {
    rest: &'a [u8],
    line: usize,
}

/// What a line says about blocks.
enum Boundary<'a> {
    /// BEGIN with this label.
    Begin(&'a str),
    /// END with this label.
    End(&'a str),
    /// BEGIN or END whose hyphens are missing, or with junk behind.
    Unclosed,
    /// Anything else.
    No,
}

impl<'a> Text<'a> {
    /// Takes a line, or what is left of it: a boundary as far as its last hyphen if something of use is behind it
    /// (data behind BEGIN, or the BEGIN of a file that was appended), everything else with the line break.
    ///
    /// A line that stays is not read to its end, since it may hold any number of blocks.
    fn boundary(&mut self) -> Boundary<'a> {
        let trimmed = trim_blanks(self.rest);
        let begin = trimmed.strip_prefix(BEGIN);
        let Some(tail) = begin.or_else(|| trimmed.strip_prefix(END)) else {
            self.take_line();
            return Boundary::No;
        };
        let Some((label, behind)) = split_label(tail) else {
            self.take_line();
            return Boundary::Unclosed;
        };
        let next = trim_blanks(behind);
        if begin.is_some() || next.starts_with(BEGIN) {
            self.advance(self.rest.len() - behind.len(), 0);
            return if begin.is_some() { Boundary::Begin(label) } else { Boundary::End(label) };
        }
        self.take_line();
        if matches!(next, [] | [b'\n' | b'\r', ..]) { Boundary::End(label) } else { Boundary::Unclosed }
    }

    /// Takes everything up to and with the next END, or up to the next BEGIN.
    fn skip_block(&mut self) {
        while !self.rest.is_empty() {
            let before = *self;
            match self.boundary() {
                Boundary::Begin(_) => {
                    *self = before;
                    return;
                }
                Boundary::End(_) => return,
                // A damaged BEGIN is worth its own error; a damaged END ends the block as well as it can.
                Boundary::Unclosed if trim_blanks(before.rest).starts_with(BEGIN) => {
                    *self = before;
                    return;
                }
                Boundary::Unclosed => return,
                Boundary::No => {}
            }
        }
    }

    /// Takes the header fields behind BEGIN.
    fn headers(&mut self) -> &'a [u8] {
        if matches!(trim_blanks(self.rest), [b'\n' | b'\r', ..]) {
            self.take_line();
        }
        let start = self.rest;
        while self.header().is_some() {}
        start.get(..start.len() - self.rest.len()).unwrap_or(&[])
    }

    /// Takes one header field with the lines that are folded into it, if there is one.
    fn header(&mut self) -> Option<&'a [u8]> {
        let start = self.rest;
        if !self.is_at_header() {
            return None;
        }
        self.take_line();
        while trim_blanks(self.rest).len() < self.rest.len()
            && !matches!(trim_blanks(self.rest), [] | [b'\n' | b'\r', ..])
            && !self.is_at_header()
        {
            self.take_line();
        }
        start.get(..start.len() - self.rest.len())
    }

    /// Whether a colon shows that this line is a header field: it is not base64 character.
    fn is_at_header(&self) -> bool {
        // RFC 5322, 2.1.1 has lines of 78 characters, and the name is only a part of one.
        let mut start = self.rest.iter().take(78);
        start.find(|byte| matches!(byte, b':' | b'\n' | b'\r')) == Some(&b':')
    }

    fn until_hyphen(&self) -> &'a [u8] {
        let length = find(self.rest, |byte| byte == b'-').unwrap_or(self.rest.len());
        self.rest.get(..length).unwrap_or(self.rest)
    }

    /// The next line without its line break.
    fn peek_line(&self) -> &'a [u8] {
        let length = find(self.rest, |byte| byte == b'\n' || byte == b'\r').unwrap_or(self.rest.len());
        self.rest.get(..length).unwrap_or(self.rest)
    }

    /// Takes the next line with its line break: CR LF, LF or CR.
    fn take_line(&mut self) {
        let length = self.peek_line().len();
        match self.rest.get(length..) {
            Some([b'\r', b'\n', ..]) => self.advance(length + 2, 1),
            Some([_, ..]) => self.advance(length + 1, 1),
            _ => self.advance(length, 0),
        }
    }

    fn advance(&mut self, bytes: usize, lines: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or(&[]);
        self.line += lines;
    }
}

/// The label in front of five hyphens, and what is behind them; nothing if the line ends first.
fn split_label(tail: &[u8]) -> Option<(&str, &[u8])> {
    let is_end = |window: &[u8]| window == CLOSE || matches!(window, [b'\n' | b'\r', ..]);
    let length = tail.windows(CLOSE.len()).position(is_end)?;
    let behind = tail.get(length..)?.strip_prefix(CLOSE)?;
    let label = core::str::from_utf8(tail.get(..length)?).ok()?;
    Some((label.trim(), behind))
}

/// `bytes` without the spaces and tabs in front.
fn trim_blanks(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    bytes.get(blanks..).unwrap_or(&[])
}

/// How many line breaks there are: CR LF, LF or CR.
fn count_lines(text: &[u8]) -> usize {
    let mut previous = 0;
    let breaks = text.iter().filter(|byte| {
        let before = core::mem::replace(&mut previous, **byte);
        **byte == b'\r' || (**byte == b'\n' && before != b'\r')
    });
    breaks.count()
}

/// Where the first byte is that `is` accepts.
///
/// The loop over whole chunks has no early exit inside a chunk, so that it compiles to vector instructions.
#[inline]
fn find(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, _) = bytes.as_chunks::<32>();
    let without = chunks.iter().take_while(|chunk| !chunk.iter().fold(false, |found, byte| found | is(*byte)));
    let start = 32 * without.count();
    bytes.get(start..)?.iter().position(|byte| is(*byte)).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Code;
    use alloc::format;
    use alloc::string::ToString;

    /// What each block is, in short: `label@line=bytes`, or `code@line`.
    fn read(text: impl AsRef<[u8]>) -> Vec<String> {
        let blocks = blocks(text.as_ref()).map(|block| match block {
            Ok(block) => {
                let bytes: String = block.der().iter().map(|byte| format!("{byte:02x}")).collect();
                format!("{}@{}={bytes}", block.label(), block.line())
            }
            Err(error) => format!("{}@{}", error.code(), error.line().unwrap()),
        });
        blocks.collect()
    }

    fn code(code: &'static Code, line: usize) -> String {
        format!("{code}@{line}")
    }

    #[test]
    fn files_are_taken_as_they_are_found() {
        let plain = "-----BEGIN X-----\nAQID\nBAUG\n-----END X-----\n";
        let one = ["X@1=010203040506"];
        assert_eq!(read(plain), one);
        for (text, what) in [
            (plain.replace('\n', "\r\n"), "CR LF"),
            (plain.replace('\n', "\r"), "lone CR"),
            (plain.replace('\n', " \t\n"), "trailing blanks"),
            (plain.replace('\n', "\n    "), "indented"),
            (plain.replace('\n', " "), "one line"),
            (plain.replace('\n', ""), "one line without blanks"),
            (plain.trim_end().to_string(), "no final line break"),
            (format!("\u{FEFF}{plain}"), "byte order mark"),
            (plain.replace("AQIDBA", "AQIDB\nA"), "any width"),
            (plain.replace("AQID\nBAUG\n", "A\nQI\nDBAU\nG\n\n"), "any width, empty lines"),
            (plain.replace("X-----\nA", "X-----\n\n\nA"), "empty lines in front"),
            (format!("{plain}\0\u{1A}"), "end of file mark"),
        ] {
            assert_eq!(read(&text), one, "{what}");
        }
        assert_eq!(read("-----BEGIN X-----\n-----END X-----\n"), ["X@1="], "empty");
        assert_eq!(read("").len(), 0);
        assert_eq!(read("no block\n-----\n---- BEGIN X ----\n see -----BEGIN X-----\n").len(), 0);
    }

    #[test]
    fn text_may_stand_around_many_blocks() {
        let text = "Certificate:\n    Data:\n\n-----BEGIN A-----\nAQ==\n-----END A-----\n\nSubject: b\r\n\
                    -----BEGIN B C-----\r\nAg==\r\n-----END B C-----\r\n-----BEGIN D-----\nAw==\n-----END D-----\nend";
        assert_eq!(read(text), ["A@4=01", "B C@9=02", "D@12=03"]);
    }

    #[test]
    fn files_that_were_joined_without_a_line_break_are_read() {
        let text = "-----BEGIN A-----\nAQ==\n-----END A----------BEGIN B-----\nAg==\n-----END B----- -----BEGIN C-----\n-----END C-----";
        assert_eq!(read(text), ["A@1=01", "B@3=02", "C@5="]);
    }

    #[test]
    fn headers_are_told_apart_from_data() {
        let text = "-----BEGIN K-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,\n 00FF\nX-Empty:\n\nAQID\n-----END K-----\n";
        for text in [text.to_string(), text.replace('\n', "\r\n"), text.replace("\n\nAQID", "\nAQID")] {
            let block = blocks(text.as_bytes()).next().unwrap().unwrap();
            assert_eq!(block.der(), [1, 2, 3]);
            let headers: Vec<_> = block.headers().map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect();
            let folded = "DES-EDE3-CBC,\n 00FF".to_string();
            let expected = [("Proc-Type", "4,ENCRYPTED".to_string()), ("DEK-Info", folded), ("X-Empty", String::new())];
            assert_eq!(headers, expected);
        }
        let block = blocks(b"-----BEGIN K-----\nAQID\n-----END K-----").next().unwrap().unwrap();
        assert_eq!(block.headers().count(), 0);
    }

    #[test]
    fn a_broken_block_does_not_hide_the_others() {
        let good = "-----BEGIN G-----\nAQ==\n-----END G-----\n";
        for (broken, error, next) in [
            ("-----BEGIN X-----\nAQID\n", code(&codes::PEM_NO_END, 1), 3),
            ("-----BEGIN X-----\nAQID\n-----END Y-----\n", code(&codes::PEM_NO_END, 3), 4),
            ("-----BEGIN X-----\nAQID\n-----END X----\n", code(&codes::PEM_BOUNDARY_INVALID, 3), 4),
            ("-----BEGIN X-----\nAQID\n-----END X----- x\n", code(&codes::PEM_BOUNDARY_INVALID, 3), 4),
            ("-----BEGIN X----\nAQID\n-----END X-----\n", code(&codes::PEM_BOUNDARY_INVALID, 1), 4),
            ("-----BEGIN X\nAQID\n-----END X-----\n", code(&codes::PEM_BOUNDARY_INVALID, 1), 4),
            ("----BEGIN X-----\nAQID\n-----END X-----\n", code(&codes::PEM_BOUNDARY_INVALID, 3), 4),
            ("-----BEGIN X-----\nAQ!D\nAQID\n-----END X-----\n", code(&codes::PEM_NOT_BASE64, 2), 5),
            ("-----BEGIN X-----\nAQID\nAQ\u{A0}D\n-----END X-----\n", code(&codes::PEM_NOT_BASE64, 3), 5),
            ("-----BEGIN X-----\nAQID\nAQ-D\nAQID\n-----END X-----\n", code(&codes::PEM_NOT_BASE64, 3), 6),
            ("-----BEGIN X-----\n!!\nAQ-D\nAQID\n-----END X-----\n", code(&codes::PEM_NOT_BASE64, 2), 6),
            ("-----BEGIN X-----\nAQIDA\n\n-----END X-----\n", code(&codes::PEM_NOT_BASE64, 2), 5),
            ("-----BEGIN X-----\n--\n-----BEGIN Y\n", code(&codes::PEM_NOT_BASE64, 2), 4),
        ] {
            for text in [broken.to_string(), broken.replace('\n', "\r\n"), broken.replace('\n', "\r")] {
                let found = read(format!("{text}{good}"));
                assert_eq!(found.first(), Some(&error), "{broken:?}");
                assert_eq!(found.last(), Some(&format!("G@{next}=01")), "{broken:?}");
                let extra = usize::from(broken.ends_with("Y\n") && broken.contains("--\n-----BEGIN"));
                assert_eq!(found.len(), 2 + extra, "{found:?}");
            }
        }
        assert_eq!(read("-----BEGIN X-----"), [code(&codes::PEM_NO_END, 1)]);
        assert_eq!(read("\n-----BEGIN X-----\nAQID\n"), [code(&codes::PEM_NO_END, 2)]);
        assert_eq!(read("-----BEGIN X-----\nAQID\n-"), [code(&codes::PEM_NOT_BASE64, 3)]);
        assert_eq!(read(b"-----BEGIN \xFF-----\n-----END \xFF-----"), [code(&codes::PEM_BOUNDARY_INVALID, 1)]);
    }

    #[test]
    fn unwanted_blocks_are_not_decoded() {
        let text = b"-----BEGIN KEY-----\n!\n-----END KEY-----\n-----BEGIN A-----\nAQ==\n-----END A-----\n";
        let mut wanted = blocks(text).only(|label| label == "A");
        assert_eq!(wanted.next().unwrap().unwrap().line(), 4);
        assert_eq!(wanted.next(), None);
    }

    #[test]
    fn debug_output_shows_no_data() {
        let text = encode("PRIVATE KEY", b"secret");
        let blocks = blocks(text.as_bytes());
        assert_eq!(format!("{blocks:?}"), "Blocks { line: 1, .. }");
        let block = blocks.clone().next().unwrap().unwrap();
        assert_eq!(format!("{block:?}"), "Block { label: \"PRIVATE KEY\", line: 1, bytes: 6, .. }");
    }

    #[test]
    fn many_blocks_take_linear_time() {
        // A quadratic reader would take minutes over each of these.
        for (unit, items) in [
            ("-----BEGIN X-----\n", 1),
            ("-----BEGIN X-----\n-\n", 1),
            ("-----BEGIN X-----AQID-----END X-----", 1),
            ("-----BEGIN X-----!-----END X-----", 1),
            ("-----BEGIN X-----AQID-----END Y-----", 1),
            ("-----BEGIN X-----AQID", 1),
            ("-----BEGIN -----END ", 1),
            ("-----END X-----", 0),
            ("-----BEGIN X-----A: ", 0),
            ("-----BEGIN X-----\nA: \n -----BEGIN ", 0),
            ("-----BEGIN X\n", 1),
        ] {
            let text = unit.repeat(20_000);
            let count = blocks(text.as_bytes()).count();
            assert!(count <= 20_000 && (items == 0 || count > 5_000), "{unit}: {count}");
            assert!(blocks(text.as_bytes()).only(|_| false).count() <= 20_000);
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for length in 0..200_u8 {
            let der: Vec<u8> = (0..length).collect();
            let text = encode("SOME LABEL", &der);
            assert!(text.lines().all(|line| line.len() <= 64) && text.ends_with("-----\n"));
            assert_eq!(blocks(text.as_bytes()).next().unwrap().unwrap().into_der(), der);
        }
        assert_eq!(encode("X", &[]), "-----BEGIN X-----\n-----END X-----\n");
    }
}
