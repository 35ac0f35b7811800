//! Rows 34 and 35: encodings that are not DER, and values that are too large to work with.

use super::{accepted, anyone, assert_accepted, assert_refused, ca, check, read, server};
use ucpki_chain::{Anchor, At, Pool, Profile, Refused, Valid, Validator, codes};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Key, der, oid};
use ucpki_x509::der::Tag;
use ucpki_x509::{Certificate, Code, oids};

const LEAF: At = At::Cert(0);

fn judged(profile: Profile, leaf: &Cert) -> Result<Valid, Refused> {
    let root = ca("Root");
    let leaf = read(&leaf.clone().issued_by(&root));
    let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&root))]);
    validator.check(&leaf, &Pool::default(), &anyone())
}

/// The leaf's bytes with one place changed: what the reader says.
#[track_caller]
fn assert_unreadable(from: &[u8], to: &[u8], code: &'static str) {
    let leaf = server().san_dns("a.example.com").issued_by(&ca("Root")).der();
    let at = leaf.windows(from.len()).position(|window| window == from).unwrap();
    let changed = [&leaf[..at], to, &leaf[at + from.len()..]].concat();
    assert_eq!(Certificate::parse(&changed).unwrap_err().code().name(), code);
}

/// What is not DER is not a certificate: there is one reader, and it is never lenient about the form. What is DER and breaks a
/// rule of RFC 5280 is noted, and the profile says what follows.
///
/// CVE-2026-44378 (Botan), x509-parser#249.
#[test]
fn row_34_no_ber_and_no_doubt() {
    let leaf = server().san_dns("a.example.com").issued_by(&ca("Root")).der();
    // The outer length: longer than needed, indefinite, one byte too many behind it.
    assert_eq!(leaf[..2], [0x30, 0x82]);
    let longer = [&[0x30, 0x83, 0x00][..], &leaf[2..]].concat();
    assert_eq!(Certificate::parse(&longer).unwrap_err().code().name(), "x509.length_not_minimal");
    let indefinite = [&[0x30, 0x80][..], &leaf[4..], &[0, 0]].concat();
    assert_eq!(Certificate::parse(&indefinite).unwrap_err().code().name(), "x509.length_not_minimal");
    assert_eq!(Certificate::parse(&[&leaf[..], &[0]].concat()).unwrap_err().code().name(), "x509.trailing_data");
    assert_eq!(Certificate::parse(&leaf[..leaf.len() - 1]).unwrap_err().code().name(), "x509.truncated");
    // The class of a tag: the version as [0] of the application class; the list of extensions as [3] PRIVATE.
    assert_unreadable(&[0xA0, 0x03, 0x02, 0x01, 0x02], &[0x60, 0x03, 0x02, 0x01, 0x02], "x509.unexpected_tag");
    let extensions: Vec<u8> = leaf.windows(4).find(|window| window[0] == 0xA3 && window[1] == 0x81).unwrap().to_vec();
    let private = [&[0xE3], &extensions[1..]].concat();
    let at = leaf.windows(4).position(|window| window == extensions).unwrap();
    let changed = [&leaf[..at], &private, &leaf[at + 4..]].concat();
    assert!(Certificate::parse(&changed).is_err());
    // A BOOLEAN that is neither 00 nor FF, an INTEGER with a zero too many, a BIT STRING with unused bits that are none.
    assert_unreadable(&[0x01, 0x01, 0xFF], &[0x01, 0x01, 0x01], "x509.boolean_invalid");
    let padded = server().raw_serial(&[0x00, 0x01]).issued_by(&ca("Root")).der();
    assert_eq!(Certificate::parse(&padded).unwrap_err().code().name(), "x509.integer_not_minimal");
    let empty = server().raw_serial(&[]).issued_by(&ca("Root")).der();
    assert_eq!(Certificate::parse(&empty).unwrap_err().code().name(), "x509.integer_not_minimal");

    // Numbers that RFC 5280 does not allow: warned of, and refused where issuers are judged.
    let with_serial = |bytes: &[u8]| server().raw_serial(bytes);
    let rows: [(&[u8], &'static Code); 4] = [
        (&[0xFF], &codes::SERIAL_NOT_POSITIVE),
        (&[0x80; 20], &codes::SERIAL_NOT_POSITIVE),
        (&[0x00], &codes::SERIAL_NOT_POSITIVE),
        (&[0x01; 21], &codes::SERIAL_LONG),
    ];
    for (bytes, code) in rows {
        let valid = accepted(judged(Profile::RFC5280, &with_serial(bytes)));
        assert!(valid.findings().iter().any(|finding| *finding.code() == *code), "{code}");
        let refused = judged(Profile::STRICT, &with_serial(bytes)).map(|_| ()).unwrap_err();
        let all = refused.candidates().iter().flat_map(|candidate| candidate.findings());
        assert!(all.into_iter().any(|finding| *finding.code() == *code && finding.at() == LEAF), "{code}");
    }
    assert!(judged(Profile::RFC5280, &with_serial(&[0x01; 20])).unwrap().findings().is_empty());

    // An extension that appears twice: which one counts, nobody can say. In every profile, known or unknown, equal or not.
    for kind in ["2.5.29.15", "2.5.29.19", "2.5.29.17", "1.3.6.1.4.1.32473.7"] {
        let leaf = server().end_entity().san_dns("a.example.com").extension("1.3.6.1.4.1.32473.7", false, &[5, 0]);
        for profile in Profile::ALL {
            assert_accepted_or_other(judged(profile.clone(), &leaf));
            let answer = judged(profile.clone(), &leaf.clone().repeated(kind));
            let refused = answer.map(|_| ()).unwrap_err();
            let all = refused.candidates()[0].findings();
            assert!(
                all.iter().any(|finding| *finding.code() == codes::EXTENSION_REPEATED),
                "{kind} {}",
                profile.name()
            );
        }
    }

    // Parameters: NULL where none may stand, and one algorithm inside, another outside.
    let ed25519 = |null: bool| {
        der(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oids::ED25519);
            if null {
                algorithm.null();
            }
        })
    };
    let inside = Cert { inner_algorithm: Some(ed25519(true)), ..server() };
    assert_refused(judged(Profile::RFC5280, &inside), &codes::ALGORITHMS_DIFFER, LEAF);
    let outside = Cert { outer_algorithm: Some(ed25519(true)), ..server() };
    assert_refused(judged(Profile::RFC5280, &outside), &codes::ALGORITHMS_DIFFER, LEAF);
    let both = Cert { inner_algorithm: Some(ed25519(true)), outer_algorithm: Some(ed25519(true)), ..server() };
    assert_refused(judged(Profile::RFC5280, &both), &codes::ALGORITHM_UNSUPPORTED, LEAF);
}

