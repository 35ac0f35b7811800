//! Judging a request before a CA does.

use crate::builder::{MOST_PASSWORD, verify_proof};
use crate::printable::Printable;
use crate::rules::{LintRule, LintSeverity, RuleSet};
use crate::subject::FIELDS;
use crate::{alt_name, codes, reserved};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use ucpki_crypto::{Hash, KeyKind, Provider, SignatureAlgorithm};
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::extension::{ExtensionKind, KeyUsage};
use ucpki_x509::{
    AttributeRef, CertificationRequest, Code, Error, GeneralName, Oid, OidBuf, RequestAttribute, RequestedExtensions,
    ip_address, oids, pem,
};

/// Something in a request that a rule speaks against.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::csr::{RuleSet, codes, lint_file};
///
/// let file = include_bytes!("../../../tests/data/csr/lint/key-rsa1024.pem");
/// let report = lint_file(file, &RuleSet::PUBLIC_CA, &RUSTCRYPTO)?;
/// for finding in &report.findings {
///     println!("{}: {finding} ({})", finding.severity.name(), finding.source);
/// }
/// assert!(report.findings.iter().any(|finding| finding.code == &codes::KEY_SHORT));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LintFinding {
    /// The rule.
    pub code: &'static Code,
    /// How bad the rule set has it.
    pub severity: LintSeverity,
    /// Where.
    pub part: Part,
    /// What is there, cut where it is long.
    pub value: Option<String>,
    /// Who says so, as the rule set has it.
    pub source: &'static str,
}

/// The part of a request that a finding is about.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::csr::{Part, RuleSet, codes, lint_file};
///
/// /// Which field of a form to mark.
/// fn field(part: &Part) -> &'static str {
///     match part {
///         Part::Subject(..) => "subject",
///         Part::AltName(_) => "names",
///         Part::Key => "key",
///         _ => "file",
///     }
/// }
///
/// let file = include_bytes!("../../../tests/data/csr/lint/name-wildcard.pem");
/// let report = lint_file(file, &RuleSet::PUBLIC_CA, &RUSTCRYPTO)?;
/// let wildcard = report.findings.iter().find(|finding| finding.code == &codes::HOST_WILDCARD).unwrap();
/// assert_eq!(field(&wildcard.part), "names");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// An alternative name, counted from 0.
    AltName(usize),
    /// An attribute of the request.
    Attribute(OidBuf),
    /// A requested extension.
    Extension(OidBuf),
    /// The file as a whole.
    File,
    /// The public key.
    Key,
    /// The signature.
    Signature,
    /// A field of the subject: its place, counted from 0, and its type.
    Subject(usize, OidBuf),
}

/// Everything that there is to say about a request.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::csr::{LintSeverity, RuleSet, lint_file};
///
/// let file = include_bytes!("../../../tests/data/csr/lint/key-rsa1024.pem");
/// let report = lint_file(file, &RuleSet::PRIVATE_CA, &RUSTCRYPTO)?;
/// // Whether to send the request to the CA at all.
/// assert_eq!(report.worst(), Some(LintSeverity::Refuse));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// What was found, by parts in their order.
    pub findings: Vec<LintFinding>,
    /// How many findings more there are: a hostile request could have millions.
    pub omitted: usize,
}

/// RFC 2985, 5.4.2, and what Microsoft's programs write in its place.
const EXTENSION_REQUESTS: [Oid<'static>; 2] = [oids::EXTENSION_REQUEST, oids::MICROSOFT_EXTENSION_REQUEST];

/// What programs and forms leave in a field that nobody filled in; CA/Browser Forum BR, 7.1.4.2 names `.` and `-`.
const PLACEHOLDERS: [&str; 22] = [
    "-",
    ".",
    "?",
    "change me",
    "changeit",
    "changeme",
    "company name",
    "default city",
    "default company ltd",
    "default organization",
    "default state",
    "department",
    "internet widgits pty ltd",
    "n/a",
    "na",
    "none",
    "null",
    "some-state",
    "tbd",
    "unknown",
    "xx",
    "your company",
];

fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let is_mark = !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'.' | b'-' | b'_' | b'?' | b' '));
    is_mark || PLACEHOLDERS.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// Nobody reads more.
