//! Input told apart by its content: DER or PEM, and which object.

use super::{Block, Blocks, TrustData, blocks};
use crate::der::Reader;
use crate::{Certificate, CertificationRequest, Crl, Error, OcspRequest, OcspResponse, codes};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::iter::FusedIterator;

/// The certificates in `bytes`, which are one certificate as DER, or a PEM text with any number of them.
///
/// The name of a file says nothing; the content decides. Text around the blocks, as `openssl ca` writes it, does not
/// matter, and neither do blocks of other kinds: they are left out undecoded. Labels are `CERTIFICATE`,
/// `X509 CERTIFICATE` and OpenSSL's `TRUSTED CERTIFICATE`, whose trust settings come along.
///
/// The first error ends it; see [`objects`] for a result per certificate. Cost: linear; three allocations per
/// certificate.
///
/// # Errors
///
/// The first error of a block or of a certificate; in a text its [`Place`](crate::Place) is the line, or the line and
/// the byte in the decoded object. [`codes::PEM_NO_BLOCK`] where there is no certificate at all,
/// [`codes::PEM_HEADERS`] for an encrypted block.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{codes, pem};
///
/// let file = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
/// let error = pem::certificates(file).unwrap_err();
/// assert_eq!(error.to_string(), "the input ends inside a value at byte 2 of the block in line 1");
/// assert_eq!(pem::certificates(b"").unwrap_err().code(), &codes::PEM_NO_BLOCK);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub fn certificates(bytes: &[u8]) -> Result<Vec<ParsedCertificate>, Error> {
    let wanted = |label: &str| matches!(Kind::of(label), Kind::Certificate | Kind::TrustedCertificate);
    all(objects(bytes).only(wanted), Object::into_certificate)
}

/// The CRLs in `bytes`, which are one CRL as DER, or a PEM text with any number of them.
///
/// As [`certificates`], for blocks labelled `X509 CRL`.
///
/// # Errors
///
/// As [`certificates`].
pub fn crls(bytes: &[u8]) -> Result<Vec<Crl>, Error> {
    crls_with(bytes, Crl::from_der)
}

/// As [`crls`], for callers that read CRLs in their own way: `read` gets the DER of each.
///
/// # Errors
///
/// As [`crls`], and those of `read`, with the line of the block.
pub fn crls_with<T>(bytes: &[u8], mut read: impl FnMut(Box<[u8]>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    all(objects(bytes).only(|label| Kind::of(label) == Kind::Crl), |object| object.into_crl_with(&mut read))
}

/// The requests in `bytes`, which are one request as DER, or a PEM text with any number of them.
///
/// As [`certificates`], for blocks labelled `CERTIFICATE REQUEST` or `NEW CERTIFICATE REQUEST`.
///
/// # Errors
///
/// As [`certificates`].
pub fn requests(bytes: &[u8]) -> Result<Vec<CertificationRequest>, Error> {
    all(objects(bytes).only(|label| Kind::of(label) == Kind::CertificateRequest), Object::into_request)
}

/// The objects in `bytes`, which are one object as DER, or a PEM text with any number of them, in their order.
///
/// Each has its own result: a broken one does not hide the others. Nothing is found in a file without blocks.
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem::{self, Kind};
///
/// let file = b"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n-----BEGIN X509 CRL-----\n-----END X509 CRL-----";
/// let objects: Vec<_> = pem::objects(file).collect();
/// assert_eq!(objects[0].as_ref().unwrap_err().line(), Some(2));
/// assert_eq!(objects[1].as_ref().unwrap().kind(), Kind::Crl);
/// ```
#[must_use]
pub fn objects(bytes: &[u8]) -> Objects<'_> {
    Objects(if is_der(bytes) { Source::Der(Some(bytes)) } else { Source::Pem(blocks(bytes)) })
}

/// The objects of a file, one after another; made by [`objects`].
///
/// Items are errors where a block is broken, as with [`Blocks`].
#[derive(Clone)]
pub struct Objects<'a>(Source<'a>);

