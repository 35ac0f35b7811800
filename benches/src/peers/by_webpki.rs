//! rustls-webpki, with arithmetic of choice.

use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, ServerName, SignatureVerificationAlgorithm, TrustAnchor,
    UnixTime, alg_id,
};
use std::hint::black_box;
use std::time::Duration;
use ucpki_bench_jobs::inputs::{NOW_UNIX, SERVER_NAME};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

/// Algorithms of *ring*.
pub static RING: &[&dyn SignatureVerificationAlgorithm] =
    &[webpki::ring::ECDSA_P256_SHA256, webpki::ring::RSA_PKCS1_2048_8192_SHA256];

/// Algorithms of AWS-LC.
pub static AWS_LC_RS: &[&dyn SignatureVerificationAlgorithm] =
    &[webpki::aws_lc_rs::ECDSA_P256_SHA256, webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256];

/// An algorithm that says yes.
pub static NO_SIGNATURES: &[&dyn SignatureVerificationAlgorithm] = &[&Yes];

#[derive(Debug)]
struct Yes;

impl SignatureVerificationAlgorithm for Yes {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// An anchor and algorithms.
#[derive(Debug)]
pub struct Webpki {
    algorithms: &'static [&'static dyn SignatureVerificationAlgorithm],
    anchors: Vec<TrustAnchor<'static>>,
    name: ServerName<'static>,
}

impl Webpki {
    /// Trusts these certificates.
    ///
    /// # Panics
    ///
    /// If one cannot be read.
    #[must_use]
    pub fn new(algorithms: &'static [&'static dyn SignatureVerificationAlgorithm], anchors: &[Vec<u8>]) -> Self {
        let read = |der: &Vec<u8>| {
            anchor_from_trusted_cert(&CertificateDer::from(der.as_slice())).expect("our own").to_owned()
        };
        let name = ServerName::try_from(SERVER_NAME).expect("a name");
        Self { algorithms, anchors: anchors.iter().map(read).collect(), name }
    }

    /// Path, purpose and name; the error tells refusals from budgets that ended.
    ///
    /// # Errors
    ///
    /// What the peer says.
    pub fn check(&self, leaf: &[u8], intermediates: &[CertificateDer<'_>]) -> Result<(), Error> {
        let leaf = CertificateDer::from(black_box(leaf));
        let leaf = EndEntityCert::try_from(&leaf)?;
        leaf.verify_for_usage(
            self.algorithms,
            &self.anchors,
            black_box(intermediates),
            UnixTime::since_unix_epoch(Duration::from_secs(NOW_UNIX)),
            KeyUsage::server_auth(),
            None,
            None,
        )?;
        leaf.verify_is_valid_for_subject_name(&self.name)
    }

    /// What its interface lets one read without a check: issuer, key, DNS names, and whether a name is among them.
    ///
    /// # Panics
    ///
    /// If it cannot be read.
    pub fn read_names(&self, leaf: &[u8]) {
        let leaf = CertificateDer::from(black_box(leaf));
        let leaf = EndEntityCert::try_from(&leaf).expect("well-formed");
        black_box(leaf.issuer());
        black_box(leaf.subject_public_key_info());
        for name in leaf.valid_dns_names() {
            black_box(name);
        }
        leaf.verify_is_valid_for_subject_name(&self.name).expect("it is there");
    }
}

/// Intermediates in its type, borrowed.
#[must_use]
pub fn borrow(intermediates: &[Vec<u8>]) -> Vec<CertificateDer<'_>> {
    intermediates.iter().map(|der| CertificateDer::from(der.as_slice())).collect()
}
