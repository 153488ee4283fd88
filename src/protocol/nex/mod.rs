//! Nex: a path, and the bytes that come back. There is no status: an answer that is none is a
//! sentence.

mod reply;
mod request;

pub use reply::{refuse, reply};
pub use request::{MAX_LINE, parse};
