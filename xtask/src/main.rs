//! `cargo xtask <check>`: one command per check, the same at a prompt and in `.ci/run`.
//!
//! A check prints the commands that it runs, so that one of them can be repeated alone. The exit status is 0 when the check
//! holds, 1 when it does not, and 2 when the command line makes no sense.
#![forbid(unsafe_code)]
#![expect(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a program that runs on a developer's machine"
)]
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a program at a prompt")]
#![cfg_attr(
    test,
    allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")
)]

mod architecture;
mod c_programs;
mod cargo_checks;
mod circles;
mod codes;
mod command;
mod examples;
mod features;
mod generated;
mod header;
mod no_std;
mod readme;
mod symbols;
mod words;
mod workspace;

use command::Failure;
use std::process::ExitCode;
use workspace::Workspace;

/// A check that can be asked for by name.
struct Check {
    name: &'static str,
    options: &'static str,
    what: &'static str,
    run: fn(&Workspace, &Options) -> Result<(), Failure>,
}

const CHECKS: &[Check] = &[
    Check { name: "fmt", options: "[--fix]", what: "formatting", run: cargo_checks::fmt },
    Check { name: "clippy", options: "[--features]", what: "lints; or with all features", run: cargo_checks::clippy },
    Check {
        name: "test",
        options: "[--features]",
        what: "all tests; or those with all features",
        run: cargo_checks::test,
    },
    Check { name: "doc", options: "", what: "documentation, warnings denied", run: cargo_checks::doc },
    Check { name: "no-std", options: "", what: "bare-metal Arm build, undefined symbols", run: no_std::run },
    Check { name: "header", options: "[--check]", what: "generate include/ucpki.h", run: header::run },
    Check {
        name: "codes",
        options: "[--check|--release]",
        what: "generate docs/codes.md, append-only",
        run: codes::run,
    },
    Check { name: "symbols", options: "[--check]", what: "generate abi/symbols.txt", run: symbols::run },
    Check {
        name: "deps",
        options: "",
        what: "crates against ARCHITECTURE.md, files in layers",
        run: architecture::run,
    },
    Check {
        name: "c-programs",
        options: "",
        what: "C and C++ programs, plain and under checkers",
        run: c_programs::run,
    },
    Check {
        name: "examples",
        options: "[--missing|--paste]",
        what: "how many public types have one; or runs them in a new project",
        run: examples::run,
    },
    Check { name: "words", options: "", what: "phrases that must not come back", run: words::run },
    Check { name: "readme", options: "[--job|--tests]", what: "the README's two commands", run: readme::run },
    Check {
        name: "msrv",
        options: "[--tests|--unlocked]",
        what: "build with the oldest supported Rust",
        run: cargo_checks::msrv,
    },
    Check { name: "powerset", options: "", what: "build every set of features", run: cargo_checks::powerset },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next();
    let Some(check) = CHECKS.iter().find(|check| Some(check.name) == name.as_deref()) else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    let options = Options(arguments.collect());
    if let Some(unknown) = options.0.iter().find(|option| !accepts(check, option)) {
        eprintln!("cargo xtask {} does not know {unknown}; it takes: {}", check.name, check.options);
        return ExitCode::from(2);
    }
    match Workspace::find().and_then(|workspace| (check.run)(&workspace, &options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("cargo xtask {}: {failure}", check.name);
            ExitCode::FAILURE
        }
    }
}

/// The options of one call, such as `--check`.
struct Options(Vec<String>);

impl Options {
    fn has(&self, option: &str) -> bool {
        self.0.iter().any(|given| given == option)
    }
}

fn accepts(check: &Check, option: &str) -> bool {
    check.options.trim_matches(['[', ']']).split('|').any(|known| known == option && !known.is_empty())
}

fn usage() -> String {
    let mut text = String::from("usage: cargo xtask <check>\n\n");
    for Check { name, options, what, .. } in CHECKS {
        text.push_str(&format!("  {name:<11}{options:<22}{what}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_those_that_the_table_names() {
        let codes = CHECKS.iter().find(|check| check.name == "codes").unwrap();
        assert!(accepts(codes, "--check") && accepts(codes, "--release"));
        assert!(!accepts(codes, "--chek") && !accepts(codes, "") && !accepts(codes, "|"));
        let doc = CHECKS.iter().find(|check| check.name == "doc").unwrap();
        assert!(!accepts(doc, "") && !accepts(doc, "--check"));
    }

    #[test]
    fn every_check_is_listed_and_described_in_contributing() {
        let contributing = include_str!("../../CONTRIBUTING.md");
        for check in CHECKS {
            assert!(usage().contains(check.name));
            assert!(contributing.contains(&format!("cargo xtask {}", check.name)), "CONTRIBUTING.md: {}", check.name);
        }
    }
}
