//! `Status`: the counts as a document, which the running server writes and `propus status` reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::standing::Standing;

/// Report of a server on itself. Times are seconds of Unix time.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug, Default)]
pub struct Status {
    /// The version of propus.
    pub version: String,
    /// Time of its start.
    pub started: i64,
    /// Time at which its configuration was last read without a fault.
    pub reloaded: i64,
    /// Time of this report.
    pub now: i64,
    /// The hosts that it serves.
    pub hosts: Vec<Host>,
    /// Connections that are open, by protocol.
    pub open: BTreeMap<String, u64>,
    /// The most connections at a time.
    pub most_open: u64,
    /// Requests, by protocol.
    pub protocols: Vec<ProtocolCounts>,
    /// Requests since the start, by Gemini's number for the answer.
    pub statuses: BTreeMap<String, u64>,
    /// Connections that came to nothing, by reason.
    pub turned_away: BTreeMap<String, u64>,
    /// TLS.
    pub handshakes: Handshakes,
    /// Converted pages.
    pub cache: Cache,
    /// Log lines for which there was no room, by log.
    pub lost_lines: BTreeMap<String, u64>,
    /// Uploads of those who may write, by what became of them.
    #[serde(default)]
    pub uploads: BTreeMap<String, u64>,
    /// Pages that were read in each of the last 24 hours, the oldest first; the last hour is not
    /// over.
    pub hours: Vec<Hour>,
    /// The pages that were read most in these hours.
    pub pages: Vec<PageReads>,
    /// Reads of all other pages.
    pub other_reads: u64,
}

/// A host.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// Number of its pages.
    pub pages: u64,
    /// Number of their warnings, as far as that is known.
    pub warnings: Option<u64>,
    /// End of its certificate.
    pub certificate_ends: Option<i64>,
    /// Time at which its folder was last read.
    pub folder_read: Option<u64>,
    /// How it stands to the store; `None` without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<Standing>,
}

/// Counts of a protocol.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct ProtocolCounts {
    /// Its scheme.
    pub protocol: String,
    /// Requests since the start.
    pub requests: u64,
    /// Requests in the last 24 hours.
    pub today: u64,
    /// Requests since the start whose answer was no failure: a page, a question, or a redirection.
    pub good: u64,
    /// Bytes of answers since the start.
    pub sent: u64,
}

/// TLS since the start.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct Handshakes {
    /// From nothing.
    pub full: u64,
    /// Going on from an earlier one.
    pub resumed: u64,
    /// Those that came to nothing, by reason.
    pub failed: BTreeMap<String, u64>,
}

/// The cache since the start, and now.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct Cache {
    /// Pages that were ready when asked for.
    pub hits: u64,
    /// Pages that had to be converted first.
    pub misses: u64,
    /// Its size now.
    pub bytes: u64,
}

/// An hour.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct Hour {
    /// Its beginning.
    pub begins: i64,
    /// Number of pages that were read.
    pub pages: u64,
}

/// Reads of a page in the last 24 hours.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct PageReads {
    /// Host of the page.
    pub host: String,
    /// Its path.
    pub path: String,
    /// Number of reads.
    pub reads: u64,
}
