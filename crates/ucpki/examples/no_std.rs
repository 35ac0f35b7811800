//! The part of a firmware that judges: it needs an allocator, and no operating system.
//!
//! `judge` is what a device without `std` calls; `main` is here so that the example runs on a host.
#![no_std]

extern crate alloc;
extern crate std;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ucpki::crypto::RUSTCRYPTO;
use ucpki::x509::Certificate;
use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};

/// Judges DER that came over the wire: the server's certificate, then others. `now` comes from the device's clock.
///
/// # Errors
///
/// Why the server is refused, in one line for the device's log.
pub fn judge(root: &[u8], received: &[&[u8]], host: &str, now: i64) -> Result<(), String> {
    let root = Certificate::parse(root).map_err(|error| error.to_string())?;
    let received: Result<Vec<Certificate>, _> = received.iter().map(|der| Certificate::parse(der)).collect();
    let mut received = received.map_err(|error| error.to_string())?.into_iter();
    let leaf = received.next().ok_or("nothing was received")?;
    let pool: Pool = received.collect();
    let identity = Identity::dns(host).map_err(|error| error.to_string())?;
    let params = ValidationParams::new(Time::from_unix(now), KeyPurpose::Server, identity);
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
    validator.check(&leaf, &pool, &params).map(|_| ()).map_err(|refused| refused.to_string())
}

fn main() -> Result<(), alloc::boxed::Box<dyn core::error::Error>> {
    let refused = judge(b"\x30\x00", &[], "sip.example.com", 0).err();
    assert_eq!(refused.as_deref(), Some("the input ends inside a value at byte 2"));
    Ok(())
}
