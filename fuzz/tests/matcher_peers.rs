//! A hundred thousand random names and certificates: we, OpenSSL and rustls-webpki. Every difference is one that is known.

use rustls_pki_types::{CertificateDer, ServerName};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use ucpki_fuzz::named_certificate;
use ucpki_matcher::{Comparisons, Identity, NameMode, PresentedDns, match_certificate};
use ucpki_tests::Rng;
use ucpki_x509::CertificateRef;
use webpki::EndEntityCert;

const QUESTIONS: usize = 100_000;

struct Question {
    names: Vec<(u8, Vec<u8>)>,
    reference: String,
    der: Vec<u8>,
}

/// What we say: accepted, refused, or that the reference is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ours {
    Accepts,
    NoReference,
    Refuses,
}

#[test]
fn openssl_and_webpki_agree_but_for_what_is_known() {
    let mut rng = Rng::new(0x9525);
    let questions: Vec<Question> = (0..QUESTIONS).map(|_| question(&mut rng)).collect();
    let ours: Vec<Ours> = questions.iter().map(ask_us).collect();
    let accepted = ours.iter().filter(|answer| **answer == Ours::Accepts).count();
    assert!(accepted > QUESTIONS / 20, "{accepted} are accepted, too few for a comparison");

    let mut known = BTreeMap::new();
    let mut asked = 0;
    for (question, ours) in questions.iter().zip(&ours) {
        let Some(theirs) = ask_webpki(question) else { continue };
        asked += 1;
        if (*ours == Ours::Accepts) != theirs {
            let why = webpki_differs(question, *ours, theirs);
            *known
                .entry(("webpki", why.unwrap_or_else(|| panic!("{}: we {ours:?}, webpki {theirs}", shown(question)))))
                .or_insert(0) += 1;
        }
    }
    assert!(asked > QUESTIONS / 3, "webpki was asked {asked} times");
    match ask_openssl(&questions) {
        None => println!("SKIPPED: OpenSSL's headers or a C compiler are not here"),
        Some(answers) => {
            for ((question, ours), theirs) in questions.iter().zip(&ours).zip(answers) {
                if (*ours == Ours::Accepts) != theirs {
                    let why = openssl_differs(question, *ours, theirs);
                    *known
                        .entry((
                            "openssl",
                            why.unwrap_or_else(|| panic!("{}: we {ours:?}, OpenSSL {theirs}", shown(question))),
                        ))
                        .or_insert(0) += 1;
                }
            }
        }
    }
    println!("{accepted} of {QUESTIONS} accepted; webpki was asked {asked} times");
    for ((peer, why), count) in known {
        println!("{peer}: {count} times: {why}");
    }
}

fn question(rng: &mut Rng) -> Question {
    let domains = ["example.com", "example.net", "a.example.com", "com", "b", "xn--bcher-kva.example", "Example.COM"];
    let labels = ["a", "b", "www", "vcs", "VCS", "x-y", "9", "a_b", "xn--a"];
    let host = |rng: &mut Rng| match rng.below(10) {
        0 => rng.pick(&domains).to_owned(),
        1 => format!("{}.{}.{}", rng.pick(&labels), rng.pick(&labels), rng.pick(&domains)),
        _ => format!("{}.{}", rng.pick(&labels), rng.pick(&domains)),
    };
    let addresses = [&[192, 0, 2, 1][..], &[192, 0, 2, 2], &[0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]];
    let mut names = Vec::new();
    for _ in 0..1 + rng.below(3) {
        let host = host(rng);
        names.push(match rng.below(20) {
            0..=9 => (b'D', host.into_bytes()),
            10..=13 => (b'D', format!("*.{}", rng.pick(&domains)).into_bytes()),
            14 => (b'D', format!("v*.{}", rng.pick(&domains)).into_bytes()),
            15 => (b'D', [host.as_bytes(), b"."].concat()),
            16 => (b'D', [b".", host.as_bytes()].concat()),
            17 => (b'D', rng.pick(&["*", "*.*.com", "a..com", "", "a b.com", "192.0.2.1", "-a.com"]).into()),
            18 => (b'E', format!("a@{host}").into_bytes()),
            _ => (b'I', rng.pick(&addresses).iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()),
        });
    }
    let reference = match rng.below(12) {
        0..=3 => host(rng),
        4..=8 => {
            // Something like one of the names.
            let (_, name) = rng.pick(&names);
            String::from_utf8_lossy(&name).replacen('*', rng.pick(&["a", "vcs", "a.b", ""]), 1)
        }
        9 => rng.pick(&["192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.3"]).to_owned(),
        10 => host(rng) + ".",
        _ => host(rng).to_uppercase(),
    };
    let borrowed: Vec<(u8, &[u8])> = names.iter().map(|(kind, name)| (*kind, &name[..])).collect();
    let der = named_certificate(&borrowed);
    Question { names, reference, der }
}

