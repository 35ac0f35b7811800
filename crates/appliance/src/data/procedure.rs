//! What is done around a change of a certificate, step by step.

use crate::Purpose;
use crate::data::services::{self, Nodes, Restart};
use core::fmt;

/// One step of the change of a certificate.
///
/// The steps of a purpose are in the order in which they are taken ([`Purpose::steps`]).
///
/// # Examples
///
/// ```
/// use ucpki::appliance::Purpose;
///
/// // A runbook. What cannot be undone is asked for.
/// for step in Purpose::CallManager.steps() {
///     println!("{}{step}", if step.is_irreversible() { "(ask first) " } else { "" });
/// }
/// assert!(Purpose::Tomcat.steps().all(|step| !step.is_irreversible()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Step {
    /// When it is taken.
    pub phase: Phase,
    /// What is done.
    pub action: StepAction,
    /// Whether it is taken in mixed mode only.
    pub only_in_mixed_mode: bool,
}

/// When a step is taken.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Phase, Purpose};
///
/// // What has to be true before the certificate is uploaded.
/// let before: Vec<_> = Purpose::Ipsec.steps().filter(|step| step.phase == Phase::Before).collect();
/// assert_eq!(before[0].to_string(), "make sure that no backup or restore is running");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// A precondition: before the certificate is installed.
    Before,
    /// When the certificate is installed, and before anything is restarted.
    Installed,
    /// The restarts.
    Restart,
    /// After the restarts.
    After,
}

/// What is done in a step.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Purpose, StepAction};
///
/// // The services that a maintenance window has to cover.
/// let services: Vec<_> = Purpose::Tomcat
///     .steps()
///     .filter_map(|step| match step.action {
///         StepAction::Restart(restart) => Some(restart.service),
///         _ => None,
///     })
///     .collect();
/// assert!(services.contains(&"Cisco Tomcat"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StepAction {
    /// Wait until no backup or restore runs.
    AwaitBackup,
    /// Wait until a change of `CallManager` is finished, and the phones are registered again.
    AwaitCallManager,
    /// Wait until the phones are registered again.
    AwaitRegistration,
    /// Reset all phones, which cannot be undone.
    ResetPhones,
    /// Restart a service.
    Restart(Restart),
    /// Turn single sign-on off.
    SingleSignOnOff,
    /// Turn single sign-on on again.
    SingleSignOnOn,
    /// Update the CTL.
    UpdateCtl,
}

impl Step {
    const fn new(phase: Phase, action: StepAction) -> Self {
        Self { phase, action, only_in_mixed_mode: false }
    }

    /// Whether it cannot be undone, so that an operator is asked first.
    #[must_use]
    pub const fn is_irreversible(&self) -> bool {
        matches!(self.action, StepAction::ResetPhones)
    }
}

impl fmt::Display for Step {
    /// What an operator does, in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.only_in_mixed_mode {
            f.write_str("in mixed mode: ")?;
        }
        f.write_str(match self.action {
            StepAction::AwaitBackup => "make sure that no backup or restore is running",
            StepAction::AwaitCallManager => {
                "finish the change of CallManager, and wait until the phones are registered again"
            }
            StepAction::AwaitRegistration => "wait until the phones are registered again",
            StepAction::ResetPhones => "reset all phones (cannot be undone)",
            StepAction::SingleSignOnOff => "turn single sign-on off",
            StepAction::SingleSignOnOn => "turn single sign-on on",
            StepAction::UpdateCtl => "update the CTL",
            StepAction::Restart(Restart { service, nodes: Nodes::Publisher }) => {
                return write!(f, "restart {service} on the publisher");
            }
            StepAction::Restart(Restart { service, .. })
                if services::SYSTEM.iter().any(|one| one.service == service) =>
            {
                return write!(f, "restart {service}");
            }
            StepAction::Restart(Restart { service, .. }) => {
                return write!(f, "restart {service} on every node that runs it, the publisher first, one at a time");
            }
        })
    }
}

/// What is done beside the restarts.
struct Around {
    before: &'static [Step],
    installed: &'static [Step],
    after: &'static [Step],
}

const NOTHING: Around = Around { before: &[], installed: &[], after: &[] };

const PHONES: &[Step] =
    &[Step::new(Phase::After, StepAction::ResetPhones), Step::new(Phase::After, StepAction::AwaitRegistration)];

const CTL: &[Step] = &[Step { only_in_mixed_mode: true, ..Step::new(Phase::Installed, StepAction::UpdateCtl) }];

const AROUND_TOMCAT: Around = Around {
    before: &[Step::new(Phase::Before, StepAction::SingleSignOnOff)],
    after: &[Step::new(Phase::After, StepAction::SingleSignOnOn)],
    ..NOTHING
};
const AROUND_IPSEC: Around = Around { before: &[Step::new(Phase::Before, StepAction::AwaitBackup)], ..NOTHING };
const AROUND_PHONES: Around = Around { installed: CTL, after: PHONES, ..NOTHING };
const AROUND_TVS: Around =
    Around { before: &[Step::new(Phase::Before, StepAction::AwaitCallManager)], after: PHONES, ..NOTHING };

impl Purpose {
    /// The steps around a change of its certificate, in the order in which they are taken: preconditions, the update of the
    /// CTL, restarts, and what follows.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::Purpose;
    ///
    /// let steps: Vec<String> = Purpose::Tomcat.steps().map(|step| step.to_string()).collect();
    /// assert_eq!(steps[0], "turn single sign-on off");
    /// assert_eq!(steps[1], "restart Cisco Tomcat on every node that runs it, the publisher first, one at a time");
    /// assert_eq!(steps[2], "turn single sign-on on");
    /// ```
    pub fn steps(self) -> impl Iterator<Item = Step> {
        let around = match self {
            Self::Tomcat | Self::TomcatEcdsa => AROUND_TOMCAT,
            Self::Ipsec | Self::ImpIpsec => AROUND_IPSEC,
            Self::CallManager | Self::CallManagerEcdsa | Self::Capf => AROUND_PHONES,
            Self::Tvs => AROUND_TVS,
            _ => NOTHING,
        };
        let restarts = self.restarts().iter().map(|restart| Step::new(Phase::Restart, StepAction::Restart(*restart)));
        let before = around.before.iter().chain(around.installed).copied();
        before.chain(restarts).chain(around.after.iter().copied())
    }

    /// What has to be restarted before its new certificate is in effect, in this order.
    #[must_use]
    pub const fn restarts(self) -> &'static [Restart] {
        match self {
            Self::CallManager | Self::CallManagerEcdsa => services::CALL_MANAGER,
            Self::Capf => services::CAPF,
            Self::Cup | Self::CupEcdsa => services::CUP,
            Self::CupXmpp | Self::CupXmppEcdsa | Self::CupXmppS2s | Self::CupXmppS2sEcdsa => services::XMPP,
            Self::Expressway => services::SYSTEM,
            Self::ImpIpsec | Self::Ipsec => services::IPSEC,
            Self::Tomcat | Self::TomcatEcdsa => services::TOMCAT,
            Self::Tvs => services::TVS,
        }
    }

    /// The purposes whose certificates are never changed together with this one's: phones verify `CallManager` by `TVS`, and a
    /// phone that trusts neither has to be reset by hand.
    #[must_use]
    pub const fn not_together_with(self) -> &'static [Self] {
        match self {
            Self::CallManager | Self::CallManagerEcdsa => &[Self::Tvs],
            Self::Tvs => &[Self::CallManager, Self::CallManagerEcdsa],
            _ => &[],
        }
    }
}
