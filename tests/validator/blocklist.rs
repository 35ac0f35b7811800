//! Certificates and keys that are blocked.

use super::*;

#[test]
fn what_is_blocked_is_refused_wherever_it_appears() {
    use ucpki_chain::Blocklist;
    use ucpki_crypto::sha256;
    let three = Three::new();
    let ask = |blocked: Blocklist, anchor: Anchor, profile: Profile| {
        let validator = Validator::new(FAKE).profile(profile).anchors([anchor]).block(blocked);
        validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request())
    };
    let root = || Anchor::certificate(read(&three.root));
    for (cert, at) in [(&three.leaf, At::Cert(0)), (&three.middle, At::Cert(1)), (&three.root, At::Anchor)] {
        let (read, other) = (read(cert), Blocklist::new().certificate(&read(&ca("other"))));
        let lists = [
            Blocklist::new().certificate(&read),
            Blocklist::new().fingerprint(sha256(read.as_der())),
            Blocklist::new().key(sha256(read.spki_der())),
            Blocklist::new().issued(read.issuer().into(), read.serial().as_bytes()),
        ];
        for list in lists {
            for profile in Profile::ALL {
                // Profiles of the Web PKI have more against these, but this is said as well.
                let refused = ask(list.clone().union(other.clone()), root(), profile.clone()).unwrap_err();
                let found = refused.candidates().iter().flat_map(|candidate| candidate.findings());
                let places: Vec<At> = found.filter(|one| *one.code() == codes::BLOCKED).map(|one| one.at()).collect();
                assert!(places.contains(&at), "{at:?} {}", profile.name());
            }
        }
        assert!(ask(other, root(), Profile::RFC5280).is_ok());
    }
    // A bare key, a pinned leaf, and a key that comes back in another certificate.
    let key = || Blocklist::new().key(sha256(read(&three.root).spki_der()));
    let bare = Anchor::key(read(&three.root).subject().into(), read(&three.root).spki_der()).unwrap();
    assert_eq!(ask(key(), bare, Profile::RFC5280).unwrap_err().code(), &codes::BLOCKED);
    let pinned = Anchor::pinned_leaf(read(&three.leaf));
    let of_leaf = Blocklist::new().key(sha256(read(&three.leaf).spki_der()));
    assert_eq!(ask(of_leaf, pinned, Profile::RFC5280).unwrap_err().code(), &codes::BLOCKED);
    let mut renewed = Three::new();
    renewed.middle = renewed.middle.serial(4711);
    let of_middle = Blocklist::new().key(sha256(read(&three.middle).spki_der()));
    let validator = Validator::new(FAKE).anchors([root()]).block(of_middle);
    let refused = validator.check(&read(&renewed.leaf), &Pool::new([read(&renewed.middle)]), &request()).unwrap_err();
    assert_eq!(refused.code(), &codes::BLOCKED);
    // Another certificate of the key is another fingerprint.
    let validator = Validator::new(FAKE).anchors([root()]).block(Blocklist::new().certificate(&read(&three.middle)));
    assert!(validator.check(&read(&renewed.leaf), &Pool::new([read(&renewed.middle)]), &request()).is_ok());
}
