//! The first half of `csr_parse`: our reader of requests against another, and against itself.

use crate::certificate::{Text, place_is_inside};
use crate::{facts, peers};
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{CertificationRequest, CertificationRequestRef, Error, NameRef, Oddities, SpkiRef, oids};

/// Reads `der` as a request.
///
/// # Panics
///
/// If x509-cert disagrees for no known reason, or our accessors contradict each other.
pub(crate) fn read(der: &[u8]) {
    let request = CertificationRequestRef::parse(der);
    let facts = request.as_ref().map(|request| planted::facts(facts::of_request!(request)));
    let peer = peers::rust_crypto::request(der);
    let refusals = || match (&request, &facts) {
        (Ok(request), Ok(facts)) => peers::rust_crypto::request_refusals(request, facts),
        _ => Vec::new(),
    };
    let acceptances = |_: &_, error: &Error| peers::rust_crypto::REQUEST_ACCEPTANCES.contains(&error.code());
    peers::compare("x509-cert", facts.as_ref().map_err(|error| *error), peer, refusals, acceptances);
    match &request {
        Ok(request) => agrees_with_itself(request, der),
        Err(error) => place_is_inside(error, der),
    }
    let owned = CertificationRequest::parse(der);
    assert_eq!(request.as_ref().map(|one| one.as_der()), owned.as_ref().map(CertificationRequest::as_der));
    if let (Ok(facts), Ok(owned)) = (&facts, &owned) {
        assert!(planted::facts(facts::of_request!(owned)) == *facts, "the owned request says something else");
    }
}

fn agrees_with_itself(request: &CertificationRequestRef<'_>, der: &[u8]) {
    assert!(request.as_der() == der);
    assert!(SpkiRef::parse(request.spki_der()).is_ok());
    assert_eq!(NameRef::parse(request.subject().as_der()).as_ref(), Ok(&request.subject()));
    let has = |oddity| request.oddities().contains(oddity);
    assert_eq!(has(Oddities::SIGNATURE_BITS), request.signature().is_none());
    assert_eq!(has(Oddities::VERSION_UNKNOWN), request.version() != 1);
    assert!(!has(Oddities::ATTRIBUTES_ABSENT) || request.attributes().next().is_none());
    let extension_requests = [oids::EXTENSION_REQUEST, oids::MICROSOFT_EXTENSION_REQUEST];
    let count = |wanted: &[ucpki_x509::Oid<'_>]| request.attributes().filter(|one| wanted.contains(&one.oid())).count();
    let repeated = count(&extension_requests) > 1 || count(&[oids::CHALLENGE_PASSWORD]) > 1;
    assert_eq!(has(Oddities::ATTRIBUTE_REPEATED), repeated);
    let mut text = Text::new(der);
    text.add(&(request, request.challenge_password(), request.unstructured_name()));
    match request.extension_request() {
        Err(error) => place_is_inside(&error, der),
        Ok(None) => assert_eq!(count(&extension_requests), 0),
        Ok(Some(extensions)) => {
            assert_eq!(extensions.has_repeated(), facts::has_repeated(extensions.extensions().map(|one| one.oid())));
            for kind in ExtensionKind::ALL {
                let first = extensions.extensions().find(|one| one.oid() == kind.oid());
                assert_eq!(extensions.has_extension(*kind), first.is_some(), "{kind:?}");
                assert_eq!(extensions.extension_value(*kind), first.map(|one| one.value()), "{kind:?}");
            }
            text.result(extensions.subject_alt_name(), |text, names| text.names(&names));
            text.result(extensions.extended_key_usage(), |text, purposes| {
                purposes.iter().for_each(|one| text.add(&one))
            });
            text.result(extensions.key_usage(), |text, usage| text.add(&usage));
        }
    }
}

#[cfg(not(ucpki_planted_bug = "csr_parse"))]
mod planted {
    pub(super) fn facts(facts: crate::facts::Request) -> crate::facts::Request {
        facts
    }
}

/// The planted bug: an attribute with two values has only the first one.
#[cfg(ucpki_planted_bug = "csr_parse")]
mod planted {
    pub(super) fn facts(mut facts: crate::facts::Request) -> crate::facts::Request {
        facts.attributes.iter_mut().for_each(|(_, values)| values.truncate(1));
        facts
    }
}
