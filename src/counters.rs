//! What the server counts of itself, for Prometheus and for `propus status`: requests, connections,
//! handshakes, and which pages were read in the last day. Nothing of who asked; how it is asked for
//! is for `net`.
//!
//! The counts are a value that is handed to those who count, so that two servers in one process
//! share none. Labels come from the configuration and from this code, never from strangers, so
//! their number is bounded.

mod hits;
mod status;

pub use prometheus::Error as CounterError;
pub use status::{Cache, Handshakes, Host, Hour, PageReads, Spoken, Status};

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use prometheus::core::Collector;
use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use self::hits::Day;
use crate::exchange::Refusal;
use crate::path::CapsulePath;

/// The media type of the text that Prometheus reads.
pub const EXPOSITION: &str = prometheus::TEXT_FORMAT;

/// How long answers take, in seconds: from the cache, from a disk, over a slow line.
const SECONDS: &[f64] = &[0.000_5, 0.002, 0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0];

/// All counts of a server.
#[derive(Debug)]
pub struct Counters {
    registry: Registry,
    started: Timestamp,
    reloaded: AtomicI64,
    requests: IntCounterVec,
    sent: IntCounterVec,
    seconds: HistogramVec,
    open: IntGaugeVec,
    turned_away: IntCounterVec,
    handshakes: IntCounterVec,
    failed_handshakes: IntCounterVec,
    cache_hits: IntCounterVec,
    cache_misses: IntCounterVec,
    lost_lines: IntCounterVec,
    most_open: IntGauge,
    last_reload: IntGauge,
    hosts: HostGauges,
    /// The hosts that the gauges tell of.
    known: Mutex<Vec<String>>,
    day: Mutex<Day>,
}

/// What there is of each host.
#[derive(Debug)]
struct HostGauges {
    pages: IntGaugeVec,
    warnings: IntGaugeVec,
    cache: IntGaugeVec,
    certificate: IntGaugeVec,
    read: IntGaugeVec,
}

/// Why a connection came to nothing, though a client wanted one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TurnedAway {
    /// The server had as many as it may.
    Overloaded,
    /// The address had as many as it may.
    TooMany,
    /// It came from a proxy and did not say from whom.
    NoHeader,
    /// It had asked for nothing yet and gave its place to a newcomer.
    Displaced,
    /// The system could not accept it, most often for want of descriptors.
    NotAccepted,
}

/// Why there was no handshake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoHandshake {
    /// The client took too long, or said nothing.
    Late,
    /// What came first was not TLS.
    NotTls,
    /// The client speaks nothing newer than TLS 1.1.
    TooOld,
    /// The two found no common ground, or the client broke off.
    Failed,
}

/// What is known at the moment, besides what was counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Moment {
    /// The hosts that are served.
    pub hosts: Vec<HostMoment>,
    /// The most connections at a time.
    pub most_open: u64,
    /// Lines that were lost: of the access log, and of the events.
    pub lost_lines: [(&'static str, u64); 2],
}

/// What is known of a host at the moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostMoment {
    /// Its name.
    pub name: String,
    /// How many pages it has.
    pub pages: u64,
    /// How many bytes of rendered pages are kept.
    pub cached: u64,
    /// Until when its certificate is valid, if it has one.
    pub certificate_ends: Option<Timestamp>,
}

/// A connection that is counted as open until this is dropped.
#[derive(Debug)]
pub struct Open(Option<IntGauge>);

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(gauge) = &self.0 {
            gauge.dec();
        }
    }
}

impl TurnedAway {
    const ALL: [Self; 5] =
        [Self::Overloaded, Self::TooMany, Self::NoHeader, Self::Displaced, Self::NotAccepted];

    fn label(self) -> &'static str {
        match self {
            Self::Overloaded => "overloaded",
            Self::TooMany => "too-many-of-address",
            Self::NoHeader => "no-proxy-header",
            Self::Displaced => "displaced",
            Self::NotAccepted => "not-accepted",
        }
    }
}

impl From<Refusal> for TurnedAway {
    fn from(refusal: Refusal) -> Self {
        if refusal == Refusal::TooMany { Self::TooMany } else { Self::Overloaded }
    }
}

impl NoHandshake {
    const ALL: [Self; 4] = [Self::Late, Self::NotTls, Self::TooOld, Self::Failed];

    fn label(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::NotTls => "not-tls",
            Self::TooOld => "too-old",
            Self::Failed => "failed",
        }
    }
}

