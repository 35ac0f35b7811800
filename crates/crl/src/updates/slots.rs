//! What is held of one distribution point: nothing gives way until something proven comes.

use crate::judging::prove::{Proved, ProvenCrl};
use crate::set::compare_age;
use crate::{IndexedCrl, codes};
use alloc::vec::Vec;
use ucpki_chain::UnknownReason;
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Code, Time};

/// A CRL that is dated further in the future than this is refused: two clocks may differ by some minutes.
const FUTURE: i64 = 600;

/// The CRLs of a distribution point.
///
/// A *slot* is the key of the signer, the issuer, the scope, and whether it is a delta, so that two CAs of one name cannot
/// replace each other's CRLs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    held: Vec<ProvenCrl>,
    /// Those of the last download that nobody vouches for yet.
    beside: Vec<IndexedCrl>,
}

/// What became of one CRL of a download.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Anchor, Pool, Validator};
/// use ucpki::crl::{TakeOutcome, Trust, Updates, prove};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{Time, pem};
///
/// let roots = pem::certificates(include_bytes!("../../../../tests/data/crl/revoked-leaf/root.pem"))?;
/// let anchors = roots.into_iter().map(|found| Anchor::certificate(found.certificate));
/// let validator = Validator::new(RUSTCRYPTO).anchors(anchors);
/// let trust = Trust { validator: &validator, pool: &Pool::default() };
/// let fetched = ucpki::crl::read(include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem"), &RUSTCRYPTO)?;
///
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let uri = "http://pki.example.com/all.crl";
/// let taken = Updates::new(uri)?.take(uri, now, prove(fetched, &trust, now))?;
/// // The root's CRL counts; the CA that signed the other is not known yet.
/// let outcomes: Vec<_> = taken.iter().map(|(_, outcome, _)| outcome).collect();
/// assert_eq!(outcomes, [TakeOutcome::Added, TakeOutcome::Beside]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TakeOutcome {
    /// The first of its issuer, key and scope.
    Added,
    /// Its signer is not known yet: it decides nothing until its signature verifies at a check, and displaces nothing.
    Beside,
    /// Not taken, and the one that is there stays; or it cannot be used at all.
    Refused,
    /// In the place of an older one.
    Replaced,
    /// The very one that is there.
    Unchanged,
}

impl TakeOutcome {
    /// The name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Beside => "beside",
            Self::Refused => "refused",
            Self::Replaced => "replaced",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What became of a download, CRL by CRL.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Anchor, Pool, Validator};
/// use ucpki::crl::{Trust, Updates, prove};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{Time, pem};
///
/// let roots = pem::certificates(include_bytes!("../../../../tests/data/crl/revoked-leaf/root.pem"))?;
/// let anchors = roots.into_iter().map(|found| Anchor::certificate(found.certificate));
/// let validator = Validator::new(RUSTCRYPTO).anchors(anchors);
/// let trust = Trust { validator: &validator, pool: &Pool::default() };
/// let fetched = ucpki::crl::read(include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem"), &RUSTCRYPTO)?;
///
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let uri = "http://pki.example.com/all.crl";
/// let mut updates = Updates::new(uri)?;
/// let taken = updates.take(uri, now, prove(fetched, &trust, now))?;
/// for (crl, outcome, code) in taken.iter() {
///     println!("{}: {} {}", crl.crl().issuer(), outcome.name(), code.map_or("", |code| code.text()));
/// }
/// assert!(taken.is_success());
/// assert_eq!((updates.automatic().len(), updates.last_success(uri)), (2, Some(now)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Taken {
    crls: Vec<(IndexedCrl, TakeOutcome, Option<&'static Code>)>,
}

impl Taken {
    /// The CRLs, the proven ones first; what became of each, and why where it was not taken.
    pub fn iter(&self) -> impl Iterator<Item = (&IndexedCrl, TakeOutcome, Option<&'static Code>)> {
        self.crls.iter().map(|(crl, outcome, code)| (crl, *outcome, *code))
    }

    /// How many CRLs came.
    #[must_use]
    pub fn len(&self) -> usize {
        self.crls.len()
    }

