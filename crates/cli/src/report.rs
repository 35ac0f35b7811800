//! The answer for people: what rustc does for programs, for paths of certificates.

use crate::document::{Document, Line, Style, short};
use crate::files::{Trouble, Unreadable};
use crate::help::{self, Subject};
use crate::json;
use crate::verify::{Outcome, Question};
use ucpki::chain::{
    Anchor, At, Candidate, Cause, Detail, Finding, PolicySet, Refused, Severity, Status, Valid, Work, codes,
};
use ucpki::matcher::MatchedName;
use ucpki::x509::Certificate;

/// At most this many findings of one path are told in full.
const MOST_FINDINGS: usize = 12;
/// A longer path is shown by its ends and by the certificates that something is wrong with.
const MOST_ROWS: usize = 20;
/// Deeper levels are not indented further.
const MOST_LEVELS: usize = 8;

/// The answer to a question.
pub(crate) fn verdict(outcome: &Outcome) -> Document {
    let mut document = Document::default();
    match &outcome.answer {
        Ok(valid) => accepted(&mut document, valid, &outcome.question),
        Err(refused) => refusal(&mut document, refused, &outcome.question),
    }
    document
}

/// A file that cannot be used.
pub(crate) fn unreadable(file: &Unreadable) -> Document {
    let mut document = Document::default();
    let head = file.error().map_or_else(|| "error".to_owned(), |error| format!("error[{}]", error.code()));
    document.push(Line::of(Style::Error, head).and(Style::Strong, format!(": {}", file.text())));
    arrow(&mut document, file.place());
    if let Trouble::Content(error) = &file.trouble {
        note(&mut document, "rule", error.code().clause());
    }
    file.help.iter().for_each(|help| note(&mut document, "help", help.as_str()));
    document
}

fn accepted(document: &mut Document, valid: &Valid, question: &Question) {
    let who = match valid.identity() {
        MatchedName::Unchecked => "the name was not checked".to_owned(),
        MatchedName::Dns { wildcard: true, .. } => format!("{}, by {}", question.identity, valid.identity()),
        name => name.to_string(),
    };
    document.push(Line::of(Style::Good, "accepted").and(Style::Strong, format!(": {}", short(who))));
    arrow(document, question.leaf.display().to_string());
    let path = Shown { certificates: valid.path().certificates(), anchor: Some(valid.path().anchor()) };
    tree(document, path, &[], valid.revocation(), question);
    note(document, "valid until", valid.valid_until().to_string());
    note(document, "judged", asked(question));
    if question.on_unknown.is_none() {
        note(document, "revocation", "not checked: no --crl was given");
    }
    // Most paths have none, and nobody asked.
    if let PolicySet::Only(policies) = valid.policies()
        && !policies.is_empty()
    {
        let policies: Vec<String> = policies.iter().map(ToString::to_string).collect();
        note(document, "policies", short(policies.join(", ")));
    }
    note(document, "work", work(valid.work()));
    findings(document, valid.findings(), path, question, valid.fetch_hints());
}

fn refusal(document: &mut Document, refused: &Refused, question: &Question) {
    let best = refused.candidates().first();
    match (refused.cause(), best, refused.finding()) {
        (Cause::Exhausted { limit, most }, best, _) => {
            head(document, Style::Error, "error", &codes::EXHAUSTED);
            arrow(document, question.leaf.display().to_string());
            if let Some(best) = best {
                tree(document, Shown::of(best), best.findings(), &[], question);
            }
            note(document, "note", format!("this is no judgement; the limit was {most} {}", limit.name()));
            help::without_finding(refused).into_iter().for_each(|help| note(document, "help", help));
        }
        (_, Some(best), Some(first)) => {
            head(document, Style::Error, "error", first.code());
            arrow(document, format!("{}, {}", question.leaf.display(), place(first.at(), Shown::of(best))));
            let mut shown = vec![first];
            shown.extend(best.findings().iter().filter(|finding| !std::ptr::eq(*finding, first)));
            let shown: Vec<Finding> = shown.into_iter().cloned().collect();
            tree(document, Shown::of(best), &shown, &[], question);
            notes(document, first, Shown::of(best), question, refused);
            findings(document, shown.get(1..).unwrap_or_default(), Shown::of(best), question, refused.fetch_hints());
        }
        (_, best, _) => {
            head(document, Style::Error, "error", &codes::NO_PATH);
            arrow(document, question.leaf.display().to_string());
            if let Some(best) = best {
                tree(document, Shown::of(best), best.findings(), &[], question);
            }
            note(document, "rule", codes::NO_PATH.clause());
            help::without_finding(refused).into_iter().for_each(|help| note(document, "help", help));
        }
    }
    if let Some((number, certificate)) = &question.better {
        let subject = short(certificate.subject().to_string());
        let text = format!(
            "the first certificate of the file is one of a CA, and a later certificate (number {number}, {subject}) fits: put \
             that one first"
        );
        note(document, "help", text);
    }
    others(document, refused);
    document.blank();
    let result = if json::is_undecided(refused) { "undecided" } else { "refused" };
    document.push(Line::of(Style::Error, result).plain(format!(": {}; {}", asked(question), work(refused.work()))));
}

