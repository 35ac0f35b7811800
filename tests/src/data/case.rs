use std::path::{Path, PathBuf};
use std::{fs, io};
use ucpki_x509::Time;

/// A question about the files of a folder, and the expected answer: lines of `key: value`.
///
/// | key | value |
/// |---|---|
/// | `purpose` | as `--purpose` of the `ucpki` command has it, such as `server` |
/// | `time` | when, in RFC 3339 |
/// | `name` | the host name or IP address that the leaf must be for; left out: any |
/// | `chain` | files with the leaf first, then the pool; left out: `chain.pem` |
/// | `anchors` | files with the trust anchors, or `none`; left out: `root.pem` |
/// | `pinned` | files with certificates that are trusted for themselves only |
/// | `intermediates` | files with configured intermediates |
/// | `crls` | files with CRLs, or `none`: revocation is checked, and must be known; left out: it is not checked |
/// | `on-unknown` | `warn`: unknown revocation is accepted |
/// | `profile`, `name-mode`, `usage-mode`, `max-depth`, `policy`, `distrust-after` | as the options of the command |
/// | `partial-chain`, `legacy`, `require-policy`, `inhibit-policy-mapping`, `inhibit-any-policy`, `limit-anchors` | `yes` or `no`; left out: `partial-chain` yes, the others no |
/// | `expect` | `ok`, or the name of a code and where: `leaf`, `cert 1`, `anchor`; several lines: all of them |
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// Such as `server`.
    pub purpose: String,
    /// Files with certificates that are trusted for themselves only.
    pub pinned: Vec<String>,
    /// Files with configured intermediates.
    pub intermediates: Vec<String>,
    /// Settings, by the names that they have on the command line.
    pub settings: Vec<(String, String)>,
    /// When.
    pub time: Time,
    /// The host name or IP address.
    pub name: Option<String>,
    /// Files with the leaf first, then the pool.
    pub chain: Vec<String>,
    /// Files with the trust anchors.
    pub anchors: Vec<String>,
    /// Files with CRLs; `None`: revocation is not checked.
    pub crls: Option<Vec<String>>,
    /// What is expected to be refused; empty: accepted.
    pub refused: Vec<Expectation>,
}

/// Settings with a value, by their names on the command line.
pub const VALUES: [&str; 7] =
    ["profile", "name-mode", "usage-mode", "max-depth", "policy", "on-unknown", "distrust-after"];

/// Settings that are on or off, by their names on the command line.
pub const FLAGS: [&str; 6] =
    ["partial-chain", "legacy", "require-policy", "inhibit-policy-mapping", "inhibit-any-policy", "limit-anchors"];

/// A finding that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The dotted name of the code.
    pub code: String,
    /// Where: `leaf`, `cert 1`, `anchor`; empty where nothing is said.
    pub at: String,
}

impl CaseFile {
    /// Reads the lines.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(&format!("{key}: "))).map(str::trim);
        let known = ["purpose", "time", "name", "chain", "anchors", "pinned", "intermediates", "crls", "expect"];
        let mut settings = Vec::new();
        for line in text.lines() {
            match line.split_once(": ") {
                Some((key, _)) if known.contains(&key) => {}
                Some((key, value)) if VALUES.contains(&key) => settings.push((key.to_owned(), value.trim().to_owned())),
                Some((key, value)) if FLAGS.contains(&key) && matches!(value, "yes" | "no") => {
                    settings.push((key.to_owned(), value.to_owned()));
                }
                _ => return Err(format!("not a line of a case: {line}")),
            }
        }
        let files = |key, default: &str| {
            let names = value(key).unwrap_or(default).split_whitespace();
            names.map(str::to_owned).collect::<Vec<String>>()
        };
        let expected: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("expect: ")).map(str::trim).collect();
        let refused = match expected[..] {
            [] => return Err("nothing is expected".to_owned()),
            ["ok"] => Vec::new(),
            _ => expected.iter().map(|line| Expectation::parse(line)).collect(),
        };
        Ok(Self {
            purpose: value("purpose").ok_or("no purpose")?.to_owned(),
            time: Time::parse_rfc3339(value("time").ok_or("no time")?).map_err(|error| error.to_string())?,
            name: value("name").map(str::to_owned),
            chain: files("chain", "chain.pem"),
            anchors: files("anchors", "root.pem").into_iter().filter(|file| file != "none").collect(),
            pinned: files("pinned", ""),
            intermediates: files("intermediates", ""),
            settings,
            crls: value("crls").map(|_| files("crls", "").into_iter().filter(|file| file != "none").collect()),
            refused,
        })
    }

    /// The values of a setting.
    pub fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.settings.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The value of a setting that appears once.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.settings.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Whether a flag is on; `default` where it is not said.
    #[must_use]
    pub fn is_on(&self, key: &str, default: bool) -> bool {
        self.value(key).map_or(default, |value| value == "yes")
    }
}

impl Expectation {
    fn parse(line: &str) -> Self {
        let (code, at) = line.split_once(' ').unwrap_or((line, ""));
        Self { code: code.to_owned(), at: at.to_owned() }
    }
}

/// The `.case` files in the folders of `directory`, sorted.
///
/// # Errors
///
/// What the file system says.
pub fn case_files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in fs::read_dir(directory)? {
        let folder = folder?.path();
        if folder.is_dir() {
            for file in fs::read_dir(folder)? {
                files.push(file?.path());
            }
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "case"));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let case =
            CaseFile::parse("purpose: server\ntime: 2030-01-01T00:00:00Z\nexpect: chain.path_length cert 1\n").unwrap();
        assert_eq!(case.refused, [Expectation { code: "chain.path_length".to_owned(), at: "cert 1".to_owned() }]);
        assert_eq!((case.chain, case.crls), (vec!["chain.pem".to_owned()], None));
        let with_crls = "purpose: server\ntime: 2030-01-01T00:00:00Z\ncrls: none\nexpect: ok\n";
        assert_eq!(CaseFile::parse(with_crls).unwrap().crls, Some(Vec::new()));
        let set =
            "purpose: server\ntime: 2030-01-01T00:00:00Z\nprofile: cucm\nlegacy: yes\npolicy: 1.2.3\nexpect: ok\n";
        let case = CaseFile::parse(set).unwrap();
        assert_eq!((case.value("profile"), case.value("policy")), (Some("cucm"), Some("1.2.3")));
        assert!(
            case.is_on("legacy", false) && case.is_on("partial-chain", true) && !case.is_on("limit-anchors", false)
        );
        assert!(CaseFile::parse(&set.replace("legacy: yes", "legacy: perhaps")).is_err());
        assert!(CaseFile::parse("purpose: server\nexpect: ok\n").is_err());
        assert!(CaseFile::parse("porpoise: server\ntime: 2030-01-01T00:00:00Z\nexpect: ok\n").is_err());
    }
}
