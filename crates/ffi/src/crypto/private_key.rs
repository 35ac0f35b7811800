//! Private keys (RFC 5958), and what calls back: random bytes.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::codes;
use crate::crypto::algorithms::SIGNERS;
use crate::show::{UCPKI_SHOW_KEY_IDENTIFIER, UCPKI_SHOW_KEY_SHA1, UCPKI_SHOW_KEY_SHA256};
use alloc::boxed::Box;
use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;
use ucpki::crypto::{DerivationLimits, KeyError, KeyKind, PrivateKey, Protection, Random, RandomFailed, Secret};
use ucpki::show;
use ucpki::x509::{SpkiRef, pem};

/// RSA; takes a length.
pub const UCPKI_KEY_RSA: i32 = 1;
/// ECDSA on P-256.
pub const UCPKI_KEY_P256: i32 = 2;
/// ECDSA on P-384.
pub const UCPKI_KEY_P384: i32 = 3;
/// ECDSA on P-521.
pub const UCPKI_KEY_P521: i32 = 4;
/// Ed25519.
pub const UCPKI_KEY_ED25519: i32 = 5;
/// ML-DSA-44 (FIPS 204). This and the next two only in libraries that were built with ML-DSA:
/// `UCPKI_ERR_CRYPTO_KEY_UNSUPPORTED` otherwise.
pub const UCPKI_KEY_ML_DSA_44: i32 = 6;
/// ML-DSA-65 (FIPS 204).
pub const UCPKI_KEY_ML_DSA_65: i32 = 7;
/// ML-DSA-87 (FIPS 204).
pub const UCPKI_KEY_ML_DSA_87: i32 = 8;

/// PKCS #8 as PEM, unencrypted.
pub const UCPKI_KEY_FORM_PKCS8: i32 = 0;
/// PKCS #8 as DER, unencrypted.
pub const UCPKI_KEY_FORM_PKCS8_DER: i32 = 1;
/// PKCS #8 as PEM, under a passphrase: AES-256, PBKDF2 with HMAC-SHA-256 and 600,000 iterations.
pub const UCPKI_KEY_FORM_ENCRYPTED: i32 = 2;
/// `RSA PRIVATE KEY` or `EC PRIVATE KEY` as PEM, unencrypted, for old programs.
pub const UCPKI_KEY_FORM_TRADITIONAL: i32 = 3;

/// A private key. *Shared.*
///
/// No function but `ucpki_private_key_export()` gives its bytes out. They are wiped when it is freed.
pub struct ucpki_private_key(pub(crate) PrivateKey);

/// Bytes that are wiped when they are freed. *Shared.*
pub struct ucpki_secret(Secret);

/// Fills `bytes` with `len` bytes that nobody can foretell, and returns 0; anything else says that it cannot.
///
/// It is called during the call that it was given to, by the same thread, and not after. `context` is handed through.
pub type ucpki_random = Option<unsafe extern "C" fn(context: *mut c_void, bytes: *mut u8, len: usize) -> i32>;

/// A source of random bytes that the caller brings.
pub(crate) struct Source {
    pub(crate) fill: ucpki_random,
    pub(crate) context: *mut c_void,
}

impl Random for Source {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        let fill = self.fill.ok_or(RandomFailed)?;
        // SAFETY: the caller promises a function that fills `len` bytes (README.md, callbacks); the slice has as many.
        let status = unsafe { fill(self.context, bytes.as_mut_ptr(), bytes.len()) };
        if status == 0 { Ok(()) } else { Err(RandomFailed) }
    }
}

impl From<KeyError> for ucpki_error {
    fn from(error: KeyError) -> Self {
        Self::new(error.code()).message(alloc::format!("{error}"))
    }
}

