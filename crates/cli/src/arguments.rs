//! What stands on the command line.

use crate::compare::Compare;
use crate::identity::Named;
use crate::match_::Match;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;
use ucpki::chain::{KeyPurpose, PolicyInputs, Profile, Severity, UsageMode};
use ucpki::matcher::{Identity, NameMode};
use ucpki::x509::{OidBuf, Time};

/// Judges X.509 certificates and says why.
#[derive(Debug, Parser)]
#[command(name = "ucpki", version, max_term_width = 120)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours; `auto` is on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find a path from a certificate to an anchor, and judge it
    Verify(Box<Verify>),
    /// Show two objects side by side, judge what differs, and say who has to learn of another CA
    Compare(Compare),
    /// Tell whose certificate it is, and whether it may come in
    Match(Match),
    /// Look into revocation lists: show, check, find, schedule
    #[command(subcommand)]
    Crl(Crl),
    /// List everything that can be wrong: number, name, clause, text
    Codes(Codes),
    /// Make, show and export private keys
    #[command(subcommand)]
    Key(Box<crate::key::Command>),
    /// Make, show, judge and explain certificate requests
    #[command(subcommand)]
    Csr(Box<crate::csr::Command>),
    /// Show certificates, requests and revocation lists as text, as OpenSSL prints them
    Show(crate::show::Show),
    /// Convert between PEM and DER
    Convert(crate::convert::Convert),
    /// Show the hashes of objects and of their keys
    Fingerprint(crate::fingerprint::Fingerprint),
    /// Show the ASN.1 values of a file with their offsets
    Asn1(crate::asn1::Asn1),
    /// Print a completion script for a shell
    Completions(crate::shell::Completions),
    /// Print the manual page
    Man(crate::shell::Man),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    Always,
    Auto,
    Never,
}

impl Color {
    /// Whether to use colours on an output that is, or is not, a terminal.
    pub(crate) fn resolve(self, is_terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            Self::Never => false,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Codes {
    /// Answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Files are PEM, DER, ZIP or GZIP, whatever their names; `-` is standard input.
#[derive(Debug, Subcommand)]
pub(crate) enum Crl {
    /// Say what each list is: issuer, number, times, scope, entries
    Show(CrlShow),
    /// Say whether each list is signed by its CA, can be used, and is current; status 1 if one is not
    Check(CrlCheck),
    /// Look a serial number or a certificate up; status 1 if it is on a CRL
    Find(CrlFind),
    /// Say which distribution points are to be fetched at a time, and when to ask again
    Schedule(CrlSchedule),
}

#[derive(Debug, Args)]
pub(crate) struct CrlShow {
    /// Files with lists
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Judge at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CrlCheck {
    /// Files with lists
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Certificates of the CAs that may have signed them
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) issuer: Vec<PathBuf>,
    /// Judge at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) at: Option<Time>,
    /// A list that is older than so many seconds counts as expired
    #[arg(long, value_name = "SECONDS")]
    pub(crate) max_age: Option<u32>,
    /// Accept SHA-1, MD5 and DSA
    #[arg(long)]
    pub(crate) legacy: bool,
    /// Answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(
    override_usage = "ucpki crl find [OPTIONS] SERIAL FILE...\n       ucpki crl find [OPTIONS] --certificate CERT FILE..."
)]
pub(crate) struct CrlFind {
    /// The serial number in hexadecimal, with colons or without; and files with CRLs
    #[arg(value_name = "SERIAL FILE", required = true)]
    pub(crate) values: Vec<PathBuf>,
    /// Look for this certificate, by its issuer and serial number, instead of a serial number
    #[arg(long, value_name = "CERT")]
    pub(crate) certificate: Option<PathBuf>,
    /// Judge at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CrlSchedule {
    /// A file with one address on each line
    #[arg(value_name = "POINTS")]
    pub(crate) points: PathBuf,
    /// The daily time in UTC
    #[arg(long, value_name = "HH:MM", default_value = "00:00", value_parser = daily)]
    pub(crate) daily: (u8, u8),
    /// When an address was tried last, such as http://pki.example.com/a.crl=2026-11-22T00:00:00Z
    #[arg(long, value_name = "URI=RFC3339", value_parser = tried)]
    pub(crate) tried: Vec<(String, Time)>,
    /// Plan at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// The content bytes of a serial number.
#[derive(Clone, Debug)]
pub(crate) struct Serial(pub(crate) Vec<u8>);

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
    pub(crate) anchors: Vec<PathBuf>,
    /// Certificates that are trusted for themselves only
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) pinned: Vec<PathBuf>,
    /// Certificates from the peer or from anywhere: they may help to build a path
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) untrusted: Vec<PathBuf>,
    /// Configured intermediates: not trusted, but tried before junk from a peer can use up the budget
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) intermediates: Vec<PathBuf>,
    /// Revocation lists; with one or more, every certificate of the path is looked up
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) crl: Vec<PathBuf>,
    /// Judge at this time instead of now, such as 2026-11-22T00:00:00Z
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) at: Option<Time>,
    /// What the key is for: server, client, both, ocsp-signing, crl-signing, any, or an object identifier
    #[arg(long, value_name = "PURPOSE", default_value = "server", value_parser = purpose)]
    pub(crate) purpose: KeyPurpose,
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
    pub(crate) policy: Vec<OidBuf>,
    /// The path must be valid for an acceptable certificate policy
    #[arg(long)]
    pub(crate) require_policy: bool,
    /// Certificate policies must not be mapped
    #[arg(long)]
    pub(crate) inhibit_policy_mapping: bool,
    /// The policy anyPolicy stands for none
    #[arg(long)]
    pub(crate) inhibit_any_policy: bool,
    /// Hold paths to what the anchors' own certificates say: names, policies, path length, purposes (RFC 5937)
    #[arg(long)]
    pub(crate) limit_anchors: bool,
    /// Refuse leaves that were issued after this time
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) distrust_after: Option<Time>,
    /// Refuse the certificates and keys in this file wherever they appear: lines `certificate sha256:HEX`, `key sha256:HEX`,
    /// `serial HEX ISSUER`, or certificates as PEM
    #[arg(long, value_name = "FILE", conflicts_with = "save_case")]
    pub(crate) blocked: Vec<PathBuf>,
    /// Let a path end at an anchor that is not a self-signed root
    #[arg(long)]
    pub(crate) partial_chain: bool,
    /// Accept what old devices have: SHA-1, MD5, DSA, and keys from 1024 bits
    #[arg(long)]
    legacy: bool,
    /// At most this many intermediates that are not self-issued
    #[arg(long, value_name = "N")]
    pub(crate) max_depth: Option<u32>,
    /// What follows when no usable revocation list covers a certificate [default: refuse]
    #[arg(long, value_enum, value_name = "WHAT")]
    on_unknown: Option<OnUnknown>,
    /// Judge refused paths to the end, instead of to the first failure of a kind
    #[arg(long)]
    pub(crate) explain: bool,
    /// Write inputs, time, settings and answer into a new folder, as a test case
    #[arg(long, value_name = "DIR")]
    pub(crate) save_case: Option<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Mode {
    Appliance,
    Off,
    Rfc9525,
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

impl Arguments {
    /// Reads the command line.
    ///
    /// An error is what clap has to say: a text for somebody who asked for help, or why the command line makes no sense.
    pub(crate) fn read<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(arguments)?;
        let arguments = Self::from_arg_matches(&matches).and_then(|mut arguments| {
            let below = |name| matches.subcommand_matches(name);
            match &mut arguments.command {
                Command::Verify(verify) => below("verify").map_or(Ok(()), |matches| verify.complete(matches))?,
                Command::Compare(compare) => below("compare").map_or(Ok(()), |matches| compare.complete(matches))?,
                Command::Csr(csr) => below("csr").map_or(Ok(()), |matches| csr.complete(matches))?,
                _ => {}
            }
            Ok(arguments)
        });
        arguments.map_err(|error| match matches.subcommand_name().and_then(|name| command.find_subcommand_mut(name)) {
            Some(verb) => error.format(verb),
            None => error,
        })
    }
}

