//! The strings in otherNames that the matcher knows.

use ucpki_x509::der::{Reader, Tag};
use ucpki_x509::{GeneralName, Oid, oids};

/// The bytes of an SRVName (RFC 4985: IA5String).
pub(crate) fn srv<'a>(name: &GeneralName<'a>) -> Option<&'a [u8]> {
    string(name, oids::DNS_SRV, Tag::IA5_STRING)
}

/// The bytes of an xmppAddr (RFC 6120, 13.7.1.4: UTF8String).
pub(crate) fn xmpp<'a>(name: &GeneralName<'a>) -> Option<&'a [u8]> {
    string(name, oids::XMPP_ADDR, Tag::UTF8_STRING)
}

/// The bytes of a SmtpUTF8Mailbox (RFC 9598, 3: UTF8String), an e-mail address whose local part is beyond ASCII.
///
/// Name constraints on rfc822Name have to be applied to it (RFC 9598, 6).
#[must_use]
pub fn utf8_mailbox<'a>(name: &GeneralName<'a>) -> Option<&'a [u8]> {
    string(name, oids::SMTP_UTF8_MAILBOX, Tag::UTF8_STRING)
}

/// The bytes of an SRVName (RFC 4985, 2: IA5String), `_Service.Name`.
#[must_use]
pub fn srv_name<'a>(name: &GeneralName<'a>) -> Option<&'a [u8]> {
    srv(name)
}

/// A value with another tag than its form has is of no use, whatever its bytes are.
fn string<'a>(name: &GeneralName<'a>, form: Oid<'_>, tag: Tag) -> Option<&'a [u8]> {
    match name {
        GeneralName::OtherName { oid, value } if *oid == form => {
            Reader::new(value).ok()?.expect(tag).ok().map(|tlv| tlv.content())
        }
        _ => None,
    }
}
