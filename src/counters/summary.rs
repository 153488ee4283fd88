//! The metrics and the moment as a status, without the times and the day.

use std::collections::BTreeMap;

use prometheus::proto::{Metric, MetricFamily};

use super::moment::{HostMoment, Moment};
use super::status::{Cache, Handshakes, Host, ProtocolCounts, Status};

/// Sums the metrics up.
pub(super) fn summary(families: &[MetricFamily], moment: &Moment) -> Status {
    let metrics = Metrics(families);
    let protocols = metrics.by("propus_requests_total", "protocol");
    Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        hosts: moment.hosts.iter().map(|host| metrics.host(host)).collect(),
        open: metrics.by("propus_open_connections", "protocol"),
        most_open: moment.most_open,
        protocols: protocols
            .into_iter()
            .map(|(protocol, requests)| metrics.protocol(protocol, requests))
            .collect(),
        statuses: metrics.by("propus_requests_total", "status"),
        turned_away: metrics.by("propus_refused_connections_total", "reason"),
        handshakes: Handshakes {
            full: metrics.sum_of("propus_handshakes_total", "resumed", "no"),
            resumed: metrics.sum_of("propus_handshakes_total", "resumed", "yes"),
            failed: metrics.by("propus_failed_handshakes_total", "reason"),
        },
        cache: Cache {
            hits: metrics.sum("propus_cache_hits_total", |_| true),
            misses: metrics.sum("propus_cache_misses_total", |_| true),
            bytes: metrics.sum("propus_cache_bytes", |_| true),
        },
        lost_lines: metrics.by("propus_lost_log_lines_total", "log"),
        uploads: metrics.by("propus_uploads_total", "outcome"),
        ..Status::default()
    }
}

/// True for the label of a status that is no failure.
fn is_good((name, value): &(&str, &str)) -> bool {
    *name == "status" && value.starts_with(['1', '2', '3'])
}

/// Metrics as they were gathered.
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

    fn of_host(&self, name: &str, host: &HostMoment) -> Option<u64> {
        self.by(name, "host").get(&host.name).copied()
    }

    fn sum_of(&self, name: &str, label: &str, value: &str) -> u64 {
        self.sum(name, |labels| labels.contains(&(label, value)))
    }

    fn protocol(&self, protocol: String, requests: u64) -> ProtocolCounts {
        let good = self.sum("propus_requests_total", |labels| {
            labels.contains(&("protocol", &protocol)) && labels.iter().any(is_good)
        });
        let sent = self.sum_of("propus_sent_bytes_total", "protocol", &protocol);
        ProtocolCounts { protocol, requests, today: 0, good, sent }
    }

    fn host(&self, host: &HostMoment) -> Host {
        Host {
            name: host.name.clone(),
            pages: host.pages,
            warnings: self.of_host("propus_warnings", host),
            certificate_ends: host.certificate_ends.map(|ends| ends.as_second()),
            folder_read: self.of_host("propus_folder_read_timestamp_seconds", host),
            store: host.store.clone(),
        }
    }
}

/// The value of a counter or a gauge, whichever it is: the other is nought.
fn number(metric: &Metric) -> u64 {
    let value = metric.get_counter().get_value() + metric.get_gauge().get_value();
    // The counts are whole numbers, and those that are kept as floats are exact up to 2^53.
    if value > 0.0 { value as u64 } else { 0 }
}