#[derive(Clone)]
enum Source<'a> {
    Der(Option<&'a [u8]>),
    Pem(Blocks<'a>),
}

/// One object of a file.
///
/// It may be a key, so `Debug` shows the length of the bytes only.
#[derive(Clone, PartialEq, Eq)]
pub struct Object<'a>(Content<'a>);

#[derive(Clone, PartialEq, Eq)]
enum Content<'a> {
    Der(&'a [u8]),
    Pem(Block<'a>),
}

/// What an object is, as its label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A certificate.
    Certificate,
    /// A PKCS #10 request.
    CertificateRequest,
    /// A CRL.
    Crl,
    /// An OCSP request.
    OcspRequest,
    /// An OCSP response.
    OcspResponse,
    /// Something else, such as a key; [`Block::label`] says what.
    Other,
    /// A certificate with OpenSSL's trust settings.
    TrustedCertificate,
    /// DER, which has no label: the caller has to know.
    Unlabelled,
}

/// A certificate from a file, and what the file says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedCertificate {
    /// The certificate.
    pub certificate: Certificate,
    /// The trust settings of a `TRUSTED CERTIFICATE` that has some.
    pub trust: Option<TrustData>,
    /// The line in which its block begins, in a PEM text.
    pub line: Option<usize>,
}

impl Objects<'_> {
    fn only(self, wanted: fn(&str) -> bool) -> Self {
        match self.0 {
            Source::Pem(blocks) => Self(Source::Pem(blocks.only(wanted))),
            Source::Der(_) => self,
        }
    }
}

impl<'a> Iterator for Objects<'a> {
    type Item = Result<Object<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Der(der) => der.take().map(|der| Ok(Object(Content::Der(der)))),
            Source::Pem(blocks) => blocks.next().map(|block| block.map(|block| Object(Content::Pem(block)))),
        }
    }
}

impl FusedIterator for Objects<'_> {}

