//! Shows whatever is in a file: a summary, the text as OpenSSL prints it, and JSON.
//!
//! ```sh
//! cargo run --example show -- FILE
//! ```
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use ucpki::show::Object;
use ucpki::x509::pem;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(file) = std::env::args().nth(1) else {
        println!("usage: show FILE");
        return Ok(());
    };
    for found in pem::objects(&std::fs::read(file)?) {
        let object = Object::read(found?)?;
        println!("{}", object.summary());
        println!("{}", object.text());
        println!("{}", object.json());
    }
    Ok(())
}
