//! Addresses to listen on, and the sources of their values.

use std::net::SocketAddr;

use super::resolve::Chosen;
use super::value_source::ValueSource;
use crate::form::Protocol;
use crate::settings::value::{Listen, on_all};

/// Address of a protocol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// The address to listen on.
    pub address: SocketAddr,
    /// Source of that address.
    pub source: ValueSource,
    /// Nobody has chosen the address: it is what is usual, and another may be taken when it can't be
    /// had.
    pub is_usual: bool,
}

impl Endpoint {
    /// The endpoint of a chosen address; `None` when the protocol is off.
    pub(super) fn of(protocol: Protocol, chosen: Chosen<Listen>) -> Option<Self> {
        let Chosen { value, source } = chosen;
        match value {
            Listen::Off => None,
            Listen::Usual => {
                Some(Self { address: on_all(protocol.default_port()), source, is_usual: true })
            }
            Listen::At(address) => {
                let is_usual = source == ValueSource::Default;
                Some(Self { address, source, is_usual })
            }
        }
    }
}
