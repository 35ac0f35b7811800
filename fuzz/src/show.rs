//! `show_any`: whatever is read is shown, safely, and in an output that grows with the input.

use std::fmt::Write;
use ucpki_show::{Object, SummaryComparison, label_of, public_key_of, write_asn1, write_asn1_at};
use ucpki_x509::{Certificate, CertificationRequest, Crl, OcspRequest, OcspResponse};

/// Shows `der` in every form, as whatever it can be read.
///
/// # Panics
///
/// If a text has a control character, JSON is none, or an output is larger than it should be.
pub fn show_any(der: &[u8]) {
    let read = [
        Certificate::parse(der).map(Object::Certificate),
        CertificationRequest::parse(der).map(Object::Request),
        Crl::parse(der).map(Object::Crl),
        OcspRequest::parse(der).map(Object::OcspRequest),
        OcspResponse::parse(der).map(Object::OcspResponse),
    ];
    for object in read.into_iter().flatten() {
        let text = planted::text(object.text().to_string());
        is_harmless(&text);
        is_bounded(&text, der);
        // A sink that takes little at a time gets the same.
        let mut again = Pieces(String::new());
        write!(again, "{}", object.text()).expect("it takes all");
        assert!(planted::text(again.0) == text);
        let json = object.json().to_string();
        is_bounded(&json, der);
        assert!(!json.contains(char::is_control), "JSON with a control character");
        let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(document["kind"], object.kind());
        let summary = object.summary();
        is_harmless(&summary.to_string());
        assert!(SummaryComparison::new(&summary, &summary).is_same());
        assert_eq!(label_of(der).is_some(), true, "what can be read has a label");
    }
    let mut text = String::new();
    write_asn1(&mut text, der).expect("a String takes all");
    is_harmless(&text);
    is_bounded(&text, der);
    for offset in [0, der.len() / 2, der.len(), usize::MAX] {
        text.clear();
        write_asn1_at(&mut text, der, offset).expect("a String takes all");
        is_harmless(&text);
    }
    if let Some(spki) = public_key_of(der) {
        assert!(spki.len() <= der.len() + 64);
    }
}

/// Nothing in it steers a terminal.
fn is_harmless(text: &str) {
    let found = text.chars().find(|character| character.is_control() && *character != '\n');
    assert_eq!(found, None, "a control character in {text:?}");
}

/// The most that a value can grow is a two-byte value at the deepest indentation of the list of values.
fn is_bounded(text: &str, der: &[u8]) {
    assert!(text.len() <= 100 * der.len() + 8192, "{} bytes from {}", text.len(), der.len());
}

struct Pieces(String);

impl Write for Pieces {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        text.chars().for_each(|character| self.0.push(character));
        Ok(())
    }
}

#[cfg(not(ucpki_planted_bug = "show_any"))]
mod planted {
    pub(super) fn text(text: String) -> String {
        text
    }
}

/// The planted bug: an escape sequence goes through as it is.
#[cfg(ucpki_planted_bug = "show_any")]
mod planted {
    pub(super) fn text(text: String) -> String {
        text.replace("\\x1B", "\u{1B}")
    }
}
