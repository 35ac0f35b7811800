//! `ucpki codes`: everything that can be said about an input.

use crate::json;
use std::io::{self, Write};
use ucpki::x509::Code;
use ucpki::{appliance, chain, crl, crypto, csr, matcher, x509};

/// Every code of the library, in the order of the numbers.
pub(crate) fn all() -> impl Iterator<Item = &'static Code> {
    let tables = [
        x509::codes::ALL,
        crypto::codes::ALL,
        chain::codes::ALL,
        matcher::codes::ALL,
        crl::codes::ALL,
        csr::codes::ALL,
        appliance::codes::ALL,
    ];
    tables.into_iter().flatten().copied()
}

/// Lists the codes: one block each for people, one document for programs.
pub(crate) fn write(out: &mut impl Write, as_json: bool) -> io::Result<()> {
    if as_json {
        return json::write(out, &json::code_list(all()));
    }
    for code in all() {
        writeln!(out, "{} {} ({})", code.number(), code.name(), code.family().name())?;
        writeln!(out, "     {}", code.text())?;
        if !code.clause().is_empty() {
            writeln!(out, "     {}", code.clause())?;
        }
    }
    out.flush()
}
