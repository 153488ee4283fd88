//! A terminal of 80 columns and 30 rows with a client in it, by tmux. What should be on it is for
//! the tests.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::wait_for;

/// What a client needs to take in a key, or to be done with a page that it shows already.
const REST: Duration = Duration::from_millis(100);

/// A screen with a client on it. Client and terminal end when it is dropped.
pub(crate) struct Screen {
    socket: String,
    home: TempDir,
}

impl Screen {
    /// Starts a client in a home folder of its own, so that it knows no certificates and has no
    /// settings.
    pub(crate) fn of(client: &[&str]) -> Self {
        static SCREENS: AtomicUsize = AtomicUsize::new(0);
        // A client that is missing must not look like one that shows nothing.
        require(client[0]);
        require("tmux");
        let number = SCREENS.fetch_add(1, Ordering::Relaxed);
        let home = tempfile::tempdir().unwrap();
        // Without this file the UMN client begins with a screen about its licence.
        std::fs::write(home.path().join(".gopherrc"), "").unwrap();
        let screen = Self { socket: format!("propus-{}-{number}", std::process::id()), home };
        let size = ["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "30"];
        assert!(
            screen.tmux(&[&size, client].concat()).status.success(),
            "{client:?} does not start"
        );
        screen
    }

    /// The home folder that the client sees.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Types keys, by the names that tmux has for them.
    pub(crate) fn keys(&self, keys: &[&str]) {
        assert!(
            self.tmux(&[&["send-keys"], keys].concat()).status.success(),
            "{keys:?} can't be typed"
        );
    }

    /// What is on the screen now, line by line.
    pub(crate) fn shown(&self) -> String {
        String::from_utf8(self.tmux(&["capture-pane", "-p"]).stdout).unwrap()
    }

    /// Waits until all of these texts are on the screen.
    pub(crate) fn shows(&self, texts: &[&str]) {
        let all = || self.has(texts).then_some(());
        assert!(wait_for(all).is_some(), "{texts:?} is not on the screen:\n{}", self.shown());
        thread::sleep(REST);
    }

    /// Types one group of keys after the other and waits until all of these texts are on the
    /// screen. A client may lose what is typed while it is busy, so it is typed again.
    pub(crate) fn leads_to(&self, groups: &[&[&str]], texts: &[&str]) {
        for _ in 0..4 {
            for keys in groups {
                self.keys(keys);
                thread::sleep(REST);
            }
            for _ in 0..40 {
                if self.has(texts) {
                    thread::sleep(REST);
                    return;
                }
                thread::sleep(Duration::from_millis(100));
            }
        }
        panic!("{groups:?} does not lead to {texts:?}:\n{}", self.shown());
    }

    fn has(&self, texts: &[&str]) -> bool {
        let shown = self.shown();
        texts.iter().all(|text| shown.contains(text))
    }

    /// Types a key again and again, and gives all that was on the screen, until it changes no more.
    pub(crate) fn pages(&self, key: &str) -> Vec<String> {
        let mut pages = vec![self.shown()];
        while pages.len() < 100 {
            let before = pages[pages.len() - 1].clone();
            self.keys(&[key]);
            let Some(next) = self.next(&before) else { break };
            pages.push(next);
        }
        pages
    }

    /// The screen, as soon as it is another one and has come to rest.
    fn next(&self, before: &str) -> Option<String> {
        let mut last = before.to_owned();
        for _ in 0..15 {
            thread::sleep(Duration::from_millis(60));
            let shown = self.shown();
            if shown != before && shown == last {
                return Some(shown);
            }
            last = shown;
        }
        None
    }

    fn tmux(&self, arguments: &[&str]) -> std::process::Output {
        Command::new("tmux")
            .args(["-L", &self.socket])
            .args(arguments)
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path().join(".config"))
            .env("XDG_DATA_HOME", self.home.path().join(".local/share"))
            .env("XDG_CACHE_HOME", self.home.path().join(".cache"))
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "xterm")
            .env_remove("TMUX")
            .output()
            .unwrap()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The server of this socket alone; its clients end with it.
        let _ = self.tmux(&["kill-server"]);
    }
}

/// Fails when a program is missing: a test that needs it must not pass without.
pub(crate) fn require(program: &str) {
    let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().unwrap();
    assert!(
        found.status.success(),
        "{program} is not installed; .ci/run says which packages the tests need"
    );
}
