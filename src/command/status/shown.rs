//! Counts of a server, as a person wants to read them.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use textwrap::{Options, WordSeparator, WordSplitter, wrap};
use unicode_width::UnicodeWidthStr;

use super::bars::{Ink, lying, standing};
use crate::counters::{Standing, Status};
use crate::escape::escape_controls;
use crate::exchange::answer;
use crate::form::Protocol;
use crate::quantity::{bytes, count, thousands};
use crate::terminal::cut;

/// The rows of the bars over the hours.
const HEIGHT: usize = 6;
/// Number of pages that are named at most.
const MOST_PAGES: usize = 15;
/// Time before the end of a certificate from which on it is written how near that is; in seconds.
const SOON: i64 = 400 * 86_400;
/// Column at which values begin, behind their names.
const INDENT: usize = 14;

/// Properties of the medium that a text is written on.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// In columns.
    pub(super) width: usize,
    /// True if it shows more than ASCII.
    pub(super) blocks: bool,
    /// Time zone of the hours.
    pub(super) zone: TimeZone,
}

impl Layout {
    fn ink(&self) -> Ink {
        if self.blocks { Ink::Blocks } else { Ink::Ascii }
    }

    fn time(&self, second: i64, form: &str) -> String {
        let time = Timestamp::from_second(second).unwrap_or_default();
        time.to_zoned(self.zone.clone()).strftime(form).to_string()
    }

    fn minute(&self, second: i64) -> String {
        self.time(second, "%Y-%m-%d %H:%M")
    }
}

