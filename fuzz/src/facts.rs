//! What a certificate or CRL says, in plain values: what two readers have to agree on.

use ucpki_x509::der::Integer;
use ucpki_x509::extension::Extension;
use ucpki_x509::{AlgorithmRef, CrlEntry, NameRef, Oid};

/// A certificate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub(crate) version: u32,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner_algorithm: Algorithm,
    pub(crate) issuer: Name,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) subject: Name,
    /// The whole value.
    pub(crate) spki: Vec<u8>,
    pub(crate) issuer_unique_id: Option<Bits>,
    pub(crate) subject_unique_id: Option<Bits>,
    pub(crate) extensions: Vec<ExtensionFacts>,
    pub(crate) outer_algorithm: Algorithm,
    /// `None` if it is not of whole bytes.
    pub(crate) signature: Option<Vec<u8>>,
}

/// A CRL.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Crl {
    pub(crate) version: u32,
    pub(crate) inner_algorithm: Algorithm,
    pub(crate) issuer: Name,
    pub(crate) this_update: i64,
    pub(crate) next_update: Option<i64>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) extensions: Vec<ExtensionFacts>,
    pub(crate) outer_algorithm: Algorithm,
    pub(crate) signature: Option<Vec<u8>>,
}

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) version: u32,
    pub(crate) subject: Name,
    /// The whole value.
    pub(crate) spki: Vec<u8>,
    /// Types with their values, both sorted.
    pub(crate) attributes: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    pub(crate) algorithm: Algorithm,
    pub(crate) signature: Option<Vec<u8>>,
}

/// An entry of a CRL.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) serial: Vec<u8>,
    pub(crate) date: i64,
    pub(crate) extensions: Vec<ExtensionFacts>,
}

/// The count of unused bits, and the bytes.
pub(crate) type Bits = (u8, Vec<u8>);

/// The object identifier, and the parameters with tag and length.
pub(crate) type Algorithm = (Vec<u8>, Option<Vec<u8>>);

/// For each relative name its attributes, sorted: the object identifier, and the value with tag and length.
pub(crate) type Name = Vec<Vec<(Vec<u8>, Vec<u8>)>>;

/// The object identifier, whether critical, and the value.
pub(crate) type ExtensionFacts = (Vec<u8>, bool, Vec<u8>);

/// The facts of a certificate, borrowed or owned, as our reader has it.
macro_rules! of_certificate {
    ($certificate:expr) => {{
        let certificate = $certificate;
        $crate::facts::Certificate {
            version: certificate.version(),
            serial: $crate::facts::serial(certificate.serial()),
            inner_algorithm: $crate::facts::algorithm(certificate.tbs_signature_algorithm()),
            issuer: $crate::facts::name(certificate.issuer()),
            not_before: certificate.not_before().as_unix(),
            not_after: certificate.not_after().as_unix(),
            subject: $crate::facts::name(certificate.subject()),
            spki: certificate.spki().as_der().to_vec(),
            issuer_unique_id: certificate.issuer_unique_id().map($crate::facts::bits),
            subject_unique_id: certificate.subject_unique_id().map($crate::facts::bits),
            extensions: certificate.extensions().map(|one| $crate::facts::extension(&one)).collect(),
            outer_algorithm: $crate::facts::algorithm(certificate.signature_algorithm()),
            signature: certificate.signature().map(<[u8]>::to_vec),
        }
    }};
}

/// The facts of a CRL, borrowed or owned, as our reader has it.
macro_rules! of_crl {
    ($crl:expr) => {{
        let crl = $crl;
        $crate::facts::Crl {
            version: crl.version(),
            inner_algorithm: $crate::facts::algorithm(crl.tbs_signature_algorithm()),
            issuer: $crate::facts::name(crl.issuer()),
            this_update: crl.this_update().as_unix(),
            next_update: crl.next_update().map(|time| time.as_unix()),
            entries: crl.entries().map(|one| $crate::facts::entry(&one)).collect(),
            extensions: crl.extensions().map(|one| $crate::facts::extension(&one)).collect(),
            outer_algorithm: $crate::facts::algorithm(crl.signature_algorithm()),
            signature: crl.signature().map(<[u8]>::to_vec),
        }
    }};
}

/// The facts of a request, borrowed or owned, as our reader has it.
macro_rules! of_request {
    ($request:expr) => {{
        let request = $request;
        let attribute = |one: ucpki_x509::RequestAttribute<'_>| {
            let values = one.values().map(|value| value.encoded().to_vec()).collect();
            (one.oid().as_bytes().to_vec(), $crate::facts::sorted(values))
        };
        $crate::facts::Request {
            version: request.version(),
            subject: $crate::facts::name(request.subject()),
            spki: request.spki().as_der().to_vec(),
            attributes: $crate::facts::sorted(request.attributes().map(attribute).collect()),
            algorithm: $crate::facts::algorithm(request.signature_algorithm()),
            signature: request.signature().map(<[u8]>::to_vec),
        }
    }};
}

pub(crate) use {of_certificate, of_crl, of_request};

pub(crate) fn serial(serial: Integer<'_>) -> Vec<u8> {
    serial.as_bytes().to_vec()
}

pub(crate) fn algorithm(algorithm: AlgorithmRef<'_>) -> Algorithm {
    (algorithm.oid().as_bytes().to_vec(), algorithm.parameters().map(<[u8]>::to_vec))
}

pub(crate) fn name(name: NameRef<'_>) -> Name {
    name.rdns()
        .map(|rdn| {
            let attributes = rdn.attributes();
            sorted(attributes.map(|one| (one.oid().as_bytes().to_vec(), one.encoded().to_vec())).collect())
        })
        .collect()
}

pub(crate) fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}

pub(crate) fn bits(content: &[u8]) -> Bits {
    let (unused, bytes) = content.split_first().expect("a BIT STRING has a count of unused bits");
    (*unused, bytes.to_vec())
}

pub(crate) fn extension(extension: &Extension<'_>) -> ExtensionFacts {
    (extension.oid().as_bytes().to_vec(), extension.is_critical(), extension.value().to_vec())
}

pub(crate) fn entry(entry: &CrlEntry<'_>) -> Entry {
    Entry {
        serial: serial(entry.serial()),
        date: entry.revocation_date().as_unix(),
        extensions: entry.extensions().map(|one| extension(&one)).collect(),
    }
}

/// Every object identifier that a reader of the frame has to read: algorithms, types of attributes and of extensions.
pub(crate) fn identifiers<'f>(
    algorithms: [&'f Algorithm; 3],
    names: [&'f Name; 2],
    extensions: impl IntoIterator<Item = &'f ExtensionFacts>,
) -> Vec<&'f [u8]> {
    let algorithms = algorithms.into_iter().map(|(oid, _)| &oid[..]);
    let names = names.into_iter().flatten().flatten().map(|(oid, _)| &oid[..]);
    algorithms.chain(names).chain(extensions.into_iter().map(|(oid, ..)| &oid[..])).collect()
}

/// Every value of any type: parameters of algorithms, and values of attributes.
pub(crate) fn values<'f>(algorithms: [&'f Algorithm; 3], names: [&'f Name; 2]) -> Vec<&'f [u8]> {
    let parameters = algorithms.into_iter().filter_map(|(_, parameters)| parameters.as_deref());
    parameters.chain(names.into_iter().flatten().flatten().map(|(_, value)| &value[..])).collect()
}

/// Whether no extension appears twice, said plainly.
pub(crate) fn has_repeated<'o>(extensions: impl IntoIterator<Item = Oid<'o>>) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    extensions.into_iter().any(|oid| !seen.insert(oid))
}