const MOST_FINDINGS: usize = 200;
/// Of a value that is shown.
const MOST_CHARACTERS: usize = 80;

impl Report {
    /// The worst severity; `None` if nothing was found.
    #[must_use]
    pub fn worst(&self) -> Option<LintSeverity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Judges the one request of a file.
///
/// Cost: linear in the file, n log n in the number of alternative names, and one signature check.
///
/// # Errors
///
/// Codes of the reader where there is no request, or it cannot be read.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::csr::{RuleSet, codes, lint_file};
///
/// let file = include_bytes!("../../../tests/data/csr/demo/request.pem");
/// let report = lint_file(file, &RuleSet::PUBLIC_CA, &RUSTCRYPTO)?;
/// assert!(report.findings.iter().any(|finding| finding.code == &codes::HOST_SPECIAL_USE), "sip.example.com");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub fn lint_file(file: &[u8], rules: &RuleSet, provider: &Provider) -> Result<Report, Error> {
    let Some(request) = pem::requests(file)?.into_iter().next() else {
        return Err(Error::at_line(&ucpki_x509::codes::PEM_NO_BLOCK, 1));
    };
    let mut linter = Linter::new(rules);
    if pem::blocks(file).all(|block| block.is_err()) {
        linter.found(&codes::NOT_PEM, Part::File, None);
    }
    linter.request(&request, provider);
    Ok(linter.report)
}

/// Judges a request, wherever it came from.
///
/// Cost: as [`lint_file`].
#[must_use]
pub fn lint(request: &CertificationRequest, rules: &RuleSet, provider: &Provider) -> Report {
    let mut linter = Linter::new(rules);
    linter.request(request, provider);
    linter.report
}

struct Linter<'r> {
    rules: &'r RuleSet,
    report: Report,
}

impl<'r> Linter<'r> {
    fn new(rules: &'r RuleSet) -> Self {
        Self { rules, report: Report::default() }
    }

    fn request(&mut self, request: &CertificationRequest, provider: &Provider) {
        if request.version() != 1 {
            let shown = alloc::format!("version {}", request.version());
            self.found(&codes::VERSION_UNKNOWN, Part::File, Some(&shown));
        }
        self.proof(request, provider);
        self.key(request);
        self.hash(request);
        self.subject(request);
        self.extensions(request);
        self.challenge_password(request);
    }

    fn challenge_password(&mut self, request: &CertificationRequest) {
        let is_it = |attribute: &RequestAttribute<'_>| attribute.oid() == oids::CHALLENGE_PASSWORD;
        let mut attributes = request.attributes().filter(is_it);
        let Some(attribute) = attributes.next() else { return };
        let part = || Part::Attribute(oids::CHALLENGE_PASSWORD.into());
        self.found(&codes::CHALLENGE_PASSWORD, part(), None);
        // RFC 2985, 5.4.1: SINGLE VALUE TRUE, and a DirectoryString of 1 to pkcs-9-ub-challengePassword characters.
        let is_one = attribute.values().count() == 1 && attributes.next().is_none();
        let fits = |text: &str| (1..=MOST_PASSWORD).contains(&text.chars().count());
        if !is_one || !attribute.text().is_some_and(|text| fits(&text)) {
            self.found(&codes::CHALLENGE_PASSWORD_INVALID, part(), None);
        }
    }

    fn found(&mut self, code: &'static Code, part: Part, value: Option<&str>) {
        let Some(LintRule { severity, source, .. }) = self.rules.rule(code).copied() else { return };
        if severity == LintSeverity::Ignore {
            return;
        }
        if self.report.findings.len() >= MOST_FINDINGS {
            self.report.omitted += 1;
            return;
        }
        let value = value.map(|value| match value.char_indices().nth(MOST_CHARACTERS) {
            Some((cut, _)) => alloc::format!("{}...", value.get(..cut).unwrap_or("")),
            None => value.to_owned(),
        });
        self.report.findings.push(LintFinding { code, severity, part, value, source });
    }

