//! The text of OCSP requests and responses against `openssl ocsp`.

use crate::build::{algorithm, extension, name, oid, sequence, value};
use crate::compare::first_difference;
use std::fmt::Write;
use ucpki_show::{write_ocsp_request, write_ocsp_response};
use ucpki_tests::Rng;
use ucpki_tests::data;
use ucpki_tests::openssl::Openssl;
use ucpki_x509::{OcspRequestRef, OcspResponseRef, oids, pem};

const HASHES: [(&str, usize); 5] = [
    ("1.3.14.3.2.26", 20),
    ("2.16.840.1.101.3.4.2.1", 32),
    ("2.16.840.1.101.3.4.2.2", 48),
    ("2.16.840.1.101.3.4.2.3", 64),
    ("1.2.3.4.5", 7),
];

const SERIALS: [&[u8]; 6] = [&[5], &[0], &[0xFB], &[0x7F, 0xFF], &[0, 0x80, 1, 2, 3], &[0x11; 40]];

fn byte(rng: &mut Rng) -> u8 {
    rng.next().to_be_bytes()[0]
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    value(0x04, bytes)
}

fn time(text: &str) -> Vec<u8> {
    value(0x18, text.as_bytes())
}

fn certificate_id(rng: &mut Rng) -> Vec<u8> {
    let (hash, length) = HASHES[rng.below(5)];
    let parameters: &[u8] = if rng.below(2) == 0 { &[5, 0] } else { &[] };
    let mut hashed = || octets(&(0..length).map(|_| byte(rng)).collect::<Vec<_>>());
    let (name_hash, key_hash) = (hashed(), hashed());
    let serial = value(0x02, SERIALS[rng.below(6)]);
    sequence(&[&sequence(&[&oid(hash), parameters]), &name_hash, &key_hash, &serial])
}

/// Extensions of requests, responses and entries, some of them in no place where they belong.
fn some_extension(rng: &mut Rng) -> Vec<u8> {
    let ocsp = |arc: usize| format!("1.3.6.1.5.5.7.48.1.{arc}");
    let critical = rng.below(4) == 0;
    let nonce: Vec<u8> = (0..[0, 1, 16, 32, 33, 34, 70, 128][rng.below(8)]).map(|_| byte(rng)).collect();
    match rng.below(11) {
        0 | 1 => extension(&ocsp(2), critical, &octets(&nonce)),
        2 => extension(&ocsp(2), critical, &nonce),
        3 => {
            let url = value(0xA0, &value(0x16, b"http://example.com/a.crl"));
            let number = value(0xA1, &value(0x02, &[0x12, 0x34]));
            let date = value(0xA2, &time("20260102030405Z"));
            extension(&ocsp(3), critical, &sequence(&[&url, &number, &date]))
        }
        4 => extension(&ocsp(4), critical, &sequence(&[&oid(&ocsp(1)), &oid("1.2.3")])),
        5 => extension(&ocsp(6), critical, &time("20200102030405Z")),
        6 => {
            let access = sequence(&[&oid(&ocsp(1)), &value(0x86, b"http://example.com/")]);
            let issuer = name(&[&[("2.5.4.6", 0x13, b"NO")], &[("2.5.4.3", 0x0C, b"Example CA")]]);
            extension(&ocsp(7), critical, &sequence(&[&issuer, &sequence(&[&access])]))
        }
        7 => extension(&ocsp(9), critical, &[5, 0]),
        8 => extension("2.5.29.21", critical, &value(0x0A, &[1])),
        9 => extension("2.5.29.24", critical, &time("20250102030405Z")),
        _ => extension("1.2.3.4", critical, b"unknown\x01\x02"),
    }
}

/// Nothing, or one to three extensions, under an explicit tag.
fn extensions(rng: &mut Rng, tag: u8) -> Vec<u8> {
    let count = rng.below(4);
    let list: Vec<Vec<u8>> = (0..count).map(|_| some_extension(rng)).collect();
    if count == 0 { Vec::new() } else { value(tag, &value(0x30, &list.concat())) }
}

