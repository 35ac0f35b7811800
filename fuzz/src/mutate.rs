//! Changes to inputs that keep their frame: a bit flipped in a certificate mostly breaks a length, and the reader says no
//! before anything of interest happens.

use ucpki_tests::Rng;
use ucpki_x509::extension::ExtensionKind;

/// How deep values are taken apart.
const DEPTH: usize = 24;

/// One change to the tree of values that `data` is, with all lengths put right again; `None` to leave it to the fuzzer.
///
/// Values beside each other are taken as well, and so are values inside an OCTET STRING or BIT STRING.
#[must_use]
pub fn der(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut rng = Rng::new(u64::from(seed));
    // What does not fit the structure is for the fuzzer's own changes.
    if rng.percent(30) {
        return None;
    }
    let mut forest = Node::forest(data, 0);
    for _ in 0..1 + rng.below(3) {
        change(&mut forest, &mut rng);
    }
    let mut other = Vec::new();
    forest.iter().for_each(|node| node.write(&mut other));
    Some(other)
}

/// As [`der`], for inputs of `chain_check` that carry certificates: behind the first byte.
#[must_use]
pub fn chain(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    let (mode, rest) = data.split_first()?;
    if !crate::chain::carries_certificates(*mode) {
        return None;
    }
    Some([&[*mode][..], &der(rest, seed)?].concat())
}

/// As [`der`], for inputs of `ocsp_check` that carry a response: behind the first byte. Scenes are left to [`bytes`].
#[must_use]
pub fn ocsp_check(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    behind(data, seed, |mode| match mode {
        crate::ocsp_check::RESPONSE | crate::ocsp_check::RESPONSE_DATA => Some(1),
        _ => None,
    })
}

/// As [`der`], for inputs of `ocsp_answer`: behind what says how the bytes are used.
#[must_use]
pub fn ocsp_answer(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    behind(data, seed, |mode| match mode {
        crate::ocsp_answer::RAW => Some(5),
        crate::ocsp_answer::ANSWER => Some(1),
        crate::ocsp_answer::ANSWER_DATA => Some(2),
        _ => None,
    })
}

/// Changes the DER behind a head whose length the first byte says; what has none is a row of choices.
fn behind(data: &[u8], seed: u32, head: impl Fn(u8) -> Option<usize>) -> Option<Vec<u8>> {
    match head(*data.first()?) {
        Some(length) => {
            let (head, rest) = data.split_at_checked(length)?;
            Some([head, &der(rest, seed)?].concat())
        }
        // Every other time the choices are left to the fuzzer.
        None if seed % 2 == 0 => bytes(data, seed),
        None => None,
    }
}

/// One change to a text of lines: a line is copied, dropped, moved, or takes a word of another one; letters change case.
#[must_use]
pub fn lines(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut rng = Rng::new(u64::from(seed));
    if rng.percent(40) {
        return None;
    }
    let mut lines: Vec<Vec<u8>> = data.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (from, to) = (rng.below(lines.len()), rng.below(lines.len()));
    match rng.below(6) {
        0 => lines.insert(to, lines[from].clone()),
        1 if lines.len() > 1 => drop(lines.remove(from)),
        2 => lines.swap(from, to),
        3 => {
            // The last word alone: the words before it may be fixed ones.
            let at = lines[from].iter().rposition(|byte| *byte == b' ').unwrap_or(0);
            lines[from][at..].make_ascii_uppercase();
        }
        4 => {
            let mut words: Vec<&[u8]> = lines[to].split(|byte| b". :@;/".contains(byte)).collect();
            rng.shuffle(&mut words);
            let word = words[0].to_vec();
            lines[from].extend([&b"."[..], b"@", b":", b""][rng.below(4)]);
            lines[from].extend(word);
        }
        _ => {
            let other = [&b"*."[..], b".", b"www.", b"sip:", b"_sip."][rng.below(5)];
            let at = rng.below(lines[from].len() + 1);
            lines[from].splice(at..at, other.iter().copied());
        }
    }
    Some(lines.join(&b'\n'))
}

