//! Names and texts of codes.

use crate::abi::boundary;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::codes;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::x509::Code;

/// Every table, in the order of the numbers.
const TABLES: [&[&Code]; 9] = [
    codes::ALL,
    ucpki::x509::codes::ALL,
    ucpki::crypto::codes::ALL,
    ucpki::chain::codes::ALL,
    ucpki::matcher::codes::ALL,
    ucpki::crl::codes::ALL,
    ucpki::ocsp::codes::ALL,
    ucpki::csr::codes::ALL,
    ucpki::appliance::codes::ALL,
];

/// The code with this number.
pub(crate) fn find(code: ucpki_status) -> Option<&'static Code> {
    TABLES.into_iter().flatten().copied().find(|known| ucpki_status::from(known.number()) == code)
}

fn known(code: ucpki_status) -> Result<&'static Code, ucpki_error> {
    find(code).required("code").map_err(|error| error.message("the code is not known to this version".into()))
}

/// Copies the dotted name of a code, such as `chain.expired`.
///
/// `UCPKI_ERR_ARGUMENT` for a number that is not a code; so for the other functions of this kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_code_name(
    code: ucpki_status,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    boundary::call(err, || unsafe { text::copy(buf, cap, needed, &known(code)?.name()) })
}

/// Copies what a code says: one lower-case phrase without the data of the case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_code_text(
    code: ucpki_status,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    boundary::call(err, || unsafe { text::copy(buf, cap, needed, &known(code)?.text()) })
}

/// Copies the clause of the standard that decides, such as `RFC 5280, 6.1.3 (a)(2)`; empty where none does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_code_clause(
    code: ucpki_status,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    boundary::call(err, || unsafe { text::copy(buf, cap, needed, &known(code)?.clause()) })
}

/// Copies the family, which says who has to act: `argument`, `crypto`, `internal`, `limit`, `malformed` or `refused`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_code_family(
    code: ucpki_status,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    boundary::call(err, || unsafe { text::copy(buf, cap, needed, &known(code)?.family().name()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn numbers_and_names_are_unique_and_sorted_by_table() {
        let all: alloc::vec::Vec<_> = TABLES.into_iter().flatten().collect();
        assert!(all.iter().map(|code| code.number()).is_sorted());
        assert_eq!(all.iter().map(|code| code.number()).collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(all.iter().map(|code| code.name()).collect::<BTreeSet<_>>().len(), all.len());
        assert!(find(0).is_none() && find(1).is_none(), "0 and 1 are not errors");
        assert_eq!(find(3001).unwrap().name(), "chain.expired");
    }

    #[test]
    fn every_code_of_the_header_is_known() {
        let header = include_str!("../../../../include/ucpki.h");
        let numbers = header.lines().filter_map(|line| line.strip_prefix("#define UCPKI_ERR_")?.split(' ').nth(1));
        let numbers: alloc::vec::Vec<i32> = numbers.map(|number| number.parse().unwrap()).collect();
        assert!(numbers.len() > 200);
        for number in numbers {
            assert!(find(number).is_some(), "{number}");
        }
    }

    #[test]
    fn the_header_has_every_code() {
        let header = include_str!("../../../../include/ucpki.h");
        for code in TABLES.into_iter().flatten() {
            let name = code.name().strip_prefix("ffi.").unwrap_or(code.name()).replace('.', "_").to_uppercase();
            let line = alloc::format!("#define UCPKI_ERR_{name} {}\n", code.number());
            assert!(header.contains(&line), "{line}");
        }
    }
}
