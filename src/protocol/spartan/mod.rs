//! Spartan: the request line, the data behind it, and the response header.

mod reply;
mod request;

pub use reply::{reject, reply};
pub use request::{Asked, Fault, MAX_DATA, MAX_LINE, MAX_WORDS, Rejected, parse};
