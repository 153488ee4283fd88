//! One client, one request, one reply, within time limits. The meaning of the bytes is for
//! `protocol`.

mod application;
mod arriving;
mod cork;
mod dispatcher;
mod gemini;
mod gopher;
mod handshake;
mod lanes;
mod line;
mod logged;
mod send;
mod server;
mod titan;

pub use dispatcher::Dispatcher;
pub use gemini::Gemini;
pub use gopher::Gopher;
pub(in crate::net) use send::linger_and_close;
