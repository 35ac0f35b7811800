//! What can be said of one certificate without knowing its path.

mod baseline;
mod form;
pub(crate) mod name_constraints;
mod webpki;

use self::form::Role;
use self::name_constraints::Broken;
use crate::check::Check;
use crate::codes;
use crate::config::algorithms::AlgorithmPolicy;
use crate::config::anchor_constraints::AnchorConstraints;
use crate::config::budget::Exhausted;
use crate::config::profile::AnchorChecks;
use crate::config::purpose::{KeyPurpose, UsageMode};
use crate::config::rules::{RuleSet, Severity};
use crate::config::trust::{AnchorEntry, Config};
use crate::params::ValidationParams;
use crate::verdict::finding::{At, Detail, Finding, Findings};
use ucpki_crypto::{Input, KeyKind, KeyRefused, SignatureAlgorithm, VerifyError};
use ucpki_matcher::{Comparisons, Identity, MatchedName, NameMode, match_certificate};
use ucpki_x509::der::Reader;
use ucpki_x509::extension::{ExtendedKeyUsage, ExtensionKind, KeyUsage, NameConstraints};
use ucpki_x509::{Certificate, Code, Error, GeneralName, Oddities, Oid, OidBuf, SpkiRef, oids};

/// Facts about one certificate in one role, under one check.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Warnings and refusals; the position is filled in when the path is known.
    pub(crate) findings: Findings,
    /// Whether a finding refuses.
    pub(crate) refused: bool,
    /// The budget of comparisons ended before the peer's name was found.
    pub(crate) exhausted: bool,
    /// pathLenConstraint; only CAs have one that counts.
    pub(crate) path_length: Option<u32>,
    pub(crate) has_name_constraints: bool,
    /// The key lacks parameters that it inherits from the key above (RFC 5280, 6.1.4 (e)).
    pub(crate) inherits_parameters: bool,
    /// Says something against the purpose that is only a warning: other ways are better.
    pub(crate) less_preferred: bool,
}

/// The place of a certificate whose position is not known yet.
const HERE: At = At::Cert(u32::MAX);

impl Facts {
    /// The facts about the leaf, and which of its names is the peer's.
    ///
    /// `vouched` says that the caller pinned this very certificate: how it is signed does not matter then.
    pub(crate) fn of_leaf(
        leaf: &Certificate,
        vouched: bool,
        config: &Config,
        params: &ValidationParams<'_>,
        budget: &mut Comparisons,
    ) -> (Self, MatchedName) {
        let mut builder = FactsBuilder::new(config, params);
        builder.is_leaf = true;
        builder.common(leaf, params, !vouched);
        builder.form(leaf, Role::Leaf);
        builder.baseline(leaf, Role::Leaf, &params.purpose);
        if let Some(limits) = config.limits_of(leaf) {
            builder.trust(limits, leaf, params);
        }
        let key_usage = builder.read(leaf.key_usage());
        let is_ca = builder.leaf_constraints(leaf, key_usage);
        builder.leaf_usage(leaf, key_usage, params);
        builder.leaf_names(leaf, params);
        if is_ca && params.purpose != KeyPurpose::CrlSigning {
            builder.report(&codes::CA_AS_LEAF, || Detail::None);
        }
        let matched = match match_certificate(&leaf.as_ref(), &params.identity, builder.name_mode, budget) {
            Ok(matched) => matched,
            Err(mismatch) => {
                // Names that were not looked at are not a judgement.
                if *mismatch.code() == ucpki_matcher::codes::COMPARISONS_EXHAUSTED {
                    builder.facts.refused = true;
                    builder.facts.exhausted = true;
                } else {
                    builder.refuse(mismatch.code(), Detail::Mismatch(mismatch));
                }
                MatchedName::Unchecked
            }
        };
        (builder.facts, matched)
    }

