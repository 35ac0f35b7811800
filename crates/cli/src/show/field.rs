//! `ucpki show --field`: one value of an object, for scripts.

use super::found::{Found, What};
use crate::answer::{Answer, Status};
use crate::files::Failure;
use clap::ValueEnum;
use ucpki::show::{DocumentLine as Line, Object};

/// One field of an object, for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Field {
    /// The name, its parts in the order of the file: `C = NO, CN = a.example`
    Subject,
    Issuer,
    /// In hexadecimal, as `openssl x509 -serial` has it
    Serial,
    /// notBefore, or thisUpdate of a CRL; RFC 3339
    #[value(alias = "notbefore", alias = "valid-from")]
    Startdate,
    /// notAfter, or nextUpdate of a CRL; RFC 3339
    #[value(alias = "notafter", alias = "valid-until")]
    Enddate,
    /// The alternative names, one on each line
    #[value(alias = "san")]
    Names,
    Ca,
    KeyUsage,
    /// Extended key usages, one on each line
    Purposes,
    Key,
    KeySha256,
    KeyIdentifier,
    Signature,
    /// Of a CRL
    Number,
    /// Of a CRL
    Entries,
    Kind,
    #[value(alias = "fingerprint")]
    Sha256,
    Sha1,
    Md5,
}

impl Field {
    /// The values of the field; nothing where an object of this kind has none.
    fn values(self, object: &Object) -> Vec<String> {
        let label = match self {
            Self::Subject => "subject",
            Self::Issuer => "issuer",
            Self::Serial => "serial",
            Self::Startdate if matches!(object, Object::Crl(_) | Object::OddCrl(_)) => "this update",
            Self::Startdate => "valid from",
            Self::Enddate if matches!(object, Object::Crl(_) | Object::OddCrl(_)) => "next update",
            Self::Enddate => "valid until",
            Self::Names => "names",
            Self::Ca => "CA",
            Self::KeyUsage => "key usage",
            Self::Purposes => "purposes",
            Self::Key => "key",
            Self::KeySha256 => "key SHA-256",
            Self::KeyIdentifier => "key identifier",
            Self::Signature => "signature",
            Self::Number => "number",
            Self::Entries => "entries",
            Self::Kind => "kind",
            Self::Sha256 => "SHA-256",
            Self::Sha1 => "SHA-1",
            Self::Md5 => "MD5",
        };
        let summary = object.summary();
        let values = summary.rows().iter().find(|row| row.label() == label).map_or(&[][..], |row| row.values());
        match self {
            Self::Subject | Self::Issuer if !values.is_empty() => vec![values.join(", ")],
            Self::Serial => values.iter().take(1).map(|serial| serial.replace(':', "")).collect(),
            _ => values.to_vec(),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// The values of fields, with the file in front where there are several objects.
pub(super) fn answer(all: &[Found], fields: &[Field]) -> Answer {
    let mut answer = Answer::new(Status::Done);
    let is_one = all.iter().filter(|found| matches!(found.what, Ok(What::Object(_)))).count() <= 1;
    for found in all {
        match &found.what {
            Ok(What::Object(object)) => {
                let front = if is_one { String::new() } else { format!("{}: ", found.place()) };
                fields.iter().for_each(|field| push(&mut answer, found, object, *field, &front));
            }
            Ok(What::Other(_)) => {}
            Err(failure) => {
                answer.status = Status::Unusable;
                answer.push_failure(failure.clone());
            }
        }
    }
    answer
}

fn push(answer: &mut Answer, found: &Found, object: &Object, field: Field, front: &str) {
    let values = field.values(object);
    if values.is_empty() {
        // An empty line would pass for an empty value.
        answer.status = Status::Unusable;
        let text = format!("a {} has no {}", object.kind(), field.name());
        answer.push_failure(Failure::of_file(&found.file, text));
    }
    for value in values {
        answer.push(Line::default().plain(format!("{front}{value}")));
    }
}
