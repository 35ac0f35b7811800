//! `ucpki ocsp`: requests and responses as files. Nothing is sent.

mod arguments;
mod ask;
mod check;
mod input;
mod presign;
mod respond;
mod site;

use crate::answer::{Answer, Form, Status, Verb};
use crate::files::Failure;
use crate::show::{What, everything, summary};
use arguments::OcspShow;
use ucpki::show::Object;

pub(crate) use arguments::Ocsp;
pub(crate) use input::bodies;

impl Verb for Ocsp {
    fn form(&self) -> Form {
        let (format, as_json) = match self {
            Self::Request(asked) => (Some("ucpki-ocsp-request"), asked.output.json),
            Self::Check(asked) => (Some("ucpki-ocsp-check"), asked.json),
            Self::Answer(asked) => (Some("ucpki-ocsp-answer"), asked.output.json),
            Self::Presign(asked) => (Some("ucpki-ocsp-presign"), asked.json),
            Self::Show(_) => (None, false),
        };
        Form { format, as_json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        match self {
            Self::Request(asked) => ask::run(asked),
            Self::Check(asked) => check::run(asked),
            Self::Answer(asked) => respond::run(asked),
            Self::Presign(asked) => presign::run(asked),
            Self::Show(asked) => Ok(show(asked)),
        }
    }
}

/// `ocsp show`: what fits on a screen, of requests and responses alone.
fn show(arguments: &OcspShow) -> Answer {
    let mut answer = Answer::new(Status::Done);
    for found in everything(&arguments.files) {
        match found.what {
            Ok(What::Object(object)) if matches!(*object, Object::OcspRequest(_) | Object::OcspResponse(_)) => {
                answer.push_text(summary(&object));
            }
            Ok(What::Object(object)) => {
                answer.status = Status::Unusable;
                let text = format!("this is a {}; an OCSP request or response is expected", object.kind());
                answer.push_failure(Failure::of_file(&found.file, text).help("`ucpki show` shows it"));
            }
            Ok(What::Other(_)) => {}
            Err(failure) => {
                answer.status = Status::Unusable;
                answer.push_failure(failure);
            }
        }
    }
    answer
}
