//! Every block of commands on the pages for operators runs as it is printed, in a folder with the files that the page speaks of.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// The pages, and what their commands find (docs/renew.md needs a CA in the middle, and is left out): a name, and the file of the test data that it is.
const PAGES: [(&str, &[(&str, &str)]); 4] = [
    ("which-certificate", &[]),
    ("why-refused", &[("roots.pem", "ca.pem"), ("received.pem", "leaf.pem")]),
    (
        "expressway-crls",
        &[
            ("ca.pem", "ca.pem"),
            ("ca.crl", "ca.crl"),
            ("roots.pem", "ca.pem"),
            ("peer.pem", "leaf.pem"),
            ("received.pem", "leaf.pem"),
        ],
    ),
    (
        "ocsp-responder",
        &[
            ("ca.pem", "ca.pem"),
            ("ca.crl", "ca.crl"),
            ("responder.pem", "delegate.pem"),
            ("responder.key", "delegate.key"),
            ("cert.pem", "leaf.pem"),
            ("request.der", "request.der"),
            ("issued/leaf.pem", "leaf.pem"),
            ("issued/revoked.pem", "revoked.pem"),
        ],
    ),
];

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// When the test data was made; before, nothing of it is valid.
const MADE: u64 = 1_795_950_000;

/// An empty folder with the files of a page.
fn folder(page: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{page}"));
    let _ = std::fs::remove_dir_all(&folder);
    for inside in ["issued", "responses"] {
        std::fs::create_dir_all(folder.join(inside)).unwrap();
    }
    for (name, file) in files {
        std::fs::copy(Path::new(REPOSITORY).join("tests/data/ocsp/responder").join(file), folder.join(name)).unwrap();
    }
    std::fs::write(folder.join("points.txt"), "http://crl.example.com/ca.crl\n").unwrap();
    folder
}

fn blocks(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(REPOSITORY).join(format!("docs/{page}.md"))).unwrap();
    let parts = text.split("```sh\n").skip(1);
    parts.map(|part| part.split("```").next().unwrap().to_owned()).collect()
}

/// The program under test is `ucpki` on the path.
fn path() -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_ucpki")).parent().unwrap().display().to_string();
    format!("{program}:{}", std::env::var("PATH").unwrap_or_default())
}

#[test]
fn every_block_of_commands_runs_as_it_is_printed() {
    if SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() < MADE {
        eprintln!("SKIPPED: the clock of this machine is before the test data was made");
        return;
    }
    let mut walked = 0;
    for (page, files) in PAGES {
        let folder = folder(page, files);
        for block in blocks(page) {
            // Nobody sits at the terminal: a passphrase would be asked for.
            let block = block.replace("--key-out", "--no-passphrase --key-out");
            let run =
                Command::new("sh").arg("-ec").arg(&block).current_dir(&folder).env("PATH", path()).output().unwrap();
            let text = [run.stdout, run.stderr].concat();
            assert!(run.status.success(), "{page}: {block}\n{}", String::from_utf8_lossy(&text));
            walked += 1;
        }
    }
    assert!(walked >= 10, "{walked} blocks");
}
