//! What fits on a screen, and two objects side by side.

mod ocsp;

use crate::fingerprint::{self, Fingerprints};
use crate::key::Key;
use crate::kinds::Object;
use crate::{name, number, object, out::Out};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;
use ucpki_x509::extension::{BasicConstraints, ExtendedKeyUsage, ExtensionKind, Extensions, KeyUsage};
use ucpki_x509::{Crl, GeneralName, GeneralNames, NameRef, SpkiRef, ip_address};

/// The summary of an object: rows of a label and values, in an order for people.
///
/// `Display` is made for a screen: at most 20 values in a row, cut at 100 characters. Nothing in it steers a terminal.
///
/// # Examples
///
/// ```
/// use ucpki::show::Object;
/// use ucpki::x509::pem;
///
/// let found =
///     pem::objects(include_bytes!("../../../tests/data/chain/demo/leaf.pem")).next().ok_or("no certificate")??;
/// let summary = Object::read(found)?.summary();
/// println!("{summary}");
/// let names = summary.rows().iter().find(|row| row.label() == "names").ok_or("no names")?;
/// assert_eq!(names.values(), ["DNS:sip.example.com", "IP:192.0.2.7"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    rows: Vec<Row>,
}

/// One row of a [`Summary`].
///
/// # Examples
///
/// ```
/// use ucpki::show::Object;
/// use ucpki::x509::pem;
///
/// // A table for a web page: labels on the left, values on the right.
/// let found =
///     pem::objects(include_bytes!("../../../tests/data/chain/demo/leaf.pem")).next().ok_or("no certificate")??;
/// let summary = Object::read(found)?.summary();
/// let table: Vec<_> = summary.rows().iter().map(|row| (row.label(), row.values().join("\n"))).collect();
/// assert!(table.contains(&("valid until", "2036-01-01T00:00:00Z".to_owned())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    label: &'static str,
    values: Vec<String>,
}

impl Row {
    /// What the values are.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        self.label
    }

    /// The values, whole.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }
}

impl Summary {
    pub(crate) fn of(any: &Object) -> Self {
        let mut rows = Rows(vec![]);
        rows.add("kind", any.kind());
        match any {
            Object::Certificate(certificate) | Object::Trusted(certificate, _) => {
                rows.name("subject", certificate.subject());
                rows.name("issuer", certificate.issuer());
                rows.add("valid from", certificate.not_before());
                rows.add("valid until", certificate.not_after());
                rows.serial(certificate.serial().as_bytes());
                rows.extensions(certificate.extensions());
                rows.key(certificate.spki());
                rows.algorithm(certificate.signature_algorithm());
            }
            Object::Crl(crl) => rows.crl(crl),
            Object::OddCrl(odd) => {
                if let Some(crl) = odd.view() {
                    rows.crl(&crl.to_owned());
                }
                rows.add("not usable", odd.error());
            }
            Object::OcspRequest(request) => rows.ocsp_request(request),
            Object::OcspResponse(response) => rows.ocsp_response(response),
            Object::Request(request) => {
                rows.name("subject", request.subject());
                if let Ok(Some(extensions)) = request.extension_request() {
                    rows.extensions(extensions.extensions());
                }
                rows.key(request.spki());
                rows.algorithm(request.signature_algorithm());
            }
        }
        rows.hashes(["SHA-256", "SHA-1", "MD5"], &any.fingerprints());
        Self { rows: rows.0 }
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    fn values(&self, label: &str) -> &[String] {
        self.rows.iter().find(|row| row.label == label).map_or(&[], |row| &row.values)
    }
}

/// Most values of a row on a screen, and most characters of a value.
const VALUES: usize = 20;
const CHARACTERS: usize = 100;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            for (index, value) in row.values.iter().take(VALUES).enumerate() {
                let label = if index == 0 { row.label } else { "" };
                writeln!(f, "{label:16}{}", cut(value, CHARACTERS))?;
            }
            if let Some(more) = row.values.len().checked_sub(VALUES).filter(|more| *more > 0) {
                writeln!(f, "{:16}and {more} more", "")?;
            }
        }
        Ok(())
    }
}

