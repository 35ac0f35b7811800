//! Which certificates a list speaks of: its issuing distribution point against a certificate's distribution points.

use crate::codes;
use ucpki_x509::extension::{DistributionPointName, IssuingDistributionPoint, ReasonFlags};
use ucpki_x509::{Certificate, Code, Crl, GeneralName, GeneralNames};

/// How much a list says about a certificate of its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coverage {
    /// All: a certificate that has no entry is not revoked.
    Full,
    /// Only some reasons of revocation: an entry revokes, but having none does not say that it is not revoked.
    SomeReasons,
}

/// So many pairs of names are compared. Real lists and certificates have one to four each.
const MAX_COMPARISONS: u32 = 16_384;

/// RFC 5280, 6.3.3 (b)(2), for a list of the certificate's issuer that is not indirect.
///
/// Cost: at most [`MAX_COMPARISONS`] comparisons of names; allocates nothing.
pub(crate) fn coverage(crl: &Crl, certificate: &Certificate, is_ca: bool) -> Result<Coverage, &'static Code> {
    let Some(point) = crl.issuing_distribution_point().map_err(|error| error.code())? else {
        return Ok(Coverage::Full);
    };
    if !is_for_kind(&point, is_ca) {
        return Err(&codes::OUT_OF_SCOPE);
    }
    let by_name = match point.name() {
        None => Coverage::Full,
        Some(DistributionPointName::FullName(names)) => coverage_by_name(names, certificate)?,
        Some(_) => return Err(&codes::DISTRIBUTION_POINT_UNSUPPORTED),
    };
    Ok(if is_all(point.only_some_reasons()) { by_name } else { Coverage::SomeReasons })
}

/// RFC 5280, 6.3.3 (b)(2)(ii) to (iv).
fn is_for_kind(point: &IssuingDistributionPoint<'_>, is_ca: bool) -> bool {
    let excluded = if is_ca { point.only_contains_user_certs() } else { point.only_contains_ca_certs() };
    !excluded && !point.only_contains_attribute_certs()
}

/// RFC 5280, 6.3.3 (b)(2)(i): one of the names of the list must be one of the names of a distribution point.
///
/// Any name of any point counts, wherever it stands. And RFC 5280, 6.3.3, last paragraph: for a list that no point
/// leads to, "assume a DP with both the reasons and the cRLIssuer fields omitted and a distribution point name of the
/// certificate issuer".
fn coverage_by_name(names: GeneralNames<'_>, certificate: &Certificate) -> Result<Coverage, &'static Code> {
    let mut comparisons = Comparisons(MAX_COMPARISONS);
    if comparisons.any_equal(names, core::iter::once(GeneralName::DirectoryName(certificate.issuer())))? {
        return Ok(Coverage::Full);
    }
    let points = certificate.crl_distribution_points().map_err(|error| error.code())?;
    let (mut some_reasons, mut relative) = (false, false);
    for point in points.iter().flat_map(|points| points.iter()) {
        // (b)(1): a point that names an issuer of CRLs leads to indirect lists only.
        if point.crl_issuer().is_some() {
            continue;
        }
        match point.name() {
            Some(DistributionPointName::FullName(theirs)) => {
                let equal = comparisons.any_equal(names, theirs.iter())?;
                if equal && is_all(point.reasons()) {
                    return Ok(Coverage::Full);
                }
                some_reasons |= equal;
            }
            Some(_) => relative = true,
            None => {}
        }
    }
    match (some_reasons, relative) {
        (true, _) => Ok(Coverage::SomeReasons),
        (false, true) => Err(&codes::DISTRIBUTION_POINT_UNSUPPORTED),
        (false, false) => Err(&codes::DISTRIBUTION_POINT_OTHER),
    }
}

/// Whether these reasons, where there is such a restriction, are all that there are.
fn is_all(reasons: Option<ReasonFlags>) -> bool {
    reasons.is_none_or(|reasons| reasons.contains(ReasonFlags::ALL))
}

/// How many more comparisons of names may be made.
struct Comparisons(u32);

impl Comparisons {
    fn any_equal<'a>(
        &mut self,
        names: GeneralNames<'_>,
        theirs: impl Iterator<Item = GeneralName<'a>>,
    ) -> Result<bool, &'static Code> {
        for their in theirs {
            for name in names {
                self.0 = self.0.checked_sub(1).ok_or(&codes::DISTRIBUTION_POINTS_TOO_MANY)?;
                if is_equal(name, their) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// Directory names by RFC 5280, 7.1, all others octet by octet: a CA writes the same name in both places.
fn is_equal(left: GeneralName<'_>, right: GeneralName<'_>) -> bool {
    match (left, right) {
        (GeneralName::DirectoryName(left), GeneralName::DirectoryName(right)) => left.matches(right),
        (left, right) => left == right,
    }
}
