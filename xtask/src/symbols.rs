//! `abi/symbols.txt`: what the shared library exports.

use crate::Options;
use crate::command::{Failure, cargo, output, run as run_command};
use crate::generated;
use crate::workspace::Workspace;
use std::process::Command;

/// Within one SONAME functions are only added, so a line that goes away shows in review.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    run_command(cargo(&workspace.root).args([
        "rustc",
        "--quiet",
        "--package=ucpki-ffi",
        "--lib",
        "--crate-type=cdylib",
    ]))?;
    let library = workspace.target.join("debug/libucpki_ffi.so");
    let listing = output(Command::new("nm").args(["--dynamic", "--defined-only", "--format=posix"]).arg(library))?;
    let names = exported(&listing)?;
    generated::settle(&workspace.root, "abi/symbols.txt", &names, options.has("--check"), "cargo xtask symbols")
}

/// The names, sorted, one to a line; a name that is not ours is a failure.
fn exported(listing: &str) -> Result<String, Failure> {
    let mut names: Vec<&str> = listing.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.sort_unstable();
    if let Some(foreign) = names.iter().find(|name| !name.starts_with("ucpki_")) {
        return Err(Failure::new(format!("the shared library exports {foreign}; it may export ucpki_* only")));
    }
    if names.is_empty() {
        return Err(Failure::new("the shared library exports nothing"));
    }
    Ok(names.iter().flat_map(|name| [*name, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_may_be_exported() {
        assert_eq!(exported("ucpki_b T 10 2\nucpki_a T 0 2\n").unwrap(), "ucpki_a\nucpki_b\n");
        assert!(exported("ucpki_a T 0 2\nrust_eh_personality T 0 2\n").is_err());
        assert!(exported("").is_err());
    }
}
