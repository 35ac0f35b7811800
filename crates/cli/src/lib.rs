//! The `ucpki` command: every job at a prompt, every answer also as JSON.
//!
//! Folders bear the nouns, and import what is above them in this table.
//!
//! | module | holds |
//! |---|---|
//! | `console`, `json`, `algorithms`, `values` | standard streams, JSON, algorithms, values on the command line |
//! | `files` | the one reader of files, the one writer, and the one error, `Failure` |
//! | `answer` | the one answer of all verbs: how it is written, and its exit status |
//! | `key`, `peer`, `show`, `crl`, `ocsp`, `csr`, `compare`, `verify` | the verbs, each with its command line |
//! | `program` | the command line as a whole, and which verb it asks for |
//!
//! Exit status: 0 accepted, 1 refused, 2 usage or unreadable input, 3 no decision because the budget ended.
#![forbid(unsafe_code)]
#![expect(clippy::std_instead_of_alloc, clippy::std_instead_of_core, reason = "a program on std")]

mod algorithms;
mod answer;
mod compare;
mod console;
mod crl;
mod csr;
mod files;
mod json;
mod key;
mod ocsp;
mod peer;
mod program;
mod show;
mod values;
mod verify;

use answer::Status;
use program::Arguments;
use std::ffi::OsString;
use std::io::Write;
use ucpki::show::printable;

/// Runs the program with the arguments of the process, and gives its exit status.
#[must_use]
pub fn main() -> u8 {
    run(std::env::args_os())
}

/// What a run of the program inside another left behind; made by [`run_inside`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inside {
    /// The exit status.
    pub status: u8,
    /// What went to standard output.
    pub output: Vec<u8>,
    /// What went to standard error.
    pub error: Vec<u8>,
}

/// Runs the program inside another one, for tests and fuzzers: with these arguments, the first of which is its name, with
/// nothing to read on standard input, and with nobody to ask. Files are those of the system.
///
/// # Examples
///
/// ```
/// let run = ucpki_cli::run_inside(["ucpki", "show", "no-such-file"]);
/// assert_eq!((run.status, run.output.len()), (2, 0));
/// assert!(String::from_utf8_lossy(&run.error).contains("no-such-file"));
/// ```
pub fn run_inside<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> Inside {
    let (status, [output, error]) = console::keeping(|| run(arguments));
    Inside { status, output, error }
}

fn run<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> u8 {
    let given: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let arguments = match Arguments::read(&given) {
        Ok(arguments) => arguments,
        // Help and version go to standard output, and everything else to standard error; either may be full.
        Err(error) if error.use_stderr() => {
            let written = console::err().write_all(complaint(&error, &given).as_bytes());
            return answer::finish(written, Status::Unusable);
        }
        Err(text) => return answer::finish(write!(console::out(), "{}", text.render()), Status::Done),
    };
    answer::give(arguments.command.verb(), arguments.color)
}

/// What clap has to say. It repeats arguments as they are, and one of them may be the name of a file that a stranger chose.
fn complaint(error: &clap::Error, given: &[OsString]) -> String {
    let mut text = error.render().to_string();
    for argument in given {
        let argument = argument.to_string_lossy();
        let shown = printable(&argument);
        if shown != argument {
            text = text.replace(&*argument, &shown);
            // As `--option=value`, whose value is repeated alone.
            if let Some((_, value)) = argument.split_once('=') {
                text = text.replace(value, &printable(value));
            }
        }
    }
    text.split_inclusive('\n')
        .map(|line| {
            line.strip_suffix('\n')
                .map_or_else(|| printable(line).into_owned(), |line| format!("{}\n", printable(line)))
        })
        .collect()
}
