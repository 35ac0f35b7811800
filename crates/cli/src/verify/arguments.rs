//! The command line of `ucpki verify`.

use crate::peer::Named;
use crate::values::{Mode, greedy, time};
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, ValueEnum};
use std::path::PathBuf;
use ucpki::chain::{KeyPurpose, PolicyInputs, Profile, Severity, UsageMode};
use ucpki::matcher::{Identity, NameMode};
use ucpki::x509::{OidBuf, Time};

/// Files are PEM or DER, and lists also in ZIP or GZIP, whatever their names; `-` is standard input.
#[derive(Debug, Args)]
#[command(
    override_usage = "ucpki verify --anchors FILE... (--name HOST | --ip ADDR | --no-name) [OPTIONS] LEAF",
    after_help = "Lists of files take several values or several options. LEAF comes first or last.\n\n\
                  Exit status: 0 accepted, 1 refused, 2 usage or unreadable input, 3 no decision because the budget ended."
)]
pub(crate) struct Verify {
    /// The certificate to judge; more certificates behind it in the file may serve as intermediates
    #[arg(value_name = "LEAF")]
    leaf: Option<PathBuf>,
    /// Trust anchors; TRUSTED CERTIFICATE blocks keep their trust settings
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) anchors: Vec<PathBuf>,
    /// Certificates that are trusted for themselves only
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) pinned: Vec<PathBuf>,
    /// Certificates from the peer or from anywhere: they may help to build a path
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) untrusted: Vec<PathBuf>,
    /// Configured intermediates: not trusted, but tried before junk from a peer can use up the budget
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) intermediates: Vec<PathBuf>,
    /// CRLs; with one or more, every certificate of the path is looked up
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) crl: Vec<PathBuf>,
    /// OCSP responses that were fetched, for any certificates of the path; with one or more, every certificate of the path is
    /// looked up
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "save_case")]
    pub(super) ocsp: Vec<PathBuf>,
    /// OCSP responses that the peer has stapled
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "save_case")]
    pub(super) staple: Vec<PathBuf>,
    /// Certificates of OCSP responders that are trusted for all certificates
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "save_case")]
    pub(super) responder: Vec<PathBuf>,
    /// Refuse responders of which nobody knows whether they were revoked, and trusted ones without the purpose OCSP signing
    #[arg(long, conflicts_with = "save_case")]
    pub(super) common_criteria: bool,
    /// Judge at this time instead of now, such as 2026-11-22T00:00:00Z
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) at: Option<Time>,
    /// What the key is for: server, client, both, ocsp-signing, crl-signing, any, or an object identifier
    #[arg(long, value_name = "PURPOSE", default_value = "server", value_parser = purpose)]
    pub(super) purpose: KeyPurpose,
    #[command(flatten)]
    named: Named,
    /// Accept a certificate of anybody
    #[arg(long, group = "identity")]
    no_name: bool,
    /// How names are matched: `appliance` counts common names and knows no wildcards, `off` compares nothing [default: as
    /// the profile has it]
    #[arg(long, value_enum, value_name = "MODE")]
    name_mode: Option<Mode>,
    /// Which rules are enforced
    #[arg(long, value_enum, value_name = "PROFILE", default_value = "rfc5280")]
    profile: ProfileName,
    /// What follows from an extended key usage that is missing or does not fit: `prefer` warns
    #[arg(long, value_enum, value_name = "MODE", default_value = "profile")]
    usage_mode: Usage,
    /// A certificate policy that is acceptable; without any, all are
    #[arg(long, value_name = "OID", value_parser = oid)]
    pub(super) policy: Vec<OidBuf>,
    /// The path must be valid for an acceptable certificate policy
    #[arg(long)]
    pub(super) require_policy: bool,
    /// Certificate policies must not be mapped
    #[arg(long)]
    pub(super) inhibit_policy_mapping: bool,
    /// The policy anyPolicy stands for none
    #[arg(long)]
    pub(super) inhibit_any_policy: bool,
    /// Hold paths to what the anchors' own certificates say: names, policies, path length, purposes (RFC 5937)
    #[arg(long)]
    pub(super) limit_anchors: bool,
    /// Refuse leaves that were issued after this time
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) distrust_after: Option<Time>,
    /// Refuse the certificates and keys in this file wherever they appear: lines `certificate sha256:HEX`, `key sha256:HEX`,
    /// `serial HEX ISSUER`, or certificates as PEM
    #[arg(long, value_name = "FILE", conflicts_with = "save_case")]
    pub(super) blocked: Vec<PathBuf>,
    /// Let a path end at an anchor that is not a self-signed root
    #[arg(long)]
    pub(super) partial_chain: bool,
    /// Accept what old devices have: SHA-1, MD5, DSA, and keys from 1024 bits
    #[arg(long)]
    legacy: bool,
    /// At most this many intermediates that are not self-issued
    #[arg(long, value_name = "N")]
    pub(super) max_depth: Option<u32>,
    /// What follows when no usable CRL covers a certificate [default: refuse]
    #[arg(long, value_enum, value_name = "WHAT")]
    on_unknown: Option<OnUnknown>,
    /// Judge refused paths to the end, instead of to the first failure of a kind
    #[arg(long)]
    pub(super) explain: bool,
    /// Write inputs, time, settings and answer into a new folder, as a test case
    #[arg(long, value_name = "DIR")]
    pub(super) save_case: Option<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ProfileName {
    Rfc5280,
    Strict,
    Webpki,
    Expressway,
    Cucm,
    Legacy,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Usage {
    Ignore,
    Prefer,
    Profile,
    Require,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OnUnknown {
    Refuse,
    Warn,
}

impl Verify {
    /// The file with the certificate to judge.
    pub(super) fn leaf(&self) -> PathBuf {
        self.leaf.clone().unwrap_or_default()
    }

    /// Who the peer must be. What makes no sense was refused by [`complete`](Self::complete).
    pub(super) fn identity(&self) -> Identity {
        self.named.identity().ok().flatten().unwrap_or(Identity::danger_none())
    }

    pub(super) fn name_mode(&self) -> NameMode {
        match self.name_mode {
            None => self.profile().name_mode(),
            Some(mode) => mode.name_mode(),
        }
    }

    pub(super) const fn usage_mode(&self) -> UsageMode {
        match self.usage_mode {
            Usage::Ignore => UsageMode::Ignore,
            Usage::Prefer => UsageMode::Prefer,
            Usage::Profile => UsageMode::Profile,
            Usage::Require => UsageMode::Require,
        }
    }

    pub(super) const fn profile(&self) -> Profile {
        match self.profile {
            ProfileName::Cucm => Profile::CUCM,
            ProfileName::Expressway => Profile::EXPRESSWAY,
            ProfileName::Legacy => Profile::LEGACY,
            ProfileName::Rfc5280 => Profile::RFC5280,
            ProfileName::Strict => Profile::STRICT,
            ProfileName::Webpki => Profile::WEBPKI,
        }
    }

    /// Whether what only old devices have is accepted.
    pub(super) const fn legacy(&self) -> bool {
        self.legacy || matches!(self.profile, ProfileName::Legacy)
    }

    pub(super) fn policies(&self) -> PolicyInputs {
        let mut inputs = PolicyInputs::default().user_initial(self.policy.clone());
        if self.require_policy {
            inputs = inputs.require_explicit();
        }
        if self.inhibit_policy_mapping {
            inputs = inputs.inhibit_mapping();
        }
        if self.inhibit_any_policy {
            inputs = inputs.inhibit_any();
        }
        inputs
    }

    /// What follows when nothing is known; `None` where revocation is not checked.
    pub(super) fn on_unknown(&self) -> Option<Severity> {
        match self.on_unknown {
            None if self.crl.is_empty() && self.ocsp.is_empty() && self.staple.is_empty() => None,
            None | Some(OnUnknown::Refuse) => Some(Severity::Refuse),
            Some(OnUnknown::Warn) => Some(Severity::Warn),
        }
    }

    /// Finds the leaf, and refuses what would be a check of less than the caller may think.
    pub(crate) fn complete(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        if self.leaf.is_none() {
            self.leaf = self.take_last_file(matches);
        }
        if self.leaf.is_none() {
            return Err(usage("which certificate is to be judged? Give its file as the first or last argument"));
        }
        if self.anchors.is_empty() && self.pinned.is_empty() {
            return Err(usage(
                "whom to trust? Give --anchors FILE with root certificates, or --pinned FILE with the certificate itself",
            ));
        }
        let named = self.named.identity().map_err(|text| clap::Error::raw(ErrorKind::ValueValidation, text))?;
        let says_who = named.is_some() || self.no_name || matches!(self.name_mode, Some(Mode::Off));
        let is_signer = matches!(self.purpose, KeyPurpose::OcspSigning | KeyPurpose::CrlSigning);
        if !says_who && !is_signer {
            return Err(usage(
                "whose certificate must it be? Give --name HOST or --ip ADDR of the peer that is meant, \
                 or say with --no-name that a certificate of anybody will do",
            ));
        }
        Ok(())
    }

    /// `--crl a.pem b.pem leaf.pem`: the last argument is the leaf, if it is one of several files of a list.
    fn take_last_file(&mut self, matches: &ArgMatches) -> Option<PathBuf> {
        let lists = ["anchors", "crl", "intermediates", "ocsp", "pinned", "responder", "staple", "untrusted"];
        let id = greedy(matches, &lists, 1)?;
        let files = match id {
            "anchors" => &mut self.anchors,
            "crl" => &mut self.crl,
            "intermediates" => &mut self.intermediates,
            "ocsp" => &mut self.ocsp,
            "pinned" => &mut self.pinned,
            "responder" => &mut self.responder,
            "staple" => &mut self.staple,
            "untrusted" => &mut self.untrusted,
            _ => return None,
        };
        files.pop()
    }
}

fn usage(text: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::MissingRequiredArgument, text)
}

fn oid(text: &str) -> Result<OidBuf, String> {
    OidBuf::parse(text).map_err(|_| "no object identifier such as 2.16.840.1.101.3.2.1.48.1".to_owned())
}

fn purpose(text: &str) -> Result<KeyPurpose, String> {
    Ok(match text {
        "any" => KeyPurpose::Any,
        "both" => KeyPurpose::Both,
        "client" => KeyPurpose::Client,
        "crl-signing" => KeyPurpose::CrlSigning,
        "ocsp-signing" => KeyPurpose::OcspSigning,
        "server" => KeyPurpose::Server,
        _ => KeyPurpose::Custom(OidBuf::parse(text).map_err(|_| {
            "neither server, client, both, ocsp-signing, crl-signing, any, nor an object identifier such as 1.3.6.1.5.5.7.3.5"
        })?),
    })
}

/// The words that `--profile` takes.
#[cfg(test)]
pub(crate) fn profile_names() -> impl Iterator<Item = String> {
    let values = ProfileName::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    values.map(|value| value.get_name().to_owned())
}
