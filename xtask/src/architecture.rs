//! Holds the crates to the table in ARCHITECTURE.md, and their files to layers.

use crate::Options;
use crate::circles;
use crate::command::Failure;
use crate::workspace::{Package, Workspace};
use std::collections::BTreeSet;
use std::fs;

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The folder in `crates/`.
    pub(crate) noun: String,
    /// The crate builds for targets without `std`.
    pub(crate) bare: bool,
    /// Nouns that it may depend on.
    pub(crate) below: BTreeSet<String>,
}

/// The heading of the table: the first three columns are read, in this order.
const HEADING: [&str; 3] = ["crate", "no_std", "may depend on"];

pub(crate) fn run(workspace: &Workspace, _: &Options) -> Result<(), Failure> {
    let mut complaints = complaints(&table(workspace)?, workspace);
    complaints.extend(circles::complaints(workspace)?);
    if complaints.is_empty() { Ok(()) } else { Err(Failure::new(complaints.join("\n  "))) }
}

/// The table of this repository.
pub(crate) fn table(workspace: &Workspace) -> Result<Vec<Row>, Failure> {
    let path = workspace.root.join("ARCHITECTURE.md");
    read(&fs::read_to_string(path).map_err(Failure::while_doing("ARCHITECTURE.md"))?)
}

fn read(markdown: &str) -> Result<Vec<Row>, Failure> {
    let mut lines = markdown.lines().skip_while(|line| !cells(line).starts_with(&HEADING));
    if lines.next().is_none() {
        return Err(Failure::new(format!("ARCHITECTURE.md has no table with the columns {}", HEADING.join(", "))));
    }
    lines.skip(1).take_while(|line| line.starts_with('|')).map(row).collect()
}

fn row(line: &str) -> Result<Row, Failure> {
    let wrong = |what| Failure::new(format!("ARCHITECTURE.md, {what} in the row: {line}"));
    let [noun, bare, below, ..] = cells(line)[..] else {
        return Err(wrong("too few columns"));
    };
    let bare = match bare {
        "yes" => true,
        "no" => false,
        _ => return Err(wrong("no_std is neither yes nor no")),
    };
    let below = below.split(',').map(str::trim).filter(|noun| *noun != "-").map(str::to_owned).collect();
    Ok(Row { noun: noun.to_owned(), bare, below })
}

fn cells(line: &str) -> Vec<&str> {
    let Some(inner) = line.trim().strip_prefix('|') else { return vec![] };
    inner.trim_end_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect()
}

/// Everything in which the crates and the table differ.
fn complaints(table: &[Row], workspace: &Workspace) -> Vec<String> {
    let mut complaints = vec![];
    for (index, row) in table.iter().enumerate() {
        let above: BTreeSet<&str> = table.iter().skip(index).map(|row| row.noun.as_str()).collect();
        for noun in row.below.iter().filter(|noun| above.contains(noun.as_str())) {
            complaints.push(format!("the table lets {} depend on {noun}, which does not be above it", row.noun));
        }
        if !workspace.crates().any(|package| package.noun() == Some(&row.noun)) {
            complaints.push(format!("the table has a row for {}, and there is no such crate", row.noun));
        }
    }
    for package in workspace.crates() {
        let Some(noun) = package.noun() else { continue };
        match table.iter().find(|row| row.noun == noun) {
            None => complaints.push(format!("{} has no row in the table", package.name)),
            Some(row) => complaints.extend(complaints_about(package, row, workspace)),
        }
    }
    complaints
}

