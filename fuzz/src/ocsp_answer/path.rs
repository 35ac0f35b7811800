//! Requests in the paths of GETs.

use ucpki_ocsp::responder::request_from_path;
use ucpki_tests::ocsp::Dice;
use ucpki_x509::{OcspRequestRef, pem};

/// The bytes as a path: nothing but a request is found, and it is no longer than the path.
pub(super) fn any(data: &[u8]) {
    let path = String::from_utf8_lossy(data);
    if let Ok(request) = request_from_path(&path) {
        assert!(request.len() <= path.len() && request.first() == Some(&0x30));
    }
}

/// A request in a path, however it is written, is found behind any prefix.
pub(super) fn round_trip(request: &[u8], choices: &[u8]) {
    if request.len() > 10_000 || OcspRequestRef::parse(request).is_err() {
        return;
    }
    let mut dice = Dice::from_bytes(choices);
    // No request begins with a small letter: 0x30 is `M`.
    let prefix = dice.pick(&["/", "", "/ocsp/", "//", "/a/b%20c/", "http://ocsp.example.com/ocsp/", "/pki-1/ocsp//"]);
    let is_padded = !dice.odd(50);
    let (plus, slash) = (dice.pick(&["%2B", "+", " ", "%2b"]), dice.pick(&["%2F", "/", "%2f"]));
    let mut path = prefix.to_owned();
    for character in pem::to_base64(request).chars() {
        match character {
            '+' => path.push_str(plus),
            '/' => path.push_str(slash),
            '=' if is_padded => path.push_str("%3D"),
            '=' => {}
            other => path.push(other),
        }
    }
    assert_eq!(request_from_path(&path).as_deref(), Ok(request), "{path}");
}
