//! Which certificates a CRL speaks of: its issuing distribution point against a certificate's distribution points.

use crate::codes;
use alloc::vec::Vec;
use ucpki_chain::{Context, Query, UnknownReason};
use ucpki_x509::extension::{DistributionPoint, DistributionPointName, IssuingDistributionPoint, ReasonFlags};
use ucpki_x509::{Certificate, Code, Crl, GeneralName, GeneralNames, Name, NameRef};

/// An answer, or why the CRL says nothing.
type Fit<T> = Result<T, UnknownReason>;

const fn unusable(code: &'static Code) -> UnknownReason {
    UnknownReason::Unusable(code)
}

/// So many pairs of names are compared for one CRL. Real CRLs and certificates have one to four each.
const MAX_COMPARISONS: u32 = 16_384;

/// What one name costs that has to be made before it is compared.
const RELATIVE: u32 = 16;

/// RFC 5280, 6.3.3 (b) and (d): for which reasons a CRL says whether a certificate was revoked. Never none.
///
/// Every distribution point of the certificate counts, in any order, and all names of each. And RFC 5280, 6.3.3, last
/// paragraph: for a list of the certificate's issuer that no point leads to, "assume a DP with both the reasons and the
/// cRLIssuer fields omitted and a distribution point name of the certificate issuer".
///
/// Cost: at most [`MAX_COMPARISONS`] comparisons of names. Allocates for relative names only.
pub(crate) fn coverage(crl: &Crl, query: &Query<'_>, context: &mut Context<'_>) -> Fit<ReasonFlags> {
    let (certificate, is_ca) = (query.certificate(), query.is_ca());
    let point = crl.issuing_distribution_point().map_err(|error| unusable(error.code()))?;
    if point.as_ref().is_some_and(|point| !is_for_kind(point, is_ca)) {
        return Err(unusable(&codes::OUT_OF_SCOPE));
    }
    let (issuer, is_own) = (crl.issuer(), crl.issuer().matches(certificate.issuer()));
    let name = point.as_ref().and_then(IssuingDistributionPoint::name);
    let is_indirect = point.as_ref().is_some_and(IssuingDistributionPoint::is_indirect);
    let some = point.and_then(|point| point.only_some_reasons()).unwrap_or(ReasonFlags::ALL);
    let some = some.intersection(ReasonFlags::ALL);
    if is_own && name.is_none() {
        return not_none(some);
    }
    let comparisons = Comparisons { left: MAX_COMPARISONS, context };
    let mut scope = Scope { issuer, certificate, is_own, is_indirect, comparisons, name: None };
    if let Some(name) = name {
        scope.name = Some(Names::of(name, [issuer].into_iter(), &mut scope.comparisons)?);
    }
    not_none(scope.reasons()?.intersection(some))
}

fn not_none(reasons: ReasonFlags) -> Fit<ReasonFlags> {
    if reasons == ReasonFlags::NONE { Err(unusable(&codes::OUT_OF_SCOPE)) } else { Ok(reasons) }
}

/// RFC 5280, 6.3.3 (b)(2)(ii) to (iv).
fn is_for_kind(point: &IssuingDistributionPoint<'_>, is_ca: bool) -> bool {
    let excluded = if is_ca { point.only_contains_user_certs() } else { point.only_contains_ca_certs() };
    !excluded && !point.only_contains_attribute_certs()
}

/// Who may issue CRLs for a certificate in the place of its own issuer: the directory names of every cRLIssuer.
pub(crate) fn crl_issuers(certificate: &Certificate) -> impl Iterator<Item = NameRef<'_>> {
    let points = certificate.crl_distribution_points().ok().flatten();
    let named = points.into_iter().flat_map(|points| points.iter()).filter_map(|point| point.crl_issuer());
    named.flat_map(directory_names).take(MOST_CRL_ISSUERS)
}

/// RFC 5280, 4.2.1.13 has one for each point; real certificates have one or none.
const MOST_CRL_ISSUERS: usize = 64;

fn directory_names(names: GeneralNames<'_>) -> impl Iterator<Item = NameRef<'_>> {
    names.iter().filter_map(|name| match name {
        GeneralName::DirectoryName(name) => Some(name),
        _ => None,
    })
}

/// A CRL and a certificate.
struct Scope<'a, 'c, 's> {
    issuer: NameRef<'a>,
    certificate: &'a Certificate,
    /// Whether the CRL is of the certificate's issuer.
    is_own: bool,
    is_indirect: bool,
    /// The name of the issuing distribution point, if it has one.
    name: Option<Names<'a>>,
    comparisons: Comparisons<'c, 's>,
}

