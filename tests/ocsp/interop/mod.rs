//! What our responder answers, read by others, and what others ask and answer, read by us: OpenSSL, GnuTLS, pyca/cryptography.
//!
//! `UCPKI_OCSP_INTEROP` is the number of situations for each peer and direction; `.ci/full ocsp` takes 500. A peer that is not on the
//! machine is skipped, and said so.

mod gnutls;
mod openssl_client;
mod pyca;

use crate::responder::{REVOKED, Site, Table};
use crate::support::*;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use ucpki_crypto::{Hash, RUSTCRYPTO};
use ucpki_ocsp::StatusRequest;
use ucpki_ocsp::responder::{Answer, KnownStatus, ResponderPolicy};
use ucpki_tests::Rng;
use ucpki_tests::make::{Cert, Key, Scheme};
use ucpki_x509::{CrlReason, Time};

pub(crate) fn rounds() -> u64 {
    std::env::var("UCPKI_OCSP_INTEROP").ok().and_then(|text| text.parse().ok()).unwrap_or(30)
}

/// Peers have the clock of the machine, and cannot be told another time.
fn clock() -> Option<Time> {
    let now = Time::from(SystemTime::now());
    let leaf = read(&leaf_of(&ca("root")));
    let is_fine = now > leaf.not_before().plus_seconds(86_400 * 2) && now < leaf.not_after().plus_seconds(-86_400);
    if !is_fine {
        eprintln!("SKIPPED: peers go by the clock of this machine, which says {now}");
    }
    is_fine.then_some(now)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SignerKind {
    Issuer,
    Delegate,
    DelegateWithoutNoCheck,
    /// The second certificate of a delegate, with another key.
    RenewedDelegate,
}

/// A situation at random: who signs, what is said, and in which form.
#[derive(Debug)]
struct Situation {
    scheme: Scheme,
    signer: SignerKind,
    status: KnownStatus,
    hash: Hash,
    nonce: Option<Vec<u8>>,
    by_name: bool,
    is_presigned: bool,
    serial: u64,
    now: Time,
}

impl Situation {
    fn draw(rng: &mut Rng, now: Time, nonces: &[usize], hashes: &[Hash]) -> Self {
        let reasons =
            [None, Some(CrlReason::KeyCompromise), Some(CrlReason::CertificateHold), Some(CrlReason::Superseded)];
        let since = now.plus_seconds(-5000);
        let statuses = [
            KnownStatus::Good,
            KnownStatus::NotIssued,
            KnownStatus::Revoked { since, reason: rng.pick(&reasons) },
            REVOKED,
        ];
        let nonce = rng.percent(40).then(|| vec![0xA5; rng.pick(nonces)]);
        let signers =
            [SignerKind::Issuer, SignerKind::Delegate, SignerKind::DelegateWithoutNoCheck, SignerKind::RenewedDelegate];
        Self {
            scheme: rng.pick(&[Scheme::P256, Scheme::P256, Scheme::Ed25519]),
            signer: rng.pick(&signers),
            status: rng.pick(&statuses),
            hash: rng.pick(hashes),
            is_presigned: nonce.is_none() && rng.percent(20),
            nonce,
            by_name: rng.percent(50),
            serial: rng.pick(&[1, 0x7F, 0x80, 0xFFFF, 0x1234_5678_9ABC_DEF0]),
            now,
        }
    }

    fn root(&self) -> Cert {
        ca("root").key(&Key::new(self.scheme, "interop root"))
    }

    fn leaf(&self) -> Cert {
        leaf_of(&self.root()).serial(self.serial)
    }

    fn signer(&self) -> Cert {
        let root = self.root();
        let key = |label: &str| Key::new(self.scheme, label);
        match self.signer {
            SignerKind::Issuer => root,
            SignerKind::Delegate => delegate_of(&root).key(&key("first")),
            SignerKind::DelegateWithoutNoCheck => delegate_without_nocheck(&root).key(&key("first")),
            SignerKind::RenewedDelegate => delegate_of(&root).key(&key("second")).serial(8),
        }
    }

    fn request(&self) -> StatusRequest {
        StatusRequest::new(subject(&self.leaf(), &self.root()), self.hash, self.nonce.as_deref(), &RUSTCRYPTO).unwrap()
    }

    fn policy(&self) -> ResponderPolicy {
        ResponderPolicy::default().by_name(self.by_name).lifetime(3600).backdate(60)
    }

    /// What our responder answers to these bytes.
    fn answer(&self, request: &[u8]) -> Answer {
        let site = Site::new(&self.root(), &self.signer(), self.policy());
        let source = match self.status {
            KnownStatus::NotIssued => Table::default(),
            known => Table::default().with(&self.leaf(), known),
        };
        if self.is_presigned {
            let certificate = read(&self.leaf());
            return site.finish(site.responder.presign(0, certificate.serial(), self.now, &source));
        }
        site.answer_at(request, &source, self.now)
    }

    const fn expected(&self) -> &'static str {
        said(self.status)
    }
}

const fn said(known: KnownStatus) -> &'static str {
    match known {
        KnownStatus::Good => "good",
        KnownStatus::Revoked { .. } => "revoked",
        _ => "unknown",
    }
}

/// A folder for the files of one peer, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("ucpki-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, content: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a program prints to both of its outputs, and whether it says that it succeeded; `None` if it is not on this machine.
fn run(program: &str, arguments: &[&str], input: Option<&Path>) -> Option<(bool, String)> {
    let mut command = std::process::Command::new(program);
    command.args(arguments).env("LC_ALL", "C");
    if let Some(input) = input {
        command.stdin(std::fs::File::open(input).unwrap());
    }
    let output = command.output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}
