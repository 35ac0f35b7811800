//! Signatures, fields, attributes of requests, and lists.

use super::{Case, times};
use crate::build::{Parts, algorithm, attribute, entry, extension, oid, sequence, value};
use ucpki_x509::OidBuf;

pub(super) fn signatures(cases: &mut Vec<Case>) {
    let numbers = [0, 0x30, 0x08, 2, 2, 0, 0xFF, 2, 2, 0x7F, 1].to_vec();
    let long = [&[0, 0x30, 24, 2, 10, 0][..], &[0xA5; 9], &[2, 10, 1], &[0x5A; 9]].concat();
    let plain = [&[0][..], &[7; 40]].concat();
    for kind in [
        "1.2.840.113549.1.1.1",
        "1.2.840.113549.1.1.2",
        "1.2.840.113549.1.1.4",
        "1.2.840.113549.1.1.5",
        "1.2.840.113549.1.1.11",
        "1.2.840.113549.1.1.15",
        "1.3.14.3.2.29",
        "1.3.14.3.2.15",
        "1.2.840.113549.1.1.10",
        "1.2.840.10045.4.1",
        "1.2.840.10045.4.3.2",
        "1.2.840.10040.4.3",
        "1.3.14.3.2.13",
        "1.3.14.3.2.27",
        "1.3.14.3.2.12",
        "2.16.840.1.101.3.4.3.1",
        "2.16.840.1.101.3.4.3.2",
        "2.16.840.1.101.3.4.3.3",
        "2.16.840.1.101.3.4.3.4",
        "2.16.840.1.101.3.4.3.5",
        "2.16.840.1.101.3.4.3.10",
        "2.16.840.1.101.3.4.3.14",
        "1.3.101.112",
        "1.3.101.113",
        "1.2.643.2.2.3",
        "1.2.156.10197.1.501",
        "1.2.3.4",
        "1.2.840.10040.4.1",
        "1.3.36.3.3.1.2",
    ] {
        let kind = OidBuf::parse(kind).unwrap();
        for signature in [&numbers, &long, &plain, &vec![0], &vec![3, 0xFF]] {
            let outer = algorithm(kind.as_oid(), &[5, 0]);
            let parts = Parts { algorithm: outer.clone(), outer, signature: signature.clone(), ..Parts::default() };
            cases.push((format!("signature {kind} {signature:02X?}"), "x509", parts.certificate()));
        }
    }
    let sha256 = algorithm(ucpki_x509::oids::SHA256, &[5, 0]);
    let mgf1 = |hash: &[u8]| algorithm(ucpki_x509::oids::MGF1, hash);
    for parameters in [
        vec![],
        vec![0x30, 0],
        vec![5, 0],
        sequence(&[&value(0xA0, &sha256)]),
        sequence(&[&value(0xA1, &mgf1(&sha256))]),
        sequence(&[&value(0xA0, &sha256), &value(0xA1, &mgf1(&sha256)), &value(0xA2, &[2, 1, 32])]),
        sequence(&[&value(0xA1, &mgf1(&[]))]),
        sequence(&[&value(0xA1, &mgf1(&[5, 0]))]),
        sequence(&[&value(0xA1, &sha256)]),
        sequence(&[&value(0xA2, &[2, 2, 1, 0]), &value(0xA3, &[2, 1, 1])]),
        sequence(&[&value(0xA2, &[2, 1, 0xFF])]),
        sequence(&[&value(0xA3, &[2, 1, 2])]),
        sequence(&[&value(0xA2, &[5, 0])]),
    ] {
        let outer = algorithm(ucpki_x509::oids::RSASSA_PSS, &parameters);
        let parts = Parts { algorithm: outer.clone(), outer, signature: plain.clone(), ..Parts::default() };
        cases.push((format!("PSS {parameters:02X?}"), "x509", parts.certificate()));
        cases.push((format!("request: PSS {parameters:02X?}"), "req", parts.request(Some(&[]))));
        cases.push((format!("CRL: PSS {parameters:02X?}"), "crl", parts.crl(Some(1), &times(), &[])));
    }
}

