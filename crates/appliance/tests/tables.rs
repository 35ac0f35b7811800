//! Every cell of the published tables: usages by purpose in both generations, names by machine.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use ucpki_appliance::{
    AliasDifference, Coverage, Deployment, DomainForm, Generation, NodeDefaults, Purpose, Reason, Reissue, Role,
    Settings, Sides, Topology, TrustStore, codes, domains,
};
use ucpki_crypto::KeyKind;
use ucpki_csr::{Subject, parse_name};
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::oids;

/// The table of requirements, copied cell by cell: purposes; multi-server; serverAuth; clientAuth old, new; ipsecEndSystem;
/// digitalSignature; keyEncipherment old, new; dataEncipherment; keyCertSign.
const TABLE: &str = "
    CallManager        yes yes yes yes -   yes yes -   yes -
    CallManager-ECDSA  yes yes yes yes -   yes yes -   yes -
    CAPF               -   yes -   yes -   yes -   -   -   yes
    ipsec              -   yes yes yes yes yes yes yes yes -
    tomcat             yes yes yes yes -   yes yes -   yes -
    tomcat-ECDSA       yes yes yes yes -   yes yes -   yes -
    TVS                -   yes yes yes -   yes yes yes yes -
    cup                -   yes yes yes yes yes yes -   yes -
    cup-ECDSA          -   yes yes yes yes yes yes -   yes -
    cup-xmpp           yes yes yes yes yes yes yes -   yes -
    cup-xmpp-ECDSA     yes yes yes yes yes yes yes -   yes -
    cup-xmpp-s2s       yes yes yes yes yes yes yes -   yes -
    cup-xmpp-s2s-ECDSA yes yes yes yes yes yes yes -   yes -
    imp-ipsec          -   yes yes yes yes yes yes -   yes -
";

#[test]
fn every_cell_of_the_table_of_usages() {
    let mut rows = 0;
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
        let cells: Vec<_> = line.split_ascii_whitespace().collect();
        let [name, cells @ ..] = &cells[..] else { unreachable!() };
        let yes: Vec<bool> = cells.iter().map(|cell| *cell == "yes").collect();
        let [multi, server, client_old, client_new, ipsec, digital, ke_old, ke_new, data, sign] = yes[..] else {
            unreachable!("{line}")
        };
        let purpose = Purpose::by_name(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(purpose.name(), *name);
        assert_eq!(purpose.is_multi_server(), multi, "{name}");
        for (generation, client, encipherment) in
            [(Generation::Old, client_old, ke_old), (Generation::New, client_new, ke_new)]
        {
            let usage = purpose.usage(generation, Sides::Both);
            let has = |bit| usage.key_usage().contains(bit);
            let extended: Vec<_> = usage.extended().collect();
            let about = format!("{name} {generation:?}");
            assert_eq!(extended.contains(&oids::SERVER_AUTH), server, "{about}");
            assert_eq!(extended.contains(&oids::CLIENT_AUTH), client, "{about}");
            assert_eq!(extended.contains(&oids::IPSEC_END_SYSTEM), ipsec, "{about}");
            assert_eq!(extended.len(), [server, client, ipsec].iter().filter(|set| **set).count(), "{about}");
            assert_eq!(has(KeyUsage::DIGITAL_SIGNATURE), digital, "{about}");
            assert_eq!(has(KeyUsage::KEY_ENCIPHERMENT), encipherment, "{about}");
            assert_eq!(has(KeyUsage::DATA_ENCIPHERMENT), data, "{about}");
            assert_eq!(has(KeyUsage::KEY_CERT_SIGN), sign, "{about}");
            let others = [
                KeyUsage::NON_REPUDIATION,
                KeyUsage::KEY_AGREEMENT,
                KeyUsage::CRL_SIGN,
                KeyUsage::ENCIPHER_ONLY,
                KeyUsage::DECIPHER_ONLY,
            ];
            assert!(!others.into_iter().any(has), "{about}");
            // A CAPF certificate is a CA's with path length 0; the others are none.
            assert_eq!(usage.path_length(), sign.then_some(0), "{about}");
        }
        let is_ecdsa = name.ends_with("-ECDSA");
        for kind in [KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521] {
            assert_eq!(purpose.takes(kind), is_ecdsa, "{name}");
        }
        for bits in [2048, 3072, 4096] {
            assert_eq!(purpose.takes(KeyKind::Rsa { bits }), !is_ecdsa, "{name}");
        }
        assert!(!purpose.takes(KeyKind::Ed25519), "{name}");
        rows += 1;
    }
    // The tables of this library have these rows and the Expressway, and no other.
    assert_eq!(Purpose::all().count(), rows + 1);
}

