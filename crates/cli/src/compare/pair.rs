//! The part of `ucpki compare` that judges: what differs between a request and its certificate, or a certificate and its successor, and who has to
//! learn of another CA.

use crate::algorithms;
use crate::files::{self, Expected, Failure};
use crate::json::hex;
use crate::key::{self, OldPassphrase};
use crate::values::greedy;
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, ValueEnum};
use std::path::{Path, PathBuf};
use ucpki::appliance::{Delivery, Neighbour, Role, distribute};
use ucpki::chain::SameIssuer;
use ucpki::matcher::{Comparison, DiffMode, Side};
use ucpki::show::{FileKind, Identified, identify};
use ucpki::x509::{Certificate, CertificationRequest, Error, SpkiRef, pem};

/// Which files are compared, and how.
#[derive(Debug, Args)]
pub(super) struct Pair {
    /// A certificate, a request, a public key or a CRL
    #[arg(value_name = "OLD")]
    old: Option<PathBuf>,
    /// A certificate, a request, a public key or a CRL
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    /// What may differ: `exact` nothing, `superset` NEW may have more names and usages, `subset` fewer
    #[arg(long, value_enum, value_name = "MODE", default_value = "exact")]
    mode: Mode,
    /// Certificates of CAs: whether one key signed both is decided by the signatures
    #[arg(long, value_name = "FILE", num_args = 1..)]
    issuers: Vec<PathBuf>,
    /// The nodes around: NAME control|edge|call-manager|im-presence [mra] [secure-zone] in each line
    #[arg(long, value_name = "FILE")]
    neighbours: Option<PathBuf>,
    /// The role of the node whose certificate this is
    #[arg(long, value_enum, value_name = "ROLE", default_value = "control")]
    role: NodeRole,
    #[command(flatten)]
    passphrase: OldPassphrase,
}

impl Pair {
    /// `--issuers ca.pem old.pem new.pem`: the last arguments are OLD and NEW.
    pub(super) fn complete(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let missing = usize::from(self.old.is_none()) + usize::from(self.new.is_none());
        if missing > 0 && greedy(matches, &["issuers"], missing).is_some() {
            self.new = self.issuers.pop();
            if self.old.is_none() {
                self.old = self.issuers.pop();
            }
        }
        if self.old.is_none() || self.new.is_none() {
            let text = "two files are compared: give OLD, what was wanted, and NEW, what was found";
            return Err(clap::Error::raw(ErrorKind::MissingRequiredArgument, text));
        }
        Ok(())
    }

    pub(super) fn old_file(&self) -> &Path {
        self.old.as_deref().unwrap_or(Path::new(""))
    }

    pub(super) fn new_file(&self) -> &Path {
        self.new.as_deref().unwrap_or(Path::new(""))
    }

