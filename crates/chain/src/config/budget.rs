//! What a check may cost, and one account of what it has spent.

use ucpki_matcher::Comparisons;

/// How much work one check may cost, in time and in memory. Running out is an answer of its own, never "untrusted".
///
/// The defaults decide every case of the attack graphs in this repository with room to spare. All of them spent, which takes
/// input that is built for it, is some 100 ms in pure Rust, and less than 16 MB beyond the input (`hostile` among the benches):
///
/// | budget | default | what it bounds |
/// | --- | --- | --- |
/// | [`steps`](Self::steps) | 1,500,000 | whatever is not a signature: some 50 ns each, and what is kept while searching |
/// | [`signatures`](Self::signatures) | 256 | checks of the path, and again as many of revocation data |
/// | [`reserve`](Self::reserve) | 32 | checks for what the operator configured, beside `signatures` |
/// | [`comparisons`](Self::comparisons) | 1,048,576 | names against constraints and the identity; each is a step as well |
/// | [`paths`](Self::paths) | 2,000 | whole paths that are judged |
///
/// # Examples
///
/// ```
/// use ucpki::Budget;
///
/// // A reactor thread that must answer in a few milliseconds.
/// let budget = Budget::default().signatures(16).steps(50_000);
/// # let _ = budget;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    pub(crate) signatures: u64,
    pub(crate) reserve: u64,
    pub(crate) paths: u64,
    pub(crate) steps: u64,
    pub(crate) comparisons: u64,
}

impl Default for Budget {
    fn default() -> Self {
        // Signatures: two and a half times the hundred that two widely used verifiers allow themselves, since ours are spent
        // in a better order; some 30 ms with P-256 in pure Rust. Reserve: a path of the greatest usual length twice over.
        // Comparisons: a thousand names against a thousand constraints.
        Self { signatures: 256, reserve: 32, paths: 2_000, steps: 1_500_000, comparisons: 1 << 20 }
    }
}

impl Budget {
    /// Signature checks for certificates that the peer sent, and as many again for revocation data, in units of one with
    /// P-256: slower keys count for several ([`PreparedKey::weight`](ucpki_crypto::PreparedKey::weight)).
    #[must_use]
    pub const fn signatures(mut self, most: u64) -> Self {
        self.signatures = most;
        self
    }

    /// Signature checks set aside for configured intermediates, which junk from a peer cannot spend.
    #[must_use]
    pub const fn reserve(mut self, most: u64) -> Self {
        self.reserve = most;
        self
    }

    /// Whole paths that are judged.
    #[must_use]
    pub const fn paths(mut self, most: u64) -> Self {
        self.paths = most;
        self
    }

    /// Steps of the search in the graph.
    #[must_use]
    pub const fn steps(mut self, most: u64) -> Self {
        self.steps = most;
        self
    }

    /// Comparisons of names with constraints and with the identity.
    #[must_use]
    pub const fn comparisons(mut self, most: u64) -> Self {
        self.comparisons = most;
        self
    }
}

/// What an answer cost, in counts that do not depend on the machine.
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
/// let time = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// let valid = validator.check(&leaf, &pool, &params)?;
/// assert_eq!((valid.work().signatures, valid.work().paths), (2, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Work {
    /// Certificates that were looked at.
    pub certificates: u64,
    /// Pairs of a certificate and a possible issuer.
    pub arcs: u64,
    /// Steps of the search.
    pub steps: u64,
    /// Whole paths that were judged.
    pub paths: u64,
    /// Signatures of certificates that were checked: at most one for each pair of a certificate and an issuer's key.
    pub signatures: u64,
    /// Signatures that the sources of revocation checked.
    pub revocation_signatures: u64,
    /// Signatures that the cache knew.
    pub cached: u64,
    /// Names that were compared with constraints or with the identity.
    pub comparisons: u64,
}

