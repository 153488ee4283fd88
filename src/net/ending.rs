//! `Ending`: the time that conversations under way still have once no connection is accepted any
//! more. To accept none is for the listener.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::limits::Limits;

/// At a stop: time for clients that have not asked for anything yet. Over a satellite the handshake
/// of TLS 1.2 takes two seconds, and a restart should be noticed by nobody.
const LAST_CALL: Duration = Duration::from_secs(3);

/// The end of a server's conversations, for all of its listeners. Clones are of the same end, which
/// may be brought forward while it is waited for.
#[derive(Clone, Debug, Default)]
pub struct Ending(watch::Sender<Option<Grace>>);

/// The time that is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Grace {
    /// Until then clients may ask that have not asked yet; `None` for as long as others may.
    pub(super) last_call: Option<Instant>,
    /// The end of everything.
    pub(super) end: Instant,
}

impl Ending {
    /// Everything comes to an end. Whoever has not asked for anything soon is let go.
    pub fn stop(&self, time: Duration) {
        self.0.send_replace(Some(Grace::stop(time)));
    }

    /// Another process accepts connections from now on. Whoever is connected has the usual time to
    /// ask for something.
    pub fn hand_over(&self, time: Duration) {
        self.0.send_replace(Some(Grace { last_call: None, end: Instant::now() + time }));
    }

    /// The time that is left, now and whenever that changes. Unless somebody has said more, that of
    /// a stop within these limits.
    pub(super) fn watch(&self, limits: &Limits) -> (Grace, watch::Receiver<Option<Grace>>) {
        let mut changes = self.0.subscribe();
        let grace = *changes.borrow_and_update();
        (grace.unwrap_or_else(|| Grace::stop(limits.finish)), changes)
    }
}

impl Grace {
    fn stop(time: Duration) -> Self {
        let now = Instant::now();
        Self { last_call: Some(now + LAST_CALL.min(time)), end: now + time }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_stop_has_a_last_call_and_a_handover_has_none() {
        let (ending, now) = (Ending::default(), Instant::now());
        let grace = |limits: &Limits| ending.watch(limits).0;
        let limits = Limits { finish: Duration::from_secs(7), ..Limits::default() };
        let stop = Grace { last_call: Some(now + LAST_CALL), end: now + limits.finish };
        assert_eq!(grace(&limits), stop, "nobody has said more");
        ending.hand_over(Duration::from_secs(60));
        let later = Grace { last_call: None, end: now + Duration::from_secs(60) };
        assert_eq!(grace(&limits), later);
        ending.stop(Duration::from_secs(1));
        let soon = now + Duration::from_secs(1);
        assert_eq!(grace(&limits), Grace { last_call: Some(soon), end: soon });
    }
}
