//! What differs: a request against its certificate, a certificate against its successor, a key against either.

mod key;
mod names;
mod usage;

use crate::codes;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use ucpki_x509::{
    CertificateRef, CertificationRequestRef, Code, Error, GeneralName, GeneralNames, Hex, NameRef, SpkiRef, Time,
};

/// One side of a comparison: what a certificate, a request, a key or a list of names says.
///
/// What a side has nothing to say about is not compared.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparison, DiffMode, Side};
/// use ucpki::x509::pem;
///
/// // Did the CA issue what the request asked for? Here, the certificate is another server's.
/// let request = pem::requests(include_bytes!("../../../../tests/data/csr/demo/request.pem"))?.remove(0);
/// let issued = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let comparison = Comparison::new(&Side::request(&request.as_ref())?, &Side::certificate(&issued.as_ref())?);
/// assert!(!comparison.holds(DiffMode::Superset));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Side<'a> {
    key: Option<SpkiRef<'a>>,
    subject: Option<NameRef<'a>>,
    names: Option<Vec<GeneralName<'a>>>,
    usages: Option<Usages<'a>>,
    issued: Option<Issued<'a>>,
}

#[derive(Clone, Debug, Default)]
struct Usages<'a> {
    extended: Option<ExtendedKeyUsage<'a>>,
    key: Option<KeyUsage>,
    constraints: Option<BasicConstraints>,
}

/// What only a certificate has.
#[derive(Clone, Debug)]
struct Issued<'a> {
    not_before: Time,
    not_after: Time,
    issuer: NameRef<'a>,
    key_identifier: Option<&'a [u8]>,
}

impl<'a> Side<'a> {
    /// A certificate, with all that is compared: key, subject, names, usages, basic constraints, validity, issuer.
    ///
    /// Allocates a list of its names.
    ///
    /// # Errors
    ///
    /// Why one of these extensions cannot be read, at its offset in the certificate.
    pub fn certificate(certificate: &CertificateRef<'a>) -> Result<Self, Error> {
        let authority = certificate.authority_key_identifier()?;
        Ok(Self {
            key: Some(certificate.spki()),
            subject: Some(certificate.subject()),
            names: Some(list(certificate.subject_alt_name()?)),
            usages: Some(Usages {
                extended: certificate.extended_key_usage()?,
                key: certificate.key_usage()?,
                constraints: certificate.basic_constraints()?,
            }),
            issued: Some(Issued {
                not_before: certificate.not_before(),
                not_after: certificate.not_after(),
                issuer: certificate.issuer(),
                key_identifier: authority.and_then(|authority| authority.key_identifier()),
            }),
        })
    }

    /// A request: key, subject, and the names, usages and basic constraints that it asks for.
    ///
    /// # Errors
    ///
    /// Why the extensions that it asks for cannot be read, at their offset in the request.
    pub fn request(request: &CertificationRequestRef<'a>) -> Result<Self, Error> {
        let extensions = request.extension_request()?;
        let (mut names, mut usages) = (None, Usages::default());
        if let Some(extensions) = &extensions {
            names = extensions.subject_alt_name()?;
            usages = Usages {
                extended: extensions.extended_key_usage()?,
                key: extensions.key_usage()?,
                constraints: extensions.basic_constraints()?,
            };
        }
        Ok(Self {
            key: Some(request.spki()),
            subject: Some(request.subject()),
            names: Some(list(names)),
            usages: Some(usages),
            issued: None,
        })
    }

    /// A public key, and nothing else.
    #[must_use]
    pub const fn key(key: SpkiRef<'a>) -> Self {
        Self { key: Some(key), subject: None, names: None, usages: None, issued: None }
    }

    /// Names of any kind, and nothing else: what a configuration needs.
    #[must_use]
    pub fn names(names: impl IntoIterator<Item = GeneralName<'a>>) -> Self {
        Self { key: None, subject: None, names: Some(names.into_iter().collect()), usages: None, issued: None }
    }
}