fn cut(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

struct Rows(Vec<Row>);

impl Rows {
    fn add(&mut self, label: &'static str, value: impl fmt::Display) {
        self.all(label, vec![value.to_string()]);
    }

    fn all(&mut self, label: &'static str, values: Vec<String>) {
        self.0.push(Row { label, values });
    }

    fn name(&mut self, label: &'static str, whole: NameRef<'_>) {
        let values: Vec<String> = whole
            .rdns()
            .map(|rdn| {
                let mut text = String::new();
                let _ = name::write_rdn(&mut Out::new(&mut text), rdn);
                text
            })
            .collect();
        self.all(label, if values.is_empty() { vec!["(empty)".to_string()] } else { values });
    }

    fn serial(&mut self, bytes: &[u8]) {
        let mut hex = String::new();
        let _ = Out::new(&mut hex).colons(bytes, true);
        let decimal = number::decimal(bytes).unwrap_or_else(|| "(too long for decimal)".to_string());
        self.all("serial", vec![hex, decimal]);
    }

    fn extensions(&mut self, extensions: Extensions<'_>) {
        let first = |kind: ExtensionKind| extensions.clone().find(|extension| extension.oid() == kind.oid());
        let unreadable = || vec!["(unreadable)".to_string()];
        if let Some(found) = first(ExtensionKind::SubjectAltName) {
            let names = GeneralNames::read(&mut found.reader());
            let values = names.map_or_else(|_| unreadable(), |names| names.iter().map(|name| general(&name)).collect());
            self.all("names", values);
        }
        let constraints =
            first(ExtensionKind::BasicConstraints).map(|found| BasicConstraints::read(&mut found.reader()));
        self.add(
            "CA",
            match constraints {
                Some(Ok(constraints)) if constraints.is_ca() => match constraints.path_length() {
                    Some(length) => format!("yes, path length {length}"),
                    None => "yes".to_string(),
                },
                Some(Err(_)) => "(unreadable)".to_string(),
                _ => "no".to_string(),
            },
        );
        if let Some(found) = first(ExtensionKind::KeyUsage) {
            let usage = KeyUsage::read(&mut found.reader());
            self.all(
                "key usage",
                usage.map_or_else(|_| unreadable(), |usage| usage.names().map(ToString::to_string).collect()),
            );
        }
        if let Some(found) = first(ExtensionKind::ExtendedKeyUsage) {
            let long = |oid: ucpki_x509::Oid<'_>| {
                let name = object::names(oid.as_bytes());
                name.map_or_else(|| object::dotted(oid.as_bytes()), |(_, long)| long.to_string())
            };
            let purposes = ExtendedKeyUsage::read(&mut found.reader());
            self.all("purposes", purposes.map_or_else(|_| unreadable(), |all| all.iter().map(long).collect()));
        }
    }

    fn key(&mut self, spki: SpkiRef<'_>) {
        let mut algorithm = String::new();
        let _ = object::write(&mut Out::new(&mut algorithm), spki.algorithm().oid().as_bytes());
        self.add(
            "key",
            match Key::read(spki) {
                Some(key) => match key.curve() {
                    Some((curve, "")) => format!("{} {curve}, {} bits", key.kind(), key.bits()),
                    Some((_, nist)) => format!("{} {nist}, {} bits", key.kind(), key.bits()),
                    None => format!("{}, {} bits", key.kind(), key.bits()),
                },
                None => format!("{algorithm} (cannot be read)"),
            },
        );
        self.add("key SHA-256", Fingerprints::from_der(spki.as_der()).sha256());
        self.add("key identifier", fingerprint::key_identifier(spki));
    }

    fn algorithm(&mut self, algorithm: ucpki_x509::AlgorithmRef<'_>) {
        let mut text = String::new();
        let _ = object::write(&mut Out::new(&mut text), algorithm.oid().as_bytes());
        self.add("signature", text);
    }

    fn crl(&mut self, crl: &Crl) {
        self.name("issuer", crl.issuer());
        self.add("this update", crl.this_update());
        self.add("next update", crl.next_update().map_or_else(|| "none".to_string(), |time| time.to_string()));
        if let Ok(Some(number)) = crl.crl_number() {
            self.add("number", number::decimal(number.as_bytes()).unwrap_or_else(|| "(too long)".to_string()));
        }
        if crl.has_extension(ExtensionKind::DeltaCrlIndicator) {
            self.add("delta", "yes");
        }
        self.add("entries", crl.entry_count());
        self.algorithm(crl.signature_algorithm());
    }

    fn hashes(&mut self, labels: [&'static str; 3], hashes: &Fingerprints) {
        let [sha256, sha1, md5] = labels;
        self.add(sha256, hashes.sha256());
        self.add(sha1, hashes.sha1());
        self.add(md5, hashes.md5());
    }
}

/// A general name in a line.
fn general(general: &GeneralName<'_>) -> String {
    let mut text = String::new();
    let out = &mut Out::new(&mut text);
    let _ = match general {
        GeneralName::DnsName(bytes) => out.text("DNS:").and_then(|()| out.raw(bytes)),
        GeneralName::Rfc822Name(bytes) => out.text("email:").and_then(|()| out.raw(bytes)),
        GeneralName::Uri(bytes) => out.text("URI:").and_then(|()| out.raw(bytes)),
        GeneralName::IpAddress(bytes) => match address(bytes) {
            Some(address) => out.format(format_args!("IP:{address}")),
            None => out.format(format_args!("IP:(invalid, {} bytes)", bytes.len())),
        },
        GeneralName::DirectoryName(directory) => out.text("DirName:").and_then(|()| name::write(out, *directory)),
        GeneralName::RegisteredId(oid) => out.format(format_args!("RID:{}", object::dotted(oid.as_bytes()))),
        GeneralName::OtherName { oid, value } => {
            out.format(format_args!("otherName:{};", object::dotted(oid.as_bytes()))).and_then(|()| out.hex(value))
        }
        GeneralName::X400Address(_) => out.text("x400Address"),
        GeneralName::EdiPartyName(_) => out.text("ediPartyName"),
    };
    text
}

/// An address, or an address and its mask, as text.
pub(crate) fn address(bytes: &[u8]) -> Option<String> {
    let one = |bytes: &[u8]| ip_address(bytes).map(|address| address.to_string());
    match bytes.len() {
        8 | 32 => {
            let (address, mask) = bytes.split_at_checked(bytes.len() / 2)?;
            Some(format!("{}/{}", one(address)?, one(mask)?))
        }
        _ => one(bytes),
    }
}

/// Two objects side by side: a line for each value, marked where it is on one side only.
///
/// Values of a row are in a line with their equal on the other side, whatever their order. The parts of a subject or issuer are
/// compared in their order where both sides have the same ones. `Display` marks a line that differs with `*`, and labels every
/// line that differs and the first of the others, so that a line says what it is about by itself.
///
/// # Examples
///
/// ```
/// # let file = include_bytes!("../../../tests/data/chain/demo/leaf.pem");
/// # let read = |file: &[u8]| ucpki::x509::pem::certificates(file).map(|mut all| ucpki::show::Object::Certificate(all.remove(0).certificate));
/// # let one = read(file)?;
/// # let other = read(include_bytes!("../../../tests/data/chain/demo/revoked.pem"))?;
/// use ucpki::show::SummaryComparison;
///
/// assert!(SummaryComparison::new(&one.summary(), &one.summary()).is_same());
/// let comparison = SummaryComparison::new(&one.summary(), &other.summary());
/// assert!(comparison.lines().iter().any(|line| line.label() == "subject" && line.left() != line.right()));
/// println!("{comparison}");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryComparison {
    lines: Vec<Line>,
}

