//! x509-limbo: a document of test cases in, a document of results out.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use ucpki_chain::{
    Anchor, Identity, KeyPurpose, PUBLIC_SUFFIX_LIST, Pool, Profile, Revocation, RevocationCheck, ValidationParams,
    Validator,
};
use ucpki_crl::CrlSet;
use ucpki_crypto::RUSTCRYPTO;
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::{Certificate, Error, GeneralName, OidBuf, Time, oids, pem};

/// The document of test cases.
#[derive(Debug, Deserialize)]
pub(crate) struct Document {
    version: u32,
    pub(crate) testcases: Vec<Case>,
}

/// A test case; what only describes it for people is left out.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    validation_kind: ValidationKind,
    trusted_certs: Vec<String>,
    untrusted_intermediates: Vec<String>,
    peer_certificate: String,
    validation_time: Option<String>,
    signature_algorithms: Vec<String>,
    key_usage: Vec<String>,
    extended_key_usage: Vec<String>,
    pub(crate) expected_result: Answer,
    expected_peer_name: Option<PeerName>,
    expected_peer_names: Vec<PeerName>,
    max_chain_depth: Option<u32>,
    crls: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum ValidationKind {
    Client,
    Server,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Answer {
    Failure,
    Skipped,
    Success,
}

#[derive(Debug, Deserialize)]
struct PeerName {
    kind: NameKind,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum NameKind {
    Dns,
    Ip,
    Rfc822,
}

/// The document of results.
#[derive(Debug, Serialize)]
pub(crate) struct Results {
    version: u32,
    harness: String,
    pub(crate) results: Vec<CaseResult>,
}

#[derive(Debug, Serialize)]
pub(crate) struct CaseResult {
    pub(crate) id: String,
    pub(crate) actual_result: Answer,
    /// Why.
    pub(crate) context: Option<String>,
}

/// Why a case is not accepted.
enum No {
    /// It is refused, or cannot be read.
    Failure(String),
    /// The case asks for something that this harness cannot do.
    Skipped(String),
}

impl From<Error> for No {
    fn from(error: Error) -> Self {
        Self::Failure(format!("{}: {error}", error.code()))
    }
}

impl Document {
    /// Reads the JSON.
    pub(crate) fn read(json: &[u8]) -> Result<Self, String> {
        let document: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        if document.version == 1 { Ok(document) } else { Err(format!("version {} is unknown", document.version)) }
    }

    /// Judges every case, at `now` where the case names no time.
    pub(crate) fn run(&self, profile: Option<&Profile>, now: Time) -> Results {
        let result = |case: &Case| match case.judge(profile.cloned().unwrap_or_else(|| case.profile()), now) {
            Ok(()) => case.result(Answer::Success, None),
            Err(No::Failure(why)) => case.result(Answer::Failure, Some(why)),
            Err(No::Skipped(why)) => case.result(Answer::Skipped, Some(why)),
        };
        let results = self.testcases.iter().map(result).collect();
        Results { version: 1, harness: format!("ucpki-{}", env!("CARGO_PKG_VERSION")), results }
    }

    /// How the answers compare with what is expected, per namespace.
    pub(crate) fn summary(&self, results: &Results) -> Summary {
        let mut summary = BTreeMap::new();
        for (case, result) in self.testcases.iter().zip(&results.results) {
            let namespace = case.id.split("::").next().unwrap_or_default();
            for key in [namespace, TOTAL] {
                let count: &mut Count = summary.entry(key.to_owned()).or_default();
                match (result.actual_result, case.expected_result) {
                    (Answer::Skipped, _) => count.skipped += 1,
                    (actual, expected) if actual == expected => count.pass += 1,
                    (Answer::Success, _) => count.unexpected_accept += 1,
                    _ => count.unexpected_reject += 1,
                }
            }
        }
        Summary(summary)
    }
}

/// Sorts behind every namespace.
const TOTAL: &str = "~total";

/// Counts per namespace.
pub(crate) struct Summary(BTreeMap<String, Count>);

#[derive(Default)]
struct Count {
    pass: u32,
    unexpected_accept: u32,
    unexpected_reject: u32,
    skipped: u32,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<16}{:>8}{:>20}{:>20}{:>10}", "", "pass", "unexpected accept", "unexpected reject", "skipped")?;
        for (name, Count { pass, unexpected_accept, unexpected_reject, skipped }) in &self.0 {
            let name = name.trim_start_matches('~');
            writeln!(f, "{name:<16}{pass:>8}{unexpected_accept:>20}{unexpected_reject:>20}{skipped:>10}")?;
        }
        Ok(())
    }
}

impl Case {
    /// The id decides on the profile, and on nothing else.
    fn profile(&self) -> Profile {
        if self.id.starts_with("webpki::") { Profile::WEBPKI } else { Profile::STRICT }
    }

    fn result(&self, actual_result: Answer, context: Option<String>) -> CaseResult {
        CaseResult { id: self.id.clone(), actual_result, context }
    }

