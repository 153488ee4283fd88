//! The log of events: one line for each, on standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, ParseError, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use super::error::LogError;
use super::queue::{LULL, QUEUE};
use super::screen::{FIRST_SCREEN, Screen};
use crate::choice::{Choice, Word};
use crate::escape::escape_controls;
use crate::terminal::shows_colours;

/// Format of lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// For people.
    #[default]
    Plain,
    /// An object a line, for programs.
    Json,
}

impl Choice for Format {
    const ALL: &'static [Self] = &[Self::Plain, Self::Json];

    fn word(self) -> Word {
        match self {
            Self::Plain => Word::new("plain", "For people"),
            Self::Json => Word::new("json", "One JSON object a line"),
        }
    }
}

/// The log of events, while it is kept: the last lines are written when it is dropped.
#[derive(Debug)]
pub struct EventLog {
    _guard: WorkerGuard,
    lost: ErrorCounter,
}

/// Losses of the log of events.
#[derive(Clone, Debug)]
pub struct EventLosses(ErrorCounter);

impl EventLog {
    /// Its losses, to be asked for also after its end.
    #[must_use]
    pub fn losses(&self) -> EventLosses {
        EventLosses(self.lost.clone())
    }
}

impl EventLosses {
    /// Number of lines that have been left out, because standard error did not take them in time.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.0.dropped_lines() as u64
    }
}

/// Part that a process has in what a terminal shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// The lines of its requests name their hosts, as there are several.
    pub names_hosts: bool,
    /// It runs from the beginning: the first screen is still to come.
    pub begins: bool,
}

/// Sends all lines to standard error. Keep what is returned until the end.
///
/// `filter` is a level such as `info`, or more in the manner of `RUST_LOG`: `info,access=off`.
///
/// # Errors
/// Fails when the filter can't be read, or the log was started before.
pub fn init(format: Format, filter: &str, part: Part) -> Result<EventLog, LogError> {
    let filter: Targets =
        filter.parse().map_err(|error: ParseError| LogError::Filter(error.to_string()))?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(QUEUE)
        .finish(Gathered::new(std::io::stderr()));
    let lost = writer.error_counter();
    start(format, filter, part, writer).map_err(LogError::Started)?;
    log_panics();
    Ok(EventLog { _guard: guard, lost })
}

/// Filter of the log: `PROPUS_LOG`, in the manner of `RUST_LOG`.
#[must_use]
pub fn filter() -> String {
    std::env::var("PROPUS_LOG").unwrap_or_else(|_| "info".to_owned())
}

/// Sends all lines to standard error, each when it is logged: for a process of one thread that says
/// little. The first screen is another's to show.
///
/// # Errors
/// As [`init`].
pub fn init_direct(format: Format, filter: &str) -> Result<(), LogError> {
    let filter: Targets =
        filter.parse().map_err(|error: ParseError| LogError::Filter(error.to_string()))?;
    let part = Part { names_hosts: false, begins: true };
    start(format, filter, part, std::io::stderr).map_err(LogError::Started)?;
    log_panics();
    Ok(())
}

fn start<W>(format: Format, filter: Targets, part: Part, writer: W) -> Result<(), TryInitError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let terminal = std::io::stderr().is_terminal();
    let colours = shows_colours(terminal);
    let log = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        // To tell of a standard error that is gone on standard error is to panic.
        .log_internal_errors(false)
        .with_writer(writer)
        .with_ansi(colours);
    // systemd's journal has its own clock.
    let in_journal = !terminal && in_journal();
    match format {
        Format::Plain if on_screen(format) => {
            // Whoever wants to see warnings alone wants to know what is served all the same.
            let filter = filter.with_target(FIRST_SCREEN, LevelFilter::INFO);
            let screen = Screen::of_terminal(colours, part.names_hosts, part.begins);
            log.event_format(screen).finish().with(filter).try_init()
        }
        Format::Plain if in_journal => log.without_time().finish().with(filter).try_init(),
        Format::Plain => log.finish().with(filter).try_init(),
        Format::Json => {
            log.json().flatten_event(true).with_ansi(false).finish().with(filter).try_init()
        }
    }
}

/// True when a person reads the events at a terminal, in the form that is made for that.
#[must_use]
pub fn on_screen(format: Format) -> bool {
    format == Format::Plain && std::io::stderr().is_terminal()
}

/// Writes lines that come close together at once. To wake the writing thread for each took a
/// seventh of the time that a Gopher request takes.
struct Gathered<W: Write>(BufWriter<W>);

impl<W: Write> Gathered<W> {
    fn new(inner: W) -> Self {
        Self(BufWriter::with_capacity(1 << 16, inner))
    }
}

impl<W: Write> Write for Gathered<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    /// Comes when no line is left; those that follow wait a little and are written together.
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        std::thread::sleep(LULL);
        Ok(())
    }
}

/// True when systemd's journal reads standard error: `JOURNAL_STREAM` names it by device and inode.
/// The variable alone says nothing, since programs pass it on to those that they start.
#[must_use]
pub fn in_journal() -> bool {
    let Ok(stream) = std::env::var("JOURNAL_STREAM") else { return false };
    let stderr = rustix::fs::fstat(std::io::stderr());
    stderr.is_ok_and(|stat| format!("{}:{}", stat.st_dev, stat.st_ino) == stream)
}

/// A panic ends one connection; the operator hears of it like of any other event.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map_or_else(String::new, ToString::to_string);
        let what = panic.payload_as_str().unwrap_or("no reason given");
        tracing::error!(
            location,
            what = escape_controls(what),
            "a bug in propus ended one task; please report it"
        );
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tests::Kept;

    #[test]
    fn lines_are_gathered_until_no_more_come() {
        let kept = Kept::default();
        let mut gathered = Gathered::new(kept.clone());
        for line in ["one\n", "two\n"] {
            gathered.write_all(line.as_bytes()).unwrap();
            assert_eq!(kept.text(), "");
        }
        gathered.flush().unwrap();
        assert_eq!(kept.text(), "one\ntwo\n");
    }
}
