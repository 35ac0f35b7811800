//! Making a request.

use crate::alt_name::{self, check_name};
use crate::{CsrError, codes};
use alloc::boxed::Box;
use alloc::vec::Vec;
use ucpki_crypto::{Hash, Input, KeyKind, PrivateKey, Provider, Random, SignatureAlgorithm, Unsigned};
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::der::{Reader, Tag, Tlv, Writer};
use ucpki_x509::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsage};
use ucpki_x509::{
    AlgorithmRef, CertificationRequest, CertificationRequestRef, GeneralName, GeneralNames, Name, Oid, OidBuf, SpkiRef,
    oids, string_text,
};

/// RFC 2985, appendix A: pkcs-9-ub-challengePassword.
pub(crate) const MOST_PASSWORD: usize = 255;

/// A PKCS #10 request in the making (RFC 2986).
///
/// Extensions go into one `extensionRequest` attribute (RFC 2985, 5.4.2), in the order basicConstraints, keyUsage,
/// extKeyUsage, subjectAltName, others. Nothing is added that was not asked for.
///
/// # Examples
///
/// Signed by a key that is elsewhere:
///
/// ```
/// use ucpki::crypto::{KeyKind, NoRandom, RUSTCRYPTO, SIGNERS};
/// use ucpki::csr::{RequestBuilder, Subject, finish, parse_names};
/// use ucpki::x509::extension::KeyUsage;
/// use ucpki::x509::oids;
/// # use ucpki::crypto::{Random, RandomFailed};
/// # struct Counter(u8);
/// # impl Random for Counter {
/// #     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
/// #         bytes.iter_mut().for_each(|byte| { self.0 = self.0.wrapping_add(29); *byte = self.0 });
/// #         Ok(())
/// #     }
/// # }
/// # let token = SIGNERS.generate(KeyKind::EcP256, &mut Counter(1))?;
///
/// let subject = Subject { common_name: "sip.example.com".into(), ..Subject::default() }.to_name()?;
/// let builder = RequestBuilder::new(subject)
///     .alt_names(parse_names("sip.example.com, 192.0.2.1")?)
///     .key_usage(KeyUsage::DIGITAL_SIGNATURE)
///     .extended_key_usage(&[oids::SERVER_AUTH, oids::CLIENT_AUTH]);
/// let unsigned = builder.prepare(token.spki_der(), token.algorithms()[0])?;
/// let signature = token.sign(unsigned.algorithm(), unsigned.message(), &mut NoRandom)?;
/// let request = finish(unsigned, &signature, &RUSTCRYPTO)?;
/// assert_eq!(request.subject().to_string(), "CN=sip.example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RequestBuilder {
    subject: Name,
    /// In the order in which they will stand.
    extensions: Vec<Requested>,
    /// Extensions that were requested twice.
    repeated: Vec<OidBuf>,
    attributes: Vec<(OidBuf, Vec<u8>)>,
}

/// An extension that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Requested {
    oid: OidBuf,
    critical: bool,
    value: Vec<u8>,
    origin: Origin,
}

/// Who asked for an extension: decides what may take its place, and whether contradictions are the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// It was in the certificate or the request that is renewed.
    Copied,
    /// The caller gave its value.
    Given,
    /// The caller called its setter.
    Set,
}

impl RequestBuilder {
    /// A request for `subject`, which will be in it byte for byte.
    #[must_use]
    pub const fn new(subject: Name) -> Self {
        Self { subject, extensions: Vec::new(), repeated: Vec::new(), attributes: Vec::new() }
    }

