//! `ucpki asn1`: the values of a file with their offsets, which errors name.

use crate::files::{self, Unreadable};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use ucpki::show;
use ucpki::x509::pem;

/// Each line has the offset of a value, the lengths of its header and its content, its tag, and what it holds.
#[derive(Debug, Args)]
#[command(after_help = "Private keys are not shown.\n\n\
                        Exit status: 0 shown, 2 usage or unreadable input.")]
pub(crate) struct Asn1 {
    /// DER, or PEM with any labels; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only the values around this byte, as an error names it
    #[arg(long, value_name = "OFFSET")]
    at: Option<usize>,
    /// Only this block, counted from 1
    #[arg(long, value_name = "N")]
    block: Option<usize>,
}

pub(crate) fn run(question: &Asn1) -> Result<io::Result<()>, Unreadable> {
    let bytes = files::read(&question.file)?;
    let mut text = String::new();
    let mut any = false;
    for (index, object) in pem::objects(&bytes).enumerate() {
        let object = object.map_err(|error| files::content(&question.file, error))?;
        if question.block.is_some_and(|block| block != index + 1) {
            continue;
        }
        any = true;
        if let Some(block) = object.block() {
            text.push_str(&format!("# block {}, line {}: {}\n", index + 1, block.line(), block.label()));
        }
        let label = object.block().map(pem::Block::label).or_else(|| show::label_of(object.der()));
        if label.is_some_and(|label| label.ends_with("PRIVATE KEY")) {
            text.push_str("# a private key is not shown\n");
            continue;
        }
        let shown = match question.at {
            Some(offset) => show::write_asn1_at(&mut text, object.der(), offset),
            None => show::write_asn1(&mut text, object.der()),
        };
        if shown.is_err() {
            return Ok(Err(io::ErrorKind::OutOfMemory.into()));
        }
    }
    if !any {
        return Err(files::nothing(&question.file));
    }
    Ok(io::stdout().lock().write_all(text.as_bytes()))
}
