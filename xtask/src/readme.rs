//! The README's two commands, run as they stand there.

use crate::Options;
use crate::command::{Failure, without_outer_cargo};
use crate::workspace::Workspace;
use std::fs;
use std::process::{Command, Stdio};

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
        let printed = shell(workspace, &commands.job, true)?;
        print!("{printed}");
        if commands.shown.is_some_and(|shown| !same(&shown, &printed)) {
            return Err(Failure::new("the job prints something else than the README shows"));
        }
    }
    if !options.has("--job") {
        shell(workspace, &commands.tests, false)?;
    }
    Ok(())
}

/// The fenced blocks of the section: `sh`, perhaps `text`, `sh`.
fn commands(readme: &str) -> Result<Commands, Failure> {
    let mut blocks = blocks(readme).into_iter().peekable();
    let mut next = |kind: &str| blocks.next_if(|(found, _)| found == kind).map(|(_, text)| text);
    let (job, shown, tests) = (next("sh"), next("text"), next("sh"));
    match (job, tests, blocks.next()) {
        (Some(job), Some(tests), None) => Ok(Commands { job, shown, tests }),
        _ => Err(Failure::new(format!(
            "README.md, \"{SECTION}\": expected a sh block, perhaps a text block, a sh block"
        ))),
    }
}

/// Every fenced block of the section, with its language.
fn blocks(readme: &str) -> Vec<(String, String)> {
    let section = readme.lines().skip_while(|line| *line != SECTION).skip(1);
    let mut blocks = vec![];
    let mut open: Option<(String, String)> = None;
    for line in section {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, Some(kind)) => open = Some((kind.to_owned(), String::new())),
            (None, None) if line.starts_with("## ") => break,
            (None, None) => {}
        }
    }
    blocks
}

fn shell(workspace: &Workspace, script: &str, capture: bool) -> Result<String, Failure> {
    eprint!("$ {script}");
    let mut command = Command::new("bash");
    without_outer_cargo(&mut command);
    command.args(["-euo", "pipefail", "-c", script]).current_dir(&workspace.root).stderr(Stdio::inherit());
    if !capture {
        command.stdout(Stdio::inherit());
    }
    let output = command.output().map_err(Failure::while_doing("bash"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        Ok(printed)
    } else {
        Err(Failure::new(format!("{}:\n{printed}{script}", output.status)))
    }
}

/// Equal but for blanks at the ends of lines, which editors remove, and empty lines at the end.
fn same(a: &str, b: &str) -> bool {
    let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    lines(a) == lines(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# x\n```sh\nother\n```\n## Two commands\nOne:\n```sh\nrun \\\n  it\n```\n```text\nvalid \n```\nTwo:\n```sh\ntest\n```\n## More\n```sh\nrm\n```\n";

    #[test]
    fn the_two_commands_are_those_of_the_section() {
        let commands = commands(README).unwrap();
        assert_eq!((commands.job.as_str(), commands.tests.as_str()), ("run \\\n  it\n", "test\n"));
        assert_eq!(commands.shown.as_deref(), Some("valid \n"));
    }

    #[test]
    fn a_section_of_another_shape_is_refused() {
        for (from, to) in [("## Two", "## Three"), ("```text", "```toml"), ("Two:\n", "```sh\nthird\n```\n")] {
            assert!(commands(&README.replacen(from, to, 1)).is_err(), "{to}");
        }
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
