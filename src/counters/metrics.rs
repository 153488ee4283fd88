//! The metrics by topic, each known to one registry under the name that Prometheus sees.

use prometheus::core::Collector;
use prometheus::{
    Error, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
};

use super::standing::Standing;

/// Bounds of the times that answers take, in seconds: from the cache, from a disk, over a slow
/// line.
const SECONDS: &[f64] = &[0.000_5, 0.002, 0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0];

#[derive(Debug)]
pub(super) struct Requests {
    pub(super) answered: IntCounterVec,
    pub(super) sent: IntCounterVec,
    pub(super) seconds: HistogramVec,
}

#[derive(Debug)]
pub(super) struct Connections {
    pub(super) open: IntGaugeVec,
    pub(super) turned_away: IntCounterVec,
    pub(super) most_open: IntGauge,
}

#[derive(Debug)]
pub(super) struct HandshakeCounts {
    pub(super) done: IntCounterVec,
    pub(super) failed: IntCounterVec,
}

#[derive(Debug)]
pub(super) struct CacheCounts {
    pub(super) hits: IntCounterVec,
    pub(super) misses: IntCounterVec,
}

/// Gauges of each host.
#[derive(Debug)]
pub(super) struct HostGauges {
    pub(super) pages: IntGaugeVec,
    pub(super) warnings: IntGaugeVec,
    pub(super) cache: IntGaugeVec,
    pub(super) certificate: IntGaugeVec,
    pub(super) read: IntGaugeVec,
    pub(super) store_connected: IntGaugeVec,
    pub(super) store_version: IntGaugeVec,
    pub(super) store_behind: IntGaugeVec,
}

impl Requests {
    pub(super) fn new(registry: &Registry) -> Result<Self, Error> {
        let seconds = HistogramOpts::new(
            "propus_request_seconds",
            "From the whole request to the end of the answer.",
        )
        .buckets(SECONDS.to_vec());
        Ok(Self {
            answered: counter(
                registry,
                "propus_requests_total",
                "Requests that were answered, with Gemini's number for the answer, on every protocol.",
                &["protocol", "host", "status"],
            )?,
            sent: counter(
                registry,
                "propus_sent_bytes_total",
                "Bytes of answers, before encryption.",
                &["protocol"],
            )?,
            seconds: registered(registry, HistogramVec::new(seconds, &["protocol"])?)?,
        })
    }
}

impl Connections {
    pub(super) fn new(registry: &Registry) -> Result<Self, Error> {
        Ok(Self {
            open: gauge(
                registry,
                "propus_open_connections",
                "Connections that are open.",
                "protocol",
            )?,
            turned_away: counter(
                registry,
                "propus_refused_connections_total",
                "Connections that came to nothing, and why.",
                &["reason"],
            )?,
            most_open: single(
                registry,
                "propus_max_connections",
                "The most connections at a time.",
            )?,
        })
    }
}

impl HandshakeCounts {
    pub(super) fn new(registry: &Registry) -> Result<Self, Error> {
        Ok(Self {
            done: counter(
                registry,
                "propus_handshakes_total",
                "TLS handshakes.",
                &["version", "resumed"],
            )?,
            failed: counter(
                registry,
                "propus_failed_handshakes_total",
                "TLS handshakes that came to nothing, and why.",
                &["reason"],
            )?,
        })
    }
}

impl CacheCounts {
    pub(super) fn new(registry: &Registry) -> Result<Self, Error> {
        Ok(Self {
            hits: counter(
                registry,
                "propus_cache_hits_total",
                "Pages that were ready when asked for.",
                &["host"],
            )?,
            misses: counter(
                registry,
                "propus_cache_misses_total",
                "Pages that had to be converted first.",
                &["host"],
            )?,
        })
    }

    pub(super) fn each(&self) -> [&IntCounterVec; 2] {
        [&self.hits, &self.misses]
    }
}

impl HostGauges {
    pub(super) fn new(registry: &Registry) -> Result<Self, Error> {
        Ok(Self {
            pages: gauge(registry, "propus_pages", "Pages that are served.", "host")?,
            warnings: gauge(
                registry,
                "propus_warnings",
                "Faults of pages, when all were last read.",
                "host",
            )?,
            cache: gauge(
                registry,
                "propus_cache_bytes",
                "Bytes of converted pages that are kept.",
                "host",
            )?,
            certificate: gauge(
                registry,
                "propus_certificate_expiry_timestamp_seconds",
                "Until when the certificate is valid, in Unix time.",
                "host",
            )?,
            read: gauge(
                registry,
                "propus_folder_read_timestamp_seconds",
                "When the folder was last read.",
                "host",
            )?,
            store_connected: gauge(
                registry,
                "propus_store_connected",
                "Whether the store has answered when it was asked last.",
                "host",
            )?,
            store_version: gauge(
                registry,
                "propus_store_version",
                "Number of the version of the store that is shown.",
                "host",
            )?,
            store_behind: gauge(
                registry,
                "propus_store_behind_versions",
                "Versions that are known of, and not shown yet.",
                "host",
            )?,
        })
    }

    /// Sets those of how a host stands to the store.
    pub(super) fn set_store(&self, host: &str, store: &Standing) {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        set(&self.store_connected, host, store.connected.into());
        set(&self.store_version, host, whole(store.version));
        set(&self.store_behind, host, whole(store.behind()));
    }

    pub(super) fn each(&self) -> [&IntGaugeVec; 8] {
        let of_store = [&self.store_connected, &self.store_version, &self.store_behind];
        let [connected, version, behind] = of_store;
        let Self { pages, warnings, cache, certificate, read, .. } = self;
        [pages, warnings, cache, certificate, read, connected, version, behind]
    }
}

pub(super) fn counter(
    registry: &Registry,
    name: &str,
    help: &str,
    labels: &[&str],
) -> Result<IntCounterVec, Error> {
    registered(registry, IntCounterVec::new(Opts::new(name, help), labels)?)
}

pub(super) fn gauge(
    registry: &Registry,
    name: &str,
    help: &str,
    label: &str,
) -> Result<IntGaugeVec, Error> {
    registered(registry, IntGaugeVec::new(Opts::new(name, help), &[label])?)
}

/// A gauge without labels.
pub(super) fn single(registry: &Registry, name: &str, help: &str) -> Result<IntGauge, Error> {
    registered(registry, IntGauge::with_opts(Opts::new(name, help))?)
}

fn registered<M: Collector + Clone + 'static>(registry: &Registry, metric: M) -> Result<M, Error> {
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

/// Adds to a counter. That of a wrong number of labels does not exist, and the tests ask for each.
pub(super) fn add(counters: &IntCounterVec, labels: &[&str], number: u64) {
    if let Ok(counter) = counters.get_metric_with_label_values(labels) {
        counter.inc_by(number);
    }
}

/// Sets the gauge of a host.
pub(super) fn set(gauges: &IntGaugeVec, host: &str, number: i64) {
    if let Ok(gauge) = gauges.get_metric_with_label_values(&[host]) {
        gauge.set(number);
    }
}
