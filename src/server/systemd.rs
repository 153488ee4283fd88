//! `Report`: what the service manager is told: that the server starts, serves, reads its
//! configuration again, stops, and that it lives. How messages get there is for `notify`.

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

/// How often the status is told anew, if it has changed.
const STATUS: Duration = Duration::from_secs(60);
/// While sites are read: how often more time is asked for, how much each time, and how often at
/// most. A disk that never answers must not look like a large site for ever.
const READING: Duration = Duration::from_secs(10);
const MORE_TIME: Duration = Duration::from_secs(30);
const MOST_ASKED: u32 = 60;
/// The hosts that the status names.
const NAMED: usize = 3;
/// The most characters of what went wrong. systemd leaves out a message of more than 4096 bytes.
const LONGEST_TROUBLE: usize = 600;

/// What is told of a server. Clones are of the same one.
#[derive(Clone, Debug)]
pub(crate) struct Report(Arc<Told>);

#[derive(Debug)]
struct Told {
    notifier: Notifier,
    connection_limit: ConnectionLimit,
    listeners: Liveness,
    standing: Mutex<Standing>,
}

/// How things are.
#[derive(Debug, Default)]
struct Standing {
    sites: Vec<Arc<Site>>,
    /// Why the newest configuration is not in force.
    trouble: Option<String>,
    /// The status that was told last.
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
        Self(Arc::new(Told { notifier, connection_limit, listeners, standing: Mutex::default() }))
    }

    /// The server starts; it may take longer than the service manager expects.
    pub(crate) fn starting(&self) -> MoreTime {
        self.0.notifier.tell(&[NotifyState::Status("reading what is to be served")]);
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
        self.0.notifier.tell(&states);
        self.more_time()
    }

    /// What is served after everything was read again, and what was wrong with that.
    pub(crate) fn reloaded(&self, sites: Vec<Arc<Site>>, trouble: Option<String>) {
        self.serving(sites, trouble);
    }

    /// Nothing came of reading everything again.
    pub(crate) fn not_reloaded(&self, trouble: &str) {
        let sites = self.standing().sites.clone();
        self.serving(sites, Some(trouble.to_owned()));
    }

    /// Nobody is let in any more.
    pub(crate) fn stopping(&self) {
        let status = format!("stopping, after {}", connections(self.0.connection_limit.in_use()));
        self.0.notifier.tell(&[NotifyState::Stopping, NotifyState::Status(&status)]);
    }

    fn serving(&self, sites: Vec<Arc<Site>>, trouble: Option<String>) {
        let mut standing = self.standing();
        (standing.sites, standing.trouble) = (sites, trouble);
        standing.status = standing.shown(self.0.connection_limit.in_use());
        self.0.notifier.tell(&[NotifyState::Ready, NotifyState::Status(&standing.status)]);
    }

    fn more_time(&self) -> MoreTime {
        let told = Arc::clone(&self.0);
        MoreTime(tokio::spawn(async move {
            let mut asking = interval(READING);
            asking.tick().await;
            for _ in 0..MOST_ASKED {
                asking.tick().await;
                told.notifier.tell(&[NotifyState::ExtendTimeoutUsec(microseconds(MORE_TIME))]);
            }
        }))
    }

    /// Tells again and again that the server lives and how it is. Does not end, unless nobody
    /// listens.
    pub(crate) async fn go_on(self) {
        let Notifier { watchdog, .. } = self.0.notifier;
        if !self.0.notifier.is_heard() {
            return;
        }
        // Half of what is allowed, as sd_watchdog_enabled(3) has it.
        let pause = watchdog
            .map_or(STATUS, |allowed| (allowed / 2).clamp(Duration::from_millis(1), STATUS));
        let mut turns = interval(pause);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            if timeout(pause, self.lives()).await.is_err() {
                error!(
                    "the server does not get through a request of its own; systemd is told nothing meanwhile"
                );
                continue;
            }
            self.tell_of_life(watchdog.is_some());
        }
    }

    /// Goes through what a conversation needs: a turn of each listener, the permits, a thread that
    /// may block, and a look at what is served. Returns when all of that is done; a server that is
    /// stuck somewhere never gets there.
    async fn lives(&self) {
        self.0.listeners.probe_all().await;
        let _ = self.0.connection_limit.in_use();
        let sites = self.standing().sites.clone();
        let look = move || {
            sites.iter().for_each(|site| _ = site.with_capsule(|capsule| capsule.pages().len()))
        };
        if spawn_blocking(look).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    fn tell_of_life(&self, watched: bool) {
        let mut standing = self.standing();
        let status = standing.shown(self.0.connection_limit.in_use());
        let alive = watched.then_some(NotifyState::Watchdog);
        let news = (status != standing.status).then_some(NotifyState::Status(&status));
        let states: Vec<_> = alive.into_iter().chain(news).collect();
        if !states.is_empty() {
            self.0.notifier.tell(&states);
        }
        standing.status = status;
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.0.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    /// On one line, as `systemctl status` shows it.
    fn shown(&self, taken: usize) -> String {
        let mut hosts: Vec<&str> =
            self.sites.iter().take(NAMED).map(|site| site.origin().host.as_str()).collect();
        let more = format!("{} more", self.sites.len().saturating_sub(NAMED));
        if self.sites.len() > NAMED {
            hosts.push(&more);
        }
        let pages: usize =
            self.sites.iter().map(|site| site.with_capsule(|capsule| capsule.pages().len())).sum();
        let status = format!(
            "serving {}: {}, {}",
            hosts.join(", "),
            counted(pages, "page"),
            connections(taken)
        );
        match &self.trouble {
            None => status,
            Some(trouble) => {
                let trouble: String =
                    escape_controls(trouble).chars().take(LONGEST_TROUBLE).collect();
                format!("{status}; the new configuration is not in force: {trouble}")
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

    use crate::capsule;
    use crate::content::Folder;
    use crate::form::Protocol;
    use crate::generator::Options;
    use crate::origin::Origin;
    use crate::server::sd_notify::tests::Heard;
    use crate::server::systemd::*;
    use crate::site::Style;

    fn site(host: &str) -> Arc<Site> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.md"), "# Home\n").unwrap();
        let folder = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = capsule::load(&folder, &Options::default(), None).unwrap();
        let origin = Origin::new(host, [(Protocol::Gemini, 1965)]);
        Arc::new(Site::new(capsule, origin, Style::default()))
    }

    fn report(watchdog: Option<Duration>) -> (Heard, Report) {
        let (heard, notifier) = Heard::with_notifier(watchdog);
        (heard, Report::new(notifier, ConnectionLimit::new(9, 9), Liveness::default()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_says_how_it_is() {
        let (heard, report) = report(None);
        drop(report.starting());
        report.ready(vec![site("example.org")]);
        let serving = "STATUS=serving example.org: 1 page, 0 connections";
        let starting = "STATUS=reading what is to be served\n".to_owned();
        assert_eq!(heard.all(), [starting, format!("READY=1\n{serving}\n")]);

        drop(report.reloading());
        report.reloaded(vec![site("example.org")], Some("a\nb".to_owned()));
        let messages = heard.all();
        assert!(messages[0].starts_with("RELOADING=1\nMONOTONIC_USEC="), "{messages:?}");
        let trouble = "; the new configuration is not in force: a\\nb";
        assert_eq!(messages[1..], [format!("READY=1\n{serving}{trouble}\n")]);

        let telling = tokio::spawn(report.clone().go_on());
        tokio::time::sleep(STATUS * 3 / 2).await;
        assert_eq!(heard.all(), [""; 0], "nothing has changed");
        let permit = report.0.connection_limit.acquire([192, 0, 2, 1].into()).unwrap();
        tokio::time::sleep(STATUS).await;
        assert_eq!(heard.all().len(), 1);
        report.stopping();
        assert_eq!(heard.all(), ["STOPPING=1\nSTATUS=stopping, after 1 connection\n"]);
        drop(permit);
        telling.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn more_time_is_asked_for_while_something_large_is_read_and_not_for_ever() {
        let (heard, report) = report(None);
        let reading = report.starting();
        tokio::time::sleep(READING * 7 / 2).await;
        let messages = heard.all();
        assert_eq!(messages[1..], ["EXTEND_TIMEOUT_USEC=30000000\n"; 3]);
        tokio::time::sleep(READING * MOST_ASKED * 2).await;
        assert_eq!(heard.all().len() + 3, MOST_ASKED as usize);
        drop(reading);
        let reading = report.starting();
        drop(reading);
        tokio::time::sleep(READING * 3).await;
        assert_eq!(heard.all().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_sign_of_life_comes_at_half_the_time_and_only_while_all_take_their_turns() {
        let watchdog = Duration::from_secs(20);
        let (heard, report) = report(Some(watchdog));
        let telling = tokio::spawn(report.clone().go_on());
        // The look at what is served is on a thread that knows nothing of this clock, so it may
        // come a turn late.
        tokio::time::sleep(watchdog * 5).await;
        let signs =
            heard.all().iter().filter(|message| message.starts_with("WATCHDOG=1\n")).count();
        assert!((5..=11).contains(&signs), "{signs}");
        let stuck = report.0.listeners.register();
        tokio::time::sleep(watchdog).await;
        heard.all();
        tokio::time::sleep(watchdog * 5).await;
        assert_eq!(heard.all(), [""; 0]);
        drop(stuck);
        tokio::time::sleep(watchdog * 2).await;
        assert!(!heard.all().is_empty());
        telling.abort();
    }

    /// Whether anything is heard, in two thousand looks.
    fn is_heard(heard: &Heard) -> bool {
        let mut looks = (0..2000).inspect(|_| std::thread::sleep(Duration::from_millis(5)));
        looks.any(|_| !heard.all().is_empty())
    }

    #[test]
    fn a_runtime_that_is_stuck_gives_no_sign_of_life() {
        let (heard, report) = report(Some(Duration::from_millis(20)));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.spawn(report.go_on());
        assert!(is_heard(&heard), "no sign of life");
        let (free, stuck) = mpsc::channel::<()>();
        let (sticking, is_stuck) = mpsc::channel();
        runtime.spawn(async move {
            sticking.send(()).unwrap();
            stuck.recv().unwrap();
        });
        is_stuck.recv().unwrap();
        heard.all();
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(heard.all(), [""; 0]);
        free.send(()).unwrap();
        assert!(is_heard(&heard), "no sign of life any more");
    }

    #[test]
    fn a_status_is_one_short_line() {
        let sites = ["a", "b", "c", "d", "e"].map(site).to_vec();
        let trouble = Some("\n".repeat(10_000));
        let shown = Standing { sites, trouble, status: String::new() }.shown(1);
        assert!(shown.starts_with("serving a, b, c, 2 more: 5 pages, 1 connection; "), "{shown}");
        assert!(shown.len() < 1000 && !shown.contains('\n'), "{shown}");
    }
}
