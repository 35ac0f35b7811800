//! Every verb with every option that names an output, against everything that may be in its place, and killed at every step.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod command;

use command::{Run, repository, ucpki};
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const LEAF: &str = "tests/data/chain/demo/leaf.pem";
const ROOT: &str = "tests/data/chain/demo/root.pem";
const REQUEST: &str = "tests/data/csr/demo/request.pem";

/// A way to call the program that writes files: `{a}` is the first, `{b}` the second if there is one, `{in}` a folder with a key.
struct Way {
    line: &'static str,
    /// Whether the first file holds a key.
    is_secret: bool,
}

const fn way(line: &'static str, is_secret: bool) -> Way {
    Way { line, is_secret }
}

/// Everything that writes files, but for folders.
const WAYS: [Way; 12] = [
    way("key new --kind p256 --no-passphrase --out {a}", true),
    way("key new --kind p256 --new-passphrase-file {in}/passphrase --out {a}", true),
    way("key export {in}/key --to pkcs8 --out {a}", true),
    way("key export {in}/key --to traditional --out {a}", true),
    way("key export {in}/key --to public --out {a}", false),
    way("convert --to der --out {a} tests/data/chain/demo/leaf.pem", false),
    way("convert --to der --out {a} {in}/key", true),
    way("convert --to pem --out {a} {in}/bundle", true),
    way("csr new --node a.contoso.dev --key {in}/key --out {a}", false),
    way("csr new --node a.contoso.dev --new-key p256 --no-passphrase --key-out {a} --out {b}", true),
    way("csr renew tests/data/csr/demo/request.pem --new-key p256 --no-passphrase --key-out {a} --out {b}", true),
    way("csr renew tests/data/chain/demo/leaf.pem --key {in}/key --out {a}", false),
];

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("files-{name}"));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// A folder with a key, a passphrase, and a file with certificate and key.
fn inputs(name: &str) -> PathBuf {
    let here = folder(&format!("{name}-in"));
    let key = here.join("key");
    let made = ucpki(["key", "new", "--kind", "p256", "--no-passphrase", "--out", key.to_str().unwrap()]);
    assert_eq!(made.status, 0, "{made:?}");
    fs::write(here.join("passphrase"), "secret\n").unwrap();
    let bundle = [fs::read(repository().join(LEAF)).unwrap(), fs::read(&key).unwrap()].concat();
    fs::write(here.join("bundle"), bundle).unwrap();
    here
}

fn arguments(way: &Way, inputs: &Path, a: &str, b: &str) -> Vec<String> {
    let filled = |word: &str| word.replace("{in}", inputs.to_str().unwrap()).replace("{a}", a).replace("{b}", b);
    way.line.split(' ').map(filled).collect()
}

fn run(way: &Way, inputs: &Path, a: &str, b: &str, more: &[&str]) -> Run {
    let line = arguments(way, inputs, a, b);
    ucpki(line.iter().map(String::as_str).chain(more.iter().copied()))
}

/// Status 2, and the file and the cause are named.
#[track_caller]
fn refused(run: &Run, file: &str, cause: &str, way: &Way) {
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}: {run:?}", way.line);
    assert!(run.stderr.contains(file) && run.stderr.contains(cause), "{}: {file}, {cause}: {}", way.line, run.stderr);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

#[test]
fn new_files_are_made_and_existing_ones_stay() {
    let inputs = inputs("existing");
    for way in &WAYS {
        let here = folder("existing");
        let (a, b) = (here.join("a"), here.join("b"));
        let [first, second] = [&a, &b].map(|path| path.to_str().unwrap().to_owned());
        let has_second = way.line.contains("{b}");
        let made = run(way, &inputs, &first, &second, &[]);
        assert_eq!(made.status, 0, "{}: {made:?}", way.line);
        assert_eq!(names(&here).len(), 1 + usize::from(has_second), "{}: nothing is left beside them", way.line);
        if way.is_secret {
            assert_eq!(mode(&a), 0o600, "{}", way.line);
        }
        // Each of the files alone is in the way of both.
        for (old, other) in [(&a, &b), (&b, &a)] {
            if !old.exists() {
                continue;
            }
            let _ = fs::remove_file(other);
            fs::write(old, "old").unwrap();
            fs::set_permissions(old, fs::Permissions::from_mode(0o644)).unwrap();
            refused(&run(way, &inputs, &first, &second, &[]), old.to_str().unwrap(), "exists", way);
            assert_eq!(fs::read(old).unwrap(), b"old", "{}", way.line);
            assert!(!other.exists(), "{}", way.line);
            let replaced = run(way, &inputs, &first, &second, &["--force"]);
            assert_eq!(replaced.status, 0, "{}: {replaced:?}", way.line);
            assert_ne!(fs::read(old).unwrap(), b"old");
            if way.is_secret {
                assert_eq!(mode(&a), 0o600, "{}: the mode of the old file is not kept", way.line);
            }
        }
    }
}

