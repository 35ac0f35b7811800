//! The peers, each doing what our side does: leaf and intermediates are read anew, the anchor is ready.

pub mod attacked;
pub mod by_certval;
pub mod by_openssl;
pub mod by_webpki;
