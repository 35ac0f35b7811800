//! OCSP: requests, responses that are verified, what checks get of them, and a responder.

pub mod cache;
pub mod cert_id;
pub mod policy;
pub mod request;
pub mod responder;
pub mod response;
pub mod responses;
pub mod sent;
pub mod subject;
pub mod trusted;
pub mod verified;
