//! Peers behind one shape each, and what the report knows about the jobs.

#![forbid(unsafe_code)]

pub mod cpu_time;
pub mod gates;
pub mod peers;
