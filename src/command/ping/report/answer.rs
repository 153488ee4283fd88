//! `Answer`: the answer of a server in a report, of whatever protocol.

use serde::Serialize;

use super::line::{Time, count, line};
use crate::command::ping::gemini::{self, Header};
use crate::command::ping::talk::Received;
use crate::command::ping::{gopher, plain};
use crate::escape::escape_controls;

/// Answer of the server, as far as it was read.
#[derive(Serialize, Debug)]
pub(in crate::command::ping) struct Answer {
    pub(in crate::command::ping) status: Option<u8>,
    pub(in crate::command::ping) meta: Option<String>,
    meaning: Option<&'static str>,
    pub(in crate::command::ping) gopher: Option<gopher::Answer>,
    pub(in crate::command::ping) plain: Option<plain::Answer>,
    bytes: usize,
    /// True if there may be more than was read.
    more: bool,
    /// True if it ended as the protocol wants; over TLS with close_notify.
    ended: bool,
    took: Time,
    #[serde(skip)]
    header_length: usize,
}

impl Answer {
    pub(in crate::command::ping) fn with_header(
        header: &Header,
        meaning: &'static str,
        received: &Received,
    ) -> Self {
        Self {
            status: Some(header.status),
            meta: Some(escape_controls(&header.meta)),
            meaning: Some(meaning),
            gopher: None,
            plain: None,
            bytes: received.bytes.len().saturating_sub(header.length),
            more: received.more,
            ended: received.failure.is_none() && !received.more,
            took: Time(received.last),
            header_length: header.length,
        }
    }

    pub(in crate::command::ping) fn gopher(answer: gopher::Answer, received: &Received) -> Self {
        let error = answer.error.as_deref().map(escape_controls);
        Self {
            status: None,
            meta: None,
            meaning: None,
            gopher: Some(gopher::Answer { error, ..answer }),
            plain: None,
            bytes: received.bytes.len(),
            more: received.more,
            ended: received.failure.is_none() && !received.more,
            took: Time(received.last),
            header_length: 0,
        }
    }

    pub(in crate::command::ping) fn plain(answer: plain::Answer, received: &Received) -> Self {
        Self {
            status: None,
            meta: None,
            meaning: None,
            gopher: None,
            plain: Some(answer),
            bytes: received.bytes.len(),
            more: received.more,
            ended: received.failure.is_none() && !received.more,
            took: Time(received.last),
            header_length: 0,
        }
    }

    /// True for one of Gemini, the only protocol with two digits: it came over TLS.
    fn is_private(&self) -> bool {
        self.status.is_some_and(|status| status >= 10)
    }

    pub(in crate::command::ping) fn header_length(&self) -> usize {
        self.header_length
    }

    pub(super) fn is_failure(&self) -> bool {
        self.status.is_some_and(|status| class(status) >= 4)
            || self.gopher.as_ref().is_some_and(|it| it.error.is_some())
    }

    pub(in crate::command::ping) fn advice(&self) -> Option<String> {
        gemini::advice(self.status?).map(str::to_owned)
    }

    pub(super) fn lines(&self, lines: &mut String, first_byte: Option<Time>) {
        if let (Some(status), Some(meta), Some(meaning)) = (self.status, &self.meta, self.meaning) {
            line(lines, "header", &format!("{status} {meta}"));
            line(lines, "", meaning);
        }
        if let Some(answer) = &self.gopher {
            line(
                lines,
                "asked for",
                &format!("item type {}", escape_controls(&answer.item_type.to_string())),
            );
            let mut parts = Vec::new();
            if let Some(lines) = answer.lines {
                parts.push(count(lines, "line", "lines"));
            }
            if let Some(items) = answer.items {
                parts.push(count(items, "item that leads somewhere", "items that lead somewhere"));
            }
            if answer.dot {
                parts.push("a dot at the end".to_owned());
            }
            if !parts.is_empty() {
                line(lines, "answer", &parts.join(", "));
            }
            if let Some(words) = &answer.error {
                line(lines, "error", words);
            }
        }
        if let Some(plain::Answer { lines: number, links }) = self.plain {
            let parts = [count(number, "line", "lines"), count(links, "link", "links")];
            line(lines, "answer", &parts.join(", "));
        }
        if let Some(first) = first_byte {
            line(lines, "first byte", &format!("after {first}"));
        }
        let end = match (self.more, self.ended) {
            (true, _) => "; there may be more, --max-bytes says how much is read",
            (false, true) if self.is_private() => ", ended with close_notify",
            (false, true) => "",
            (false, false) => ", not ended as it should be",
        };
        let bytes = if self.bytes == 1 { "byte" } else { "bytes" };
        line(lines, "body", &format!("{} {bytes} after {}{end}", self.bytes, self.took));
    }
}

/// The first digit of a status; that of Spartan is all of it.
pub(in crate::command::ping) fn class(status: u8) -> u8 {
    if status < 10 { status } else { status / 10 }
}