/// Other rules of the profile may refuse it, such as the one for the kind of its key; not the one about extensions.
#[track_caller]
fn assert_accepted_or_other(answer: Result<Valid, Refused>) {
    if let Err(refused) = answer {
        let all = refused.candidates().iter().flat_map(|candidate| candidate.findings());
        assert!(all.into_iter().all(|finding| *finding.code() != codes::EXTENSION_REPEATED), "{refused}");
    }
}

/// Keys and identifiers whose size is chosen by a stranger: an RSA modulus or exponent that takes seconds, a curve whose
/// parameters are written out, an identifier of a megabyte. Refused by their size, before any arithmetic.
///
/// CVE-2023-2650 (OpenSSL: identifiers), CVE-2023-6237 (RSA), CVE-2024-34703 (Botan: curves).
#[test]
fn row_35_sizes_are_bounded_before_any_work() {
    let root = ca("Root").key(&Key::p256("root"));
    // A CA with a key of this DER, below the root; what it signed cannot hold, but that is not reached.
    let ask = |spki: Vec<u8>| {
        let anchor = Anchor::certificate(read(&root));
        let middle = ca("Middle").issued_by(&root);
        let own = middle.subject_key().spki().to_vec();
        let tbs = middle.tbs();
        let at = tbs.windows(own.len()).position(|window| window == own).unwrap();
        let inner = [&content(&tbs)[..at - header(&tbs)], &spki, &tbs[at + own.len()..]].concat();
        let tbs = der(Tag::SEQUENCE, |out| out.encoded(&inner));
        let middle = middle.raw_tbs(tbs);
        let leaf = server().key(&Key::p256("leaf")).issued_by(&ca("Middle"));
        Validator::new(RUSTCRYPTO).anchors([anchor]).check(&read(&leaf), &Pool::new([read(&middle)]), &anyone())
    };
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let key = der(Tag::SEQUENCE, |key| {
            key.unsigned_integer(modulus);
            key.unsigned_integer(exponent);
        });
        der(Tag::SEQUENCE, |spki| {
            spki.nested(Tag::SEQUENCE, |algorithm| {
                algorithm.oid(oids::RSA_ENCRYPTION);
                algorithm.null();
            });
            spki.bit_string(&key);
        })
    };
    let huge = vec![0xFF; 1 << 16];
    for spki in [
        rsa(&huge, &[1, 0, 1]),
        rsa(&vec![0xFF; 1025], &[1, 0, 1]),
        rsa(&[0xFF; 256], &huge),
        rsa(&[0xFF; 256], &[0xFF; 256]),
        rsa(&[0xFF; 256], &[1]),
        rsa(&[0xFF; 256], &[2]),
        rsa(&[0xFE; 256], &[1, 0, 1]),
        explicit_curve(),
    ] {
        let refused = ask(spki).map(|_| ()).unwrap_err();
        // By its kind or size, or when it is prepared.
        assert!([&codes::KEY_UNUSABLE, &codes::KEY_WEAK].contains(&refused.code()), "{refused}");
        assert_eq!(refused.finding().unwrap().at(), At::Cert(1));
        assert!(refused.work().signatures <= 1, "no more than the CA's own: {:?}", refused.work());
    }
    // An identifier of a megabyte: read, carried, and known by nobody; its text has a bound where it is told.
    let long = format!("1.3.6.1.4.1.32473.{}", "1.".repeat(1 << 19).trim_end_matches('.'));
    let root = ca("Root");
    let leaf = server().extension(&long, false, &[5, 0]).issued_by(&root);
    assert_accepted(check(&root, &[], &leaf, &anyone()));
    let leaf = server().extension(&long, true, &[5, 0]).issued_by(&root);
    assert_refused(check(&root, &[], &leaf, &anyone()), &codes::UNKNOWN_CRITICAL, LEAF);
    // An arc above 128 bits has no number, and is an identifier all the same.
    let mut arc = vec![0x2A];
    arc.extend([0xFF; 1000]);
    arc.push(0x7F);
    let usage = der(Tag::SEQUENCE, |list| list.value(Tag::OID, &arc));
    let leaf = Cert { extended_key_usage: None, ..server() }.extension("2.5.29.37", false, &usage).issued_by(&root);
    assert_refused(check(&root, &[], &leaf, &anyone()), &codes::PURPOSE, LEAF);
}

/// Bytes of tag and length.
fn header(value: &[u8]) -> usize {
    if value[1] < 0x80 { 2 } else { 2 + usize::from(value[1] & 0x7F) }
}

fn content(value: &[u8]) -> &[u8] {
    &value[header(value)..]
}

/// P-256, with all its numbers in place of its name (X9.62 ECParameters), and a point.
fn explicit_curve() -> Vec<u8> {
    let field = [0xFF; 32];
    der(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oids::EC_PUBLIC_KEY);
            algorithm.nested(Tag::SEQUENCE, |parameters| {
                parameters.small_integer(1);
                parameters.nested(Tag::SEQUENCE, |field_id| {
                    field_id.oid(oid("1.2.840.10045.1.1").as_oid());
                    field_id.unsigned_integer(&field);
                });
                parameters.nested(Tag::SEQUENCE, |curve| {
                    curve.octet_string(&field);
                    curve.octet_string(&field);
                });
                parameters.octet_string(&[4; 65]);
                parameters.unsigned_integer(&field);
                parameters.small_integer(1);
            });
        });
        spki.bit_string(&[4; 65]);
    })
}