#[test]
fn an_expressway_asks_for_both_sides() {
    let usage = Settings::EXPRESSWAY.usage(Purpose::Expressway);
    let bits = KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::KEY_ENCIPHERMENT).union(KeyUsage::KEY_AGREEMENT);
    assert_eq!(usage.key_usage(), bits);
    assert_eq!(usage.extended().collect::<Vec<_>>(), [oids::SERVER_AUTH, oids::CLIENT_AUTH]);
    for (sides, purpose) in [(Sides::ServerOnly, oids::SERVER_AUTH), (Sides::ClientOnly, oids::CLIENT_AUTH)] {
        let usage = Settings { sides, ..Settings::EXPRESSWAY }.usage(Purpose::Expressway);
        assert_eq!(usage.extended().collect::<Vec<_>>(), [purpose]);
    }
    // keyAgreement is optional for the others.
    let with = Settings { key_agreement: true, ..Settings::CUCM }.usage(Purpose::Tomcat);
    assert!(with.key_usage().contains(KeyUsage::KEY_AGREEMENT));
}

/// RFC 8410, 5 as RFC 9295 says, and RFC 9881, 5: certificates for these keys must not have other usages.
#[test]
fn keys_that_only_sign_are_asked_to_sign_only() {
    for purpose in Purpose::all() {
        for generation in [Generation::Old, Generation::New] {
            let usage = purpose.usage(generation, Sides::Both).with(KeyUsage::KEY_AGREEMENT);
            for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521] {
                assert_eq!(usage.for_key(kind), usage);
            }
            let signs = KeyUsage::DIGITAL_SIGNATURE;
            let expected = if purpose == Purpose::Capf { signs.union(KeyUsage::KEY_CERT_SIGN) } else { signs };
            for kind in [KeyKind::Ed25519, KeyKind::MlDsa44, KeyKind::MlDsa65, KeyKind::MlDsa87] {
                let kept = usage.for_key(kind);
                assert_eq!(kept.key_usage(), expected, "{purpose} {kind}");
                assert!(kept.extended().eq(usage.extended()) && kept.path_length() == usage.path_length());
            }
        }
    }
}

#[test]
fn trust_stores_belong_to_purposes() {
    assert_eq!(Purpose::CupXmppS2s.trust_store().name(), "cup-xmpp-trust");
    assert_eq!(Purpose::CallManagerEcdsa.trust_store().name(), "CallManager-trust");
    assert_eq!(Purpose::Expressway.trust_store(), TrustStore::TrustedCa);
    assert_eq!(Purpose::by_name("tomcat-rsa"), None);
}

/// A machine with something in every field.
fn everything(role: Role, deployment: Deployment) -> Topology {
    Topology {
        role,
        deployment,
        node: "a.example.com".into(),
        peers: vec!["A.example.com".into(), "b.example.com".into()],
        cluster: "c.example.com".into(),
        parent_domain: "example.com".into(),
        other_domains: vec!["other.example".into()],
        uc_domains: vec!["uc.example".into()],
        federation_domains: vec!["fed.example".into()],
        chat_aliases: vec!["chat.example".into()],
        tls_federation_with_group_chat: true,
        phone_profiles: vec!["phone.example".into()],
        join_url_hosts: vec!["join.meet.example".into()],
        ..Topology::default()
    }
}

fn planned(topology: &Topology, purpose: Purpose, settings: &Settings) -> (String, Vec<String>) {
    let plan = topology.plan(purpose, settings).unwrap();
    let names = plan.names.iter().map(|planned| {
        let reasons: Vec<_> = planned.reasons.iter().map(|reason| reason.name()).collect();
        format!("{} {}", planned.name.as_dns().unwrap_or("?"), reasons.join("+"))
    });
    (plan.common_name.clone(), names.collect())
}

/// The table of names, cell by cell: the element, and whether it is in the request of Control and of Expressway.
const NAMES: [(&str, bool, bool); 7] = [
    ("uc.example UC domain", false, true),
    ("fed.example federation domain", false, true),
    ("chat.example chat alias", true, true),
    ("phone.example phone profile", true, false),
    ("join.meet.example join URL host", false, true),
    ("meet.example join URL domain", false, true),
    ("c.example.com cluster", true, true),
];

