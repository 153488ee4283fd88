//! `Counters`: all counts of a server.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{MetricFamily, MetricType};
use prometheus::{Error, IntCounterVec, IntGauge, Registry, TextEncoder};

use super::carried::{Carried, Counts};
use super::day::{Day, hour_now};
use super::knocks::{Knock, Knocks};
use super::metrics::{
    CacheCounts, Connections, HandshakeCounts, HostGauges, Requests, add, counter, gauge, set,
    single,
};
use super::moment::Moment;
use super::reason::{NoHandshake, TurnedAway, Upload};
use super::status::Status;
use super::summary::summary;
use crate::form::Protocol;
use crate::path::CapsulePath;

/// The media type of the text that Prometheus reads.
pub const EXPOSITION: &str = prometheus::TEXT_FORMAT;

/// All counts of a server.
#[derive(Debug)]
pub struct Counters {
    registry: Registry,
    started: Timestamp,
    reloaded: AtomicI64,
    requests: Requests,
    connections: Connections,
    handshakes: HandshakeCounts,
    cache: CacheCounts,
    lost_lines: IntCounterVec,
    uploads: IntCounterVec,
    last_reload: IntGauge,
    hosts: HostGauges,
    /// Names of the hosts that have gauges.
    known: Mutex<Vec<String>>,
    day: Mutex<Day>,
    /// Counts of the servers before this one.
    carried: Mutex<Counts>,
    /// Counts that have been handed over to a later one.
    given: Mutex<Counts>,
    /// Faults of the pages of each host, when all were last read, here or by the server before.
    faults: Mutex<BTreeMap<String, i64>>,
    knocks: Mutex<Knocks>,
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

impl Counters {
    /// All at nought, from now on.
    ///
    /// # Errors
    /// Fails when one of the names could not be a metric's.
    pub fn new() -> Result<Self, Error> {
        Self::since(Timestamp::now())
    }

    /// All at nought, of a server that was started then.
    ///
    /// # Errors
    /// Fails when one of the names could not be a metric's.
    pub fn since(started: Timestamp) -> Result<Self, Error> {
        let registry = Registry::new();
        describe_process(&registry, started)?;
        let counters = Self {
            started,
            reloaded: AtomicI64::new(Timestamp::now().as_second()),
            requests: Requests::new(&registry)?,
            connections: Connections::new(&registry)?,
            handshakes: HandshakeCounts::new(&registry)?,
            cache: CacheCounts::new(&registry)?,
            lost_lines: counter(
                &registry,
                "propus_lost_log_lines_total",
                "Log lines for which there was no room.",
                &["log"],
            )?,
            uploads: counter(
                &registry,
                "propus_uploads_total",
                "Uploads of those who may write, by what became of them.",
                &["outcome"],
            )?,
            last_reload: single(
                &registry,
                "propus_last_reload_success_timestamp_seconds",
                "When the configuration was last read without a fault, in Unix time.",
            )?,
            hosts: HostGauges::new(&registry)?,
            known: Mutex::default(),
            day: Mutex::default(),
            carried: Mutex::default(),
            given: Mutex::default(),
            faults: Mutex::default(),
            knocks: Mutex::default(),
            registry,
        };
        counters.begin_at_nought();
        Ok(counters)
    }

    /// Makes a series for each reason that has not come up yet: an alarm can't go off on a series
    /// that does not exist.
    fn begin_at_nought(&self) {
        for reason in TurnedAway::ALL {
            add(&self.connections.turned_away, &[reason.label()], 0);
        }
        for reason in NoHandshake::ALL {
            add(&self.handshakes.failed, &[reason.label()], 0);
        }
        for protocol in Protocol::ALL {
            // What is carried over has no bounds of its own.
            let _ = self.requests.seconds.get_metric_with_label_values(&[protocol.scheme()]);
        }
        for outcome in Upload::ALL {
            add(&self.uploads, &[outcome.label()], 0);
        }
    }

    /// A request was answered: with Gemini's number for the answer, in so many bytes.
    pub fn request(&self, protocol: Protocol, host: &str, status: u8, sent: u64, took: Duration) {
        let label = protocol.scheme();
        add(&self.requests.answered, &[label, host, &status.to_string()], 1);
        add(&self.requests.sent, &[label], sent);
        if let Ok(seconds) = self.requests.seconds.get_metric_with_label_values(&[label]) {
            seconds.observe(took.as_secs_f64());
        }
        lock(&self.day).request(hour_now(), protocol);
    }