/// The other candidates, a line each.
fn others(document: &mut Document, refused: &Refused) {
    let rest = refused.candidates().get(1..).unwrap_or_default();
    if rest.is_empty() && refused.omitted() == 0 {
        return;
    }
    document.blank();
    document.push(Line::of(Style::Strong, "other paths that were tried:"));
    for (number, candidate) in (2..).zip(rest) {
        let shown = Shown::of(candidate);
        let end = match candidate.anchor() {
            Some(anchor) => format!("anchor {}", short(anchor.name().to_string())),
            None => "no anchor".to_owned(),
        };
        let through = match candidate.certificates().get(1..).unwrap_or_default() {
            [] => String::new(),
            [only] => format!("through {} ", short(only.subject().to_string())),
            [first, rest @ ..] => format!("through {} and {} more ", short(first.subject().to_string()), rest.len()),
        };
        document.push(Line::default().plain(format!("  {number}. {through}to {end}")));
        let decisive = candidate.findings().iter().find(|finding| finding.severity() == Severity::Refuse);
        if let Some(finding) = decisive {
            let line = Line::default().plain("     ").and(Style::Error, format!("error[{}]", finding.code()));
            document.push(line.plain(short(format!(": {}, {finding}", place(finding.at(), shown)))));
        }
    }
    if refused.omitted() > 0 {
        document.push(Line::default().plain(format!("  and at least {} more", refused.omitted())));
    }
}

/// A path as it is drawn.
#[derive(Clone, Copy, Debug)]
struct Shown<'a> {
    certificates: &'a [Certificate],
    anchor: Option<&'a Anchor>,
}

impl<'a> Shown<'a> {
    fn of(candidate: &'a Candidate) -> Self {
        Self { certificates: candidate.certificates(), anchor: candidate.anchor() }
    }

    fn certificate(&self, position: u32) -> Option<&'a Certificate> {
        usize::try_from(position).ok().and_then(|position| self.certificates.get(position))
    }

    /// Whether the anchor is the topmost certificate itself, as with a pinned leaf.
    fn anchor_is_top(&self) -> bool {
        let anchor = self.anchor.and_then(Anchor::as_certificate);
        anchor.is_some() && anchor == self.certificates.last()
    }

    fn subject(&self, at: At) -> Subject<'a> {
        let of_anchor = self.anchor.and_then(Anchor::as_certificate);
        match at {
            At::Cert(position) | At::Pair { below: position, .. } => Subject {
                certificate: self.certificate(position),
                issuer: position.checked_add(1).and_then(|above| self.certificate(above)).or(of_anchor),
                is_leaf: position == 0,
                anchor: None,
            },
            At::Anchor => Subject { certificate: of_anchor, issuer: None, is_leaf: false, anchor: self.anchor },
            _ => Subject { certificate: self.certificates.first(), issuer: None, is_leaf: true, anchor: None },
        }
    }
}

/// Who stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Missing,
    Anchor,
    Certificate(u32),
}

/// Draws the path from the anchor down, each finding marked below the certificate that it is about.
fn tree(document: &mut Document, path: Shown<'_>, findings: &[Finding], revocation: &[Status], question: &Question) {
    let top = match path.anchor {
        Some(_) if path.anchor_is_top() => None,
        Some(_) => Some(Row::Anchor),
        None if findings.iter().any(|finding| finding.code() == &codes::ISSUER_UNKNOWN) => Some(Row::Missing),
        None => None,
    };
    let below = (0..).zip(path.certificates).map(|(position, _)| Row::Certificate(position));
    let rows: Vec<Row> = top.into_iter().chain(below.collect::<Vec<_>>().into_iter().rev()).collect();
    frame(document, "");
    let mut left_out = 0_usize;
    for (index, row) in rows.iter().enumerate() {
        let is_marked = findings.iter().any(|finding| marks(finding, *row));
        let is_end = index < MOST_ROWS / 2 || index + MOST_ROWS / 2 >= rows.len();
        if rows.len() > MOST_ROWS && !is_end && !is_marked {
            left_out += 1;
            continue;
        }
        let indent = "   ".repeat(index.min(MOST_LEVELS));
        if std::mem::take(&mut left_out) > 0 {
            frame(document, format!("{indent}..."));
        }
        draw(document, *row, index, path, revocation);
        let mut decisive = true;
        for (number, finding) in findings.iter().enumerate() {
            if marks(finding, *row) && number < MOST_FINDINGS {
                mark(document, finding, number == 0 && decisive, *row, &indent, path, question);
                decisive = false;
            }
        }
    }
    frame(document, "");
}