/// One byte changed, put in, taken out or taken from elsewhere: for running without the fuzzer, which does the same.
#[must_use]
pub fn bytes(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut rng = Rng::new(u64::from(seed));
    let (mut bytes, place) = (data.to_vec(), rng.below(data.len().max(1)));
    let other = data.get(rng.below(data.len().max(1))).copied();
    match (bytes.get_mut(place), rng.below(4)) {
        (Some(byte), 0) => *byte = rng.below(256) as u8,
        (Some(byte), 1) => *byte = other.unwrap_or(0),
        (Some(_), 2) => drop(bytes.remove(place)),
        _ => bytes.insert(place.min(data.len()), other.unwrap_or(b'l')),
    }
    Some(bytes)
}

/// A value, or bytes that are none.
#[derive(Clone)]
struct Node {
    /// `None` for bytes that are not value.
    tag: Option<u8>,
    /// In front of the values inside: the count of unused bits of a BIT STRING.
    bytes: Vec<u8>,
    inside: Vec<Node>,
}

impl Node {
    fn forest(mut data: &[u8], depth: usize) -> Vec<Self> {
        let mut nodes = Vec::new();
        while !data.is_empty() {
            match split(data) {
                Some((tag, content, rest)) if depth < DEPTH => {
                    nodes.push(Self::value(tag, content, depth));
                    data = rest;
                }
                _ => {
                    nodes.push(Self { tag: None, bytes: data.to_vec(), inside: Vec::new() });
                    break;
                }
            }
        }
        nodes
    }

    fn value(tag: u8, content: &[u8], depth: usize) -> Self {
        let (prefix, inner) = match (tag, content) {
            (0x03, [0, inner @ ..]) => (&content[..1], inner),
            _ => (&[][..], content),
        };
        let holds_values = tag & 0x20 != 0 || (matches!(tag, 0x03 | 0x04) && is_forest(inner));
        match holds_values {
            true => Self { tag: Some(tag), bytes: prefix.to_vec(), inside: Self::forest(inner, depth + 1) },
            false => Self { tag: Some(tag), bytes: content.to_vec(), inside: Vec::new() },
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut content = self.bytes.clone();
        self.inside.iter().for_each(|node| node.write(&mut content));
        let Some(tag) = self.tag else { return out.extend(content) };
        out.push(tag);
        match u8::try_from(content.len()) {
            Ok(short) if short < 0x80 => out.push(short),
            _ => {
                let bytes: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
                out.push(0x80 | bytes.len() as u8);
                out.extend(bytes);
            }
        }
        out.extend(content);
    }

    fn paths(nodes: &[Self], above: &mut Vec<usize>, paths: &mut Vec<Vec<usize>>) {
        for (index, node) in nodes.iter().enumerate() {
            above.push(index);
            paths.push(above.clone());
            Self::paths(&node.inside, above, paths);
            above.pop();
        }
    }
}

/// The list that the node at `path` is in, and its place there.
fn at<'n>(forest: &'n mut Vec<Node>, path: &[usize]) -> (&'n mut Vec<Node>, usize) {
    match path {
        [] => (forest, 0),
        [last] => (forest, *last),
        [first, rest @ ..] => at(&mut forest[*first].inside, rest),
    }
}

fn change(forest: &mut Vec<Node>, rng: &mut Rng) {
    let mut paths = Vec::new();
    Node::paths(forest, &mut Vec::new(), &mut paths);
    if paths.is_empty() {
        return;
    }
    let path = rng.pick(&paths);
    let other = {
        let path = rng.pick(&paths);
        let (nodes, index) = at(forest, &path);
        nodes[index].clone()
    };
    let (nodes, index) = at(forest, &path);
    match rng.below(12) {
        0 => nodes.insert(index, nodes[index].clone()),
        1 => drop(nodes.remove(index)),
        2 => {
            let with = rng.below(nodes.len());
            nodes.swap(index, with);
        }
        3 => nodes[index] = other,
        4 => nodes.insert(index, other),
        5 => nodes[index].tag = Some(rng.pick(&TAGS)),
        6 => nodes[index] = known(rng),
        7 => nodes.insert(index, known(rng)),
        _ => change_bytes(&mut nodes[index], rng),
    }
}

