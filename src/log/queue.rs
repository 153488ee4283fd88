//! Bounds of the queues between those who log and the threads that write.

use std::time::Duration;

/// Lines that may wait to be written. More are left out: a slow terminal must not stop the server.
pub(super) const QUEUE: usize = 16_384;

/// After some lines have been written: time in which the next ones are gathered. The end of the
/// program may wait as long.
pub(super) const LULL: Duration = Duration::from_millis(50);
