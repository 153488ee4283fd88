//! Finger (RFC 1288): a name, and a text about it.

mod reply;
mod request;

pub use reply::{refuse, reply};
pub use request::{MAX_LINE, Rejected, parse};
