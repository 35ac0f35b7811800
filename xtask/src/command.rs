//! Running other programs, and saying why that failed.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

/// Why a check does not hold: one message for the person at the prompt.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// For `map_err`: what was being done, before what went wrong.
    pub(crate) fn while_doing<E: fmt::Display>(what: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A call of `cargo` in `root`.
///
/// It is the same cargo that runs this program: what the outer call put into the environment for this program alone is removed,
/// else the inner call would see other variables than a call at the prompt and build again.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    without_outer_cargo(&mut command);
    command
}

/// Removes what an outer `cargo run` set for this program.
pub(crate) fn without_outer_cargo(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
}

/// Prints the command, runs it with this program's output, and fails if it fails.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let line = shown(command);
    eprintln!("$ {line}");
    let status = command.status().map_err(Failure::while_doing(&line))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("failed with {status}: {line}"))) }
}

/// Runs the command and gives what it wrote to its standard output; fails if it fails.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let line = shown(command);
    let output = command.stderr(Stdio::inherit()).output().map_err(Failure::while_doing(&line))?;
    if !output.status.success() {
        return Err(Failure::new(format!("failed with {}: {line}", output.status)));
    }
    String::from_utf8(output.stdout).map_err(Failure::while_doing(&line))
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let mut words = vec![];
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            words.push(format!("{}={}", name.to_string_lossy(), quoted(value)));
        }
    }
    let program = Path::new(command.get_program());
    words.push(quoted(program.file_name().unwrap_or(program.as_os_str())));
    words.extend(command.get_args().map(quoted));
    words.join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into_owned() } else { format!("'{word}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("/opt/bin/cargo");
        command.env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--lib"]);
        assert_eq!(shown(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --lib");
    }

    #[test]
    fn a_failing_program_is_a_failure() {
        assert!(run(&mut Command::new("true")).is_ok());
        assert!(run(&mut Command::new("false")).is_err());
        assert!(output(&mut Command::new("false")).is_err());
        assert_eq!(output(Command::new("echo").arg("yes")).unwrap(), "yes\n");
    }
}
