//! Finds the cheapest path that has not been refused yet.
use crate::{Pool, Refused, Request, Valid, Validator};
use ucpki_x509::Certificate;

pub(crate) fn run(_: &Validator, _: &Certificate, _: &Pool, _: &Request<'_>) -> Result<Valid, Refused> {
    loop {}
}
