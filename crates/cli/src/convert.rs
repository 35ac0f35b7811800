//! `ucpki convert`: PEM to DER and back, for objects and keys.

use crate::files::{self, Source, Unreadable, Wanted};
use crate::output::{self, Target};
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::PathBuf;
use ucpki::crypto::Secret;
use ucpki::show::{self, FileKind};
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
    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Der,
    Pem,
}

pub(crate) fn run(question: &Convert) -> Result<io::Result<()>, Unreadable> {
    let target = question.out.as_deref().filter(|out| !output::is_standard(out)).map(Target::public);
    output::check(target.as_slice(), question.force, &[])?;
    let source = files::open(&question.file)?;
    let explain = |error| source.explain(Wanted::Anything, error);
    let mut out = Vec::new();
    let (mut count, mut is_secret) = (0, false);
    for (index, object) in pem::objects(source.bytes()).enumerate() {
        let object = object.map_err(explain)?;
        if question.block.is_some_and(|block| block != index + 1) {
            continue;
        }
        count += 1;
        is_secret |= may_be_secret(&object);
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
                let label = label.ok_or_else(|| unknown(&source))?;
                out.extend_from_slice(Secret::new(pem::encode(&label, object.der()).into_bytes()).expose());
            }
        }
    }
    match (count, question.to) {
        (0, _) => return Err(missing(&source, question.block)),
        (2.., Form::Der) => return Err(files::several(&question.file, count)),
        _ => {}
    }
    let out = Secret::new(out);
    match target {
        Some(target) => output::write(&[(Target { is_secret, ..target }, out.expose())], question.force).map(Ok),
        None => Ok(io::stdout().lock().write_all(out.expose())),
    }
}

/// Whether an object is a private key, or could be one that is damaged or in another form.
fn may_be_secret(object: &pem::Object<'_>) -> bool {
    let label = object.block().map_or("", pem::Block::label);
    // PKCS #12 holds keys as well.
    let kind = show::identify(object.der()).first().map(|found| found.kind);
    show::is_private_key(object.der())
        || (label.contains("KEY") && !label.contains("PUBLIC"))
        || matches!(kind, Some(FileKind::Pkcs12))
}

/// DER that has no label.
fn unknown(source: &Source) -> Unreadable {
    let help = "only what has a label becomes PEM: certificates, requests, CRLs, keys and PKCS #7".to_owned();
    Unreadable { help: Some(help), ..source.explain(Wanted::Anything, Error::at_byte(&codes::PEM_LABEL, 0)) }
}

/// A block that was asked for and is not there.
pub(crate) fn missing(source: &Source, block: Option<usize>) -> Unreadable {
    let nothing = source.nothing(Wanted::Anything);
    match (block, pem::objects(source.bytes()).count()) {
        (Some(block), count @ 1..) => {
            Unreadable { help: Some(format!("--block {block} was asked for, and the file has {count}")), ..nothing }
        }
        _ => nothing,
    }
}
