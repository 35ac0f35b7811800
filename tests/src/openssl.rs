//! OpenSSL as a peer, where the machine has it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The program `openssl`, of a version that the tests were written for.
#[derive(Debug)]
pub struct Openssl {
    folder: PathBuf,
    files: AtomicU32,
}

impl Openssl {
    /// The program if it is version 3.0; says on standard error why not.
    #[must_use]
    pub fn of_version_3_0() -> Option<Self> {
        let version = Command::new("openssl").arg("version").output().ok();
        let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        if !version.starts_with("OpenSSL 3.0.") {
            eprintln!("SKIPPED: these tests compare with OpenSSL 3.0, and here is: {:?}", version.trim());
            return None;
        }
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("ucpki-openssl-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { folder, files: AtomicU32::new(0) })
    }

    /// Writes a file for the program.
    pub fn file(&self, content: &[u8]) -> PathBuf {
        let path = self.folder.join(self.files.fetch_add(1, Ordering::Relaxed).to_string());
        std::fs::write(&path, content).unwrap();
        path
    }

    /// What the program writes to its output; `None` if it fails.
    #[must_use]
    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
        let mut child = Command::new("openssl")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The program may end before it has read all.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        output.status.success().then_some(output.stdout)
    }

    /// As [`run`](Self::run), for what cannot fail.
    #[must_use]
    pub fn make(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        self.run(arguments, input).unwrap_or_else(|| panic!("openssl {arguments:?}"))
    }

    /// The text of an object in DER; `kind` is `x509`, `req` or `crl`.
    #[must_use]
    pub fn text(&self, kind: &str, der: &[u8]) -> Option<Vec<u8>> {
        self.run(&[kind, "-inform", "DER", "-noout", "-text"], der)
    }
}

impl Drop for Openssl {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
