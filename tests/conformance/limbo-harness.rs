//! `limbo-harness FILE.json [--profile rfc5280|strict|webpki]`: x509-limbo cases in, results on standard output, a summary
//! on standard error. The exit status says whether the harness could do its work, not how the cases went.
#![expect(clippy::std_instead_of_alloc, reason = "a program of the tests")]

mod limbo;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::SystemTime;
use ucpki_chain::Profile;
use ucpki_x509::Time;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "limbo-harness: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let (file, profile) = match arguments {
        [file] => (file, None),
        [file, option, name] | [option, name, file] if option == "--profile" => {
            let found = Profile::ALL.iter().find(|profile| profile.name() == name);
            (file, Some(found.ok_or_else(|| format!("no profile {name}"))?))
        }
        _ => return Err("usage: limbo-harness FILE.json [--profile rfc5280|strict|webpki]".to_owned()),
    };
    let json = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let document = limbo::Document::read(&json).map_err(|error| format!("{file}: {error}"))?;
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_err(|error| error.to_string())?;
    let now = Time::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
    let results = document.run(profile, now);
    let text = serde_json::to_string_pretty(&results).map_err(|error| error.to_string())?;
    writeln!(io::stdout(), "{text}").map_err(|error| error.to_string())?;
    write!(io::stderr(), "{}", document.summary(&results)).map_err(|error| error.to_string())
}
