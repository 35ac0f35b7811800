//! Kinds of strings, types of attributes, and what has to be escaped.

use super::Case;
use crate::build::{Parts, extension, name, oid, sequence, value};

/// Each kind of string, and what has to be escaped.
pub(super) fn names(cases: &mut Vec<Case>) {
    let texts: &[&[u8]] = &[
        b"",
        b"plain",
        b" lead",
        b"trail ",
        b" ",
        b"#hash",
        b"a#b",
        b"#",
        b"a,b",
        b"a+b",
        b"a\"b",
        b"a\\b",
        b"a<b>c;d",
        b"a=b",
        b"\"",
        b"a,\"b\\c",
        b"a\nb",
        b"a\tb",
        b"a\x7Fb",
        b"a\0b",
        b"*",
        b"(a)",
        b"/a/b",
    ];
    let mut add = |what: String, subject: Vec<u8>| {
        let san = sequence(&[&value(0xA4, &subject)]);
        let point = sequence(&[&sequence(&[&value(0xA2, &value(0xA4, &subject))])]);
        let extensions = vec![extension("2.5.29.17", false, &san), extension("2.5.29.31", false, &point)];
        let parts = Parts { issuer: subject.clone(), subject, extensions, ..Parts::default() };
        cases.push((what, "x509", parts.certificate()));
    };
    for text in texts {
        for tag in [0x0C, 0x13, 0x14, 0x16] {
            add(format!("name {tag:02X} {text:02X?}"), name(&[&[("2.5.4.3", tag, text)]]));
        }
    }
    let wide: &[(u8, &[u8])] = &[
        (0x0C, "Zürich €".as_bytes()),
        (0x0C, "😀".as_bytes()),
        (0x14, b"Z\xFCrich"),
        (0x13, b"Z\xFCrich"),
        (0x12, b"12 34"),
        (0x12, b"a"),
        (0x1E, &[0, 0x5A, 0x20, 0xAC]),
        (0x1E, &[0, b'#', 0, b',']),
        (0x1E, &[0, 0]),
        (0x1C, &[0, 0, 0, 0x5A]),
        (0x1C, &[0, 1, 0xF6, 0]),
        (0x03, &[0, 1, 2]),
        (0x30, &[0x05, 0]),
        (0x03, &[4, 0xF0]),
        (0x1E, &[]),
        (0x1C, &[]),
        (0x1E, &[0x00, 0xA0]),
        (0x14, b"\x80\x9F"),
    ];
    for (tag, text) in wide {
        add(format!("name {tag:02X} {text:02X?}"), name(&[&[("2.5.4.3", *tag, text)]]));
    }
    for kind in [
        "2.5.4.3",
        "2.5.4.4",
        "2.5.4.5",
        "2.5.4.6",
        "2.5.4.7",
        "2.5.4.8",
        "2.5.4.9",
        "2.5.4.10",
        "2.5.4.11",
        "2.5.4.12",
        "2.5.4.13",
        "2.5.4.15",
        "2.5.4.17",
        "2.5.4.20",
        "2.5.4.41",
        "2.5.4.42",
        "2.5.4.43",
        "2.5.4.44",
        "2.5.4.45",
        "2.5.4.46",
        "2.5.4.65",
        "2.5.4.97",
        "2.5.4.99",
        "0.9.2342.19200300.100.1.1",
        "0.9.2342.19200300.100.1.25",
        "1.2.840.113549.1.9.1",
        "1.2.840.113549.1.9.2",
        "1.2.840.113549.1.9.8",
        "1.3.6.1.4.1.311.60.2.1.1",
        "1.3.6.1.4.1.311.60.2.1.3",
        "1.2.3.4",
        "2.999.1",
        "2.25.329800735698586629295641978511506172918",
        "1.2.643.3.131.1.1",
        "1.2.643.100.1",
        "1.2.11111111111111111111.22222222222222222222.33333333333333333333.44444444444444444444.5.6",
    ] {
        add(format!("name of {kind}"), name(&[&[(kind, 0x0C, b"x")]]));
    }
    type Attribute = (&'static str, u8, &'static [u8]);
    let [c, o, cn]: [Attribute; 3] = [("2.5.4.6", 0x13, b"NO"), ("2.5.4.10", 0x0C, b"O"), ("2.5.4.3", 0x0C, b"a")];
    add("empty name".to_owned(), name(&[]));
    add("several values".to_owned(), name(&[&[c, o], &[cn, cn, o]]));
    add("all in one".to_owned(), name(&[&[c, o, cn]]));
    add("long".to_owned(), name(&[&[("2.5.4.3", 0x0C, &[b'a'; 300])], &[o]]));
    for length in [246, 247, 248, 249, 250, 251, 252] {
        add(format!("{length}"), name(&[&[("2.5.4.3", 0x0C, &vec![b'a'; length])], &[o]]));
    }
    let relative = |attributes: &[u8]| sequence(&[&sequence(&[&value(0xA0, &value(0xA1, attributes))])]);
    for attributes in [
        sequence(&[&oid("2.5.4.3"), &value(0x0C, b"a,b")]),
        [sequence(&[&oid("2.5.4.3"), &value(0x0C, b"a")]), sequence(&[&oid("2.5.4.10"), &value(0x1E, &[0xD8, 0x3D])])]
            .concat(),
        sequence(&[&oid("2.5.4.3"), &value(0x0C, b"\xFC")]),
    ] {
        let extensions = vec![extension("2.5.29.31", false, &relative(&attributes))];
        let parts = Parts { extensions, ..Parts::default() };
        cases.push((format!("relative name {attributes:02X?}"), "x509", parts.certificate()));
    }
}
