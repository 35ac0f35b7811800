//! `ucpki convert`: PEM to DER and back, for objects and keys.

use crate::answer::{Answer, Status, Verb};
use crate::files::output::{self, Target};
use crate::files::{self, Expected, Failure, Source};
use clap::{Args, ValueEnum};
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

/// What was converted.
#[derive(Default)]
struct Converted {
    bytes: Vec<u8>,
    count: usize,
    is_secret: bool,
}

impl Verb for Convert {
    fn run(&self) -> Result<Answer, Failure> {
        let target = self.out.as_deref().filter(|out| !output::is_standard(out)).map(Target::public);
        output::check(target.as_slice(), self.force, &[])?;
        let source = files::open(&self.file)?;
        let mut converted = Converted::default();
        for (index, object) in pem::objects(source.bytes()).enumerate() {
            let object = object.map_err(|error| source.explain(Expected::Anything, error))?;
            if self.block.is_none_or(|block| block == index + 1) {
                self.convert(&source, &object, &mut converted)?;
            }
        }
        match (converted.count, self.to) {
            (0, _) => return Err(missing(&source, self.block)),
            (count @ 2.., Form::Der) => return Err(several(&source, count)),
            _ => {}
        }
        let bytes = Secret::new(converted.bytes);
        let Some(target) = target else { return Ok(Answer::bytes(bytes)) };
        output::write(&[(Target { is_secret: converted.is_secret, ..target }, bytes.expose())], self.force)?;
        Ok(Answer::new(Status::Done))
    }
}

impl Convert {
    fn convert(&self, source: &Source, object: &pem::Object<'_>, to: &mut Converted) -> Result<(), Failure> {
        to.count += 1;
        to.is_secret |= may_be_secret(object);
        if object.block().is_some_and(|block| block.headers().next().is_some()) {
            // What the fields say, such as how a key is encrypted, would be lost.
            let line = object.block().map_or(1, pem::Block::line);
            return Err(source.explain(Expected::Anything, Error::at_line(&codes::PEM_HEADERS, line)));
        }
        match self.to {
            Form::Der => to.bytes.extend_from_slice(object.der()),
            Form::Pem => {
                let label = object.block().map(|block| block.label().to_owned());
                let label = label.or_else(|| show::label_of(object.der()).map(str::to_owned));
                let label = label.ok_or_else(|| unknown(source))?;
                to.bytes.extend_from_slice(Secret::new(pem::encode(&label, object.der()).into_bytes()).expose());
            }
        }
        Ok(())
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
fn unknown(source: &Source) -> Failure {
    let failure = source.explain(Expected::Anything, Error::at_byte(&codes::PEM_LABEL, 0));
    failure.help("only what has a label becomes PEM: certificates, requests, CRLs, keys and PKCS #7")
}

/// Several objects where one is expected.
fn several(source: &Source, count: usize) -> Failure {
    let failure = Failure::of_content(source.file(), Error::at_line(&codes::TRAILING_DATA, 1));
    failure.help(format!("the file holds {count} objects, and DER holds one: choose with --block N"))
}

/// A block that was asked for and is not there.
pub(super) fn missing(source: &Source, block: Option<usize>) -> Failure {
    let nothing = source.nothing(Expected::Anything);
    match (block, pem::objects(source.bytes()).count()) {
        (Some(block), count @ 1..) => nothing.help(format!("--block {block} was asked for, and the file has {count}")),
        _ => nothing,
    }
}
