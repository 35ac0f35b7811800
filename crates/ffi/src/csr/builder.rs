//! Making requests: subject, names, any extension, and the signature.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::crypto::algorithms::PROVIDER;
use crate::crypto::private_key::{Source, ucpki_private_key, ucpki_random};
use crate::csr::request::ucpki_csr;
use crate::x509::certificate::{UCPKI_HASH_SHA256, UCPKI_HASH_SHA384, UCPKI_HASH_SHA512, ucpki_certificate};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use ucpki::crypto::{Hash, KeyKind, SignatureAlgorithm};
use ucpki::csr::{RequestBuilder, Subject, codes, finish, parse_names, renew, repeat, usual_hash};
use ucpki::x509::GeneralNameBuf;
use ucpki::x509::extension::KeyUsage;
use ucpki::x509::{OidBuf, SpkiRef};

/// Collects what a request asks for: a subject, names, attributes, and any extension. *Exclusive.*
///
/// Nothing is asked for that was not said. The builder of an appliance, `ucpki_appliance_builder`, says the rest for a node.
#[derive(Default)]
pub struct ucpki_csr_builder {
    /// A renewal, or what an appliance asks for; the subject is settled then.
    start: Option<RequestBuilder>,
    subject: Subject,
    names: Vec<GeneralNameBuf>,
    key_usage: Option<KeyUsage>,
    purposes: Option<Vec<OidBuf>>,
    constraints: Option<(bool, Option<u32>)>,
    extensions: Vec<Extension>,
    challenge_password: Option<String>,
    unstructured_name: Option<String>,
}

struct Extension {
    oid: OidBuf,
    critical: bool,
    value: Vec<u8>,
}

/// countryName.
pub const UCPKI_CSR_COUNTRY: i32 = 20;
/// stateOrProvinceName.
pub const UCPKI_CSR_STATE: i32 = 21;
/// localityName.
pub const UCPKI_CSR_LOCALITY: i32 = 22;
/// organizationName.
pub const UCPKI_CSR_ORGANIZATION: i32 = 23;
/// organizationalUnitName; any number.
pub const UCPKI_CSR_UNIT: i32 = 24;
/// commonName; for an appliance instead of the one that follows.
pub const UCPKI_CSR_COMMON_NAME: i32 = 25;
/// emailAddress.
pub const UCPKI_CSR_EMAIL: i32 = 26;
/// Alternative names, such as `DNS:a, IP:192.0.2.1`; any number. They take the place of those that a renewal, or the builder of an
/// appliance, brought along.
pub const UCPKI_CSR_NAMES: i32 = 27;
/// challengePassword: everybody who sees the request can read it.
pub const UCPKI_CSR_CHALLENGE_PASSWORD: i32 = 30;
/// unstructuredName.
pub const UCPKI_CSR_UNSTRUCTURED_NAME: i32 = 31;

/// The hash that is usual for the key.
pub const UCPKI_HASH_USUAL: i32 = 0;

/// Signs `message` with a key that the library does not see, such as a hardware module's, and returns 0.
///
/// Writes the signature, as it is in a certificate (for ECDSA the DER of `r` and `s`), into `signature`, which has room
/// for `cap` bytes, and its length into `signature_len`. Anything but 0 says that it cannot.
///
/// It is called during the call that it was given to, by the same thread, and not after. `context` is handed through.
pub type ucpki_sign = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        message: *const u8,
        message_len: usize,
        signature: *mut u8,
        cap: usize,
        signature_len: *mut usize,
    ) -> i32,
>;

/// Makes a builder that asks for nothing yet.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_builder_new(
    builder: Option<&mut MaybeUninit<*mut ucpki_csr_builder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        builder.required("builder")?.write(boundary::handle(ucpki_csr_builder::default()));
        Ok(())
    })
}

/// Makes a builder for what a certificate has already: subject, alternative names and usages, byte for byte.
///
/// Errors: `UCPKI_ERR_CSR_RENEWAL_UNREADABLE`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_builder_renew(
    certificate: Option<&ucpki_certificate>,
    builder: Option<&mut MaybeUninit<*mut ucpki_csr_builder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = builder.required("builder")?;
        let renewal = renew(&certificate.required("certificate")?.0)?;
        out.write(boundary::handle(ucpki_csr_builder::started(renewal)));
        Ok(())
    })
}

