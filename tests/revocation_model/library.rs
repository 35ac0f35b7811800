//! What the library says of a scene.

use crate::scene::{Kind, Known, KnownCrl, NOW, Scene, Scope, TIMES};
use ucpki_chain::{
    Anchor, Budget, Detail, Identity, KeyPurpose, Pool, Refused, Revocation, RevocationCheck, Status, UnknownReason,
    Valid, ValidationParams, Validator,
};
use ucpki_crl::{CrlOrigin, CrlSet, IndexedCrl};
use ucpki_tests::ask::read;
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Crl, Entry, IssuingPoint, Key, KeyId, KeyUsage, Name, Point, Subtree, time};
use ucpki_x509::{Certificate, oids};

/// What the library says of every leaf.
pub(crate) fn ask(scene: &Scene) -> Vec<Result<Valid, Refused>> {
    let validator = Validator::new(FAKE).anchors(scene.anchors.iter().map(certificate_of).map(Anchor::certificate));
    let pool: Pool = scene.pool.iter().map(certificate_of).collect();
    let of = |origin: usize| -> Vec<IndexedCrl> {
        scene.crls.iter().filter(|crl| crl.origin == origin).map(crl_of).collect()
    };
    let both = CrlSet::from_origin(CrlOrigin::Automatic, of(0)).union(&CrlSet::from_origin(CrlOrigin::Manual, of(1)));
    let other = CrlSet::new(of(2));
    let sources: [&dyn Revocation; 2] = [&both, &other];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::danger_none())
        .revocation(RevocationCheck::new(&sources))
        .budget(Budget::default().signatures(1_000_000));
    scene.leaves.iter().map(|leaf| validator.check(&certificate_of(leaf), &pool, &request)).collect()
}

/// Whether the library passed over a CRL because it did not find out whether its signer counts.
pub(crate) fn is_undecided(refused: &Refused) -> bool {
    let mut findings = refused.candidates().iter().flat_map(|candidate| candidate.findings());
    findings.any(|finding| match finding.detail() {
        Detail::Revocation(Status::Unknown(whys)) => {
            whys.iter().any(|why| matches!(why, UnknownReason::SignerUndecided { .. }))
        }
        _ => false,
    })
}

/// The certificate that is really made.
pub(crate) fn certificate_of(known: &Known) -> Certificate {
    let mut cert = Cert::new(known.subject.as_str())
        .key(&Key::fake(&known.key))
        .issuer(known.issuer.as_str())
        .signed_by(&Key::fake(known.signer.as_deref().unwrap_or("nobody's")))
        .serial(known.serial.into());
    if let Some(issuer) = &known.crl_issuer {
        let point = Point { crl_issuer: Some(Name::common(issuer)), ..Point::default() };
        cert = cert.extension("2.5.29.31", false, &Point::list(&[point]));
    }
    let ca = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
    read(&match known.kind {
        Kind::Ca => cert.ca(None).key_usage(ca),
        Kind::ConstrainedCa => cert.ca(None).key_usage(ca).name_constraints(&[Subtree::dns("example.com")], &[]),
        Kind::CaWithoutCrls => cert.ca(None).key_usage(KeyUsage::CERT_SIGN),
        Kind::CaWithoutUsage => cert.ca(None),
        Kind::Crls => cert.key_usage(KeyUsage::CRL_SIGN),
        Kind::Leaf => cert.key_usage(KeyUsage::DIGITAL_SIGNATURE).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com"),
    })
}

fn crl_of(crl: &KnownCrl) -> IndexedCrl {
    let mut made = Crl::new(&Cert::new(crl.issuer.as_str()))
        .signed_by(&Key::fake(crl.signer.as_deref().unwrap_or("key 1")))
        .number(crl.number);
    made.this_update = time(TIMES.get(crl.this_update).unwrap());
    made.next_update = crl.next_update.map(|next| time(TIMES.get(next).unwrap()));
    if crl.signer.is_none() {
        made = made.bad_signature();
    }
    if !crl.has_key_id {
        made = made.aki(KeyId::Absent);
    }
    let (only_users, only_cas) = (crl.scope == Scope::Users, crl.scope == Scope::Cas);
    if only_users || only_cas || crl.is_indirect {
        let point = IssuingPoint { only_users, only_cas, indirect: crl.is_indirect, ..IssuingPoint::default() };
        made = made.distribution_point(point.der());
    }
    for entry in &crl.entries {
        let mut one = Entry::new(&[entry.serial], TIMES[0], entry.reason);
        one.issuer = crl.is_indirect.then(|| Name::common(&entry.issuer));
        made = made.entry(one);
    }
    IndexedCrl::parse(made.der().into_boxed_slice(), &FAKE).unwrap()
}