impl Mode {
    pub(crate) const fn name_mode(self) -> NameMode {
        match self {
            Self::Appliance => NameMode::Appliance,
            Self::Off => NameMode::Off,
            Self::Rfc9525 => NameMode::Rfc9525,
        }
    }
}

impl Verify {
    /// The file with the certificate to judge.
    pub(crate) fn leaf(&self) -> PathBuf {
        self.leaf.clone().unwrap_or_default()
    }

    /// Who the peer must be. What makes no sense was refused by [`complete`](Self::complete).
    pub(crate) fn identity(&self) -> Identity {
        self.named.identity().ok().flatten().unwrap_or(Identity::danger_none())
    }

    pub(crate) fn name_mode(&self) -> NameMode {
        match self.name_mode {
            None => self.profile().name_mode(),
            Some(mode) => mode.name_mode(),
        }
    }

    pub(crate) const fn usage_mode(&self) -> UsageMode {
        match self.usage_mode {
            Usage::Ignore => UsageMode::Ignore,
            Usage::Prefer => UsageMode::Prefer,
            Usage::Profile => UsageMode::Profile,
            Usage::Require => UsageMode::Require,
        }
    }

    pub(crate) const fn profile(&self) -> Profile {
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
    pub(crate) const fn legacy(&self) -> bool {
        self.legacy || matches!(self.profile, ProfileName::Legacy)
    }

    pub(crate) fn policies(&self) -> PolicyInputs {
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
    pub(crate) fn on_unknown(&self) -> Option<Severity> {
        match self.on_unknown {
            None if self.crl.is_empty() => None,
            None | Some(OnUnknown::Refuse) => Some(Severity::Refuse),
            Some(OnUnknown::Warn) => Some(Severity::Warn),
        }
    }

    /// Finds the leaf, and refuses what would be a check of less than the caller may think.
    fn complete(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
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
        let id = greedy(matches, &["anchors", "crl", "intermediates", "pinned", "untrusted"], 1)?;
        let files = match id {
            "anchors" => &mut self.anchors,
            "crl" => &mut self.crl,
            "intermediates" => &mut self.intermediates,
            "pinned" => &mut self.pinned,
            "untrusted" => &mut self.untrusted,
            _ => return None,
        };
        files.pop()
    }
}

/// The option of many values that took the arguments behind it as well: the last one of the command line that has values at
/// all, if more values came with it than `missing`. Where another option follows, its values are its own.
pub(crate) fn greedy<'a>(matches: &ArgMatches, many: &[&'a str], missing: usize) -> Option<&'a str> {
    let given = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    // A flag has no value that could have been swallowed, nor does one say where a list ends.
    let is_flag = |id: &&str| matches!(matches.try_get_one::<bool>(id), Ok(Some(_)));
    let last = |id: &str| matches.indices_of(id).and_then(Iterator::max);
    let ids = matches.ids().map(clap::Id::as_str).filter(given).filter(|id| !is_flag(id));
    // Groups have the indices of their members.
    let is_group = |id: &&str| matches.try_get_raw(id).is_err();
    let id = ids.filter(|id| !is_group(id)).max_by_key(|id| last(id))?;
    let id = many.iter().find(|many| **many == id)?;
    let in_last_option = matches.get_raw_occurrences(id)?.next_back()?.count();
    (in_last_option > missing).then_some(*id)
}

