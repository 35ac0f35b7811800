//! Changed objects, as long as both sides read them, shown by us and by `openssl`: `.ci/full show` runs this.
//!
//! `UCPKI_MUTANTS` says how many (10,000), `UCPKI_SEED` which (1). Status 1 if some are shown in another way for no known reason.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::std_instead_of_core,
    clippy::print_stdout,
    reason = "a program of the tests"
)]

mod build;
mod compare;
mod corpus;
mod mend;
mod mutants;

use std::process::ExitCode;
use ucpki_tests::openssl::Openssl;

fn main() -> ExitCode {
    let Some(openssl) = Openssl::of_version_3_0() else { return ExitCode::SUCCESS };
    let number =
        |name: &str, otherwise| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let mut cases = corpus::all(&openssl);
    cases.extend(corpus::pkits());
    let tally = mutants::compare(&openssl, &cases, number("UCPKI_MUTANTS", 10_000), number("UCPKI_SEED", 1));
    println!("{tally}");
    if tally.differ.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
