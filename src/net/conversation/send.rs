//! Writing a reply, and the lingering close by which it arrives. Its content is for `protocol`.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::rest::{Chunk, Rest, read};
use crate::net::limits::DRAIN_BYTES;
use crate::net::send_file::SendFile;
use crate::protocol::{Reply, ReplyBody};

/// A reply whose first bytes are at hand.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) status: u8,
    head: Bytes,
    first: Bytes,
    rest: Option<Rest>,
    tail: &'static [u8],
}

/// Outcome of sending.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Sent {
    /// Bytes that left, before encryption.
    pub(super) bytes: u64,
    /// All of it was sent.
    pub(super) whole: bool,
}

impl Outgoing {
    /// A reply without a file.
    pub(super) fn whole(reply: Reply) -> Self {
        let first = match reply.body {
            ReplyBody::Whole(bytes) => bytes,
            ReplyBody::File(_) => Bytes::new(),
        };
        Self { status: reply.status, head: reply.head, first, rest: None, tail: reply.tail }
    }
}

/// Reads the beginning of a file that is to be sent: before its header is written there is still
/// time for an error.
///
/// # Errors
/// Fails when the file can't be read.
pub(super) async fn prepare(reply: Reply) -> io::Result<Outgoing> {
    let Reply { status, head, body, tail } = reply;
    let (first, rest) = match body {
        ReplyBody::Whole(bytes) => (bytes, None),
        ReplyBody::File(file) => {
            let (first, rest) = read(Rest::of(file), Chunk::default()).await?;
            (first.into(), rest)
        }
    };
    Ok(Outgoing { status, head, first, rest, tail })
}

/// Writes all of it, or as much as the client takes and the file holds. `sent` is right whenever
/// this is given up.
pub(super) async fn send<S: SendFile + Unpin>(stream: &mut S, reply: Outgoing, sent: &mut Sent) {
    sent.whole = write(stream, reply, &mut sent.bytes).await.is_ok();
}

async fn write<S: SendFile + Unpin>(
    stream: &mut S,
    reply: Outgoing,
    bytes: &mut u64,
) -> io::Result<()> {
    let Outgoing { head, first, mut rest, tail, .. } = reply;
    let end = if rest.is_none() { tail } else { b"" };
    put(stream, head.chain(first).chain(end), bytes).await?;
    let mut sent = Chunk::default();
    while let Some(mut file) = rest {
        if let Some(passed) = by_system(stream, &file).await? {
            *bytes = bytes.saturating_add(passed as u64);
            rest = file.advance(passed)?.then_some(file);
            if rest.is_none() {
                put(stream, tail, bytes).await?;
            }
            continue;
        }
        let (chunk, left) = read(file, sent).await?;
        let end = if left.is_none() { tail } else { b"" };
        put(stream, Buf::chain(chunk.bytes(), end), bytes).await?;
        (sent, rest) = (chunk, left);
    }
    stream.flush().await
}

/// Lets the system send what comes next of a file, and returns the number of its bytes; `None` where
/// it is not for the system.
async fn by_system<S: SendFile + Unpin>(stream: &mut S, file: &Rest) -> io::Result<Option<usize>> {
    if !S::BY_SYSTEM {
        return Ok(None);
    }
    let Some(part) = file.part_in_memory() else { return Ok(None) };
    poll_fn(|context| Pin::new(&mut *stream).poll_send_file(context, part)).await
}

/// Writes all pieces; together, if the stream can do that.
pub(super) async fn put<S: AsyncWrite + Unpin>(
    stream: &mut S,
    mut pieces: impl Buf,
    bytes: &mut u64,
) -> io::Result<()> {
    while pieces.has_remaining() {
        let written = stream.write_buf(&mut pieces).await?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        *bytes = bytes.saturating_add(written as u64);
    }
    Ok(())
}

/// Ends the answer and waits for the client to go, but not for long.
///
/// Closing while input is unread makes the kernel send a reset, and the client loses what it has
/// not read yet.
pub(in crate::net) async fn linger_and_close<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    time: Duration,
) {
    if stream.shutdown().await.is_ok() {
        let _ = timeout(time, discard(stream)).await;
    }
}