    fn proof(&mut self, request: &CertificationRequest, provider: &Provider) {
        if let Err(error) = verify_proof(&request.as_ref(), provider) {
            // Whether it is a forgery, or one that this provider cannot tell.
            self.found(error.code(), Part::Signature, error.what());
        }
    }

    fn key(&mut self, request: &CertificationRequest) {
        let kind = match KeyKind::from_spki(request.spki()) {
            Ok(kind) => kind,
            Err(refused) => return self.found(&codes::KEY_UNREADABLE, Part::Key, Some(refused.code().text())),
        };
        let limits = *self.rules.limits();
        let shown = alloc::format!("{kind}");
        let code = match kind {
            KeyKind::Rsa { bits } if bits < limits.shortest_rsa => &codes::KEY_SHORT,
            KeyKind::Rsa { bits } if bits > limits.max_rsa_bits => &codes::KEY_LONG,
            KeyKind::Rsa { bits } if bits >= limits.risky_rsa => &codes::KEY_RISKY,
            KeyKind::Rsa { .. } | KeyKind::EcP256 | KeyKind::EcP384 => return,
            KeyKind::EcP521 if limits.p521 => return,
            KeyKind::Ed25519 if limits.ed25519 => return,
            KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87 if limits.ml_dsa => return,
            KeyKind::EcP192 | KeyKind::EcP224 => &codes::KEY_SHORT,
            _ => &codes::KEY_KIND,
        };
        self.found(code, Part::Key, Some(&shown));
    }

    fn hash(&mut self, request: &CertificationRequest) {
        let hash = SignatureAlgorithm::parse(request.signature_algorithm()).ok().and_then(|algorithm| algorithm.hash());
        if let Some(hash) = hash.filter(|hash| *hash < Hash::Sha224) {
            self.found(&codes::HASH_WEAK, Part::Signature, Some(hash.name()));
        }
    }

    fn subject(&mut self, request: &CertificationRequest) {
        if request.subject().common_names().next().is_none() {
            self.found(&codes::COMMON_NAME_MISSING, Part::Subject(0, oids::COMMON_NAME.into()), None);
        }
        let mut common_names = 0;
        for (index, attribute) in request.subject().attributes().enumerate() {
            let part = || Part::Subject(index, attribute.oid().into());
            if attribute.oid() == oids::COMMON_NAME {
                common_names += 1;
                if common_names == 2 {
                    self.found(&codes::COMMON_NAME_REPEATED, part(), None);
                }
            }
            match attribute.text() {
                Some(text) => self.field(&attribute, part(), &text),
                None => self.found(&codes::FIELD_UNREADABLE, part(), None),
            }
        }
    }

