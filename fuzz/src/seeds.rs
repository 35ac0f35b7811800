//! Where the fuzzers start: the files of `tests/data`, and some that are made for it.

use crate::chain::good_certs;
use crate::key::{Numbers, PASSPHRASE};
use crate::{constraints, hierarchy, policy};
use std::path::Path;
use std::{fs, io};
use ucpki_crypto::{KeyKind, Protection};
use ucpki_crypto_rsa::SIGNERS;
use ucpki_tests::make::{self, Cert, Entry, Extension, Key};
use ucpki_tests::{data, random};
use ucpki_x509::{CertificateRef, CertificationRequestRef, CrlRef, Name, pem};

/// Name and content.
pub type Seed = (String, Vec<u8>);

/// The seeds of a target; none for a target that does not exist.
///
/// # Panics
///
/// If `tests/data` cannot be read.
#[must_use]
pub fn of(target: &str) -> Vec<Seed> {
    match target {
        "certificate_parse" => certificates(),
        "chain_check" => chains(),
        "crl_check" => plans(),
        "crl_container" => containers(),
        "crl_parse" => crls(),
        "diff" => lines(&[
            "Da.example\nDb.example\nEAnn@a.example\nI c0000201\nUsip:a.example\n==\nDA.example\nEAnn@A.example\nUSIP:A.example\nXa",
            "S_sip.a.example\nXa.example\nM\u{FC}@b\nIc0000201\n==\nS_SIP.a.example\nXA.example\nM\u{DC}@b\nIC0000201\nDwww.a",
        ]),
        "identity_match" => lines(&[
            "drvcs.example.com\nDvcs.example.com\nD*.example.com\nCvcs.example.com",
            "hp192.0.2.1\nIc0000201\nC192.0.2.1\nD192.0.2.1",
            "srexample.com\nUsip:bob@example.com\nUsips:example.com\nUsip:example.com:5061;lr\nDexample.com\nCexample.com",
            "ir example.com\nDexample.com\nUsip:example.net",
            "vr_sip.example.com\nS_sip.example.com\nS_sips.example.com",
            "urhttps://example.com\nUhttps://bob@example.com/x\nUhttps://example.com:443/y",
            "xrim.example.org\nS_xmpp-server.im.example.org\nXim.example.org\nD*.example.org",
            "crim.example.org\nS_xmpp-client.im.example.org\nXbob@im.example.org",
            "arbob@example.org\nXBOB@example.org/desk\nXbob@example.org",
            "erann@example.com\nEann@EXAMPLE.com\nMann@example.com",
        ]),
        "csr_parse" | "lint" => requests(),
        "key_parse" => keys(),
        "name_constraints" => {
            constraints::SEEDS.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
        }
        "name_parse" => names(),
        "ocsp_answer" => crate::ocsp_answer::seeds(),
        "ocsp_check" => scenes(),
        "ocsp_parse" => ocsp(),
        "pem_parse" => texts(),
        "policy_graph" => policies(),
        "program" => command_lines(),
        "rules_parse" => lines(&[
            "# rules\n20 allow suffix .example.com\r\n10 deny exact vcs.example.com\n==\nDvcs.example.com\nCphone",
            "1 allow regex vcs[0-9]+\\.example\n2 deny prefix sip:\n3 allow exact 192.0.2.1\n==\nDvcs1.example\nUsip:a\nIc0000201",
        ]),
        "show_any" => [certificates(), crls(), requests(), ocsp()].concat(),
        _ => Vec::new(),
    }
}

/// Command lines, each with files that are what it wants, and with files that are something else.
fn command_lines() -> Vec<Seed> {
    let file = |path: &str| fs::read(data::root().join(path)).expect("tests/data");
    let [root, leaf, crls] = ["root", "leaf", "crls"].map(|name| file(&format!("chain/demo/{name}.pem")));
    let request = file("csr/demo/request.pem");
    let text = b"{\"node\": \"a.example\"}\nexp-e edge mra\n10 allow prefix sip\nhttp://pki.example/a.crl".to_vec();
    let key = pem::encode("PRIVATE KEY", &[0x30, 0x03, 0x02, 0x01, 0x00]).into_bytes();
    let sets = [
        [&root, &crls, &leaf, &request],
        [&leaf, &root, &text, &root],
        [&request, &request, &key, &text],
        [&crls, &root, &leaf, &key],
        [&text, &leaf, &request, &crls],
        [&key, &text, &root, &leaf],
    ];
    let mut seeds = Vec::new();
    for (number, line) in crate::program::LINES.iter().enumerate() {
        for (set, files) in sets.iter().enumerate() {
            let mut content = line.as_bytes().to_vec();
            for file in files {
                content.extend_from_slice(b"\n==\n");
                content.extend_from_slice(file);
            }
            seeds.push((format!("line-{number}-{set}"), content));
        }
    }
    seeds
}

