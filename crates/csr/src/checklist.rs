//! The extensions of a request for a CA that does not read them there.

use crate::printable::Printable;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use ucpki_x509::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsage};
use ucpki_x509::{CertificationRequest, Error, GeneralNameBuf, GeneralNames, Oid, oids};

/// The extensions that a request asks for, as a list for a person, and as a file for `openssl`.
///
/// # Examples
///
/// ```
/// use ucpki::csr::Checklist;
/// use ucpki::x509::pem;
///
/// // A CA that ignores the extensions of a request gets them as a file for `openssl x509 -req -extfile`.
/// let request = pem::requests(include_bytes!("../../../tests/data/csr/demo/request.pem"))?.remove(0);
/// let checklist = Checklist::from_request(&request)?;
/// assert!(checklist.openssl_file().contains("keyUsage = critical,digitalSignature,keyEncipherment"));
/// println!("{checklist}");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    items: Vec<ChecklistItem>,
}

/// One line of the list.
///
/// # Examples
///
/// ```
/// use ucpki::csr::Checklist;
/// use ucpki::x509::pem;
///
/// let request = pem::requests(include_bytes!("../../../tests/data/csr/demo/request.pem"))?.remove(0);
/// let checklist = Checklist::from_request(&request)?;
/// for item in checklist.items() {
///     println!("{}{}: {}", item.name, if item.critical { " (critical)" } else { "" }, item.values.join(", "));
/// }
/// let names = checklist.items().iter().find(|item| item.name == "Subject Alternative Name");
/// assert_eq!(names.map(|item| item.values.len()), Some(2));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChecklistItem {
    /// The name that people know, or the identifier.
    pub name: String,
    /// Whether it is marked critical.
    pub critical: bool,
    /// What it says, one value each.
    pub values: Vec<String>,
    /// The line of the OpenSSL file, without `critical`.
    line: String,
    /// More lines, in a section of their own.
    section: Vec<String>,
}

impl Checklist {
    /// The extensions of a request.
    ///
    /// # Errors
    ///
    /// Codes of the reader.
    pub fn from_request(request: &CertificationRequest) -> Result<Self, Error> {
        let requested = request.extension_request()?;
        let extensions = requested.iter().flat_map(|requested| requested.extensions());
        Ok(Self { items: extensions.map(|extension| item(&extension)).collect() })
    }

    /// The lines of the list.
    #[must_use]
    pub fn items(&self) -> &[ChecklistItem] {
        &self.items
    }

    /// A file for `openssl x509 -req -extfile FILE -extensions requested`, and for `openssl ca` alike.
    ///
    /// What could mean something else to OpenSSL than it says is written as DER in hexadecimal.
    #[must_use]
    pub fn openssl_file(&self) -> String {
        let mut text = String::from("[ requested ]\n");
        for item in &self.items {
            let critical = if item.critical { "critical," } else { "" };
            let _ = writeln!(text, "{}", item.line.replacen('\u{0}', critical, 1));
        }
        for item in self.items.iter().filter(|item| !item.section.is_empty()) {
            text.push_str("\n[ requested_names ]\n");
            item.section.iter().for_each(|line| {
                let _ = writeln!(text, "{line}");
            });
        }
        text
    }
}

impl fmt::Display for Checklist {
    /// One line per value, to be ticked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            writeln!(f, "[ ] {}{}", item.name, if item.critical { " (critical)" } else { "" })?;
            // A name of a stranger must not pass for a line of ours.
            item.values.iter().try_for_each(|value| writeln!(f, "    [ ] {}", Printable(value)))?;
        }
        Ok(())
    }
}

