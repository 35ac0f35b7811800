//! Questions to somebody at a terminal.

use super::names::{a_label, names};
use crate::answer::tell;
use crate::console;
use crate::files::Failure;
use std::io::{self, Write};
use ucpki::appliance::Topology;
use ucpki::csr::{Subject, parse_name};

/// Asks for what a request usually has; an empty answer leaves a field out.
pub(super) fn ask(subject: &mut Subject, topology: &mut Topology) -> Result<(), Failure> {
    topology.node = asked("Host name with domain", |text| {
        let host = a_label(text.to_owned())?;
        if host.is_empty() { Ok(host) } else { parse_name(&host).map(|_| host).map_err(Failure::from) }
    })?;
    for (name, field) in [
        (COUNTRY, &mut subject.country),
        (STATE, &mut subject.state),
        (LOCALITY, &mut subject.locality),
        (ORGANIZATION, &mut subject.organization),
    ] {
        if field.is_empty() {
            *field = asked(name, |text| fits(name, text))?;
        }
    }
    if subject.organizational_units.is_empty() {
        subject
            .organizational_units
            .extend(Some(asked(UNIT, |text| fits(UNIT, text))?).filter(|unit| !unit.is_empty()));
    }
    topology.added.extend(asked("More names (a,b)", names)?);
    Ok(())
}

/// Asks until the answer is one that will do: a dialogue does not fail at its end over its first answer.
fn asked<T>(name: &str, read: impl Fn(&str) -> Result<T, Failure>) -> Result<T, Failure> {
    for _ in 0..MOST_ANSWERS {
        match read(&question(name)?) {
            Ok(answer) => return Ok(answer),
            Err(failure) => tell(&failure),
        }
    }
    Err(Failure::new(format!("no answer that will do for {name:?}")))
}

/// Somebody who types gives up before; a script would go on.
const MOST_ANSWERS: usize = 10;

/// Whether a field takes this value.
fn fits(name: &str, text: &str) -> Result<String, Failure> {
    let (mut subject, value) = (Subject::default(), text.to_owned());
    match name {
        COUNTRY => subject.country = value,
        STATE => subject.state = value,
        LOCALITY => subject.locality = value,
        UNIT => subject.organizational_units = vec![value],
        _ => subject.organization = value,
    }
    subject.to_name()?;
    Ok(text.to_owned())
}

const COUNTRY: &str = "Country (two capital letters)";
const STATE: &str = "State or province";
const LOCALITY: &str = "Locality";
const ORGANIZATION: &str = "Organisation";
const UNIT: &str = "Organisational unit";

fn question(name: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::new(error.to_string());
    let mut err = console::err();
    write!(err, "{name}: ").and_then(|()| err.flush()).map_err(failed)?;
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(line.trim().to_owned())
}
