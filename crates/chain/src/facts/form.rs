//! The form of a certificate: what RFC 5280, section 4 asks of whoever issues it, and section 6 does not check.
//!
//! Nothing here changes who is trusted. Profiles that want well-formed certificates refuse for it, the others warn of some of
//! it. What no rule of the profile asks is not looked at.

use super::FactsBuilder;
use crate::codes;
use crate::config::purpose::KeyPurpose;
use crate::config::rules::RuleSet;
use crate::verdict::finding::Detail;
use ucpki_x509::der::{Reader, Tag};
use ucpki_x509::extension::{
    CertificatePolicies, DistributionPoint, DistributionPointName, ExtendedKeyUsage, ExtensionKind, KeyUsage,
    ReasonFlags,
};
use ucpki_x509::{AttributeRef, Certificate, GeneralName, NameRef, Oddities, Oid, OidBuf, oids};

/// What a certificate is there for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The target of the path.
    Leaf,
    /// A CA between the target and the anchor.
    Ca,
    /// The certificate of an anchor, where the profile judges those.
    Anchor,
}

/// Rules that are seen at a glance, but that no profile for anything but well-formed certificates asks.
const AT_A_GLANCE: RuleSet = RuleSet::of(&[
    &codes::KEY_USAGE_MISSING,
    &codes::PATH_LENGTH_MISPLACED,
    &codes::INHIBIT_ANY_POLICY_NOT_CRITICAL,
    &codes::UNIQUE_IDENTIFIER,
    &codes::NOT_DER,
    &codes::AKI_INCOMPLETE,
]);
const NAMES: RuleSet = RuleSet::of(&[&codes::NAME_MALFORMED, &codes::NAME_TOO_LONG]);
const EMAIL: RuleSet = RuleSet::of(&[&codes::EMAIL_NOT_IN_SAN]);
const POINTS: RuleSet =
    RuleSet::of(&[&codes::DISTRIBUTION_POINTS_PARTIAL, &codes::CRL_ISSUER_SUPERFLUOUS, &codes::CRL_ISSUER_MALFORMED]);
const LDAP: RuleSet = RuleSet::of(&[&codes::LDAP_URI_INCOMPLETE]);
const QUALIFIERS: RuleSet = RuleSet::of(&[&codes::ANY_POLICY_QUALIFIER, &codes::POLICY_QUALIFIER_MALFORMED]);
const MAPPINGS: RuleSet = RuleSet::of(&[&codes::POLICY_MAPPING_ANY_IN_LEAF]);

