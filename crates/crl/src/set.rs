//! Many CRLs as one source of evidence.

use crate::judging::scope::coverage;
use crate::{IndexedCrl, codes};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use ucpki_chain::{Context, Query, UnknownReason};
use ucpki_x509::extension::ReasonFlags;
use ucpki_x509::{Crl, NameRef, Time};

/// CRLs as a source of evidence for path validation, as RFC 5280, 6.3.3 says: complete CRLs, deltas, CRLs by distribution
/// points and by reasons, indirect CRLs, and CRLs that somebody with a path of their own signed.
///
/// Made once, it may serve any number of checks, from any number of threads. Duplicates are dropped; the order in which
/// CRLs were given does not matter to any answer.
///
/// # Which CRL decides
///
/// For each certificate, every CRL of its issuer's name is tried, and every CRL of those that its distribution points name
/// as cRLIssuer. It counts if it can be used, covers the certificate, and is signed with
///
/// - the key that issued the certificate, or
/// - another key of the same CA for which the path that is judged vouches: a run of self-issued certificates counts as one
///   CA, and the signer's certificate is signed with a key of that run, or with the key that certified the CA, or
/// - the key of an issuer that the certificate's cRLIssuer names, on an indirect CRL, with a path to the same anchor.
///
/// A signer whose certificate is not above the certificate in question must have a key usage with cRLSign. A CRL is
/// *current* from its thisUpdate until its nextUpdate, both included. The newest current delta that belongs to a CRL goes
/// before it, and brings it up to date.
///
/// CRLs of one issuer, key, scope and [origin](CrlOrigin) are one series:
///
/// - The newest current CRL of a series decides, with its delta. An entry with the reason certificateHold counts while it is
///   there; removeFromCRL on a delta lifts what the CRL below it says. A delta that revokes counts also where the CRL that
///   it belongs to is missing, until a newer one of its base, or a newer CRL of its series, is there.
/// - Revoked by any series: revoked.
/// - Else current CRLs decide together: not revoked if they cover all reasons, also beside CRLs that have expired. An older
///   CRL of a series that shows a revocation for another reason than certificateHold, which the newest has no longer, is a
///   warning ([`codes::ENTRY_VANISHED`]).
/// - Else, if there is only an expired one, the answer is unknown: with [`UnknownReason::RevokedWhenExpired`] where it shows the
///   certificate as revoked, else with [`UnknownReason::Expired`]. Only a CRL that was good in every other way counts as expired.
/// - Else unknown, with everything that was tried. Addresses of CRLs that the certificate names are noted as wanted.
///
/// A CRL that breaks a [rule of form](crate::rules) which the profile refuses for may revoke, and nothing else: with it nothing
/// is not revoked, no hold is released, and no CRL is brought up to date.
///
/// A CRL without nextUpdate stays current; [`max_age`](Self::max_age) bounds that.
///
/// If the budget ends before every CRL was tried, the answer is unknown and says so, unless the certificate is known to be
/// revoked.
///
/// # Departures from RFC 5280, 6.3.3
///
/// - All CRLs are asked, not one for each distribution point. Of the CRLs of one series the newest decides, where the RFC
///   assumes that there is one; across series and origins, a certificate that any current CRL revokes is revoked.
/// - A permanent entry must not vanish before the certificate expires (3.3). Where one does, the newer CRL is believed, with
///   a warning.
/// - Another signer than the issuer needs the path under judgement to vouch for it, not just a path to the same anchor (f): a
///   sub-CA could certify the name of the CA.
/// - A CRL without an issuing distribution point covers all reasons, also where a distribution point names some only.
/// - A delta that is there is used, whether or not freshestCRL leads to it, and so is its nextUpdate (a), (c).
/// - A signer whose own status only its own CRL says is taken at its word there. Paths of signers nest three deep (f). A
///   signer whose status depends on itself in any other way, or on more signers than that, is undecided: its CRL makes
///   nothing good, and a certificate that it shows as revoked is unknown ([`UnknownReason::SignerUndecided`]), whatever other CRLs say.
/// - Where the issuer is a bare key, or its certificate has no key usage, there is nothing to check for cRLSign (f). RFC
///   10007, which wants the key usage to be there, is not applied.
/// - noRevAvail (RFC 9608) counts when no CRL of the issuer knows better: a CA that says "never revoked" and yet CRLs
///   the certificate is believed in the latter. It counts only where RFC 9608 allows it: in a certificate that
///   is not a CA's, and names no place of CRLs or OCSP.
///
/// # Examples
///
/// ```
/// # let pem = include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem");
/// use ucpki::chain::{Revocation, RevocationCheck};
/// use ucpki::crl::CrlSet;
/// use ucpki::crypto::RUSTCRYPTO;
///
/// let lists = CrlSet::new(ucpki::crl::read(pem, &RUSTCRYPTO)?).max_age(7 * 24 * 3600);
/// let sources: [&dyn Revocation; 1] = [&lists];
/// let check = RevocationCheck::new(&sources);
/// # let _ = check;
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CrlSet {
    /// By hash of the issuer, then the issuer; the newest first.
    entries: Vec<Entry>,
    max_age: Option<u32>,
}

