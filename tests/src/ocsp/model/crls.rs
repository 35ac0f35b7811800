//! What CRLs say, as far as OCSP needs it: one CRL for each CA, by the CA itself.

use crate::ocsp::scene::*;

/// What the CRL of a CA says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CrlSays {
    Good,
    Revoked,
    /// It has expired, and the certificate is not on it.
    Expired,
    /// It has expired, and the certificate is on it.
    RevokedWhenExpired,
    /// There is none that can be used.
    Nothing,
}

/// Of the certificate of the path that the CA issued.
pub(super) fn about_subject(scene: &Scene, ca: Party) -> CrlSays {
    says(scene, ca, |crl| crl.revokes_subject)
}

/// Of a delegate that the CA issued.
pub(super) fn about_delegate(scene: &Scene, ca: Party, delegate: usize) -> CrlSays {
    says(scene, ca, |crl| crl.revoked_delegates >> delegate & 1 == 1)
}

fn says(scene: &Scene, ca: Party, is_listed: impl Fn(&Crl) -> bool) -> CrlSays {
    let Some(crl) = scene.crl(ca).filter(|crl| is_used(scene.consumer, crl.origin)) else { return CrlSays::Nothing };
    match (crl.when, is_listed(crl)) {
        _ if crl.is_forged => CrlSays::Nothing,
        (When::Current, true) => CrlSays::Revoked,
        (When::Current, false) => CrlSays::Good,
        (When::Stale, true) => CrlSays::RevokedWhenExpired,
        (When::Stale, false) => CrlSays::Expired,
        (When::Future, _) => CrlSays::Nothing,
    }
}

/// The sources of each consumer.
const fn is_used(consumer: Consumer, origin: Origin) -> bool {
    match consumer {
        Consumer::SipTls { lists, .. } => lists && !matches!(origin, Origin::TrustedCaFile),
        Consumer::PolicyServer => matches!(origin, Origin::Manual),
        Consumer::Ldap => matches!(origin, Origin::TrustedCaFile),
        Consumer::Other => !matches!(origin, Origin::TrustedCaFile),
        Consumer::Direct => true,
    }
}
