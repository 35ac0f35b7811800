//! Many lists as one source of evidence.

use crate::scope::{Coverage, coverage};
use crate::{IndexedCrl, codes};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use ucpki_chain::{Context, Evidence, Issuer, Query, Revocation, SignatureCheck, Status, WantedKind, Why};
use ucpki_crypto::{Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::extension::{DistributionPointName, ExtensionKind, KeyUsage};
use ucpki_x509::{Certificate, GeneralName, NameRef, Reason, Time, oids};

/// CRLs as a source of evidence for path validation (RFC 5280, 6.3): complete lists of the certificates' own issuers.
///
/// Made once, it may serve any number of checks, from any number of threads. Duplicates are dropped; the order in which
/// lists were given does not matter to any answer.
///
/// # Which list decides
///
/// For each certificate, every list of its issuer's name is tried. One that can be used, is signed by the issuer's key
/// and covers the certificate is *current* from its thisUpdate until its nextUpdate, both included.
///
/// - Revoked on any current list: revoked. An entry with the reason certificateHold counts.
/// - Else a current list decides: not revoked, also beside lists that have expired.
/// - Else, if there is only an expired one, the answer is unknown with [`Why::Expired`], whatever stands on it. Only a
///   list that was good in every other way counts as expired.
/// - Else unknown, with everything that was tried. Addresses of lists that the certificate names are noted as wanted.
///
/// A list without nextUpdate stays current; [`max_age`](Self::max_age) bounds that.
///
/// If the budget for signature checks ends before every list was tried, the answer is unknown and says so, unless the
/// certificate is known to be revoked.
///
/// # Departures from RFC 5280, 6.3.3
///
/// - The signature must hold under the key that signed the certificate, or under another key of the CA that stands above
///   it on the path (f): a certificate for signing lists only is not looked for yet.
/// - Where the issuer is a bare key, or its certificate has no key usage, there is nothing to check for cRLSign (f). RFC
///   10007, which wants the key usage to be there, is not applied.
/// - Delta lists, indirect lists and relative names of distribution points are not used yet; a list for some reasons
///   revokes, but does not say that a certificate is good. Each has its code, see [`codes`].
/// - noRevAvail (RFC 9608) counts when no list of the issuer knows better: a CA that says "never revoked" and yet lists
///   the certificate is believed in the latter. It counts only where RFC 9608 allows it to stand: in a certificate that
///   is not a CA's, and names no place of CRLs or OCSP.
///
/// # Examples
///
/// ```
/// # let pem = include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem");
/// use ucpki_chain::{Revocation, RevocationCheck};
/// use ucpki_crl::CrlSet;
/// use ucpki_crypto::RUSTCRYPTO;
///
/// let lists = CrlSet::new(ucpki_crl::read(pem, &RUSTCRYPTO)?).max_age(7 * 24 * 3600);
/// let sources: [&dyn Revocation; 1] = [&lists];
/// let check = RevocationCheck::new(&sources);
/// # let _ = check;
/// # Ok::<(), ucpki_x509::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CrlSet {
    /// By hash of the issuer, then the issuer; the newest first.
    entries: Vec<Entry>,
    max_age: Option<u32>,
}

#[derive(Clone)]
struct Entry {
    hash: u64,
    list: IndexedCrl,
}

/// What one list says about one certificate.
enum Answer {
    Good(Evidence),
    Revoked(Evidence, Reason, Time),
    Unknown(Why),
}

impl CrlSet {
    /// A set of `lists`. Sorted by issuer when made; finding by issuer is a binary search.
    pub fn new(lists: impl IntoIterator<Item = IndexedCrl>) -> Self {
        let entry = |list: IndexedCrl| Entry { hash: list.crl().issuer().hash_normalized(), list };
        let mut entries: Vec<Entry> = lists.into_iter().map(entry).collect();
        entries.sort_unstable_by(|first, second| {
            let (older, newer) = (second.list.crl(), first.list.crl());
            first
                .compare(second.hash, second.list.crl().issuer())
                .then_with(|| older.this_update().cmp(&newer.this_update()))
                .then_with(|| newer.as_der().cmp(older.as_der()))
        });
        entries.dedup_by(|first, second| first.list == second.list);
        Self { entries, max_age: None }
    }

    /// A list that is older than `seconds` counts as expired, even before its nextUpdate or without one.
    #[must_use]
    pub const fn max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// How many different lists there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The lists, sorted by a fixed but meaningless order.
    pub fn iter(&self) -> impl Iterator<Item = &IndexedCrl> {
        self.entries.iter().map(|entry| &entry.list)
    }

    /// The lists of this issuer, the newest first.
    fn find(&self, issuer: NameRef<'_>) -> impl Iterator<Item = &IndexedCrl> {
        let hash = issuer.hash_normalized();
        let start = self.entries.partition_point(|entry| entry.compare(hash, issuer) == Ordering::Less);
        let rest = self.entries.get(start..).unwrap_or(&[]);
        rest.iter().take_while(move |entry| entry.compare(hash, issuer) == Ordering::Equal).map(|entry| &entry.list)
    }

