//! What the tests of this crate share.
#![allow(dead_code, reason = "each test program uses a part")]

use std::path::PathBuf;
use std::process::{Command, Output};
use ucpki_crypto::{KeyKind, PrivateKey, Random, RandomFailed};
use ucpki_crypto_rsa::SIGNERS;

/// Bytes that are the same in every run: not secure at all.
pub(crate) struct Numbers(pub(crate) u64);

impl Random for Numbers {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        for byte in bytes {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            *byte = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()[0];
        }
        Ok(())
    }
}

/// A key of this kind, the same in every run.
pub(crate) fn key(kind: KeyKind, seed: u64) -> PrivateKey {
    SIGNERS.generate(kind, &mut Numbers(seed)).unwrap()
}

/// A folder that goes away with the test, in which programs run.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ucpki-csr-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn run(&self, program: &str, arguments: &str) -> std::io::Result<Output> {
        let mut command = Command::new(program);
        command.current_dir(&self.0).args(arguments.split_ascii_whitespace()).output()
    }

    #[track_caller]
    pub(crate) fn must(&self, program: &str, arguments: &str) -> Vec<u8> {
        let output = self.run(program, arguments).unwrap_or_else(|error| panic!("these tests need {program}: {error}"));
        assert!(
            output.status.success(),
            "{program} {arguments}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
