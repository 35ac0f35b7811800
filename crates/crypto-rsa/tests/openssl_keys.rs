//! Every form of private key that the `openssl` command writes is read, or named in the refusal; what we write it reads.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a test program on std; what is skipped is said")]

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use ucpki_crypto::{
    DerivationLimits, KeyKind, NoRandom, PrivateKey, Protection, RUSTCRYPTO, Random, RandomFailed, codes,
};
use ucpki_crypto_rsa::SIGNERS;
use ucpki_x509::{AlgorithmRef, Code, SpkiRef};

struct System;

impl Random for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        use std::io::Read;
        let mut source = std::fs::File::open("/dev/urandom").map_err(|_| RandomFailed)?;
        source.read_exact(bytes).map_err(|_| RandomFailed)
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ucpki-keys-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn openssl(&self, arguments: &str) -> Output {
        let mut command = Command::new("openssl");
        command.current_dir(&self.0).args(arguments.split_ascii_whitespace());
        command.output().unwrap_or_else(|error| panic!("these tests need the openssl command: {error}"))
    }

    #[track_caller]
    fn must(&self, arguments: &str) {
        let output = self.openssl(arguments);
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    /// The public key as openssl sees it.
    fn public(&self, name: &str) -> Vec<u8> {
        let output = self.openssl(&format!("pkey -in {name} -pubout -outform DER -passin pass:secret"));
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Made once by openssl: name, how, and what we say it is.
const KINDS: [(&str, &str, KeyKind); 7] = [
    ("rsa1024", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024", KeyKind::Rsa { bits: 1024 }),
    ("rsa2048", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048", KeyKind::Rsa { bits: 2048 }),
    (
        "rsa3",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3",
        KeyKind::Rsa { bits: 2048 },
    ),
    ("p256", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", KeyKind::EcP256),
    ("p384", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384", KeyKind::EcP384),
    ("p521", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521", KeyKind::EcP521),
    ("ed25519", "genpkey -algorithm ED25519", KeyKind::Ed25519),
];

fn is_traditional(name: &str) -> bool {
    name != "ed25519"
}

#[track_caller]
fn reads(folder: &Folder, file: &str, passphrase: Option<&[u8]>, kind: KeyKind, public: &[u8]) {
    let key = SIGNERS.read(&folder.read(file), passphrase).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(key.kind(), kind, "{file}");
    assert_eq!(key.spki_der(), public, "{file}");
}

#[test]
fn every_form_is_read() {
    let folder = Folder::new("forms");
    let secret = Some(&b"secret"[..]);
    for (name, how, kind) in KINDS {
        folder.must(&format!("{how} -out {name}.pem"));
        let public = folder.public(&format!("{name}.pem"));
        reads(&folder, &format!("{name}.pem"), None, kind, &public);
        // A passphrase that is not needed is not looked at.
        reads(&folder, &format!("{name}.pem"), Some(b"other"), kind, &public);
        folder.must(&format!("pkcs8 -topk8 -nocrypt -in {name}.pem -outform DER -out {name}.der"));
        reads(&folder, &format!("{name}.der"), None, kind, &public);
        for form in ENCRYPTED {
            let file = format!("{name}.{}", form.replace([' ', '-'], ""));
            folder.must(&format!("pkcs8 -topk8 {form} -passout pass:secret -in {name}.pem -out {file}"));
            reads(&folder, &file, secret, kind, &public);
            folder.must(&format!("pkcs8 -topk8 {form} -passout pass:secret -in {name}.pem -outform DER -out {file}"));
            reads(&folder, &file, secret, kind, &public);
        }
        if !is_traditional(name) {
            continue;
        }
        folder.must(&format!("pkey -traditional -in {name}.pem -out {name}.old"));
        assert!(folder.read(&format!("{name}.old")).windows(12).any(|part| part == b"PRIVATE KEY-"));
        reads(&folder, &format!("{name}.old"), None, kind, &public);
        folder.must(&format!("pkey -traditional -in {name}.pem -outform DER -out {name}.old.der"));
        reads(&folder, &format!("{name}.old.der"), None, kind, &public);
        let command = if name.starts_with("rsa") { "rsa -traditional" } else { "ec" };
        for cipher in ["aes128", "aes192", "aes256", "des3"] {
            let file = format!("{name}.old.{cipher}");
            folder.must(&format!("{command} -{cipher} -passout pass:secret -in {name}.pem -out {file}"));
            let text = folder.read(&file);
            assert!(text.windows(19).any(|part| part == b"Proc-Type: 4,ENCRYP"), "{file} is not of the old form");
            reads(&folder, &file, secret, kind, &public);
            assert_eq!(SIGNERS.read(&text, None).unwrap_err().code(), &codes::PASSPHRASE_MISSING);
            // Wrong padding, or content that is not a key: one chance in 256 that the padding comes out right.
            assert_eq!(SIGNERS.read(&text, Some(b"wrong")).unwrap_err().code(), &codes::PASSPHRASE_WRONG, "{file}");
        }
    }
    // genrsa, and ecparam with the parameters in front, as many guides have it.
    folder.must("genrsa -traditional -out genrsa.pem 2048");
    reads(&folder, "genrsa.pem", None, KeyKind::Rsa { bits: 2048 }, &folder.public("genrsa.pem"));
    folder.must("ecparam -name prime256v1 -genkey -out ecparam.pem");
    assert!(folder.read("ecparam.pem").starts_with(b"-----BEGIN EC PARAMETERS-----"));
    reads(&folder, "ecparam.pem", None, KeyKind::EcP256, &folder.public("ecparam.pem"));
    for conversion in ["compressed", "hybrid"] {
        folder.must(&format!("ec -conv_form {conversion} -in p256.pem -out point.pem"));
        let read = SIGNERS.read(&folder.read("point.pem"), None);
        assert_eq!(read.is_ok(), conversion == "compressed", "{read:?}");
    }
    folder.must("ec -no_public -in p384.pem -out private.pem");
    reads(&folder, "private.pem", None, KeyKind::EcP384, &folder.public("p384.pem"));
}

/// What `openssl pkcs8 -topk8` can be told.
const ENCRYPTED: [&str; 10] = [
    "",
    "-v2 aes-128-cbc",
    "-v2 aes-192-cbc -v2prf hmacWithSHA224",
    "-v2 aes-256-cbc -v2prf hmacWithSHA1",
    "-v2 aes-256-cbc -v2prf hmacWithSHA384",
    "-v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 50000",
    "-v2 des3",
    "-v1 PBE-SHA1-3DES",
    "-scrypt",
    "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 2",
];

#[track_caller]
fn refused(folder: &Folder, file: &str, passphrase: Option<&[u8]>, code: &'static Code, what: &str) {
    let error = SIGNERS.read(&folder.read(file), passphrase).unwrap_err();
    assert_eq!((error.code(), error.what().unwrap_or("")), (code, what), "{file}: {error}");
}

#[test]
fn what_is_not_read_is_named() {
    let folder = Folder::new("named");
    let secret = Some(&b"secret"[..]);
    let made = [
        ("genpkey -algorithm ED448", &codes::KEY_UNSUPPORTED, "Ed448"),
        ("genpkey -algorithm X25519", &codes::KEY_UNSUPPORTED, "X25519"),
        ("genpkey -algorithm X448", &codes::KEY_UNSUPPORTED, "1.3.101.111"),
        ("genpkey -algorithm DH -pkeyopt group:ffdhe2048", &codes::KEY_UNSUPPORTED, "1.2.840.113549.1.3.1"),
        ("genpkey -algorithm SM2", &codes::CURVE_UNSUPPORTED, "1.2.156.10197.1.301"),
        ("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", &codes::KEY_UNSUPPORTED, "RSA-PSS"),
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp224r1", &codes::CURVE_UNSUPPORTED, "P-224"),
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", &codes::CURVE_UNSUPPORTED, "1.3.132.0.10"),
        (
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
            &codes::CURVE_EXPLICIT,
            "",
        ),
        ("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:512", &codes::KEY_SIZE, "RSA 512"),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3",
            &codes::KEY_UNSUPPORTED,
            "RSA of more than two primes",
        ),
    ];
    for (how, code, what) in made {
        folder.must(&format!("{how} -out key.pem"));
        refused(&folder, "key.pem", None, code, what);
    }
    folder.must("dsaparam -genkey -noout -out dsa.pem 1024");
    refused(&folder, "dsa.pem", None, &codes::KEY_UNSUPPORTED, "DSA");
    folder.must("pkey -traditional -in dsa.pem -out dsa.old");
    refused(&folder, "dsa.old", None, &codes::PRIVATE_KEY_FORM, "DSA PRIVATE KEY");
    folder.must("pkey -traditional -in dsa.pem -outform DER -out dsa.der");
    refused(&folder, "dsa.der", None, &codes::PRIVATE_KEY_FORM, "DSA PRIVATE KEY");

    folder.must("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    for (options, name) in [
        ("-v2 camellia-256-cbc", "CAMELLIA-256-CBC"),
        ("-v2 camellia-128-cbc", "CAMELLIA-128-CBC"),
        ("-v1 PBE-SHA1-2DES", "PBE-SHA1-2DES"),
    ] {
        folder.must(&format!("pkcs8 -topk8 {options} -passout pass:secret -in key.pem -out odd.pem"));
        refused(&folder, "odd.pem", secret, &codes::CIPHER_UNSUPPORTED, name);
        // Nobody is asked for a passphrase for nothing.
        refused(&folder, "odd.pem", None, &codes::CIPHER_UNSUPPORTED, name);
    }
    folder.must("ec -camellia256 -passout pass:secret -in key.pem -out odd.pem");
    refused(&folder, "odd.pem", secret, &codes::CIPHER_UNSUPPORTED, "CAMELLIA-256-CBC");
    // Old ciphers are in a module that may be absent.
    for (options, name) in [
        ("-v1 PBE-MD5-DES", "PBE-MD5-DES"),
        ("-v1 PBE-SHA1-DES", "PBE-SHA1-DES"),
        ("-v1 PBE-SHA1-RC2-40", "PBE-SHA1-RC2-40"),
        ("-v1 PBE-SHA1-RC4-128", "PBE-SHA1-RC4-128"),
        ("-v2 des", "DES-CBC"),
        ("-v2 rc2-cbc", "RC2-CBC"),
    ] {
        let arguments = format!(
            "pkcs8 -topk8 {options} -provider legacy -provider default -passout pass:secret -in key.pem -out odd.pem"
        );
        if !folder.openssl(&arguments).status.success() {
            println!("skipped: this openssl does not write {name}");
            continue;
        }
        refused(&folder, "odd.pem", secret, &codes::CIPHER_UNSUPPORTED, name);
    }
    folder.must("genrsa -out rsa.pem 2048");
    folder.must("rsa -in rsa.pem -outform MSBLOB -out rsa.blob");
    refused(
        &folder,
        "rsa.blob",
        None,
        &codes::PRIVATE_KEY_FORM,
        "a Microsoft key blob: `openssl rsa -inform MSBLOB` converts it",
    );
    folder.must("rsa -in rsa.pem -outform MSBLOB -pubout -out rsa.blob");
    refused(&folder, "rsa.blob", None, &codes::PRIVATE_KEY_FORM, "a public key");
    if folder.openssl("rsa -in rsa.pem -outform PVK -pvk-none -out rsa.pvk").status.success() {
        let name = "PVK: `openssl rsa -inform PVK` converts it";
        refused(&folder, "rsa.pvk", None, &codes::PRIVATE_KEY_FORM, name);
    } else {
        println!("skipped: this openssl does not write PVK");
    }
    folder.must("rsa -in rsa.pem -RSAPublicKey_out -out rsa.public");
    refused(&folder, "rsa.public", None, &codes::PRIVATE_KEY_FORM, "a public key");
    folder.must("pkey -in key.pem -pubout -out public.pem");
    refused(&folder, "public.pem", None, &codes::PRIVATE_KEY_FORM, "a public key");
    folder.must("req -x509 -key key.pem -subj /CN=x -out certificate.pem");
    refused(&folder, "certificate.pem", None, &codes::PRIVATE_KEY_MISSING, "");
    // A file with both is accepted, and the key is found.
    folder.write("both.pem", &[folder.read("certificate.pem"), folder.read("key.pem")].concat());
    assert!(SIGNERS.read(&folder.read("both.pem"), None).is_ok());
    // Text in front may begin with the digit 0, which is the byte of a SEQUENCE.
    folder.write("text.pem", &[b"0 s:CN=x\n".as_slice(), &folder.read("key.pem")].concat());
    assert!(SIGNERS.read(&folder.read("text.pem"), None).is_ok());
    folder.write("two.pem", &[folder.read("key.pem"), folder.read("key.pem")].concat());
    refused(&folder, "two.pem", None, &codes::PRIVATE_KEY_REPEATED, "");
}

/// Every cipher that this openssl knows, in both forms in which it encrypts keys.
#[test]
fn every_cipher_is_read_or_named() {
    let folder = Folder::new("ciphers");
    folder.must("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    let public = folder.public("key.pem");
    let listed = folder.openssl("list -cipher-algorithms");
    let listed = String::from_utf8(listed.stdout).unwrap();
    let mut ciphers: Vec<_> = listed
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
        .map(str::to_ascii_lowercase)
        // Ciphers that wrap keys are left out: the parameters that this openssl writes for them are not DER.
        .filter(|word| word.contains('-') && !word.contains("wrap"))
        .collect();
    ciphers.sort_unstable();
    ciphers.dedup();
    let (mut read, mut named) = (0, 0);
    for cipher in &ciphers {
        for how in [format!("pkcs8 -topk8 -v2 {cipher} -iter 10"), format!("ec -{cipher}")] {
            // Many are not ciphers for this: of streams, authenticated, or wrapping keys.
            let _ = std::fs::remove_file(folder.0.join("key.enc"));
            if !folder.openssl(&format!("{how} -passout pass:secret -in key.pem -out key.enc")).status.success() {
                continue;
            }
            let file = folder.read("key.enc");
            if file.starts_with(b"-----BEGIN EC PRIVATE KEY-----\nM") {
                // `ec` passes over some ciphers, and writes the key as it is.
                continue;
            }
            match SIGNERS.read(&file, Some(b"secret")) {
                Ok(key) => {
                    assert_eq!(key.spki_der(), public, "{how}");
                    read += 1;
                }
                Err(error) => {
                    assert_eq!(error.code(), &codes::CIPHER_UNSUPPORTED, "{how}: {error}");
                    let what = error.what().unwrap_or_else(|| panic!("{how}: {error}"));
                    assert!(what.len() > 3, "{how}: {error}");
                    named += 1;
                }
            }
        }
    }
    println!("{} ciphers: {read} files read, {named} named in the refusal; skipped: wrapping", ciphers.len());
    assert!(read >= 8 && named >= 20, "{read} {named}");
}

fn makes(kind: KeyKind) -> PrivateKey {
    SIGNERS.generate(kind, &mut System).unwrap()
}

#[test]
fn what_we_write_openssl_reads() {
    let folder = Folder::new("written");
    let kinds = [
        KeyKind::Rsa { bits: 2048 },
        KeyKind::Rsa { bits: 3072 },
        KeyKind::EcP256,
        KeyKind::EcP384,
        KeyKind::EcP521,
        KeyKind::Ed25519,
    ];
    for kind in kinds {
        let key = makes(kind);
        assert_eq!(key.kind(), kind);
        folder.write("key.pem", key.to_pem().expose());
        assert_eq!(folder.public("key.pem"), key.spki_der(), "{kind}");
        // Byte for byte what openssl writes for this key.
        folder.must("pkey -in key.pem -out again.pem");
        assert_eq!(folder.read("again.pem"), key.to_pem().expose(), "{kind}");
        folder.must("pkey -in key.pem -check -noout");
        if let Some(old) = key.to_traditional_pem() {
            folder.write("key.old", old.expose());
            assert_eq!(folder.public("key.old"), key.spki_der(), "{kind}");
            folder.must("pkey -in key.pem -traditional -out again.old");
            assert_eq!(folder.read("again.old"), old.expose(), "{kind}");
        }
        for protection in [Protection::Pbkdf2 { iterations: 10_000 }, Protection::Scrypt { log_cost: 14 }] {
            let text = key.to_encrypted_pem(b"secret", protection, &mut System).unwrap();
            folder.write("key.enc", text.as_bytes());
            assert_eq!(folder.public("key.enc"), key.spki_der(), "{kind}");
            assert_eq!(SIGNERS.read(text.as_bytes(), Some(b"secret")).unwrap(), key);
            let wrong = folder.openssl("pkey -in key.enc -passin pass:other -noout");
            assert!(!wrong.status.success());
        }
    }
}

#[test]
fn signatures_hold_here_and_with_openssl() {
    let folder = Folder::new("signed");
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521, KeyKind::Ed25519] {
        let key = makes(kind);
        folder.write("key.pem", key.to_pem().expose());
        folder.must("pkey -in key.pem -pubout -out public.pem");
        folder.write("message", b"what is signed");
        let prepared = RUSTCRYPTO.prepare(SpkiRef::parse(key.spki_der()).unwrap(), None).unwrap();
        for algorithm in key.algorithms() {
            let signature = key.sign(*algorithm, b"what is signed", &mut System).unwrap();
            assert_eq!(key.sign(*algorithm, b"what is signed", &mut System).unwrap(), signature, "deterministic");
            let identifier = algorithm.to_der();
            let identifier = AlgorithmRef::parse(&identifier).unwrap();
            prepared.verify(identifier, ucpki_crypto::Input::Message(b"what is signed"), &signature).unwrap();
            folder.write("signature", &signature);
            let digest =
                algorithm.hash().map_or(String::new(), |hash| format!("-digest {}", hash.name().replace('-', "")));
            folder.must(&format!(
                "pkeyutl -verify -rawin -in message -sigfile signature -pubin -inkey public.pem {digest}"
            ));
        }
    }
}

#[test]
fn randomness_that_fails_makes_nothing() {
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::EcP256, KeyKind::Ed25519] {
        assert_eq!(SIGNERS.generate(kind, &mut NoRandom).unwrap_err().code(), &codes::RANDOM_FAILED);
    }
    let key = makes(KeyKind::Rsa { bits: 2048 });
    assert_eq!(key.sign(key.algorithms()[0], b"", &mut NoRandom).unwrap_err().code(), &codes::RANDOM_FAILED);
    for bits in [1024, 2047, 8200, 16384] {
        let error = SIGNERS.generate(KeyKind::Rsa { bits }, &mut System).unwrap_err();
        assert_eq!(error.code(), &codes::KEY_UNSUPPORTED, "{bits}");
    }
}

/// A source that says the same again and again, `period` bytes long.
struct Stuck<'a>(&'a [u8], usize);

impl Random for Stuck<'_> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        for byte in bytes {
            *byte = self.0[self.1 % self.0.len()];
            self.1 += 1;
        }
        Ok(())
    }
}

/// A working source that breaks off.
struct EndsAfter(usize);

impl Random for EndsAfter {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(RandomFailed)?;
        System.fill(bytes)
    }
}

