//! `openssl ocsp` verifies what our responder answers.

use super::*;
use ucpki_tests::openssl::Openssl;

/// OpenSSL looks for the entry by the hash that it was told, checks the nonce of the request, the times, the signature and that the
/// responder may sign.
#[test]
fn openssl_accepts_what_we_answer() {
    let (Some(_), Some(now)) = (Openssl::of_version_3_0(), clock()) else { return };
    let folder = Folder::new("ocsp-openssl-client");
    let rng = &mut Rng::new(6960);
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    for round in 0..rounds() {
        let mut situation = Situation::draw(rng, now, &[1, 16, 32, 128], &hashes);
        if situation.is_presigned {
            situation.hash = rng.pick(&[Hash::Sha1, Hash::Sha256]);
        }
        let request = situation.request();
        let answer = situation.answer(request.der());
        let ca = folder.write("ca.pem", situation.root().pem().as_bytes());
        let leaf = folder.write("leaf.pem", situation.leaf().pem().as_bytes());
        let reqin = folder.write("request", request.der());
        let respin = folder.write("response", answer.der());
        let hash = format!("-{}", situation.hash.name().to_lowercase().replace('-', ""));
        let arguments =
            ["ocsp", "-issuer", &ca, &hash, "-no_nonce", "-cert", &leaf, "-CAfile", &ca, "-respin", &respin];
        let (worked, text) = run("openssl", &arguments, None).unwrap();
        assert!(worked && text.contains("Response verify OK"), "{round}: {situation:?}: {text}");
        let line = format!("leaf.pem: {}", situation.expected());
        assert!(text.contains(&line), "{round}: {situation:?}: {text}");
        assert!(!text.contains("Status times invalid"), "{round}: {situation:?}: {text}");
        // With a request it compares the nonces, and takes no certificate.
        if situation.nonce.is_some() {
            let by_request = ["ocsp", "-reqin", &reqin, "-respin", &respin, "-CAfile", &ca, "-issuer", &ca];
            let (_, text) = run("openssl", &by_request, None).unwrap();
            let is_right = text.contains("Response verify OK") && !text.contains("once");
            assert!(is_right, "{round}: {situation:?}: {text}");
        }
    }
}

/// A bit flipped in what is signed is noticed by it as by us.
#[test]
fn openssl_refuses_what_we_refuse() {
    let (Some(_), Some(now)) = (Openssl::of_version_3_0(), clock()) else { return };
    let folder = Folder::new("ocsp-openssl-refuses");
    let rng = &mut Rng::new(6961);
    for round in 0..rounds() / 3 {
        let situation = Situation::draw(rng, now, &[16], &[Hash::Sha256]);
        let request = situation.request();
        let mut der = situation.answer(request.der()).der().to_vec();
        let response = ucpki_x509::OcspResponse::parse(&der).unwrap();
        let tbs = response.basic().unwrap().tbs().to_vec();
        let start = der.windows(tbs.len()).position(|window| window == tbs).unwrap();
        // The last byte of the key hash or of the name: everything can still be read.
        let flipped = start + tbs.len() - 1;
        der[flipped] ^= 1;
        let ca = folder.write("ca.pem", situation.root().pem().as_bytes());
        let leaf = folder.write("leaf.pem", situation.leaf().pem().as_bytes());
        let respin = folder.write("response", &der);
        let arguments =
            ["ocsp", "-issuer", &ca, "-sha256", "-cert", &leaf, "-CAfile", &ca, "-respin", &respin, "-no_nonce"];
        let (_, text) = run("openssl", &arguments, None).unwrap();
        assert!(!text.contains("Response verify OK"), "{round}: {text}");
        let policy = ucpki_ocsp::OcspPolicy::default();
        assert!(accept_at(&request, &der, &policy, now).0.is_err(), "{round}");
    }
}

/// Several certificates in one request of its own: each has its entry in the answer, in the order that it asked in.
#[test]
fn openssl_asks_about_several_at_once() {
    let (Some(_), Some(now)) = (Openssl::of_version_3_0(), clock()) else { return };
    let folder = Folder::new("ocsp-openssl-several");
    let rng = &mut Rng::new(6962);
    for round in 0..rounds() / 3 {
        let situation = Situation { is_presigned: false, ..Situation::draw(rng, now, &[16], &[Hash::Sha256]) };
        let root = situation.root();
        let (mut source, mut arguments, mut expected) = (Table::default(), Vec::new(), Vec::new());
        for number in 0..rng.pick(&[1_u64, 2, 5, 20]) {
            let leaf = leaf_of(&root).serial(0x100 + number);
            let known = rng.pick(&[KnownStatus::Good, KnownStatus::NotIssued, REVOKED]);
            source = source.with(&leaf, known);
            let name = format!("leaf{number}.pem");
            arguments.extend(["-cert".to_owned(), folder.write(&name, leaf.pem().as_bytes())]);
            expected.push(format!("{name}: {}", said(known)));
        }
        let ca = folder.write("ca.pem", root.pem().as_bytes());
        let reqout = folder.path("several").to_str().unwrap().to_owned();
        let certificates: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ask =
            [&["ocsp", "-issuer", &ca, "-sha256", "-no_nonce"][..], &certificates, &["-reqout", &reqout]].concat();
        let _ = run("openssl", &ask, None).unwrap();
        let site = Site::new(&root, &situation.signer(), situation.policy());
        let answer = site.answer_at(&std::fs::read(&reqout).unwrap(), &source, now);
        let respin = folder.write("response", answer.der());
        let check = ["ocsp", "-issuer", &ca, "-sha256", "-no_nonce", "-CAfile", &ca, "-respin", &respin];
        let (_, text) = run("openssl", &[&check[..], &certificates].concat(), None).unwrap();
        assert!(text.contains("Response verify OK"), "{round}: {text}");
        for line in expected {
            assert!(text.contains(&line), "{round}: {line}: {text}");
        }
    }
}
