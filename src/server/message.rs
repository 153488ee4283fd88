//! The messages between the master and its workers.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::sockets::ListenerFacts;
use crate::counters::Carried;

/// A message of the master.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) enum ToWorker {
    /// A listener, which comes with it.
    Listener(ListenerFacts),
    /// The listener for those who ask for the metrics, which comes with it.
    Metrics,
    /// The way to begin, once all listeners are there.
    Begin(Begin),
    /// Nobody else accepts connections any more: accept them.
    Serve,
    /// Counts of another worker, to go on from.
    Count(Carried),
    /// Accept no connections any more: another worker does. What is under way has so many seconds.
    HandOver(u64),
    /// Accept no connections any more: the server stops. What is under way has its usual time.
    Stop,
    /// Open the access log again.
    Reopen,
}

/// The way in which a worker begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Begin {
    /// Text of the configuration file, where there is one.
    pub(super) text: Option<String>,
    /// The folder of certificates, if nobody has named one.
    pub(super) certs: Option<PathBuf>,
    /// The user that it becomes, as [`crate::sandbox::User::find`] knows it: the same one for as long
    /// as the server runs, whoever owns what by now.
    pub(super) user: Option<String>,
    /// Time at which the server was started, in seconds of Unix time.
    pub(super) started: i64,
    /// Milliseconds between two signs of life.
    pub(super) pause: u64,
    /// News in this configuration, in comparison to the one in force.
    pub(super) news: News,
}

/// News in a configuration, which are told; of the rest it has been said before.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct News {
    /// It is the first one.
    pub(super) is_first: bool,
    /// Rights of the process are others.
    pub(super) rights: bool,
    /// For each host whether it is new, or is read in another way.
    pub(super) hosts: Vec<bool>,
    /// For each host whether its certificate may be made, if there is none.
    pub(super) certificates: Vec<bool>,
    /// For each host whether another folder has come into the place of its own, which may not be
    /// whole yet.
    pub(super) replaced: Vec<bool>,
}

impl News {
    /// Those of a first configuration of so many hosts.
    pub(super) fn first(hosts: usize) -> Self {
        Self {
            is_first: true,
            rights: true,
            hosts: vec![true; hosts],
            certificates: vec![true; hosts],
            replaced: vec![false; hosts],
        }
    }

    /// True of a host that has not been told of.
    pub(super) fn tells(&self, host: usize) -> bool {
        self.hosts.get(host).copied().unwrap_or(true)
    }

    /// True of a host whose certificate may be made. Where one was served before, it is a fault that
    /// its files are gone, and no reason for a new key.
    pub(super) fn may_make(&self, host: usize) -> bool {
        self.certificates.get(host).copied().unwrap_or(false)
    }

    /// True of a host whose folder is another one.
    pub(super) fn is_replaced(&self, host: usize) -> bool {
        self.replaced.get(host).copied().unwrap_or(false)
    }
}

/// A message of a worker.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) enum ToMaster {
    /// Everything is read; it could serve. With its status.
    Ready(String),
    /// It can't serve, and why.
    Failed(String),
    /// It gets through a request of its own. With its status.
    Alive(String),
    /// What it has counted, now that another one serves, or at its end.
    Counted(Carried),
    /// A copy of what it has counted, for the case that it is killed.
    Copy(Carried),
}
