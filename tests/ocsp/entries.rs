//! Which entry is meant and which decides (rules 5 to 7 and 9; RFC 6960, 3.2, 4.1.1, 4.4).

use crate::support::*;
use sha2::Digest;
use ucpki_chain::{Evidence, Status, UnknownReason};
use ucpki_ocsp::OcspPolicy;
use ucpki_tests::make::{Cert, EntryStatus, Extension, Name, Response, ResponseEntry, Text, certificate_id, sha256_id};
use ucpki_x509::{CrlReason, Oid, oids};

const REVOKED: EntryStatus = EntryStatus::Revoked(Some(1));

#[track_caller]
fn is_revoked(leaf: &Cert, issuer: &Cert, body: &[u8]) {
    let accepted = accept(leaf, issuer, body).unwrap();
    for checked in [
        check_fetched(issuer, leaf, &accepted, OcspPolicy::default(), now()),
        check_stapled(issuer, leaf, &[body], OcspPolicy::default()),
    ] {
        assert!(matches!(checked.status, Status::Revoked(Evidence::Ocsp(_), ..)), "{}", checked.status);
    }
}

/// CVE-2026-3832: only the first entry is looked at.
#[test]
fn the_entry_is_found_wherever_it_stands() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    for place in 0..5 {
        let mut body = Response::new(&root, now());
        for index in 0..5 {
            let other = leaf.clone().serial(index + 1);
            body = body.entry(if index == place { entry(&leaf, &root).status(REVOKED) } else { entry(&other, &root) });
        }
        is_revoked(&leaf, &root, &body.der());
    }
}

/// openssl#32376: of two entries that contradict each other the first one wins.
#[test]
fn a_revocation_wins_in_any_order() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let (good, bad) = (entry(&leaf, &root), entry(&leaf, &root).status(REVOKED));
    let unknown = entry(&leaf, &root).status(EntryStatus::Unknown);
    for entries in [[&good, &bad], [&bad, &good], [&unknown, &bad], [&bad, &unknown]] {
        let body = entries.into_iter().fold(Response::new(&root, now()), |body, one| body.entry(one.clone()));
        is_revoked(&leaf, &root, &body.der());
    }
    for entries in [[&good, &unknown], [&unknown, &good]] {
        let body = entries.into_iter().fold(Response::new(&root, now()), |body, one| body.entry(one.clone()));
        assert_eq!(accept(&leaf, &root, &body.der()).unwrap().status().name(), "unknown");
    }
}

/// CVE-2016-7444, CVE-2026-10098: a prefix of the serial number is enough.
#[test]
fn serial_numbers_are_equal_in_length_and_bytes() {
    let root = ca("root");
    let with = |serial: &[u8]| {
        let leaf = leaf_of(&root).raw_serial(serial);
        (leaf.clone(), sha256_id(&leaf, &root))
    };
    let (leaf, _) = with(&[0x12, 0x34, 0x56]);
    let other: [&[u8]; 5] =
        [&[0x12, 0x34], &[0x12, 0x34, 0x56, 0], &[0x12, 0x34, 0x56, 0x78], &[0x92, 0x34, 0x56], &[0x56]];
    for serial in other {
        let body = Response::new(&root, now()).entry(ResponseEntry::new(with(serial).1, now())).der();
        assert_eq!(refused_for(&leaf, &root, &body), "ocsp.entry_missing", "{serial:02X?}");
    }
    // A negative number is another one than the positive one of the same bits.
    let (negative, positive) = (with(&[0xFF]), with(&[0x00, 0xFF]));
    let body = Response::new(&root, now()).entry(ResponseEntry::new(positive.1, now())).der();
    assert_eq!(refused_for(&negative.0, &root, &body), "ocsp.entry_missing");
    is_good(&positive.0, &root, &body);
}

/// Go: the entry is found by its serial number alone.
#[test]
fn the_same_serial_number_under_another_issuer_is_another_certificate() {
    let (root, other) = (ca("root"), ca("other"));
    let leaf = leaf_of(&root);
    let body = Response::new(&root, now()).entry(entry(&leaf, &other)).der();
    assert_eq!(refused_for(&leaf, &root, &body), "ocsp.entry_missing");
    // The name alone, and the key alone, are not enough.
    let digest = |bytes: &[u8]| sha2::Sha256::digest(bytes).to_vec();
    for (name, key) in [(&root, &other), (&other, &root)] {
        let issuer = (&name.subject, &key.subject_key());
        let id = certificate_id(oids::SHA256, &[], digest, issuer, &leaf.serial_bytes());
        let body = Response::new(&root, now()).entry(ResponseEntry::new(id, now())).der();
        assert_eq!(refused_for(&leaf, &root, &body), "ocsp.entry_missing");
    }
}

