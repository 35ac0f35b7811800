//! `pkits-harness MANIFEST.json DERDIR`: NIST PKITS in, results on standard output, a summary on standard error. The exit
//! status says whether the harness could do its work, not how the tests went.
#![expect(clippy::std_instead_of_alloc, reason = "a program of the tests")]

mod pkits;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "pkits-harness: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let [file, directory] = arguments else { return Err("usage: pkits-harness MANIFEST.json DERDIR".to_owned()) };
    let json = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let manifest = pkits::Manifest::read(&json).map_err(|error| format!("{file}: {error}"))?;
    let results = manifest.run(Path::new(directory))?;
    let text = serde_json::to_string_pretty(&results).map_err(|error| error.to_string())?;
    writeln!(io::stdout(), "{text}").map_err(|error| error.to_string())?;
    write!(io::stderr(), "{}", manifest.summary(&results)).map_err(|error| error.to_string())
}
