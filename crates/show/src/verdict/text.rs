//! A verdict for people: what rustc does for programs, for paths of certificates.

use super::context::{Phrase, VerdictContext};
use super::help::Help;
use super::params::VerdictParams;
use super::path::ShownPath;
use super::tree::{MOST_FINDINGS, Tree};
use super::values::values;
use crate::document::{Document, DocumentLine, Style, short};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ucpki_chain::{
    At, Candidate, Cause, Detail, FetchHint, Finding, PolicySet, Refused, Severity, Status, Valid, Work, codes,
};
use ucpki_matcher::MatchedName;
use ucpki_x509::Code;

/// What a text is made from.
#[derive(Clone, Copy)]
pub(super) struct Report<'a> {
    pub(super) params: &'a VerdictParams,
    /// How the leaf is called.
    pub(super) leaf: &'a str,
    pub(super) context: &'a dyn VerdictContext,
}

impl Report<'_> {
    pub(super) fn accepted(&self, valid: &Valid) -> Document {
        let mut document = Document::default();
        let line = DocumentLine::new(Style::Good, "accepted");
        document.push(line.and(Style::Strong, format!(": {}", short(self.peer(valid.identity())))));
        document.arrow(self.leaf);
        let path = ShownPath::of_valid(valid);
        self.draw(&mut document, path, &[], valid.revocation());
        document.note("valid until", valid.valid_until().to_string());
        document.note("judged", self.asked());
        if self.params.on_unknown.is_none() {
            document.note("revocation", format!("not checked: {}", self.context.phrase(Phrase::NoRevocation)));
        }
        // Most paths have none, and nobody asked.
        if let PolicySet::Only(policies) = valid.policies()
            && !policies.is_empty()
        {
            let policies: Vec<String> = policies.iter().map(ToString::to_string).collect();
            document.note("policies", short(policies.join(", ")));
        }
        document.note("work", work(valid.work()));
        let warnings: Vec<&Finding> = valid.findings().iter().collect();
        self.findings(&mut document, &warnings, path, valid.fetch_hints());
        document
    }

    fn peer(&self, name: &MatchedName) -> String {
        match name {
            MatchedName::Unchecked => "the name was not checked".to_owned(),
            MatchedName::Dns { wildcard: true, .. } => format!("{}, by {name}", self.params.identity),
            name => name.to_string(),
        }
    }

    pub(super) fn refused(&self, refused: &Refused, result: &str) -> Document {
        let mut document = Document::default();
        let best = refused.candidates().first();
        match (refused.cause(), best, refused.finding()) {
            (Cause::Exhausted { limit, most }, ..) => {
                let note = format!("this is not a judgement; the limit was {most} {}", limit.name());
                self.without_finding(&mut document, refused, &codes::EXHAUSTED, ("note", &note));
            }
            (_, Some(best), Some(first)) => self.best(&mut document, refused, best, first),
            _ => {
                let rule = ("rule", codes::NO_PATH.clause());
                self.without_finding(&mut document, refused, &codes::NO_PATH, rule);
            }
        }
        self.context.help().into_iter().for_each(|help| document.note("help", help));
        others(&mut document, refused);
        document.blank();
        let line = DocumentLine::new(Style::Error, result);
        document.push(line.plain(format!(": {}; {}", self.asked(), work(refused.work()))));
        document
    }

    /// A refusal that no finding decides.
    fn without_finding(&self, document: &mut Document, refused: &Refused, code: &Code, note: (&str, &str)) {
        document.head(Style::Error, "error", code);
        document.arrow(self.leaf);
        if let Some(best) = refused.candidates().first() {
            let findings: Vec<&Finding> = best.findings().iter().collect();
            self.draw(document, ShownPath::of_candidate(best), &findings, &[]);
        }
        document.note(note.0, note.1);
        let help = self.help(refused.fetch_hints()).refusal(refused);
        help.into_iter().for_each(|help| document.note("help", help));
    }

    /// The best candidate with the finding that decides in front.
    fn best(&self, document: &mut Document, refused: &Refused, best: &Candidate, first: &Finding) {
        let path = ShownPath::of_candidate(best);
        document.head(Style::Error, "error", first.code());
        document.arrow(format!("{}, {}", self.leaf, path.place(first.at())));
        let rest = best.findings().iter().filter(|finding| !core::ptr::eq(*finding, first));
        let shown: Vec<&Finding> = core::iter::once(first).chain(rest).collect();
        self.draw(document, path, &shown, &[]);
        if first.at() == At::Params {
            document.note("found", values(first, &self.params.identity));
        }
        self.notes(document, first, path, refused.fetch_hints());
        self.findings(document, shown.get(1..).unwrap_or_default(), path, refused.fetch_hints());
    }

    /// Findings beside the decisive one, each with its rule and help.
    fn findings(&self, document: &mut Document, findings: &[&Finding], path: ShownPath<'_>, hints: &[FetchHint]) {
        for finding in findings.iter().take(MOST_FINDINGS) {
            document.blank();
            let (style, word) = match finding.severity() {
                Severity::Refuse => (Style::Error, "error"),
                _ => (Style::Warning, "warning"),
            };
            document.head(style, word, finding.code());
            document.arrow(path.place(finding.at()));
            document.note("found", values(finding, &self.params.identity));
            self.notes(document, finding, path, hints);
        }
        if let Some(left_out @ 1..) = findings.len().checked_sub(MOST_FINDINGS) {
            document.blank();
            let all = self.context.phrase(Phrase::Json);
            document.push(DocumentLine::default().plain(format!("and {left_out} more; {all} has them all")));
        }
    }

    /// Rule and help of a finding.
    fn notes(&self, document: &mut Document, finding: &Finding, path: ShownPath<'_>, hints: &[FetchHint]) {
        document.note("rule", finding.code().clause());
        if let Detail::Mismatch(mismatch) = finding.detail() {
            document.note("note", mismatch.hint().map(|hint| hint.text()).unwrap_or_default());
        }
        let help = self.help(hints).finding(finding, path.subject(finding.at()));
        help.into_iter().for_each(|help| document.note("help", help));
    }

    fn draw(&self, document: &mut Document, path: ShownPath<'_>, findings: &[&Finding], revocation: &[Status]) {
        Tree { path, findings, revocation, identity: &self.params.identity }.draw(document);
    }

    const fn help<'b>(&'b self, hints: &'b [FetchHint]) -> Help<'b> {
        Help { params: self.params, context: self.context, hints }
    }

    fn asked(&self) -> String {
        let params = self.params;
        format!(
            "{} as {} at {}, profile {}{}",
            params.identity,
            params.purpose_name(),
            params.time,
            params.profile.name(),
            if params.legacy { ", legacy algorithms" } else { "" }
        )
    }
}

