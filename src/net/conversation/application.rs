//! The answer of an application, asked for over SCGI and passed on as it comes. The form of request
//! and answer is for `protocol`.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tracing::warn;

use super::arriving::take;
use super::send::{Sent, put};
use crate::descriptors;
use crate::exchange::{Application, Refusal, Socket};
use crate::net::limits::Pace;
use crate::protocol::gemini::scgi::{BadHeader, Call, Header, MAX_HEADER};

/// Part of a body that is in memory at a time, in bytes.
const CHUNK: usize = 16 * 1024;

/// Reason for which an application gave no answer; the text is for the log.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// It can't be reached, or broke off.
    #[error("it can't be reached or broke off: {0}")]
    Broken(#[from] io::Error),
    /// It took too long.
    #[error("it took more than {} s", .0.as_secs())]
    Silent(Duration),
    /// The client does not send what it announced.
    #[error("its client does not send what it announced")]
    Gone,
    /// As many are being asked as may be.
    #[error("too many wait for applications already")]
    TooMany,
    /// Its first line is no header.
    #[error("{0}")]
    BadHeader(#[from] BadHeader),
}

impl Failure {
    /// Says in the log what is wrong with the application.
    pub(super) fn tell(&self, application: &Application) {
        if self.refusal() != Refusal::Overloaded {
            let path = &application.prefix;
            warn!(%path, "the application does not answer as it should: {self}");
        }
    }

    /// Refusal for the client.
    pub(super) fn refusal(&self) -> Refusal {
        match self {
            Self::TooMany => Refusal::Overloaded,
            Self::Broken(error) if descriptors::is_short(error) => Refusal::Overloaded,
            Self::Broken(_) | Self::Silent(_) | Self::Gone => Refusal::ApplicationFailed,
            Self::BadHeader(_) => Refusal::ApplicationConfused,
        }
    }
}

/// An answer whose header is known and whose body is still to come.
pub(super) struct Answer {
    pub(super) header: Header,
    body: Box<dyn AsyncBufRead + Unpin + Send>,
    patience: Duration,
    left: u64,
    _permit: OwnedSemaphorePermit,
}

/// A Unix socket or a TCP connection.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Calls of applications under way, of which only so many may be: else one that hangs would hold
/// the permits of all connections. Clones count together.
#[derive(Clone, Debug)]
pub(super) struct Calls {
    all: Arc<Semaphore>,
    /// Of those that take an upload: who sends slowly holds no place of a reader.
    uploads: Arc<Semaphore>,
}

impl Calls {
    /// At most a quarter of so many connections, and as many for uploads as a quarter of those.
    pub(super) fn new(connections: usize) -> Self {
        let most = |part: usize| {
            Arc::new(Semaphore::new((connections / part).clamp(1, Semaphore::MAX_PERMITS)))
        };
        Self { all: most(4), uploads: most(16) }
    }

    /// Hands a request on, and waits for the header of the answer.
    ///
    /// # Errors
    /// Fails when there is no answer in time, or none that a client may see, or there are too many
    /// calls already.
    pub(super) async fn ask(
        &self,
        application: &Application,
        call: &Call<'_>,
    ) -> Result<Answer, Failure> {
        let (permit, patience) = (permit_of(&self.all)?, application.patience);
        let asked = async {
            let stream = begin(application, call).await?;
            Answer::begun(application, stream, permit).await
        };
        timeout(patience, asked).await.map_err(|_| Failure::Silent(patience))?
    }

    /// The same with an upload: the bytes are passed on as they come, at no less than a pace.
    ///
    /// # Errors
    /// As [`Calls::ask`], and [`Failure::Gone`] when the client does not send what it announced.
    pub(super) async fn upload<R: AsyncBufRead + Unpin>(
        &self,
        application: &Application,
        call: &Call<'_>,
        upload: &mut Upload<'_, R>,
    ) -> Result<Answer, Failure> {
        let (permit, patience) = (permit_of(&self.uploads)?, application.patience);
        let silent = |_| Failure::Silent(patience);
        let stream = timeout(patience, begin(application, call)).await.map_err(silent)??;
        let (reading, mut writing) = tokio::io::split(stream);
        let mut body = BufReader::with_capacity(CHUNK, reading);
        // One that does not want all bytes may say so at once, and read no more.
        let mut line = Vec::new();
        let early = tokio::select! {
            passed = upload.pass_on(&mut writing, patience) => match passed {
                Ok(()) | Err(Failure::Broken(_)) => None,
                Err(failure) => return Err(failure),
            },
            header = read_header(&mut body, &mut line) => Some(header?),
        };
        let header = match early {
            Some(header) => header,
            None => {
                let reading = read_header(&mut body, &mut line);
                timeout(patience, reading).await.map_err(silent)??
            }
        };
        let left = application.largest;
        Ok(Answer { header, body: Box::new(body), patience, left, _permit: permit })
    }
}

fn permit_of(calls: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Failure> {
    Arc::clone(calls).try_acquire_owned().map_err(|_| Failure::TooMany)
}

/// Bytes of a client that an application is handed.
pub(super) struct Upload<'a, R> {
    pub(super) reader: &'a mut R,
    /// The number of bytes that are still to come.
    pub(super) size: u64,
    pub(super) pace: Pace,
}

impl<R: AsyncBufRead + Unpin> Upload<'_, R> {
    async fn pass_on<W: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut W,
        patience: Duration,
    ) -> Result<(), Failure> {
        let mut part = Vec::with_capacity(CHUNK);
        while self.size > 0 {
            let wanted = self.size.min(self.pace.quota()).min(CHUNK as u64);
            part.clear();
            let reading = take(self.reader, wanted, &mut part);
            if !matches!(timeout(self.pace.window, reading).await, Ok(Ok(true))) {
                return Err(Failure::Gone);
            }
            self.size -= wanted;
            let writing = stream.write_all(&part);
            timeout(patience, writing).await.map_err(|_| Failure::Silent(patience))??;
        }
        Ok(stream.flush().await?)
    }
}

