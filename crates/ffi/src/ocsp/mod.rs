//! OCSP: requests, responses that are verified, and what checks get of them.

pub mod cache;
pub mod cert_id;
pub mod policy;
pub mod request;
pub mod response;
pub mod responses;
pub mod sent;
pub mod subject;
pub mod trusted;
pub mod verified;
