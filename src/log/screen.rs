//! The log on a terminal: a person looks at it now, so times are the hour's, columns stand below
//! each other, refusals are words, and long lines are folded.

use std::fmt::{self, Write};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;
use unicode_width::UnicodeWidthStr;

use super::access::ACCESS;
use crate::escape::escape_controls;
use crate::exchange::answer;
use crate::quantity::{bytes, milliseconds};
use crate::terminal;

/// Target of the first screen: what is said there is a text of several lines, shown as it is.
pub const FIRST_SCREEN: &str = "propus::screen";
/// Target of events about the process that begins: a terminal shows them below the first screen,
/// which is what somebody looks for.
pub const BEGINNING: &str = "propus::start";
/// Target of events that the first screen tells in its own words: a terminal shows them only when
/// they come later.
pub const ON_FIRST_SCREEN: &str = "propus::start::told";

/// Columns of what a line begins with: a time and two blanks.
const INDENT: usize = 10;
/// The fewest columns of a protocol's name.
const NARROWEST_NAME: usize = 6;
/// Columns before the path of a request, besides the protocol's name: those, the gaps and the status.
const BEFORE_PATH: usize = INDENT + 2 + 4;
/// Columns behind the path: a blank, a size, a gap and a time.
const BEHIND_PATH: usize = 1 + 8 + 2 + 7;
/// The fewest columns of a path.
const NARROWEST_PATH: usize = 15;
/// The most events that wait for the first screen.
const MOST_WAITING: usize = 16;

/// Form of the lines.
pub(super) struct Screen {
    zone: TimeZone,
    colours: bool,
    /// The lines of requests name their hosts, as there are several.
    names_hosts: bool,
    /// Columns of the medium.
    columns: fn() -> usize,
    state: Mutex<State>,
}

/// What has been written so far.
#[derive(Default)]
struct State {
    /// True once the first screen is there, or when it was another process that showed it.
    begun: bool,
    /// Events that wait for it.
    waiting: Vec<String>,
    /// Columns of the widest path, as far as there was room.
    path: usize,
    /// Columns of the longest name of a protocol.
    name: usize,
}

