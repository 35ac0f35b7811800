//! OCSP: requests, responses that are verified, and what checks get of them.

pub mod subject;
