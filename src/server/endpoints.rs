//! The addresses that are listened on, and which of them a configuration keeps, opens or no longer
//! has. The service behind them is for `state`.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::error::StartError;
use super::listen::{Wanted, wanted};
use super::sockets::Opened;
use crate::config::{Config, Endpoint};
use crate::form::Protocol;

/// An address that is listened on.
#[derive(Clone)]
pub(super) struct OpenEndpoint {
    address: SocketAddr,
    pub(super) port: u16,
    pub(super) stop: CancellationToken,
}

impl OpenEndpoint {
    /// True when two are the same; of those that were given any free port there may be several at
    /// an address.
    pub(super) fn is(&self, other: &Self) -> bool {
        (self.address, self.port) == (other.address, other.port)
    }

    /// Accepts no more connections; those that are open finish.
    pub(super) fn close(&self) {
        info!("{} is no longer listened on", self.address);
        self.stop.cancel();
    }
}

/// An endpoint that is to be; if it is not open yet, with its listeners, most often one.
pub(super) struct Planned {
    pub(super) endpoint: OpenEndpoint,
    pub(super) listeners: Vec<TcpListener>,
}

/// The endpoints that are open, by protocol.
pub(super) struct Open<'a> {
    pub(super) gemini: Option<&'a OpenEndpoint>,
    pub(super) gopher: Vec<&'a OpenEndpoint>,
}

/// All endpoints of a configuration.
pub(super) struct Plan {
    pub(super) gemini: Option<Planned>,
    /// In the order of the hosts.
    pub(super) gopher: Vec<Option<Planned>>,
}

impl Plan {
    /// The endpoints of a configuration: those that are open, and listeners for others. Needs the
    /// runtime.
    ///
    /// # Errors
    /// Names the address that can't be had. What was opened for nothing is closed.
    pub(super) fn new(
        config: &Config,
        open: Open<'_>,
        opened: &mut Opened,
        stop: &CancellationToken,
    ) -> Result<Self, StartError> {
        let mut planning = Planning { all: wanted(config), opened, stop };
        let mut open_gemini = open.gemini.into_iter().collect();
        let gemini = planning.plan(&mut open_gemini, Protocol::Gemini, config.gemini.as_ref())?;
        let mut open_gopher = open.gopher;
        let gopher = config
            .hosts()
            .map(|host| planning.plan(&mut open_gopher, Protocol::Gopher, host.gopher.as_ref()));
        Ok(Self { gemini, gopher: gopher.collect::<Result<_, _>>()? })
    }
}

/// A plan under way.
struct Planning<'a> {
    all: Vec<Wanted<'a>>,
    opened: &'a mut Opened,
    stop: &'a CancellationToken,
}

impl Planning<'_> {
    /// The endpoint that is asked for, if any is.
    fn plan(
        &mut self,
        open: &mut Vec<&OpenEndpoint>,
        protocol: Protocol,
        endpoint: Option<&Endpoint>,
    ) -> Result<Option<Planned>, StartError> {
        match endpoint {
            Some(endpoint) => self.endpoint(open, Wanted { protocol, endpoint }).map(Some),
            None => Ok(None),
        }
    }

    /// An endpoint at an address: one that is open already, which is taken out of those, or a new
    /// one.
    fn endpoint(
        &mut self,
        open: &mut Vec<&OpenEndpoint>,
        wanted: Wanted<'_>,
    ) -> Result<Planned, StartError> {
        let address = wanted.endpoint.address;
        if let Some(kept) = open.iter().position(|endpoint| endpoint.address == address) {
            return Ok(Planned { endpoint: open.remove(kept).clone(), listeners: Vec::new() });
        }
        let listeners = self.listeners(wanted)?;
        let first = match listeners.first() {
            Some(listener) => listener.local_addr().map_err(StartError::System)?,
            None => address,
        };
        let stop = self.stop.child_token();
        let endpoint = OpenEndpoint { address, port: first.port(), stop };
        let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<Result<_, _>>();
        Ok(Planned { endpoint, listeners: listeners.map_err(StartError::System)? })
    }

    fn listeners(&mut self, wanted: Wanted<'_>) -> Result<Vec<std::net::TcpListener>, StartError> {
        let listeners = self.opened.take(wanted, &self.all).map_err(StartError::System)?;
        if !listeners.is_empty() {
            return Ok(listeners);
        }
        let (listener, warning) = self.opened.open(wanted, &self.all)?;
        if let Some(warning) = warning {
            warn!("{warning}");
        }
        Ok(vec![listener])
    }
}