#[test]
fn every_cell_of_the_table_of_names() {
    for deployment in [Deployment::PerPeer, Deployment::Shared] {
        for role in [Role::Control, Role::Edge] {
            let (common_name, names) =
                planned(&everything(role, deployment), Purpose::Expressway, &Settings::EXPRESSWAY);
            for (name, control, edge) in NAMES {
                let expected = if role == Role::Control { control } else { edge };
                assert_eq!(
                    names.iter().any(|found| found == name),
                    expected,
                    "{name} {role:?} {deployment:?} {names:?}"
                );
            }
            let elements =
                NAMES.iter().filter(|(_, control, edge)| if role == Role::Control { *control } else { *edge });
            // And the machines: this one, and the peers of a shared certificate.
            let machines = if deployment == Deployment::Shared { 2 } else { 1 };
            assert_eq!(names.len(), elements.count() + machines, "{names:?}");
            let expected = if deployment == Deployment::Shared { "c.example.com" } else { "a.example.com" };
            assert_eq!(common_name, expected);
        }
    }
}

#[test]
fn deployments_decide_the_machines() {
    let plain = |deployment| Topology {
        deployment,
        node: "a.example.com".into(),
        cluster: "c.example.com".into(),
        peers: vec!["a.example.com".into(), "b.example.com".into()],
        ..Topology::default()
    };
    let names = |topology: &Topology| planned(topology, Purpose::Expressway, &Settings::EXPRESSWAY);
    assert_eq!(names(&plain(Deployment::StandAlone)), ("a.example.com".into(), vec!["a.example.com node".into()]));
    let blank = Topology { blank: true, ..plain(Deployment::StandAlone) };
    assert_eq!(names(&blank), ("a.example.com".into(), vec![]));
    let per_peer = vec!["a.example.com node".to_owned(), "c.example.com cluster".into()];
    assert_eq!(names(&plain(Deployment::PerPeer)), ("a.example.com".into(), per_peer));
    let shared = vec!["c.example.com cluster".to_owned(), "a.example.com node".into(), "b.example.com peer".into()];
    assert_eq!(names(&plain(Deployment::Shared)), ("c.example.com".into(), shared));
}

#[test]
fn unified_cm_has_domains_and_a_suffix() {
    let topology = Topology { cluster: String::new(), ..everything(Role::CallManager, Deployment::Shared) };
    let (common_name, names) = planned(&topology, Purpose::Tomcat, &Settings::CUCM);
    assert_eq!(common_name, "a-ms.example.com");
    assert_eq!(names, ["a.example.com node", "b.example.com peer", "example.com parent", "other.example other domain"]);
    let single = Topology { deployment: Deployment::StandAlone, ..topology.clone() };
    let (common_name, names) = planned(&single, Purpose::Tvs, &Settings::CUCM);
    assert_eq!(
        (&*common_name, &*names),
        ("a.example.com", &["a.example.com node".into(), "other.example other domain".into()][..])
    );
    let without = Settings { ms_suffix: false, ..Settings::CUCM };
    assert_eq!(planned(&topology, Purpose::Tomcat, &without).0, "a.example.com");
    // These have no multi-server certificate.
    for purpose in [Purpose::Capf, Purpose::Ipsec, Purpose::Tvs, Purpose::Cup, Purpose::CupEcdsa, Purpose::ImpIpsec] {
        assert_eq!(topology.plan(purpose, &Settings::CUCM).unwrap_err().code(), &codes::PURPOSE_DISTRIBUTION);
    }
}

#[test]
fn conditions_of_unified_communications() {
    let edge = everything(Role::Edge, Deployment::StandAlone);
    let has = |topology: &Topology, name: &str| {
        planned(topology, Purpose::Expressway, &Settings::EXPRESSWAY).1.iter().any(|found| found == name)
    };
    assert!(has(&edge, "chat.example chat alias"));
    assert!(!has(&Topology { tls_federation_with_group_chat: false, ..edge.clone() }, "chat.example chat alias"));
    assert!(!has(&Topology { dnssec: true, ..edge.clone() }, "uc.example UC domain"));
    let collab = Topology { uc_form: DomainForm::CollabEdge, ..edge.clone() };
    assert!(has(&collab, "collab-edge.uc.example UC domain") && !has(&collab, "uc.example UC domain"));

    let control = vec!["a.example".to_owned(), "B.example".to_owned()];
    let difference = AliasDifference::between(&control, &["b.example".to_owned(), "c.example".to_owned()]);
    assert_eq!(difference.missing_on_edge, ["a.example"]);
    assert_eq!(difference.missing_on_control, ["c.example"]);
    assert!(AliasDifference::between(&control, &control).is_empty());

    for name in ["phone", "a.3c", "a_b.example"] {
        let wrong = Topology { phone_profiles: vec![name.into()], ..everything(Role::Control, Deployment::StandAlone) };
        let error = wrong.plan(Purpose::Expressway, &Settings::EXPRESSWAY).unwrap_err();
        assert_eq!(error.code(), &codes::PROFILE_NAME_INVALID, "{name}");
    }
    let wild = Topology { uc_domains: vec!["*.example".into()], ..edge };
    assert_eq!(wild.plan(Purpose::Expressway, &Settings::EXPRESSWAY).unwrap_err().code(), &ucpki_csr::codes::WILDCARD);
    for incomplete in
        [Topology::default(), Topology { cluster: String::new(), ..everything(Role::Control, Deployment::PerPeer) }]
    {
        let error = incomplete.plan(Purpose::Expressway, &Settings::EXPRESSWAY).unwrap_err();
        assert_eq!(error.code(), &codes::TOPOLOGY_INCOMPLETE);
    }
}

