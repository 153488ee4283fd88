//! `Report`: messages to the service manager: that the server starts, serves, reads its
//! configuration again, stops, and that it lives. Sending them is for `sd_notify`.

use std::time::{Duration, Instant};

use sd_notify::NotifyState;

use super::sd_notify::Notifier;
use crate::escape::escape_controls;

/// Shortest time between two messages on the status, if it has changed, and between two signs of
/// life where nobody says how often there have to be some.
const STATUS: Duration = Duration::from_secs(60);
/// While sites are read: pause before more time is asked for, how much each time, and how often at
/// most. A disk that never answers must not look like a large site for ever.
const READING: Duration = Duration::from_secs(10);
const MORE_TIME: Duration = Duration::from_secs(30);
const MOST_ASKED: u32 = 60;
/// The most characters of a text of a worker or of a fault. systemd leaves out a message of more
/// than 4096 bytes.
const LONGEST: usize = 600;

/// Reports on a server.
#[derive(Debug)]
pub(super) struct Report {
    notifier: Notifier,
    /// Of the worker that serves.
    status: String,
    /// Fault of the newest configuration, if it is not in force.
    fault: Option<String>,
    /// The status that was sent last, and when.
    sent: (String, Option<Instant>),
    reading: Option<Reading>,
    /// Time of the last sign of life.
    lived: Option<Instant>,
}

/// Something that may take longer than the service manager expects.
#[derive(Debug)]
struct Reading {
    next: Instant,
    asked: u32,
}

impl Report {
    /// A report to this service manager.
    pub(super) fn new(notifier: Notifier) -> Self {
        let sent = (String::new(), None);
        Self { notifier, status: String::new(), fault: None, sent, reading: None, lived: None }
    }

    /// Pause between two signs of life of a worker: half of what the service manager allows, as
    /// sd_watchdog_enabled(3) has it.
    pub(super) fn pause(&self) -> Duration {
        self.notifier
            .watchdog
            .map_or(STATUS, |allowed| (allowed / 2).clamp(Duration::from_millis(1), STATUS))
    }

    /// The server starts.
    pub(super) fn starting(&mut self, now: Instant) {
        self.notifier.send(&[NotifyState::Status("reading what is to be served")]);
        self.begin_reading(now);
    }

    /// Everything is read again.
    pub(super) fn reloading(&mut self, now: Instant) {
        // systemd pairs the message with its request by the time in it; a system without that clock
        // has no systemd.
        let clock = NotifyState::monotonic_usec_now().ok();
        let states: Vec<_> = [NotifyState::Reloading].into_iter().chain(clock).collect();
        self.notifier.send(&states);
        self.begin_reading(now);
    }

    /// A worker could serve, or says that it lives. What it says is taken for words of a stranger.
    pub(super) fn status(&mut self, status: &str) {
        self.status = short(status);
    }

    /// The server serves; with a fault, if the newest configuration has one.
    pub(super) fn serving(&mut self, fault: Option<&str>, now: Instant) {
        self.reading = None;
        self.fault = fault.map(short);
        self.sent = (self.shown(), Some(now));
        self.notifier.send(&[NotifyState::Ready, NotifyState::Status(&self.sent.0)]);
    }

    /// The worker that serves has said that it lives. One that says so all the time is not passed
    /// on.
    pub(super) fn lives(&mut self, now: Instant) {
        if self.lived.is_some_and(|before| now.duration_since(before) < self.pause() / 2) {
            return;
        }
        self.lived = Some(now);
        let status = self.shown();
        let is_due = self.sent.1.is_none_or(|sent| now.duration_since(sent) >= STATUS);
        let is_news = status != self.sent.0 && is_due;
        let mut states = Vec::new();
        if self.notifier.watchdog.is_some() {
            states.push(NotifyState::Watchdog);
        }
        if is_news {
            states.push(NotifyState::Status(&status));
        }
        if !states.is_empty() {
            self.notifier.send(&states);
        }
        if is_news {
            self.sent = (status, Some(now));
        }
    }

    /// No connection is accepted any more.
    pub(super) fn stopping(&mut self) {
        self.reading = None;
        self.notifier.send(&[NotifyState::Stopping, NotifyState::Status("stopping")]);
    }

