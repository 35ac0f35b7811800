//! `openssl ocsp` as a responder.

use crate::support::*;
use std::path::Path;
use ucpki_crypto::{Hash, RUSTCRYPTO};
use ucpki_ocsp::{NoncePolicy, OcspPolicy, StatusRequest};
use ucpki_tests::Rng;
use ucpki_tests::make::{Cert, Key, pem};
use ucpki_tests::openssl::Openssl;
use ucpki_x509::{OcspResponse, Time};

/// A CA with a responder, as files.
struct Responder<'o> {
    openssl: &'o Openssl,
    folder: std::path::PathBuf,
}

fn key_file(key: &Key) -> String {
    pem("PRIVATE KEY", &key.pkcs8())
}

impl Responder<'_> {
    fn write(&self, name: &str, content: &str) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What it answers; `signer` with its certificate.
    fn answer(&self, root: &Cert, signer: &Cert, request: &[u8], options: &[&str]) -> Option<Vec<u8>> {
        let path = |name: &str| self.folder.join(name).to_str().unwrap().to_owned();
        let _ = self.write("ca.pem", &root.pem());
        let _ = self.write("signer.pem", &signer.pem());
        let _ = self.write("signer.key", &key_file(&signer.subject_key()));
        std::fs::write(path("request"), request).unwrap();
        let _ = std::fs::remove_file(path("response"));
        let (index, ca, signer, key) = (path("index"), path("ca.pem"), path("signer.pem"), path("signer.key"));
        let (reqin, respout) = (path("request"), path("response"));
        let mut arguments = vec!["ocsp", "-index", &index, "-CA", &ca, "-rsigner", &signer, "-rkey", &key];
        arguments.extend(["-reqin", &reqin, "-respout", &respout]);
        arguments.extend(options);
        self.openssl.run(&arguments, &[])?;
        std::fs::read(Path::new(&respout)).ok()
    }
}

/// Its statuses, hashes, nonces, ways to name the responder and kinds of signers, at random.
#[test]
fn what_openssl_answers_is_accepted() {
    let Some(openssl) = Openssl::of_version_3_0() else { return };
    let folder = std::env::temp_dir().join(format!("ucpki-ocsp-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let responder = Responder { openssl: &openssl, folder: folder.clone() };
    let root = ca("root");
    let serials = [
        ("V", "460101000000Z\t\t", 0x51_u64, "good"),
        ("R", "460101000000Z\t260102030405Z,superseded\t", 0x52, "revoked"),
    ];
    let line = |(flag, dates, serial, _): &(&str, &str, u64, &str)| {
        format!("{flag}\t{dates}{serial:02X}\tunknown\t/CN=leaf\n")
    };
    let _ = responder.write("index", &serials.iter().map(line).collect::<String>());
    let rng = &mut Rng::new(2560);
    let mut compared = 0;
    let rounds = crate::interop::rounds().max(60);
    for round in 0..rounds {
        let (serial, expected) = rng.pick(&[(0x51, "good"), (0x52, "revoked"), (0x53, "unknown")]);
        let leaf = leaf_of(&root).serial(serial);
        let hash = rng.pick(&[Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512]);
        let nonce = rng.percent(50).then(|| vec![u8::try_from(round % 251).unwrap(); rng.pick(&[1, 16, 32])]);
        let request = StatusRequest::new(subject(&leaf, &root), hash, nonce.as_deref(), &RUSTCRYPTO).unwrap();
        let signer = if rng.percent(50) { root.clone() } else { delegate_of(&root) };
        let mut options = vec![rng.pick(&["-ndays", "-nmin"]), "5"];
        if rng.percent(30) {
            options.clear();
        }
        if rng.percent(50) {
            options.push("-resp_key_id");
        }
        let answer = responder.answer(&root, &signer, request.der(), &options).unwrap();
        let produced = OcspResponse::parse(&answer).unwrap().basic().unwrap().produced_at();
        let policy = OcspPolicy::default().nonce(if nonce.is_some() { NoncePolicy::Require } else { NoncePolicy::Off });
        // Certificates are from 2026 on, and the clock of this machine may be anywhere.
        let at: Time = produced;
        let accepted = accept_at(&request, &answer, &policy, at).0;
        let accepted = accepted.unwrap_or_else(|refused| panic!("{round}: {refused}; {options:?}"));
        assert_eq!((accepted.status().name(), accepted.has_nonce()), (expected, nonce.is_some()), "{round}");
        compared += 1;
    }
    assert_eq!(compared, rounds);
    // A request for what it does not serve: another CA.
    let other = ca("other");
    let foreign = request(&leaf_of(&other).serial(0x51), &other, None);
    let answer = responder.answer(&root, &root, foreign.der(), &[]).unwrap();
    let at = OcspResponse::parse(&answer).unwrap().basic().map_or_else(now, |basic| basic.produced_at());
    let refused = accept_at(&foreign, &answer, &OcspPolicy::default(), at).0;
    assert!(refused.is_err());
    // Responses without the certificate of the delegate.
    let leaf = leaf_of(&root).serial(0x51);
    let asked = request(&leaf, &root, None);
    let answer = responder.answer(&root, &delegate_of(&root), asked.der(), &["-resp_no_certs"]).unwrap();
    let at = OcspResponse::parse(&answer).unwrap().basic().unwrap().produced_at();
    assert_eq!(
        accept_at(&asked, &answer, &OcspPolicy::default(), at).0.unwrap_err().code().name(),
        "ocsp.responder_unmatched"
    );
    let known = OcspPolicy::default().delegates([read(&delegate_of(&root))]);
    assert!(accept_at(&asked, &answer, &known, at).0.is_ok());
    let _ = std::fs::remove_dir_all(&folder);
}

/// Requests are read by OpenSSL as they are meant.
#[test]
fn openssl_reads_our_requests() {
    let Some(openssl) = Openssl::of_version_3_0() else { return };
    let root = ca("root");
    let leaf = leaf_of(&root);
    for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        for nonce in [None, Some(&[1_u8, 2, 3, 4][..])] {
            let request = StatusRequest::new(subject(&leaf, &root), hash, nonce, &RUSTCRYPTO).unwrap();
            let file = openssl.file(request.der());
            let text = openssl.make(&["ocsp", "-reqin", file.to_str().unwrap(), "-req_text", "-noverify"], &[]);
            let text = String::from_utf8(text).unwrap();
            assert!(text.contains("Serial Number: 12345678\n"), "{text}");
            assert_eq!(text.contains("040401020304"), nonce.is_some(), "{text}");
            assert!(text.contains(&format!("Hash Algorithm: {}\n", hash.name().to_lowercase().replace('-', ""))));
        }
    }
}
