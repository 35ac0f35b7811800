//! The files below `tests/data` that are made, not fetched: each folder is a case, with keys from labels and fixed dates.
//!
//! `cargo run -p ucpki-tests --bin make-data` writes them. A test makes them again in memory, and fails on a difference.

mod case;
mod chain;
mod demo;
mod revocation;

pub use case::{CaseFile, Expectation, FLAGS, VALUES, case_files};

use crate::make::{Cert, Crl, GeneralName, KeySize, titled_pem};
use std::path::{Path, PathBuf};
use std::{fs, io};
use ucpki_x509::Oid;

/// A folder of files.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Below `tests/data`, such as `chain/demo`.
    pub path: &'static str,
    /// Names and contents.
    pub files: Vec<(String, String)>,
}

/// Every folder that is made.
#[must_use]
pub fn folders() -> Vec<Folder> {
    let mut folders = vec![demo::folder()];
    folders.extend(chain::folders());
    folders.extend(revocation::folders());
    folders
}

/// Where `tests/data` is.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Writes every folder. Files that no longer belong are removed.
///
/// # Errors
///
/// What the file system says.
pub fn write() -> io::Result<()> {
    for folder in folders() {
        let path = root().join(folder.path);
        fs::create_dir_all(&path)?;
        for stale in strangers(&folder)? {
            fs::remove_file(path.join(stale))?;
        }
        for (name, content) in &folder.files {
            fs::write(path.join(name), content)?;
        }
    }
    Ok(())
}

/// What differs between the folders on disk and those that would be made: a line each, nothing if they are equal.
///
/// # Errors
///
/// What the file system says, but for files that are not there.
pub fn differences() -> io::Result<Vec<String>> {
    let mut differences = Vec::new();
    for folder in folders() {
        for (name, content) in &folder.files {
            let path = root().join(folder.path).join(name);
            match fs::read_to_string(&path) {
                Ok(found) if found == *content => {}
                Ok(_) => differences.push(format!("{}/{name} differs", folder.path)),
                Err(_) => differences.push(format!("{}/{name} is missing", folder.path)),
            }
        }
        for stranger in strangers(&folder)? {
            differences.push(format!("{}/{stranger} is not made", folder.path));
        }
    }
    Ok(differences)
}

/// Files that are on disk and do not belong to the folder.
fn strangers(folder: &Folder) -> io::Result<Vec<String>> {
    let path = root().join(folder.path);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut strangers = Vec::new();
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !folder.files.iter().any(|(known, _)| *known == name) {
            strangers.push(name);
        }
    }
    Ok(strangers)
}

impl Folder {
    /// A folder with the README that tells what it is for, and where it comes from.
    fn new(path: &'static str, title: &str, about: &str) -> Self {
        let readme = format!(
            "# {title}\n\n{}\n\nMade by `cargo run -p ucpki-tests --bin make-data` (`tests/src/data`), not fetched. Keys are \
             derived from labels,\nso anyone can make them again: trust nothing here. Licence as the rest of the \
             repository.\n",
            about.trim()
        );
        Self { path, files: vec![("README.md".to_owned(), readme)] }
    }

    fn file(mut self, name: &str, content: String) -> Self {
        self.files.push((name.to_owned(), content));
        self
    }

    /// Certificates, each behind a few lines that say what it is.
    fn certs(self, name: &str, certs: &[&Cert]) -> Self {
        let blocks: Vec<String> =
            certs.iter().map(|cert| titled_pem(&describe(cert), "CERTIFICATE", &cert.der())).collect();
        self.file(name, blocks.join("\n"))
    }

    /// CRLs, each behind a few lines that say what it is.
    fn crls(self, name: &str, crls: &[&Crl]) -> Self {
        let blocks: Vec<String> =
            crls.iter().map(|crl| titled_pem(&describe_crl(crl), "X509 CRL", &crl.der())).collect();
        self.file(name, blocks.join("\n"))
    }

    /// A question and the answer that is expected.
    fn case(self, name: &str, lines: &[(&str, &str)]) -> Self {
        let lines: Vec<String> = lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        self.file(&format!("{name}.case"), lines.concat())
    }
}

