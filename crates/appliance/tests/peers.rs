//! Every request that is made is accepted by OpenSSL and GnuTLS, and what `openssl ca` makes of it by this library.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::print_stdout, reason = "what is skipped is said")]

#[path = "../../csr/tests/support/mod.rs"]
mod support;

use support::{Folder, Numbers, key};
use ucpki_appliance::{Generation, Purpose, Settings, compare_cluster, rule_sets};
use ucpki_chain::{Anchor, KeyPurpose as Wanted, Pool, ValidationParams, Validator};
use ucpki_crypto::{KeyKind, ML_DSA, ML_DSA_SIGNERS, NoRandom, PrivateKey, RUSTCRYPTO};
use ucpki_crypto_rsa::SIGNERS;
use ucpki_csr::{
    Checklist, LintSeverity, RequestBuilder, RuleSet, Subject, codes, lint, lint_file, parse_names, renew, repeat,
    verify_proof,
};
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::{CertificationRequest, Name, Time, oids, pem};

const CONFIGURATION: &str = "
[ ca ]
default_ca = here
[ here ]
dir = .
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
serial = serial
default_md = sha256
default_days = 30
policy = anything
copy_extensions = copy
unique_subject = no
email_in_dn = yes
x509_extensions = plain
[ plain ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ anything ]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
[ req ]
distinguished_name = dn
[ dn ]
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
";

/// A CA that `openssl ca` runs.
fn ca(folder: &Folder) {
    folder.write("ca.cnf", CONFIGURATION);
    folder.write("index.txt", "");
    folder.write("serial", "1000\n");
    folder.must("openssl", "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 60 -subj /CN=Root/O=Contoso -config ca.cnf -extensions root");
}

/// Every kind that the peers know. ML-DSA they do not (`ml_dsa_requests_hold_here`).
fn kinds() -> Vec<PrivateKey> {
    let kinds = [
        KeyKind::Rsa { bits: 2048 },
        KeyKind::Rsa { bits: 3072 },
        KeyKind::EcP256,
        KeyKind::EcP384,
        KeyKind::EcP521,
        KeyKind::Ed25519,
    ];
    let mut keys: Vec<_> = kinds.into_iter().zip(1..).map(|(kind, seed)| key(kind, seed)).collect();
    // To make long ones takes minutes where nothing is optimised: these are kept.
    for (file, bits) in [("rsa4096.pem", 4096), ("rsa8192.pem", 8192)] {
        let path = format!("{}/../../tests/data/csr/keys/{file}", env!("CARGO_MANIFEST_DIR"));
        let kept = SIGNERS.read(&std::fs::read(path).unwrap(), None).unwrap();
        assert_eq!(kept.kind(), KeyKind::Rsa { bits });
        keys.push(kept);
    }
    keys
}

fn subject() -> Subject {
    Subject {
        country: "NO".into(),
        state: "Oslo".into(),
        locality: "Bærum".into(),
        organization: "Contoso, \"Voice\" + Video".into(),
        organizational_units: vec!["a".into(), "b".into()],
        common_name: "sip.contoso.dev".into(),
        email: "pki@contoso.dev".into(),
    }
}

fn names() -> Vec<GeneralNameBuf> {
    let text = "sip.contoso.dev, IP:192.0.2.1, IP:2001:db8::1, email:a@contoso.dev, URI:sip:contoso.dev, RID:1.2.3.4, dirName:CN=x";
    let mut names = parse_names(text).unwrap();
    // xmppAddr (RFC 6120): UTF8String.
    names.push(GeneralNameBuf::Other(oids::XMPP_ADDR.into(), vec![0x0C, 0x03, b'a', b'@', b'b']));
    names
}

/// Keys, purposes, attributes: all that one request can have.
fn requests() -> Vec<(String, Purpose, Settings, CertificationRequest)> {
    let mut made = Vec::new();
    for key in kinds() {
        for purpose in Purpose::all() {
            let settings = if purpose == Purpose::Expressway { Settings::EXPRESSWAY } else { Settings::CUCM };
            let old = Settings { generation: Generation::Old, ..settings };
            for settings in [settings, old] {
                if settings.check_key(purpose, key.kind()).is_err() {
                    continue;
                }
                let builder = RequestBuilder::new(subject().to_name().unwrap()).alt_names(names());
                let builder = settings.apply(builder, purpose, key.kind()).unwrap();
                for algorithm in key.algorithms() {
                    let request = builder.sign(&key, *algorithm, &mut Numbers(9)).unwrap();
                    made.push((format!("{purpose} {} {algorithm:?}", key.kind()), purpose, settings, request));
                }
                let more = builder
                    .challenge_password("pass word")
                    .unstructured_name("ünstructured")
                    .attribute(ucpki_x509::OidBuf::parse("1.3.6.1.4.1.99999.1").unwrap().as_oid(), &[0x05, 0x00])
                    .extension(
                        ucpki_x509::OidBuf::parse("1.3.6.1.4.1.99999.2").unwrap().as_oid(),
                        false,
                        &[0x04, 0x01, 0xAA],
                    );
                let request = more.sign(&key, key.algorithms()[0], &mut Numbers(9)).unwrap();
                made.push((format!("{purpose} {} with attributes", key.kind()), purpose, settings, request));
            }
        }
    }
    made
}

