//! What a certificate or request covers of what is configured now.

use crate::Plan;
use alloc::string::String;
use alloc::vec::Vec;
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::{GeneralNames, NameRef};

/// Which of the names that the configuration asks for are there, and which are there without being asked for.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Coverage, Purpose, Reissue, Settings, Topology};
/// use ucpki::csr::parse_name;
/// use ucpki::x509::GeneralNameBuf;
///
/// let topology = Topology { node: "a.example.com".into(), ..Topology::default() };
/// let plan = topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?;
/// let coverage = Coverage::from_names(&plan, Some("a.example.com"), &[parse_name("old.example.com")?]);
/// assert_eq!(coverage.missing, [parse_name("a.example.com")?]);
/// assert_eq!(coverage.reissue(), Reissue::Required);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// Names that are asked for and not there.
    pub missing: Vec<GeneralNameBuf>,
    /// Names that are there and not asked for.
    pub extra: Vec<GeneralNameBuf>,
    /// The common name that is asked for, where another one is there.
    pub common_name: Option<String>,
}

/// Whether a new certificate is needed.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Coverage, Purpose, Reissue, Settings, Topology};
/// use ucpki::csr::parse_name;
///
/// let topology = Topology { node: "a.example.com".into(), ..Topology::default() };
/// let plan = topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?;
/// let names = [parse_name("a.example.com")?, parse_name("old.example.com")?];
/// let advice = match Coverage::from_names(&plan, Some("a.example.com"), &names).reissue() {
///     Reissue::Required => "peers will refuse it: request a new one now",
///     Reissue::Advised => "request a new one at the next renewal",
///     _ => "nothing to do",
/// };
/// assert_eq!(advice, "request a new one at the next renewal");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reissue {
    /// No: it covers what is configured, and no more.
    No,
    /// It works, but holds names that are no longer configured, or another common name.
    Advised,
    /// A name that peers will look for is missing.
    Required,
}

impl Coverage {
    /// Compares a subject and its alternative names, of a certificate or a request, with a plan.
    #[must_use]
    pub fn new(plan: &Plan, subject: NameRef<'_>, names: Option<GeneralNames<'_>>) -> Self {
        let names: Vec<_> = names.iter().flat_map(GeneralNames::iter).map(GeneralNameBuf::from).collect();
        let common_name = subject.common_names().last().and_then(|attribute| attribute.text().map(String::from));
        Self::from_names(plan, common_name.as_deref(), &names)
    }

    /// Compares names with a plan. Sorted look-ups: n log n.
    #[must_use]
    pub fn from_names(plan: &Plan, common_name: Option<&str>, names: &[GeneralNameBuf]) -> Self {
        let sorted = |names: &mut dyn Iterator<Item = &GeneralNameBuf>| {
            let mut keys: Vec<_> = names.map(GeneralNameBuf::comparison_key).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let (wanted, found) = (sorted(&mut plan.included()), sorted(&mut names.iter()));
        let lacks =
            |keys: &[GeneralNameBuf], name: &GeneralNameBuf| keys.binary_search(&name.comparison_key()).is_err();
        let same = common_name.is_some_and(|name| name.eq_ignore_ascii_case(&plan.common_name));
        Self {
            missing: plan.included().filter(|name| lacks(&found, name)).cloned().collect(),
            extra: names.iter().filter(|name| lacks(&wanted, name)).cloned().collect(),
            common_name: (!same).then(|| plan.common_name.clone()),
        }
    }

    /// Whether a new certificate is needed.
    #[must_use]
    pub const fn reissue(&self) -> Reissue {
        if !self.missing.is_empty() {
            Reissue::Required
        } else if !self.extra.is_empty() || self.common_name.is_some() {
            Reissue::Advised
        } else {
            Reissue::No
        }
    }
}

impl Reissue {
    /// A word for reports: `no`, `advised` or `required`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Advised => "advised",
            Self::No => "no",
            Self::Required => "required",
        }
    }
}