async fn discard<S: AsyncRead + Unpin>(stream: &mut S) {
    let mut buffer = [0; 1024];
    let mut left = DRAIN_BYTES;
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        left = left.saturating_sub(read);
        if left == 0 {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::unix::fs::FileExt;
    use std::task::{Context, Poll};

    use tokio::io::BufReader;
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::content::{Folder, SourcePath};
    use crate::exchange::{Body, ReadAt};
    use crate::net::limits::Limits;
    use crate::net::send_file::Part;
    use crate::net::slow_reader::Paced;
    use crate::protocol::{Coding, FileBody};

    /// A file that held `size` bytes when it was opened, and now holds `content`.
    fn file(content: &[u8], size: u64, coding: Coding) -> Reply {
        let folder = tempfile::tempdir().unwrap();
        let mut file = File::create(folder.path().join("file")).unwrap();
        file.set_len(size).unwrap();
        let body = Folder::open(folder.path())
            .unwrap()
            .open_body(&SourcePath::new("file").unwrap())
            .unwrap();
        file.set_len(0).unwrap();
        file.write_all(content).unwrap();
        reply(ReplyBody::File(FileBody { body, coding }))
    }

    fn reply(body: ReplyBody) -> Reply {
        Reply { status: 20, head: Bytes::from_static(b"head "), body, tail: b" tail" }
    }

    async fn sent(reply: Reply) -> (Vec<u8>, Sent) {
        let outgoing = prepare(reply).await.unwrap();
        let mut stream = io::Cursor::new(Vec::new());
        let mut sent = Sent::default();
        send(&mut stream, outgoing, &mut sent).await;
        (stream.into_inner(), sent)
    }

    #[tokio::test]
    async fn a_whole_reply_is_sent_whole() {
        let reply = reply(ReplyBody::Whole(Bytes::from_static(b"body")));
        assert_eq!(
            sent(reply).await,
            (b"head body tail".to_vec(), Sent { bytes: 14, whole: true })
        );
    }

    #[tokio::test]
    async fn a_file_is_sent_in_chunks() {
        for size in [0, 1, 65_535, 65_536, 65_537, 300_000] {
            let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let (bytes, sent) = sent(file(&content, size, Coding::AsIs)).await;
            assert_eq!(bytes, [b"head ".as_slice(), &content, b" tail"].concat(), "{size}");
            assert_eq!(sent, Sent { bytes: size + 10, whole: true });
        }
    }

    #[tokio::test]
    async fn a_text_file_becomes_lines() {
        let lines = "ab\n.\n".repeat(30_000);
        let (bytes, _) = sent(file(lines.as_bytes(), lines.len() as u64, Coding::GopherText)).await;
        assert_eq!(bytes, format!("head {} tail", "ab\r\n. \r\n".repeat(30_000)).into_bytes());
    }

    #[tokio::test]
    async fn a_text_file_may_end_with_a_dot() {
        for (content, expected) in
            [("ab\n", "ab\r\n.\r\n"), ("ab", "ab\r\n.\r\n"), ("a\n.", "a\r\n. \r\n.\r\n")]
        {
            let (bytes, _) =
                sent(file(content.as_bytes(), content.len() as u64, Coding::GopherTextDot)).await;
            assert_eq!(bytes, format!("head {expected} tail").into_bytes());
        }
    }

    /// A body of which nothing is known to be in memory.
    #[derive(Debug)]
    struct OnDisk(Bytes);

    impl ReadAt for OnDisk {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
            self.0.read_at(buffer, offset)
        }

        fn read_from_memory(&self, _buffer: &mut [u8], _offset: u64) -> Option<usize> {
            None
        }

        fn modified(&self) -> Option<jiff::Timestamp> {
            None
        }
    }

    #[tokio::test]
    async fn another_store_than_a_folder_will_do() {
        let content = Bytes::from("ab\n".repeat(50_000));
        let on_disk = Body::new(OnDisk(content.clone()), content.len() as u64);
        for body in [on_disk, Body::from(content.clone())] {
            let file = FileBody { body, coding: Coding::AsIs };
            let (bytes, _) = sent(reply(ReplyBody::File(file))).await;
            assert_eq!(bytes, [b"head ".as_slice(), &content, b" tail"].concat());
        }
    }

    /// A file that is in memory, as every file system has it.
    #[derive(Debug)]
    struct InMemory(File);

    impl ReadAt for InMemory {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
            self.0.read_at(buffer, offset)
        }

        fn read_from_memory(&self, buffer: &mut [u8], offset: u64) -> Option<usize> {
            self.read_at(buffer, offset).ok()
        }

        fn modified(&self) -> Option<jiff::Timestamp> {
            None
        }

        fn file(&self) -> Option<BorrowedFd<'_>> {
            Some(self.0.as_fd())
        }
    }

    fn in_memory(content: &[u8], size: u64, coding: Coding) -> Reply {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        reply(ReplyBody::File(FileBody { body: Body::new(InMemory(file), size), coding }))
    }

    /// The bytes that arrive at the other end of a connection.
    async fn sent_by_tcp(reply: Reply) -> (Vec<u8>, Sent) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (server, _) = listener.accept().await.unwrap();
        let reader = tokio::spawn(async move {
            let mut read = Vec::new();
            client.read_to_end(&mut read).await.unwrap();
            read
        });
        let mut sent = Sent::default();
        let mut stream = BufReader::new(Paced::new(server, &Limits::default(), None));
        send(&mut stream, prepare(reply).await.unwrap(), &mut sent).await;
        drop(stream);
        (reader.await.unwrap(), sent)
    }

    #[tokio::test]
    async fn a_file_is_the_same_when_the_system_sends_it() {
        for size in [0, 1, 16_384, 16_385, 300_000, 3_000_000] {
            let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let (bytes, sent) = sent_by_tcp(in_memory(&content, size, Coding::AsIs)).await;
            assert!(bytes == [b"head ".as_slice(), &content, b" tail"].concat(), "{size}");
            assert_eq!(sent, Sent { bytes: size + 10, whole: true });
        }
        let more = in_memory(&[b'a'; 200_000], 100_000, Coding::AsIs);
        assert_eq!(sent_by_tcp(more).await.1, Sent { bytes: 100_010, whole: true });
        let fewer = in_memory(&[b'a'; 100_000], 200_000, Coding::AsIs);
        assert_eq!(sent_by_tcp(fewer).await.1, Sent { bytes: 100_005, whole: false });
    }

    /// A stream that takes all, and counts what the system is to send to it.
    #[derive(Default)]
    struct Counting {
        written: Vec<u8>,
        by_system: usize,
    }

    impl AsyncWrite for Counting {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            self.written.extend(bytes);
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    impl SendFile for Counting {
        const BY_SYSTEM: bool = true;

        fn poll_send_file(
            mut self: Pin<&mut Self>,
            _context: &mut Context<'_>,
            part: Part<'_>,
        ) -> Poll<io::Result<Option<usize>>> {
            self.by_system += part.size;
            Poll::Ready(Ok(Some(part.size)))
        }
    }

    #[tokio::test]
    async fn the_system_sends_what_goes_out_as_it_is_and_is_in_memory() {
        let lines = "ab\n".repeat(100_000);
        let on_disk = Body::new(OnDisk(Bytes::from(lines.clone())), 300_000);
        let on_disk = FileBody { body: on_disk, coding: Coding::AsIs };
        for (reply, by_system) in [
            (in_memory(lines.as_bytes(), 300_000, Coding::AsIs), 300_000 - 16_384),
            (in_memory(lines.as_bytes(), 300_000, Coding::GopherText), 0),
            (reply(ReplyBody::File(on_disk)), 0),
        ] {
            let (mut stream, mut sent) = (Counting::default(), Sent::default());
            send(&mut stream, prepare(reply).await.unwrap(), &mut sent).await;
            assert!(sent.whole);
            assert_eq!(stream.by_system, by_system);
            assert_eq!(stream.written.len() + by_system, sent.bytes as usize);
        }
    }

    #[tokio::test]
    async fn what_was_added_to_a_file_is_not_sent() {
        assert_eq!(sent(file(b"abcdef", 3, Coding::AsIs)).await.0, b"head abc tail");
    }

    #[tokio::test]
    async fn a_file_that_became_shorter_is_cut() {
        assert!(prepare(file(b"", 3, Coding::AsIs)).await.is_err());
        for (held, size) in [(2, 3), (70_000, 80_000)] {
            let (bytes, sent) = sent(file(&vec![b'a'; held], size, Coding::AsIs)).await;
            assert_eq!((bytes.len(), sent.whole), (5 + held, false));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn leave_is_taken_in_bounded_time_and_amount() {
        let (mut client, mut server) = tokio::io::duplex(1024);
        let flood =
            tokio::spawn(async move { while client.write_all(&[0; 1024]).await.is_ok() {} });
        linger_and_close(&mut server, Duration::from_secs(1)).await;
        drop(server);
        flood.await.unwrap();
        let (_silent, mut server) = tokio::io::duplex(1024);
        let began = tokio::time::Instant::now();
        linger_and_close(&mut server, Duration::from_secs(1)).await;
        assert_eq!(began.elapsed().as_secs(), 1);
    }
}
