//! `Status`: the counts as a document, which the running server writes and `propus status` reads.

use std::collections::BTreeMap;

use prometheus::proto::{Metric, MetricFamily};
use serde::{Deserialize, Serialize};

use super::Moment;

/// What a server tells of itself. Times are seconds of Unix time.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug, Default)]
pub struct Status {
    /// The version of propus.
    pub version: String,
    /// When it started.
    pub started: i64,
    /// When its configuration was last read without a fault.
    pub reloaded: i64,
    /// When this was written.
    pub now: i64,
    /// The hosts that it serves.
    pub hosts: Vec<Host>,
    /// Connections that are open, by protocol.
    pub open: BTreeMap<String, u64>,
    /// The most connections at a time.
    pub most_open: u64,
    /// Requests, by protocol.
    pub protocols: Vec<Spoken>,
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
    /// Pages that were read in each of the last 24 hours, the oldest first; the last hour is not
    /// over.
    pub hours: Vec<Hour>,
    /// The pages that were read most in these hours.
    pub pages: Vec<PageReads>,
    /// How often any other page was read.
    pub other_reads: u64,
}

/// A host.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// How many pages it has.
    pub pages: u64,
    /// How many faults they have, as far as that is known.
    pub warnings: Option<u64>,
    /// Until when its certificate is valid.
    pub certificate_ends: Option<i64>,
    /// When its folder was last read.
    pub folder_read: Option<u64>,
}

/// What was said in a protocol.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct Spoken {
    /// Which.
    pub protocol: String,
    /// Requests since the start.
    pub requests: u64,
    /// Requests in the last 24 hours.
    pub today: u64,
    /// Requests since the start whose answer was no failure: a page, a question, or where to go.
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
    /// How large it is now.
    pub bytes: u64,
}

/// An hour.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct Hour {
    /// When it began.
    pub begins: i64,
    /// How many pages were read.
    pub pages: u64,
}

/// How often a page was read in the last 24 hours.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct PageReads {
    /// Whose page it is.
    pub host: String,
    /// Its path.
    pub path: String,
    /// How often.
    pub reads: u64,
}

impl Status {
    /// What the metrics and the moment tell, without the times and the day.
    pub(super) fn of(families: &[MetricFamily], moment: &Moment) -> Self {
        let metrics = Metrics(families);
        let protocols = metrics.by("propus_requests_total", "protocol").into_iter().map(
            |(protocol, requests)| {
                let own = |labels: &[(&str, &str)]| labels.contains(&("protocol", &protocol));
                let good = metrics.sum("propus_requests_total", |labels| {
                    own(labels) && labels.iter().any(is_good)
                });
                let sent = metrics.sum("propus_sent_bytes_total", own);
                Spoken { requests, today: 0, good, sent, protocol: protocol.clone() }
            },
        );
        let resumed = |yes| {
            metrics.sum("propus_handshakes_total", |labels| labels.contains(&("resumed", yes)))
        };
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            hosts: moment.hosts.iter().map(|host| metrics.host(host)).collect(),
            open: metrics.by("propus_open_connections", "protocol"),
            most_open: moment.most_open,
            protocols: protocols.collect(),
            statuses: metrics.by("propus_requests_total", "status"),
            turned_away: metrics.by("propus_refused_connections_total", "reason"),
            handshakes: Handshakes {
                full: resumed("no"),
                resumed: resumed("yes"),
                failed: metrics.by("propus_failed_handshakes_total", "reason"),
            },
            cache: Cache {
                hits: metrics.sum("propus_cache_hits_total", |_| true),
                misses: metrics.sum("propus_cache_misses_total", |_| true),
                bytes: metrics.sum("propus_cache_bytes", |_| true),
            },
            lost_lines: metrics.by("propus_lost_log_lines_total", "log"),
            ..Self::default()
        }
    }
}

/// Whether a label is a status that tells of no failure.
fn is_good((name, value): &(&str, &str)) -> bool {
    *name == "status" && value.starts_with(['1', '2', '3'])
}

/// What was gathered.
struct Metrics<'a>(&'a [MetricFamily]);

impl Metrics<'_> {
    /// All samples of a name, each with its labels.
    fn samples(&self, name: &str) -> impl Iterator<Item = (Vec<(&str, &str)>, u64)> {
        let families = self.0.iter().filter(move |family| family.name() == name);
        families.flat_map(MetricFamily::get_metric).map(|metric| {
            let labels = metric.get_label().iter().map(|label| (label.name(), label.value()));
            (labels.collect(), number(metric))
        })
    }

    fn sum(&self, name: &str, wanted: impl Fn(&[(&str, &str)]) -> bool) -> u64 {
        self.samples(name).filter(|(labels, _)| wanted(labels)).map(|(_, number)| number).sum()
    }

    /// The sums for each value of a label.
    fn by(&self, name: &str, label: &str) -> BTreeMap<String, u64> {
        let mut sums = BTreeMap::new();
        for (labels, number) in self.samples(name) {
            if let Some((_, value)) = labels.iter().find(|(name, _)| *name == label) {
                *sums.entry((*value).to_owned()).or_default() += number;
            }
        }
        sums
    }

    fn host(&self, host: &super::HostMoment) -> Host {
        let own = |name| self.by(name, "host").get(&host.name).copied();
        Host {
            name: host.name.clone(),
            pages: host.pages,
            warnings: own("propus_warnings"),
            certificate_ends: host.certificate_ends.map(|ends| ends.as_second()),
            folder_read: own("propus_folder_read_timestamp_seconds"),
        }
    }
}

/// The value of a counter or a gauge, whichever it is: the other is nought.
fn number(metric: &Metric) -> u64 {
    let value = metric.get_counter().get_value() + metric.get_gauge().get_value();
    // The counts are whole numbers, and those that are kept as floats are exact up to 2^53.
    if value > 0.0 { value as u64 } else { 0 }
}
