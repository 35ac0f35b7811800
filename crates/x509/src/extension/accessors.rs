//! The questions about extensions that certificates and requests share.

use super::{ExtensionKind, Table};
use crate::Error;
use crate::der::Reader;

/// The extensions of an object, and the bytes in which they stand.
#[derive(Clone, Copy)]
pub(crate) struct TableIn<'a, 'm> {
    pub(crate) der: &'a [u8],
    pub(crate) table: &'m Table,
}

impl<'a> TableIn<'a, '_> {
    #[inline]
    pub(crate) fn decode<T>(
        self,
        kind: ExtensionKind,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        self.table.decode(kind, self.der, read)
    }
}

/// The accessors, on a type with a method `table_in`.
macro_rules! extension_accessors {
    ($a:lifetime) => {
        /// All extensions in their order.
        #[must_use]
        pub fn extensions(&self) -> Extensions<$a> {
            let parts = self.table_in();
            Extensions::trusted(parts.table.all.reader(parts.der))
        }

        /// Whether an extension is there.
        #[must_use]
        #[inline]
        pub fn has_extension(&self, kind: ExtensionKind) -> bool {
            self.table_in().table.has(kind)
        }

        /// Whether an extension is there and critical.
        #[must_use]
        #[inline]
        pub fn is_critical(&self, kind: ExtensionKind) -> bool {
            self.table_in().table.is_critical(kind)
        }

        /// The first critical extension that this library does not read.
        #[must_use]
        pub fn unknown_critical_extension(&self) -> Option<Extension<$a>> {
            let parts = self.table_in();
            let start = parts.table.unknown_critical?;
            Extension::read(&mut Span { start, end: parts.table.all.end }.reader(parts.der)).ok()
        }

        /// The value of a known extension, undecoded.
        #[must_use]
        pub fn extension_value(&self, kind: ExtensionKind) -> Option<&$a [u8]> {
            let parts = self.table_in();
            parts.table.reader(kind, parts.der).map(|reader| reader.rest())
        }

        /// authorityKeyIdentifier (RFC 5280, 4.2.1.1).
        ///
        /// # Errors
        ///
        /// Why the value cannot be read, at its offset in the certificate; so for all that follow.
        pub fn authority_key_identifier(&self) -> Result<Option<AuthorityKeyIdentifier<$a>>, Error> {
            self.table_in().decode(ExtensionKind::AuthorityKeyIdentifier, AuthorityKeyIdentifier::read)
        }

        /// subjectKeyIdentifier (RFC 5280, 4.2.1.2).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn subject_key_identifier(&self) -> Result<Option<&$a [u8]>, Error> {
            self.table_in().decode(ExtensionKind::SubjectKeyIdentifier, |reader| Ok(reader.octet_string()?.content()))
        }

        /// keyUsage (RFC 5280, 4.2.1.3).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn key_usage(&self) -> Result<Option<KeyUsage>, Error> {
            self.table_in().decode(ExtensionKind::KeyUsage, KeyUsage::read)
        }

        /// certificatePolicies (RFC 5280, 4.2.1.4).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn certificate_policies(&self) -> Result<Option<CertificatePolicies<$a>>, Error> {
            self.table_in().decode(ExtensionKind::CertificatePolicies, CertificatePolicies::read)
        }

        /// policyMappings (RFC 5280, 4.2.1.5).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn policy_mappings(&self) -> Result<Option<PolicyMappings<$a>>, Error> {
            self.table_in().decode(ExtensionKind::PolicyMappings, PolicyMappings::read)
        }

        /// subjectAltName (RFC 5280, 4.2.1.6).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn subject_alt_name(&self) -> Result<Option<GeneralNames<$a>>, Error> {
            self.table_in().decode(ExtensionKind::SubjectAltName, GeneralNames::read)
        }

        /// issuerAltName (RFC 5280, 4.2.1.7).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn issuer_alt_name(&self) -> Result<Option<GeneralNames<$a>>, Error> {
            self.table_in().decode(ExtensionKind::IssuerAltName, GeneralNames::read)
        }

        /// subjectDirectoryAttributes (RFC 5280, 4.2.1.8).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn subject_directory_attributes(&self) -> Result<Option<SubjectDirectoryAttributes<$a>>, Error> {
            self.table_in().decode(ExtensionKind::SubjectDirectoryAttributes, SubjectDirectoryAttributes::read)
        }

        /// basicConstraints (RFC 5280, 4.2.1.9).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>, Error> {
            self.table_in().decode(ExtensionKind::BasicConstraints, BasicConstraints::read)
        }

        /// nameConstraints (RFC 5280, 4.2.1.10).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn name_constraints(&self) -> Result<Option<NameConstraints<$a>>, Error> {
            self.table_in().decode(ExtensionKind::NameConstraints, NameConstraints::read)
        }

        /// policyConstraints (RFC 5280, 4.2.1.11).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn policy_constraints(&self) -> Result<Option<PolicyConstraints>, Error> {
            self.table_in().decode(ExtensionKind::PolicyConstraints, PolicyConstraints::read)
        }

        /// extKeyUsage (RFC 5280, 4.2.1.12).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn extended_key_usage(&self) -> Result<Option<ExtendedKeyUsage<$a>>, Error> {
            self.table_in().decode(ExtensionKind::ExtendedKeyUsage, ExtendedKeyUsage::read)
        }

        /// cRLDistributionPoints (RFC 5280, 4.2.1.13).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn crl_distribution_points(&self) -> Result<Option<DistributionPoints<$a>>, Error> {
            self.table_in().decode(ExtensionKind::CrlDistributionPoints, DistributionPoints::read)
        }

        /// inhibitAnyPolicy (RFC 5280, 4.2.1.14); a count above `u32::MAX` reads as that number.
        ///
        /// # Errors
        ///
        /// As above; [`codes::INTEGER_RANGE`] for a negative count.
        pub fn inhibit_any_policy(&self) -> Result<Option<u32>, Error> {
            self.table_in().decode(ExtensionKind::InhibitAnyPolicy, |reader| {
                $crate::extension::skip_certs(&reader.expect(Tag::INTEGER)?)
            })
        }

        /// freshestCRL (RFC 5280, 4.2.1.15).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn freshest_crl(&self) -> Result<Option<DistributionPoints<$a>>, Error> {
            self.table_in().decode(ExtensionKind::FreshestCrl, DistributionPoints::read)
        }

        /// authorityInfoAccess (RFC 5280, 4.2.2.1).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn authority_info_access(&self) -> Result<Option<AccessDescriptions<$a>>, Error> {
            self.table_in().decode(ExtensionKind::AuthorityInfoAccess, AccessDescriptions::read)
        }

        /// subjectInfoAccess (RFC 5280, 4.2.2.2).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn subject_info_access(&self) -> Result<Option<AccessDescriptions<$a>>, Error> {
            self.table_in().decode(ExtensionKind::SubjectInfoAccess, AccessDescriptions::read)
        }

        /// noRevAvail (RFC 9608): whether the CA says that it will never publish a revocation.
        ///
        /// # Errors
        ///
        /// As above; [`codes::NULL_INVALID`].
        pub fn no_rev_avail(&self) -> Result<bool, Error> {
            let found = self.table_in().decode(ExtensionKind::NoRevAvail, |reader| {
                let tlv = reader.expect(Tag::NULL)?;
                if tlv.content().is_empty() { Ok(()) } else { Err(tlv.error(&codes::NULL_INVALID)) }
            })?;
            Ok(found.is_some())
        }

        /// id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1): whether the CA says that the responder's own status need not be asked.
        ///
        /// # Errors
        ///
        /// As above; [`codes::NULL_INVALID`].
        pub fn ocsp_no_check(&self) -> Result<bool, Error> {
            let found = self.table_in().decode(ExtensionKind::OcspNoCheck, |reader| {
                let tlv = reader.expect(Tag::NULL)?;
                if tlv.content().is_empty() { Ok(()) } else { Err(tlv.error(&codes::NULL_INVALID)) }
            })?;
            Ok(found.is_some())
        }

        /// Whether the value of an extension can be read, to the end and with all that this library knows of it; an extension
        /// that is not there, or that certificates do not have, can.
        ///
        /// For what is critical: RFC 5280, 4.2, "A certificate-using system MUST reject the certificate if it encounters a
        /// critical extension it does not recognize or a critical extension that contains information that it cannot
        /// process."
        ///
        /// # Errors
        ///
        /// Why it cannot be read.
        pub fn check_extension(&self, kind: ExtensionKind) -> Result<(), Error> {
            match kind {
                ExtensionKind::AuthorityKeyIdentifier => self.authority_key_identifier().map(drop),
                ExtensionKind::SubjectKeyIdentifier => self.subject_key_identifier().map(drop),
                ExtensionKind::KeyUsage => self.key_usage().map(drop),
                ExtensionKind::CertificatePolicies => self.certificate_policies().map(drop),
                ExtensionKind::PolicyMappings => self.policy_mappings().map(drop),
                ExtensionKind::SubjectAltName => self.subject_alt_name().map(drop),
                ExtensionKind::IssuerAltName => self.issuer_alt_name().map(drop),
                ExtensionKind::SubjectDirectoryAttributes => self.subject_directory_attributes().map(drop),
                ExtensionKind::BasicConstraints => self.basic_constraints().map(drop),
                ExtensionKind::NameConstraints => self.name_constraints().map(drop),
                ExtensionKind::PolicyConstraints => self.policy_constraints().map(drop),
                ExtensionKind::ExtendedKeyUsage => self.extended_key_usage().map(drop),
                ExtensionKind::CrlDistributionPoints => self.crl_distribution_points().map(drop),
                ExtensionKind::InhibitAnyPolicy => self.inhibit_any_policy().map(drop),
                ExtensionKind::FreshestCrl => self.freshest_crl().map(drop),
                ExtensionKind::AuthorityInfoAccess => self.authority_info_access().map(drop),
                ExtensionKind::SubjectInfoAccess => self.subject_info_access().map(drop),
                ExtensionKind::NoRevAvail => self.no_rev_avail().map(drop),
                ExtensionKind::OcspNoCheck => self.ocsp_no_check().map(drop),
                ExtensionKind::TlsFeature
                | ExtensionKind::CrlNumber
                | ExtensionKind::DeltaCrlIndicator
                | ExtensionKind::IssuingDistributionPoint
                | ExtensionKind::ReasonCode
                | ExtensionKind::InvalidityDate
                | ExtensionKind::CertificateIssuer
                | ExtensionKind::HoldInstructionCode => Ok(()),
            }
        }
    };
}

pub(crate) use extension_accessors;
