//! `Deadline`: the moment at which whoever asks an index wants no more of it.
//!
//! SQLite looks at it while it works, also within one step, in which it may go through all that
//! there is. Only the steps of a statement end early: to prepare one takes no time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, MutexGuard};
use std::time::{Duration, Instant};

use rusqlite::{Connection, Params, Row};

use super::error::Error;

/// The instructions of SQLite between two looks at the clock: some microseconds.
const STRIDE: i32 = 128;
/// No moment.
const NEVER: u64 = u64::MAX;

/// A moment, in nanoseconds since another one; shared with the connection that looks at it.
#[derive(Clone, Debug)]
pub(super) struct Deadline {
    since: Instant,
    nanoseconds: Arc<AtomicU64>,
}

/// A connection, for one who wants all that it says until a moment.
pub(super) struct Asking<'i> {
    connection: MutexGuard<'i, Connection>,
    deadline: &'i Deadline,
    until: Instant,
}

impl Deadline {
    /// That of a connection.
    pub(super) fn of(connection: &mut Connection) -> Result<Self, Error> {
        let deadline = Self { since: Instant::now(), nanoseconds: Arc::new(AtomicU64::new(NEVER)) };
        let looked_at = deadline.clone();
        connection.progress_handler(STRIDE, Some(move || looked_at.is_over()))?;
        Ok(deadline)
    }

    fn is_over(&self) -> bool {
        let at = self.nanoseconds.load(Ordering::Relaxed);
        at != NEVER && self.since.elapsed() >= Duration::from_nanos(at)
    }

    fn set(&self, until: Instant) {
        let left = until.saturating_duration_since(self.since).as_nanos();
        self.nanoseconds.store(u64::try_from(left).unwrap_or(NEVER), Ordering::Relaxed);
    }

    fn unset(&self) {
        self.nanoseconds.store(NEVER, Ordering::Relaxed);
    }
}

impl<'i> Asking<'i> {
    pub(super) fn new(
        connection: MutexGuard<'i, Connection>,
        deadline: &'i Deadline,
        until: Instant,
    ) -> Self {
        Self { connection, deadline, until }
    }

    /// Visits the rows of an answer for as long as `visit` wants more. False if the time was over
    /// before.
    pub(super) fn each_row(
        &self,
        question: &str,
        parameters: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<bool, rusqlite::Error>,
    ) -> Result<bool, Error> {
        // The first steps may be so few that nobody looks at the clock.
        if Instant::now() >= self.until {
            return Ok(false);
        }
        let mut statement = self.connection.prepare(question)?;
        let mut rows = statement.query(parameters)?;
        self.deadline.set(self.until);
        let ended = loop {
            match rows.next() {
                Ok(Some(row)) => match visit(row) {
                    Ok(true) => {}
                    Ok(false) => break Ok(true),
                    Err(error) => break Err(error.into()),
                },
                Ok(None) => break Ok(true),
                Err(error) => break Err(Error::from(error)),
            }
        };
        self.deadline.unset();
        match ended {
            Err(error) if error.is_end_of_time() => Ok(false),
            ended => ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const ENDLESS: &str = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)";

    #[test]
    fn a_step_without_end_ends() {
        let mut connection = Connection::open_in_memory().unwrap();
        let deadline = Deadline::of(&mut connection).unwrap();
        let connection = Mutex::new(connection);
        let soon = || Instant::now() + Duration::from_millis(20);
        let ask = |question: &str, until| {
            let mut rows = 0;
            let asking = Asking::new(connection.lock().unwrap(), &deadline, until);
            let counted = |_: &Row<'_>| {
                rows += 1;
                Ok(true)
            };
            (asking.each_row(question, [], counted).unwrap(), rows)
        };
        // Not one row of it ever comes.
        assert_eq!(ask(&format!("{ENDLESS} SELECT count(*) FROM n"), soon()), (false, 0));
        let (ended, rows) = ask(&format!("{ENDLESS} SELECT x FROM n"), soon());
        assert!(!ended && rows > 0);
        // It holds for that question alone.
        assert_eq!(ask("SELECT 1", Instant::now()), (false, 0));
        let late = Instant::now() + Duration::from_secs(600);
        assert_eq!(ask(&format!("{ENDLESS} SELECT x FROM n LIMIT 3"), late), (true, 3));
        let all = format!("{ENDLESS} SELECT count(*) FROM (SELECT x FROM n LIMIT 10000)");
        let count = connection.lock().unwrap().query_row(&all, [], |row| row.get::<_, i64>(0));
        assert_eq!(count.unwrap(), 10_000);
    }
}
