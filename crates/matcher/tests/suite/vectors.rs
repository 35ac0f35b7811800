//! The published vectors, `tests/data/matcher`.

use crate::certificate::Names;
use serde_json::Value;
use std::fmt::Write;
use ucpki_matcher::{Identity, MatchedName, Mismatch, NameMode, NamePlace, SipDomain, SipUsage, XmppService};
use ucpki_x509::der::Tag;
use ucpki_x509::oids;

#[test]
fn every_host_has_the_answer_it_expects() {
    check(include_str!("../../../../tests/data/matcher/hosts.json"), 90);
}

#[test]
fn every_sip_domain_has_the_answer_it_expects() {
    check(include_str!("../../../../tests/data/matcher/sip.json"), 70);
}

#[test]
fn every_service_has_the_answer_it_expects() {
    check(include_str!("../../../../tests/data/matcher/services.json"), 70);
}

#[track_caller]
fn check(text: &str, least: usize) {
    let vectors: Value = serde_json::from_str(text).unwrap();
    let vectors = vectors.as_array().unwrap();
    let mut wrong = String::new();
    let mut seen = std::collections::BTreeSet::new();
    for vector in vectors {
        let id = text_of(vector, "id");
        assert!(seen.insert(id), "two vectors are called {id}");
        let (expected, actual) = (text_of(vector, "expect"), answer(vector));
        if actual != expected {
            writeln!(wrong, "{id}: {actual}, expected {expected}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(vectors.len() >= least, "{}", vectors.len());
}

/// `SAN 0`, `CN 1`, `unchecked`, or the code of the refusal, with `/` and the code of the hint.
fn answer(vector: &Value) -> String {
    let reference = text_of(vector, "reference");
    let identity = match vector["kind"].as_str() {
        None => Identity::host(reference),
        Some("email") => Identity::email(reference),
        Some("sip") => Identity::sip(reference),
        Some("sip-ignore") => SipDomain::new(reference).map(|domain| domain.usage(SipUsage::Ignore).into()),
        Some("sip-strict") => SipDomain::new(reference).map(|domain| domain.usage(SipUsage::Strict).into()),
        Some("srv") => Identity::srv(reference),
        Some("uri") => Identity::uri(reference),
        Some("xmpp-account") => Identity::xmpp_account(reference),
        Some("xmpp-client") => Identity::xmpp(reference, XmppService::Client),
        Some("xmpp-server") => Identity::xmpp(reference, XmppService::Server),
        Some(kind) => panic!("{kind}"),
    };
    let identity = match identity {
        Ok(identity) => identity,
        Err(error) => return error.code().name().to_owned(),
    };
    let mode = match vector["mode"].as_str() {
        None => NameMode::Rfc9525,
        Some("appliance") => NameMode::Appliance,
        Some("off") => NameMode::Off,
        Some(mode) => panic!("{mode}"),
    };
    match names(vector).check(&identity, mode) {
        Ok(matched) => matched_text(&matched),
        Err(mismatch) => mismatch_text(&mismatch),
    }
}

fn matched_text(matched: &MatchedName) -> String {
    match matched.place() {
        Some(NamePlace::SubjectAltName(index)) => format!("SAN {index}"),
        Some(NamePlace::CommonName(index)) => format!("CN {index}"),
        _ => "unchecked".to_owned(),
    }
}

fn mismatch_text(mismatch: &Mismatch) -> String {
    let hint = mismatch.hint().map(|hint| format!(" / {hint}"));
    format!("{}{}", mismatch.code(), hint.unwrap_or_default())
}

fn names(vector: &Value) -> Names {
    let mut names = Names::new();
    for name in list(vector, "cn") {
        names = names.cn(name);
    }
    for usage in list(vector, "eku") {
        names = names.extended_key_usage(usage);
    }
    for entry in list(vector, "san") {
        let (kind, value) = entry.split_once(':').unwrap();
        names = match kind {
            "DNS" => names.dns(value),
            "IP" => names.ip(value),
            "IPHEX" => names.entry(Tag::context(7), &bytes(value)),
            "email" => names.email(value),
            "URI" => names.uri(value),
            "SRV" => names.other(oids::DNS_SRV, Tag::IA5_STRING, value.as_bytes()),
            "SRVUTF8" => names.other(oids::DNS_SRV, Tag::UTF8_STRING, value.as_bytes()),
            "MAILBOX" => names.other(oids::SMTP_UTF8_MAILBOX, Tag::UTF8_STRING, value.as_bytes()),
            "XMPPIA5" => names.other(oids::XMPP_ADDR, Tag::IA5_STRING, value.as_bytes()),
            "XMPP" => names.other(oids::XMPP_ADDR, Tag::UTF8_STRING, value.as_bytes()),
            "DIR" => names.directory(value),
            kind => panic!("{kind}"),
        };
    }
    names
}

fn list<'a>(vector: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    vector[key].as_array().into_iter().flatten().map(|text| text.as_str().unwrap())
}

fn text_of<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap_or_else(|| panic!("{key} of {vector}"))
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}
