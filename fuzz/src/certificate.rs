//! `certificate_parse`: our reader of certificates against two others, and against itself.

use crate::{facts, peers};
use std::fmt::{Debug, Write};
use ucpki_x509::extension::{DistributionPointName, DistributionPoints, ExtensionKind, NameConstraints};
use ucpki_x509::{Certificate, CertificateRef, Error, GeneralName, GeneralNames, NameRef, Oddities, SpkiRef};

/// Reads `der` as a certificate.
///
/// # Panics
///
/// If a reader of certificates in [`peers`] disagrees for no known reason, or our accessors contradict each other.
pub fn certificate_parse(der: &[u8]) {
    let certificate = CertificateRef::parse(der);
    let facts = certificate.as_ref().map(|certificate| planted::facts(facts::of_certificate!(certificate)));
    for peer in peers::ALL {
        let refusals = || match (&certificate, &facts) {
            (Ok(certificate), Ok(facts)) => (peer.certificate_refusals)(certificate, facts),
            _ => Vec::new(),
        };
        let (ours, theirs) = (facts.as_ref().map_err(|error| *error), (peer.certificate)(der));
        let acceptances = |_: &_, error: &Error| peer.certificate_acceptances.contains(&error.code());
        peers::compare(peer.name, ours, theirs, refusals, acceptances);
    }
    match &certificate {
        Ok(certificate) => agrees_with_itself(certificate, der),
        Err(error) => place_is_inside(error, der),
    }
    let owned = Certificate::parse(der);
    assert_eq!(certificate.as_ref().map(|one| one.as_der()), owned.as_ref().map(Certificate::as_der));
    if let (Ok(facts), Ok(owned)) = (&facts, &owned) {
        assert!(planted::facts(facts::of_certificate!(owned)) == *facts, "the owned certificate says something else");
    }
}

/// Every error says where, and that is not outside.
pub(crate) fn place_is_inside(error: &Error, der: &[u8]) {
    let offset = error.offset().expect("the input is bytes");
    assert!(offset <= der.len(), "{error}");
    // It can be shown.
    assert!(!error.to_string().is_empty());
}

fn agrees_with_itself(certificate: &CertificateRef<'_>, der: &[u8]) {
    assert!(certificate.as_der() == der);
    // The parts stand inside, in their order, and read alone as what they are.
    let tbs = certificate.tbs();
    let spki = certificate.spki_der();
    assert!(is_part(tbs, der) && is_part(spki, tbs));
    assert!(SpkiRef::parse(spki).is_ok() && certificate.spki().as_der() == spki);
    for name in [certificate.issuer(), certificate.subject()] {
        assert!(is_part(name.as_der(), tbs));
        assert_eq!(NameRef::parse(name.as_der()).as_ref(), Ok(&name));
    }
    assert_eq!(certificate.is_self_issued(), certificate.issuer().matches(certificate.subject()));
    oddities_are_what_they_say(certificate);
    extensions_are_found(certificate);
    peers::rust_crypto_extensions::compare(certificate);
    show(certificate, der);
}

fn is_part(part: &[u8], whole: &[u8]) -> bool {
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    whole.start <= part.start && part.end <= whole.end
}

/// The oddities, found again the plain way.
fn oddities_are_what_they_say(certificate: &CertificateRef<'_>) {
    let has = |oddity| certificate.oddities().contains(oddity);
    let serial = certificate.serial();
    assert_eq!(has(Oddities::SERIAL_LONG), serial.as_bytes().len() > 20);
    assert_eq!(has(Oddities::SERIAL_NEGATIVE), serial.as_bytes()[0] & 0x80 != 0);
    assert_eq!(has(Oddities::SERIAL_ZERO), serial.as_bytes() == [0]);
    assert_eq!(has(Oddities::ISSUER_EMPTY), certificate.issuer().rdn_count() == 0);
    assert_eq!(has(Oddities::SIGNATURE_BITS), certificate.signature().is_none());
    assert_eq!(has(Oddities::VERSION_UNKNOWN), certificate.version() > 3);
    let [inner, outer] = [certificate.tbs_signature_algorithm(), certificate.signature_algorithm()];
    assert_eq!(has(Oddities::ALGORITHMS_DIFFER), inner.as_der() != outer.as_der());
    let repeated = facts::has_repeated(certificate.extensions().map(|one| one.oid()));
    assert_eq!(has(Oddities::EXTENSION_REPEATED), repeated);
}

/// Looking an extension up gives the first one of its kind.
fn extensions_are_found(certificate: &CertificateRef<'_>) {
    for kind in ExtensionKind::ALL {
        let first = certificate.extensions().find(|one| one.oid() == kind.oid());
        assert_eq!(certificate.has_extension(*kind), first.is_some(), "{kind:?}");
        assert_eq!(certificate.is_critical(*kind), first.is_some_and(|one| one.is_critical()), "{kind:?}");
        assert_eq!(certificate.extension_value(*kind), first.map(|one| one.value()), "{kind:?}");
    }
    let unknown = |one: &ucpki_x509::extension::Extension<'_>| ExtensionKind::from_oid(one.oid()).is_none();
    let first = certificate.extensions().find(|one| one.is_critical() && unknown(one));
    let found = certificate.unknown_critical_extension();
    assert_eq!(found.map(|one| one.value_offset()), first.map(|one| one.value_offset()));
}