    /// RFC 5280, 6.3.3, for one list of the issuer's name; what is cheap to find out comes first.
    fn ask(&self, list: &IndexedCrl, query: &Query<'_>, context: &mut Context<'_>) -> Result<Answer, Why> {
        if let Some(code) = list.unusable() {
            return Err(Why::Unusable(code));
        }
        let (crl, certificate) = (list.crl(), query.certificate());
        let coverage = coverage(crl, certificate, query.is_ca()).map_err(Why::Unusable)?;
        if query.time() < crl.this_update() {
            return Err(Why::NotYetValid(crl.this_update()));
        }
        if list.algorithm().is_some_and(|algorithm| !context.accepts(&algorithm)) {
            return Err(Why::Unusable(&codes::SIGNATURE_WEAK));
        }
        check_signers(list, query, context)?;
        let last = self.last_moment(list);
        if let Some(last) = last.filter(|last| query.time() > *last) {
            return Err(Why::Expired(last));
        }
        let number = crl.crl_number().ok().flatten();
        let evidence = Evidence::crl(number, crl.this_update(), last);
        let entry = list.find(certificate.serial()).map(|entry| (entry.reason(), entry.revocation_date()));
        match (entry, coverage) {
            // RFC 5280, 6.3.3 (k): "If (cert_status is removeFromCRL), then set cert_status to UNREVOKED." It has no
            // business on a complete list (5.3.1), but what it says is clear.
            (None | Some((Reason::RemoveFromCrl, _)), Coverage::Full) => Ok(Answer::Good(evidence)),
            (None | Some((Reason::RemoveFromCrl, _)), Coverage::SomeReasons) => {
                Err(Why::Unusable(&codes::PARTITION_UNSUPPORTED))
            }
            (Some((reason, since)), _) => Ok(Answer::Revoked(evidence, reason, since)),
        }
    }

    /// Until when a list is current; `None` where it stays so.
    fn last_moment(&self, list: &IndexedCrl) -> Option<Time> {
        let oldest = self.max_age.map(|seconds| list.crl().this_update().plus_seconds(i64::from(seconds)));
        [list.crl().next_update(), oldest].into_iter().flatten().min()
    }
}

