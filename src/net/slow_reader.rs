//! `Paced`: a stream whose reader at the other end may not dawdle. It sits below TLS, where every
//! byte that leaves is seen, whoever wrote it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::limits::Pace;

/// A stream that fails with [`io::ErrorKind::TimedOut`] when the other end takes less than its
/// [`Pace`] asks for.
///
/// A window begins when a write has to wait, and ends when its quota is taken; time in which
/// nothing is to be written does not count.
#[derive(Debug)]
pub(crate) struct Paced<S> {
    stream: S,
    pace: Pace,
    window: Option<Window>,
}

#[derive(Debug)]
struct Window {
    left: u64,
    end: Pin<Box<Sleep>>,
}

impl<S> Paced<S> {
    pub(crate) fn new(stream: S, pace: Pace) -> Self {
        Self { stream, pace, window: None }
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
    }

    /// A write has to wait: begins a window, or finds that it is over.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let pace = self.pace;
        let window = self.window.get_or_insert_with(|| Window {
            left: pace.quota(),
            end: Box::pin(sleep(pace.window)),
        });
        ready!(window.end.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
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

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::Instant;

    use super::*;

    const PACE: Pace = Pace { rate: 100, window: Duration::from_secs(10) };

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
        let mut server = Paced::new(server, PACE);
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
}
