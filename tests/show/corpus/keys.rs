//! Kinds of keys, and numbers at their limits.

use super::Case;
use crate::build::{Parts, algorithm, oid, sequence, value};
use ucpki_tests::openssl::Openssl;
use ucpki_x509::{Oid, OidBuf};

pub(super) fn keys(openssl: &Openssl, cases: &mut Vec<Case>) {
    let mut wanted: Vec<Vec<String>> = Vec::new();
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for kind in ["ED25519", "ED448", "X25519", "X448", "RSA-PSS", "RSA -pkeyopt rsa_keygen_bits:1024"] {
        wanted.push(words(&format!("-algorithm {kind}")));
    }
    for options in [
        "rsa_pss_keygen_md:sha256",
        "rsa_pss_keygen_md:sha512 -pkeyopt rsa_pss_keygen_mgf1_md:sha1 -pkeyopt rsa_pss_keygen_saltlen:20",
        "rsa_pss_keygen_md:sha1 -pkeyopt rsa_pss_keygen_saltlen:32",
        "rsa_pss_keygen_md:sha512-256",
        "rsa_pss_keygen_md:sha384",
    ] {
        wanted.push(words(&format!("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt {options}")));
    }
    for exponent in [3_u64, 65_537, 0x1_0000_0001, 0xFFFF_FFFF_FFFF_FFFF] {
        wanted.push(words(&format!(
            "-algorithm RSA -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_keygen_pubexp:{exponent}"
        )));
    }
    let curves = String::from_utf8(openssl.make(&["ecparam", "-list_curves"], b"")).unwrap();
    let curves: Vec<&str> = curves
        .lines()
        .filter_map(|line| Some(line.split_once(':')?.0.trim()))
        .filter(|name| !name.contains(' '))
        .collect();
    assert!(curves.len() > 70, "{curves:?}");
    for (index, curve) in curves.iter().enumerate() {
        wanted.push(words(&format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}")));
        if index % 5 == 0 {
            wanted.push(words(&format!(
                "-algorithm EC -pkeyopt ec_paramgen_curve:{curve} -pkeyopt ec_param_enc:explicit"
            )));
        }
    }
    for group in ["ffdhe2048", "modp_1536", "modp_2048"] {
        wanted.push(words(&format!("-algorithm DH -pkeyopt group:{group}")));
        wanted.push(words(&format!("-algorithm DHX -pkeyopt group:{group}")));
    }
    for group in ["dh_1024_160", "dh_2048_224", "dh_2048_256"] {
        wanted.push(words(&format!("-algorithm DHX -pkeyopt group:{group}")));
    }
    for arguments in wanted {
        let arguments: Vec<&str> = ["genpkey"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        // Some curves cannot be made here.
        let Some(key) = openssl.run(&arguments, b"") else { continue };
        // The second coordinate of a generator that stands compressed in explicit parameters is not computed here.
        let explicit = arguments.iter().any(|argument| argument.ends_with(":explicit") || argument.contains("Oakley"));
        let forms: &[&[&str]] = if explicit {
            &[&[], &["-ec_conv_form", "hybrid"]]
        } else if arguments.iter().any(|one| one.ends_with("prime256v1") || one.ends_with("sect233k1")) {
            &[&[], &["-ec_conv_form", "compressed"], &["-ec_conv_form", "hybrid"]]
        } else {
            &[&[]]
        };
        for form in forms {
            let arguments_of_form = [&["pkey", "-pubout", "-outform", "DER"], *form].concat();
            let Some(spki) = openssl.run(&arguments_of_form, &key) else { continue };
            add_key(cases, format!("{} {}", arguments[1..].join(" "), form.join(" ")), spki);
        }
    }
    for bits in ["1024 -pkeyopt dsa_paramgen_q_bits:160", "1024 -pkeyopt dsa_paramgen_q_bits:224"] {
        let mut arguments = vec!["genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt"];
        let option = format!("dsa_paramgen_bits:{bits}");
        arguments.extend(option.split(' '));
        let parameters = openssl.file(&openssl.make(&arguments, b"")).display().to_string();
        let key = openssl.make(&["genpkey", "-paramfile", &parameters], b"");
        add_key(cases, format!("DSA {bits}"), openssl.make(&["pkey", "-pubout", "-outform", "DER"], &key));
    }
    for kind in ["DH", "DHX"] {
        let parameters =
            openssl.make(&["genpkey", "-genparam", "-algorithm", kind, "-pkeyopt", "dh_paramgen_prime_len:512"], b"");
        let parameters = openssl.file(&parameters).display().to_string();
        let Some(key) = openssl.run(&["genpkey", "-paramfile", &parameters], b"") else { continue };
        add_key(cases, format!("{kind} with numbers"), openssl.make(&["pkey", "-pubout", "-outform", "DER"], &key));
    }
    odd_keys(cases);
}

/// Keys that OpenSSL cannot load, and numbers at their limits.
fn odd_keys(cases: &mut Vec<Case>) {
    let spki = |kind: &str, parameters: &[u8], key: &[u8]| {
        let kind = OidBuf::parse(kind).unwrap();
        sequence(&[&algorithm(kind.as_oid(), parameters), &value(0x03, &[&[0], key].concat())])
    };
    let rsa = |n: &[u8], e: &[u8]| sequence(&[&value(0x02, n), &value(0x02, e)]);
    let modulus = [0x00, 0xC1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    for (what, key) in [
        ("RSA small", rsa(&[0x7F], &[3])),
        ("RSA zero", rsa(&[0], &[0])),
        ("RSA negative", rsa(&[0x80, 1], &[0xFF])),
        ("RSA padded", rsa(&[0, 0, 0x7F, 1], &[0, 3])),
        ("RSA 64 bits", rsa(&[0x7F, 1, 2, 3, 4, 5, 6, 7], &[3])),
        ("RSA 65 bits", rsa(&[0, 0xFF, 1, 2, 3, 4, 5, 6, 7], &[3])),
        ("RSA 72 bits", rsa(&[0x7F, 1, 2, 3, 4, 5, 6, 7, 8], &[3])),
        ("RSA large exponent", rsa(&modulus, &modulus)),
        ("RSA broken", vec![0x30, 0]),
        ("RSA nothing", vec![]),
        ("RSA with more", [rsa(&modulus, &[3]), vec![5, 0]].concat()),
    ] {
        add_key(cases, what.to_owned(), spki("1.2.840.113549.1.1.1", &[5, 0], &key));
        add_key(cases, format!("{what}, no parameters"), spki("1.2.840.113549.1.1.1", &[], &key));
    }
    add_key(cases, "PSS with a NULL".to_owned(), spki("1.2.840.113549.1.1.10", &[5, 0], &rsa(&modulus, &[3])));
    add_key(cases, "PSS with defaults".to_owned(), spki("1.2.840.113549.1.1.10", &[0x30, 0], &rsa(&modulus, &[3])));
    add_key(cases, "unknown".to_owned(), spki("1.2.3.4", &[], &[1, 2, 3]));
    add_key(cases, "unknown curve".to_owned(), spki("1.2.840.10045.2.1", &oid("1.2.3"), &[4, 1, 2]));
    add_key(cases, "no curve".to_owned(), spki("1.2.840.10045.2.1", &[], &[4, 1, 2]));
    add_key(cases, "short point".to_owned(), spki("1.2.840.10045.2.1", &oid("1.2.840.10045.3.1.7"), &[4, 1, 2]));
    add_key(cases, "DSA without parameters".to_owned(), spki("1.2.840.10040.4.1", &[], &value(2, &modulus)));
    add_key(cases, "DSA with a NULL".to_owned(), spki("1.2.840.10040.4.1", &[5, 0], &value(2, &modulus)));
    add_key(cases, "short Ed25519".to_owned(), spki("1.3.101.112", &[], &[1; 31]));
    add_key(cases, "Ed25519 with parameters".to_owned(), spki("1.3.101.112", &[5, 0], &[1; 32]));
    add_key(
        cases,
        "bits".to_owned(),
        sequence(&[&algorithm(Oid::new(b"\x2B\x65\x70").unwrap(), &[]), &value(3, &[&[1][..], &[2; 32]].concat())]),
    );
}

fn add_key(cases: &mut Vec<Case>, what: String, spki: Vec<u8>) {
    let parts = Parts { spki, ..Parts::default() };
    cases.push((format!("certificate: key {what}"), "x509", parts.certificate()));
    cases.push((format!("request: key {what}"), "req", parts.request(Some(&[]))));
}
