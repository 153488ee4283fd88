//! The part that waits: sockets, TLS, time limits. What is said is for `protocol`, what is answered
//! for `site`.

pub mod certs;
mod client;
mod connection_limit;
mod conversation;
mod identity;
mod limits;
mod listener;
mod liveness;
mod metrics;
mod proxy;
mod signature;
mod slow_reader;
mod tls;

pub use client::client_config;
pub use connection_limit::{ConnectionLimit, Permit};
pub use conversation::{Gemini, Gopher};
pub use identity::identity_of;
pub use limits::{Limits, Pace};
pub use listener::{Service, Terms, adopt, bind, run};
pub use liveness::Liveness;
pub use metrics::{Document, MetricsListener, Written, serve_metrics};
pub use proxy::{Proxies, read_client};
pub use tls::{Certificates, server_config};