impl FactsBuilder<'_> {
    /// The rules of this file that need nothing which other rules read as well.
    pub(super) fn form(&mut self, certificate: &Certificate, role: Role) {
        self.warnings(certificate, role);
        if self.asks(AT_A_GLANCE) {
            self.at_a_glance(certificate, role);
        }
        if self.asks(MAPPINGS) && role == Role::Leaf {
            self.leaf_mappings(certificate);
        }
        if self.asks(NAMES) {
            self.name_form(certificate.subject());
            if role != Role::Anchor {
                self.name_form(certificate.issuer());
            }
        }
        if role != Role::Anchor
            && self.asks(EMAIL)
            && let Some(detail) = email_left_out(certificate)
        {
            self.report(&codes::EMAIL_NOT_IN_SAN, || detail);
        }
        if self.asks(POINTS) {
            self.point_form(certificate);
        }
        if self.asks(LDAP) {
            self.directories(certificate);
        }
    }

    fn directories(&mut self, certificate: &Certificate) {
        let points = [certificate.crl_distribution_points(), certificate.freshest_crl()];
        let points = points.into_iter().filter_map(|points| points.ok().flatten()).flat_map(|points| points.iter());
        let is_whole = points.filter_map(|point| point.name()).all(|name| match name {
            DistributionPointName::FullName(names) => names.iter().all(|name| is_whole_ldap(&name)),
            _ => true,
        });
        let accesses = [certificate.authority_info_access(), certificate.subject_info_access()];
        let mut accesses =
            accesses.into_iter().filter_map(|access| access.ok().flatten()).flat_map(|access| access.iter());
        let is_whole = is_whole && accesses.all(|access| is_whole_ldap(&access.location()));
        self.broken(&codes::LDAP_URI_INCOMPLETE, !is_whole);
    }

    /// What every profile says something about.
    fn warnings(&mut self, certificate: &Certificate, role: Role) {
        let has = |kind| certificate.has_extension(kind);
        // 4.2.1.6: "If the subject field contains an empty sequence, then the issuing CA MUST include a subjectAltName".
        let is_nobody = certificate.subject().is_empty() && !has(ExtensionKind::SubjectAltName);
        self.broken(&codes::NOBODY_NAMED, role == Role::Leaf && is_nobody);
        // 4.2.1.15 and 4.2.2.2: "Conforming CAs MUST mark this extension as non-critical."
        self.broken(&codes::FRESHEST_CRL_CRITICAL, certificate.is_critical(ExtensionKind::FreshestCrl));
        self.broken(&codes::SIA_CRITICAL, certificate.is_critical(ExtensionKind::SubjectInfoAccess));
        // RFC 9608, 2 and 3: not critical, not of a CA, and not beside what says where revocation data is.
        if has(ExtensionKind::NoRevAvail) {
            let constraints = certificate.basic_constraints().ok().flatten();
            let is_ca = constraints.is_some_and(|constraints| constraints.is_ca());
            let access = certificate.authority_info_access().ok().flatten();
            let has_responder = access.is_some_and(|access| access.iter().any(|one| one.method() == oids::OCSP));
            let has_pointer =
                has(ExtensionKind::CrlDistributionPoints) || has(ExtensionKind::FreshestCrl) || has_responder;
            let is_critical = certificate.is_critical(ExtensionKind::NoRevAvail);
            self.broken(&codes::NO_REV_AVAIL_MISPLACED, is_critical || is_ca || has_pointer);
        }
    }

    fn at_a_glance(&mut self, certificate: &Certificate, role: Role) {
        let has = |kind| certificate.has_extension(kind);
        let usage = certificate.key_usage().ok().flatten();
        let constraints = certificate.basic_constraints().ok().flatten();
        let is_ca = constraints.is_some_and(|constraints| constraints.is_ca());
        // 4.2.1.3: "Conforming CAs MUST include this extension in certificates that contain public keys that are used to
        // validate digital signatures on other public key certificates or CRLs."
        self.broken(&codes::KEY_USAGE_MISSING, role == Role::Ca && !has(ExtensionKind::KeyUsage));
        // 4.2.1.9: "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted and the key usage
        // extension asserts the keyCertSign bit." Without cA: CA_FIELDS_IN_LEAF.
        let has_length = constraints.is_some_and(|constraints| constraints.path_length().is_some());
        let signs = usage.is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
        self.broken(&codes::PATH_LENGTH_MISPLACED, is_ca && has_length && !signs);
        // 4.2.1.14: "Conforming CAs MUST mark this extension as critical."
        let inhibits = has(ExtensionKind::InhibitAnyPolicy);
        let is_uncritical = inhibits && !certificate.is_critical(ExtensionKind::InhibitAnyPolicy);
        self.broken(&codes::INHIBIT_ANY_POLICY_NOT_CRITICAL, is_uncritical);
        // 4.1.2.8: "CAs conforming to this profile MUST NOT generate certificates with unique identifiers."
        let has_unique = certificate.issuer_unique_id().is_some() || certificate.subject_unique_id().is_some();
        self.broken(&codes::UNIQUE_IDENTIFIER, has_unique);
        // X.690, 11.5; RFC 5280, 4.2.1.9 and 4.1 with DER.
        let is_der = !constraints.is_some_and(|constraints| constraints.spells_out_default())
            && !certificate.oddities().contains(Oddities::DEFAULT_SPELLED_OUT)
            && !writes_minimum(certificate)
            && is_sorted(certificate.subject())
            && is_sorted(certificate.issuer());
        self.broken(&codes::NOT_DER, !is_der);
        // 4.2.1.1 and appendix A.2: both "MUST both be present or both be absent".
        let aki = certificate.authority_key_identifier().ok().flatten();
        self.broken(&codes::AKI_INCOMPLETE, aki.is_some_and(|aki| aki.issuer().is_some() != aki.serial().is_some()));
    }

    /// 4.2.1.12: "If a certificate contains both a key usage extension and an extended key usage extension, then both extensions
    /// MUST be processed independently and the certificate MUST only be used for a purpose consistent with both extensions."
    pub(super) fn usages_agree(&mut self, usage: KeyUsage, purposes: &ExtendedKeyUsage<'_>, purpose: &KeyPurpose) {
        if usage.is_empty() {
            // Said by KEY_USAGE_EMPTY.
            return;
        }
        // What disagrees is rare, and looking through the purposes is not free.
        let mut asked = purpose.extended_key_usages().filter(|one| !allows(usage, *one));
        if let Some(against) = asked.find(|one| purposes.contains(*one)) {
            self.report(&codes::KEY_USAGE_PURPOSE, || Detail::Purpose { oid: against.into() });
        }
    }

    /// 4.2.1.4.
    pub(super) fn policy_form(&mut self, policies: &CertificatePolicies<'_>) {
        if let Some(policy) = repeated(policies) {
            self.report(&codes::POLICY_REPEATED, || Detail::Algorithm { oid: policy });
        }
        if self.asks(QUALIFIERS) {
            self.qualifiers(policies);
        }
    }

    fn qualifiers(&mut self, policies: &CertificatePolicies<'_>) {
        let qualifiers =
            policies.iter().flat_map(|one| one.qualifiers().map(move |qualifier| (one.policy(), qualifier)));
        let (mut is_foreign, mut is_malformed) = (false, false);
        for (policy, qualifier) in qualifiers {
            let is_known = [oids::CPS_QUALIFIER, oids::USER_NOTICE_QUALIFIER].contains(&qualifier.oid());
            // "When qualifiers are used with the special policy anyPolicy, they MUST be limited to the qualifiers identified
            // in this section."
            is_foreign |= !is_known && policy == oids::ANY_POLICY;
            is_malformed |= is_known && !qualifier.is_understood();
        }
        self.broken(&codes::ANY_POLICY_QUALIFIER, is_foreign);
        self.broken(&codes::POLICY_QUALIFIER_MALFORMED, is_malformed);
    }

    /// 4.2.1.5: "Policies MUST NOT be mapped either to or from the special value anyPolicy": above the target, processing the
    /// path refuses that.
    fn leaf_mappings(&mut self, leaf: &Certificate) {
        if let Ok(Some(mappings)) = leaf.policy_mappings() {
            let mut domains = mappings.iter().flat_map(|one| [one.issuer_domain(), one.subject_domain()]);
            let maps_any = domains.any(|domain| domain == oids::ANY_POLICY);
            self.broken(&codes::POLICY_MAPPING_ANY_IN_LEAF, maps_any);
        }
    }

    /// The types and lengths of the attributes of a name (4.1.2.4, appendix A.1).
    fn name_form(&mut self, name: NameRef<'_>) {
        // The first of a kind is enough: a name can hold a hundred thousand.
        if let Some(attribute) = name.attributes().find(is_malformed) {
            self.report(&codes::NAME_MALFORMED, || Detail::Extension { oid: attribute.oid().into() });
        }
        if let Some(attribute) = name.attributes().find(|one| is_too_long(one) && !is_malformed(one)) {
            self.report(&codes::NAME_TOO_LONG, || Detail::Extension { oid: attribute.oid().into() });
        }
    }

    /// 4.2.1.13 and 4.2.1.15.
    fn point_form(&mut self, certificate: &Certificate) {
        let (mut is_partial, mut is_superfluous, mut is_malformed) = (false, false, false);
        let lists = [certificate.crl_distribution_points(), certificate.freshest_crl()];
        for (points, is_base) in lists.into_iter().zip([true, false]) {
            let Ok(Some(points)) = points else { continue };
            // "When a conforming CA includes a cRLDistributionPoints extension in a certificate, it MUST include at least one
            // DistributionPoint that points to a CRL that covers the certificate for all reasons."
            let is_whole =
                |point: DistributionPoint<'_>| point.reasons().is_none_or(|reasons| reasons.contains(ReasonFlags::ALL));
            is_partial |= is_base && !points.iter().any(is_whole);
            for point in points.iter() {
                let Some(names) = point.crl_issuer() else { continue };
                let (mut directories, mut others) = (0_usize, 0_usize);
                for name in names.iter() {
                    match name {
                        GeneralName::DirectoryName(name) if !name.is_empty() => {
                            directories += 1;
                            // "If the certificate issuer is also the CRL issuer, then conforming CAs MUST omit the cRLIssuer
                            // field".
                            is_superfluous |= !is_superfluous && name.matches(certificate.issuer());
                        }
                        _ => others += 1,
                    }
                }
                // "It MUST contain the distinguished name"; and nameRelativeToCRLIssuer "MUST NOT be used when cRLIssuer
                // contains more than one distinguished name".
                let is_relative = matches!(point.name(), Some(DistributionPointName::RelativeToIssuer(_)));
                is_malformed |= others > 0 || directories == 0 || (is_relative && directories > 1);
            }
        }
        self.broken(&codes::DISTRIBUTION_POINTS_PARTIAL, is_partial);
        self.broken(&codes::CRL_ISSUER_SUPERFLUOUS, is_superfluous);
        self.broken(&codes::CRL_ISSUER_MALFORMED, is_malformed);
    }
}

