//! What every request of a node starts from.

use alloc::string::String;
use alloc::vec::Vec;
use ucpki_csr::Subject;
use ucpki_x509::GeneralNameBuf;

/// The defaults of a node, which feed every later request.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::NodeDefaults;
///
/// let old = NodeDefaults { country: "NO".into(), organization: "Example".into(), ..NodeDefaults::default() };
/// let new = NodeDefaults { organization: "Example AS".into(), ..old.clone() };
/// // The self-signed certificate of tomcat has these fields.
/// assert!(old.change_to(&new).regenerate_tomcat);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the fields of the page; filled with `..NodeDefaults::default()`")]
pub struct NodeDefaults {
    /// countryName.
    pub country: String,
    /// stateOrProvinceName.
    pub state: String,
    /// localityName.
    pub locality: String,
    /// organizationName.
    pub organization: String,
    /// organizationalUnitName.
    pub organizational_unit: String,
    /// Alternative names of any kind, for every request.
    pub names: Vec<GeneralNameBuf>,
}

/// What follows from a change of the defaults.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{DefaultsChange, NodeDefaults};
///
/// let defaults = NodeDefaults { country: "NO".into(), ..NodeDefaults::default() };
/// let DefaultsChange { regenerate_tomcat, .. } = defaults.change_to(&defaults.clone());
/// assert!(!regenerate_tomcat);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DefaultsChange {
    /// The self-signed certificate of `tomcat` is to be made again: it has these fields.
    pub regenerate_tomcat: bool,
}

impl NodeDefaults {
    /// Fills what `subject` leaves empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::NodeDefaults;
    /// use ucpki::csr::Subject;
    ///
    /// let defaults = NodeDefaults { country: "NO".into(), organization: "Example".into(), ..NodeDefaults::default() };
    /// let subject = Subject { organization: "Other".into(), ..Subject::default() };
    /// let filled = defaults.fill(subject);
    /// assert_eq!((&*filled.country, &*filled.organization), ("NO", "Other"));
    /// ```
    #[must_use]
    pub fn fill(&self, subject: Subject) -> Subject {
        let or = |given: String, default: &String| if given.is_empty() { default.clone() } else { given };
        let units = if subject.organizational_units.is_empty() && !self.organizational_unit.is_empty() {
            Vec::from([self.organizational_unit.clone()])
        } else {
            subject.organizational_units
        };
        Subject {
            country: or(subject.country, &self.country),
            state: or(subject.state, &self.state),
            locality: or(subject.locality, &self.locality),
            organization: or(subject.organization, &self.organization),
            organizational_units: units,
            ..subject
        }
    }

    /// What follows when `self` becomes `new`. The order of names does not matter.
    #[must_use]
    pub fn change_to(&self, new: &Self) -> DefaultsChange {
        let sorted = |names: &[GeneralNameBuf]| {
            let mut keys: Vec<_> = names.iter().map(GeneralNameBuf::comparison_key).collect();
            keys.sort_unstable();
            keys
        };
        let same = sorted(&self.names) == sorted(&new.names)
            && Self { names: Vec::new(), ..self.clone() } == Self { names: Vec::new(), ..new.clone() };
        DefaultsChange { regenerate_tomcat: !same }
    }
}