/// Makes a builder for what a request asked for already: its subject and its extensions, byte for byte. Its attributes are not taken.
///
/// Errors: `UCPKI_ERR_CSR_RENEWAL_UNREADABLE`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_builder_repeat(
    csr: Option<&ucpki_csr>,
    builder: Option<&mut MaybeUninit<*mut ucpki_csr_builder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = builder.required("builder")?;
        let repeated = repeat(&csr.required("csr")?.0)?;
        out.write(boundary::handle(ucpki_csr_builder::started(repeated)));
        Ok(())
    })
}

/// Says something about the request: `what` is one of `UCPKI_CSR_COUNTRY` to `UCPKI_CSR_EMAIL`, `UCPKI_CSR_NAMES`,
/// `UCPKI_CSR_CHALLENGE_PASSWORD` and `UCPKI_CSR_UNSTRUCTURED_NAME`; `value` is text.
///
/// What there can be any number of is added, everything else replaced. A renewal has its subject already.
///
/// Errors: `UCPKI_ERR_ARGUMENT`, `UCPKI_ERR_CSR_NAME_INVALID`, `UCPKI_ERR_CSR_WILDCARD`, `UCPKI_ERR_CSR_ADDRESS_AS_HOST`. What does
/// not fit the type of its field is told when the request is made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_builder_set(
    builder: Option<&mut ucpki_csr_builder>,
    what: i32,
    value: *const u8,
    value_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        let value = unsafe { bytes::text(value, value_len, "value") }?;
        match what {
            UCPKI_CSR_NAMES => builder.names.extend(parse_names(value)?),
            UCPKI_CSR_CHALLENGE_PASSWORD => builder.challenge_password = Some(value.to_owned()),
            UCPKI_CSR_UNSTRUCTURED_NAME => builder.unstructured_name = Some(value.to_owned()),
            _ => match subject_place(&mut builder.subject, what) {
                None => return Err(ucpki_error::argument("what", "does not exist")),
                Some(_) if builder.start.is_some() => {
                    return Err(ucpki_error::argument("what", "cannot be said about a subject that is settled"));
                }
                Some(Place::One(field)) => value.clone_into(field),
                Some(Place::Many(list)) => list.push(value.to_owned()),
            },
        }
        Ok(())
    })
}

/// Asks for key usages (RFC 5280, 4.2.1.3), marked critical: `bits` are `UCPKI_KEY_USAGE_`. Replaces those asked for before.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a bit that is not defined.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_builder_set_key_usage(
    builder: Option<&mut ucpki_csr_builder>,
    bits: u32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        let usage = KeyUsage::from_bits(bits).ok_or_else(|| ucpki_error::argument("bits", "has an undefined bit"))?;
        builder.key_usage = Some(usage);
        Ok(())
    })
}

/// Asks for extended key usages (RFC 5280, 4.2.1.12), in this order, each in dotted decimal such as `1.3.6.1.5.5.7.3.1` for
/// serverAuth. Replaces those asked for before; an empty array asks for none.
///
/// Errors: `UCPKI_ERR_X509_OID_TEXT_INVALID`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_builder_set_extended_key_usage(
    builder: Option<&mut ucpki_csr_builder>,
    oids: *const ucpki_bytes,
    count: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        builder.purposes = Some(unsafe { bytes::oids(oids, count, "oids") }?);
        Ok(())
    })
}

/// Asks for basic constraints (RFC 5280, 4.2.1.9), marked critical: `is_ca` is 1 for a CA's certificate, and 0 for CA:FALSE;
/// `path_length` is how many CAs may follow a CA in a path, and -1 for no limit. Replaces what was asked for before.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_builder_set_basic_constraints(
    builder: Option<&mut ucpki_csr_builder>,
    is_ca: i32,
    path_length: i64,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        let is_ca = bytes::flag(is_ca, "is_ca")?;
        let out_of_range = |_| ucpki_error::argument("path_length", "is not between -1 and 4294967295");
        let path_length = if path_length == -1 { None } else { Some(path_length.try_into().map_err(out_of_range)?) };
        builder.constraints = Some((is_ca, path_length));
        Ok(())
    })
}

