//! The command line of `ucpki ocsp`.

use super::site::{SigningKey, Site};
use crate::files::Failure;
use crate::files::output::{self, Target};
use crate::values::time;
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use ucpki::crypto::Hash;
use ucpki::x509::Time;

/// Nothing is sent: requests and responses are files, for `curl` and the like. Files are PEM or DER, whatever their names; `-` is
/// standard input.
#[derive(Debug, Subcommand)]
pub(crate) enum Ocsp {
    /// Make a request for the status of a certificate, and say where to send it
    Request(OcspAsk),
    /// Say what requests and responses hold; nothing is verified
    Show(OcspShow),
    /// Verify a response, and say whether the certificate is revoked
    Check(OcspCheck),
    /// Answer a request, as the responder of a private CA
    Answer(OcspAnswer),
    /// Sign responses before anybody asks, so that a machine without the key can hand them out
    Presign(OcspPresign),
}

/// Where what a verb makes goes.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Write it to this file, as DER; without, it is printed as PEM
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "out")]
    pub(super) force: bool,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Output {
    /// Writes what was made, if there is a file for it.
    pub(super) fn write(&self, der: &[u8]) -> Result<(), Failure> {
        self.target().map_or(Ok(()), |target| output::write(&[(target, der)], self.force))
    }

    /// Refuses a file that cannot be written, before anything is made. `read` are those that the verb reads.
    pub(super) fn check(&self, read: &[&Path]) -> Result<(), Failure> {
        output::check(self.target().as_slice(), self.force, read)
    }

    fn target(&self) -> Option<Target<'_>> {
        self.out.as_deref().map(Target::public)
    }
}

#[derive(Debug, Args)]
pub(crate) struct OcspAsk {
    /// The certificate to ask about
    #[arg(value_name = "CERT")]
    pub(super) certificate: PathBuf,
    /// The certificate of its issuer
    #[arg(long, value_name = "FILE")]
    pub(super) issuer: PathBuf,
    /// The hash of the issuer in the request
    #[arg(long, value_enum, value_name = "HASH", default_value = "sha256")]
    pub(super) hash: HashName,
    /// Send a nonce of so many random bytes, 32 unless given: the response is then made for this request
    #[arg(long, value_name = "BYTES", num_args = 0..=1, default_missing_value = "32")]
    pub(super) nonce: Option<u8>,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct OcspShow {
    /// Files with requests and responses
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 good, 1 revoked, 2 usage or unreadable input, 3 nobody knows: the response was refused, \
                        or says that it does not know the certificate."
)]
pub(crate) struct OcspCheck {
    /// The response
    #[arg(value_name = "RESPONSE")]
    pub(super) response: PathBuf,
    /// The certificate that it is about
    #[arg(long, value_name = "FILE")]
    pub(super) certificate: PathBuf,
    /// The certificate of its issuer
    #[arg(long, value_name = "FILE")]
    pub(super) issuer: PathBuf,
    /// The request that it answers: a nonce in it must come back
    #[arg(long, value_name = "FILE")]
    pub(super) request: Option<PathBuf>,
    /// Certificates of responders that are trusted beside the issuer and its delegates
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) responder: Vec<PathBuf>,
    /// Trusted responders need the purpose OCSP signing
    #[arg(long)]
    pub(super) common_criteria: bool,
    /// Judge at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) at: Option<Time>,
    /// A response that is older than so many seconds is stale
    #[arg(long, value_name = "SECONDS")]
    pub(super) max_age: Option<u32>,
    /// Accept SHA-1, MD5 and DSA
    #[arg(long)]
    pub(super) legacy: bool,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 answered, 1 the response is an error, which is written as well, 2 usage or unreadable input."
)]
pub(crate) struct OcspAnswer {
    /// The request: the body of a POST
    #[arg(value_name = "REQUEST", required_unless_present = "get", conflicts_with = "get")]
    pub(super) request: Option<PathBuf>,
    /// The path of a GET, at whose end the request is
    #[arg(long, value_name = "PATH")]
    pub(super) get: Option<String>,
    #[command(flatten)]
    pub(super) site: Site,
    #[command(flatten)]
    pub(super) key: SigningKey,
    /// A response that was signed before, or a folder of them: used where it says what is known now. May be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) presigned: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
#[command(
    after_help = "A response holds SHA-256 and SHA-1, which is what clients ask with. All are written, or none.\n\n\
                        Exit status: 0 written, 2 usage, unreadable input, or a status that nobody knows."
)]
pub(crate) struct OcspPresign {
    /// The certificates, or folders of them
    #[arg(value_name = "CERT", required = true)]
    pub(super) certificates: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) site: Site,
    #[command(flatten)]
    pub(super) key: SigningKey,
    /// The folder for the responses, each named by the serial number
    #[arg(long, value_name = "FOLDER")]
    pub(super) out_dir: PathBuf,
    /// Replace files that are there
    #[arg(long)]
    pub(super) force: bool,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum HashName {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl HashName {
    pub(super) const fn hash(self) -> Hash {
        match self {
            Self::Sha1 => Hash::Sha1,
            Self::Sha256 => Hash::Sha256,
            Self::Sha384 => Hash::Sha384,
            Self::Sha512 => Hash::Sha512,
        }
    }
}
