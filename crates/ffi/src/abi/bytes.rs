//! Arrays in.

use crate::abi::error::ucpki_error;
use alloc::vec::Vec;
use core::slice;
use ucpki::x509::OidBuf;

/// Bytes that somebody else holds: a pointer and a length.
///
/// What the library hands out is valid as long as the documentation of the function says, usually until the object that
/// it came from is freed. An empty one is NULL and 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_bytes {
    /// The first byte, or NULL if there is none.
    pub ptr: *const u8,
    /// How many bytes there are.
    pub len: usize,
}

impl ucpki_bytes {
    /// No bytes.
    pub(crate) const EMPTY: Self = Self { ptr: core::ptr::null(), len: 0 };

    /// A view of `bytes`. The empty one is NULL: C must not see the dangling pointer that Rust has for it.
    pub(crate) const fn new(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Self::EMPTY } else { Self { ptr: bytes.as_ptr(), len: bytes.len() } }
    }
}

/// A struct that the caller fills, whose first field is its size.
///
/// # Safety
///
/// `#[repr(C)]`, a `usize` as the first field, and any bytes are a valid value.
pub(crate) unsafe trait Sized1: Copy {}

/// The array of `len` values at `ptr`.
///
/// # Safety
///
/// `ptr` is NULL, or points to `len` initialised values that nobody changes while the call lasts.
pub(crate) unsafe fn slice<'a, T>(ptr: *const T, len: usize, name: &'static str) -> Result<&'a [T], ucpki_error> {
    // Rust's slices end at isize::MAX bytes; more is a negative number that went through size_t.
    let fits = len.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok());
    if len == 0 {
        return Ok(&[]);
    }
    if ptr.is_null() {
        return Err(ucpki_error::argument(name, "is NULL with a length"));
    }
    if !fits {
        return Err(ucpki_error::argument(name, "is longer than memory can be"));
    }
    if !ptr.is_aligned() {
        return Err(ucpki_error::argument(name, "is not aligned"));
    }
    // SAFETY: not NULL, aligned, and no longer than isize::MAX bytes by the checks above; initialised and unchanged by the
    // promise of the caller.
    Ok(unsafe { slice::from_raw_parts(ptr, len) })
}

/// The UTF-8 text of `len` bytes at `ptr`.
///
/// # Safety
///
/// As [`slice`].
pub(crate) unsafe fn text<'a>(ptr: *const u8, len: usize, name: &'static str) -> Result<&'a str, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let bytes = unsafe { slice(ptr, len, name) }?;
    core::str::from_utf8(bytes).map_err(|_| ucpki_error::argument(name, "is not UTF-8"))
}

/// The address of a server. What could end or split a line of a protocol is refused: spaces, control characters, and letters
/// beyond ASCII, which a URI has in escaped form (RFC 3986, 2).
///
/// # Safety
///
/// As [`slice`].
pub(crate) unsafe fn uri<'a>(ptr: *const u8, len: usize, name: &'static str) -> Result<&'a str, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let uri = unsafe { text(ptr, len, name) }?;
    if uri.is_empty() {
        return Err(ucpki_error::argument(name, "is empty"));
    }
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ucpki_error::argument(name, "has other characters than the visible ones of ASCII"));
    }
    Ok(uri)
}

/// The byte strings of an array. An error says which of them is wrong.
///
/// # Safety
///
/// `ptr` is NULL, or points to `count` values, and so does each of them to its bytes.
pub(crate) unsafe fn slices<'a>(
    ptr: *const ucpki_bytes,
    count: usize,
    name: &'static str,
) -> Result<Vec<&'a [u8]>, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let items = unsafe { slice(ptr, count, name) }?;
    let one = |(index, item): (usize, &ucpki_bytes)| {
        // SAFETY: the promise of the caller, handed on.
        unsafe { slice(item.ptr, item.len, name) }.map_err(|error| error.certificate(index))
    };
    items.iter().enumerate().map(one).collect()
}

/// The object identifiers, in dotted decimal, of an array.
///
/// # Safety
///
/// `ptr` is NULL, or points to `count` values, and so does each of them to its bytes.
pub(crate) unsafe fn oids(
    ptr: *const ucpki_bytes,
    count: usize,
    name: &'static str,
) -> Result<Vec<OidBuf>, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let items = unsafe { slice(ptr, count, name) }?;
    let oid = |item: &ucpki_bytes| {
        // SAFETY: the promise of the caller, handed on.
        let text = unsafe { text(item.ptr, item.len, name) }?;
        Ok(OidBuf::parse(text)?)
    };
    items.iter().map(oid).collect()
}