/// Whether name constraints have a minimum of 0, which is the default.
fn writes_minimum(certificate: &Certificate) -> bool {
    let constraints = certificate.name_constraints().ok().flatten();
    constraints.is_some_and(|constraints| {
        constraints.permitted().spells_out_default() || constraints.excluded().spells_out_default()
    })
}

/// X.690, 11.6: the attributes of a relative name are in the order of their encodings.
fn is_sorted(name: NameRef<'_>) -> bool {
    let Ok(mut sets) = Reader::new(name.as_der()).and_then(|mut name| name.sequence()) else { return true };
    let mut next = move || sets.read().ok();
    core::iter::from_fn(&mut next).all(|set| {
        let mut attributes = set.reader();
        let mut last: &[u8] = &[];
        core::iter::from_fn(|| attributes.read().ok()).all(|attribute| {
            let is_later = last <= attribute.encoded();
            last = attribute.encoded();
            is_later
        })
    })
}

/// Whether a URI for LDAP says which entry and which attribute (RFC 4516): 4.2.1.13: "The URI MUST include a <dn> field containing
/// the distinguished name of the entry holding the CRL, MUST include a single <attrdesc>"; 4.2.2.1 and 4.2.2.2 for certificates
/// alike. Other URIs do.
fn is_whole_ldap(name: &GeneralName<'_>) -> bool {
    let GeneralName::Uri(uri) = name else { return true };
    let is_ldap = uri.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"ldap://"));
    let Some(rest) = uri.get(7..).filter(|_| is_ldap) else { return true };
    let slash = rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
    let mut fields = rest.get(slash + 1..).unwrap_or_default().split(|byte| *byte == b'?');
    let is_there = |field: Option<&[u8]>| field.is_some_and(|field| !field.is_empty());
    is_there(fields.next()) && is_there(fields.next())
}

