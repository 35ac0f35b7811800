//! Writes the files below `tests/data` that are made.

fn main() -> std::io::Result<()> {
    ucpki_tests::data::write()
}
