//! A renewed certificate has another CA: which neighbours have to learn of it.

use crate::{Restart, Role, TrustStore, codes};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::Error;

/// A node that talks to the one whose certificate was renewed.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Neighbour, Role};
///
/// // In code, or from a file with one neighbour on each line.
/// let edge = Neighbour::new("exp-e", Role::Edge).with_mra();
/// let listed = Neighbour::parse_list(b"# the traversal server\nexp-e edge mra\n")?;
/// assert_eq!(listed, [edge]);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    name: String,
    role: Role,
    mra: bool,
    secure_zone: bool,
}

/// Which store of which node needs the CA certificates of the new certificate.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Neighbour, Role, distribute};
///
/// let neighbours = [Neighbour::new("exp-e", Role::Edge)];
/// for delivery in distribute(Role::Control, &neighbours) {
///     let node = delivery.neighbour().map_or("this node", Neighbour::name);
///     println!("upload the CA certificates to {} of {node}", delivery.store().name());
///     for restart in delivery.restarts() {
///         println!("then restart {}", restart.service);
///     }
/// }
/// assert_eq!(distribute(Role::Control, &neighbours)[0].to_string(), "exp-e: trusted CA");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery<'n> {
    /// `None` for the node itself.
    neighbour: Option<&'n Neighbour>,
    store: TrustStore,
}

/// Where the CA certificates of a renewed certificate have to go, if its CA is another one than before.
///
/// Another CA is another key, and also the same key under another name: whoever trusts the old name finds no path from the
/// new one. Nothing is to be done for a neighbour that is not listed.
///
/// The order is the one of the neighbours, with the stores of one neighbour together; the stores of the node itself come last.
///
/// - The node itself needs the CA certificates before it takes the certificate: the upload looks for the whole chain.
/// - Control and edge trust each other.
/// - A call manager that serves mobile and remote access, or has a secure zone, sees the certificate of a control node in
///   SIP and on its web interfaces: it goes into CallManager-trust **and** tomcat-trust. Both replicate to all nodes of
///   the cluster. The other way round, the control node checks the call manager. Mobile and remote access goes through edge,
///   control and call manager: where it is said of the edge, it counts for the call managers behind it.
/// - A node in the middle does not hand certificates on: edge and call manager never meet.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Neighbour, Role, distribute};
///
/// let neighbours = Neighbour::parse_list(b"exp-e edge\ncucm-pub call-manager mra\ncucm-lab call-manager\n")?;
/// let deliveries = distribute(Role::Control, &neighbours);
/// let told: Vec<String> = deliveries.iter().map(ToString::to_string).collect();
/// assert_eq!(told[..3], ["exp-e: trusted CA", "cucm-pub: tomcat-trust", "cucm-pub: CallManager-trust"]);
/// assert_eq!(told[3], "this node: trusted CA");
/// assert_eq!(deliveries[1].restarts()[0].service, "Cisco Tomcat");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[must_use]
pub fn distribute(renewed: Role, neighbours: &[Neighbour]) -> Vec<Delivery<'_>> {
    let mut deliveries = Vec::new();
    let through_edge = neighbours.iter().any(|neighbour| neighbour.role == Role::Edge && neighbour.mra);
    for neighbour in neighbours {
        let secure = neighbour.mra || neighbour.secure_zone || through_edge;
        let stores: &[TrustStore] = match (renewed, neighbour.role) {
            (Role::Control, Role::Edge) | (Role::Edge, Role::Control) => &[TrustStore::TrustedCa],
            (Role::Control, Role::CallManager) if secure => &[TrustStore::Tomcat, TrustStore::CallManager],
            (Role::CallManager, Role::Control) if secure => &[TrustStore::TrustedCa],
            _ => &[],
        };
        deliveries.extend(stores.iter().map(|store| Delivery { neighbour: Some(neighbour), store: *store }));
    }
    deliveries.extend(renewed.own_stores().iter().map(|store| Delivery { neighbour: None, store: *store }));
    deliveries
}

impl Neighbour {
    /// A neighbour without mobile and remote access and without secure zones.
    #[must_use]
    pub fn new(name: &str, role: Role) -> Self {
        Self { name: name.into(), role, mra: false, secure_zone: false }
    }

    /// The same with mobile and remote access through it.
    #[must_use]
    pub fn with_mra(self) -> Self {
        Self { mra: true, ..self }
    }

    /// The same with a zone that checks certificates.
    #[must_use]
    pub fn with_secure_zone(self) -> Self {
        Self { secure_zone: true, ..self }
    }

