//! What can be asked of one CRL alone, without a path.

use crate::judging::signer::check_key_usage;
use crate::{IndexedCrl, codes};
use ucpki_chain::UnknownReason;
use ucpki_crypto::{Provider, VerifyError};
use ucpki_x509::{Certificate, Code, Time};

/// How a CRL is at a time (RFC 5280, 5.1.2.4 and 5.1.2.5). Both ends are included.
///
/// # Examples
///
/// ```
/// use ucpki::crl::Freshness;
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::Time;
///
/// let file = include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem");
/// let crl = ucpki::crl::read(file, &RUSTCRYPTO)?.remove(0);
/// let time = Time::parse_rfc3339("2030-01-01T00:00:00Z")?;
/// assert_eq!(crl.freshness(time, None), Freshness::Current);
/// // A site that wants CRLs of the last week.
/// assert_eq!(crl.freshness(time, Some(7 * 24 * 3600)), Freshness::Expired);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Freshness {
    /// From thisUpdate until nextUpdate; forever where there is none.
    Current,
    /// Past its nextUpdate, or too old.
    Expired,
    /// Before its thisUpdate.
    NotYetValid,
}

impl Freshness {
    /// The name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
        }
    }
}

impl IndexedCrl {
    /// How the CRL is at a time. With `max_age`, in seconds, it is expired when it is older, whatever its nextUpdate.
    #[must_use]
    pub fn freshness(&self, at: Time, max_age: Option<u32>) -> Freshness {
        match self.last_moment(max_age) {
            _ if at < self.crl().this_update() => Freshness::NotYetValid,
            Some(last) if at > last => Freshness::Expired,
            _ => Freshness::Current,
        }
    }

    /// Until when the CRL is current; `None` where it stays so.
    #[must_use]
    pub fn last_moment(&self, max_age: Option<u32>) -> Option<Time> {
        let oldest = max_age.map(|seconds| self.crl().this_update().plus_seconds(i64::from(seconds)));
        [self.crl().next_update(), oldest].into_iter().flatten().min()
    }

    /// Whether the CRL is signed by the CA with this certificate: its name, its key usage, and the signature. Whether the
    /// certificate is to be trusted is another question, and so is the time.
    ///
    /// Cost: one signature check over the digest that is there already.
    ///
    /// # Errors
    ///
    /// [`codes::ISSUER_OTHER`] for another CA's CRL, [`codes::NO_CRL_SIGN`], [`codes::SIGNATURE_INVALID`]; the codes of the
    /// key.
    pub fn check_signed_by(&self, issuer: &Certificate, provider: &Provider) -> Result<(), &'static Code> {
        if !self.crl().issuer().matches(issuer.subject()) {
            return Err(&codes::ISSUER_OTHER);
        }
        if let Err(UnknownReason::Unusable(code)) = check_key_usage(Some(issuer)) {
            return Err(code);
        }
        let key = provider.prepare(issuer.spki(), None).map_err(|refused| refused.code())?;
        let signature = self.crl().signature().ok_or(&codes::SIGNATURE_INVALID)?;
        key.verify(self.crl().signature_algorithm(), self.signed(), signature).map_err(|error| match error {
            VerifyError::BadSignature => &codes::SIGNATURE_INVALID,
            other => other.code(),
        })
    }
}
