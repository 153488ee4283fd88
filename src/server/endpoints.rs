//! Doors: the addresses that are listened on, and which of them a configuration keeps, opens or no
//! longer has. Who answers there is for `server`.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::StartError;
use super::listen;
use super::sockets::Opened;
use crate::config::{Config, Endpoint};
use crate::form::Protocol;

/// An address that is listened on.
#[derive(Clone)]
pub(crate) struct Door {
    address: SocketAddr,
    pub(crate) port: u16,
    pub(crate) stop: CancellationToken,
}

impl Door {
    /// Whether two are the same; of those that were given any free port there may be several at an
    /// address.
    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.address, self.port) == (other.address, other.port)
    }

    /// Lets nobody in any more; those who are in finish.
    pub(crate) fn close(&self) {
        info!("{} is no longer listened on", self.address);
        self.stop.cancel();
    }
}

/// A door that is to be; if it is not open yet, with what it will be opened by, most often one
/// listener.
pub(crate) struct Planned {
    pub(crate) door: Door,
    pub(crate) listeners: Vec<TcpListener>,
}

/// All doors of a configuration.
pub(crate) struct Plan {
    pub(crate) gemini: Option<Planned>,
    /// Those of the hosts, in their order.
    pub(crate) gopher: Vec<Option<Planned>>,
}

impl Plan {
    /// What a configuration says, with the doors of Gemini and of Gopher that are open, and
    /// listeners for others. Needs the runtime.
    ///
    /// # Errors
    /// Names the address that can't be had. What was opened for nothing is closed.
    pub(crate) fn new(
        config: &Config,
        (gemini, gopher): (Option<&Door>, Vec<&Door>),
        opened: &mut Opened,
        stop: &CancellationToken,
    ) -> Result<Self, StartError> {
        let all = listen::endpoints(config);
        let mut planning = Planning { all, opened, stop };
        let mut open = gemini.into_iter().collect();
        let mut plan = |open: &mut Vec<&Door>, protocol, endpoint: &Option<Endpoint>| {
            endpoint.as_ref().map(|it| planning.door(open, protocol, it)).transpose()
        };
        let gemini = plan(&mut open, Protocol::Gemini, &config.gemini)?;
        let mut open = gopher;
        let gopher = config.hosts().map(|host| plan(&mut open, Protocol::Gopher, &host.gopher));
        Ok(Self { gemini, gopher: gopher.collect::<Result<_, _>>()? })
    }
}

/// What a plan is made of.
struct Planning<'a> {
    all: Vec<(Protocol, &'a Endpoint)>,
    opened: &'a mut Opened,
    stop: &'a CancellationToken,
}

impl Planning<'_> {
    /// A door at an address: one that is open already, which is taken out of those, or a new one.
    fn door(
        &mut self,
        open: &mut Vec<&Door>,
        protocol: Protocol,
        endpoint: &Endpoint,
    ) -> Result<Planned, StartError> {
        if let Some(place) = open.iter().position(|door| door.address == endpoint.address) {
            return Ok(Planned { door: open.remove(place).clone(), listeners: Vec::new() });
        }
        let mut listeners =
            self.opened.take((protocol, endpoint), &self.all).map_err(StartError::System)?;
        if listeners.is_empty() {
            let (listener, warning) = self.opened.open((protocol, endpoint), &self.all)?;
            warning.into_iter().for_each(|it| warn!("{it}"));
            listeners.push(listener);
        }
        let first = listeners
            .first()
            .map(std::net::TcpListener::local_addr)
            .transpose()
            .map_err(StartError::System)?;
        let port = first.unwrap_or(endpoint.address).port();
        let door = Door { address: endpoint.address, port, stop: self.stop.child_token() };
        let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<Result<_, _>>();
        Ok(Planned { door, listeners: listeners.map_err(StartError::System)? })
    }
}