fn draw(document: &mut Document, row: Row, index: usize, path: Shown<'_>, revocation: &[Status]) {
    let branch = match index.min(MOST_LEVELS) {
        0 => String::new(),
        level => format!("{}└─ ", "   ".repeat(level - 1)),
    };
    let (name, role) = match row {
        Row::Missing => (path.certificates.last().map(|top| top.issuer().to_string()), "not found".to_owned()),
        Row::Anchor => (path.anchor.map(|anchor| anchor.name().to_string()), "anchor".to_owned()),
        Row::Certificate(position) => {
            let what = match (position, path.anchor) {
                (_, Some(anchor)) if path.anchor_is_top() && anchor.is_pinned_leaf() => "pinned".to_owned(),
                (0, _) => "leaf".to_owned(),
                (position, _) => format!("certificate {position}"),
            };
            let status = usize::try_from(position).ok().and_then(|position| revocation.get(position));
            let status = status.map(|status| format!(", {}", short(status.to_string()))).unwrap_or_default();
            let certificate = path.certificate(position);
            let until =
                certificate.map(|certificate| format!(", until {}", certificate.not_after())).unwrap_or_default();
            (certificate.map(|certificate| certificate.subject().to_string()), format!("{what}{until}{status}"))
        }
    };
    let line = Line::of(Style::Frame, format!("   |  {branch}")).and(Style::Strong, shown_name(name));
    document.push(line.plain(format!("  ({role})")));
}

/// A mark below the name in a row: `^^^` for what decides, `---` for the rest.
fn mark(
    document: &mut Document,
    finding: &Finding,
    decides: bool,
    row: Row,
    indent: &str,
    path: Shown<'_>,
    question: &Question,
) {
    let sets_the_rule = matches!((finding.at(), row), (At::Pair { above, below }, row)
        if row == above.map_or(Row::Anchor, Row::Certificate) && row != Row::Certificate(below));
    let name = match row {
        Row::Missing => path.certificates.last().map(|top| top.issuer().to_string()),
        Row::Anchor => path.anchor.map(|anchor| anchor.name().to_string()),
        Row::Certificate(position) => path.certificate(position).map(|found| found.subject().to_string()),
    };
    let width = shown_name(name).chars().count().clamp(1, 40);
    let text = match (sets_the_rule, decides) {
        (true, _) => "this sets the rule".to_owned(),
        (false, true) => values(finding, question),
        (false, false) => format!("{}: {}", finding.severity().name(), finding.code()),
    };
    let style = if finding.severity() == Severity::Refuse { Style::Error } else { Style::Warning };
    let sign = if decides && !sets_the_rule { "^" } else { "-" };
    let line = Line::of(Style::Frame, format!("   |  {indent}")).and(style, format!("{} {text}", sign.repeat(width)));
    document.push(line);
}

fn shown_name(name: Option<String>) -> String {
    match name {
        Some(name) if name.is_empty() => "(empty name)".to_owned(),
        Some(name) => short(name),
        None => "(unknown)".to_owned(),
    }
}

/// Whether a finding is drawn in this row.
fn marks(finding: &Finding, row: Row) -> bool {
    match finding.at() {
        // It is about the certificate below, and there is nothing to see there.
        At::Cert(_) if finding.code() == &codes::ISSUER_UNKNOWN => row == Row::Missing,
        At::Anchor => row == Row::Anchor,
        At::Cert(position) => row == Row::Certificate(position),
        At::Pair { above, below } => {
            row == Row::Certificate(below) || row == above.map_or(Row::Anchor, Row::Certificate)
        }
        _ => false,
    }
}

