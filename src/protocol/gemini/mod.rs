//! Gemini (specification 0.24.1): the request line and the response header.

mod reply;
mod request;
pub mod scgi;

pub use reply::{reject, reply};
pub use request::{Fault, MAX_LINE, MAX_URI, Rejected, Stranger, parse};

/// The longest META, in bytes.
const MAX_META: usize = 1024;
