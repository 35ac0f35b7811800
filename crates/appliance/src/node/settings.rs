//! What differs between the two families of appliances, as switches with names.

use crate::{ApplianceError, Generation, Purpose, Sides, Usage, codes};
use alloc::string::{String, ToString};
use ucpki_crypto::KeyKind;
use ucpki_csr::RequestBuilder;
use ucpki_x509::extension::KeyUsage;

/// Every difference between the families that requests know, as a switch.
///
/// A preset sets them all; each can be changed alone, in code or by name ([`set`](Self::set)), and
/// [`switches`](Self::switches) shows them.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::Settings;
///
/// let mut settings = Settings::CUCM;
/// settings.set("max-rsa-bits", "3072")?;
/// let shown: Vec<_> = settings.switches().map(|(name, value)| format!("{name}={value}")).collect();
/// assert!(shown.contains(&"max-rsa-bits=3072".to_owned()));
/// # Ok::<(), ucpki::appliance::ApplianceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "switches; a new one is a decision for who sets them all")]
pub struct Settings {
    /// `generation`: which table of key usages counts.
    pub generation: Generation,
    /// `sides`: serverAuth and clientAuth, or one of them.
    pub sides: Sides,
    /// `key-agreement`: whether keyAgreement is asked for where the table leaves it open.
    pub key_agreement: bool,
    /// `max-rsa-bits`: longer RSA keys are refused.
    pub max_rsa_bits: u32,
    /// `risky-rsa`: RSA keys from this length on are a warning; [`Purpose::key_risk`] says of what.
    pub risky_rsa: u32,
    /// `ed25519`: whether Ed25519 keys are taken.
    pub ed25519: bool,
    /// `ml-dsa`: whether ML-DSA keys are taken, which no appliance does yet.
    pub ml_dsa: bool,
    /// `challenge-password`: whether a challenge password is taken.
    pub challenge_password: bool,
    /// `ms-suffix`: whether the common name of a certificate for several servers carries `-ms` behind
    /// the name of the host: `pub-ms.example.com`.
    pub ms_suffix: bool,
    /// `cluster-name`: whether clusters have a name of their own, which certificates carry and a shared one has as its common name.
    pub cluster_name: bool,
    /// `uc-names`: whether a certificate carries the names of unified communications (UC domains, chat aliases and so on), or else
    /// the parent domain and other domains.
    pub uc_names: bool,
    /// `pending`: what a new request does to the one that is pending.
    pub pending: Pending,
}

/// What a new request does to the one that is pending.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Pending, Preset};
///
/// /// What a program says before it makes a new request beside one that waits for its certificate.
/// fn warning(preset: Preset) -> &'static str {
///     match preset.settings().pending {
///         Pending::Refuse => "discard the pending request first",
///         _ => "the pending request and its key will be lost",
///     }
/// }
///
/// assert_eq!(warning(Preset::Expressway), "discard the pending request first");
/// assert_eq!(warning(Preset::Cucm), "the pending request and its key will be lost");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pending {
    /// It is refused until the old one is discarded.
    Refuse,
    /// It replaces the old one, with a warning.
    Replace,
}

impl Settings {
    /// The preset `cucm`: Unified CM, and IM and Presence.
    pub const CUCM: Self = Self {
        generation: Generation::New,
        sides: Sides::Both,
        key_agreement: false,
        max_rsa_bits: 4096,
        risky_rsa: 4096,
        ed25519: false,
        ml_dsa: false,
        challenge_password: false,
        ms_suffix: true,
        cluster_name: false,
        uc_names: false,
        pending: Pending::Replace,
    };

    /// The preset `expressway`: VCS and Expressway.
    pub const EXPRESSWAY: Self = Self {
        generation: Generation::New,
        sides: Sides::Both,
        key_agreement: true,
        max_rsa_bits: 8192,
        risky_rsa: 8192,
        ed25519: true,
        ml_dsa: false,
        challenge_password: true,
        ms_suffix: false,
        cluster_name: true,
        uc_names: true,
        pending: Pending::Refuse,
    };

    /// Every switch with its value, as [`set`](Self::set) takes them.
    pub fn switches(&self) -> impl Iterator<Item = (&'static str, String)> {
        let flag = |on: bool| if on { "on" } else { "off" };
        [
            ("generation", if self.generation == Generation::Old { "old" } else { "new" }.to_string()),
            ("sides", sides_name(self.sides).to_string()),
            ("key-agreement", flag(self.key_agreement).to_string()),
            ("max-rsa-bits", self.max_rsa_bits.to_string()),
            ("risky-rsa", self.risky_rsa.to_string()),
            ("ed25519", flag(self.ed25519).to_string()),
            ("ml-dsa", flag(self.ml_dsa).to_string()),
            ("challenge-password", flag(self.challenge_password).to_string()),
            ("ms-suffix", flag(self.ms_suffix).to_string()),
            ("cluster-name", flag(self.cluster_name).to_string()),
            ("uc-names", flag(self.uc_names).to_string()),
            ("pending", if self.pending == Pending::Refuse { "refuse" } else { "replace" }.to_string()),
        ]
        .into_iter()
    }