#[test]
fn a_source_that_is_stuck_makes_and_signs_nothing_and_says_so_at_once() {
    let key = makes(KeyKind::Rsa { bits: 2048 });
    let started = Instant::now();
    let always = [&[0x00][..], &[0x01], &[0x55], &[0xFF], &[0x12, 0x34, 0x56], b"a buffer that nobody fills"];
    for bytes in always {
        for bits in [2048, 4096, 8192] {
            let made = SIGNERS.generate(KeyKind::Rsa { bits }, &mut Stuck(bytes, 0));
            assert_eq!(made.unwrap_err().code(), &codes::RANDOM_FAILED, "{bits}, {bytes:02X?}");
        }
        let signed = key.sign(key.algorithms()[0], b"message", &mut Stuck(bytes, 0));
        assert_eq!(signed.unwrap_err().code(), &codes::RANDOM_FAILED, "{bytes:02X?}");
        let protection = Protection::Pbkdf2 { iterations: 1 };
        if 32 % bytes.len() == 0 {
            for kind in [KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521, KeyKind::Ed25519] {
                let made = SIGNERS.generate(kind, &mut Stuck(bytes, 0));
                assert_eq!(made.unwrap_err().code(), &codes::RANDOM_FAILED, "{kind}, {bytes:02X?}");
            }
            let written = key.to_encrypted_pkcs8(b"x", protection, &mut Stuck(bytes, 0));
            assert_eq!(written.unwrap_err().code(), &codes::RANDOM_FAILED, "{bytes:02X?}");
        }
    }
    // A search for primes takes as long as each of these is allowed to take together.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn a_source_that_breaks_off_in_the_middle_makes_nothing() {
    for bytes in [0, 1, 63, 64, 65, 191, 192, 250] {
        let made = SIGNERS.generate(KeyKind::Rsa { bits: 2048 }, &mut EndsAfter(bytes));
        assert_eq!(made.unwrap_err().code(), &codes::RANDOM_FAILED, "after {bytes}");
    }
    // The same prime twice, and twice again: a source whose bytes repeat after one prime's worth.
    let prime: Vec<u8> = (0..128).map(|at| u8::try_from(at * 2 + 1).unwrap()).collect();
    let made = SIGNERS.generate(KeyKind::Rsa { bits: 2048 }, &mut Stuck(&prime, 0));
    assert_eq!(made.unwrap_err().code(), &codes::RANDOM_FAILED);
    for bytes in [0, 16, 31] {
        let made = SIGNERS.generate(KeyKind::EcP256, &mut EndsAfter(bytes));
        assert_eq!(made.unwrap_err().code(), &codes::RANDOM_FAILED, "after {bytes}");
    }
}

