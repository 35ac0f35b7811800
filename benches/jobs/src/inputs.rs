//! Chains as servers have them, made of labels: the same on every machine.

use ucpki_crypto::{KeyKind, PrivateKey, Random, RandomFailed, sha256};
use ucpki_crypto_rsa::SIGNERS;
use ucpki_tests::make::{self, Cert, GeneralName, Key, KeySize, KeyUsage, Name};
use ucpki_x509::der::Tag;
use ucpki_x509::oids;

/// When every certificate here is valid.
pub const NOW: &str = "2027-01-01T00:00:00Z";

/// Seconds since 1970 of [`NOW`].
pub const NOW_UNIX: u64 = 1_798_761_600;

/// The name that is asked for; it is the second of four in the leaf.
pub const SERVER_NAME: &str = "sip.example.com";

/// A policy that is in every certificate below the anchor, as an operator's does.
const POLICY: &str = "1.3.6.1.4.1.99999.1.2";

/// The keys of a whole chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    /// ECDSA on P-256 with SHA-256.
    P256,
    /// RSA of 2048 bits with SHA-256.
    Rsa2048,
}

/// DER of a chain, to be read anew in each round.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The trust anchor, a self-signed certificate.
    pub anchor: Vec<u8>,
    /// The CA of the leaf first.
    pub intermediates: Vec<Vec<u8>>,
    /// Leaves of the same CA.
    pub leaves: Vec<Vec<u8>>,
}

impl Chain {
    /// A chain of `length` certificates, anchor and leaf among them, with so many leaves.
    #[must_use]
    pub fn new(keys: KeyChoice, length: usize, leaves: usize) -> Self {
        let mut issuer = ca("root", keys);
        let anchor = issuer.der();
        let mut intermediates = Vec::new();
        for level in (0..length - 2).rev() {
            issuer = ca(&format!("Issuing CA {level}"), keys)
                .policies(&[POLICY])
                .crl_at("http://crl.example.com/root.crl")
                .issued_by(&issuer);
            intermediates.insert(0, issuer.der());
        }
        // Leaves have a key each; making one for RSA takes long, so that there two have to do.
        let different = if keys == KeyChoice::Rsa2048 { leaves.min(2) } else { leaves };
        let leaf_keys: Vec<Key> = (0..different).map(|index| key(keys, &format!("leaf {index}"))).collect();
        let leaf_keys = leaf_keys.iter().cycle().take(leaves);
        let leaves = leaf_keys.enumerate().map(|(index, key)| leaf(index, key, &issuer).der()).collect();
        Self { anchor, intermediates, leaves }
    }

    /// The first leaf.
    #[must_use]
    pub fn leaf(&self) -> &[u8] {
        &self.leaves[0]
    }
}

fn ca(name: &str, keys: KeyChoice) -> Cert {
    Cert::new(Name::parse(&format!("CN={name},O=Example Corporation,C=DE")))
        .key(&key(keys, name))
        .ca(None)
        .key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

/// About one kilobyte, with ten extensions.
fn leaf(index: usize, key: &Key, issuer: &Cert) -> Cert {
    let access = make::der(Tag::SEQUENCE, |list| {
        for (method, uri) in
            [(oids::OCSP, "http://ocsp.example.com"), (oids::CA_ISSUERS, "http://ca.example.com/issuing-ca.cer")]
        {
            list.nested(Tag::SEQUENCE, |description| {
                description.oid(method);
                description.value(Tag::context(6), uri.as_bytes());
            });
        }
    });
    // As long as two timestamps of transparency logs (RFC 6962).
    let timestamps = [&[0x04, 0x81, 0xF2][..], &[0x5A; 242]].concat();
    Cert::new(Name::parse("CN=cucm.example.com,OU=Voice,O=Example Corporation,L=Berlin,C=DE"))
        .serial(0x4711_0000_0000 + index as u64)
        .key(key)
        .end_entity()
        .key_usage(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT)
        .eku(&[oids::SERVER_AUTH, oids::CLIENT_AUTH])
        .san_dns("cucm.example.com")
        .san_dns(SERVER_NAME)
        .san(GeneralName::Dns("xmpp.example.com".to_owned()))
        .san_ip("192.0.2.17")
        .policies(&[POLICY])
        .crl_at("http://crl.example.com/issuing-ca.crl")
        .extension("1.3.6.1.5.5.7.1.1", false, &access)
        .extension("1.3.6.1.4.1.11129.2.4.2", false, &timestamps)
        .issued_by(issuer)
}

fn key(keys: KeyChoice, label: &str) -> Key {
    match keys {
        KeyChoice::P256 => Key::p256(label),
        KeyChoice::Rsa2048 => {
            let key = private_key(KeyKind::Rsa { bits: 2048 }, label);
            let spki = key.spki_der().to_vec();
            let sign = move |message: &[u8]| sign(&key, message);
            Key::foreign(&spki, KeySize::Rsa(2048), oids::SHA256_WITH_RSA, sign)
        }
    }
}

/// A key that follows from its label.
#[must_use]
pub fn private_key(kind: KeyKind, label: &str) -> PrivateKey {
    SIGNERS.generate(kind, &mut Seeded::new(label)).expect("a key of this kind")
}

/// What `key` signs first of all.
#[must_use]
pub fn sign(key: &PrivateKey, message: &[u8]) -> Vec<u8> {
    key.sign(key.algorithms()[0], message, &mut Seeded::new("signing")).expect("a signature")
}

/// Bytes that follow from a label, and are not secret.
pub struct Seeded {
    label: String,
    block: u64,
}

impl Seeded {
    /// The beginning of what follows from `label`.
    #[must_use]
    pub fn new(label: &str) -> Self {
        Self { label: label.to_owned(), block: 0 }
    }
}

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        for chunk in bytes.chunks_mut(32) {
            self.block += 1;
            let block = sha256(format!("{} {}", self.label, self.block).as_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}