#[test]
fn folders_that_are_missing_or_closed_are_named_and_nothing_changes() {
    let inputs = inputs("missing");
    for way in &WAYS {
        let here = folder("missing");
        let good = here.join("good").into_os_string().into_string().unwrap();
        fs::write(&good, "old").unwrap();
        // As root every folder is open but those of the kernel.
        for (bad, cause) in [("/nonexistent/x", "folder"), ("/proc/sys/x", ""), ("/proc/self/x", "")] {
            refused(&run(way, &inputs, bad, &good, &["--force"]), bad, cause, way);
            if way.line.contains("{b}") {
                refused(&run(way, &inputs, &good, bad, &["--force"]), bad, cause, way);
            }
            assert_eq!(fs::read(&good).unwrap(), b"old", "{}", way.line);
            assert_eq!(names(&here), ["good"], "{}", way.line);
        }
        let closed = here.join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
        if fs::write(closed.join("probe"), "").is_err() {
            let bad = closed.join("x").into_os_string().into_string().unwrap();
            refused(&run(way, &inputs, &bad, &good, &["--force"]), &bad, "ermission denied", way);
        }
        refused(&run(way, &inputs, here.to_str().unwrap(), &good, &["--force"]), here.to_str().unwrap(), "folder", way);
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_changes() {
    let inputs = inputs("full");
    for way in &WAYS {
        let here = folder("full");
        let [a, b] = ["a", "b"].map(|name| here.join(name).into_os_string().into_string().unwrap());
        fs::write(&a, "old").unwrap();
        // No file may grow by a byte: what a full disk says, in other words.
        let output = Command::new("bash")
            .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_ucpki")])
            .args(arguments(way, &inputs, &a, &b))
            .arg("--force")
            .current_dir(repository())
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{}: {stderr}", way.line);
        assert!(stderr.contains(&a) && stderr.contains("File too large"), "{}: {stderr}", way.line);
        assert_eq!((fs::read(&a).unwrap(), names(&here)), (b"old".to_vec(), vec!["a".to_owned()]), "{}", way.line);
    }
}

#[test]
fn devices_and_fifos_are_written_through_and_links_refused() {
    let inputs = inputs("special");
    for way in &WAYS {
        let here = folder("special");
        let path = |name: &str| here.join(name).into_os_string().into_string().unwrap();
        let second = path("second");
        // A device takes everything, and one that is full says so, after which the key is taken back.
        assert_eq!(run(way, &inputs, "/dev/null", &second, &[]).status, 0, "{}", way.line);
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        let _ = fs::remove_file(&second);
        refused(&run(way, &inputs, "/dev/full", &second, &[]), "/dev/full", "No space left on device", way);
        if way.line.contains("{b}") {
            refused(&run(way, &inputs, &path("key"), "/dev/full", &[]), "/dev/full", "No space left on device", way);
        }
        assert_eq!(names(&here), [""; 0], "{}", way.line);

        let fifo = path("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let reader = std::thread::spawn({
            let fifo = fifo.clone();
            move || fs::read(fifo).unwrap()
        });
        let written = run(way, &inputs, &fifo, &second, &["--force"]);
        assert_eq!(written.status, 0, "{}: {written:?}", way.line);
        assert!(!reader.join().unwrap().is_empty(), "{}", way.line);
        assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo(), "{}", way.line);

        fs::write(path("target"), "old").unwrap();
        symlink(path("target"), path("link")).unwrap();
        symlink(path("nowhere"), path("dangling")).unwrap();
        for link in ["link", "dangling"] {
            refused(&run(way, &inputs, &path(link), &path("third"), &["--force"]), &path(link), "symbolic link", way);
        }
        assert_eq!(fs::read(path("target")).unwrap(), b"old");
        assert!(!here.join("nowhere").exists() && !here.join("third").exists());
    }
}

