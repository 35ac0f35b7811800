//! Prints how the cost of reading grows with the size of the input: a line that stays level is linear.
//!
//! Every row doubles or multiplies one size; the last column is the time per unit, relative to the first row of the group.

use std::hint::black_box;
use std::time::{Duration, Instant};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{self, Cert, Key, Scheme};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{CertificateRef, CrlRef, GeneralNames, Name, NameRef, OidBuf, pem};

fn main() {
    println!("{:<44} {:>10} {:>12} {:>11} {:>10} {:>9}", "job", "units", "bytes", "time", "ns / unit", "relative");
    group("certificate with tiny distinct extensions", &[1_000, 10_000, 100_000, 700_000], extensions, |der| {
        black_box(CertificateRef::parse(der).expect("it is well-formed"));
    });
    group("certificate whose extensions all repeat", &[1_000, 10_000, 100_000, 700_000], repeated, |der| {
        black_box(CertificateRef::parse(der).expect("it is well-formed"));
    });
    group("name with one RDN of many attributes", &[100, 1_000, 10_000, 100_000], wide_name, |der| {
        black_box(NameRef::parse(der).expect("it is well-formed"));
    });
    group("name, compared with itself in other case", &[100, 1_000, 10_000, 100_000], wide_name, |der| {
        let name = NameRef::parse(der).expect("it is well-formed");
        let upper: Vec<u8> = der.iter().map(|byte| if *byte == b'a' { b'A' } else { *byte }).collect();
        assert!(name.matches(NameRef::parse(&upper).expect("it is well-formed")));
    });
    group("name, to text and back", &[100, 1_000, 10_000, 100_000], wide_name, |der| {
        let text = NameRef::parse(der).expect("it is well-formed").to_string();
        black_box(Name::parse_rfc4514(&text).expect("it is our own text"));
    });
    group("general names", &[100, 1_000, 10_000, 100_000], general_names, |der| {
        let names = GeneralNames::parse(der).expect("they are well-formed");
        black_box(names.iter().count());
    });
    group("CRL, entries checked", &[1_000, 10_000, 100_000, 1_000_000], crl, |der| {
        black_box(CrlRef::parse(der).expect("it is well-formed"));
    });
    group("CRL, checked, hashed and indexed", &[1_000, 10_000, 100_000, 1_000_000], crl, |der| {
        let parsed = ucpki_crl::IndexedCrl::parse(der.into(), &RUSTCRYPTO);
        black_box(parsed.expect("it is well-formed"));
    });
    group(
        "PEM",
        &[1_000, 10_000, 100_000, 1_000_000],
        |units| pem::encode("CERTIFICATE", &vec![0x5A; units]).into_bytes(),
        |text| {
            black_box(pem::blocks(text).count());
        },
    );
}

/// Times one job over growing inputs: the least of several runs, as the machine is never quiet.
fn group(job: &str, sizes: &[usize], make: impl Fn(usize) -> Vec<u8>, run: impl Fn(&[u8])) {
    let mut first = None;
    for units in sizes {
        let input = make(*units);
        let mut best = Duration::MAX;
        let started = Instant::now();
        let mut runs = 0;
        while runs < 5 || (started.elapsed() < Duration::from_millis(200) && runs < 1_000) {
            let start = Instant::now();
            run(black_box(&input));
            best = best.min(start.elapsed());
            runs += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let per_unit = best.as_nanos() as f64 / *units as f64;
        let relative = per_unit / *first.get_or_insert(per_unit);
        println!("{job:<44} {units:>10} {:>12} {best:>11.1?} {per_unit:>10.1} {relative:>9.2}", input.len());
    }
}

/// A certificate with this many extensions, each under an identifier of its own (1.3.6.1.4.1.99999.2.N).
fn extensions(count: usize) -> Vec<u8> {
    with_extensions(count, |index| OidBuf::parse(&format!("1.3.6.1.4.1.99999.2.{index}")).expect("it is one"))
}

fn repeated(count: usize) -> Vec<u8> {
    let one = OidBuf::parse("1.3.6.1.4.1.99999.2.1").expect("it is one");
    with_extensions(count, |_| one.clone())
}

/// The to-be-signed part of a usual certificate, with other extensions.
fn with_extensions(count: usize, oid: impl Fn(usize) -> OidBuf) -> Vec<u8> {
    let key = Key::new(Scheme::P256, "growth");
    let usual = Cert::new("growth").key(&key).der();
    let usual = CertificateRef::parse(&usual).expect("the maker makes well-formed certificates");
    let tbs = make::der(Tag::SEQUENCE, |tbs| {
        tbs.nested(Tag::context_constructed(0), |version| version.small_integer(2));
        tbs.integer(usual.serial());
        tbs.encoded(usual.signature_algorithm().as_der());
        tbs.encoded(usual.issuer().as_der());
        tbs.nested(Tag::SEQUENCE, |validity| {
            validity.time(usual.not_before());
            validity.time(usual.not_after());
        });
        tbs.encoded(usual.subject().as_der());
        tbs.encoded(usual.spki_der());
        tbs.nested(Tag::context_constructed(3), |explicit| {
            explicit.nested(Tag::SEQUENCE, |list| {
                for index in 0..count {
                    list.nested(Tag::SEQUENCE, |extension| {
                        extension.oid(oid(index).as_oid());
                        extension.octet_string(&[]);
                    });
                }
            });
        });
    });
    make::der(Tag::SEQUENCE, |certificate| {
        certificate.encoded(&tbs);
        certificate.encoded(usual.signature_algorithm().as_der());
        certificate.bit_string(usual.signature().expect("the maker signs"));
    })
}

/// A name of one relative name with this many attributes.
fn wide_name(count: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |name| {
        name.nested(Tag::SET, |rdn| {
            for index in 0..count {
                rdn.nested(Tag::SEQUENCE, |attribute| {
                    attribute.oid(ucpki_x509::oids::ORGANIZATIONAL_UNIT_NAME);
                    attribute.value(Tag::UTF8_STRING, format!("a{index:08}").as_bytes());
                });
            }
        });
    });
    writer.into_bytes()
}

fn general_names(count: usize) -> Vec<u8> {
    make::der(Tag::SEQUENCE, |names| {
        for index in 0..count {
            names.value(Tag::context(2), format!("host-{index}.example.com").as_bytes());
        }
    })
}

fn crl(count: usize) -> Vec<u8> {
    let issuer = Cert::new("growth").key(&Key::new(Scheme::P256, "growth"));
    make::Crl::new(&issuer).bulk(1, count).der()
}
