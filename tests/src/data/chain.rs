//! Cases about path building and judgement.

use super::Folder;
use crate::make::{Cert, Key, KeyUsage, Subtree, Text};
use ucpki_x509::oids;

const SERVER: (&str, &str) = ("purpose", "server");
const TIME: (&str, &str) = ("time", "2030-01-01T00:00:00Z");
const OK: (&str, &str) = ("expect", "ok");

pub(super) fn folders() -> Vec<Folder> {
    vec![
        cross_signed(),
        expired_intermediate(),
        key_usage_no_cert_sign(),
        missing_eku(),
        name_constraints_dns(),
        name_constraints_ip(),
        not_a_ca(),
        path_length_self_issued(),
        self_issued_case_fold(),
        unknown_critical(),
        wrong_key_same_name(),
    ]
}

pub(super) fn root() -> Cert {
    ca("Root")
}

/// A CA of this name, to be issued.
pub(super) fn ca(name: &str) -> Cert {
    Cert::new(name).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

pub(super) fn leaf(issuer: &Cert) -> Cert {
    Cert::new("sip.example.com")
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::SERVER_AUTH])
        .san_dns("sip.example.com")
        .issued_by(issuer)
}

fn cross_signed() -> Folder {
    let (old, new) = (ca("Old Root"), ca("New Root"));
    let cross = new.clone().issued_by(&old).validity("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
    let issuing = ca("Issuing CA").issued_by(&new);
    let leaf = leaf(&issuing);
    let early = ("time", "2027-01-01T00:00:00Z");
    let (both, only_old, only_new) = (("anchors", "old.pem new.pem"), ("anchors", "old.pem"), ("anchors", "new.pem"));
    Folder::new(
        "chain/cross-signed",
        "A new root that the old root certified as well",
        "Two ways lead up from New Root: its own self-signed certificate, and one by Old Root, which expires in 2028.\nA \
         builder that stops at the expired one refuses what is good (RFC 4158, 5.1; as on 2020-05-30 with AddTrust).\n\n\
         ```text\nNew Root <- Issuing CA <- sip.example.com\nOld Root <- New Root (until 2028)\n```",
    )
    .certs("old.pem", &[&old])
    .certs("new.pem", &[&new])
    .certs("chain.pem", &[&leaf, &issuing, &cross])
    .case("both-late", &[SERVER, TIME, both, OK])
    .case("new-late", &[SERVER, TIME, only_new, OK])
    .case("old-early", &[SERVER, early, only_old, OK])
    .case("old-late", &[SERVER, TIME, only_old, ("expect", "chain.expired cert 2")])
}

fn expired_intermediate() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").issued_by(&root).validity("2026-07-01T00:00:00Z", "2028-06-30T23:59:59Z");
    let leaf = leaf(&issuing);
    let at = |time| ("time", time);
    Folder::new(
        "chain/expired-intermediate",
        "An intermediate that is valid for a shorter time than the leaf",
        "RFC 5280, 6.1.3 (a) (2): \"the certificate validity period includes the current time\", both ends included\n\
         (4.1.2.5), for every certificate of the path. OpenSSL 3.0 leaves out the last second.\n\n\
         ```text\nRoot <- Issuing CA (2026-07-01 to 2028-06-30) <- sip.example.com\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf, &issuing])
    .case("first-second", &[SERVER, at("2026-07-01T00:00:00Z"), OK])
    .case("last-second", &[SERVER, at("2028-06-30T23:59:59Z"), OK])
    .case("too-early", &[SERVER, at("2026-06-30T23:59:59Z"), ("expect", "chain.not_yet_valid cert 1")])
    .case("too-late", &[SERVER, at("2028-07-01T00:00:00Z"), ("expect", "chain.expired cert 1")])
}

fn key_usage_no_cert_sign() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").key_usage(KeyUsage::CRL_SIGN).issued_by(&root);
    let leaf_below = leaf(&issuing);
    let without = Cert { key_usage: None, ..issuing.clone() };
    Folder::new(
        "chain/key-usage-no-cert-sign",
        "A CA whose key usage does not allow it to sign certificates",
        "RFC 5280, 6.1.4 (n): \"If a key usage extension is present, verify that the keyCertSign bit is set.\"\n\n\
         ```text\nRoot <- Issuing CA (key usage: cRLSign) <- sip.example.com\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf_below, &issuing])
    .certs("without.pem", &[&leaf_below, &without])
    .case("no-cert-sign", &[SERVER, TIME, ("expect", "chain.no_cert_sign cert 1")])
    .case("no-key-usage", &[SERVER, TIME, ("chain", "without.pem"), OK])
}

fn missing_eku() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").issued_by(&root);
    let client = leaf(&issuing).eku(&[oids::CLIENT_AUTH]);
    let none = Cert { extended_key_usage: None, ..leaf(&issuing) };
    let narrow = ca("Client CA").eku(&[oids::CLIENT_AUTH]).issued_by(&root);
    let any = ca("Any CA").eku(&[oids::ANY_EXTENDED_KEY_USAGE]).issued_by(&root);
    Folder::new(
        "chain/missing-eku",
        "Extended key usage that does not include the purpose",
        "RFC 5280, 4.2.1.12: \"If the extension is present, then the certificate MUST only be used for one of the \
         purposes\nindicated.\" In a CA it limits what stands below, as TLS verifiers have it; anyExtendedKeyUsage does \
         not\n(OpenSSL 3.0 wants serverAuth by name).\n\n\
         ```text\nRoot <- Issuing CA <- sip.example.com (clientAuth), or without extended key usage\nRoot <- Client CA \
         (clientAuth) <- sip.example.com (serverAuth)\nRoot <- Any CA (anyExtendedKeyUsage) <- sip.example.com \
         (serverAuth)\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&client, &issuing])
    .certs("no-extension.pem", &[&none, &issuing])
    .certs("narrow-ca.pem", &[&leaf(&narrow), &narrow])
    .certs("any-ca.pem", &[&leaf(&any), &any])
    .case("server", &[SERVER, TIME, ("expect", "chain.purpose leaf")])
    .case("client", &[("purpose", "client"), TIME, OK])
    .case("no-extension", &[SERVER, TIME, ("chain", "no-extension.pem"), OK])
    .case("narrow-ca", &[SERVER, TIME, ("chain", "narrow-ca.pem"), ("expect", "chain.purpose cert 1")])
    .case("any-ca", &[SERVER, TIME, ("chain", "any-ca.pem"), OK])
}

fn name_constraints_dns() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA")
        .name_constraints(&[Subtree::dns("example.com")], &[Subtree::dns("lab.example.com")])
        .issued_by(&root);
    let named = |name: &str| Cert { alternative_names: Vec::new(), ..leaf(&issuing) }.san_dns(name);
    let permitted = ("expect", "chain.name_not_permitted leaf");
    let excluded = ("expect", "chain.name_excluded leaf");
    Folder::new(
        "chain/name-constraints-dns",
        "Constraints on DNS names",
        "RFC 5280, 4.2.1.10: \"Any DNS name that can be constructed by simply adding zero or more labels to the left-hand \
         side\nof the name satisfies the name constraint.\" A wildcard in the leaf stands for every name that it matches: \
         it must lie\nwithin what is permitted as a whole, and have nothing in common with what is excluded (OpenSSL 3.0 compares\n\
         only the text behind the star).\n\n\
         ```text\nRoot <- Issuing CA (permitted example.com, excluded lab.example.com) <- leaf\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf(&issuing), &issuing])
    .certs("other-domain.pem", &[&named("sip.example.net"), &issuing])
    .certs("looks-alike.pem", &[&named("notexample.com"), &issuing])
    .certs("lab.pem", &[&named("a.LAB.example.com"), &issuing])
    .certs("wildcard.pem", &[&named("*.example.com"), &issuing])
    .certs("wildcard-below.pem", &[&named("*.office.example.com"), &issuing])
    .case("inside", &[SERVER, TIME, OK])
    .case("other-domain", &[SERVER, TIME, ("chain", "other-domain.pem"), permitted])
    .case("looks-alike", &[SERVER, TIME, ("chain", "looks-alike.pem"), permitted])
    .case("lab", &[SERVER, TIME, ("chain", "lab.pem"), excluded])
    .case("wildcard", &[SERVER, TIME, ("chain", "wildcard.pem"), excluded])
    .case("wildcard-below", &[SERVER, TIME, ("chain", "wildcard-below.pem"), OK])
}

fn name_constraints_ip() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA")
        .name_constraints(&[Subtree::net("192.0.2.0/24")], &[Subtree::net("192.0.2.128/25")])
        .issued_by(&root);
    let at = |address: &str| leaf(&issuing).san_ip(address);
    Folder::new(
        "chain/name-constraints-ip",
        "Constraints on IP addresses",
        "RFC 5280, 4.2.1.10: address and mask, \"in the style of RFC 4632 (CIDR)\". An IPv6 address is a name of the same \
         kind, so\nwhere only an IPv4 network is permitted, it is not. DNS names are another kind, and not \
         constrained.\n\n\
         ```text\nRoot <- Issuing CA (permitted 192.0.2.0/24, excluded 192.0.2.128/25) <- leaf\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&at("192.0.2.7"), &issuing])
    .certs("outside.pem", &[&at("198.51.100.7"), &issuing])
    .certs("excluded.pem", &[&at("192.0.2.200"), &issuing])
    .certs("ipv6.pem", &[&at("2001:db8::7"), &issuing])
    .certs("no-address.pem", &[&leaf(&issuing), &issuing])
    .case("inside", &[SERVER, TIME, ("name", "192.0.2.7"), OK])
    .case("outside", &[SERVER, TIME, ("chain", "outside.pem"), ("expect", "chain.name_not_permitted leaf")])
    .case("excluded", &[SERVER, TIME, ("chain", "excluded.pem"), ("expect", "chain.name_excluded leaf")])
    .case("ipv6", &[SERVER, TIME, ("chain", "ipv6.pem"), ("expect", "chain.name_not_permitted leaf")])
    .case("no-address", &[SERVER, TIME, ("chain", "no-address.pem"), OK])
}

fn not_a_ca() -> Folder {
    let root = root();
    let middle = ca("Issuing CA").issued_by(&root);
    let leaf_below = leaf(&middle);
    let no = middle.clone().end_entity();
    let absent = Cert { basic_constraints: None, ..middle.clone() };
    let refused = ("expect", "chain.not_a_ca cert 1");
    Folder::new(
        "chain/not-a-ca",
        "An issuer that is not marked as a CA",
        "RFC 5280, 6.1.4 (k): \"If certificate i is a version 3 certificate, verify that the basicConstraints extension is \
         present\nand that cA is set to TRUE.\" For versions 1 and 2 there is no other means here, so they issue \
         nothing.\n\n\
         ```text\nRoot <- Issuing CA (cA FALSE; or no basicConstraints; or version 1) <- sip.example.com\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf_below, &no])
    .certs("absent.pem", &[&leaf_below, &absent])
    .certs("version-1.pem", &[&leaf_below, &middle.v1()])
    .case("false", &[SERVER, TIME, refused])
    .case("absent", &[SERVER, TIME, ("chain", "absent.pem"), refused])
    .case("version-1", &[SERVER, TIME, ("chain", "version-1.pem"), refused])
}

fn path_length_self_issued() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").ca(Some(0)).issued_by(&root);
    let renewed = issuing.clone().key(&Key::p256("Issuing CA, second key")).issued_by(&issuing);
    let other = ca("Other CA").issued_by(&issuing);
    Folder::new(
        "chain/pathlen-self-issued",
        "A self-issued certificate does not use up path length",
        "RFC 5280, 6.1.4 (l): \"If the certificate was not self-issued, verify that max_path_length is greater than zero \
         and\ndecrement max_path_length by 1.\" Issuing CA has path length 0 and moves to a second key: that is allowed. \
         Other CA\nbelow it is not.\n\n\
         ```text\nRoot <- Issuing CA (path length 0) <- Issuing CA, second key <- sip.example.com\n                               \
         <- Other CA               <- sip.example.com\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf(&renewed), &renewed, &issuing])
    .certs("other.pem", &[&leaf(&other), &other, &issuing])
    .case("self-issued", &[SERVER, TIME, OK])
    .case("other", &[SERVER, TIME, ("chain", "other.pem"), ("expect", "chain.path_length cert 2")])
}

fn self_issued_case_fold() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").ca(Some(0)).issued_by(&root);
    let renewed = Cert::new("ISSUING  ca").key(&Key::p256("Issuing CA, second key")).ca(Some(0));
    let renewed = renewed.key_usage(KeyUsage::CERT_SIGN).issued_by(&issuing);
    let renewed = Cert { subject: renewed.subject.clone().with_text(Text::Utf8), ..renewed };
    let leaf = leaf(&renewed).issuer("issuing CA");
    Folder::new(
        "chain/self-issued-case-fold",
        "Self-issued is read after name preparation",
        "RFC 5280, 6.1: \"A certificate is self-issued if the same DN appears in the subject and issuer fields\", where the \
         same is\nwhat 7.1 says: case, spaces and the kind of string do not matter. Read byte for byte, the second \
         certificate would use\nup path length, and the leaf's issuer would not be found.\n\n\
         ```text\nRoot <- Issuing CA (path length 0) <- ISSUING  ca (UTF8String) <- sip.example.com (issuer \"issuing \
         CA\")\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf, &renewed, &issuing])
    .case("server", &[SERVER, TIME, OK])
}

fn unknown_critical() -> Folder {
    let root = root();
    let issuing = ca("Issuing CA").issued_by(&root);
    let odd = issuing.clone().unknown_critical();
    let not_critical = leaf(&issuing).extension("1.3.6.1.4.1.32473.1", false, &[0x05, 0x00]);
    Folder::new(
        "chain/unknown-critical",
        "A critical extension that nobody knows",
        "RFC 5280, 4.2: \"A certificate-using system MUST reject the certificate if it encounters a critical extension it \
         does\nnot recognize\". 1.3.6.1.4.1.32473 is the arc for examples (RFC 5612).\n\n\
         ```text\nRoot <- Issuing CA <- sip.example.com, either with the extension\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf(&issuing).unknown_critical(), &issuing])
    .certs("ca.pem", &[&leaf(&odd), &odd])
    .certs("not-critical.pem", &[&not_critical, &issuing])
    .case("leaf", &[SERVER, TIME, ("expect", "chain.unknown_critical leaf")])
    .case("ca", &[SERVER, TIME, ("chain", "ca.pem"), ("expect", "chain.unknown_critical cert 1")])
    .case("not-critical", &[SERVER, TIME, ("chain", "not-critical.pem"), OK])
}

fn wrong_key_same_name() -> Folder {
    let root = root();
    let right = ca("Issuing CA").issued_by(&root);
    let wrong = right.clone().key(&Key::p256("Issuing CA, another key"));
    // Without identifiers, so that only the signature tells the keys apart.
    let leaf = leaf(&right).without_key_ids();
    Folder::new(
        "chain/wrong-key-same-name",
        "Two CAs of one name, of which one signed",
        "Names choose candidates, signatures decide (RFC 5280, 6.1.3 (a) (1)). With both certificates at hand the right one \
         has to\nbe found, in whatever order they come and without key identifiers. OpenSSL 3.0 takes the first and gives up.\n\n\
         ```text\nRoot <- Issuing CA, another key\nRoot <- Issuing CA              <- sip.example.com\n```",
    )
    .certs("root.pem", &[&root])
    .certs("chain.pem", &[&leaf, &wrong.clone().without_key_ids()])
    .certs("both.pem", &[&leaf, &wrong.without_key_ids(), &right.without_key_ids()])
    .case("wrong-only", &[SERVER, TIME, ("expect", "chain.signature_invalid leaf")])
    .case("both", &[SERVER, TIME, ("chain", "both.pem"), OK])
}
