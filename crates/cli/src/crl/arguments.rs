//! The command line of `ucpki crl`.

use crate::values::time;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use ucpki::x509::Time;

/// Files are PEM, DER, ZIP or GZIP, whatever their names; `-` is standard input.
#[derive(Debug, Subcommand)]
pub(crate) enum Crl {
    /// Say what each CRL is: issuer, number, times, scope, entries
    Show(CrlShow),
    /// Say whether each CRL is signed by its CA, can be used, and is current; status 1 if one is not
    Check(CrlCheck),
    /// Look a serial number or a certificate up; status 1 if it is on a CRL
    Find(CrlFind),
    /// Say which distribution points are to be fetched at a time, and when to ask again
    Schedule(CrlSchedule),
}

#[derive(Debug, Args)]
pub(crate) struct CrlShow {
    /// Files with CRLs
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Judge at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CrlCheck {
    /// Files with CRLs
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Certificates of the CAs that may have signed them
    #[arg(long, value_name = "FILE", required = true)]
    pub(super) issuer: Vec<PathBuf>,
    /// Judge at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) at: Option<Time>,
    /// A CRL that is older than so many seconds counts as expired
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
    override_usage = "ucpki crl find [OPTIONS] SERIAL FILE...\n       ucpki crl find [OPTIONS] --certificate CERT FILE..."
)]
pub(crate) struct CrlFind {
    /// The serial number in hexadecimal, with colons or without; and files with CRLs
    #[arg(value_name = "SERIAL FILE", required = true)]
    pub(super) values: Vec<PathBuf>,
    /// Look for this certificate, by its issuer and serial number, instead of a serial number
    #[arg(long, value_name = "CERT")]
    pub(super) certificate: Option<PathBuf>,
    /// Judge at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CrlSchedule {
    /// A file with one address on each line
    #[arg(value_name = "POINTS")]
    pub(super) points: PathBuf,
    /// The daily time in UTC
    #[arg(long, value_name = "HH:MM", default_value = "00:00", value_parser = daily)]
    pub(super) daily: (u8, u8),
    /// When an address was tried last, such as http://pki.example.com/a.crl=2026-11-22T00:00:00Z
    #[arg(long, value_name = "URI=RFC3339", value_parser = tried)]
    pub(super) tried: Vec<(String, Time)>,
    /// Plan at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// The content bytes of a serial number.
#[derive(Clone, Debug)]
pub(super) struct Serial(pub(super) Vec<u8>);

/// A positive number; leading zeros do not matter.
pub(super) fn serial(text: &str) -> Result<Serial, String> {
    let trouble = || "give the serial number in hexadecimal, such as 0A:1B:2C".to_owned();
    let mut digits = Vec::new();
    for character in text.strip_prefix("0x").unwrap_or(text).chars().filter(|one| !matches!(one, ':' | ' ')) {
        let digit = character.to_digit(16).ok_or_else(trouble)?;
        digits.push(u8::try_from(digit).map_err(|_| trouble())?);
    }
    if digits.is_empty() {
        return Err(trouble());
    }
    if digits.len() % 2 == 1 {
        digits.insert(0, 0);
    }
    let bytes = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit));
    let mut bytes: Vec<u8> = bytes.skip_while(|byte| *byte == 0).collect();
    if bytes.first().is_none_or(|first| *first >= 0x80) {
        bytes.insert(0, 0);
    }
    Ok(Serial(bytes))
}

fn daily(text: &str) -> Result<(u8, u8), String> {
    let pair = text.split_once(':').and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
    pair.filter(|(hour, minute)| *hour < 24 && *minute < 60).ok_or_else(|| "write it like 02:30".to_owned())
}

fn tried(text: &str) -> Result<(String, Time), String> {
    let (uri, at) = text.rsplit_once('=').ok_or("write it like ADDRESS=2026-11-22T00:00:00Z")?;
    Ok((uri.to_owned(), time(at)?))
}
