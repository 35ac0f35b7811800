//! One certificate for each rule of the profiles, which breaks that rule and no other: what every profile makes of it.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

extern crate alloc;

use alloc::collections::{BTreeMap, BTreeSet};
use ucpki_chain::{
    Anchor, AnchorChecks, AnchorConstraints, Blocklist, Context, Evidence, Finding, Identity, KeyPurpose, PolicyInputs,
    Pool, Profile, PublicSuffixes, Query, Revocation, RevocationCheck, Severity, Status, ValidationParams, Validator,
    codes,
};
use ucpki_crypto::{Provider, RUSTCRYPTO};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{
    Attribute, BasicConstraints, Cert, GeneralName, Key, KeyId, KeySize, KeyUsage, Name, NameConstraints, Subtree,
    Text, der, time,
};
use ucpki_x509::der::Tag;
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Certificate, Code, CrlReason, Oid, oids};

const NOW: &str = "2027-01-01T00:00:00Z";
const LATER: &str = "2028-01-01T00:00:00Z";
const POLICY: &str = "1.3.6.1.4.1.99999.1";
const ANY_POLICY: &str = "2.5.29.32.0";

fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

/// A chain in which nothing is wrong, until a case changes it. Who is changed issues what is below only afterwards.
struct Scene {
    provider: Provider,
    root: Cert,
    upper: Cert,
    lower: Cert,
    leaf: Cert,
    limits: Option<AnchorConstraints>,
    blocked: Blocklist,
    anchor: Option<Cert>,
    identity: Identity,
    purpose: KeyPurpose,
    policies: PolicyInputs,
    max_depth: u32,
    is_revoked: bool,
}

impl Scene {
    fn new() -> Self {
        let leaf = Cert::new("sip.example.com").key(&Key::fake("leaf")).key_usage(KeyUsage::DIGITAL_SIGNATURE);
        Self {
            provider: FAKE,
            root: ca("root"),
            upper: ca("upper"),
            lower: ca("lower"),
            leaf: leaf.eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com"),
            limits: None,
            blocked: Blocklist::new(),
            anchor: None,
            identity: Identity::dns("sip.example.com").unwrap(),
            purpose: KeyPurpose::Server,
            policies: PolicyInputs::default(),
            max_depth: 10,
            is_revoked: false,
        }
    }

    /// Everything that is found, with its severity.
    fn judge(&self, profile: Profile) -> BTreeMap<&'static str, Severity> {
        let below = |issuer: &Cert, cert: &Cert| match cert.issuer {
            Some(_) => cert.clone(),
            None => cert.clone().issued_by(issuer),
        };
        let upper = below(&self.root, &self.upper);
        let lower = below(&upper, &self.lower);
        let leaf = below(&lower, &self.leaf);
        let anchor = Anchor::certificate(read(self.anchor.as_ref().unwrap_or(&self.root)));
        let anchor = self.limits.clone().map_or(anchor.clone(), |limits| anchor.with_constraints(limits));
        let validator = Validator::new(self.provider)
            .profile(profile)
            .anchors([anchor])
            .block(self.blocked.clone())
            .public_suffixes(PublicSuffixes::new("one", |domain| domain == b"co.uk"));
        let revoked = Revoked(self.is_revoked);
        let sources: [&dyn Revocation; 1] = [&revoked];
        let request = ValidationParams::new(time(NOW), self.purpose.clone(), self.identity.clone())
            .policies(self.policies.clone())
            .max_depth(self.max_depth)
            .revocation(RevocationCheck::new(&sources));
        let pool: Pool = [&self.root, &upper, &lower].into_iter().map(read).collect();
        let all = |findings: &[Finding]| {
            findings.iter().map(|finding| (finding.code().name(), finding.severity())).collect::<BTreeMap<_, _>>()
        };
        match validator.check(&read(&leaf), &pool, &request) {
            Ok(valid) => {
                assert!(valid.findings().iter().all(|finding| finding.severity() == Severity::Warn));
                all(valid.findings())
            }
            Err(refused) => {
                assert_eq!(refused.finding().unwrap().severity(), Severity::Refuse);
                all(validator.explain(refused, &pool, &request).candidates()[0].findings())
            }
        }
    }
}

#[derive(Debug)]
struct Revoked(bool);

impl Revocation for Revoked {
    fn status(&self, query: &Query<'_>, _: &mut Context<'_>) -> Status {
        let evidence = Evidence::NoRevAvail;
        match self.0 && query.index() == 0 {
            true => Status::Revoked(evidence, CrlReason::KeyCompromise, time(NOW)),
            false => Status::Good(evidence),
        }
    }
}

/// What is changed, and the rules that break by that under a profile.
struct Case {
    change: Box<dyn Fn(&mut Scene)>,
    broken: Box<Broken>,
}

type Broken = dyn Fn(&Profile) -> Vec<&'static Code>;

fn case(change: impl Fn(&mut Scene) + 'static, broken: impl Fn(&Profile) -> Vec<&'static Code> + 'static) -> Case {
    Case { change: Box::new(change), broken: Box::new(broken) }
}

impl Case {
    /// The same, which breaks another rule as well.
    fn also(self, code: &'static Code) -> Self {
        let Self { change, broken } = self;
        Self { change, broken: Box::new(move |profile| broken(profile).into_iter().chain([code]).collect()) }
    }
}

/// Changes anything; breaks one rule under every profile.
fn scene(code: &'static Code, change: fn(&mut Scene)) -> Case {
    case(change, move |_| vec![code])
}

/// Changes the leaf; breaks one rule under every profile.
fn leaf(code: &'static Code, change: fn(Cert) -> Cert) -> Case {
    case(move |scene| scene.leaf = change(scene.leaf.clone()), move |_| vec![code])
}

/// Changes the CA in the middle; breaks one rule under every profile.
fn upper(code: &'static Code, change: fn(Cert) -> Cert) -> Case {
    case(move |scene| scene.upper = change(scene.upper.clone()), move |_| vec![code])
}

/// Changes the root; breaks a rule where the certificates of anchors are judged.
fn root(code: &'static Code, change: fn(Cert) -> Cert) -> Case {
    case(
        move |scene| scene.root = change(scene.root.clone()),
        move |profile| if profile.anchor_checks() == AnchorChecks::Certificate { vec![code] } else { vec![] },
    )
}

/// As [`root`], to a root that names another key than its own as its issuer's: where paths have to end at a root it is none, as
/// for OpenSSL.
fn odd_root(code: &'static Code, change: fn(Cert) -> Cert) -> Case {
    let Case { change, broken } = root(code, change);
    case(change, move |profile| if profile.partial_chain() { broken(profile) } else { vec![&codes::ISSUER_UNKNOWN] })
}