impl Revocation for CrlSet {
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        let certificate = query.certificate();
        let mut good = None;
        let mut whys = Vec::new();
        for list in self.find(certificate.issuer()) {
            match self.ask(list, query, context).unwrap_or_else(Answer::Unknown) {
                Answer::Revoked(evidence, reason, since) => return Status::Revoked(evidence, reason, since),
                Answer::Good(evidence) => good = good.or(Some(evidence)),
                Answer::Unknown(why) => note(&mut whys, why),
            }
        }
        if whys.contains(&Why::Exhausted) {
            return Status::Unknown(whys);
        }
        if let Some(evidence) = good {
            return Status::Good(evidence);
        }
        if is_never_revoked(certificate, query.is_ca()) {
            return Status::Good(Evidence::NoRevAvail);
        }
        if whys.is_empty() {
            whys.push(Why::NoData);
        }
        want_lists(certificate, context);
        Status::Unknown(whys)
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

impl Entry {
    /// The hash only makes it quick: two names that somebody made to collide are told apart by the comparison.
    fn compare(&self, hash: u64, issuer: NameRef<'_>) -> Ordering {
        self.hash.cmp(&hash).then_with(|| self.list.crl().issuer().cmp_normalized(issuer))
    }
}

/// RFC 5280, 6.3.3 (f) and (g) for the issuer's key, and for its other keys on the path: one must hold.
fn check_signers(list: &IndexedCrl, query: &Query<'_>, context: &mut Context<'_>) -> Result<(), Why> {
    let mut check = |issuer| check_key_usage(issuer).and_then(|()| check_signature(list, issuer, context));
    let first = check(query.issuer());
    if matches!(first, Ok(()) | Err(Why::Exhausted)) || query.other_keys().iter().all(|other| check(*other).is_err()) {
        return first;
    }
    Ok(())
}

/// RFC 5280, 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate, verify that the cRLSign bit
/// is set." One that cannot be read does not set it.
fn check_key_usage(issuer: Issuer<'_>) -> Result<(), Why> {
    let allowed = match issuer.certificate().map(Certificate::key_usage) {
        None | Some(Ok(None)) => true,
        Some(Ok(Some(usage))) => usage.contains(KeyUsage::CRL_SIGN),
        Some(Err(_)) => false,
    };
    if allowed { Ok(()) } else { Err(Why::Unusable(&codes::NO_CRL_SIGN)) }
}

/// RFC 5280, 6.3.3 (g): the signature under the issuer's key, which is checked once for each list.
fn check_signature(list: &IndexedCrl, issuer: Issuer<'_>, context: &mut Context<'_>) -> Result<(), Why> {
    if list.was_signed_by(issuer.spki()) && can_verify(context.provider(), list.algorithm()) {
        return Ok(());
    }
    let failed = Why::Unusable(&codes::SIGNATURE_INVALID);
    let Some(signature) = list.crl().signature() else { return Err(failed) };
    match context.verify(issuer.key(), list.crl().signature_algorithm(), list.signed(), signature) {
        Ok(()) => {
            list.remember_signer(issuer.spki());
            Ok(())
        }
        Err(SignatureCheck::Exhausted) => Err(Why::Exhausted),
        Err(SignatureCheck::Failed(VerifyError::BadSignature)) => Err(failed),
        Err(SignatureCheck::Failed(error)) => Err(Why::Unusable(error.code())),
        Err(_) => Err(failed),
    }
}

/// Whether a provider can check such a signature. What another provider has proved does not make one able to.
fn can_verify(provider: Provider, algorithm: Option<SignatureAlgorithm>) -> bool {
    let Some(algorithm) = algorithm else { return false };
    let has = |hash| {
        provider.capabilities().any(|capability| capability.scheme == algorithm.scheme() && capability.hash == hash)
    };
    has(algorithm.hash())
        && match algorithm {
            SignatureAlgorithm::RsaPss(parameters) => has(Some(parameters.mgf_hash())),
            _ => true,
        }
}

/// RFC 9608, 4: the step that asks for the status "is skipped" if the extension is there. It may stand only where
/// RFC 9608, 3 allows it.
fn is_never_revoked(certificate: &Certificate, is_ca: bool) -> bool {
    certificate.has_extension(ExtensionKind::NoRevAvail)
        && !is_ca
        && !certificate.has_extension(ExtensionKind::CrlDistributionPoints)
        && !certificate.has_extension(ExtensionKind::FreshestCrl)
        && match certificate.authority_info_access() {
            Ok(access) => access.is_none_or(|access| access.iter().all(|one| one.method() != oids::OCSP)),
            Err(_) => false,
        }
}

/// Notes why a list did not help, each reason once, so that many lists make no long answer.
fn note(whys: &mut Vec<Why>, why: Why) {
    for known in whys.iter_mut() {
        match (known, &why) {
            (Why::Expired(known), Why::Expired(time)) => {
                *known = (*known).max(*time);
                return;
            }
            (Why::NotYetValid(known), Why::NotYetValid(time)) => {
                *known = (*known).min(*time);
                return;
            }
            (known, why) if known == why => return,
            _ => {}
        }
    }
    whys.push(why);
}

/// Notes every address of a list that the certificate gives, and that can be fetched by HTTP.
fn want_lists(certificate: &Certificate, context: &mut Context<'_>) {
    let Ok(Some(points)) = certificate.crl_distribution_points() else { return };
    for point in points.iter() {
        let Some(DistributionPointName::FullName(names)) = point.name() else { continue };
        for name in names {
            match name {
                GeneralName::Uri(uri) if is_http(uri) => context.want(WantedKind::Crl, uri),
                _ => {}
            }
        }
    }
}

/// RFC 3986, 3.1: schemes are compared without case.
fn is_http(uri: &[u8]) -> bool {
    [&b"http://"[..], b"https://"]
        .iter()
        .any(|scheme| uri.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<CrlSet>();
};

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ucpki_crypto::{Hash, PssParameters, RUSTCRYPTO};
    use ucpki_x509::Name;

    #[test]
    fn names_of_equal_hash_are_told_apart() {
        let lists = crate::read(include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem"), &RUSTCRYPTO).unwrap();
        let list = lists.first().unwrap().clone();
        let other = Name::parse_rfc4514("CN=Somebody else").unwrap();
        let entry = Entry { hash: 1, list: list.clone() };
        assert_eq!(entry.compare(1, list.crl().issuer()), Ordering::Equal);
        assert_ne!(entry.compare(1, other.as_name()), Ordering::Equal);
    }

    #[test]
    fn a_provider_must_have_both_hashes_of_pss() {
        let pss = |parameters: &[u8]| Some(SignatureAlgorithm::RsaPss(PssParameters::parse(parameters).unwrap()));
        // SHA-256, and MGF1 with its default SHA-1 or with SHA-256.
        let sha256 = b"\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00";
        let hash = [b"\xA0\x0F", &sha256[..]].concat();
        let mask = [b"\xA1\x1C\x30\x1A\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08", &sha256[..]].concat();
        let mixed = [b"\x30\x11", &hash[..]].concat();
        let equal = [&b"\x30\x2F"[..], &hash, &mask].concat();
        assert!(can_verify(RUSTCRYPTO, pss(&equal)) && !can_verify(RUSTCRYPTO, pss(&mixed)));
        assert!(can_verify(RUSTCRYPTO, Some(SignatureAlgorithm::Ed25519)));
        assert!(!can_verify(RUSTCRYPTO, Some(SignatureAlgorithm::RsaPkcs1(Hash::Sha1))));
        assert!(!can_verify(RUSTCRYPTO, None));
    }
}