pub(super) fn fields(cases: &mut Vec<Case>) {
    for serial in [
        &[0][..],
        &[1],
        &[0xFF],
        &[0x80],
        &[0xFF, 0x7F],
        &[0x7F; 8],
        &[0x80, 0, 0, 0, 0, 0, 0, 0],
        &[0, 0x80, 0, 0, 0, 0, 0, 0, 0],
        &[0, 0xFF, 1],
        &[0x7F; 9],
        &[0x80; 9],
        &[0x11; 20],
        &[0x11; 40],
        &[0xFF, 0, 0],
        &[0x80, 0, 0, 0, 0, 0, 0, 1],
    ] {
        let parts = Parts { serial: serial.to_vec(), ..Parts::default() };
        cases.push((format!("serial {serial:02X?}"), "x509", parts.certificate()));
        cases.push((format!("entry {serial:02X?}"), "crl", parts.crl(Some(1), &times(), &[entry(serial, &[])])));
    }
    for version in [vec![], vec![0], vec![1], vec![2], vec![3], vec![0x7F]] {
        let parts = Parts { version: version.clone(), ..Parts::default() };
        cases.push((format!("version {version:?}"), "x509", parts.certificate()));
        if !version.is_empty() && version != [2] {
            cases.push((format!("request: version {version:?}"), "req", parts.request(Some(&[]))));
        }
    }
    for (tag, text) in [
        (0x17, &b"500101000000Z"[..]),
        (0x17, b"491231235959Z"),
        (0x17, b"991231235959Z"),
        (0x18, b"20260101000000Z"),
        (0x18, b"99991231235959Z"),
        (0x18, b"00000101000000Z"),
        (0x18, b"00010101000000Z"),
        (0x18, b"19491231235959Z"),
        (0x17, b"260229000000Z"),
        (0x17, b"280229000000Z"),
    ] {
        let time = value(tag, text);
        let parts = Parts { validity: sequence(&[&time, &time]), ..Parts::default() };
        cases.push((format!("time {}", String::from_utf8_lossy(text)), "x509", parts.certificate()));
        cases.push((
            format!("CRL: time {}", String::from_utf8_lossy(text)),
            "crl",
            parts.crl(Some(1), &[&time[..], &time].concat(), &[]),
        ));
    }
    for unique in [
        value(0x81, &[0, 1, 2]),
        value(0x82, &[0, 1, 2]),
        [value(0x81, &[4, 0xF0]), value(0x82, &[0])].concat(),
        value(0x82, &[&[0][..], &[9; 40]].concat()),
    ] {
        let parts = Parts { unique: unique.clone(), ..Parts::default() };
        cases.push((format!("unique {unique:02X?}"), "x509", parts.certificate()));
    }
    let same = || extension("1.2.3.4", false, &[5, 0]);
    let parts =
        Parts { extensions: vec![same(), same(), extension("2.5.29.19", true, &[0x30, 0])], ..Parts::default() };
    cases.push(("repeated extension".to_owned(), "x509", parts.certificate()));
}