#[test]
fn what_was_taken_away_stays_away() {
    let name = |text| parse_name(text).unwrap();
    let mut topology = everything(Role::CallManager, Deployment::Shared);
    topology.cluster.clear();
    topology.removed = vec![name("EXAMPLE.com"), name("gone.example")];
    topology.added = vec![name("IP:192.0.2.1"), name("b.example.com")];
    let plan = topology.plan(Purpose::Tomcat, &Settings::CUCM).unwrap();
    let parent = plan.names.iter().find(|planned| planned.name == name("example.com")).unwrap();
    assert_eq!(parent.reasons, [Reason::ParentDomain, Reason::Removed]);
    assert!(!plan.included().any(|included| included == &name("example.com")));
    let peer = plan.names.iter().find(|planned| planned.name == name("b.example.com")).unwrap();
    assert_eq!(peer.reasons, [Reason::Peer, Reason::Added]);
    assert!(plan.included().any(|included| included == &name("IP:192.0.2.1")));
    // The next generation, with another peer: it is still away.
    topology.peers.push("d.example.com".into());
    let again = topology.plan(Purpose::Tomcat, &Settings::CUCM).unwrap();
    assert!(!again.included().any(|included| included == &name("example.com")));
    assert_eq!(domains("# ours\n a.example \r\n\nb.example # other\n"), ["a.example", "b.example"]);
}

#[test]
fn coverage_says_what_is_missing() {
    let plan = everything(Role::Control, Deployment::PerPeer).plan(Purpose::Expressway, &Settings::EXPRESSWAY).unwrap();
    let all: Vec<_> = plan.included().cloned().collect();
    let of = |common_name: Option<&str>, names: &[GeneralNameBuf]| Coverage::from_names(&plan, common_name, names);
    assert_eq!(of(Some("A.example.com"), &all).reissue(), Reissue::No);
    assert_eq!(of(Some("x"), &all).reissue(), Reissue::Advised);
    assert_eq!(of(None, &all).reissue(), Reissue::Advised);
    let more = [&all[..], &[parse_name("old.example").unwrap()]].concat();
    let coverage = of(Some("a.example.com"), &more);
    assert_eq!((coverage.reissue(), coverage.extra.len(), coverage.missing.len()), (Reissue::Advised, 1, 0));
    let coverage = of(Some("a.example.com"), &all[1..]);
    assert_eq!((coverage.reissue(), coverage.missing), (Reissue::Required, all[..1].to_vec()));
}

#[test]
fn defaults_feed_requests_and_their_change_regenerates() {
    let defaults = NodeDefaults {
        country: "NO".into(),
        organizational_unit: "Voice".into(),
        names: vec![parse_name("a.example").unwrap(), parse_name("email:a@example.com").unwrap()],
        ..NodeDefaults::default()
    };
    let filled = defaults.fill(Subject { common_name: "x".into(), ..Subject::default() });
    assert_eq!(
        (&*filled.country, &*filled.organizational_units, &*filled.common_name),
        ("NO", &["Voice".to_owned()][..], "x")
    );
    let mut turned = defaults.clone();
    turned.names.reverse();
    assert!(!defaults.change_to(&turned).regenerate_tomcat);
    turned.state = "Oslo".into();
    assert!(defaults.change_to(&turned).regenerate_tomcat);
    turned = defaults.clone();
    turned.names.pop();
    assert!(defaults.change_to(&turned).regenerate_tomcat);
}
