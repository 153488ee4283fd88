//! The metrics: the server's counts, over HTTP for programs of this machine, on a loopback address
//! or a Unix socket. The documents are the caller's; this part answers GET and nothing else, in
//! bounded time, size and number.

use std::collections::VecDeque;
use std::io;
use std::net::TcpListener;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::conversation::linger_and_close;
use crate::descriptors;
use crate::exchange::Socket;
use crate::sandbox::User;

/// Connections that are answered at a time: who asks too often must not take the server's
/// descriptors. One more, and the oldest is dropped, since an answer takes a moment, and whoever
/// has been there for longer than that is slow.
const AT_A_TIME: usize = 32;
/// The most bytes of a request with its header.
const LONGEST: usize = 8 * 1024;
/// The longest that a request and its answer may take.
const TIME: Duration = Duration::from_secs(10);
/// Time after an answer in which the rest of a request is read and thrown away.
const DRAIN: Duration = Duration::from_secs(1);
/// Pause after a failed accept.
const PAUSE: Duration = Duration::from_millis(50);
/// Rights to a Unix socket: for the server's user, and its group.
const MODE: u32 = 0o660;

/// A document that can be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Document {
    /// `/metrics`, for Prometheus.
    Metrics,
    /// `/status`, for `propus status`.
    Status,
    /// `/knocks`, for `propus id pending`.
    Knocks,
}

/// A document as it is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// Its media type.
    pub media: &'static str,
    /// Its text.
    pub text: String,
}

/// Listener at which the metrics are asked for. Clones are of the same one.
#[derive(Debug)]
pub enum MetricsListener {
    /// A loopback address.
    Tcp(TcpListener),
    /// A Unix socket.
    Unix(UnixListener),
}

/// The file of a Unix socket. Is removed when it is dropped, unless another one is in its place.
#[derive(Debug)]
pub struct SocketFile {
    name: PathBuf,
    identity: Option<(u64, u64)>,
    user: Option<User>,
}

impl SocketFile {
    /// That of a socket that was opened before.
    #[must_use]
    pub fn of(socket: &Socket) -> Option<Self> {
        match socket {
            Socket::Loopback(_) => None,
            Socket::Unix(file) => Some(Self::at(file)),
        }
    }

    fn at(file: &Path) -> Self {
        Self { name: file.to_owned(), identity: identity(file), user: None }
    }

    /// The same, which is removed as this user where root can't remove it.
    #[must_use]
    pub fn with_user(mut self, user: Option<&User>) -> Self {
        self.user = user.cloned();
        self
    }
}

/// Device and inode of a file, and not of what a link leads to.
fn identity(file: &Path) -> Option<(u64, u64)> {
    std::fs::symlink_metadata(file).ok().map(|found| (found.dev(), found.ino()))
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // If it can't be removed, the next start sees that nobody listens there.
        let remove = || {
            self.identity.is_some()
                && identity(&self.name) == self.identity
                && std::fs::remove_file(&self.name).is_ok()
        };
        if !remove()
            && let Some(user) = &self.user
        {
            let _ = user.do_as(remove);
        }
    }
}

impl MetricsListener {
    /// Listens there. Needs no runtime yet. The socket of a server that has died is taken over. With
    /// the file, to be kept as long as it is listened at.
    ///
    /// # Errors
    /// Fails when it can't be had; [`io::ErrorKind::AddrInUse`] when somebody listens there.
    pub fn open(socket: &Socket) -> io::Result<(Self, Option<SocketFile>)> {
        match socket {
            Socket::Loopback(address) => {
                let listener = TcpListener::bind(address)?;
                listener.set_nonblocking(true)?;
                Ok((Self::Tcp(listener), None))
            }
            Socket::Unix(file) => {
                let (listener, own) = bind_private(file)?;
                Ok((Self::Unix(listener), Some(own)))
            }
        }
    }

    /// One that was opened for this address or file, and came from another process.
    #[must_use]
    pub fn passed(socket: &Socket, descriptor: OwnedFd) -> Self {
        match socket {
            Socket::Loopback(_) => Self::Tcp(descriptor.into()),
            Socket::Unix(_) => Self::Unix(descriptor.into()),
        }
    }

    /// Gives it to the runtime.
    fn opened(self) -> io::Result<Opened> {
        Ok(match self {
            Self::Tcp(listener) => Opened::Tcp(net::TcpListener::from_std(listener)?),
            Self::Unix(listener) => Opened::Unix(net::UnixListener::from_std(listener)?),
        })
    }
}

impl AsFd for MetricsListener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Tcp(listener) => listener.as_fd(),
            Self::Unix(listener) => listener.as_fd(),
        }
    }
}

