//! One name for the shared pointer.

/// The shared pointer of this library: cheap to clone, and sent between threads.
///
/// One alias, so that a target without atomic reference counts can be served by changing this line.
pub type Shared<T> = alloc::sync::Arc<T>;
