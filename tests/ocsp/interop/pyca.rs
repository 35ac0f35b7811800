//! pyca/cryptography asks, answers and reads: pyca.py.

use super::*;
use serde_json::{Value, json};
use ucpki_ocsp::{NoncePolicy, OcspPolicy};
use ucpki_tests::make::pem;
use ucpki_x509::Hex;

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ocsp/interop/pyca.py");

fn hex(bytes: &[u8]) -> String {
    Hex(bytes).to_string()
}

fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap().as_bytes();
    text.chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// What it answers to these commands.
fn pyca(folder: &Folder, commands: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = commands.iter().map(Value::to_string).collect();
    let input = folder.write("commands", (lines.join("\n") + "\n").as_bytes());
    let (worked, text) = run("python3", &[PROGRAM], Some(Path::new(&input))).unwrap();
    assert!(worked, "{text}");
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), commands.len(), "{text}");
    for (answer, command) in answers.iter().zip(commands) {
        assert!(answer["error"].is_null(), "{answer}: {command}");
    }
    answers
}

fn is_here() -> bool {
    let here = run("python3", &["-c", "import cryptography.x509.ocsp"], None).is_some_and(|(worked, _)| worked);
    if !here {
        eprintln!("SKIPPED: Python's cryptography is not on this machine");
    }
    here
}

fn situations(seed: u64) -> Vec<Situation> {
    let rng = &mut Rng::new(seed);
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    let draw = |_| {
        let mut situation = Situation::draw(rng, now(), &[1, 16, 32, 128], &hashes);
        if situation.is_presigned {
            situation.hash = rng.pick(&[Hash::Sha1, Hash::Sha256]);
        }
        situation
    };
    (0..rounds()).map(draw).collect()
}

/// It asks, we answer, it reads and verifies the signature.
#[test]
fn pyca_asks_us_and_reads_the_answer() {
    if !is_here() {
        return;
    }
    let folder = Folder::new("ocsp-pyca-asks");
    let all = situations(9919);
    let ask = |one: &Situation| {
        json!({
            "do": "ask", "leaf": hex(&one.leaf().der()), "issuer": hex(&one.root().der()), "hash": one.hash.name(),
            "nonce": one.nonce.as_deref().map(hex),
        })
    };
    let requests = pyca(&folder, &all.iter().map(ask).collect::<Vec<_>>());
    let answers: Vec<Answer> =
        all.iter().zip(&requests).map(|(one, asked)| one.answer(&bytes(&asked["der"]))).collect();
    let read = |(one, answer): (&Situation, &Answer)| json!({ "do": "read", "der": hex(answer.der()), "signer": hex(&one.signer().der()) });
    let answers_read = pyca(&folder, &all.iter().zip(&answers).map(read).collect::<Vec<_>>());
    for (one, read) in all.iter().zip(&answers_read) {
        assert_eq!(read["status"], one.expected(), "{one:?}");
        assert_eq!(read["serial"], format!("{:x}", one.serial), "{one:?}");
        assert_eq!(read["nonce"], json!(one.nonce.as_deref().map(hex)), "{one:?}");
        assert_eq!(read["entries"], if one.is_presigned { 2 } else { 1 }, "{one:?}");
        assert_eq!(read["next_update"], now().as_unix() + 3600, "{one:?}");
    }
}

/// It answers, and we judge: with and without nextUpdate, with and without the delegate's certificate.
#[test]
fn what_pyca_answers_is_accepted() {
    if !is_here() {
        return;
    }
    let folder = Folder::new("ocsp-pyca-answers");
    let all = situations(6963);
    let (this_update, since) = (now().as_unix() - 600, now().as_unix() - 5000);
    let reasons = |one: &Situation| match one.status {
        KnownStatus::Revoked { reason, .. } => reason.map(|reason| reason.name()),
        _ => None,
    };
    let respond = |one: &Situation| {
        let key = pem("PRIVATE KEY", &one.signer().subject_key().pkcs8());
        json!({
            "do": "respond", "leaf": hex(&one.leaf().der()), "issuer": hex(&one.root().der()), "hash": one.hash.name(),
            "nonce": one.nonce.as_deref().map(hex), "status": one.expected(), "reason": reasons(one), "since": since,
            "this_update": this_update, "next_update": (one.serial != 1).then_some(now().as_unix() + 600),
            "by_name": one.by_name, "with_certificate": one.signer != SignerKind::Issuer, "key": key,
            "signer": hex(&one.signer().der()),
        })
    };
    let responses = pyca(&folder, &all.iter().map(respond).collect::<Vec<_>>());
    for (one, response) in all.iter().zip(&responses) {
        let policy = match one.nonce {
            Some(_) => OcspPolicy::default().nonce(NoncePolicy::Require),
            None => OcspPolicy::default(),
        };
        // It signs with the time of the machine, whatever it is told: within the skew of the check.
        let body = bytes(&response["der"]);
        let produced_at = ucpki_x509::OcspResponse::parse(&body).unwrap().basic().unwrap().produced_at();
        let accepted = accept_at(&one.request(), &body, &policy, now().max(produced_at)).0;
        let accepted = match accepted {
            Ok(accepted) => accepted,
            // The clock of the machine is later than the times that it was told.
            Err(refused) if produced_at > now() && refused.code().name() == "ocsp.stale" => continue,
            Err(refused) => panic!("{refused}: {one:?}"),
        };
        assert_eq!((accepted.status().name(), accepted.has_nonce()), (one.expected(), one.nonce.is_some()), "{one:?}");
    }
}