    /// The facts about a CA certificate above `leaf`, its name constraints against the leaf included.
    ///
    /// `limits` are those of the anchors of its name and key.
    pub(crate) fn of_ca(
        ca: &Certificate,
        limits: Option<&AnchorConstraints>,
        check: &Check<'_>,
        budget: &mut Comparisons,
    ) -> Result<Self, Exhausted> {
        let params = check.params;
        let mut builder = FactsBuilder::new(check.config, params);
        builder.common(ca, params, true);
        builder.form(ca, Role::Ca);
        builder.baseline(ca, Role::Ca, &params.purpose);
        if ca.oddities().contains(Oddities::SERIAL_ZERO) {
            builder.report(&codes::SERIAL_NOT_POSITIVE, || Detail::None);
        }
        builder.issues(ca, params);
        builder.constrains(ca, check, budget)?;
        if let Some(limits) = limits {
            builder.limits(limits, check, budget)?;
        }
        Ok(builder.facts)
    }

    /// The facts about an anchor: its limits, its key, and of its certificate what the profile judges. Nobody signed it that
    /// matters.
    pub(crate) fn of_anchor(
        entry: &AnchorEntry,
        check: &Check<'_>,
        budget: &mut Comparisons,
    ) -> Result<Self, Exhausted> {
        let (config, params) = (check.config, check.params);
        let mut builder = FactsBuilder::new(config, params);
        let anchor = &entry.anchor;
        match (anchor.as_certificate(), config.profile.anchor_checks()) {
            (Some(certificate), AnchorChecks::Certificate) => {
                builder.common(certificate, params, false);
                builder.form(certificate, Role::Anchor);
                builder.baseline(certificate, Role::Anchor, &params.purpose);
                let aki = certificate.authority_key_identifier().ok().flatten();
                if aki.is_some_and(|aki| webpki::root_aki_is_odd(certificate, &aki)) {
                    builder.report(&codes::ROOT_AKI, || Detail::None);
                }
                builder.issues(certificate, params);
                builder.constrains(certificate, check, budget)?;
            }
            (Some(certificate), AnchorChecks::ValidityAndLimits) => {
                builder.blocked(certificate);
                builder.validity(certificate, params);
                builder.key(certificate.spki());
                builder.own_limits(certificate, params);
                builder.constrains(certificate, check, budget)?;
            }
            // Algorithm policy covers the anchor's key in every profile; its signature never counts.
            (certificate, _) => {
                match certificate {
                    Some(certificate) => builder.blocked(certificate),
                    None if config.blocked.blocks_key(anchor.spki_der()) => {
                        builder.report(&codes::BLOCKED, || Detail::None);
                    }
                    None => {}
                }
                match SpkiRef::parse(anchor.spki_der()) {
                    Ok(spki) => builder.key(spki),
                    Err(error) => builder.report(&codes::KEY_UNUSABLE, || Detail::Read(error)),
                }
            }
        }
        builder.limits(&entry.limits, check, budget)?;
        Ok(builder.facts)
    }
}

/// Facts while they are gathered.
struct FactsBuilder<'a> {
    config: &'a Config,
    identity: &'a Identity,
    name_mode: NameMode,
    usage_mode: UsageMode,
    is_leaf: bool,
    facts: Facts,
}

/// Whether this judge processes an extension, or it cannot change an answer; any other refuses when it is critical.
///
/// Not so: subjectDirectoryAttributes and TLS feature, which nothing in this library acts on.
const fn is_understood(kind: ExtensionKind) -> bool {
    is_read_anyway(kind)
        || matches!(
            kind,
            ExtensionKind::SubjectAltName
                | ExtensionKind::IssuerAltName
                | ExtensionKind::NameConstraints
                | ExtensionKind::CrlDistributionPoints
                | ExtensionKind::FreshestCrl
                | ExtensionKind::AuthorityInfoAccess
                | ExtensionKind::SubjectInfoAccess
                | ExtensionKind::NoRevAvail
                | ExtensionKind::OcspNoCheck
        )
}

/// Whether rules of every role read an extension anyway, and say so if it cannot be read.
const fn is_read_anyway(kind: ExtensionKind) -> bool {
    matches!(
        kind,
        ExtensionKind::AuthorityKeyIdentifier
            | ExtensionKind::SubjectKeyIdentifier
            | ExtensionKind::KeyUsage
            | ExtensionKind::CertificatePolicies
            | ExtensionKind::PolicyMappings
            | ExtensionKind::BasicConstraints
            | ExtensionKind::PolicyConstraints
            | ExtensionKind::ExtendedKeyUsage
            | ExtensionKind::InhibitAnyPolicy
    )
}