fn ask_us(question: &Question) -> Ours {
    let Ok(identity) = Identity::host(&question.reference) else { return Ours::NoReference };
    let certificate = CertificateRef::parse(&question.der).unwrap();
    match match_certificate(&certificate, &identity, NameMode::Rfc9525, &mut Comparisons::unlimited()) {
        Ok(_) => Ours::Accepts,
        Err(_) => Ours::Refuses,
    }
}

/// `None` where it is not a question for webpki: a name with wrong syntax ends its search, whatever is behind it.
fn ask_webpki(question: &Question) -> Option<bool> {
    let wrong = |(kind, name): &(u8, Vec<u8>)| *kind == b'D' && PresentedDns::parse(name).is_err();
    if question.names.iter().any(wrong) {
        return None;
    }
    let reference = ServerName::try_from(question.reference.clone()).ok()?;
    let der = CertificateDer::from(question.der.as_slice());
    let certificate = EndEntityCert::try_from(&der).unwrap_or_else(|error| panic!("{error}: {}", shown(question)));
    Some(certificate.verify_is_valid_for_subject_name(&reference).is_ok())
}

fn webpki_differs(question: &Question, ours: Ours, theirs: bool) -> Option<&'static str> {
    let last = question.reference.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    if ours == Ours::NoReference && theirs && last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("we refuse a reference whose last label is a number");
    }
    None
}

/// One answer for each question; `None` without OpenSSL's headers.
fn ask_openssl(questions: &[Question]) -> Option<Vec<bool>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/check_names.c");
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check_names");
    let built = Command::new("cc").arg("-O1").arg(&source).arg("-o").arg(&program).arg("-lcrypto").status();
    if !built.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut bytes = Vec::new();
    for question in questions {
        for field in [&question.der[..], question.reference.as_bytes()] {
            bytes.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
            bytes.extend(field);
        }
    }
    let writer = std::thread::spawn(move || input.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let answers: Vec<bool> = output.stdout.iter().map(|byte| *byte == b'1').collect();
    assert_eq!(answers.len(), questions.len());
    Some(answers)
}

fn openssl_differs(question: &Question, ours: Ours, theirs: bool) -> Option<&'static str> {
    let hosts = || question.names.iter().filter(|(kind, _)| *kind == b'D').map(|(_, name)| name.as_slice());
    let reference = question.reference.as_bytes();
    let same = |name: &[u8]| name.eq_ignore_ascii_case(reference);
    if theirs {
        if reference.is_empty() {
            return Some("OpenSSL takes an empty reference for no question");
        }
        if reference.starts_with(b".") {
            return Some("for OpenSSL a reference with a leading dot is every host below it");
        }
        if hosts().any(|name| name.contains(&b'*') && !name.starts_with(b"*.")) {
            return Some("OpenSSL takes a part of a label for a wildcard unless it is told not to (RFC 9525, 6.3)");
        }
        if hosts().any(|name| same(name) && PresentedDns::parse(name).is_err()) {
            return Some("OpenSSL compares names with wrong syntax, such as a dot at the end");
        }
        if ours == Ours::NoReference && hosts().any(same) {
            return Some("OpenSSL compares references that are not host names");
        }
        return None;
    }
    let undotted = reference.strip_suffix(b".");
    if undotted.is_some() {
        return Some("we drop the dot at the end of a reference");
    }
    let starred = |name: &[u8]| name.starts_with(b"*.");
    if reference.contains(&b'_') && hosts().any(starred) || hosts().any(|name| starred(name) && name.contains(&b'_')) {
        return Some("for OpenSSL an underscore is not a letter where there is a wildcard");
    }
    if reference.len() > 4 && reference[..4].eq_ignore_ascii_case(b"xn--") && hosts().any(starred) {
        return Some("for OpenSSL a wildcard is not an A-label");
    }
    None
}

fn shown(question: &Question) -> String {
    let names: Vec<String> =
        question.names.iter().map(|(kind, name)| format!("{}:{}", char::from(*kind), name.escape_ascii())).collect();
    format!("{} in {names:?}", question.reference)
}
