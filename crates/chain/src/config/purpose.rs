//! What a key is used for, and what follows where its certificate does not say so.

use ucpki_x509::{Oid, OidBuf, oids};

/// What the leaf's key is for: which extended key usage (RFC 5280, 4.2.1.12) it must be good for.
///
/// A certificate without the extension is good for all, as the RFC says, unless the profile demands one.
///
/// # Examples
///
/// ```
/// use ucpki::KeyPurpose;
/// use ucpki::x509::OidBuf;
///
/// let code_signing = KeyPurpose::Custom(OidBuf::parse("1.3.6.1.5.5.7.3.3")?);
/// assert_ne!(code_signing, KeyPurpose::Server);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyPurpose {
    /// Any: the extended key usage is not looked at.
    Any,
    /// Client and server at once: mutual TLS between peers.
    Both,
    /// A TLS client.
    Client,
    /// A purpose by its object identifier.
    Custom(OidBuf),
    /// Signing CRLs: the leaf's key usage must include cRLSign.
    CrlSigning,
    /// Signing OCSP responses.
    OcspSigning,
    /// A TLS server.
    Server,
}

impl KeyPurpose {
    /// The extended key usages that must all be allowed: none, one or two.
    pub fn extended_key_usages(&self) -> impl Iterator<Item = Oid<'_>> {
        let pair = match self {
            Self::Any | Self::CrlSigning => [None, None],
            Self::Both => [Some(oids::SERVER_AUTH), Some(oids::CLIENT_AUTH)],
            Self::Client => [Some(oids::CLIENT_AUTH), None],
            Self::Custom(oid) => [Some(oid.as_oid()), None],
            Self::OcspSigning => [Some(oids::OCSP_SIGNING), None],
            Self::Server => [Some(oids::SERVER_AUTH), None],
        };
        pair.into_iter().flatten()
    }
}

/// How much the extended key usage counts (RFC 5280, 4.2.1.12), from the leaf up to the anchor.
///
/// A CA without the extension is good for every purpose in every mode: only what it does say can contradict.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, UsageMode, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|all| all.into_iter().map(|found| found.certificate));
/// let roots = read(include_bytes!("../../../../tests/data/chain/missing-eku/root.pem"))?.map(Anchor::certificate);
/// let mut chain = read(include_bytes!("../../../../tests/data/chain/missing-eku/chain.pem"))?;
/// let (leaf, pool) = (chain.next().unwrap(), chain.collect::<Pool>());
/// let validator = Validator::new(RUSTCRYPTO).anchors(roots);
/// let time = Time::parse_rfc3339("2030-01-01T00:00:00Z")?;
///
/// // The extended key usage of this server is clientAuth alone.
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
/// assert_eq!(validator.check(&leaf, &pool, &params).unwrap_err().code().name(), "chain.purpose");
/// let valid = validator.check(&leaf, &pool, &params.usage_mode(UsageMode::Prefer))?;
/// assert_eq!(valid.findings()[0].code().name(), "chain.purpose");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UsageMode {
    /// Missing or contradicting: not looked at.
    Ignore,
    /// Missing in the leaf or contradicting: accepted with a warning, and paths without are preferred.
    Prefer,
    /// As the profile's rules for [`PURPOSE`](crate::codes::PURPOSE) and [`EKU_MISSING`](crate::codes::EKU_MISSING) say.
    #[default]
    Profile,
    /// Missing in the leaf or contradicting: refused.
    Require,
}
