//! What is trusted, the question, and the answer.

pub mod anchor;
pub mod consumer;
pub mod evidence;
pub mod fetch_hint;
pub mod finding;
pub mod params;
pub mod pool;
pub mod signature_cache;
pub mod validator;
pub mod verdict;
pub mod verdict_show;
