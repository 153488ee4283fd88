//! The answer of an application, asked for over SCGI and passed on as it comes. The form of request
//! and answer is for `protocol`.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::send::{Sent, put};
use crate::descriptors;
use crate::exchange::{Application, Refusal, Socket};
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
    /// As many are being asked as may be.
    #[error("too many wait for applications already")]
    TooMany,
    /// Its first line is no header.
    #[error("{0}")]
    BadHeader(#[from] BadHeader),
}

impl Failure {
    /// Refusal for the client.
    pub(super) fn refusal(&self) -> Refusal {
        match self {
            Self::TooMany => Refusal::Overloaded,
            Self::Broken(error) if descriptors::is_short(error) => Refusal::Overloaded,
            Self::Broken(_) | Self::Silent(_) => Refusal::ApplicationFailed,
            Self::BadHeader(_) => Refusal::ApplicationConfused,
        }
    }
}

/// An answer whose header is known and whose body is still to come.
pub(super) struct Answer {
    pub(super) header: Header,
    body: BufReader<Box<dyn Stream>>,
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
pub(super) struct Calls(Arc<Semaphore>);

impl Calls {
    /// At most a quarter of so many connections.
    pub(super) fn new(connections: usize) -> Self {
        Self(Arc::new(Semaphore::new((connections / 4).clamp(1, Semaphore::MAX_PERMITS))))
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
        let permit = Arc::clone(&self.0).try_acquire_owned().map_err(|_| Failure::TooMany)?;
        let (patience, left) = (application.patience, application.largest);
        let asked = async {
            let mut stream = connect(&application.socket).await?;
            stream.write_all(&call.encode()).await?;
            stream.flush().await?;
            let mut body = BufReader::with_capacity(CHUNK, stream);
            let header = read_header(&mut body).await?;
            Ok(Answer { header, body, patience, left, _permit: permit })
        };
        timeout(patience, asked).await.map_err(|_| Failure::Silent(patience))?
    }
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

async fn read_header(stream: &mut BufReader<Box<dyn Stream>>) -> Result<Header, Failure> {
    let mut line = Vec::new();
    stream.take(MAX_HEADER as u64).read_until(b'\n', &mut line).await?;
    Ok(Header::parse(&line)?)
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
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::path::Path;

    use tokio::net::UnixListener;
    use tokio::task::JoinHandle;

    use super::*;
    use crate::exchange::Peer;
    use crate::form::Protocol;
    use crate::origin::Origin;
    use crate::path::CapsulePath;

    /// An application that reads one request, says `answer` and holds the connection for as long
    /// as `hold`.
    fn program(folder: &Path, answer: &[u8], hold: Duration) -> (Application, JoinHandle<Vec<u8>>) {
        let socket = folder.join("socket");
        let listener = UnixListener::bind(&socket).unwrap();
        let answer = answer.to_vec();
        let running = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut received = Vec::new();
            while received.last() != Some(&b',') {
                stream.read_buf(&mut received).await.unwrap();
            }
            // A client that has gone is no failure of the test.
            let _ = stream.write_all(&answer).await;
            tokio::time::sleep(hold).await;
            received
        });
        (application(Socket::Unix(socket)), running)
    }

    fn application(socket: Socket) -> Application {
        let prefix = CapsulePath::literal("/app").unwrap();
        Application { prefix, socket, patience: Duration::from_secs(30), largest: 100_000 }
    }

    async fn answered(application: &Application) -> Result<(Vec<u8>, Sent), Failure> {
        let answer = Calls::new(1).ask(application, &call_of(&origin())).await?;
        let mut stream = io::Cursor::new(Vec::new());
        let mut sent = Sent::default();
        pass_on(&mut stream, answer, &mut sent).await;
        Ok((stream.into_inner(), sent))
    }

    async fn check(answer: &[u8], expected: &[u8], whole: bool) {
        let folder = tempfile::tempdir().unwrap();
        let (application, _running) = program(folder.path(), answer, Duration::ZERO);
        let (bytes, sent) = answered(&application).await.unwrap();
        assert_eq!(
            (String::from_utf8_lossy(&bytes), sent.whole),
            (String::from_utf8_lossy(expected), whole)
        );
        assert_eq!(sent.bytes, bytes.len() as u64);
    }

