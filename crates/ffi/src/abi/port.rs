//! What firmware brings: memory, and the end of the program.
//!
//! Declared for every build with the feature `firmware`; used only without `std`.

unsafe extern "C" {
    /// Gives `size` bytes, at least one, at a multiple of `align`, which is a power of two; or NULL.
    ///
    /// After NULL the library calls `ucpki_port_abort()`: it has no way to go on without memory. May be called by every
    /// thread that uses the library.
    pub fn ucpki_port_alloc(size: usize, align: usize) -> *mut u8;

    /// Takes back what `ucpki_port_alloc()` gave for the same `size` and `align`.
    pub fn ucpki_port_free(ptr: *mut u8, size: usize, align: usize);

    /// Ends the program, or the device: a bug in the library, or no memory. Must not return.
    ///
    /// `message` is the place in the source, not NUL-terminated, of `message_len` bytes; valid while the call lasts.
    pub fn ucpki_port_abort(message: *const u8, message_len: usize) -> !;
}

#[cfg(all(feature = "firmware", not(feature = "std"), not(test)))]
mod bare {
    use super::{ucpki_port_abort, ucpki_port_alloc, ucpki_port_free};
    use core::alloc::{GlobalAlloc, Layout};
    use core::panic::PanicInfo;

    /// The memory of the firmware.
    struct Port;

    #[global_allocator]
    static PORT: Port = Port;

    // SAFETY: the contract of `ucpki_port_alloc` and `ucpki_port_free` (README.md, firmware) is that of `GlobalAlloc`: fresh
    // memory of the size and alignment or NULL, and they do not unwind, being C.
    unsafe impl GlobalAlloc for Port {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: the size is not zero, by the promise of `GlobalAlloc::alloc`; the alignment is a power of two.
            unsafe { ucpki_port_alloc(layout.size(), layout.align()) }
        }

        unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
            // SAFETY: `ptr` came from `alloc` with this layout, by the promise of `GlobalAlloc::dealloc`.
            unsafe { ucpki_port_free(ptr, layout.size(), layout.align()) }
        }
    }

    /// Hands over the place and not the message: formatting it would bring kilobytes of code into every firmware.
    #[panic_handler]
    fn panic(info: &PanicInfo<'_>) -> ! {
        let place = info.location().map_or("", |location| location.file());
        // SAFETY: pointer and length are of a string that lives forever; the port does not return.
        unsafe { ucpki_port_abort(place.as_ptr(), place.len()) }
    }
}
