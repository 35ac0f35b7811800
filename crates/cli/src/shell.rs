//! `ucpki completions` and `ucpki man`: what shells and packages want to know about the command line.

use crate::arguments::Arguments;
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
}

pub(crate) fn completions(question: &Completions) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(question.shell, &mut Arguments::command(), "ucpki", &mut script);
    io::stdout().lock().write_all(&script)
}

pub(crate) fn man(question: &Man) -> io::Result<()> {
    let command = Arguments::command();
    let Some(folder) = &question.out else { return clap_mangen::Man::new(command).render(&mut io::stdout().lock()) };
    std::fs::create_dir_all(folder)?;
    let page = |name: &str, command: clap::Command| -> io::Result<()> {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).title(name).render(&mut page)?;
        std::fs::write(folder.join(format!("{name}.1")), page)
    };
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let name = format!("ucpki-{}", verb.get_name());
        page(&name, verb.clone())?;
    }
    page("ucpki", command)
}