/// Calls what is left, and walks through everything that has parts. The text is dropped.
fn show(certificate: &CertificateRef<'_>, der: &[u8]) {
    let mut text = Text::new(der);
    text.add(&certificate);
    text.add(&certificate.oddities());
    text.add(&certificate.not_before());
    text.add(&certificate.not_after());
    text.result(certificate.authority_key_identifier(), |text, found| {
        text.add(&(found.key_identifier(), found.serial()));
        found.issuer().into_iter().for_each(|names| text.names(&names));
    });
    text.result(certificate.subject_key_identifier(), |text, found| text.add(&found));
    text.result(certificate.key_usage(), |text, found| text.add(&found));
    text.result(certificate.certificate_policies(), |text, found| {
        for policy in found.iter() {
            text.add(&policy.policy());
            policy.qualifiers().for_each(|one| text.add(&(one.oid(), one.value())));
        }
    });
    text.result(certificate.policy_mappings(), |text, found| {
        found.iter().for_each(|one| text.add(&(one.issuer_domain(), one.subject_domain())));
    });
    text.result(certificate.subject_alt_name(), |text, found| text.names(&found));
    text.result(certificate.issuer_alt_name(), |text, found| text.names(&found));
    text.result(certificate.basic_constraints(), |text, found| text.add(&(found, found.path_length())));
    text.result(certificate.name_constraints(), |text, found: NameConstraints<'_>| {
        found.permitted().iter().chain(found.excluded().iter()).for_each(|name| text.name(&name));
    });
    text.result(certificate.policy_constraints(), |text, found| text.add(&found));
    text.result(certificate.extended_key_usage(), |text, found| {
        assert_eq!(found.contains_any(), found.contains(ucpki_x509::oids::ANY_EXTENDED_KEY_USAGE));
        for purpose in found.iter() {
            assert!(found.contains(purpose));
            text.add(&purpose);
        }
    });
    text.result(certificate.crl_distribution_points(), |text, found| text.points(&found));
    text.result(certificate.inhibit_any_policy(), |text, found| text.add(&found));
    text.result(certificate.freshest_crl(), |text, found| text.points(&found));
    for accesses in [certificate.authority_info_access(), certificate.subject_info_access()] {
        text.result(accesses, |text, found| {
            for one in found.iter() {
                text.add(&one.method());
                text.name(&one.location());
                found.uris(one.method()).for_each(|uri| text.add(&uri));
            }
        });
    }
    text.result(certificate.no_rev_avail().map(Some), |text, found| text.add(&found));
}

/// Where values are shown.
pub(crate) struct Text<'a> {
    der: &'a [u8],
    text: String,
}

impl<'a> Text<'a> {
    pub(crate) fn new(der: &'a [u8]) -> Self {
        Self { der, text: String::new() }
    }

    pub(crate) fn add(&mut self, value: &impl Debug) {
        self.text.clear();
        let _ = write!(self.text, "{value:?}");
    }

    /// Shows a value, or holds an error to being about a place in the object.
    pub(crate) fn result<T>(&mut self, result: Result<Option<T>, Error>, show: impl FnOnce(&mut Self, T)) {
        match result {
            Ok(Some(value)) => show(self, value),
            Ok(None) => {}
            Err(error) => place_is_inside(&error, self.der),
        }
    }

    pub(crate) fn names(&mut self, names: &GeneralNames<'_>) {
        assert_eq!(names.iter().count(), names.len());
        names.iter().for_each(|name| self.name(&name));
    }

    fn name(&mut self, name: &GeneralName<'_>) {
        self.add(name);
        self.add(&name.text());
        if let GeneralName::DirectoryName(directory) = name {
            assert!(is_part(directory.as_der(), self.der));
        }
    }

    pub(crate) fn points(&mut self, points: &DistributionPoints<'_>) {
        for point in points.iter() {
            self.add(&point.reasons());
            point.crl_issuer().into_iter().for_each(|names| self.names(&names));
            point.name().into_iter().for_each(|name| self.point(&name));
        }
    }

    pub(crate) fn point(&mut self, name: &DistributionPointName<'_>) {
        match name {
            DistributionPointName::FullName(names) => self.names(names),
            DistributionPointName::RelativeToIssuer(rdn) => assert_ne!(rdn.attributes().count(), 0),
            _ => {}
        }
    }
}

#[cfg(not(ucpki_planted_bug = "certificate_parse"))]
mod planted {
    pub(super) fn facts(facts: crate::facts::Certificate) -> crate::facts::Certificate {
        facts
    }
}

/// The planted bug: extensions are looked up by their type, so that one that appears twice has the first one's value.
#[cfg(ucpki_planted_bug = "certificate_parse")]
mod planted {
    pub(super) fn facts(mut facts: crate::facts::Certificate) -> crate::facts::Certificate {
        for index in 0..facts.extensions.len() {
            let (before, rest) = facts.extensions.split_at_mut(index);
            if let Some((_, _, value)) = before.iter().find(|(oid, ..)| *oid == rest[0].0) {
                rest[0].2.clone_from(value);
            }
        }
        facts
    }
}
