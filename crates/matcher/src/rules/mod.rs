//! Access rules for peers: an ordered list of patterns over the names of a certificate.

mod index;
mod names;
mod parse;
#[cfg(feature = "regex")]
mod regex;

use crate::{Comparisons, NamePlace, codes};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use index::Index;
use names::Text;

use ucpki_x509::{CertificateRef, Code, Error};

pub(crate) use names::text;
#[cfg(feature = "regex")]
pub use regex::{LINEAR_REGEX, LinearRegex};

/// Rules that allow or deny peers by the names in their certificates.
///
/// Each rule has a pattern, an action and a priority. It applies to a certificate if its pattern matches the common name
/// or any name in subjectAltName. **The rule with the lowest priority number that applies decides**; of several with the
/// same number, the one that stands first. If none applies there is no decision, and the caller says what follows.
///
/// # What is matched
///
/// Every common name of the subject, and every entry of subjectAltName that has a text: host names, e-mail addresses and
/// URIs as they stand; addresses as text (`192.0.2.1`, `2001:db8::1`); directory names as RFC 4514 says; SRVNames,
/// xmppAddrs and SmtpUTF8Mailboxes as they stand; registered identifiers in dotted decimal. ASCII letters are compared
/// without case. An exact pattern and a regular expression match a text as a whole. A wildcard in a certificate is a
/// character as any other, and so is a `*` in a pattern.
///
/// Rules are no substitute for a chain that holds, nor for an [`Identity`](crate::Identity): they choose among peers that
/// are who they say.
///
/// # Cost
///
/// Making them sorts the patterns. A check takes, for each text, a number of steps that grows with its length and with
/// the logarithm of the number of rules; regular expressions are tried one by one in the order of decision, each in time
/// linear in the text. Every text, and every regular expression that is tried, is one comparison out of the budget.
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../../tests/data/matcher/example.pem");
/// # let der = ucpki::x509::pem::blocks(pem.as_bytes()).next().unwrap()?.into_der();
/// # let certificate = ucpki::x509::CertificateRef::parse(&der)?;
/// use ucpki::matcher::{AccessRules, Comparisons};
///
/// let rules = AccessRules::parse(
///     b"# priority action kind pattern\n\
///       10 deny  exact  old.example.com\n\
///       20 allow suffix .example.com\n\
///       99 deny  prefix *\n",
///     None,
/// )?;
/// let access = rules.check(&certificate, &mut Comparisons::new(10_000))?;
/// assert!(access.is_allowed());
/// assert_eq!(access.to_string(), "allowed by 20 allow suffix .example.com: vcs.example.com (commonName 0)");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Debug)]
pub struct AccessRules {
    /// In the order in which they decide; a rank is an index into this.
    rules: Vec<AccessRule>,
    exact: Index,
    prefixes: Index,
    /// Of patterns read backwards.
    suffixes: Index,
    /// In the order in which they decide.
    regexes: Vec<(usize, Box<dyn CompiledRegex>)>,
}

/// One rule.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{AccessRule, AccessRules, Action, PatternKind};
///
/// // Rules that a program makes itself; the one with the lowest number that applies decides.
/// let partners = AccessRule::new(20, Action::Allow, PatternKind::Suffix, ".partner.example");
/// let retired = AccessRule::new(10, Action::Deny, PatternKind::Exact, "old.partner.example");
/// let rules = AccessRules::new([partners, retired], None)?;
/// assert_eq!(rules.rules()[0].to_string(), "10 deny exact old.partner.example");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRule {
    priority: u16,
    action: Action,
    kind: PatternKind,
    pattern: Box<str>,
    line: Option<usize>,
}

/// What a rule does.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{AccessRules, Action};
///
/// let rules = AccessRules::parse(b"10 deny exact old.example.com\n20 allow suffix .example.com\n", None)?;
/// let denied = rules.rules().iter().filter(|rule| rule.action() == Action::Deny).count();
/// assert_eq!(denied, 1);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a rule allows or denies")]
pub enum Action {
    /// The peer may come in.
    Allow,
    /// The peer may not come in.
    Deny,
}

