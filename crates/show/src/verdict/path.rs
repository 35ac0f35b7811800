//! A path as the text of a verdict shows it: its certificates, and what a finding is about.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use ucpki_chain::{Anchor, At, Candidate, Valid};
use ucpki_x509::Certificate;

/// A path as it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShownPath<'a> {
    pub(super) certificates: &'a [Certificate],
    pub(super) anchor: Option<&'a Anchor>,
}

/// What a finding is about, as far as help needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) certificate: Option<&'a Certificate>,
    /// The certificate above it.
    pub(super) issuer: Option<&'a Certificate>,
    pub(super) is_leaf: bool,
    pub(super) anchor: Option<&'a Anchor>,
}

impl<'a> ShownPath<'a> {
    pub(super) fn of_candidate(candidate: &'a Candidate) -> Self {
        Self { certificates: candidate.certificates(), anchor: candidate.anchor() }
    }

    pub(super) fn of_valid(valid: &'a Valid) -> Self {
        Self { certificates: valid.path().certificates(), anchor: Some(valid.path().anchor()) }
    }

    pub(super) fn certificate(&self, position: u32) -> Option<&'a Certificate> {
        usize::try_from(position).ok().and_then(|position| self.certificates.get(position))
    }

    /// Whether the anchor is the topmost certificate itself, as with a pinned leaf.
    pub(super) fn anchor_is_top(&self) -> bool {
        let anchor = self.anchor.and_then(Anchor::as_certificate);
        anchor.is_some() && anchor == self.certificates.last()
    }

    pub(super) fn subject(&self, at: At) -> Subject<'a> {
        let of_anchor = self.anchor.and_then(Anchor::as_certificate);
        match at {
            At::Cert(position) | At::Pair { below: position, .. } => Subject {
                certificate: self.certificate(position),
                issuer: position.checked_add(1).and_then(|above| self.certificate(above)).or(of_anchor),
                is_leaf: position == 0,
                anchor: None,
            },
            At::Anchor => Subject { certificate: of_anchor, issuer: None, is_leaf: false, anchor: self.anchor },
            _ => Subject { certificate: self.certificates.first(), issuer: None, is_leaf: true, anchor: None },
        }
    }

    /// What a finding is about, in words.
    pub(super) fn place(&self, at: At) -> String {
        let certificate = |position: u32| match position {
            0 => "the leaf".to_owned(),
            position => format!("certificate {position} of the path"),
        };
        match at {
            At::Anchor => "the anchor".to_owned(),
            At::Cert(position) => certificate(position),
            At::Pair { above, below } => {
                let above = above.map_or_else(|| "the anchor".to_owned(), certificate);
                format!("{} against {above}", certificate(below))
            }
            _ if self.certificates.is_empty() => "the request".to_owned(),
            _ => "the request against the leaf".to_owned(),
        }
    }
}
