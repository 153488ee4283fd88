//! `Moment`: the state of a server at the moment, besides its counts.

use jiff::Timestamp;

use super::standing::Standing;

/// State of a server at the moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Moment {
    /// The hosts that are served.
    pub hosts: Vec<HostMoment>,
    /// The most connections at a time.
    pub most_open: u64,
    /// Lines that were lost: of the access log, and of the events.
    pub lost_lines: [(&'static str, u64); 2],
}

/// State of a host at the moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostMoment {
    /// Its name.
    pub name: String,
    /// Number of its pages.
    pub pages: u64,
    /// Bytes of rendered pages that are kept.
    pub cached: u64,
    /// End of its certificate, if it has one.
    pub certificate_ends: Option<Timestamp>,
    /// How it stands to the store; `None` without one.
    pub store: Option<Standing>,
}
