//! The subject, field by field.

use crate::{CsrError, codes};
use alloc::string::String;
use alloc::vec::Vec;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Name, Oid, oids};

/// The fields of a request's subject; empty ones are left out.
///
/// They are in the order that OpenSSL writes: country, state, locality, organisation, units, common name, e-mail.
///
/// # Examples
///
/// ```
/// use ucpki::csr::Subject;
///
/// let subject = Subject { country: "NO".into(), common_name: "sip.example.com".into(), ..Subject::default() };
/// assert_eq!(subject.to_name()?.as_name().to_string(), "CN=sip.example.com,C=NO");
/// # Ok::<(), ucpki::csr::CsrError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the fields of the page; filled with `..Subject::default()`")]
pub struct Subject {
    /// countryName: two letters of ISO 3166.
    pub country: String,
    /// stateOrProvinceName.
    pub state: String,
    /// localityName.
    pub locality: String,
    /// organizationName.
    pub organization: String,
    /// organizationalUnitName, any number.
    pub organizational_units: Vec<String>,
    /// commonName.
    pub common_name: String,
    /// emailAddress (PKCS #9).
    pub email: String,
}

impl Subject {
    /// The name as it will be in the request.
    ///
    /// # Errors
    ///
    /// [`codes::SUBJECT_INVALID`] for a field that does not fit its type (RFC 5280, appendix A.1: upper bounds in
    /// characters, two letters of country, ASCII in an e-mail address), or that holds a control character;
    /// [`codes::WILDCARD`] for a common name with one.
    pub fn to_name(&self) -> Result<Name, CsrError> {
        if self.common_name.contains('*') {
            return Err(CsrError::about(&codes::WILDCARD, &self.common_name));
        }
        let mut writer = Writer::new();
        let mut trouble = None;
        writer.nested(Tag::SEQUENCE, |name| {
            for (field, value) in self.fields() {
                trouble = trouble.take().or(field.trouble(value));
                name.nested(Tag::SET, |rdn| {
                    rdn.nested(Tag::SEQUENCE, |attribute| {
                        attribute.oid(field.oid);
                        attribute.value(field.tag, value.as_bytes());
                    });
                });
            }
        });
        match trouble {
            Some(trouble) => Err(trouble),
            None => Ok(Name::parse(writer.as_bytes())?),
        }
    }

    fn fields(&self) -> impl Iterator<Item = (&'static Field, &str)> {
        let [country, state, locality, organization, unit, common_name, email] = &FIELDS;
        let front = [
            (country, &self.country),
            (state, &self.state),
            (locality, &self.locality),
            (organization, &self.organization),
        ];
        let units = self.organizational_units.iter().map(move |value| (unit, value));
        let back = [(common_name, &self.common_name), (email, &self.email)];
        let all = front.into_iter().chain(units).chain(back);
        all.map(|(field, value)| (field, value.trim())).filter(|(_, value)| !value.is_empty())
    }
}

/// A type of attribute: how it is written, and how long it may be.
pub(crate) struct Field {
    pub(crate) oid: Oid<'static>,
    tag: Tag,
    pub(crate) short: &'static str,
    /// Upper bound in characters (RFC 5280, appendix A.1; X.520).
    pub(crate) most: usize,
}

impl Field {
    /// What is wrong with a value, with the limit that it breaks.
    fn trouble(&self, value: &str) -> Option<CsrError> {
        let refused = |what: &dyn core::fmt::Display| Some(CsrError::about(&codes::SUBJECT_INVALID, what));
        let short = self.short;
        let is_country = |value: &str| value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase());
        if self.tag == Tag::PRINTABLE_STRING && !is_country(value) {
            return refused(&format_args!(
                "{short} is {value:?}; a country is two capital letters, such as NO (ISO 3166)"
            ));
        }
        if value.chars().count() > self.most {
            return refused(&self.too_long(value));
        }
        if let Some(control) = value.chars().find(|character| character.is_control()) {
            return refused(&format_args!("{short} has the control character {}", control.escape_unicode()));
        }
        if self.tag == Tag::IA5_STRING && !value.is_ascii() {
            return refused(&format_args!("{short} is {value}; an e-mail address here is ASCII"));
        }
        None
    }

    /// The length of a value and its limit.
    pub(crate) fn too_long(&self, value: &str) -> String {
        alloc::format!("{} has {} characters; at most {} (X.520)", self.short, value.chars().count(), self.most)
    }
}

/// RFC 5280, appendix A.1: ub-country-name-alpha-length, ub-state-name, ub-locality-name, ub-organization-name,
/// ub-organizational-unit-name, ub-common-name, ub-emailaddress-length.
pub(crate) static FIELDS: [Field; 7] = [
    Field { oid: oids::COUNTRY_NAME, tag: Tag::PRINTABLE_STRING, short: "C", most: 2 },
    Field { oid: oids::STATE_OR_PROVINCE_NAME, tag: Tag::UTF8_STRING, short: "ST", most: 128 },
    Field { oid: oids::LOCALITY_NAME, tag: Tag::UTF8_STRING, short: "L", most: 128 },
    Field { oid: oids::ORGANIZATION_NAME, tag: Tag::UTF8_STRING, short: "O", most: 64 },
    Field { oid: oids::ORGANIZATIONAL_UNIT_NAME, tag: Tag::UTF8_STRING, short: "OU", most: 64 },
    Field { oid: oids::COMMON_NAME, tag: Tag::UTF8_STRING, short: "CN", most: 64 },
    Field { oid: oids::EMAIL_ADDRESS, tag: Tag::IA5_STRING, short: "emailAddress", most: 255 },
];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn fields_stand_in_the_usual_order() {
        let subject = Subject {
            country: "NO".into(),
            state: "Oslo".into(),
            locality: "Oslo".into(),
            organization: "Blåbær AS".into(),
            organizational_units: ["a".into(), "b".into()].into(),
            common_name: "sip.example.com".into(),
            email: "a@example.com".into(),
        };
        let name = subject.to_name().unwrap();
        let shown = name.as_name().to_string();
        assert!(shown.ends_with("CN=sip.example.com,OU=b,OU=a,O=Blåbær AS,L=Oslo,ST=Oslo,C=NO"), "{shown}");
        assert_eq!(Subject::default().to_name().unwrap().as_name().as_der(), [0x30, 0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let refused = |subject: Subject| subject.to_name().unwrap_err().code();
        for country in ["N", "no", "NOR", "Ø1"] {
            assert_eq!(refused(Subject { country: country.into(), ..Subject::default() }), &codes::SUBJECT_INVALID);
        }
        let long = "å".repeat(65);
        assert_eq!(refused(Subject { organization: long, ..Subject::default() }), &codes::SUBJECT_INVALID);
        assert_eq!(refused(Subject { email: "å@b".into(), ..Subject::default() }), &codes::SUBJECT_INVALID);
        assert_eq!(refused(Subject { locality: "a\nb".into(), ..Subject::default() }), &codes::SUBJECT_INVALID);
        assert_eq!(refused(Subject { common_name: "*.a".into(), ..Subject::default() }), &codes::WILDCARD);
        let fits = Subject { organization: "å".repeat(64), ..Subject::default() };
        assert!(fits.to_name().is_ok());
    }
}
