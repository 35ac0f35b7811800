//! NIST PKITS: a manifest and a folder of DER files in, a document of results out.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use ucpki_chain::{
    AlgorithmPolicy, Anchor, Identity, KeyPurpose, PolicyInputs, PolicySet, Pool, Profile, Revocation, RevocationCheck,
    ValidationParams, Validator, Work,
};
use ucpki_crl::{CrlSet, IndexedCrl};
use ucpki_crypto::LEGACY;
use ucpki_x509::{Certificate, Error, OidBuf, Time};

/// anyPolicy (RFC 5280, 4.2.1.4).
const ANY_POLICY: &str = "2.5.29.32.0";

/// The manifest; what only describes it for people is left out.
#[derive(Debug, Deserialize)]
pub(crate) struct Manifest {
    format: String,
    version: u32,
    pub(crate) tests: Vec<Test>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Test {
    pub(crate) id: String,
    section: String,
    trust_anchor: String,
    /// The target first, then each issuer up to but without the anchor.
    certs: Vec<String>,
    extra_certs: Vec<String>,
    crls: Vec<String>,
    time: String,
    check_revocation: bool,
    initial_policy_set: Vec<String>,
    require_explicit_policy: bool,
    inhibit_policy_mapping: bool,
    inhibit_any_policy: bool,
    pub(crate) expected: Answer,
    pub(crate) expected_user_policy_set: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answer {
    Invalid,
    Valid,
}

/// The document of results.
#[derive(Debug, Serialize)]
pub(crate) struct Results {
    version: u32,
    harness: String,
    pub(crate) results: Vec<TestResult>,
}

#[derive(Debug, Serialize)]
pub(crate) struct TestResult {
    pub(crate) id: String,
    pub(crate) actual: Answer,
    pub(crate) user_policy_set: Option<Vec<String>>,
    /// Why the path was rejected.
    pub(crate) context: Option<String>,
    #[serde(skip)]
    #[allow(dead_code, reason = "only the test looks at it, not the program")]
    pub(crate) cost: Cost,
}

/// What an answer cost, against the sizes of its inputs.
#[derive(Clone, Copy, Debug, Default)]
#[allow(dead_code, reason = "only the test looks at it, not the program")]
pub(crate) struct Cost {
    /// Certificates that were given, with the target.
    pub(crate) certificates: u64,
    pub(crate) crls: u64,
    /// Signatures of certificates that were checked.
    pub(crate) signatures: u64,
    /// Signatures of CRLs that were checked.
    pub(crate) revocation_signatures: u64,
}

/// What the files of a test say.
struct Given {
    validator: Validator,
    target: Certificate,
    pool: Pool,
    lists: CrlSet,
}

impl Manifest {
    /// Reads the JSON.
    pub(crate) fn read(json: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        match (manifest.format.as_str(), manifest.version) {
            ("pkits-manifest", 1) => Ok(manifest),
            (format, version) => Err(format!("{format} version {version} is unknown")),
        }
    }

    /// Judges every test with the files in `directory`.
    ///
    /// # Errors
    ///
    /// A file that is not there, or a manifest that makes no sense. A file that cannot be read as what it should be is
    /// an invalid path.
    pub(crate) fn run(&self, directory: &Path) -> Result<Results, String> {
        let results = self.tests.iter().map(|test| test.run(directory)).collect::<Result<_, _>>()?;
        Ok(Results { version: 1, harness: format!("ucpki-{}", env!("CARGO_PKG_VERSION")), results })
    }

    /// How the answers compare with what is expected, per section.
    pub(crate) fn summary(&self, results: &Results) -> Summary {
        let mut summary = BTreeMap::new();
        for (test, result) in self.tests.iter().zip(&results.results) {
            for key in [test.section.as_str(), TOTAL] {
                let count: &mut Count = summary.entry(key.to_owned()).or_default();
                match (result.actual, test.expected) {
                    (actual, expected) if actual == expected => count.pass += 1,
                    (Answer::Valid, _) => count.unexpected_accept += 1,
                    _ => count.unexpected_reject += 1,
                }
                let is_set_due = result.actual == Answer::Valid && test.expected == Answer::Valid;
                count.policy_sets += u32::from(is_set_due && result.user_policy_set != test.expected_user_policy_set);
            }
        }
        Summary(summary)
    }
}

/// Sorts behind every section.
const TOTAL: &str = "~total";

/// Counts per section.
pub(crate) struct Summary(BTreeMap<String, Count>);

#[derive(Default)]
struct Count {
    pass: u32,
    unexpected_accept: u32,
    unexpected_reject: u32,
    policy_sets: u32,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<36}{:>6}{:>20}{:>20}{:>20}",
            "", "pass", "unexpected accept", "unexpected reject", "other policy set"
        )?;
        for (name, Count { pass, unexpected_accept, unexpected_reject, policy_sets }) in &self.0 {
            let name = name.trim_start_matches('~');
            writeln!(f, "{name:<36}{pass:>6}{unexpected_accept:>20}{unexpected_reject:>20}{policy_sets:>20}")?;
        }
        Ok(())
    }
}

