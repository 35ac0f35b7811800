//! What appliances ask for.

pub mod builder;
pub mod data;
pub mod defaults;
pub mod distribution;