impl Object<'_> {
    /// What the object is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.block().map_or(Kind::Unlabelled, |block| Kind::of(block.label()))
    }

    /// The PEM block, with its label, line and header fields; `None` for DER.
    #[must_use]
    pub const fn block(&self) -> Option<&Block<'_>> {
        match &self.0 {
            Content::Der(_) => None,
            Content::Pem(block) => Some(block),
        }
    }

    /// The bytes of the object.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        match &self.0 {
            Content::Der(der) => der,
            Content::Pem(block) => block.der(),
        }
    }

    /// The bytes of the object; copied if the file was DER.
    #[must_use]
    pub fn into_der(self) -> Vec<u8> {
        match self.0 {
            Content::Der(der) => der.to_vec(),
            Content::Pem(block) => block.into_der(),
        }
    }

    /// Reads the object as a certificate.
    ///
    /// # Errors
    ///
    /// [`codes::PEM_LABEL`] for another kind, [`codes::PEM_HEADERS`] if it is encrypted, and as [`Certificate::parse`]
    /// and [`TrustData::read`].
    pub fn into_certificate(self) -> Result<ParsedCertificate, Error> {
        let line = self.line();
        match self.kind() {
            Kind::TrustedCertificate => self.check_plain().and_then(|()| trusted_certificate(self.der())),
            Kind::Certificate | Kind::Unlabelled => {
                self.check_plain()?;
                let certificate = Certificate::from_der(self.into_der().into_boxed_slice());
                certificate.map(|certificate| ParsedCertificate { certificate, trust: None, line: None })
            }
            _ => Err(self.error(&codes::PEM_LABEL)),
        }
        .map(|parsed| ParsedCertificate { line, ..parsed })
        .map_err(|error| line.map_or(error, |line| error.in_block(line)))
    }

    /// Reads the object as a CRL.
    ///
    /// # Errors
    ///
    /// [`codes::PEM_LABEL`] for another kind, [`codes::PEM_HEADERS`] if it is encrypted, and as [`Crl::parse`].
    pub fn into_crl(self) -> Result<Crl, Error> {
        self.into_crl_with(Crl::from_der)
    }

    /// As [`into_crl`](Self::into_crl), for callers that read CRLs in their own way: `read` gets the DER.
    ///
    /// # Errors
    ///
    /// As [`into_crl`](Self::into_crl), and those of `read`, with the line of the block.
    pub fn into_crl_with<T>(self, read: impl FnOnce(Box<[u8]>) -> Result<T, Error>) -> Result<T, Error> {
        let line = self.line();
        if !matches!(self.kind(), Kind::Crl | Kind::Unlabelled) {
            return Err(self.error(&codes::PEM_LABEL));
        }
        self.check_plain()?;
        read(self.into_der().into_boxed_slice()).map_err(|error| line.map_or(error, |line| error.in_block(line)))
    }

    /// Reads the object as a request.
    ///
    /// # Errors
    ///
    /// [`codes::PEM_LABEL`] for another kind, [`codes::PEM_HEADERS`] if it is encrypted, and as
    /// [`CertificationRequest::parse`].
    pub fn into_request(self) -> Result<CertificationRequest, Error> {
        let line = self.line();
        if !matches!(self.kind(), Kind::CertificateRequest | Kind::Unlabelled) {
            return Err(self.error(&codes::PEM_LABEL));
        }
        self.check_plain()?;
        CertificationRequest::from_der(self.into_der().into_boxed_slice())
            .map_err(|error| line.map_or(error, |line| error.in_block(line)))
    }

    /// Reads the object as an OCSP request.
    ///
    /// # Errors
    ///
    /// [`codes::PEM_LABEL`] for another kind, [`codes::PEM_HEADERS`] if it is encrypted, and as [`OcspRequest::parse`].
    pub fn into_ocsp_request(self) -> Result<OcspRequest, Error> {
        self.into_ocsp(Kind::OcspRequest, OcspRequest::from_der)
    }

    /// Reads the object as an OCSP response.
    ///
    /// # Errors
    ///
    /// [`codes::PEM_LABEL`] for another kind, [`codes::PEM_HEADERS`] if it is encrypted, and as [`OcspResponse::parse`].
    pub fn into_ocsp_response(self) -> Result<OcspResponse, Error> {
        self.into_ocsp(Kind::OcspResponse, OcspResponse::from_der)
    }

    fn into_ocsp<T>(self, kind: Kind, read: impl FnOnce(Box<[u8]>) -> Result<T, Error>) -> Result<T, Error> {
        let line = self.line();
        if ![kind, Kind::Unlabelled].contains(&self.kind()) {
            return Err(self.error(&codes::PEM_LABEL));
        }
        self.check_plain()?;
        read(self.into_der().into_boxed_slice()).map_err(|error| line.map_or(error, |line| error.in_block(line)))
    }

    fn line(&self) -> Option<usize> {
        self.block().map(Block::line)
    }

    /// RFC 1421, 4.6.1.1: an encrypted block says so in `Proc-Type`. Other fields change nothing.
    fn check_plain(&self) -> Result<(), Error> {
        let encrypted = self.block().is_some_and(|block| {
            block.headers().any(|(name, value)| name.eq_ignore_ascii_case("Proc-Type") && value.contains("ENCRYPTED"))
        });
        if encrypted { Err(self.error(&codes::PEM_HEADERS)) } else { Ok(()) }
    }

    #[cold]
    fn error(&self, code: &'static crate::Code) -> Error {
        self.line().map_or(Error::at_byte(code, 0), |line| Error::at_line(code, line))
    }
}

impl fmt::Debug for Objects<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects").finish_non_exhaustive()
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("kind", &self.kind())
            .field("line", &self.line())
            .field("bytes", &self.der().len())
            .finish_non_exhaustive()
    }
}