/// The CertID of `leaf` with a hash.
fn id_of(leaf: &Cert, issuer: &Cert, hash: Oid<'_>, parameters: &[u8]) -> Vec<u8> {
    let digest = |bytes: &[u8]| match hash {
        oids::SHA1 => sha1::Sha1::digest(bytes).to_vec(),
        oids::SHA384 => sha2::Sha384::digest(bytes).to_vec(),
        oids::SHA512 => sha2::Sha512::digest(bytes).to_vec(),
        _ => sha2::Sha256::digest(bytes).to_vec(),
    };
    certificate_id(hash, parameters, digest, (&issuer.subject, &issuer.subject_key()), &leaf.serial_bytes())
}

/// s2n-tls#4595; clients of JDK and OpenSSL: the hash of the answer has to be that of the request.
#[test]
fn any_of_four_hashes_answers() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let answer = |id: Vec<u8>| Response::new(&root, now()).entry(ResponseEntry::new(id, now())).der();
    for hash in [oids::SHA1, oids::SHA256, oids::SHA384, oids::SHA512] {
        for parameters in [&[][..], &[5, 0]] {
            is_good(&leaf, &root, &answer(id_of(&leaf, &root, hash, parameters)));
        }
        let odd = answer(id_of(&leaf, &root, hash, &[4, 0]));
        assert_eq!(refused_for(&leaf, &root, &odd), "ocsp.hash_unsupported");
    }
    for hash in [oids::SHA224, oids::MD5] {
        let other = answer(id_of(&leaf, &root, hash, &[]));
        assert_eq!(refused_for(&leaf, &root, &other), "ocsp.hash_unsupported");
    }
    // A hash of another length under the name of this one.
    let short = |bytes: &[u8]| sha2::Sha256::digest(bytes)[..20].to_vec();
    let issuer = (&root.subject, &root.subject_key());
    let cut = certificate_id(oids::SHA256, &[], short, issuer, &leaf.serial_bytes());
    assert_eq!(refused_for(&leaf, &root, &answer(cut)), "ocsp.entry_missing");
}

/// A CA may write its name in one kind of string, and the issuer field of its certificates in another.
#[test]
fn the_name_is_hashed_as_the_certificate_or_the_ca_has_it() {
    let root = Cert { subject: Name::common("root").with_text(Text::Utf8), ..ca("root") };
    let leaf = leaf_of(&root).issuer(Name::common("root").with_text(Text::Printable));
    let of = |name: &Name| {
        let digest = |bytes: &[u8]| sha2::Sha256::digest(bytes).to_vec();
        certificate_id(oids::SHA256, &[], digest, (name, &root.subject_key()), &leaf.serial_bytes())
    };
    for name in [&root.subject, leaf.issuer_name()] {
        let body = Response::new(&root, now()).entry(ResponseEntry::new(of(name), now())).der();
        is_good(&leaf, &root, &body);
    }
    let third = Name::common("Root");
    let body = Response::new(&root, now()).entry(ResponseEntry::new(of(&third), now())).der();
    assert_eq!(refused_for(&leaf, &root, &body), "ocsp.entry_missing");
}

/// c2pa-rs#2644: what is stale and good is called revoked.
#[test]
fn what_is_stale_is_stale() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let stale = |status| {
        let entry = entry(&leaf, &root).status(status).times(now(), -1000, Some(-301));
        Response { produced_at: now().plus_seconds(-1000), ..Response::new(&root, now()) }.entry(entry).der()
    };
    assert_eq!(refused_for(&leaf, &root, &stale(EntryStatus::Good)), "ocsp.stale");
    let checked = check_stapled(&root, &leaf, &[&stale(EntryStatus::Good)], OcspPolicy::default());
    assert_eq!(checked.status, Status::Unknown(vec![UnknownReason::Stale(now().plus_seconds(-301))]));
    assert_eq!(refused_for(&leaf, &root, &stale(EntryStatus::Revoked(Some(6)))), "ocsp.stale", "a hold may have ended");
    is_revoked(&leaf, &root, &stale(EntryStatus::Revoked(None)));
}