    /// The time of the next [`Report::passed`].
    pub(super) fn due(&self) -> Option<Instant> {
        self.reading.as_ref().map(|reading| reading.next)
    }

    /// Asks for more time, where that is due.
    pub(super) fn passed(&mut self, now: Instant) {
        let Some(reading) = &mut self.reading else { return };
        if reading.next > now {
            return;
        }
        reading.next = now + READING;
        reading.asked += 1;
        let is_last = reading.asked >= MOST_ASKED;
        self.notifier.send(&[NotifyState::ExtendTimeoutUsec(microseconds(MORE_TIME))]);
        if is_last {
            self.reading = None;
        }
    }

    fn begin_reading(&mut self, now: Instant) {
        self.reading = Some(Reading { next: now + READING, asked: 0 });
    }

    /// On one line, as `systemctl status` shows it.
    fn shown(&self) -> String {
        match &self.fault {
            None => self.status.clone(),
            Some(fault) => {
                format!("{}; the new configuration is not in force: {fault}", self.status)
            }
        }
    }
}

fn short(text: &str) -> String {
    escape_controls(text).chars().take(LONGEST).collect()
}

fn microseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::sd_notify::tests::Received;
    use super::*;

    fn report(watchdog: Option<Duration>) -> (Received, Report) {
        let (received, notifier) = Received::with_notifier(watchdog);
        (received, Report::new(notifier))
    }

    const STARTING: &str = "STATUS=reading what is to be served\n";

    #[test]
    fn a_server_says_how_it_is() {
        let (received, mut report) = report(None);
        let now = Instant::now();
        report.starting(now);
        report.status("serving a: 1 page");
        report.serving(None, now);
        assert_eq!(received.all(), [STARTING, "READY=1\nSTATUS=serving a: 1 page\n"]);
        report.reloading(now);
        report.serving(Some("a\nb"), now);
        let messages = received.all();
        assert!(messages[0].starts_with("RELOADING=1\nMONOTONIC_USEC="), "{messages:?}");
        let fault = "; the new configuration is not in force: a\\nb";
        assert_eq!(messages[1..], [format!("READY=1\nSTATUS=serving a: 1 page{fault}\n")]);
        report.serving(None, now);
        received.all();
        report.status("serving a: 2 pages");
        report.lives(now + STATUS - Duration::from_millis(1));
        assert_eq!(received.all(), [""; 0], "not so soon");
        report.lives(now + STATUS);
        report.lives(now + STATUS * 3);
        assert_eq!(received.all(), ["STATUS=serving a: 2 pages\n"]);
        report.stopping();
        assert_eq!(received.all(), ["STOPPING=1\nSTATUS=stopping\n"]);
    }

    #[test]
    fn more_time_is_asked_for_while_something_large_is_read_and_not_for_ever() {
        let (received, mut report) = report(None);
        let mut now = Instant::now();
        report.starting(now);
        report.passed(now + READING - Duration::from_millis(1));
        assert_eq!(received.all(), [STARTING]);
        for _ in 0..2 * MOST_ASKED {
            now += READING;
            report.passed(now);
        }
        assert_eq!(received.all(), vec!["EXTEND_TIMEOUT_USEC=30000000\n"; MOST_ASKED as usize]);
        assert_eq!(report.due(), None);
        report.reloading(now);
        assert_eq!(report.due(), Some(now + READING));
        report.serving(None, now);
        assert_eq!(report.due(), None);
    }

    #[test]
    fn a_sign_of_life_is_passed_on_where_somebody_waits_for_it() {
        let (received, mut report) = report(Some(Duration::from_secs(20)));
        assert_eq!(report.pause(), Duration::from_secs(10));
        let now = Instant::now();
        report.lives(now);
        report.lives(now + Duration::from_secs(4));
        report.lives(now + Duration::from_secs(5));
        assert_eq!(received.all(), ["WATCHDOG=1\n"; 2]);
        assert_eq!(super::tests::report(None).1.pause(), STATUS);
    }

    #[test]
    fn what_a_worker_says_stays_on_a_short_line() {
        let (received, mut report) = report(None);
        report.status(&"\n".repeat(10_000));
        report.serving(Some(&"\u{9b}x".repeat(10_000)), Instant::now());
        let message = received.all().concat();
        assert!(message.len() < 4096 && message.lines().count() == 2, "{message}");
    }
}
