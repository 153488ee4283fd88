//! The protocols: bytes to a neutral request, a neutral response to bytes. Pure: no socket, no
//! disk, no clock.
//!
//! A folder for each. What others must know of a protocol are its facts, one entry in `form`; what
//! is served is for `site`, when bytes are read and written for `net`.
//!
//! - A header is bounded and holds no control character
//!   (`protocol::gemini::reply::tests::a_header_is_bounded_and_clean`).
//! - No selector reaches what no path can name
//!   (`protocol::gopher::request::tests::names_that_no_path_has_are_not_found`).

pub mod finger;
pub mod gemini;
pub mod gopher;
pub mod nex;
mod reading;
mod refused;
mod reply;
pub mod spartan;
pub mod titan;

pub use reply::{Coding, FileBody, Reply, ReplyBody};