#[test]
fn openssl_and_gnutls_accept_every_request() {
    let folder = Folder::new("accept");
    let certtool = folder.run("certtool", "--version").is_ok();
    if !certtool {
        println!("skipped: no certtool (gnutls-bin) on this machine");
    }
    let made = requests();
    assert!(made.len() > 220, "{}", made.len());
    for key in kinds() {
        let kind = format!(" {} ", key.kind());
        assert!(made.iter().any(|(what, ..)| what.contains(&kind)), "no request for{kind}");
    }
    println!("skipped: ML-DSA, which neither OpenSSL 3.0 nor GnuTLS 3.7 knows; ml_dsa_requests_hold_here has it");
    for (what, _, _, request) in &made {
        verify_proof(&request.as_ref(), &RUSTCRYPTO).unwrap_or_else(|error| panic!("{what}: {error}"));
        folder.write("request.pem", pem::encode("CERTIFICATE REQUEST", request.as_der()));
        folder.must("openssl", "req -in request.pem -verify -noout");
        // Written again, it is the same: what we write is DER.
        folder.must("openssl", "req -in request.pem -outform DER -out again.der");
        assert_eq!(folder.read("again.der"), request.as_der(), "{what}");
        if certtool {
            let text = folder.must("certtool", "--crq-info --infile request.pem");
            let text = String::from_utf8_lossy(&text);
            assert!(text.contains("Self signature: verified"), "{what}: {text}");
        }
    }
    println!("{} requests, GnuTLS: {certtool}", made.len());
}

#[test]
fn what_openssl_ca_signs_is_accepted_for_its_purpose() {
    let folder = Folder::new("signed");
    ca(&folder);
    let root = pem::certificates(&folder.read("ca.pem")).unwrap().remove(0).certificate;
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
    let mut judged = 0;
    for (what, purpose, settings, request) in requests() {
        folder.write("request.pem", pem::encode("CERTIFICATE REQUEST", request.as_der()));
        folder.must("openssl", "ca -batch -config ca.cnf -in request.pem -out leaf.pem -notext");
        let leaf = pem::certificates(&folder.read("leaf.pem")).unwrap().remove(0).certificate;
        // Nothing was lost on the way.
        let requested = request.extension_request().unwrap().unwrap();
        for extension in requested.extensions() {
            let issued =
                leaf.extensions().find(|issued| issued.oid() == extension.oid()).unwrap_or_else(|| panic!("{what}"));
            assert_eq!((issued.is_critical(), issued.value()), (extension.is_critical(), extension.value()), "{what}");
        }
        let time = Time::from_unix(leaf.not_before().as_unix() + 60);
        let usage = settings.usage(purpose);
        let is_client = usage.extended().any(|oid| oid == oids::CLIENT_AUTH);
        let wanted = if is_client { Wanted::Both } else { Wanted::Server };
        let identity = ucpki_matcher_identity();
        let asked = ValidationParams::new(time, wanted, identity);
        if let Err(refused) = validator.check(&leaf, &Pool::default(), &asked) {
            panic!("{what}: {refused}");
        }
        judged += 1;
    }
    println!("{judged} certificates");
}

fn ucpki_matcher_identity() -> ucpki_matcher::Identity {
    ucpki_matcher::Identity::dns("sip.contoso.dev").unwrap()
}

