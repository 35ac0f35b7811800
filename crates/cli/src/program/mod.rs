//! The command line: which verbs there are.

pub(crate) mod codes;
pub(crate) mod shell;

use crate::answer::{Answer, Verb};
use crate::compare::Compare;
use crate::console::Color;
use crate::crl::Crl;
use crate::files::Failure;
use crate::ocsp::Ocsp;
use crate::peer::Match;
use crate::show::{Asn1, Convert, Fingerprint, Show};
use crate::verify::Verify;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use codes::Codes;
use shell::{Completions, Man};
use std::ffi::OsString;

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
    /// Look into CRLs: show, check, find, schedule
    #[command(subcommand)]
    Crl(Crl),
    /// Ask OCSP responders: make requests, show and check responses
    #[command(subcommand)]
    Ocsp(Box<Ocsp>),
    /// List everything that can be wrong: number, name, clause, text
    Codes(Codes),
    /// Make, show and export private keys
    #[command(subcommand)]
    Key(Box<crate::key::Command>),
    /// Make, show, judge and explain certificate requests
    #[command(subcommand)]
    Csr(Box<crate::csr::Command>),
    /// Show certificates, requests and CRLs as text, as OpenSSL prints them
    Show(Show),
    /// Convert between PEM and DER
    Convert(Convert),
    /// Show the hashes of objects and of their keys
    Fingerprint(Fingerprint),
    /// Show the ASN.1 values of a file with their offsets
    Asn1(Asn1),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man(Man),
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

impl Command {
    /// The verb that was asked for.
    pub(crate) fn verb(&self) -> &dyn Verb {
        match self {
            Self::Asn1(verb) => verb,
            Self::Codes(verb) => verb,
            Self::Compare(verb) => verb,
            Self::Completions(verb) => verb,
            Self::Convert(verb) => verb,
            Self::Crl(verb) => verb,
            Self::Csr(verb) => &**verb,
            Self::Fingerprint(verb) => verb,
            Self::Key(verb) => &**verb,
            Self::Man(verb) => verb,
            Self::Match(verb) => verb,
            Self::Ocsp(verb) => &**verb,
            Self::Show(verb) => verb,
            Self::Verify(verb) => &**verb,
        }
    }
}

// Here, where the whole command line is known.
impl Verb for Completions {
    fn run(&self) -> Result<Answer, Failure> {
        Ok(self.script(&mut Arguments::command()))
    }
}

impl Verb for Man {
    fn run(&self) -> Result<Answer, Failure> {
        self.pages(Arguments::command())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = include_str!("../../README.md");

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
        for profile in crate::verify::profile_names() {
            if !verify.contains(&format!("`{profile}`")) {
                missing.push(format!("profile {profile}"));
            }
        }
        assert!(missing.is_empty(), "crates/cli/README.md does not list {missing:#?}");
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
