//! The server's counts of itself, for Prometheus and for `propus status`: requests, connections,
//! handshakes, and the pages that were read in the last day. Nothing of who asked, but of those whom a
//! closed part did not admit: `propus id pending` shows them to its owner.
//!
//! Handing them out is left to `net`. The counts are a value that is handed to those who count, so
//! that two servers in one process share none.
//!
//! Invariants:
//! - Labels come from the configuration and from this code, never from strangers, and a host that
//!   is gone has none (`counters::tests::a_host_that_is_gone_has_no_series`).
//! - What one server has counted the next one goes on from, once
//!   (`counters::tests::what_is_handed_over_is_counted_once`).
//! - Memory is bounded whatever is asked for
//!   (`counters::day::tests::no_more_pages_are_counted_than_there_is_room_for`).

mod carried;
mod counts;
mod day;
mod knocks;
mod metrics;
mod moment;
mod reason;
mod standing;
mod status;
mod summary;
#[cfg(test)]
mod tests;

pub use carried::Carried;
pub use counts::{Counters, EXPOSITION, Open};
pub use knocks::{Knock, Knocks, Right};
pub use moment::{HostMoment, Moment};
pub use prometheus::Error as CounterError;
pub use reason::{NoHandshake, TurnedAway, Upload};
pub use standing::Standing;
pub use status::{Cache, Handshakes, Host, Hour, PageReads, ProtocolCounts, Status};
