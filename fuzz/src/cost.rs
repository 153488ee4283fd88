//! What an input may cost: processor time. Memory is for libFuzzer to bound, see [`crate`].

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Processor time that an input of 64 KB may take: a second, and what the instruments of a fuzzer
/// take besides.
const MOST: Duration = Duration::from_secs(2);

/// Runs a conversion that must not take long.
///
/// # Panics
/// When it does.
pub fn check_time<T>(convert: impl FnOnce() -> T) -> T {
    let before = processor_time();
    let converted = convert();
    let spent = processor_time().saturating_sub(before);
    assert!(spent < MOST, "it takes {spent:?}");
    converted
}

/// What the processor has spent on this thread.
fn processor_time() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.try_into().unwrap_or(0), spent.tv_nsec.try_into().unwrap_or(0))
}
