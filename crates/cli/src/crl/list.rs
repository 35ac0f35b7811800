//! What a CRL is, for people and for programs.

use crate::json::{self, CodeFacts, hex};
use serde::Serialize;
use std::path::Path;
use ucpki::crl::{Freshness, IndexedCrl};
use ucpki::show::{Document, DocumentLine as Line, Style, short};
use ucpki::x509::extension::{DistributionPointName, IssuingDistributionPoint};
use ucpki::x509::{GeneralName, Time};

/// A CRL, as far as it matters to people.
#[derive(Debug, Serialize)]
pub(super) struct ListFacts {
    file: String,
    pub(super) issuer: String,
    version: u32,
    number: Option<String>,
    #[serde(skip)]
    number_unreadable: bool,
    this_update: String,
    next_update: Option<String>,
    pub(super) freshness: &'static str,
    entries: u32,
    delta_since: Option<String>,
    scope: ScopeFacts,
    unusable: Option<CodeFacts>,
}

#[derive(Debug, Default, Serialize)]
struct ScopeFacts {
    indirect: bool,
    only: Option<&'static str>,
    reasons: Option<Vec<&'static str>>,
    points: Vec<String>,
}

pub(super) fn facts(file: &Path, list: &IndexedCrl, at: Time) -> ListFacts {
    let crl = list.crl();
    ListFacts {
        file: file.display().to_string(),
        issuer: crl.issuer().to_string(),
        version: crl.version(),
        number: crl.crl_number().ok().flatten().map(|number| hex(number.as_bytes())),
        number_unreadable: crl.crl_number().is_err(),
        this_update: crl.this_update().to_string(),
        next_update: crl.next_update().map(|time| time.to_string()),
        freshness: list.freshness(at, None).name(),
        entries: crl.entry_count(),
        delta_since: crl.delta_crl_indicator().ok().flatten().map(|number| hex(number.as_bytes())),
        scope: crl.issuing_distribution_point().ok().flatten().map(|point| scope(&point)).unwrap_or_default(),
        unusable: list.unusable().map(json::code),
    }
}

fn scope(point: &IssuingDistributionPoint<'_>) -> ScopeFacts {
    let kinds = [
        (point.only_contains_user_certs(), "end_entities"),
        (point.only_contains_ca_certs(), "cas"),
        (point.only_contains_attribute_certs(), "attribute_certificates"),
    ];
    let points = match point.name() {
        Some(DistributionPointName::FullName(names)) => names.iter().map(point_name).collect(),
        Some(DistributionPointName::RelativeToIssuer(_)) => vec!["relative to the issuer".to_owned()],
        _ => Vec::new(),
    };
    ScopeFacts {
        indirect: point.is_indirect(),
        only: kinds.iter().find(|(holds, _)| *holds).map(|(_, name)| *name),
        reasons: point.only_some_reasons().map(|reasons| reasons.names().collect()),
        points,
    }
}

fn point_name(name: GeneralName<'_>) -> String {
    match name {
        GeneralName::DirectoryName(name) => name.to_string(),
        name => name.text().map_or_else(|| "a name of another kind".to_owned(), str::to_owned),
    }
}

pub(super) fn summary(text: &mut Document, facts: &ListFacts) {
    let number = match facts.number.as_deref() {
        Some(number) => format!("number 0x{number}"),
        None if facts.number_unreadable => "its number cannot be read".to_owned(),
        None => "without number".to_owned(),
    };
    let kind = if facts.delta_since.is_some() { "delta CRL" } else { "CRL" };
    text.push(
        Line::new(Style::Strong, short(&facts.issuer)).plain(format!(": {kind} {number}, {} entries", facts.entries)),
    );
    text.push(Line::new(Style::Frame, "  --> ").plain(short(&facts.file)));
    let until = facts.next_update.as_deref().map_or("without end".to_owned(), |next| format!("until {next}"));
    let style = if facts.freshness == Freshness::Current.name() { Style::Good } else { Style::Warning };
    let freshness = facts.freshness.replace('_', " ");
    text.push(Line::new(Style::Plain, format!("  from {} {until}: ", facts.this_update)).and(style, freshness));
    if let Some(since) = &facts.delta_since {
        text.push(Line::new(Style::Plain, format!("  changes since number 0x{since}")));
    }
    let scope = &facts.scope;
    if scope.indirect {
        text.push(Line::new(Style::Plain, "  indirect: also certificates of other issuers"));
    }
    for (what, value) in [
        ("only certificates of", scope.only.map(|only| only.replace('_', " "))),
        ("only for", scope.reasons.as_ref().map(|reasons| reasons.join(", "))),
        ("distribution point", Some(scope.points.join(", ")).filter(|points| !points.is_empty())),
    ] {
        if let Some(value) = value {
            text.push(Line::new(Style::Plain, format!("  {what} {}", short(value))));
        }
    }
    if let Some(code) = &facts.unusable {
        text.push(
            Line::new(Style::Error, format!("  cannot be used[{}]", code.code)).plain(format!(": {}", code.text)),
        );
    }
}