// Rules that take a look at something which no other rule looks at, so that it is left out where nobody asks.
const AKI: RuleSet = RuleSet::of(&[&codes::AKI_MISSING]);
const UNUSED: RuleSet = RuleSet::of(&[&codes::UNUSED_EXTENSION_MALFORMED]);
const COMMON_NAME: RuleSet = RuleSet::of(&[&codes::COMMON_NAME_MISSPELLED]);
const WILDCARD: RuleSet = RuleSet::of(&[&codes::WILDCARD_TOO_WIDE]);
const ALTERNATIVE_NAMES: RuleSet = RuleSet::of(&[&codes::SAN_MALFORMED, &codes::ISSUER_ALT_NAME_MALFORMED]);

/// Oddities of the reader, and the rules that they break.
const ODDITIES: &[(Oddities, &Code)] = &[
    (Oddities::ALGORITHMS_DIFFER, &codes::ALGORITHMS_DIFFER),
    (Oddities::EXTENSION_REPEATED, &codes::EXTENSION_REPEATED),
    (Oddities::VERSION_UNKNOWN, &codes::VERSION_UNKNOWN),
    (Oddities::FIELD_BEFORE_ITS_VERSION, &codes::FIELD_BEFORE_ITS_VERSION),
    (Oddities::SERIAL_LONG, &codes::SERIAL_LONG),
    (Oddities::SERIAL_NEGATIVE, &codes::SERIAL_NOT_POSITIVE),
    (Oddities::TIME_FORM, &codes::TIME_FORM),
    (Oddities::EXTENSIONS_EMPTY, &codes::EXTENSIONS_EMPTY),
    (Oddities::ISSUER_EMPTY, &codes::ISSUER_EMPTY),
];

impl<'a> FactsBuilder<'a> {
    fn new(config: &'a Config, params: &'a ValidationParams<'_>) -> Self {
        let (name_mode, usage_mode) = (params.name_mode_in(&config.profile), params.usage_mode);
        Self { config, identity: &params.identity, name_mode, usage_mode, is_leaf: false, facts: Facts::default() }
    }

    /// Whether the profile says anything about one of these rules.
    fn asks(&self, rules: RuleSet) -> bool {
        self.config.profile.asks(rules)
    }

    fn refuse(&mut self, code: &'static Code, detail: Detail) {
        self.facts.refused = true;
        self.facts.findings.push(Finding { code, severity: Severity::Refuse, at: HERE, detail });
    }

    /// Reports a broken rule at the severity of the profile; `detail` is made only if somebody will see it.
    fn report(&mut self, code: &'static Code, detail: impl FnOnce() -> Detail) {
        self.report_at(self.config.profile.severity(code), code, detail);
    }

    /// Reports a rule that has nothing to tell but that it is broken.
    fn broken(&mut self, rule: &'static Code, is_broken: bool) {
        if is_broken {
            self.report(rule, || Detail::None);
        }
    }

    /// Reports a broken rule about the extended key usage.
    fn report_usage(&mut self, code: &'static Code, detail: impl FnOnce() -> Detail) {
        let severity = match self.usage_mode {
            UsageMode::Ignore => Severity::Ignore,
            UsageMode::Prefer => Severity::Warn,
            UsageMode::Profile => self.config.profile.severity(code),
            UsageMode::Require => Severity::Refuse,
        };
        self.facts.less_preferred |= severity == Severity::Warn;
        self.report_at(severity, code, detail);
    }

    fn report_at(&mut self, severity: Severity, code: &'static Code, detail: impl FnOnce() -> Detail) {
        match severity {
            Severity::Ignore => {}
            Severity::Refuse => self.refuse(code, detail()),
            severity => self.facts.findings.push(Finding { code, severity, at: HERE, detail: detail() }),
        }
    }

    /// A decoded extension; one that cannot be read is reported, and counts as missing.
    fn read<T>(&mut self, value: Result<Option<T>, Error>) -> Option<T> {
        value.unwrap_or_else(|error| {
            self.malformed(error);
            None
        })
    }

    /// What the caller blocks.
    fn blocked(&mut self, certificate: &Certificate) {
        if self.config.blocked.blocks(certificate) {
            self.report(&codes::BLOCKED, || Detail::None);
        }
    }