    /// Whether nothing came. Then nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.crls.is_empty()
    }

    /// Whether something authentic came that is at least as new as what was there.
    #[must_use]
    pub fn is_success(&self) -> bool {
        let is_good = |outcome| matches!(outcome, TakeOutcome::Added | TakeOutcome::Replaced | TakeOutcome::Unchanged);
        self.crls.iter().any(|(_, outcome, _)| is_good(*outcome))
    }

    fn add(&mut self, crl: &IndexedCrl, outcome: TakeOutcome, code: Option<&'static Code>) {
        self.crls.push((crl.clone(), outcome, code));
    }
}

impl Slots {
    /// Takes a download. What it does not bring stays.
    pub(crate) fn take(&mut self, came: Proved, now: Time) -> Taken {
        let mut taken = Taken::default();
        for crl in came.proven {
            let known = crl.crl().clone();
            let (outcome, code) = self.put(crl, now);
            taken.add(&known, outcome, code);
        }
        if !came.unproven.is_empty() {
            self.beside.clear();
        }
        for (crl, why) in came.unproven {
            let code = match why {
                UnknownReason::Unusable(code) => code,
                _ => &codes::SIGNER_UNKNOWN,
            };
            let is_usable = crl.unusable().is_none() && !is_future(&crl, now);
            if is_usable {
                self.beside.push(crl.clone());
            }
            let code = if is_future(&crl, now) { &codes::FUTURE } else { code };
            taken.add(&crl, if is_usable { TakeOutcome::Beside } else { TakeOutcome::Refused }, Some(code));
        }
        taken
    }

    /// Puts a proven CRL into its slot, where nothing newer is.
    fn put(&mut self, new: ProvenCrl, now: Time) -> (TakeOutcome, Option<&'static Code>) {
        let refused = |code| (TakeOutcome::Refused, Some(code));
        if is_future(new.crl(), now) {
            return refused(&codes::FUTURE);
        }
        // What was beside is proven now.
        self.beside.retain(|crl| crl != new.crl());
        let Some(held) = self.held.iter_mut().find(|held| is_same_slot(held, &new)) else {
            self.held.push(new);
            return (TakeOutcome::Added, None);
        };
        let (old, came) = (held.crl(), new.crl());
        if old == came {
            return (TakeOutcome::Unchanged, None);
        }
        // One that got in under a wrong clock does not keep what is right out.
        if !is_future(old, now) {
            match compare_age(came.crl(), old.crl()) {
                core::cmp::Ordering::Less => return refused(&codes::LIST_OLDER),
                core::cmp::Ordering::Equal => return refused(&codes::CONFLICT),
                core::cmp::Ordering::Greater => {}
            }
            if is_expired(came, now) && !is_expired(old, now) {
                return refused(&codes::EXPIRED);
            }
        }
        *held = new;
        (TakeOutcome::Replaced, None)
    }

    /// Takes out what is beside, to be proved again.
    pub(crate) fn take_beside(&mut self) -> Vec<IndexedCrl> {
        core::mem::take(&mut self.beside)
    }

    /// Everything: what is proven, and what is beside.
    pub(crate) fn crls(&self) -> impl Iterator<Item = &IndexedCrl> {
        self.held.iter().map(ProvenCrl::crl).chain(&self.beside)
    }
}

fn is_same_slot(one: &ProvenCrl, other: &ProvenCrl) -> bool {
    let scope =
        |crl: &ProvenCrl| crl.crl().crl().extension_value(ExtensionKind::IssuingDistributionPoint).map(<[u8]>::to_vec);
    one.key_der() == other.key_der()
        && one.crl().is_delta() == other.crl().is_delta()
        && one.crl().crl().issuer().matches(other.crl().crl().issuer())
        && scope(one) == scope(other)
}

fn is_future(crl: &IndexedCrl, now: Time) -> bool {
    crl.crl().this_update() > now.plus_seconds(FUTURE)
}

fn is_expired(crl: &IndexedCrl, now: Time) -> bool {
    crl.last_moment(None).is_some_and(|last| now > last)
}