/// certval, netty#17277, boulder#965; mod_md#326.
#[test]
fn times_have_a_skew_and_no_next_update_is_a_day() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let at = |produced: i64, this_update, next_update| {
        let entry = entry(&leaf, &root).times(now(), this_update, next_update);
        Response { produced_at: now().plus_seconds(produced), ..Response::new(&root, now()) }.entry(entry).der()
    };
    const DAY: i64 = 86_400;
    for body in [at(299, -10, Some(10)), at(0, 299, Some(1000)), at(0, -1000, Some(-299)), at(0, -DAY - 299, None)] {
        is_good(&leaf, &root, &body);
    }
    assert_eq!(refused_for(&leaf, &root, &at(301, -10, Some(10))), "ocsp.not_yet_valid");
    assert_eq!(refused_for(&leaf, &root, &at(0, 301, Some(1000))), "ocsp.not_yet_valid");
    assert_eq!(refused_for(&leaf, &root, &at(0, -1000, Some(-301))), "ocsp.stale");
    assert_eq!(refused_for(&leaf, &root, &at(0, -DAY - 301, None)), "ocsp.stale");
    assert_eq!(refused_for(&leaf, &root, &at(0, -10, Some(-11))), "ocsp.times_inconsistent");
    let strict = OcspPolicy::default().without_next_update(None);
    assert_eq!(refused_with(&leaf, &root, &at(0, -10, None), &strict), "ocsp.next_update_missing");
}

/// OpenSSL passes unknown critical extensions; xipki#136 refuses a known one.
#[test]
fn critical_extensions_are_understood_or_refuse() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let odd = |kind: &str| Extension::new(kind, true, vec![5, 0]);
    let unknown = "1.2.3.4";
    let in_response = Response { extensions: vec![odd(unknown)], ..good(&leaf, &root) }.der();
    assert_eq!(refused_for(&leaf, &root, &in_response), "ocsp.unknown_critical");
    let with = |kind: &str| ResponseEntry { extensions: vec![odd(kind)], ..entry(&leaf, &root) };
    let in_entry = Response::new(&root, now()).entry(with(unknown)).der();
    assert_eq!(refused_for(&leaf, &root, &in_entry), "ocsp.unknown_critical");
    // In the entry for another certificate it matters to nobody here.
    let other = ResponseEntry { extensions: vec![odd(unknown)], ..entry(&leaf.clone().serial(1), &root) };
    is_good(&leaf, &root, &good(&leaf, &root).entry(other).der());
    for known in ["1.3.6.1.5.5.7.48.1.9", "1.3.6.1.5.5.7.48.1.6", "1.3.6.1.5.5.7.48.1.3", "2.5.29.21", "2.5.29.24"] {
        is_good(&leaf, &root, &Response::new(&root, now()).entry(with(known)).der());
        is_good(&leaf, &root, &Response { extensions: vec![odd(known)], ..good(&leaf, &root) }.der());
    }
}

#[test]
fn reasons_and_dates_reach_the_verdict() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    for (number, reason) in
        [(None, CrlReason::Unspecified), (Some(1), CrlReason::KeyCompromise), (Some(6), CrlReason::CertificateHold)]
    {
        let body = saying(&leaf, &root, EntryStatus::Revoked(number)).der();
        let checked = check_stapled(&root, &leaf, &[&body], OcspPolicy::default());
        let Status::Revoked(Evidence::Ocsp(evidence), found, since) = &checked.status else {
            panic!("{}", checked.status)
        };
        assert_eq!((*found, *since), (reason, now().plus_seconds(-3600 - 86_400)));
        assert!(evidence.is_stapled && !evidence.has_nonce);
    }
}

/// CVE-2026-42765: there is no certificate of the issuer to look at.
#[test]
fn the_issuer_may_be_a_bare_key() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let body = by_delegate(&leaf, &root, &delegate_of(&root)).der();
    let certificate = read(&root);
    let anchor = ucpki_chain::Anchor::key(certificate.subject().to_name(), certificate.spki_der()).unwrap();
    let validator = ucpki_chain::Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([anchor]);
    let responses = ucpki_ocsp::Responses::empty(OcspPolicy::default()).with_staples(&[&body]);
    let sources: [&dyn ucpki_chain::Revocation; 1] = [&responses];
    let identity = ucpki_chain::Identity::dns("sip.example.com").unwrap();
    let params = ucpki_chain::ValidationParams::new(now(), ucpki_chain::KeyPurpose::Server, identity)
        .revocation(ucpki_chain::RevocationCheck::new(&sources));
    let valid = validator.check(&read(&leaf), &ucpki_chain::Pool::default(), &params).unwrap();
    assert!(matches!(valid.revocation(), [Status::Good(_)]));
}
