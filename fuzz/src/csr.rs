//! `csr_parse` and `lint`: requests read, repeated byte for byte, explained, and judged against plain rules.

use std::net::IpAddr;
use std::sync::LazyLock;
use ucpki_crypto::{NoRandom, PrivateKey, RUSTCRYPTO, SIGNERS};
use ucpki_csr::{Checklist, LintFinding, LintSeverity, RuleSet, codes, lint, repeat, verify_proof};
use ucpki_x509::{CertificationRequest, CertificationRequestRef, GeneralName, oids, pem};

/// What a request asks for: identifier, critical, value.
type Extensions = Vec<(Vec<u8>, bool, Vec<u8>)>;

/// A key from fixed numbers, which signs what is repeated.
static KEY: LazyLock<PrivateKey> =
    LazyLock::new(|| SIGNERS.generate(ucpki_crypto::KeyKind::Ed25519, &mut crate::key::Numbers(1)).expect("a key"));

/// Reads a request, compares it with x509-cert, explains it, and makes it again.
///
/// # Panics
///
/// If what is made again differs, or a place lies outside.
pub fn csr_parse(data: &[u8]) {
    crate::request::read(data);
    let Ok(request) = CertificationRequestRef::parse(data) else { return };
    let owned = request.to_owned();
    let _ = verify_proof(&request, &RUSTCRYPTO);
    let Ok(requested) = request.extension_request() else { return };
    if let Ok(checklist) = Checklist::from_request(&owned) {
        file_says_no_more(&checklist.openssl_file());
    }
    let Ok(builder) = repeat(&owned) else { return };
    let Ok(again) = builder.sign(&KEY, KEY.algorithms()[0], &mut NoRandom) else { return };
    verify_proof(&again.as_ref(), &RUSTCRYPTO).expect("our own signature verifies");
    assert_eq!(again.subject().as_der(), request.subject().as_der());
    let mut before: Extensions = requested.iter().flat_map(list).collect();
    let requested = again.extension_request().expect("we wrote it");
    let after: Extensions = requested.iter().flat_map(list).collect();
    // The builder has an order of its own; a request with one kind twice is not made again.
    let mut after = planted::kept(after);
    before.sort();
    after.sort();
    assert_eq!(before, after);
}

fn list(requested: &ucpki_x509::RequestedExtensions<'_>) -> Extensions {
    let extension = |one: ucpki_x509::extension::Extension<'_>| {
        (one.oid().as_bytes().to_vec(), one.is_critical(), one.value().to_vec())
    };
    requested.extensions().map(extension).collect()
}

/// The file has two kinds of lines, and none that a value brought along.
fn file_says_no_more(file: &str) {
    for line in file.lines() {
        let known = line.is_empty() || line == "[ requested ]" || line == "[ requested_names ]";
        let is_setting = line.split_once(" = ").is_some_and(|(name, value)| {
            name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '?'))
                && value.chars().all(|character| character.is_ascii_graphic() && !"$\\#\"';".contains(character))
        });
        assert!(known || is_setting, "{line:?}");
    }
}

/// Judges a request by every set of rules, and by plain ones.
///
/// # Panics
///
/// If both disagree.
pub fn lint_target(data: &[u8]) {
    let Ok(request) = CertificationRequest::parse(data) else {
        // As a file, it is read or refused; nothing more can be said.
        let _ = ucpki_csr::lint_file(data, &RuleSet::PUBLIC_CA, &RUSTCRYPTO);
        return;
    };
    for rules in ucpki_appliance::rule_sets() {
        let report = lint(&request, &rules, &RUSTCRYPTO);
        assert_eq!(report, lint(&request, &rules, &RUSTCRYPTO));
        assert!(
            report.findings.len() <= 200
                && report.findings.iter().all(|finding| finding.severity != LintSeverity::Ignore)
        );
        assert!(report.findings.iter().all(|finding| finding.to_string().len() < 600));
        let ignoring = rules.rules().iter().fold(rules.clone(), |set, rule| set.with(rule.code, LintSeverity::Ignore));
        assert_eq!(lint(&request, &ignoring, &RUSTCRYPTO).findings, []);
    }
    let report = lint(&request, &RuleSet::PUBLIC_CA, &RUSTCRYPTO);
    if report.omitted == 0 {
        let findings = planted::findings(report.findings);
        let has = |code: &'static ucpki_x509::Code| findings.iter().any(|finding| finding.code == code);
        plain_rules(&request, &has);
        // PEM or DER decides about one finding only.
        let file = pem::encode("CERTIFICATE REQUEST", data);
        let in_file = ucpki_csr::lint_file(file.as_bytes(), &RuleSet::PUBLIC_CA, &RUSTCRYPTO).expect("it was read");
        assert_eq!(planted::findings(in_file.findings), findings);
    }
}