    /// Whether one of the files holds a CRL.
    pub(super) fn are_lists(&self) -> bool {
        [self.old_file(), self.new_file()]
            .into_iter()
            .any(|file| files::open(file).is_ok_and(|source| pem::crls(source.bytes()).is_ok()))
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Mode {
    Exact,
    Subset,
    Superset,
}

impl From<Mode> for DiffMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Exact => Self::Exact,
            Mode::Subset => Self::Subset,
            Mode::Superset => Self::Superset,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NodeRole {
    CallManager,
    Control,
    Edge,
    ImPresence,
}

impl From<NodeRole> for Role {
    fn from(role: NodeRole) -> Self {
        match role {
            NodeRole::CallManager => Self::CallManager,
            NodeRole::Control => Self::Control,
            NodeRole::Edge => Self::Edge,
            NodeRole::ImPresence => Self::ImPresence,
        }
    }
}

/// What came out.
#[derive(Debug)]
pub(super) struct PairCompared {
    pub(super) files: [PathBuf; 2],
    pub(super) mode: DiffMode,
    pub(super) comparison: Comparison,
    /// What the keys say, where one side is nothing but a key.
    pub(super) key: Option<&'static str>,
    /// Only of two certificates.
    pub(super) same_issuer: Option<SameIssuer>,
    /// Whether the two certificates name their CA differently.
    pub(super) is_renamed: bool,
    /// The key identifiers that the two certificates have of the key of their CA.
    pub(super) authority: [Option<String>; 2],
    /// The CA certificates above the new certificate, as far as they were given, and what is missing then.
    pub(super) chain: Vec<String>,
    /// Certificates of CAs that were given to decide by.
    pub(super) issuers: usize,
    pub(super) role: Role,
    neighbours: Option<Vec<Neighbour>>,
}

/// What a file holds.
enum Object {
    Certificate(Certificate),
    Key(Vec<u8>),
    Request(CertificationRequest),
}

impl PairCompared {
    pub(super) fn holds(&self) -> bool {
        self.comparison.holds(self.mode)
    }

    /// Whether the CA is another one: by its key, or by its name.
    pub(super) fn is_other_ca(&self) -> bool {
        match self.same_issuer {
            None => false,
            Some(SameIssuer::Yes) => self.is_renamed,
            Some(SameIssuer::No) => true,
            // The answer is unknown; a caller that names neighbours wants to know.
            Some(_) => {
                let [old, new] = &self.authority;
                self.neighbours.is_some() || self.is_renamed || old != new
            }
        }
    }

    /// What has to be delivered where; nothing where the CA is the same.
    pub(super) fn deliveries(&self) -> Vec<Delivery<'_>> {
        if !self.is_other_ca() {
            return Vec::new();
        }
        distribute(self.role, self.neighbours.as_deref().unwrap_or_default())
    }
}

/// The CA certificates above a certificate among those that were given, the nearest first, each with its hash.
fn chain_above(certificate: &Certificate, issuers: &[Certificate]) -> Vec<String> {
    let provider = algorithms::provider(true);
    let mut chain: Vec<Certificate> = Vec::new();
    let mut top = certificate.clone();
    while !top.subject().matches(top.issuer()) {
        let signed = |issuer: &&Certificate| {
            let one = core::slice::from_ref(*issuer);
            issuer.subject().matches(top.issuer())
                && !chain.contains(issuer)
                && SameIssuer::new(&top.as_ref(), &top.as_ref(), one, &provider) == SameIssuer::Yes
        };
        let Some(issuer) = issuers.iter().find(signed).cloned() else { break };
        chain.push(issuer.clone());
        top = issuer;
    }
    let name = |issuer: &Certificate| {
        format!("{} (SHA-256 {})", issuer.subject(), hex(&ucpki::crypto::sha256(issuer.as_der())))
    };
    let mut told: Vec<String> = chain.iter().map(name).collect();
    if !top.subject().matches(top.issuer()) {
        let key = authority(&top).map(|key| format!(", key identifier {key}")).unwrap_or_default();
        told.push(format!("{}{key}: not among --issuers, and those above it", top.issuer()));
    }
    told
}

/// The key identifier that a certificate has of its CA.
fn authority(certificate: &Certificate) -> Option<String> {
    let identifier = certificate.authority_key_identifier().ok().flatten()?;
    identifier.key_identifier().map(hex)
}

/// What a comparison with a key alone says.
fn key_text(old: &Object, new: &Object, holds: bool) -> Option<&'static str> {
    let text = |other: &Object| match (other, holds) {
        (Object::Certificate(_), true) => "the key is that of the certificate",
        (Object::Certificate(_), false) => "the key is not that of the certificate",
        (Object::Request(_), true) => "the key is that of the request",
        (Object::Request(_), false) => "the key is not that of the request",
        (Object::Key(_), true) => "both are the same key",
        (Object::Key(_), false) => "they are different keys",
    };
    match (old, new) {
        (Object::Key(_), other) | (other, Object::Key(_)) => Some(text(other)),
        _ => None,
    }
}

/// What two certificates say of their CAs.
#[derive(Default)]
struct Issuers {
    same: Option<SameIssuer>,
    is_renamed: bool,
    authority: [Option<String>; 2],
    chain: Vec<String>,
}

