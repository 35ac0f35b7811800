//! Text and arrays out: copied into a buffer of the caller.

use crate::abi::boundary;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::codes;
use core::ffi::c_char;
use core::fmt::{self, Display, Write};
use core::mem::MaybeUninit;

/// Copies `text` and a NUL behind it. `needed` is written always: the size with the NUL.
///
/// A NUL inside the text, which no honest certificate has, comes out as `\00`, so that it cannot make a name end early.
///
/// # Safety
///
/// `buf` is NULL, or `cap` bytes at it may be written, and nobody else uses them while the call lasts.
pub(crate) unsafe fn copy(
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    text: &dyn Display,
) -> Result<(), ucpki_error> {
    // SAFETY: the promise of the caller, handed on; `c_char` and `u8` have the same layout.
    let buf = unsafe { target(buf.cast::<u8>(), cap) }?;
    let mut counter = Copier { buf: &mut [], at: 0 };
    // Neither run can fail: `Copier` never does, and what is printed here does not fail by itself.
    let _ = write!(counter, "{text}");
    let size = counter.at.saturating_add(1);
    room(size, cap, needed)?;
    let mut copier = Copier { buf, at: 0 };
    let _ = write!(copier, "{text}");
    copier.push(0);
    Ok(())
}

/// A getter of text: what `read` finds in the object, which is called `name` where it is NULL.
///
/// # Safety
///
/// As [`copy`].
pub(crate) unsafe fn get<'a, T, D: Display>(
    object: Option<&'a T>,
    name: &str,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
    read: impl FnOnce(&'a T) -> Result<D, ucpki_error>,
) -> ucpki_status {
    boundary::call(err, || {
        let text = read(object.required(name)?)?;
        // SAFETY: the promise of the caller, handed on.
        unsafe { copy(buf, cap, needed, &text) }
    })
}

/// Copies an array. `needed` is written always: how many items there are.
///
/// # Safety
///
/// `array` is NULL, or `cap` values at it may be written, and nobody else uses them while the call lasts.
pub(crate) unsafe fn fill<T>(
    array: *mut T,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    items: impl Iterator<Item = T> + Clone,
) -> Result<(), ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let array = unsafe { target(array, cap) }?;
    room(items.clone().count(), cap, needed)?;
    for (slot, item) in array.iter_mut().zip(items) {
        slot.write(item);
    }
    Ok(())
}

/// Says how much room is needed, and whether there is enough.
fn room(size: usize, cap: usize, needed: Option<&mut MaybeUninit<usize>>) -> Result<(), ucpki_error> {
    if let Some(needed) = needed {
        needed.write(size);
    }
    if size > cap { Err(ucpki_error::new(&codes::BUFFER).limit(size)) } else { Ok(()) }
}

/// # Safety
///
/// As [`fill`].
unsafe fn target<'a, T>(ptr: *mut T, cap: usize) -> Result<&'a mut [MaybeUninit<T>], ucpki_error> {
    if cap == 0 {
        return Ok(&mut []);
    }
    let fits = cap.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok());
    if ptr.is_null() {
        return Err(ucpki_error::argument("buf", "is NULL with a capacity"));
    }
    if !fits || !ptr.is_aligned() {
        return Err(ucpki_error::argument("buf", "is not aligned, or its capacity is larger than memory can be"));
    }
    // SAFETY: not NULL, aligned, no longer than isize::MAX bytes by the checks above; exclusive by the promise of the caller;
    // `MaybeUninit` asks nothing of the content.
    Ok(unsafe { core::slice::from_raw_parts_mut(ptr.cast::<MaybeUninit<T>>(), cap) })
}

/// Writes what fits, and counts all.
struct Copier<'a> {
    buf: &'a mut [MaybeUninit<u8>],
    at: usize,
}

impl Copier<'_> {
    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.buf.get_mut(self.at) {
            slot.write(byte);
        }
        self.at = self.at.saturating_add(1);
    }
}

impl Write for Copier<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                0 => b"\\00".iter().for_each(|byte| self.push(*byte)),
                _ => self.push(byte),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(cap: usize, text: &str) -> (Result<alloc::vec::Vec<u8>, i32>, usize) {
        let mut buf = [0x55_u8; 16];
        let mut needed = MaybeUninit::new(0);
        // SAFETY: `buf` has 16 bytes, and `cap` is no more.
        let result = unsafe { copy(buf.as_mut_ptr().cast(), cap.min(16), Some(&mut needed), &text) };
        assert!(buf[cap..].iter().all(|byte| *byte == 0x55), "written beyond the capacity");
        // SAFETY: initialised above.
        let needed = unsafe { needed.assume_init() };
        if result.is_err() {
            assert_eq!(buf, [0x55; 16], "written although the buffer is short");
        }
        (result.map(|()| buf[..needed].to_vec()).map_err(|error| error.status()), needed)
    }

    #[test]
    fn text_needs_room_for_its_nul() {
        assert_eq!(copied(4, "abc"), (Ok(b"abc\0".to_vec()), 4));
        assert_eq!(copied(3, "abc"), (Err(11), 4));
        assert_eq!(copied(0, "abc"), (Err(11), 4));
        assert_eq!(copied(1, ""), (Ok(b"\0".to_vec()), 1));
    }

    #[test]
    fn a_nul_inside_does_not_end_the_text() {
        assert_eq!(copied(16, "a\0b"), (Ok(b"a\\00b\0".to_vec()), 6));
    }

    #[test]
    fn arrays_are_filled_as_a_whole_or_not_at_all() {
        let mut array = [0_u32; 3];
        let mut needed = MaybeUninit::new(0);
        // SAFETY: `array` has three places.
        unsafe {
            fill(array.as_mut_ptr(), 3, Some(&mut needed), [7, 8].into_iter()).unwrap();
            assert_eq!((array, needed.assume_init()), ([7, 8, 0], 2));
            assert!(fill(array.as_mut_ptr(), 3, None, 0..4).is_err());
            assert_eq!(array, [7, 8, 0]);
            assert!(fill(core::ptr::null_mut::<u32>(), 0, None, core::iter::empty()).is_ok());
            assert!(fill(core::ptr::null_mut(), 1, None, 0..1).is_err());
        }
    }
}