/// Where a CRL came from. Of CRLs of one origin the newest decides; CRLs of several origins are believed side by side, so that
/// a revocation on any of them counts.
///
/// # Examples
///
/// ```
/// use ucpki::crl::{CrlOrigin, CrlSet};
/// use ucpki::crypto::RUSTCRYPTO;
///
/// // A CRL that an operator uploaded revokes, also where a newer one was downloaded.
/// let file = include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem");
/// let uploaded = CrlSet::from_origin(CrlOrigin::Manual, ucpki::crl::read(file, &RUSTCRYPTO)?);
/// let downloaded = CrlSet::from_origin(CrlOrigin::Automatic, ucpki::crl::read(file, &RUSTCRYPTO)?);
/// assert_eq!(uploaded.union(&downloaded).len(), 4);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CrlOrigin {
    /// Downloaded from a distribution point.
    Automatic,
    /// Uploaded by hand.
    Manual,
    /// In the file of trusted CAs.
    TrustedCaFile,
    /// The caller did not say.
    #[default]
    Unspecified,
}

#[derive(Clone)]
struct Entry {
    hash: u64,
    origin: CrlOrigin,
    list: IndexedCrl,
}

impl CrlSet {
    /// A set of `crls` of one origin, which is not said. Sorted by issuer when made; finding by issuer is a binary search.
    pub fn new(crls: impl IntoIterator<Item = IndexedCrl>) -> Self {
        Self::from_origin(CrlOrigin::Unspecified, crls)
    }

    /// A set of `crls` that came from `origin`.
    pub fn from_origin(origin: CrlOrigin, crls: impl IntoIterator<Item = IndexedCrl>) -> Self {
        let entry = |list: IndexedCrl| Entry { hash: list.crl().issuer().hash_normalized(), origin, list };
        Self { entries: sorted(crls.into_iter().map(entry).collect()), max_age: None }
    }

    /// The CRLs of both sets, each with its origin. The maximum age is this set's.
    #[must_use]
    pub fn union(mut self, other: &Self) -> Self {
        self.entries.extend(other.entries.iter().cloned());
        self.entries = sorted(self.entries);
        self
    }

    /// A CRL that is older than `seconds` counts as expired, even before its nextUpdate or without one.
    #[must_use]
    pub const fn max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// How many different CRLs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The CRLs, sorted by a fixed but meaningless order; one of several origins comes once for each.
    pub fn iter(&self) -> impl Iterator<Item = &IndexedCrl> {
        self.entries.iter().map(|entry| &entry.list)
    }