fn certificates(rng: &mut Rng) -> Vec<u8> {
    let demo = |file: &str| {
        let text = std::fs::read(data::root().join(file)).unwrap();
        pem::certificates(&text).unwrap().remove(0).certificate.as_der().to_vec()
    };
    let files = ["ocsp/demo/responder.pem", "ocsp/demo/ca.pem", "chain/demo/leaf.pem"];
    let list: Vec<Vec<u8>> = files.into_iter().take(rng.below(4)).map(demo).collect();
    match rng.below(3) {
        0 => Vec::new(),
        _ => value(0xA0, &value(0x30, &list.concat())),
    }
}

/// An algorithm and a signature.
fn signature(rng: &mut Rng) -> Vec<u8> {
    let with = [oids::ECDSA_WITH_SHA256, oids::SHA256_WITH_RSA, oids::ED25519][rng.below(3)];
    let bits: Vec<u8> = std::iter::once(0).chain((0..rng.below(100)).map(|_| byte(rng))).collect();
    [algorithm(with, &[]), value(0x03, &bits)].concat()
}

fn request(rng: &mut Rng) -> Vec<u8> {
    let requestor = match rng.below(4) {
        0 => value(0xA1, &value(0xA4, &name(&[&[("2.5.4.3", 0x0C, b"Someone"), ("2.5.4.10", 0x13, b"a + b")]]))),
        1 => value(0xA1, &value(0x82, b"host.example.com")),
        _ => Vec::new(),
    };
    let entries: Vec<Vec<u8>> =
        (0..rng.below(4)).map(|_| sequence(&[&certificate_id(rng), &extensions(rng, 0xA0)])).collect();
    let tbs = sequence(&[&version(rng), &requestor, &value(0x30, &entries.concat()), &extensions(rng, 0xA2)]);
    let signature = match rng.below(3) {
        0 => value(0xA0, &sequence(&[&signature(rng), &certificates(rng)])),
        _ => Vec::new(),
    };
    sequence(&[&tbs, &signature])
}

fn version(rng: &mut Rng) -> Vec<u8> {
    match rng.below(5) {
        0 => value(0xA0, &value(0x02, &[1])),
        _ => Vec::new(),
    }
}

fn entry(rng: &mut Rng) -> Vec<u8> {
    let reason = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10][rng.below(10)];
    let status = match rng.below(4) {
        0 => value(0x80, &[]),
        1 => value(0x82, &[]),
        2 => value(0xA1, &time("20260102030405Z")),
        _ => value(0xA1, &[time("20260102030405Z"), value(0xA0, &value(0x0A, &[reason]))].concat()),
    };
    let next = if rng.below(2) == 0 { value(0xA0, &time("20560304050607Z")) } else { Vec::new() };
    sequence(&[&certificate_id(rng), &status, &time("20260203040506Z"), &next, &extensions(rng, 0xA1)])
}

fn response(rng: &mut Rng) -> Vec<u8> {
    if rng.below(12) == 0 {
        let status = value(0x0A, &[[1, 2, 3, 5, 6][rng.below(5)]]);
        return sequence(&[&status]);
    }
    let responder = match rng.below(3) {
        0 => value(0xA2, &octets(&[7; 20])),
        1 => value(0xA2, &octets(&[7; 48])),
        _ => {
            let parts: [&[(&str, u8, &[u8])]; 3] = [
                &[("2.5.4.6", 0x13, b"NO")],
                &[("2.5.4.10", 0x0C, "Ø, AS".as_bytes())],
                &[("2.5.4.3", 0x0C, b"R \"1\"")],
            ];
            value(0xA1, &name(&parts))
        }
    };
    let entries: Vec<Vec<u8>> = (0..rng.below(5)).map(|_| entry(rng)).collect();
    let entries = value(0x30, &entries.concat());
    let data = sequence(&[&version(rng), &responder, &time("20260203040506Z"), &entries, &extensions(rng, 0xA1)]);
    let basic = sequence(&[&data, &signature(rng), &certificates(rng)]);
    let kind = if rng.below(20) == 0 { "1.2.3.4" } else { "1.3.6.1.5.5.7.48.1.1" };
    sequence(&[&value(0x0A, &[0]), &value(0xA0, &sequence(&[&oid(kind), &octets(&basic)]))])
}

