//! The access log: one line for each request, among the events or in a file of its own. Bytes of
//! strangers are escaped; who they are is not written unless that is wanted. The form of a line in
//! a file is for `form`.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::entry::{Disclosed, Entry};
use super::error::LogError;
use super::file::{AccessFile, OpenLog, Queue};
use super::form::Record;
use crate::escape::escape_controls;

/// The target of the lines about requests, for filters.
pub(super) const ACCESS: &str = "access";

/// The log of requests. Cheap to clone; the clones write to the same one.
#[derive(Clone, Debug, Default)]
pub struct AccessLog {
    disclosed: Disclosed,
    /// Without it: among the events.
    file: Option<Arc<Queue>>,
}

impl AccessLog {
    /// Writes requests among the events.
    #[must_use]
    pub fn among_events(disclosed: Disclosed) -> Self {
        Self { disclosed, file: None }
    }

    /// Writes requests into a file of their own. Keep the file until the end: it writes the last
    /// lines when it is dropped.
    ///
    /// # Errors
    /// Fails when the system gives no thread for it.
    pub fn in_file(disclosed: Disclosed, open: OpenLog) -> Result<(Self, AccessFile), LogError> {
        let file = AccessFile::start(open)?;
        Ok((Self { disclosed, file: Some(file.queue()) }, file))
    }

    /// Writes the line of a request. Never waits: a line for which there is no room is lost.
    pub fn record(&self, entry: &Entry<'_>, client: IpAddr, duration: Duration) {
        let ms = milliseconds(duration);
        let query = if self.disclosed.queries { entry.query } else { None };
        let Some(file) = &self.file else {
            return self.record_among_events(entry, query, client, ms);
        };
        let client = self.disclosed.addresses.kept(client);
        file.write(&Record {
            time: Timestamp::now(),
            entry,
            query,
            client,
            addresses: self.disclosed.addresses,
            ms,
        });
    }

    fn record_among_events(&self, entry: &Entry<'_>, query: Option<&str>, client: IpAddr, ms: f64) {
        if !tracing::enabled!(target: ACCESS, tracing::Level::INFO) {
            return;
        }
        tracing::info!(
            target: ACCESS,
            protocol = entry.scheme(),
            host = entry.host,
            path = escape_controls(entry.path),
            query = query.map(escape_controls),
            status = entry.status,
            bytes = entry.sent,
            ms,
            client = self.disclosed.addresses.shown(client),
        );
    }

    /// Opens the file by its name again, after all lines so far have been written: whoever has
    /// given the old one another name has it for good. `false` when so many lines wait that this
    /// can't be asked for now.
    #[must_use]
    pub fn reopen(&self) -> bool {
        self.file.as_ref().is_none_or(|file| file.reopen())
    }

    /// Number of lines that have been lost, because the file did not take them.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.file.as_ref().map_or(0, |file| file.lost())
    }
}

/// With three places after the point.
fn milliseconds(duration: Duration) -> f64 {
    // Divided last: else 14.149 is shown as 14.149000000000001.
    duration.as_micros() as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::super::entry::LogAddresses;
    use super::super::file::LogFile;
    use super::super::form::Form;
    use super::*;
    use crate::form::Protocol;
    use crate::log::tests::Kept;

    fn line(log: &AccessLog, path: &str) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let entry = Entry {
            protocol: Protocol::Gemini,
            is_titan: false,
            host: "example.org",
            port: 1965,
            path,
            query: Some("a secret"),
            status: 20,
            sent: 7,
        };
        tracing::subscriber::with_default(subscriber, || {
            log.record(&entry, IpAddr::from([192, 0, 2, 77]), Duration::from_micros(1500));
        });
        kept.text()
    }

    /// Lines that requests leave in a file, without their time.
    fn lines_in_file(disclosed: Disclosed, form: Form) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let (name, moved) = (dir.path().join("access.log"), dir.path().join("moved"));
        let open = OpenLog::open(&LogFile { file: name.clone(), form }).unwrap();
        let (log, file) = AccessLog::in_file(disclosed, open).unwrap();
        assert_eq!(line(&log, "/1"), "", "it is not among the events");
        std::fs::rename(&name, &moved).unwrap();
        assert!(log.reopen());
        line(&log, "/2");
        assert_eq!(log.lost(), 0);
        drop(file);
        let lines = [moved, name].map(|file| std::fs::read_to_string(file).unwrap());
        lines.iter().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
    }

    #[test]
    fn a_file_has_the_lines_of_requests_when_it_is_closed() {
        let field = |path: &str, rest: &str| {
            format!("protocol=\"gemini\" host=\"example.org\" path=\"{path}\"{rest}")
        };
        let usual = " status=20 bytes=7 ms=1.5\n";
        let lines = lines_in_file(Disclosed::default(), Form::Plain);
        assert_eq!(lines, [field("/1", usual), field("/2", usual)]);
        let all = Disclosed { addresses: LogAddresses::Full, queries: true };
        let more = " query=\"a secret\" status=20 bytes=7 ms=1.5 client=\"192.0.2.77\"\n";
        assert_eq!(lines_in_file(all, Form::Plain), [field("/1", more), field("/2", more)]);
        let network = Disclosed { addresses: LogAddresses::Truncated, queries: false };
        let more = " status=20 bytes=7 ms=1.5 client=\"192.0.2.0/24\"\n";
        assert_eq!(lines_in_file(network, Form::Plain), [field("/1", more), field("/2", more)]);
    }

    #[test]
    fn without_a_file_nothing_is_lost_and_nothing_opened_again() {
        let log = AccessLog::default();
        assert!(log.reopen());
        assert_eq!(log.lost(), 0);
    }

    #[test]
    fn milliseconds_have_three_places() {
        for (microseconds, expected) in [(0, 0.0), (1, 0.001), (14_149, 14.149), (2_000_000, 2e3)] {
            assert_eq!(milliseconds(Duration::from_micros(microseconds)), expected);
        }
    }

    #[test]
    fn a_request_is_one_line() {
        let line = line(&AccessLog::default(), "/x");
        assert_eq!(line.matches('\n').count(), 1);
        for part in
            ["INFO access:", "gemini", "example.org", "/x", "status=20", "bytes=7", "ms=1.5"]
        {
            assert!(line.contains(part), "{part} in {line}");
        }
    }

    #[test]
    fn who_asks_and_what_was_typed_is_nobodys_business() {
        let usual = line(&AccessLog::default(), "/x");
        assert!(!usual.contains("192.0.2") && !usual.contains("secret"), "{usual}");
        let wanted = line(
            &AccessLog::among_events(Disclosed { addresses: LogAddresses::Full, queries: true }),
            "/x",
        );
        assert!(wanted.contains("192.0.2.77") && wanted.contains("a secret"), "{wanted}");
    }

    #[test]
    fn what_strangers_send_stays_on_its_line() {
        let line = line(&AccessLog::default(), "/\r\n\x1b[2J\u{9b}x");
        assert_eq!(line.matches('\n').count(), 1, "{line:?}");
        assert!(!line.trim_end().contains(char::is_control), "{line:?}");
    }
}
