//! Bounds: how much of the store a capsule takes, and for how long anything is waited for.

use std::time::Duration;

/// The most bytes of all files: an engine that keeps its tree in memory is no place for more.
pub const MOST_BYTES: u64 = 100 << 20;
/// The most files.
pub(super) const MOST_FILES: usize = 100_000;
/// The longest value of a key that is no piece; what is longer is split into pieces.
pub(super) const LONGEST_VALUE: usize = 256 << 10;
/// The longest answer to a call that is taken. A call asks for few keys.
pub(super) const LONGEST_ANSWER: usize = 16 << 20;
/// The most keys that are asked for at a time.
pub(super) const KEYS: i64 = 256;
/// The longest that a call takes, with the connection that it may need.
pub(super) const CALL: Duration = Duration::from_secs(2);
/// Pause between two looks at the head, besides the watch: what a watch that has died would miss, and
/// whether the store is there.
pub(super) const LOOK: Duration = Duration::from_secs(2);
/// The longest pause after something has failed that may fail again and costs much.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Pause between two reports of a box that has nothing new to say.
pub(super) const REPORT: Duration = Duration::from_secs(60);
/// For how long whatever a version named stays in the store.
pub(super) const DAY: i64 = 24 * 60 * 60;