fn oid(kind: Oid<'_>) -> String {
    kind.to_string()
}

/// A policy with a qualifier of this kind, whose value is a text.
fn qualified_policy(qualifier: &str) -> Vec<u8> {
    der(Tag::SEQUENCE, |policies| {
        policies.nested(Tag::SEQUENCE, |policy| {
            policy.oid(ucpki_tests::make::oid("1.2.3").as_oid());
            policy.nested(Tag::SEQUENCE, |qualifiers| {
                qualifiers.nested(Tag::SEQUENCE, |one| {
                    one.oid(ucpki_tests::make::oid(qualifier).as_oid());
                    one.value(Tag::IA5_STRING, b"http://example.com/cps");
                });
            });
        });
    })
}

#[test]
fn what_is_critical_must_be_readable_and_understood_in_every_certificate_and_profile() {
    let oids = ExtensionKind::ALL.iter().map(|kind| kind.oid().to_string());
    for kind in oids {
        for value in [&[0x05, 0x00, 0x00][..], &[], &[0x30, 0x03, 0x02, 0x01]] {
            for profile in Profile::ALL {
                let mut in_leaf = Scene::new();
                let plain = Cert {
                    key_usage: None,
                    extended_key_usage: None,
                    alternative_names: vec![],
                    ..in_leaf.leaf.clone()
                };
                in_leaf.leaf = plain.without_key_ids().extension(&kind, true, value);
                in_leaf.identity = Identity::danger_none();
                let mut in_ca = Scene::new();
                let plain = Cert { key_usage: None, basic_constraints: None, ..in_ca.upper.clone() };
                in_ca.upper = plain.without_key_ids().extension(&kind, true, value);
                for scene in [in_leaf, in_ca] {
                    let said = scene.judge(profile.clone());
                    let refuses = |code: &Code| said.get(code.name()) == Some(&Severity::Refuse);
                    let is_said = refuses(&codes::EXTENSION_MALFORMED) || refuses(&codes::UNKNOWN_CRITICAL);
                    assert!(is_said, "{kind} {value:02x?} {}: {said:?}", profile.name());
                }
            }
        }
    }
    // Qualifiers of the two kinds that RFC 5280 has are understood.
    let mut known = Scene::new();
    known.leaf = known.leaf.extension("2.5.29.32", true, &qualified_policy("1.3.6.1.5.5.7.2.1"));
    assert!(known.judge(Profile::RFC5280).is_empty());
    known.leaf = Scene::new().leaf.extension("2.5.29.32", true, &qualified_policy("1.3.6.1.5.5.7.2.2"));
    assert!(known.judge(Profile::RFC5280).contains_key(codes::POLICY_QUALIFIER_UNKNOWN.name()), "a notice is not text");
    known.leaf = Scene::new().leaf.extension("2.5.29.32", false, &qualified_policy("1.3.6.1.4.1.99999.2"));
    assert!(known.judge(Profile::STRICT).is_empty(), "it is not critical");
}

#[test]
fn a_self_signed_target_needs_no_authority_key_identifier() {
    // RFC 5280, 4.2.1.1, in the profile that enforces it: only where it is signed with its own key.
    let mut scene = Scene::new();
    let own = ca("CA").aki(KeyId::Absent);
    let ask = |leaf: &Cert, anchor: &Cert| {
        let request = ValidationParams::new(time(NOW), KeyPurpose::Any, Identity::danger_none());
        let validator = Validator::new(FAKE).profile(Profile::STRICT).anchors([Anchor::certificate(read(anchor))]);
        validator.check(&read(leaf), &Pool::default(), &request).map(|_| ()).map_err(|refused| refused.code())
    };
    assert_eq!(ask(&own, &own), Ok(()));
    let other = ca("CA").key(&Key::fake("other")).aki(KeyId::Absent).issued_by(&own);
    assert_eq!(ask(&other, &own), Err(&codes::AKI_MISSING));
    scene.leaf = scene.leaf.aki(KeyId::Absent);
    assert_eq!(scene.judge(Profile::STRICT).get("chain.aki_missing"), Some(&Severity::Refuse));
}

/// authorityKeyIdentifier: a key identifier, and whether an issuer and a serial number are beside it.
fn authority(key_id: Option<[u8; 20]>, issuer: Option<&str>) -> Vec<u8> {
    der(Tag::SEQUENCE, |fields| {
        if let Some(key_id) = key_id {
            fields.value(Tag::context(0), &key_id);
        }
        if let Some(issuer) = issuer {
            let name = GeneralName::Directory(Name::from(issuer)).der();
            fields.nested(Tag::context_constructed(1), |names| names.encoded(&name));
            fields.value(Tag::context(2), &[1]);
        }
    })
}

/// Another version in the signed part, as it is written: 2 stands for version 3.
fn version(cert: &Cert, number: u8) -> Cert {
    let mut tbs = cert.tbs();
    let at = tbs.windows(5).position(|bytes| bytes == [0xA0, 3, 2, 1, 2]).unwrap();
    tbs[at + 4] = number;
    cert.clone().raw_tbs(tbs)
}

/// An RSA key whose modulus has so many bits.
fn rsa(bits: usize) -> Key {
    let mut modulus = vec![0xA5; bits.div_ceil(8)];
    modulus[0] = 0xFF >> (modulus.len() * 8 - bits);
    let key = der(Tag::SEQUENCE, |key| {
        key.unsigned_integer(&modulus);
        key.small_integer(65_537);
    });
    let spki = der(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oids::RSA_ENCRYPTION);
            algorithm.null();
        });
        spki.bit_string(&key);
    });
    Key::foreign(&spki, KeySize::Rsa(bits), oids::SHA256_WITH_RSA, |_| Vec::new())
}

fn algorithm(cert: Cert, kind: Oid<'_>, has_null: bool) -> Cert {
    let identifier = der(Tag::SEQUENCE, |identifier| {
        identifier.oid(kind);
        if has_null {
            identifier.null();
        }
    });
    Cert { inner_algorithm: Some(identifier.clone()), outer_algorithm: Some(identifier), ..cert }
}

fn other_name() -> GeneralName {
    // registeredID
    GeneralName::Raw(vec![0x88, 2, 0x2A, 3])
}

fn is_legacy(profile: &Profile) -> bool {
    profile.name() == "legacy"
}

