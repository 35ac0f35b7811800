//! What only this program knows of a verdict: its options, and what else was on the command line.

use super::question::Question;
use crate::algorithms;
use ucpki::show::{Phrase, VerdictContext, short};
use ucpki::x509::Certificate;

impl VerdictContext for Question {
    fn phrase(&self, phrase: Phrase) -> &str {
        match phrase {
            Phrase::Address => "--ip",
            Phrase::AnchorPurposes => {
                "the file of the anchor is a TRUSTED CERTIFICATE and limits it: `openssl x509 -text` shows its trust settings"
            }
            Phrase::Anchors => "with --anchors",
            Phrase::Clock if self.is_now => "the time is this machine's clock: if it is wrong, give --at",
            Phrase::Crls => "with --crl",
            Phrase::Intermediates => "with --intermediates",
            Phrase::Json => "--json",
            Phrase::Legacy => "`--legacy`",
            Phrase::MaxDepth => "--max-depth",
            Phrase::Name => "--name",
            Phrase::NameModeAppliance => "`--name-mode appliance`",
            Phrase::NameModeRfc9525 => "`--name-mode rfc9525`",
            Phrase::NoRevocation => "no --crl was given",
            Phrase::OnUnknownWarn => "`--on-unknown warn`",
            Phrase::PartialChain => "`--partial-chain`",
            Phrase::Pinned => "with --pinned",
            Phrase::ProfileRfc5280 => "`--profile rfc5280`",
            Phrase::Untrusted => "with --untrusted",
            other => other.text(),
        }
    }

    fn is_anchor(&self, certificate: &Certificate) -> bool {
        self.anchors.contains(certificate)
    }

    fn is_key_legacy(&self, certificate: &Certificate) -> bool {
        let takes = |legacy| algorithms::provider(legacy).prepare(certificate.spki(), None).is_ok();
        takes(true) && !takes(false)
    }

    fn help(&self) -> Option<String> {
        let (number, certificate) = self.better.as_ref()?;
        let subject = short(certificate.subject().to_string());
        Some(format!(
            "the first certificate of the file is one of a CA, and a later certificate (number {number}, {subject}) fits: put \
             that one first"
        ))
    }
}
