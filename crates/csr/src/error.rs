//! Why a request was not made.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt;
use ucpki_crypto::KeyError;
use ucpki_x509::{Code, Error};

/// Why a request could not be made: the rule, and what breaks it.
///
/// # Examples
///
/// ```
/// use ucpki::csr::{Subject, codes};
///
/// let subject = Subject { country: "Norway".into(), ..Subject::default() };
/// let error = subject.to_name().unwrap_err();
/// assert_eq!(error.code(), &codes::SUBJECT_INVALID);
/// println!("{error}");
/// assert!(error.what().is_some_and(|what| what.contains("a country is two capital letters, such as NO")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsrError {
    code: &'static Code,
    about: Option<Box<str>>,
}

impl CsrError {
    #[cold]
    pub(crate) fn about(code: &'static Code, what: impl fmt::Display) -> Self {
        Self { code, about: Some(what.to_string().into()) }
    }

    /// The rule that is broken.
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

impl From<Error> for CsrError {
    fn from(error: Error) -> Self {
        let what = error.offset().map(|offset| alloc::format!("at byte {offset}").into());
        Self { code: error.code(), about: what }
    }
}

impl From<KeyError> for CsrError {
    fn from(error: KeyError) -> Self {
        Self { code: error.code(), about: error.what().map(Into::into) }
    }
}

impl fmt::Display for CsrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        self.about.iter().try_for_each(|what| write!(f, ": {what}"))
    }
}

impl core::error::Error for CsrError {}