    /// RFC 5280, 6.1.3 (a)(2).
    fn validity(&mut self, certificate: &Certificate, params: &ValidationParams<'_>) {
        let time = |bound| move || Detail::Time { bound, at: params.time };
        if params.time > certificate.not_after() {
            self.report(&codes::EXPIRED, time(certificate.not_after()));
        }
        if params.time < certificate.not_before() {
            self.report(&codes::NOT_YET_VALID, time(certificate.not_before()));
        }
    }

    /// What holds for every certificate. `signed` says that its own signature will count.
    fn common(&mut self, certificate: &Certificate, params: &ValidationParams<'_>, signed: bool) {
        self.blocked(certificate);
        self.validity(certificate, params);
        let oddities = certificate.oddities();
        if !oddities.is_empty() {
            for (oddity, code) in ODDITIES {
                if oddities.contains(*oddity) {
                    self.report(code, || Detail::None);
                }
            }
        }
        self.critical_extensions(certificate);
        self.named_bits(certificate);
        self.algorithms(certificate, signed);
        self.key_identifiers(certificate, signed);
        self.policies(certificate);
        if certificate.is_critical(ExtensionKind::AuthorityInfoAccess) {
            self.report(&codes::AIA_CRITICAL, || Detail::None);
        }
        if self.asks(UNUSED) {
            self.unused_extensions(certificate);
        }
        if self.asks(ALTERNATIVE_NAMES) {
            self.alternative_names(certificate);
        }
    }

    /// X.690, 11.2.2, for the key usage.
    fn named_bits(&mut self, certificate: &Certificate) {
        let value = certificate.extension_value(ExtensionKind::KeyUsage);
        let bits = value.and_then(|value| Reader::new(value).ok()?.bit_string().ok());
        if bits.is_some_and(|bits| !bits.is_shortest()) {
            self.report(&codes::NAMED_BITS_PADDED, || Detail::None);
        }
    }

    /// RFC 5280, 6.1.4 (o): whatever is critical must be processed.
    fn critical_extensions(&mut self, certificate: &Certificate) {
        if let Some(extension) = certificate.unknown_critical_extension() {
            self.report(&codes::UNKNOWN_CRITICAL, || Detail::Extension { oid: extension.oid().into() });
        }
        for kind in ExtensionKind::ALL {
            if !certificate.is_critical(*kind) {
                continue;
            }
            if !is_understood(*kind) {
                self.report(&codes::UNKNOWN_CRITICAL, || Detail::Extension { oid: kind.oid().into() });
            } else if !is_read_anyway(*kind)
                && let Err(error) = certificate.check_extension(*kind)
            {
                self.malformed(error);
            }
        }
    }

    /// An extension that matters cannot be read; said once, though several rules read it.
    fn malformed(&mut self, error: Error) {
        let detail = Detail::Read(error);
        let said = |finding: &Finding| finding.code == &codes::EXTENSION_MALFORMED && finding.detail == detail;
        if !self.facts.findings.iter().any(said) {
            self.report(&codes::EXTENSION_MALFORMED, || detail);
        }
    }

    /// That the extensions can be read which the judge processes along the path.
    fn policies(&mut self, certificate: &Certificate) {
        let policies = self.read(certificate.certificate_policies());
        if let Some(policies) = &policies {
            self.policy_form(policies);
        }
        if let Some(policies) = policies.filter(|_| certificate.is_critical(ExtensionKind::CertificatePolicies)) {
            let unknown = policies.iter().flat_map(|one| one.qualifiers()).find(|one| !one.is_understood());
            if let Some(qualifier) = unknown {
                self.report(&codes::POLICY_QUALIFIER_UNKNOWN, || Detail::Extension { oid: qualifier.oid().into() });
            }
        }
        self.read(certificate.policy_mappings());
        self.read(certificate.inhibit_any_policy());
        self.read(certificate.policy_constraints());
        if certificate.has_extension(ExtensionKind::PolicyConstraints)
            && !certificate.is_critical(ExtensionKind::PolicyConstraints)
        {
            self.report(&codes::POLICY_CONSTRAINTS_NOT_CRITICAL, || Detail::None);
        }
    }

