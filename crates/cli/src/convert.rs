//! `ucpki convert`: PEM to DER and back, for objects and keys.

use crate::files::{self, Unreadable};
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::PathBuf;
use ucpki::show;
use ucpki::x509::{Error, codes, pem};

/// What comes out of DER and goes back is the same, byte for byte. PEM is written as OpenSSL writes it.
#[derive(Debug, Args)]
#[command(
    after_help = "DER holds one object: choose with --block from a file with several. The pages of an Expressway take PEM only.\n\n\
                        Exit status: 0 converted, 2 usage or unreadable input."
)]
pub(crate) struct Convert {
    /// The file to convert; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The form to write
    #[arg(long, value_enum, value_name = "FORM")]
    to: Form,
    /// Only this object, counted from 1
    #[arg(long, value_name = "N")]
    block: Option<usize>,
    /// Where to write instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Der,
    Pem,
}

pub(crate) fn run(question: &Convert) -> Result<io::Result<()>, Unreadable> {
    let bytes = files::read(&question.file)?;
    let explain = |error| files::content(&question.file, error);
    let mut out = Vec::new();
    let mut count = 0;
    for (index, object) in pem::objects(&bytes).enumerate() {
        let object = object.map_err(explain)?;
        if question.block.is_some_and(|block| block != index + 1) {
            continue;
        }
        count += 1;
        if object.block().is_some_and(|block| block.headers().next().is_some()) {
            // What the fields say, such as how a key is encrypted, would be lost.
            let line = object.block().map_or(1, pem::Block::line);
            return Err(explain(Error::at_line(&codes::PEM_HEADERS, line)));
        }
        match question.to {
            Form::Der => out.extend_from_slice(object.der()),
            Form::Pem => {
                let label = object.block().map(|block| block.label().to_owned());
                let label = label.or_else(|| show::label_of(object.der()).map(str::to_owned));
                let label = label.ok_or_else(|| files::unknown(&question.file))?;
                out.extend_from_slice(pem::encode(&label, object.der()).as_bytes());
            }
        }
    }
    match (count, question.to) {
        (0, _) => return Err(files::nothing(&question.file)),
        (2.., Form::Der) => return Err(files::several(&question.file, count)),
        _ => {}
    }
    Ok(match &question.out {
        Some(file) => std::fs::write(file, out),
        None => io::stdout().lock().write_all(&out),
    })
}