/// How a pattern is compared with a text.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{AccessRules, PatternKind};
///
/// let rules =
///     AccessRules::parse(b"10 allow exact vcs.example.com\n20 allow prefix vcs-\n30 deny suffix .test\n", None)?;
/// let kinds: Vec<_> = rules.rules().iter().map(|rule| rule.kind()).collect();
/// assert_eq!(kinds, [PatternKind::Exact, PatternKind::Prefix, PatternKind::Suffix]);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PatternKind {
    /// The text is the pattern.
    Exact,
    /// The text starts with the pattern.
    Prefix,
    /// The pattern is a regular expression that matches the whole text.
    Regex,
    /// The text ends with the pattern.
    Suffix,
}

/// The answer of [`AccessRules::check`].
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Access, AccessRules, Comparisons};
/// use ucpki::x509::pem;
///
/// let leaf = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let rules = AccessRules::parse(b"10 deny suffix .example.net\n", None)?;
/// match rules.check(&leaf.as_ref(), &mut Comparisons::new(10_000))? {
///     Access::Allowed(applied) => println!("allowed by {applied}"),
///     Access::Denied(applied) => println!("denied by {applied}"),
///     // No rule is for this peer: the program says what follows. Here, everyone else may come in.
///     other => assert!(!other.is_allowed()),
/// }
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "who asks has to decide about each")]
#[must_use = "says whether the peer may come in"]
pub enum Access<'r> {
    /// A rule allows it.
    Allowed(Applied<'r>),
    /// A rule denies it.
    Denied(Applied<'r>),
    /// No rule applies.
    NoRule,
}

/// The rule that decides, and the name by which it applies.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{AccessRules, Comparisons};
/// use ucpki::x509::pem;
///
/// let leaf = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let rules = AccessRules::parse(b"# partners\n10 allow suffix .example.com\n", None)?;
/// let access = rules.check(&leaf.as_ref(), &mut Comparisons::new(10_000))?;
/// let applied = access.applied().unwrap();
/// assert_eq!((applied.rule().line(), applied.presented()), (Some(2), "sip.example.com"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied<'r> {
    rule: &'r AccessRule,
    place: NamePlace,
    presented: String,
}

/// A library of regular expressions. [`LINEAR_REGEX`](crate::LINEAR_REGEX) is one, with the feature `regex`.
///
/// # Examples
///
/// A matcher of your own, for patterns where `?` is any one character:
///
/// ```
/// use ucpki::matcher::{AccessRules, Comparisons, CompiledRegex, RegexEngine};
/// use ucpki::x509::pem;
///
/// struct QuestionMarks;
///
/// #[derive(Debug)]
/// struct Pattern(String);
///
/// impl RegexEngine for QuestionMarks {
///     fn compile(&self, pattern: &str) -> Option<Box<dyn CompiledRegex>> {
///         pattern.is_ascii().then(|| Box::new(Pattern(pattern.to_ascii_lowercase())) as Box<dyn CompiledRegex>)
///     }
/// }
///
/// impl CompiledRegex for Pattern {
///     fn matches(&self, text: &str) -> bool {
///         let fits = |(wanted, found): (u8, u8)| wanted == b'?' || wanted == found.to_ascii_lowercase();
///         self.0.len() == text.len() && self.0.bytes().zip(text.bytes()).all(fits)
///     }
/// }
///
/// let peer = pem::certificates(include_bytes!("../../../../tests/data/matcher/example.pem"))?.remove(0).certificate;
/// let rules = AccessRules::parse(b"10 allow regex v??.example.com\n", Some(&QuestionMarks))?;
/// assert!(rules.check(&peer.as_ref(), &mut Comparisons::new(1000))?.is_allowed());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub trait RegexEngine {
    /// Prepares an expression, which has to match texts **as a whole** and without regard to the case of ASCII letters.
    /// `None` if it has wrong syntax, or would take too much memory.
    fn compile(&self, pattern: &str) -> Option<Box<dyn CompiledRegex>>;
}

