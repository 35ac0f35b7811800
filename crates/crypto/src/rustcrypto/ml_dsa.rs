//! ML-DSA (FIPS 204) as RFC 9881 says in certificates and private keys: pure, with an empty context.

use crate::{Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Scheme, SignatureAlgorithm, VerifyError};
use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;
use ml_dsa::signature::Verifier;
use ml_dsa::{EncodedVerifyingKey, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Signature, VerifyingKey};
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

pub(super) static ML_DSA_44: MlDsa<MlDsa44> = MlDsa(PhantomData);
pub(super) static ML_DSA_65: MlDsa<MlDsa65> = MlDsa(PhantomData);
pub(super) static ML_DSA_87: MlDsa<MlDsa87> = MlDsa(PhantomData);

/// A set of parameters.
pub(super) struct MlDsa<P>(PhantomData<fn() -> P>);

/// What the standards call it.
trait Named: MlDsaParams + Send + Sync + 'static {
    const KIND: KeyKind;
    const OID: Oid<'static>;
    const ALGORITHM: &'static [SignatureAlgorithm];
}

macro_rules! named {
    ($($set:ident, $oid:ident);+) => {
        $(
            impl Named for $set {
                const KIND: KeyKind = KeyKind::$set;
                const OID: Oid<'static> = oids::$oid;
                const ALGORITHM: &'static [SignatureAlgorithm] = &[SignatureAlgorithm::$set];
            }
        )+
    };
}

named!(MlDsa44, ML_DSA_44; MlDsa65, ML_DSA_65; MlDsa87, ML_DSA_87);

struct Prepared<P: MlDsaParams>(Box<VerifyingKey<P>>);

impl<P: Named> KeyAlgorithm for MlDsa<P> {
    fn name(&self) -> &'static str {
        P::KIND.name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == P::OID
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        // RFC 9881, 2: "The parameters field ... MUST be absent".
        if key.algorithm().parameters().is_some() {
            return Err(KeyRefused::ParametersInvalid);
        }
        let bytes = key.key().bytes().ok_or(KeyRefused::Malformed)?;
        let encoded = EncodedVerifyingKey::<P>::try_from(bytes).map_err(|_| KeyRefused::Malformed)?;
        Ok(Box::new(Prepared(Box::new(VerifyingKey::<P>::decode(&encoded)))))
    }

    fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
        &[(Scheme::MlDsa, None)]
    }
}

impl<P: Named> PreparedKey for Prepared<P> {
    fn kind(&self) -> KeyKind {
        P::KIND
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        if !P::ALGORITHM.contains(&SignatureAlgorithm::parse(algorithm)?) {
            return Err(VerifyError::AlgorithmMismatch);
        }
        let signature = Signature::<P>::try_from(signature).map_err(|_| VerifyError::BadSignature)?;
        self.0.verify(input.message(), &signature).map_err(|_| VerifyError::BadSignature)
    }
}

impl<P: Named> fmt::Debug for MlDsa<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(P::KIND.name())
    }
}

impl<P: Named> fmt::Debug for Prepared<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedKey({})", P::KIND)
    }
}

#[cfg(feature = "keys")]
mod keys {
    use super::{MlDsa, Named};
    use crate::{
        KeyError, KeyKind, PrivateKeyInfo, PrivateKeyRef, Random, Secret, SignatureAlgorithm, Signer, SigningAlgorithm,
        codes,
    };
    use alloc::boxed::Box;
    use alloc::vec::Vec;
    use ml_dsa::signature::Signer as _;
    use ml_dsa::{Seed, SigningKey};
    use ucpki_x509::AlgorithmRef;
    use ucpki_x509::der::{Reader, Tag, Writer};
    use zeroize::Zeroize;

    /// FIPS 204, 3.6.3: the seed xi.
    const SEED: usize = 32;

    impl<P: Named> SigningAlgorithm for MlDsa<P> {
        fn name(&self) -> &'static str {
            P::KIND.name()
        }

        fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
            algorithm.oid() == P::OID
        }

        /// RFC 9881, 6: `ML-DSA-PrivateKey ::= CHOICE { seed [0] OCTET STRING (32), expandedKey OCTET STRING,
        /// both SEQUENCE { seed OCTET STRING (32), expandedKey OCTET STRING } }`. Only those with a seed are read.
        fn load(&self, key: &PrivateKeyRef<'_>) -> Result<Box<dyn Signer>, KeyError> {
            if key.algorithm().parameters().is_some() {
                return Err(KeyError::new(&codes::KEY_PARAMETERS_INVALID));
            }
            let mut reader = Reader::new(key.expose())?;
            let (seed, expanded) = match reader.peek() {
                Some(Tag::SEQUENCE) => {
                    let mut both = reader.sequence()?;
                    let pair = (both.octet_string()?.content(), Some(both.octet_string()?.content()));
                    both.finish()?;
                    pair
                }
                Some(Tag::OCTET_STRING) => {
                    return Err(KeyError::named(&codes::PRIVATE_KEY_FORM, "ML-DSA without its seed"));
                }
                _ => (reader.expect(Tag::context(0))?.content(), None),
            };
            reader.finish()?;
            let seed = Seed::try_from(seed).map_err(|_| KeyError::new(&codes::PRIVATE_KEY_INVALID))?;
            let loaded = Loaded::<P>::new(seed);
            // RFC 9881, 8.2: the two halves have to agree; the first one counts.
            match expanded {
                Some(expanded) if !loaded.expands_to(expanded) => Err(KeyError::new(&codes::PRIVATE_KEY_INVALID)),
                _ => Ok(Box::new(loaded)),
            }
        }

        fn makes(&self, kind: KeyKind) -> bool {
            kind == P::KIND
        }

        fn generate(
            &self,
            _: KeyKind,
            random: &mut dyn Random,
            _: &mut dyn FnMut(),
        ) -> Result<Box<dyn Signer>, KeyError> {
            let mut seed = Seed::default();
            random.fill(&mut seed)?;
            Ok(Box::new(Loaded::<P>::new(seed)))
        }
    }

    struct Loaded<P: Named>(Box<SigningKey<P>>);

    impl<P: Named> Loaded<P> {
        fn new(mut seed: Seed) -> Self {
            let key = Box::new(SigningKey::from_seed(&seed));
            seed[..].zeroize();
            Self(key)
        }

        fn expands_to(&self, expanded: &[u8]) -> bool {
            #[expect(deprecated, reason = "compared with what is beside the seed, and not used")]
            let mut own = self.0.expanded_key().to_expanded();
            let same = subtle::ConstantTimeEq::ct_eq(&own[..], expanded).into();
            own[..].zeroize();
            same
        }
    }

    impl<P: Named> Signer for Loaded<P> {
        fn kind(&self) -> KeyKind {
            P::KIND
        }

        fn spki(&self) -> Vec<u8> {
            let mut writer = Writer::new();
            writer.nested(Tag::SEQUENCE, |spki| {
                spki.encoded(&algorithm::<P>());
                spki.bit_string(&self.0.expanded_key().verifying_key().encode());
            });
            writer.into_bytes()
        }

        fn to_pkcs8(&self) -> Secret {
            let mut writer = Writer::with_capacity(SEED + 8);
            writer.value(Tag::context(0), self.0.as_seed());
            let key = Secret::new(writer.into_bytes());
            PrivateKeyInfo::wrap(&algorithm::<P>(), key.expose())
        }

        fn algorithms(&self) -> &'static [SignatureAlgorithm] {
            P::ALGORITHM
        }

        fn sign(&self, _: SignatureAlgorithm, message: &[u8], _: &mut dyn Random) -> Result<Vec<u8>, KeyError> {
            let signature = self.0.try_sign(message).map_err(|_| KeyError::new(&codes::SIGNING_FAILED))?;
            Ok(signature.encode().to_vec())
        }
    }

    fn algorithm<P: Named>() -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(P::OID));
        writer.into_bytes()
    }
}
