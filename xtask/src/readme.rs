//! The README's two commands, and what it shows at a prompt: run as they are there.

use crate::Options;
use crate::command::{Failure, without_outer_cargo};
use crate::workspace::Workspace;
use std::ffi::OsStr;
use std::fs;
use std::process::{Command, ExitStatus, Stdio};

/// The section with the two commands.
const SECTION: &str = "## Two commands";

/// What the section holds.
#[derive(Debug, PartialEq, Eq)]
struct Commands {
    job: String,
    /// What the job prints, where the README shows it.
    shown: Option<String>,
    tests: String,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let readme = fs::read_to_string(workspace.root.join("README.md")).map_err(Failure::while_doing("README.md"))?;
    let commands = commands(&readme)?;
    if !options.has("--tests") {
        let (printed, status) = shell(workspace, &commands.job, true)?;
        print!("{printed}");
        succeeded(&commands.job, status)?;
        if let Some(shown) = commands.shown {
            compare(&commands.job, &shown, &printed)?;
        }
        for (command, shown) in sessions(&readme) {
            compare(command, shown, &shell(workspace, command, true)?.0)?;
        }
    }
    if !options.has("--job") {
        let (_, status) = shell(workspace, &commands.tests, false)?;
        succeeded(&commands.tests, status)?;
    }
    Ok(())
}

/// The fenced blocks of the section: `sh`, perhaps `text`, `sh`.
fn commands(readme: &str) -> Result<Commands, Failure> {
    let mut blocks = blocks(readme).into_iter().peekable();
    let mut next = |kind: &str| blocks.next_if(|(found, _)| *found == kind).map(|(_, text)| text.to_owned());
    let (job, shown, tests) = (next("sh"), next("text"), next("sh"));
    match (job, tests, blocks.next()) {
        (Some(job), Some(tests), None) => Ok(Commands { job, shown, tests }),
        _ => Err(Failure::new(format!(
            "README.md, \"{SECTION}\": expected a sh block, perhaps a text block, a sh block"
        ))),
    }
}

/// Every fenced block of the section, with its language.
fn blocks(readme: &str) -> Vec<(&str, &str)> {
    let Some((_, section)) = readme.split_once(&format!("\n{SECTION}\n")) else { return vec![] };
    fenced(section.split("\n## ").next().unwrap_or_default())
}

/// Each `console` block of the README: the command after `$ ` in its first line, and what it prints.
fn sessions(readme: &str) -> Vec<(&str, &str)> {
    let consoles = fenced(readme).into_iter().filter(|(kind, _)| *kind == "console");
    consoles.filter_map(|(_, text)| text.strip_prefix("$ ")?.split_once('\n')).collect()
}

fn fenced(text: &str) -> Vec<(&str, &str)> {
    // Text, block, text, block, ...: what is between two fences is every second part.
    let blocks = text.split("\n```").skip(1).step_by(2);
    blocks.filter_map(|block| block.split_once('\n').or(Some((block, "")))).collect()
}

/// Runs a command and gives what it prints, if that is captured, and how it ended.
///
/// What the first command built comes first in the search path.
fn shell(workspace: &Workspace, script: &str, capture: bool) -> Result<(String, ExitStatus), Failure> {
    eprintln!("$ {script}");
    let mut command = Command::new("bash");
    without_outer_cargo(&mut command);
    command.args(["-euo", "pipefail", "-c", script]).current_dir(&workspace.root).stderr(Stdio::inherit());
    let built = workspace.target.join("release").into_os_string();
    let path = [built, std::env::var_os("PATH").unwrap_or_default()].join(OsStr::new(":"));
    command.env("PATH", path);
    if !capture {
        command.stdout(Stdio::inherit());
    }
    let output = command.output().map_err(Failure::while_doing("bash"))?;
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), output.status))
}

fn succeeded(command: &str, status: ExitStatus) -> Result<(), Failure> {
    if status.success() { Ok(()) } else { Err(Failure::new(format!("failed with {status}: {command}"))) }
}

fn compare(command: &str, shown: &str, printed: &str) -> Result<(), Failure> {
    if same(shown, printed) {
        return Ok(());
    }
    Err(Failure::new(format!("the README shows something else than this prints: {command}\n{printed}")))
}

/// Equal but for blanks at the ends of lines, which editors remove, and empty lines at the end.
fn same(a: &str, b: &str) -> bool {
    let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    lines(a) == lines(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# x\n```sh\nother\n```\n## Two commands\nOne:\n```sh\nrun \\\n  it\n```\n```text\nvalid \n```\nTwo:\n```sh\ntest\n```\n## More\n```sh\nrm\n```\n```console\n$ run bad\nrefused\n\nrule\n```\n```\n";

    #[test]
    fn the_two_commands_are_those_of_the_section() {
        let commands = commands(README).unwrap();
        assert_eq!((commands.job.as_str(), commands.tests.as_str()), ("run \\\n  it", "test"));
        assert_eq!(commands.shown.as_deref(), Some("valid "));
    }

    #[test]
    fn a_section_of_another_shape_is_refused() {
        for (from, to) in [("## Two", "## Three"), ("```text", "```toml"), ("Two:\n", "```sh\nthird\n```\n")] {
            assert!(commands(&README.replacen(from, to, 1)).is_err(), "{to}");
        }
    }

    #[test]
    fn what_the_readme_shows_at_a_prompt_is_found() {
        assert_eq!(sessions(README), [("run bad", "refused\n\nrule")]);
    }

    #[test]
    fn output_is_compared_without_trailing_blanks() {
        assert!(same("a \nb\n", "a\nb\n\n"));
        assert!(!same("a\nb\n", "a\nc\n"));
    }

    #[test]
    fn this_readme_has_its_two_commands() {
        let commands = commands(include_str!("../../README.md")).unwrap();
        assert!(commands.job.starts_with("cargo run ") && commands.tests.starts_with("cargo test"));
    }
}