    /// What algorithm policy has against a key.
    fn key(&mut self, spki: SpkiRef<'_>) {
        let policy = *self.config.profile.algorithms();
        match KeyKind::from_spki(spki) {
            Ok(kind) => {
                if let Some(least) = policy.refuses_key(kind) {
                    self.report(&codes::KEY_WEAK, || Detail::Key { kind, least });
                } else if let Some(least) = AlgorithmPolicy::MODERN.refuses_key(kind) {
                    self.report(&codes::KEY_OLD, || Detail::Key { kind, least });
                }
                self.facts.inherits_parameters = matches!(kind, KeyKind::Dsa { bits: None });
                if policy.is_large(kind) {
                    self.report(&codes::KEY_LARGE, || Detail::KeyKind(kind));
                }
                if matches!(kind, KeyKind::Rsa { bits } | KeyKind::RsaPss { bits } if bits % 8 != 0) {
                    self.report(&codes::RSA_SIZE_ODD, || Detail::KeyKind(kind));
                }
            }
            // A kind that this library has no name for is as good as the provider says.
            Err(KeyRefused::Unsupported) if self.config.provider.prepare(spki, None).is_ok() => {}
            Err(refused) => self.report(&codes::KEY_UNUSABLE, || Detail::Code(refused.code())),
        }
    }

    fn algorithms(&mut self, certificate: &Certificate, signed: bool) {
        self.key(certificate.spki());
        if !signed {
            return;
        }
        let policy = *self.config.profile.algorithms();
        match SignatureAlgorithm::parse(certificate.signature_algorithm()) {
            Ok(algorithm) => {
                let has_parameters = certificate.signature_algorithm().parameters().is_some();
                if matches!(algorithm, SignatureAlgorithm::Ecdsa(_)) && has_parameters {
                    self.report(&codes::ECDSA_PARAMETERS, || Detail::None);
                }
                if let Some(hash) = policy.refuses_hash(&algorithm) {
                    self.report(&codes::HASH_WEAK, || Detail::Hash(hash));
                } else if let Some(hash) = AlgorithmPolicy::MODERN.refuses_hash(&algorithm) {
                    self.report(&codes::HASH_OLD, || Detail::Hash(hash));
                }
            }
            // Left to the provider, which may know what this library has no name for.
            Err(VerifyError::AlgorithmUnsupported) => {}
            Err(_) => {
                let oid = certificate.signature_algorithm().oid();
                self.report(&codes::ALGORITHM_UNSUPPORTED, || Detail::Algorithm { oid: oid.into() });
            }
        }
    }

    fn key_identifiers(&mut self, certificate: &Certificate, signed: bool) {
        let aki = self.read(certificate.authority_key_identifier());
        self.read(certificate.subject_key_identifier());
        if certificate.is_critical(ExtensionKind::AuthorityKeyIdentifier) {
            self.report(&codes::AKI_CRITICAL, || Detail::None);
        }
        if certificate.is_critical(ExtensionKind::SubjectKeyIdentifier) {
            self.report(&codes::SKI_CRITICAL, || Detail::None);
        }
        // RFC 5280, 4.2.1.1: MUST be in every certificate, but may be left out of a self-signed one.
        let has_key_identifier = aki.is_some_and(|aki| aki.key_identifier().is_some());
        let matters = signed && !has_key_identifier && self.asks(AKI);
        if matters && !(self.is_leaf && self.is_self_signed(certificate)) {
            self.report(&codes::AKI_MISSING, || Detail::None);
        }
    }

    /// RFC 5280, 3.2: "Self-signed certificates are self-issued certificates where the digital signature may be verified by the
    /// public key bound into the certificate."
    fn is_self_signed(&self, certificate: &Certificate) -> bool {
        let verifies = || {
            let key = self.config.provider.prepare(certificate.spki(), None).ok()?;
            let input = Input::Message(certificate.tbs());
            key.verify(certificate.signature_algorithm(), input, certificate.signature()?).ok()
        };
        certificate.is_self_issued() && verifies().is_some()
    }