/// The whole text.
pub(super) fn shown(status: &Status, layout: &Layout) -> String {
    let folded = [general(status, layout), hosts(status, layout), traffic(status)]
        .map(|part| folded(&part, layout.width));
    let parts = folded.into_iter().chain([hours(status, layout), pages(status, layout)]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Lines that are too long go on below the column at which their value began; a word is never
/// broken.
fn folded(text: &str, width: usize) -> String {
    let indent = " ".repeat(INDENT);
    let options = Options::new(width)
        .subsequent_indent(&indent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    text.lines()
        .flat_map(|line| wrap(line, &options))
        .map(|line| line.into_owned() + "\n")
        .collect()
}

fn general(status: &Status, layout: &Layout) -> String {
    let mut text = String::new();
    let up = span(status.now.saturating_sub(status.started));
    line(
        &mut text,
        "propus",
        &format!("{}, up {up}, since {}", status.version, layout.minute(status.started)),
    );
    if status.reloaded > status.started {
        line(
            &mut text,
            "read again",
            &format!("{}, without a fault", layout.minute(status.reloaded)),
        );
    }
    let open: u64 = status.open.values().sum();
    let most = thousands(status.most_open);
    line(
        &mut text,
        "connections",
        &format!("{} open, of {most} at most{}", thousands(open), listed(&status.open, named)),
    );
    text
}

fn hosts(status: &Status, layout: &Layout) -> String {
    let mut text = String::new();
    for host in &status.hosts {
        let mut pages = count(host.pages, "page");
        match host.warnings {
            Some(0) => pages += ", no warnings",
            Some(warnings) => {
                pages += &format!(", {} (`propus check` shows them)", count(warnings, "warning"))
            }
            None => {}
        }
        line(&mut text, &host.name, &pages);
        if let Some(ends) = host.certificate_ends {
            let left = ends.saturating_sub(status.now);
            let when = layout.time(ends, "%Y-%m-%d");
            let end = match left {
                ..=0 => format!("ENDED {when}"),
                1..SOON => format!("ends {when}, in {}", span(left)),
                SOON.. => format!("ends {when}"),
            };
            line(&mut text, "", &format!("certificate {end}"));
        }
        if let Some(store) = &host.store {
            line(&mut text, "", &format!("store {}", stands(store, status.now)));
        }
    }
    text
}

/// How a host stands to the store.
fn stands(store: &Standing, now: i64) -> String {
    let behind = match store.behind() {
        0 => String::new(),
        behind => format!(", {} behind", count(behind, "version")),
    };
    let shown = format!("version {}{behind}", store.version);
    let error = if store.error.is_empty() { String::new() } else { format!("; {}", store.error) };
    match (store.connected, store.heard) {
        (true, _) => format!("{shown}{error}"),
        (false, 0) => format!("{shown}, NEVER HEARD OF{error}"),
        (false, heard) => format!("{shown}, SILENT for {}{error}", span(now.saturating_sub(heard))),
    }
}

fn traffic(status: &Status) -> String {
    let mut text = String::new();
    for counts in &status.protocols {
        let good = share(counts.good, counts.requests);
        let requests = format!(
            "{} in 24 h, {} in all; {good} good; {} sent",
            count(counts.today, "request"),
            thousands(counts.requests),
            bytes(counts.sent)
        );
        line(&mut text, &named(&counts.protocol), &requests);
    }
    let bad: BTreeMap<_, _> =
        status.statuses.iter().filter(|(status, _)| !status.starts_with(['1', '2', '3'])).collect();
    let bad: Vec<String> = bad
        .iter()
        .map(|(status, number)| format!("{} {}", thousands(**number), not_served(status)))
        .collect();
    if !bad.is_empty() {
        line(&mut text, "not served", &bad.join(", "));
    }
    if status.turned_away.values().any(|number| *number > 0) {
        let reasons = listed(&status.turned_away, turned_away);
        line(&mut text, "turned away", reasons.trim_start_matches(": "));
    }
    let tls = &status.handshakes;
    if tls.full + tls.resumed > 0 || tls.failed.values().any(|number| *number > 0) {
        let resumed = thousands(tls.resumed);
        let failed = listed(&tls.failed, no_handshake).replacen(": ", "; failed: ", 1);
        line(
            &mut text,
            "TLS",
            &format!("{}, {resumed} resumed{failed}", count(tls.full + tls.resumed, "handshake")),
        );
    }
    let asked = status.cache.hits + status.cache.misses;
    if asked > 0 {
        let pages = format!(
            "{} of pages were ready; {} kept",
            share(status.cache.hits, asked),
            bytes(status.cache.bytes)
        );
        line(&mut text, "cache", &pages);
    }
    let uploads: u64 = status.uploads.values().sum();
    if uploads > 0 {
        let outcomes = listed(&status.uploads, str::to_owned);
        line(&mut text, "uploads", &format!("{}{outcomes}", thousands(uploads)));
    }
    if status.lost_lines.values().any(|number| *number > 0) {
        line(
            &mut text,
            "log",
            &format!("lines were LOST{}", listed(&status.lost_lines, str::to_owned)),
        );
    }
    text
}

/// The bars of the last 24 hours, with the hour under every third.
fn hours(status: &Status, layout: &Layout) -> String {
    let numbers: Vec<u64> = status.hours.iter().map(|hour| hour.pages).collect();
    let (all, largest) = (numbers.iter().sum::<u64>(), numbers.iter().copied().max().unwrap_or(0));
    let mut text = format!("Pages read in the last 24 hours: {}\n", thousands(all));
    if all == 0 {
        return text;
    }
    let label = thousands(largest);
    // Columns from bar to bar: the most that fit.
    let room = layout.width.saturating_sub(label.len() + 2);
    let step = [3, 2].into_iter().find(|step| room > numbers.len() * step).unwrap_or(1);
    for (number, row) in standing(&numbers, HEIGHT, step, layout.ink()).iter().enumerate() {
        let label = if number == 0 { label.as_str() } else { "" };
        put(
            &mut text,
            format!("{label:>width$} {row}", width = thousands(largest).len()).trim_end(),
        );
    }
    let marks: String = status
        .hours
        .iter()
        .step_by(3)
        .map(|hour| format!("{:<width$}", layout.time(hour.begins, "%H"), width = step * 3))
        .collect();
    put(&mut text, format!("{:width$} {marks}", "", width = label.len()).trim_end());
    text
}

/// The pages that were read most, with bars.
fn pages(status: &Status, layout: &Layout) -> String {
    let Some(largest) = status.pages.first().map(|page| page.reads) else { return String::new() };
    let several = status.hosts.len() > 1;
    let rows: Vec<(String, u64)> = status
        .pages
        .iter()
        .take(MOST_PAGES)
        .map(|page| {
            let path = escape_controls(&page.path);
            (if several { format!("{}{path}", page.host) } else { path }, page.reads)
        })
        .collect();
    let digits = thousands(largest).len();
    let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(layout.width / 2);
    let room = layout.width.saturating_sub(widest + digits + 4).max(4);
    let mut text = "Read most:\n".to_owned();
    for (name, reads) in &rows {
        let name = cut(name, widest);
        let gap = " ".repeat(widest - name.width());
        let bar = lying(*reads, largest, room, layout.ink());
        put(&mut text, &format!("  {name}{gap} {:>digits$} {bar}", thousands(*reads)));
    }
    let others = status.other_reads
        + status.pages.iter().skip(MOST_PAGES).map(|page| page.reads).sum::<u64>();
    if others > 0 {
        put(&mut text, &format!("  and {} of other pages", count(others, "read")));
    }
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    put(text, &format!("{name:<INDENT$}{}{value}", if name.width() >= INDENT { " " } else { "" }));
}

fn put(text: &mut String, line: &str) {
    // To write into a string does not fail.
    let _ = writeln!(text, "{line}");
}

/// Numbers that are not nought, with what they count; behind a colon.
fn listed(numbers: &BTreeMap<String, u64>, words: impl Fn(&str) -> String) -> String {
    let counted = numbers.iter().filter(|(_, number)| **number > 0);
    let parts: Vec<String> =
        counted.map(|(name, number)| format!("{} {}", thousands(*number), words(name))).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn named(protocol: &str) -> String {
    let known = Protocol::ALL.into_iter().find(|known| known.scheme() == protocol);
    known.map_or_else(|| protocol.to_owned(), |known| known.title().to_owned())
}

fn turned_away(reason: &str) -> String {
    let words = match reason {
        "overloaded" => "found the server full",
        "too-many-of-address" => "came from addresses with too many connections",
        "no-proxy-header" => "came from a proxy without its header",
        "displaced" => "asked for nothing and gave way to others",
        "not-accepted" => "could not be accepted by the system",
        other => other,
    };
    words.to_owned()
}

fn no_handshake(reason: &str) -> String {
    let words = match reason {
        "late" => "took too long",
        "not-tls" => "spoke no TLS",
        "too-old" => "spoke TLS 1.1 or older",
        "failed" => "broke off or did not agree",
        other => other,
    };
    words.to_owned()
}

fn share(part: u64, all: u64) -> String {
    if all == 0 { "none".to_owned() } else { format!("{:.1} %", part as f64 * 100.0 / all as f64) }
}

/// Words for the status of an answer that is no page.
fn not_served(status: &str) -> String {
    let words = status.parse().ok().and_then(answer::refusal);
    words.map_or_else(|| format!("with status {status}"), str::to_owned)
}

/// A time in its two largest units.
fn span(seconds: i64) -> String {
    let seconds = u64::try_from(seconds).unwrap_or(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days @ 1..60, hours, _) => format!("{} {hours} h", count(days, "day")),
        (days, ..) => count(days, "day"),
    }
}

#[cfg(test)]
mod tests;