/// RFC 5280, section 6, which no profile lowers.
fn floors() -> Vec<Case> {
    vec![
        leaf(&codes::EXPIRED, |leaf| leaf.validity("2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z")),
        leaf(&codes::NOT_YET_VALID, |leaf| leaf.validity("2027-01-01T00:00:01Z", LATER)),
        upper(&codes::NOT_A_CA, Cert::end_entity),
        upper(&codes::NOT_A_CA, |upper| upper.basic_constraints(None)),
        upper(&codes::NO_CERT_SIGN, |upper| upper.key_usage(KeyUsage::CRL_SIGN)),
        upper(&codes::PATH_LENGTH, |upper| upper.ca(Some(0))),
        leaf(&codes::UNKNOWN_CRITICAL, Cert::unknown_critical),
        leaf(&codes::UNKNOWN_CRITICAL, |leaf| {
            leaf.extension(
                &oid(oids::SUBJECT_DIRECTORY_ATTRIBUTES),
                true,
                &[0x30, 0x0B, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x03, 0x31, 0x02, 0x05, 0x00],
            )
        }),
        leaf(&codes::EXTENSION_MALFORMED, |leaf| leaf.extension(&oid(oids::CERTIFICATE_POLICIES), false, &[5, 0])),
        upper(&codes::EXTENSION_REPEATED, |upper| upper.repeated(&oid(oids::KEY_USAGE))),
        leaf(&codes::ALGORITHMS_DIFFER, |leaf| {
            let outer = leaf.clone().signing_key().signature_algorithm();
            Cert { outer_algorithm: Some(outer), ..algorithm(leaf, oids::ECDSA_WITH_SHA384, false) }
        }),
        leaf(&codes::SIGNATURE_INVALID, Cert::bad_signature),
        leaf(&codes::ALGORITHM_UNSUPPORTED, |leaf| algorithm(leaf, oids::COMMON_NAME, false)),
        leaf(&codes::KEY_UNUSABLE, |leaf| {
            let spki = der(Tag::SEQUENCE, |spki| {
                spki.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::COMMON_NAME));
                spki.bit_string(b"any");
            });
            leaf.key(&Key::foreign(&spki, KeySize::Curve(0), oids::ED25519, |_| Vec::new()))
        }),
        upper(&codes::NAME_NOT_PERMITTED, |upper| upper.name_constraints(&[Subtree::dns("example.org")], &[])),
        upper(&codes::NAME_EXCLUDED, |upper| upper.name_constraints(&[], &[Subtree::dns("example.com")])),
        case(
            |scene: &mut Scene| {
                scene.leaf = scene.leaf.clone().san(other_name());
                scene.upper = scene.upper.clone().name_constraints(&[Subtree::Other(other_name())], &[]);
            },
            |_| vec![&codes::NAME_CONSTRAINT_UNSUPPORTED, &codes::SAN_KIND],
        ),
        leaf(&codes::ISSUER_UNKNOWN, |leaf| leaf.issuer("nobody").signed_by(&Key::fake("nobody"))),
        scene(&codes::POLICY_NOT_ACCEPTABLE, |scene| scene.policies = PolicyInputs::default().require_explicit()),
        upper(&codes::POLICY_MAPPING_ANY, |upper| upper.policies(&[ANY_POLICY]).policy_mapping(ANY_POLICY, POLICY)),
        scene(&codes::TOO_DEEP, |scene| scene.max_depth = 1),
        scene(&codes::REVOKED, |scene| scene.is_revoked = true),
        leaf(&codes::KEY_WEAK, |leaf| leaf.key(&rsa(512))),
        scene(&codes::ROOT_UNTRUSTED, |scene| scene.anchor = Some(ca("another root"))),
        leaf(&codes::ROOT_UNTRUSTED, |leaf| leaf.issuer("sip.example.com").signed_by(&Key::fake("leaf"))),
        // Of its own name, and signed by another.
        leaf(&codes::ISSUER_UNKNOWN, |leaf| leaf.issuer("sip.example.com").signed_by(&Key::fake("another"))),
        scene(&codes::ANCHOR_PURPOSE, |scene| {
            scene.limits = Some(AnchorConstraints::none().purposes(None, vec![oids::SERVER_AUTH.into()]));
        }),
        scene(&codes::ANCHOR_DISTRUSTED, |scene| {
            scene.limits = Some(AnchorConstraints::none().distrust_after(time("2025-12-31T23:59:59Z")));
        }),
        leaf(&codes::POLICY_QUALIFIER_UNKNOWN, |cert| {
            cert.extension("2.5.29.32", true, &qualified_policy("1.3.6.1.4.1.99999.2"))
        })
        .also(&codes::POLICIES_CRITICAL),
        // digitalSignature in eight bits.
        leaf(&codes::NAMED_BITS_PADDED, |cert| {
            Cert { key_usage: None, ..cert }.extension("2.5.29.15", true, &[0x03, 0x02, 0x00, 0x80])
        }),
        // ecdsa-with-SHA256 with NULL, inside and outside.
        case(
            |scene| {
                let with_null = b"\x30\x0C\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02\x05\x00".to_vec();
                scene.provider = RUSTCRYPTO;
                for cert in [&mut scene.root, &mut scene.upper, &mut scene.lower, &mut scene.leaf] {
                    *cert = cert.clone().key(&Key::p256("one for all"));
                }
                scene.leaf.inner_algorithm = Some(with_null.clone());
                scene.leaf.outer_algorithm = Some(with_null);
            },
            |_| vec![&codes::ECDSA_PARAMETERS],
        ),
        // A base that ends with a dot; a name that has two `@`.
        case(
            |scene| scene.upper = scene.upper.clone().name_constraints(&[Subtree::dns("example.com.")], &[]),
            |_| vec![&codes::CONSTRAINT_MALFORMED],
        ),
        case(
            |scene| {
                let mailbox = |text: &str| GeneralName::Email(text.to_owned());
                scene.upper = scene.upper.clone().name_constraints(&[], &[Subtree::Other(mailbox("example.org"))]);
                scene.leaf = scene.leaf.clone().san(mailbox("a@b@example.com"));
            },
            |_| vec![&codes::CONSTRAINED_NAME_MALFORMED, &codes::SAN_MALFORMED, &codes::SAN_KIND],
        ),
        case(
            |scene| scene.upper = scene.upper.clone().name_constraints(&[Subtree::dns(".example.com")], &[]),
            |_| vec![&codes::CONSTRAINT_LEADING_DOT],
        ),
        case(
            |scene| {
                scene.upper = scene.upper.clone().name_constraints(&[Subtree::dns("example.com")], &[]);
                scene.leaf = scene.leaf.clone().san(GeneralName::Uri("sip:example.org".to_owned()));
                scene.identity = Identity::sip("example.org").unwrap();
            },
            |_| vec![&codes::IDENTITY_NOT_PERMITTED],
        ),
        scene(&codes::BLOCKED, |scene| {
            let key = ucpki_crypto::sha256(read(&scene.leaf).spki_der());
            scene.blocked = Blocklist::new().key(key);
        }),
    ]
}