#[test]
fn the_extension_file_gives_the_same_extensions() {
    let folder = Folder::new("extensions");
    ca(&folder);
    for purpose in [Purpose::Expressway, Purpose::Capf, Purpose::Cup] {
        let settings = if purpose == Purpose::Expressway { Settings::EXPRESSWAY } else { Settings::CUCM };
        let key = key(KeyKind::Rsa { bits: 2048 }, 1);
        for names in
            [names(), parse_names("a.contoso.dev,192.0.2.1,email:a@b.dev,URI:https://a.dev/x?y=z,RID:1.2.3").unwrap()]
        {
            let builder = RequestBuilder::new(subject().to_name().unwrap()).alt_names(names);
            let builder = settings.apply(builder, purpose, key.kind()).unwrap();
            let request = builder
                .extension(
                    ucpki_x509::OidBuf::parse("1.3.6.1.4.1.99999.2").unwrap().as_oid(),
                    true,
                    &[0x04, 0x01, 0xAA],
                )
                .sign(&key, key.algorithms()[0], &mut Numbers(1))
                .unwrap();
            let checklist = Checklist::from_request(&request).unwrap();
            folder.write("request.pem", pem::encode("CERTIFICATE REQUEST", request.as_der()));
            folder.write("extensions.cnf", checklist.openssl_file());
            folder.must("openssl", "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -extfile extensions.cnf -extensions requested -out leaf.pem");
            let leaf = pem::certificates(&folder.read("leaf.pem")).unwrap().remove(0).certificate;
            let requested = request.extension_request().unwrap().unwrap();
            assert_eq!(checklist.items().len(), requested.extensions().count());
            for extension in requested.extensions() {
                let issued = leaf.extensions().find(|issued| issued.oid() == extension.oid()).unwrap();
                assert_eq!(
                    (issued.is_critical(), issued.value()),
                    (extension.is_critical(), extension.value()),
                    "{}",
                    extension.oid()
                );
            }
        }
    }
}

#[test]
fn what_the_tool_makes_for_a_public_ca_has_no_finding_that_refuses() {
    let subject = Subject { organization: "Contoso AS".into(), email: String::new(), ..subject() };
    for key in kinds() {
        if matches!(key.kind(), KeyKind::EcP521 | KeyKind::Ed25519) {
            continue;
        }
        for purpose in Purpose::all().filter(|purpose| *purpose != Purpose::Capf) {
            let settings = if purpose == Purpose::Expressway { Settings::EXPRESSWAY } else { Settings::CUCM };
            if settings.check_key(purpose, key.kind()).is_err() {
                continue;
            }
            let builder = RequestBuilder::new(subject.to_name().unwrap())
                .alt_names(parse_names("sip.contoso.dev,contoso.dev,8.8.8.8").unwrap());
            let builder = settings.apply(builder, purpose, key.kind()).unwrap();
            let request = builder.sign(&key, key.algorithms()[0], &mut Numbers(1)).unwrap();
            for rules in rule_sets() {
                let report = lint(&request, &rules, &RUSTCRYPTO);
                // What the length says is meant to be said.
                let of_the_length = match key.kind() {
                    KeyKind::Rsa { bits } if bits > rules.limits().max_rsa_bits => Some(&codes::KEY_LONG),
                    KeyKind::Rsa { bits } if bits >= rules.limits().risky_rsa => Some(&codes::KEY_RISKY),
                    _ => None,
                };
                // What appliances ask for and public CAs are about to refuse, or leave out, is a warning.
                let known = [&codes::CLIENT_AUTH, &codes::KEY_AGREEMENT, &codes::UNIT_PRESENT];
                let is_public = rules.name() == RuleSet::PUBLIC_CA.name();
                let refuses = |code| rules.rule(code).is_some_and(|rule| rule.severity == LintSeverity::Refuse);
                assert!(known.iter().all(|code| !refuses(*code)), "{}", rules.name());
                let found: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
                let found = found.into_iter().filter(|code| !(is_public && known.contains(code))).collect::<Vec<_>>();
                assert_eq!(found, Vec::from_iter(of_the_length), "{purpose} {} {}", key.kind(), rules.name());
            }
            if key.kind() == (KeyKind::Rsa { bits: 8192 }) {
                continue;
            }
            let file = pem::encode("CERTIFICATE REQUEST", request.as_der());
            let of_file = lint_file(file.as_bytes(), &RuleSet::PUBLIC_CA, &RUSTCRYPTO).unwrap();
            assert_eq!(of_file, lint(&request, &RuleSet::PUBLIC_CA, &RUSTCRYPTO));
            assert_eq!(compare_cluster(&[request.clone(), request]), []);
        }
    }
}

