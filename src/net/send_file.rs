//! `SendFile`: streams to which the system sends a file by itself, whose bytes then never come into
//! this process.

use std::io;
use std::os::fd::BorrowedFd;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, BufReader, DuplexStream};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// Part of a file: some bytes from an offset.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The file.
    pub file: BorrowedFd<'a>,
    /// Where the part begins, in bytes.
    pub offset: u64,
    /// The most bytes of it.
    pub size: usize,
}

/// A stream that may be one to which the system sends files by itself.
pub trait SendFile: AsyncWrite {
    /// False where there is no use in asking.
    const BY_SYSTEM: bool = false;

    /// Sends the beginning of a part, and returns the number of its bytes; 0 where the file has
    /// ended. `None` where the bytes have to be written: what is encrypted first, a file that the
    /// system can't send.
    ///
    /// A part that is not in memory is waited for, and with it the thread.
    fn poll_send_file(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        part: Part<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        let _ = (context, part);
        Poll::Ready(Ok(None))
    }
}

impl SendFile for TcpStream {
    const BY_SYSTEM: bool = cfg!(target_os = "linux");

    #[cfg(target_os = "linux")]
    fn poll_send_file(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        part: Part<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        use std::task::ready;

        use tokio::io::Interest;

        loop {
            ready!(self.poll_write_ready(context))?;
            let mut offset = part.offset;
            let send = || {
                let sent = rustix::fs::sendfile(&*self, part.file, Some(&mut offset), part.size);
                sent.map_err(io::Error::from)
            };
            return Poll::Ready(match self.try_io(Interest::WRITABLE, send) {
                Ok(sent) => Ok(Some(sent)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // A file system that has no such call.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(None),
                Err(error) => Err(error),
            });
        }
    }
}

impl<S: SendFile + AsyncRead> SendFile for BufReader<S> {
    const BY_SYSTEM: bool = S::BY_SYSTEM;

    fn poll_send_file(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        part: Part<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        self.get_pin_mut().poll_send_file(context, part)
    }
}

impl<S: SendFile + Unpin> SendFile for Box<S> {
    const BY_SYSTEM: bool = S::BY_SYSTEM;

    fn poll_send_file(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        part: Part<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        Pin::new(&mut **self).poll_send_file(context, part)
    }
}

/// What it writes is made of the file's bytes, and is not them.
impl<S: AsyncRead + AsyncWrite + Unpin> SendFile for TlsStream<S> {}

impl SendFile for DuplexStream {}

#[cfg(test)]
impl SendFile for io::Cursor<Vec<u8>> {}