    /// A page that is served was sent, or is about to be.
    pub fn page(&self, host: &str, path: &CapsulePath) {
        lock(&self.day).page(hour_now(), host, path);
    }

    /// An upload of one who may write came to an end.
    pub fn upload(&self, outcome: Upload) {
        add(&self.uploads, &[outcome.label()], 1);
    }

    /// A connection is open, until what is returned is dropped.
    #[must_use]
    pub fn open(&self, protocol: Protocol) -> Open {
        let gauge = self.connections.open.get_metric_with_label_values(&[protocol.scheme()]).ok();
        gauge.iter().for_each(IntGauge::inc);
        Open(gauge)
    }

    /// A connection came to nothing.
    pub fn turned_away(&self, why: TurnedAway) {
        add(&self.connections.turned_away, &[why.label()], 1);
    }

    /// A client shook hands, in that version of TLS.
    pub fn handshake(&self, version: &'static str, resumed: bool) {
        add(&self.handshakes.done, &[version, if resumed { "yes" } else { "no" }], 1);
    }

    /// A client that should have shaken hands did not.
    pub fn no_handshake(&self, why: NoHandshake) {
        add(&self.handshakes.failed, &[why.label()], 1);
    }

    /// A page was asked for, and was ready or had to be converted.
    pub fn cached(&self, host: &str, ready: bool) {
        add(if ready { &self.cache.hits } else { &self.cache.misses }, &[host], 1);
    }

    /// A host's folder was read.
    pub fn folder_read(&self, host: &str) {
        set(&self.hosts.read, host, Timestamp::now().as_second());
    }

    /// All pages of a host were read, and so many faults found.
    pub fn warnings(&self, host: &str, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        lock(&self.faults).insert(host.to_owned(), count);
    }

    /// The configuration was read without a fault.
    pub fn reloaded(&self) {
        self.reloaded.store(Timestamp::now().as_second(), Ordering::Relaxed);
    }

    /// What has been counted and has not been handed over before, for the server that takes the
    /// place of this one. What comes after that can be handed over later, in the same way.
    #[must_use]
    pub fn hand_over(&self) -> Carried {
        let all = Counts::of(&self.gather());
        let mut given = lock(&self.given);
        let mut counts = all.clone();
        counts.subtract(&given);
        *given = all;
        Carried {
            counts,
            day: lock(&self.day).take(),
            warnings: lock(&self.faults).clone(),
            knocks: std::mem::take(&mut *lock(&self.knocks)),
        }
    }

    /// A copy of what the next [`Counters::hand_over`] would give.
    #[must_use]
    pub fn copy(&self) -> Carried {
        let mut counts = Counts::of(&self.gather());
        counts.subtract(&lock(&self.given));
        Carried {
            counts,
            day: lock(&self.day).record(),
            warnings: lock(&self.faults).clone(),
            knocks: self.knocks(),
        }
    }

    /// Goes on from what another server has counted.
    pub fn take_up(&self, Carried { counts, day, warnings, knocks }: Carried) {
        let mut faults = lock(&self.faults);
        for (host, count) in warnings {
            // What was found here is newer.
            faults.entry(host).or_insert(count);
        }
        drop(faults);
        lock(&self.carried).add(counts);
        lock(&self.day).add(&day, hour_now());
        lock(&self.knocks).take_up(knocks);
    }

    /// Somebody asked for a closed part and was not admitted.
    pub fn knock(&self, knock: Knock) {
        lock(&self.knocks).add(knock);
    }

    /// Those who asked for closed parts and were not admitted.
    #[must_use]
    pub fn knocks(&self) -> Knocks {
        lock(&self.knocks).clone()
    }

    /// The metrics, with those of the servers before.
    fn gather(&self) -> Vec<MetricFamily> {
        let mut families = self.registry.gather();
        for counter in self.counters() {
            // Of one that has no sample yet there may be some from before.
            for desc in counter.desc() {
                if !families.iter().any(|family| family.name() == desc.fq_name) {
                    families.push(family_of(desc));
                }
            }
        }
        lock(&self.carried).add_to(&mut families);
        families.retain(|family| !family.get_metric().is_empty());
        families.sort_by(|one, other| one.name().cmp(other.name()));
        families
    }

