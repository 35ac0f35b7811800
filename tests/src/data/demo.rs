use super::Folder;
use crate::make::{Cert, Crl, KeyUsage};
use ucpki_x509::oids;

/// The chain of the README: a root, an intermediate, a leaf, one that is revoked, and the CRLs of both CAs.
pub(super) fn folder() -> Folder {
    let ca = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
    let root = Cert::new("CN=Example Root CA,O=Example,C=DE").ca(None).key_usage(ca);
    let intermediate = Cert::new("CN=Example Issuing CA,O=Example,C=DE").ca(Some(0)).key_usage(ca).issued_by(&root);
    let node = |name: &str| {
        Cert::new(format!("CN={name},O=Example,C=DE").as_str())
            .end_entity()
            .key_usage(KeyUsage::DIGITAL_SIGNATURE)
            .eku(&[oids::SERVER_AUTH, oids::CLIENT_AUTH])
            .san_dns(name)
            .issued_by(&intermediate)
    };
    let leaf = node("sip.example.com").san_ip("192.0.2.7");
    let revoked = node("old.example.com");
    let root_crl = Crl::new(&root);
    // 1 is keyCompromise (RFC 5280, 5.3.1).
    let intermediate_crl = Crl::new(&intermediate).revoke(&revoked, "2026-06-01T00:00:00Z", Some(1));
    let at = ("time", "2026-11-22T00:00:00Z");
    let server = ("purpose", "server");
    let name = ("name", "sip.example.com");
    let chain = ("chain", "leaf.pem intermediate.pem");
    let crls = ("crls", "crls.pem");
    Folder::new(
        "chain/demo",
        "The chain of the README",
        "A root, an intermediate and two certificates of SIP servers, ECDSA on P-256 with SHA-256, and the CRLs of both \
         CAs,\nall valid from 2026-01-01 to 2036-01-01. `revoked.pem` stands on the intermediate's CRL with reason \
         keyCompromise.\n\n```text\nExample Root CA <- Example Issuing CA <- sip.example.com, 192.0.2.7\n                                      \
         <- old.example.com (revoked)\n```",
    )
    .certs("root.pem", &[&root])
    .certs("intermediate.pem", &[&intermediate])
    .certs("leaf.pem", &[&leaf])
    .certs("revoked.pem", &[&revoked])
    .crls("crls.pem", &[&root_crl, &intermediate_crl])
    .case("good", &[server, at, name, chain, crls, ("expect", "ok")])
    .case("address", &[server, at, ("name", "192.0.2.7"), chain, crls, ("expect", "ok")])
    .case("client", &[("purpose", "client"), at, chain, ("expect", "ok")])
    .case("other-name", &[server, at, ("name", "sip.example.net"), chain, ("expect", "matcher.name_mismatch leaf")])
    .case("revoked", &[
        server,
        at,
        ("name", "old.example.com"),
        ("chain", "revoked.pem intermediate.pem"),
        crls,
        ("expect", "chain.revoked leaf"),
    ])
    .case("too-late", &[server, ("time", "2036-01-01T00:00:01Z"), name, chain, ("expect", "chain.expired leaf")])
}