    /// Sets one switch by its name.
    ///
    /// # Errors
    ///
    /// [`codes::SWITCH_UNKNOWN`].
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ApplianceError> {
        let unknown = || ApplianceError::about(&codes::SWITCH_UNKNOWN, format_args!("{name}={value}"));
        let flag = || match value {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(unknown()),
        };
        let number = || value.parse::<u32>().map_err(|_| unknown());
        match name {
            "generation" => {
                self.generation = match value {
                    "new" => Generation::New,
                    "old" => Generation::Old,
                    _ => return Err(unknown()),
                }
            }
            "sides" => self.sides = sides_by_name(value).ok_or_else(unknown)?,
            "key-agreement" => self.key_agreement = flag()?,
            "max-rsa-bits" => self.max_rsa_bits = number()?,
            "risky-rsa" => self.risky_rsa = number()?,
            "ed25519" => self.ed25519 = flag()?,
            "ml-dsa" => self.ml_dsa = flag()?,
            "challenge-password" => self.challenge_password = flag()?,
            "ms-suffix" => self.ms_suffix = flag()?,
            "cluster-name" => self.cluster_name = flag()?,
            "uc-names" => self.uc_names = flag()?,
            "pending" => {
                self.pending = match value {
                    "refuse" => Pending::Refuse,
                    "replace" => Pending::Replace,
                    _ => return Err(unknown()),
                }
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// What a request for `purpose` asks for, under these switches.
    #[must_use]
    pub fn usage(&self, purpose: Purpose) -> Usage {
        let usage = purpose.usage(self.generation, self.sides);
        if self.key_agreement { usage.with(KeyUsage::KEY_AGREEMENT) } else { usage }
    }

    /// Whether `purpose` takes a key of this kind, and whether it is one to be warned of.
    ///
    /// # Errors
    ///
    /// [`codes::PURPOSE_KEY`], [`codes::PURPOSE_KEY_SIZE`].
    pub fn check_key(&self, purpose: Purpose, kind: KeyKind) -> Result<KeyAdvice, ApplianceError> {
        purpose.check_key(kind)?;
        let off = |switch| {
            Err(ApplianceError::about(&codes::PURPOSE_KEY, format_args!("{kind}: the switch {switch} is off")))
        };
        match kind {
            KeyKind::Ed25519 if !self.ed25519 => off("ed25519"),
            KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87 if !self.ml_dsa => off("ml-dsa"),
            KeyKind::Rsa { bits } if bits > self.max_rsa_bits || bits < 2048 => {
                let limit = if bits < 2048 {
                    "at least 2048".to_string()
                } else {
                    alloc::format!("at most {}", self.max_rsa_bits)
                };
                Err(ApplianceError::about(&codes::PURPOSE_KEY_SIZE, format_args!("{kind}; {limit} bits")))
            }
            KeyKind::Rsa { bits } if bits >= self.risky_rsa => Ok(KeyAdvice::Risky),
            _ => Ok(KeyAdvice::Fine),
        }
    }

    /// The kind of key that a new request for `purpose` gets where nothing else is said: P-384 for the `-ECDSA` purposes, as
    /// Unified CM makes them itself, and RSA with 3,072 bits for the others.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::{Purpose, Settings};
    /// use ucpki::crypto::KeyKind;
    ///
    /// assert_eq!(Settings::CUCM.usual_key(Purpose::TomcatEcdsa), KeyKind::EcP384);
    /// assert_eq!(Settings::CUCM.usual_key(Purpose::Tomcat), KeyKind::Rsa { bits: 3072 });
    /// ```
    #[must_use]
    pub fn usual_key(&self, purpose: Purpose) -> KeyKind {
        // The longest that the switches allow, if that is shorter.
        let rsa = KeyKind::Rsa { bits: self.max_rsa_bits.clamp(2048, 3072) };
        if purpose.takes(rsa) { rsa } else { KeyKind::EcP384 }
    }

    /// Adds a challenge password, where the family takes one.
    ///
    /// # Errors
    ///
    /// [`codes::ATTRIBUTE_REFUSED`].
    pub fn challenge_password(
        &self,
        builder: RequestBuilder,
        password: &str,
    ) -> Result<RequestBuilder, ApplianceError> {
        if !self.challenge_password {
            return Err(ApplianceError::about(&codes::ATTRIBUTE_REFUSED, "challengePassword"));
        }
        Ok(builder.challenge_password(password))
    }

    /// A builder for `purpose`, with those of its usages that a key of this kind can serve ([`Usage::for_key`]).
    ///
    /// # Errors
    ///
    /// As [`check_key`](Self::check_key).
    pub fn apply(
        &self,
        builder: RequestBuilder,
        purpose: Purpose,
        kind: KeyKind,
    ) -> Result<RequestBuilder, ApplianceError> {
        self.check_key(purpose, kind)?;
        Ok(self.usage(purpose).for_key(kind).apply(builder))
    }
}

/// What there is to say about a key that is taken.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{KeyAdvice, Purpose, Settings};
/// use ucpki::crypto::KeyKind;
///
/// let advice = Settings::CUCM.check_key(Purpose::CallManager, KeyKind::Rsa { bits: 4096 })?;
/// assert_eq!(advice, KeyAdvice::Risky);
/// println!("a key of this length is taken: {}", Purpose::CallManager.key_risk());
/// // Longer ones are refused.
/// assert!(Settings::CUCM.check_key(Purpose::CallManager, KeyKind::Rsa { bits: 8192 }).is_err());
/// # Ok::<(), ucpki::appliance::ApplianceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAdvice {
    /// Nothing.
    Fine,
    /// What [`Purpose::key_risk`] says may follow.
    Risky,
}

fn sides_name(sides: Sides) -> &'static str {
    match sides {
        Sides::Both => "both",
        Sides::ClientOnly => "client",
        Sides::ServerOnly => "server",
    }
}

fn sides_by_name(name: &str) -> Option<Sides> {
    [Sides::Both, Sides::ClientOnly, Sides::ServerOnly].into_iter().find(|sides| sides_name(*sides) == name)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_switch_is_set_by_the_name_that_is_shown() {
        for (shown, other) in [(Settings::CUCM, Settings::EXPRESSWAY), (Settings::EXPRESSWAY, Settings::CUCM)] {
            let mut settings = other;
            settings.generation = Generation::Old;
            settings.sides = Sides::ClientOnly;
            for (name, value) in shown.switches() {
                settings.set(name, &value).unwrap();
            }
            assert_eq!(settings, shown);
        }
        for (name, value) in [("x", "on"), ("ed25519", "yes"), ("max-rsa-bits", "-1"), ("pending", ""), ("sides", "x")]
        {
            assert_eq!(Settings::CUCM.clone().set(name, value).unwrap_err().code(), &codes::SWITCH_UNKNOWN);
        }
    }

    #[test]
    fn keys_are_taken_as_the_families_do() {
        let rsa = |bits| KeyKind::Rsa { bits };
        let cucm = |purpose, kind| Settings::CUCM.check_key(purpose, kind).map_err(|error| error.code().number());
        assert_eq!(cucm(Purpose::Tomcat, rsa(2048)), Ok(KeyAdvice::Fine));
        assert_eq!(cucm(Purpose::CallManager, rsa(4096)), Ok(KeyAdvice::Risky));
        assert_eq!(cucm(Purpose::Tomcat, rsa(8192)), Err(codes::PURPOSE_KEY_SIZE.number()));
        assert_eq!(cucm(Purpose::Tomcat, rsa(1024)), Err(codes::PURPOSE_KEY_SIZE.number()));
        assert_eq!(cucm(Purpose::Tomcat, KeyKind::EcP256), Err(codes::PURPOSE_KEY.number()));
        assert_eq!(cucm(Purpose::TomcatEcdsa, rsa(2048)), Err(codes::PURPOSE_KEY.number()));
        assert_eq!(cucm(Purpose::TomcatEcdsa, KeyKind::EcP384), Ok(KeyAdvice::Fine));
        assert_eq!(cucm(Purpose::TomcatEcdsa, KeyKind::Ed25519), Err(codes::PURPOSE_KEY.number()));
        let vcs =
            |kind| Settings::EXPRESSWAY.check_key(Purpose::Expressway, kind).map_err(|error| error.code().number());
        assert_eq!(vcs(rsa(8192)), Ok(KeyAdvice::Risky));
        assert_eq!(vcs(rsa(4096)), Ok(KeyAdvice::Fine));
        assert_eq!(vcs(KeyKind::Ed25519), Ok(KeyAdvice::Fine));
        assert_eq!(vcs(KeyKind::MlDsa65), Err(codes::PURPOSE_KEY.number()));
        let mut settings = Settings::EXPRESSWAY;
        settings.set("ml-dsa", "on").unwrap();
        assert_eq!(settings.check_key(Purpose::Expressway, KeyKind::MlDsa65), Ok(KeyAdvice::Fine));
        assert!(settings.check_key(Purpose::Tomcat, KeyKind::MlDsa65).is_err());
        let empty = || RequestBuilder::new(ucpki_csr::Subject::default().to_name().unwrap());
        assert!(Settings::EXPRESSWAY.challenge_password(empty(), "x").is_ok());
        let refused = Settings::CUCM.challenge_password(empty(), "x").unwrap_err();
        assert_eq!(refused.code(), &codes::ATTRIBUTE_REFUSED);
    }
}
