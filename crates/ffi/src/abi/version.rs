//! Which library is loaded.

use core::ffi::{CStr, c_char};

const NUMBER: u32 = version(env!("CARGO_PKG_VERSION_MAJOR")) * 1_000_000
    + version(env!("CARGO_PKG_VERSION_MINOR")) * 1_000
    + version(env!("CARGO_PKG_VERSION_PATCH"));

const STRING: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(text) => text,
    Err(_) => c"",
};

/// The version of the library that is loaded, to be compared with `UCPKI_VERSION_NUMBER` of the header.
///
/// Major times 1000000, plus minor times 1000, plus patch. While major is 0, header and library must agree in minor.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_version_number() -> u32 {
    NUMBER
}

/// The version of the library that is loaded, such as `0.1.0`. Valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_version_string() -> *const c_char {
    STRING.as_ptr()
}

/// A decimal number, while compiling.
#[expect(clippy::panic, reason = "evaluated by the compiler only")]
const fn version(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => panic!("the version of this package is not three numbers"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn number_and_string_are_the_same_version() {
        let parts = [NUMBER / 1_000_000, NUMBER / 1_000 % 1_000, NUMBER % 1_000];
        let text = STRING.to_str().unwrap();
        let numbers: alloc::vec::Vec<_> = text.split(['.', '-']).take(3).collect();
        assert_eq!(numbers, parts.map(|part| part.to_string()));
    }
}
