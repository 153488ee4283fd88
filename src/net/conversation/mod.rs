//! One client, one request, one reply, within time limits. The meaning of the bytes is for
//! `protocol`.

mod answered;
mod application;
mod arriving;
mod cork;
mod dispatcher;
mod finger;
mod gemini;
mod gopher;
mod handshake;
mod lanes;
mod line;
mod logged;
mod nex;
mod plain;
mod rest;
mod send;
mod server;
mod spartan;
mod titan;

pub use dispatcher::Dispatcher;
pub use finger::Finger;
pub use gemini::Gemini;
pub use gopher::Gopher;
pub use nex::Nex;
pub(in crate::net) use send::linger_and_close;
pub use spartan::Spartan;