/// Texts that are written here, numbered.
fn lines(texts: &[&str]) -> Vec<Seed> {
    texts.iter().enumerate().map(|(number, text)| (format!("lines-{number}"), text.as_bytes().to_vec())).collect()
}

/// Writes the seeds of every target below `corpus`, a folder for each, and says how many.
///
/// # Errors
///
/// What the file system says.
pub fn write(corpus: &Path) -> io::Result<()> {
    for (target, _) in crate::TARGETS {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        let seeds = of(target);
        for (name, seed) in &seeds {
            fs::write(folder.join(name), seed)?;
        }
        println!("{target}: {} seeds", seeds.len());
    }
    Ok(())
}

/// Every file below `tests/data` that is no larger than an input of the fuzzers, with its path as a name.
fn files() -> Vec<Seed> {
    let mut files = Vec::new();
    let mut folders = vec![data::root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("tests/data") {
            let path = entry.expect("tests/data").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(data::root()).expect("below it").to_string_lossy().replace(['/', '\\'], "-");
            let content = fs::read(&path).expect("tests/data");
            if content.len() <= 16_384 {
                files.push((name, content));
            }
        }
    }
    files.sort();
    files
}

/// Descriptions for `crl_check`: each byte means something, so that numbers will do.
fn plans() -> Vec<Seed> {
    let mut rng = ucpki_tests::Rng::new(6);
    let plan = |_| (0..40).map(|_| rng.next().to_be_bytes()[0]).collect::<Vec<u8>>();
    let plans: Vec<Vec<u8>> = (0..64).map(plan).collect();
    (0..).zip(plans).map(|(index, plan): (u32, _)| (format!("plan-{index}"), plan)).collect()
}

/// Scenes, a response, and one that is yet to be signed.
fn scenes() -> Vec<Seed> {
    use crate::ocsp_check::{RESPONSE, RESPONSE_DATA, SCENE, response};
    use ucpki_tests::ocsp::{About, Dice, draw};
    let mut rng = ucpki_tests::Rng::new(8);
    let row = |_| [vec![SCENE], (0..80).map(|_| rng.next().to_be_bytes()[0]).collect()].concat();
    // With one entry for a certificate, so that no seed shows the planted bug.
    let is_simple = |row: &Vec<u8>| {
        let scene = draw(&mut Dice::from_bytes(&row[1..]));
        let wanted = scene.responses.iter().map(|one| one.entries.iter().filter(|entry| entry.about == About::Target));
        wanted.map(Iterator::count).all(|count| count < 2)
    };
    let rows: Vec<Vec<u8>> = (0..100).map(row).filter(is_simple).collect();
    let mut seeds: Vec<Seed> = (0..).zip(rows).map(|(index, row): (u32, _)| (format!("scene-{index}"), row)).collect();
    seeds.push(("response".to_owned(), [&[RESPONSE], &response().der()[..]].concat()));
    seeds.push(("response-data".to_owned(), [&[RESPONSE_DATA], &response().tbs()[..]].concat()));
    seeds
}

/// The files of `tests/data` with lists, in a frame and without.
fn containers() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (name, content) in files().into_iter().filter(|(name, _)| name.contains("crl")) {
        seeds.push((format!("{name}-gz"), crate::container::gzip(&content)));
        seeds.push((name, content));
    }
    seeds.extend(crls());
    seeds
}

/// Every object in those files, as DER.
fn objects() -> Vec<Seed> {
    let mut objects = Vec::new();
    for (name, content) in files() {
        for (index, object) in pem::objects(&content).flatten().enumerate() {
            objects.push((format!("{name}-{index}"), object.der().to_vec()));
        }
    }
    objects.sort_by(|one, other| one.1.cmp(&other.1));
    objects.dedup_by(|one, other| one.1 == other.1);
    objects
}

fn certificates() -> Vec<Seed> {
    let mut seeds: Vec<Seed> = vec![("every-extension".to_owned(), every_extension().der())];
    seeds.extend(objects().into_iter().filter(|(_, der)| CertificateRef::parse(der).is_ok()));
    seeds
}

