//! The log: one line for each request, one for each event, on standard error. What strangers sent is escaped; who they
//! are is not written unless that is wanted.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, ParseError, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::escape::escape_controls;

/// The target of the lines about requests, for filters.
const ACCESS: &str = "access";

/// Lines that may wait to be written. More are left out: a slow terminal must not stop the server.
const QUEUE: usize = 16_384;

/// After some lines have been written: how long the next ones are gathered. Also what the end of the program may wait.
const LULL: Duration = Duration::from_millis(50);

/// How lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// For people.
    #[default]
    Plain,
    /// An object a line, for programs.
    Json,
}

/// How much of a client's address is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LogAddresses {
    /// Nothing.
    #[default]
    Off,
    /// The network: 24 bits of an IPv4 address, 48 of an IPv6 address.
    Truncated,
    /// All.
    Full,
}

/// What is written of requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AccessLog {
    /// The client's address.
    pub addresses: LogAddresses,
    /// Whether what a client typed is written.
    pub queries: bool,
}

/// A request and what came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// `gemini` or `gopher`.
    pub protocol: &'static str,
    /// The site.
    pub host: &'a str,
    /// What was asked for, as it was sent.
    pub path: &'a str,
    /// What was typed.
    pub query: Option<&'a str>,
    /// Gemini's number for the answer, on Gopher too.
    pub status: u8,
    /// The bytes of the answer, before encryption.
    pub sent: u64,
}

/// Sends all lines to standard error. What is returned writes the last ones when it is dropped: keep it until the end.
///
/// `filter` is a level such as `info`, or more in the manner of `RUST_LOG`: `info,access=off`.
///
/// # Errors
/// When the filter can't be read, or the log was started before.
pub fn init(format: Format, filter: &str) -> Result<WorkerGuard, LogError> {
    let filter: Targets = filter.parse().map_err(|error: ParseError| LogError::Filter(error.to_string()))?;
    let (writer, guard) =
        NonBlockingBuilder::default().buffered_lines_limit(QUEUE).finish(Gathered::new(std::io::stderr()));
    start(format, filter, writer).map_err(LogError::Started)?;
    log_panics();
    Ok(guard)
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter can't be read.
    #[error("the log filter can't be read: {0}")]
    Filter(String),
    /// There is a log already.
    #[error("the log was started before: {0}")]
    Started(TryInitError),
}

fn start(format: Format, filter: Targets, writer: NonBlocking) -> Result<(), TryInitError> {
    let terminal = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(writer).with_ansi(terminal);
    // systemd's journal has its own clock.
    let in_journal = !terminal && in_journal();
    match format {
        Format::Plain if in_journal => log.without_time().finish().with(filter).try_init(),
        Format::Plain => log.finish().with(filter).try_init(),
        Format::Json => log.json().flatten_event(true).with_ansi(false).finish().with(filter).try_init(),
    }
}

/// Writes lines that come close together at once. To wake the writing thread for each took a seventh of the time that a
/// Gopher request takes.
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

/// Whether systemd's journal reads standard error: `JOURNAL_STREAM` names it by device and inode. The variable alone says
/// nothing, since programs hand it on to those that they start.
#[must_use]
pub fn in_journal() -> bool {
    let Ok(stream) = std::env::var("JOURNAL_STREAM") else { return false };
    let stderr = rustix::fs::fstat(std::io::stderr());
    stderr.is_ok_and(|stat| format!("{}:{}", stat.st_dev, stat.st_ino) == stream)
}

/// A panic ends one connection; the operator hears of it like of any other event.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let what = panic.payload_as_str().unwrap_or("no reason given");
        tracing::error!(place, what = escape_controls(what), "a bug in propus ended one task; please report it");
    }));
}

impl AccessLog {
    /// Writes the line of a request.
    pub fn record(&self, entry: &Entry<'_>, client: IpAddr, duration: Duration) {
        if !tracing::enabled!(target: ACCESS, tracing::Level::INFO) {
            return;
        }
        tracing::info!(
            target: ACCESS,
            protocol = entry.protocol,
            host = entry.host,
            path = escape_controls(entry.path),
            query = entry.query.filter(|_| self.queries).map(escape_controls),
            status = entry.status,
            bytes = entry.sent,
            ms = milliseconds(duration),
            client = self.addresses.shown(client),
        );
    }
}

impl LogAddresses {
    /// What is written of an address.
    #[must_use]
    pub fn shown(self, address: IpAddr) -> Option<String> {
        let address = address.to_canonical();
        match self {
            Self::Off => None,
            Self::Full => Some(address.to_string()),
            Self::Truncated => Some(match address {
                IpAddr::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8))),
                IpAddr::V6(address) => format!("{}/48", Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80))),
            }),
        }
    }
}

/// With three places after the point.
fn milliseconds(duration: Duration) -> f64 {
    // Divided last: else 14.149 is shown as 14.149000000000001.
    duration.as_micros() as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A log that is kept in memory.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn line(log: AccessLog, path: &str) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let entry =
            Entry { protocol: "gemini", host: "example.org", path, query: Some("a secret"), status: 20, sent: 7 };
        tracing::subscriber::with_default(subscriber, || {
            log.record(&entry, IpAddr::from([192, 0, 2, 77]), Duration::from_micros(1500));
        });
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_request_is_one_line() {
        let line = line(AccessLog::default(), "/x");
        assert_eq!(line.matches('\n').count(), 1);
        for part in ["INFO access:", "gemini", "example.org", "/x", "status=20", "bytes=7", "ms=1.5"] {
            assert!(line.contains(part), "{part} in {line}");
        }
    }

    #[test]
    fn who_asks_and_what_was_typed_is_nobodys_business() {
        let usual = line(AccessLog::default(), "/x");
        assert!(!usual.contains("192.0.2") && !usual.contains("secret"), "{usual}");
        let wanted = line(AccessLog { addresses: LogAddresses::Full, queries: true }, "/x");
        assert!(wanted.contains("192.0.2.77") && wanted.contains("a secret"), "{wanted}");
    }

    #[test]
    fn what_strangers_send_stays_on_its_line() {
        let line = line(AccessLog::default(), "/\r\n\x1b[2J\u{9b}x");
        assert_eq!(line.matches('\n').count(), 1, "{line:?}");
        assert!(!line.trim_end().contains(char::is_control), "{line:?}");
    }

    #[test]
    fn a_network_is_not_a_client() {
        let shown = |address: &str| LogAddresses::Truncated.shown(address.parse().unwrap()).unwrap();
        assert_eq!(shown("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(shown("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(shown("2001:db8:1:2::3"), "2001:db8:1::/48");
        assert_eq!(LogAddresses::Off.shown("192.0.2.77".parse().unwrap()), None);
    }
}
