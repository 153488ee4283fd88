//! The addresses that a worker serves, each with the listeners that the master opened for it.

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
    pub(super) gemini: Option<Listening>,
    /// In the order of the hosts.
    pub(super) gopher: Vec<Option<Listening>>,
}

impl Endpoints {
    /// Those of a configuration. Needs the runtime.
    ///
    /// # Errors
    /// Fails when the system lacks descriptors, or an address was not opened.
    pub(super) fn of(config: &Config, mut opened: Opened) -> Result<Self, StartError> {
        let all = wanted(config);
        let mut listening = |protocol, endpoint: Option<&Endpoint>| {
            let wanted = endpoint.map(|endpoint| Wanted { protocol, endpoint });
            wanted.map(|wanted| take(&mut opened, wanted, &all)).transpose()
        };
        let gemini = listening(Protocol::Gemini, config.gemini.as_ref())?;
        let gopher = config.hosts().map(|host| listening(Protocol::Gopher, host.gopher.as_ref()));
        Ok(Self { gemini, gopher: gopher.collect::<Result<_, _>>()? })
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
