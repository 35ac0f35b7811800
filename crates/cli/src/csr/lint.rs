//! `ucpki csr lint`: requests as a CA would judge them.

use super::FORMAT;
use crate::algorithms;
use crate::answer::{Answer, Status};
use crate::files::{self, Failure};
use crate::json::code;
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use ucpki::appliance::{compare_cluster, rule_set, rule_sets};
use ucpki::csr::{LintSeverity, Report, RuleSet, codes, lint_file};
use ucpki::show::{DocumentLine as Line, Style};

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// The requests, PEM or DER
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// public-ca, private-ca, expressway or cucm
    #[arg(long, value_name = "RULES", default_value = "public-ca")]
    rules: String,
    /// Do not report this code, such as csr.host_special_use
    #[arg(long, value_name = "CODE")]
    ignore: Vec<String>,
    /// Report this code as ignore, warn or refuse, such as csr.client_auth=refuse
    #[arg(long, value_name = "CODE=SEVERITY")]
    severity: Vec<String>,
    /// Verify the signatures of old requests too: SHA-1 and MD5
    #[arg(long)]
    legacy: bool,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// The rules that were asked for, with the severities that were changed.
fn rules(arguments: &Lint) -> Result<RuleSet, Failure> {
    let mut rules = rule_set(&arguments.rules).ok_or_else(|| {
        let names: Vec<_> = rule_sets().map(|set| set.name().to_owned()).collect();
        Failure::new(format!("there are no rules {:?}: {}", arguments.rules, names.join(", ")))
    })?;
    let ignored = arguments.ignore.iter().map(|name| (name.as_str(), "ignore"));
    let changed = arguments.severity.iter().map(|text| text.split_once('=').unwrap_or((text, "")));
    for (name, severity) in ignored.chain(changed) {
        let code = codes::ALL.iter().find(|code| code.name() == name);
        let code = code.ok_or_else(|| {
            Failure::new(format!("there is no code {name:?}"))
                .help("`ucpki codes` lists them; those of requests begin with csr.")
        })?;
        let known = [LintSeverity::Ignore, LintSeverity::Warn, LintSeverity::Refuse];
        let severity = known.into_iter().find(|known| known.name() == severity).ok_or_else(|| {
            Failure::new(format!("{severity:?} is not a severity"))
                .help("write it as CODE=ignore, CODE=warn or CODE=refuse")
        })?;
        rules = rules.with(code, severity);
    }
    Ok(rules)
}

pub(super) fn run(arguments: &Lint) -> Result<Answer, Failure> {
    let rules = rules(arguments)?;
    let provider = algorithms::provider(arguments.legacy);
    let mut answer = Answer::both(FORMAT, arguments.json);
    let mut is_refused = false;
    let mut reports = Vec::new();
    let mut requests = Vec::new();
    for file in &arguments.files {
        let source = files::open(file)?;
        let request = source.request()?;
        let report = lint_file(source.bytes(), &rules, &provider).map_err(|error| source.content(error))?;
        is_refused |= report.worst() == Some(LintSeverity::Refuse);
        tell(&mut answer, file, &report, arguments.legacy);
        reports.push(json!({
            "file": file.display().to_string(),
            "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
            "omitted": report.omitted,
        }));
        requests.push(request);
    }
    let differences = compare_cluster(&requests);
    answer.status = Status::refused_if(is_refused || !differences.is_empty());
    let mut cluster = Vec::new();
    for difference in &differences {
        answer.push(Line::new(Style::Error, format!("refuse[{}]", difference.code())).plain(format!(": {difference}")));
        cluster.push(json!({
            "code": code(difference.code()), "request": difference.request, "field": difference.field.name(),
            "first": difference.first, "this": difference.this,
        }));
    }
    answer.members(json!({ "rules": rules.name(), "requests": reports, "cluster": cluster }));
    Ok(answer)
}

fn tell(answer: &mut Answer, file: &Path, report: &Report, legacy: bool) {
    let name = file.display();
    if report.findings.is_empty() {
        answer.push(Line::new(Style::Good, "ok").plain(format!(": {name}")));
    }
    for finding in &report.findings {
        let style = if finding.severity == LintSeverity::Refuse { Style::Error } else { Style::Warning };
        let head = format!("{}[{}]", finding.severity.name(), finding.code);
        answer.push(Line::new(style, head).plain(format!(": {finding}")));
        answer.push(Line::new(Style::Frame, "  --> ").plain(format!("{name}, {}", finding.part)));
        let clause = finding.code.clause();
        let source = if clause.is_empty() || clause.starts_with(finding.source) {
            if clause.is_empty() { finding.source.to_owned() } else { clause.to_owned() }
        } else {
            format!("{} ({clause})", finding.source)
        };
        answer.push(Line::new(Style::Frame, "   = ").plain(format!("source: {source}")));
        if finding.code == &codes::PROOF_UNVERIFIED && !legacy {
            answer.push(Line::new(Style::Frame, "   = ").plain("help: --legacy verifies SHA-1 and MD5"));
        }
    }
    if report.omitted > 0 {
        answer.line("not shown", report.omitted.to_string());
    }
}

fn finding(finding: &ucpki::csr::LintFinding) -> Value {
    json!({
        "code": code(finding.code), "severity": finding.severity.name(), "part": finding.part.to_string(),
        "value": finding.value, "message": finding.to_string(), "source": finding.source,
    })
}
