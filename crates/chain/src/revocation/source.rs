//! How a source of revocation data is asked, and what it may use to answer.

use super::evidence::Status;
use super::hints::{FetchHint, FetchKind, MAX_HINTS, StatusSubject};
use super::query::Query;
use super::signer::{SignerRefused, StatusSigner};
use crate::config::algorithms::AlgorithmPolicy;
use crate::config::budget::{Limit, Spending};
use crate::config::profile::Profile;
use crate::config::rules::{Rule, Severity};
use alloc::{borrow::ToOwned, vec::Vec};
use core::fmt;
use ucpki_crypto::{Input, KeyKind, PreparedKey, Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::{AlgorithmRef, Certificate, Code, NameRef, SpkiRef};

/// Something that knows about revoked certificates: a set of CRLs, OCSP responses, a database.
///
/// It must answer the same for the same query (no clock, no network), and must be bounded in its work: signature
/// checks go through the [`Context`], which counts them.
///
/// # Examples
///
/// A source of your own: serial numbers that the CA's database exported.
///
/// ```
/// use std::collections::BTreeSet;
/// use ucpki::chain::{Context, Evidence, Query, Revocation, Status, UnknownReason};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{CrlReason, Name, pem};
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, RevocationCheck, Time, ValidationParams, Validator};
///
/// #[derive(Debug)]
/// struct Database {
///     issuer: Name,
///     revoked: BTreeSet<Vec<u8>>,
///     exported: Time,
/// }
///
/// impl Revocation for Database {
///     fn status(&self, query: &Query<'_>, _: &mut Context<'_>) -> Status {
///         if !query.issuer().name().matches(self.issuer.as_name()) {
///             return Status::Unknown(vec![UnknownReason::NoData]);
///         }
///         let evidence = Evidence::crl(None, self.exported, None);
///         match self.revoked.contains(query.certificate().serial().as_bytes()) {
///             true => Status::Revoked(evidence, CrlReason::Unspecified, self.exported),
///             false => Status::Good(evidence),
///         }
///     }
/// }
///
/// let read = |file: &[u8]| pem::certificates(file).map(|all| all.into_iter().map(|found| found.certificate));
/// let roots = read(include_bytes!("../../../../tests/data/crl/revoked-leaf/root.pem"))?.map(Anchor::certificate);
/// let mut chain = read(include_bytes!("../../../../tests/data/crl/revoked-leaf/chain.pem"))?;
/// let (leaf, pool) = (chain.next().unwrap(), chain.collect::<Pool>());
/// let time = Time::parse_rfc3339("2030-01-01T00:00:00Z")?;
/// let database = Database {
///     issuer: leaf.issuer().to_name(),
///     revoked: [leaf.serial().as_bytes().to_vec()].into(),
///     exported: time,
/// };
///
/// let sources: [&dyn Revocation; 1] = [&database];
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?)
///     .revocation(RevocationCheck::new(&sources).leaf_only());
/// let refused = Validator::new(RUSTCRYPTO).anchors(roots).check(&leaf, &pool, &params).unwrap_err();
/// assert_eq!(refused.code().name(), "chain.revoked");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Revocation: Send + Sync + fmt::Debug {
    /// What this source knows about `query`'s certificate at `query`'s time.
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status;

    /// Whether every certificate counts as if it named this source, as OCSP with a responder that is configured for all. A
    /// [`Consumer`](crate::Consumer) takes the status from there.
    fn is_for_all_certificates(&self) -> bool {
        false
    }
}

/// Who may sign for an issuer on the path under judgement. The search implements it, so that sources know nothing of searching.
pub(crate) trait PathSigners: fmt::Debug {
    /// As [`Context::signers`].
    fn signers(
        &self,
        name: NameRef<'_>,
        key_id: Option<&[u8]>,
        spending: &mut Spending,
    ) -> Result<Vec<StatusSigner>, SignerRefused>;

