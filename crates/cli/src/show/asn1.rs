//! `ucpki asn1`: the values of a file with their offsets, which errors name.

use super::convert::missing;
use crate::answer::{Answer, Verb};
use crate::files::{self, Expected, Failure};
use clap::Args;
use std::path::PathBuf;
use ucpki::crypto::Secret;
use ucpki::show::{self, printable};
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

impl Verb for Asn1 {
    fn run(&self) -> Result<Answer, Failure> {
        let source = files::open(&self.file)?;
        let mut text = String::new();
        let mut any = false;
        for (index, object) in pem::objects(source.bytes()).enumerate() {
            let object = object.map_err(|error| source.explain(Expected::Anything, error))?;
            if self.block.is_none_or(|block| block == index + 1) {
                any = true;
                self.write(&mut text, index + 1, &object);
            }
        }
        if !any {
            return Err(missing(&source, self.block));
        }
        // Values are text of a stranger: what a terminal would act on, or not show, is made visible.
        let visible = |line: &str| {
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            format!("{}{end}", printable(line))
        };
        let shown: String = text.split_inclusive('\n').map(visible).collect();
        Ok(Answer::bytes(Secret::new(shown.into_bytes())))
    }
}

impl Asn1 {
    fn write(&self, text: &mut String, number: usize, object: &pem::Object<'_>) {
        let label = object.block().map_or("", pem::Block::label);
        if let Some(block) = object.block() {
            // A label is text of a stranger, as everything else is.
            text.push_str(&format!("# block {number}, line {}: {}\n", block.line(), printable(label)));
        }
        // By its content, and also by its label: one that is damaged or encrypted has nothing to tell it by.
        let is_key_label = label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK");
        if show::is_private_key(object.der()) || is_key_label {
            text.push_str("# a private key is not shown\n");
            return;
        }
        // A String takes everything.
        let _ = match self.at {
            Some(offset) => show::write_asn1_at(text, object.der(), offset),
            None => show::write_asn1(text, object.der()),
        };
    }
}
