//! Access rules for peers.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, UCPKI_OK, UCPKI_REFUSED, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::matcher::match_;
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::matcher::{Access, AccessRules, RegexEngine};

/// A rule allows the peer.
pub const UCPKI_ACCESS_ALLOWED: i32 = 1;
/// A rule denies the peer.
pub const UCPKI_ACCESS_DENIED: i32 = 2;
/// No rule applies.
pub const UCPKI_ACCESS_NO_RULE: i32 = 3;

/// Access rules, ready to be asked. *Shared.*
pub struct ucpki_rules(AccessRules);

/// What the rules say about a certificate. *Shared.*
pub struct ucpki_access {
    decision: i32,
    text: String,
    rule: Option<LintRule>,
}

struct LintRule {
    priority: u16,
    line: usize,
    place: (i32, usize),
}

impl ucpki_access {
    fn new(access: &Access<'_>) -> Self {
        let decision = match access {
            Access::Allowed(_) => UCPKI_ACCESS_ALLOWED,
            Access::Denied(_) => UCPKI_ACCESS_DENIED,
            Access::NoRule => UCPKI_ACCESS_NO_RULE,
        };
        let rule = access.applied().map(|applied| LintRule {
            priority: applied.rule().priority(),
            line: applied.rule().line().unwrap_or(0),
            place: match_::place(Some(applied.place())),
        });
        Self { decision, text: access.to_string(), rule }
    }
}

/// Reads access rules from a text, one in each line: `PRIORITY allow|deny exact|prefix|suffix|regex PATTERN`.
///
/// The rule with the lowest priority number that applies decides; of several with the same number, the one that stands
/// first. A rule applies if its pattern matches a common name or any name in subjectAltName; ASCII letters are compared
/// without case. Lines that start with `#` are comments. At most 10000 rules.
///
/// Errors, with the line: `UCPKI_ERR_MATCHER_RULE_SYNTAX`, `_RULE_PRIORITY`, `_RULE_PATTERN`, `_RULE_REGEX`,
/// `_RULES_TOO_MANY`; `_RULE_REGEX_OFF` for a regular expression if the library was built without them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_rules_parse(
    text: *const u8,
    text_len: usize,
    rules: Option<&mut MaybeUninit<*mut ucpki_rules>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = rules.required("rules")?;
        // SAFETY: the contract of arrays in (README.md).
        let text = unsafe { bytes::slice(text, text_len, "text") }?;
        out.write(boundary::handle(ucpki_rules(AccessRules::parse(text, regexes())?)));
        Ok(())
    })
}

#[cfg(feature = "regex")]
fn regexes() -> Option<&'static dyn RegexEngine> {
    Some(&ucpki::matcher::LINEAR_REGEX)
}

#[cfg(not(feature = "regex"))]
const fn regexes() -> Option<&'static dyn RegexEngine> {
    None
}

/// How many rules there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_rules_count(rules: Option<&ucpki_rules>) -> usize {
    boundary::get(rules, 0, |rules| rules.0.rules().len())
}

/// Asks whether a certificate may come in. `comparisons` is how many names may be compared; 0 is not a bound.
///
/// Returns `UCPKI_OK` if a rule allows it, and `UCPKI_REFUSED` if one denies it or none applies; `*access` is written in
/// both cases.
///
/// Errors: why subjectAltName cannot be read; `UCPKI_ERR_MATCHER_COMPARISONS_EXHAUSTED`. In both cases there is no
/// decision.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_rules_check(
    rules: Option<&ucpki_rules>,
    certificate: Option<&ucpki_certificate>,
    comparisons: u64,
    access: Option<&mut MaybeUninit<*mut ucpki_access>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call_with_status(err, || {
        let (rules, certificate) = (rules.required("rules")?, certificate.required("certificate")?);
        let out = access.required("access")?;
        let access = rules.0.check(&certificate.0.as_ref(), &mut match_::budget(comparisons))?;
        let status = if access.is_allowed() { UCPKI_OK } else { UCPKI_REFUSED };
        out.write(boundary::handle(ucpki_access::new(&access)));
        Ok(status)
    })
}

/// Frees the rules. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_rules_free(rules: Option<Box<ucpki_rules>>) {
    boundary::neutral((), || drop(rules));
}

/// One of `UCPKI_ACCESS_`; `UCPKI_ACCESS_NO_RULE` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_access_decision(access: Option<&ucpki_access>) -> i32 {
    boundary::get(access, UCPKI_ACCESS_NO_RULE, |access| access.decision)
}

/// The priority of the rule that decides; -1 if no rule applies.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_access_priority(access: Option<&ucpki_access>) -> i32 {
    boundary::neutral(0, || access.and_then(|access| access.rule.as_ref()).map_or(-1, |rule| rule.priority.into()))
}

/// The line of the rule that decides, counted from 1; 0 if no rule applies.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_access_line(access: Option<&ucpki_access>) -> usize {
    boundary::neutral(0, || access.and_then(|access| access.rule.as_ref()).map_or(0, |rule| rule.line))
}

/// Where the name stands by which the rule applies: one of `UCPKI_NAME_PLACE_`, and its number there in `*index`.
///
/// `index` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_access_place(access: Option<&ucpki_access>, index: Option<&mut MaybeUninit<usize>>) -> i32 {
    boundary::neutral(0, || {
        let rule = access.and_then(|access| access.rule.as_ref());
        let (kind, number) = rule.map_or((match_::UCPKI_NAME_PLACE_NONE, 0), |rule| rule.place);
        if let Some(index) = index {
            index.write(number);
        }
        kind
    })
}

/// The decision as one phrase, with the rule and the name.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_access_text(
    access: Option<&ucpki_access>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(access, "access", buf, cap, needed, err, |access| Ok(&access.text)) }
}

/// Frees the answer. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_access_free(access: Option<Box<ucpki_access>>) {
    boundary::neutral((), || drop(access));
}
