//! How a source of revocation data is asked, and what it may use to answer.

use super::hints::MAX_HINTS;
use super::signer::PathContext;
use super::{FetchHint, FetchKind, Status, StatusSubject};
use crate::{AlgorithmPolicy, Limit, Profile, Rule, Severity, Spending};
use alloc::{borrow::ToOwned, vec::Vec};
use core::fmt;
use ucpki_crypto::{Input, KeyKind, PreparedKey, Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::{AlgorithmRef, Certificate, Code, NameRef, SpkiRef, Time};

/// Something that knows about revoked certificates: a set of CRLs, OCSP responses, a database.
///
/// It must answer the same for the same query (no clock, no network), and must be bounded in its work: signature
/// checks go through the [`Context`], which counts them.
pub trait Revocation: Send + Sync + fmt::Debug {
    /// What this source knows about `query`'s certificate at `query`'s time.
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status;
}

/// What is asked: a certificate whose signature held, and who issued it.
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
    /// A question, for who asks a source directly: the judge makes its own.
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

    /// Other keys of the issuer: certificates of its name that stand above it on the same path.
    ///
    /// A CA that changed its key may sign its lists with either (RFC 5280, 6.3.3 (f)).
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

/// What a source may use while it answers: signature checks on the budget of the check, and notes on what is missing.
#[derive(Debug)]
pub struct Context<'a> {
    pub(crate) provider: Provider,
    pub(crate) algorithms: AlgorithmPolicy,
    pub(crate) spending: &'a mut Spending,
    pub(crate) wanted: &'a mut Vec<FetchHint>,
    /// The check that asks; none where a source is asked by itself.
    pub(crate) path_context: Option<PathContext<'a>>,
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
            path_context: None,
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
        let Ok(uri) = core::str::from_utf8(uri) else { return };
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureCheck {
    /// The budget of the check is spent.
    Exhausted,
    /// The signature does not hold, or cannot be processed.
    Failed(VerifyError),
}