impl Scope<'_, '_, '_> {
    /// The reasons of all points that lead to the CRL.
    fn reasons(&mut self) -> Fit<ReasonFlags> {
        if self.is_own {
            let issuer = Names::One(self.certificate.issuer());
            if self.comparisons.fit(self.name.as_ref(), &issuer)? {
                return Ok(ReasonFlags::ALL);
            }
        }
        let mut reasons = ReasonFlags::NONE;
        let mut refused = &codes::DISTRIBUTION_POINT_OTHER;
        let points = self.certificate.crl_distribution_points().map_err(|error| unusable(error.code()))?;
        for point in points.iter().flat_map(|points| points.iter()) {
            match self.leads_here(&point) {
                Ok(true) => reasons = reasons.union(point.reasons().unwrap_or(ReasonFlags::ALL)),
                Ok(false) => {}
                Err(UnknownReason::Unusable(code)) if *code == codes::NOT_INDIRECT => refused = code,
                Err(reason) => return Err(reason),
            }
        }
        if reasons == ReasonFlags::NONE { Err(unusable(refused)) } else { Ok(reasons) }
    }

    /// RFC 5280, 6.3.3 (b)(1) and (b)(2)(i).
    fn leads_here(&mut self, point: &DistributionPoint<'_>) -> Fit<bool> {
        // (b)(1): "If the DP includes cRLIssuer, then verify that the issuer field in the complete CRL matches cRLIssuer
        // in the DP and that the complete CRL contains an issuing distribution point extension with the indirectCRL
        // boolean asserted. Otherwise, verify that the CRL issuer matches the certificate issuer."
        let names = match point.crl_issuer() {
            Some(names) => {
                let mut issues = false;
                for name in directory_names(names) {
                    self.comparisons.spend(1)?;
                    issues |= name.matches(self.issuer);
                }
                if !issues {
                    return Ok(false);
                }
                if !self.is_indirect {
                    return Err(unusable(&codes::NOT_INDIRECT));
                }
                Some(names)
            }
            None if !self.is_own => return Ok(false),
            None => None,
        };
        let theirs = match (point.name(), names) {
            // "If the distribution point name is present in the IDP CRL extension and the distribution field is omitted
            // from the DP, then verify that one of the names in the IDP matches one of the names in the cRLIssuer field."
            (None, Some(names)) => Names::Full(names),
            (None, None) => return Ok(false),
            (Some(name), Some(names)) => Names::of(name, directory_names(names), &mut self.comparisons)?,
            (Some(name), None) => Names::of(name, [self.certificate.issuer()].into_iter(), &mut self.comparisons)?,
        };
        self.comparisons.fit(self.name.as_ref(), &theirs)
    }
}

/// The names of a distribution point.
enum Names<'a> {
    Full(GeneralNames<'a>),
    One(NameRef<'a>),
    /// Relative names, made absolute.
    Made(Vec<Name>),
}

impl<'a> Names<'a> {
    /// RFC 5280, 4.2.1.13: "the value is a RDN that is appended to the name of the CRL issuer", which is the issuer of the
    /// certificate where cRLIssuer is missing.
    fn of<'b>(
        name: DistributionPointName<'a>,
        issuers: impl Iterator<Item = NameRef<'b>>,
        comparisons: &mut Comparisons<'_, '_>,
    ) -> Fit<Self> {
        Ok(match name {
            DistributionPointName::FullName(names) => Self::Full(names),
            DistributionPointName::RelativeToIssuer(rdn) => {
                let mut made = Vec::new();
                for issuer in issuers {
                    comparisons.spend(RELATIVE)?;
                    made.push(issuer.with_rdn(rdn));
                }
                Self::Made(made)
            }
            _ => return Err(unusable(&codes::DISTRIBUTION_POINT_OTHER)),
        })
    }

    fn any(&self, mut check: impl FnMut(GeneralName<'_>) -> Fit<bool>) -> Fit<bool> {
        match self {
            Self::Full(names) => {
                for name in *names {
                    if check(name)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::One(name) => check(GeneralName::DirectoryName(*name)),
            Self::Made(names) => {
                for name in names {
                    if check(GeneralName::DirectoryName(name.as_name()))? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

/// Comparisons of names: paid for by the check, and so many for one CRL at most.
struct Comparisons<'c, 's> {
    left: u32,
    context: &'c mut Context<'s>,
}

impl Comparisons<'_, '_> {
    fn spend(&mut self, count: u32) -> Fit<()> {
        self.left = self.left.checked_sub(count).ok_or(unusable(&codes::DISTRIBUTION_POINTS_TOO_MANY))?;
        self.context.pay_comparisons(count.into()).map_err(|_| UnknownReason::Exhausted)
    }

    /// Whether a name of the CRL is one of the other names; a CRL without names fits all.
    fn fit(&mut self, names: Option<&Names<'_>>, theirs: &Names<'_>) -> Fit<bool> {
        let Some(names) = names else { return Ok(true) };
        theirs.any(|their| {
            names.any(|name| {
                self.spend(1)?;
                Ok(is_equal(name, their))
            })
        })
    }
}

/// Directory names by RFC 5280, 7.1, all others byte by byte: a CA writes the same name in both places.
fn is_equal(left: GeneralName<'_>, right: GeneralName<'_>) -> bool {
    match (left, right) {
        (GeneralName::DirectoryName(left), GeneralName::DirectoryName(right)) => left.matches(right),
        (left, right) => left == right,
    }
}
