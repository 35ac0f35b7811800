//! Making a request.

use crate::lint::MOST_PASSWORD;
use crate::{AltName, CsrError, alt_name, codes};
use alloc::boxed::Box;
use alloc::vec::Vec;
use ucpki_crypto::{Hash, Input, KeyKind, PrivateKey, Provider, Random, SignatureAlgorithm, Unsigned};
use ucpki_x509::der::{Reader, Tag, Tlv, Writer};
use ucpki_x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use ucpki_x509::{
    AlgorithmRef, CertificationRequest, CertificationRequestRef, GeneralName, GeneralNames, Name, Oid, OidBuf, SpkiRef,
    oids, string_text,
};

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
/// use ucpki_crypto::{KeyKind, NoRandom, RUSTCRYPTO, SIGNERS};
/// use ucpki_csr::{AltName, RequestBuilder, Subject, finish};
/// use ucpki_x509::extension::KeyUsage;
/// use ucpki_x509::oids;
/// # use ucpki_crypto::{Random, RandomFailed};
/// # struct Counter(u8);
/// # impl Random for Counter {
/// #     fn fill(&mut self, octets: &mut [u8]) -> Result<(), RandomFailed> {
/// #         octets.iter_mut().for_each(|octet| { self.0 = self.0.wrapping_add(29); *octet = self.0 });
/// #         Ok(())
/// #     }
/// # }
/// # let token = SIGNERS.generate(KeyKind::EcP256, &mut Counter(1))?;
///
/// let subject = Subject { common_name: "sip.example.com".into(), ..Subject::default() }.to_name()?;
/// let builder = RequestBuilder::new(subject)
///     .alt_names(AltName::parse_list("sip.example.com, 192.0.2.1")?)
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
    extensions: Vec<Wanted>,
    attributes: Vec<(OidBuf, Vec<u8>)>,
}

/// An extension that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    oid: OidBuf,
    critical: bool,
    value: Vec<u8>,
}

impl RequestBuilder {
    /// A request for `subject`, which will stand in it octet for octet.
    #[must_use]
    pub const fn new(subject: Name) -> Self {
        Self { subject, extensions: Vec::new(), attributes: Vec::new() }
    }