impl Counters {
    /// All at nought, from now on.
    ///
    /// # Errors
    /// When one of the names could not be a metric's.
    pub fn new() -> Result<Self, CounterError> {
        let registry = Registry::new();
        let counter = |name, help, labels| {
            kept(&registry, IntCounterVec::new(Opts::new(name, help), labels)?)
        };
        let gauge =
            |name, help, labels| kept(&registry, IntGaugeVec::new(Opts::new(name, help), labels)?);
        let single = |name, help| kept(&registry, IntGauge::with_opts(Opts::new(name, help))?);
        let seconds = HistogramOpts::new(
            "propus_request_seconds",
            "From the whole request to the end of the answer.",
        )
        .buckets(SECONDS.to_vec());
        let started = Timestamp::now();
        single("propus_start_time_seconds", "When the server started, in Unix time.")?
            .set(started.as_second());
        let build = gauge(
            "propus_build_info",
            "Always 1; the label says which version this is.",
            &["version"],
        )?;
        build.get_metric_with_label_values(&[env!("CARGO_PKG_VERSION")])?.set(1);
        let counters = Self {
            started,
            reloaded: AtomicI64::new(started.as_second()),
            requests: counter(
                "propus_requests_total",
                "Requests that were answered, with Gemini's number for the answer, on Gopher too.",
                &["protocol", "host", "status"],
            )?,
            sent: counter(
                "propus_sent_bytes_total",
                "Bytes of answers, before encryption.",
                &["protocol"],
            )?,
            seconds: kept(&registry, HistogramVec::new(seconds, &["protocol"])?)?,
            open: gauge("propus_open_connections", "Connections that are open.", &["protocol"])?,
            turned_away: counter(
                "propus_refused_connections_total",
                "Connections that came to nothing, and why.",
                &["reason"],
            )?,
            handshakes: counter(
                "propus_handshakes_total",
                "TLS handshakes.",
                &["version", "resumed"],
            )?,
            failed_handshakes: counter(
                "propus_failed_handshakes_total",
                "TLS handshakes that came to nothing, and why.",
                &["reason"],
            )?,
            cache_hits: counter(
                "propus_cache_hits_total",
                "Pages that were ready when asked for.",
                &["host"],
            )?,
            cache_misses: counter(
                "propus_cache_misses_total",
                "Pages that had to be converted first.",
                &["host"],
            )?,
            lost_lines: counter(
                "propus_lost_log_lines_total",
                "Log lines for which there was no room.",
                &["log"],
            )?,
            most_open: single("propus_max_connections", "The most connections at a time.")?,
            last_reload: single(
                "propus_last_reload_success_timestamp_seconds",
                "When the configuration was last read without a fault, in Unix time.",
            )?,
            hosts: HostGauges {
                pages: gauge("propus_pages", "Pages that are served.", &["host"])?,
                warnings: gauge(
                    "propus_warnings",
                    "Faults of pages, when all were last read.",
                    &["host"],
                )?,
                cache: gauge(
                    "propus_cache_bytes",
                    "Bytes of converted pages that are kept.",
                    &["host"],
                )?,
                certificate: gauge(
                    "propus_certificate_expiry_timestamp_seconds",
                    "Until when the certificate is valid, in Unix time.",
                    &["host"],
                )?,
                read: gauge(
                    "propus_folder_read_timestamp_seconds",
                    "When the folder was last read.",
                    &["host"],
                )?,
            },
            known: Mutex::default(),
            day: Mutex::default(),
            registry,
        };
        counters.begin_at_nought();
        Ok(counters)
    }

    /// What has not happened yet is there all the same: an alarm can't go off on a series that does
    /// not exist.
    fn begin_at_nought(&self) {
        for reason in TurnedAway::ALL {
            add(&self.turned_away, &[reason.label()], 0);
        }
        for reason in NoHandshake::ALL {
            add(&self.failed_handshakes, &[reason.label()], 0);
        }
    }

    /// A request was answered: with Gemini's number for the answer, in so many bytes.
    pub fn request(
        &self,
        protocol: &'static str,
        host: &str,
        status: u8,
        sent: u64,
        took: Duration,
    ) {
        add(&self.requests, &[protocol, host, &status.to_string()], 1);
        add(&self.sent, &[protocol], sent);
        if let Ok(seconds) = self.seconds.get_metric_with_label_values(&[protocol]) {
            seconds.observe(took.as_secs_f64());
        }
        lock(&self.day).request(hour_now(), protocol);
    }

    /// A page that is served was sent, or is about to be.
    pub fn page(&self, host: &str, path: &CapsulePath) {
        lock(&self.day).page(hour_now(), host, path);
    }

    /// A connection is open, until what is returned is dropped.
    #[must_use]
    pub fn open(&self, protocol: &'static str) -> Open {
        let gauge = self.open.get_metric_with_label_values(&[protocol]).ok();
        gauge.iter().for_each(IntGauge::inc);
        Open(gauge)
    }

