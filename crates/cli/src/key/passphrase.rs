//! Passphrases: from files, or from somebody at a terminal.

use crate::answer::tell;
use crate::console;
use crate::files::{self, Failure};
use clap::Args;
use std::path::{Path, PathBuf};
use ucpki::crypto::{PrivateKey, Protection, Secret, SystemRandom};

/// Where the passphrase of an existing key comes from.
#[derive(Debug, Args)]
pub(crate) struct OldPassphrase {
    /// The passphrase, from the first line of this file; asked for on a terminal if it is left out
    #[arg(long, value_name = "FILE")]
    pub(super) passphrase_file: Option<PathBuf>,
}

/// Where the passphrase of a new key comes from.
#[derive(Debug, Args)]
pub(crate) struct NewPassphrase {
    /// Encrypt the key under the passphrase in the first line of this file; asked for on a terminal if it is left out
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
    /// Write the key unencrypted
    #[arg(long, conflicts_with = "new_passphrase_file")]
    no_passphrase: bool,
}

/// How a new key file is protected.
pub(crate) enum Protected {
    Plain,
    Under(Secret),
}

impl Protected {
    pub(crate) fn pem(&self, key: &PrivateKey) -> Result<Secret, Failure> {
        Ok(match self {
            Self::Plain => key.to_pem(),
            Self::Under(passphrase) => {
                let text = key.to_encrypted_pem(passphrase.expose(), Protection::default(), &mut SystemRandom)?;
                Secret::new(text.into_bytes())
            }
        })
    }
}

impl NewPassphrase {
    pub(crate) fn read(&self) -> Result<Protected, Failure> {
        if self.no_passphrase {
            return Ok(Protected::Plain);
        }
        new_passphrase(self.new_passphrase_file.as_deref()).map(Protected::Under)
    }
}

pub(super) fn new_passphrase(file: Option<&Path>) -> Result<Secret, Failure> {
    let passphrase = match file {
        Some(file) => passphrase_of(file)?,
        None if console::in_is_terminal() => typed_twice()?,
        None => {
            return Err(Failure::new("how is the key to be protected?")
                .help("give --new-passphrase-file FILE, or say --no-passphrase"));
        }
    };
    if passphrase.is_empty() {
        return Err(Failure::new("the passphrase is empty").help("say --no-passphrase to write the key unencrypted"));
    }
    Ok(passphrase)
}

/// Asks until both are the same, and not empty: what was answered before is not lost over a slip.
fn typed_twice() -> Result<Secret, Failure> {
    const MOST: usize = 10;
    for _ in 0..MOST {
        let first = prompt("New passphrase: ")?;
        let again = prompt("Again: ")?;
        if first == again && !first.is_empty() {
            return Ok(first);
        }
        let text = if first.is_empty() { "the passphrase is empty" } else { "the two passphrases differ" };
        tell(&Failure::new(text).help("or say --no-passphrase to write the key unencrypted"));
    }
    Err(Failure::new("no passphrase was typed twice"))
}

pub(super) fn prompt(text: &str) -> Result<Secret, Failure> {
    let typed = rpassword::prompt_password(text).map_err(|error| Failure::new(error.to_string()))?;
    Ok(Secret::new(typed.into_bytes()))
}

/// The first line, without its end.
pub(super) fn passphrase_of(file: &Path) -> Result<Secret, Failure> {
    let source = files::open(file)?;
    // Editors put a byte order mark in front, which nobody types.
    let bytes = source.bytes().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source.bytes());
    let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(&[]);
    Ok(Secret::new(line.to_vec()))
}