fn usage(text: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::MissingRequiredArgument, text)
}

pub(crate) fn time(text: &str) -> Result<Time, String> {
    Time::parse_rfc3339(text).map_err(|error| format!("{}; write it like 2026-11-22T00:00:00Z", error.code().text()))
}

/// A positive number; leading zeros do not matter.
pub(crate) fn serial(text: &str) -> Result<Serial, String> {
    let trouble = || "give the serial number in hexadecimal, such as 0A:1B:2C".to_owned();
    let mut digits = Vec::new();
    for character in text.strip_prefix("0x").unwrap_or(text).chars().filter(|one| !matches!(one, ':' | ' ')) {
        let digit = character.to_digit(16).ok_or_else(trouble)?;
        digits.push(u8::try_from(digit).map_err(|_| trouble())?);
    }
    if digits.is_empty() {
        return Err(trouble());
    }
    if digits.len() % 2 == 1 {
        digits.insert(0, 0);
    }
    let bytes = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit));
    let mut bytes: Vec<u8> = bytes.skip_while(|byte| *byte == 0).collect();
    if bytes.first().is_none_or(|first| *first >= 0x80) {
        bytes.insert(0, 0);
    }
    Ok(Serial(bytes))
}

fn daily(text: &str) -> Result<(u8, u8), String> {
    let pair = text.split_once(':').and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
    pair.filter(|(hour, minute)| *hour < 24 && *minute < 60).ok_or_else(|| "write it like 02:30".to_owned())
}

fn tried(text: &str) -> Result<(String, Time), String> {
    let (uri, at) = text.rsplit_once('=').ok_or("write it like ADDRESS=2026-11-22T00:00:00Z")?;
    Ok((uri.to_owned(), time(at)?))
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

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = include_str!("../README.md");

    /// Every command, its own name in front: `csr new`.
    fn commands(command: &clap::Command, name: &str, all: &mut Vec<(String, clap::Command)>) {
        for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let name = format!("{name} {}", verb.get_name()).trim().to_owned();
            commands(verb, &name, all);
            all.push((name, verb.clone()));
        }
    }

    /// The part of the page about a verb: behind a heading that names it.
    fn section(verb: &str) -> String {
        let sections = README.split("\n## ").filter(|section| {
            section.lines().next().is_some_and(|heading| heading.split(['`', ' ']).any(|word| word == verb))
        });
        sections.collect()
    }

    /// Whether a text has this option, and not only a longer one.
    fn lists(text: &str, long: &str) -> bool {
        let option = format!("--{long}");
        let mut rest = text;
        while let Some((_, behind)) = rest.split_once(&option) {
            if !behind.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-') {
                return true;
            }
            rest = behind;
        }
        false
    }

    #[test]
    fn the_readme_lists_every_command_option_and_profile() {
        let mut all = Vec::new();
        commands(&Arguments::command(), "", &mut all);
        let mut missing = Vec::new();
        for (name, command) in &all {
            let verb = name.split(' ').next().unwrap_or_default();
            let section = section(verb);
            if !section.contains(name.as_str()) {
                missing.push(name.clone());
            }
            let options = command.get_arguments().filter_map(clap::Arg::get_long).filter(|long| *long != "help");
            missing.extend(options.filter(|long| !lists(&section, long)).map(|long| format!("{name} --{long}")));
        }
        assert!(lists(README, "color"));
        let verify = section("verify");
        for profile in ProfileName::value_variants().iter().filter_map(ValueEnum::to_possible_value) {
            if !verify.contains(&format!("`{}`", profile.get_name())) {
                missing.push(format!("profile {}", profile.get_name()));
            }
        }
        assert!(missing.is_empty(), "crates/cli/README.md does not list {missing:#?}");
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
