//! What the requests of a cluster have to agree in.

use crate::codes;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use ucpki_crypto::{KeyKind, SignatureAlgorithm};
use ucpki_x509::{CertificationRequest, Code, Oid, oids};

/// A field in which a request differs from the first.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::compare_cluster;
/// use ucpki::x509::pem;
///
/// // The requests of the peers of a cluster have to agree in all but their names.
/// let read = |file: &[u8]| pem::requests(file).map(|mut all| all.remove(0));
/// let first = read(include_bytes!("../../../../tests/data/csr/demo/request.pem"))?;
/// let second = read(include_bytes!("../../../../tests/data/csr/lint/good-p384.pem"))?;
/// let differences = compare_cluster(&[first, second]);
/// for difference in &differences {
///     println!("request {}: {difference}", difference.request + 1);
/// }
/// assert!(differences.iter().any(|difference| difference.this.contains("P-384")));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClusterDifference {
    /// Which request, counted from 0.
    pub request: usize,
    /// In what.
    pub field: ClusterField,
    /// What the first one has.
    pub first: String,
    /// What this one has.
    pub this: String,
}

/// What the requests of a cluster have to agree in.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{ClusterField, compare_cluster};
/// use ucpki::x509::pem;
///
/// let read = |file: &[u8]| pem::requests(file).map(|mut all| all.remove(0));
/// let first = read(include_bytes!("../../../../tests/data/csr/demo/request.pem"))?;
/// let second = read(include_bytes!("../../../../tests/data/csr/lint/good-p384.pem"))?;
/// let differences = compare_cluster(&[first, second]);
/// // The key is made again; the others are typing errors.
/// let (keys, typed): (Vec<_>, Vec<_>) =
///     differences.iter().partition(|difference| difference.field == ClusterField::Key);
/// assert_eq!(keys.len(), 1);
/// println!("{} fields to correct", typed.len());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClusterField {
    /// countryName.
    Country,
    /// The hash of the signature.
    Hash,
    /// Kind and size of the key.
    Key,
    /// localityName.
    Locality,
    /// organizationName.
    Organization,
    /// organizationalUnitName.
    OrganizationalUnit,
    /// stateOrProvinceName.
    State,
}

/// In the order of the subject.
const FIELDS: [(ClusterField, &str, Option<Oid<'static>>); 7] = [
    (ClusterField::Country, "C", Some(oids::COUNTRY_NAME)),
    (ClusterField::State, "ST", Some(oids::STATE_OR_PROVINCE_NAME)),
    (ClusterField::Locality, "L", Some(oids::LOCALITY_NAME)),
    (ClusterField::Organization, "O", Some(oids::ORGANIZATION_NAME)),
    (ClusterField::OrganizationalUnit, "OU", Some(oids::ORGANIZATIONAL_UNIT_NAME)),
    (ClusterField::Key, "key", None),
    (ClusterField::Hash, "hash", None),
];

impl ClusterField {
    /// A short name for reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    fn of(self, request: &CertificationRequest) -> String {
        match self {
            Self::Key => {
                KeyKind::from_spki(request.spki()).map_or_else(|_| "unreadable".into(), |kind| kind.to_string())
            }
            Self::Hash => {
                let algorithm = SignatureAlgorithm::parse(request.signature_algorithm());
                let hash = algorithm.map(|algorithm| algorithm.hash().map_or("none", |hash| hash.name()));
                hash.unwrap_or("unknown").into()
            }
            _ => {
                let oid = FIELDS.iter().find(|(field, ..)| *field == self).and_then(|(_, _, oid)| *oid);
                let subject = request.subject();
                let values = subject.attributes().filter(|attribute| Some(attribute.oid()) == oid);
                let texts: Vec<_> = values.map(|value| value.text().map(String::from).unwrap_or_default()).collect();
                texts.join(", ")
            }
        }
    }
}

impl ClusterDifference {
    /// The rule.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        &codes::CLUSTER_DIFFERS
    }
}

impl fmt::Display for ClusterDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, field, first, this } = self;
        write!(f, "request {request} differs from the first in {}: {this:?}, not {first:?}", field.name())
    }
}

/// Compares the requests of a cluster with the first: country, state, locality, organisation, units, kind and size of
/// the key, hash. Text is compared as it is, since CAs copy it as it is.
#[must_use]
pub fn compare_cluster(requests: &[CertificationRequest]) -> Vec<ClusterDifference> {
    let Some((first, others)) = requests.split_first() else { return Vec::new() };
    let mut differences = Vec::new();
    for (index, request) in others.iter().enumerate() {
        for (field, ..) in FIELDS {
            let (expected, this) = (field.of(first), field.of(request));
            if expected != this {
                differences.push(ClusterDifference { request: index + 1, field, first: expected, this });
            }
        }
    }
    differences
}
