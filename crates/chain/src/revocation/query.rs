//! What a source is asked: the certificate, and who issued it.

use ucpki_crypto::PreparedKey;
use ucpki_x509::{Certificate, NameRef, SpkiRef, Time};

/// What is asked: a certificate whose signature verified, and who issued it.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Context, Query, Status, UnknownReason};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{
///     Anchor, CrlSet, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, Severity, Time, ValidationParams,
///     Validator,
/// };
///
/// /// CRLs that are asked about certificates of CAs alone (authority revocation).
/// #[derive(Debug)]
/// struct CasOnly<R>(R);
///
/// impl<R: Revocation> Revocation for CasOnly<R> {
///     fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
///         if !query.is_ca() {
///             return Status::Unknown(vec![UnknownReason::NoData]);
///         }
///         self.0.status(query, context)
///     }
/// }
///
/// let read = |file: &[u8]| pem::certificates(file).map(|all| all.into_iter().map(|found| found.certificate));
/// let roots = read(include_bytes!("../../../../tests/data/crl/revoked-leaf/root.pem"))?.map(Anchor::certificate);
/// let mut chain = read(include_bytes!("../../../../tests/data/crl/revoked-leaf/chain.pem"))?;
/// let (leaf, pool) = (chain.next().unwrap(), chain.collect::<Pool>());
/// let crls = include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem");
/// let crls = CasOnly(CrlSet::new(ucpki::crl::read(crls, &RUSTCRYPTO)?));
///
/// // The CRLs show the leaf as revoked. Nobody asks them.
/// let sources: [&dyn Revocation; 1] = [&crls];
/// let check = RevocationCheck::new(&sources).on_unknown(Severity::Warn);
/// let time = Time::parse_rfc3339("2030-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?).revocation(check);
/// let valid = Validator::new(RUSTCRYPTO).anchors(roots).check(&leaf, &pool, &params)?;
/// assert!(matches!(valid.revocation(), [Status::Unknown(_), Status::Good(_)]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) issuer: Issuer<'a>,
    pub(crate) other_keys: &'a [Issuer<'a>],
    pub(crate) index: u32,
    pub(crate) is_ca: bool,
    pub(crate) time: Time,
    pub(crate) is_responder: bool,
}

impl<'a> Query<'a> {
    /// A question, for callers that ask a source directly: the judge makes its own.
    #[must_use]
    pub const fn new(certificate: &'a Certificate, issuer: Issuer<'a>, index: u32, is_ca: bool, time: Time) -> Self {
        Self { certificate, issuer, other_keys: &[], index, is_ca, time, is_responder: false }
    }

    /// The same question, with other keys of the issuer.
    #[must_use]
    pub const fn with_other_keys(mut self, other_keys: &'a [Issuer<'a>]) -> Self {
        self.other_keys = other_keys;
        self
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &'a Certificate {
        self.certificate
    }

    /// Who issued it, on the path that is judged.
    #[must_use]
    pub const fn issuer(&self) -> Issuer<'a> {
        self.issuer
    }

    /// Other keys of the issuer: certificates of its name that are above it on the same path.
    ///
    /// A CA that changed its key may sign its CRLs with either (RFC 5280, 6.3.3 (f)).
    #[must_use]
    pub const fn other_keys(&self) -> &'a [Issuer<'a>] {
        self.other_keys
    }

    /// Its position on the path; 0 is the leaf.
    #[must_use]
    pub const fn index(&self) -> u32 {
        self.index
    }

    /// Whether it is a CA's certificate (basicConstraints).
    #[must_use]
    pub const fn is_ca(&self) -> bool {
        self.is_ca
    }

    /// Whether it is the certificate of an OCSP responder, whose status OCSP cannot say: sources of OCSP answers have nothing
    /// to say about it (RFC 6960, 4.2.2.2.1).
    #[must_use]
    pub const fn is_responder(&self) -> bool {
        self.is_responder
    }

    /// The time that is judged at.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }
}

/// Who issued a certificate: a CA certificate or an anchor, with its key ready for use.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Issuer, Query};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{Time, pem};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let ca = read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?;
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
///
/// let key = RUSTCRYPTO.prepare(ca.spki(), None)?;
/// let issuer = Issuer::new(ca.subject(), ca.spki(), &*key, Some(&ca));
/// let query = Query::new(&leaf, issuer, 0, false, Time::parse_rfc3339("2026-11-22T00:00:00Z")?);
/// assert!(query.issuer().name().matches(leaf.issuer()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Issuer<'a> {
    pub(crate) name: NameRef<'a>,
    pub(crate) spki: SpkiRef<'a>,
    pub(crate) key: &'a dyn PreparedKey,
    pub(crate) certificate: Option<&'a Certificate>,
}

impl<'a> Issuer<'a> {
    /// An issuer with its key prepared, and its certificate if it has one.
    #[must_use]
    pub const fn new(
        name: NameRef<'a>,
        spki: SpkiRef<'a>,
        key: &'a dyn PreparedKey,
        certificate: Option<&'a Certificate>,
    ) -> Self {
        Self { name, spki, key, certificate }
    }

    /// The issuer's name.
    #[must_use]
    pub const fn name(&self) -> NameRef<'a> {
        self.name
    }

    /// The issuer's key.
    #[must_use]
    pub const fn spki(&self) -> SpkiRef<'a> {
        self.spki
    }

    /// The issuer's key, prepared.
    #[must_use]
    pub const fn key(&self) -> &'a dyn PreparedKey {
        self.key
    }

    /// The issuer's certificate; an anchor may be a bare key and have none.
    #[must_use]
    pub const fn certificate(&self) -> Option<&'a Certificate> {
        self.certificate
    }
}
