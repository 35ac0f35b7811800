//! Who is in a scene: their certificates, and the CRLs of the CAs.

/// Everyone with a key of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The root.
    Root,
    /// The intermediate.
    Intermediate,
    /// A CA with the name of the leaf's issuer and another key.
    Twin,
    /// The leaf.
    Leaf,
    /// Another leaf of the leaf's issuer.
    Sibling,
    /// A responder with a certificate of its own making.
    Corporate,
    /// One of the delegates.
    Delegate(usize),
    /// A key that nobody knows.
    Stranger,
}

/// When a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// For years.
    Years,
    /// Until tomorrow.
    EndsSoon,
    /// It ended after `EARLIER` and before `NOW`.
    Expired,
    /// It begins a second after `NOW`.
    Future,
}

/// The extended key usage of a responder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eku {
    /// id-kp-OCSPSigning.
    Ocsp,
    /// The extension is absent.
    Absent,
    /// anyExtendedKeyUsage.
    Any,
    /// id-kp-serverAuth.
    Server,
    /// An identifier below id-kp-OCSPSigning.
    Longer,
}

/// The key usage of a delegate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// digitalSignature.
    Signature,
    /// nonRepudiation alone.
    NonRepudiation,
    /// The extension is absent.
    Absent,
    /// keyEncipherment alone.
    Encipherment,
}

/// A certificate for OCSP signing, or one that looks like it.
#[derive(Clone, Copy, Debug)]
pub struct Delegate {
    /// Whose key signed it.
    pub issuer: Party,
    /// Whether that signature is wrong.
    pub is_forged: bool,
    /// Its subject.
    pub name: DelegateName,
    /// Its purposes.
    pub eku: Eku,
    /// Whether it is the certificate of a CA.
    pub is_ca: bool,
    /// Its key usage.
    pub usage: Usage,
    /// Its dates.
    pub dates: Dates,
    /// id-pkix-ocsp-nocheck: absent, or whether critical.
    pub nocheck: Option<bool>,
    /// Whether it names an OCSP responder itself.
    pub names_responder: bool,
    /// Whether it has a critical extension that nobody knows.
    pub has_unknown_critical: bool,
}

/// The subject of a delegate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelegateName {
    /// The same as most others have: a renewed delegate.
    Usual,
    /// One of its own.
    Second,
    /// That of the leaf's issuer.
    LikeIssuer,
}

/// The certificate of the corporate responder.
#[derive(Clone, Copy, Debug)]
pub struct Corporate {
    /// Its dates.
    pub dates: Dates,
    /// Its purposes.
    pub eku: Eku,
}

/// Where a CRL came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Downloaded.
    Automatic,
    /// Uploaded.
    Manual,
    /// In the file of trusted CAs.
    TrustedCaFile,
}

/// When a CRL is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Now.
    Current,
    /// Until yesterday.
    Stale,
    /// From tomorrow on.
    Future,
}

/// The CRL of one CA.
#[derive(Clone, Copy, Debug)]
pub struct Crl {
    /// Where it came from.
    pub origin: Origin,
    /// When it is current.
    pub when: When,
    /// Whether its signature is wrong.
    pub is_forged: bool,
    /// Whether the certificate of the path that the CA issued is on it.
    pub revokes_subject: bool,
    /// The delegates that are on it, a bit each.
    pub revoked_delegates: u8,
}
