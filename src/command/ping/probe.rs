//! `Probe`: what one request tells `doctor`.

use std::net::SocketAddr;
use std::time::Duration;

use super::report::{Address, Report};
use crate::net::certs::Facts;

/// What one request tells.
#[derive(Debug)]
pub(in crate::command) struct Probe {
    /// The addresses of the host, each tried.
    pub(in crate::command) ways: Vec<Way>,
    /// Facts of the certificate, if one was shown.
    pub(in crate::command) facts: Option<Facts>,
    /// Status and META of an answer of Gemini.
    pub(in crate::command) header: Option<(u8, String)>,
    /// True if a Gopher server sent something other than an error.
    pub(in crate::command) is_gopher: bool,
    /// Bytes of the answer behind its header.
    pub(in crate::command) body: Vec<u8>,
    /// What went wrong, in words.
    pub(in crate::command) failures: Vec<String>,
    /// What can be done about that.
    pub(in crate::command) advice: Vec<String>,
}

/// An address that was tried.
#[derive(Debug)]
pub(in crate::command) struct Way {
    /// The address.
    pub(in crate::command) address: SocketAddr,
    /// Time that it took to connect, or the reason why that failed.
    pub(in crate::command) connected: Result<Duration, String>,
    /// True if this machine has no connection of that kind.
    pub(in crate::command) no_way: bool,
}

impl Probe {
    pub(super) fn of(report: Report, facts: Option<Facts>, body: Vec<u8>) -> Self {
        let answer = report.answer.as_ref();
        Self {
            ways: report.addresses.iter().filter_map(Way::of).collect(),
            facts,
            header: answer.and_then(|it| Some((it.status?, it.meta.clone()?))),
            is_gopher: answer
                .and_then(|it| it.gopher.as_ref())
                .is_some_and(|gopher| gopher.error.is_none()),
            body,
            failures: report.failures,
            advice: report.advice,
        }
    }

    /// True if a client gets what it asked for.
    pub(in crate::command) fn is_served(&self) -> bool {
        self.is_gopher || self.header.as_ref().is_some_and(|(status, _)| *status / 10 == 2)
    }
}

impl Way {
    fn of(tried: &Address) -> Option<Self> {
        let connected = match (tried.connected, &tried.failure) {
            (Some(took), _) => Ok(took.0),
            (None, failure) => Err(failure.clone().unwrap_or_default()),
        };
        Some(Self { address: tried.address.parse().ok()?, connected, no_way: tried.no_way })
    }
}
