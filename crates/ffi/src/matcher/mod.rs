//! Whose certificate it is, and what differs.

pub mod comparison;
pub mod identity;
pub mod match_;
pub mod rules;
