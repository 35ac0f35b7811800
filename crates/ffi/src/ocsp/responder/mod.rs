//! A responder: answers to requests, live or signed before.

pub mod answer;
pub mod draft;
pub mod presigned;
pub mod site;
pub mod source;
