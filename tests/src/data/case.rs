use std::path::{Path, PathBuf};
use std::{fs, io};
use ucpki_x509::Time;

/// A question about the files of a folder, and the expected answer: lines of `key: value`.
///
/// | key | value |
/// |---|---|
/// | `purpose` | `server` or `client` |
/// | `time` | when, in RFC 3339 |
/// | `name` | the host name or IP address that the leaf must be for; left out: any |
/// | `chain` | files with the leaf first, then the pool; left out: `chain.pem` |
/// | `anchors` | files with the trust anchors; left out: `root.pem` |
/// | `crls` | files with CRLs, or `none`: revocation is checked, and must be known; left out: it is not checked |
/// | `expect` | `ok`, or the name of a code and where: `leaf`, `cert 1`, `anchor`; several lines: all of them |
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// Such as `server`.
    pub purpose: String,
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
        let known = ["purpose", "time", "name", "chain", "anchors", "crls", "expect"];
        if let Some(line) = text.lines().find(|line| !known.iter().any(|key| line.starts_with(&format!("{key}: ")))) {
            return Err(format!("not a line of a case: {line}"));
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
            anchors: files("anchors", "root.pem"),
            crls: value("crls").map(|_| files("crls", "").into_iter().filter(|file| file != "none").collect()),
            refused,
        })
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
        assert!(CaseFile::parse("purpose: server\nexpect: ok\n").is_err());
        assert!(CaseFile::parse("porpoise: server\ntime: 2030-01-01T00:00:00Z\nexpect: ok\n").is_err());
    }
}
