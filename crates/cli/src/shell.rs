//! `ucpki completions` and `ucpki man`: what shells and packages want to know about the command line.

use crate::arguments::Arguments;
use crate::console;
use crate::files::Unreadable;
use crate::output::{self, Target};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::{self, Write};
use std::path::PathBuf;

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

pub(crate) fn completions(question: &Completions) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(question.shell, &mut Arguments::command(), "ucpki", &mut script);
    console::out().write_all(&script)
}

pub(crate) fn man(question: &Man) -> Result<io::Result<()>, Unreadable> {
    let command = Arguments::command();
    let Some(folder) = &question.out else {
        return Ok(Man::page(command, "ucpki").and_then(|page| console::out().write_all(&page)));
    };
    let made = std::fs::create_dir_all(folder);
    made.map_err(|error| Unreadable::system(folder, format!("cannot make this folder: {error}")))?;
    let mut pages = Vec::new();
    all_pages(&command, "ucpki", &mut pages).map_err(|error| Unreadable::system(folder, error.to_string()))?;
    let pages: Vec<_> = pages.into_iter().map(|(name, page)| (folder.join(format!("{name}.1")), page)).collect();
    let files: Vec<_> = pages.iter().map(|(path, page)| (Target::public(path), &**page)).collect();
    output::write(&files, question.force).map(Ok)
}

impl Man {
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
