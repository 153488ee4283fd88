//! Reading the request line: bounded in bytes and in time. Bytes after it stay in the reader, for
//! whoever reads on. The meaning of the line is for `protocol`.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use tokio::time::timeout;

/// Room for bytes that were received and not read yet. Most requests are shorter; a longer one
/// takes a read more, while every client that waits costs this much memory.
const READ_AHEAD: usize = 256;

/// Form of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// Bytes that end it; not empty.
    pub(super) end: &'static [u8],
    /// The most bytes that it may have, with its end.
    pub(super) limit: usize,
    /// A first byte by which it is none.
    pub(super) never_first: Option<u8>,
}

/// Outcome of reading a line.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum LineRead {
    /// A line, without its end.
    Line(Vec<u8>),
    /// The stream ended before the line did; all bytes that there were.
    Ended(Vec<u8>),
    /// As many bytes as a line may have, and no end.
    TooLong,
    /// The time is over.
    Late {
        /// Some bytes had come.
        began: bool,
    },
    /// It begins as no line does.
    Foreign,
    /// The connection broke.
    Broken,
}

/// The one reader of a conversation: what was received after a line is read from it next.
pub(super) fn buffered<S: tokio::io::AsyncRead>(stream: S) -> BufReader<S> {
    BufReader::with_capacity(READ_AHEAD, stream)
}

/// Reads one line.
pub(super) async fn read_line<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    rule: Rule,
    time: Duration,
) -> LineRead {
    let mut line = Vec::new();
    match timeout(time, read(reader, rule, &mut line)).await {
        Ok(Ok(read)) => read,
        Ok(Err(_)) => LineRead::Broken,
        Err(_) => LineRead::Late { began: !line.is_empty() },
    }
}

async fn read<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    rule: Rule,
    line: &mut Vec<u8>,
) -> io::Result<LineRead> {
    loop {
        let room = rule.limit.saturating_sub(line.len());
        if room == 0 {
            return Ok(LineRead::TooLong);
        }
        let received = reader.fill_buf().await?;
        if received.is_empty() {
            return Ok(LineRead::Ended(std::mem::take(line)));
        }
        let before = line.len();
        line.extend_from_slice(received.split_at(received.len().min(room)).0);
        if rule.never_first.is_some() && line.first().copied() == rule.never_first {
            return Ok(LineRead::Foreign);
        }
        // The end may have been cut in two.
        let searched = before.saturating_sub(rule.end.len() - 1);
        let Some(length) = position(line, rule.end, searched) else {
            reader.consume(line.len() - before);
            continue;
        };
        reader.consume(length + rule.end.len() - before);
        line.truncate(length);
        return Ok(LineRead::Line(std::mem::take(line)));
    }
}

/// Offset of what is wanted, sought from an offset on.
fn position(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let mut windows = bytes.windows(wanted.len()).enumerate().skip(from);
    windows.find(|(_, window)| *window == wanted).map(|(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const TIME: Duration = Duration::from_secs(10);

    fn rule(end: &'static [u8]) -> Rule {
        Rule { end, limit: 10, never_first: Some(0x16) }
    }

    /// Sends pieces one by one, then ends the stream.
    async fn check(pieces: &[&str], end: &'static [u8], expected: LineRead) {
        let (mut client, server) = tokio::io::duplex(4096);
        let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        let shown = pieces.join("|");
        let sender = tokio::spawn(async move {
            for piece in pieces {
                client.write_all(piece.as_bytes()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        assert_eq!(read_line(&mut buffered(server), rule(end), TIME).await, expected, "{shown}");
        sender.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_ends_at_the_first_end() {
        let line = || LineRead::Line(b"ab".to_vec());
        check(&["ab\r\n"], b"\r\n", line()).await;
        check(&["ab\r\ncd\r\n"], b"\r\n", line()).await;
        check(&["a", "b\r", "\n"], b"\r\n", line()).await;
        check(&["ab\n"], b"\n", line()).await;
        check(&["a", "b", "\ncd"], b"\n", line()).await;
        check(&["\r\n"], b"\r\n", LineRead::Line(Vec::new())).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_has_a_longest_length() {
        check(&["12345678\r\n"], b"\r\n", LineRead::Line(b"12345678".to_vec())).await;
        check(&["123456789\r\n"], b"\r\n", LineRead::TooLong).await;
        check(&["1234567890123"], b"\n", LineRead::TooLong).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_begins_as_no_line_is_known_by_its_first_byte() {
        check(&["\x16"], b"\n", LineRead::Foreign).await;
        check(&["a\x16\n"], b"\n", LineRead::Line(b"a\x16".to_vec())).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_follows_a_line_is_read_next() {
        let (mut client, server) = tokio::io::duplex(4096);
        let body = "cd\r\n".repeat(1000);
        let sent = format!("ab\r\n{body}");
        tokio::spawn(async move { client.write_all(sent.as_bytes()).await.unwrap() });
        let mut reader = buffered(server);
        let line = read_line(&mut reader, rule(b"\r\n"), TIME).await;
        assert_eq!(line, LineRead::Line(b"ab".to_vec()));
        let mut rest = String::new();
        reader.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, body);
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_is_longer_than_what_is_read_ahead() {
        let (mut client, server) = tokio::io::duplex(4096);
        let long = "a".repeat(3 * READ_AHEAD - 1);
        let sent = format!("{long}\r\nrest");
        tokio::spawn(async move { client.write_all(sent.as_bytes()).await.unwrap() });
        let mut reader = buffered(server);
        let rule = Rule { end: b"\r\n", limit: 1026, never_first: None };
        assert_eq!(read_line(&mut reader, rule, TIME).await, LineRead::Line(long.into_bytes()));
        let mut rest = String::new();
        reader.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "rest");
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_of_the_stream_is_no_end_of_a_line() {
        check(&["ab"], b"\r\n", LineRead::Ended(b"ab".to_vec())).await;
        check(&["ab\n"], b"\r\n", LineRead::Ended(b"ab\n".to_vec())).await;
        check(&[], b"\r\n", LineRead::Ended(Vec::new())).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_is_not_waited_for_for_ever() {
        let (mut client, server) = tokio::io::duplex(64);
        let mut reader = buffered(server);
        assert_eq!(
            read_line(&mut reader, rule(b"\r\n"), TIME).await,
            LineRead::Late { began: false }
        );
        client.write_all(b"ab\n").await.unwrap();
        assert_eq!(
            read_line(&mut reader, rule(b"\r\n"), TIME).await,
            LineRead::Late { began: true }
        );
    }
}
