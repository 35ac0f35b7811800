//! `program`: command lines with small files. Nothing panics, no status is without a message, and no message steers a terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use ucpki_cli::run_inside;

/// What is between the command line and the files, and between files.
const BETWEEN: &[u8] = b"\n==\n";
/// More words or files tell nothing new.
const MOST_WORDS: usize = 24;
const MOST_FILES: usize = 4;
/// Options whose value names an output.
const OUTPUTS: [&str; 3] = ["--key-out", "--out", "--save-case"];

/// The seeds: a command line, in which `@0` is the first file, and the files.
pub(crate) const LINES: [&str; 26] = [
    "show @0",
    "show --summary @0",
    "show --json @0 @1",
    "show --field subject --field enddate @0",
    "show --expires-within 30 --at 2026-11-22T00:00:00Z @0",
    "verify --no-name --at 2026-11-22T00:00:00Z --anchors @0 --untrusted @1 -- @2",
    "verify --json --profile expressway --name a.example --anchors @0 --crl @1 -- @2",
    "match --name sip.example.com @0",
    "match --sip 192.0.2.1 --rules @1 @0",
    "compare @0 @1 --differences",
    "compare --json @0 @1 --neighbours @2 --issuers @3",
    "crl show @0",
    "crl check --issuer @1 @0",
    "crl find 0A:1B @0",
    "crl find --certificate @1 @0",
    "crl schedule @0 --daily 02:30",
    "key show @0",
    "key new --kind p256 --no-passphrase --out o",
    "csr new --explain --node a.example --topology @0",
    "csr new --node a.example --new-key p256 --no-passphrase --key-out o --out p --force",
    "csr lint --severity csr.client_auth=refuse @0 @1",
    "csr show @0",
    "csr coverage --node a.example --deployment shared --cluster c.example --peers b.example @0",
    "csr extensions --openssl @0",
    "convert --to der --block 1 --out o @0",
    "asn1 --at 12 @0",
];

/// Runs the program with the words and files of an input.
///
/// # Panics
///
/// If the program panics, ends with a status that means nothing, fails in silence, or writes a control character into a message.
pub fn program(data: &[u8]) {
    let mut parts = split(data).into_iter();
    let line = parts.next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(&line) else { return };
    let words: Vec<&str> = line.split_ascii_whitespace().take(MOST_WORDS).collect();
    if !is_harmless(&words) {
        return;
    }
    let folder = folder();
    let folder = folder.as_path();
    let files: Vec<Vec<u8>> = parts.take(MOST_FILES).collect();
    for (number, content) in files.iter().enumerate() {
        fs::write(folder.join(format!("file{number}")), content).expect("a folder of our own");
    }
    let arguments = arguments(&words, folder);
    let run = run_inside(core::iter::once("ucpki".to_owned()).chain(arguments.iter().cloned()));
    let error = planted::message(String::from_utf8(run.error).expect("messages are text"));
    let is_json = words.contains(&"--json");
    assert!(run.status <= 3, "{arguments:?}: status {}", run.status);
    assert!(
        run.status != 2 || !error.trim().is_empty() || is_json && !run.output.is_empty(),
        "{arguments:?}: it fails in silence"
    );
    assert!(
        run.status == 0 || !error.is_empty() || !run.output.is_empty(),
        "{arguments:?}: status {} in silence",
        run.status
    );
    let steers = |character: char| character.is_control() && character != '\n';
    assert!(!error.contains(steers), "{arguments:?}: {error:?}");
    // What is not text is what was asked for: DER, or a key.
    if let Ok(output) = std::str::from_utf8(&run.output)
        && !words.contains(&"convert")
        && !words.contains(&"export")
    {
        assert!(!output.contains(steers), "{arguments:?}: {output:?}");
    }
    // The next one starts from nothing.
    fs::remove_dir_all(folder).expect("a folder of our own");
}

fn split(data: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(rest[..at].to_vec());
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest.to_vec());
    parts
}

/// Whether the words can be run here: none names a file that is not ours, and none asks for seconds of work.
fn is_harmless(words: &[&str]) -> bool {
    let is_own = |word: &&str| !word.contains(['/', '\\']) && !word.contains("..");
    let names_output = |word: &&str| OUTPUTS.iter().any(|option| word.starts_with(&format!("{option}=")));
    let makes = words.iter().any(|word| matches!(*word, "new" | "renew")) && !words.contains(&"--explain");
    let is_quick = words.iter().any(|word| matches!(*word, "p256" | "p384" | "ed25519"));
    let is_slow = words.iter().any(|word| word.to_ascii_lowercase().contains("rsa") || *word == "--scrypt");
    words.iter().all(is_own) && !words.iter().any(names_output) && (!makes || is_quick) && !is_slow
}

/// The words as arguments: `@0` is a file, and what follows an option for an output is an output.
fn arguments(words: &[&str], folder: &Path) -> Vec<String> {
    let path = |name: &str| folder.join(name).into_os_string().into_string().expect("a path of our own is text");
    let mut arguments: Vec<String> = Vec::new();
    for word in words {
        let before = arguments.last().map_or("", String::as_str);
        arguments.push(match word.strip_prefix('@') {
            _ if OUTPUTS.contains(&before) => path(&format!("out-{}", arguments.len())),
            Some(number) => path(&format!("file{number}")),
            None => (*word).to_owned(),
        });
    }
    arguments
}

/// A folder of this thread: tests run side by side.
fn folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: usize = COUNT.fetch_add(1, Ordering::Relaxed);
    }
    let name = format!("ucpki-fuzz-program-{}-{}", std::process::id(), NUMBER.with(|number| *number));
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    folder
}

#[cfg(not(ucpki_planted_bug = "program"))]
mod planted {
    pub(super) fn message(text: String) -> String {
        text
    }
}

/// The planted bug: nothing is said of a command that does not exist.
#[cfg(ucpki_planted_bug = "program")]
mod planted {
    pub(super) fn message(text: String) -> String {
        if text.contains("unrecognized subcommand") { String::new() } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mutate, seeds};

    /// Words of the command line in another order, with files in other places; more with `UCPKI_PROGRAM_ROUNDS`.
    #[test]
    fn command_lines_at_random_say_what_they_did() {
        let rounds = std::env::var("UCPKI_PROGRAM_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000_u32);
        let all = seeds::of("program");
        let mut rng = ucpki_tests::Rng::new(7);
        for round in 0..rounds {
            let (_, seed) = &all[rng.below(all.len())];
            let at = seed.iter().position(|byte| *byte == b'\n').unwrap_or(seed.len());
            let mut words: Vec<&str> = std::str::from_utf8(&seed[..at]).expect("a line").split(' ').collect();
            match rng.below(5) {
                0 => rng.shuffle(&mut words),
                1 => drop(words.remove(rng.below(words.len()))),
                2 => words.insert(
                    rng.below(words.len() + 1),
                    ["--json", "--force", "--", "@1", "@9", "--help", "-"][rng.below(7)],
                ),
                3 => {
                    let other = &LINES[rng.below(LINES.len())];
                    let other: Vec<&str> = other.split(' ').collect();
                    words.insert(rng.below(words.len() + 1), other[rng.below(other.len())]);
                }
                _ => {}
            }
            let mut input = words.join(" ").into_bytes();
            let files = mutate::lines(&seed[at..], round).unwrap_or_else(|| seed[at..].to_vec());
            input.extend(files);
            program(&input);
        }
    }
}
