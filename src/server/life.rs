//! `Life`: whether a worker gets through a request of its own, and its status in a line.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::error;

use super::words::counted;
use crate::net::{ConnectionLimit, Liveness};
use crate::site::Site;

/// The hosts that a status names.
const NAMED: usize = 3;

/// Looks at a worker from inside.
#[derive(Clone, Debug)]
pub(super) struct Life {
    connection_limit: ConnectionLimit,
    listeners: Liveness,
    sites: Vec<Arc<Site>>,
}

impl Life {
    /// That of a worker with these permits, listeners and sites.
    pub(super) fn new(
        connection_limit: ConnectionLimit,
        listeners: Liveness,
        sites: Vec<Arc<Site>>,
    ) -> Self {
        Self { connection_limit, listeners, sites }
    }

    /// The status, on one line.
    pub(super) fn status(&self) -> String {
        let mut hosts: Vec<&str> =
            self.sites.iter().take(NAMED).map(|site| site.origin().host.as_str()).collect();
        let more = format!("{} more", self.sites.len().saturating_sub(NAMED));
        if self.sites.len() > NAMED {
            hosts.push(&more);
        }
        let pages = self.sites.iter().map(|site| site.with_capsule(|it| it.page_count())).sum();
        let open = counted(self.connection_limit.in_use(), "connection");
        format!("serving {}: {}, {open}", hosts.join(", "), counted(pages, "page"))
    }

    /// Tells again and again that it lives, and its status. Does not end.
    pub(super) async fn tell(self, pause: Duration, tell: impl Fn(String)) {
        let mut ticks = interval(pause);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if timeout(pause, self.lives()).await.is_err() {
                error!(
                    "the server does not get through a request of its own; the service manager is \
                     told nothing meanwhile"
                );
                continue;
            }
            tell(self.status());
        }
    }

    /// Goes through all that a conversation needs: an answer of each listener, the permits, a
    /// thread that may block, and a look at the sites. Returns when all of that is done; a server
    /// that is stuck somewhere never gets there.
    async fn lives(&self) {
        self.listeners.probe_all().await;
        let _ = self.connection_limit.in_use();
        let sites = self.sites.clone();
        let looked_at = spawn_blocking(move || {
            for site in &sites {
                let _ = site.with_capsule(|capsule| capsule.page_count());
            }
        });
        if looked_at.await.is_err() {
            std::future::pending::<()>().await;
        }
    }
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
    use crate::site::Style;

    fn site(host: &str) -> Arc<Site> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.md"), "# Home\n").unwrap();
        let folder = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = capsule::load(&folder, &Options::default(), None).unwrap();
        let origin = Origin::new(host, [(Protocol::Gemini, 1965)]);
        Arc::new(Site::new(capsule, origin, Style::default()))
    }

    fn life(hosts: &[&str]) -> Life {
        let sites = hosts.iter().map(|host| site(host)).collect();
        Life::new(ConnectionLimit::new(9, 9), Liveness::default(), sites)
    }

    #[test]
    fn a_status_is_one_short_line() {
        let one = life(&["example.org"]);
        assert_eq!(one.status(), "serving example.org: 1 page, 0 connections");
        let share = one.connection_limit.share(Protocol::Gemini);
        let _permit = share.acquire([192, 0, 2, 1].into()).unwrap();
        assert_eq!(one.status(), "serving example.org: 1 page, 1 connection");
        let many = life(&["a", "b", "c", "d", "e"]);
        assert_eq!(many.status(), "serving a, b, c, 2 more: 5 pages, 0 connections");
    }

    #[tokio::test(start_paused = true)]
    async fn a_sign_of_life_comes_only_while_nothing_is_stuck() {
        let (life, pause) = (life(&["a"]), Duration::from_secs(10));
        let listeners = life.listeners.clone();
        let (sender, told) = mpsc::channel();
        let telling = tokio::spawn(life.tell(pause, move |status| sender.send(status).unwrap()));
        // The look at what is served is on a thread that knows nothing of this clock, so it may
        // come a turn late.
        tokio::time::sleep(pause * 10).await;
        assert!((5..=11).contains(&told.try_iter().count()));
        let stuck = listeners.register();
        tokio::time::sleep(pause * 2).await;
        told.try_iter().for_each(drop);
        tokio::time::sleep(pause * 10).await;
        assert_eq!(told.try_iter().count(), 0);
        drop(stuck);
        tokio::time::sleep(pause * 4).await;
        assert!(told.try_iter().count() > 0);
        telling.abort();
    }

    /// True when anything is told, in two thousand looks.
    fn is_told(told: &mpsc::Receiver<String>) -> bool {
        let mut looks = (0..2000).inspect(|_| std::thread::sleep(Duration::from_millis(5)));
        looks.any(|_| told.try_iter().count() > 0)
    }

    #[test]
    fn a_runtime_that_is_stuck_gives_no_sign_of_life() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (sender, told) = mpsc::channel();
        let telling =
            life(&["a"]).tell(Duration::from_millis(10), move |status| drop(sender.send(status)));
        runtime.spawn(telling);
        assert!(is_told(&told), "no sign of life");
        let (free, stuck) = mpsc::channel::<()>();
        let (sticking, is_stuck) = mpsc::channel();
        runtime.spawn(async move {
            sticking.send(()).unwrap();
            stuck.recv().unwrap();
        });
        is_stuck.recv().unwrap();
        told.try_iter().for_each(drop);
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(told.try_iter().count(), 0);
        free.send(()).unwrap();
        assert!(is_told(&told), "no sign of life any more");
    }
}
