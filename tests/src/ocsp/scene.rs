//! A scene as plain data. All times are seconds from [`NOW`].

pub use super::parties::*;

/// When a scene is checked, in RFC 3339.
pub const NOW: &str = "2027-01-01T00:00:00Z";
/// One day.
pub const DAY: i64 = 86_400;
/// How long before [`NOW`] a response was fetched that was fetched earlier.
pub const EARLIER: i64 = -1_000;

/// Certificates, responses, CRLs and settings.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Whether a CA is between the root and the leaf.
    pub has_intermediate: bool,
    /// Whether the leaf names an OCSP responder.
    pub leaf_names_responder: bool,
    /// Whether the intermediate does.
    pub intermediate_names_responder: bool,
    /// Whether the leaf names a CRL.
    pub leaf_names_crl: bool,
    /// Whether the leaf demands a staple (RFC 7633).
    pub must_staple: bool,
    /// Certificates for OCSP signing, right ones and others.
    pub delegates: Vec<Delegate>,
    /// The certificate of a responder that nobody issued but itself.
    pub corporate: Corporate,
    /// What was fetched, stapled, or is at hand.
    pub responses: Vec<Response>,
    /// Whether the peer was asked for staples, also if it sent none.
    pub staples_asked: bool,
    /// The CRL of the root, and that of the intermediate.
    pub crls: [Option<Crl>; 2],
    /// How responses are judged.
    pub policy: Policy,
    /// Who checks.
    pub consumer: Consumer,
    /// Hard fail: what is unknown refuses.
    pub refuses_unknown: bool,
    /// Whether expired CRLs refuse.
    pub refuses_expired: bool,
}

/// Whose status is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The leaf's.
    Leaf,
    /// The intermediate's.
    Intermediate,
}

/// How a response came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Accepted by a request, and kept in a cache.
    Fetched,
    /// Stapled by the peer.
    Stapled,
    /// From anywhere, verified in each check.
    Unverified,
}

/// What is around the basic response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outer {
    /// successful.
    Right,
    /// An error status by its number.
    Status(u8),
    /// successful, without bytes.
    Empty,
    /// Another type of response.
    OtherType,
    /// A web page.
    Page,
    /// The end is missing.
    Cut,
    /// A byte too many.
    Trailing,
}

/// How the responder is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdBy {
    /// By its name.
    Name,
    /// By the SHA-1 hash of its key.
    Key,
    /// By the SHA-256 hash of its key, which is none of the two.
    LongKey,
}

/// A critical extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Critical {
    /// archiveCutoff, which says nothing that matters here.
    Known,
    /// One that nobody knows.
    Unknown,
}

/// The nonce of a response to a request with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// That of the request; none if it had none.
    Right,
    /// None.
    Missing,
    /// Another one.
    Wrong,
    /// The right one, without its OCTET STRING.
    Raw,
    /// The right one twice.
    Twice,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// How it came.
    pub route: Route,
    /// Whom it was asked about.
    pub target: Target,
    /// Whether it is about a certificate of the same name and number below the twin, and was fetched for that.
    pub is_for_twin: bool,
    /// Whether it was fetched at [`EARLIER`].
    pub is_earlier: bool,
    /// What is around it.
    pub outer: Outer,
    /// Whose key signed.
    pub signer: Party,
    /// Whether the signature is wrong.
    pub is_forged: bool,
    /// Who the responder says it is.
    pub id_of: Party,
    /// How.
    pub id_by: IdBy,
    /// The certificates that come along.
    pub certificates: Vec<Party>,
    /// Whether something unreadable is in front of them.
    pub has_junk: bool,
    /// producedAt.
    pub produced_at: i64,
    /// A critical extension of the response.
    pub critical: Option<Critical>,
    /// The nonce.
    pub echo: Echo,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// What the CertID of an entry means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The target.
    Target,
    /// Another serial number.
    OtherSerial,
    /// The first bytes of the serial number.
    Prefix,
    /// The serial number and one more byte.
    Longer,
    /// The serial number, under the twin's key.
    OtherKey,
    /// The serial number, under another name.
    OtherName,
}

