//! `Paced`: a stream whose reader at the other end may not dawdle. It sits below TLS, where every
//! byte that leaves is seen, whoever wrote it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

use super::connection_limit::Reading;
use super::limits::{Limits, Pace};
use super::send_file::{Part, SendFile};

/// A stream that fails with [`io::ErrorKind::TimedOut`] when the other end takes less than its
/// [`Pace`] asks for; and long before that says whenever it takes nothing, so that it can give way.
///
/// A window begins when a write has to wait, and ends when its quota is taken; time in which
/// nothing is to be written does not count.
#[derive(Debug)]
pub(crate) struct Paced<S: Resets> {
    stream: S,
    pace: Pace,
    window: Option<Window>,
    /// Time in which a client that takes nothing is not yet one that can be spared.
    patience: Duration,
    wait: Option<Wait>,
    /// The timer of all waits, kept from one to the next: a large answer waits at each full buffer.
    timer: Option<Pin<Box<Sleep>>>,
    /// `None` for a client that has no permit, since it is being refused.
    reading: Option<Reading>,
}

/// Time in which a quota has to be taken.
#[derive(Debug)]
struct Window {
    left: u64,
    end: Instant,
}

/// A write that has to wait.
#[derive(Debug)]
struct Wait {
    since: Instant,
    stalled: bool,
}

/// A stream that can be closed without keeping what it has not sent.
pub(crate) trait Resets {
    /// Closing it throws away what was not sent yet, and tells the other end so.
    fn reset_on_close(&self);
}

impl Resets for TcpStream {
    fn reset_on_close(&self) {
        // Where it fails, the system keeps the rest for some minutes, as it does without.
        let _ = SockRef::from(self).set_linger(Some(Duration::ZERO));
    }
}

impl<S: Resets> Paced<S> {
    pub(crate) fn new(stream: S, limits: &Limits, reading: Option<Reading>) -> Self {
        let (pace, patience) = (limits.pace, limits.stall);
        Self { stream, pace, window: None, patience, wait: None, timer: None, reading }
    }

    /// The stream itself.
    pub(crate) fn stream(&self) -> &S {
        &self.stream
    }

    /// Counts what was taken, and ends the window when that is enough.
    fn taken(&mut self, bytes: usize) {
        if let Some(window) = &mut self.window {
            window.left = window.left.saturating_sub(bytes as u64);
            if window.left == 0 {
                self.window = None;
            }
        }
        if let Some(Wait { stalled: true, .. }) = self.wait.take()
            && let Some(reading) = &self.reading
        {
            reading.goes_on();
        }
    }

    /// A write has to wait: until something is taken, or the window is over.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let now = Instant::now();
        let (pace, patience) = (self.pace, self.patience);
        let window =
            self.window.get_or_insert(Window { left: pace.quota(), end: now + pace.window });
        let begins = self.wait.is_none();
        let wait = self.wait.get_or_insert(Wait { since: now, stalled: false });
        let until = window.end.min(now + patience);
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
        if begins {
            timer.as_mut().reset(until);
        }
        while timer.as_mut().poll(context).is_ready() {
            if timer.deadline() >= window.end {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            wait.stalled = true;
            if let Some(reading) = &self.reading {
                reading.stalls(wait.since);
            }
            timer.as_mut().reset(window.end);
        }
        Poll::Pending
    }

    fn count(
        &mut self,
        written: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.taken(bytes);
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.wait(context),
        }
    }
}

/// Who is let go in the middle of an answer gets no more of it. Else the system would keep what it
/// holds for minutes, for more clients than there are permits.
impl<S: Resets> Drop for Paced<S> {
    fn drop(&mut self) {
        if self.wait.is_some() {
            self.stream.reset_on_close();
        }
    }
}

