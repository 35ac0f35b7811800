//! A family of appliances, and everything that goes with it.

use crate::{CUCM_RULES, EXPRESSWAY_RULES, Purpose, Role, Settings};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ucpki_chain::Profile;
use ucpki_csr::RuleSet;

/// A family of appliances: the switches, rules and judgement that go together.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Preset, Purpose};
///
/// let cucm = Preset::by_name("cucm").expect("one of the two");
/// assert!(cucm.settings().ms_suffix);
/// assert_eq!((cucm.usual_purpose(), cucm.profile().name()), (Purpose::Tomcat, "cucm"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// `cucm`: Unified CM, and IM and Presence.
    Cucm,
    /// `expressway`: VCS and Expressway.
    Expressway,
}

impl Preset {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Expressway, Self::Cucm];

    /// `expressway` or `cucm`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cucm => "cucm",
            Self::Expressway => "expressway",
        }
    }

    /// The preset of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// The switches of the family.
    #[must_use]
    pub const fn settings(self) -> Settings {
        match self {
            Self::Cucm => Settings::CUCM,
            Self::Expressway => Settings::EXPRESSWAY,
        }
    }

    /// What the family accepts of a request.
    #[must_use]
    pub const fn rules(self) -> RuleSet {
        match self {
            Self::Cucm => CUCM_RULES,
            Self::Expressway => EXPRESSWAY_RULES,
        }
    }

    /// How the family judges a path.
    #[must_use]
    pub const fn profile(self) -> Profile {
        match self {
            Self::Cucm => Profile::CUCM,
            Self::Expressway => Profile::EXPRESSWAY,
        }
    }

    /// What a node of the family is where nothing else is said.
    #[must_use]
    pub const fn usual_role(self) -> Role {
        match self {
            Self::Cucm => Role::CallManager,
            Self::Expressway => Role::Control,
        }
    }

    /// What a certificate of the family is for where nothing else is said.
    #[must_use]
    pub const fn usual_purpose(self) -> Purpose {
        match self {
            Self::Cucm => Purpose::Tomcat,
            Self::Expressway => Purpose::Expressway,
        }
    }

    /// Everything that goes with the family, by name: `profile`, `rules`, `role`, `purpose`, then each switch with its value.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::Preset;
    ///
    /// let shown: Vec<String> = Preset::Cucm.everything().map(|(name, value)| format!("{name}={value}")).collect();
    /// assert!(shown.starts_with(&["profile=cucm".to_owned(), "rules=cucm".to_owned()]));
    /// assert!(shown.contains(&"pending=replace".to_owned()));
    /// ```
    pub fn everything(self) -> impl Iterator<Item = (&'static str, String)> {
        let parts = [
            ("profile", self.profile().name().to_string()),
            ("rules", self.rules().name().to_string()),
            ("role", self.usual_role().name().to_string()),
            ("purpose", self.usual_purpose().name().to_string()),
        ];
        let switches: Vec<_> = self.settings().switches().collect();
        parts.into_iter().chain(switches)
    }
}
