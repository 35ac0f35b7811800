//! `ucpki asn1`: the values of a file with their offsets, which errors name.

use crate::console;
use crate::convert::missing;
use crate::files::{self, Unreadable, Wanted};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use ucpki::show;
use ucpki::show::printable;
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
    let source = files::open(&question.file)?;
    let mut text = String::new();
    let mut any = false;
    for (index, object) in pem::objects(source.bytes()).enumerate() {
        let object = object.map_err(|error| source.explain(Wanted::Anything, error))?;
        if question.block.is_some_and(|block| block != index + 1) {
            continue;
        }
        any = true;
        if let Some(block) = object.block() {
            // A label is text of a stranger, as everything else is.
            let label = printable(block.label());
            text.push_str(&format!("# block {}, line {}: {label}\n", index + 1, block.line()));
        }
        // By its content, and also by its label: one that is damaged or encrypted has nothing to tell it by.
        let label = object.block().map_or("", pem::Block::label);
        if show::is_private_key(object.der()) || label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK")
        {
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
        return Err(missing(&source, question.block));
    }
    // Values are text of a stranger: what a terminal would act on, or not show, is made visible.
    let shown: String = text
        .split_inclusive('\n')
        .map(|line| {
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            format!("{}{end}", printable(line))
        })
        .collect();
    Ok(console::out().write_all(shown.as_bytes()))
}
