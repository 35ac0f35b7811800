//! The responder of a private CA, from files: for whom it answers, who signs, and who is revoked.

use super::input::first_certificate;
use crate::algorithms::provider;
use crate::files::{self, Failure};
use crate::key::{self, OldPassphrase};
use crate::values::{now, time};
use clap::Args;
use std::path::{Path, PathBuf};
use ucpki::crypto::{PrivateKey, SystemRandom};
use ucpki::ocsp::responder::{Answer, CrlStatuses, Draft, Responder, ResponderPolicy, ServedIssuer};
use ucpki::show::short;
use ucpki::x509::extension::ExtensionKind;
use ucpki::x509::{Code, OcspResponse, Time};

#[derive(Debug, Args)]
pub(super) struct Site {
    /// The certificate of the CA that is answered for
    #[arg(long, value_name = "FILE")]
    pub(super) issuer: PathBuf,
    /// The certificate of the responder that signs for the CA; the CA itself if it is left out
    #[arg(long, value_name = "FILE")]
    signer: Option<PathBuf>,
    /// The CA's CRL: who is on it is revoked, everybody else is good. May be given several times; the newest counts
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// For how many seconds an answer holds, at most until the end of the signer's certificate
    #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
    lifetime: u32,
    /// How many seconds before now the answer begins to hold, for clients whose clocks are slow
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    backdate: u32,
    /// Name the responder by its name instead of the hash of its key
    #[arg(long)]
    by_name: bool,
    /// Leave the certificate of the responder out
    #[arg(long)]
    no_certificate: bool,
    /// Answer at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    at: Option<Time>,
}

#[derive(Debug, Args)]
pub(super) struct SigningKey {
    /// The private key of who signs
    #[arg(long, value_name = "FILE")]
    pub(super) key: Option<PathBuf>,
    #[command(flatten)]
    passphrase: OldPassphrase,
}

impl SigningKey {
    pub(super) fn read(&self) -> Result<Option<PrivateKey>, Failure> {
        self.key.as_deref().map(|file| key::read(file, &self.passphrase)).transpose()
    }
}

/// What answers, and when.
pub(super) struct Open {
    pub(super) responder: Responder,
    pub(super) statuses: CrlStatuses,
    pub(super) key: Option<PrivateKey>,
    pub(super) at: Time,
    /// What the operator should know.
    pub(super) advice: Option<String>,
}

impl Site {
    /// All that is read to answer.
    pub(super) fn inputs<'a>(&'a self, key: &'a SigningKey) -> Vec<&'a Path> {
        let files = [Some(&self.issuer), self.signer.as_ref(), key.key.as_ref()];
        files.into_iter().flatten().chain(&self.crl).map(PathBuf::as_path).collect()
    }

    pub(super) fn open(&self, key: &SigningKey) -> Result<Open, Failure> {
        let provider = provider(false);
        let issuer = first_certificate(&self.issuer)?;
        let signer_file = self.signer.as_ref().unwrap_or(&self.issuer);
        let signer = first_certificate(signer_file)?;
        let key = key.read()?;
        let algorithms = match &key {
            Some(key) if key.spki_der() != signer.spki_der() => {
                let text = format!("the key is not that of {}", short(signer.subject().to_string()));
                return Err(
                    Failure::of_file(signer_file, text).help("--signer takes the certificate that belongs to --key")
                );
            }
            Some(key) => key.algorithms().to_vec(),
            None => Vec::new(),
        };
        let of_signer = |code: &'static Code| Failure::of_file(signer_file, code.text()).help(SIGNER_HELP);
        let advice = advice(&issuer, &signer);
        let served = ServedIssuer::new(issuer, signer, &algorithms, &provider).map_err(of_signer)?;
        let responder = Responder::new(provider, [served], self.policy(key.is_some()));
        let crls = files::crls(&self.crl, &provider)?;
        let statuses = CrlStatuses::new(&responder, crls).map_err(|code| self.of_crl(code))?;
        Ok(Open { responder, statuses, key, at: self.at.unwrap_or_else(now), advice })
    }

    fn policy(&self, signs_live: bool) -> ResponderPolicy {
        ResponderPolicy::default()
            .lifetime(self.lifetime)
            .backdate(self.backdate)
            .by_name(self.by_name)
            .with_certificate(!self.no_certificate)
            .signs_live(signs_live)
    }

    fn of_crl(&self, code: &'static Code) -> Failure {
        let failure = match self.crl.as_slice() {
            [file] => Failure::of_file(file, code.text()),
            _ => Failure::new(format!("--crl: {}", code.text())),
        };
        failure.help("give complete CRLs that the CA of --issuer signed itself")
    }
}

const SIGNER_HELP: &str = "--signer takes a certificate that this CA issued for OCSP signing, or the CA's own";

fn advice(issuer: &ucpki::Certificate, signer: &ucpki::Certificate) -> Option<String> {
    let is_delegated = issuer.spki_der() != signer.spki_der();
    (is_delegated && !signer.has_extension(ExtensionKind::OcspNoCheck)).then(|| {
        "the responder's certificate has no ocsp-nocheck: clients ask elsewhere whether it was revoked itself"
            .to_owned()
    })
}

impl Open {
    /// Signs what has to be signed.
    pub(super) fn finish(&self, draft: Draft) -> Result<Answer, Failure> {
        match (draft, &self.key) {
            (Draft::Ready(answer), _) => Ok(answer),
            (Draft::ToSign(unsigned), Some(key)) => Ok(unsigned.sign(key, &mut SystemRandom)?),
            (Draft::ToSign(_), None) => Err(Failure::new("with which key?").help("give --key FILE")),
        }
    }
}

/// Why an answer is an error, with what helps.
pub(super) fn why(reason: &Code) -> String {
    let code = reason.name();
    let help = match code {
        "ocsp.source_unavailable" => "; give the CA's current CRL with --crl",
        "ocsp.not_presigned" => "; give --key, or sign ahead of time with `ucpki ocsp presign`",
        "ocsp.responder_expired" => "; renew the certificate of --signer",
        _ => "",
    };
    format!("{}{help}", reason.text())
}

/// The answer as PEM, for standard output.
pub(super) fn pem(answer: &Answer) -> String {
    OcspResponse::parse(answer.der()).map(|response| response.to_pem()).unwrap_or_default()
}
