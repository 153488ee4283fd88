//! Reading the request line: bounded in bytes and in time. What it says is for `protocol`.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

/// What a line is like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// What ends it; not empty.
    pub end: &'static [u8],
    /// The most bytes that it may have, with its end.
    pub limit: usize,
    /// A first byte by which it is none.
    pub never_first: Option<u8>,
}

/// What came of reading a line.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Heard {
    /// A line, without its end.
    Line(Vec<u8>),
    /// The stream ended before the line did; what there was.
    Ended(Vec<u8>),
    /// As many bytes as a line may have, and no end.
    TooLong,
    /// The time is over. Whether anything came at all.
    Late {
        /// Whether it did.
        began: bool,
    },
    /// It begins as no line does.
    Foreign,
    /// The connection broke.
    Broken,
}

/// Reads one line.
pub(super) async fn hear<S: AsyncRead + Unpin>(
    stream: &mut S,
    rule: Rule,
    time: Duration,
) -> Heard {
    let mut line = Vec::new();
    match timeout(time, read(stream, rule, &mut line)).await {
        Ok(Ok(heard)) => heard,
        Ok(Err(_)) => Heard::Broken,
        Err(_) => Heard::Late { began: !line.is_empty() },
    }
}

async fn read<S: AsyncRead + Unpin>(
    stream: &mut S,
    rule: Rule,
    line: &mut Vec<u8>,
) -> io::Result<Heard> {
    line.reserve(128.min(rule.limit));
    loop {
        let searched = line.len();
        let room = rule.limit.saturating_sub(searched);
        if room == 0 {
            return Ok(Heard::TooLong);
        }
        if (&mut *stream).take(room as u64).read_buf(line).await? == 0 {
            return Ok(Heard::Ended(std::mem::take(line)));
        }
        if rule.never_first.is_some() && line.first().copied() == rule.never_first {
            return Ok(Heard::Foreign);
        }
        // The end may have been cut in two.
        let from = searched.saturating_sub(rule.end.len() - 1);
        if let Some(at) = position(line.get(from..).unwrap_or_default(), rule.end) {
            line.truncate(from + at);
            return Ok(Heard::Line(std::mem::take(line)));
        }
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    const TIME: Duration = Duration::from_secs(10);

    fn rule(end: &'static [u8]) -> Rule {
        Rule { end, limit: 10, never_first: Some(0x16) }
    }

    /// Sends pieces one by one, then ends the stream.
    async fn check(pieces: &[&str], end: &'static [u8], expected: Heard) {
        let (mut client, mut server) = tokio::io::duplex(4096);
        let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        let shown = pieces.join("|");
        let sender = tokio::spawn(async move {
            for piece in pieces {
                client.write_all(piece.as_bytes()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        assert_eq!(hear(&mut server, rule(end), TIME).await, expected, "{shown}");
        sender.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_ends_at_the_first_end() {
        let line = || Heard::Line(b"ab".to_vec());
        check(&["ab\r\n"], b"\r\n", line()).await;
        check(&["ab\r\ncd\r\n"], b"\r\n", line()).await;
        check(&["a", "b\r", "\n"], b"\r\n", line()).await;
        check(&["ab\n"], b"\n", line()).await;
        check(&["a", "b", "\ncd"], b"\n", line()).await;
        check(&["\r\n"], b"\r\n", Heard::Line(Vec::new())).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_has_a_longest_length() {
        check(&["12345678\r\n"], b"\r\n", Heard::Line(b"12345678".to_vec())).await;
        check(&["123456789\r\n"], b"\r\n", Heard::TooLong).await;
        check(&["1234567890123"], b"\n", Heard::TooLong).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_begins_as_no_line_is_known_by_its_first_byte() {
        check(&["\x16"], b"\n", Heard::Foreign).await;
        check(&["a\x16\n"], b"\n", Heard::Line(b"a\x16".to_vec())).await;
    }

    #[tokio::test(start_paused = true)]
    async fn an_ended_stream_is_told_apart() {
        check(&["ab"], b"\r\n", Heard::Ended(b"ab".to_vec())).await;
        check(&["ab\n"], b"\r\n", Heard::Ended(b"ab\n".to_vec())).await;
        check(&[], b"\r\n", Heard::Ended(Vec::new())).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_is_not_waited_for_for_ever() {
        let (mut client, mut server) = tokio::io::duplex(64);
        assert_eq!(hear(&mut server, rule(b"\r\n"), TIME).await, Heard::Late { began: false });
        client.write_all(b"ab\n").await.unwrap();
        assert_eq!(hear(&mut server, rule(b"\r\n"), TIME).await, Heard::Late { began: true });
    }
}