/// What RFC 5280 asks of issuers.
fn duties() -> Vec<Case> {
    vec![
        leaf(&codes::PURPOSE, |leaf| leaf.eku(&[oids::CLIENT_AUTH])),
        upper(&codes::PURPOSE, |upper| upper.eku(&[oids::CLIENT_AUTH])),
        leaf(&codes::SERIAL_LONG, |leaf| leaf.raw_serial(&[1; 21])),
        leaf(&codes::SERIAL_NOT_POSITIVE, |leaf| leaf.raw_serial(&[0x80])),
        leaf(&codes::SERIAL_NOT_POSITIVE, |leaf| leaf.raw_serial(&[0])),
        leaf(&codes::TIME_FORM, |leaf| Cert {
            raw_validity: Some(der(Tag::SEQUENCE, |validity| {
                validity.value(Tag::GENERALIZED_TIME, b"20260101000000Z");
                validity.value(Tag::UTC_TIME, b"360101000000Z");
            })),
            ..leaf
        }),
        upper(&codes::BASIC_CONSTRAINTS_NOT_CRITICAL, |upper| {
            upper.basic_constraints(Some((BasicConstraints { ca: true, path_length: None }, false)))
        }),
        leaf(&codes::AKI_MISSING, |leaf| leaf.aki(KeyId::Absent)),
        leaf(&codes::AKI_CRITICAL, |leaf| {
            let key_id = authority(Some(Key::fake("lower").id()), None);
            leaf.aki(KeyId::Absent).extension(&oid(oids::AUTHORITY_KEY_IDENTIFIER), true, &key_id)
        }),
        upper(&codes::SKI_MISSING, |upper| upper.ski(KeyId::Absent)),
        leaf(&codes::SKI_CRITICAL, |leaf| {
            leaf.ski(KeyId::Absent).extension(&oid(oids::SUBJECT_KEY_IDENTIFIER), true, &[4, 1, 7])
        }),
        upper(&codes::NAME_CONSTRAINTS_NOT_CRITICAL, |upper| {
            let permitted = vec![Subtree::dns("example.com")];
            Cert { name_constraints: Some((NameConstraints { permitted, excluded: vec![] }, false)), ..upper }
        }),
        leaf(&codes::NAME_CONSTRAINTS_IN_LEAF, |leaf| leaf.name_constraints(&[Subtree::dns("example.com")], &[])),
        upper(&codes::POLICY_CONSTRAINTS_NOT_CRITICAL, |upper| {
            // inhibitPolicyMapping 0
            upper.extension(&oid(oids::POLICY_CONSTRAINTS), false, &[0x30, 0x03, 0x81, 0x01, 0x00])
        }),
        leaf(&codes::AIA_CRITICAL, |leaf| {
            let access = der(Tag::SEQUENCE, |list| {
                list.nested(Tag::SEQUENCE, |access| {
                    access.oid(oids::CA_ISSUERS);
                    access.value(Tag::context(6), b"http://example.com");
                });
            });
            leaf.extension(&oid(oids::AUTHORITY_INFO_ACCESS), true, &access)
        }),
        leaf(&codes::CA_FIELDS_IN_LEAF, |leaf| leaf.key_usage(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::CERT_SIGN)),
        leaf(&codes::CA_FIELDS_IN_LEAF, |leaf| {
            leaf.basic_constraints(Some((BasicConstraints { ca: false, path_length: Some(0) }, true)))
        }),
        leaf(&codes::KEY_USAGE_EMPTY, |leaf| leaf.key_usage(KeyUsage(0))),
        case(|scene| scene.leaf.subject = Name::empty(), |_| vec![]),
        leaf(&codes::SAN_NOT_CRITICAL, |leaf| {
            let names = der(Tag::SEQUENCE, |names| names.encoded(&leaf.alternative_names[0].der()));
            let leaf = Cert { subject: Name::empty(), alternative_names: vec![], ..leaf };
            leaf.key(&Key::fake("leaf")).extension(&oid(oids::SUBJECT_ALT_NAME), false, &names)
        }),
        leaf(&codes::SAN_MALFORMED, |leaf| leaf.san_dns("a..example.com")),
        leaf(&codes::SAN_MALFORMED, |leaf| leaf.san_dns("a_b.example.com")),
        leaf(&codes::SAN_MALFORMED, |leaf| leaf.san(GeneralName::Ip(vec![1, 2, 3, 4, 5]))),
        leaf(&codes::UNUSED_EXTENSION_MALFORMED, |leaf| {
            leaf.extension(&oid(oids::AUTHORITY_INFO_ACCESS), false, &[5, 0])
        }),
        leaf(&codes::UNUSED_EXTENSION_MALFORMED, |leaf| leaf.extension(&oid(oids::ISSUER_ALT_NAME), false, &[5, 0])),
        scene(&codes::NO_CRL_SIGN, |scene| {
            (scene.purpose, scene.identity) = (KeyPurpose::CrlSigning, Identity::danger_none());
        }),
    ]
}

