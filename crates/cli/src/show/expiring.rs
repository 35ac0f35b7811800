//! `ucpki show --expires-within`: what ends soon, or has ended.

use super::found::{Found, What, everything};
use crate::answer::{Answer, Status};
use crate::files::{self, Failure};
use serde_json::{Value, json};
use std::path::PathBuf;
use ucpki::show::{Document, DocumentLine as Line, Object, Style, short};
use ucpki::x509::Time;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expiring<'a> {
    pub(super) files: &'a [PathBuf],
    pub(super) days: u32,
    pub(super) at: Time,
    pub(super) as_json: bool,
}

/// A certificate or CRL that ends soon.
struct Ending<'a> {
    found: &'a Found,
    name: String,
    ends: Time,
    seconds: i64,
}

/// What a look at the files came to.
#[derive(Default)]
struct Seen<'a> {
    ending: Vec<Ending<'a>>,
    broken: Vec<Failure>,
    looked_at: usize,
}

impl Expiring<'_> {
    /// What ends within so many days. Files of a folder that hold neither certificates nor CRLs are passed over.
    pub(super) fn answer(&self) -> Result<Answer, Failure> {
        let all = everything(&files::in_folders(self.files)?);
        let mut seen = Seen::default();
        all.iter().for_each(|found| self.look_at(found, &mut seen));
        if seen.looked_at == 0 && seen.broken.is_empty() {
            let first = self.files.first().cloned().unwrap_or_default();
            seen.broken.push(Failure::of_file(&first, "there is no certificate or CRL here"));
        }
        seen.ending.sort_by_key(|ending| ending.seconds);
        let status = match seen.broken.is_empty() {
            true => Status::refused_if(!seen.ending.is_empty()),
            false => Status::Unusable,
        };
        Ok(if self.as_json { Answer::document(status, &self.json(&seen)) } else { self.text(status, seen) })
    }

    fn look_at<'f>(&self, found: &'f Found, seen: &mut Seen<'f>) {
        match &found.what {
            Ok(What::Object(object)) => {
                let Some((name, ends)) = name_and_end(object) else { return };
                seen.looked_at += 1;
                let Some(ends) = ends else { return };
                let seconds = ends.as_unix().saturating_sub(self.at.as_unix());
                if seconds <= i64::from(self.days).saturating_mul(86_400) {
                    seen.ending.push(Ending { found, name, ends, seconds });
                }
            }
            Ok(What::Other(_)) => {}
            // A README in a folder is nobody's mistake; a broken certificate in it is.
            Err(failure) if self.files.contains(&found.file) || failure.is_of_content() => {
                seen.broken.push(failure.clone());
            }
            Err(_) => {}
        }
    }

    fn text(&self, status: Status, seen: Seen<'_>) -> Answer {
        let mut answer = Answer::new(status);
        let is_ok = seen.ending.is_empty() && seen.broken.is_empty();
        seen.broken.into_iter().for_each(|failure| answer.push_failure(failure));
        let mut document = Document::default();
        for one in &seen.ending {
            let days = one.seconds.unsigned_abs() / 86_400;
            let (style, word) = match one.seconds {
                ..0 => (Style::Error, format!("ended {days} days ago")),
                _ => (Style::Warning, format!("ends in {days} days")),
            };
            document.push(Line::new(style, word).plain(format!(", {}: {}", one.ends, short(one.name.as_str()))));
            document.arrow(one.found.place());
        }
        if is_ok {
            let (looked_at, days, at) = (seen.looked_at, self.days, self.at);
            let text = format!(": none of {looked_at} certificates and CRLs ends within {days} days of {at}");
            document.push(Line::new(Style::Good, "ok").plain(text));
        }
        answer.push_text(document);
        answer
    }

    fn json(&self, seen: &Seen<'_>) -> Value {
        let one = |one: &Ending<'_>| {
            json!({
                "file": one.found.file.display().to_string(), "line": one.found.line, "name": one.name,
                "ends": one.ends.to_string(), "seconds": one.seconds,
            })
        };
        let unreadable = |failure: &Failure| json!({ "file": failure.file().map(|file| file.display().to_string()), "text": failure.text() });
        json!({
            "format": "ucpki-expiring", "version": 1, "at": self.at.to_string(), "days": self.days,
            "expiring": seen.ending.iter().map(one).collect::<Vec<_>>(),
            "unreadable": seen.broken.iter().map(unreadable).collect::<Vec<_>>(),
        })
    }
}

/// Of a certificate or a CRL.
fn name_and_end(object: &Object) -> Option<(String, Option<Time>)> {
    match object {
        Object::Certificate(certificate) | Object::Trusted(certificate, _) => {
            Some((certificate.subject().to_string(), Some(certificate.not_after())))
        }
        Object::Crl(crl) => Some((format!("CRL of {}", crl.issuer()), crl.next_update())),
        _ => None,
    }
}
