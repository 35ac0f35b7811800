//! Providers whose keys say yes to everything: what is left is all that is not signatures.

use ucpki_crypto::{
    Digest, DigestAlgorithm, DigestState, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, RUSTCRYPTO,
    Scheme, VerifyError,
};
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

/// Accepts every signature of every key, for measurements only. The hash functions are those of `RUSTCRYPTO`.
pub const NO_SIGNATURES: Provider = Provider::new("no-signatures", &[&Yes], &[]).over(RUSTCRYPTO);

/// The same, with a hash in the place of SHA-256 that costs next to nothing: Valgrind knows no instructions for SHA, so that
/// there the true one would be most of a count.
pub const NO_ARITHMETIC: Provider = Provider::new("no-arithmetic", &[&Yes], &[&Fold]);

#[derive(Debug)]
struct Yes;

#[derive(Debug)]
struct YesKey(KeyKind);

impl KeyAlgorithm for Yes {
    fn name(&self) -> &'static str {
        "yes"
    }

    fn serves(&self, _: AlgorithmRef<'_>) -> bool {
        true
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        Ok(Box::new(YesKey(KeyKind::from_spki(key)?)))
    }

    fn signatures(&self) -> &'static [(Scheme, Option<ucpki_crypto::Hash>)] {
        &[]
    }
}

impl PreparedKey for YesKey {
    fn kind(&self) -> KeyKind {
        self.0
    }

    fn verify(&self, _: AlgorithmRef<'_>, _: Input<'_>, _: &[u8]) -> Result<(), VerifyError> {
        Ok(())
    }
}

#[derive(Debug)]
struct Fold;

/// The bytes before, folded into a word.
struct Folding(u64);

impl DigestAlgorithm for Fold {
    fn oid(&self) -> Oid<'static> {
        oids::SHA256
    }

    fn output_len(&self) -> usize {
        32
    }

    fn digest(&self, parts: &[&[u8]]) -> Digest {
        let mut state = Folding(0);
        parts.iter().for_each(|part| state.update(part));
        state.end()
    }

    fn start(&self) -> Box<dyn DigestState> {
        Box::new(Folding(0))
    }
}

impl Folding {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(7) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn end(&self) -> Digest {
        let mut bytes = [0; 32];
        bytes.as_chunks_mut::<8>().0.fill(self.0.to_be_bytes());
        Digest::new(oids::SHA256, &bytes).expect("32 bytes")
    }
}

impl DigestState for Folding {
    fn update(&mut self, data: &[u8]) {
        let (words, rest) = data.as_chunks::<8>();
        words.iter().for_each(|word| self.add(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.add(u64::from(*byte)));
    }

    fn finish(self: Box<Self>) -> Digest {
        self.end()
    }
}
