//! Trust anchors: where a path may end.

use super::anchor_constraints::AnchorConstraints;
use alloc::{boxed::Box, vec::Vec};
use core::cmp::Ordering;
use ucpki_x509::{Certificate, Error, Name, NameRef, OidBuf, Shared, SpkiRef};

/// A trust anchor of any kind: a CA certificate, a bare key with a name, or one pinned leaf.
///
/// RFC 5280, 6.1.1 (d) takes a name and a key from an anchor and nothing else. What its certificate says beyond them is
/// judged only where the profile asks for it. Cheap to clone.
///
/// # Examples
///
/// ```
/// use ucpki::Anchor;
/// use ucpki::x509::pem;
///
/// let root = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?.remove(0).certificate;
/// let anchor = Anchor::certificate(root.clone());
/// assert!(anchor.name().matches(root.subject()));
///
/// // A name and a key are enough (RFC 5280, 6.1.1 (d)).
/// let bare = Anchor::key(root.subject().to_name(), root.spki_der())?;
/// assert!(bare.as_certificate().is_none());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Anchor(Shared<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: Kind,
    constraints: AnchorConstraints,
}

#[derive(Debug, Clone)]
enum Kind {
    Certificate(Certificate),
    Key { name: Name, spki: Box<[u8]> },
    PinnedLeaf(Certificate),
}

impl Anchor {
    /// A CA certificate. Usually a self-signed root.
    #[must_use]
    pub fn certificate(certificate: Certificate) -> Self {
        Self::of(Kind::Certificate(certificate))
    }

    /// A bare public key, as a SubjectPublicKeyInfo, and the name under which it issues.
    ///
    /// # Errors
    ///
    /// Why `spki` cannot be read.
    pub fn key(name: Name, spki: &[u8]) -> Result<Self, Error> {
        SpkiRef::parse(spki)?;
        Ok(Self::of(Kind::Key { name, spki: spki.into() }))
    }

    /// One certificate that is trusted for itself and for nothing below it, such as a device's self-signed one.
    ///
    /// It is found by equality of the whole certificate. Its signature is not checked and its revocation not asked
    /// for: nobody but the caller vouches for it. Time, purpose and identity are judged.
    #[must_use]
    pub fn pinned_leaf(certificate: Certificate) -> Self {
        Self::of(Kind::PinnedLeaf(certificate))
    }

    /// Limits the anchor, beside the limits that it has: what either forbids is forbidden.
    ///
    /// They hold in every profile, and wherever the anchor's name and key appear on a path. For a pinned leaf, purposes and
    /// the distrust date count.
    #[must_use]
    pub fn with_constraints(self, constraints: AnchorConstraints) -> Self {
        let constraints = constraints.intersect(&self.0.constraints);
        Self(Shared::new(Inner { kind: self.0.kind.clone(), constraints }))
    }

    /// Limits the anchor to some purposes: [`AnchorConstraints::purposes`] in one step, for `TRUSTED CERTIFICATE` blocks.
    #[must_use]
    pub fn with_trust(self, trust: Option<Vec<OidBuf>>, reject: Vec<OidBuf>) -> Self {
        self.with_constraints(AnchorConstraints::none().purposes(trust, reject))
    }

    /// The limits that were given to the anchor.
    #[must_use]
    pub fn constraints(&self) -> &AnchorConstraints {
        &self.0.constraints
    }

    /// The name under which the anchor issues.
    #[must_use]
    pub fn name(&self) -> NameRef<'_> {
        match &self.0.kind {
            Kind::Certificate(certificate) | Kind::PinnedLeaf(certificate) => certificate.subject(),
            Kind::Key { name, .. } => name.as_name(),
        }
    }

    /// The public key, as a SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        match &self.0.kind {
            Kind::Certificate(certificate) | Kind::PinnedLeaf(certificate) => certificate.spki_der(),
            Kind::Key { spki, .. } => spki,
        }
    }

    /// The certificate, unless the anchor is a bare key.
    #[must_use]
    pub fn as_certificate(&self) -> Option<&Certificate> {
        match &self.0.kind {
            Kind::Certificate(certificate) | Kind::PinnedLeaf(certificate) => Some(certificate),
            Kind::Key { .. } => None,
        }
    }

    /// Whether the anchor is one pinned leaf.
    #[must_use]
    pub fn is_pinned_leaf(&self) -> bool {
        matches!(self.0.kind, Kind::PinnedLeaf(_))
    }

    /// Whether both are the same name, key, certificate and limits.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.name().as_der() == other.name().as_der() && self.parts() == other.parts()
    }

    /// Orders anchors of one name, so that the order in which they were given does not matter.
    pub(crate) fn cmp_in_name(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }

    /// Everything but the name.
    fn parts(&self) -> Parts<'_> {
        let certificate = self.as_certificate().map(Certificate::as_der);
        (self.spki_der(), certificate, self.is_pinned_leaf(), self.constraints())
    }

    fn of(kind: Kind) -> Self {
        Self(Shared::new(Inner { kind, constraints: AnchorConstraints::none() }))
    }
}

/// Key, certificate, pinned, limits.
type Parts<'a> = (&'a [u8], Option<&'a [u8]>, bool, &'a AnchorConstraints);
