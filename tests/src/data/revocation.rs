//! Cases about revocation by complete CRLs. Every certificate below the anchor is checked, and must be known to be good.

use super::Folder;
use super::chain::{ca, leaf, root};
use crate::make::{Crl, der};
use ucpki_x509::der::Tag;
use ucpki_x509::oids;

const SERVER: (&str, &str) = ("purpose", "server");
const TIME: (&str, &str) = ("time", "2030-01-01T00:00:00Z");
const CRLS: (&str, &str) = ("crls", "crls.pem");
const OK: (&str, &str) = ("expect", "ok");

/// In 2029, with reason keyCompromise (RFC 5280, 5.3.1).
const REVOKED: (&str, Option<u8>) = ("2029-01-01T00:00:00Z", Some(1));

pub(super) fn folders() -> Vec<Folder> {
    vec![crl_expired(), no_crl(), revoked_intermediate(), revoked_leaf()]
}

fn crl_expired() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").issued_by(&root);
    let leaf = leaf(&issuing);
    let old = Crl::new(&issuing).updates("2029-11-01T00:00:00Z", "2029-12-01T00:00:00Z");
    let new = Crl::new(&issuing).number(2).updates("2029-12-01T00:00:00Z", "2030-02-01T00:00:00Z");
    Folder::new(
        "crl/crl-expired",
        "The only CRL of the leaf's issuer is past its nextUpdate",
        "RFC 5280, 6.3.3 (a): such a CRL is not current. No current CRL beside an expired one is not the same as no CRL at \
         all:\nthe answer has a code of its own, and no setting turns it into acceptance. A current CRL beside it \
         decides.\n\n\
         ```text\nRoot <- Issuing CA <- sip.example.com\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf, &issuing])
    .crls("crls.pem", &[&Crl::new(&root), &old])
    .crls("current.pem", &[&Crl::new(&root), &old, &new])
    .case("expired", &[SERVER, TIME, CRLS, ("expect", "chain.revocation_expired leaf")])
    .case("not-yet-expired", &[SERVER, ("time", "2029-11-30T00:00:00Z"), CRLS, OK])
    .case("current-beside", &[SERVER, TIME, ("crls", "crls.pem current.pem"), OK])
}

fn no_crl() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").issued_by(&root);
    let other = ca("Other CA").issued_by(&root);
    let (leaf, named) = (leaf(&issuing), leaf(&issuing).extension("1.3.6.1.5.5.7.1.1", false, &responder()));
    Folder::new(
        "crl/no-crl",
        "There is no CRL that tells about the leaf",
        "The status is unknown (RFC 5280, 6.3.3: UNDETERMINED), and revocation was asked for: refused. A CRL of another CA \
         or with\na signature that does not hold tells nothing. So does an OCSP responder that the leaf names, and nobody has \
         asked.\n\n\
         ```text\nRoot <- Issuing CA <- sip.example.com\n     <- Other CA\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf, &issuing])
    .crls("crls.pem", &[&Crl::new(&root), &Crl::new(&other)])
    .crls("bad-signature.pem", &[&Crl::new(&root), &Crl::new(&issuing).bad_signature()])
    .case("none", &[
        SERVER,
        TIME,
        ("crls", "none"),
        ("expect", "chain.revocation_unknown"),
    ])
    .case("other", &[SERVER, TIME, CRLS, ("expect", "chain.revocation_unknown leaf")])
    .case("bad-signature", &[SERVER, TIME, ("crls", "bad-signature.pem"), ("expect", "chain.revocation_unknown leaf")])
    .certs("responder.pem", &[&named, &issuing])
    .case("responder", &[
        SERVER,
        TIME,
        ("chain", "responder.pem"),
        CRLS,
        ("expect", "chain.revocation_unknown leaf"),
    ])
    .case("not-asked", &[SERVER, TIME, OK])
}

/// An authorityInfoAccess that names an OCSP responder (RFC 5280, 4.2.2.1).
fn responder() -> Vec<u8> {
    der(Tag::SEQUENCE, |list| {
        list.nested(Tag::SEQUENCE, |access| {
            access.oid(oids::OCSP);
            access.value(Tag::context(6), b"http://ocsp.example.com/");
        });
    })
}

fn revoked_intermediate() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").issued_by(&root);
    let leaf = leaf(&issuing);
    let root_crl = Crl::new(&root).revoke(&issuing, REVOKED.0, REVOKED.1);
    Folder::new(
        "crl/revoked-intermediate",
        "The intermediate was revoked",
        "Every certificate below the anchor is checked (RFC 5280, 6.1.3 (a) (3)), not only the leaf.\n\n\
         ```text\nRoot <- Issuing CA (revoked) <- sip.example.com\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf, &issuing])
    .crls("crls.pem", &[&root_crl, &Crl::new(&issuing)])
    .case("revoked", &[SERVER, TIME, CRLS, ("expect", "chain.revoked cert 1")])
    .case("not-asked", &[SERVER, TIME, OK])
}

fn revoked_leaf() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").issued_by(&root);
    let (revoked, good) = (leaf(&issuing).serial(0x1001), leaf(&issuing).serial(0x1002));
    let crl = Crl::new(&issuing).revoke(&revoked, REVOKED.0, REVOKED.1);
    Folder::new(
        "crl/revoked-leaf",
        "The leaf was revoked",
        "RFC 5280, 6.3.3 (i): the serial number stands on the CRL of its issuer. Another leaf of the same CA is good.\n\n\
         ```text\nRoot <- Issuing CA <- sip.example.com, serial 1001 (revoked)\n                   <- sip.example.com, serial \
         1002\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&revoked, &issuing])
    .certs("good.pem", &[&good, &issuing])
    .crls("crls.pem", &[&Crl::new(&root), &crl])
    .case("revoked", &[SERVER, TIME, CRLS, ("expect", "chain.revoked leaf")])
    .case("good", &[SERVER, TIME, ("chain", "good.pem"), CRLS, OK])
}
