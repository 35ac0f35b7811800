use super::{Name, der, oid};
use std::net::IpAddr;
use std::ops::BitOr;
use ucpki_x509::OidBuf;
use ucpki_x509::der::{Tag, Writer};

/// An extension as it stands: type, criticality, and the bytes of its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The type.
    pub kind: OidBuf,
    /// Whether a reader who does not know it has to refuse.
    pub critical: bool,
    /// What the OCTET STRING holds.
    pub value: Vec<u8>,
}

impl Extension {
    /// An extension; `kind` in dotted decimal.
    #[must_use]
    pub fn new(kind: &str, critical: bool, value: Vec<u8>) -> Self {
        Self { kind: oid(kind), critical, value }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.nested(Tag::SEQUENCE, |extension| {
            extension.oid(self.kind.as_oid());
            if self.critical {
                extension.boolean(true);
            }
            extension.octet_string(&self.value);
        });
    }
}

/// Bits of the key usage extension (RFC 5280, 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(pub u32);

impl KeyUsage {
    /// digitalSignature (0).
    pub const DIGITAL_SIGNATURE: Self = Self(1);
    /// nonRepudiation (1).
    pub const NON_REPUDIATION: Self = Self(1 << 1);
    /// keyEncipherment (2).
    pub const KEY_ENCIPHERMENT: Self = Self(1 << 2);
    /// dataEncipherment (3).
    pub const DATA_ENCIPHERMENT: Self = Self(1 << 3);
    /// keyAgreement (4).
    pub const KEY_AGREEMENT: Self = Self(1 << 4);
    /// keyCertSign (5).
    pub const CERT_SIGN: Self = Self(1 << 5);
    /// cRLSign (6).
    pub const CRL_SIGN: Self = Self(1 << 6);

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn der(self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.named_bits(Tag::BIT_STRING, self.0);
        writer.into_bytes()
    }
}

impl BitOr for KeyUsage {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The basic constraints extension (RFC 5280, 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// cA.
    pub ca: bool,
    /// pathLenConstraint.
    pub path_length: Option<u32>,
}

impl BasicConstraints {
    pub(super) fn der(self) -> Vec<u8> {
        der(Tag::SEQUENCE, |constraints| {
            if self.ca {
                constraints.boolean(true);
            }
            if let Some(length) = self.path_length {
                constraints.small_integer(length);
            }
        })
    }
}

/// A general name (RFC 5280, 4.2.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// rfc822Name.
    Email(String),
    /// dNSName.
    Dns(String),
    /// directoryName.
    Directory(Name),
    /// uniformResourceIdentifier.
    Uri(String),
    /// iPAddress: the bytes, so that wrong lengths can be written.
    Ip(Vec<u8>),
    /// Any other, as DER with its tag.
    Raw(Vec<u8>),
}

impl GeneralName {
    /// The iPAddress that `text` says.
    ///
    /// # Panics
    ///
    /// If it does not.
    #[must_use]
    pub fn ip(text: &str) -> Self {
        Self::Ip(bytes(text.parse().expect("an IP address")))
    }

    /// DER, with the tag of its kind.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.into_bytes()
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Email(text) => writer.value(Tag::context(1), text.as_bytes()),
            Self::Dns(text) => writer.value(Tag::context(2), text.as_bytes()),
            Self::Directory(name) => writer.nested(Tag::context_constructed(4), |explicit| name.write(explicit)),
            Self::Uri(text) => writer.value(Tag::context(6), text.as_bytes()),
            Self::Ip(bytes) => writer.value(Tag::context(7), bytes),
            Self::Raw(encoded) => writer.encoded(encoded),
        }
    }

    /// GeneralNames.
    pub(super) fn list(names: &[Self]) -> Vec<u8> {
        der(Tag::SEQUENCE, |list| names.iter().for_each(|name| name.write(list)))
    }
}