fn complaints_about(package: &Package, row: &Row, workspace: &Workspace) -> Vec<String> {
    let mut complaints = vec![];
    // The facade bears the project's name alone: `ucpki`, not `ucpki-ucpki`.
    if package.name != format!("ucpki-{}", row.noun) && package.name != row.noun {
        complaints.push(format!("crates/{} holds a package of another name, {}", row.noun, package.name));
    }
    for name in &package.dependencies {
        let Some(below) = workspace.packages.iter().find(|other| &other.name == name) else { continue };
        match below.noun() {
            Some(noun) if row.below.contains(noun) => {}
            Some(noun) => complaints.push(format!("{} depends on {noun}, which the table does not allow", row.noun)),
            None => complaints.push(format!("{} depends on {name}, which is not a part of the library", row.noun)),
        }
    }
    if row.bare && package.has_library {
        let source = workspace.root.join(&package.folder).join("src/lib.rs");
        if !fs::read_to_string(source).is_ok_and(|text| text.lines().any(|line| line.contains("no_std"))) {
            complaints.push(format!("{} is to work without std, and its lib.rs has no no_std", row.noun));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const TABLE: &str = "text\n\n| crate | no_std | may depend on | holds |\n|---|---|---|---|\n\
        | `x509` | no | - | a |\n| `crl` | no | x509 | b |\n| `ucpki` | no | x509, crl | c |\n\n| other | table |\n";

    fn package(name: &str, folder: &str, dependencies: &[&str]) -> Package {
        let dependencies = dependencies.iter().map(|name| (*name).to_owned()).collect();
        Package { name: name.into(), folder: folder.into(), dependencies, ..Package::default() }
    }

    fn workspace(packages: Vec<Package>) -> Workspace {
        Workspace { root: PathBuf::new(), target: PathBuf::new(), packages }
    }

    fn sound() -> Vec<Package> {
        vec![
            package("ucpki-x509", "crates/x509", &[]),
            package("ucpki-crl", "crates/crl", &["ucpki-x509", "sha2"]),
            package("ucpki", "crates/ucpki", &["ucpki-x509", "ucpki-crl"]),
            package("ucpki-tests", "tests", &["ucpki"]),
        ]
    }

    #[test]
    fn the_table_is_read() {
        let table = read(TABLE).unwrap();
        assert_eq!(table.len(), 3);
        assert_eq!(table[0], Row { noun: "x509".into(), bare: false, below: BTreeSet::new() });
        assert_eq!(table[2].below.iter().collect::<Vec<_>>(), ["crl", "x509"]);
        assert!(read("no table").is_err());
        assert!(read("| crate | no_std | may depend on |\n|---|---|---|\n| a | perhaps | - |\n").is_err());
    }

    #[test]
    fn crates_that_keep_to_the_table_pass() {
        assert_eq!(complaints(&read(TABLE).unwrap(), &workspace(sound())), Vec::<String>::new());
    }

    #[test]
    fn every_departure_is_named() {
        let with = |change: fn(&mut Vec<Package>)| {
            let mut packages = sound();
            change(&mut packages);
            complaints(&read(TABLE).unwrap(), &workspace(packages)).join("; ")
        };
        let upward = with(|p| {
            p[0].dependencies.insert("ucpki-crl".into());
        });
        assert!(upward.contains("x509 depends on crl"), "{upward}");
        let outside = with(|p| {
            p[1].dependencies.insert("ucpki-tests".into());
        });
        assert!(outside.contains("not a part of the library"), "{outside}");
        assert!(
            with(|p| {
                p.remove(1);
            })
            .contains("no such crate")
        );
        assert!(with(|p| p.push(package("ucpki-ca", "crates/ca", &[]))).contains("ucpki-ca has no row"));
        assert!(with(|p| p[1].name = "crl-reader".into()).contains("another name"));
        let loops = read(&TABLE.replace("| - |", "| crl |")).unwrap();
        assert!(complaints(&loops, &workspace(sound())).join("; ").contains("does not be above"));
    }

    #[test]
    fn a_crate_without_std_says_so_in_its_source() {
        let mut bare = package("ucpki-x509", "crates/does-not-exist", &[]);
        bare.has_library = true;
        let row = Row { noun: "x509".into(), bare: true, below: BTreeSet::new() };
        assert!(complaints_about(&bare, &row, &workspace(vec![])).join("; ").contains("no_std"));
    }

    #[test]
    fn the_crates_of_this_repository_keep_to_the_table() {
        run(&Workspace::find().unwrap(), &Options(vec![])).unwrap();
    }
}