/// The other candidates, a line each.
fn others(document: &mut Document, refused: &Refused) {
    let rest = refused.candidates().get(1..).unwrap_or_default();
    if rest.is_empty() && refused.omitted() == 0 {
        return;
    }
    document.blank();
    document.push(DocumentLine::new(Style::Strong, "other paths that were tried:"));
    for (number, candidate) in (2..).zip(rest) {
        other(document, number, candidate);
    }
    if refused.omitted() > 0 {
        document.push(DocumentLine::default().plain(format!("  and at least {} more", refused.omitted())));
    }
}

fn other(document: &mut Document, number: usize, candidate: &Candidate) {
    let end = match candidate.anchor() {
        Some(anchor) => format!("anchor {}", short(anchor.name().to_string())),
        None => "no anchor".to_owned(),
    };
    let through = match candidate.certificates().get(1..).unwrap_or_default() {
        [] => String::new(),
        [only] => format!("through {} ", short(only.subject().to_string())),
        [first, rest @ ..] => format!("through {} and {} more ", short(first.subject().to_string()), rest.len()),
    };
    document.push(DocumentLine::default().plain(format!("  {number}. {through}to {end}")));
    let decisive = candidate.findings().iter().find(|finding| finding.severity() == Severity::Refuse);
    if let Some(finding) = decisive {
        let place = ShownPath::of_candidate(candidate).place(finding.at());
        let line = DocumentLine::default().plain("     ").and(Style::Error, format!("error[{}]", finding.code()));
        document.push(line.plain(short(format!(": {place}, {finding}"))));
    }
}

fn work(work: &Work) -> String {
    let count = |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let signatures = work.signatures.saturating_add(work.revocation_signatures);
    format!("{} and {} checked", count(signatures, "signature", "signatures"), count(work.paths, "path", "paths"))
}
