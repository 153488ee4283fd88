//! Titan (specification of 2022) and its companion, Edit Links: a line that wishes to read or write
//! a source, and the answers. It shares port, line and answers with Gemini.
//!
//! Which client sends what stands in `tests/net/titan.rs`.

mod reply;
mod request;

pub use reply::{reject, reply};
pub use request::{Fault, Rejected, is_titan, parse};