    /// Extensions that no rule of the judge needs are read for profiles that want well-formed certificates.
    fn unused_extensions(&mut self, certificate: &Certificate) {
        let errors = [
            certificate.authority_info_access().err(),
            certificate.subject_info_access().err(),
            certificate.crl_distribution_points().err(),
            certificate.freshest_crl().err(),
            certificate.issuer_alt_name().err(),
            certificate.subject_directory_attributes().err(),
            certificate.no_rev_avail().err(),
            certificate.ocsp_no_check().err(),
            certificate.subject_alt_name().err(),
            certificate.name_constraints().err(),
            certificate.extended_key_usage().err(),
        ];
        for error in errors.into_iter().flatten() {
            self.report(&codes::UNUSED_EXTENSION_MALFORMED, || Detail::Read(error));
        }
    }

    /// basicConstraints, name constraints and key usage of a leaf. True if it is a CA's certificate.
    fn leaf_constraints(&mut self, leaf: &Certificate, usage: Option<KeyUsage>) -> bool {
        if leaf.oddities().contains(Oddities::SERIAL_ZERO) {
            self.report(&codes::SERIAL_NOT_POSITIVE, || Detail::None);
        }
        let constraints = self.read(leaf.basic_constraints());
        let is_ca = constraints.is_some_and(|constraints| constraints.is_ca());
        if usage.is_some_and(KeyUsage::is_empty) {
            self.report(&codes::KEY_USAGE_EMPTY, || Detail::None);
        }
        if !is_ca {
            if constraints.is_some_and(|constraints| constraints.path_length().is_some())
                || usage.is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN))
            {
                self.report(&codes::CA_FIELDS_IN_LEAF, || Detail::None);
            }
            if leaf.has_extension(ExtensionKind::NameConstraints) {
                self.report(&codes::NAME_CONSTRAINTS_IN_LEAF, || Detail::None);
            }
        }
        if is_ca {
            self.ca_fields(leaf);
            // 4.2.1.9: other CAs, such as those that sign CRLs only, may leave it uncritical.
            let signs = usage.is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
            if signs && !leaf.is_critical(ExtensionKind::BasicConstraints) {
                self.report(&codes::BASIC_CONSTRAINTS_NOT_CRITICAL, || Detail::None);
            }
        }
        is_ca
    }

    fn leaf_usage(&mut self, leaf: &Certificate, key_usage: Option<KeyUsage>, params: &ValidationParams<'_>) {
        let usage = self.read(leaf.extended_key_usage());
        let spelled_out = params.purpose.extended_key_usages().find(|purpose| must_be_spelled_out(*purpose));
        if let Some(purpose) = spelled_out.filter(|purpose| !usage.is_some_and(|usage| usage.contains(*purpose))) {
            // Whatever the mode: without it the certificate is not one of that kind.
            let code = if usage.is_some() { &codes::PURPOSE } else { &codes::EKU_MISSING };
            self.refuse(code, Detail::Purpose { oid: purpose.into() });
        } else if spelled_out == Some(oids::TIME_STAMPING) && !leaf.is_critical(ExtensionKind::ExtendedKeyUsage) {
            // RFC 3161, 2.3: "This extension MUST be critical."
            self.refuse(&codes::PURPOSE, Detail::Purpose { oid: oids::TIME_STAMPING.into() });
        }
        match &usage {
            Some(usage) => self.purpose(usage, params),
            None => {
                if params.purpose.extended_key_usages().next().is_some() {
                    self.report_usage(&codes::EKU_MISSING, || Detail::None);
                }
            }
        }
        if let (Some(key_usage), Some(usage)) = (key_usage, &usage) {
            self.usages_agree(key_usage, usage, &params.purpose);
        }
        if params.purpose == KeyPurpose::CrlSigning
            && key_usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN))
        {
            self.report(&codes::NO_CRL_SIGN, || Detail::None);
        }
    }

    fn purpose(&mut self, usage: &ExtendedKeyUsage<'_>, params: &ValidationParams<'_>) {
        for purpose in params.purpose.extended_key_usages() {
            if !usage.contains(purpose) && !usage.contains_any() {
                self.report_usage(&codes::PURPOSE, || Detail::Purpose { oid: OidBuf::from(purpose) });
            }
        }
    }

    /// The shape of the leaf's names, apart from whom they name.
    fn leaf_names(&mut self, leaf: &Certificate, params: &ValidationParams<'_>) {
        let Some(names) = self.read(leaf.subject_alt_name()) else {
            // Signers of CRLs and OCSP responses are not named by a host (BR 7.1.2.8, 7.1.2.10).
            if !matches!(params.purpose, KeyPurpose::CrlSigning | KeyPurpose::OcspSigning) {
                self.report(&codes::SAN_MISSING, || Detail::None);
            }
            return;
        };
        let critical = leaf.is_critical(ExtensionKind::SubjectAltName);
        if leaf.subject().is_empty() && !critical {
            self.report(&codes::SAN_NOT_CRITICAL, || Detail::None);
        }
        if !leaf.subject().is_empty() && critical {
            self.report(&codes::SAN_CRITICAL, || Detail::None);
        }
        if self.asks(COMMON_NAME) && webpki::misspells_a_name(leaf, names) {
            self.report(&codes::COMMON_NAME_MISSPELLED, || Detail::None);
        }
        if let Some(suffixes) = self.config.public_suffixes
            && self.asks(WILDCARD)
            && let Some(name) = names.iter().find_map(|name| webpki::too_wide(&name, suffixes))
        {
            self.report(&codes::WILDCARD_TOO_WIDE, || Detail::Name(name));
        }
    }

    /// The names of subjectAltName and issuerAltName of any certificate, apart from whom they name.
    fn alternative_names(&mut self, certificate: &Certificate) {
        let kinds = [
            (certificate.subject_alt_name(), &codes::SAN_MALFORMED),
            (certificate.issuer_alt_name(), &codes::ISSUER_ALT_NAME_MALFORMED),
        ];
        for (names, code) in kinds {
            let Ok(Some(names)) = names else { continue };
            // The first is enough: a certificate can hold a hundred thousand.
            if let Some(detail) = names.iter().find_map(|name| malformed(&name)) {
                self.report(code, || detail);
            }
        }
    }

    /// What makes a certificate a CA's (RFC 5280, 6.1.4 (k) to (n)).
    fn issues(&mut self, ca: &Certificate, params: &ValidationParams<'_>) {
        let constraints = self.read(ca.basic_constraints());
        match constraints {
            Some(constraints) if constraints.is_ca() => {
                self.facts.path_length = constraints.path_length();
                if !ca.is_critical(ExtensionKind::BasicConstraints) {
                    self.report(&codes::BASIC_CONSTRAINTS_NOT_CRITICAL, || Detail::None);
                }
            }
            _ => self.report(&codes::NOT_A_CA, || Detail::None),
        }
        let usage = self.read(ca.key_usage());
        if usage.is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) {
            self.report(&codes::NO_CERT_SIGN, || Detail::None);
        }
        self.ca_purpose(ca, params);
        self.ca_fields(ca);
    }

    /// What every certificate of a CA must have, also one that is the target.
    fn ca_fields(&mut self, ca: &Certificate) {
        if ca.subject().is_empty() {
            self.report(&codes::CA_SUBJECT_EMPTY, || Detail::None);
        }
        if !ca.has_extension(ExtensionKind::SubjectKeyIdentifier) {
            self.report(&codes::SKI_MISSING, || Detail::None);
        }
        if ca.has_extension(ExtensionKind::NameConstraints) && !ca.is_critical(ExtensionKind::NameConstraints) {
            self.report(&codes::NAME_CONSTRAINTS_NOT_CRITICAL, || Detail::None);
        }
    }

    /// The purposes of a CA limit the ones below it, except for OCSP: RFC 6960, 4.2.2.2 asks the issuing CA to sign the
    /// responder's certificate, and CAs for TLS do not list OCSPSigning.
    fn ca_purpose(&mut self, ca: &Certificate, params: &ValidationParams<'_>) {
        let usage = self.read(ca.extended_key_usage());
        if let Some(usage) = usage.filter(|_| params.purpose != KeyPurpose::OcspSigning) {
            self.purpose(&usage, params);
        }
    }

    /// Name constraints against the leaf, which is the same on every path, so that this is a local fact.
    fn constrains(&mut self, ca: &Certificate, check: &Check<'_>, budget: &mut Comparisons) -> Result<(), Exhausted> {
        match self.read(ca.name_constraints()) {
            Some(constraints) => self.constrain(&constraints, check, budget),
            None => Ok(()),
        }
    }

    fn constrain(
        &mut self,
        constraints: &NameConstraints<'_>,
        check: &Check<'_>,
        budget: &mut Comparisons,
    ) -> Result<(), Exhausted> {
        self.facts.has_name_constraints = true;
        if name_constraints::has_leading_dot(constraints) {
            self.report(&codes::CONSTRAINT_LEADING_DOT, || Detail::None);
        }
        let fit = name_constraints::check(constraints, check.leaf, self.identity, self.name_mode, budget);
        self.against_the_leaf(fit)?;
        if let Some(host) = self.identity.domain() {
            let fit = name_constraints::check_identity(constraints, check.matched, host, budget);
            self.against_the_leaf(fit)?;
        }
        Ok(())
    }

    /// It is the leaf that breaks the rule, and the CA that sets it.
    fn against_the_leaf(&mut self, fit: Result<(), Broken>) -> Result<(), Exhausted> {
        match fit {
            Ok(()) => {}
            Err(Broken::Exhausted) => return Err(Exhausted),
            Err(Broken::Rule(code, detail)) => {
                self.report(code, || detail);
                if let Some(finding) = self.facts.findings.last_mut().filter(|finding| *finding.code() == *code) {
                    finding.at = At::Pair { above: None, below: 0 };
                }
            }
        }
        Ok(())
    }
}

