use super::{GeneralName, Name, der};
use ucpki_x509::der::{Tag, Writer};

/// The name of a distribution point (RFC 5280, 4.2.1.13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointName {
    /// Complete names.
    Full(Vec<GeneralName>),
    /// A common name below the name of the CRL's issuer.
    Relative(String),
}

impl PointName {
    /// One URI.
    #[must_use]
    pub fn uri(uri: &str) -> Self {
        Self::Full(vec![GeneralName::Uri(uri.to_owned())])
    }

    fn write(&self, writer: &mut Writer) {
        writer.nested(Tag::context_constructed(0), |outer| match self {
            Self::Full(names) => {
                outer.nested(Tag::context_constructed(0), |list| names.iter().for_each(|name| name.write(list)));
            }
            Self::Relative(name) => {
                let set = Name::common(name).der();
                // The content of the RelativeDistinguishedName: behind the headers of the SEQUENCE and the SET.
                outer.value(Tag::context_constructed(1), &set[4..]);
            }
        });
    }
}

/// A distribution point (RFC 5280, 4.2.1.13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Point {
    /// Where the CRL is.
    pub name: Option<PointName>,
    /// Which reasons it covers; bit 1 is keyCompromise.
    pub reasons: Option<u32>,
    /// Who issues it.
    pub crl_issuer: Option<Name>,
}

impl Point {
    /// The value of cRLDistributionPoints or freshestCRL.
    #[must_use]
    pub fn list(points: &[Self]) -> Vec<u8> {
        der(Tag::SEQUENCE, |list| {
            for point in points {
                list.nested(Tag::SEQUENCE, |fields| {
                    if let Some(name) = &point.name {
                        name.write(fields);
                    }
                    if let Some(reasons) = point.reasons {
                        fields.named_bits(Tag::context(1), reasons);
                    }
                    if let Some(issuer) = &point.crl_issuer {
                        fields.nested(Tag::context_constructed(2), |names| {
                            GeneralName::Directory(issuer.clone()).write(names);
                        });
                    }
                });
            }
        })
    }
}

/// What a CRL covers (RFC 5280, 5.2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct IssuingPoint {
    /// The distribution point that the CRL belongs to.
    pub name: Option<PointName>,
    /// onlyContainsUserCerts.
    pub only_users: bool,
    /// onlyContainsCACerts.
    pub only_cas: bool,
    /// onlySomeReasons; bit 1 is keyCompromise.
    pub reasons: Option<u32>,
    /// indirectCRL.
    pub indirect: bool,
    /// onlyContainsAttributeCerts.
    pub only_attributes: bool,
}

impl IssuingPoint {
    /// DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        der(Tag::SEQUENCE, |fields| {
            if let Some(name) = &self.name {
                name.write(fields);
            }
            let flag = |number, on: bool, fields: &mut Writer| {
                if on {
                    fields.value(Tag::context(number), &[0xFF]);
                }
            };
            flag(1, self.only_users, fields);
            flag(2, self.only_cas, fields);
            if let Some(reasons) = self.reasons {
                fields.named_bits(Tag::context(3), reasons);
            }
            flag(4, self.indirect, fields);
            flag(5, self.only_attributes, fields);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ucpki_x509::extension::{DistributionPointName, DistributionPoints, IssuingDistributionPoint};

    #[test]
    fn the_reader_reads_what_was_meant() {
        let name = Some(PointName::Relative("part".to_owned()));
        let point = Point { name: name.clone(), reasons: Some(0b110), crl_issuer: Some(Name::common("X")) };
        let bytes = Point::list(&[point, Point { name: Some(PointName::uri("http://a/")), ..Point::default() }]);
        let mut reader = ucpki_x509::der::Reader::new(&bytes).unwrap();
        let points: Vec<_> = DistributionPoints::read(&mut reader).unwrap().iter().collect();
        assert!(matches!(points[0].name(), Some(DistributionPointName::RelativeToIssuer(_))));
        assert_eq!(points[0].reasons().unwrap().bits(), 0b110);
        assert!(points[0].crl_issuer().is_some() && points[1].crl_issuer().is_none());
        let point =
            IssuingPoint { name, reasons: Some(0x1FE), indirect: true, only_cas: true, ..IssuingPoint::default() };
        let bytes = point.der();
        let read = IssuingDistributionPoint::read(&mut ucpki_x509::der::Reader::new(&bytes).unwrap()).unwrap();
        assert!(read.is_indirect() && read.only_contains_ca_certs() && !read.only_contains_user_certs());
        assert_eq!(read.only_some_reasons().unwrap().bits(), 0x1FE);
    }
}