/// A few lines for people.
fn describe(cert: &Cert) -> String {
    let mut lines = vec![
        format!("Certificate, version {}", cert.version),
        format!("    subject:    {}", cert.subject.text()),
        format!("    issuer:     {}", cert.issuer_name().text()),
        format!("    serial:     {}", hexadecimal(&cert.serial_bytes())),
        format!("    validity:   {} to {}", cert.not_before, cert.not_after),
        format!(
            "    key:        {}",
            match cert.subject_key().size() {
                KeySize::Curve(bits) => format!("elliptic curve, {bits} bits"),
                KeySize::Rsa(bits) => format!("RSA, {bits} bits"),
            }
        ),
    ];
    if let Some((constraints, _)) = cert.basic_constraints {
        let length = constraints.path_length.map_or_else(String::new, |length| format!(", path length {length}"));
        lines.push(format!("    CA:         {}{length}", if constraints.ca { "yes" } else { "no" }));
    }
    if let Some(usage) = cert.key_usage {
        lines.push(format!("    key usage:  {}", key_usage_text(usage.0)));
    }
    if let Some(purposes) = &cert.extended_key_usage {
        let purposes: Vec<String> = purposes.iter().map(|purpose| purpose_text(purpose.as_oid())).collect();
        lines.push(format!("    purposes:   {}", purposes.join(", ")));
    }
    if !cert.alternative_names.is_empty() {
        let names: Vec<String> = cert.alternative_names.iter().map(general_name_text).collect();
        lines.push(format!("    names:      {}", names.join(", ")));
    }
    if let Some((constraints, _)) = &cert.name_constraints {
        let text = |subtrees: &[crate::make::Subtree]| {
            let all: Vec<String> = subtrees.iter().map(subtree_text).collect();
            all.join(", ")
        };
        lines.push(format!("    permitted:  {}", text(&constraints.permitted)));
        lines.push(format!("    excluded:   {}", text(&constraints.excluded)));
    }
    for extension in &cert.extensions {
        let critical = if extension.critical { ", critical" } else { "" };
        lines.push(format!("    extension:  {}{critical}", extension.kind));
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

fn describe_crl(crl: &Crl) -> String {
    let next = crl.next_update.map_or_else(|| "nothing".to_owned(), |time| time.to_string());
    let mut lines = vec![
        format!("CRL, version {}", crl.version),
        format!("    issuer:     {}", crl.issuer.text()),
        format!("    validity:   {} to {next}", crl.this_update),
    ];
    for entry in &crl.entries {
        let reason = entry.reason.map_or_else(String::new, |reason| format!(", reason {reason}"));
        lines.push(format!("    revoked:    {} on {}{reason}", hexadecimal(&entry.serial), entry.date));
    }
    lines.join("\n")
}

fn key_usage_text(bits: u32) -> String {
    const NAMES: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];
    let set: Vec<&str> =
        NAMES.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1).map(|(_, name)| *name).collect();
    set.join(", ")
}

fn purpose_text(purpose: Oid<'_>) -> String {
    use ucpki_x509::oids;
    let known = [
        (oids::ANY_EXTENDED_KEY_USAGE, "any"),
        (oids::CLIENT_AUTH, "clientAuth"),
        (oids::CODE_SIGNING, "codeSigning"),
        (oids::SERVER_AUTH, "serverAuth"),
    ];
    known.iter().find(|(oid, _)| *oid == purpose).map_or_else(|| purpose.to_string(), |(_, text)| (*text).to_owned())
}

fn general_name_text(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(text) => format!("DNS:{text}"),
        GeneralName::Email(text) => format!("email:{text}"),
        GeneralName::Uri(text) => format!("URI:{text}"),
        GeneralName::Directory(name) => format!("DN:{}", name.text()),
        GeneralName::Ip(bytes) => format!("IP:{}", address_text(bytes)),
        GeneralName::Raw(bytes) => hexadecimal(bytes),
    }
}

fn subtree_text(subtree: &crate::make::Subtree) -> String {
    use crate::make::Subtree;
    match subtree {
        Subtree::Directory(name) => format!("DN:{}", name.text()),
        Subtree::Dns(base) => format!("DNS:{base}"),
        Subtree::Ip(net, mask) => {
            let length: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
            format!("IP:{}/{length}", address_text(net))
        }
        Subtree::Other(name) => general_name_text(name),
    }
}

fn address_text(bytes: &[u8]) -> String {
    use std::net::{Ipv4Addr, Ipv6Addr};
    let four = <[u8; 4]>::try_from(bytes).map(|bytes| Ipv4Addr::from(bytes).to_string());
    let sixteen = <[u8; 16]>::try_from(bytes).map(|bytes| Ipv6Addr::from(bytes).to_string());
    four.or(sixteen).unwrap_or_else(|_| hexadecimal(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_what_make_data_writes() {
        let differences = differences().unwrap();
        assert!(differences.is_empty(), "run `cargo run -p ucpki-tests --bin make-data`:\n{}", differences.join("\n"));
    }

    #[test]
    fn every_folder_has_a_case_and_every_case_its_files() {
        for folder in folders() {
            let cases: Vec<_> = folder.files.iter().filter(|(name, _)| name.ends_with(".case")).collect();
            assert!(!cases.is_empty(), "{}", folder.path);
            for (name, content) in cases {
                let case = CaseFile::parse(content).unwrap_or_else(|error| panic!("{}/{name}: {error}", folder.path));
                for file in case.chain.iter().chain(&case.anchors).chain(case.crls.iter().flatten()) {
                    assert!(folder.files.iter().any(|(known, _)| known == file), "{}/{name}: {file}", folder.path);
                }
            }
        }
    }
}