impl Answer {
    /// The one whose header is read from a stream.
    async fn begun(
        application: &Application,
        stream: Box<dyn Stream>,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, Failure> {
        let mut body = BufReader::with_capacity(CHUNK, stream);
        let header = read_header(&mut body, &mut Vec::new()).await?;
        let (patience, left) = (application.patience, application.largest);
        Ok(Self { header, body: Box::new(body), patience, left, _permit: permit })
    }
}

/// Reaches an application and tells it the request.
async fn begin(application: &Application, call: &Call<'_>) -> Result<Box<dyn Stream>, Failure> {
    let mut stream = connect(&application.socket).await?;
    stream.write_all(&call.encode()).await?;
    stream.flush().await?;
    Ok(stream)
}

async fn connect(socket: &Socket) -> io::Result<Box<dyn Stream>> {
    loop {
        match connect_once(socket).await {
            Err(error) if descriptors::make_way(&error) => {}
            connected => return connected,
        }
    }
}

async fn connect_once(socket: &Socket) -> io::Result<Box<dyn Stream>> {
    Ok(match socket {
        Socket::Unix(path) => Box::new(UnixStream::connect(path).await?) as Box<dyn Stream>,
        Socket::Loopback(address) => Box::new(TcpStream::connect(address).await?),
    })
}

/// Reads a header. What has come of its line is kept when this is given up.
async fn read_header<S: AsyncBufRead + Unpin>(
    stream: &mut S,
    line: &mut Vec<u8>,
) -> Result<Header, Failure> {
    let room = MAX_HEADER.saturating_sub(line.len());
    stream.take(room as u64).read_until(b'\n', line).await?;
    Ok(Header::parse(line)?)
}

/// Passes the answer on to a client. What is cut short, by the application or because it is too
/// long, is not `whole`. `sent` is right whenever this is given up.
pub(super) async fn pass_on<S: AsyncWrite + Unpin>(
    stream: &mut S,
    answer: Answer,
    sent: &mut Sent,
) {
    sent.whole = pour(stream, answer, &mut sent.bytes).await.is_ok();
}

async fn pour<S: AsyncWrite + Unpin>(
    stream: &mut S,
    answer: Answer,
    bytes: &mut u64,
) -> io::Result<()> {
    let Answer { header, mut body, patience, mut left, _permit } = answer;
    put(stream, header.line.as_bytes(), bytes).await?;
    // Only success has a body ("Responses" in the specification).
    if header.status / 10 != 2 {
        return stream.flush().await;
    }
    loop {
        // What comes slowly is shown as it comes: a chat, a log.
        stream.flush().await?;
        let chunk = timeout(patience, body.fill_buf()).await??;
        let read = chunk.len();
        if read == 0 {
            return stream.flush().await;
        }
        left = left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        put(stream, chunk, bytes).await?;
        body.consume(read);
    }
}

#[cfg(test)]
mod tests;
