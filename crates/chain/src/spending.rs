//! One account of what a check may spend and has spent.

use crate::{Budget, Limit, Work};
use ucpki_matcher::Comparisons;

/// What is left of a [`Budget`], and what was spent of it: one account for the whole check, nested checks of CRL signers
/// included, so that no part of it starts with the full budget again.
///
/// A caller who asks a [`Revocation`](crate::Revocation) source directly makes one as well.
///
/// # Examples
///
/// ```
/// use ucpki_chain::{Budget, Spending};
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
