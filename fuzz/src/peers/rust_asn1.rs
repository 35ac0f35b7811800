//! The structures of RFC 5280 on the crate asn1, which pyca/cryptography reads certificates with.
#![expect(clippy::result_large_err, reason = "the errors of asn1 have 136 bytes")]

use super::Peer;
use crate::facts;
use asn1::{BigInt, BitString, DateTime, ObjectIdentifier, SequenceOf, SetOf, Tlv};
use ucpki_x509::{CertificateRef, CrlRef, NameRef, Oddities, codes};

pub(crate) const PEER: Peer = Peer {
    name: "asn1",
    certificate,
    crl,
    certificate_refusals,
    crl_refusals,
    certificate_acceptances: &[
        &codes::HIGH_TAG,     // tag numbers above 30
        &codes::NAME_INVALID, // a relative name may be empty
    ],
    crl_acceptances: &[
        &codes::CRL_V1_EXTENSIONS, // versions are its user's to judge
        &codes::EMPTY_LIST,        // no extension in the list of an entry
        &codes::HIGH_TAG,
        &codes::NAME_INVALID,
        &codes::CRL_VERSION_INVALID,
        &codes::VERSION_INVALID,
    ],
};

#[derive(asn1::Asn1Read)]
struct Certificate<'a> {
    tbs: TbsCertificate<'a>,
    algorithm: Algorithm<'a>,
    signature: BitString<'a>,
}

#[derive(asn1::Asn1Read)]
struct TbsCertificate<'a> {
    #[explicit(0)]
    #[default(0)]
    version: u8,
    serial: BigInt<'a>,
    algorithm: Algorithm<'a>,
    issuer: Name<'a>,
    validity: Validity,
    subject: Name<'a>,
    spki: Spki<'a>,
    #[implicit(1)]
    issuer_unique_id: Option<BitString<'a>>,
    #[implicit(2)]
    subject_unique_id: Option<BitString<'a>>,
    #[explicit(3)]
    extensions: Option<SequenceOf<'a, Extension<'a>>>,
}

#[derive(asn1::Asn1Read)]
struct CertificateList<'a> {
    tbs: TbsCertList<'a>,
    algorithm: Algorithm<'a>,
    signature: BitString<'a>,
}

#[derive(asn1::Asn1Read)]
struct TbsCertList<'a> {
    version: Option<u8>,
    algorithm: Algorithm<'a>,
    issuer: Name<'a>,
    this_update: Time,
    next_update: Option<Time>,
    entries: Option<SequenceOf<'a, Entry<'a>>>,
    #[explicit(0)]
    extensions: Option<SequenceOf<'a, Extension<'a>>>,
}

#[derive(asn1::Asn1Read)]
struct Entry<'a> {
    serial: BigInt<'a>,
    date: Time,
    extensions: Option<SequenceOf<'a, Extension<'a>>>,
}

#[derive(asn1::Asn1Read)]
struct Algorithm<'a> {
    oid: ObjectIdentifier,
    parameters: Option<Tlv<'a>>,
}

#[derive(asn1::Asn1Read)]
struct Validity {
    not_before: Time,
    not_after: Time,
}

#[derive(asn1::Asn1Read)]
enum Time {
    Generalized(asn1::X509GeneralizedTime),
    Utc(asn1::UtcTime),
}

#[derive(asn1::Asn1Read, asn1::Asn1Write)]
struct Spki<'a> {
    algorithm: SpkiAlgorithm<'a>,
    key: BitString<'a>,
}

#[derive(asn1::Asn1Read, asn1::Asn1Write)]
struct SpkiAlgorithm<'a> {
    oid: ObjectIdentifier,
    parameters: Option<Tlv<'a>>,
}

#[derive(asn1::Asn1Read)]
struct Extension<'a> {
    oid: ObjectIdentifier,
    #[default(false)]
    critical: bool,
    value: &'a [u8],
}

#[derive(asn1::Asn1Read)]
struct Attribute<'a> {
    oid: ObjectIdentifier,
    value: Tlv<'a>,
}

type Name<'a> = SequenceOf<'a, SetOf<'a, Attribute<'a>>>;

fn certificate(der: &[u8]) -> Result<facts::Certificate, String> {
    let read: Certificate<'_> = asn1::parse_single(der).map_err(|error| error.to_string())?;
    let tbs = read.tbs;
    Ok(facts::Certificate {
        version: u32::from(tbs.version) + 1,
        serial: tbs.serial.as_bytes().to_vec(),
        inner_algorithm: algorithm(&tbs.algorithm),
        issuer: name(tbs.issuer),
        not_before: time(&tbs.validity.not_before),
        not_after: time(&tbs.validity.not_after),
        subject: name(tbs.subject),
        spki: asn1::write_single(&tbs.spki).expect("what was decoded can be encoded"),
        issuer_unique_id: tbs.issuer_unique_id.as_ref().map(bits),
        subject_unique_id: tbs.subject_unique_id.as_ref().map(bits),
        extensions: extensions(tbs.extensions),
        outer_algorithm: algorithm(&read.algorithm),
        signature: bytes(&read.signature),
    })
}