#[test]
fn a_pipe_of_the_shell_is_a_fifo() {
    let output = Command::new("bash")
        .args(["-c", "\"$0\" convert --to pem --out >(cat; echo done) tests/data/chain/demo/leaf.pem; sleep 0.2"])
        .arg(env!("CARGO_BIN_EXE_ucpki"))
        .current_dir(repository())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----") && text.ends_with("done\n"), "{text} {:?}", output.stderr);
    // A descriptor of a file is a link like any other.
    let here = folder("descriptor");
    fs::write(here.join("old"), "old").unwrap();
    let line = format!(
        "\"$0\" convert --to pem --force --out /dev/fd/9 tests/data/chain/demo/leaf.pem 9<>{}/old",
        here.display()
    );
    let refused = Command::new("bash")
        .args(["-c", &line, env!("CARGO_BIN_EXE_ucpki")])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(refused.status.code() == Some(2) && String::from_utf8_lossy(&refused.stderr).contains("symbolic link"));
    assert_eq!(fs::read(here.join("old")).unwrap(), b"old");
}

#[test]
fn two_outputs_are_never_one_file() {
    let inputs = inputs("twice");
    let here = folder("twice");
    fs::create_dir(here.join("inner")).unwrap();
    symlink(here.join("inner"), here.join("other")).unwrap();
    let path = |name: &str| format!("{}/{name}", here.display());
    for way in WAYS.iter().filter(|way| way.line.contains("{b}")) {
        for (a, b) in [("x", "x"), ("x", "./x"), ("x", "inner/../x"), ("inner/x", "other/x"), ("inner/x", "inner//x")] {
            for existing in [false, true] {
                if existing {
                    fs::write(path(a), "old").unwrap();
                }
                let run = run(way, &inputs, &path(a), &path(b), &["--force"]);
                refused(&run, &path(b), "same file", way);
                assert_eq!(fs::read(path(a)).ok().as_deref(), existing.then_some(&b"old"[..]), "{}", way.line);
                let _ = fs::remove_file(path(a));
            }
        }
        // Where capital and small letters are the same, the second one finds the first in its place; elsewhere these are two.
        assert_eq!(run(way, &inputs, &path("x"), &path("X"), &[]).status, 0);
        let _ = (fs::remove_file(path("x")), fs::remove_file(path("X")));
    }
    // The key that signs is not replaced by what it signs.
    let key = inputs.join("key").into_os_string().into_string().unwrap();
    let before = fs::read(&key).unwrap();
    for line in [
        format!("csr new --node a.contoso.dev --key {key} --out {key} --force"),
        format!("csr renew {REQUEST} --key {key} --out {} --force", inputs.join("./key").display()),
        format!("key export {key} --to public --out {key} --force"),
    ] {
        let run = ucpki(line.split(' '));
        assert!(
            run.status == 2 && run.stderr.contains("would replace a file that this command reads"),
            "{line}: {run:?}"
        );
        assert_eq!(fs::read(&key).unwrap(), before, "{line}");
    }
    // Standard output is for one of them, and for no key.
    let run = ucpki("csr new --node a.contoso.dev --new-key p256 --no-passphrase --key-out - --out -".split(' '));
    assert!(run.status == 2 && run.stderr.contains("private key is not written to standard output"), "{run:?}");
}

#[test]
fn folders_of_files_are_whole_or_not_there() {
    let here = folder("folders");
    let case = here.join("case").into_os_string().into_string().unwrap();
    let verify =
        ["verify", "--no-name", "--at", "2026-11-22T00:00:00Z", "--anchors", ROOT, "--save-case", &case, "--", LEAF];
    assert_eq!(ucpki(verify).status, 1);
    assert!(names(&here.join("case")).contains(&"README.md".to_owned()));
    let again = ucpki(verify);
    assert!(again.status == 2 && again.stderr.contains("not empty"), "{again:?}");
    for line in [
        format!("verify --no-name --anchors {ROOT} --save-case /proc/self/case -- {LEAF}"),
        "man --out /proc/self/man".to_owned(),
    ] {
        let run = ucpki(line.split(' '));
        assert!(run.status == 2 && run.stderr.contains("/proc/self/"), "{line}: {run:?}");
    }
}