/// NUL in a line stands for the place of `critical`; it cannot come from a value.
fn item(extension: &Extension<'_>) -> ChecklistItem {
    let oid = extension.oid();
    let read = || -> Result<Option<ChecklistItem>, Error> {
        let mut reader = extension.reader();
        let plain = |name: &str, values: Vec<String>, line: String| ChecklistItem {
            name: name.into(),
            critical: extension.is_critical(),
            values,
            line,
            section: Vec::new(),
        };
        Ok(if oid == oids::KEY_USAGE {
            let values = key_usages(KeyUsage::read(&mut reader)?);
            let line = alloc::format!("keyUsage = \u{0}{}", values.join(","));
            Some(plain("Key Usage", values, line))
        } else if oid == oids::EXTENDED_KEY_USAGE {
            let usage = ExtendedKeyUsage::read(&mut reader)?;
            let values: Vec<_> = usage.iter().map(purpose).collect();
            let line = alloc::format!("extendedKeyUsage = \u{0}{}", values.join(","));
            Some(plain("Extended Key Usage", values, line))
        } else if oid == oids::BASIC_CONSTRAINTS {
            let constraints = BasicConstraints::read(&mut reader)?;
            let mut value = String::from(if constraints.is_ca() { "CA:TRUE" } else { "CA:FALSE" });
            if let Some(length) = constraints.path_length() {
                let _ = write!(value, ",pathlen:{length}");
            }
            let line = alloc::format!("basicConstraints = \u{0}{value}");
            Some(plain("Basic Constraints", Vec::from([value]), line))
        } else if oid == oids::SUBJECT_ALT_NAME {
            Some(names(extension, GeneralNames::read(&mut reader)?))
        } else {
            None
        })
    };
    read().ok().flatten().unwrap_or_else(|| {
        let value = hexadecimal(extension.value());
        ChecklistItem {
            name: oid.to_string(),
            critical: extension.is_critical(),
            line: alloc::format!("{oid} = \u{0}DER:{value}"),
            values: Vec::from([value]),
            section: Vec::new(),
        }
    })
}

fn names(extension: &Extension<'_>, list: GeneralNames<'_>) -> ChecklistItem {
    let names: Vec<_> = list.iter().map(GeneralNameBuf::from).collect();
    let lines: Option<Vec<_>> = names.iter().enumerate().map(|(index, name)| openssl_line(index + 1, name)).collect();
    let (line, section) = match lines {
        Some(lines) => ("subjectAltName = \u{0}@requested_names".into(), lines),
        None => (alloc::format!("subjectAltName = \u{0}DER:{}", hexadecimal(extension.value())), Vec::new()),
    };
    ChecklistItem {
        name: "Subject Alternative Name".into(),
        critical: extension.is_critical(),
        values: names.iter().map(ToString::to_string).collect(),
        line,
        section,
    }
}

/// `DNS.1 = a`, where the value means to OpenSSL what it says.
fn openssl_line(number: usize, name: &GeneralNameBuf) -> Option<String> {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b".-_@:/+=?&%~".contains(&byte);
    let (kind, value) = match name {
        GeneralNameBuf::Dns(value) => ("DNS", value.clone()),
        GeneralNameBuf::Email(value) => ("email", value.clone()),
        GeneralNameBuf::Uri(value) => ("URI", value.clone()),
        GeneralNameBuf::Ip(address) => ("IP", alloc::format!("{address}")),
        GeneralNameBuf::RegisteredId(oid) => ("RID", alloc::format!("{oid}")),
        _ => return None,
    };
    // OpenSSL takes email:copy and email:move as commands.
    let is_command = kind == "email" && !value.contains('@');
    (value.bytes().all(safe) && !value.is_empty() && !is_command).then(|| alloc::format!("{kind}.{number} = {value}"))
}

fn key_usages(usage: KeyUsage) -> Vec<String> {
    usage.names().map(Into::into).collect()
}

/// serverAuth and the like, dotted where OpenSSL has no name that every version knows.
fn purpose(oid: Oid<'_>) -> String {
    let is_known = ![oids::ANY_EXTENDED_KEY_USAGE, oids::IPSEC_END_SYSTEM, oids::SIP_DOMAIN].contains(&oid);
    ExtendedKeyUsage::name_of(oid).filter(|_| is_known).map_or_else(|| oid.to_string(), Into::into)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_openssl_would_read_otherwise_is_not_written_as_text() {
        assert_eq!(openssl_line(1, &GeneralNameBuf::Dns("a.example".into())).as_deref(), Some("DNS.1 = a.example"));
        for text in ["a$b", "a b", "a\nb", "a,b", "a#b", "a\\b", ""] {
            assert_eq!(openssl_line(1, &GeneralNameBuf::Uri(text.into())), None, "{text}");
        }
        assert_eq!(openssl_line(1, &GeneralNameBuf::Email("copy".into())), None);
    }
}
