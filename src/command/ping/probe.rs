//! `Probe`: what one request tells another command, and the `Manner` in which that has it made.

use std::net::SocketAddr;
use std::time::Duration;

use super::failure::Outcome;
use super::report::{Address, Report, class};
use crate::cli::{KnownHosts, Ping, PingUrl};
use crate::net::certs::Facts;

/// The most bytes of an answer that are read.
const MOST_BYTES: u64 = 4 << 20;

/// Manner of asking.
#[derive(Clone, Debug)]
pub(in crate::command) struct Manner {
    /// Address to connect to, whatever that of the name is.
    pub(in crate::command) connect: Option<SocketAddr>,
    /// Time that a request may take.
    pub(in crate::command) timeout: Duration,
    /// Where keys of hosts are remembered, as `ping` has it.
    pub(in crate::command) known: Option<KnownHosts>,
}

impl Manner {
    /// That of a client that remembers nothing.
    pub(in crate::command) fn forgetful(timeout: Duration) -> Self {
        Self { connect: None, timeout, known: Some(KnownHosts::None) }
    }

    /// The same as options of `ping`.
    pub(super) fn arguments(&self, url: &PingUrl) -> Ping {
        Ping {
            url: url.clone(),
            connect: self.connect,
            timeout: self.timeout,
            max_bytes: MOST_BYTES,
            follow: false,
            tls: false,
            known: self.known.clone(),
            trust: false,
            body: false,
            json: false,
        }
    }
}

/// What one request tells.
#[derive(Debug)]
pub(in crate::command) struct Probe {
    /// The addresses of the host, each tried.
    pub(in crate::command) ways: Vec<Way>,
    /// Facts of the certificate, if one was shown.
    pub(in crate::command) facts: Option<Facts>,
    /// What is to be said of its key, if it has another one than before, and was not asked.
    pub(in crate::command) changed: Option<String>,
    /// Status and META of an answer of Gemini or Spartan, without control characters.
    pub(in crate::command) header: Option<(u8, String)>,
    /// True if a server whose answers have no header sent something other than an error.
    pub(in crate::command) is_plain: bool,
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
        let is_changed = report.worst == Some(Outcome::Changed);
        Self {
            ways: report.addresses.iter().filter_map(Way::of).collect(),
            facts,
            changed: report.trust.filter(|_| is_changed).map(|trust| trust.words),
            header: answer.and_then(|it| Some((it.status?, it.meta.clone()?))),
            is_plain: answer.is_some_and(|it| {
                it.plain.is_some() || it.gopher.as_ref().is_some_and(|it| it.error.is_none())
            }),
            body,
            failures: report.failures,
            advice: report.advice,
        }
    }

    /// True if a client gets what it asked for.
    pub(in crate::command) fn is_served(&self) -> bool {
        self.is_plain || self.class() == Some(2)
    }

    /// The first digit of the status: 2 is success, 3 a redirect, whatever the protocol.
    pub(in crate::command) fn class(&self) -> Option<u8> {
        self.header.as_ref().map(|(status, _)| class(*status))
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
