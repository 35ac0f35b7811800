//! x509-cert of RustCrypto, with the profile that checks least.

use super::Peer;
use crate::facts;
use ucpki_x509::{CertificateRef, CrlRef, Oddities, codes};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::der::asn1::{AnyRef, BitString, ObjectIdentifier};
use x509_cert::der::{Decode, Encode};
use x509_cert::spki::AlgorithmIdentifierOwned;

pub(crate) const PEER: Peer = Peer {
    name: "x509-cert",
    certificate,
    crl,
    certificate_refusals,
    crl_refusals,
    certificate_acceptances: &[
        &codes::BIT_STRING_INVALID, // unused bits may be set
        &codes::HIGH_TAG,           // tag numbers above 30
        &codes::NAME_INVALID,       // a relative name may be empty
        &codes::OID_INVALID,        // arcs may be padded
    ],
    crl_acceptances: &[
        &codes::EMPTY_LIST, // no extension in the list of an entry
        &codes::HIGH_TAG,
        &codes::NAME_INVALID,
        &codes::OID_INVALID,
        &codes::CRL_VERSION_INVALID,
        &codes::VERSION_INVALID, // versions are its user's to judge
    ],
};

fn certificate(der: &[u8]) -> Result<facts::Certificate, String> {
    let read = CertificateInner::<Raw>::from_der(der).map_err(|error| error.to_string())?;
    let tbs = read.tbs_certificate();
    Ok(facts::Certificate {
        version: tbs.version() as u32 + 1,
        serial: tbs.serial_number().as_bytes().to_vec(),
        inner_algorithm: algorithm(tbs.signature()),
        issuer: name(tbs.issuer()),
        not_before: time(&tbs.validity().not_before),
        not_after: time(&tbs.validity().not_after),
        subject: name(tbs.subject()),
        spki: encoded(tbs.subject_public_key_info()),
        issuer_unique_id: tbs.issuer_unique_id().as_ref().map(bits),
        subject_unique_id: tbs.subject_unique_id().as_ref().map(bits),
        extensions: extensions(tbs.extensions()),
        outer_algorithm: algorithm(read.signature_algorithm()),
        signature: read.signature().as_bytes().map(<[u8]>::to_vec),
    })
}

fn crl(der: &[u8]) -> Result<facts::Crl, String> {
    let read = CertificateList::<Raw>::from_der(der).map_err(|error| error.to_string())?;
    let tbs = &read.tbs_cert_list;
    let entry = |entry: &RevokedCert<Raw>| facts::Entry {
        serial: entry.serial_number.as_bytes().to_vec(),
        date: time(&entry.revocation_date),
        extensions: extensions(entry.crl_entry_extensions.as_ref()),
    };
    Ok(facts::Crl {
        version: tbs.version as u32 + 1,
        inner_algorithm: algorithm(&tbs.signature),
        issuer: name(&tbs.issuer),
        this_update: time(&tbs.this_update),
        next_update: tbs.next_update.as_ref().map(time),
        entries: tbs.revoked_certificates.iter().flatten().map(entry).collect(),
        extensions: extensions(tbs.crl_extensions.as_ref()),
        outer_algorithm: algorithm(&read.signature_algorithm),
        signature: read.signature.as_bytes().map(<[u8]>::to_vec),
    })
}

/// What it accepts in requests although we refuse it with these codes.
pub(crate) const REQUEST_ACCEPTANCES: &[&ucpki_x509::Code] = &[
    &codes::BIT_STRING_INVALID, // unused bits may be set
    &codes::HIGH_TAG,           // tag numbers above 30
    &codes::NAME_INVALID,       // a relative name may be empty
    &codes::OID_INVALID,        // arcs may be padded
];

pub(crate) fn request(der: &[u8]) -> Result<facts::Request, String> {
    let read = x509_cert::request::CertReq::from_der(der).map_err(|error| error.to_string())?;
    let info = &read.info;
    let attribute = |one: &x509_cert::attr::Attribute| {
        (one.oid.as_bytes().to_vec(), facts::sorted(one.values.iter().map(encoded).collect()))
    };
    Ok(facts::Request {
        version: info.version as u32 + 1,
        subject: name(&info.subject),
        spki: encoded(&info.public_key),
        attributes: facts::sorted(info.attributes.iter().map(attribute).collect()),
        algorithm: algorithm(&read.algorithm),
        signature: read.signature.as_bytes().map(<[u8]>::to_vec),
    })
}

