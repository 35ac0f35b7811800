//! What files hold: certificates, whose status is asked for, and responses.

use crate::files::{self, Expected, Failure, Source};
use std::path::{Path, PathBuf};
use ucpki::chain::StatusSubject;
use ucpki::x509::pem::{self, Kind};
use ucpki::x509::{Certificate, Error, OcspResponse, codes};

/// The responses of these files, as DER: files that hold something else are refused.
pub(crate) fn bodies(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    let mut all = Vec::new();
    for file in files {
        let source = files::open(file)?;
        let before = all.len();
        for object in pem::objects(source.bytes()) {
            let object = object.map_err(|error| source.explain(Expected::OcspResponse, error))?;
            if object.kind() != Kind::Other {
                all.push(response(object, &source)?.as_der().to_vec());
            }
        }
        if all.len() == before {
            return Err(source.nothing(Expected::OcspResponse));
        }
    }
    Ok(all)
}

fn response(object: pem::Object<'_>, source: &Source) -> Result<OcspResponse, Failure> {
    object.into_ocsp_response().map_err(|error| source.explain(Expected::OcspResponse, error))
}

/// Whose status is asked for.
pub(super) fn subject(certificate: &Path, issuer: &Path) -> Result<StatusSubject, Failure> {
    let [leaf, ca] = [certificate, issuer].map(first_certificate);
    let (leaf, ca) = (leaf?, ca?);
    if !leaf.issuer().matches(ca.subject()) {
        let text = format!("this is the certificate of {}", ca.subject());
        let help = format!("--issuer takes that of {}", leaf.issuer());
        return Err(Failure::of_file(issuer, text).help(help));
    }
    Ok(StatusSubject::new(leaf, ca.subject().to_name(), ca.spki_der().into()))
}

pub(super) fn first_certificate(file: &Path) -> Result<Certificate, Failure> {
    let missing = || Failure::of_content(file, Error::at_line(&codes::PEM_NO_BLOCK, 1));
    Ok(files::certificates(file)?.into_iter().next().ok_or_else(missing)?.certificate)
}
