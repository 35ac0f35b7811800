//! The texts of a certificate that rules are about.

use crate::{NamePlace, other};
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use ucpki_x509::{CertificateRef, Error, GeneralName, GeneralNames, ip_address};

/// One text.
pub(super) struct Text<'a> {
    pub(super) place: NamePlace,
    pub(super) original: &'a str,
    /// With ASCII letters in lower case.
    pub(super) folded: &'a str,
}

/// Shows every text to `visit`, the common names first.
pub(super) fn walk(
    certificate: &CertificateRef<'_>,
    mut visit: impl FnMut(&Text<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut buffer = String::new();
    let mut show = |place, original: &str| {
        buffer.clear();
        buffer.push_str(original);
        buffer.make_ascii_lowercase();
        visit(&Text { place, original, folded: &buffer })
    };
    let names = certificate.subject_alt_name()?;
    for (index, attribute) in certificate.subject().common_names().enumerate() {
        if let Some(text) = attribute.text() {
            show(NamePlace::CommonName(index), &text)?;
        }
    }
    for (index, name) in names.iter().flat_map(GeneralNames::iter).enumerate() {
        if let Some(text) = text(&name) {
            show(NamePlace::SubjectAltName(index), &text)?;
        }
    }
    Ok(())
}

/// A name as text; `None` for the kinds that have none.
pub(crate) fn text<'a>(name: &GeneralName<'a>) -> Option<Cow<'a, str>> {
    match name {
        GeneralName::DnsName(_) | GeneralName::Rfc822Name(_) | GeneralName::Uri(_) => name.text().map(Cow::Borrowed),
        GeneralName::IpAddress(bytes) => ip_address(bytes).map(|address| Cow::Owned(address.to_string())),
        GeneralName::DirectoryName(name) => Some(Cow::Owned(name.to_string())),
        GeneralName::RegisteredId(oid) => Some(Cow::Owned(oid.to_string())),
        GeneralName::OtherName { .. } => {
            let bytes = other::srv(name).or_else(|| other::xmpp(name)).or_else(|| other::utf8_mailbox(name))?;
            core::str::from_utf8(bytes).ok().map(Cow::Borrowed)
        }
        GeneralName::X400Address(_) | GeneralName::EdiPartyName(_) => None,
    }
}
