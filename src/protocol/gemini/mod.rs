//! Gemini (specification 0.24.1): the request line and the response header.

mod reply;
mod request;

pub use reply::{reject, reply};
pub use request::{Fault, MAX_LINE, MAX_URI, Rejected, Stranger, parse};
