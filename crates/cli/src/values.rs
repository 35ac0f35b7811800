//! Values on the command line that several verbs take.

use clap::parser::ValueSource;
use clap::{ArgMatches, ValueEnum};
use std::time::SystemTime;
use ucpki::matcher::NameMode;
use ucpki::x509::Time;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Mode {
    Appliance,
    Off,
    Rfc9525,
}

impl Mode {
    pub(crate) const fn name_mode(self) -> NameMode {
        match self {
            Self::Appliance => NameMode::Appliance,
            Self::Off => NameMode::Off,
            Self::Rfc9525 => NameMode::Rfc9525,
        }
    }
}

/// The option of many values that took the arguments behind it as well: the last one of the command line that has values at
/// all, if more values came with it than `missing`. Where another option follows, its values are its own.
pub(crate) fn greedy<'a>(matches: &ArgMatches, many: &[&'a str], missing: usize) -> Option<&'a str> {
    let given = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    // A flag has no value that could have been swallowed, nor does one say where a list ends.
    let is_flag = |id: &&str| matches!(matches.try_get_one::<bool>(id), Ok(Some(_)));
    let last = |id: &str| matches.indices_of(id).and_then(Iterator::max);
    let ids = matches.ids().map(clap::Id::as_str).filter(given).filter(|id| !is_flag(id));
    // Groups have the indices of their members.
    let is_group = |id: &&str| matches.try_get_raw(id).is_err();
    let id = ids.filter(|id| !is_group(id)).max_by_key(|id| last(id))?;
    let id = many.iter().find(|many| **many == id)?;
    let in_last_option = matches.get_raw_occurrences(id)?.next_back()?.count();
    (in_last_option > missing).then_some(*id)
}

pub(crate) fn time(text: &str) -> Result<Time, String> {
    Time::parse_rfc3339(text).map_err(|error| format!("{}; write it like 2026-11-22T00:00:00Z", error.code().text()))
}

/// The system's clock: the only place in this repository that reads it.
pub(crate) fn now() -> Time {
    Time::from(SystemTime::now())
}