impl Screen {
    /// For standard error.
    pub(super) fn of_terminal(colours: bool, names_hosts: bool, begins: bool) -> Self {
        let columns = || terminal::size(io::stderr()).columns;
        let state = Mutex::new(State { begun: !begins, ..State::default() });
        Self { zone: TimeZone::system(), colours, names_hosts, columns, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn time(&self) -> String {
        let now = Timestamp::now().to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string();
        self.painted(&now, Paint::Dim)
    }

    fn painted(&self, text: &str, paint: Paint) -> String {
        if self.colours { format!("\x1b[{}m{text}\x1b[0m", paint.code()) } else { text.to_owned() }
    }

    /// The lines of an event, with their ends; none while it waits.
    fn lines(&self, target: &str, level: Level, fields: &Fields) -> String {
        if target == FIRST_SCREEN {
            let mut state = self.state();
            state.begun = true;
            let waiting = std::mem::take(&mut state.waiting).concat();
            return format!("{}\n{waiting}", fields.message);
        }
        if target == ACCESS {
            return self.request(fields);
        }
        let lines = self.event(level, fields);
        let mut state = self.state();
        match target {
            ON_FIRST_SCREEN if !state.begun => String::new(),
            BEGINNING if !state.begun && state.waiting.len() < MOST_WAITING => {
                state.waiting.push(lines);
                String::new()
            }
            _ => lines,
        }
    }

    fn event(&self, level: Level, fields: &Fields) -> String {
        let (word, paint) = match level {
            Level::ERROR => ("error: ", Some(Paint::Red)),
            Level::WARN => ("warning: ", Some(Paint::Yellow)),
            Level::INFO => ("", None),
            _ => ("debug: ", Some(Paint::Dim)),
        };
        let mut text = format!("{word}{}", escape_controls(&fields.message));
        for (name, value) in &fields.others {
            let _ = write!(text, " {name}={}", escape_controls(value));
        }
        let mut lines =
            terminal::folded(text.trim_end(), "", (self.columns)().saturating_sub(INDENT));
        if let (Some(paint), Some(rest)) = (paint, lines.strip_prefix(word)) {
            lines = format!("{}{rest}", self.painted(word.trim_end(), paint) + " ");
        }
        let indent = format!("\n{:INDENT$}", "");
        format!("{}  {}\n", self.time(), lines.replace('\n', &indent))
    }

    fn request(&self, fields: &Fields) -> String {
        let of = |name: &str| fields.of(name).unwrap_or_default();
        let mut path = if self.names_hosts { of("host").to_owned() } else { String::new() };
        path.push_str(if of("path").is_empty() { "/" } else { of("path") });
        if let Some(query) = fields.of("query") {
            let _ = write!(path, "?{query}");
        }
        let path = escape_controls(&path);
        let protocol = of("protocol");
        let (name, column) = {
            let mut state = self.state();
            state.name = state.name.max(protocol.len().max(NARROWEST_NAME));
            let taken = BEFORE_PATH + BEHIND_PATH + state.name;
            let room = (self.columns)().saturating_sub(taken).max(NARROWEST_PATH);
            state.path = state.path.max(path.width().clamp(NARROWEST_PATH, room));
            (state.name, state.path)
        };
        let gap = " ".repeat(column.saturating_sub(path.width()));
        let status = of("status");
        let outcome = match status.parse().ok().and_then(answer::refusal) {
            Some(words) => format!("  {words}"),
            None => {
                let size = bytes(of("bytes").parse().unwrap_or_default());
                let took = milliseconds(of("ms").parse().unwrap_or_default());
                format!("{size:>8}  {took:>6}")
            }
        };
        let client = fields.of("client").map(|it| format!("  {it}")).unwrap_or_default();
        let number = self.painted(status, Paint::of_status(status));
        format!("{}  {protocol:<name$}  {number}  {path}{gap} {outcome}{client}\n", self.time())
    }
}

/// Colour of a text.
#[derive(Clone, Copy, Debug)]
enum Paint {
    Dim,
    Red,
    Green,
    Yellow,
    Cyan,
}

impl Paint {
    fn of_status(status: &str) -> Self {
        match status.bytes().next() {
            Some(b'2') => Self::Green,
            Some(b'1' | b'3') => Self::Cyan,
            Some(b'4') => Self::Yellow,
            _ => Self::Red,
        }
    }

    /// Parameter of "select graphic rendition" (ECMA-48, section 8.3.117).
    fn code(self) -> u8 {
        match self {
            Self::Dim => 2,
            Self::Red => 31,
            Self::Green => 32,
            Self::Yellow => 33,
            Self::Cyan => 36,
        }
    }
}

/// The message of an event, and its other fields.
#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, String)>,
}

impl Fields {
    fn of(&self, name: &str) -> Option<&str> {
        self.others.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = format!("{value:?}");
        if field.name() == "message" {
            self.message = value;
        } else {
            self.others.push((field.name(), value));
        }
    }
}

impl<S, N> FormatEvent<S, N> for Screen
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        writer.write_str(&self.lines(metadata.target(), *metadata.level(), &fields))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::time::Duration;

    use tracing::{error, info, warn};

    use super::super::access::AccessLog;
    use super::super::entry::{Disclosed, Entry, LogAddresses};
    use super::*;
    use crate::form::Protocol;
    use crate::log::tests::Kept;

    fn screen(colours: bool, names_hosts: bool) -> Screen {
        let (zone, columns) = (TimeZone::UTC, || 80);
        Screen { zone, colours, names_hosts, columns, state: Mutex::default() }
    }

    /// What stands on a terminal after all that is logged meanwhile, with `T` for times.
    fn shown(screen: Screen, meanwhile: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .event_format(screen)
            .finish();
        tracing::subscriber::with_default(log, meanwhile);
        let text = kept.text();
        let untimed = regex::Regex::new(r"\d\d:\d\d:\d\d").unwrap();
        untimed.replace_all(&text, "hh:mm:ss").into_owned()
    }

    fn request(path: &str, status: u8, sent: u64) {
        record(&AccessLog::default(), path, status, sent);
    }

    fn record(log: &AccessLog, path: &str, status: u8, sent: u64) {
        let entry = Entry {
            protocol: Protocol::Gopher,
            is_titan: false,
            host: "a.org",
            port: 70,
            path,
            query: Some("a b"),
            status,
            sent,
        };
        log.record(&entry, IpAddr::from([192, 0, 2, 7]), Duration::from_micros(840));
    }

