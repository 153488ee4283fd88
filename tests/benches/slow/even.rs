//! Whether a byte of a very long page takes as long as one of a page of the usual length.

use std::fmt;
use std::time::Duration;

use crate::constructs::Construct;
use crate::growth::{fastest, twice_if};

/// Lengths in bytes. The long one is beyond the largest page, if that is not set otherwise.
const USUAL: usize = 100_000;
const LONG: usize = 10_000_000;
/// The most that a byte of the long page may take, in terms of the other's.
const MOST: f64 = 1.2;

/// What a byte takes of two pages.
pub(crate) struct Evenness {
    pub(crate) name: String,
    /// Nanoseconds for each byte.
    usual: f64,
    long: f64,
}

/// Converts pages of both lengths.
pub(crate) fn measure(construct: &Construct) -> Evenness {
    twice_if(|| turn(construct), Evenness::is_slow)
}

fn turn(construct: &Construct) -> Evenness {
    // A site takes its time also for a page with nothing in it.
    let nothing = fastest(&(construct.prepare)(1));
    let each = |size: usize| {
        let work = (construct.prepare)(size);
        let spent: Duration = fastest(&work).saturating_sub(nothing);
        spent.as_secs_f64() * 1e9 / work.length as f64
    };
    Evenness { name: construct.name.clone(), usual: each(USUAL), long: each(LONG) }
}

impl Evenness {
    pub(crate) const HEAD: &str = "   ratio  ns/byte at 10 MB  construct";

    fn ratio(&self) -> f64 {
        self.long / self.usual
    }

    pub(crate) fn is_slow(&self) -> bool {
        self.ratio() > MOST
    }
}

impl fmt::Display for Evenness {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_slow() { "!" } else { " " };
        write!(out, "{:7.2}{mark}  {:16.0}  {}", self.ratio(), self.long, self.name)
    }
}