/// Every extension that has a reader, some with unusual parts.
fn every_extension() -> Cert {
    let value = |text: &str| -> Vec<u8> {
        let bytes: Vec<&str> = text.split_whitespace().collect();
        bytes.iter().map(|byte| u8::from_str_radix(byte, 16).expect("two digits")).collect()
    };
    let mut cert = Cert::new("CN=every extension+OU=Unit,O=Exámple,C=NO")
        .key(&Key::fake("every extension"))
        .ca(Some(3))
        .key_usage(make::KeyUsage::CERT_SIGN | make::KeyUsage::CRL_SIGN)
        .eku(&[ucpki_x509::oids::SERVER_AUTH, ucpki_x509::oids::ANY_EXTENDED_KEY_USAGE])
        .san_dns("a.example.com")
        .san_ip("192.0.2.7")
        .san(make::GeneralName::Email("a@example.com".to_owned()))
        .san(make::GeneralName::Uri("sip:a@example.com".to_owned()))
        .san(make::GeneralName::Directory("C=NO".into()))
        // otherName 1.2.3 with a UTF8String, and registeredID 1.2.3
        .san(make::GeneralName::Raw(value("A0 09 06 02 2A 03 A0 03 0C 01 61")))
        .san(make::GeneralName::Raw(value("88 02 2A 03")))
        .name_constraints(&[make::Subtree::dns("example.com")], &[make::Subtree::net("192.0.2.0/24")])
        .policies(&["1.2.3.4", "2.5.29.32.0"])
        .policy_mapping("1.2.3.4", "1.2.3.5")
        .policy_constraints(Some(0), Some(1))
        .inhibit_any_policy(1)
        .crl_at("http://example.com/a.crl");
    // AIA with an OCSP responder; a relative name of a freshest CRL with reasons and issuer; noRevAvail; TLS feature.
    for (kind, bytes) in [
        ("1.3.6.1.5.5.7.1.1", "30 14 30 12 06 08 2B 06 01 05 05 07 30 01 86 06 68 74 74 70 3A 2F"),
        (
            "2.5.29.46",
            "30 26 30 24 A0 0C A1 0A 30 08 06 03 55 04 03 0C 01 61 81 02 05 60 \
             A2 10 A4 0E 30 0C 31 0A 30 08 06 03 55 04 03 0C 01 61",
        ),
        ("2.5.29.56", "05 00"),
        ("1.3.6.1.5.5.7.1.24", "30 03 02 01 05"),
        ("2.5.29.18", "30 03 82 01 61"),
    ] {
        cert.extensions.push(Extension::new(kind, false, value(bytes)));
    }
    cert
}

fn requests() -> Vec<Seed> {
    objects().into_iter().filter(|(_, der)| CertificationRequestRef::parse(der).is_ok()).collect()
}

/// The requests and responses of `tests/data/ocsp`.
fn ocsp() -> Vec<Seed> {
    let folder = data::root().join("ocsp");
    let folders = fs::read_dir(folder).expect("tests/data").flatten().filter(|entry| entry.path().is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder.path()).expect("a folder").flatten());
    let mut seeds: Vec<Seed> = files
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "der"))
        .map(|file| (file.path().display().to_string().replace('/', "-"), fs::read(file.path()).expect("a file")))
        .collect();
    seeds.sort();
    seeds
}

fn crls() -> Vec<Seed> {
    let [root, upper, lower, leaf] = good_certs();
    let date = "2027-01-01T00:00:00Z";
    let mut issuer = Entry::new(&[3], date, None);
    issuer.issuer = Some(lower.subject.clone());
    issuer.invalid_since = Some(make::time(date));
    let full = make::Crl::new(&root)
        .revoke(&upper, date, Some(1))
        .revoke(&leaf, date, None)
        .entry(Entry::new(&[0, 0xFF], date, Some(6)))
        .entry(issuer);
    let mut seeds: Vec<Seed> = vec![
        ("full".to_owned(), full.der()),
        ("v1".to_owned(), make::Crl::new(&root).v1().bulk(1, 3).der()),
        ("empty".to_owned(), make::Crl::new(&root).without_next_update().der()),
        ("many".to_owned(), make::Crl::new(&root).bulk(1, 40).der()),
    ];
    seeds.extend(objects().into_iter().filter(|(_, der)| CrlRef::parse(der).is_ok()));
    seeds
}

/// Private keys from fixed numbers, in every form; the encryption is as weak as it can be, and so fast.
fn keys() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let kinds = [KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521, KeyKind::Ed25519, KeyKind::Rsa { bits: 2048 }];
    for (kind, seed) in kinds.into_iter().zip(1..) {
        let key = SIGNERS.generate(kind, &mut Numbers(seed)).expect("a key");
        let name = kind.name();
        seeds.push((format!("{name}-pkcs8"), key.to_pkcs8().expose().to_vec()));
        seeds.push((format!("{name}-pem"), key.to_pem().expose().to_vec()));
        if let Some(old) = key.to_traditional_pem() {
            seeds.push((format!("{name}-old"), old.expose().to_vec()));
            let block = pem::blocks(old.expose()).next().expect("a block").expect("a block");
            seeds.push((format!("{name}-old-der"), block.into_der()));
        }
        let protections = [Protection::Pbkdf2 { iterations: 1 }, Protection::Scrypt { log_cost: 1 }];
        for (protection, form) in protections.into_iter().zip(["pbkdf2", "scrypt"]) {
            let der = key.to_encrypted_pkcs8(PASSPHRASE, protection, &mut Numbers(seed)).expect("encrypted");
            seeds.push((format!("{name}-{form}-pem"), pem::encode("ENCRYPTED PRIVATE KEY", &der).into_bytes()));
            seeds.push((format!("{name}-{form}"), der));
        }
    }
    let old = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END EC PRIVATE KEY-----\n";
    seeds.push(("old-encryption".to_owned(), old.to_vec()));
    seeds
}

