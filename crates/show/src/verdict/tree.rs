//! The drawing of a path, from the anchor down, each finding marked below the certificate that it is about.

use super::path::ShownPath;
use super::values::values;
use crate::document::{Document, DocumentLine, Style, short};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ucpki_chain::{At, Finding, Severity, Status, codes};
use ucpki_matcher::Identity;

/// A longer path is shown by its ends and by the certificates that something is wrong with.
const MOST_ROWS: usize = 20;
/// Deeper levels are not indented further.
const MOST_LEVELS: usize = 8;
/// At most this many findings of one path are told in full.
pub(super) const MOST_FINDINGS: usize = 12;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tree<'a> {
    pub(super) path: ShownPath<'a>,
    /// The first decides.
    pub(super) findings: &'a [&'a Finding],
    /// Along the path; empty where it was not checked.
    pub(super) revocation: &'a [Status],
    pub(super) identity: &'a Identity,
}

/// Who is in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Missing,
    Anchor,
    Certificate(u32),
}

impl Tree<'_> {
    pub(super) fn draw(&self, document: &mut Document) {
        let rows = self.rows();
        document.frame("");
        let mut left_out = 0_usize;
        for (index, row) in rows.iter().enumerate() {
            let is_marked = self.findings.iter().any(|finding| marks(finding, *row));
            let is_end = index < MOST_ROWS / 2 || index + MOST_ROWS / 2 >= rows.len();
            if rows.len() > MOST_ROWS && !is_end && !is_marked {
                left_out += 1;
                continue;
            }
            let indent = "   ".repeat(index.min(MOST_LEVELS));
            if core::mem::take(&mut left_out) > 0 {
                document.frame(format!("{indent}..."));
            }
            self.draw_row(document, *row, index);
            self.mark_row(document, *row, &indent);
        }
        document.frame("");
    }

    fn rows(&self) -> Vec<Row> {
        let top = match self.path.anchor {
            Some(_) if self.path.anchor_is_top() => None,
            Some(_) => Some(Row::Anchor),
            None if self.findings.iter().any(|finding| finding.code() == &codes::ISSUER_UNKNOWN) => Some(Row::Missing),
            None => None,
        };
        let below: Vec<Row> =
            (0..).zip(self.path.certificates).map(|(position, _)| Row::Certificate(position)).collect();
        top.into_iter().chain(below.into_iter().rev()).collect()
    }

    fn draw_row(&self, document: &mut Document, row: Row, index: usize) {
        let branch = match index.min(MOST_LEVELS).checked_sub(1) {
            None => String::new(),
            Some(level) => format!("{}└─ ", "   ".repeat(level)),
        };
        let role = match row {
            Row::Missing => "not found".to_owned(),
            Row::Anchor => "anchor".to_owned(),
            Row::Certificate(position) => self.role(position),
        };
        let line = DocumentLine::new(Style::Frame, format!("   |  {branch}"));
        document.push(line.and(Style::Strong, self.name(row)).plain(format!("  ({role})")));
    }

    /// What a certificate is in the path, until when it is valid, and whether it is revoked.
    fn role(&self, position: u32) -> String {
        let what = match (position, self.path.anchor) {
            (_, Some(anchor)) if self.path.anchor_is_top() && anchor.is_pinned_leaf() => "pinned".to_owned(),
            (0, _) => "leaf".to_owned(),
            (position, _) => format!("certificate {position}"),
        };
        let status = usize::try_from(position).ok().and_then(|position| self.revocation.get(position));
        let status = status.map(|status| format!(", {}", short(status.to_string()))).unwrap_or_default();
        let certificate = self.path.certificate(position);
        let until = certificate.map(|certificate| format!(", until {}", certificate.not_after())).unwrap_or_default();
        format!("{what}{until}{status}")
    }

    fn name(&self, row: Row) -> String {
        let name = match row {
            Row::Missing => self.path.certificates.last().map(|top| top.issuer().to_string()),
            Row::Anchor => self.path.anchor.map(|anchor| anchor.name().to_string()),
            Row::Certificate(position) => self.path.certificate(position).map(|found| found.subject().to_string()),
        };
        match name {
            Some(name) if name.is_empty() => "(empty name)".to_owned(),
            Some(name) => short(name),
            None => "(unknown)".to_owned(),
        }
    }

    fn mark_row(&self, document: &mut Document, row: Row, indent: &str) {
        let mut decisive = true;
        for (number, finding) in self.findings.iter().enumerate().take(MOST_FINDINGS) {
            if marks(finding, row) {
                self.mark(document, finding, number == 0 && decisive, row, indent);
                decisive = false;
            }
        }
    }

    /// A mark below the name in a row: `^^^` for what decides, `---` for the rest.
    fn mark(&self, document: &mut Document, finding: &Finding, decides: bool, row: Row, indent: &str) {
        let sets_the_rule = matches!((finding.at(), row), (At::Pair { above, below }, row)
            if row == above.map_or(Row::Anchor, Row::Certificate) && row != Row::Certificate(below));
        let width = self.name(row).chars().count().clamp(1, 40);
        let text = match (sets_the_rule, decides) {
            (true, _) => "this sets the rule".to_owned(),
            (false, true) => values(finding, self.identity),
            (false, false) => format!("{}: {}", finding.severity().name(), finding.code()),
        };
        let style = if finding.severity() == Severity::Refuse { Style::Error } else { Style::Warning };
        let sign = if decides && !sets_the_rule { "^" } else { "-" };
        let line = DocumentLine::new(Style::Frame, format!("   |  {indent}"));
        document.push(line.and(style, format!("{} {text}", sign.repeat(width))));
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
