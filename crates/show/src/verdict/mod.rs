//! Verdicts as text and JSON.

mod context;
mod help;
mod json;
mod params;
mod path;
mod status;
mod text;
mod tree;
mod values;

use crate::document::Document;
use crate::writer::Place;
use core::fmt::{self, Display};
use text::Report;
use ucpki_chain::{Cause, Refused, Valid};

pub use context::{Phrase, VerdictContext};
pub use params::VerdictParams;

/// The answer of a validator with what it was asked: written for people or for programs.
///
/// The text is what `ucpki verify` prints: the path from the anchor down, what is wrong with which certificate, the rule, and
/// what would help. The JSON is the document of `ucpki verify --json`, which `crates/cli/README.md` describes.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::show::{ShownVerdict, VerdictParams};
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Profile, Time, ValidationParams, Validator};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let root = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?.remove(0).certificate;
/// let leaf = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let validator = Validator::new(RUSTCRYPTO).profile(Profile::RFC5280).anchors([Anchor::certificate(root)]);
///
/// // The intermediate is missing.
/// let time = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let peer = Identity::dns("sip.example.com")?;
/// let answer = validator.check(&leaf, &Pool::default(), &ValidationParams::new(time, KeyPurpose::Server, peer.clone()));
///
/// let params = VerdictParams::new(time, KeyPurpose::Server, peer, Profile::RFC5280);
/// let verdict = ShownVerdict::new(&params, &answer);
/// let text = verdict.text("leaf.pem", &()).to_string();
/// assert!(text.contains("= help: give the certificate of its issuer"), "{text}");
/// assert!(!text.contains("--untrusted"), "options belong to the program: {text}");
/// assert!(verdict.json().to_string().starts_with("{\n  \"format\": \"ucpki-verdict\","));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ShownVerdict<'a> {
    params: &'a VerdictParams,
    answer: Result<&'a Valid, &'a Refused>,
}

impl<'a> ShownVerdict<'a> {
    /// An answer, and what was asked.
    #[must_use]
    pub const fn new(params: &'a VerdictParams, answer: &'a Result<Valid, Refused>) -> Self {
        Self { params, answer: answer.as_ref() }
    }

    /// The answer for people. `leaf` is what the certificate in question is called, such as the name of its file.
    ///
    /// Cost: linear in the path and the findings that are told, of which there are at most 12 for a path.
    #[must_use]
    pub fn text(&self, leaf: &str, context: &dyn VerdictContext) -> Document {
        let report = Report { params: self.params, leaf, context };
        match self.answer {
            Ok(valid) => report.accepted(valid),
            Err(refused) => report.refused(refused, self.result()),
        }
    }

    /// The answer for programs: one JSON object in lines, without a line end behind it.
    #[must_use]
    pub const fn json(&self) -> impl Display + 'a {
        Json(*self)
    }

    /// `accepted`, `refused`, or `undecided` where the budget ended before there was an answer.
    #[must_use]
    pub const fn result(&self) -> &'static str {
        match self.answer {
            Ok(_) => "accepted",
            Err(refused) if matches!(refused.cause(), Cause::Exhausted { .. }) => "undecided",
            Err(_) => "refused",
        }
    }
}

struct Json<'a>(ShownVerdict<'a>);

impl Display for Json<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        json::write(Place::indented(out), self.0.params, self.0.answer, self.0.result())
    }
}