/// The base of a subtree in name constraints (RFC 5280, 4.2.1.10); minimum is 0, maximum is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subtree {
    /// A distinguished name and everything below it.
    Directory(Name),
    /// A DNS name and everything below it; empty for all.
    Dns(String),
    /// A network: address and mask.
    Ip(Vec<u8>, Vec<u8>),
    /// Any other kind; for an IP of a wrong length too.
    Other(GeneralName),
}

impl Subtree {
    /// A DNS subtree.
    #[must_use]
    pub fn dns(text: &str) -> Self {
        Self::Dns(text.to_owned())
    }

    /// The subtree of a distinguished name.
    #[must_use]
    pub fn directory(name: impl Into<Name>) -> Self {
        Self::Directory(name.into())
    }

    /// A network such as `192.0.2.0/24`.
    ///
    /// # Panics
    ///
    /// If it is not one.
    #[must_use]
    pub fn net(text: &str) -> Self {
        let (address, length) = text.split_once('/').expect("address/length");
        let address = bytes(address.parse().expect("an IP address"));
        let length: usize = length.parse().expect("a prefix length");
        let mask = (0..address.len()).map(|index| {
            let bits = length.saturating_sub(index * 8).min(8);
            !(0xFF_u16 >> bits) as u8
        });
        Self::Ip(address.clone(), mask.collect())
    }

    fn write(&self, writer: &mut Writer) {
        writer.nested(Tag::SEQUENCE, |subtree| match self {
            Self::Directory(name) => GeneralName::Directory(name.clone()).write(subtree),
            Self::Dns(text) => subtree.value(Tag::context(2), text.as_bytes()),
            Self::Ip(address, mask) => subtree.value(Tag::context(7), &[&address[..], &mask[..]].concat()),
            Self::Other(name) => name.write(subtree),
        });
    }
}

/// The name constraints extension (RFC 5280, 4.2.1.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// permittedSubtrees; absent when empty.
    pub permitted: Vec<Subtree>,
    /// excludedSubtrees; absent when empty.
    pub excluded: Vec<Subtree>,
}

impl NameConstraints {
    /// The value of the extension.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        der(Tag::SEQUENCE, |constraints| {
            for (number, subtrees) in [(0, &self.permitted), (1, &self.excluded)] {
                if !subtrees.is_empty() {
                    constraints.nested(Tag::context_constructed(number), |list| {
                        subtrees.iter().for_each(|subtree| subtree.write(list));
                    });
                }
            }
        })
    }
}

/// The policy constraints extension (RFC 5280, 4.2.1.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy.
    pub require_explicit: Option<u32>,
    /// inhibitPolicyMapping.
    pub inhibit_mapping: Option<u32>,
}

impl PolicyConstraints {
    pub(super) fn der(self) -> Vec<u8> {
        der(Tag::SEQUENCE, |constraints| {
            for (number, skip) in [(0, self.require_explicit), (1, self.inhibit_mapping)] {
                if let Some(skip) = skip {
                    constraints.unsigned_integer_tagged(Tag::context(number), &skip.to_be_bytes());
                }
            }
        })
    }
}

fn bytes(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_have_a_mask() {
        assert_eq!(Subtree::net("10.0.0.0/12"), Subtree::Ip(vec![10, 0, 0, 0], vec![255, 240, 0, 0]));
        assert_eq!(Subtree::net("0.0.0.0/0"), Subtree::Ip(vec![0; 4], vec![0; 4]));
    }

    #[test]
    fn constraints_as_rfc_5280_writes_them() {
        let constraints = NameConstraints { permitted: vec![Subtree::dns("a.b")], excluded: vec![] };
        assert_eq!(constraints.der(), b"\x30\x09\xA0\x07\x30\x05\x82\x03a.b");
        let constraints = PolicyConstraints { require_explicit: Some(0), inhibit_mapping: Some(200) };
        assert_eq!(constraints.der(), b"\x30\x07\x80\x01\x00\x81\x02\x00\xC8");
        assert_eq!(BasicConstraints { ca: true, path_length: Some(1) }.der(), b"\x30\x06\x01\x01\xFF\x02\x01\x01");
    }
}
