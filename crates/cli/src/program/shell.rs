//! `ucpki completions` and `ucpki man`: what shells and packages want to know about the command line.

use crate::answer::{Answer, Status};
use crate::files::Failure;
use crate::files::output::{self, Target};
use clap::Args;
use clap_complete::Shell;
use std::io;
use std::path::PathBuf;
use ucpki::crypto::Secret;

/// Prints a script: for bash, `ucpki completions bash > /etc/bash_completion.d/ucpki`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints the page of `ucpki`, or writes that page and one for each command into a folder.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder for all pages
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Replace existing pages
    #[arg(long, requires = "out")]
    force: bool,
}

impl Completions {
    pub(super) fn script(&self, command: &mut clap::Command) -> Answer {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, command, "ucpki", &mut script);
        Answer::bytes(Secret::new(script))
    }
}

impl Man {
    pub(super) fn pages(&self, command: clap::Command) -> Result<Answer, Failure> {
        let Some(folder) = &self.out else {
            let page = Self::page(command, "ucpki").map_err(|error| Failure::new(error.to_string()))?;
            return Ok(Answer::bytes(Secret::new(page)));
        };
        let made = std::fs::create_dir_all(folder);
        made.map_err(|error| Failure::of_file(folder, format!("cannot make this folder: {error}")))?;
        let mut pages = Vec::new();
        all_pages(&command, "ucpki", &mut pages).map_err(|error| Failure::of_file(folder, error.to_string()))?;
        let pages: Vec<_> = pages.into_iter().map(|(name, page)| (folder.join(format!("{name}.1")), page)).collect();
        let files: Vec<_> = pages.iter().map(|(path, page)| (Target::public(path), &**page)).collect();
        output::write(&files, self.force)?;
        Ok(Answer::new(Status::Done))
    }

    fn page(command: clap::Command, name: &str) -> io::Result<Vec<u8>> {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).title(name).render(&mut page)?;
        Ok(page)
    }
}

/// The page of a command, and those of the commands below it: `ucpki-csr-new` for `ucpki csr new`.
fn all_pages(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let name = format!("{name}-{}", verb.get_name());
        // As it is called, in the synopsis.
        let verb = verb.clone().display_name(name.clone()).bin_name(name.replace('-', " "));
        all_pages(&verb, &name, pages)?;
    }
    pages.push((name.to_owned(), Man::page(command.clone(), name)?));
    Ok(())
}
