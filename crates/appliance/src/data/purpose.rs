//! What certificates of an appliance are for, as data.

use crate::{ApplianceError, TrustStore, codes};
use alloc::vec::Vec;
use core::fmt;
use ucpki_crypto::KeyKind;
use ucpki_csr::RequestBuilder;
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::{Oid, oids};

/// What a certificate of an appliance is for: a row of the published tables.
///
/// | name | product |
/// |---|---|
/// | `expressway` | VCS and Expressway: the server certificate |
/// | `tomcat`, `ipsec`, `CallManager`, `CAPF`, `TVS`, and the `-ECDSA` variants | Unified CM |
/// | `cup`, `cup-xmpp`, `cup-xmpp-s2s`, and the `-ECDSA` variants; `imp-ipsec` | IM and Presence |
///
/// # Examples
///
/// ```
/// use ucpki::appliance::Purpose;
/// use ucpki::crypto::KeyKind;
///
/// let purpose = Purpose::by_name("tomcat-ECDSA").ok_or("no such purpose")?;
/// assert_eq!(purpose.trust_store().name(), "tomcat-trust");
/// assert!(purpose.is_multi_server());
/// assert!(purpose.takes(KeyKind::EcP384) && !purpose.takes(KeyKind::Rsa { bits: 3072 }));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// `CAPF`: signs the certificates of phones.
    Capf,
    /// `CallManager`
    CallManager,
    /// `CallManager-ECDSA`
    CallManagerEcdsa,
    /// `cup`
    Cup,
    /// `cup-ECDSA`
    CupEcdsa,
    /// `cup-xmpp`
    CupXmpp,
    /// `cup-xmpp-ECDSA`
    CupXmppEcdsa,
    /// `cup-xmpp-s2s`
    CupXmppS2s,
    /// `cup-xmpp-s2s-ECDSA`
    CupXmppS2sEcdsa,
    /// `expressway`
    Expressway,
    /// `imp-ipsec`: `ipsec` of IM and Presence
    ImpIpsec,
    /// `ipsec` of Unified CM
    Ipsec,
    /// `tomcat`
    Tomcat,
    /// `tomcat-ECDSA`
    TomcatEcdsa,
    /// `TVS`
    Tvs,
}

/// Which of the two published tables of key usages counts; only keyEncipherment, and CAPF's clientAuth, differ.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Generation, Purpose, Sides};
/// use ucpki::x509::extension::KeyUsage;
///
/// // Release 12.5 asks for keyEncipherment; release 14 does not.
/// let asks =
///     |generation| Purpose::Tomcat.usage(generation, Sides::Both).key_usage().contains(KeyUsage::KEY_ENCIPHERMENT);
/// assert!(asks(Generation::Old) && !asks(Generation::New));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Generation {
    /// Of release 14 and later.
    #[default]
    New,
    /// Of release 12.5.
    Old,
}

/// Which side of TLS a certificate is for. Appliances are both in mutual TLS; public CAs are about to stop signing clients.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Generation, Purpose, Sides};
/// use ucpki::x509::oids;
///
/// // For a public CA that signs servers only.
/// let usage = Purpose::Expressway.usage(Generation::New, Sides::ServerOnly);
/// assert_eq!(usage.extended().collect::<Vec<_>>(), [oids::SERVER_AUTH]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sides {
    /// serverAuth and clientAuth.
    #[default]
    Both,
    /// clientAuth alone.
    ClientOnly,
    /// serverAuth alone.
    ServerOnly,
}

/// The usages that a request asks for.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Purpose, Settings};
/// use ucpki::crypto::KeyKind;
/// use ucpki::x509::extension::KeyUsage;
///
/// let usage = Settings::CUCM.usage(Purpose::Tomcat);
/// assert!(usage.key_usage().contains(KeyUsage::DATA_ENCIPHERMENT));
/// // A key that only signs cannot serve that part.
/// assert!(!usage.for_key(KeyKind::Ed25519).key_usage().contains(KeyUsage::DATA_ENCIPHERMENT));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    key_usage: KeyUsage,
    extended: [Option<Oid<'static>>; 3],
    path_length: Option<u32>,
}

/// A row of the table.
struct Row {
    purpose: Purpose,
    name: &'static str,
    keys: Keys,
    multi_server: bool,
    client_auth: Cell,
    ipsec_end_system: bool,
    key_encipherment: Cell,
    data_encipherment: bool,
    key_agreement: bool,
    key_cert_sign: bool,
    trust: TrustStore,
}

/// What a cell of the table says in the old and in the new generation.
#[derive(Clone, Copy)]
struct Cell {
    old: bool,
    new: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Any,
    Ecdsa,
    Rsa,
}

const YES: Cell = Cell { old: true, new: true };
const NO: Cell = Cell { old: false, new: false };
const OLD: Cell = Cell { old: true, new: false };
const NEW: Cell = Cell { old: false, new: true };

