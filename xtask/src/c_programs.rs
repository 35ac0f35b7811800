//! The C and C++ programs in `tests/c` and `tests/cpp`, and the headers alone.
//!
//! Each `.c` and `.cpp` file is one program without arguments, run from the root of the repository: 0 is success. Each runs
//! plain, with the address and undefined-behaviour sanitizers in its own code, and under Valgrind.

use crate::Options;
use crate::command::{Failure, cargo, output, run as run_command};
use crate::workspace::Workspace;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A language in which the library is used.
struct Language {
    compiler: &'static str,
    /// As the compiler's `-x` calls it.
    name: &'static str,
    /// The folder of the programs in `tests/`, which is also how their names end.
    folder: &'static str,
    /// The standard that the programs are written in.
    standard: &'static str,
    headers: &'static [Header],
}

/// A header that must compile alone.
struct Header {
    file: &'static str,
    standards: &'static [&'static str],
}

const LANGUAGES: &[Language] = &[
    Language {
        compiler: "gcc",
        name: "c",
        folder: "c",
        standard: "c11",
        headers: &[Header { file: "ucpki.h", standards: &["c99", "c11"] }],
    },
    Language {
        compiler: "g++",
        name: "c++",
        folder: "cpp",
        standard: "c++17",
        headers: &[
            Header { file: "ucpki.h", standards: &["c++11", "c++17"] },
            Header { file: "ucpki.hpp", standards: &["c++11", "c++17"] },
            Header { file: "ucpki_ocsp.hpp", standards: &["c++11", "c++17"] },
        ],
    },
];

const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// What Rust's standard library needs from the system on Linux.
const SYSTEM: &[&str] = &["-lpthread", "-ldl", "-lm"];

pub(crate) fn run(workspace: &Workspace, _: &Options) -> Result<(), Failure> {
    for language in LANGUAGES {
        headers_alone(workspace, language)?;
    }
    let library = static_library(workspace)?;
    let mut count = 0;
    for language in LANGUAGES {
        for source in sources(&workspace.root, language)? {
            checked(workspace, language, &library, &source)?;
            count += 1;
        }
    }
    // A folder that was moved must not look like success.
    if count == 0 { Err(Failure::new("there is no program in tests/c or tests/cpp")) } else { Ok(()) }
}

fn headers_alone(workspace: &Workspace, language: &Language) -> Result<(), Failure> {
    for header in language.headers {
        let file = Path::new("include").join(header.file);
        if !workspace.root.join(&file).exists() {
            return Err(Failure::new(format!("there is no {}", file.display())));
        }
        for standard in header.standards {
            let mut command = Command::new(language.compiler);
            command.current_dir(&workspace.root).arg(format!("-std={standard}")).args(WARNINGS);
            command.args(["-Iinclude", "-fsyntax-only", "-x", language.name, "-include"]).arg(&file);
            run_command(command.arg("/dev/null"))?;
        }
    }
    Ok(())
}

/// Builds the archive and gives it the name that it is installed under.
fn static_library(workspace: &Workspace) -> Result<PathBuf, Failure> {
    // Optimised code may read the payload of an absent `Option` before its tag, and throw the result away: sound, and reported
    // by Valgrind.
    run_command(cargo(&workspace.root).args([
        "rustc",
        "--config=profile.dev.opt-level=0",
        "--package=ucpki-ffi",
        "--lib",
        "--crate-type=staticlib",
    ]))?;
    let folder = workspace.target.join("c-programs");
    let library = folder.join("libucpki.a");
    fs::create_dir_all(&folder).map_err(Failure::while_doing(folder.display()))?;
    fs::copy(workspace.target.join("debug/libucpki_ffi.a"), &library)
        .map_err(Failure::while_doing(library.display()))?;
    Ok(library)
}

fn sources(root: &Path, language: &Language) -> Result<Vec<PathBuf>, Failure> {
    let folder = Path::new("tests").join(language.folder);
    let Ok(entries) = fs::read_dir(root.join(&folder)) else { return Ok(vec![]) };
    let mut files = vec![];
    for entry in entries {
        let name = entry.map_err(Failure::while_doing(folder.display()))?.file_name();
        if Path::new(&name).extension().is_some_and(|ending| ending == language.folder) {
            files.push(folder.join(name));
        }
    }
    files.sort();
    Ok(files)
}

fn checked(workspace: &Workspace, language: &Language, library: &Path, source: &Path) -> Result<(), Failure> {
    let plain = compiled(workspace, language, library, source, "plain", &["-g", "-O1"])?;
    run_command(Command::new(&plain).current_dir(&workspace.root))?;

    let sanitizers =
        ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];
    let sanitized = compiled(workspace, language, library, source, "sanitized", &sanitizers)?;
    run_command(Command::new(sanitized).env("ASAN_OPTIONS", "detect_leaks=1").current_dir(&workspace.root))?;

    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=all"]);
    // Key derivations are slow by purpose, and take minutes there.
    run_command(valgrind.arg(plain).env("UCPKI_QUICK", "1").current_dir(&workspace.root))
}

fn compiled(
    workspace: &Workspace,
    language: &Language,
    library: &Path,
    source: &Path,
    how: &str,
    options: &[&str],
) -> Result<PathBuf, Failure> {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let program = workspace.target.join("c-programs").join(format!("{}-{stem}-{how}", language.folder));
    let mut command = Command::new(language.compiler);
    command.current_dir(&workspace.root).arg(format!("-std={}", language.standard)).args(WARNINGS).args(options);
    command.arg("-Iinclude").arg(source).arg(library).args(SYSTEM).arg("-o").arg(&program);
    output(&mut command)?;
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_by_their_ending() {
        let root = std::env::temp_dir().join(format!("ucpki-xtask-sources-{}", std::process::id()));
        fs::create_dir_all(root.join("tests/c")).unwrap();
        for name in ["b.c", "a.c", "a.h", "README.md"] {
            fs::write(root.join("tests/c").join(name), "").unwrap();
        }
        assert_eq!(
            sources(&root, &LANGUAGES[0]).unwrap(),
            [PathBuf::from("tests/c/a.c"), PathBuf::from("tests/c/b.c")]
        );
        assert_eq!(sources(&root, &LANGUAGES[1]).unwrap(), Vec::<PathBuf>::new());
        fs::remove_dir_all(&root).unwrap();
    }
}