pub(super) fn attributes(cases: &mut Vec<Case>) {
    let mut add = |what: String, attributes: Option<&[Vec<u8>]>| {
        cases.push((format!("request: {what}"), "req", Parts::default().request(attributes)));
    };
    add("no field".to_owned(), None);
    add("none".to_owned(), Some(&[]));
    let text = value(0x0C, b"text");
    for kind in [
        "1.2.840.113549.1.9.1",
        "1.2.840.113549.1.9.2",
        "1.2.840.113549.1.9.3",
        "1.2.840.113549.1.9.4",
        "1.2.840.113549.1.9.5",
        "1.2.840.113549.1.9.6",
        "1.2.840.113549.1.9.7",
        "1.2.840.113549.1.9.8",
        "1.2.840.113549.1.9.9",
        "1.3.6.1.4.1.311.13.2.3",
        "1.3.6.1.4.1.311.21.20",
        "1.3.6.1.4.1.311.13.2.2",
        "1.2.3.4",
        "2.5.4.3",
        "2.999.1",
        "2.16.840.1.113730.1.1.1.1.1.1.1.1",
        "1.2.840.113549.1.9.16.2.1",
    ] {
        add(format!("attribute {kind}"), Some(&[attribute(kind, std::slice::from_ref(&text))]));
        add(format!("attribute {kind}, two"), Some(&[attribute(kind, &[text.clone(), text.clone()])]));
    }
    for (tag, content) in [
        (0x0C, &b"ut\xC3\xB8"[..]),
        (0x13, b"printable"),
        (0x14, b"t61"),
        (0x16, b"ia5"),
        (0x12, b"123"),
        (0x1A, b"visible"),
        (0x1E, &[0, 65]),
        (0x1C, &[0, 0, 0, 65]),
        (0x05, b""),
        (0x02, &[5]),
        (0x30, b""),
        (0x06, &[0x2A]),
        (0x04, b"a"),
        (0x0C, b""),
        (0x03, &[0, 1]),
        (0x17, b"260101000000Z"),
        (0x01, &[0xFF]),
    ] {
        add(format!("value {tag:02X}"), Some(&[attribute("1.2.840.113549.1.9.7", &[value(tag, content)])]));
    }
    let extensions = sequence(&[&extension("2.5.29.15", true, &[3, 2, 5, 0xA0])]);
    let other = sequence(&[&extension("1.2.3.4", false, &[5, 0])]);
    let (standard, microsoft) = ("1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14");
    for (what, list) in [
        ("extensions", vec![attribute(standard, std::slice::from_ref(&extensions))]),
        ("Microsoft's", vec![attribute(microsoft, std::slice::from_ref(&extensions))]),
        (
            "both",
            vec![
                attribute(microsoft, std::slice::from_ref(&other)),
                attribute(standard, std::slice::from_ref(&extensions)),
            ],
        ),
        (
            "twice",
            vec![
                attribute(standard, std::slice::from_ref(&other)),
                attribute(standard, std::slice::from_ref(&extensions)),
            ],
        ),
        ("two values", vec![attribute(standard, &[other.clone(), extensions.clone()])]),
        ("empty", vec![attribute(standard, &[vec![0x30, 0]])]),
        ("no SEQUENCE", vec![attribute(standard, &[vec![5, 0]])]),
        ("no extensions", vec![attribute(standard, &[vec![0x30, 2, 5, 0]])]),
        (
            "between",
            vec![
                attribute("1.2.3", std::slice::from_ref(&text)),
                attribute(standard, &[extensions]),
                attribute("1.2.4", &[text]),
            ],
        ),
    ] {
        add(what.to_owned(), Some(&list));
    }
}

pub(super) fn lists(cases: &mut Vec<Case>) {
    let parts = Parts::default();
    let time = value(0x17, b"260101000000Z");
    let mut add = |what: &str, der: Vec<u8>| cases.push((format!("CRL: {what}"), "crl", der));
    add("version 1", parts.crl(None, &times(), &[entry(&[1], &[])]));
    add("version 1, empty", parts.crl(None, &time, &[]));
    add(
        "version 2",
        parts.crl(Some(1), &times(), &[entry(&[1], &[]), entry(&[0x11; 36], &[]), entry(&[0x11; 70], &[])]),
    );
    add("no next update", parts.crl(Some(1), &time, &[]));
    let reason = |number: u8| entry(&[number + 1], &[extension("2.5.29.21", false, &[0x0A, 1, number])]);
    let reasons: Vec<Vec<u8>> = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10].into_iter().map(reason).collect();
    add("reasons", parts.crl(Some(1), &times(), &reasons));
    for hold in ["1.2.840.10040.2.1", "1.2.840.10040.2.2", "1.2.840.10040.2.3", "1.2.3.4"] {
        add(hold, parts.crl(Some(1), &times(), &[entry(&[1], &[extension("2.5.29.23", false, &oid(hold))])]));
    }
    let issuer = sequence(&[&value(0xA4, &parts.issuer), &value(0x82, b"a")]);
    add("issuer", parts.crl(Some(1), &times(), &[entry(&[1], &[extension("2.5.29.29", true, &issuer)])]));
    add("unknown", parts.crl(Some(1), &times(), &[entry(&[1], &[extension("1.2.3.4", false, b"\x04\nA\xFF")])]));
}