    /// As [`Context::signer_path`].
    fn signer_path(&self, signer: &StatusSigner, context: &mut Context<'_>) -> Result<(), SignerRefused>;

    /// As [`Context::check_signer`], for a certificate of a delegate.
    fn delegate(
        &self,
        certificate: &Certificate,
        query: &Query<'_>,
        context: &mut Context<'_>,
    ) -> Result<(), SignerRefused>;
}

/// What a source may use while it answers: signature checks on the budget of the check, and notes on what is missing.
///
/// # Examples
///
/// A source that is asked directly, without a path:
///
/// ```
/// use ucpki::CrlSet;
/// use ucpki::chain::{AlgorithmPolicy, Budget, Context, Issuer, Query, Revocation, Spending};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{CrlReason, Time, pem};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let ca = read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?;
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/revoked.pem"))?;
/// let crls = include_bytes!("../../../../tests/data/chain/demo/crls.pem");
/// let crls = CrlSet::new(ucpki::crl::read(crls, &RUSTCRYPTO)?);
///
/// let key = RUSTCRYPTO.prepare(ca.spki(), None)?;
/// let issuer = Issuer::new(ca.subject(), ca.spki(), &*key, Some(&ca));
/// let query = Query::new(&leaf, issuer, 0, false, Time::parse_rfc3339("2026-11-22T00:00:00Z")?);
/// let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
/// let mut context = Context::new(RUSTCRYPTO, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
///
/// let status = crls.status(&query, &mut context);
/// assert_eq!(status.revocation().map(|(reason, _)| reason), Some(CrlReason::KeyCompromise));
/// assert_eq!(spending.work().revocation_signatures, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Context<'a> {
    pub(crate) provider: Provider,
    pub(crate) algorithms: AlgorithmPolicy,
    pub(crate) spending: &'a mut Spending,
    pub(crate) wanted: &'a mut Vec<FetchHint>,
    /// The path under judgement; none where a source is asked by itself.
    pub(crate) path: Option<&'a dyn PathSigners>,
    /// Whether the path above the certificate decided who may sign, so that another path could have another answer.
    pub(crate) depends_on_path: bool,
    /// What the source found odd, though it has an answer.
    pub(crate) warnings: Vec<&'static Code>,
    /// Who says what follows from a rule of a source; where there is none, [`Profile::RFC5280`].
    pub(crate) profile: Option<&'a Profile>,
    notes_nothing: bool,
}

impl<'a> Context<'a> {
    /// A context for asking a source directly: on which account, and where what is wanted goes.
    ///
    /// There is no path then, so that only the keys of the query count as signers.
    #[must_use]
    pub const fn new(
        provider: Provider,
        algorithms: AlgorithmPolicy,
        spending: &'a mut Spending,
        wanted: &'a mut Vec<FetchHint>,
    ) -> Self {
        Self {
            provider,
            algorithms,
            spending,
            wanted,
            path: None,
            depends_on_path: false,
            warnings: Vec::new(),
            profile: None,
            notes_nothing: false,
        }
    }

