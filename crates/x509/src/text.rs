//! Bytes as text: hexadecimal and IP addresses, one way for the whole library.

use core::fmt;
use core::net::IpAddr;

/// Bytes as lower-case hexadecimal, without separators.
///
/// # Examples
///
/// ```
/// use ucpki::x509::Hex;
///
/// assert_eq!(Hex(&[0x00, 0xC0, 0xFF]).to_string(), "00c0ff");
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a way to write bytes, and nothing else")]
pub struct Hex<'a>(pub &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The address in the 4 or 16 bytes of an iPAddress (RFC 5280, 4.2.1.6); nothing for other lengths.
///
/// # Examples
///
/// ```
/// use ucpki::x509::ip_address;
///
/// assert_eq!(ip_address(&[192, 0, 2, 1]).map(|address| address.to_string()).as_deref(), Some("192.0.2.1"));
/// assert_eq!(ip_address(&[192, 0, 2]), None);
/// ```
#[must_use]
pub fn ip_address(bytes: &[u8]) -> Option<IpAddr> {
    let four = || <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four().or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}
