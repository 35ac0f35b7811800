//! Checks that are one cargo command, or the same one for each package and feature set.

use crate::Options;
use crate::command::{Failure, cargo, output, run, without_outer_cargo};
use crate::features;
use crate::workspace::Workspace;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) fn fmt(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let mut command = cargo(&workspace.root);
    command.args(["fmt", "--all"]);
    if !options.has("--fix") {
        command.arg("--check");
    }
    run(&mut command)
}

/// Everything with the default features, and with all that build quickly; then each package without any, alone, so that no
/// other one turns its features on. With `--features`, everything with all features.
pub(crate) fn clippy(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let lint = ["--", "-D", "warnings"];
    let everything = |features: &[String]| {
        let mut command = cargo(&workspace.root);
        command.args(["clippy", "--quiet", "--workspace", "--all-targets"]).args(features);
        run(command.args(lint))
    };
    if options.has("--features") {
        return everything(&["--all-features".to_owned()]);
    }
    everything(&[])?;
    everything(&[format!("--features={}", features::quick(&workspace.packages).join(","))])?;
    for package in workspace.packages.iter().filter(|package| features::has_default(package)) {
        let mut command = cargo(&workspace.root);
        run(command.args(["clippy", "--quiet", "--package", &package.name, "--no-default-features"]).args(lint))?;
    }
    Ok(())
}

/// The tests as a user runs them; with `--features`, those of each package that has more than its default features, with all.
pub(crate) fn test(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    if !options.has("--features") {
        return run(cargo(&workspace.root).args(["test", "--workspace"]));
    }
    for package in &workspace.packages {
        if let Some(set) = features::beyond_default(package) {
            run(cargo(&workspace.root).args(["test", "--package", &package.name]).args(set.options()))?;
        }
    }
    Ok(())
}

/// Libraries only: the program `ucpki` and the library `ucpki` would write the same page.
pub(crate) fn doc(workspace: &Workspace, _: &Options) -> Result<(), Failure> {
    let mut command = cargo(&workspace.root);
    run(command.env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--workspace", "--lib", "--no-deps"]))
}

/// Builds what a user builds with the Rust that the manifest names; with `--tests`, everything; with `--unlocked`, with the
/// dependencies that a user without our lock file gets.
pub(crate) fn msrv(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let version = &workspace.package("ucpki-x509")?.rust_version;
    if !output(Command::new("rustup").args(["toolchain", "list"]))?.lines().any(|line| is_toolchain(line, version)) {
        run(Command::new("rustup").args(["toolchain", "install", version, "--profile", "minimal"]))?;
    }
    let mut command = Command::new("rustup");
    without_outer_cargo(&mut command);
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(variable);
    }
    command.args(["run", version, "cargo", "check"]);
    if options.has("--unlocked") {
        command.current_dir(without_lock_file(workspace)?);
    } else {
        command.current_dir(&workspace.root).arg("--locked");
    }
    if options.has("--tests") {
        command.args(["--workspace", "--all-targets"]);
    } else {
        command.args(workspace.crates().map(|package| format!("--package={}", package.name)));
    }
    // A folder of its own: artefacts of two compilers in one folder would be built again at each change.
    run(command.arg("--target-dir").arg(workspace.target.join("msrv")))
}

/// A copy of what is committed, without the lock file.
fn without_lock_file(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let copy = workspace.target.join("msrv-unlocked");
    if copy.exists() {
        fs::remove_dir_all(&copy).map_err(Failure::while_doing(copy.display()))?;
    }
    run(Command::new("git").args(["clone", "--quiet", "--depth=1"]).arg(file_url(&workspace.root)).arg(&copy))?;
    let lock = copy.join("Cargo.lock");
    fs::remove_file(&lock).map_err(Failure::while_doing(lock.display()))?;
    Ok(copy)
}

/// git takes `--depth` for addresses only.
fn file_url(folder: &Path) -> String {
    format!("file://{}", folder.display())
}

fn is_toolchain(line: &str, version: &str) -> bool {
    line.strip_prefix(version).is_some_and(|rest| rest.starts_with('-') || rest.starts_with('.'))
}

pub(crate) fn powerset(workspace: &Workspace, _: &Options) -> Result<(), Failure> {
    for package in workspace.crates() {
        for set in features::powerset(package) {
            let mut command = cargo(&workspace.root);
            run(command.args(["check", "--quiet", "--package", &package.name]).args(set.options()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toolchain_is_recognised_by_its_version() {
        assert!(is_toolchain("1.88-x86_64-unknown-linux-gnu (active)", "1.88"));
        assert!(is_toolchain("1.88.0-x86_64-unknown-linux-gnu", "1.88"));
        assert!(!is_toolchain("1.8-x86_64-unknown-linux-gnu", "1.88"));
        assert!(!is_toolchain("1.880-x86_64-unknown-linux-gnu", "1.88"));
    }
}