/// A regular expression that was prepared.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{CompiledRegex, LINEAR_REGEX, RegexEngine};
///
/// let regex: Box<dyn CompiledRegex> = LINEAR_REGEX.compile(r"vcs[0-9]+\.example\.com").unwrap();
/// assert!(regex.matches("VCS12.example.com"));
/// assert!(!regex.matches("vcs12.example.com.attacker.example"));
/// ```
pub trait CompiledRegex: fmt::Debug + Send + Sync {
    /// Whether it matches the whole text. Takes time linear in the text.
    fn matches(&self, text: &str) -> bool;
}

impl AccessRules {
    /// How many rules there may be.
    pub const MOST: usize = 10_000;
    /// How many of them may be regular expressions, which are tried one by one.
    pub const MOST_REGEXES: usize = 1_000;

    /// Prepares rules; those of the same priority decide in their order here.
    ///
    /// # Errors
    ///
    /// [`codes::RULES_TOO_MANY`], [`codes::RULE_PATTERN`] for an empty pattern or one of more than 1024 bytes,
    /// [`codes::RULE_REGEX_OFF`] for a regular expression without `regexes`, [`codes::RULE_REGEX`] for one that it
    /// refuses. The place is the rule's line, or how many rules are before it.
    pub fn new(rules: impl IntoIterator<Item = AccessRule>, regexes: Option<&dyn RegexEngine>) -> Result<Self, Error> {
        let mut list = Vec::new();
        for (position, rule) in rules.into_iter().enumerate() {
            rule.check().map_err(|code| rule.error(code, position))?;
            if position >= Self::MOST {
                return Err(rule.error(&codes::RULES_TOO_MANY, position));
            }
            list.push(rule);
        }
        // A stable sort: the order decides where priorities are equal.
        list.sort_by_key(|rule| rule.priority);
        let mut compiled = Vec::new();
        for (rank, rule) in list.iter().enumerate().filter(|(_, rule)| rule.kind == PatternKind::Regex) {
            let engine = regexes.ok_or(rule.error(&codes::RULE_REGEX_OFF, rank))?;
            if compiled.len() >= Self::MOST_REGEXES {
                return Err(rule.error(&codes::RULES_TOO_MANY, rank));
            }
            compiled.push((rank, engine.compile(&rule.pattern).ok_or(rule.error(&codes::RULE_REGEX, rank))?));
        }
        let of = |kind| list.iter().enumerate().filter(move |(_, rule)| rule.kind == kind);
        let folded = |rule: &AccessRule| rule.pattern.to_ascii_lowercase().into_bytes();
        Ok(Self {
            exact: Index::new(of(PatternKind::Exact).map(|(rank, rule)| (folded(rule), rank))),
            prefixes: Index::new(of(PatternKind::Prefix).map(|(rank, rule)| (folded(rule), rank))),
            suffixes: Index::new(of(PatternKind::Suffix).map(|(rank, rule)| {
                let mut backwards = folded(rule);
                backwards.reverse();
                (backwards, rank)
            })),
            regexes: compiled,
            rules: list,
        })
    }

    /// The rules in the order in which they decide.
    #[must_use]
    pub fn rules(&self) -> &[AccessRule] {
        &self.rules
    }