fn list(names: Option<GeneralNames<'_>>) -> Vec<GeneralName<'_>> {
    names.iter().flat_map(GeneralNames::iter).collect()
}

/// What differs between what was wanted and what was found.
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../../tests/data/matcher/example.pem");
/// # let der = ucpki::x509::pem::blocks(pem.as_bytes()).next().unwrap()?.into_der();
/// # let certificate = ucpki::x509::CertificateRef::parse(&der)?;
/// use ucpki::matcher::{Comparison, DiffMode, Side, codes};
/// use ucpki::x509::GeneralName;
///
/// // Does the certificate have the names that the configuration needs now?
/// let needed = [GeneralName::DnsName(b"VCS.example.com"), GeneralName::DnsName(b"cluster.example.com")];
/// let comparison = Comparison::new(&Side::names(needed), &Side::certificate(&certificate)?);
/// let missing = &comparison.differences()[0];
/// assert_eq!((missing.code(), missing.wanted()), (&codes::NAME_MISSING, Some("DNS:cluster.example.com")));
/// assert!(!comparison.holds(DiffMode::Superset));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    differences: Vec<Difference>,
    left_out: usize,
}

/// One thing that differs.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparison, Side, codes};
/// use ucpki::x509::{GeneralName, pem};
///
/// let issued = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let wanted = Side::names([GeneralName::DnsName(b"www.sip.example.com"), GeneralName::DnsName(b"sip.example.com")]);
/// let comparison = Comparison::new(&wanted, &Side::certificate(&issued.as_ref())?);
/// for difference in comparison.differences() {
///     println!("{}: {difference}", difference.code().name());
/// }
/// let missing = comparison.differences().iter().find(|one| one.code() == &codes::NAME_MISSING);
/// assert_eq!(missing.and_then(|one| one.wanted()), Some("DNS:www.sip.example.com"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    code: &'static Code,
    cause: Option<&'static Code>,
    wanted: Option<String>,
    found: Option<String>,
    counts: Counts,
}

/// How much may differ.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparison, DiffMode, Side};
/// use ucpki::x509::{GeneralName, pem};
///
/// // The certificate has an address beside the name that was wanted.
/// let issued = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let wanted = Side::names([GeneralName::DnsName(b"sip.example.com")]);
/// let comparison = Comparison::new(&wanted, &Side::certificate(&issued.as_ref())?);
/// assert!(comparison.holds(DiffMode::Superset));
/// assert!(!comparison.holds(DiffMode::Exact));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiffMode {
    /// Nothing: key, subject, names and usages are the same.
    Exact,
    /// What was found may have fewer names and usages.
    Subset,
    /// What was found may have more names and usages.
    Superset,
}

/// In which modes a difference matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    Always,
    /// Something was not found.
    Missing,
    /// Something was found beyond.
    Added,
    ExactOnly,
    Never,
}

impl Comparison {
    /// How many missing names are listed, and how many added ones.
    pub const MOST: usize = 256;

    /// Compares what was wanted (the request, the old certificate) with what was found (the certificate, the new one).
    ///
    /// Names are sets: order and repetition do not matter. Host names and e-mail hosts are compared without case,
    /// addresses by their bytes, directory names as RFC 5280, 7.1 has it, other kinds as they stand. A basicConstraints
    /// that is absent is CA FALSE. Of two certificates the keys may differ: that is told, and does not count.
    ///
    /// Cost: sorts the names of both sides; allocates the differences, at most [`MOST`](Self::MOST) missing and as many
    /// added names.
    #[must_use]
    pub fn new(wanted: &Side<'_>, found: &Side<'_>) -> Self {
        let mut comparison = Self { differences: Vec::new(), left_out: 0 };
        let is_renewal = wanted.issued.is_some() && found.issued.is_some();
        if let (Some(wanted), Some(found)) = (wanted.key, found.key) {
            comparison.keys(wanted, found, is_renewal);
        }
        if let (Some(wanted), Some(found)) = (wanted.subject, found.subject)
            && !wanted.matches(found)
        {
            let pair = (wanted.to_string(), found.to_string());
            comparison.changed(&codes::SUBJECT_DIFFERS, pair, Counts::ExactOnly);
        }
        if let (Some(wanted_names), Some(found_names)) = (&wanted.names, &found.names) {
            let subjects = [wanted.subject, found.subject];
            names::compare(wanted_names, found_names, subjects, &mut comparison);
        }
        if let (Some(wanted), Some(found)) = (&wanted.usages, &found.usages) {
            usage::compare(wanted, found, &mut comparison);
        }
        if let (Some(wanted), Some(found)) = (&wanted.issued, &found.issued) {
            comparison.issued(wanted, found);
        }
        comparison
    }

    /// Everything that differs: key, subject, names, usages, basic constraints, validity, issuer.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// How many names differ beyond those that are listed.
    #[must_use]
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// Whether nothing differs that counts in this mode. Validity and issuer never do.
    #[must_use]
    pub fn holds(&self, mode: DiffMode) -> bool {
        !self.differences.iter().any(|difference| difference.counts_in(mode))
    }

