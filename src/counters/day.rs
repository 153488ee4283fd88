//! `Day`: the pages that were read in each of the last 24 hours. Bounded whatever is asked for:
//! only paths that are served are counted, and no more than [`MOST_PAGES`] of them.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::status::{Hour, PageReads, ProtocolCounts, Status};
use crate::form::Protocol;
use crate::path::CapsulePath;

/// Number of hours that are remembered.
const HOURS: usize = 24;
/// The most pages that are counted, each for itself. Each takes its path and some 200 bytes, so
/// that all take about a megabyte; if each path were as long as a request can be, five.
pub(super) const MOST_PAGES: usize = 4096;
/// The most pages of a report.
const MOST_REPORTED: usize = 100;
/// The seconds of an hour.
const HOUR: i64 = 3600;

/// The last 24 hours, the one that is not over among them.
#[derive(Debug, Default)]
pub(super) struct Day {
    /// The number of the latest hour.
    latest: i64,
    pages: [u64; HOURS],
    requests: BTreeMap<Protocol, [u64; HOURS]>,
    hosts: HashMap<Box<str>, HashMap<CapsulePath, [u32; HOURS]>>,
    /// Number of pages of all hosts.
    counted: usize,
}

impl Day {
    pub(super) fn request(&mut self, hour: i64, protocol: Protocol) {
        let column = self.advance(hour);
        increase(self.requests.entry(protocol).or_default().get_mut(column));
    }

    pub(super) fn page(&mut self, hour: i64, host: &str, path: &CapsulePath) {
        let column = self.advance(hour);
        increase(self.pages.get_mut(column));
        if let Some(row) = self.hosts.get_mut(host).and_then(|pages| pages.get_mut(path)) {
            if let Some(count) = row.get_mut(column) {
                *count = count.saturating_add(1);
            }
        } else if self.counted < MOST_PAGES {
            self.counted += 1;
            let mut row = [0; HOURS];
            row.iter_mut().skip(column).take(1).for_each(|count| *count = 1);
            self.hosts.entry(host.into()).or_default().insert(path.clone(), row);
        }
    }

    /// Forgets what is older than a day; gives the column of an hour. A clock that is put back
    /// counts for the latest one.
    fn advance(&mut self, hour: i64) -> usize {
        let passed = hour.saturating_sub(self.latest).clamp(0, HOURS as i64);
        self.latest = self.latest.max(hour);
        for back in 0..passed {
            self.clear(column(self.latest - back));
        }
        if passed > 0 {
            self.hosts
                .values_mut()
                .for_each(|pages| pages.retain(|_, row| row.iter().any(|count| *count > 0)));
            self.hosts.retain(|_, pages| !pages.is_empty());
            self.counted = self.hosts.values().map(HashMap::len).sum();
        }
        column(self.latest)
    }

    fn clear(&mut self, column: usize) {
        let rows = self.hosts.values_mut().flat_map(HashMap::values_mut);
        rows.filter_map(|row| row.get_mut(column)).for_each(|count| *count = 0);
        let requests = self.requests.values_mut().filter_map(|row| row.get_mut(column));
        requests.chain(self.pages.get_mut(column)).for_each(|count| *count = 0);
    }

    /// Writes the day into a status, the oldest hour first and the pages by their reads, the most
    /// first.
    pub(super) fn report(&mut self, hour: i64, status: &mut Status) {
        self.advance(hour);
        for ProtocolCounts { protocol, today, .. } in &mut status.protocols {
            *today = self.requests_by(protocol);
        }
        let hours = (0..HOURS as i64).rev().map(|back| self.latest - back);
        status.hours = hours.map(|hour| self.hour(hour)).collect();
        let all: u64 = self.pages.iter().sum();
        status.pages = self.page_reads();
        status.pages.sort_by(|one, other| (other.reads, &one.path).cmp(&(one.reads, &other.path)));
        status.pages.truncate(MOST_REPORTED);
        status.other_reads = all.saturating_sub(status.pages.iter().map(|page| page.reads).sum());
    }
}

/// A day on its way from one process to another.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct DayRecord {
    latest: i64,
    pages: Vec<u64>,
    /// By scheme.
    requests: BTreeMap<String, Vec<u64>>,
    /// By host and path.
    hosts: BTreeMap<String, BTreeMap<String, Vec<u32>>>,
}

impl Day {
    /// All of it.
    pub(super) fn record(&self) -> DayRecord {
        let requests = self.requests.iter();
        let hosts = self.hosts.iter().map(|(host, pages)| {
            let pages = pages.iter().map(|(path, row)| (path.as_str().to_owned(), row.to_vec()));
            (host.to_string(), pages.collect())
        });
        DayRecord {
            latest: self.latest,
            pages: self.pages.to_vec(),
            requests: requests.map(|(it, row)| (it.scheme().to_owned(), row.to_vec())).collect(),
            hosts: hosts.collect(),
        }
    }

    /// All of it, and begins anew.
    pub(super) fn take(&mut self) -> DayRecord {
        let record = self.record();
        *self = Self { latest: self.latest, ..Self::default() };
        record
    }

