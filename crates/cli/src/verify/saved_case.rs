//! `--save-case`: a question with its inputs and its answer, as a folder that is a test case.
//!
//! The form is that of the folders below `tests/data` in the repository, so that a report from the field becomes a test by
//! being copied there. Certificates, CRLs, names and times go into the folder; there are no private keys.

use super::question::{Inputs, Judged, Question};
use crate::files::Failure;
use crate::files::output::{self, Target};
use std::fmt::{Display, Write as _};
use std::fs;
use std::io;
use std::path::Path;
use ucpki::chain::{At, Cause, Finding, Refused, Severity, UsageMode};
use ucpki::matcher::Identity;
use ucpki::show::VerdictParams;
use ucpki::x509::Certificate;
use ucpki::x509::der::Writer;
use ucpki::x509::pem::{self, ParsedCertificate};

/// Writes the folder, which must not exist or be empty: all of its files, or none.
pub(super) fn write(folder: &Path, judged: &Judged, inputs: &Inputs) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        Failure::of_file(folder, error.to_string()).help("--save-case wants a folder that is new or empty")
    };
    fs::create_dir_all(folder).map_err(failed)?;
    if fs::read_dir(folder).map_err(failed)?.next().is_some() {
        return Err(failed(io::Error::new(io::ErrorKind::DirectoryNotEmpty, "the folder is not empty")));
    }
    let files = [
        ("chain.pem", blocks(&inputs.chain)),
        ("anchors.pem", parsed_blocks(&inputs.anchors)),
        ("pinned.pem", parsed_blocks(&inputs.pinned)),
        ("intermediates.pem", blocks(&inputs.intermediates)),
        ("crls.pem", inputs.crls.iter().map(|crl| pem::encode("X509 CRL", crl.crl().as_der())).collect()),
        ("saved.case", case(judged, inputs)),
        // The last, so that a folder with a README is whole.
        ("README.md", readme(&judged.question)),
    ];
    let files = files.iter().filter(|(_, content)| !content.is_empty());
    let files: Vec<_> = files.map(|(name, content)| (folder.join(name), content.as_bytes())).collect();
    let files: Vec<_> = files.iter().map(|(path, content)| (Target::public(path), *content)).collect();
    output::write(&files, false)
}

fn blocks(certificates: &[Certificate]) -> String {
    certificates.iter().map(|certificate| titled(certificate, "CERTIFICATE", certificate.as_der())).collect()
}

/// Certificates as anchors: `TRUSTED CERTIFICATE` where their files said for what they are trusted.
fn parsed_blocks(parsed: &[ParsedCertificate]) -> String {
    let block = |parsed: &ParsedCertificate| match &parsed.trust {
        None => titled(&parsed.certificate, "CERTIFICATE", parsed.certificate.as_der()),
        Some(trust) => {
            let mut settings = Writer::new();
            trust.write(&mut settings);
            let der = [parsed.certificate.as_der(), settings.as_bytes()].concat();
            titled(&parsed.certificate, "TRUSTED CERTIFICATE", &der)
        }
    };
    parsed.iter().map(block).collect()
}

/// A block with the subject above it, for people.
fn titled(certificate: &Certificate, label: &str, der: &[u8]) -> String {
    format!("subject: {}\n{}", certificate.subject(), pem::encode(label, der))
}

/// Lines `key: value`.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, key: &str, value: impl Display) {
        // A String takes everything.
        let _ = writeln!(self.0, "{key}: {value}");
    }

    fn add_if(&mut self, given: bool, key: &str, value: impl Display) {
        if given {
            self.add(key, value);
        }
    }
}

fn case(judged: &Judged, inputs: &Inputs) -> String {
    let params = &judged.question.params;
    let mut lines = Lines::default();
    lines.add("purpose", params.purpose_name());
    lines.add("time", params.time);
    files_and_peer(&mut lines, params, inputs);
    lines.add_if(params.name_mode != params.profile.name_mode(), "name-mode", params.name_mode_name());
    lines.add_if(params.usage_mode != UsageMode::Profile, "usage-mode", params.usage_mode_name());
    lines.add_if(params.legacy, "legacy", "yes");
    params.max_depth.iter().for_each(|depth| lines.add("max-depth", depth));
    params.policies.initial().iter().for_each(|policy| lines.add("policy", policy));
    lines.add_if(params.policies.requires_explicit(), "require-policy", "yes");
    lines.add_if(params.policies.inhibits_mapping(), "inhibit-policy-mapping", "yes");
    lines.add_if(params.policies.inhibits_any(), "inhibit-any-policy", "yes");
    lines.add_if(params.limit_anchors, "limit-anchors", "yes");
    params.distrust_after.iter().for_each(|time| lines.add("distrust-after", time));
    match &judged.answer {
        Ok(_) => lines.add("expect", "ok"),
        Err(refused) => expectations(refused).iter().for_each(|line| lines.add("expect", line)),
    }
    lines.0
}

fn files_and_peer(lines: &mut Lines, params: &VerdictParams, inputs: &Inputs) {
    lines.add("chain", "chain.pem");
    lines.add("anchors", if inputs.anchors.is_empty() { "none" } else { "anchors.pem" });
    lines.add("profile", params.profile.name());
    lines.add("partial-chain", if params.partial_chain { "yes" } else { "no" });
    match &params.identity {
        Identity::Dns(name) => lines.add("name", name),
        Identity::Ip(address) => lines.add("name", address),
        _ => {}
    }
    lines.add_if(!inputs.pinned.is_empty(), "pinned", "pinned.pem");
    lines.add_if(!inputs.intermediates.is_empty(), "intermediates", "intermediates.pem");
    let crls = if inputs.crls.is_empty() { "none" } else { "crls.pem" };
    lines.add_if(params.on_unknown.is_some(), "crls", crls);
    lines.add_if(params.on_unknown == Some(Severity::Warn), "on-unknown", "warn");
}

/// The refusing findings of the best candidate, or the code where there is none.
fn expectations(refused: &Refused) -> Vec<String> {
    let best = refused.candidates().first().map_or(&[][..], |candidate| candidate.findings());
    let refusing = best.iter().filter(|finding| finding.severity() == Severity::Refuse);
    let mut lines: Vec<String> = refusing.map(expectation).collect();
    if matches!(refused.cause(), Cause::Exhausted { .. }) || lines.is_empty() {
        lines = vec![refused.code().name().to_owned()];
    }
    lines
}

fn expectation(finding: &Finding) -> String {
    let at = match finding.at() {
        At::Cert(0) | At::Pair { below: 0, .. } => "leaf".to_owned(),
        At::Cert(position) | At::Pair { below: position, .. } => format!("cert {position}"),
        At::Anchor => "anchor".to_owned(),
        _ => "params".to_owned(),
    };
    format!("{} {at}", finding.code().name())
}

fn readme(question: &Question) -> String {
    format!(
        "# A saved question\n\nWritten by `ucpki {}` with `verify --save-case`, judged at {}. `saved.case` holds the settings \
         and the answer\nthat was given, `chain.pem` the certificate in question first. The files come from whoever made \
         the certificates:\nlook at what they say before you pass them on. There are no private keys in here.\n",
        env!("CARGO_PKG_VERSION"),
        question.params.time
    )
}
