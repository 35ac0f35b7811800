//! The `openssl` command of this machine.
#![allow(dead_code, reason = "each test program uses a part")]

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder that goes away with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ucpki-crypto-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Runs `openssl` here; none of the arguments may hold blanks.
    pub(crate) fn openssl(&self, arguments: &str) -> Output {
        let mut command = Command::new("openssl");
        command.current_dir(&self.0).args(arguments.split_ascii_whitespace());
        command.output().unwrap_or_else(|error| panic!("these tests need the openssl command: {error}"))
    }

    pub(crate) fn must(&self, arguments: &str) {
        let output = self.openssl(arguments);
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    /// Whether `openssl` takes the signature; `key` is a file made before, `options` go to `pkeyutl`.
    pub(crate) fn verifies(&self, key: &str, options: &str, message: &[u8], signature: &[u8]) -> bool {
        self.write("message", message);
        self.write("signature", signature);
        let arguments = format!("pkeyutl -verify -rawin -in message -sigfile signature -pubin -inkey {key} {options}");
        self.openssl(&arguments).status.success()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