/// A policy that appears twice: "A certificate policy OID MUST NOT appear more than once in a certificate policies extension."
fn repeated(policies: &CertificatePolicies<'_>) -> Option<OidBuf> {
    /// Up to so many are compared with each other, without an allocation.
    const FEW: usize = 8;
    let count = policies.iter().count();
    if count < 2 {
        return None;
    }
    if count <= FEW {
        let mut all = policies.iter().enumerate();
        return all.find_map(|(place, one)| {
            let is_known = policies.iter().take(place).any(|other| other.policy() == one.policy());
            is_known.then(|| one.policy().into())
        });
    }
    let mut sorted: alloc::vec::Vec<&[u8]> = policies.iter().map(|one| one.policy().as_bytes()).collect();
    sorted.sort_unstable();
    let (one, _) = sorted.iter().zip(sorted.iter().skip(1)).find(|(one, other)| one == other)?;
    Oid::new(one).map(OidBuf::from)
}

/// Whether a key that may be used so can serve the purpose: the bits that 4.2.1.12 names as consistent with it.
fn allows(usage: KeyUsage, purpose: Oid<'_>) -> bool {
    let consistent: &[KeyUsage] = match purpose {
        oid if oid == oids::SERVER_AUTH => {
            &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_ENCIPHERMENT, KeyUsage::KEY_AGREEMENT]
        }
        oid if oid == oids::CLIENT_AUTH => &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_AGREEMENT],
        oid if oid == oids::CODE_SIGNING => &[KeyUsage::DIGITAL_SIGNATURE],
        oid if oid == oids::EMAIL_PROTECTION => &[
            KeyUsage::DIGITAL_SIGNATURE,
            KeyUsage::NON_REPUDIATION,
            KeyUsage::KEY_ENCIPHERMENT,
            KeyUsage::KEY_AGREEMENT,
        ],
        oid if oid == oids::TIME_STAMPING || oid == oids::OCSP_SIGNING => {
            &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::NON_REPUDIATION]
        }
        _ => return true,
    };
    consistent.iter().any(|bit| usage.contains(*bit))
}

/// An e-mail address of the subject that subjectAltName lacks (4.1.2.6: "Conforming implementations generating new certificates
/// with electronic mail addresses MUST use the rfc822Name in the subject alternative name extension").
fn email_left_out(certificate: &Certificate) -> Option<Detail> {
    // A subject has a few of them; each is looked for in names that may be many, and the first that is missing ends it.
    const MOST: usize = 8;
    let names = certificate.subject_alt_name().ok().flatten();
    let mut addresses = certificate.subject().attributes_of(oids::EMAIL_ADDRESS).take(MOST);
    let left_out = addresses.find(|address| {
        let same = |name: GeneralName<'_>| {
            matches!(name, GeneralName::Rfc822Name(bytes) if bytes.eq_ignore_ascii_case(address.value()))
        };
        !names.is_some_and(|names| names.iter().any(same))
    })?;
    Some(Detail::Extension { oid: left_out.oid().into() })
}

