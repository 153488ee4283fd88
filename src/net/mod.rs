//! The part that waits: sockets, TLS, time limits. What is said is for `protocol`, what is answered for `site`.

pub mod certs;
mod client;
mod conversation;
mod identity;
mod limits;
mod listener;
mod metrics;
mod pace;
mod proxy;
mod roll_call;
mod seats;
mod signature;
mod tls;

pub use client::client_config;
pub use conversation::{Gemini, Gopher};
pub use identity::identity_of;
pub use limits::{Limits, Pace};
pub use listener::{Service, adopt, bind, run};
pub use metrics::{Document, MetricsListener, Written, tell_metrics};
pub use proxy::{Proxies, read_client};
pub use roll_call::RollCall;
pub use seats::{Seat, Seats};
pub use tls::{Certificates, server_config};
