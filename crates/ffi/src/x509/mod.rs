//! Objects that are read.

pub mod certificate;
pub mod certificate_list;
pub mod general_name;