/// The hash function of a CertID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdHash {
    /// SHA-256.
    Sha256,
    /// SHA-1.
    Sha1,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-224, which CertIDs are not compared with.
    Sha224,
}

/// The parameters beside that hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameters {
    /// None.
    Absent,
    /// NULL.
    Null,
    /// An empty OCTET STRING.
    Odd,
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// good
    Good,
    /// revoked, for a reason by its number
    Revoked(Option<u8>),
    /// unknown
    Unknown,
}

/// An entry of a response.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is about.
    pub about: About,
    /// The hash function.
    pub hash: IdHash,
    /// Its parameters.
    pub parameters: Parameters,
    /// What it says.
    pub said: Said,
    /// thisUpdate.
    pub this_update: i64,
    /// nextUpdate.
    pub next_update: Option<i64>,
    /// A critical extension.
    pub critical: Option<Critical>,
}

/// Whether a request has a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nonce {
    /// None.
    Off,
    /// Sent.
    Send,
    /// Sent, and demanded.
    Require,
}

/// How responses are judged.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Nonces.
    pub nonce: Nonce,
    /// The bound on thisUpdate.
    pub max_age: Option<u32>,
    /// Whether a response without nextUpdate is refused.
    pub is_strict: bool,
    /// Common Criteria mode.
    pub common_criteria: bool,
    /// Whether it is Unified CM's.
    pub cucm: bool,
    /// The address of a responder for all certificates.
    pub has_responder: bool,
    /// Trusted responders.
    pub trusted: Vec<Trusted>,
    /// Delegates that need not come along.
    pub configured: Vec<usize>,
}

/// A trusted responder.
#[derive(Clone, Copy, Debug)]
pub struct Trusted {
    /// Who.
    pub who: Party,
    /// Whether by its key alone.
    pub by_key: bool,
    /// For whose certificates; `None` for all.
    pub only_for: Option<Party>,
}

/// Who checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consumer {
    /// SIP over TLS, with its switches.
    SipTls {
        /// Revocation checking.
        checking: bool,
        /// OCSP.
        ocsp: bool,
        /// CRLs.
        lists: bool,
        /// CRLs may be downloaded from where certificates say.
        downloads: bool,
    },
    /// Policy servers.
    PolicyServer,
    /// LDAP.
    Ldap,
    /// All others.
    Other,
    /// A program that gives responses and CRLs to a check, without a policy of a consumer.
    Direct,
}

impl Scene {
    /// Who issued the leaf.
    #[must_use]
    pub const fn leaf_issuer(&self) -> Party {
        if self.has_intermediate { Party::Intermediate } else { Party::Root }
    }

    /// Who issued a certificate of the path.
    #[must_use]
    pub const fn issuer(&self, target: Target) -> Party {
        match target {
            Target::Leaf => self.leaf_issuer(),
            Target::Intermediate => Party::Root,
        }
    }

    /// The certificates of the path without the root, from the root's side.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        if self.has_intermediate { vec![Target::Intermediate, Target::Leaf] } else { vec![Target::Leaf] }
    }

    /// Whether a certificate of the path names an OCSP responder.
    #[must_use]
    pub const fn names_responder(&self, target: Target) -> bool {
        match target {
            Target::Leaf => self.leaf_names_responder,
            Target::Intermediate => self.intermediate_names_responder,
        }
    }

    /// The CRL of a CA.
    #[must_use]
    pub const fn crl(&self, ca: Party) -> Option<&Crl> {
        match ca {
            Party::Root => self.crls[0].as_ref(),
            Party::Intermediate => self.crls[1].as_ref(),
            _ => None,
        }
    }

    /// The name of a party.
    #[must_use]
    pub fn name(&self, party: Party) -> &'static str {
        match party {
            Party::Root => "root",
            Party::Intermediate => "intermediate",
            Party::Twin => self.name(self.leaf_issuer()),
            Party::Leaf => "leaf",
            Party::Sibling => "sibling",
            Party::Corporate => "corporate",
            Party::Stranger => "stranger",
            Party::Delegate(index) => match self.delegates[index].name {
                DelegateName::Usual => "OCSP",
                DelegateName::Second => "OCSP 2",
                DelegateName::LikeIssuer => self.name(self.leaf_issuer()),
            },
        }
    }
}