    /// A connection came to nothing.
    pub fn turned_away(&self, why: TurnedAway) {
        add(&self.turned_away, &[why.label()], 1);
    }

    /// A client shook hands, in that version of TLS.
    pub fn handshake(&self, version: &'static str, resumed: bool) {
        add(&self.handshakes, &[version, if resumed { "yes" } else { "no" }], 1);
    }

    /// A client that should have shaken hands did not.
    pub fn no_handshake(&self, why: NoHandshake) {
        add(&self.failed_handshakes, &[why.label()], 1);
    }

    /// A page was asked for, and was ready or had to be converted.
    pub fn cached(&self, host: &str, ready: bool) {
        add(if ready { &self.cache_hits } else { &self.cache_misses }, &[host], 1);
    }

    /// A host's folder was read.
    pub fn folder_read(&self, host: &str) {
        set(&self.hosts.read, host, Timestamp::now().as_second());
    }

    /// All pages of a host were read, and so many faults found.
    pub fn warnings(&self, host: &str, count: usize) {
        set(&self.hosts.warnings, host, i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// The configuration was read without a fault.
    pub fn reloaded(&self) {
        self.reloaded.store(Timestamp::now().as_second(), Ordering::Relaxed);
    }

    /// Everything in the text that Prometheus reads.
    #[must_use]
    pub fn exposition(&self, moment: &Moment) -> String {
        let known = self.take_in(moment);
        let text = TextEncoder::new().encode_to_string(&self.registry.gather());
        drop(known);
        // Only a metric without a sample can't be written, and none is gathered.
        text.unwrap_or_default()
    }

    /// Everything for a person.
    #[must_use]
    pub fn status(&self, moment: &Moment) -> Status {
        let known = self.take_in(moment);
        let families = self.registry.gather();
        drop(known);
        let mut status = Status::of(&families, moment);
        status.started = self.started.as_second();
        status.reloaded = self.reloaded.load(Ordering::Relaxed);
        status.now = Timestamp::now().as_second();
        lock(&self.day).tell(hour_now(), &mut status);
        status
    }

    /// Sets the gauges to what is known now. Nobody else does until what is returned is dropped.
    fn take_in(&self, moment: &Moment) -> MutexGuard<'_, Vec<String>> {
        let mut known = lock(&self.known);
        let HostGauges { pages, warnings, cache, certificate, read } = &self.hosts;
        for gone in known.iter().filter(|name| moment.hosts.iter().all(|host| host.name != **name))
        {
            for gauges in [pages, warnings, cache, certificate, read] {
                // It may never have been set.
                let _ = gauges.remove_label_values(&[gone]);
            }
            for counted in [&self.cache_hits, &self.cache_misses] {
                let _ = counted.remove_label_values(&[gone]);
            }
        }
        let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        for host in &moment.hosts {
            set(pages, &host.name, signed(host.pages));
            set(cache, &host.name, signed(host.cached));
            for counted in [&self.cache_hits, &self.cache_misses] {
                add(counted, &[&host.name], 0);
            }
            if let Some(ends) = host.certificate_ends {
                set(certificate, &host.name, ends.as_second());
            }
        }
        self.most_open.set(signed(moment.most_open));
        self.last_reload.set(self.reloaded.load(Ordering::Relaxed));
        for (log, lost) in moment.lost_lines.iter().filter(|(log, _)| !log.is_empty()) {
            if let Ok(counter) = self.lost_lines.get_metric_with_label_values(&[log]) {
                counter.inc_by(lost.saturating_sub(counter.get()));
            }
        }
        *known = moment.hosts.iter().map(|host| host.name.clone()).collect();
        known
    }
}

/// A metric that the registry knows.
fn kept<M: Collector + Clone + 'static>(registry: &Registry, metric: M) -> Result<M, CounterError> {
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

/// Adds to a counter. That of a wrong number of labels does not exist, and the tests ask for each.
fn add(counters: &IntCounterVec, labels: &[&str], number: u64) {
    if let Ok(counter) = counters.get_metric_with_label_values(labels) {
        counter.inc_by(number);
    }
}

fn set(gauges: &IntGaugeVec, host: &str, number: i64) {
    if let Ok(gauge) = gauges.get_metric_with_label_values(&[host]) {
        gauge.set(number);
    }
}

/// The number of the hour, since the beginning of Unix time.
fn hour_now() -> i64 {
    Timestamp::now().as_second() / 3600
}

/// What is locked is whole after each method, so a panic elsewhere doesn't make it useless.
fn lock<T>(locked: &Mutex<T>) -> MutexGuard<'_, T> {
    locked.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