    /// Asks for alternative names; an empty list asks for none. Replaces those that were asked for before.
    #[must_use]
    pub fn alt_names(self, names: impl IntoIterator<Item = GeneralNameBuf>) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        if names.is_empty() {
            return self.without(oids::SUBJECT_ALT_NAME);
        }
        // RFC 5280, 4.2.1.6: critical if the subject is empty.
        let critical = self.subject.as_name().is_empty();
        self.set(oids::SUBJECT_ALT_NAME, critical, GeneralNameBuf::encode_all(&names))
    }

    /// Asks for key usages (RFC 5280, 4.2.1.3), marked critical as the RFC recommends. Replaces those asked for before.
    #[must_use]
    pub fn key_usage(self, usage: KeyUsage) -> Self {
        let mut writer = Writer::new();
        writer.named_bits(Tag::BIT_STRING, usage.bits());
        self.set(oids::KEY_USAGE, true, writer.into_bytes())
    }

    /// Asks for extended key usages (RFC 5280, 4.2.1.12), in this order. Replaces those asked for before; an empty list asks
    /// for none.
    #[must_use]
    pub fn extended_key_usage(self, purposes: &[Oid<'_>]) -> Self {
        if purposes.is_empty() {
            return self.without(oids::EXTENDED_KEY_USAGE);
        }
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |list| purposes.iter().for_each(|purpose| list.oid(*purpose)));
        self.set(oids::EXTENDED_KEY_USAGE, false, writer.into_bytes())
    }

    /// Asks for basic constraints (RFC 5280, 4.2.1.9), marked critical: a CA's certificate, and how many CAs may follow it in
    /// a path; or CA:FALSE. Replaces those asked for before.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::csr::{RequestBuilder, Subject};
    /// use ucpki::x509::extension::KeyUsage;
    ///
    /// let subject = Subject { common_name: "Issuing CA".into(), ..Subject::default() };
    /// let builder = RequestBuilder::new(subject.to_name()?)
    ///     .basic_constraints(true, Some(0))
    ///     .key_usage(KeyUsage::KEY_CERT_SIGN.union(KeyUsage::CRL_SIGN));
    /// assert_eq!(builder.extensions().count(), 2);
    /// # Ok::<(), ucpki::csr::CsrError>(())
    /// ```
    #[must_use]
    pub fn basic_constraints(self, is_ca: bool, path_length: Option<u32>) -> Self {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |constraints| {
            // X.690, 11.5: FALSE is the default, and is not written.
            if is_ca {
                constraints.boolean(true);
            }
            if let Some(path_length) = path_length {
                constraints.small_integer(path_length);
            }
        });
        self.set(oids::BASIC_CONSTRAINTS, true, writer.into_bytes())
    }

    /// Asks for any extension; `value` is the DER inside its OCTET STRING, and is written byte for byte.
    ///
    /// An extension is requested once. If it was requested before, here or by a setter such as
    /// [`key_usage`](Self::key_usage), [`prepare`](Self::prepare) fails with [`codes::REPEATED`], unless
    /// [`without`](Self::without) took it away. What [`renew`](crate::renew) and [`repeat`](crate::repeat) copied is
    /// replaced.
    ///
    /// # Examples
    ///
    /// The TLS feature `status_request`, also called OCSP must-staple (RFC 7633):
    ///
    /// ```
    /// use ucpki::csr::{RequestBuilder, Subject};
    /// use ucpki::x509::OidBuf;
    ///
    /// let tls_feature = OidBuf::parse("1.3.6.1.5.5.7.1.24")?;
    /// let builder = RequestBuilder::new(Subject::default().to_name()?)
    ///     .extension(tls_feature.as_oid(), false, &[0x30, 0x03, 0x02, 0x01, 0x05]);
    /// assert_eq!(builder.extensions().next(), Some((tls_feature.as_oid(), false, &[0x30, 3, 2, 1, 5][..])));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn extension(self, oid: Oid<'_>, critical: bool, value: &[u8]) -> Self {
        let is_taken = self.find(oid).is_some_and(|requested| requested.origin != Origin::Copied);
        self.noting(oid, is_taken).put(oid, critical, value.to_vec(), Origin::Given)
    }

    /// Does not ask for this extension.
    #[must_use]
    pub fn without(mut self, oid: Oid<'_>) -> Self {
        self.extensions.retain(|requested| requested.oid.as_oid() != oid);
        self.repeated.retain(|repeated| repeated.as_oid() != oid);
        self
    }

    /// Adds an attribute with one value, as DER.
    #[must_use]
    pub fn attribute(mut self, oid: Oid<'_>, value: &[u8]) -> Self {
        self.attributes.push((oid.into(), value.to_vec()));
        self
    }

    /// Adds a challenge password (RFC 2985, 5.4.1). **Everybody who sees the request can read it.**
    #[must_use]
    ///
    /// RFC 2985 has 1 to 255 characters, which is looked at when the request is made ([`codes::ATTRIBUTE_INVALID`]).
    pub fn challenge_password(self, password: &str) -> Self {
        self.attribute(oids::CHALLENGE_PASSWORD, &utf8(password))
    }

    /// Adds an unstructured name (RFC 2985, 5.4.3): IA5String where it can be one.
    #[must_use]
    pub fn unstructured_name(self, name: &str) -> Self {
        let mut writer = Writer::new();
        let tag = if name.is_ascii() { Tag::IA5_STRING } else { Tag::UTF8_STRING };
        writer.value(tag, name.as_bytes());
        self.attribute(oids::UNSTRUCTURED_NAME, writer.as_bytes())
    }

    /// The subject.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// The extensions that are asked for, in their order: kind, critical, and the DER of the value.
    pub fn extensions(&self) -> impl Iterator<Item = (Oid<'_>, bool, &[u8])> {
        self.extensions.iter().map(|requested| (requested.oid.as_oid(), requested.critical, &*requested.value))
    }

    /// Phase one: the bytes to sign, for a public key (a SubjectPublicKeyInfo) and an algorithm.
    ///
    /// # Errors
    ///
    /// [`codes::WILDCARD`] wherever one was hidden, [`codes::NAME_INVALID`]; [`codes::REPEATED`] for an extension, an extended
    /// key usage or an attribute that was requested twice; [`codes::USAGE_CONTRADICTION`] for usages that exclude each other,
    /// or that the key cannot serve; [`codes::VALUE_INVALID`] for a value that is not DER, [`codes::ALGORITHM_REFUSED`] for SHA-1 and older; codes of
    /// the reader for the public key and for extensions that are not what their kind demands.
    pub fn prepare(&self, spki: &[u8], algorithm: SignatureAlgorithm) -> Result<Unsigned, CsrError> {
        if algorithm.hash().is_some_and(|hash| hash < Hash::Sha256) {
            return Err(CsrError::about(&codes::ALGORITHM_REFUSED, algorithm.hash().map_or("", |hash| hash.name())));
        }
        let spki_ref = SpkiRef::parse(spki)?;
        self.check()?;
        if let Ok(kind) = KeyKind::from_spki(spki_ref) {
            self.check_usages(kind)?;
        }
        let attributes = self.attribute_list();
        let mut writer = Writer::with_capacity(self.subject.as_der().len() + spki.len() + attributes.len() + 64);
        writer.nested(Tag::SEQUENCE, |info| {
            info.small_integer(0);
            info.encoded(self.subject.as_der());
            info.encoded(spki);
            info.value(Tag::context_constructed(0), &attributes);
        });
        Ok(Unsigned::new(writer.into_bytes(), algorithm))
    }

    /// Both phases, with a key that is at hand.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare), and as [`PrivateKey::sign`].
    pub fn sign(
        &self,
        key: &PrivateKey,
        algorithm: SignatureAlgorithm,
        random: &mut dyn Random,
    ) -> Result<CertificationRequest, CsrError> {
        let request = self.prepare(key.spki_der(), algorithm)?.sign(key, random)?;
        Ok(CertificationRequest::from_der(request.into_boxed_slice())?)
    }

    /// Asks for what was in a certificate or a request before.
    pub(crate) fn copied(self, extension: &Extension<'_>) -> Self {
        let oid = extension.oid();
        let is_taken = self.find(oid).is_some();
        self.noting(oid, is_taken).put(oid, extension.is_critical(), extension.value().to_vec(), Origin::Copied)
    }

    fn set(self, oid: Oid<'_>, critical: bool, value: Vec<u8>) -> Self {
        let is_taken = self.find(oid).is_some_and(|requested| requested.origin == Origin::Given);
        self.noting(oid, is_taken).put(oid, critical, value, Origin::Set)
    }

    fn find(&self, oid: Oid<'_>) -> Option<&Requested> {
        self.extensions.iter().find(|requested| requested.oid.as_oid() == oid)
    }

    fn noting(mut self, oid: Oid<'_>, is_repeated: bool) -> Self {
        if is_repeated && !self.repeated.iter().any(|repeated| repeated.as_oid() == oid) {
            self.repeated.push(oid.into());
        }
        self
    }

    /// Puts an extension in its place among the others, and in the place of one of the same kind.
    fn put(mut self, oid: Oid<'_>, critical: bool, value: Vec<u8>, origin: Origin) -> Self {
        self.extensions.retain(|requested| requested.oid.as_oid() != oid);
        let requested = Requested { oid: oid.into(), critical, value, origin };
        let at = self.extensions.iter().position(|other| rank(other.oid.as_oid()) > rank(oid));
        self.extensions.insert(at.unwrap_or(self.extensions.len()), requested);
        self
    }

    /// Whether the usages go together, with each other and with the key. What was copied is not questioned: many certificates
    /// break these rules, and a renewal asks for the same again.
    fn check_usages(&self, kind: KeyKind) -> Result<(), CsrError> {
        let contradiction = |what: &str| Err(CsrError::about(&codes::USAGE_CONTRADICTION, what));
        let constraints = self.find(oids::BASIC_CONSTRAINTS);
        let usage = self.find(oids::KEY_USAGE);
        let is_ours = |requested: Option<&Requested>| requested.is_some_and(|one| one.origin != Origin::Copied);
        let (constraints_are_ours, usage_is_ours) = (is_ours(constraints), is_ours(usage));
        let constraints = match constraints {
            Some(requested) => Some(BasicConstraints::read(&mut Reader::new(&requested.value)?)?),
            None => None,
        };
        let usage = match usage {
            Some(requested) => Some(KeyUsage::read(&mut Reader::new(&requested.value)?)?),
            None => None,
        };
        let is_ca = constraints.is_some_and(|constraints| constraints.is_ca());
        let length = constraints.and_then(|constraints| constraints.path_length());
        // RFC 5280, 4.2.1.9: "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted and the key
        // usage extension asserts the keyCertSign bit."
        if constraints_are_ours && !is_ca && length.is_some() {
            return contradiction("a path length in basicConstraints without CA:TRUE");
        }
        if let Some(usage) = usage.filter(|_| usage_is_ours || constraints_are_ours) {
            let signs_certificates = usage.contains(KeyUsage::KEY_CERT_SIGN);
            if signs_certificates && !is_ca {
                return contradiction("keyCertSign without CA:TRUE in basicConstraints");
            }
            if length.is_some() && !signs_certificates {
                return contradiction("a path length in basicConstraints without keyCertSign");
            }
        }
        if let Some(usage) = usage.filter(|_| usage_is_ours) {
            // RFC 5280, 4.2.1.3: "at least one of the bits MUST be set to 1".
            if usage.is_empty() {
                return contradiction("keyUsage without a usage");
            }
            let only = KeyUsage::ENCIPHER_ONLY.union(KeyUsage::DECIPHER_ONLY).intersection(usage);
            if !only.is_empty() && !usage.contains(KeyUsage::KEY_AGREEMENT) {
                return contradiction("encipherOnly or decipherOnly without keyAgreement");
            }
            if kind.only_signs() && !usage.intersection(ENCRYPTING).is_empty() {
                let what =
                    format_args!("a key of {kind} only signs: no keyEncipherment, dataEncipherment, keyAgreement");
                return Err(CsrError::about(&codes::USAGE_CONTRADICTION, what));
            }
        }
        let Some(extended) = self.find(oids::EXTENDED_KEY_USAGE).filter(|one| one.origin != Origin::Copied) else {
            return Ok(());
        };
        let purposes: Vec<_> = ExtendedKeyUsage::read(&mut Reader::new(&extended.value)?)?.iter().collect();
        match purposes.iter().enumerate().find(|(index, one)| purposes.iter().take(*index).any(|other| other == *one)) {
            Some((_, oid)) => Err(CsrError::about(&codes::REPEATED, format_args!("extended key usage {oid}"))),
            None => Ok(()),
        }
    }

    /// Everything that will be in the request is what it says it is, and nothing of it is a wildcard.
    fn check(&self) -> Result<(), CsrError> {
        if let Some(oid) = self.repeated.first() {
            return Err(CsrError::about(&codes::REPEATED, format_args!("extension {oid}")));
        }
        for name in self.subject.as_name().common_names().filter_map(|attribute| attribute.text()) {
            if name.contains('*') {
                return Err(CsrError::about(&codes::WILDCARD, name));
            }
        }
        for requested in &self.extensions {
            let oid = requested.oid.as_oid();
            let mut reader = Reader::new(&requested.value)?;
            if oid == oids::SUBJECT_ALT_NAME {
                let names = GeneralNames::read(&mut reader)?;
                for name in names.iter() {
                    let is_dns = matches!(name, GeneralName::DnsName(_));
                    let text = name.text().unwrap_or("");
                    // Names of an old certificate stay as they are, but for these two.
                    if text.contains('*') || (is_dns && alt_name::reads_as_address(text)) {
                        check_name(&GeneralNameBuf::from(name))?;
                    }
                }
            } else if oid == oids::KEY_USAGE {
                KeyUsage::read(&mut reader)?;
            } else if oid == oids::EXTENDED_KEY_USAGE {
                ExtendedKeyUsage::read(&mut reader)?;
            } else if oid == oids::BASIC_CONSTRAINTS {
                BasicConstraints::read(&mut reader)?;
            } else {
                reader.read().map_err(|_| CsrError::about(&codes::VALUE_INVALID, oid))?;
            }
            reader.finish().map_err(|_| CsrError::about(&codes::VALUE_INVALID, oid))?;
        }
        for (index, (oid, value)) in self.attributes.iter().enumerate() {
            let is_taken = self.attributes.iter().take(index).any(|(other, _)| other == oid);
            if is_taken || oid.as_oid() == oids::EXTENSION_REQUEST {
                return Err(CsrError::about(&codes::REPEATED, oid));
            }
            let mut reader = Reader::new(value)?;
            let read = reader.read().map_err(|_| CsrError::about(&codes::VALUE_INVALID, oid))?;
            reader.finish().map_err(|_| CsrError::about(&codes::VALUE_INVALID, oid))?;
            check_attribute(oid.as_oid(), read)?;
        }
        Ok(())
    }

    /// The content of the SET OF Attribute.
    fn attribute_list(&self) -> Vec<u8> {
        let mut all: Vec<Vec<u8>> = self.attributes.iter().map(|(oid, value)| attribute(oid.as_oid(), value)).collect();
        if !self.extensions.is_empty() {
            let mut list = Writer::new();
            list.nested(Tag::SEQUENCE, |list| {
                for requested in &self.extensions {
                    list.nested(Tag::SEQUENCE, |extension| {
                        extension.oid(requested.oid.as_oid());
                        if requested.critical {
                            extension.boolean(true);
                        }
                        extension.octet_string(&requested.value);
                    });
                }
            });
            all.push(attribute(oids::EXTENSION_REQUEST, list.as_bytes()));
        }
        // X.690, 11.6: a SET OF is in the order of its encodings.
        all.sort_unstable();
        all.concat()
    }
}