#[test]
fn what_a_file_asks_for_is_bounded_and_the_bounds_are_an_argument() {
    let folder = Folder::new("derivation");
    folder.must("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    let usual = DerivationLimits::default();
    let read = |options: &str, limits: &DerivationLimits| {
        folder.must(&format!("pkcs8 -topk8 -passout pass:secret -in key.pem -out key.enc {options}"));
        let read = SIGNERS.read_with(&folder.read("key.enc"), Some(b"secret"), limits);
        read.map(drop).map_err(|error| (error.code(), error.what().unwrap_or_default().to_owned()))
    };
    let refused = |options: &str, limits: &DerivationLimits, what: &str| {
        assert_eq!(read(options, limits), Err((&codes::DERIVATION_COST, what.to_owned())), "{options}");
    };
    // The last that is read and the first that is not.
    assert_eq!(read("-iter 1000000", &usual), Ok(()));
    refused("-iter 1000001", &usual, "1000001 iterations, at most 1000000");
    refused("-v1 PBE-SHA1-3DES -iter 1000001", &usual, "1000001 iterations, at most 1000000");
    assert_eq!(read("-scrypt -scrypt_N 16384 -scrypt_r 8 -scrypt_p 8", &usual), Ok(()));
    refused(
        "-scrypt -scrypt_N 16384 -scrypt_r 8 -scrypt_p 9",
        &usual,
        "scrypt with N = 16384, r = 8, p = 9: N r p is 1179648, at most 1048576",
    );
    refused(
        "-scrypt -scrypt_N 2 -scrypt_r 1025 -scrypt_p 1",
        &usual,
        "scrypt with N = 2, r = 1025, p = 1: r is at most 1024",
    );
    // Lanes take memory too.
    refused(
        "-scrypt -scrypt_N 2 -scrypt_r 8 -scrypt_p 20000",
        &usual.scrypt_memory(16 << 20),
        "scrypt with N = 2, r = 8, p = 20000 takes 20481024 bytes of memory, at most 16777216",
    );
    // OpenSSL writes no more than 32 MiB; what asks for more is written here.
    let key = makes(KeyKind::EcP256);
    let most = key.to_encrypted_pkcs8(b"secret", Protection::Scrypt { log_cost: 17 }, &mut System).unwrap();
    assert_eq!(SIGNERS.read(&most, Some(b"secret")).unwrap(), key);
    let more = key.to_encrypted_pkcs8(b"secret", Protection::Scrypt { log_cost: 18 }, &mut System).unwrap_err();
    assert_eq!(
        more.what(),
        Some("scrypt with N = 262144, r = 8, p = 1 takes 268435456 bytes of memory, at most 134217728")
    );
    // Limits of one's own, both ways.
    refused("-iter 2048", &usual.iterations(2047), "2048 iterations, at most 2047");
    assert_eq!(read("-iter 1000001", &usual.iterations(u32::MAX)), Ok(()));
    refused(
        "-scrypt",
        &usual.scrypt_memory(1 << 20),
        "scrypt with N = 16384, r = 8, p = 1 takes 16777216 bytes of memory, at most 1048576",
    );
    refused(
        "-scrypt",
        &usual.scrypt_work(1 << 16),
        "scrypt with N = 16384, r = 8, p = 1: N r p is 131072, at most 65536",
    );
    // A passphrase is not asked for in vain.
    let asked = SIGNERS.read_with(&folder.read("key.enc"), None, &usual.scrypt_work(0)).unwrap_err();
    assert_eq!(asked.code(), &codes::DERIVATION_COST);
}

#[test]
fn wrong_truncated_and_oversized_are_told_at_once() {
    let folder = Folder::new("wrong");
    folder.must("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    folder.must("pkcs8 -topk8 -passout pass:secret -in key.pem -outform DER -out key.enc");
    folder.must("pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der");
    let encrypted = folder.read("key.enc");
    assert_eq!(SIGNERS.read(&encrypted, Some(b"Secret")).unwrap_err().code(), &codes::PASSPHRASE_WRONG);
    assert_eq!(SIGNERS.read(&encrypted, Some(b"")).unwrap_err().code(), &codes::PASSPHRASE_WRONG);
    // Cut anywhere, it is refused as such and not as something else.
    for file in ["key.enc", "key.der"] {
        let whole = folder.read(file);
        for length in 0..whole.len() {
            let error = SIGNERS.read(&whole[..length], Some(b"secret")).unwrap_err();
            assert!(!error.to_string().is_empty());
        }
        let error = SIGNERS.read(&whole[..whole.len() - 1], Some(b"secret")).unwrap_err();
        assert_eq!(error.code(), &ucpki_x509::codes::TRUNCATED, "{file}");
    }
    // One flipped bit in the private key: another public key.
    let mut flipped = folder.read("key.der");
    let at = flipped.windows(2).position(|pair| pair == [0x04, 0x20]).unwrap() + 10;
    flipped[at] ^= 1;
    assert_eq!(SIGNERS.read(&flipped, None).unwrap_err().code(), &codes::PRIVATE_KEY_INVALID);

    // 2048 iterations become two thousand millions: INTEGER of two bytes to one of four.
    let at = encrypted.windows(4).position(|part| part == [0x02, 0x02, 0x08, 0x00]).unwrap();
    let greedy = lengthened(&encrypted, at, &[0x02, 0x04, 0x7F, 0xFF, 0xFF, 0xFF]);
    let before = Instant::now();
    let error = SIGNERS.read(&greedy, Some(b"secret")).unwrap_err();
    assert_eq!(error.code(), &codes::DERIVATION_COST);
    assert_eq!(error.what(), Some("2147483647 iterations, at most 1000000"));
    assert!(before.elapsed() < Duration::from_millis(100));

    folder.must("pkcs8 -topk8 -scrypt -passout pass:secret -in key.pem -outform DER -out key.enc");
    let scrypt = folder.read("key.enc");
    let at = scrypt.windows(4).position(|part| part == [0x02, 0x02, 0x40, 0x00]).unwrap();
    let greedy = lengthened(&scrypt, at, &[0x02, 0x04, 0x40, 0x00, 0x00, 0x00]);
    assert_eq!(SIGNERS.read(&greedy, Some(b"secret")).unwrap_err().code(), &codes::DERIVATION_COST);
    let written = makes(KeyKind::EcP256);
    let costly = written.to_encrypted_pem(b"x", Protection::Pbkdf2 { iterations: u32::MAX }, &mut System);
    assert_eq!(costly.unwrap_err().code(), &codes::DERIVATION_COST);
    let costly = written.to_encrypted_pem(b"x", Protection::Scrypt { log_cost: 40 }, &mut System);
    assert_eq!(costly.unwrap_err().code(), &codes::DERIVATION_COST);
}

/// `der` with the four bytes at `at` replaced, and two more in every length around them.
fn lengthened(der: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = [&der[..at], new, &der[at + 4..]].concat();
    let grow = new.len() - 4;
    // Walks down to the place, and corrects each header that encloses it.
    let mut start = 0;
    while start < at {
        let (header, length) = match bytes[start + 1] {
            short if short < 0x80 => (2, usize::from(short)),
            0x81 => (3, usize::from(bytes[start + 2])),
            _ => (4, usize::from(bytes[start + 2]) << 8 | usize::from(bytes[start + 3])),
        };
        let end = start + header + length;
        if bytes[start] == 0x30 && at < end {
            let last = start + header - 1;
            bytes[last] = bytes[last].checked_add(u8::try_from(grow).unwrap()).unwrap();
            start += header;
        } else {
            start = end;
        }
    }
    bytes
}

#[test]
fn nothing_shows_a_key() {
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::EcP256, KeyKind::Ed25519] {
        let key = makes(kind);
        let pkcs8 = key.to_pkcs8();
        let shown = format!("{key:?} {pkcs8:?} {:?}", ucpki_crypto::PrivateKeyInfo::parse(key.to_pkcs8()).unwrap());
        let parts: Vec<_> = pkcs8.expose().windows(4).collect();
        let lower = shown.to_ascii_lowercase();
        for part in parts {
            let hexadecimal: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
            let decimal: Vec<_> = part.iter().map(u8::to_string).collect();
            assert!(!lower.contains(&hexadecimal) && !lower.contains(&decimal.join(", ")), "{shown}");
        }
    }
}