    /// Adds what another process has counted, within the bounds of this one.
    pub(super) fn add(&mut self, record: &DayRecord, now: i64) {
        self.advance(record.latest.min(now));
        let oldest = self.latest - HOURS as i64;
        let hours = (0..HOURS as i64).map(|back| record.latest - back);
        let columns: Vec<usize> =
            hours.filter(|hour| (oldest + 1..=self.latest).contains(hour)).map(column).collect();
        add_row(&mut self.pages, &record.pages, &columns);
        for (scheme, row) in &record.requests {
            if let Some(protocol) = Protocol::ALL.into_iter().find(|it| it.scheme() == scheme) {
                add_row(self.requests.entry(protocol).or_default(), row, &columns);
            }
        }
        for (host, pages) in &record.hosts {
            for (path, row) in pages {
                if let Ok(path) = CapsulePath::literal(path) {
                    self.add_page(host, path, row, &columns);
                }
            }
        }
    }

    fn add_page(&mut self, host: &str, path: CapsulePath, row: &[u32], columns: &[usize]) {
        let known = self.hosts.get(host).is_some_and(|pages| pages.contains_key(&path));
        if !known {
            if self.counted >= MOST_PAGES {
                return;
            }
            self.counted += 1;
        }
        let own = self.hosts.entry(host.into()).or_default().entry(path).or_default();
        for (column, own) in own.iter_mut().enumerate() {
            if columns.contains(&column) {
                *own = own.saturating_add(row.get(column).copied().unwrap_or(0));
            }
        }
    }

    /// Requests of the last 24 hours by the protocol of that scheme.
    fn requests_by(&self, scheme: &str) -> u64 {
        let rows = self.requests.iter().filter(|(protocol, _)| protocol.scheme() == scheme);
        rows.flat_map(|(_, row)| row).sum()
    }

    fn hour(&self, hour: i64) -> Hour {
        let pages = self.pages.get(column(hour)).copied();
        // A column is one of the hours.
        Hour { begins: hour * HOUR, pages: pages.unwrap_or(0) }
    }

    fn page_reads(&self) -> Vec<PageReads> {
        let mut pages = Vec::new();
        for (host, rows) in &self.hosts {
            for (path, row) in rows {
                let reads = row.iter().copied().map(u64::from).sum();
                let (host, path) = (host.to_string(), path.as_str().to_owned());
                pages.push(PageReads { host, path, reads });
            }
        }
        pages
    }
}

/// Adds those of these columns to a row.
fn add_row(own: &mut [u64; HOURS], row: &[u64], columns: &[usize]) {
    for (column, own) in own.iter_mut().enumerate() {
        if columns.contains(&column) {
            *own = own.saturating_add(row.get(column).copied().unwrap_or(0));
        }
    }
}

fn increase(count: Option<&mut u64>) {
    if let Some(count) = count {
        *count += 1;
    }
}

fn column(hour: i64) -> usize {
    hour.rem_euclid(HOURS as i64).unsigned_abs() as usize
}

/// Number of the hour, since the beginning of Unix time.
pub(super) fn hour_now() -> i64 {
    Timestamp::now().as_second() / HOUR
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> CapsulePath {
        CapsulePath::literal(text).unwrap()
    }

    fn reported(day: &mut Day, hour: i64) -> Status {
        let mut status = Status::default();
        day.report(hour, &mut status);
        status
    }

    /// Reads at these hours; the report on `/a` at another.
    fn check(reads: &[i64], hour: i64, expected: u64) {
        let mut day = Day::default();
        reads.iter().for_each(|hour| day.page(*hour, "h", &path("/a")));
        let status = reported(&mut day, hour);
        assert_eq!(
            status.pages.first().map_or(0, |page| page.reads),
            expected,
            "{reads:?} at {hour}"
        );
        assert_eq!(status.hours.iter().map(|hour| hour.pages).sum::<u64>(), expected);
        assert_eq!(
            (status.hours.len(), status.hours.last().unwrap().begins),
            (24, hour.max(reads[0]) * 3600)
        );
    }

    #[test]
    fn a_read_is_remembered_for_a_day() {
        check(&[1000, 1000, 1005], 1005, 3);
        check(&[1000, 1000, 1005], 1023, 3);
        check(&[1000, 1000, 1005], 1024, 1);
        check(&[1000, 1000, 1005], 1029, 0);
        check(&[1000], 9000, 0);
        check(&[1000, 990], 1000, 2);
    }

    #[test]
    fn pages_are_in_the_order_of_their_reads() {
        let mut day = Day::default();
        for (host, page, times) in [("a", "/x", 1), ("b", "/x", 3), ("a", "/y", 2), ("a", "/b", 1)]
        {
            (0..times).for_each(|_| day.page(1000, host, &path(page)));
        }
        let status = reported(&mut day, 1000);
        let pages: Vec<_> =
            status.pages.iter().map(|it| (it.host.as_str(), it.path.as_str(), it.reads)).collect();
        assert_eq!(pages, [("b", "/x", 3), ("a", "/y", 2), ("a", "/b", 1), ("a", "/x", 1)]);
    }

    #[test]
    fn no_more_pages_are_counted_than_there_is_room_for() {
        let mut day = Day::default();
        for round in 0..2 {
            (0..MOST_PAGES + 10)
                .for_each(|number| day.page(1000 + round, "h", &path(&format!("/{number}"))));
        }
        assert_eq!(day.hosts.values().map(HashMap::len).sum::<usize>(), MOST_PAGES);
        let status = reported(&mut day, 1001);
        assert_eq!(
            status.pages.iter().map(|it| it.reads).sum::<u64>() + status.other_reads,
            2 * (4096 + 10)
        );
        day.page(1030, "h", &path("/new"));
        assert_eq!(
            reported(&mut day, 1030).pages[0].path,
            "/new",
            "there is room again a day later"
        );
    }
}