#[test]
fn a_renewal_is_byte_for_byte() {
    let folder = Folder::new("renewal");
    ca(&folder);
    // A name that nobody would make today: BMPString, TeletexString, a multi-valued RDN, an attribute of no known type.
    let odd = [
        "CN=#1E080041006200E50429+OU=x", // BMPString
        "O=#1404C6D8E541",               // TeletexString, Latin-1
        "1.3.6.1.4.1.99999.5=#0C0161",
        "C=NO",
    ];
    let subject = Name::parse_rfc4514(&odd.join(",")).unwrap();
    let mut names = names();
    names.push(GeneralNameBuf::Encoded(vec![0xA3, 0x02, 0x05, 0x00]));
    let old = key(KeyKind::EcP256, 5);
    let builder = RequestBuilder::new(subject.clone()).alt_names(names);
    let builder = Settings::EXPRESSWAY.apply(builder, Purpose::Expressway, old.kind()).unwrap();
    let first = builder.sign(&old, old.algorithms()[0], &mut Numbers(1)).unwrap();
    folder.write("request.der", first.as_der());
    folder.must("openssl", "x509 -req -inform DER -in request.der -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy -out leaf.pem");
    let leaf = pem::certificates(&folder.read("leaf.pem")).unwrap().remove(0).certificate;
    assert_eq!(leaf.subject().as_der(), subject.as_der(), "openssl keeps the subject");

    let new = key(KeyKind::EcP384, 6);
    for renewed in [renew(&leaf).unwrap(), repeat(&first).unwrap()] {
        let second = renewed.sign(&new, new.algorithms()[0], &mut Numbers(2)).unwrap();
        assert_eq!(second.subject().as_der(), leaf.subject().as_der());
        let (before, after) =
            (first.extension_request().unwrap().unwrap(), second.extension_request().unwrap().unwrap());
        let pairs = |list: &ucpki_x509::RequestedExtensions<'_>| -> Vec<_> {
            list.extensions()
                .map(|extension| (extension.oid().to_string(), extension.is_critical(), extension.value().to_vec()))
                .collect()
        };
        assert_eq!(pairs(&before), pairs(&after));
        folder.write("second.der", second.as_der());
        folder.must("openssl", "req -inform DER -in second.der -verify -noout");
        // Pasted names take the place of the old ones, and nothing else changes.
        for pasted in ["DNS:a.contoso.dev, DNS:b.contoso.dev", "a.contoso.dev,b.contoso.dev"] {
            let other = renewed.clone().alt_names(parse_names(pasted).unwrap());
            let other = other.sign(&new, new.algorithms()[0], &mut Numbers(2)).unwrap();
            let names = other.extension_request().unwrap().unwrap().subject_alt_name().unwrap().unwrap().len();
            assert_eq!((names, other.subject().as_der()), (2, leaf.subject().as_der()));
        }
    }
}

#[test]
fn ml_dsa_requests_hold_here() {
    let folder = Folder::new("ml-dsa");
    let provider = ML_DSA.over(RUSTCRYPTO);
    let settings = Settings { ml_dsa: true, ..Settings::EXPRESSWAY };
    for kind in [KeyKind::MlDsa44, KeyKind::MlDsa65, KeyKind::MlDsa87] {
        let key = ML_DSA_SIGNERS.generate(kind, &mut Numbers(9)).unwrap();
        let builder = RequestBuilder::new(subject().to_name().unwrap()).alt_names(names()).unstructured_name("x");
        let builder = settings.apply(builder, Purpose::Expressway, kind).unwrap();
        let request = builder.sign(&key, key.algorithms()[0], &mut NoRandom).unwrap();
        verify_proof(&request.as_ref(), &provider).unwrap();
        // Only who asks for it has it.
        assert_eq!(verify_proof(&request.as_ref(), &RUSTCRYPTO).unwrap_err().code(), &codes::PROOF_UNVERIFIED);
        // RFC 9881, 5: keys that sign and do nothing else.
        let requested = request.extension_request().unwrap().unwrap();
        assert_eq!(requested.key_usage().unwrap(), Some(KeyUsage::DIGITAL_SIGNATURE));
        let found = |rules| {
            lint(&request, &rules, &provider).findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert!(found(RuleSet::PUBLIC_CA).contains(&&codes::KEY_KIND));
        assert!(!found(RuleSet::PRIVATE_CA).contains(&&codes::KEY_KIND));
        // What a peer that knows nothing of the algorithm can say: it is well-formed.
        folder.write("request.pem", pem::encode("CERTIFICATE REQUEST", request.as_der()));
        folder.must("openssl", "asn1parse -in request.pem");
        let mut broken = request.as_der().to_vec();
        *broken.last_mut().unwrap() ^= 1;
        let broken = CertificationRequest::parse(&broken).unwrap();
        assert!(verify_proof(&broken.as_ref(), &provider).is_err());
    }
}