fn crl(der: &[u8]) -> Result<facts::Crl, String> {
    let read: CertificateList<'_> = asn1::parse_single(der).map_err(|error| error.to_string())?;
    let tbs = read.tbs;
    let entry = |entry: Entry<'_>| facts::Entry {
        serial: entry.serial.as_bytes().to_vec(),
        date: time(&entry.date),
        extensions: extensions(entry.extensions),
    };
    Ok(facts::Crl {
        version: u32::from(tbs.version.unwrap_or(0)) + 1,
        inner_algorithm: algorithm(&tbs.algorithm),
        issuer: name(tbs.issuer),
        this_update: time(&tbs.this_update),
        next_update: tbs.next_update.as_ref().map(time),
        entries: tbs.entries.into_iter().flatten().map(entry).collect(),
        extensions: extensions(tbs.extensions),
        outer_algorithm: algorithm(&read.algorithm),
        signature: bytes(&read.signature),
    })
}

fn certificate_refusals(certificate: &CertificateRef<'_>, facts: &facts::Certificate) -> Vec<&'static str> {
    let spki = facts::algorithm(certificate.spki().algorithm());
    let (algorithms, names) =
        ([&facts.inner_algorithm, &facts.outer_algorithm, &spki], [&facts.issuer, &facts.subject]);
    let default = certificate.oddities().contains(Oddities::DEFAULT_SPELLED_OUT);
    let bits = certificate.oddities().contains(Oddities::SIGNATURE_BITS);
    let unsorted = is_unsorted(certificate.issuer()) || is_unsorted(certificate.subject());
    [
        default.then_some("a default value is written out"),
        bits.then_some("unused bits of the signature are set"),
        unsorted.then_some("a SET OF out of order"),
        cannot_read_identifier(&facts::identifiers(algorithms, names, &facts.extensions)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn crl_refusals(crl: &CrlRef<'_>, facts: &facts::Crl) -> Vec<&'static str> {
    let algorithms = [&facts.inner_algorithm, &facts.outer_algorithm, &facts.outer_algorithm];
    let names = [&facts.issuer, &facts.issuer];
    let bits = crl.oddities().contains(Oddities::SIGNATURE_BITS);
    let of_entries = || facts.entries.iter().flat_map(|entry| &entry.extensions);
    [
        spells_out_default(crl).then_some("a default value is written out"),
        bits.then_some("unused bits of the signature are set"),
        is_unsorted(crl.issuer()).then_some("a SET OF out of order"),
        cannot_read_identifier(&facts::identifiers(algorithms, names, facts.extensions.iter().chain(of_entries()))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether `critical FALSE` is written, also in an extension of an entry, where we do not note it.
fn spells_out_default(crl: &CrlRef<'_>) -> bool {
    let written = |extension: ucpki_x509::extension::Extension<'_>| {
        // In front of the value stand its tag and its length.
        let header = match extension.value().len() {
            ..0x80 => 2,
            0x80..0x100 => 3,
            0x100..0x1_0000 => 4,
            _ => 5,
        };
        crl.as_der()[..extension.value_offset() - header].ends_with(&[0x01, 0x01, 0x00])
    };
    crl.extensions().chain(crl.entries().flat_map(|entry| entry.extensions())).any(written)
}

/// Whether the attributes of a relative name are in another order than that of their encodings.
fn is_unsorted(name: NameRef<'_>) -> bool {
    name.rdns().any(|rdn| {
        let encoded: Vec<Vec<u8>> = rdn
            .attributes()
            .map(|one| {
                ucpki_tests::make::der(ucpki_x509::der::Tag::SEQUENCE, |attribute| {
                    attribute.oid(one.oid());
                    attribute.encoded(one.encoded());
                })
            })
            .collect();
        !encoded.is_sorted()
    })
}

/// Arcs above 128 bits, more than 63 bytes.
fn cannot_read_identifier(identifiers: &[&[u8]]) -> Option<&'static str> {
    let cannot = |bytes: &&[u8]| ObjectIdentifier::from_der(bytes).is_err();
    identifiers.iter().any(cannot).then_some("an object identifier beyond asn1")
}

fn algorithm(algorithm: &Algorithm<'_>) -> facts::Algorithm {
    (algorithm.oid.as_der().to_vec(), algorithm.parameters.map(|value| value.full_data().to_vec()))
}

fn name(name: Name<'_>) -> facts::Name {
    let attribute = |one: Attribute<'_>| (one.oid.as_der().to_vec(), one.value.full_data().to_vec());
    name.map(|rdn| facts::sorted(rdn.map(attribute).collect())).collect()
}

fn time(time: &Time) -> i64 {
    let time: &DateTime = match time {
        Time::Generalized(time) => time.as_datetime(),
        Time::Utc(time) => time.as_datetime(),
    };
    let [year, month, day] = [i64::from(time.year()), i64::from(time.month()), i64::from(time.day())];
    let [hour, minute, second] = [time.hour(), time.minute(), time.second()].map(i64::from);
    // Counted from year 0, which is a leap year; 1970 begins 719,528 days later.
    let before = |year: i64| 365 * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let months = [31, 28 + i64::from(is_leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let days =
        before(year) + months.iter().take(time.month().into()).sum::<i64>() - months[month as usize - 1] + day - 1;
    (days - 719_528) * 86_400 + hour * 3600 + minute * 60 + second
}

fn bits(bits: &BitString<'_>) -> facts::Bits {
    (bits.padding_bits(), bits.as_bytes().to_vec())
}

fn bytes(bits: &BitString<'_>) -> Option<Vec<u8>> {
    (bits.padding_bits() == 0).then(|| bits.as_bytes().to_vec())
}

fn extensions<'a>(extensions: Option<SequenceOf<'a, Extension<'a>>>) -> Vec<facts::ExtensionFacts> {
    let extensions = extensions.into_iter().flatten();
    extensions.map(|one| (one.oid.as_der().to_vec(), one.critical, one.value.to_vec())).collect()
}