/// The form of certificates, which RFC 5280, section 4 asks of issuers.
fn form() -> Vec<Case> {
    vec![
        upper(&codes::KEY_USAGE_MISSING, |upper| Cert { key_usage: None, ..upper }),
        case(
            |scene| scene.leaf = scene.leaf.clone().ca(Some(0)),
            |_| vec![&codes::PATH_LENGTH_MISPLACED, &codes::CA_AS_LEAF],
        ),
        case(
            |scene| scene.leaf = with_unique_identifier(&scene.leaf.clone().issued_by(&scene.lower)),
            |_| vec![&codes::UNIQUE_IDENTIFIER],
        ),
        leaf(&codes::POLICY_REPEATED, |leaf| leaf.policies(&[POLICY, "1.2.3", POLICY])),
        leaf(&codes::POLICY_REPEATED, |leaf| {
            let many: Vec<String> = (0..20).map(|last| format!("1.2.3.{last}")).chain(["1.2.3.7".into()]).collect();
            leaf.policies(&many.iter().map(String::as_str).collect::<Vec<_>>())
        }),
        leaf(&codes::ANY_POLICY_QUALIFIER, |leaf| {
            leaf.extension(
                &oid(oids::CERTIFICATE_POLICIES),
                false,
                &policy_with(ANY_POLICY, POLICY, Tag::IA5_STRING, b"x"),
            )
        })
        .also(&codes::ANY_POLICY_IN_LEAF),
        leaf(&codes::POLICY_QUALIFIER_MALFORMED, |leaf| {
            let qualifier = oid(oids::CPS_QUALIFIER);
            leaf.extension(
                &oid(oids::CERTIFICATE_POLICIES),
                false,
                &policy_with(POLICY, &qualifier, Tag::UTF8_STRING, b"x"),
            )
        }),
        case(
            |scene| {
                let qualifiers = policy_with(POLICY, "1.2.3.4", Tag::UTF8_STRING, b"anything");
                scene.leaf = scene.leaf.clone().extension(&oid(oids::CERTIFICATE_POLICIES), false, &qualifiers);
            },
            |_| vec![],
        ),
        upper(&codes::INHIBIT_ANY_POLICY_NOT_CRITICAL, |upper| {
            upper.extension(&oid(oids::INHIBIT_ANY_POLICY), false, &[0x02, 0x01, 0x05])
        }),
        leaf(&codes::FRESHEST_CRL_CRITICAL, |leaf| {
            leaf.extension(&oid(oids::FRESHEST_CRL), true, &points(&[&full_name()]))
        }),
        upper(&codes::SIA_CRITICAL, |upper| {
            let access = der(Tag::SEQUENCE, |list| {
                list.nested(Tag::SEQUENCE, |access| {
                    access.oid(oids::CA_ISSUERS);
                    access.value(Tag::context(6), b"http://example.com");
                });
            });
            upper.extension(&oid(oids::SUBJECT_INFO_ACCESS), true, &access)
        }),
        leaf(&codes::KEY_USAGE_PURPOSE, |leaf| leaf.key_usage(KeyUsage::CRL_SIGN)),
        leaf(&codes::KEY_USAGE_PURPOSE, |leaf| leaf.key_usage(KeyUsage::NON_REPUDIATION)),
        // Without a purpose of its own there is nothing that has to agree.
        case(
            |scene| {
                scene.leaf = Cert { extended_key_usage: None, ..scene.leaf.clone() }.key_usage(KeyUsage::CRL_SIGN);
            },
            |_| vec![&codes::EKU_MISSING],
        ),
        leaf(&codes::DISTRIBUTION_POINTS_PARTIAL, |leaf| {
            let partial = [full_name(), vec![0x81, 0x02, 0x06, 0x40]].concat();
            leaf.extension(&oid(oids::CRL_DISTRIBUTION_POINTS), false, &points(&[&partial, &partial]))
        }),
        case(
            |scene| {
                let partial = [full_name(), vec![0x81, 0x02, 0x06, 0x40]].concat();
                let points = points(&[&partial, &full_name()]);
                scene.leaf = scene.leaf.clone().extension(&oid(oids::CRL_DISTRIBUTION_POINTS), false, &points);
            },
            |_| vec![],
        ),
        leaf(&codes::CRL_ISSUER_SUPERFLUOUS, |leaf| {
            let own = [full_name(), crl_issuer(&[GeneralName::Directory(Name::common("lower"))])].concat();
            leaf.extension(&oid(oids::CRL_DISTRIBUTION_POINTS), false, &points(&[&own]))
        }),
        leaf(&codes::CRL_ISSUER_MALFORMED, |leaf| {
            let named = [full_name(), crl_issuer(&[GeneralName::Dns("crl.example.com".into())])].concat();
            leaf.extension(&oid(oids::CRL_DISTRIBUTION_POINTS), false, &points(&[&named]))
        }),
        leaf(&codes::CRL_ISSUER_MALFORMED, |leaf| {
            let relative = der(Tag::context_constructed(0), |name| {
                name.nested(Tag::context_constructed(1), |rdn| {
                    rdn.nested(Tag::SEQUENCE, |attribute| {
                        attribute.oid(oids::COMMON_NAME);
                        attribute.value(Tag::UTF8_STRING, b"list 7");
                    });
                });
            });
            let two = ["one", "another"].map(|name| GeneralName::Directory(Name::common(name)));
            let point = [relative, crl_issuer(&two)].concat();
            leaf.extension(&oid(oids::CRL_DISTRIBUTION_POINTS), false, &points(&[&point]))
        }),
        upper(&codes::EMAIL_NOT_IN_SAN, |upper| Cert { subject: Name::parse("emailAddress=pki@example.com"), ..upper }),
        leaf(&codes::EMAIL_NOT_IN_SAN, |leaf| {
            Cert { subject: Name::parse("emailAddress=pki@example.com"), ..leaf }
                .san(GeneralName::Email("other@example.com".into()))
        })
        .also(&codes::SAN_KIND),
        case(
            |scene| {
                let leaf = Cert { subject: Name::parse("emailAddress=pki@example.com"), ..scene.leaf.clone() };
                scene.leaf = leaf.san(GeneralName::Email("PKI@example.com".into()));
            },
            |_| vec![&codes::SAN_KIND],
        ),
        leaf(&codes::NOT_DER, |leaf| {
            leaf.extension(&oid(oids::BASIC_CONSTRAINTS), false, &[0x30, 0x03, 0x01, 0x01, 0x00])
        }),
        leaf(&codes::POLICY_MAPPING_ANY_IN_LEAF, |leaf| {
            leaf.policies(&[ANY_POLICY]).policy_mapping(ANY_POLICY, POLICY)
        })
        .also(&codes::ANY_POLICY_IN_LEAF),
        leaf(&codes::NO_REV_AVAIL_MISPLACED, |leaf| leaf.extension(&oid(oids::NO_REV_AVAIL), true, &[5, 0])),
        leaf(&codes::NO_REV_AVAIL_MISPLACED, |leaf| {
            leaf.crl_at("http://example.com/crl").extension(&oid(oids::NO_REV_AVAIL), false, &[5, 0])
        }),
        upper(&codes::NO_REV_AVAIL_MISPLACED, |upper| upper.extension(&oid(oids::NO_REV_AVAIL), false, &[5, 0])),
        case(|scene| scene.leaf = scene.leaf.clone().extension(&oid(oids::NO_REV_AVAIL), false, &[5, 0]), |_| vec![]),
        upper(&codes::NAME_MALFORMED, |upper| Cert { subject: attribute("CN", Text::Ia5, "upper"), ..upper }),
        leaf(&codes::NAME_MALFORMED, |leaf| Cert { subject: attribute("C", Text::Utf8, "NO"), ..leaf }),
        leaf(&codes::NAME_MALFORMED, |leaf| Cert { subject: attribute("C", Text::Printable, "NOR"), ..leaf }),
        leaf(&codes::NAME_MALFORMED, |leaf| Cert { subject: attribute("O", Text::Printable, "a*b"), ..leaf }),
        leaf(&codes::NAME_MALFORMED, |leaf| Cert { subject: attribute("O", Text::Utf8, ""), ..leaf }),
        leaf(&codes::NAME_TOO_LONG, |leaf| Cert { subject: attribute("O", Text::Utf8, &"\u{e9}".repeat(65)), ..leaf }),
        case(
            |scene| {
                let name = attribute("O", Text::Utf8, &"\u{e9}".repeat(64));
                scene.leaf = Cert { subject: name, ..scene.leaf.clone() };
            },
            |_| vec![],
        ),
        case(
            |scene| {
                (scene.leaf.subject, scene.leaf.alternative_names) = (Name::empty(), vec![]);
                scene.identity = Identity::danger_none();
            },
            |_| vec![&codes::NOBODY_NAMED, &codes::SAN_MISSING],
        ),
        leaf(&codes::AKI_INCOMPLETE, |leaf| {
            let key_id = read(&ca("lower")).subject_key_identifier().unwrap().unwrap().try_into().unwrap();
            let value = der(Tag::SEQUENCE, |fields| {
                let key_id: [u8; 20] = key_id;
                fields.value(Tag::context(0), &key_id);
                fields.value(Tag::context(2), &[1]);
            });
            leaf.aki(KeyId::Absent).extension(&oid(oids::AUTHORITY_KEY_IDENTIFIER), false, &value)
        })
        .also(&codes::AKI_NOT_ALONE),
    ]
}