/// One line of a [`SummaryComparison`].
///
/// # Examples
///
/// ```
/// use ucpki::show::{Object, SummaryComparison};
/// use ucpki::x509::pem;
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| Object::Certificate(all.remove(0).certificate));
/// let old = read(include_bytes!("../../../tests/data/chain/demo/revoked.pem"))?;
/// let new = read(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?;
/// let comparison = SummaryComparison::new(&old.summary(), &new.summary());
/// for line in comparison.lines().iter().filter(|line| !line.is_same()) {
///     println!("{}: {} became {}", line.label(), line.left().unwrap_or("nothing"), line.right().unwrap_or("nothing"));
/// }
/// assert!(comparison.lines().iter().any(|line| line.label() == "issuer" && line.is_same()));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    label: &'static str,
    left: Option<String>,
    right: Option<String>,
    /// Whether it is at another place in a name, whose parts are the same.
    is_moved: bool,
}

impl Line {
    /// What is compared.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        self.label
    }

    /// The value on the left side, if there is one.
    #[must_use]
    pub fn left(&self) -> Option<&str> {
        self.left.as_deref()
    }

    /// The value on the right side, if there is one.
    #[must_use]
    pub fn right(&self) -> Option<&str> {
        self.right.as_deref()
    }

    /// Whether both sides have the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.left == self.right && !self.is_moved
    }
}

