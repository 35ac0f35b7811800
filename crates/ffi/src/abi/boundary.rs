//! Where panics stop, and errors become a status and an object.

use crate::abi::error::{UCPKI_OK, ucpki_error, ucpki_status};
use crate::codes;
use alloc::boxed::Box;
use core::mem::MaybeUninit;

/// Runs the body of a fallible function. `err` is written always: the error, or NULL.
pub(crate) fn call(
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
    body: impl FnOnce() -> Result<(), ucpki_error>,
) -> ucpki_status {
    call_with_status(err, || body().map(|()| UCPKI_OK))
}

/// As [`call`], for a body that has more than one way to succeed.
pub(crate) fn call_with_status(
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
    body: impl FnOnce() -> Result<ucpki_status, ucpki_error>,
) -> ucpki_status {
    let (status, error) = match guarded(body).unwrap_or_else(|| Err(ucpki_error::new(&codes::INTERNAL))) {
        Ok(status) => (status, None),
        Err(error) => (error.status(), Some(error)),
    };
    if let Some(err) = err {
        err.write(error.map_or(core::ptr::null_mut(), handle));
    }
    status
}

/// Runs the body of a function that cannot fail; after a panic the answer is `neutral`.
pub(crate) fn neutral<T>(neutral: T, body: impl FnOnce() -> T) -> T {
    guarded(body).unwrap_or(neutral)
}

/// A getter that cannot fail: what `read` finds in the object; `neutral` for NULL, and after a panic.
pub(crate) fn get<'a, T, U>(object: Option<&'a T>, neutral: U, read: impl FnOnce(&'a T) -> U) -> U {
    object.and_then(|object| guarded(|| read(object))).unwrap_or(neutral)
}

/// A getter of a code: after a panic it is `UCPKI_ERR_INTERNAL`, so that nothing passes for a success.
pub(crate) fn status(read: impl FnOnce() -> ucpki_status) -> ucpki_status {
    neutral(codes::INTERNAL.number().into(), read)
}

/// What C holds: freed by the function that takes it back as a `Box`.
pub(crate) fn handle<T>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

#[cfg(feature = "std")]
fn guarded<T>(body: impl FnOnce() -> T) -> Option<T> {
    // Unwind safety: the contract allows nothing but freeing after UCPKI_ERR_INTERNAL, and that is safe in any state.
    std::panic::catch_unwind(core::panic::AssertUnwindSafe(body)).ok()
}

/// Without `std` a panic does not unwind: the panic handler ends the program.
#[cfg(not(feature = "std"))]
fn guarded<T>(body: impl FnOnce() -> T) -> Option<T> {
    Some(body())
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_internal_error() {
        let mut err = MaybeUninit::uninit();
        let status = call(Some(&mut err), || panic!("planted"));
        assert_eq!(status, 99);
        // SAFETY: `call` writes `err` always; it is the handle that it made, taken back once.
        let error = unsafe { Box::from_raw(err.assume_init()) };
        assert_eq!(error.status(), 99);
        assert_eq!(neutral(7, || panic!("planted")), 7);
        assert_eq!(get(Some(&1), 7, |_| panic!("planted")), 7);
        assert_eq!(get(None::<&i32>, 7, |_| 8), 7);
        assert_eq!(super::status(|| panic!("planted")), 99);
    }

    #[test]
    fn success_sets_the_error_to_null() {
        let mut err = MaybeUninit::new(core::ptr::NonNull::dangling().as_ptr());
        assert_eq!(call(Some(&mut err), || Ok(())), UCPKI_OK);
        // SAFETY: initialised above, and again by `call`.
        assert!(unsafe { err.assume_init() }.is_null());
        assert_eq!(call_with_status(None, || Ok(1)), 1);
    }
}
