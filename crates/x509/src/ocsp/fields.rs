//! Fields that requests and responses share.

use crate::der::{Reader, Span, Tag, Tlv};
use crate::extension::{Extension, Extensions};
use crate::{Error, Oddities, Oid, Time, codes, oids};
use alloc::vec::Vec;

/// `version [0] EXPLICIT Version DEFAULT v1`: the number, which is 0 for version 1.
pub(super) fn read_version(reader: &mut Reader<'_>, oddities: &mut Oddities) -> Result<u8, Error> {
    let Some(tlv) = reader.optional(Tag::context_constructed(0))? else { return Ok(0) };
    let mut inner = tlv.reader();
    let number = inner.small_integer()?;
    inner.finish()?;
    // X.690, 11.5: a default value is left out.
    oddities.insert(if number == 0 { Oddities::DEFAULT_SPELLED_OUT } else { Oddities::VERSION_UNKNOWN });
    u8::try_from(number).map_err(|_| tlv.error(&codes::VERSION_INVALID))
}

/// RFC 6960, 4.2.2.1 and the ASN.1 module: these fields are GeneralizedTime, and 4.2.2.1 refers to RFC 5280, 4.1.2.5.2 for the
/// form: with seconds, in UTC, without a fraction.
pub(super) fn read_time(reader: &mut Reader<'_>) -> Result<Time, Error> {
    reader.expect(Tag::GENERALIZED_TIME)?.time()
}

/// An optional field with an explicit tag, read to its end by `read`.
pub(super) fn optional<'a, T>(
    reader: &mut Reader<'a>,
    number: u8,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let Some(tlv) = reader.optional(Tag::context_constructed(number))? else { return Ok(None) };
    let mut inner = tlv.reader();
    let value = read(&mut inner)?;
    inner.finish()?;
    Ok(Some(value))
}

/// Extensions up to this many are compared with each other in place; beyond, their identifiers are sorted.
const IN_PLACE: usize = 16;

/// `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`: where they stand, with what is odd about them.
pub(super) fn read_extensions<'a>(reader: &mut Reader<'a>, oddities: &mut Oddities) -> Result<Reader<'a>, Error> {
    let all = reader.sequence()?;
    let mut rest = all;
    let mut seen = [&[][..]; IN_PLACE];
    let mut count = 0_usize;
    if rest.is_empty() {
        oddities.insert(Oddities::EXTENSIONS_EMPTY);
    }
    while !rest.is_empty() {
        let extension = Extension::read(&mut rest)?;
        if extension.spells_out_default() {
            oddities.insert(Oddities::DEFAULT_SPELLED_OUT);
        }
        let oid = extension.oid().as_bytes();
        if seen.iter().take(count).any(|seen| *seen == oid) {
            oddities.insert(Oddities::EXTENSION_REPEATED);
        }
        if let Some(place) = seen.get_mut(count) {
            *place = oid;
        }
        count += 1;
    }
    if count > IN_PLACE && has_repeated(all) {
        oddities.insert(Oddities::EXTENSION_REPEATED);
    }
    Ok(all)
}

#[cold]
fn has_repeated(all: Reader<'_>) -> bool {
    let mut oids: Vec<&[u8]> = Extensions::trusted(all).map(|extension| extension.oid().as_bytes()).collect();
    oids.sort_unstable();
    oids.windows(2).any(|pair| matches!(pair, [first, second] if first == second))
}

/// The first extension of a kind.
pub(super) fn find<'a>(mut extensions: Extensions<'a>, oid: Oid<'_>) -> Option<Extension<'a>> {
    extensions.find(|extension| extension.oid() == oid)
}

/// `Nonce ::= OCTET STRING (SIZE(1..128))` (RFC 9654, 2.1); the length is not judged here.
pub(super) fn nonce(extensions: Extensions<'_>) -> Result<Option<&[u8]>, Error> {
    let Some(extension) = find(extensions, oids::OCSP_NONCE) else { return Ok(None) };
    let mut value = extension.reader();
    let nonce = value.octet_string()?.content();
    value.finish()?;
    Ok(Some(nonce))
}

/// The extensions of responses and their entries that this library understands (RFC 6960, 4.4).
///
/// RFC 6960, 4.4.8: extended-revoke "MUST NOT be marked as critical", which real responders do nevertheless; who knows it may
/// go on.
pub(super) fn is_understood(oid: Oid<'_>) -> bool {
    [
        oids::OCSP_NONCE,
        oids::OCSP_CRL_ID,
        oids::OCSP_ARCHIVE_CUTOFF,
        oids::OCSP_EXTENDED_REVOKE,
        oids::CRL_REASON,
        oids::INVALIDITY_DATE,
    ]
    .contains(&oid)
}

/// The first critical extension that this library does not understand.
pub(super) fn unknown_critical(mut extensions: Extensions<'_>) -> Option<Extension<'_>> {
    extensions.find(|extension| extension.is_critical() && !is_understood(extension.oid()))
}

/// `certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL`: where the content stands. Each must be a SEQUENCE; what is in it
/// is not looked at.
pub(super) fn read_certificates(reader: &mut Reader<'_>) -> Result<Span, Error> {
    let list: Option<Tlv<'_>> = optional(reader, 0, |inner| inner.expect(Tag::SEQUENCE))?;
    let Some(list) = list else { return Ok(Span::default()) };
    let mut rest = list.reader();
    while !rest.is_empty() {
        rest.sequence()?;
    }
    Ok(list.content_span())
}

/// The certificates that came with a request or a response, undecoded: DER each, in their order.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{CertificateRef, OcspResponseRef};
///
/// // A delegate sends its certificate along. Nobody vouches for it yet.
/// let response = OcspResponseRef::parse(include_bytes!("../../../../tests/data/ocsp/demo/response.der"))?;
/// let der = response.basic().unwrap().certificates().next().unwrap();
/// let delegate = CertificateRef::parse(der)?;
/// assert_eq!(delegate.subject().to_string(), "CN=Example Responder,O=Example,C=NO");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OcspCertificates<'a>(Reader<'a>);

impl<'a> OcspCertificates<'a> {
    pub(super) const fn new(reader: Reader<'a>) -> Self {
        Self(reader)
    }
}

impl<'a> Iterator for OcspCertificates<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        self.0.read().ok().map(|tlv| tlv.encoded())
    }
}

impl core::iter::FusedIterator for OcspCertificates<'_> {}

/// Where the content of a signature's BIT STRING stands; one that is not of whole bytes cannot verify, and is only odd.
pub(super) fn read_signature(reader: &mut Reader<'_>, oddities: &mut Oddities) -> Result<Span, Error> {
    let signature = reader.expect(Tag::BIT_STRING)?;
    match signature.content() {
        [0, ..] => {}
        [1..=7, _, ..] => oddities.insert(Oddities::SIGNATURE_BITS),
        _ => return Err(signature.error(&codes::BIT_STRING_INVALID)),
    }
    Ok(signature.content_span())
}

/// The bytes of a signature, if it is of whole bytes.
pub(super) const fn whole_bytes(bits: &[u8]) -> Option<&[u8]> {
    match bits {
        [0, bytes @ ..] => Some(bytes),
        _ => None,
    }
}
