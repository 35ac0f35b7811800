//! What the judge has to say about certificates: one finding per rule and place.

use crate::config::rules::Severity;
use crate::revocation::evidence::Status;
use alloc::{string::String, vec::Vec};
use core::fmt;
use ucpki_crypto::{Hash, KeyKind};
use ucpki_x509::{Code, Error, Hex, Name, OidBuf, Time};

/// What a finding is about. Positions count along the path: 0 is the leaf, 1 its issuer.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2040-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// use ucpki::chain::At;
///
/// let refused = validator.check(&leaf, &pool, &params).unwrap_err();
/// assert_eq!(refused.finding().unwrap().at(), At::Cert(0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum At {
    /// The trust anchor.
    Anchor,
    /// A certificate of the path.
    Cert(u32),
    /// A certificate, and another below it that it disagrees with.
    Pair {
        /// Position of the certificate that sets the rule; `None` is the anchor.
        above: Option<u32>,
        /// Position of the certificate that breaks it.
        below: u32,
    },
    /// What the caller asked for.
    Params,
}

/// One thing that is wrong, or odd: the rule, how much it matters, where, and both values.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2040-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// let refused = validator.check(&leaf, &pool, &params).unwrap_err();
/// let finding = refused.finding().unwrap();
/// println!("{:?}: {} {finding}", finding.at(), finding.code());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub(crate) code: &'static Code,
    pub(crate) severity: Severity,
    pub(crate) at: At,
    pub(crate) detail: Detail,
}

/// Findings in the order in which the judge made them.
pub type Findings = Vec<Finding>;

/// The values behind a finding.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2040-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// use ucpki::chain::Detail;
///
/// let refused = validator.check(&leaf, &pool, &params).unwrap_err();
/// assert!(matches!(refused.finding().unwrap().detail(), Detail::Time { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// An extension or algorithm by its object identifier.
    Algorithm {
        /// Which one.
        oid: OidBuf,
    },
    /// The name that breaks a constraint, and the base of the constraint where one base decides.
    Constraint {
        /// The name, as text.
        name: String,
        /// The base of the subtree, as text; empty where no permitted subtree matched.
        base: String,
    },
    /// An extension.
    Extension {
        /// Which one.
        oid: OidBuf,
    },
    /// A hash function.
    Hash(Hash),
    /// When the leaf was issued, and the last date that counts.
    Issued {
        /// The last date.
        bound: Time,
        /// notBefore of the leaf.
        issued: Time,
    },
    /// The issuer that was not found.
    Issuer {
        /// Its name.
        name: Name,
        /// The key identifier that the certificate gives for it.
        key_id: Option<Vec<u8>>,
    },
    /// A key.
    Key {
        /// Its kind and size.
        kind: KeyKind,
        /// The smallest accepted size of this kind, in bits; `None` where the kind is not accepted at all.
        least: Option<u32>,
    },
    /// A key whose size is odd.
    KeyKind(KeyKind),
    /// A limit and what was found.
    Limit {
        /// The most that is allowed.
        most: u64,
        /// What was found.
        found: u64,
    },
    /// The peer is somebody else: the nearest misses.
    Mismatch(ucpki_matcher::Mismatch),
    /// A name, as text.
    Name(String),
    /// Nothing beyond the code.
    None,
    /// A purpose that is not among the extended key usages.
    Purpose {
        /// The purpose.
        oid: OidBuf,
    },
    /// An object that could not be read.
    Read(Error),
    /// What the sources of revocation said.
    Revocation(Status),
    /// A key or signature that the provider could not process, or that does not hold.
    Code(&'static Code),
    /// A bound in time, and the time that was judged at.
    Time {
        /// notBefore, notAfter or nextUpdate.
        bound: Time,
        /// The time of the check.
        at: Time,
    },
}

impl Finding {
    /// The rule.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// How much it matters under the profile that judged.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Where.
    #[must_use]
    pub const fn at(&self) -> At {
        self.at
    }

    /// The values.
    #[must_use]
    pub const fn detail(&self) -> &Detail {
        &self.detail
    }
}

impl fmt::Display for Finding {
    /// The code's text and the values, without the place: `the certificate is past its notAfter (2026-01-01T00:00:00Z)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::None => f.write_str(self.code.text()),
            // A mismatch tells its own code, and the names that were met.
            Detail::Mismatch(mismatch) => write!(f, "{mismatch}"),
            detail => write!(f, "{} ({detail})", self.code.text()),
        }
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm { oid } | Self::Extension { oid } | Self::Purpose { oid } => write!(f, "{oid}"),
            Self::Constraint { name, base } if base.is_empty() => write!(f, "{name}"),
            Self::Constraint { name, base } => write!(f, "{name} against {base}"),
            Self::Code(code) => f.write_str(code.text()),
            Self::Hash(hash) => write!(f, "{hash}"),
            Self::Issued { bound, issued } => write!(f, "issued {issued}, the last date is {bound}"),
            Self::Issuer { name, key_id } => {
                write!(f, "{name}")?;
                if let Some(key_id) = key_id {
                    write!(f, ", key identifier {}", Hex(key_id))?;
                }
                Ok(())
            }
            Self::Key { kind, least } => {
                write!(f, "{kind}")?;
                match least {
                    Some(least) => write!(f, ", at least {least} bits are wanted"),
                    None => Ok(()),
                }
            }
            Self::KeyKind(kind) => write!(f, "{kind}"),
            Self::Limit { most, found } => write!(f, "{found}, at most {most}"),
            Self::Mismatch(mismatch) => write!(f, "{mismatch}"),
            Self::Name(name) => f.write_str(name),
            Self::None => Ok(()),
            Self::Read(error) => write!(f, "{error}"),
            Self::Revocation(status) => write!(f, "{status}"),
            Self::Time { bound, at } => write!(f, "{bound}, judged at {at}"),
        }
    }
}