/// What strings an attribute may be.
enum Strings {
    Directory,
    Printable,
    Ia5,
}

/// An attribute, its kind of string, and how many characters it has at most.
type Attribute = (Oid<'static>, Strings, usize);

/// RFC 5280, appendix A.1: the attributes of names, with their upper bounds.
const ATTRIBUTES: &[Attribute] = &[
    (oids::COMMON_NAME, Strings::Directory, 64),
    (oids::ORGANIZATION_NAME, Strings::Directory, 64),
    (oids::ORGANIZATIONAL_UNIT_NAME, Strings::Directory, 64),
    (oids::COUNTRY_NAME, Strings::Printable, 2),
    (oids::LOCALITY_NAME, Strings::Directory, 128),
    (oids::STATE_OR_PROVINCE_NAME, Strings::Directory, 128),
    (oids::SERIAL_NUMBER, Strings::Printable, 64),
    (oids::DOMAIN_COMPONENT, Strings::Ia5, usize::MAX),
    (oids::EMAIL_ADDRESS, Strings::Ia5, 255),
    (oids::TITLE, Strings::Directory, 64),
    (oids::SURNAME, Strings::Directory, 32_768),
    (oids::GIVEN_NAME, Strings::Directory, 32_768),
    (oids::INITIALS, Strings::Directory, 32_768),
    (oids::GENERATION_QUALIFIER, Strings::Directory, 32_768),
    (oids::PSEUDONYM, Strings::Directory, 128),
    (oids::DN_QUALIFIER, Strings::Printable, usize::MAX),
];

fn known(attribute: &AttributeRef<'_>) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|(oid, ..)| *oid == attribute.oid())
}

fn is_malformed(attribute: &AttributeRef<'_>) -> bool {
    let Some((oid, strings, _)) = known(attribute) else { return false };
    let tag = attribute.tag();
    let is_fitting = match strings {
        // TeletexString, BMPString and UniversalString are for names that were used before; whether one was, nobody can see.
        Strings::Directory => {
            [Tag::UTF8_STRING, Tag::PRINTABLE_STRING, Tag::TELETEX_STRING, Tag::BMP_STRING, Tag::UNIVERSAL_STRING]
                .contains(&tag)
        }
        Strings::Printable => tag == Tag::PRINTABLE_STRING,
        Strings::Ia5 => tag == Tag::IA5_STRING,
    };
    let value = attribute.value();
    // X.680, 41.4.
    let is_printable = |byte: &u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(byte);
    let has_characters = match tag {
        Tag::PRINTABLE_STRING => value.iter().all(is_printable),
        Tag::IA5_STRING => value.is_ascii(),
        _ => attribute.text().is_some(),
    };
    let is_country = *oid != oids::COUNTRY_NAME || (value.len() == 2 && value.iter().all(u8::is_ascii_alphabetic));
    !is_fitting || !has_characters || value.is_empty() || !is_country
}

fn is_too_long(attribute: &AttributeRef<'_>) -> bool {
    let Some((.., most)) = known(attribute) else { return false };
    // A character takes a byte at least.
    attribute.value().len() > *most && attribute.text().is_some_and(|text| text.chars().count() > *most)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn attributes_of_a_relative_name_are_in_the_order_of_their_encodings() {
        let [o, ou] = [[6, 3, 0x55, 4, 10, 0x13, 1, b'b'], [6, 3, 0x55, 4, 11, 0x13, 1, b'a']];
        let set = |attributes: &[&[u8]]| {
            let attributes =
                attributes.iter().flat_map(|one| [&[0x30, 8][..], one].concat()).collect::<alloc::vec::Vec<_>>();
            [&[0x31, u8::try_from(attributes.len()).unwrap()][..], &attributes].concat()
        };
        for (sets, is_right) in [
            (set(&[&o, &ou]), true),
            (set(&[&ou, &o]), false),
            ([set(&[&ou]), set(&[&o])].concat(), true),
            ([set(&[&ou]), set(&[&ou, &o])].concat(), false),
        ] {
            let name = [&[0x30, u8::try_from(sets.len()).unwrap()][..], &sets].concat();
            assert_eq!(is_sorted(NameRef::parse(&name).unwrap()), is_right, "{sets:x?}");
        }
    }
}
