//! Every function of the ABI passes the boundary, where panics stop; those that do not are named here and in README.md, with the
//! reason.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;
use ucpki_ffi as _;

/// They return a constant, or call a function that passes it.
const EXEMPT: [&str; 3] = ["ucpki_version_number", "ucpki_version_string", "ucpki_private_key_parse"];

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

/// The functions of a file, each with its body.
fn functions(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.split("extern \"C\" fn ").skip(1).map(|rest| {
        let (name, rest) = rest.split_once('(').unwrap();
        (name, rest.split_once("\n}\n").unwrap().0)
    })
}

#[test]
fn every_function_passes_the_boundary() {
    let mut files = vec![];
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut exempt = vec![];
    let mut count = 0;
    for (name, body) in files.iter().flat_map(|file| functions(file)) {
        count += 1;
        if !body.contains("boundary::") && !body.contains("text::get(") {
            exempt.push(name);
        }
    }
    assert!(count > 300, "{count} functions were found");
    exempt.sort_unstable();
    let mut expected = EXEMPT;
    expected.sort_unstable();
    assert_eq!(exempt, expected);
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for name in EXEMPT {
        if !readme.contains(&format!("`{name}()`")) {
            panic!("README.md does not say why {name} does not pass the boundary");
        }
    }
}