impl Issuers {
    /// Nothing is said unless both are certificates.
    fn of_pair(old: &Object, new: &Object, issuers: &[Certificate]) -> Self {
        let (Object::Certificate(old), Object::Certificate(new)) = (old, new) else { return Self::default() };
        // The answer is about keys, whatever one thinks of the hash: old devices are compared as well.
        let provider = algorithms::provider(true);
        Self {
            same: Some(SameIssuer::new(&old.as_ref(), &new.as_ref(), issuers, &provider)),
            is_renamed: !old.issuer().matches(new.issuer()),
            authority: [authority(old), authority(new)],
            chain: chain_above(new, issuers),
        }
    }
}

/// Reads the files and compares.
pub(super) fn run(asked: &Pair) -> Result<PairCompared, Failure> {
    let (old, new) = (object(asked.old_file(), &asked.passphrase)?, object(asked.new_file(), &asked.passphrase)?);
    let certificates = files::plain_certificates(&asked.issuers)?;
    let issuers = Issuers::of_pair(&old, &new, &certificates);
    let side = |file: &Path, object| side(object).map_err(|error| Failure::of_content(file, error));
    let comparison = Comparison::new(&side(asked.old_file(), &old)?, &side(asked.new_file(), &new)?);
    Ok(PairCompared {
        key: key_text(&old, &new, comparison.holds(DiffMode::Exact)),
        is_renamed: issuers.is_renamed,
        authority: issuers.authority,
        chain: issuers.chain,
        files: [asked.old_file().to_owned(), asked.new_file().to_owned()],
        mode: asked.mode.into(),
        comparison,
        same_issuer: issuers.same,
        issuers: certificates.len(),
        role: asked.role.into(),
        neighbours: asked.neighbours.as_deref().map(neighbours).transpose()?,
    })
}

fn neighbours(file: &Path) -> Result<Vec<Neighbour>, Failure> {
    let source = files::open(file)?;
    Neighbour::parse_list(source.text("a list of neighbours")?.as_bytes())
        .map_err(|error| Failure::of_content(file, error))
}

fn object(file: &Path, passphrase: &OldPassphrase) -> Result<Object, Failure> {
    let source = files::open(file)?;
    let bytes = source.bytes();
    let is_key = |found: &Identified| matches!(found.kind, FileKind::PrivateKey | FileKind::EncryptedPrivateKey);
    let is_other = |found: &Identified| matches!(found.kind, FileKind::Certificate | FileKind::CertificateRequest);
    let found = identify(bytes);
    if found.iter().any(is_key) && !found.iter().any(is_other) {
        let key = key::read_source(&source, passphrase).map_err(|failure| failure.or_in_file(file))?;
        return Ok(Object::Key(key.spki_der().to_vec()));
    }
    let certificate = pem::certificates(bytes).map(|mut all| all.drain(..).next());
    if let Ok(Some(found)) = &certificate {
        return Ok(Object::Certificate(found.certificate.clone()));
    }
    if let Some(request) = pem::requests(bytes).ok().and_then(|all| all.into_iter().next()) {
        return Ok(Object::Request(request));
    }
    let mut blocks = pem::blocks(bytes).flatten();
    let key = blocks.find(|block| block.label() == "PUBLIC KEY").map_or(bytes.to_vec(), pem::Block::into_der);
    if SpkiRef::parse(&key).is_ok() {
        return Ok(Object::Key(key));
    }
    let error = certificate.err().unwrap_or(Error::at_line(&ucpki::x509::codes::PEM_NO_BLOCK, 1));
    Err(source.explain(Expected::Comparable, error))
}

fn side(object: &Object) -> Result<Side<'_>, Error> {
    match object {
        // Through the DER, so that the side borrows the object and not a view of it.
        Object::Certificate(certificate) => {
            Side::certificate(&ucpki::x509::CertificateRef::parse(certificate.as_der())?)
        }
        Object::Key(key) => Ok(Side::key(SpkiRef::parse(key)?)),
        Object::Request(request) => Side::request(&ucpki::x509::CertificationRequestRef::parse(request.as_der())?),
    }
}
