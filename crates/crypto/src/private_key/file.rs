//! Finding the private key of a file, and turning its form into PrivateKeyInfo.

use super::info::PrivateKeyInfo;
use super::{DerivationLimits, KeyError, Secret, encrypted, traditional};
use crate::codes;
use alloc::vec::Vec;
use ucpki_x509::der::{Reader, Tag};
use ucpki_x509::pem;

/// The one private key of `file`.
pub(super) fn read(
    file: &[u8],
    passphrase: Option<&[u8]>,
    limits: &DerivationLimits,
) -> Result<PrivateKeyInfo, KeyError> {
    // A SEQUENCE begins with the byte of the digit 0, and so may a text.
    if file.first() == Some(&Tag::SEQUENCE.0) && !file.windows(BEGIN.len()).any(|window| window == BEGIN) {
        return read_der(file, passphrase, limits);
    }
    let mut found = None;
    let mut curve: Option<Vec<u8>> = None;
    let mut other = None;
    for block in pem::blocks(file) {
        let block = block?;
        let (label, line) = (block.label(), block.line());
        let form = Form::of(label);
        match form {
            Form::Curve => curve = Some(block.into_der()),
            Form::None => {}
            Form::Refused(name) => other = other.or(Some((name, line))),
            _ if found.is_some() => return Err(KeyError::new(&codes::PRIVATE_KEY_REPEATED).in_block(line)),
            _ => {
                let encryption = traditional::Encryption::of(block.headers());
                let der = Secret::new(block.into_der());
                let read = match encryption {
                    Some(encryption) => {
                        encryption.open(&der, passphrase).and_then(|der| form.read(&der, None, limits, None))
                    }
                    None => form.read(&der, passphrase, limits, curve.as_deref()),
                };
                found = Some(read.map_err(|error| error.in_block(line))?);
            }
        }
    }
    match (found, other) {
        (Some(info), _) => Ok(info),
        (None, Some((name, line))) => Err(KeyError::named(&codes::PRIVATE_KEY_FORM, name).in_block(line)),
        (None, None) => Err(match MICROSOFT.iter().find(|(begin, _)| file.starts_with(begin)) {
            Some((_, name)) => KeyError::named(&codes::PRIVATE_KEY_FORM, name),
            None => KeyError::new(&codes::PRIVATE_KEY_MISSING),
        }),
    }
}

/// Forms that are neither PEM nor DER and that `openssl rsa` writes, by their first bytes: BLOBHEADER of version 2, and the magic
/// number of PVK.
const MICROSOFT: [(&[u8], &str); 3] = [
    (&[0x07, 0x02, 0x00, 0x00], "a Microsoft key blob: `openssl rsa -inform MSBLOB` converts it"),
    (&[0x06, 0x02, 0x00, 0x00], "a public key"),
    (&[0x1E, 0xF1, 0xB5, 0xB0], "PVK: `openssl rsa -inform PVK` converts it"),
];

const BEGIN: &[u8] = b"-----BEGIN ";

/// What a block is, by its label.
#[derive(Clone, Copy)]
enum Form {
    /// `EC PARAMETERS`, which `openssl ecparam` writes in front.
    Curve,
    Encrypted,
    /// No private key.
    None,
    Pkcs1,
    Pkcs8,
    /// A private key in a form that is not read.
    Refused(&'static str),
    Sec1,
}

impl Form {
    fn of(label: &str) -> Self {
        match label {
            "EC PARAMETERS" => Self::Curve,
            "EC PRIVATE KEY" => Self::Sec1,
            "ENCRYPTED PRIVATE KEY" => Self::Encrypted,
            "PRIVATE KEY" => Self::Pkcs8,
            "RSA PRIVATE KEY" => Self::Pkcs1,
            "DSA PRIVATE KEY" => Self::Refused("DSA PRIVATE KEY"),
            "OPENSSH PRIVATE KEY" => Self::Refused("OPENSSH PRIVATE KEY: `ssh-keygen -p -m PKCS8` converts it"),
            "PUBLIC KEY" | "RSA PUBLIC KEY" => Self::Refused("a public key"),
            _ if label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK") => {
                Self::Refused("a label that is not known")
            }
            _ => Self::None,
        }
    }

    fn read(
        self,
        der: &Secret,
        passphrase: Option<&[u8]>,
        limits: &DerivationLimits,
        curve: Option<&[u8]>,
    ) -> Result<PrivateKeyInfo, KeyError> {
        let info = match self {
            Self::Encrypted => encrypted::open(der.expose(), passphrase, limits)?,
            Self::Pkcs1 => traditional::pkcs1(der.expose())?,
            Self::Sec1 => traditional::sec1(der.expose(), curve)?,
            _ => Secret::new(der.expose().to_vec()),
        };
        Ok(PrivateKeyInfo::parse(info)?)
    }
}

/// DER has no label: the first fields tell the forms apart.
fn read_der(der: &[u8], passphrase: Option<&[u8]>, limits: &DerivationLimits) -> Result<PrivateKeyInfo, KeyError> {
    let mut outer = Reader::new(der)?;
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let form = match fields.read()?.tag() {
        // EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING }
        Tag::SEQUENCE if fields.peek() == Some(Tag::OCTET_STRING) => Form::Encrypted,
        Tag::INTEGER => match fields.peek() {
            Some(Tag::SEQUENCE) => Form::Pkcs8,
            Some(Tag::OCTET_STRING) => Form::Sec1,
            Some(Tag::INTEGER) => {
                // RSAPrivateKey has nine numbers, OpenSSL's form of DSA keys six.
                let count = core::iter::from_fn(|| fields.optional(Tag::INTEGER).ok().flatten()).count();
                if count == 5 {
                    return Err(KeyError::named(&codes::PRIVATE_KEY_FORM, "DSA PRIVATE KEY"));
                }
                Form::Pkcs1
            }
            _ => return Err(KeyError::new(&codes::PRIVATE_KEY_MISSING)),
        },
        _ => return Err(KeyError::new(&codes::PRIVATE_KEY_MISSING)),
    };
    form.read(&Secret::new(der.to_vec()), passphrase, limits, None)
}
