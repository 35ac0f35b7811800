use crate::dns::{MAX_NAME, PresentedDns};
use crate::{Identity, NameMode};
use alloc::borrow::Cow;
use core::net::IpAddr;
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{CertificateRef, NameRef};

/// A common name that counts as an identity of the certificate.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{CommonNameIdentity, Identity, NameMode, common_name_identities};
/// use ucpki::x509::pem;
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let wanted = Identity::dns("sip.example.com")?;
/// for name in common_name_identities(&leaf.as_ref(), &wanted, NameMode::Appliance) {
///     match name {
///         // Constraints on host names are for this one, constraints on addresses for the other.
///         CommonNameIdentity::Dns { text, .. } => assert_eq!(text, "sip.example.com"),
///         CommonNameIdentity::Ip { address, .. } => println!("{address}"),
///     }
/// }
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "who applies name constraints has to look at every kind")]
pub enum CommonNameIdentity<'a> {
    /// A host name without a wildcard, as it stands; [`PresentedDns::parse`] accepts it.
    Dns {
        /// Which common name of the subject, counted from 0 in the order of the DER.
        index: usize,
        /// The name.
        text: Cow<'a, str>,
    },
    /// An address as text.
    Ip {
        /// Which common name of the subject, counted from 0 in the order of the DER.
        index: usize,
        /// The address.
        address: IpAddr,
    },
}

/// The common names of a certificate's subject that count when it is compared with this identity in this mode.
///
/// Only [`NameMode::Appliance`] has any, and a SIP domain where there is no subjectAltName (RFC 5922, 7.1). **Name constraints have to be applied to them**, exactly as to a dNSName or
/// iPAddress: else a CA that is bound to a domain could certify any host by its common name. What this does not list is
/// never matched by [`match_certificate`](crate::match_certificate).
///
/// The text counts as it stands: no spaces are trimmed, a dot at the end is not part of a host name, nothing beyond
/// ASCII is folded, and a wildcard is not an identity.
///
/// Cost: one pass over the subject; allocates for BMPString, UniversalString, and TeletexString beyond ASCII only, at
/// most 2 KiB at a time.
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../tests/data/matcher/example.pem");
/// # let der = ucpki::x509::pem::blocks(pem.as_bytes()).next().unwrap()?.into_der();
/// # let certificate = ucpki::x509::CertificateRef::parse(&der)?;
/// use ucpki::matcher::{CommonNameIdentity, Identity, NameMode, common_name_identities};
///
/// let wanted = Identity::dns("vcs.example.com")?;
/// let mut names = common_name_identities(&certificate, &wanted, NameMode::Appliance);
/// assert_eq!(names.next(), Some(CommonNameIdentity::Dns { index: 0, text: "vcs.example.com".into() }));
/// assert_eq!(common_name_identities(&certificate, &wanted, NameMode::Rfc9525).count(), 0);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub fn common_name_identities<'a>(
    certificate: &CertificateRef<'a>,
    identity: &Identity,
    mode: NameMode,
) -> impl Iterator<Item = CommonNameIdentity<'a>> + use<'a> {
    let counts = match (mode, identity) {
        (NameMode::Off, _) => false,
        // RFC 5922, 7.1: "if and only if the subjectAltName does not appear in the certificate".
        (_, Identity::Sip(_)) => !certificate.has_extension(ExtensionKind::SubjectAltName),
        (NameMode::Appliance, _) => true,
        (NameMode::Rfc9525, _) => false,
    };
    let subject = certificate.subject();
    counts.then(|| identities(&subject)).into_iter().flatten()
}

/// Every common name of a name that could be an identity, whether such count or not.
pub(crate) fn identities<'a>(subject: &NameRef<'a>) -> impl Iterator<Item = CommonNameIdentity<'a>> + use<'a> {
    subject.common_names().enumerate().filter_map(|(index, attribute)| {
        // A text that needs four bytes for each character is the longest form of a host name.
        if attribute.value().len() > 4 * MAX_NAME {
            return None;
        }
        let text = attribute.text()?;
        if let Ok(address) = text.parse() {
            return Some(CommonNameIdentity::Ip { index, address });
        }
        let plain = PresentedDns::parse(text.as_bytes()).is_ok_and(|name| !name.is_wildcard());
        plain.then_some(CommonNameIdentity::Dns { index, text })
    })
}
