//! How requests are answered, as data.

/// What is said of a serial number under which no certificate was issued (RFC 6960, 2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotIssuedPolicy {
    /// "unknown".
    #[default]
    Unknown,
    /// "revoked": on hold since 1970-01-01, with the extension extended-revoke (RFC 6960, 2.2, 4.4.8).
    Revoked,
    /// No answer: the status unauthorized for the whole request (RFC 9919, 3.2.3).
    Unauthorized,
}

/// How requests are answered: a value, to be changed by the methods.
///
/// # Examples
///
/// ```
/// use ucpki::ocsp::responder::{NotIssuedPolicy, ResponderPolicy};
///
/// // Answers of four days, for clients whose clocks are up to an hour slow.
/// let policy = ResponderPolicy::default().lifetime(4 * 86_400).backdate(3600).not_issued(NotIssuedPolicy::Revoked);
/// # let _ = policy;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponderPolicy {
    pub(super) lifetime: u32,
    pub(super) backdate: u32,
    pub(super) by_name: bool,
    pub(super) not_issued: NotIssuedPolicy,
    pub(super) with_certificate: bool,
    pub(super) signs_live: bool,
}

impl Default for ResponderPolicy {
    /// Answers of one day, not backdated, from a responder that is named by its key, with the certificate of a delegate; "unknown"
    /// for what was not issued; signed when asked.
    fn default() -> Self {
        Self {
            lifetime: 86_400,
            backdate: 0,
            by_name: false,
            not_issued: NotIssuedPolicy::Unknown,
            with_certificate: true,
            signs_live: true,
        }
    }
}

impl ResponderPolicy {
    /// For how many seconds clients may rely on an answer: nextUpdate is so much after the time of signing, at least one second.
    #[must_use]
    pub fn lifetime(self, seconds: u32) -> Self {
        Self { lifetime: seconds.max(1), ..self }
    }

    /// How many seconds before the time of signing thisUpdate is, for clients whose clocks are slow. Not before a revocation.
    #[must_use]
    pub fn backdate(self, seconds: u32) -> Self {
        Self { backdate: seconds, ..self }
    }

    /// Whether the responder is named by its name. Without, by the hash of its key, which is shorter (RFC 9919, 3.2.2).
    #[must_use]
    pub fn by_name(self, on: bool) -> Self {
        Self { by_name: on, ..self }
    }

    /// What is said of serial numbers that were not issued.
    #[must_use]
    pub fn not_issued(self, policy: NotIssuedPolicy) -> Self {
        Self { not_issued: policy, ..self }
    }

    /// Whether the certificate of a delegate comes along. Clients that do not hold it need it.
    #[must_use]
    pub fn with_certificate(self, on: bool) -> Self {
        Self { with_certificate: on, ..self }
    }

    /// Whether a key is at hand when requests arrive. Without, only what was signed before is handed out, also to clients that send
    /// a nonce (RFC 9919, 3.2.1).
    #[must_use]
    pub fn signs_live(self, on: bool) -> Self {
        Self { signs_live: on, ..self }
    }
}
