//! Everything that waits: sockets, TLS, time limits, connections and their limit.
//!
//! The meaning of bytes is left to `protocol`, answers to `site`, the choice of addresses and
//! certificates to `server`.
//!
//! Invariants:
//! - Every wait has an end, so a silent or slow client is let go
//!   (`net::conversation::line::tests::a_line_is_not_waited_for_for_ever`,
//!   `net::slow_reader::tests::a_reader_that_stops_is_let_go_after_one_window`).
//! - A permit is taken before a conversation begins, and given back however that ends
//!   (`net::listener::tests::a_panic_ends_one_conversation_and_frees_its_permit`).
//! - Pages that take long hold up each other and nobody else
//!   (`net::conversation::lanes::tests::slow_pages_hold_up_each_other_and_nobody_else`).
//! - A conversation reads by one reader, and what follows a line stays in it
//!   (`net::conversation::line::tests::what_follows_a_line_is_read_next`).

pub mod certs;
mod client;
mod connection_limit;
mod conversation;
mod ending;
mod identity;
mod limits;
mod listener;
mod liveness;
mod metrics;
mod own_thread;
mod proxy;
mod send_file;
mod signature;
mod slow_reader;
#[cfg(test)]
mod tests;
mod tls;

pub use client::client_config;
pub use connection_limit::{ConnectionLimit, Permit, Share};
pub use conversation::{Dispatcher, Finger, Gemini, Gopher, Nex, Spartan};
pub use ending::Ending;
pub use identity::identity_of;
pub use limits::{Limits, Pace};
pub use listener::{Service, Terms, adopt, bind, run};
pub use liveness::Liveness;
pub use metrics::{Document, MetricsListener, SocketFile, Written, bind_private, serve_metrics};
pub use own_thread::{NoOutcome, on_own_thread};
pub use proxy::{Proxies, read_client};
pub use send_file::{Part, SendFile};
pub use tls::{Certificates, server_config};