impl core::fmt::Debug for RequestBuilder {
    /// The subject and the kinds of extensions. Attributes are not shown: one may be a password.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("subject", &self.subject.as_name())
            .field("extensions", &self.extensions.iter().map(|requested| &requested.oid).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// The hash that a request is signed with where nothing else is said: SHA-256, and the curve's own for ECDSA.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Hash, KeyKind};
///
/// assert_eq!(ucpki::csr::usual_hash(KeyKind::EcP384), Hash::Sha384);
/// ```
#[must_use]
pub const fn usual_hash(kind: KeyKind) -> Hash {
    match kind {
        KeyKind::EcP384 => Hash::Sha384,
        KeyKind::EcP521 => Hash::Sha512,
        _ => Hash::Sha256,
    }
}

/// Phase two: puts the signature in place, and checks that it holds with the key of the request.
///
/// # Errors
///
/// [`codes::PROOF_INVALID`]; codes of the reader.
pub fn finish(unsigned: Unsigned, signature: &[u8], provider: &Provider) -> Result<CertificationRequest, CsrError> {
    let request = CertificationRequest::from_der(Box::from(unsigned.finish(signature)))?;
    verify_proof(&request.as_ref(), provider)?;
    Ok(request)
}

/// Whether a request is signed with the key that it carries: its proof of possession (RFC 2986, 3).
///
/// # Errors
///
/// [`codes::PROOF_INVALID`] where the signature does not verify, which is a forgery or damage;
/// [`codes::PROOF_UNVERIFIED`], with the reason, where `provider` cannot tell: it does not know the algorithm, or refuses it as
/// too old (`LEGACY` takes SHA-1 and MD5), or the key cannot be used.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
///
/// let file = include_bytes!("../../../tests/data/csr/demo/request.pem");
/// let request = ucpki::x509::pem::requests(file)?.remove(0);
/// ucpki::csr::verify_proof(&request.as_ref(), &RUSTCRYPTO)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_proof(request: &CertificationRequestRef<'_>, provider: &Provider) -> Result<(), CsrError> {
    let invalid = |reason: &dyn core::fmt::Display| CsrError::about(&codes::PROOF_INVALID, reason);
    let unverified = |reason: &dyn core::fmt::Display| CsrError::about(&codes::PROOF_UNVERIFIED, reason);
    let signature = request.signature().ok_or_else(|| invalid(&"the signature has unused bits"))?;
    let key = provider.prepare(request.spki(), None).map_err(|refused| unverified(&refused))?;
    let algorithm: AlgorithmRef<'_> = request.signature_algorithm();
    key.verify(algorithm, Input::Message(request.info()), signature).map_err(|refused| {
        let hash = SignatureAlgorithm::parse(algorithm).ok().and_then(|algorithm| algorithm.hash());
        // An algorithm for another kind of key was not used with this one.
        if [&ucpki_crypto::codes::SIGNATURE_INVALID, &ucpki_crypto::codes::ALGORITHM_MISMATCH].contains(&refused.code())
        {
            return invalid(&refused);
        }
        match hash {
            Some(hash) => unverified(&format_args!("{refused} ({hash})")),
            None => unverified(&refused),
        }
    })
}

/// RFC 2985, 5.4.1 and 5.4.3: a challenge password and an unstructured name have 1 to 255 characters.
fn check_attribute(oid: Oid<'_>, value: Tlv<'_>) -> Result<(), CsrError> {
    let name = match oid {
        oid if oid == oids::CHALLENGE_PASSWORD => "challengePassword",
        oid if oid == oids::UNSTRUCTURED_NAME => "unstructuredName",
        _ => return Ok(()),
    };
    let refused = |what: &dyn core::fmt::Display| Err(CsrError::about(&codes::ATTRIBUTE_INVALID, what));
    // The value itself may be a secret, and is not shown.
    match string_text(value.tag(), value.content()).map(|text| text.chars().count()) {
        None => refused(&format_args!("{name} is not text")),
        Some(0) => refused(&format_args!("{name} is empty")),
        Some(count) if count > MOST_PASSWORD => {
            refused(&format_args!("{name} has {count} characters; at most {MOST_PASSWORD} (RFC 2985)"))
        }
        Some(_) => Ok(()),
    }
}

/// `Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }` with one value.
fn attribute(oid: Oid<'_>, value: &[u8]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(value.len() + 32);
    writer.nested(Tag::SEQUENCE, |attribute| {
        attribute.oid(oid);
        attribute.nested(Tag::SET, |values| values.encoded(value));
    });
    writer.into_bytes()
}

fn utf8(text: &str) -> Vec<u8> {
    // RFC 2985, 5.4.1: a DirectoryString; PrintableString where it can be one, as OpenSSL writes it.
    let printable = |byte: u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte);
    let tag = if text.bytes().all(printable) { Tag::PRINTABLE_STRING } else { Tag::UTF8_STRING };
    let mut writer = Writer::new();
    writer.value(tag, text.as_bytes());
    writer.into_bytes()
}

/// What a key that only signs cannot serve.
const ENCRYPTING: KeyUsage = KeyUsage::KEY_ENCIPHERMENT
    .union(KeyUsage::DATA_ENCIPHERMENT)
    .union(KeyUsage::KEY_AGREEMENT)
    .union(KeyUsage::ENCIPHER_ONLY)
    .union(KeyUsage::DECIPHER_ONLY);

/// Where an extension is among others.
fn rank(oid: Oid<'_>) -> usize {
    let order = [oids::BASIC_CONSTRAINTS, oids::KEY_USAGE, oids::EXTENDED_KEY_USAGE, oids::SUBJECT_ALT_NAME];
    order.iter().position(|known| *known == oid).unwrap_or(order.len())
}
