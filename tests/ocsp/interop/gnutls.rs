//! GnuTLS's `ocsptool` asks our responder, and verifies what it answers.

use super::*;

fn ocsptool(arguments: &[&str]) -> Option<(bool, String)> {
    run("ocsptool", arguments, None)
}

/// It asks with SHA-1, with and without a nonce, and looks at the signature, the purpose of a delegate and the dates. It names what it finds
/// in text: `Certificate Status: good`.
#[test]
fn gnutls_asks_us_and_accepts_the_answer() {
    if ocsptool(&["--version"]).is_none() {
        eprintln!("SKIPPED: ocsptool is not on this machine");
        return;
    }
    let Some(now) = clock() else { return };
    let folder = Folder::new("ocsp-gnutls");
    let rng = &mut Rng::new(9654);
    for round in 0..rounds() {
        let situation = Situation::draw(rng, now, &[16], &[Hash::Sha1]);
        let ca = folder.write("ca.pem", situation.root().pem().as_bytes());
        let leaf = folder.write("leaf.pem", situation.leaf().pem().as_bytes());
        let request = folder.path("request");
        let _ = std::fs::remove_file(&request);
        let nonce = if situation.nonce.is_some() { "--nonce" } else { "--no-nonce" };
        let out = format!("--outfile={}", request.display());
        let (cert, issuer) = (format!("--load-cert={leaf}"), format!("--load-issuer={ca}"));
        let (made, text) = ocsptool(&["-q", nonce, &cert, &issuer, &out]).unwrap();
        assert!(made, "{round}: {situation:?}: {text}");
        let request = std::fs::read(&request).unwrap();
        let answer = situation.answer(&request);
        assert!(answer.reason().is_none(), "{round}: {situation:?}: {answer:?}");
        let sent = ucpki_x509::OcspRequest::parse(&request).unwrap();
        let response = ucpki_x509::OcspResponse::parse(answer.der()).unwrap();
        if !situation.is_presigned {
            assert_eq!(response.basic().unwrap().nonce(), sent.nonce(), "{round}: {situation:?}");
        }
        let file = folder.write("response", answer.der());
        // It looks for the signer's certificate in the response, and elsewhere by taking the hash of the key for a key identifier, which
        // RFC 6960, 4.2.1 does not say: the issuer, whose certificate does not come along, has to be given by hand.
        let is_named_by_key = situation.signer == SignerKind::Issuer && !situation.by_name;
        let trust = if is_named_by_key { format!("--load-signer={ca}") } else { format!("--load-trust={ca}") };
        let verify = ["-e", &trust, &format!("--load-response={file}")];
        let (worked, text) = ocsptool(&verify).unwrap();
        assert!(worked && text.contains("Verifying OCSP Response: Success"), "{round}: {situation:?}: {text}");
        let (_, text) = ocsptool(&["-j", &format!("--load-response={file}")]).unwrap();
        let line = format!("Certificate Status: {}", situation.expected());
        assert!(text.contains(&line), "{round}: {situation:?}: {text}");
        // Its request is ours to accept the answer for.
        let asked =
            StatusRequest::new(subject(&situation.leaf(), &situation.root()), Hash::Sha1, None, &RUSTCRYPTO).unwrap();
        let accepted = accept_at(&asked, answer.der(), &ucpki_ocsp::OcspPolicy::default(), now).0.unwrap();
        assert_eq!(accepted.status().name(), situation.expected());
    }
}