/// Rows whose values are one name, in its order.
const IN_ORDER: [&str; 2] = ["issuer", "subject"];

impl SummaryComparison {
    /// Compares two summaries. Cost: sorts the values of each row.
    #[must_use]
    pub fn new(left: &Summary, right: &Summary) -> Self {
        let mut labels: Vec<&'static str> = left.rows.iter().map(|row| row.label).collect();
        labels.extend(right.rows.iter().map(|row| row.label).filter(|label| left.values(label).is_empty()));
        let mut lines = vec![];
        for label in labels {
            let mut sides = [left.values(label), right.values(label)].map(|values| values.iter().collect::<Vec<_>>());
            let ordered = sides.clone();
            sides.iter_mut().for_each(|side| side.sort_unstable());
            let [sorted_left, sorted_right] = &sides;
            let [in_left, in_right] = &ordered;
            let line = |left: Option<&String>, right: Option<&String>| Line {
                label,
                left: left.cloned(),
                right: right.cloned(),
                is_moved: false,
            };
            let only_left: Vec<_> = in_left.iter().filter(|value| sorted_right.binary_search(value).is_err()).collect();
            let only_right: Vec<_> =
                in_right.iter().filter(|value| sorted_left.binary_search(value).is_err()).collect();
            // The order of a name is a part of it (RFC 5280, 7.1): what is out of order differs.
            if IN_ORDER.contains(&label) && only_left.is_empty() && only_right.is_empty() && in_left != in_right {
                let longest = in_left.len().max(in_right.len());
                lines.extend((0..longest).map(|index| Line {
                    is_moved: in_left.get(index) != in_right.get(index),
                    ..line(in_left.get(index).copied(), in_right.get(index).copied())
                }));
                continue;
            }
            for value in in_left.iter().filter(|value| sorted_right.binary_search(value).is_ok()) {
                lines.push(line(Some(value), Some(value)));
            }
            for index in 0..only_left.len().max(only_right.len()) {
                lines.push(line(only_left.get(index).map(|value| **value), only_right.get(index).map(|value| **value)));
            }
        }
        Self { lines }
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.lines.iter().all(Line::is_same)
    }
}

impl fmt::Display for SummaryComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SIDE: usize = 48;
        let mut before = "";
        for line in &self.lines {
            let label = if line.label == before && line.is_same() { "" } else { line.label };
            before = line.label;
            let mark = if line.is_same() { ' ' } else { '*' };
            let [left, right] = [line.left(), line.right()].map(|side| cut(side.unwrap_or("-"), SIDE - 1));
            writeln!(f, "{mark} {label:16}{left:SIDE$}  {right}")?;
        }
        Ok(())
    }
}
