use crate::codes;
use ucpki_x509::Code;

/// A budget for comparisons: how many names may still be looked at, and how many were.
///
/// A certificate can carry as many names as its issuer likes, so whoever looks at names on behalf of a stranger does
/// it with a bound. One comparison is one name of a certificate set against one wanted name or one constraint.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::Comparisons;
///
/// let mut budget = Comparisons::new(2);
/// assert!(budget.spend(1).is_ok() && budget.spend(1).is_ok());
/// assert_eq!(budget.spend(1).unwrap_err().name(), "matcher.comparisons_exhausted");
/// assert_eq!(budget.used(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparisons {
    limit: u64,
    used: u64,
}

impl Comparisons {
    /// A budget of `limit` comparisons.
    #[must_use]
    pub const fn new(limit: u64) -> Self {
        Self { limit, used: 0 }
    }

    /// A budget without a bound, for certificates that are one's own.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self::new(u64::MAX)
    }

    /// Takes `count` comparisons out, or nothing at all.
    ///
    /// # Errors
    ///
    /// [`codes::COMPARISONS_EXHAUSTED`] when fewer are left.
    pub const fn spend(&mut self, count: u64) -> Result<(), &'static Code> {
        if count > self.left() {
            return Err(&codes::COMPARISONS_EXHAUSTED);
        }
        self.used += count;
        Ok(())
    }

    /// How many comparisons were made.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.used
    }

    /// How many comparisons may still be made.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.limit - self.used
    }

    /// How many comparisons may be made in all.
    #[must_use]
    pub const fn limit(&self) -> u64 {
        self.limit
    }
}