    #[test]
    fn requests_stand_below_the_first_screen_in_columns() {
        let text = shown(screen(false, false), || {
            info!(target: FIRST_SCREEN, "propus serves\n  gopher://a.org/\n");
            request("", 20, 1_900);
            request("/nope", 51, 96);
        });
        let expected = "propus serves\n  gopher://a.org/\n\n\
                        hh:mm:ss  gopher  20  /                 1.9 kB  0.8 ms\n\
                        hh:mm:ss  gopher  51  /nope             not found\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn columns_follow_the_widest_path_as_far_as_there_is_room() {
        let (long, longer) = ("/".repeat(30), "/".repeat(60));
        let text = shown(screen(false, false), || {
            request(&long, 20, 1);
            request("/a", 20, 1);
            request(&longer, 51, 1);
            request("/a", 20, 1);
        });
        let lines: Vec<&str> = text.lines().collect();
        let size = |line: &str| line.find("1 B");
        assert_eq!(size(lines[0]), Some(BEFORE_PATH + NARROWEST_NAME + 30 + 1 + 5));
        assert_eq!(size(lines[1]), size(lines[0]));
        assert!(lines[2].ends_with("///   not found"), "{text}");
        assert_eq!(lines[3].chars().count(), 79, "{text}");
    }

    #[test]
    fn what_strangers_send_stays_on_its_line() {
        let text = shown(screen(false, false), || {
            request("/a\r\n\x1b[2J\u{9b}x", 20, 1);
            warn!("a\x1b[2J\nb");
            let name = "\x1b]0;x\x07";
            info!(name, "c");
        });
        assert_eq!(text.lines().count(), 3, "{text:?}");
        assert!(text.lines().all(|line| !line.contains(char::is_control)), "{text:?}");
        assert!(text.contains(r"/a\r\n\u{1b}[2J\u{9b}x") && text.contains(r"c name=\u{1b}]0;x"));
    }

    #[test]
    fn a_long_event_is_folded_below_itself() {
        let text = shown(screen(false, false), || {
            warn!(lost = 3, "{}", "some words ".repeat(9).trim_end());
            error!("no");
            info!("yes");
            tracing::debug!("not asked for");
        });
        let expected = [
            "hh:mm:ss  warning: some words some words some words some words some words some",
            "          words some words some words some words lost=3",
            "hh:mm:ss  error: no",
            "hh:mm:ss  yes",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_told_of_the_beginning_stands_below_the_first_screen() {
        let text = shown(screen(false, false), || {
            info!(target: BEGINNING, "in a sandbox");
            info!(target: ON_FIRST_SCREEN, "a new key");
            warn!("a gap");
            info!(target: FIRST_SCREEN, "propus\n");
            info!(target: BEGINNING, "later");
            info!(target: ON_FIRST_SCREEN, "another key");
        });
        let expected = "hh:mm:ss  warning: a gap\npropus\n\nhh:mm:ss  in a sandbox\n\
                        hh:mm:ss  later\nhh:mm:ss  another key\n";
        assert_eq!(text, expected);
        let many = shown(screen(false, false), || {
            (0..=MOST_WAITING).for_each(|it| info!(target: BEGINNING, "{it}"));
        });
        assert_eq!(many, format!("hh:mm:ss  {MOST_WAITING}\n"), "the first ones wait");
    }

    #[test]
    fn of_several_hosts_the_one_is_named_and_what_is_disclosed_is_shown() {
        let disclosed = Disclosed { addresses: LogAddresses::Full, queries: true };
        let log = AccessLog::among_events(disclosed);
        let text = shown(screen(false, true), || record(&log, "/x", 20, 5));
        let expected = "hh:mm:ss  gopher  20  a.org/x?a b          5 B  0.8 ms  192.0.2.7\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_status_has_the_colour_of_its_kind() {
        let text = shown(screen(true, false), || {
            for status in [10, 20, 31, 44, 51] {
                request("/", status, 5);
            }
            warn!("w");
        });
        let expected =
            ["[36m10", "[32m20", "[36m31", "[33m44", "[31m51", "\x1b[33mwarning:\x1b[0m w"];
        for (line, painted) in text.lines().zip(expected) {
            assert!(line.contains(painted), "{line:?}");
        }
    }
}
