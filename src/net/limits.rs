//! Limits on the time that a client may take, and on what it may use. The defaults suit a small
//! machine on the open internet.

use std::time::Duration;

/// The limits of one server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Connections at a time, over all listeners.
    pub connections: usize,
    /// Connections at a time from one address (IPv6: from one /64).
    pub per_address: usize,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For the request line, from when it can be sent to its last byte.
    pub request: Duration,
    /// Least pace at which an answer has to be read.
    pub pace: Pace,
    /// Time after which a client that takes nothing of its answer can be spared, where permits are
    /// short.
    pub stall: Duration,
    /// After the answer: how long the rest of a client's input is read and thrown away.
    pub drain: Duration,
    /// At shutdown: how long a conversation may still take.
    pub finish: Duration,
}

/// After the answer: how much of a client's input is read and thrown away, in bytes.
pub(crate) const DRAIN_BYTES: usize = 64 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1000,
            per_address: 64,
            handshake: Duration::from_secs(10),
            request: Duration::from_secs(10),
            pace: Pace::default(),
            stall: Duration::from_secs(5),
            drain: Duration::from_secs(1),
            finish: Duration::from_secs(10),
        }
    }
}

/// Pace at which a client has to read: at least `rate × window` bytes within each window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Bytes a second.
    pub rate: u32,
    /// Longest time for which a client may read nothing at all.
    pub window: Duration,
}

impl Pace {
    /// The bytes of one window, at least 1.
    pub(crate) fn quota(self) -> u64 {
        let bytes = u128::from(self.rate).saturating_mul(self.window.as_millis()) / 1000;
        u64::try_from(bytes).unwrap_or(u64::MAX).max(1)
    }
}

impl Default for Pace {
    /// A modem of 9600 baud takes 960 bytes a second, but its machine tells us in lumps: when a
    /// receive buffer has room for a segment again, which on some links is 64 KiB, 68 seconds'
    /// worth. The window is longer than that.
    fn default() -> Self {
        Self { rate: 200, window: Duration::from_secs(90) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_what_has_to_be_read_in_a_window() {
        let quota = |rate, millis| Pace { rate, window: Duration::from_millis(millis) }.quota();
        assert_eq!(quota(200, 60_000), 12_000);
        assert_eq!(quota(1000, 500), 500);
        assert_eq!(quota(0, 500), 1);
    }
}