    /// Whether a certificate may come in.
    ///
    /// Allocates room for one text, and the text of the answer.
    ///
    /// # Errors
    ///
    /// Why subjectAltName cannot be read, at its offset in the certificate; [`codes::COMPARISONS_EXHAUSTED`]. In both
    /// cases there is no decision: a rule that denies might apply.
    pub fn check(&self, certificate: &CertificateRef<'_>, budget: &mut Comparisons) -> Result<Access<'_>, Error> {
        let mut best: Option<(usize, NamePlace, String)> = None;
        names::walk(certificate, |text| {
            budget.spend(1).map_err(|code| Error::at_byte(code, 0))?;
            let found = self.find(text, best.as_ref().map(|(rank, ..)| *rank), budget)?;
            if let Some(rank) = found {
                best = Some((rank, text.place, text.original.into()));
            }
            Ok(())
        })?;
        let decided = best
            .and_then(|(rank, place, presented)| self.rules.get(rank).map(|rule| Applied { rule, place, presented }));
        Ok(match decided {
            None => Access::NoRule,
            Some(applied) if applied.rule.action == Action::Allow => Access::Allowed(applied),
            Some(applied) => Access::Denied(applied),
        })
    }

    /// The rank of the first rule for a text that comes before `best`.
    fn find(&self, text: &Text<'_>, best: Option<usize>, budget: &mut Comparisons) -> Result<Option<usize>, Error> {
        let bytes = text.folded.as_bytes();
        let indexed = [
            self.exact.exact(bytes),
            self.prefixes.shortest_rank(bytes.iter().copied()),
            self.suffixes.shortest_rank(bytes.iter().rev().copied()),
        ];
        let mut found = indexed.into_iter().flatten().min().filter(|rank| best.is_none_or(|best| *rank < best));
        for (rank, regex) in &self.regexes {
            if found.or(best).is_some_and(|best| *rank >= best) {
                break;
            }
            // A kibibyte of text is what one comparison may cost.
            let cost = u64::try_from(text.original.len() / 1024).unwrap_or(u64::MAX).saturating_add(1);
            budget.spend(cost).map_err(|code| Error::at_byte(code, 0))?;
            if regex.matches(text.original) {
                found = Some(*rank);
                break;
            }
        }
        Ok(found)
    }
}

impl AccessRule {
    /// A rule; what is wrong with its pattern is told by [`AccessRules::new`].
    #[must_use]
    pub fn new(priority: u16, action: Action, kind: PatternKind, pattern: &str) -> Self {
        Self { priority, action, kind, pattern: pattern.into(), line: None }
    }

    /// The priority: the lowest number decides.
    #[must_use]
    pub const fn priority(&self) -> u16 {
        self.priority
    }

    /// What it does.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// How its pattern is compared.
    #[must_use]
    pub const fn kind(&self) -> PatternKind {
        self.kind
    }

    /// Its pattern.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Its line in the file, counted from 1; `None` if it came from no file.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        self.line
    }

    fn check(&self) -> Result<(), &'static Code> {
        const MOST: usize = 1024;
        if (1..=MOST).contains(&self.pattern.len()) { Ok(()) } else { Err(&codes::RULE_PATTERN) }
    }

    fn error(&self, code: &'static Code, position: usize) -> Error {
        self.line.map_or(Error::at_byte(code, position), |line| Error::at_line(code, line))
    }
}

impl fmt::Display for AccessRule {
    /// As it is in a file: `10 allow suffix .example.com`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.priority, self.action, self.kind, self.pattern)
    }
}

impl Action {
    /// `allow` or `deny`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PatternKind {
    /// `exact`, `prefix`, `regex` or `suffix`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Prefix => "prefix",
            Self::Regex => "regex",
            Self::Suffix => "suffix",
        }
    }
}

impl fmt::Display for PatternKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'r> Access<'r> {
    /// Whether a rule allows the peer. Without a rule it is not allowed.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// What decides; `None` if no rule applies.
    #[must_use]
    pub const fn applied(&self) -> Option<&Applied<'r>> {
        match self {
            Self::Allowed(applied) | Self::Denied(applied) => Some(applied),
            Self::NoRule => None,
        }
    }
}

impl fmt::Display for Access<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed(applied) => write!(f, "allowed by {applied}"),
            Self::Denied(applied) => write!(f, "denied by {applied}"),
            Self::NoRule => f.write_str("no rule applies"),
        }
    }
}

impl<'r> Applied<'r> {
    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> &'r AccessRule {
        self.rule
    }

    /// Where the name stands by which it applies.
    #[must_use]
    pub const fn place(&self) -> NamePlace {
        self.place
    }

    /// That name.
    #[must_use]
    pub fn presented(&self) -> &str {
        &self.presented
    }
}

impl fmt::Display for Applied<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.rule, self.presented, self.place)
    }
}
