//! Modes of the extended key usage.

use super::*;

#[test]
fn purposes_that_must_be_spelled_out() {
    let ask = |leaf: Cert, purpose: KeyPurpose, mode: UsageMode| {
        let mut three = Three::new();
        three.leaf = leaf.issued_by(&three.middle);
        let request = ValidationParams::new(time(NOW), purpose, Identity::danger_none()).usage_mode(mode);
        three.ask(AnchorConstraints::none(), &request).map(|_| ()).map_err(|refused| refused.code())
    };
    let bare = || Cert::new("responder").key_usage(KeyUsage::DIGITAL_SIGNATURE);
    let stamping = || KeyPurpose::Custom(oids::TIME_STAMPING.into());
    for mode in [UsageMode::Ignore, UsageMode::Prefer, UsageMode::Profile, UsageMode::Require] {
        for (purpose, oid) in [(KeyPurpose::OcspSigning, oids::OCSP_SIGNING), (stamping(), oids::TIME_STAMPING)] {
            assert_eq!(ask(bare(), purpose.clone(), mode), Err(&codes::EKU_MISSING));
            assert_eq!(ask(bare().eku(&[oids::ANY_EXTENDED_KEY_USAGE]), purpose.clone(), mode), Err(&codes::PURPOSE));
            assert_eq!(ask(bare().eku(&[oids::SERVER_AUTH]), purpose.clone(), mode), Err(&codes::PURPOSE));
            let right = ask(bare().eku(&[oid]), purpose.clone(), mode);
            // RFC 3161, 2.3 wants it critical as well, which the maker does not.
            assert_eq!(right.is_ok(), purpose == KeyPurpose::OcspSigning, "{mode:?}");
        }
    }
    let critical = bare().extension("2.5.29.37", true, b"\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x08");
    assert_eq!(ask(critical, stamping(), UsageMode::Profile), Ok(()));
    // Others may be left open.
    assert_eq!(ask(bare(), KeyPurpose::Server, UsageMode::Profile), Ok(()));
}

#[test]
fn modes_of_the_extended_key_usage() {
    let client = |cert: Cert| cert.eku(&[oids::CLIENT_AUTH]);
    let cases: [(&str, Three, [Option<Severity>; 4]); 4] = [
        // Ignore, prefer, profile (rfc5280), require.
        ("right", Three::new(), [None; 4]),
        (
            "leaf contradicts",
            {
                let mut three = Three::new();
                three.leaf = client(three.leaf);
                three
            },
            [None, Some(Severity::Warn), Some(Severity::Refuse), Some(Severity::Refuse)],
        ),
        (
            "CA contradicts",
            {
                let mut three = Three::new();
                three.middle = client(three.middle);
                three
            },
            [None, Some(Severity::Warn), Some(Severity::Refuse), Some(Severity::Refuse)],
        ),
        (
            "leaf says nothing",
            {
                let mut three = Three::new();
                three.leaf.extended_key_usage = None;
                three
            },
            [None, Some(Severity::Warn), None, Some(Severity::Refuse)],
        ),
    ];
    let modes = [UsageMode::Ignore, UsageMode::Prefer, UsageMode::Profile, UsageMode::Require];
    for (what, three, expected) in cases {
        for (mode, expected) in modes.into_iter().zip(expected) {
            let answer = three.ask(AnchorConstraints::none(), &request().usage_mode(mode));
            let found = match &answer {
                Ok(valid) => valid.findings().first(),
                Err(refused) => refused.finding(),
            };
            assert_eq!(found.map(|finding| finding.severity()), expected, "{what}, {mode:?}");
            assert_eq!(answer.is_err(), expected == Some(Severity::Refuse), "{what}, {mode:?}");
        }
    }
}

#[test]
fn a_path_whose_usages_agree_is_preferred() {
    let three = Three::new();
    let request = request().usage_mode(UsageMode::Prefer);
    // The same CA twice, and once more above: the shorter way contradicts.
    let upper = ca("upper").issued_by(&three.root);
    let longer = three.middle.clone().issued_by(&upper).serial(7);
    let shorter = three.middle.clone().eku(&[oids::CLIENT_AUTH]);
    let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&three.root))]);
    let path = |pool: &[&Cert]| {
        let pool: Pool = pool.iter().map(|cert| read(cert)).collect();
        let valid = validator.check(&read(&three.leaf), &pool, &request).unwrap();
        (valid.path().certificates().len(), valid.findings().len())
    };
    assert_eq!(path(&[&shorter]), (2, 1));
    assert_eq!(path(&[&shorter, &longer, &upper]), (3, 0));
}