    /// Asks for alternative names; an empty list asks for none. Replaces those that were asked for before.
    #[must_use]
    pub fn alt_names(self, names: impl IntoIterator<Item = AltName>) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        if names.is_empty() {
            return self.without(oids::SUBJECT_ALT_NAME);
        }
        // RFC 5280, 4.2.1.6: critical if the subject is empty.
        let critical = self.subject.as_name().is_empty();
        self.set(oids::SUBJECT_ALT_NAME, critical, AltName::list(&names))
    }

    /// Asks for key usages (RFC 5280, 4.2.1.3), marked critical as the RFC recommends.
    #[must_use]
    pub fn key_usage(self, usage: KeyUsage) -> Self {
        let mut writer = Writer::new();
        writer.named_bits(Tag::BIT_STRING, usage.bits());
        self.set(oids::KEY_USAGE, true, writer.into_bytes())
    }

    /// Asks for extended key usages (RFC 5280, 4.2.1.12), in this order.
    #[must_use]
    pub fn extended_key_usage(self, purposes: &[Oid<'_>]) -> Self {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |list| purposes.iter().for_each(|purpose| list.oid(*purpose)));
        self.set(oids::EXTENDED_KEY_USAGE, false, writer.into_bytes())
    }

    /// Asks for a CA's certificate with this path length (RFC 5280, 4.2.1.9).
    #[must_use]
    pub fn basic_constraints_ca(self, path_length: u32) -> Self {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |constraints| {
            constraints.boolean(true);
            constraints.small_integer(path_length);
        });
        self.set(oids::BASIC_CONSTRAINTS, true, writer.into_bytes())
    }

    /// Asks for any extension; `value` is the DER that its OCTET STRING holds, and stands there octet for octet.
    ///
    /// Replaces one of the same kind.
    #[must_use]
    pub fn extension(self, oid: Oid<'_>, critical: bool, value: &[u8]) -> Self {
        self.set(oid, critical, value.to_vec())
    }

    /// Does not ask for this extension.
    #[must_use]
    pub fn without(mut self, oid: Oid<'_>) -> Self {
        self.extensions.retain(|wanted| wanted.oid.as_oid() != oid);
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
        self.extensions.iter().map(|wanted| (wanted.oid.as_oid(), wanted.critical, &*wanted.value))
    }

    /// Phase one: the octets to sign, for a public key (a SubjectPublicKeyInfo) and an algorithm.
    ///
    /// # Errors
    ///
    /// [`codes::WILDCARD`] (A8) wherever one was hidden, [`codes::NAME_INVALID`], [`codes::REPEATED`],
    /// [`codes::VALUE_INVALID`] for a value that is not DER, [`codes::ALGORITHM_REFUSED`] for SHA-1 and older; codes of
    /// the reader for the public key and for extensions that are not what their kind demands.
    pub fn prepare(&self, spki: &[u8], algorithm: SignatureAlgorithm) -> Result<Unsigned, CsrError> {
        if algorithm.hash().is_some_and(|hash| hash < Hash::Sha256) {
            return Err(CsrError::about(&codes::ALGORITHM_REFUSED, algorithm.hash().map_or("", |hash| hash.name())));
        }
        SpkiRef::parse(spki)?;
        self.check()?;
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

    fn set(mut self, oid: Oid<'_>, critical: bool, value: Vec<u8>) -> Self {
        self = self.without(oid);
        let wanted = Wanted { oid: oid.into(), critical, value };
        let at = self.extensions.iter().position(|other| rank(other.oid.as_oid()) > rank(oid));
        self.extensions.insert(at.unwrap_or(self.extensions.len()), wanted);
        self
    }

    /// Everything that will stand in the request is what it says it is, and nothing of it is a wildcard.
    fn check(&self) -> Result<(), CsrError> {
        for name in self.subject.as_name().common_names().filter_map(|attribute| attribute.text()) {
            if name.contains('*') {
                return Err(CsrError::about(&codes::WILDCARD, name));
            }
        }
        for wanted in &self.extensions {
            let oid = wanted.oid.as_oid();
            let mut reader = Reader::new(&wanted.value)?;
            if oid == oids::SUBJECT_ALT_NAME {
                let names = GeneralNames::read(&mut reader)?;
                for name in names.iter() {
                    let is_dns = matches!(name, GeneralName::DnsName(_));
                    let text = name.text().unwrap_or("");
                    // Names of an old certificate stay as they are, but for these two.
                    if text.contains('*') || (is_dns && alt_name::reads_as_address(text)) {
                        AltName::of(&name).check()?;
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
                for wanted in &self.extensions {
                    list.nested(Tag::SEQUENCE, |extension| {
                        extension.oid(wanted.oid.as_oid());
                        if wanted.critical {
                            extension.boolean(true);
                        }
                        extension.octet_string(&wanted.value);
                    });
                }
            });
            all.push(attribute(oids::EXTENSION_REQUEST, list.as_bytes()));
        }
        // X.690, 11.6: a SET OF stands in the order of its encodings.
        all.sort_unstable();
        all.concat()
    }
}

impl core::fmt::Debug for RequestBuilder {
    /// The subject and the kinds of extensions. Attributes are not shown: one may be a password.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("subject", &self.subject.as_name())
            .field("extensions", &self.extensions.iter().map(|wanted| &wanted.oid).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// The hash that a request is signed with where nothing else is said: SHA-256, and the curve's own for ECDSA.
///
/// # Examples
///
/// ```
/// use ucpki_crypto::{Hash, KeyKind};
///
/// assert_eq!(ucpki_csr::usual_hash(KeyKind::EcP384), Hash::Sha384);
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
/// use ucpki_crypto::RUSTCRYPTO;
///
/// let file = include_bytes!("../../../tests/data/request/demo/request.pem");
/// let request = ucpki_x509::pem::requests(file)?.remove(0);
/// ucpki_csr::verify_proof(&request.as_ref(), &RUSTCRYPTO)?;
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
    let printable = |octet: u8| octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet);
    let tag = if text.bytes().all(printable) { Tag::PRINTABLE_STRING } else { Tag::UTF8_STRING };
    let mut writer = Writer::new();
    writer.value(tag, text.as_bytes());
    writer.into_bytes()
}

/// Where an extension stands among others.
fn rank(oid: Oid<'_>) -> usize {
    let order = [oids::BASIC_CONSTRAINTS, oids::KEY_USAGE, oids::EXTENDED_KEY_USAGE, oids::SUBJECT_ALT_NAME];
    order.iter().position(|known| *known == oid).unwrap_or(order.len())
}