/// One change to the bytes of a value; to one below where it holds others.
fn change_bytes(node: &mut Node, rng: &mut Rng) {
    if !node.inside.is_empty() {
        let below = rng.below(node.inside.len());
        return change_bytes(&mut node.inside[below], rng);
    }
    let bytes = &mut node.bytes;
    let place = rng.below(bytes.len() + 1);
    match (bytes.get_mut(place), rng.below(6)) {
        (Some(byte), 0) => *byte ^= 1 << rng.below(8),
        // The case of a letter, in ASCII and in Latin-1.
        (Some(byte), 5) => *byte ^= 0x20,
        (Some(byte), 1) => *byte = rng.pick(&[0, 1, 2, 0x20, 0x30, 0x39, 0x5A, 0x7F, 0x80, 0x81, 0xFF]),
        (Some(byte), 2) => *byte = rng.below(256) as u8,
        (Some(_), 3) => drop(bytes.remove(place)),
        _ => bytes.insert(place, rng.pick(&[0, 1, 0x41, 0x7F, 0x80, 0xFF])),
    }
}

const TAGS: [u8; 26] = [
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1A, 0x1C, 0x1E, 0x30, 0x31,
    0x80, 0x81, 0x82, 0xA0, 0xA1, 0xA3, 0x1F,
];

/// A value that means something somewhere.
fn known(rng: &mut Rng) -> Node {
    let leaf = |tag, bytes: &[u8]| Node { tag: Some(tag), bytes: bytes.to_vec(), inside: Vec::new() };
    match rng.below(9) {
        0 => leaf(0x01, &[rng.pick(&[0x00, 0xFF])]),
        1 => leaf(0x02, rng.pick(&[&[0][..], &[1], &[2], &[0x7F], &[0, 0x80], &[0xFF], &[0, 0xFF], &[1; 21]])),
        2 => leaf(0x05, &[]),
        3 => leaf(0x17, rng.pick(&[b"500101000000Z", b"491231235959Z", b"700101000000Z", b"691231235959Z"])),
        4 => leaf(0x18, rng.pick(&[b"20500101000000Z", b"00000101000000Z", b"99991231235959Z", b"20240229000000Z"])),
        5 => leaf(0x06, rng.pick(&[&[0x2A][..], &[0x55, 4, 3], &[0x88, 0x37, 3], &[0x2A, 0x80, 1], &[0x55, 4, 6]])),
        // [31], which takes a second byte.
        6 => Node { tag: None, bytes: vec![0x9F, 0x1F, 0x01, 0x00], inside: Vec::new() },
        _ => leaf(0x06, rng.pick(ExtensionKind::ALL).oid().as_bytes()),
    }
}

/// Whether `data` is nothing but values, at least one.
fn is_forest(mut data: &[u8]) -> bool {
    if data.is_empty() {
        return false;
    }
    while !data.is_empty() {
        let Some((_, _, rest)) = split(data) else { return false };
        data = rest;
    }
    true
}

/// Tag, content, and what follows. Written here again, so that a bug in the reader does not blind the fuzzer.
fn split(data: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [tag, first, rest @ ..] = data else { return None };
    let (length, rest) = match first {
        0..=0x7F => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    (tag & 0x1F != 0x1F).then_some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_they_were_read() {
        for (name, seed) in crate::seeds::of("certificate_parse") {
            let mut written = Vec::new();
            Node::forest(&seed, 0).iter().for_each(|node| node.write(&mut written));
            assert!(written == seed, "{name}");
        }
    }

    #[test]
    fn most_changed_certificates_are_still_read() {
        let (_, seed) = crate::seeds::of("certificate_parse").remove(0);
        let changed: Vec<Vec<u8>> = (0..1000).filter_map(|change| der(&seed, change)).collect();
        let read = changed.iter().filter(|der| ucpki_x509::CertificateRef::parse(der).is_ok()).count();
        assert!(changed.len() > 500 && read * 10 > changed.len(), "{read} of {}", changed.len());
    }
}