    #[tokio::test]
    async fn an_answer_is_passed_on_as_it_is() {
        check(b"20 text/gemini\r\n# Hi\n", b"20 text/gemini\r\n# Hi\n", true).await;
        check(b"20 text/plain\n", b"20 text/plain\r\n", true).await;
        let long = [b"20 image/png\r\n".as_slice(), &[0; 100_000]].concat();
        check(&long, &long, true).await;
    }

    #[tokio::test]
    async fn only_success_has_a_body() {
        check(b"10 Name?\r\nnot for the client", b"10 Name?\r\n", true).await;
        check(b"51 Nothing\r\n", b"51 Nothing\r\n", true).await;
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let long = [b"20 image/png\r\n".as_slice(), &[0; 100_001]].concat();
        let (application, _running) = program(folder.path(), &long, Duration::ZERO);
        let (bytes, sent) = answered(&application).await.unwrap();
        assert!(!sent.whole && bytes.len() < long.len());
    }

    #[tokio::test]
    async fn the_application_hears_the_request() {
        let folder = tempfile::tempdir().unwrap();
        let (application, running) = program(folder.path(), b"20 text/plain\r\n", Duration::ZERO);
        answered(&application).await.unwrap();
        let received = String::from_utf8(running.await.unwrap()).unwrap();
        assert!(received.contains("\0GEMINI_URL\0gemini://example.org/app/x\0"), "{received:?}");
        assert!(received.contains("\0PATH_INFO\0/x\0"), "{received:?}");
    }

    #[tokio::test]
    async fn what_is_no_answer_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let nobody = application(Socket::Unix(folder.path().join("nobody")));
        assert!(matches!(answered(&nobody).await, Err(Failure::Broken(_))));
        for answer in [&b""[..], b"hello\r\n", b"20 text/gemini", &[b'x'; 5000]] {
            let folder = tempfile::tempdir().unwrap();
            let (application, _running) = program(folder.path(), answer, Duration::ZERO);
            assert!(
                matches!(answered(&application).await, Err(Failure::BadHeader(_))),
                "{answer:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_application_is_not_waited_for_for_ever() {
        let hour = Duration::from_secs(3600);
        let folder = tempfile::tempdir().unwrap();
        let (silent, _running) = program(folder.path(), b"20 text/gem", hour);
        assert!(matches!(answered(&silent).await, Err(Failure::Silent(_))));
        let folder = tempfile::tempdir().unwrap();
        let (stuck, _running) = program(folder.path(), b"20 text/plain\r\nhalf", hour);
        let (bytes, sent) = answered(&stuck).await.unwrap();
        assert_eq!((bytes.as_slice(), sent.whole), (b"20 text/plain\r\nhalf".as_slice(), false));
    }

    #[tokio::test(start_paused = true)]
    async fn an_application_that_hangs_holds_a_quarter_of_all_connections() {
        let folder = tempfile::tempdir().unwrap();
        let (hanging, _running) =
            program(folder.path(), b"20 text/plain\r\n", Duration::from_secs(3600));
        let (calls, origin) = (Calls::new(8), origin());
        let call = call_of(&origin);
        let first = calls.ask(&hanging, &call).await.unwrap();
        let (second, third) = tokio::join!(calls.ask(&hanging, &call), calls.ask(&hanging, &call));
        assert!(matches!(second, Err(Failure::Silent(_))));
        assert!(matches!(third, Err(Failure::TooMany)));
        assert_eq!(Failure::TooMany.refusal(), Refusal::Overloaded);
        drop(first);
        assert!(!matches!(calls.ask(&hanging, &call).await, Err(Failure::TooMany)));
    }

    #[tokio::test]
    async fn a_port_of_this_machine_will_do() {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let application = application(Socket::Loopback(listener.local_addr().unwrap()));
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut first = [0; 4];
            stream.read_exact(&mut first).await.unwrap();
            stream.write_all(b"20 text/plain\r\nhi").await.unwrap();
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
        // The connection is closed by neither side at once: what there is arrives first.
        assert!(matches!(
            Calls::new(1).ask(&application, &call_of(&origin())).await,
            Ok(answer) if answer.header.status == 20
        ));
    }

    fn origin() -> Origin {
        Origin::new("example.org", [(Protocol::Gemini, 1965)])
    }

    fn call_of(origin: &Origin) -> Call<'_> {
        const PEER: Peer = Peer { address: IpAddr::V4(Ipv4Addr::LOCALHOST), identity: None };
        Call {
            line: "gemini://example.org/app/x",
            script: "/app",
            below: "/x",
            origin,
            peer: &PEER,
        }
    }
}
