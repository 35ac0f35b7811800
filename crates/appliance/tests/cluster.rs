//! What the requests of a cluster have to agree in.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "../../csr/tests/support/mod.rs"]
mod support;

use support::{Numbers, key};
use ucpki_appliance::{ClusterField, compare_cluster};
use ucpki_crypto::KeyKind;
use ucpki_csr::RequestBuilder;
use ucpki_x509::{CertificationRequest, Name};

fn request(subject: &str, kind: KeyKind) -> CertificationRequest {
    let key = key(kind, 5);
    let builder = RequestBuilder::new(Name::parse_rfc4514(subject).unwrap());
    builder.sign(&key, key.algorithms()[0], &mut Numbers(1)).unwrap()
}

#[test]
fn a_cluster_agrees() {
    let of = |subject: &str| request(subject, KeyKind::EcP256);
    let base = "OU=b,OU=a,O=Contoso,L=Oslo,ST=Oslo,C=NO";
    assert_eq!(compare_cluster(&[]), []);
    assert_eq!(compare_cluster(&[of(base), of(&format!("CN=other,{base}"))]), []);
    let differs = |subject: &str| {
        let found = compare_cluster(&[of(base), of(base), of(subject)]);
        assert!(found.iter().all(|difference| difference.request == 2));
        found.iter().map(|difference| difference.field).collect::<Vec<_>>()
    };
    assert_eq!(differs("OU=b,OU=a,O=Contoso,L=Oslo,ST=Oslo,C=SE"), [ClusterField::Country]);
    assert_eq!(differs("OU=b,OU=a,O=Contoso,L=Oslo,ST=oslo,C=NO"), [ClusterField::State]);
    assert_eq!(differs("OU=b,OU=a,O=Contoso,L=Os,ST=Oslo,C=NO"), [ClusterField::Locality]);
    assert_eq!(differs("OU=b,OU=a,O=contoso,L=Oslo,ST=Oslo,C=NO"), [ClusterField::Organization]);
    assert_eq!(differs("OU=a,OU=b,O=Contoso,L=Oslo,ST=Oslo,C=NO"), [ClusterField::OrganizationalUnit]);
    assert_eq!(differs("C=NO").len(), 4);
    let fields: Vec<_> = compare_cluster(&[of(base), request(base, KeyKind::EcP384)])
        .iter()
        .map(|difference| difference.field)
        .collect();
    assert_eq!(fields, [ClusterField::Key, ClusterField::Hash]);
}