/// Makes a private key: `kind` is one of `UCPKI_KEY_`, `bits` the length of an RSA key (2048 to 8192), and 0 for others.
///
/// Milliseconds; RSA takes up to some seconds, and calls `random` for each candidate, which can show that it goes on. The key is as
/// good as `random`.
///
/// Errors: `UCPKI_ERR_CRYPTO_KEY_UNSUPPORTED`, `UCPKI_ERR_CRYPTO_RANDOM_FAILED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_private_key_generate(
    kind: i32,
    bits: u32,
    random: ucpki_random,
    context: *mut c_void,
    key: Option<&mut MaybeUninit<*mut ucpki_private_key>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = key.required("key")?;
        let kind = match (kind, bits) {
            (UCPKI_KEY_RSA, bits) => KeyKind::Rsa { bits },
            (UCPKI_KEY_P256, 0) => KeyKind::EcP256,
            (UCPKI_KEY_P384, 0) => KeyKind::EcP384,
            (UCPKI_KEY_P521, 0) => KeyKind::EcP521,
            (UCPKI_KEY_ED25519, 0) => KeyKind::Ed25519,
            (UCPKI_KEY_ML_DSA_44, 0) => KeyKind::MlDsa44,
            (UCPKI_KEY_ML_DSA_65, 0) => KeyKind::MlDsa65,
            (UCPKI_KEY_ML_DSA_87, 0) => KeyKind::MlDsa87,
            _ => return Err(ucpki_error::argument("kind", "does not exist, or not with this length")),
        };
        let key = SIGNERS.generate(kind, &mut Source { fill: random, context })?;
        out.write(boundary::handle(ucpki_private_key(key)));
        Ok(())
    })
}

/// Reads the one private key of a file, by its content: PKCS #8, PKCS #1 or SEC 1, PEM or DER, encrypted or not.
///
/// The passphrase may be (NULL, 0) for none. One that is not needed is not looked at.
///
/// Errors: those of reading, with line and offset; `UCPKI_ERR_CRYPTO_PRIVATE_KEY_...`, `UCPKI_ERR_CRYPTO_PASSPHRASE_...`,
/// `UCPKI_ERR_CRYPTO_CIPHER_UNSUPPORTED`, `UCPKI_ERR_CRYPTO_DERIVATION_COST` and others that name what is not read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_private_key_parse(
    file: *const u8,
    file_len: usize,
    passphrase: *const u8,
    passphrase_len: usize,
    key: Option<&mut MaybeUninit<*mut ucpki_private_key>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: this function has the same contract.
    unsafe { ucpki_private_key_parse_limited(file, file_len, passphrase, passphrase_len, 0, 0, 0, key, err) }
}

/// Does the same, with limits for the work that an encrypted file asks for. The file says how much that is, and what asks for more
/// is refused before anything is computed. 0 is the usual limit, which is what `ucpki_private_key_parse()` has.
///
/// `iterations` is for PBKDF2 and for PKCS #12's derivation, usually 1,000,000, half a second. scrypt takes 128 N r bytes of memory,
/// and 128 r for each lane after the first: `scrypt_memory` is usually 128 MiB; `scrypt_work` limits N r p, its time, usually to 2^20.
///
/// Errors: those of `ucpki_private_key_parse()`; `UCPKI_ERR_CRYPTO_DERIVATION_COST` says the value and the limit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_private_key_parse_limited(
    file: *const u8,
    file_len: usize,
    passphrase: *const u8,
    passphrase_len: usize,
    iterations: u32,
    scrypt_memory: u64,
    scrypt_work: u64,
    key: Option<&mut MaybeUninit<*mut ucpki_private_key>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = key.required("key")?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let given = (!passphrase.is_null()).then_some(());
        // SAFETY: the contract of arrays in (README.md).
        let passphrase = unsafe { bytes::slice(passphrase, passphrase_len, "passphrase") }?;
        let mut limits = DerivationLimits::default();
        if iterations != 0 {
            limits = limits.iterations(iterations);
        }
        if scrypt_memory != 0 {
            limits = limits.scrypt_memory(scrypt_memory);
        }
        if scrypt_work != 0 {
            limits = limits.scrypt_work(scrypt_work);
        }
        let key = SIGNERS.read_with(file, given.map(|()| passphrase), &limits)?;
        out.write(boundary::handle(ucpki_private_key(key)));
        Ok(())
    })
}

/// The kind: one of `UCPKI_KEY_`; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_private_key_kind(key: Option<&ucpki_private_key>) -> i32 {
    boundary::neutral(0, || match key.map(|key| key.0.kind()) {
        Some(KeyKind::Rsa { .. }) => UCPKI_KEY_RSA,
        Some(KeyKind::EcP256) => UCPKI_KEY_P256,
        Some(KeyKind::EcP384) => UCPKI_KEY_P384,
        Some(KeyKind::EcP521) => UCPKI_KEY_P521,
        Some(KeyKind::Ed25519) => UCPKI_KEY_ED25519,
        Some(KeyKind::MlDsa44) => UCPKI_KEY_ML_DSA_44,
        Some(KeyKind::MlDsa65) => UCPKI_KEY_ML_DSA_65,
        Some(KeyKind::MlDsa87) => UCPKI_KEY_ML_DSA_87,
        _ => 0,
    })
}

