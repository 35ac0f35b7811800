//! `ucpki codes`: everything that can be said about an input.

use crate::answer::{Answer, Status, Verb};
use crate::files::Failure;
use crate::json;
use clap::Args;
use std::fmt;
use ucpki::x509::Code;
use ucpki::{appliance, chain, crl, crypto, csr, matcher, ocsp, x509};

/// Every code of the library, in the order of the numbers.
fn all() -> impl Iterator<Item = &'static Code> {
    let tables = [
        x509::codes::ALL,
        crypto::codes::ALL,
        chain::codes::ALL,
        matcher::codes::ALL,
        crl::codes::ALL,
        ocsp::codes::ALL,
        csr::codes::ALL,
        appliance::codes::ALL,
    ];
    tables.into_iter().flatten().copied()
}

#[derive(Debug, Args)]
pub(crate) struct Codes {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Verb for Codes {
    fn run(&self) -> Result<Answer, Failure> {
        if self.json {
            return Ok(Answer::document(Status::Done, &json::code_list(all())));
        }
        let mut answer = Answer::new(Status::Done);
        answer.push_long(Blocks);
        Ok(answer)
    }
}

/// The codes, one block each.
struct Blocks;

impl fmt::Display for Blocks {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for code in all() {
            writeln!(out, "{} {} ({})", code.number(), code.name(), code.family().name())?;
            writeln!(out, "     {}", code.text())?;
            if !code.clause().is_empty() {
                writeln!(out, "     {}", code.clause())?;
            }
        }
        Ok(())
    }
}
