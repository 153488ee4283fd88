//! `Report`: messages to the service manager: that the server starts, serves, reads its
//! configuration again, stops, and that it lives. Sending them is for `sd_notify`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::error;

use super::sd_notify::Notifier;
use crate::escape::escape_controls;
use crate::net::{ConnectionLimit, Liveness};
use crate::site::Site;

/// Shortest time between two messages on the status, if it has changed.
const STATUS: Duration = Duration::from_secs(60);
/// While sites are read: pause before more time is asked for, how much each time, and how often at
/// most. A disk that never answers must not look like a large site for ever.
const READING: Duration = Duration::from_secs(10);
const MORE_TIME: Duration = Duration::from_secs(30);
const MOST_ASKED: u32 = 60;
/// The hosts that the status names.
const NAMED: usize = 3;
/// The most characters of a fault. systemd leaves out a message of more than 4096 bytes.
const LONGEST_FAULT: usize = 600;

/// Reports on a server. Clones are of the same one.
#[derive(Clone, Debug)]
pub(crate) struct Report(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    notifier: Notifier,
    connection_limit: ConnectionLimit,
    listeners: Liveness,
    state: Mutex<State>,
}

/// State of the server, as it was reported last.
#[derive(Debug, Default)]
struct State {
    sites: Vec<Arc<Site>>,
    /// Fault of the newest configuration, if it is not in force.
    fault: Option<String>,
    /// The status that was sent last.
    status: String,
}

/// Asks for more time until it is dropped.
pub(crate) struct MoreTime(JoinHandle<()>);

impl Drop for MoreTime {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Report {
    /// A report of a server with these permits and listeners.
    pub(crate) fn new(
        notifier: Notifier,
        connection_limit: ConnectionLimit,
        listeners: Liveness,
    ) -> Self {
        Self(Arc::new(Shared { notifier, connection_limit, listeners, state: Mutex::default() }))
    }

    /// The server starts; it may take longer than the service manager expects.
    pub(crate) fn starting(&self) -> MoreTime {
        self.0.notifier.send(&[NotifyState::Status("reading what is to be served")]);
        self.more_time()
    }

    /// Everything is read and every address is open.
    pub(crate) fn ready(&self, sites: Vec<Arc<Site>>) {
        self.serving(sites, None);
    }

    /// Everything is read again.
    pub(crate) fn reloading(&self) -> MoreTime {
        // systemd pairs the message with its request by the time in it; a system without that clock
        // has no systemd.
        let now = NotifyState::monotonic_usec_now().ok();
        let states: Vec<_> = [NotifyState::Reloading].into_iter().chain(now).collect();
        self.0.notifier.send(&states);
        self.more_time()
    }

    /// Everything was read again; with a fault, if the new configuration has one.
    pub(crate) fn reloaded(&self, sites: Vec<Arc<Site>>, fault: Option<String>) {
        self.serving(sites, fault);
    }

    /// Nothing came of reading everything again.
    pub(crate) fn not_reloaded(&self, fault: &str) {
        let sites = self.state().sites.clone();
        self.serving(sites, Some(fault.to_owned()));
    }

    /// No connection is accepted any more.
    pub(crate) fn stopping(&self) {
        let status = format!("stopping, after {}", connections(self.0.connection_limit.in_use()));
        self.0.notifier.send(&[NotifyState::Stopping, NotifyState::Status(&status)]);
    }

    fn serving(&self, sites: Vec<Arc<Site>>, fault: Option<String>) {
        let mut state = self.state();
        (state.sites, state.fault) = (sites, fault);
        state.status = state.shown(self.0.connection_limit.in_use());
        self.0.notifier.send(&[NotifyState::Ready, NotifyState::Status(&state.status)]);
    }

    fn more_time(&self) -> MoreTime {
        let shared = Arc::clone(&self.0);
        MoreTime(tokio::spawn(async move {
            let mut asking = interval(READING);
            asking.tick().await;
            for _ in 0..MOST_ASKED {
                asking.tick().await;
                shared.notifier.send(&[NotifyState::ExtendTimeoutUsec(microseconds(MORE_TIME))]);
            }
        }))
    }