/// Asks for any extension: `oid` is its object identifier in dotted decimal, `critical` 0 or 1, `value` the DER inside its BYTE
/// STRING, which is written byte for byte.
///
/// It takes the place of one that a renewal brought along, and of no other. An extension that has a setter is given here or set
/// there, not both, which is told when the request is made.
///
/// Errors: `UCPKI_ERR_CSR_REPEATED` if it was given before, `UCPKI_ERR_X509_OID_TEXT_INVALID`, `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_builder_add_extension(
    builder: Option<&mut ucpki_csr_builder>,
    oid: *const u8,
    oid_len: usize,
    critical: i32,
    value: *const u8,
    value_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        let oid = OidBuf::parse(unsafe { bytes::text(oid, oid_len, "oid") }?)?;
        let critical = bytes::flag(critical, "critical")?;
        // SAFETY: the contract of arrays in (README.md).
        let value = unsafe { bytes::slice(value, value_len, "value") }?.to_vec();
        if builder.extensions.iter().any(|extension| extension.oid == oid) {
            return Err(ucpki_error::new(&codes::REPEATED).oid(&oid));
        }
        builder.extensions.push(Extension { oid, critical, value });
        Ok(())
    })
}

impl ucpki_csr_builder {
    /// What asks for everything that `start` asks for.
    pub(crate) fn started(start: RequestBuilder) -> Self {
        Self { start: Some(start), ..Self::default() }
    }

    fn request(&self) -> Result<RequestBuilder, ucpki_error> {
        let mut request = match &self.start {
            Some(start) => start.clone(),
            None => RequestBuilder::new(self.subject.to_name()?),
        };
        if !self.names.is_empty() {
            request = request.alt_names(self.names.iter().cloned());
        }
        if let Some((is_ca, path_length)) = self.constraints {
            request = request.basic_constraints(is_ca, path_length);
        }
        if let Some(usage) = self.key_usage {
            request = request.key_usage(usage);
        }
        if let Some(purposes) = &self.purposes {
            let purposes: Vec<_> = purposes.iter().map(OidBuf::as_oid).collect();
            request = request.extended_key_usage(&purposes);
        }
        for Extension { oid, critical, value } in &self.extensions {
            request = request.extension(oid.as_oid(), *critical, value);
        }
        if let Some(password) = &self.challenge_password {
            request = request.challenge_password(password);
        }
        if let Some(name) = &self.unstructured_name {
            request = request.unstructured_name(name);
        }
        Ok(request)
    }
}

/// Where a text goes.
pub(crate) enum Place<'a> {
    Many(&'a mut Vec<String>),
    One(&'a mut String),
}

/// Where a field of the subject goes.
pub(crate) fn subject_place(subject: &mut Subject, what: i32) -> Option<Place<'_>> {
    Some(match what {
        UCPKI_CSR_COUNTRY => Place::One(&mut subject.country),
        UCPKI_CSR_STATE => Place::One(&mut subject.state),
        UCPKI_CSR_LOCALITY => Place::One(&mut subject.locality),
        UCPKI_CSR_ORGANIZATION => Place::One(&mut subject.organization),
        UCPKI_CSR_UNIT => Place::Many(&mut subject.organizational_units),
        UCPKI_CSR_COMMON_NAME => Place::One(&mut subject.common_name),
        UCPKI_CSR_EMAIL => Place::One(&mut subject.email),
        _ => return None,
    })
}

/// Makes the request, signed with `key`. `hash` is `UCPKI_HASH_USUAL`, `_SHA256`, `_SHA384` or `_SHA512`.
///
/// `random` is for RSA, and may be NULL for other keys. The builder can be used again.
///
/// Errors: `UCPKI_ERR_CSR_REPEATED` for an extension, an extended key usage or an attribute that was requested twice,
/// `UCPKI_ERR_CSR_USAGE_CONTRADICTION` for usages that exclude each other or that the key cannot serve,
/// `UCPKI_ERR_CSR_VALUE_INVALID` for a value that is not DER, `UCPKI_ERR_CSR_SUBJECT_INVALID`, `UCPKI_ERR_CSR_ATTRIBUTE_INVALID`,
/// `UCPKI_ERR_CSR_WILDCARD`; `UCPKI_ERR_CRYPTO_RANDOM_FAILED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_builder_sign(
    builder: Option<&ucpki_csr_builder>,
    key: Option<&ucpki_private_key>,
    hash: i32,
    random: ucpki_random,
    context: *mut c_void,
    csr: Option<&mut MaybeUninit<*mut ucpki_csr>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        signed(|_| builder.request(), key, hash, Source { fill: random, context }, csr)
    })
}