/// The same, with issuerUniqueID in front of the extensions.
fn with_unique_identifier(cert: &Cert) -> Cert {
    let tbs = cert.tbs();
    let extensions = tbs.windows(2).rposition(|pair| pair[0] == 0xA3 && pair[1] == 0x81).unwrap();
    let tbs = der(Tag::SEQUENCE, |fields| {
        // Behind tag and a length of two more bytes.
        assert_eq!(tbs[..2], [0x30, 0x82]);
        fields.encoded(&tbs[4..extensions]);
        fields.value(Tag::context(1), &[0x00, 0xFF]);
        fields.encoded(&tbs[extensions..]);
    });
    cert.clone().raw_tbs(tbs)
}

/// certificatePolicies: one policy with one qualifier.
fn policy_with(policy: &str, qualifier: &str, tag: Tag, value: &[u8]) -> Vec<u8> {
    der(Tag::SEQUENCE, |policies| {
        policies.nested(Tag::SEQUENCE, |information| {
            information.oid(ucpki_tests::make::oid(policy).as_oid());
            information.nested(Tag::SEQUENCE, |qualifiers| {
                qualifiers.nested(Tag::SEQUENCE, |one| {
                    one.oid(ucpki_tests::make::oid(qualifier).as_oid());
                    one.value(tag, value);
                });
            });
        });
    })
}

/// DistributionPoints of these fields.
fn points(all: &[&[u8]]) -> Vec<u8> {
    der(Tag::SEQUENCE, |points| {
        for fields in all {
            points.nested(Tag::SEQUENCE, |point| point.encoded(fields));
        }
    })
}

/// distributionPoint: one address.
fn full_name() -> Vec<u8> {
    der(Tag::context_constructed(0), |name| {
        name.nested(Tag::context_constructed(0), |names| names.value(Tag::context(6), b"http://example.com/crl"));
    })
}

/// A name of one attribute, as a string of this kind.
fn attribute(kind: &str, text: Text, value: &str) -> Name {
    Name::empty().and(vec![Attribute::new(kind, value).with_text(text)])
}

fn crl_issuer(names: &[GeneralName]) -> Vec<u8> {
    der(Tag::context_constructed(2), |issuer| names.iter().for_each(|name| issuer.encoded(&name.der())))
}

/// What the Web PKI asks beyond, and what devices cannot do or still need.
fn others() -> Vec<Case> {
    vec![
        leaf(&codes::EKU_MISSING, |leaf| Cert { extended_key_usage: None, ..leaf }),
        leaf(&codes::CA_AS_LEAF, |leaf| leaf.ca(None)),
        scene(&codes::SAN_MISSING, |scene| {
            scene.leaf.alternative_names.clear();
            scene.identity = Identity::danger_none();
        }),
        leaf(&codes::SAN_CRITICAL, |leaf| {
            let names = der(Tag::SEQUENCE, |names| names.encoded(&leaf.alternative_names[0].der()));
            Cert { alternative_names: vec![], ..leaf }.extension(&oid(oids::SUBJECT_ALT_NAME), true, &names)
        }),
        odd_root(&codes::ROOT_AKI, |root| root.aki(KeyId::Wrong)),
        root(&codes::ROOT_AKI, |root| {
            let named = authority(Some(Key::fake("root").id()), Some("root"));
            root.aki(KeyId::Absent).extension(&oid(oids::AUTHORITY_KEY_IDENTIFIER), false, &named)
        }),
        root(&codes::ROOT_AKI, |root| {
            root.aki(KeyId::Absent).extension(&oid(oids::AUTHORITY_KEY_IDENTIFIER), false, &authority(None, None))
        }),
        root(&codes::SKI_MISSING, |root| root.ski(KeyId::Absent)),
        leaf(&codes::WILDCARD_TOO_WIDE, |leaf| leaf.san_dns("*.co.uk")),
        leaf(&codes::COMMON_NAME_MISSPELLED, |leaf| Cert { subject: Name::common("SIP.example.com"), ..leaf }),
        leaf(&codes::RSA_SIZE_ODD, |leaf| leaf.key(&rsa(2052))),
        leaf(&codes::KEY_LARGE, |leaf| leaf.key(&rsa(8192))),
    ]
}