impl Kind {
    /// The kind that a label stands for.
    fn of(label: &str) -> Self {
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => Self::Certificate,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Self::CertificateRequest,
            "TRUSTED CERTIFICATE" => Self::TrustedCertificate,
            "X509 CRL" => Self::Crl,
            "OCSP REQUEST" => Self::OcspRequest,
            "OCSP RESPONSE" => Self::OcspResponse,
            _ => Self::Other,
        }
    }
}

/// Whether the file is one SEQUENCE as DER.
///
/// A text may begin with the same byte, the digit 0. But then a byte below 80 follows, as a length it is short, and
/// would have to be exactly what is left. A byte from 80 cannot follow an ASCII character in UTF-8.
fn is_der(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, length @ ..0x80, content @ ..] => usize::from(*length) == content.len(),
        [0x30, _, ..] => true,
        _ => false,
    }
}

fn trusted_certificate(der: &[u8]) -> Result<ParsedCertificate, Error> {
    let mut reader = Reader::new(der)?;
    let certificate = Certificate::parse(reader.read()?.encoded())?;
    let trust = if reader.is_empty() { None } else { Some(TrustData::read(&mut reader)?) };
    reader.finish()?;
    Ok(ParsedCertificate { certificate, trust, line: None })
}

fn all<'a, T>(objects: Objects<'a>, mut read: impl FnMut(Object<'a>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    let all: Vec<T> = objects.map(|object| object.and_then(&mut read)).collect::<Result<_, _>>()?;
    if all.is_empty() { Err(Error::at_line(&codes::PEM_NO_BLOCK, 1)) } else { Ok(all) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::pem::encode;
    use crate::{OidBuf, Place, oids};
    use alloc::string::{String, ToString};
    use alloc::{format, vec};

    /// Made with: `openssl x509 -trustout -addtrust serverAuth -addreject emailProtection -setalias "Example root"`.
    const TRUSTED: &str = "\
-----BEGIN TRUSTED CERTIFICATE-----\n\
MIIBsjCCAVigAwIBAgIBBzAKBggqhkjOPQQDAjA3MQswCQYDVQQGEwJOTzEQMA4G\n\
A1UECgwHRXhhbXBsZTEWMBQGA1UEAwwNVHJ1c3QgRXhhbXBsZTAgFw0yNjExMjIw\n\
NDE4MzZaGA8yMTI2MTAyOTA0MTgzNlowNzELMAkGA1UEBhMCTk8xEDAOBgNVBAoM\n\
B0V4YW1wbGUxFjAUBgNVBAMMDVRydXN0IEV4YW1wbGUwWTATBgcqhkjOPQIBBggq\n\
hkjOPQMBBwNCAATmxyNUbppes4AV/8W80LJSneLhuuIw66qIyOeGdPElAB0MCEnj\n\
rnbfAAVZWusSdEzguu1jg5dSHMD1PkGinvyco1MwUTAdBgNVHQ4EFgQUq/qxSiFT\n\
XcYKjf6rLDbCTBSQiRMwHwYDVR0jBBgwFoAUq/qxSiFTXcYKjf6rLDbCTBSQiRMw\n\
DwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAzn6dEZUsj5s/tszg\n\
fYN5RgYqJoyLCZ7Mde/1/8I5/9gCIBhFtlGc7CIF323V9yZ6CrXJdymF9wibos90\n\
qP33Ti4vMCYwCgYIKwYBBQUHAwGgCgYIKwYBBQUHAwQMDEV4YW1wbGUgcm9vdA==\n\
-----END TRUSTED CERTIFICATE-----\n";

    /// Made with: `openssl ca -gencrl`.
    const CRL: &str = "\
-----BEGIN X509 CRL-----\n\
MIG8MGUwCgYIKoZIzj0EAwIwNzELMAkGA1UEBhMCTk8xEDAOBgNVBAoMB0V4YW1w\n\
bGUxFjAUBgNVBAMMDVRydXN0IEV4YW1wbGUXDTI2MTEyMjA0MjAwMloYDzIxMjYx\n\
MDI5MDQyMDAyWjAKBggqhkjOPQQDAgNHADBEAiAH9mfWakCjo2v1BBKlDLW2qWyO\n\
VjUCLsdB1/4coOnhvgIgTRAOrL8Ec1FnSZ/pRtw1yj9VUak2lx4h4OE3bdsV5ZU=\n\
-----END X509 CRL-----\n";

    fn certificate() -> Certificate {
        certificates(TRUSTED.as_bytes()).unwrap().remove(0).certificate
    }

    #[test]
    fn trust_settings_of_openssl_are_kept() {
        let parsed = certificates(TRUSTED.as_bytes()).unwrap();
        assert_eq!(parsed.len(), 1);
        assert_eq!(parsed[0].certificate.subject().to_string(), "CN=Trust Example,O=Example,C=NO");
        assert_eq!(parsed[0].line, Some(1));
        let expected = TrustData {
            trust: Some(vec![OidBuf::from(oids::SERVER_AUTH)]),
            reject: vec![OidBuf::from(oids::EMAIL_PROTECTION)],
            alias: Some("Example root".to_string()),
            key_id: None,
            other: None,
        };
        assert_eq!(parsed[0].trust.as_ref(), Some(&expected));
    }

    #[test]
    fn trust_settings_may_be_missing_but_not_malformed() {
        let plain = certificate().as_der().to_vec();
        let read = |trust: &[u8]| {
            let text = encode("TRUSTED CERTIFICATE", &[&plain, trust].concat());
            certificates(text.as_bytes()).map(|mut parsed| parsed.remove(0).trust)
        };
        let at = |offset: usize| Place::ByteInBlock { line: 1, byte: u32::try_from(plain.len() + offset).unwrap() };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[0x30, 0x00]), Ok(Some(TrustData::default())));
        let nothing = TrustData { trust: Some(Vec::new()), ..TrustData::default() };
        assert_eq!(read(&[0x30, 0x02, 0x30, 0x00]), Ok(Some(nothing)), "trusted for nothing");
        let key_id = TrustData { key_id: Some(vec![7]), other: Some(vec![0xA1, 0x00]), ..TrustData::default() };
        assert_eq!(read(&[0x30, 0x05, 0x04, 0x01, 0x07, 0xA1, 0x00]), Ok(Some(key_id)));
        for (trust, code, offset) in [
            (&[0x30, 0x03, 0x0C, 0x01, 0xFF][..], &codes::UTF8_INVALID, 4),
            (&[0x30, 0x04, 0xA0, 0x02, 0x06, 0x00], &codes::OID_INVALID, 4),
            (&[0x30, 0x02, 0x05, 0x00], &codes::TRAILING_DATA, 2),
            (&[0x30, 0x00, 0x30, 0x00], &codes::TRAILING_DATA, 2),
            (&[0x04, 0x00], &codes::UNEXPECTED_TAG, 0),
        ] {
            let error = read(trust).unwrap_err();
            assert_eq!((error.code(), error.place()), (code, at(offset)), "{trust:02X?}");
        }
    }

    #[test]
    fn what_is_written_equals_the_bytes_of_openssl() {
        for text in [TRUSTED, CRL] {
            let block = blocks(text.as_bytes()).next().unwrap().unwrap();
            assert_eq!(encode(block.label(), block.der()), text);
        }
    }

    #[test]
    fn content_decides() {
        let certificate = certificate();
        let der = certificate.as_der();
        let text = encode("CERTIFICATE", der);
        for file in [
            der.to_vec(),
            text.clone().into_bytes(),
            encode("X509 CERTIFICATE", der).into_bytes(),
            encode("TRUSTED CERTIFICATE", der).into_bytes(),
            format!("Certificate:\n    Data:\n{text}").into_bytes(),
            format!("0:\n{CRL}{text}-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n").into_bytes(),
            format!("\u{FEFF}{text}").into_bytes(),
        ] {
            let parsed = certificates(&file).unwrap();
            assert_eq!(parsed.iter().map(|parsed| &parsed.certificate).collect::<Vec<_>>(), [&certificate]);
        }
        let crl = crls(CRL.as_bytes()).unwrap().remove(0);
        assert_eq!(crl.issuer(), certificate.subject());
        assert_eq!(crls(crl.as_der()).unwrap().len(), 1);
        assert_eq!(crls(format!("{text}{CRL}{CRL}").as_bytes()).unwrap(), [crl.clone(), crl]);
    }

    #[test]
    fn der_is_told_apart_from_text() {
        assert!(is_der(&[0x30, 0x00]) && is_der(&[0x30, 0x82]) && is_der(certificate().as_der()));
        assert!(!is_der(b"") && !is_der(b"0") && !is_der(b"00\n-----BEGIN X-----\n") && !is_der(TRUSTED.as_bytes()));
        // Cut or followed by junk it is still DER, and the error says what is wrong with it.
        let certificate = certificate();
        let der = certificate.as_der();
        assert_eq!(certificates(&der[..der.len() - 1]), Err(Error::at_byte(&codes::TRUNCATED, 0)));
        assert_eq!(certificates(&[der, b"\n"].concat()), Err(Error::at_byte(&codes::TRAILING_DATA, der.len())));
    }

    #[test]
    fn kinds_follow_the_label() {
        let labels = [
            ("CERTIFICATE", Kind::Certificate),
            ("X509 CERTIFICATE", Kind::Certificate),
            ("TRUSTED CERTIFICATE", Kind::TrustedCertificate),
            ("CERTIFICATE REQUEST", Kind::CertificateRequest),
            ("NEW CERTIFICATE REQUEST", Kind::CertificateRequest),
            ("X509 CRL", Kind::Crl),
            ("PRIVATE KEY", Kind::Other),
            ("certificate", Kind::Other),
        ];
        let file: String = labels.iter().map(|(label, _)| encode(label, &[0x30, 0x00])).collect();
        let kinds: Vec<Kind> = objects(file.as_bytes()).map(|object| object.unwrap().kind()).collect();
        assert_eq!(kinds, labels.map(|(_, kind)| kind));
        let unlabelled = objects(&[0x30, 0x00]).next().unwrap().unwrap();
        assert_eq!(
            (unlabelled.kind(), unlabelled.der(), unlabelled.block()),
            (Kind::Unlabelled, &[0x30, 0x00][..], None)
        );
    }

    #[test]
    fn errors_say_where_in_the_text() {
        let text = encode("CERTIFICATE", certificate().as_der());
        let second = format!("{text}\n{}", encode("CERTIFICATE", &[0x30, 0x01, 0x05]));
        let error = certificates(second.as_bytes()).unwrap_err();
        let line = u32::try_from(text.lines().count()).unwrap() + 2;
        assert_eq!((error.code(), error.place()), (&codes::UNEXPECTED_TAG, Place::ByteInBlock { line, byte: 2 }));
        assert_eq!((error.line(), error.offset()), (Some(text.lines().count() + 2), Some(2)));

        assert_eq!(certificates(b"nothing"), Err(Error::at_line(&codes::PEM_NO_BLOCK, 1)));
        assert_eq!(certificates(CRL.as_bytes()), Err(Error::at_line(&codes::PEM_NO_BLOCK, 1)));
        assert_eq!(crls(text.as_bytes()), Err(Error::at_line(&codes::PEM_NO_BLOCK, 1)));
        let object = objects(CRL.as_bytes()).next().unwrap().unwrap();
        assert_eq!(object.clone().into_certificate(), Err(Error::at_line(&codes::PEM_LABEL, 1)));
        assert!(object.into_crl().is_ok());
        let encrypted = text.replacen('\n', "\nProc-Type: 4,ENCRYPTED\n\n", 1);
        assert_eq!(certificates(encrypted.as_bytes()), Err(Error::at_line(&codes::PEM_HEADERS, 1)));
        let other = text.replacen('\n', "\nComment: mine\n\n", 1);
        assert!(certificates(other.as_bytes()).is_ok());
    }
}
