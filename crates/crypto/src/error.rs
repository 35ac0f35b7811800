//! Why a key cannot be used, and why a signature was not accepted.

use crate::codes;
use core::fmt;
use ucpki_x509::Code;

/// Why a public key cannot be used.
///
/// The same key is always refused for the same reason. Making one allocates nothing.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{KeyRefused, RUSTCRYPTO};
/// use ucpki::x509::pem;
///
/// let request = pem::requests(include_bytes!("../../../tests/data/csr/lint/key-p224.pem"))?.remove(0);
/// let refused = RUSTCRYPTO.prepare(request.spki(), None).unwrap_err();
/// assert_eq!(refused, KeyRefused::CurveUnsupported);
/// println!("{refused} [{}]", refused.code().name());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyRefused {
    /// The elliptic curve is spelled out instead of named (RFC 5480, 2.1.1: "specifiedCurve ... MUST NOT be used").
    CurveExplicit,
    /// The named curve is not one that this provider can use.
    CurveUnsupported,
    /// The DSA parameters and the key do not belong together (FIPS 186-4, 4.1).
    DsaInvalid,
    /// The RSA exponent is even, 1, or above 2^33 - 1.
    ExponentInvalid,
    /// The key's bits are not encoded as its algorithm demands.
    Malformed,
    /// The RSA modulus is even.
    ModulusInvalid,
    /// The parameters are not what the algorithm allows.
    ParametersInvalid,
    /// The parameters are left out, and there are none to inherit (RFC 3279, 2.3.2).
    ParametersMissing,
    /// Not a point of the curve, the point at infinity, or a small-order point where those are refused.
    PointInvalid,
    /// Longer or shorter than what is computed with.
    Size,
    /// The kind of key is not one that this provider can use.
    Unsupported,
}

impl KeyRefused {
    /// The number and name of the reason.
    #[must_use]
    pub const fn code(self) -> &'static Code {
        match self {
            Self::CurveExplicit => &codes::CURVE_EXPLICIT,
            Self::CurveUnsupported => &codes::CURVE_UNSUPPORTED,
            Self::DsaInvalid => &codes::DSA_INVALID,
            Self::ExponentInvalid => &codes::EXPONENT_INVALID,
            Self::Malformed => &codes::KEY_MALFORMED,
            Self::ModulusInvalid => &codes::MODULUS_INVALID,
            Self::ParametersInvalid => &codes::KEY_PARAMETERS_INVALID,
            Self::ParametersMissing => &codes::KEY_PARAMETERS_MISSING,
            Self::PointInvalid => &codes::POINT_INVALID,
            Self::Size => &codes::KEY_SIZE,
            Self::Unsupported => &codes::KEY_UNSUPPORTED,
        }
    }
}

impl fmt::Display for KeyRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().text())
    }
}

impl core::error::Error for KeyRefused {}

/// Why a signature was not accepted.
///
/// A signature that does not hold says nothing more ([`BadSignature`](Self::BadSignature)): detail would help forgers
/// only. The other variants are about the algorithm identifier, which is readable by anyone.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Input, RUSTCRYPTO, VerifyError};
/// use ucpki::x509::pem;
///
/// let root = pem::certificates(include_bytes!("../../../tests/data/chain/demo/root.pem"))?.remove(0).certificate;
/// let key = RUSTCRYPTO.prepare(root.spki(), None)?;
/// match key.verify(root.signature_algorithm(), Input::Message(b"something else"), &[0; 64]) {
///     Ok(()) => unreachable!("nobody signed that"),
///     Err(VerifyError::AlgorithmUnsupported) => println!("another provider may be able to"),
///     Err(error) => assert_eq!(error.code().name(), "crypto.signature_invalid"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VerifyError {
    /// The signature algorithm is for keys of another kind.
    AlgorithmMismatch,
    /// The signature algorithm or its hash is not one that this provider can use.
    AlgorithmUnsupported,
    /// The signature does not hold.
    BadSignature,
    /// The parameters of the signature algorithm are not what it allows.
    ParametersInvalid,
    /// The key does not allow these parameters (RFC 4055, 3.3).
    ParametersRestricted,
}

impl VerifyError {
    /// The number and name of the reason.
    #[must_use]
    pub const fn code(self) -> &'static Code {
        match self {
            Self::AlgorithmMismatch => &codes::ALGORITHM_MISMATCH,
            Self::AlgorithmUnsupported => &codes::ALGORITHM_UNSUPPORTED,
            Self::BadSignature => &codes::SIGNATURE_INVALID,
            Self::ParametersInvalid => &codes::PARAMETERS_INVALID,
            Self::ParametersRestricted => &codes::PARAMETERS_RESTRICTED,
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().text())
    }
}

impl core::error::Error for VerifyError {}