/// A struct that the caller filled.
///
/// Its size may be larger than ours, from a caller who knows a later version of it, if the rest is zero: what we do not know
/// is not asked for.
///
/// # Safety
///
/// `ptr` is NULL, or points to as many initialised bytes as its first field says, and at least to that field.
pub(crate) unsafe fn sized<T: Sized1>(ptr: *const T, name: &'static str) -> Result<T, ucpki_error> {
    if ptr.is_null() {
        return Err(ucpki_error::argument(name, "is NULL"));
    }
    if !ptr.is_aligned() {
        return Err(ucpki_error::argument(name, "is not aligned"));
    }
    // SAFETY: not NULL and aligned by the checks above; the first field is a `usize` (`Sized1`), initialised by the promise of
    // the caller.
    let size = unsafe { ptr.cast::<usize>().read() };
    if size < size_of::<T>() || size > MOST {
        return Err(ucpki_error::argument(name, "has a wrong size in its first field"));
    }
    // SAFETY: the struct is as large as it says, by the promise of the caller, and `size` is no more than MOST.
    let bytes = unsafe { slice::from_raw_parts(ptr.cast::<u8>(), size) };
    if bytes.iter().skip(size_of::<T>()).any(|byte| *byte != 0) {
        return Err(ucpki_error::argument(name, "asks for something that this version does not know"));
    }
    // SAFETY: at least size_of::<T>() initialised bytes, aligned, and any bytes are a valid value (`Sized1`).
    Ok(unsafe { ptr.read() })
}

/// No struct that a caller fills will be larger. What says so is garbage.
const MOST: usize = 4096;

/// A flag of C: 0 or 1.
pub(crate) fn flag(value: i32, name: &'static str) -> Result<bool, ucpki_error> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(ucpki_error::argument(name, "is neither 0 nor 1")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Two {
        size: usize,
        value: u64,
    }

    // SAFETY: #[repr(C)], `size` comes first, both are integers.
    unsafe impl Sized1 for Two {}

    #[test]
    fn slices_are_checked() {
        let array = [1_u32, 2];
        // SAFETY: two values, as said; the other calls must not look at theirs.
        unsafe {
            assert_eq!(slice(array.as_ptr(), 2, "x").unwrap(), [1, 2]);
            assert_eq!(slice::<u8>(core::ptr::null(), 0, "x").unwrap(), []);
            assert!(slice::<u8>(core::ptr::null(), 1, "x").is_err());
            assert!(slice(array.as_ptr(), usize::MAX, "x").is_err());
            assert!(slice(array.as_ptr(), usize::MAX / 4, "x").is_err());
            assert!(slice(array.as_ptr().cast::<u8>().add(1).cast::<u32>(), 1, "x").is_err());
            assert!(text(b"\xFF".as_ptr(), 1, "x").is_err());
        }
        let empty = ucpki_bytes::new(&[]);
        assert!(empty.ptr.is_null() && empty.len == 0);
    }

    #[test]
    fn a_struct_has_the_size_that_it_says() {
        let two = Two { size: size_of::<Two>(), value: 7 };
        let newer = [two, Two { size: 0, value: 0 }];
        let strange = [Two { size: 32, value: 7 }, Two { size: 0, value: 1 }];
        // SAFETY: each pointer is to as many bytes as its `size` says, or `size` is refused before more is read.
        unsafe {
            assert_eq!(sized(&raw const two, "x").unwrap(), two);
            let larger = [Two { size: 2 * size_of::<Two>(), ..newer[0] }, newer[1]];
            assert_eq!(sized(larger.as_ptr(), "x").unwrap().value, 7);
            if size_of::<usize>() == 8 {
                assert!(sized(strange.as_ptr(), "x").is_err());
            }
            for size in [0, size_of::<Two>() - 1, usize::MAX] {
                let wrong = Two { size, value: 0 };
                assert!(sized(&raw const wrong, "x").is_err());
            }
            assert!(sized::<Two>(core::ptr::null(), "x").is_err());
        }
    }

    #[test]
    fn flags_are_zero_or_one() {
        assert!(!flag(0, "x").unwrap() && flag(1, "x").unwrap());
        assert!(flag(2, "x").is_err() && flag(-1, "x").is_err());
    }
}