/// Rules about two certificates of the path.
fn pairs() -> Vec<Case> {
    let names = |names: &[(u8, &[u8])]| {
        der(Tag::SEQUENCE, |list| names.iter().for_each(|(number, name)| list.value(Tag::context(*number), name)))
    };
    let issuer_names: Vec<Vec<u8>> =
        vec![names(&[(2, b"ca.example.com"), (6, b"a:b")]), names(&[(2, b"a..b")]), names(&[(1, b"a@@example.com")])];
    let [fine, dots, mailbox] = <[Vec<u8>; 3]>::try_from(issuer_names).unwrap();
    let issuer_names =
        |value: Vec<u8>| move |cert: Cert| cert.extension(&oid(oids::ISSUER_ALT_NAME), false, &value.clone());
    let (fine, dots, mailbox) = (issuer_names(fine), issuer_names(dots), issuer_names(mailbox));
    let in_leaf = |change: Box<dyn Fn(Cert) -> Cert>, broken: Vec<&'static Code>| {
        case(move |scene| scene.leaf = change(scene.leaf.clone()), move |_| broken.clone())
    };
    let point = |uri: &str| {
        let name = der(Tag::context_constructed(0), |name| {
            name.nested(Tag::context_constructed(0), |names| names.value(Tag::context(6), uri.as_bytes()));
        });
        Box::new(move |leaf: Cert| leaf.extension(&oid(oids::CRL_DISTRIBUTION_POINTS), false, &points(&[&name])))
    };
    let access = |uri: &str| {
        let value = der(Tag::SEQUENCE, |list| {
            list.nested(Tag::SEQUENCE, |access| {
                access.oid(oids::CA_ISSUERS);
                access.value(Tag::context(6), uri.as_bytes());
            });
        });
        Box::new(move |leaf: Cert| leaf.extension(&oid(oids::AUTHORITY_INFO_ACCESS), false, &value))
    };
    let san = |name: GeneralName| -> Box<dyn Fn(Cert) -> Cert> { Box::new(move |leaf: Cert| leaf.san(name.clone())) };
    let uri = |uri: &str| san(GeneralName::Uri(uri.to_owned()));
    let email = |name: &str| san(GeneralName::Email(name.to_owned()));
    let mut cases = vec![
        leaf(&codes::KEY_IDENTIFIERS_DIFFER, |leaf| leaf.aki(KeyId::Wrong)),
        upper(&codes::KEY_IDENTIFIERS_DIFFER, |upper| Cert { subject_key_id: KeyId::Wrong, ..upper }),
        odd_root(&codes::KEY_IDENTIFIERS_DIFFER, |root| Cert { subject_key_id: KeyId::Wrong, ..root })
            .also(&codes::ROOT_AKI),
        scene(&codes::ISSUER_ENCODED_OTHERWISE, |scene| {
            let leaf = scene.leaf.clone().issued_by(&scene.lower);
            scene.leaf = Cert { issuer: Some(scene.lower.subject.clone().with_text(Text::Utf8)), ..leaf };
        }),
        scene(&codes::SERIAL_REUSED, |scene| {
            scene.upper = Cert { subject: scene.root.subject.clone(), ..scene.upper.clone() }.serial(9);
            scene.lower = scene.lower.clone().serial(9);
        }),
        // Another issuer may use it again.
        case(
            |scene| {
                scene.upper = scene.upper.clone().serial(9);
                scene.lower = scene.lower.clone().serial(9);
            },
            |_| vec![],
        ),
        in_leaf(Box::new(fine), vec![]),
        in_leaf(Box::new(dots), vec![&codes::ISSUER_ALT_NAME_MALFORMED]),
        in_leaf(Box::new(mailbox), vec![&codes::ISSUER_ALT_NAME_MALFORMED]),
        upper(&codes::SAN_MALFORMED, |upper| upper.san(GeneralName::Uri("//example.com/ca".into()))),
    ];
    for uri in ["ldap:///CN=CA?cACertificate;binary", "LDAP://host/CN=CA?cACertificate?base?x=y", "http://host/"] {
        cases.extend([in_leaf(point(uri), vec![]), in_leaf(access(uri), vec![])]);
    }
    for uri in ["ldap://host", "ldap:///", "ldap://host/CN=CA", "LDAP:///CN=CA?", "ldap:///?cACertificate"] {
        let broken = || vec![&codes::LDAP_URI_INCOMPLETE];
        cases.extend([in_leaf(point(uri), broken()), in_leaf(access(uri), broken())]);
    }
    let pair = Name::empty().and(vec![Attribute::new("O", "two"), Attribute::new("OU", "one")]);
    cases.push(in_leaf(Box::new(move |leaf| Cert { subject: pair.clone(), ..leaf }), vec![]));
    for name in ["sip:sip.example.com", "https://[2001:db8::1]:443/", "https://user@example.com", "urn:a:b"] {
        cases.push(in_leaf(uri(name), vec![&codes::SAN_KIND]));
    }
    for name in ["example.com", "/a", "sip:", "1a:b", "https:///a", "https://:443/", "https://a b/", ":a", "a:<b>"] {
        cases.push(in_leaf(uri(name), vec![&codes::SAN_MALFORMED, &codes::SAN_KIND]));
    }
    for name in ["a@example.com", "\"a b\"@example.com", "a@[192.0.2.1]", "a.b+c@example.com"] {
        cases.push(in_leaf(email(name), vec![&codes::SAN_KIND]));
    }
    for name in
        ["a", "a@", "@example.com", "a@b@example.com", "a b@example.com", "a@example.com.", "<a@example.com>", ""]
    {
        cases.push(in_leaf(email(name), vec![&codes::SAN_MALFORMED, &codes::SAN_KIND]));
    }
    cases
}