pub(crate) fn request_refusals(
    request: &ucpki_x509::CertificationRequestRef<'_>,
    facts: &facts::Request,
) -> Vec<&'static str> {
    let has = |oddity| request.oddities().contains(oddity);
    let spki = facts::algorithm(request.spki().algorithm());
    let algorithms = [&facts.algorithm, &facts.algorithm, &spki];
    let names = [&facts.subject, &facts.subject];
    let mut identifiers = facts::identifiers(algorithms, names, []);
    identifiers.extend(facts.attributes.iter().map(|(oid, _)| &oid[..]));
    let mut values = facts::values(algorithms, names);
    values.extend(facts.attributes.iter().flat_map(|(_, values)| values).map(|value| &value[..]));
    let twice = facts.attributes.windows(2).any(|pair| pair[0] == pair[1])
        || facts.attributes.iter().any(|(_, values)| values.windows(2).any(|pair| pair[0] == pair[1]));
    [
        has(Oddities::VERSION_UNKNOWN).then_some("a version above 1"),
        has(Oddities::ATTRIBUTES_ABSENT).then_some("no field for attributes"),
        twice.then_some("an attribute or a value that appears twice"),
        cannot_read_identifier(&identifiers),
        cannot_read_value(&values),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn certificate_refusals(certificate: &CertificateRef<'_>, facts: &facts::Certificate) -> Vec<&'static str> {
    let spki = facts::algorithm(certificate.spki().algorithm());
    let (algorithms, names) =
        ([&facts.inner_algorithm, &facts.outer_algorithm, &spki], [&facts.issuer, &facts.subject]);
    let version = certificate.oddities().contains(Oddities::VERSION_UNKNOWN);
    let early = facts.not_before < 0 || facts.not_after < 0;
    [
        version.then_some("a version above 3"),
        early.then_some("a time before 1970"),
        cannot_read_identifier(&facts::identifiers(algorithms, names, &facts.extensions)),
        cannot_read_value(&facts::values(algorithms, names)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn crl_refusals(_: &CrlRef<'_>, facts: &facts::Crl) -> Vec<&'static str> {
    let algorithms = [&facts.inner_algorithm, &facts.outer_algorithm, &facts.outer_algorithm];
    let names = [&facts.issuer, &facts.issuer];
    let times = [facts.this_update, facts.next_update.unwrap_or(0)];
    let mut times = times.into_iter().chain(facts.entries.iter().map(|entry| entry.date));
    let of_entries = facts.entries.iter().flat_map(|entry| &entry.extensions);
    [
        (facts.version == 1).then_some("a CRL of version 1"),
        times.any(|time| time < 0).then_some("a time before 1970"),
        cannot_read_identifier(&facts::identifiers(algorithms, names, facts.extensions.iter().chain(of_entries))),
        cannot_read_value(&facts::values(algorithms, names)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Arcs above 32 bits, a second arc above 39, more than 39 bytes.
fn cannot_read_identifier(identifiers: &[&[u8]]) -> Option<&'static str> {
    let cannot = |bytes: &&[u8]| ObjectIdentifier::from_bytes(bytes).is_err();
    identifiers.iter().any(cannot).then_some("an object identifier beyond const-oid")
}

/// Universal tags that `der` does not know, such as UniversalString.
fn cannot_read_value(values: &[&[u8]]) -> Option<&'static str> {
    values.iter().any(|value| AnyRef::from_der(value).is_err()).then_some("a tag that der does not know")
}

fn algorithm(algorithm: &AlgorithmIdentifierOwned) -> facts::Algorithm {
    (algorithm.oid.as_bytes().to_vec(), algorithm.parameters.as_ref().map(encoded))
}

pub(super) fn name(name: &x509_cert::name::Name) -> facts::Name {
    let rdns = name
        .iter_rdn()
        .map(|rdn| facts::sorted(rdn.iter().map(|one| (one.oid.as_bytes().to_vec(), encoded(&one.value))).collect()));
    rdns.collect()
}

fn time(time: &x509_cert::time::Time) -> i64 {
    time.to_unix_duration().as_secs().try_into().expect("a time before the year 10000")
}

fn bits(bits: &BitString) -> facts::Bits {
    (bits.unused_bits(), bits.raw_bytes().to_vec())
}

fn extensions(extensions: Option<&x509_cert::ext::Extensions>) -> Vec<facts::ExtensionFacts> {
    let extensions = extensions.into_iter().flatten();
    extensions.map(|one| (one.extn_id.as_bytes().to_vec(), one.critical, one.extn_value.as_bytes().to_vec())).collect()
}

fn encoded(value: &impl Encode) -> Vec<u8> {
    value.to_der().expect("what was decoded can be encoded")
}
