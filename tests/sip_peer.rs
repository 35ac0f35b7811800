//! Real TLS peers: `openssl s_server` presents certificates of our maker, and the example client accepts and refuses them as
//! RFC 5922 says.
#![forbid(unsafe_code)]
#![expect(clippy::panic, clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../crates/ucpki/examples/sip_client.rs"]
#[expect(dead_code, unreachable_pub, reason = "the example's `main` is not called here")]
mod client;

use core::time::Duration;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use ucpki::crypto::RUSTCRYPTO;
use ucpki::matcher::SipUsage;
use ucpki::{Anchor, Certificate, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
use ucpki_tests::make::{Cert, GeneralName, Key, KeyUsage, Subtree, pem};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::oids;

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts a server with this certificate and the CA that issued it; `None` without OpenSSL.
    fn start(folder: &Path, name: &str, leaf: &Cert, chain: &str) -> Option<Self> {
        let file = |what: &str, content: String| -> PathBuf {
            let path = folder.join(format!("{name}.{what}.pem"));
            fs::write(&path, content).unwrap();
            path
        };
        let certificate = file("certificate", leaf.pem());
        let key = file("key", pem("PRIVATE KEY", &leaf.subject_key().pkcs8()));
        let chain = file("chain", chain.to_owned());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut child = Command::new("openssl")
            .args(["s_server", "-quiet", "-accept", &address, "-cert"])
            .arg(certificate)
            .arg("-key")
            .arg(key)
            .arg("-cert_chain")
            .arg(chain)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        for _ in 0..400 {
            if TcpStream::connect(&address).is_ok() {
                return Some(Self { child, address });
            }
            assert!(child.try_wait().unwrap().is_none(), "{name}: the server ended");
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("{name}: the server does not answer");
    }
}

/// The certificates that a server sends in a handshake that succeeds, as PEM, its own first.
fn received(server: &str) -> Vec<u8> {
    let client = ["s_client", "-connect", server, "-showcerts"];
    let output = Command::new("openssl").args(client).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Case {
    name: &'static str,
    domain: &'static str,
    usage: SipUsage,
    leaf: fn(Cert) -> Cert,
    /// The name that matches; else a part of the refusal.
    answer: Result<&'static str, &'static str>,
}

fn uri(text: &str) -> GeneralName {
    GeneralName::Uri(text.to_owned())
}

fn cases() -> Vec<Case> {
    let of =
        |name, domain, leaf: fn(Cert) -> Cert, answer| Case { name, domain, usage: SipUsage::ServerAuth, leaf, answer };
    vec![
        of("uri", "example.com", |leaf| leaf.san(uri("sip:example.com")), Ok("sip:example.com (subjectAltName 0)")),
        of(
            "uri-port",
            "Example.com",
            |leaf| leaf.san(uri("SIP:EXAMPLE.com:5061;lr")),
            Ok("SIP:EXAMPLE.com:5061;lr (subjectAltName 0)"),
        ),
        of("name", "example.com", |leaf| leaf.san_dns("example.com"), Ok("example.com (subjectAltName 0)")),
        of("common-name", "example.com", |leaf| leaf, Ok("example.com (commonName 0)")),
        of("sips", "example.com", |leaf| leaf.san(uri("sips:example.com")), Err("the URI's scheme is not `sip`")),
        of("user", "example.com", |leaf| leaf.san(uri("sip:bob@example.com")), Err("the URI has a user part")),
        of(
            "shadowed",
            "example.com",
            |leaf| leaf.san_dns("example.com").san(uri("sip:example.net")),
            Err("host names do not count beside a `sip:` URI"),
        ),
        of("common-name-beside-san", "example.com", |leaf| leaf.san_ip("192.0.2.1"), Err("only the common name")),
        of("wildcard", "vcs.example.com", |leaf| leaf.san_dns("*.example.com"), Err("wildcards do not count here")),
        of(
            "srv-target",
            "example.com",
            |leaf| leaf.san_dns("proxy.example.net"),
            Err("none of the certificate's names"),
        ),
        of(
            "usage-client",
            "example.com",
            |leaf| leaf.san(uri("sip:example.com")).eku(&[oids::CLIENT_AUTH]),
            Err("for other uses by its extended key usage"),
        ),
        Case {
            name: "usage-strict",
            domain: "example.com",
            usage: SipUsage::Strict,
            leaf: |leaf| leaf.san(uri("sip:example.com")).eku(&[oids::SERVER_AUTH]),
            answer: Err("for other uses by its extended key usage"),
        },
        Case {
            name: "usage-sip",
            domain: "example.com",
            usage: SipUsage::Strict,
            leaf: |leaf| leaf.san(uri("sip:example.com")).eku(&[oids::SIP_DOMAIN]),
            answer: Ok("sip:example.com (subjectAltName 0)"),
        },
    ]
}

#[test]
fn peers_are_accepted_and_refused_as_rfc_5922_says() {
    if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
        println!("SKIPPED: there is no program openssl");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sip-peer");
    fs::create_dir_all(&folder).unwrap();
    let root = Cert::new("SIP Root").key(&Key::p256("sip root")).ca(None).key_usage(KeyUsage::CERT_SIGN);
    let issuing = Cert::new("SIP Issuing").key(&Key::p256("sip issuing")).ca(Some(0)).issued_by(&root);
    let now = Time::parse_rfc3339("2026-11-22T00:00:00Z").unwrap();
    for case in cases() {
        // A host name as common name would be the nearest miss of every refusal.
        let common_name = if case.name.starts_with("common-name") { "example.com" } else { "SIP Proxy" };
        let leaf = (case.leaf)(Cert::new(common_name).key(&Key::p256(case.name)).issued_by(&issuing));
        let server = Server::start(&folder, case.name, &leaf, &issuing.pem()).unwrap();
        let received = received(&server.address);
        let ask = |roots: &Cert| client::ask(&received, case.domain, case.usage, roots.pem().as_bytes(), now);
        match (ask(&root), case.answer) {
            (Ok(answer), Ok(expected)) => assert_eq!(answer, expected, "{}", case.name),
            (Err(why), Err(expected)) => assert!(why.contains(expected), "{}: {why}", case.name),
            (answer, expected) => panic!("{}: {answer:?}, expected {expected:?}", case.name),
        }
        // The name is not all: another root refuses each of them.
        let stranger = Cert::new("SIP Root").key(&Key::p256("stranger")).ca(None);
        assert!(ask(&stranger).is_err(), "{}", case.name);
    }
}

/// What a CA under constraints may not certify, without any TLS.
fn judged(constraints: &[Subtree], leaf: Cert, identity: Identity) -> Result<(), String> {
    let root = Cert::new("SIP Root").key(&Key::p256("sip root")).ca(None);
    // A common name that is a host name, which is not an identity in the certificate of a CA.
    let issuing = Cert::new("issuing.example.org").key(&Key::p256("bound")).ca(None).issued_by(&root);
    // An empty extension would be malformed.
    let issuing = if constraints.is_empty() { issuing } else { issuing.name_constraints(constraints, &[]) };
    let below = Cert::new("below.example.org").key(&Key::p256("below")).ca(Some(0)).issued_by(&issuing);
    let leaf = Certificate::parse(&leaf.key(&Key::p256("bound leaf")).issued_by(&below).der()).unwrap();
    let pool: Pool = [&issuing, &below].map(|cert| Certificate::parse(&cert.der()).unwrap()).into_iter().collect();
    let anchor = Anchor::certificate(Certificate::parse(&root.der()).unwrap());
    let validator = Validator::new(RUSTCRYPTO).anchors([anchor]);
    let now = Time::parse_rfc3339("2026-11-22T00:00:00Z").unwrap();
    let answer = validator.check(&leaf, &pool, &ValidationParams::new(now, KeyPurpose::Any, identity));
    answer.map(drop).map_err(|refused| refused.code().name().to_owned())
}

/// CVE-2026-32884, RUSTSEC-2026-0044: where a common name is the SIP domain, dNSName constraints apply to it.
#[test]
fn name_constraints_bind_the_common_name_of_a_sip_domain() {
    let sip = || Identity::sip("example.com").unwrap();
    let permitted = [Subtree::dns("example.net")];
    assert_eq!(judged(&[], Cert::new("example.com"), sip()), Ok(()));
    let refused = judged(&permitted, Cert::new("example.com"), sip());
    assert_eq!(refused, Err("chain.name_not_permitted".to_owned()));
    let inside = Cert::new("example.net");
    assert_eq!(judged(&permitted, inside, Identity::sip("example.net").unwrap()), Ok(()));
    // Beside a subjectAltName the common name is not an identity, and is not constrained.
    let beside = Cert::new("example.com").san_dns("sip.example.net");
    assert_eq!(judged(&permitted, beside, Identity::sip("sip.example.net").unwrap()), Ok(()));
}

/// RFC 9598, 6: constraints on rfc822Name bind SmtpUTF8Mailbox.
#[test]
fn name_constraints_bind_mailboxes_beyond_ascii() {
    let mailbox = "\u{8001}@example.com";
    let mut writer = Writer::new();
    writer.nested(Tag::context_constructed(0), |name| {
        name.oid(oids::SMTP_UTF8_MAILBOX);
        name.nested(Tag::context_constructed(0), |value| value.value(Tag::UTF8_STRING, mailbox.as_bytes()));
    });
    let leaf = || Cert::new("Ann").san(GeneralName::Raw(writer.as_bytes().to_vec()));
    let only = |host: &str| [Subtree::Other(GeneralName::Email(host.to_owned()))];
    let identity = || Identity::email(mailbox).unwrap();
    assert_eq!(judged(&only("example.com"), leaf(), identity()), Ok(()));
    assert_eq!(judged(&only("example.net"), leaf(), identity()), Err("chain.name_not_permitted".to_owned()));
}
