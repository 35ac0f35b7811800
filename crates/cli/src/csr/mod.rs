//! `ucpki csr`: requests made, shown, judged and explained.

mod aliases;
mod ask;
mod coverage;
mod document;
mod extensions;
mod input;
mod lint;
mod make;
mod names;
mod show;
mod signing;
mod wanted;

use crate::answer::{Answer, Form, Verb};
use crate::files::Failure;
use clap::{ArgMatches, Subcommand};

const FORMAT: &str = "ucpki-csr";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a request, and its key if there is none
    New(Box<make::New>),
    /// Show a request, and whether it is signed with its own key
    Show(show::Show),
    /// Judge requests as a CA would; several are compared as those of a cluster
    Lint(lint::Lint),
    /// Make a request for what a certificate has already
    Renew(Box<make::Renew>),
    /// Say what a certificate or request lacks of what is configured
    Coverage(Box<coverage::Covers>),
    /// List the extensions of a request, for a CA that does not read them there
    Extensions(extensions::Extensions),
    /// Say whether Control and Expressway have the same chat node aliases
    Aliases(aliases::Aliases),
}

impl Command {
    /// Finds the file where a list of names took it.
    pub(crate) fn complete(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        match (self, matches.subcommand_matches("coverage")) {
            (Self::Coverage(arguments), Some(matches)) => arguments.complete(matches),
            _ => Ok(()),
        }
    }
}

impl Verb for Command {
    fn form(&self) -> Form {
        let as_json = match self {
            Self::Aliases(asked) => asked.json,
            Self::Coverage(asked) => asked.json,
            Self::Extensions(asked) => asked.json,
            Self::Lint(asked) => asked.json,
            Self::New(asked) => asked.is_json(),
            Self::Renew(asked) => asked.is_json(),
            Self::Show(asked) => asked.json,
        };
        Form { format: Some(FORMAT), as_json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        match self {
            Self::Aliases(asked) => aliases::run(asked),
            Self::Coverage(asked) => coverage::run(asked),
            Self::Extensions(asked) => extensions::run(asked),
            Self::Lint(asked) => lint::run(asked),
            Self::New(asked) => make::new(asked),
            Self::Renew(asked) => make::renewed(asked),
            Self::Show(asked) => show::run(asked),
        }
    }
}
