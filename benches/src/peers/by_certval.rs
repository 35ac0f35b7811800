//! certval: all of RFC 5280, with policies; it has no check of host names.

use certval::environment::PkiEnvironment;
use certval::{
    CertFile, CertVector, CertificationPath, CertificationPathResults, CertificationPathSettings,
    DefaultSignatureVerificationCache, PDVCertificate, PDVTrustAnchorChoice, TaSource, TimeOfInterest,
    calculate_hash_rust_crypto, validate_path_rfc5280,
};
use std::hint::black_box;
use ucpki_bench_jobs::Chain;
use ucpki_bench_jobs::inputs::NOW_UNIX;

/// How signatures are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// Each time.
    Always,
    /// Remembered by its cache.
    Cached,
    /// Not at all.
    Never,
}

/// An environment that trusts one anchor.
#[allow(missing_debug_implementations)]
pub struct Certval {
    environment: PkiEnvironment,
    settings: CertificationPathSettings,
    anchor: PDVTrustAnchorChoice,
}

impl Certval {
    /// Trusts the anchor of `chain`.
    ///
    /// # Panics
    ///
    /// If certval cannot read it.
    #[must_use]
    pub fn new(chain: &Chain, signatures: Signatures) -> Self {
        let mut environment = PkiEnvironment::new();
        if signatures == Signatures::Never {
            environment.clear_all_callbacks();
            environment.add_validate_path_callback(validate_path_rfc5280);
            environment.add_calculate_hash_callback(calculate_hash_rust_crypto);
            environment.add_verify_signature_message_callback(
                |_: &PkiEnvironment, _: &[u8], _: &_, _: &_, _: &_| -> certval::Result<()> { Ok(()) },
            );
        } else {
            environment.populate_5280_pki_environment();
        }
        if signatures == Signatures::Cached {
            environment.add_signature_cache(Box::new(DefaultSignatureVerificationCache::default()));
        }
        let mut anchors = TaSource::new();
        anchors.push(CertFile { filename: "anchor".to_owned(), bytes: chain.anchor.clone() });
        anchors.initialize().expect("our own");
        environment.add_trust_anchor_source(Box::new(anchors));
        let mut settings = CertificationPathSettings::new();
        settings.set_time_of_interest(TimeOfInterest::from_unix_secs(NOW_UNIX).expect("a time"));
        let anchor = PDVTrustAnchorChoice::try_from(chain.anchor.as_slice()).expect("our own");
        Self { environment, settings, anchor }
    }

    /// Reads leaf and intermediates, and judges the path that they are.
    ///
    /// # Panics
    ///
    /// If they are not accepted.
    pub fn check(&self, leaf: &[u8], intermediates: &[Vec<u8>]) {
        let read = |der: &[u8]| PDVCertificate::try_from(black_box(der)).expect("well-formed");
        // Its paths begin at the anchor.
        let above = intermediates.iter().rev().map(|der| read(der)).collect();
        let path = CertificationPath::new(self.anchor.clone(), above, read(leaf));
        let mut results = CertificationPathResults::new();
        let answer = self.environment.validate_path(&self.environment, &self.settings, &path, &mut results);
        answer.expect("accepted");
        black_box(results);
    }
}