    fn judge(&self, profile: Profile, now: Time) -> Result<(), No> {
        if !self.signature_algorithms.is_empty() {
            return Err(No::Skipped("a list of signature algorithms is not supported".to_owned()));
        }
        let time = self.validation_time.as_deref().map_or(Ok(now), Time::parse_rfc3339)?;
        let leaf = certificates([&self.peer_certificate])?.into_iter().next();
        let leaf = leaf.ok_or_else(|| No::Failure("no certificate".to_owned()))?;
        let pool = Pool::new(certificates(&self.untrusted_intermediates)?);
        let anchors = certificates(&self.trusted_certs)?.into_iter().map(Anchor::certificate);
        let validator =
            Validator::new(RUSTCRYPTO).profile(profile).public_suffixes(PUBLIC_SUFFIX_LIST).anchors(anchors);
        let mut lists = Vec::new();
        for crl in &self.crls {
            lists.extend(ucpki_crl::read(crl.as_bytes(), &RUSTCRYPTO)?);
        }
        let lists = CrlSet::new(lists);
        let sources: [&dyn Revocation; 1] = [&lists];
        for purpose in self.purposes()? {
            for identity in self.identities(&leaf)? {
                let mut request = ValidationParams::new(time, purpose.clone(), identity);
                if let Some(depth) = self.max_chain_depth {
                    request = request.max_depth(depth);
                }
                if !self.crls.is_empty() {
                    request = request.revocation(RevocationCheck::new(&sources));
                }
                let refused = validator.check(&leaf, &pool, &request).err();
                if let Some(refused) = refused {
                    return Err(No::Failure(format!("{}: {refused}", refused.code())));
                }
            }
        }
        self.check_key_usage(&leaf)
    }

    /// What is asked of the extended key usage: each of these.
    fn purposes(&self) -> Result<Vec<KeyPurpose>, No> {
        if self.extended_key_usage.is_empty() {
            return Ok(vec![match self.validation_kind {
                ValidationKind::Client => KeyPurpose::Any,
                ValidationKind::Server => KeyPurpose::Server,
            }]);
        }
        let purpose = |name: &String| {
            Ok(match name.as_str() {
                "anyExtendedKeyUsage" => KeyPurpose::Any,
                "clientAuth" => KeyPurpose::Client,
                "codeSigning" => KeyPurpose::Custom(oids::CODE_SIGNING.into()),
                "emailProtection" => KeyPurpose::Custom(oids::EMAIL_PROTECTION.into()),
                "OCSPSigning" => KeyPurpose::OcspSigning,
                "serverAuth" => KeyPurpose::Server,
                "timeStamping" => KeyPurpose::Custom(oids::TIME_STAMPING.into()),
                other => KeyPurpose::Custom(OidBuf::parse(other).map_err(|_| No::Skipped(format!("purpose {other}")))?),
            })
        };
        self.extended_key_usage.iter().map(purpose).collect()
    }

    /// Who the peer must be: each of these. Mail addresses are compared here, the library has no such identity yet.
    fn identities(&self, leaf: &Certificate) -> Result<Vec<Identity>, No> {
        let names: Vec<&PeerName> = match self.validation_kind {
            ValidationKind::Client => self.expected_peer_names.iter().collect(),
            ValidationKind::Server => self.expected_peer_name.iter().collect(),
        };
        let mut identities = Vec::new();
        for name in names {
            match name.kind {
                NameKind::Dns => identities.push(Identity::dns(&name.value)?),
                NameKind::Ip => {
                    let address = name.value.parse().map_err(|_| No::Failure("not an IP address".to_owned()))?;
                    identities.push(Identity::ip(address));
                }
                NameKind::Rfc822 if has_mailbox(leaf, &name.value)? => {}
                NameKind::Rfc822 => return Err(No::Failure(format!("{} is not among the names", name.value))),
            }
        }
        if identities.is_empty() {
            identities.push(Identity::danger_none());
        }
        Ok(identities)
    }

    fn check_key_usage(&self, leaf: &Certificate) -> Result<(), No> {
        let Some(usage) = leaf.key_usage()? else { return Ok(()) };
        for name in &self.key_usage {
            let wanted = match name.as_str() {
                "cRLSign" => KeyUsage::CRL_SIGN,
                "dataEncipherment" => KeyUsage::DATA_ENCIPHERMENT,
                "decipherOnly" => KeyUsage::DECIPHER_ONLY,
                "digitalSignature" => KeyUsage::DIGITAL_SIGNATURE,
                "encipherOnly" => KeyUsage::ENCIPHER_ONLY,
                "keyAgreement" => KeyUsage::KEY_AGREEMENT,
                "keyCertSign" => KeyUsage::KEY_CERT_SIGN,
                "keyEncipherment" => KeyUsage::KEY_ENCIPHERMENT,
                "contentCommitment" | "nonRepudiation" => KeyUsage::NON_REPUDIATION,
                other => return Err(No::Skipped(format!("key usage {other}"))),
            };
            if !usage.contains(wanted) {
                return Err(No::Failure(format!("the key usage lacks {name}")));
            }
        }
        Ok(())
    }
}

/// RFC 5280, 7.5: the local part as it is, the host without regard to case.
fn has_mailbox(leaf: &Certificate, wanted: &str) -> Result<bool, No> {
    let Some(names) = leaf.subject_alt_name()? else { return Ok(false) };
    let split =
        |mailbox: &str| mailbox.rsplit_once('@').map(|(user, host)| (user.to_owned(), host.to_ascii_lowercase()));
    Ok(names.iter().any(|name| match name {
        GeneralName::Rfc822Name(_) => {
            name.text().is_some_and(|found| split(found).is_some_and(|it| Some(it) == split(wanted)))
        }
        _ => false,
    }))
}

fn certificates<'a>(texts: impl IntoIterator<Item = &'a String>) -> Result<Vec<Certificate>, Error> {
    let mut all = Vec::new();
    for text in texts {
        all.extend(pem::certificates(text.as_bytes())?.into_iter().map(|parsed| parsed.certificate));
    }
    Ok(all)
}
