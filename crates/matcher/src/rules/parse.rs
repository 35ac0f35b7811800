//! Rules from a text file.

use super::{AccessRule, AccessRules, Action, PatternKind, RegexEngine};
use crate::codes;
use ucpki_x509::{Code, Error};

impl AccessRules {
    /// Reads rules from a text, one in each line: `PRIORITY ACTION KIND PATTERN`.
    ///
    /// The priority is a number from 0 to 65535, the action `allow` or `deny`, the kind `exact`, `prefix`, `suffix` or
    /// `regex`. Spaces and tabs are between them. The pattern is the rest of the line without the spaces around it.
    /// Empty lines, and lines that start with `#`, are not rules. Line ends are LF or CRLF; a byte order mark is skipped.
    ///
    /// `regexes` prepares regular expressions; without it they are refused.
    ///
    /// # Errors
    ///
    /// With the line: [`codes::RULE_SYNTAX`], [`codes::RULE_PRIORITY`], and those of [`new`](Self::new).
    pub fn parse(text: &[u8], regexes: Option<&dyn RegexEngine>) -> Result<Self, Error> {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let mut rules = alloc::vec::Vec::new();
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let error = |code| Error::at_line(code, index + 1);
            let line = core::str::from_utf8(line).map_err(|_| error(&codes::RULE_SYNTAX))?.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            // Before a file of gigabytes is a list of gigabytes.
            if rules.len() >= Self::MOST {
                return Err(error(&codes::RULES_TOO_MANY));
            }
            let mut rule = rule(line).map_err(error)?;
            rule.line = Some(index + 1);
            rule.check().map_err(error)?;
            rules.push(rule);
        }
        Self::new(rules, regexes)
    }
}

fn rule(line: &str) -> Result<AccessRule, &'static Code> {
    let (priority, rest) = word(line)?;
    let (action, rest) = word(rest)?;
    let (kind, pattern) = word(rest)?;
    let action = match action {
        "allow" => Action::Allow,
        "deny" => Action::Deny,
        _ => return Err(&codes::RULE_SYNTAX),
    };
    let kind = match kind {
        "exact" => PatternKind::Exact,
        "prefix" => PatternKind::Prefix,
        "regex" => PatternKind::Regex,
        "suffix" => PatternKind::Suffix,
        _ => return Err(&codes::RULE_SYNTAX),
    };
    let digits = priority.bytes().all(|byte| byte.is_ascii_digit());
    let priority = priority.parse().ok().filter(|_| digits).ok_or(&codes::RULE_PRIORITY)?;
    Ok(AccessRule::new(priority, action, kind, pattern))
}

fn word(line: &str) -> Result<(&str, &str), &'static Code> {
    let (word, rest) = line.split_once([' ', '\t']).ok_or(&codes::RULE_SYNTAX)?;
    Ok((word, rest.trim_start_matches([' ', '\t'])))
}
