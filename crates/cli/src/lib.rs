//! The `ucpki` command: every job at a prompt, every answer also as JSON.
//!
//! Exit status: 0 accepted, 1 refused, 2 usage or unreadable input, 3 no decision because the budget ended.
#![forbid(unsafe_code)]
#![expect(clippy::std_instead_of_alloc, clippy::std_instead_of_core, reason = "a program on std")]

mod algorithms;
mod arguments;
mod asn1;
mod codes;
mod compare;
mod console;
mod convert;
mod crl;
mod csr;
mod files;
mod fingerprint;
mod identity;
mod job;
mod json;
mod key;
mod match_;
mod output;
mod renewal;
mod report;
mod shell;
mod show;
mod verify;

use arguments::{Arguments, Color, Command};
use console::print;
use std::ffi::OsString;
use std::io::{self, Write};
use ucpki::show::printable;

const REFUSED: u8 = 1;
const UNUSABLE: u8 = 2;
const UNDECIDED: u8 = 3;

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
            return finish(console::err().write_all(complaint(&error, &given).as_bytes()), UNUSABLE);
        }
        Err(text) => return finish(write!(console::out(), "{}", text.render()), 0),
    };
    let color = arguments.color;
    match arguments.command {
        Command::Csr(command) => job::finish(csr::run(&command), color),
        Command::Key(command) => job::finish(key::run(&command), color),
        Command::Codes(list) => finish(codes::write(&mut console::out(), list.json), 0),
        Command::Compare(asked) => compare(&asked, color),
        Command::Match(asked) => match_names(&asked, color),
        Command::Crl(question) => crl(&question, color),
        Command::Verify(question) => verify(&question, color),
        Command::Show(question) => {
            let (status, written) = show::run(&question, color);
            finish(written, status)
        }
        Command::Convert(question) => answer(convert::run(&question).map(|written| (0, written)), color),
        Command::Fingerprint(question) => {
            let (status, written) = fingerprint::run(&question, color);
            finish(written, status)
        }
        Command::Asn1(question) => answer(asn1::run(&question).map(|written| (0, written)), color),
        Command::Completions(question) => finish(shell::completions(&question), 0),
        Command::Man(question) => answer(shell::man(&question).map(|written| (0, written)), color),
    }
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

/// Ends with the status of a verb, or with what is wrong with a file.
fn answer(result: Result<(u8, io::Result<()>), files::Unreadable>, color: Color) -> u8 {
    match result {
        Ok((status, written)) => finish(written, status),
        Err(unreadable) => {
            let color = color.resolve(console::err_is_terminal());
            finish(print(&report::unreadable(&unreadable), &mut console::err(), color), UNUSABLE)
        }
    }
}

fn verify(question: &arguments::Verify, color: Color) -> u8 {
    let (status, written) = match verify::run(question) {
        Ok(outcome) => {
            let shown = outcome.shown();
            let status = match shown.result() {
                "accepted" => 0,
                "undecided" => UNDECIDED,
                _ => REFUSED,
            };
            let written = if question.json {
                writeln!(console::out(), "{}", shown.json())
            } else {
                print(&outcome.text(), &mut console::out(), color.resolve(console::out_is_terminal()))
            };
            (status, written)
        }
        Err(unreadable) if question.json => {
            (UNUSABLE, json::write(&mut console::out(), &json::unreadable(&unreadable)))
        }
        Err(unreadable) => {
            let color = color.resolve(console::err_is_terminal());
            (UNUSABLE, print(&report::unreadable(&unreadable), &mut console::err(), color))
        }
    };
    finish(written, status)
}

fn match_names(asked: &match_::Match, color: Color) -> u8 {
    let (status, written) = match match_::run(asked) {
        Ok(outcome) => {
            let status = if outcome.holds() { 0 } else { REFUSED };
            let written = if asked.json {
                json::write(&mut console::out(), &match_::json(&outcome))
            } else {
                let color = color.resolve(console::out_is_terminal());
                print(&match_::report(&outcome), &mut console::out(), color)
            };
            (status, written)
        }
        Err(match_::NoAnswer::Usage(text)) => (UNUSABLE, writeln!(console::err(), "error: {text}")),
        Err(match_::NoAnswer::File(file)) => (UNUSABLE, unreadable(&file, asked.json, color)),
    };
    finish(written, status)
}

fn compare(asked: &compare::Compare, color: Color) -> u8 {
    let (status, written) = match compare::run(asked) {
        Ok(outcome) => {
            let status = if outcome.holds() { 0 } else { REFUSED };
            let written = if asked.json {
                json::write(&mut console::out(), &compare::json(&outcome))
            } else {
                let color = color.resolve(console::out_is_terminal());
                print(&compare::report(&outcome), &mut console::out(), color)
            };
            (status, written)
        }
        Err(file) => (UNUSABLE, unreadable(&file, asked.json, color)),
    };
    finish(written, status)
}

/// Tells about a file that cannot be used.
fn unreadable(file: &files::Unreadable, json: bool, color: Color) -> io::Result<()> {
    if json {
        return json::write(&mut console::out(), &json::unreadable(file));
    }
    let color = color.resolve(console::err_is_terminal());
    print(&report::unreadable(file), &mut console::err(), color)
}

fn crl(question: &arguments::Crl, color: Color) -> u8 {
    use arguments::Crl;
    let (answer, as_json) = match question {
        Crl::Check(question) => (crl::check(question), question.json),
        Crl::Find(question) => (crl::find(question), question.json),
        Crl::Schedule(question) => (crl::schedule(question), question.json),
        Crl::Show(question) => (crl::show(question), question.json),
    };
    let is_readable = answer.is_ok();
    let answer = answer.unwrap_or_else(|unreadable| crl::unreadable(&unreadable));
    let written = if as_json {
        json::write(&mut console::out(), &answer.json)
    } else if is_readable {
        print(&answer.text, &mut console::out(), color.resolve(console::out_is_terminal()))
    } else {
        print(&answer.text, &mut console::err(), color.resolve(console::err_is_terminal()))
    };
    finish(written, answer.status)
}

/// The answer holds even where nobody listened to the end, as with `| head -1`; other trouble with the output is said, and
/// must not look like "accepted".
fn finish(written: io::Result<()>, status: u8) -> u8 {
    // What is left in the buffer is written here, and not when the program ends, where an error would be lost.
    match written.and_then(|()| console::out().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // Where standard error fails as well, the status is all that is left.
            let _ = writeln!(console::err(), "error: cannot write to standard output: {error}");
            UNUSABLE.max(status)
        }
        _ => status,
    }
}
