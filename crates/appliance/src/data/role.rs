//! What a node is.

use crate::TrustStore;

/// What a node is: its product, and its place.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Role, TrustStore};
///
/// // Where the CA certificates of an Expressway's own certificate go.
/// let role = Role::by_name("control").ok_or("no such role")?;
/// assert_eq!(role.own_stores(), [TrustStore::TrustedCa]);
/// assert!(!role.is_cucm());
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// A call manager: Unified CM.
    CallManager,
    /// The traversal client inside: Expressway-C, VCS Control.
    #[default]
    Control,
    /// The traversal server outside: Expressway-E, VCS Expressway.
    Edge,
    /// IM and Presence.
    ImPresence,
}

impl Role {
    const ALL: [Self; 4] = [Self::CallManager, Self::Control, Self::Edge, Self::ImPresence];

    /// `call-manager`, `control`, `edge` or `im-presence`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallManager => "call-manager",
            Self::Control => "control",
            Self::Edge => "edge",
            Self::ImPresence => "im-presence",
        }
    }

    /// The trust stores of the node itself that hold the CA certificates of its own certificates.
    #[must_use]
    pub const fn own_stores(self) -> &'static [TrustStore] {
        match self {
            Self::CallManager => &[TrustStore::Tomcat, TrustStore::CallManager],
            Self::Control | Self::Edge => &[TrustStore::TrustedCa],
            Self::ImPresence => &[TrustStore::Tomcat, TrustStore::Cup, TrustStore::CupXmpp],
        }
    }

    /// The role of this name; `unified-cm` is another name of `call-manager`.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::Role;
    ///
    /// assert_eq!(Role::by_name("edge"), Some(Role::Edge));
    /// assert_eq!(Role::by_name("unified-cm"), Some(Role::CallManager));
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let name = if name == "unified-cm" { "call-manager" } else { name };
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether the node belongs to a cluster of Unified CM: a call manager, or IM and Presence.
    #[must_use]
    pub const fn is_cucm(self) -> bool {
        matches!(self, Self::CallManager | Self::ImPresence)
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn every_role_is_found_by_its_name() {
        for role in Role::ALL {
            assert_eq!(Role::by_name(role.name()), Some(role));
        }
        assert_eq!(Role::by_name("router"), None);
    }
}