    /// Reports again and again that the server lives and its status. Does not end, unless nobody
    /// listens.
    pub(crate) async fn go_on(self) {
        let Notifier { watchdog, .. } = self.0.notifier;
        if !self.0.notifier.is_connected() {
            return;
        }
        // Half of what is allowed, as sd_watchdog_enabled(3) has it.
        let pause = watchdog
            .map_or(STATUS, |allowed| (allowed / 2).clamp(Duration::from_millis(1), STATUS));
        let mut ticks = interval(pause);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if timeout(pause, self.lives()).await.is_err() {
                error!(
                    "the server does not get through a request of its own; systemd is told nothing \
                     meanwhile"
                );
                continue;
            }
            self.report_life(watchdog.is_some());
        }
    }

    /// Goes through all that a conversation needs: an answer of each listener, the permits, a
    /// thread that may block, and a look at the sites. Returns when all of that is done; a server
    /// that is stuck somewhere never gets there.
    async fn lives(&self) {
        self.0.listeners.probe_all().await;
        let _ = self.0.connection_limit.in_use();
        let sites = self.state().sites.clone();
        let looked_at = spawn_blocking(move || {
            for site in sites.iter() {
                let _ = site.with_capsule(|capsule| capsule.page_count());
            }
        });
        if looked_at.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    fn report_life(&self, watched: bool) {
        let mut state = self.state();
        let status = state.shown(self.0.connection_limit.in_use());
        let mut states = Vec::new();
        if watched {
            states.push(NotifyState::Watchdog);
        }
        if status != state.status {
            states.push(NotifyState::Status(&status));
        }
        if !states.is_empty() {
            self.0.notifier.send(&states);
        }
        state.status = status;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// On one line, as `systemctl status` shows it.
    fn shown(&self, taken: usize) -> String {
        let mut hosts: Vec<&str> =
            self.sites.iter().take(NAMED).map(|site| site.origin().host.as_str()).collect();
        let more = format!("{} more", self.sites.len().saturating_sub(NAMED));
        if self.sites.len() > NAMED {
            hosts.push(&more);
        }
        let pages: usize =
            self.sites.iter().map(|site| site.with_capsule(|capsule| capsule.page_count())).sum();
        let status = format!(
            "serving {}: {}, {}",
            hosts.join(", "),
            counted(pages, "page"),
            connections(taken)
        );
        match &self.fault {
            None => status,
            Some(fault) => {
                let fault: String = escape_controls(fault).chars().take(LONGEST_FAULT).collect();
                format!("{status}; the new configuration is not in force: {fault}")
            }
        }
    }
}

fn connections(number: usize) -> String {
    counted(number, "connection")
}

fn counted(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

fn microseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::capsule;
    use crate::content::Folder;
    use crate::form::Protocol;
    use crate::generator::Options;
    use crate::origin::Origin;
    use crate::server::sd_notify::tests::Received;
    use crate::site::Style;

    fn site(host: &str) -> Arc<Site> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.md"), "# Home\n").unwrap();
        let folder = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = capsule::load(&folder, &Options::default(), None).unwrap();
        let origin = Origin::new(host, [(Protocol::Gemini, 1965)]);
        Arc::new(Site::new(capsule, origin, Style::default()))
    }

    fn report(watchdog: Option<Duration>) -> (Received, Report) {
        let (received, notifier) = Received::with_notifier(watchdog);
        (received, Report::new(notifier, ConnectionLimit::new(9, 9), Liveness::default()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_says_how_it_is() {
        let (received, report) = report(None);
        drop(report.starting());
        report.ready(vec![site("example.org")]);
        let serving = "STATUS=serving example.org: 1 page, 0 connections";
        let starting = "STATUS=reading what is to be served\n".to_owned();
        assert_eq!(received.all(), [starting, format!("READY=1\n{serving}\n")]);

        drop(report.reloading());
        report.reloaded(vec![site("example.org")], Some("a\nb".to_owned()));
        let messages = received.all();
        assert!(messages[0].starts_with("RELOADING=1\nMONOTONIC_USEC="), "{messages:?}");
        let fault = "; the new configuration is not in force: a\\nb";
        assert_eq!(messages[1..], [format!("READY=1\n{serving}{fault}\n")]);

        let reporting = tokio::spawn(report.clone().go_on());
        tokio::time::sleep(STATUS * 3 / 2).await;
        assert_eq!(received.all(), [""; 0], "nothing has changed");
        let share = report.0.connection_limit.share(Protocol::Gemini);
        let permit = share.acquire([192, 0, 2, 1].into()).unwrap();
        tokio::time::sleep(STATUS).await;
        assert_eq!(received.all().len(), 1);
        report.stopping();
        assert_eq!(received.all(), ["STOPPING=1\nSTATUS=stopping, after 1 connection\n"]);
        drop(permit);
        reporting.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn more_time_is_asked_for_while_something_large_is_read_and_not_for_ever() {
        let (received, report) = report(None);
        let reading = report.starting();
        tokio::time::sleep(READING * 7 / 2).await;
        let messages = received.all();
        assert_eq!(messages[1..], ["EXTEND_TIMEOUT_USEC=30000000\n"; 3]);
        tokio::time::sleep(READING * MOST_ASKED * 2).await;
        assert_eq!(received.all().len() + 3, MOST_ASKED as usize);
        drop(reading);
        let reading = report.starting();
        drop(reading);
        tokio::time::sleep(READING * 3).await;
        assert_eq!(received.all().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_sign_of_life_comes_at_half_the_time_and_only_while_nothing_is_stuck() {
        let watchdog = Duration::from_secs(20);
        let (received, report) = report(Some(watchdog));
        let reporting = tokio::spawn(report.clone().go_on());
        // The look at what is served is on a thread that knows nothing of this clock, so it may
        // come a turn late.
        tokio::time::sleep(watchdog * 5).await;
        let signs =
            received.all().iter().filter(|message| message.starts_with("WATCHDOG=1\n")).count();
        assert!((5..=11).contains(&signs), "{signs}");
        let stuck = report.0.listeners.register();
        tokio::time::sleep(watchdog).await;
        received.all();
        tokio::time::sleep(watchdog * 5).await;
        assert_eq!(received.all(), [""; 0]);
        drop(stuck);
        tokio::time::sleep(watchdog * 2).await;
        assert!(!received.all().is_empty());
        reporting.abort();
    }

    /// True when anything is received, in two thousand looks.
    fn anything_received(received: &Received) -> bool {
        let mut looks = (0..2000).inspect(|_| std::thread::sleep(Duration::from_millis(5)));
        looks.any(|_| !received.all().is_empty())
    }

    #[test]
    fn a_runtime_that_is_stuck_gives_no_sign_of_life() {
        let (received, report) = report(Some(Duration::from_millis(20)));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.spawn(report.go_on());
        assert!(anything_received(&received), "no sign of life");
        let (free, stuck) = mpsc::channel::<()>();
        let (sticking, is_stuck) = mpsc::channel();
        runtime.spawn(async move {
            sticking.send(()).unwrap();
            stuck.recv().unwrap();
        });
        is_stuck.recv().unwrap();
        received.all();
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(received.all(), [""; 0]);
        free.send(()).unwrap();
        assert!(anything_received(&received), "no sign of life any more");
    }

    #[test]
    fn a_status_is_one_short_line() {
        let sites = ["a", "b", "c", "d", "e"].map(site).to_vec();
        let fault = Some("\n".repeat(10_000));
        let shown = State { sites, fault, status: String::new() }.shown(1);
        assert!(shown.starts_with("serving a, b, c, 2 more: 5 pages, 1 connection; "), "{shown}");
        assert!(shown.len() < 1000 && !shown.contains('\n'), "{shown}");
    }
}
