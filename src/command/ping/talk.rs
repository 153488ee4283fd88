//! One request and the bytes that come back, whatever carries them. Their meaning is for `gemini`
//! and `gopher`.

use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::connect::Deadline;
use super::failure::{Failure, Step};

/// The bytes that came back.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) bytes: Vec<u8>,
    /// Time from the request to the first byte.
    pub(super) first: Option<Duration>,
    /// Time from the request to the last byte.
    pub(super) last: Duration,
    /// There may have been more than was read.
    pub(super) more: bool,
    /// Reason for which it did not end as it should.
    pub(super) failure: Option<Failure>,
}

/// Sends a request and reads until the answer ends, is `enough`, or has `most` bytes.
pub(super) async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    request: &[u8],
    most: usize,
    enough: impl Fn(&[u8]) -> bool,
    deadline: Deadline,
) -> Received {
    let begun = Instant::now();
    let mut received = Received::default();
    let sent = deadline.wait(Step::Waiting, async {
        stream.write_all(request).await?;
        stream.flush().await
    });
    // A server that does not like the first bytes may have answered already: what it says is worth
    // more than this.
    let sent = sent.await.and_then(|result| result.map_err(Failure::Broken));
    let mut buffer = vec![0; 16 << 10];
    loop {
        if received.bytes.len() >= most || enough(&received.bytes) {
            received.more = true;
            break;
        }
        let step = if received.first.is_some() { Step::Reading } else { Step::Waiting };
        match deadline.wait(step, stream.read(&mut buffer)).await {
            Ok(Ok(0)) => break,
            Ok(Ok(read)) => {
                received.last = begun.elapsed();
                received.first.get_or_insert(received.last);
                let room = most.saturating_sub(received.bytes.len());
                received.bytes.extend(buffer.iter().take(read.min(room)));
            }
            Ok(Err(error)) => {
                received.failure = Some(broken(error));
                break;
            }
            Err(failure) => {
                received.failure = Some(failure);
                break;
            }
        }
    }
    if received.bytes.is_empty() && !matches!(received.failure, Some(Failure::TimeOver(..))) {
        received.failure = Some(sent.err().unwrap_or(Failure::Silent));
    }
    received
}

/// rustls calls the end of a connection unexpected when no close_notify came before it.
fn broken(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        Failure::CutOff
    } else {
        Failure::Broken(error)
    }
}
