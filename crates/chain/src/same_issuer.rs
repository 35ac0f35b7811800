//! Whether two certificates were signed with the same key.

use ucpki_crypto::{Input, Provider};
use ucpki_x509::{Certificate, CertificateRef};

/// Whether the same issuer signed two certificates: an old one and its successor.
///
/// # Examples
///
/// ```
/// use ucpki::chain::SameIssuer;
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../tests/data/chain/demo/root.pem"))?;
/// let old = read(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?;
/// let new = read(include_bytes!("../../../tests/data/crl/revoked-leaf/chain.pem"))?;
///
/// // Before a server gets its new certificate: do its neighbours know the issuer?
/// let advice = match SameIssuer::new(&old.as_ref(), &new.as_ref(), &[root], &RUSTCRYPTO) {
///     SameIssuer::Yes => "the neighbours know the issuer",
///     SameIssuer::No => "give the neighbours the new CA first",
///     _ => "add the CAs to the trust store, and ask again",
/// };
/// assert_eq!(advice, "add the CAs to the trust store, and ask again");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "yes, no, and not known")]
pub enum SameIssuer {
    /// Two keys signed them: the neighbours may not know the new one.
    No,
    /// None of the issuers that were given signed either of them.
    Unknown,
    /// One key signed both.
    Yes,
}

/// How many issuers are tried; each costs two signature checks at most.
const MOST: usize = 64;

impl SameIssuer {
    /// Decides by the signatures, whatever names and key identifiers say: one key holds for both, or for one of them
    /// only.
    ///
    /// `issuers` are certificates whose keys may have signed one or both, such as those of the trust store; those with
    /// another subject than the issuers' are passed over, and the first 64 that are left are tried.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rustcrypto")]
    /// # fn main() -> Result<(), ucpki::x509::Error> {
    /// # let read = |text: &str| ucpki::x509::pem::certificates(text.as_bytes()).map(|mut all| all.remove(0).certificate);
    /// # let leaf = read(include_str!("../../../tests/data/chain/demo/leaf.pem"))?;
    /// # let revoked = read(include_str!("../../../tests/data/chain/demo/revoked.pem"))?;
    /// # let intermediate = read(include_str!("../../../tests/data/chain/demo/intermediate.pem"))?;
    /// use ucpki::chain::SameIssuer;
    /// use ucpki::crypto::RUSTCRYPTO;
    ///
    /// let same = SameIssuer::new(&leaf.as_ref(), &revoked.as_ref(), &[intermediate], &RUSTCRYPTO);
    /// assert_eq!(same, SameIssuer::Yes);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "rustcrypto"))]
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn new(
        old: &CertificateRef<'_>,
        new: &CertificateRef<'_>,
        issuers: &[Certificate],
        provider: &Provider,
    ) -> Self {
        let names = [old.issuer(), new.issuer()];
        let named = |issuer: &&Certificate| names.iter().any(|name| name.matches(issuer.subject()));
        let mut answer = Self::Unknown;
        for issuer in issuers.iter().filter(named).take(MOST) {
            let Ok(key) = provider.prepare(issuer.spki(), None) else { continue };
            let signed = |certificate: &CertificateRef<'_>| {
                let input = Input::Message(certificate.tbs());
                let signature = certificate.signature();
                signature.is_some_and(|bytes| key.verify(certificate.signature_algorithm(), input, bytes).is_ok())
            };
            match (signed(old), signed(new)) {
                (true, true) => return Self::Yes,
                // A key that signed one of them and not the other decides, unless another one signed both.
                (true, false) | (false, true) => answer = Self::No,
                (false, false) => {}
            }
        }
        answer
    }

    /// `yes`, `no` or `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::Yes => "yes",
        }
    }
}
