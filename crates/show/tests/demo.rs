//! The objects of the documentation, against what OpenSSL 3.0.19 showed of them; without OpenSSL.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use ucpki_show::Object;
use ucpki_x509::pem;

macro_rules! data {
    ($path:literal) => {
        include_str!(concat!("../../../tests/data/", $path))
    };
}

fn first(file: &str) -> Object {
    Object::read(pem::objects(file.as_bytes()).next().unwrap().unwrap()).unwrap()
}

#[test]
fn the_text_is_that_of_openssl() {
    for (file, expected) in [
        (data!("csr/demo/request.pem"), data!("csr/demo/request.txt")),
        (data!("chain/demo/leaf.pem"), data!("csr/demo/leaf.txt")),
        (data!("chain/demo/crls.pem"), data!("csr/demo/crl.txt")),
    ] {
        assert_eq!(first(file).text().to_string(), expected);
    }
}

#[test]
fn der_is_told_apart() {
    for file in [data!("csr/demo/request.pem"), data!("chain/demo/leaf.pem"), data!("chain/demo/crls.pem")] {
        let object = first(file);
        assert_eq!(Object::from_der(object.as_der()).as_ref(), Ok(&object));
        assert_eq!(ucpki_show::label_of(object.as_der()), Some(object.label()));
    }
    // The reader that came furthest says what is wrong: here the one of requests.
    let mut broken = first(data!("csr/demo/request.pem")).as_der().to_vec();
    let count = broken.len() - 65;
    broken[count] = 9;
    let error = Object::from_der(&broken).unwrap_err();
    assert_eq!((error.code().name(), error.offset()), ("x509.bit_string_invalid", Some(count - 2)));
}

#[test]
fn summaries_say_who_and_until_when() {
    let summary = first(data!("chain/demo/leaf.pem")).summary();
    let row = |label: &str| summary.rows().iter().find(|row| row.label() == label).unwrap().values().to_vec();
    assert_eq!(row("subject"), ["C = DE", "O = Example", "CN = sip.example.com"]);
    assert_eq!(row("serial"), ["43:8E:A6:A4:25:77:12:B9", "4868011471167492793"]);
    assert_eq!(row("names"), ["DNS:sip.example.com", "IP:192.0.2.7"]);
    assert_eq!((row("CA"), row("key")), (vec!["no".to_owned()], vec!["EC P-256, 256 bits".to_owned()]));
    assert_eq!(row("key usage"), ["digitalSignature"]);
}
