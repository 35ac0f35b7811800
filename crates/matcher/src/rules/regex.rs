//! Regular expressions in linear time, by the crate `regex`.

use super::{CompiledRegex, RegexEngine};
use ::regex::{Regex, RegexBuilder};
use alloc::boxed::Box;
use alloc::format;

/// Regular expressions whose search takes time linear in the text: neither references back nor looking around.
///
/// The syntax is the one of the crate `regex`. An expression takes at most 256 KiB when prepared.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{AccessRules, LINEAR_REGEX, codes};
///
/// let rules = br"10 allow regex vcs[0-9]+\.example\.com";
/// assert!(AccessRules::parse(rules, Some(&LINEAR_REGEX)).is_ok());
/// // A reference back has no linear search.
/// let error = AccessRules::parse(br"10 allow regex (a)\1", Some(&LINEAR_REGEX)).unwrap_err();
/// assert_eq!(error.code(), &codes::RULE_REGEX);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct LinearRegex;

/// Regular expressions for [`AccessRules`](crate::AccessRules).
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{AccessRules, LINEAR_REGEX};
///
/// let rules = AccessRules::parse(br"1 allow regex vcs[0-9]+\.example\.com", Some(&LINEAR_REGEX))?;
/// assert_eq!(rules.rules().len(), 1);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub const LINEAR_REGEX: LinearRegex = LinearRegex;

const SIZE: usize = 256 << 10;

impl RegexEngine for LinearRegex {
    fn compile(&self, pattern: &str) -> Option<Box<dyn CompiledRegex>> {
        let build = |pattern: &str| {
            RegexBuilder::new(pattern).case_insensitive(true).size_limit(SIZE).dfa_size_limit(SIZE).build().ok()
        };
        // Alone first: `a)|(b` is not an expression, and must not become one by what is put around it.
        build(pattern)?;
        Some(Box::new(build(&format!("\\A(?:{pattern})\\z"))?))
    }
}

impl CompiledRegex for Regex {
    fn matches(&self, text: &str) -> bool {
        self.is_match(text)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn expressions_match_whole_texts_without_case() {
        let matches = |pattern: &str, text: &str| LINEAR_REGEX.compile(pattern).unwrap().matches(text);
        assert!(matches("vcs[0-9]+\\.example\\.com", "VCS12.example.com"));
        assert!(!matches("vcs[0-9]+\\.example\\.com", "vcs12.example.com.evil.example"));
        assert!(!matches("vcs[0-9]+\\.example\\.com", "xvcs12.example.com"));
        assert!(!matches("a|b", "ab") && matches("a|b", "b"));
        assert!(!matches("a", "a\n"));
    }

    #[test]
    fn what_is_no_expression_or_too_large_is_refused() {
        for pattern in ["(", "a)|(b", "[", "(?=a)", "(a)\\1", "(\\w{200}){50}", "(?x) a # b"] {
            assert!(LINEAR_REGEX.compile(pattern).is_none(), "{pattern}");
        }
    }
}