    fn field(&mut self, attribute: &AttributeRef<'_>, part: Part, text: &str) {
        let oid = attribute.oid();
        if text.trim().is_empty() {
            return self.found(&codes::FIELD_EMPTY, part, None);
        }
        if oid == oids::COUNTRY_NAME && (text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_uppercase())) {
            return self.found(&codes::COUNTRY_INVALID, part, Some(text));
        }
        if let Some(field) = FIELDS.iter().find(|field| field.oid == oid && text.chars().count() > field.most) {
            self.found(&codes::FIELD_TOO_LONG, part.clone(), Some(&field.too_long(text)));
        }
        if is_placeholder(text) {
            self.found(&codes::PLACEHOLDER, part.clone(), Some(text));
        }
        if oid == oids::ORGANIZATIONAL_UNIT_NAME {
            self.found(&codes::UNIT_PRESENT, part.clone(), Some(text));
        }
        if oid == oids::COMMON_NAME && alt_name::reads_as_address(text) {
            self.found(&codes::COMMON_NAME_ADDRESS, part.clone(), Some(text));
        }
        let forbidden = self.rules.limits().forbidden;
        if oid != oids::EMAIL_ADDRESS && text.contains(|character| forbidden.contains(character)) {
            self.found(&codes::FORBIDDEN_CHARACTER, part.clone(), Some(text));
        }
        if oid == oids::COMMON_NAME && text.contains('*') {
            self.found(&codes::HOST_WILDCARD, part, Some(text));
        }
    }

    fn extensions(&mut self, request: &CertificationRequest) {
        let places = request.attributes().filter(|attribute| EXTENSION_REQUESTS.contains(&attribute.oid()));
        if places.map(|attribute| attribute.values().count()).sum::<usize>() > 1 {
            self.found(&codes::EXTENSION_REQUEST_REPEATED, Part::Attribute(oids::EXTENSION_REQUEST.into()), None);
        }
        let requested = match request.extension_request() {
            Ok(Some(requested)) => requested,
            Ok(None) => {
                self.extension(&codes::USAGE_MISSING, oids::EXTENDED_KEY_USAGE);
                return self.extension(&codes::NAMES_MISSING, oids::SUBJECT_ALT_NAME);
            }
            Err(_) => return self.extension(&codes::EXTENSION_UNREADABLE, oids::EXTENSION_REQUEST),
        };
        if requested.has_repeated() {
            self.found(&codes::EXTENSION_REPEATED, Part::Attribute(oids::EXTENSION_REQUEST.into()), None);
        }
        for extension in requested.extensions() {
            if extension.is_critical() && ExtensionKind::from_oid(extension.oid()).is_none() {
                self.extension(&codes::CRITICAL_UNKNOWN, extension.oid());
            }
        }
        self.basic_constraints(&requested);
        self.usages(&requested);
        self.subject_alt_name(request, &requested);
    }

    fn extension(&mut self, code: &'static Code, oid: Oid<'_>) {
        self.found(code, Part::Extension(oid.into()), None);
    }

    fn basic_constraints(&mut self, requested: &RequestedExtensions<'_>) {
        match requested.basic_constraints() {
            Ok(Some(constraints)) if constraints.is_ca() => {
                self.extension(&codes::CA_REQUESTED, oids::BASIC_CONSTRAINTS);
            }
            Ok(_) => {}
            Err(_) => self.extension(&codes::EXTENSION_UNREADABLE, oids::BASIC_CONSTRAINTS),
        }
    }

    fn usages(&mut self, requested: &RequestedExtensions<'_>) {
        match requested.key_usage() {
            Ok(Some(usage)) if usage.contains(KeyUsage::KEY_AGREEMENT) => {
                self.extension(&codes::KEY_AGREEMENT, oids::KEY_USAGE);
            }
            Ok(_) => {}
            Err(_) => self.extension(&codes::EXTENSION_UNREADABLE, oids::KEY_USAGE),
        }
        let Ok(usage) = requested.extended_key_usage() else {
            return self.extension(&codes::EXTENSION_UNREADABLE, oids::EXTENDED_KEY_USAGE);
        };
        let has = |purpose| usage.as_ref().is_some_and(|usage| usage.contains(purpose));
        if !has(oids::SERVER_AUTH) && !has(oids::CLIENT_AUTH) {
            self.extension(&codes::USAGE_MISSING, oids::EXTENDED_KEY_USAGE);
        }
        if has(oids::CLIENT_AUTH) {
            self.extension(&codes::CLIENT_AUTH, oids::EXTENDED_KEY_USAGE);
        }
    }

    fn subject_alt_name(&mut self, request: &CertificationRequest, requested: &RequestedExtensions<'_>) {
        let names = match requested.subject_alt_name() {
            Ok(Some(names)) => names,
            Ok(None) => return self.extension(&codes::NAMES_MISSING, oids::SUBJECT_ALT_NAME),
            Err(_) => return self.extension(&codes::EXTENSION_UNREADABLE, oids::SUBJECT_ALT_NAME),
        };
        for (index, name) in names.iter().enumerate() {
            if let GeneralName::IpAddress(bytes) = name
                && ip_address(bytes).is_none()
            {
                let shown = alloc::format!("{} bytes", bytes.len());
                self.found(&codes::ADDRESS_INVALID, Part::AltName(index), Some(&shown));
            }
        }
        self.alt_names(request, names.iter().map(GeneralNameBuf::from));
    }

    fn alt_names(&mut self, request: &CertificationRequest, names: impl Iterator<Item = GeneralNameBuf>) {
        let mut seen = BTreeSet::new();
        for (index, name) in names.enumerate() {
            let part = Part::AltName(index);
            let shown = alloc::format!("{name}");
            match &name {
                GeneralNameBuf::Dns(host) => self.host(host, &part, &shown),
                GeneralNameBuf::Ip(address) if reserved::is_reserved(*address) => {
                    self.found(&codes::ADDRESS_RESERVED, part.clone(), Some(&shown));
                }
                GeneralNameBuf::Ip(_) => {}
                _ => self.found(&codes::NAME_KIND, part.clone(), Some(&shown)),
            }
            if !seen.insert(name.comparison_key()) {
                self.found(&codes::NAME_REPEATED, part, Some(&shown));
            }
        }
        // The last common name is the most specific.
        let common_name = request.subject().common_names().last();
        let common_name = common_name.as_ref().and_then(AttributeRef::text);
        if let Some(common_name) = common_name.filter(|name| !name.trim().is_empty()) {
            let as_dns = GeneralNameBuf::Dns(common_name.to_ascii_lowercase());
            let as_ip = common_name.parse().ok().map(GeneralNameBuf::Ip);
            if !seen.contains(&as_dns) && !as_ip.is_some_and(|address| seen.contains(&address)) {
                let is_common_name = |attribute: &AttributeRef<'_>| attribute.oid() == oids::COMMON_NAME;
                let places = request.subject().attributes().enumerate();
                let place = places.filter(|(_, attribute)| is_common_name(attribute)).last().map_or(0, |(at, _)| at);
                self.found(
                    &codes::COMMON_NAME_ALONE,
                    Part::Subject(place, oids::COMMON_NAME.into()),
                    Some(&common_name),
                );
            }
        }
    }

    fn host(&mut self, host: &str, part: &Part, shown: &str) {
        let code = if alt_name::reads_as_address(host) {
            &codes::HOST_IS_ADDRESS
        } else if host.contains('*') {
            &codes::HOST_WILDCARD
        } else if !alt_name::is_host_name(host) || host.contains('_') {
            &codes::HOST_INVALID
        } else if alt_name::has_numeric_end(host) {
            &codes::HOST_NUMERIC
        } else if reserved::is_special_use(host) {
            &codes::HOST_SPECIAL_USE
        } else if !host.contains('.') {
            &codes::HOST_SINGLE_LABEL
        } else {
            return;
        };
        self.found(code, part.clone(), Some(shown));
    }
}

impl fmt::Display for LintFinding {
    /// The rule and the value, in one line: what would begin another or act on a terminal is escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        self.value.iter().try_for_each(|value| write!(f, ": {}", Printable(value)))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AltName(index) => write!(f, "alternative name {index}"),
            Self::Attribute(oid) => write!(f, "attribute {oid}"),
            Self::Extension(oid) => write!(f, "extension {oid}"),
            Self::File => f.write_str("file"),
            Self::Key => f.write_str("key"),
            Self::Signature => f.write_str("signature"),
            Self::Subject(index, oid) => match FIELDS.iter().find(|field| field.oid == oid.as_oid()) {
                Some(field) => write!(f, "subject field {index}, {}", field.short),
                None => write!(f, "subject field {index}, {oid}"),
            },
        }
    }
}