/// The Baseline Requirements beyond RFC 5280.
fn baseline() -> Vec<Case> {
    let scts = |list: &[u8]| der(Tag::OCTET_STRING, |bytes| bytes.encoded(list));
    let one = [&[0, 49, 0, 47][..], &[0; 47]].concat();
    vec![
        leaf(&codes::SERVER_PURPOSES, |leaf| leaf.eku(&[oids::SERVER_AUTH, oids::CODE_SIGNING])),
        leaf(&codes::SERVER_PURPOSES, |leaf| leaf.eku(&[oids::SERVER_AUTH, oids::ANY_EXTENDED_KEY_USAGE])),
        case(|scene| scene.leaf = scene.leaf.clone().eku(&[oids::SERVER_AUTH, oids::CLIENT_AUTH]), |_| vec![]),
        root(&codes::ROOT_EKU, |root| root.eku(&[oids::SERVER_AUTH])),
        case(|scene| scene.upper = scene.upper.clone().eku(&[oids::SERVER_AUTH]), |_| vec![]),
        leaf(&codes::EKU_CRITICAL, |leaf| {
            let usage = der(Tag::SEQUENCE, |usage| usage.oid(oids::SERVER_AUTH));
            Cert { extended_key_usage: None, ..leaf }.extension(&oid(oids::EXTENDED_KEY_USAGE), true, &usage)
        }),
        leaf(&codes::ANY_POLICY_IN_LEAF, |leaf| leaf.policies(&[ANY_POLICY])),
        case(|scene| scene.upper = scene.upper.clone().policies(&[ANY_POLICY]), |_| vec![]),
        leaf(&codes::POLICIES_CRITICAL, |leaf| {
            let policies = der(Tag::SEQUENCE, |policies| {
                policies.nested(Tag::SEQUENCE, |one| one.oid(ucpki_tests::make::oid(POLICY).as_oid()));
            });
            leaf.extension(&oid(oids::CERTIFICATE_POLICIES), true, &policies)
        }),
        leaf(&codes::SAN_KIND, |leaf| leaf.san(GeneralName::Uri("https://sip.example.com".into()))),
        leaf(&codes::KEY_USAGE_OF_KIND, |leaf| {
            let key = Key::fake_ec("leaf", oids::SECP256R1, 256);
            leaf.key(&key).key_usage(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT)
        }),
        leaf(&codes::KEY_USAGE_OF_KIND, |leaf| {
            leaf.key(&Key::fake_rsa("leaf", 2048)).key_usage(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_AGREEMENT)
        }),
        case(
            |scene| {
                let usage = KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT;
                scene.leaf = scene.leaf.clone().key(&Key::fake_rsa("leaf", 2048)).key_usage(usage);
            },
            |_| vec![],
        ),
        leaf(&codes::AKI_NOT_ALONE, |leaf| {
            let key_id = read(&ca("lower")).subject_key_identifier().unwrap().unwrap().try_into().unwrap();
            let value = authority(Some(key_id), Some("upper"));
            leaf.aki(KeyId::Absent).extension(&oid(oids::AUTHORITY_KEY_IDENTIFIER), false, &value)
        }),
        sct_case(scts(&one), false),
        sct_case(scts(&[0, 0]), true),
        sct_case(scts(&one[..one.len() - 1]), true),
        sct_case(one, true),
        sct_case(scts(&[0, 3, 0, 1, 7]), true),
    ]
}

/// A leaf with this list of certificate timestamps.
fn sct_case(value: Vec<u8>, is_malformed: bool) -> Case {
    case(
        move |scene| scene.leaf = scene.leaf.clone().extension(&oid(oids::SCT_LIST), false, &value),
        move |_| if is_malformed { vec![&codes::SCT_LIST_MALFORMED] } else { vec![] },
    )
}

/// Where one change breaks several rules, or one here and another there.
fn by_profile() -> Vec<Case> {
    vec![
        case(
            |scene| scene.leaf = version(&scene.leaf.clone().issued_by(&scene.lower), 1),
            |_| vec![&codes::FIELD_BEFORE_ITS_VERSION],
        ),
        case(
            |scene| scene.leaf = version(&scene.leaf.clone().issued_by(&scene.lower), 3),
            |_| vec![&codes::VERSION_UNKNOWN],
        ),
        case(
            |scene| {
                let bare = Cert::new("leaf").key(&Key::fake("leaf")).without_key_ids().issued_by(&scene.lower);
                let tbs = bare.tbs();
                // Behind tag and a length of three bytes.
                assert_eq!(tbs[..2], [0x30, 0x81]);
                let tbs = der(Tag::SEQUENCE, |fields| {
                    fields.encoded(&tbs[3..]);
                    fields.encoded(&[0xA3, 0x02, 0x30, 0x00]);
                });
                (scene.leaf, scene.identity) = (bare.raw_tbs(tbs), Identity::danger_none());
            },
            |_| vec![&codes::EXTENSIONS_EMPTY, &codes::AKI_MISSING, &codes::EKU_MISSING, &codes::SAN_MISSING],
        ),
        case(|scene| scene.lower.subject = Name::empty(), |_| vec![&codes::ISSUER_EMPTY, &codes::CA_SUBJECT_EMPTY]),
        case(
            |scene| scene.leaf = scene.leaf.clone().key(&rsa(1024)),
            |profile| if is_legacy(profile) { vec![&codes::KEY_OLD] } else { vec![&codes::KEY_WEAK] },
        ),
        case(
            |scene| {
                scene.lower = scene.lower.clone().key(&Key::fake_rsa("lower", 2048));
                scene.leaf = algorithm(scene.leaf.clone(), oids::SHA1_WITH_RSA, true);
            },
            |profile| if is_legacy(profile) { vec![&codes::HASH_OLD] } else { vec![&codes::HASH_WEAK] },
        ),
        case(
            |scene| scene.leaf = scene.leaf.clone().key(&rsa(4096)),
            |profile| if profile.name() == "cucm" { vec![&codes::KEY_LARGE] } else { vec![] },
        ),
        // Roots whose authority key identifier is as it should be: none, and of another issuer that has signed the anchor.
        case(|scene| scene.root = scene.root.clone().aki(KeyId::Absent), |_| vec![]),
        case(
            |scene| scene.root = scene.root.clone().issuer("older root").signed_by(&Key::fake("older root")),
            |profile| if profile.partial_chain() { vec![] } else { vec![&codes::ISSUER_UNKNOWN] },
        ),
        // Other names.
        case(|scene| scene.leaf.subject = Name::common("SIP.example.org"), |_| vec![]),
        case(|scene| scene.leaf = scene.leaf.clone().san_dns("*.example.co.uk"), |_| vec![]),
    ]
}

#[test]
fn nothing_is_wrong_until_it_is_made_so() {
    for profile in Profile::ALL {
        assert_eq!(Scene::new().judge(profile.clone()), BTreeMap::new(), "{}", profile.name());
    }
}

#[test]
fn each_rule_has_a_case_that_every_profile_judges_as_its_table_says() {
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    let mut wrong = Vec::new();
    let cases = floors()
        .into_iter()
        .chain(duties())
        .chain(form())
        .chain(pairs())
        .chain(others())
        .chain(baseline())
        .chain(by_profile());
    for (number, Case { change, broken }) in cases.enumerate() {
        for profile in Profile::ALL {
            let mut scene = Scene::new();
            change(&mut scene);
            let codes = broken(profile);
            let expected = codes.iter().map(|code| (code.name(), profile.severity(code)));
            let expected: BTreeMap<_, _> = expected.filter(|(_, severity)| *severity > Severity::Ignore).collect();
            let found = scene.judge(profile.clone());
            if found != expected {
                let names: Vec<_> = codes.iter().map(|code| code.name()).collect();
                wrong.push(format!("case {number}, {names:?}, {}: {found:?}", profile.name()));
            }
            reported.extend(expected.keys());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let rules = Profile::rules().iter().map(|rule| rule.code().name());
    assert_eq!(rules.filter(|name| !reported.contains(name)).collect::<Vec<_>>(), [""; 0], "rules without a case");
}