/// A row that most are like: both sides of TLS, keyEncipherment in the old generation, dataEncipherment.
const fn row(purpose: Purpose, name: &'static str, keys: Keys, multi_server: bool, trust: TrustStore) -> Row {
    Row {
        purpose,
        name,
        keys,
        multi_server,
        client_auth: YES,
        ipsec_end_system: false,
        key_encipherment: OLD,
        data_encipherment: true,
        key_agreement: false,
        key_cert_sign: false,
        trust,
    }
}

/// The same with ipsecEndSystem, as all of IM and Presence have it.
const fn presence(purpose: Purpose, name: &'static str, keys: Keys, multi_server: bool, trust: TrustStore) -> Row {
    Row { ipsec_end_system: true, ..row(purpose, name, keys, multi_server, trust) }
}

/// Every row has serverAuth and digitalSignature.
static TABLE: [Row; 15] = [
    row(Purpose::CallManager, "CallManager", Keys::Rsa, true, TrustStore::CallManager),
    row(Purpose::CallManagerEcdsa, "CallManager-ECDSA", Keys::Ecdsa, true, TrustStore::CallManager),
    Row {
        client_auth: NEW,
        key_encipherment: NO,
        data_encipherment: false,
        key_cert_sign: true,
        ..row(Purpose::Capf, "CAPF", Keys::Rsa, false, TrustStore::Capf)
    },
    Row {
        ipsec_end_system: true,
        key_encipherment: YES,
        ..row(Purpose::Ipsec, "ipsec", Keys::Rsa, false, TrustStore::Ipsec)
    },
    row(Purpose::Tomcat, "tomcat", Keys::Rsa, true, TrustStore::Tomcat),
    row(Purpose::TomcatEcdsa, "tomcat-ECDSA", Keys::Ecdsa, true, TrustStore::Tomcat),
    Row { key_encipherment: YES, ..row(Purpose::Tvs, "TVS", Keys::Rsa, false, TrustStore::Tvs) },
    presence(Purpose::Cup, "cup", Keys::Rsa, false, TrustStore::Cup),
    presence(Purpose::CupEcdsa, "cup-ECDSA", Keys::Ecdsa, false, TrustStore::Cup),
    presence(Purpose::CupXmpp, "cup-xmpp", Keys::Rsa, true, TrustStore::CupXmpp),
    presence(Purpose::CupXmppEcdsa, "cup-xmpp-ECDSA", Keys::Ecdsa, true, TrustStore::CupXmpp),
    presence(Purpose::CupXmppS2s, "cup-xmpp-s2s", Keys::Rsa, true, TrustStore::CupXmpp),
    presence(Purpose::CupXmppS2sEcdsa, "cup-xmpp-s2s-ECDSA", Keys::Ecdsa, true, TrustStore::CupXmpp),
    presence(Purpose::ImpIpsec, "imp-ipsec", Keys::Rsa, false, TrustStore::Ipsec),
    // VCS: digitalSignature, keyEncipherment, keyAgreement.
    Row {
        key_encipherment: YES,
        data_encipherment: false,
        key_agreement: true,
        ..row(Purpose::Expressway, "expressway", Keys::Any, true, TrustStore::TrustedCa)
    },
];

