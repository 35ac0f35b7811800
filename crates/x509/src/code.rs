//! Stable numbers and names for everything that can go wrong.

use core::fmt;

/// What kind of trouble a [`Code`] names: who has to act on it.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{Certificate, Code, Family};
///
/// /// The exit status of a program.
/// fn status(code: &Code) -> i32 {
///     match code.family() {
///         Family::Refused | Family::Crypto => 1,
///         Family::Malformed => 2,
///         // There is no answer: the caller, a limit, or this library is at fault.
///         _ => 3,
///     }
/// }
///
/// assert_eq!(status(Certificate::parse(b"no certificate").unwrap_err().code()), 2);
/// assert_eq!(status(&ucpki::chain::codes::EXPIRED), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// The caller asked for something that makes no sense; the program is to be fixed.
    Argument,
    /// A signature or key does not hold, or cannot be processed.
    Crypto,
    /// Our own fault; please report it.
    Internal,
    /// A bound on work or size was reached before there was an answer.
    Limit,
    /// The bytes are not what they should be.
    Malformed,
    /// The bytes were understood, and judged: refused.
    Refused,
}

impl Family {
    /// The family in lower case, as the JSON output and the C ABI's documentation spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Argument => "argument",
            Self::Crypto => "crypto",
            Self::Internal => "internal",
            Self::Limit => "limit",
            Self::Malformed => "malformed",
            Self::Refused => "refused",
        }
    }
}

/// One thing that can be said about an input: a number forever, a dotted name, the clause that decides, and its family.
///
/// Numbers are the ones that the C ABI returns. Each noun owns a thousand (`x509` 1000, `crypto` 2000,
/// `chain` 3000, `matcher` 4000, `crl` 5000, ...), below 1000 is the C ABI's own. A number is never used again.
///
/// Two codes are equal when their numbers are.
///
/// # Examples
///
/// ```
/// use ucpki::x509::codes;
///
/// assert_eq!(codes::TRUNCATED.name(), "x509.truncated");
/// assert_eq!(codes::TRUNCATED.number(), 1001);
/// ```
#[derive(Debug)]
pub struct Code {
    number: u16,
    name: &'static str,
    clause: &'static str,
    family: Family,
    text: &'static str,
}

impl Code {
    /// A new code.
    ///
    /// This is for what judges beside this library, such as a source of revocation data of one's own: what it refuses then has a
    /// number, a name and a text like everything else. Numbers from 60000 are left to others; the library's own are declared by
    /// its crates, each in its thousand.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::x509::{Code, Family};
    ///
    /// static BLOCKED: Code =
    ///     Code::new(60_001, "directory.blocked", "", Family::Refused, "the directory has blocked the account");
    /// assert_eq!(BLOCKED.name(), "directory.blocked");
    /// ```
    #[must_use]
    pub const fn new(
        number: u16,
        name: &'static str,
        clause: &'static str,
        family: Family,
        text: &'static str,
    ) -> Self {
        Self { number, name, clause, family, text }
    }

    /// The number, the same in every release and in C.
    #[must_use]
    pub const fn number(&self) -> u16 {
        self.number
    }

    /// The dotted name, such as `chain.expired`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The clause of the standard that decides, such as `RFC 5280, 4.1.2.5`; empty where none does.
    #[must_use]
    pub const fn clause(&self) -> &'static str {
        self.clause
    }

    /// Who has to act.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// One sentence for a person, without the data of the case.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Code {}

impl core::hash::Hash for Code {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// A code is an error where there is nothing else to say.
impl core::error::Error for Code {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Declares the codes of a crate: one `pub static` each, and `ALL`, the table of them.
///
/// The first line of documentation is the text that people see.
#[macro_export]
#[doc(hidden)]
macro_rules! declare_codes {
    ($( $(#[doc = $doc:literal])+ $ident:ident = $number:literal, $name:literal, $clause:literal, $family:ident; )+) => {
        $(
            $(#[doc = $doc])+
            #[doc = ""]
            #[doc = concat!("Number ", stringify!($number), ", `", $name, "`.")]
            pub static $ident: $crate::Code = $crate::Code::new(
                $number, $name, $clause, $crate::Family::$family, concat!($($doc),+).trim_ascii(),
            );
        )+
        /// Every code of this crate, in the order of their numbers.
        pub static ALL: &[&$crate::Code] = &[$(&$ident),+];
    };
}
