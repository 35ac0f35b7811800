//! `cargo run --example seeds` fills `corpus/`, where cargo-fuzz looks for inputs.

use std::path::Path;

fn main() -> std::io::Result<()> {
    ucpki_fuzz::seeds::write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))
}
