//! What a builder refuses, and what it writes.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use support::{Numbers, key};
use ucpki_crypto::KeyKind;
use ucpki_csr::{AltName, RequestBuilder, codes};
use ucpki_x509::{Name, oids};

#[test]
fn wildcards_are_refused_wherever_they_hide() {
    let key = key(KeyKind::EcP256, 1);
    let refused = |builder: RequestBuilder| builder.sign(&key, key.algorithms()[0], &mut Numbers(1)).unwrap_err();
    let plain = || RequestBuilder::new(Name::parse_rfc4514("CN=a.dev").unwrap());
    let wild = RequestBuilder::new(Name::parse_rfc4514("CN=*.a.dev").unwrap());
    assert_eq!(refused(wild).code(), &codes::WILDCARD);
    assert_eq!(refused(plain().alt_names([AltName::Dns("*.a.dev".into())])).code(), &codes::WILDCARD);
    assert_eq!(refused(plain().alt_names([AltName::Uri("sip:*.a.dev".into())])).code(), &codes::WILDCARD);
    let raw = [0x30, 0x09, 0x82, 0x07, b'*', b'.', b'a', b'.', b'd', b'e', b'v'];
    assert_eq!(refused(plain().extension(oids::SUBJECT_ALT_NAME, false, &raw)).code(), &codes::WILDCARD);
}
