//! `Carried`: counts that one process hands to the next, so that they go on when a server is
//! replaced.

use std::collections::BTreeMap;

use prometheus::proto::{Bucket, Counter, Histogram, LabelPair, Metric, MetricFamily, MetricType};
use serde::{Deserialize, Serialize};

use super::day::DayRecord;
use super::knocks::Knocks;

/// Counts on their way from one process to another. What it says is taken for what a stranger says:
/// counts of names that nobody knows are left out.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    pub(super) counts: Counts,
    pub(super) day: DayRecord,
    /// Faults of the pages of each host, when all were last read.
    pub(super) warnings: BTreeMap<String, i64>,
    pub(super) knocks: Knocks,
}

/// Counts that are kept beside those of a registry, each with its name and its labels.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Count>", into = "Vec<Count>")]
pub(super) struct Counts(BTreeMap<Key, Value>);

/// Name of a metric, and its labels in the order of their names.
type Key = (String, Vec<(String, String)>);

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Count {
    name: String,
    labels: Vec<(String, String)>,
    value: Value,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Value {
    Number(u64),
    /// Observations: those up to each bound, all, and their sum.
    Times {
        up_to: Vec<u64>,
        all: u64,
        sum: f64,
    },
}

/// The counts of hosts, which go with their hosts.
const OF_HOSTS: [&str; 2] = ["propus_cache_hits_total", "propus_cache_misses_total"];

impl From<Vec<Count>> for Counts {
    fn from(counts: Vec<Count>) -> Self {
        Self(counts.into_iter().map(|it| ((it.name, it.labels), it.value)).collect())
    }
}

impl From<Counts> for Vec<Count> {
    fn from(counts: Counts) -> Self {
        let counts = counts.0.into_iter();
        counts.map(|((name, labels), value)| Count { name, labels, value }).collect()
    }
}

impl Counts {
    /// All that only grows in these families.
    pub(super) fn of(families: &[MetricFamily]) -> Self {
        let mut counts = BTreeMap::new();
        for family in families {
            for metric in family.get_metric() {
                if let Some(value) = Value::of(family.get_field_type(), metric) {
                    counts.insert((family.name().to_owned(), labels(metric)), value);
                }
            }
        }
        Self(counts)
    }

    /// Adds others to these.
    pub(super) fn add(&mut self, others: Self) {
        for (key, value) in others.0 {
            match self.0.get_mut(&key) {
                Some(own) => own.add(&value),
                None => drop(self.0.insert(key, value)),
            }
        }
    }

    /// Takes others away, which these have grown from.
    pub(super) fn subtract(&mut self, others: &Self) {
        for (key, value) in &others.0 {
            if let Some(own) = self.0.get_mut(key) {
                own.subtract(value);
            }
        }
    }

    /// Forgets the hosts that are not among these.
    pub(super) fn keep_hosts<'a>(&mut self, hosts: impl Iterator<Item = &'a str> + Clone) {
        self.0.retain(|(name, labels), _| {
            !OF_HOSTS.contains(&name.as_str())
                || labels.iter().all(|(_, value)| hosts.clone().any(|host| host == value))
        });
    }

    /// Adds these to families of the same names.
    pub(super) fn add_to(&self, families: &mut [MetricFamily]) {
        for ((name, labels), value) in &self.0 {
            let Some(family) = families.iter_mut().find(|family| family.name() == name) else {
                continue;
            };
            let kind = family.get_field_type();
            let metrics = family.mut_metric();
            match metrics.iter_mut().find(|metric| self::labels(metric) == *labels) {
                Some(metric) => value.add_to(kind, metric),
                None => {
                    let mut metric = Metric::from_label(labels.iter().map(pair).collect());
                    value.add_to(kind, &mut metric);
                    metrics.push(metric);
                }
            }
        }
    }
}

fn labels(metric: &Metric) -> Vec<(String, String)> {
    let pairs = metric.get_label().iter();
    pairs.map(|label| (label.name().to_owned(), label.value().to_owned())).collect()
}

fn pair((name, value): &(String, String)) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.clone());
    pair.set_value(value.clone());
    pair
}

impl Value {
    /// The value of a metric, if it only grows.
    fn of(kind: MetricType, metric: &Metric) -> Option<Self> {
        match kind {
            MetricType::COUNTER => Some(Self::Number(whole(metric.get_counter().get_value()))),
            MetricType::HISTOGRAM => {
                let times = metric.get_histogram();
                Some(Self::Times {
                    up_to: times.get_bucket().iter().map(Bucket::cumulative_count).collect(),
                    all: times.get_sample_count(),
                    sum: times.get_sample_sum(),
                })
            }
            MetricType::GAUGE | MetricType::SUMMARY | MetricType::UNTYPED => None,
        }
    }

    fn add(&mut self, other: &Self) {
        match (self, other) {
            (Self::Number(own), Self::Number(other)) => *own = own.saturating_add(*other),
            (Self::Times { up_to, all, sum }, Self::Times { up_to: more, all: n, sum: s }) => {
                let pairs = up_to.iter_mut().zip(more);
                pairs.for_each(|(own, other)| *own = own.saturating_add(*other));
                *all = all.saturating_add(*n);
                *sum += s;
            }
            // Of another kind it is of another program.
            (Self::Number(_), Self::Times { .. }) | (Self::Times { .. }, Self::Number(_)) => {}
        }
    }

    fn subtract(&mut self, other: &Self) {
        match (self, other) {
            (Self::Number(own), Self::Number(other)) => *own = own.saturating_sub(*other),
            (Self::Times { up_to, all, sum }, Self::Times { up_to: less, all: n, sum: s }) => {
                let pairs = up_to.iter_mut().zip(less);
                pairs.for_each(|(own, other)| *own = own.saturating_sub(*other));
                *all = all.saturating_sub(*n);
                *sum -= s;
            }
            (Self::Number(_), Self::Times { .. }) | (Self::Times { .. }, Self::Number(_)) => {}
        }
    }

    fn add_to(&self, kind: MetricType, metric: &mut Metric) {
        let mut value = Self::of(kind, metric).unwrap_or_else(|| self.clone());
        value.add(self);
        match (value, kind) {
            (Self::Number(number), MetricType::COUNTER) => {
                let mut counter = Counter::default();
                counter.set_value(number as f64);
                metric.set_counter(counter);
            }
            (Self::Times { up_to, all, sum }, MetricType::HISTOGRAM) => {
                metric.set_histogram(histogram(metric.get_histogram(), &up_to, all, sum));
            }
            _ => {}
        }
    }
}

/// A histogram with the bounds of another one.
fn histogram(bounds: &Histogram, up_to: &[u64], all: u64, sum: f64) -> Histogram {
    let mut histogram = Histogram::default();
    let buckets = bounds.get_bucket().iter().zip(up_to).map(|(bound, count)| {
        let mut bucket = Bucket::default();
        bucket.set_upper_bound(bound.upper_bound());
        bucket.set_cumulative_count(*count);
        bucket
    });
    histogram.set_bucket(buckets.collect());
    histogram.set_sample_count(all);
    histogram.set_sample_sum(sum);
    histogram
}

/// Counts are whole numbers, and floats are exact up to 2^53.
fn whole(value: f64) -> u64 {
    if value > 0.0 { value as u64 } else { 0 }
}