impl Test {
    fn run(&self, directory: &Path) -> Result<TestResult, String> {
        let given = match self.read(directory)? {
            Ok(given) => given,
            Err(error) => return Ok(self.result(Answer::Invalid, None, Some(error.to_string()), Cost::default())),
        };
        let time = Time::parse_rfc3339(&self.time).map_err(|error| format!("{}: {error}", self.id))?;
        let request = ValidationParams::new(time, KeyPurpose::Any, Identity::danger_none()).policies(self.policies()?);
        let sources: [&dyn Revocation; 1] = [&given.lists];
        let request = if self.check_revocation { request.revocation(RevocationCheck::new(&sources)) } else { request };
        let answer = given.validator.check(&given.target, &given.pool, &request);
        let work: Work = answer.as_ref().map_or_else(|refused| *refused.work(), |valid| *valid.work());
        let Work { signatures, revocation_signatures, .. } = work;
        let certificates = u64::try_from(given.pool.len()).unwrap_or(u64::MAX).saturating_add(1);
        let crls = u64::try_from(given.lists.len()).unwrap_or(u64::MAX);
        let cost = Cost { certificates, crls, signatures, revocation_signatures };
        Ok(match answer {
            Ok(valid) => {
                let set = match valid.policies() {
                    PolicySet::Only(policies) => policies.iter().map(ToString::to_string).collect(),
                    _ => vec![ANY_POLICY.to_owned()],
                };
                self.result(Answer::Valid, Some(set), None, cost)
            }
            Err(refused) => self.result(Answer::Invalid, None, Some(format!("{}: {refused}", refused.code())), cost),
        })
    }

    /// The outer error is a file that is not there, the inner one a file that is not what it should be.
    fn read(&self, directory: &Path) -> Result<Result<Given, Error>, String> {
        let bytes = |name: &String| {
            let file = directory.join(name);
            std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))
        };
        let all = |names: &[String]| names.iter().map(bytes).collect::<Result<Vec<_>, _>>();
        let anchor = bytes(&self.trust_anchor)?;
        let (certificates, others, crls) = (all(&self.certs)?, all(&self.extra_certs)?, all(&self.crls)?);
        Ok(given(&anchor, &certificates, &others, crls))
    }

    fn policies(&self) -> Result<PolicyInputs, String> {
        let mut inputs = PolicyInputs::default();
        if !self.initial_policy_set.iter().any(|policy| policy == ANY_POLICY) {
            let policies = self.initial_policy_set.iter().map(|policy| OidBuf::parse(policy));
            inputs = inputs.user_initial(policies.collect::<Result<_, _>>().map_err(|error| error.to_string())?);
        }
        if self.require_explicit_policy {
            inputs = inputs.require_explicit();
        }
        if self.inhibit_policy_mapping {
            inputs = inputs.inhibit_mapping();
        }
        if self.inhibit_any_policy {
            inputs = inputs.inhibit_any();
        }
        Ok(inputs)
    }

    fn result(
        &self,
        actual: Answer,
        user_policy_set: Option<Vec<String>>,
        context: Option<String>,
        cost: Cost,
    ) -> TestResult {
        TestResult { id: self.id.clone(), actual, user_policy_set, context, cost }
    }
}

fn given(anchor: &[u8], certificates: &[Vec<u8>], others: &[Vec<u8>], crls: Vec<Vec<u8>>) -> Result<Given, Error> {
    let parse = |der: &Vec<u8>| Certificate::parse(der);
    let (target, issuers) = certificates.split_first().unwrap_or((const { &Vec::new() }, &[]));
    let target = parse(target)?;
    let pool: Pool = issuers.iter().chain(others).map(parse).collect::<Result<_, _>>()?;
    let lists = crls.into_iter().map(|der| IndexedCrl::parse(der.into_boxed_slice(), &LEGACY));
    let lists = CrlSet::new(lists.collect::<Result<Vec<_>, _>>()?);
    // The suite is of 2011: RSA 2048, but also DSA 1024 with SHA-1.
    let profile = Profile::RFC5280.with_algorithms(AlgorithmPolicy::LEGACY);
    let anchor = Anchor::certificate(Certificate::parse(anchor)?);
    let validator = Validator::new(LEGACY).profile(profile).anchors([anchor]);
    Ok(Given { validator, target, pool, lists })
}
