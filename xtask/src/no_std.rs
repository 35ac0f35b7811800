//! The crates that ARCHITECTURE.md marks `no_std`, checked for a target that has no `std` at all; the firmware library is built.

use crate::Options;
use crate::architecture;
use crate::command::{Failure, cargo, output, run as run_command};
use crate::features;
use crate::workspace::{Package, Workspace};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Arm Cortex-M4F and M7F, hard float.
const TARGET: &str = "thumbv7em-none-eabihf";

/// What the firmware that links the static library has to bring.
const PORT: &[&str] = &["ucpki_port_abort", "ucpki_port_alloc", "ucpki_port_free"];

pub(crate) fn run(workspace: &Workspace, _: &Options) -> Result<(), Failure> {
    let table = architecture::table(workspace)?;
    for package in workspace.crates() {
        let bare = table.iter().any(|row| row.bare && Some(row.noun.as_str()) == package.noun());
        if bare && package.has_library {
            run_command(cargo(&workspace.root).args(["check", "--quiet", "--lib"]).args(options(package)))?;
        }
    }
    archive(workspace)
}

/// `--package` and the features of a firmware build.
fn options(package: &Package) -> Vec<String> {
    let mut options = vec![format!("--target={TARGET}"), format!("--package={}", package.name)];
    options.extend_from_slice(features::bare(package).options());
    options
}

/// Linked as firmware links it, the static library leaves open what the port brings, and nothing else.
fn archive(workspace: &Workspace) -> Result<(), Failure> {
    let package = workspace.package("ucpki-ffi")?;
    let mut command = cargo(&workspace.root);
    // What is left open does not depend on how well other people's crates are optimised.
    command.arg("--config=profile.dev.package.\"*\".opt-level=0");
    run_command(command.args(["rustc", "--quiet", "--lib", "--crate-type=staticlib"]).args(options(package)))?;
    let folder = workspace.target.join(TARGET).join("debug");
    let archive = folder.join("libucpki_ffi.a");

    // Every function of the C ABI is a root; what none of them needs is thrown away, as in a firmware image.
    let listing = output(Command::new("nm").args(["--quiet", "--format=posix"]).arg(&archive))?;
    let libraries = output(Command::new("rustc").args(["--print", "target-libdir"]))?;
    let mut linker = Command::new(Path::new(libraries.trim()).with_file_name("bin").join("rust-lld"));
    linker.args(["-flavor", "gnu", "--gc-sections", "--error-limit=0", "--warn-unresolved-symbols"]);
    linker.args(functions(&listing).map(|name| format!("--undefined={name}")));
    linker.arg(archive).arg("-o").arg(folder.join("ucpki-firmware.elf"));
    let linked = linker.output().map_err(Failure::while_doing("rust-lld"))?;
    let complaints = String::from_utf8_lossy(&linked.stderr);
    if !linked.status.success() {
        return Err(Failure::new(format!("the firmware library does not link:\n{complaints}")));
    }

    let open = unresolved(&complaints);
    if open == PORT.iter().copied().collect() {
        return Ok(());
    }
    let names = |set: BTreeSet<&str>| set.into_iter().collect::<Vec<_>>().join(", ");
    Err(Failure::new(format!("the firmware library asks for {}; its port is {}", names(open), PORT.join(", "))))
}

/// The functions of the C ABI among the symbols of the archive.
fn functions(listing: &str) -> impl Iterator<Item = &str> {
    listing.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next().filter(|name| name.starts_with("ucpki_"))?;
        (words.next() == Some("T")).then_some(name)
    })
}

/// The names that the linker says nobody defines.
fn unresolved(complaints: &str) -> BTreeSet<&str> {
    complaints.lines().filter_map(|line| line.split_once("undefined symbol: ")).map(|(_, name)| name.trim()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_defines_is_found_in_the_words_of_the_linker() {
        let said = "rust-lld: warning: undefined symbol: ucpki_port_free\n>>> referenced by a.o\n";
        assert_eq!(unresolved(said).into_iter().collect::<Vec<_>>(), ["ucpki_port_free"]);
        let listing = "libx.a[a.o]:\nucpki_check T 0 4\nucpki_port_free U\nother T 4 4\nucpki_lost t 0 1\n";
        assert_eq!(functions(listing).collect::<Vec<_>>(), ["ucpki_check"]);
    }
}