/// The length in bits: of the modulus, or of the curve's order; 0 for ML-DSA, which has none, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_private_key_bits(key: Option<&ucpki_private_key>) -> u32 {
    boundary::neutral(0, || key.and_then(|key| key.0.kind().bits()).unwrap_or(0))
}

/// The public key: a SubjectPublicKeyInfo, as DER. Empty for NULL; valid until the key is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_private_key_spki(key: Option<&ucpki_private_key>) -> ucpki_bytes {
    boundary::get(key, ucpki_bytes::EMPTY, |key| ucpki_bytes::new(key.0.spki_der()))
}

/// Copies a hash of the public key, as `ucpki_show_fingerprint()` has it of requests and certificates, so that people can compare
/// them: `which` is `UCPKI_SHOW_KEY_SHA256`, `_KEY_SHA1` or `_KEY_IDENTIFIER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_private_key_fingerprint(
    key: Option<&ucpki_private_key>,
    which: i32,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let spki = key.required("key")?.0.spki_der();
        let hash = match which {
            UCPKI_SHOW_KEY_SHA256 => show::Fingerprints::from_der(spki).sha256(),
            UCPKI_SHOW_KEY_SHA1 => show::Fingerprints::from_der(spki).sha1(),
            UCPKI_SHOW_KEY_IDENTIFIER => show::key_identifier(SpkiRef::parse(spki)?),
            _ => return Err(ucpki_error::argument("which", "is not one of the hashes UCPKI_SHOW_KEY_...")),
        };
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &hash) }
    })
}

/// **Gives the key out**, in one of the forms `UCPKI_KEY_FORM_`. The one function that does.
///
/// Passphrase and `random` are for `UCPKI_KEY_FORM_ENCRYPTED`, and are (NULL, 0) and NULL for others.
///
/// Errors: `UCPKI_ERR_CRYPTO_RANDOM_FAILED`; `UCPKI_ERR_ABSENT` for a kind that has no older form.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_private_key_export(
    key: Option<&ucpki_private_key>,
    form: i32,
    passphrase: *const u8,
    passphrase_len: usize,
    random: ucpki_random,
    context: *mut c_void,
    secret: Option<&mut MaybeUninit<*mut ucpki_secret>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let key = &key.required("key")?.0;
        let out = secret.required("secret")?;
        // SAFETY: the contract of arrays in (README.md).
        let passphrase = unsafe { bytes::slice(passphrase, passphrase_len, "passphrase") }?;
        if (form == UCPKI_KEY_FORM_ENCRYPTED) == passphrase.is_empty() {
            return Err(ucpki_error::argument("passphrase", "is missing, or given for a form without one"));
        }
        let bytes = match form {
            UCPKI_KEY_FORM_PKCS8 => key.to_pem(),
            UCPKI_KEY_FORM_PKCS8_DER => key.to_pkcs8(),
            UCPKI_KEY_FORM_ENCRYPTED => {
                let mut source = Source { fill: random, context };
                let der = key.to_encrypted_pkcs8(passphrase, Protection::default(), &mut source)?;
                Secret::new(pem::encode("ENCRYPTED PRIVATE KEY", &der).into_bytes())
            }
            UCPKI_KEY_FORM_TRADITIONAL => key.to_traditional_pem().ok_or_else(|| ucpki_error::new(&codes::ABSENT))?,
            _ => return Err(ucpki_error::argument("form", "does not exist")),
        };
        out.write(boundary::handle(ucpki_secret(bytes)));
        Ok(())
    })
}

/// Frees the key, and wipes it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_private_key_free(key: Option<Box<ucpki_private_key>>) {
    boundary::neutral((), || drop(key));
}

/// The bytes. Empty for NULL; valid until the secret is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_secret_bytes(secret: Option<&ucpki_secret>) -> ucpki_bytes {
    boundary::get(secret, ucpki_bytes::EMPTY, |secret| ucpki_bytes::new(secret.0.expose()))
}

/// Frees the bytes, and wipes them. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_secret_free(secret: Option<Box<ucpki_secret>>) {
    boundary::neutral((), || drop(secret));
}