impl FactsBuilder<'_> {
    /// The limits of an anchor: path length, names, purposes, date.
    fn limits(
        &mut self,
        limits: &AnchorConstraints,
        check: &Check<'_>,
        budget: &mut Comparisons,
    ) -> Result<(), Exhausted> {
        if let Some(most) = limits.most_below() {
            self.facts.path_length = Some(self.facts.path_length.map_or(most, |length| length.min(most)));
        }
        self.trust(limits, check.leaf, check.params);
        for constraints in limits.subtrees() {
            self.constrain(&constraints, check, budget)?;
        }
        Ok(())
    }

    /// The limits that an anchor's certificate sets itself: path length and purposes; name constraints are asked apart.
    fn own_limits(&mut self, certificate: &Certificate, params: &ValidationParams<'_>) {
        let constraints = self.read(certificate.basic_constraints());
        self.facts.path_length = constraints.and_then(|constraints| constraints.path_length());
        self.ca_purpose(certificate, params);
    }

    /// For what, and until when, an anchor is trusted.
    fn trust(&mut self, limits: &AnchorConstraints, leaf: &Certificate, params: &ValidationParams<'_>) {
        for purpose in params.purpose.extended_key_usages().filter(|purpose| !limits.allows(*purpose)) {
            self.report(&codes::ANCHOR_PURPOSE, || Detail::Purpose { oid: purpose.into() });
        }
        if let Some(bound) = limits.distrusts(leaf) {
            self.report(&codes::ANCHOR_DISTRUSTED, || Detail::Issued { bound, issued: leaf.not_before() });
        }
    }
}

