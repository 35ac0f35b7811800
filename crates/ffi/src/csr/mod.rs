//! Requests.

pub mod builder;
pub mod content;
pub mod request;
pub mod rules;