impl<S: AsyncRead + Resets + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Resets + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.count(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.count(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: SendFile + Resets + Unpin> SendFile for Paced<S> {
    const BY_SYSTEM: bool = S::BY_SYSTEM;

    fn poll_send_file(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        part: Part<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        let sent = match Pin::new(&mut self.stream).poll_send_file(context, part) {
            Poll::Ready(Ok(None)) => return Poll::Ready(Ok(None)),
            Poll::Ready(Ok(Some(bytes))) => Poll::Ready(Ok(bytes)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        };
        self.count(sent, context).map_ok(Some)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::os::fd::AsFd;

    use super::*;
    use crate::exchange::Protocol;
    use crate::net::connection_limit::ConnectionLimit;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const PACE: Pace = Pace { rate: 100, window: Duration::from_secs(10) };

    impl Resets for tokio::io::DuplexStream {
        fn reset_on_close(&self) {}
    }

    fn limits() -> Limits {
        Limits { pace: PACE, stall: Duration::from_secs(5), ..Limits::default() }
    }

    /// Sends `size` bytes to a client that reads `lump` bytes each `every`; says whether it got
    /// them all.
    async fn check(size: usize, lump: usize, every: Duration) -> Result<(), io::ErrorKind> {
        let (mut client, server) = tokio::io::duplex(1024);
        let reader = tokio::spawn(async move {
            let mut buffer = vec![0; lump];
            while client.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                tokio::time::sleep(every).await;
            }
        });
        let mut server = Paced::new(server, &limits(), None);
        let sent = server.write_all(&vec![0; size]).await.map_err(|error| error.kind());
        reader.abort();
        sent
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_but_steady_reader_gets_all() {
        assert_eq!(check(100_000, 1, Duration::ZERO).await, Ok(()));
        assert_eq!(check(20_000, 120, Duration::from_secs(1)).await, Ok(()));
        assert_eq!(check(20_000, 1024, Duration::from_secs(9)).await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_dawdling_reader_is_let_go() {
        assert_eq!(check(20_000, 50, Duration::from_secs(1)).await, Err(io::ErrorKind::TimedOut));
        assert_eq!(check(20_000, 1, Duration::from_secs(1)).await, Err(io::ErrorKind::TimedOut));
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_stops_is_let_go_after_one_window() {
        let began = Instant::now();
        assert_eq!(check(2000, 1, Duration::from_secs(3600)).await, Err(io::ErrorKind::TimedOut));
        assert!(began.elapsed() < Duration::from_secs(11), "{:?}", began.elapsed());
    }

    /// A stream that takes nothing, whoever sends.
    struct Full;

    impl Resets for Full {
        fn reset_on_close(&self) {}
    }

    impl AsyncWrite for Full {
        fn poll_write(
            self: Pin<&mut Self>,
            _context: &mut Context<'_>,
            _bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Pending
        }

        fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }

        fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    impl SendFile for Full {
        fn poll_send_file(
            self: Pin<&mut Self>,
            _context: &mut Context<'_>,
            _part: Part<'_>,
        ) -> Poll<io::Result<Option<usize>>> {
            Poll::Pending
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_of_a_file_that_the_system_sends_is_let_go_too() {
        let file = tempfile::tempfile().unwrap();
        let part = Part { file: file.as_fd(), offset: 0, size: 1000 };
        let mut server = Paced::new(Full, &limits(), None);
        let began = Instant::now();
        let sent = poll_fn(|context| Pin::new(&mut server).poll_send_file(context, part)).await;
        assert_eq!(sent.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
        assert!(began.elapsed() < Duration::from_secs(11), "{:?}", began.elapsed());
    }

    /// Sends to a client that reads a lump of 1024 bytes each `every`, and says whether a newcomer
    /// gets its permit within half a minute.
    async fn gives_way(every: Duration) -> bool {
        let limit = ConnectionLimit::new(1, 1);
        let share = limit.share(Protocol::Gopher);
        let permit = share.acquire([192, 0, 2, 1].into()).unwrap();
        assert!(permit.serve());
        let (mut client, server) = tokio::io::duplex(1024);
        tokio::spawn(async move {
            let mut buffer = vec![0; 1024];
            while client.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                tokio::time::sleep(every).await;
            }
        });
        let mut server = Paced::new(server, &limits(), Some(permit.reading()));
        tokio::spawn(async move { server.write_all(&[0; 1 << 20]).await });
        for _ in 0..300 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if share.acquire([192, 0, 2, 2].into()).is_ok() {
                return true;
            }
        }
        false
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_for_some_seconds_gives_way() {
        assert!(gives_way(Duration::from_secs(9)).await);
        assert!(!gives_way(Duration::from_millis(4900)).await);
    }
}