    /// The CRLs of this issuer, the newest first.
    pub(crate) fn find(&self, issuer: NameRef<'_>) -> impl Iterator<Item = (CrlOrigin, &IndexedCrl)> {
        let hash = issuer.hash_normalized();
        let start = self.entries.partition_point(|entry| entry.compare(hash, issuer) == Ordering::Less);
        let rest = self.entries.get(start..).unwrap_or(&[]);
        rest.iter()
            .take_while(move |entry| entry.compare(hash, issuer) == Ordering::Equal)
            .map(|entry| (entry.origin, &entry.list))
    }

    /// RFC 5280, 6.3.3 (b), (d), (e): the reasons for which a CRL speaks of the certificate; all that costs no signature.
    pub(crate) fn check_scope(
        &self,
        list: &IndexedCrl,
        query: &Query<'_>,
        context: &mut Context<'_>,
    ) -> Result<ReasonFlags, UnknownReason> {
        if let Some(code) = list.unusable() {
            return Err(UnknownReason::Unusable(code));
        }
        let crl = list.crl();
        let reasons = coverage(crl, query, context)?;
        if query.time() < crl.this_update() {
            return Err(UnknownReason::NotYetValid(crl.this_update()));
        }
        if list.algorithm().is_some_and(|algorithm| !context.accepts(&algorithm)) {
            return Err(UnknownReason::Unusable(&codes::SIGNATURE_WEAK));
        }
        Ok(reasons)
    }

    /// Until when a CRL is current; `None` where it stays so.
    pub(crate) fn last_moment(&self, list: &IndexedCrl) -> Option<Time> {
        list.last_moment(self.max_age)
    }
}

impl FromIterator<IndexedCrl> for CrlSet {
    fn from_iter<T: IntoIterator<Item = IndexedCrl>>(lists: T) -> Self {
        Self::new(lists)
    }
}

impl fmt::Debug for CrlSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CrlSet").field("lists", &self.len()).field("max_age", &self.max_age).finish()
    }
}

/// Which of two CRLs of one series is the newer: by thisUpdate, then by CRL number where both have one.
pub(crate) fn compare_age(one: &Crl, other: &Crl) -> Ordering {
    let number =
        |crl: &'_ Crl| crl.crl_number().ok().flatten().and_then(|number| number.magnitude().map(<[u8]>::to_vec));
    let by_number = || match (number(one), number(other)) {
        (Some(one), Some(other)) => one.len().cmp(&other.len()).then_with(|| one.cmp(&other)),
        _ => Ordering::Equal,
    };
    one.this_update().cmp(&other.this_update()).then_with(by_number)
}

/// By issuer, the newest first: by thisUpdate, then by number.
fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_unstable_by(|first, second| {
        let (one, other) = (first.list.crl(), second.list.crl());
        first
            .compare(second.hash, other.issuer())
            .then_with(|| compare_age(other, one))
            .then_with(|| one.as_der().cmp(other.as_der()))
            .then_with(|| first.origin.cmp(&second.origin))
    });
    entries.dedup_by(|first, second| first.origin == second.origin && first.list == second.list);
    entries
}

impl Entry {
    /// The hash only makes it quick: two names that somebody made to collide are told apart by the comparison.
    fn compare(&self, hash: u64, issuer: NameRef<'_>) -> Ordering {
        self.hash.cmp(&hash).then_with(|| self.list.crl().issuer().cmp_normalized(issuer))
    }
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<CrlSet>();
};

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ucpki_crypto::RUSTCRYPTO;
    use ucpki_x509::Name;

    #[test]
    fn names_of_equal_hash_are_told_apart() {
        let lists = crate::read(include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem"), &RUSTCRYPTO).unwrap();
        let list = lists.first().unwrap().clone();
        let other = Name::parse_rfc4514("CN=Somebody else").unwrap();
        let entry = Entry { hash: 1, origin: CrlOrigin::Manual, list: list.clone() };
        assert_eq!(entry.compare(1, list.crl().issuer()), Ordering::Equal);
        assert_ne!(entry.compare(1, other.as_name()), Ordering::Equal);
    }
}
