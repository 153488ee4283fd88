//! How the time that a construct takes grows with its length.

use std::fmt;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::constructs::{Construct, Work};

/// The shortest page, in bytes; the others have twice as many each.
const SHORTEST: usize = 32 * 1024;
const SIZES: usize = 4;
/// Of so many turns the fastest counts.
const TURNS: usize = 3;
/// Time that grows with a higher power of the length is not linear; some growth is the processor's
/// caches.
const MOST: f64 = 1.3;
/// What takes less for the longest page is too short to be measured.
const LEAST: Duration = Duration::from_millis(4);
/// After a page that takes longer no larger one is tried, and no second turn.
const ENOUGH: Duration = Duration::from_secs(2);

/// What was measured of one construct.
pub(crate) struct Growth {
    pub(crate) name: String,
    /// Length and time of each page.
    points: Vec<(usize, Duration)>,
}

/// Converts pages made of a construct.
pub(crate) fn measure(construct: &Construct) -> Growth {
    twice_if(|| turn(construct), Growth::is_slow)
}

/// What a turn measures; where that seems slow and a second one does not, what that does, for
/// something else may have been going on.
pub(crate) fn twice_if<T>(turn: impl Fn() -> T, is_slow: impl Fn(&T) -> bool) -> T {
    let first = turn();
    if !is_slow(&first) {
        return first;
    }
    let second = turn();
    if is_slow(&second) { first } else { second }
}

fn turn(construct: &Construct) -> Growth {
    let mut growth = Growth { name: construct.name.clone(), points: Vec::new() };
    for size in (0..SIZES).map(|doubled| SHORTEST << doubled) {
        let work = (construct.prepare)(size);
        let time = fastest(&work);
        growth.points.push((work.length, time));
        if time > ENOUGH {
            break;
        }
    }
    growth
}

/// The time of the fastest turn.
pub(crate) fn fastest(work: &Work) -> Duration {
    let mut fastest = Duration::MAX;
    for _ in 0..TURNS {
        let start = processor_time();
        (work.run)();
        fastest = fastest.min(processor_time().saturating_sub(start));
        if fastest > ENOUGH {
            break;
        }
    }
    fastest
}

/// What the processor has spent on this thread.
fn processor_time() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.try_into().unwrap_or(0), spent.tv_nsec.try_into().unwrap_or(0))
}

impl Growth {
    pub(crate) const HEAD: &str = "exponent  ns/byte   longest  construct";

    /// The power of the length that the time grows with: in the last two steps, the smaller one of
    /// both, since a limit that is reached in one of them changes what is done. Beside the first
    /// page what each takes is not nothing.
    fn exponent(&self) -> f64 {
        let steps = self.points.windows(2).skip(usize::from(self.points.len() > 2));
        steps.map(|pair| exponent(pair[0], pair[1])).reduce(f64::min).unwrap_or_default()
    }

    pub(crate) fn is_slow(&self) -> bool {
        self.exponent() > MOST || self.points.len() < 3
    }
}

fn exponent((short, fast): (usize, Duration), (long, slow): (usize, Duration)) -> f64 {
    if slow < LEAST || long <= short {
        return 0.0;
    }
    (slow.as_secs_f64() / fast.as_secs_f64()).ln() / (long as f64 / short as f64).ln()
}

impl fmt::Display for Growth {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (length, time) = self.points[self.points.len() - 1];
        let each = time.as_secs_f64() * 1e9 / length as f64;
        let mark = if self.is_slow() { "!" } else { " " };
        write!(
            out,
            "{:7.2}{mark}  {each:7.0}  {:6.1} ms  {}",
            self.exponent(),
            time.as_secs_f64() * 1e3,
            self.name
        )?;
        if self.is_slow() {
            let shown = |(length, time): &(usize, Duration)| {
                format!("{} kB {:.1} ms", length / 1000, time.as_secs_f64() * 1e3)
            };
            let times = self.points.iter().map(shown);
            write!(out, "\n{:30}{}", "", times.collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }
}