#[test]
fn standard_output_that_fails_is_told_and_a_closed_pipe_is_not() {
    let program = env!("CARGO_BIN_EXE_ucpki");
    for line in [
        "--help",
        "--version",
        "help csr new",
        "codes",
        "codes --json",
        "completions bash",
        "man",
        "show tests/data/chain/demo/leaf.pem",
        "show --json tests/data/chain/demo/leaf.pem",
        "show --field subject tests/data/chain/demo/leaf.pem",
        "show --expires-within 1 --at 2026-11-22T00:00:00Z tests/data/chain/demo/leaf.pem",
        "fingerprint tests/data/chain/demo/leaf.pem",
        "asn1 tests/data/chain/demo/leaf.pem",
        "convert --to der tests/data/chain/demo/leaf.pem",
        "compare tests/data/chain/demo/leaf.pem tests/data/chain/demo/leaf.pem",
        "match --name sip.example.com tests/data/chain/demo/leaf.pem",
        "crl show tests/data/chain/demo/crls.pem",
        "crl find 01 tests/data/chain/demo/crls.pem",
        "csr show tests/data/csr/demo/request.pem",
        "csr lint tests/data/csr/demo/request.pem",
        "csr extensions --openssl tests/data/csr/demo/request.pem",
        "csr new --explain --node a.contoso.dev",
        "verify --no-name --anchors tests/data/chain/demo/root.pem -- tests/data/chain/demo/leaf.pem",
        "verify --json --no-name --anchors tests/data/chain/demo/root.pem -- tests/data/chain/demo/leaf.pem",
    ] {
        let to = |target: &str| {
            Command::new("bash")
                .args(["-c", &format!("\"$0\" {line} {target}"), program])
                .current_dir(repository())
                .env("LC_ALL", "C")
                .stdin(Stdio::null())
                .output()
                .unwrap()
        };
        let full = to("> /dev/full");
        let said = String::from_utf8(full.stderr).unwrap();
        assert_eq!(full.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains("cannot write to standard output: No space left on device"), "{line}: {said}");
        // The reader is gone before the first byte.
        let quiet = Command::new("bash")
            .args(["-c", &format!("set -o pipefail; {{ sleep 0.05; \"$0\" {line}; }} | true"), program])
            .current_dir(repository())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(quiet.stderr).unwrap(), "", "{line}: a closed pipe is not news");
        assert!(matches!(quiet.status.code(), Some(0 | 1)), "{line}: {:?}", quiet.status);
    }
}

/// The hash of the public key of a file, as the program says it.
fn public_key(file: &Path) -> Option<String> {
    let run = ucpki(["fingerprint", "--json", file.to_str().unwrap()]);
    let hash = run.json()["objects"][0]["spki_fingerprints"]["sha256"].as_str().map(str::to_owned);
    (run.status == 0).then_some(hash).flatten()
}

/// Killed on its way into the `number`th call of `call`; gives whether it got that far.
fn killed(line: &[String], call: &str, number: usize) -> bool {
    let output = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")])
        .args(["-e", &format!("inject={call}:signal=KILL:when={number}"), env!("CARGO_BIN_EXE_ucpki")])
        .args(line)
        .current_dir(repository())
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("strace, which kills the program here: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("ptrace"), "strace cannot do its work here: {said}");
    !output.status.success()
}

#[test]
fn killed_at_any_step_it_leaves_no_request_without_its_key() {
    let inputs = inputs("killed");
    let mut kills = 0;
    for way in WAYS.iter().filter(|way| way.line.contains("{b}")) {
        for had_old in [false, true] {
            // The calls that change names or bring them to the disk.
            for call in ["link,linkat", "rename,renameat,renameat2", "unlink,unlinkat", "fsync"] {
                for number in 1.. {
                    let here = folder("killed");
                    let [a, b] = ["a", "b"].map(|name| here.join(name));
                    let [first, second] = [&a, &b].map(|path| path.to_str().unwrap().to_owned());
                    if had_old {
                        assert_eq!(run(way, &inputs, &first, &second, &[]).status, 0);
                    }
                    let old = [fs::read(&a).ok(), fs::read(&b).ok()];
                    let mut line = arguments(way, &inputs, &first, &second);
                    line.push("--force".to_owned());
                    let was_killed = killed(&line, call, number);
                    if b.exists() {
                        let pair = [public_key(&a), public_key(&b)];
                        assert!(pair[0].is_some() && pair[0] == pair[1], "{}, {call} {number}: {pair:?}", way.line);
                    }
                    // Whatever is left behind and holds a key is for its owner alone, and no old key is lost.
                    for name in names(&here) {
                        let content = fs::read_to_string(here.join(&name)).unwrap();
                        if content.contains("PRIVATE KEY") {
                            assert_eq!(mode(&here.join(&name)), 0o600, "{}, {call} {number}: {name}", way.line);
                        }
                    }
                    if was_killed && had_old && !b.exists() {
                        let left: Vec<_> = names(&here).iter().map(|name| fs::read(here.join(name)).ok()).collect();
                        assert!(old.iter().all(|old| left.contains(old)), "{}, {call} {number}: {left:?}", way.line);
                    }
                    if !was_killed {
                        break;
                    }
                    kills += 1;
                    assert!(number < 40, "{}, {call}: it is killed forever", way.line);
                }
            }
        }
    }
    assert!(kills >= 30, "{kills}");
}
