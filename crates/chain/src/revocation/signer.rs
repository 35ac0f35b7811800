//! Who signs CRLs and OCSP responses in the name of an issuer.

use crate::config::anchor::Anchor;
use ucpki_x509::{Certificate, Code, NameRef, SpkiRef};

/// A certificate, or the anchor of the path, that could have signed a CRL.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Pool, Validator};
///
/// let roots = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let validator =
///     Validator::new(RUSTCRYPTO).anchors(roots.into_iter().map(|found| Anchor::certificate(found.certificate)));
///
/// // Who may have signed a CRL, before anything is verified.
/// let crl = pem::crls(include_bytes!("../../../../tests/data/chain/demo/crls.pem"))?.remove(0);
/// let signers = validator.crl_signers(crl.issuer(), None, &Pool::default(), 8);
/// assert_eq!(signers[0].name().to_string(), "CN=Example Root CA,O=Example,C=DE");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct StatusSigner {
    kind: Kind,
    /// Whether the certificate in question names it as the issuer of its CRLs, so that a path of its own counts.
    pub(crate) is_named: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    Anchor(Anchor),
    Certificate(Certificate),
}

impl StatusSigner {
    pub(crate) const fn from_anchor(anchor: Anchor) -> Self {
        Self { kind: Kind::Anchor(anchor), is_named: false }
    }

    /// A certificate that came with an OCSP response, or that an operator named.
    #[must_use]
    pub const fn from_certificate(certificate: Certificate) -> Self {
        Self { kind: Kind::Certificate(certificate), is_named: false }
    }

    /// The same signer, named by the certificate in question or not.
    pub(crate) fn named(self, is_named: bool) -> Self {
        Self { is_named, ..self }
    }

    /// Its certificate; an anchor may be a bare key and have none.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match &self.kind {
            Kind::Anchor(anchor) => anchor.as_certificate(),
            Kind::Certificate(certificate) => Some(certificate),
        }
    }

    /// Whether it is the anchor of the path, which nobody has to vouch for.
    #[must_use]
    pub const fn is_anchor(&self) -> bool {
        matches!(self.kind, Kind::Anchor(_))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> NameRef<'_> {
        match &self.kind {
            Kind::Anchor(anchor) => anchor.name(),
            Kind::Certificate(certificate) => certificate.subject(),
        }
    }

    /// Its key; `None` for an anchor whose key cannot be read.
    #[must_use]
    pub fn spki(&self) -> Option<SpkiRef<'_>> {
        match &self.kind {
            Kind::Anchor(anchor) => SpkiRef::parse(anchor.spki_der()).ok(),
            Kind::Certificate(certificate) => Some(certificate.spki()),
        }
    }
}

/// Why a signer does not count.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{SignerRefused, UnknownReason, codes};
///
/// /// What a source answers where `Context::check_signer` refused the signer of its data.
/// fn reason(refused: SignerRefused) -> UnknownReason {
///     match refused {
///         SignerRefused::Exhausted => UnknownReason::Exhausted,
///         SignerRefused::Nested => UnknownReason::SignerUndecided { is_revoked: false },
///         SignerRefused::Facts(code) => UnknownReason::Unusable(code),
///         _ => UnknownReason::Unusable(&codes::NO_PATH),
///     }
/// }
///
/// let expired = SignerRefused::Facts(&codes::EXPIRED);
/// assert_eq!(reason(expired).to_string(), codes::EXPIRED.text());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerRefused {
    /// The budget of the check is spent.
    Exhausted,
    /// Its path needs a CRL that needs another signer, and so on: too deep, or in a circle. Nobody knows whether it may
    /// speak for the issuer: neither that it may, nor that it may not.
    Nested,
    /// No path vouches for it, or it was itself revoked.
    NoPath,
    /// The certificate itself cannot have this role, and this says why.
    Facts(&'static Code),
    /// It was revoked.
    Revoked,
    /// Nothing says whether it was revoked. What follows is for the source to say.
    StatusUnknown,
}

/// What somebody signs for an issuer.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{
///     AlgorithmPolicy, Budget, Context, Issuer, Query, SignerRefused, SignerRole, Spending, StatusSigner,
/// };
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{Time, pem};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let ca = read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?;
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let key = RUSTCRYPTO.prepare(ca.spki(), None)?;
/// let issuer = Issuer::new(ca.subject(), ca.spki(), &*key, Some(&ca));
/// let query = Query::new(&leaf, issuer, 0, false, Time::parse_rfc3339("2026-12-01T00:00:00Z")?);
/// let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
/// let mut context = Context::new(RUSTCRYPTO, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
///
/// // A server certificate must not answer for its CA: it has no id-kp-OCSPSigning.
/// let signer = StatusSigner::from_certificate(leaf.clone());
/// let refused = context.check_signer(&signer, SignerRole::OcspDelegate, &query).unwrap_err();
/// assert!(matches!(refused, SignerRefused::Facts(code) if code.name() == "chain.purpose"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignerRole {
    /// CRLs (RFC 5280, 6.3.3 (f)).
    CrlSigner,
    /// OCSP responses, in the name of the issuer (RFC 6960, 4.2.2.2).
    OcspDelegate,
}
