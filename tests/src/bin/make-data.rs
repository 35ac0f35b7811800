//! Writes the files below `tests/data` that are made, and the pages of documentation that are made of data.

fn main() -> std::io::Result<()> {
    ucpki_tests::data::write()?;
    ucpki_tests::pages::write()
}
