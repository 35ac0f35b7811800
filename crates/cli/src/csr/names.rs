//! Names as people write them.

use crate::files::Failure;
use ucpki::csr::parse_name;
use ucpki::matcher::DnsName;
use ucpki::x509::GeneralNameBuf;

/// Names as people paste them.
pub(super) fn names(text: &str) -> Result<Vec<GeneralNameBuf>, Failure> {
    let names = text.split([',', ';', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty());
    names.map(name).collect()
}

/// One name; a host name in any script becomes A-labels.
pub(super) fn name(text: &str) -> Result<GeneralNameBuf, Failure> {
    if text.is_ascii() {
        return Ok(parse_name(text)?);
    }
    // The host follows the kind, as in `DNS:bücher.example`.
    match text.split_once([':', '=']) {
        Some((kind, host)) if kind.is_ascii() && kind.to_ascii_uppercase().starts_with("DNS") => {
            Ok(parse_name(&format!("DNS:{}", a_label(host.trim().to_owned())?))?)
        }
        // Another kind: the library says what its letters are.
        Some(_) => Ok(parse_name(text)?),
        None => Ok(parse_name(&a_label(text.to_owned())?)?),
    }
}

/// A host name in A-labels (RFC 5890); ASCII stays as it is, since mapping would only hide mistakes.
pub(super) fn a_label(host: String) -> Result<String, Failure> {
    if host.is_ascii() {
        return Ok(host);
    }
    let mapped = DnsName::from_unicode(&host);
    mapped.map(|name| name.to_string()).map_err(|error| Failure::new(format!("{host}: {error}")))
}

pub(super) fn a_labels(hosts: Vec<String>) -> Result<Vec<String>, Failure> {
    hosts.into_iter().map(a_label).collect()
}