/// Rules the plain way.
fn plain_rules(request: &CertificationRequest, has: &dyn Fn(&'static ucpki_x509::Code) -> bool) {
    let forbidden = request.subject().attributes().any(|attribute| {
        let is_country = attribute.oid() == oids::COUNTRY_NAME;
        attribute.oid() != oids::EMAIL_ADDRESS
            && !is_country
            && attribute.text().is_some_and(|text| text.contains(['@', '&', '!']))
    });
    assert!(!forbidden || has(&codes::FORBIDDEN_CHARACTER));
    let empty =
        request.subject().attributes().any(|attribute| attribute.text().is_some_and(|text| text.trim().is_empty()));
    assert_eq!(empty, has(&codes::FIELD_EMPTY));
    let proof = verify_proof(&request.as_ref(), &RUSTCRYPTO).err().map(|error| error.code());
    for code in [&codes::PROOF_INVALID, &codes::PROOF_UNVERIFIED] {
        assert_eq!(proof == Some(code), has(code));
    }
    let Ok(Some(requested)) = request.extension_request() else { return };
    let Ok(Some(names)) = requested.subject_alt_name() else { return };
    for name in names.iter() {
        match name {
            GeneralName::DnsName(bytes) if bytes.contains(&b'*') => assert!(has(&codes::HOST_WILDCARD)),
            GeneralName::IpAddress(bytes) => {
                let Ok(bytes) = <[u8; 4]>::try_from(bytes) else { continue };
                let address = IpAddr::from(bytes);
                let IpAddr::V4(v4) = address else { continue };
                let reserved = v4.is_private()
                    || v4.is_loopback()
                    || v4.is_link_local()
                    || v4.is_multicast()
                    || v4.is_documentation()
                    || v4.is_broadcast()
                    || v4.is_unspecified();
                assert!(!reserved || has(&codes::ADDRESS_RESERVED), "{address}");
            }
            _ => {}
        }
    }
}

#[cfg(not(any(ucpki_planted_bug = "csr_parse", ucpki_planted_bug = "lint")))]
mod planted {
    use super::{Extensions, LintFinding};

    pub(super) fn kept(extensions: Extensions) -> Extensions {
        extensions
    }

    pub(super) fn findings(findings: Vec<LintFinding>) -> Vec<LintFinding> {
        findings
    }
}

/// The planted bug: a critical extension whose value has three bytes is lost.
#[cfg(ucpki_planted_bug = "csr_parse")]
mod planted {
    use super::{Extensions, LintFinding};

    pub(super) fn kept(mut extensions: Extensions) -> Extensions {
        extensions.retain(|(_, critical, value)| !(*critical && value.len() == 3));
        extensions
    }

    pub(super) fn findings(findings: Vec<LintFinding>) -> Vec<LintFinding> {
        findings
    }
}

/// The planted bug: an address in 192.0.2.0/24 or 198.51.100.0/24 is not found to be reserved.
#[cfg(ucpki_planted_bug = "lint")]
mod planted {
    use super::{Extensions, LintFinding};

    pub(super) fn kept(extensions: Extensions) -> Extensions {
        extensions
    }

    pub(super) fn findings(findings: Vec<LintFinding>) -> Vec<LintFinding> {
        let lost = |finding: &LintFinding| {
            finding
                .value
                .as_deref()
                .is_some_and(|value| value.starts_with("IP:192.0.2.") || value.starts_with("IP:198.51.100."))
        };
        findings.into_iter().filter(|finding| !lost(finding)).collect()
    }
}
