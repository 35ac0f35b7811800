//! Counts the instructions of some jobs under Valgrind, and fails where one needs notably more than was recorded.
//!
//! `guards` compares, `guards --record` writes `benches/instructions.txt` anew. Counts hold on busy machines, for one compiler:
//! with another one it says so and compares nothing. `instructions` has to be built beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const JOBS: [&str; 4] = ["leaf_read_view", "leaf_read_value", "chain3_nosig", "chain3_seen"];

/// Rounds of the short run and of the long one; what is done before the rounds is in both.
const ROUNDS: [u64; 2] = [100, 1100];

/// How much more than the record is let through.
const SLACK_PERCENT: u64 = 5;

fn main() -> ExitCode {
    let is_recording = std::env::args().nth(1).as_deref() == Some("--record");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../instructions.txt");
    let Some(compiler) = said(Command::new("rustc").arg("--version")) else {
        return skipped("there is no rustc to ask");
    };
    if said(Command::new("valgrind").arg("--version")).is_none() {
        return skipped("there is no Valgrind");
    }
    if is_recording {
        let mut text = format!("{compiler}\n");
        for job in JOBS {
            let _ = writeln!(text, "{job} {}", count(job));
        }
        std::fs::write(&file, &text).expect("a file that can be written");
        print!("{text}");
        return ExitCode::SUCCESS;
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_default();
    let mut lines = recorded.lines();
    match lines.next() {
        None => return skipped("nothing was recorded"),
        Some(known) if known != compiler => return skipped(&format!("recorded with {known}, this is {compiler}")),
        Some(_) => {}
    }
    // One that is not there is a failure: a job that was renamed would be guarded no more.
    let pair =
        |line: &'_ str| line.split_once(' ').and_then(|(job, count)| Some((job.to_owned(), count.parse().ok()?)));
    let recorded: Vec<(String, u64)> = lines.filter_map(pair).collect();
    let mut all_hold = true;
    for job in JOBS {
        let counted = count(job);
        let limit = recorded.iter().find(|(name, _)| name == job).map_or(0, |(_, count)| *count);
        let holds = counted * 100 <= limit * (100 + SLACK_PERCENT);
        let is_stale = counted * (100 + SLACK_PERCENT) < limit * 100;
        let told = match (holds, is_stale) {
            (false, _) => "TOO MANY",
            (true, true) => "fewer: record them anew, with --record",
            (true, false) => "as recorded",
        };
        println!("{job:<18} {counted:>8} instructions, recorded {limit:>8}: {told}");
        all_hold &= holds;
    }
    if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Instructions of one round.
fn count(job: &str) -> u64 {
    let [short, long] = ROUNDS.map(|rounds| run(job, rounds));
    (long - short) / (ROUNDS[1] - ROUNDS[0])
}

/// Instructions of a whole run: what is in the line `I refs:` of cachegrind.
fn run(job: &str, rounds: u64) -> u64 {
    let program: PathBuf = std::env::current_exe().expect("a path").with_file_name("instructions");
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(&program)
        .args([job, &rounds.to_string()])
        .output()
        .expect("Valgrind");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {text}", program.display());
    let line = text.lines().find(|line| line.contains("refs:")).expect("a line of instructions");
    let digits: String = line.rsplit(':').next().unwrap_or("").chars().filter(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}

fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn skipped(why: &str) -> ExitCode {
    println!("SKIPPED: {why}");
    ExitCode::SUCCESS
}
