//! Addresses to listen on, and the sources of their values.

use std::net::SocketAddr;

use super::resolve::Chosen;
use super::value_source::ValueSource;
use crate::settings::value::Listen;

/// Address of a protocol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// The address to listen on.
    pub address: SocketAddr,
    /// Source of that address; of a default another may be taken when it can't be had.
    pub source: ValueSource,
}

impl Endpoint {
    /// The endpoint of a chosen address; `None` when the protocol is off.
    pub(super) fn of(chosen: Chosen<Listen>) -> Option<Self> {
        match chosen.value {
            Listen::Off => None,
            Listen::At(address) => Some(Self { address, source: chosen.source }),
        }
    }
}
