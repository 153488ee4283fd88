//! The protocols: bytes to a neutral request, a neutral response to bytes. Pure: no socket, no
//! disk, no clock.

pub mod gemini;
pub mod gopher;
mod reply;

pub use reply::{Coding, FileBody, Reply, ReplyBody};