fn ours(kind: &str, der: &[u8]) -> Option<String> {
    let mut text = String::new();
    match kind {
        "request" => write_ocsp_request(&mut text, &OcspRequestRef::parse(der).ok()?),
        _ => write_ocsp_response(&mut text, &OcspResponseRef::parse(der).ok()?),
    }
    .expect("a String takes all");
    Some(text)
}

fn theirs(openssl: &Openssl, kind: &str, der: &[u8]) -> Option<Vec<u8>> {
    let file = openssl.file(der);
    let path = file.to_str()?;
    let text = match kind {
        "request" => openssl.run(&["ocsp", "-reqin", path, "-req_text", "-noverify"], &[]),
        _ => openssl.run(&["ocsp", "-respin", path, "-resp_text", "-noverify", "-ignore_err"], &[]),
    };
    let _ = std::fs::remove_file(&file);
    // What the program says of an error before it shows the response.
    let text = text?;
    let begin = text.windows(9).position(|window| window == b"OCSP Resp" || window == b"OCSP Requ")?;
    Some(text[begin..].to_vec())
}

/// How many were compared; all are the same.
fn compare(openssl: &Openssl, cases: impl Iterator<Item = (&'static str, Vec<u8>)>) -> usize {
    let (mut compared, mut report) = (0, String::new());
    for (number, (kind, der)) in cases.enumerate() {
        let (Some(ours), Some(theirs)) = (ours(kind, &der), theirs(openssl, kind, &der)) else { continue };
        compared += 1;
        if ours.as_bytes() != theirs {
            let _ = writeln!(report, "{kind} {number}: {}", first_difference(&ours, &theirs));
        }
    }
    assert!(report.is_empty(), "of {compared}:\n{report}");
    compared
}

#[test]
fn requests_and_responses_of_every_form() {
    let Some(openssl) = Openssl::of_version_3_0() else { return };
    let rng = &mut Rng::new(6960);
    let cases =
        (0..300).map(|index| if index % 2 == 0 { ("request", request(rng)) } else { ("response", response(rng)) });
    let cases: Vec<_> = cases.collect();
    let compared = compare(&openssl, cases.into_iter());
    println!("{compared} compared");
    assert!(compared >= 250, "only {compared} could be compared");
}

/// One byte is another one: whatever both still read is shown the same. Where OpenSSL escapes nothing, we do.
#[test]
fn changed_requests_and_responses() {
    let Some(openssl) = Openssl::of_version_3_0() else { return };
    let read = |file: &str| std::fs::read(data::root().join("ocsp").join(file)).unwrap();
    let files = [("request", read("demo/request.der")), ("response", read("by-key/response.der"))];
    let rng = &mut Rng::new(9919);
    let cases: Vec<_> = (0..200)
        .map(|index| {
            let (kind, mut der) = files[index % 2].clone();
            let place = rng.below(der.len());
            der[place] = byte(rng);
            (kind, der)
        })
        .collect();
    let compared = compare(&openssl, cases.into_iter());
    println!("{compared} compared");
    assert!(compared >= 40, "only {compared} could be compared");
}

#[test]
fn what_openssl_showed_of_the_test_data() {
    for (kind, file) in [
        ("request", "demo/request"),
        ("response", "demo/response"),
        ("request", "statuses/request"),
        ("response", "statuses/response"),
        ("request", "by-key/request"),
        ("response", "by-key/response"),
        ("request", "hashes/request"),
        ("response", "hashes/response"),
        ("request", "signed/request"),
    ] {
        let read = |ending: &str| std::fs::read(data::root().join("ocsp").join(format!("{file}.{ending}"))).unwrap();
        assert_eq!(ours(kind, &read("der")).unwrap(), String::from_utf8(read("txt")).unwrap(), "{file}");
    }
}