/// Makes the request, signed by `sign` with a key that the library does not see. `spki` is its public key, as DER.
///
/// The signature is checked before the request is given out.
///
/// Errors: as `ucpki_csr_builder_sign()`; `UCPKI_ERR_CRYPTO_SIGNING_FAILED` if `sign` says so,
/// `UCPKI_ERR_CSR_PROOF_INVALID` if the signature does not verify.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_builder_sign_with(
    builder: Option<&ucpki_csr_builder>,
    spki: *const u8,
    spki_len: usize,
    hash: i32,
    sign: ucpki_sign,
    context: *mut c_void,
    csr: Option<&mut MaybeUninit<*mut ucpki_csr>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        let spki = unsafe { bytes::slice(spki, spki_len, "spki") }?;
        // SAFETY: the contract of callbacks (README.md), handed on.
        unsafe { signed_with(|_| builder.request(), spki, hash, sign, context, csr) }
    })
}

/// Frees the builder. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_builder_free(builder: Option<Box<ucpki_csr_builder>>) {
    boundary::neutral((), || drop(builder));
}

/// Signs what `request` asks for with a key that is at hand.
pub(crate) fn signed(
    request: impl FnOnce(KeyKind) -> Result<RequestBuilder, ucpki_error>,
    key: Option<&ucpki_private_key>,
    hash: i32,
    mut random: Source,
    csr: Option<&mut MaybeUninit<*mut ucpki_csr>>,
) -> Result<(), ucpki_error> {
    let key = &key.required("key")?.0;
    let out = csr.required("csr")?;
    let algorithm = algorithm(key.kind(), hash)?;
    let request = request(key.kind())?.sign(key, algorithm, &mut random)?;
    out.write(boundary::handle(ucpki_csr(request)));
    Ok(())
}

/// The kind of a public key, a SubjectPublicKeyInfo as DER.
pub(crate) fn kind_of(spki: &[u8]) -> Result<KeyKind, ucpki_error> {
    KeyKind::from_spki(SpkiRef::parse(spki)?).map_err(|refused| ucpki_error::new(refused.code()))
}

/// Lets the caller sign what `request` asks for.
///
/// # Safety
///
/// `sign` keeps the contract of callbacks (README.md).
pub(crate) unsafe fn signed_with(
    request: impl FnOnce(KeyKind) -> Result<RequestBuilder, ucpki_error>,
    spki: &[u8],
    hash: i32,
    sign: ucpki_sign,
    context: *mut c_void,
    csr: Option<&mut MaybeUninit<*mut ucpki_csr>>,
) -> Result<(), ucpki_error> {
    let out = csr.required("csr")?;
    let sign = sign.required("sign")?;
    let kind = kind_of(spki)?;
    let unsigned = request(kind)?.prepare(spki, algorithm(kind, hash)?)?;
    let mut signature = [0; MOST_SIGNATURE];
    let mut len = 0;
    let message = unsigned.message();
    // SAFETY: the caller promises a function that reads the message, and writes at most `cap` bytes and the length
    // (README.md, callbacks).
    let status = unsafe {
        sign(context, message.as_ptr(), message.len(), signature.as_mut_ptr(), signature.len(), &raw mut len)
    };
    let signature = signature.get(..len).filter(|_| status == 0);
    let signature = signature.ok_or_else(|| ucpki_error::new(&ucpki::crypto::codes::SIGNING_FAILED))?;
    out.write(boundary::handle(ucpki_csr(finish(unsigned, signature, &PROVIDER)?)));
    Ok(())
}

/// RSA with 16384 bits; ML-DSA-87 has 4627 bytes.
const MOST_SIGNATURE: usize = 8192;

fn algorithm(kind: KeyKind, hash: i32) -> Result<SignatureAlgorithm, ucpki_error> {
    let hash = match hash {
        UCPKI_HASH_USUAL => usual_hash(kind),
        UCPKI_HASH_SHA256 => Hash::Sha256,
        UCPKI_HASH_SHA384 => Hash::Sha384,
        UCPKI_HASH_SHA512 => Hash::Sha512,
        _ => return Err(ucpki_error::argument("hash", "does not exist, or is too weak for new signatures")),
    };
    match kind {
        KeyKind::Rsa { .. } => Ok(SignatureAlgorithm::RsaPkcs1(hash)),
        KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521 => Ok(SignatureAlgorithm::Ecdsa(hash)),
        KeyKind::Ed25519 => Ok(SignatureAlgorithm::Ed25519),
        KeyKind::MlDsa44 => Ok(SignatureAlgorithm::MlDsa44),
        KeyKind::MlDsa65 => Ok(SignatureAlgorithm::MlDsa65),
        KeyKind::MlDsa87 => Ok(SignatureAlgorithm::MlDsa87),
        _ => Err(ucpki_error::new(&ucpki::crypto::codes::KEY_UNSUPPORTED)),
    }
}
