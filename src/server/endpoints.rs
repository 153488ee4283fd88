//! The addresses that a worker serves, each with the listeners that the master opened for it.

use std::collections::BTreeMap;

use tokio::net::TcpListener;

use super::error::StartError;
use super::listen::{Wanted, wanted};
use super::sockets::Opened;
use crate::config::{Config, Endpoint};
use crate::form::Protocol;

/// An address and its listeners, most often one.
pub(super) struct Listening {
    pub(super) port: u16,
    pub(super) listeners: Vec<TcpListener>,
}

/// All addresses of a configuration.
pub(super) struct Endpoints {
    /// Those that serve all hosts.
    pub(super) shared: BTreeMap<Protocol, Listening>,
    /// Those of one host each, in the order of the hosts.
    pub(super) own: Vec<BTreeMap<Protocol, Listening>>,
}

impl Endpoints {
    /// Those of a configuration. Needs the runtime.
    ///
    /// # Errors
    /// Fails when the system lacks descriptors, or an address was not opened.
    pub(super) fn of(config: &Config, mut opened: Opened) -> Result<Self, StartError> {
        let all = wanted(config);
        let mut listening = |endpoints: &BTreeMap<Protocol, Endpoint>| {
            let taken = endpoints.iter().map(|(protocol, endpoint)| {
                let wanted = Wanted { protocol: *protocol, endpoint };
                Ok((*protocol, take(&mut opened, wanted, &all)?))
            });
            taken.collect::<Result<BTreeMap<_, _>, StartError>>()
        };
        let shared = listening(&config.endpoints)?;
        let own = config.hosts().map(|host| listening(&host.endpoints));
        Ok(Self { shared, own: own.collect::<Result<_, _>>()? })
    }

    /// The ports at which a host is served.
    pub(super) fn ports_of(&self, host: usize) -> impl Iterator<Item = (Protocol, u16)> {
        let own = self.own.get(host).into_iter().flatten();
        self.shared.iter().chain(own).map(|(protocol, listening)| (*protocol, listening.port))
    }
}

fn take(
    opened: &mut Opened,
    wanted: Wanted<'_>,
    all: &[Wanted<'_>],
) -> Result<Listening, StartError> {
    let listeners = opened.take(wanted, all).map_err(StartError::System)?;
    let Some(first) = listeners.first() else {
        return Err(StartError::NotOpened(wanted.endpoint.address));
    };
    let port = first.local_addr().map_err(StartError::System)?.port();
    let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<Result<_, _>>();
    Ok(Listening { port, listeners: listeners.map_err(StartError::System)? })
}