/// Whether a purpose must be in the extended key usage by its own name, so that neither a certificate without the extension nor
/// one with anyExtendedKeyUsage will do.
///
/// RFC 6960, 4.2.2.2: "OCSP signing delegation SHALL be designated by the inclusion of id-kp-OCSPSigning in an extended key
/// usage certificate extension"; RFC 3161, 2.3: "with KeyPurposeID having value: id-kp-timeStamping".
fn must_be_spelled_out(purpose: Oid<'_>) -> bool {
    purpose == oids::OCSP_SIGNING || purpose == oids::TIME_STAMPING
}

/// What is wrong with a name by itself (RFC 5280, 4.2.1.6).
fn malformed(name: &GeneralName<'_>) -> Option<Detail> {
    let is_sound = match name {
        GeneralName::DnsName(bytes) => match ucpki_matcher::PresentedDns::parse(bytes) {
            Err(error) => return Some(Detail::Code(error.code())),
            Ok(presented) => !presented.has_underscore(),
        },
        GeneralName::IpAddress(bytes) => matches!(bytes.len(), 4 | 16),
        GeneralName::Rfc822Name(bytes) => name_constraints::is_mailbox(bytes),
        GeneralName::Uri(bytes) => name_constraints::is_absolute_uri(bytes),
        _ => true,
    };
    (!is_sound).then_some(Detail::Code(&codes::SAN_MALFORMED))
}