fn names() -> Vec<Seed> {
    let texts = [
        "CN=vcs.example.com,O=Example,C=NO",
        "cn=\"Smith, John\" + UID=js ; o=Example\\, Inc., C=US",
        "1.3.6.1.4.1.1466.0=#04024869,CN=Lu\\C4\\8Di\\C4\\87",
        "CN=Zoë Émile+SN=É,DC=example,DC=net",
        "OID.2.5.4.12=\\ a \\#\\ ,ST=x  y,E=a@b,serialNumber=1",
        "O=École",
    ];
    let mut seeds: Vec<Seed> = Vec::new();
    for (index, text) in texts.into_iter().enumerate() {
        let name = Name::parse_rfc4514(text).expect("a name");
        seeds.push((format!("text-{index}"), text.as_bytes().to_vec()));
        // The same name in two spellings, behind each other.
        let upper = Name::parse_rfc4514(&name.to_string().replace("example", "EXAMPLE ")).unwrap_or(name.clone());
        seeds.push((format!("der-{index}"), [name.as_der(), upper.as_der()].concat()));
    }
    for (kind, text) in
        [("bmp", make::Text::Bmp), ("universal", make::Text::Universal), ("teletex", make::Text::Teletex)]
    {
        let name = make::Name::parse("CN=Zürich CA,O=Example").with_text(text);
        let plain = make::Name::parse("CN=Zürich CA,O=Example");
        seeds.push((kind.to_owned(), [name.der(), plain.der()].concat()));
    }
    for (name, der) in objects() {
        if let Ok(certificate) = CertificateRef::parse(&der) {
            let both = [certificate.issuer().as_der(), certificate.subject().as_der()].concat();
            seeds.push((name, both));
        }
    }
    seeds.sort_by(|one, other| one.1.cmp(&other.1));
    seeds.dedup_by(|one, other| one.1 == other.1);
    seeds
}

fn texts() -> Vec<Seed> {
    let made: [(&str, &[u8]); 6] = [
        ("crlf", b"-----BEGIN X-----\r\nAQID\r\nBAUG\r\n-----END X-----\r\n"),
        ("one-line", b"-----BEGIN X-----AQ==-----END X----------BEGIN Y----- -----END Y-----"),
        ("headers", b"-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: a,\n b\n\nAQID\n-----END X-----\n"),
        ("bom", b"\xEF\xBB\xBF-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----"),
        ("broken", b"text\n-----BEGIN X\n-----END Y-----\n-----BEGIN X-----\n?\n-----BEGIN Z-----\n"),
        ("der", &[0x30, 0x03, 0x02, 0x01, 0x05]),
    ];
    let made = made.into_iter().map(|(name, text)| (name.to_owned(), text.to_vec()));
    made.chain(files().into_iter().filter(|(name, _)| name.ends_with(".pem"))).collect()
}

fn policies() -> Vec<Seed> {
    let mut seeds = vec![("nothing".to_owned(), Vec::new())];
    for count in 1..=6 {
        for explicit in [0, 1] {
            seeds.push((format!("mapped-{count}-{explicit}"), policy::seed(count, explicit)));
        }
    }
    seeds
}

fn chains() -> Vec<Seed> {
    let mut seeds: Vec<Seed> =
        (0..=6).map(|pool| (format!("straight-{pool}"), [vec![0], hierarchy::straight(pool)].concat())).collect();
    // Certificates beside a good chain: its own, some that look like them, and those of other hierarchies.
    let [root, upper, lower, leaf] = good_certs();
    let hostile = lower.clone().ca(Some(0)).serial(7);
    let groups = [
        ("own", vec![root.clone(), upper.clone(), lower, leaf]),
        ("hostile", vec![hostile, upper.clone().name_constraints(&[], &[make::Subtree::dns("")]).issued_by(&root)]),
        ("looping", vec![root.clone().issued_by(&upper), upper.clone().issued_by(&upper)]),
        ("other", random::hierarchy(7).pool),
        ("another", random::hierarchy(12).pool),
    ];
    for (name, certs) in groups {
        let der = certs.iter().flat_map(Cert::der);
        for mode in [0x80, 0x81] {
            let bytes = [mode].into_iter().chain(der.clone()).collect();
            seeds.push((format!("{name}-{mode:02x}"), bytes));
        }
    }
    seeds
}
