//! The worker's end of the line to the master, once it has a runtime: `Inbox` and `Outbox`.

use std::io;
use std::os::unix::net;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::debug;

use super::link::{frame, unframe};
use super::message::{ToMaster, ToWorker};

/// Messages that may wait to be sent. A master that reads none for so long is none.
const WAITING: usize = 64;
/// The longest that the last messages are waited for.
const LAST: Duration = Duration::from_secs(2);

/// Messages of the master.
pub(super) struct Inbox {
    socket: OwnedReadHalf,
    received: Vec<u8>,
}

/// Messages to the master. Clones send to the same one.
#[derive(Clone)]
pub(super) struct Outbox(mpsc::Sender<Post>);

enum Post {
    Message(Box<ToMaster>),
    /// Everything before it is sent when this is dropped.
    End(#[expect(dead_code, reason = "its end is what is waited for")] mpsc::Sender<()>),
}

/// Both, on a socket. Needs the runtime.
///
/// # Errors
/// Fails when the runtime can't have it.
pub(super) fn open(socket: net::UnixStream) -> io::Result<(Inbox, Outbox)> {
    socket.set_nonblocking(true)?;
    let (reading, writing) = UnixStream::from_std(socket)?.into_split();
    let (sender, posted) = mpsc::channel(WAITING);
    tokio::spawn(send_all(writing, posted));
    Ok((Inbox { socket: reading, received: Vec::new() }, Outbox(sender)))
}

impl Inbox {
    /// The next message; `None` when the master is gone, or does not speak as one.
    pub(super) async fn next(&mut self) -> Option<ToWorker> {
        loop {
            match unframe(&self.received) {
                Ok(Some((message, length))) => {
                    self.received.drain(..length);
                    return Some(message);
                }
                Ok(None) => {}
                Err(_) => return None,
            }
            if self.socket.read_buf(&mut self.received).await.ok()? == 0 {
                return None;
            }
        }
    }
}

impl Outbox {
    /// Sends a message soon; one for which there is no room is lost.
    pub(super) fn send(&self, message: ToMaster) {
        if self.0.try_send(Post::Message(Box::new(message))).is_err() {
            debug!("the master does not take a message");
        }
    }

    /// Waits until everything is sent, but not for ever.
    pub(super) async fn finish(&self) {
        let (sent, mut all_sent) = mpsc::channel(1);
        if self.0.send(Post::End(sent)).await.is_ok() {
            let _ = timeout(LAST, all_sent.recv()).await;
        }
    }
}

async fn send_all(mut socket: OwnedWriteHalf, mut posted: mpsc::Receiver<Post>) {
    while let Some(post) = posted.recv().await {
        if let Post::Message(message) = post
            && let Ok(framed) = frame(&*message)
            && socket.write_all(&framed).await.is_err()
        {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::link::Link;
    use super::*;

    #[tokio::test]
    async fn messages_go_both_ways() {
        let (ours, theirs) = net::UnixStream::pair().unwrap();
        let mut master = Link::new(theirs).unwrap();
        let (mut inbox, outbox) = open(ours).unwrap();
        master.send(&ToWorker::Reopen, None).unwrap();
        master.send(&ToWorker::HandOver(7), None).unwrap();
        assert_eq!(inbox.next().await, Some(ToWorker::Reopen));
        assert_eq!(inbox.next().await, Some(ToWorker::HandOver(7)));
        outbox.send(ToMaster::Ready("fine".to_owned()));
        outbox.finish().await;
        let received = master.received::<ToMaster>().unwrap();
        assert_eq!(received, [ToMaster::Ready("fine".to_owned())]);
        drop(master);
        assert_eq!(inbox.next().await, None);
    }
}
