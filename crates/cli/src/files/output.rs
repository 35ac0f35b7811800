//! Where answers go: files by the one way to write, and standard output. Whatever cannot be written is said.

use super::failure::Failure;
use crate::console;
use std::io::Write;
use std::path::{Path, PathBuf};
use ucpki::files::{self as disk, ErrorKind, Existing, FileAccess, Output, OutputError, System};

/// A file that a verb writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) path: &'a Path,
    /// Whether it holds a private key: it is for its owner alone, and never goes to standard output by its name.
    pub(crate) is_secret: bool,
}

impl<'a> Target<'a> {
    pub(crate) const fn public(path: &'a Path) -> Self {
        Self { path, is_secret: false }
    }

    pub(crate) const fn secret(path: &'a Path) -> Self {
        Self { path, is_secret: true }
    }

    fn output<'b>(&self, bytes: &'b [u8], force: bool) -> Output<'b, PathBuf> {
        Output::new(self.path.to_owned(), bytes)
            .access(if self.is_secret { FileAccess::Owner } else { FileAccess::Usual })
            .existing(if force { Existing::Replace } else { Existing::Keep })
    }
}

/// Whether a path means standard output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdout")
}

/// Refuses what cannot be written, before time is spent on what the files will hold. `keep` are files that the
/// command reads and that must not be replaced.
pub(crate) fn check(targets: &[Target<'_>], force: bool, keep: &[&Path]) -> Result<(), Failure> {
    if let Some(target) = targets.iter().find(|target| target.is_secret && is_standard(target.path)) {
        let text = "a private key is not written to standard output here";
        let help = "give the name of a file; `ucpki key export` writes a key to standard output";
        return Err(Failure::of_file(target.path, text).help(help));
    }
    let outputs: Vec<_> = targets.iter().map(|target| target.output(&[], force)).collect();
    let keep: Vec<_> = keep.iter().map(|path| (*path).to_owned()).collect();
    disk::check(&System, &outputs, &keep).map_err(explain)
}

/// Writes these files in their order, all or none of them: a key before what was signed with it.
pub(crate) fn write(files: &[(Target<'_>, &[u8])], force: bool) -> Result<(), Failure> {
    let outputs: Vec<_> = files.iter().map(|(target, bytes)| target.output(bytes, force)).collect();
    let placed = disk::put(&System, &outputs).map_err(explain)?;
    for left in placed.left {
        // The files that were wanted are in place, so this does not fail.
        let _ = writeln!(console::err(), "warning: the old file could not be removed: {}", shown(&left));
    }
    Ok(())
}

fn explain(error: OutputError<PathBuf>) -> Failure {
    let path = error.path();
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let help = match error.kind() {
        ErrorKind::Exists => Some("choose another name, or replace it with --force".to_owned()),
        ErrorKind::Missing => Some(format!("make the folder {} first", shown(folder))),
        ErrorKind::Link => Some("the link may lead anywhere; give the path that it leads to".to_owned()),
        ErrorKind::Shared => Some("give each file a name of its own".to_owned()),
        _ => None,
    };
    let left: Vec<_> = error.left().iter().map(|left| shown(left)).collect();
    let help = match left.as_slice() {
        [] => help,
        left => Some(format!("these could not be undone, and one may hold a key: {}", left.join(", "))),
    };
    Failure::of_file(path, error.to_string()).maybe_help(help)
}

fn shown(path: &Path) -> String {
    ucpki::show::printable(&path.display().to_string()).into_owned()
}
