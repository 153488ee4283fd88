//! `Meter`: the work that templates may still do.
//!
//! Whatever looks into a value, makes one or writes one is handed a meter and takes its work off
//! it. Renderings that are parts of one another, such as a page that shows the content of others,
//! share one.

use std::cell::Cell;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::limits::Limits;

/// Work is counted in bytes looked at; this many are a step.
const STEP: u64 = 128;
/// The work of looking at an item of an array.
const ITEM: u64 = 8;
/// The work of converting a byte of Markdown to HTML.
const CONVERSION: u64 = 8;
/// Times that a text may grow: a line's end becomes `<br />` and a line's end.
const GROWTH: usize = 7;
/// The work between two looks at the clock: some ten microseconds, of which a look takes less than
/// a half.
const BETWEEN_LOOKS: u64 = 512 * STEP;

/// The work that templates may still do; once too much was asked for, none.
///
/// Each method that takes something off gives false when there was not so much left.
#[derive(Debug)]
pub struct Meter {
    limits: Limits,
    work: Cell<u64>,
    /// The work that is left when the clock is looked at next.
    next_look: Cell<u64>,
    memory: Cell<usize>,
    output: Cell<usize>,
    /// Processor time of this thread at which it is over.
    until: Duration,
    end: Cell<Option<End>>,
    renderings: Cell<usize>,
}

/// The limit that was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    Steps,
    Memory,
    Output,
    Time,
}

impl Meter {
    /// A meter whose time runs from now on.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let work = limits.steps.saturating_mul(STEP);
        Self {
            work: Cell::new(work),
            next_look: Cell::new(work.saturating_sub(BETWEEN_LOOKS)),
            memory: Cell::new(limits.memory),
            output: Cell::new(limits.output),
            until: processor_time().saturating_add(limits.time),
            end: Cell::new(None),
            renderings: Cell::new(0),
            limits,
        }
    }

    /// The bounds of single values.
    #[must_use]
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The limit that was reached, if one was.
    pub(super) fn end(&self) -> Option<End> {
        self.end.get()
    }

    /// True when nothing is left.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.end.get().is_some()
    }

    /// Takes off steps.
    pub fn steps(&self, count: usize) -> bool {
        self.take(work(count).saturating_mul(STEP))
    }

    /// Takes off a look at items of an array.
    pub(super) fn items(&self, count: usize) -> bool {
        self.take(work(count).saturating_mul(ITEM))
    }

    /// Takes off a look at a text of so many bytes.
    pub fn bytes(&self, count: usize) -> bool {
        self.take(work(count))
    }

    /// Takes off the conversion of so many bytes of Markdown to HTML, of which nothing is made yet.
    pub fn conversion(&self, bytes: usize) -> bool {
        self.take(work(bytes).saturating_mul(CONVERSION))
    }

    /// Takes off the making of so many bytes.
    pub fn made(&self, bytes: usize) -> bool {
        match self.memory.get().checked_sub(bytes) {
            Some(left) => self.memory.set(left),
            None => self.end_by(End::Memory),
        }
        self.take(work(bytes))
    }

    /// True when there is room for the longest text that a filter may make of one of so many bytes.
    /// Nothing is taken off: what is made is paid for when its length is known.
    pub(super) fn can_grow(&self, bytes: usize) -> bool {
        if bytes.saturating_mul(GROWTH) > self.memory.get() {
            self.end_by(End::Memory);
        }
        !self.is_spent()
    }

    /// Takes off bytes of output.
    pub(super) fn written(&self, bytes: usize) -> bool {
        match self.output.get().checked_sub(bytes) {
            Some(left) => self.output.set(left),
            None => self.end_by(End::Output),
        }
        self.made(bytes)
    }

    /// Counts a rendering as under way while it goes on.
    pub(super) fn rendering<T>(&self, render: impl FnOnce() -> T) -> T {
        let around = self.renderings.replace(self.renderings.get() + 1);
        let rendered = render();
        self.renderings.set(around);
        rendered
    }

    /// The renderings under way, each as a part of the one before.
    #[must_use]
    pub fn renderings(&self) -> usize {
        self.renderings.get()
    }

    fn take(&self, work: u64) -> bool {
        match self.work.get().checked_sub(work) {
            Some(left) => self.work.set(left),
            None => self.end_by(End::Steps),
        }
        if self.work.get() <= self.next_look.get() {
            self.look();
        }
        !self.is_spent()
    }

    /// Looks at the clock, in case what a step takes was guessed too low.
    fn look(&self) {
        self.next_look.set(self.work.get().saturating_sub(BETWEEN_LOOKS));
        if processor_time() >= self.until {
            self.end_by(End::Time);
        }
    }

    fn end_by(&self, end: End) {
        if !self.is_spent() {
            self.end.set(Some(end));
            self.next_look.set(0);
        }
    }
}

fn work(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Time that the processor has spent on this thread: unlike that of the wall it does not pass while
/// others are served.
fn processor_time() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.try_into().unwrap_or(0), spent.tv_nsec.try_into().unwrap_or(0))
}

#[cfg(test)]
impl Meter {
    /// A meter for values that a test looks at.
    pub(super) fn for_test() -> Self {
        Self::new(Limits { time: Duration::MAX, ..Limits::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(steps: u64, memory: usize, output: usize) -> Meter {
        let time = Duration::MAX;
        Meter::new(Limits { steps, memory, output, time, ..Limits::default() })
    }

    #[test]
    fn what_is_spent_is_gone_and_nothing_comes_after_too_much() {
        let spent = meter(3, 100, 5);
        assert!(spent.steps(2) && spent.written(5) && spent.steps(0));
        assert!(!spent.written(1));
        assert!(!spent.steps(0) && !spent.written(0) && !spent.made(0));
        assert_eq!(spent.end(), Some(End::Output));
    }

    #[test]
    fn items_and_bytes_are_parts_of_steps() {
        let spent = meter(2, 100, 100);
        assert!(spent.items(16) && spent.bytes(128) && !spent.bytes(1));
        assert_eq!(spent.end(), Some(End::Steps));
        let spent = meter(100, 7, 100);
        assert!(spent.made(7) && !spent.made(1));
        assert_eq!(spent.end(), Some(End::Memory));
    }

    #[test]
    fn a_text_may_grow_only_as_far_as_there_is_room() {
        let spent = meter(100, 7 * 5, 100);
        assert!(spent.can_grow(5) && spent.can_grow(5) && spent.made(7 * 5));
        assert!(!spent.can_grow(1));
        assert_eq!(spent.end(), Some(End::Memory));
    }

    #[test]
    fn the_clock_is_looked_at_now_and_then() {
        let late = Meter::new(Limits { time: Duration::ZERO, ..Limits::default() });
        assert!(late.steps(511));
        assert!(!late.steps(1));
        assert_eq!(late.end(), Some(End::Time));
    }
}
