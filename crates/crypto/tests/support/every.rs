//! All providers as one: it asks each of them, and panics where they do not give the same answer.

use ucpki_crypto::{
    Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, RUSTCRYPTO, Scheme, VerifyError,
};
use ucpki_x509::{AlgorithmRef, SpkiRef};

/// Every provider of this build, and `RUSTCRYPTO` once more with a table for each key.
pub(crate) const EVERY: Provider = Provider::new("every", &[&Every], &[]).over(RUSTCRYPTO);

fn providers() -> Vec<Provider> {
    vec![
        RUSTCRYPTO,
        #[cfg(feature = "aws-lc-rs")]
        ucpki_crypto::AWS_LC_RS,
        #[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
        ucpki_crypto::GRAVIOLA.over(RUSTCRYPTO),
    ]
}

#[derive(Debug)]
struct Every;

#[derive(Debug)]
struct Keys(Vec<(String, Box<dyn PreparedKey>)>);

impl KeyAlgorithm for Every {
    fn name(&self) -> &'static str {
        "every"
    }

    fn serves(&self, _: AlgorithmRef<'_>) -> bool {
        true
    }

    fn prepare(&self, key: SpkiRef<'_>, inherited: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        let mut keys = Vec::new();
        let mut refused = Vec::new();
        for provider in providers() {
            match provider.prepare(key, inherited) {
                Ok(prepared) => {
                    if prepared.table_bytes() > 0 {
                        let tabled = provider.prepare(key, inherited).unwrap();
                        tabled.build_table();
                        assert_eq!(tabled.table_bytes(), 0, "it is made");
                        keys.push((format!("{provider:?} with a table"), tabled));
                    }
                    keys.push((format!("{provider:?}"), prepared));
                }
                Err(why) => refused.push(why),
            }
        }
        match refused.first() {
            None => Ok(Box::new(Keys(keys))),
            Some(why) => {
                assert!(keys.is_empty(), "{keys:?} {refused:?}");
                assert!(refused.iter().all(|other| other == why), "{refused:?}");
                Err(*why)
            }
        }
    }

    fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
        &[]
    }
}

impl PreparedKey for Keys {
    fn kind(&self) -> KeyKind {
        self.0[0].1.kind()
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let mut answers = self.0.iter().map(|(name, key)| (name, key.verify(algorithm, input, signature)));
        let (first, answer) = answers.next().unwrap();
        for (name, other) in answers {
            assert_eq!(other, answer, "{name} and {first}, {signature:02X?}");
        }
        answer
    }

    fn inheritable_parameters(&self) -> Option<&[u8]> {
        self.0[0].1.inheritable_parameters()
    }
}
