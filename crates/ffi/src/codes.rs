//! The codes of this crate (10 to 999). 0 is success, 1 is refusal.

ucpki::x509::declare_codes! {
    /// an argument is NULL, out of range, or malformed
    ARGUMENT = 10, "ffi.argument", "", Argument;
    /// the buffer is too short; the needed size was written
    BUFFER = 11, "ffi.buffer", "", Argument;
    /// the object is not in a state for this call: a builder that was used up, or parameters without an identity
    STATE = 12, "ffi.state", "", Argument;
    /// an index is not below the count
    INDEX = 13, "ffi.index", "", Argument;
    /// the value is absent
    ABSENT = 14, "ffi.absent", "", Argument;
    /// the library was built without this part
    UNSUPPORTED = 15, "ffi.unsupported", "", Argument;
    /// a bug in the library: please report it; only free the objects of this call
    INTERNAL = 99, "ffi.internal", "", Internal;
}