    fn counters(&self) -> [&IntCounterVec; 8] {
        let Self { requests, connections, handshakes, cache, .. } = self;
        [
            &requests.answered,
            &requests.sent,
            &connections.turned_away,
            &handshakes.done,
            &handshakes.failed,
            &cache.hits,
            &cache.misses,
            &self.lost_lines,
        ]
    }

    /// Everything in the text that Prometheus reads.
    #[must_use]
    pub fn exposition(&self, moment: &Moment) -> String {
        let known = self.take_in(moment);
        let text = TextEncoder::new().encode_to_string(&self.gather());
        drop(known);
        // Only a metric without a sample can't be written, and none is gathered.
        text.unwrap_or_else(|_| String::new())
    }

    /// Everything for a person.
    #[must_use]
    pub fn status(&self, moment: &Moment) -> Status {
        let known = self.take_in(moment);
        let families = self.gather();
        drop(known);
        let mut status = summary(&families, moment);
        status.started = self.started.as_second();
        status.reloaded = self.reloaded.load(Ordering::Relaxed);
        status.now = Timestamp::now().as_second();
        lock(&self.day).report(hour_now(), &mut status);
        status
    }

    /// Sets the gauges to the moment. Nobody else does until what is returned is dropped.
    fn take_in(&self, moment: &Moment) -> MutexGuard<'_, Vec<String>> {
        let mut known = lock(&self.known);
        for gone in known.iter().filter(|name| moment.hosts.iter().all(|host| host.name != **name))
        {
            self.forget(gone);
        }
        for host in &moment.hosts {
            set(&self.hosts.pages, &host.name, signed(host.pages));
            set(&self.hosts.cache, &host.name, signed(host.cached));
            for counted in self.cache.each() {
                add(counted, &[&host.name], 0);
            }
            if let Some(ends) = host.certificate_ends {
                set(&self.hosts.certificate, &host.name, ends.as_second());
            }
            if let Some(store) = &host.store {
                self.hosts.set_store(&host.name, store);
            }
        }
        lock(&self.faults).retain(|host, count| {
            let is_served = moment.hosts.iter().any(|it| it.name == *host);
            if is_served {
                set(&self.hosts.warnings, host, *count);
            }
            is_served
        });
        lock(&self.carried).keep_hosts(moment.hosts.iter().map(|host| host.name.as_str()));
        self.connections.most_open.set(signed(moment.most_open));
        self.last_reload.set(self.reloaded.load(Ordering::Relaxed));
        for (log, lost) in moment.lost_lines.iter().filter(|(log, _)| !log.is_empty()) {
            if let Ok(counter) = self.lost_lines.get_metric_with_label_values(&[log]) {
                counter.inc_by(lost.saturating_sub(counter.get()));
            }
        }
        *known = moment.hosts.iter().map(|host| host.name.clone()).collect();
        known
    }

    /// Forgets a host that is no longer served. Some of its series may never have begun.
    fn forget(&self, host: &str) {
        for gauges in self.hosts.each() {
            let _ = gauges.remove_label_values(&[host]);
        }
        for counted in self.cache.each() {
            let _ = counted.remove_label_values(&[host]);
        }
    }
}

/// A counter without a sample.
fn family_of(desc: &Desc) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(desc.fq_name.clone());
    family.set_help(desc.help.clone());
    family.set_field_type(MetricType::COUNTER);
    family
}

/// Sets the gauges that never change.
fn describe_process(registry: &Registry, started: Timestamp) -> Result<(), Error> {
    let start =
        single(registry, "propus_start_time_seconds", "When the server started, in Unix time.")?;
    start.set(started.as_second());
    let build = gauge(
        registry,
        "propus_build_info",
        "Always 1; the label says which version this is.",
        "version",
    )?;
    build.get_metric_with_label_values(&[env!("CARGO_PKG_VERSION")])?.set(1);
    Ok(())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Locks; a value is whole after each method, so a panic elsewhere doesn't make it useless.
fn lock<T>(locked: &Mutex<T>) -> MutexGuard<'_, T> {
    locked.lock().unwrap_or_else(PoisonError::into_inner)
}
