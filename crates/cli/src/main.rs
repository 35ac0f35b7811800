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
mod convert;
mod crl;
mod csr;
mod document;
mod files;
mod fingerprint;
mod help;
mod identity;
mod job;
mod json;
mod key;
mod match_;
mod output;
mod renewal;
mod report;
mod saved_case;
mod shell;
mod show;
mod verify;

use arguments::{Arguments, Color, Command};
use document::Document;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

const REFUSED: u8 = 1;
const UNUSABLE: u8 = 2;
const UNDECIDED: u8 = 3;

fn main() -> ExitCode {
    let arguments = match Arguments::from_command_line() {
        Ok(arguments) => arguments,
        // Help and version go to standard output, and everything else to standard error; either may be full.
        Err(error) => return finish(error.print(), if error.use_stderr() { UNUSABLE } else { 0 }),
    };
    let color = arguments.color;
    match arguments.command {
        Command::Csr(command) => job::finish(csr::run(&command), color),
        Command::Key(command) => job::finish(key::run(&command), color),
        Command::Codes(list) => finish(codes::write(&mut io::stdout().lock(), list.json), 0),
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

/// Ends with the status of a verb, or with what is wrong with a file.
fn answer(result: Result<(u8, io::Result<()>), files::Unreadable>, color: Color) -> ExitCode {
    match result {
        Ok((status, written)) => finish(written, status),
        Err(unreadable) => {
            let color = color.resolve(io::stderr().is_terminal());
            finish(print(&report::unreadable(&unreadable), &mut io::stderr().lock(), color), UNUSABLE)
        }
    }
}

fn verify(question: &arguments::Verify, color: Color) -> ExitCode {
    let (status, written) = match verify::run(question) {
        Ok(outcome) => {
            let status = match &outcome.answer {
                Ok(_) => 0,
                Err(refused) if json::is_undecided(refused) => UNDECIDED,
                Err(_) => REFUSED,
            };
            let written = if question.json {
                json::write(&mut io::stdout().lock(), &json::verdict(&outcome))
            } else {
                print(&report::verdict(&outcome), &mut io::stdout().lock(), color.resolve(io::stdout().is_terminal()))
            };
            (status, written)
        }
        Err(unreadable) if question.json => {
            (UNUSABLE, json::write(&mut io::stdout().lock(), &json::unreadable(&unreadable)))
        }
        Err(unreadable) => {
            let color = color.resolve(io::stderr().is_terminal());
            (UNUSABLE, print(&report::unreadable(&unreadable), &mut io::stderr().lock(), color))
        }
    };
    finish(written, status)
}

fn match_names(asked: &match_::Match, color: Color) -> ExitCode {
    let (status, written) = match match_::run(asked) {
        Ok(outcome) => {
            let status = if outcome.holds() { 0 } else { REFUSED };
            let written = if asked.json {
                json::write(&mut io::stdout().lock(), &match_::json(&outcome))
            } else {
                let color = color.resolve(io::stdout().is_terminal());
                print(&match_::report(&outcome), &mut io::stdout().lock(), color)
            };
            (status, written)
        }
        Err(match_::NoAnswer::Usage(text)) => (UNUSABLE, writeln!(io::stderr().lock(), "error: {text}")),
        Err(match_::NoAnswer::File(file)) => (UNUSABLE, unreadable(&file, asked.json, color)),
    };
    finish(written, status)
}

fn compare(asked: &compare::Compare, color: Color) -> ExitCode {
    let (status, written) = match compare::run(asked) {
        Ok(outcome) => {
            let status = if outcome.holds() { 0 } else { REFUSED };
            let written = if asked.json {
                json::write(&mut io::stdout().lock(), &compare::json(&outcome))
            } else {
                let color = color.resolve(io::stdout().is_terminal());
                print(&compare::report(&outcome), &mut io::stdout().lock(), color)
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
        return json::write(&mut io::stdout().lock(), &json::unreadable(file));
    }
    let color = color.resolve(io::stderr().is_terminal());
    print(&report::unreadable(file), &mut io::stderr().lock(), color)
}

fn crl(question: &arguments::Crl, color: Color) -> ExitCode {
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
        json::write(&mut io::stdout().lock(), &answer.json)
    } else if is_readable {
        print(&answer.text, &mut io::stdout().lock(), color.resolve(io::stdout().is_terminal()))
    } else {
        print(&answer.text, &mut io::stderr().lock(), color.resolve(io::stderr().is_terminal()))
    };
    finish(written, answer.status)
}

fn print(document: &Document, out: &mut impl Write, color: bool) -> io::Result<()> {
    document.write(out, color)?;
    out.flush()
}

/// The answer holds even where nobody listened to the end, as with `| head -1`; other trouble with the output is said, and
/// must not look like "accepted".
fn finish(written: io::Result<()>, status: u8) -> ExitCode {
    // What is left in the buffer is written here, and not when the program ends, where an error would be lost.
    match written.and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // Where standard error fails as well, the status is all that is left.
            let _ = writeln!(io::stderr().lock(), "error: cannot write to standard output: {error}");
            ExitCode::from(UNUSABLE.max(status))
        }
        _ => ExitCode::from(status),
    }
}