/// Listens at a Unix socket that is for the server's user and its group. The socket of a server that
/// has died is taken over.
///
/// # Errors
/// Fails when it can't be had; [`io::ErrorKind::AddrInUse`] when somebody listens there.
pub fn bind_private(file: &Path) -> io::Result<(UnixListener, SocketFile)> {
    remove_stale(file)?;
    let listener = UnixListener::bind(file)?;
    let own = SocketFile::at(file);
    listener.set_nonblocking(true)?;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(MODE))?;
    Ok((listener, own))
}

/// A listener that the runtime has.
enum Opened {
    Tcp(net::TcpListener),
    Unix(net::UnixListener),
}

impl Opened {
    async fn accept(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::Tcp(listener) => Box::new(listener.accept().await?.0) as Box<dyn Stream>,
            Self::Unix(listener) => Box::new(listener.accept().await?.0),
        })
    }
}

/// Removes a socket at which nobody listens, and nothing else.
fn remove_stale(file: &Path) -> io::Result<()> {
    let Ok(metadata) = std::fs::symlink_metadata(file) else { return Ok(()) };
    if !metadata.file_type().is_socket() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "there is a file of that name, which is no socket",
        ));
    }
    match UnixStream::connect(file) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            std::fs::remove_file(file)
        }
        Err(error) => Err(error),
        Ok(_) => Err(io::Error::new(io::ErrorKind::AddrInUse, "another server listens there")),
    }
}

/// A Unix socket or a TCP connection.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Answers whoever asks with a document, until `stop`.
///
/// # Errors
/// Fails when the runtime can't have the listener.
pub async fn serve_metrics<F>(
    listener: MetricsListener,
    document: F,
    stop: CancellationToken,
) -> io::Result<()>
where
    F: Fn(Document) -> Written + Send + Sync + 'static,
{
    let listener = listener.opened()?;
    let document = Arc::new(document);
    let mut answering = VecDeque::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(()),
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(mut stream) => {
                make_room(&mut answering);
                let document = Arc::clone(&document);
                answering.push_back(tokio::spawn(async move {
                    let _ = timeout(TIME, answer(&mut stream, &*document)).await;
                }));
            }
            // When too much is going on is when one wants to see it.
            Err(error) if descriptors::make_way(&error) => {}
            Err(_) => {
                make_room(&mut answering);
                sleep(PAUSE).await;
            }
        }
    }
}

/// Forgets those that have their answer, and drops the oldest of the others if there are many.
fn make_room(answering: &mut VecDeque<JoinHandle<()>>) {
    answering.retain(|one| !one.is_finished());
    if answering.len() >= AT_A_TIME
        && let Some(oldest) = answering.pop_front()
    {
        oldest.abort();
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    document: &impl Fn(Document) -> Written,
) {
    let Some(head) = read_head(stream).await else { return };
    let reply = reply(&head, document);
    if stream.write_all(reply.as_bytes()).await.is_ok() {
        linger_and_close(stream, DRAIN).await;
    }
}

/// The request with its header; of one that is too long the beginning, and `None` when there is
/// none.
async fn read_head<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(512);
    loop {
        let room = LONGEST.saturating_sub(head.len());
        let read = (&mut *stream).take(room as u64).read_buf(&mut head).await.ok()?;
        if read == 0 || head.ends_with(b"\r\n\r\n") {
            return if head.is_empty() { None } else { Some(head) };
        }
    }
}

/// The whole answer.
fn reply(head: &[u8], document: &impl Fn(Document) -> Written) -> String {
    let line = head.iter().position(|byte| *byte == b'\r').unwrap_or(head.len());
    let words: Vec<&[u8]> = head.split_at(line).0.split(|byte| *byte == b' ').collect();
    let [method, target, version] = words.as_slice() else { return refuse("400 Bad Request", "") };
    if !head.ends_with(b"\r\n\r\n") || !version.starts_with(b"HTTP/1.") {
        return refuse("400 Bad Request", "");
    }
    if !matches!(*method, b"GET" | b"HEAD") {
        return refuse("405 Method Not Allowed", "Allow: GET, HEAD\r\n");
    }
    let asked = match without_query(target) {
        b"/metrics" => Document::Metrics,
        b"/status" => Document::Status,
        b"/knocks" => Document::Knocks,
        _ => return refuse("404 Not Found", ""),
    };
    let Written { media, text } = document(asked);
    let head = header("200 OK", "", media, text.len());
    if *method == b"HEAD" { head } else { head + &text }
}

fn without_query(target: &[u8]) -> &[u8] {
    let end = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
    target.split_at(end).0
}

fn refuse(status: &str, more: &str) -> String {
    let text = format!("{status}\n");
    header(status, more, "text/plain; charset=utf-8", text.len()) + &text
}

fn header(status: &str, more: &str, media: &str, length: usize) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{more}Content-Type: {media}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\n\
         Connection: close\r\n\r\n"
    )
}

#[cfg(test)]
mod tests;