/// The values of a finding, with the name of the field that they come from where there is one.
fn values(finding: &Finding, question: &Question) -> String {
    let field = match finding.code() {
        code if code == &codes::EXPIRED => "notAfter ",
        code if code == &codes::NOT_YET_VALID => "notBefore ",
        code if code == &codes::REVOCATION_EXPIRED => "nextUpdate ",
        _ => "",
    };
    match finding.detail() {
        Detail::None => String::new(),
        Detail::Mismatch(mismatch) if mismatch.error().is_none() && !mismatch.nearest().is_empty() => {
            let names: Vec<String> = mismatch.nearest().iter().map(|miss| short(miss.presented())).collect();
            let more = match mismatch.seen().saturating_sub(names.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{} was asked for, and it has {}{more}", question.identity, names.join(", "))
        }
        Detail::Issuer { key_id: Some(key_id), .. } => format!("key identifier {}", short(json::hex(key_id))),
        Detail::Issuer { .. } => String::new(),
        Detail::Purpose { oid } => format!("{} is not among them", help::usage_name(oid.as_oid())),
        detail @ Detail::Time { .. } => format!("{field}{detail}"),
        detail => short(detail.to_string()),
    }
}

/// What a finding is about, in words.
fn place(at: At, path: Shown<'_>) -> String {
    let certificate = |position: u32| match position {
        0 => "the leaf".to_owned(),
        position => format!("certificate {position} of the path"),
    };
    match at {
        At::Anchor => "the anchor".to_owned(),
        At::Cert(position) => certificate(position),
        At::Pair { above, below } => {
            let above = above.map_or_else(|| "the anchor".to_owned(), certificate);
            format!("{} against {above}", certificate(below))
        }
        _ if path.certificates.is_empty() => "the request".to_owned(),
        _ => "the request against the leaf".to_owned(),
    }
}

/// Findings beside the decisive one, each with its rule and help.
fn findings(
    document: &mut Document,
    findings: &[Finding],
    path: Shown<'_>,
    question: &Question,
    wanted: &[ucpki::chain::FetchHint],
) {
    for finding in findings.iter().take(MOST_FINDINGS) {
        document.blank();
        let (style, word) = match finding.severity() {
            Severity::Refuse => (Style::Error, "error"),
            _ => (Style::Warning, "warning"),
        };
        head(document, style, word, finding.code());
        arrow(document, place(finding.at(), path));
        let values = values(finding, question);
        if !values.is_empty() {
            note(document, "found", values);
        }
        rule(document, finding);
        let help = help::finding(finding, path.subject(finding.at()), question, wanted);
        help.into_iter().for_each(|help| note(document, "help", help));
    }
    if findings.len() > MOST_FINDINGS {
        document.blank();
        let left_out = findings.len() - MOST_FINDINGS;
        document.push(Line::default().plain(format!("and {left_out} more; --json has them all")));
    }
}

/// Rule and help below the tree of the decisive finding.
fn notes(document: &mut Document, finding: &Finding, path: Shown<'_>, question: &Question, refused: &Refused) {
    if finding.at() == At::Params {
        note(document, "found", values(finding, question));
    }
    rule(document, finding);
    let help = help::finding(finding, path.subject(finding.at()), question, refused.fetch_hints());
    help.into_iter().for_each(|help| note(document, "help", help));
}

fn rule(document: &mut Document, finding: &Finding) {
    note(document, "rule", finding.code().clause());
    if let Detail::Mismatch(mismatch) = finding.detail() {
        note(document, "note", mismatch.hint().map(|hint| hint.text()).unwrap_or_default());
    }
}

pub(crate) fn head(document: &mut Document, style: Style, word: &str, code: &ucpki::x509::Code) {
    let line = Line::of(style, format!("{word}[{code}]"));
    document.push(line.and(Style::Strong, format!(": {}", code.text())));
}

pub(crate) fn arrow(document: &mut Document, place: impl Into<String>) {
    document.push(Line::of(Style::Frame, "  --> ").plain(place));
}

pub(crate) fn frame(document: &mut Document, text: impl AsRef<str>) {
    document.push(Line::of(Style::Frame, format!("   |  {}", text.as_ref())));
}

/// A line `= word: text`; nothing where there is no text.
pub(crate) fn note(document: &mut Document, word: &str, text: impl Into<String>) {
    let text = text.into();
    if !text.is_empty() {
        let line = Line::of(Style::Frame, "   = ").and(Style::Strong, word);
        document.push(line.plain(format!(": {text}")));
    }
}

fn asked(question: &Question) -> String {
    format!(
        "{} as {} at {}, profile {}{}",
        question.identity,
        json::purpose(&question.purpose),
        question.time,
        question.profile.name(),
        if question.legacy { ", legacy algorithms" } else { "" }
    )
}

fn work(work: &Work) -> String {
    let count = |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let signatures = work.signatures + work.revocation_signatures;
    format!("{} and {} checked", count(signatures, "signature", "signatures"), count(work.paths, "path", "paths"))
}