impl Purpose {
    /// All of them, in the order of the published tables.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.purpose)
    }

    /// The purpose of this name, without regard to case.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::Purpose;
    ///
    /// assert_eq!(Purpose::by_name("callmanager-ecdsa"), Some(Purpose::CallManagerEcdsa));
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.purpose)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// Whether one certificate may serve several servers.
    #[must_use]
    pub fn is_multi_server(self) -> bool {
        self.row().is_some_and(|row| row.multi_server)
    }

    /// The trust store that belongs to it.
    #[must_use]
    pub fn trust_store(self) -> TrustStore {
        self.row().map_or(TrustStore::TrustedCa, |row| row.trust)
    }

    /// The trust stores that its own certificate is copied to: that of `CAPF` to `CallManager-trust`.
    #[must_use]
    pub const fn copied_to(self) -> &'static [TrustStore] {
        match self {
            Self::Capf => &[TrustStore::CallManager],
            _ => &[],
        }
    }

    /// Whether its certificate is on the publisher alone: that of `CAPF`.
    #[must_use]
    pub const fn is_publisher_only(self) -> bool {
        matches!(self, Self::Capf)
    }

    /// Whether a key of this kind may serve it: the suffix `-ECDSA` decides.
    #[must_use]
    pub fn takes(self, kind: KeyKind) -> bool {
        let is_ec = matches!(kind, KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521);
        let is_rsa = matches!(kind, KeyKind::Rsa { .. });
        let is_modern = matches!(kind, KeyKind::Ed25519 | KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87);
        match self.row().map(|row| row.keys) {
            Some(Keys::Ecdsa) => is_ec,
            Some(Keys::Rsa) => is_rsa,
            _ => is_ec || is_rsa || is_modern,
        }
    }

    /// Refuses a key that contradicts the purpose.
    ///
    /// # Errors
    ///
    /// [`codes::PURPOSE_KEY`].
    pub fn check_key(self, kind: KeyKind) -> Result<(), ApplianceError> {
        if self.takes(kind) {
            return Ok(());
        }
        Err(ApplianceError::about(&codes::PURPOSE_KEY, format_args!("{kind} for {}", self.name())))
    }

    /// What may fail with a key as long as [`Settings::risky_rsa`](crate::Settings::risky_rsa), for a warning.
    #[must_use]
    pub const fn key_risk(self) -> &'static str {
        match self {
            Self::Expressway => "SIP TLS zones may stay inactive with a key of this length",
            Self::Capf | Self::CallManager | Self::CallManagerEcdsa | Self::Tvs => {
                "some phones fail with a key of this length in mixed mode"
            }
            _ => "some clients may not take a key of this length",
        }
    }

    /// What a request for it asks for.
    ///
    /// `sides` leaves serverAuth or clientAuth out where a policy says so.
    #[must_use]
    pub fn usage(self, generation: Generation, sides: Sides) -> Usage {
        let Some(row) = self.row() else {
            return Usage { key_usage: KeyUsage::DIGITAL_SIGNATURE, extended: [None; 3], path_length: None };
        };
        let in_generation = |cell: Cell| match generation {
            Generation::New => cell.new,
            Generation::Old => cell.old,
        };
        let bits = [
            (in_generation(row.key_encipherment), KeyUsage::KEY_ENCIPHERMENT),
            (row.data_encipherment, KeyUsage::DATA_ENCIPHERMENT),
            (row.key_agreement, KeyUsage::KEY_AGREEMENT),
            (row.key_cert_sign, KeyUsage::KEY_CERT_SIGN),
        ];
        let key_usage =
            bits.iter().filter(|(set, _)| *set).fold(KeyUsage::DIGITAL_SIGNATURE, |all, (_, bit)| all.union(*bit));
        let client = in_generation(row.client_auth) && sides != Sides::ServerOnly;
        let extended = [
            (sides != Sides::ClientOnly).then_some(oids::SERVER_AUTH),
            client.then_some(oids::CLIENT_AUTH),
            row.ipsec_end_system.then_some(oids::IPSEC_END_SYSTEM),
        ];
        Usage { key_usage, extended, path_length: row.key_cert_sign.then_some(0) }
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.purpose == self)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Usage {
    /// The key usages.
    #[must_use]
    pub const fn key_usage(&self) -> KeyUsage {
        self.key_usage
    }

    /// The extended key usages, in the order of the tables.
    pub fn extended(&self) -> impl Iterator<Item = Oid<'static>> + use<> {
        self.extended.into_iter().flatten()
    }

    /// For a CA's certificate: how many CAs may be below it.
    #[must_use]
    pub const fn path_length(&self) -> Option<u32> {
        self.path_length
    }

    /// What a key of this kind can serve of it: [`KeyKind::only_signs`] leaves keyEncipherment, dataEncipherment and
    /// keyAgreement out.
    #[must_use]
    pub const fn for_key(self, kind: KeyKind) -> Self {
        if kind.only_signs() { Self { key_usage: self.key_usage.intersection(SIGNING), ..self } } else { self }
    }

    /// Asks for these usages: key usage, extended key usage, and basic constraints where they are a CA's.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::{Generation, Purpose, Sides};
    /// use ucpki::csr::{RequestBuilder, Subject};
    ///
    /// let builder = RequestBuilder::new(Subject::default().to_name()?);
    /// let builder = Purpose::Capf.usage(Generation::New, Sides::Both).apply(builder);
    /// assert_eq!(builder.extensions().count(), 3);
    /// # Ok::<(), ucpki::csr::CsrError>(())
    /// ```
    #[must_use]
    pub fn apply(&self, builder: RequestBuilder) -> RequestBuilder {
        let mut builder = match self.path_length() {
            Some(path_length) => builder.basic_constraints(true, Some(path_length)),
            None => builder,
        };
        if !self.key_usage().is_empty() {
            builder = builder.key_usage(self.key_usage());
        }
        let purposes: Vec<_> = self.extended().collect();
        if purposes.is_empty() { builder } else { builder.extended_key_usage(&purposes) }
    }

    /// The same with one more key usage.
    #[must_use]
    pub const fn with(self, usage: KeyUsage) -> Self {
        Self { key_usage: self.key_usage.union(usage), ..self }
    }
}

/// What is done by signing.
const SIGNING: KeyUsage = KeyUsage::DIGITAL_SIGNATURE
    .union(KeyUsage::NON_REPUDIATION)
    .union(KeyUsage::KEY_CERT_SIGN)
    .union(KeyUsage::CRL_SIGN);