    fn keys(&mut self, wanted: SpkiRef<'_>, found: SpkiRef<'_>, is_renewal: bool) {
        if wanted.as_der() == found.as_der() {
            return;
        }
        let mut pair = (key::text(wanted), key::text(found));
        let code = if pair.0 == pair.1 { &codes::KEY_DIFFERS } else { &codes::KEY_KIND_DIFFERS };
        if code == &codes::KEY_DIFFERS {
            // Of the same kind: what tells them apart at a glance.
            pair =
                [(pair.0, wanted), (pair.1, found)].map(|(kind, key)| format!("{kind} ({})", key::ending(key))).into();
        }
        self.changed(code, pair, if is_renewal { Counts::Never } else { Counts::Always });
    }

    fn issued(&mut self, wanted: &Issued<'_>, found: &Issued<'_>) {
        if (wanted.not_before, wanted.not_after) != (found.not_before, found.not_after) {
            let span = |side: &Issued<'_>| format!("{} to {}", side.not_before, side.not_after);
            let sooner = found.not_after <= wanted.not_after;
            let code = if sooner { &codes::VALIDITY_NOT_LONGER } else { &codes::VALIDITY_DIFFERS };
            self.changed(code, (span(wanted), span(found)), Counts::Never);
        }
        if !wanted.issuer.matches(found.issuer) {
            let pair = (wanted.issuer.to_string(), found.issuer.to_string());
            self.changed(&codes::ISSUER_DIFFERS, pair, Counts::Never);
        }
        if wanted.key_identifier != found.key_identifier {
            let pair = (hex(wanted.key_identifier), hex(found.key_identifier));
            self.push(Difference {
                code: &codes::ISSUER_KEY_ID_DIFFERS,
                cause: None,
                wanted: pair.0,
                found: pair.1,
                counts: Counts::Never,
            });
        }
    }

    fn changed(&mut self, code: &'static Code, pair: (String, String), counts: Counts) {
        self.push(Difference { code, cause: None, wanted: Some(pair.0), found: Some(pair.1), counts });
    }

    fn missing(&mut self, code: &'static Code, what: String) {
        self.push(Difference { code, cause: None, wanted: Some(what), found: None, counts: Counts::Missing });
    }

    fn added(&mut self, code: &'static Code, what: String) {
        self.push(Difference { code, cause: None, wanted: None, found: Some(what), counts: Counts::Added });
    }

    fn push(&mut self, difference: Difference) {
        self.differences.push(difference);
    }
}

impl Difference {
    /// What differs: one of the codes 4501 to 4599.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// What usually makes such a difference, where it can be told: one of the codes 4601 to 4699.
    #[must_use]
    pub const fn cause(&self) -> Option<&'static Code> {
        self.cause
    }

    /// What was wanted, as text; `None` for something that was found beyond.
    ///
    /// Names have their kind in front: `DNS:`, `IP:`, `email:`, `URI:`, `SRV:`, `XMPP:`, `mailbox:`, `dirName:`, `RID:`.
    #[must_use]
    pub fn wanted(&self) -> Option<&str> {
        self.wanted.as_deref()
    }

    /// What was found, as text; `None` for something that is missing.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        self.found.as_deref()
    }

    /// Whether it counts in this mode.
    #[must_use]
    pub const fn counts_in(&self, mode: DiffMode) -> bool {
        match (self.counts, mode) {
            (Counts::Always, _) | (_, DiffMode::Exact) => !matches!(self.counts, Counts::Never),
            (Counts::Missing, DiffMode::Superset) | (Counts::Added, DiffMode::Subset) => true,
            _ => false,
        }
    }
}

impl fmt::Display for Difference {
    /// `a name is missing: DNS:vcs.example.com (the usual cause)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        match (&self.wanted, &self.found) {
            (Some(wanted), Some(found)) => write!(f, ": {wanted} became {found}")?,
            (Some(one), None) | (None, Some(one)) => write!(f, ": {one}")?,
            (None, None) => {}
        }
        match self.cause {
            Some(cause) => write!(f, " ({})", cause.text()),
            None => Ok(()),
        }
    }
}

impl DiffMode {
    /// `exact`, `subset` or `superset`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Subset => "subset",
            Self::Superset => "superset",
        }
    }
}

fn hex(bytes: Option<&[u8]>) -> Option<String> {
    // A key identifier is 20 bytes; a hostile one may be a megabyte.
    bytes.map(|bytes| Hex(bytes.get(..64).unwrap_or(bytes)).to_string())
}
