//! Gemini (specification 0.24.1): the request line and the response header.

mod limits;
pub(in crate::protocol) mod reply;
pub(in crate::protocol) mod request;
pub mod scgi;

pub use limits::{MAX_LINE, MAX_URI};
pub use reply::{reject, reply};
pub use request::{Fault, Rejected, Stranger, parse};