/// A budget that can end.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Cause, Limit, Refused};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Budget, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// /// What an operator reads: a budget that ended is not a statement about the certificate.
/// fn advice(refused: &Refused) -> &'static str {
///     match refused.cause() {
///         Cause::Exhausted { limit: Limit::Signatures, .. } => "too many signatures: send fewer certificates",
///         Cause::Exhausted { .. } => "too much work: raise the budget, or send fewer certificates",
///         _ => "not trusted",
///     }
/// }
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let budget = Budget::default().signatures(1).reserve(0);
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?).budget(budget);
///
/// let refused = validator.check(&leaf, &pool, &params).unwrap_err();
/// assert_eq!(advice(&refused), "too many signatures: send fewer certificates");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Comparisons of names.
    Comparisons,
    /// Whole paths.
    Paths,
    /// Signature checks.
    Signatures,
    /// Steps of the search.
    Steps,
}

impl Limit {
    /// The name in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Comparisons => "comparisons",
            Self::Paths => "paths",
            Self::Signatures => "signatures",
            Self::Steps => "steps",
        }
    }
}

/// What is left of a [`Budget`], and what was spent of it: one account for the whole check, nested checks of CRL signers
/// included, so that no part of it starts with the full budget again.
///
/// A caller who asks a [`Revocation`](crate::Revocation) source directly makes one as well.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Budget, Spending};
///
/// let spending = Spending::new(&Budget::default().signatures(8));
/// assert_eq!(spending.work().revocation_signatures, 0);
/// ```
#[derive(Debug)]
pub struct Spending {
    budget: Budget,
    pub(crate) work: Work,
    pub(crate) comparisons: Comparisons,
    pub(crate) steps_left: u64,
    /// Signature checks for everything that the peer sent.
    pub(crate) peer: u64,
    /// Signature checks for arcs between the leaf, configured intermediates and anchors, before `peer` is touched.
    pub(crate) reserve: u64,
    /// Signature checks for sources of revocation data.
    pub(crate) revocation: u64,
    /// The first limit that was reached.
    pub(crate) ended: Option<(Limit, u64)>,
    /// Comparisons that were paid for in steps.
    charged: u64,
}

impl Spending {
    /// A full account.
    #[must_use]
    pub fn new(budget: &Budget) -> Self {
        Self {
            budget: *budget,
            work: Work::default(),
            comparisons: Comparisons::new(budget.comparisons),
            steps_left: budget.steps,
            peer: budget.signatures,
            reserve: budget.reserve,
            revocation: budget.signatures,
            ended: None,
            charged: 0,
        }
    }

    /// What was spent so far.
    #[must_use]
    pub fn work(&self) -> Work {
        Work { comparisons: self.comparisons.used(), ..self.work }
    }

    /// Notes that a limit was reached; the first one is kept.
    pub(crate) fn end(&mut self, limit: Limit) {
        self.ended.get_or_insert((limit, self.most(limit)));
    }

    /// What the budget was to begin with.
    pub(crate) const fn most(&self, limit: Limit) -> u64 {
        match limit {
            Limit::Comparisons => self.budget.comparisons,
            Limit::Paths => self.budget.paths,
            Limit::Signatures => self.budget.signatures,
            Limit::Steps => self.budget.steps,
        }
    }

    /// Spends one step; false when none are left.
    pub(crate) fn step(&mut self) -> bool {
        self.steps(1)
    }

    /// Spends several steps at once; false, and nothing is left, when there are fewer.
    pub(crate) fn steps(&mut self, count: u64) -> bool {
        if let Some(left) = self.steps_left.checked_sub(count) {
            self.steps_left = left;
            self.work.steps += count;
            return true;
        }
        self.work.steps += core::mem::take(&mut self.steps_left);
        self.end(Limit::Steps);
        false
    }

    /// Pays for the comparisons that were made since in steps as well, so that steps bound the time of everything.
    pub(crate) fn charge_comparisons(&mut self) {
        let used = self.comparisons.used();
        let made = used - core::mem::replace(&mut self.charged, used);
        self.steps(made);
    }

    /// Counts a path that is judged; false when no more may be.
    pub(crate) fn path(&mut self) -> bool {
        if self.work.paths >= self.budget.paths {
            self.end(Limit::Paths);
            return false;
        }
        self.work.paths += 1;
        true
    }
}

/// A budget ended before there was an answer.
#[derive(Debug)]
pub(crate) struct Exhausted;
