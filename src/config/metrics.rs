//! The place where a server tells what it counts.

use std::path::PathBuf;

use super::usual;
use crate::exchange::Socket;
use crate::settings::value::MetricsAddress;

/// The place where a server tells what it counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Metrics {
    /// Nowhere.
    Off,
    /// Where somebody wants it.
    At(Socket),
    /// At the status socket, where nobody says; `None` where there is no place for it.
    Usual(Option<PathBuf>),
}

impl Metrics {
    /// That of a setting.
    pub(super) fn of(setting: Option<MetricsAddress>) -> Self {
        match setting {
            None => Self::Usual(usual::socket_of_server()),
            Some(MetricsAddress::Off) => Self::Off,
            Some(MetricsAddress::At(socket)) => Self::At(socket),
        }
    }

    /// Its socket.
    #[must_use]
    pub fn socket(&self) -> Option<Socket> {
        match self {
            Self::At(socket) => Some(socket.clone()),
            Self::Usual(Some(file)) => Some(Socket::Unix(file.clone())),
            Self::Off | Self::Usual(None) => None,
        }
    }
}
