//! Why something about an appliance was refused.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt;
use ucpki_csr::CsrError;
use ucpki_x509::Code;

/// Why a topology, a setting or a key was refused: the rule, and what breaks it.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Settings, codes};
///
/// let error = Settings::CUCM.clone().set("ms-suffix", "maybe").unwrap_err();
/// assert_eq!((error.code(), error.what()), (&codes::SWITCH_UNKNOWN, Some("ms-suffix=maybe")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplianceError {
    code: &'static Code,
    about: Option<Box<str>>,
}

impl ApplianceError {
    #[cold]
    pub(crate) fn about(code: &'static Code, what: impl fmt::Display) -> Self {
        Self { code, about: Some(what.to_string().into()) }
    }

    /// The rule that is broken: a code of this crate, or of `ucpki-csr` for a name that cannot be requested.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// What breaks it, such as the name that was refused.
    #[must_use]
    pub fn what(&self) -> Option<&str> {
        self.about.as_deref()
    }
}

impl From<CsrError> for ApplianceError {
    fn from(error: CsrError) -> Self {
        Self { code: error.code(), about: error.what().map(Into::into) }
    }
}

impl fmt::Display for ApplianceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        self.about.iter().try_for_each(|what| write!(f, ": {what}"))
    }
}

impl core::error::Error for ApplianceError {}