    /// Reads neighbours from a text, one in each line: `NAME ROLE [mra] [secure-zone]`, the role as in [`Role::by_name`].
    ///
    /// Empty lines, and lines that start with `#`, are none.
    ///
    /// # Errors
    ///
    /// [`codes::NEIGHBOUR_SYNTAX`] with the line.
    pub fn parse_list(text: &[u8]) -> Result<Vec<Self>, Error> {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let mut neighbours = Vec::new();
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let error = Error::at_line(&codes::NEIGHBOUR_SYNTAX, index + 1);
            let line = core::str::from_utf8(line).map_err(|_| error)?.trim();
            if !line.is_empty() && !line.starts_with('#') {
                neighbours.push(Self::parse(line).ok_or(error)?);
            }
        }
        Ok(neighbours)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let mut neighbour = Self::new(words.next()?, Role::by_name(words.next()?)?);
        for word in words {
            match word {
                "mra" => neighbour.mra = true,
                "secure-zone" => neighbour.secure_zone = true,
                _ => return None,
            }
        }
        Some(neighbour)
    }

    /// Its name, as the caller gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

impl<'n> Delivery<'n> {
    /// The neighbour; `None` for the node whose certificate was renewed.
    #[must_use]
    pub const fn neighbour(&self) -> Option<&'n Neighbour> {
        self.neighbour
    }

    /// Its store.
    #[must_use]
    pub const fn store(&self) -> TrustStore {
        self.store
    }

    /// As [`TrustStore::restarts`].
    #[must_use]
    pub fn restarts(&self) -> &'static [Restart] {
        self.store.restarts()
    }
}

impl fmt::Display for Delivery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.neighbour.map_or("this node", Neighbour::name), self.store.name())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    fn told(renewed: Role) -> Vec<String> {
        let neighbours = [
            Neighbour::new("c", Role::Control),
            Neighbour::new("c-zone", Role::Control).with_secure_zone(),
            Neighbour::new("e", Role::Edge),
            Neighbour::new("cm", Role::CallManager),
            Neighbour::new("cm-mra", Role::CallManager).with_mra(),
            Neighbour::new("cm-zone", Role::CallManager).with_secure_zone(),
            Neighbour::new("imp", Role::ImPresence).with_mra(),
        ];
        distribute(renewed, &neighbours).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_role_tells_those_that_check_it() {
        assert_eq!(
            told(Role::Control),
            [
                "e: trusted CA",
                "cm-mra: tomcat-trust",
                "cm-mra: CallManager-trust",
                "cm-zone: tomcat-trust",
                "cm-zone: CallManager-trust",
                "this node: trusted CA"
            ]
        );
        assert_eq!(told(Role::Edge), ["c: trusted CA", "c-zone: trusted CA", "this node: trusted CA"]);
        let own = ["this node: tomcat-trust", "this node: CallManager-trust"];
        assert_eq!(told(Role::CallManager), [&["c-zone: trusted CA"][..], &own].concat());
        let own = ["this node: tomcat-trust", "this node: cup-trust", "this node: cup-xmpp-trust"];
        assert_eq!(told(Role::ImPresence), own);
    }

    #[test]
    fn mobile_access_through_an_edge_counts_for_the_call_managers_behind_it() {
        let neighbours = [Neighbour::new("e", Role::Edge).with_mra(), Neighbour::new("cm", Role::CallManager)];
        let told: Vec<_> = distribute(Role::Control, &neighbours).iter().map(ToString::to_string).collect();
        assert_eq!(told.get(1..3).unwrap(), ["cm: tomcat-trust", "cm: CallManager-trust"]);
    }

    #[test]
    fn a_list_has_one_neighbour_in_each_line() {
        let text = b"\xEF\xBB\xBF# name role\r\n\nexp-e  edge\r\n cucm call-manager secure-zone mra\n";
        let expected = [
            Neighbour::new("exp-e", Role::Edge),
            Neighbour::new("cucm", Role::CallManager).with_mra().with_secure_zone(),
        ];
        assert_eq!(Neighbour::parse_list(text).unwrap(), expected);
        for (text, line) in [(&b"a"[..], 1), (b"a edge\nb router", 2), (b"a edge tls", 1), (b"\xFF edge", 1)] {
            assert_eq!(Neighbour::parse_list(text), Err(Error::at_line(&codes::NEIGHBOUR_SYNTAX, line)));
        }
    }
}