    /// The same context, with the profile that says what follows from the rules of sources.
    #[must_use]
    pub const fn with_profile(mut self, profile: &'a Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// What follows in the profile from a broken rule of a source.
    #[must_use]
    pub fn severity(&self, rule: &Rule) -> Severity {
        static DEFAULT: Profile = Profile::RFC5280;
        self.profile.unwrap_or(&DEFAULT).severity_of(rule)
    }

    /// The provider that judges.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// Whether the profile accepts signatures by this algorithm. A source must not use data that is signed by another.
    #[must_use]
    pub fn accepts(&self, algorithm: &SignatureAlgorithm) -> bool {
        self.algorithms.refuses_hash(algorithm).is_none()
    }

    /// Whether the profile accepts signatures with this key: of a kind that is known, and long enough.
    #[must_use]
    pub fn accepts_key(&self, spki: SpkiRef<'_>) -> bool {
        KeyKind::from_spki(spki).is_ok_and(|kind| self.algorithms.refuses_key(kind).is_none())
    }

    /// Checks a signature, on the budget of the check.
    ///
    /// # Errors
    ///
    /// [`SignatureCheck::Exhausted`] when the budget is spent, else why the signature does not verify.
    pub fn verify(
        &mut self,
        key: &dyn PreparedKey,
        algorithm: AlgorithmRef<'_>,
        input: Input<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureCheck> {
        let Some(left) = self.spending.revocation.checked_sub(u64::from(key.weight())) else {
            self.spending.end(Limit::Signatures);
            return Err(SignatureCheck::Exhausted);
        };
        self.spending.revocation = left;
        self.spending.work.revocation_signatures += 1;
        key.verify(algorithm, input, signature).map_err(SignatureCheck::Failed)
    }

    /// Pays for comparisons of names, on the budget of the check: one for each pair of names that is looked at.
    ///
    /// # Errors
    ///
    /// [`SignatureCheck::Exhausted`] when the budget is spent.
    pub fn pay_comparisons(&mut self, count: u64) -> Result<(), SignatureCheck> {
        if self.spending.comparisons.spend(count).is_err() {
            self.spending.end(Limit::Comparisons);
            return Err(SignatureCheck::Exhausted);
        }
        self.spending.charge_comparisons();
        Ok(())
    }

    /// Asks something without noting addresses: for a policy that does not allow to fetch them.
    pub fn without_hints<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let before = core::mem::replace(&mut self.notes_nothing, true);
        let answer = ask(self);
        self.notes_nothing = before;
        answer
    }

    /// Notes an address that could change the answer if it were fetched.
    pub fn suggest_fetch(&mut self, kind: FetchKind, uri: &[u8]) {
        self.hint(kind, uri, || None);
    }

    /// Notes an OCSP responder that could say more about the certificate of a query.
    pub fn suggest_status(&mut self, uri: &[u8], query: &Query<'_>) {
        self.hint(FetchKind::Ocsp, uri, || Some(StatusSubject::from_query(query)));
    }

    fn hint(&mut self, kind: FetchKind, uri: &[u8], subject: impl FnOnce() -> Option<StatusSubject>) {
        // RFC 3986, 2: who fetches puts it into a request, where a line feed would begin another header.
        let Some(uri) = core::str::from_utf8(uri).ok().filter(|uri| uri.bytes().all(|byte| byte.is_ascii_graphic()))
        else {
            return;
        };
        // A hostile certificate can name thousands: what is not kept is not copied.
        if self.takes_hints() {
            self.take_hint(FetchHint { kind, uri: uri.to_owned(), subject: subject() });
        }
    }

    /// Keeps a hint that a nested check has noted.
    pub(crate) fn take_hint(&mut self, hint: FetchHint) {
        if self.takes_hints() && !self.wanted.contains(&hint) {
            self.wanted.push(hint);
        }
    }

    const fn takes_hints(&self) -> bool {
        !self.notes_nothing && self.wanted.len() < MAX_HINTS
    }

    /// What was noted as odd so far.
    #[must_use]
    pub fn warnings(&self) -> &[&'static Code] {
        &self.warnings
    }

    /// Notes something odd about the data that an answer rests on: a warning of the verdict at the certificate in question.
    pub fn warn(&mut self, code: &'static Code) {
        if !self.warnings.contains(&code) {
            self.warnings.push(code);
        }
    }
}

/// Why a signature that a source asked for was not confirmed.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{SignatureCheck, UnknownReason};
/// use ucpki::crypto::{VerifyError, codes};
///
/// /// What a source answers where `Context::verify` did not confirm its data.
/// fn reason(check: SignatureCheck) -> UnknownReason {
///     match check {
///         SignatureCheck::Exhausted => UnknownReason::Exhausted,
///         SignatureCheck::Failed(error) => UnknownReason::Unusable(error.code()),
///         _ => UnknownReason::NoData,
///     }
/// }
///
/// let failed = SignatureCheck::Failed(VerifyError::BadSignature);
/// assert_eq!(reason(failed), UnknownReason::Unusable(&codes::SIGNATURE_INVALID));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureCheck {
    /// The budget of the check is spent.
    Exhausted,
    /// The signature does not hold, or cannot be processed.
    Failed(VerifyError),
}
