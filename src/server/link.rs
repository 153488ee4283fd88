//! `Link`: the line between the master and a worker, a pair of Unix sockets. A message is its length
//! in four bytes, the highest first, and then JSON; a descriptor may come with it.
//!
//! What messages there are is for `message`.

use std::collections::VecDeque;
use std::io::{self, IoSlice, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest message in bytes. The counts of a day are the longest: 4,096 pages, each with its
/// path and 24 numbers.
const LONGEST: usize = 8 << 20;
/// Bytes of the length of a message.
const HEAD: usize = 4;
/// Bytes that are received at a time.
const PIECE: usize = 1 << 16;
/// Descriptors that are received at a time.
const DESCRIPTORS: usize = 4;
/// The longest that a message waits for the other side to read others.
const WAIT: Duration = Duration::from_secs(2);

/// One end of the line.
#[derive(Debug)]
pub(super) struct Link {
    socket: UnixStream,
    received: Vec<u8>,
    /// Descriptors that came with messages, the oldest first.
    passed: VecDeque<OwnedFd>,
    has_ended: bool,
}

impl Link {
    /// One end of a connected pair.
    ///
    /// # Errors
    /// Fails when it is no socket.
    pub(super) fn new(socket: UnixStream) -> io::Result<Self> {
        socket.set_write_timeout(Some(WAIT))?;
        Ok(Self { socket, received: Vec::new(), passed: VecDeque::new(), has_ended: false })
    }

    /// Sends a message, with a descriptor if one belongs to it.
    ///
    /// # Errors
    /// Fails when the other side is gone, or does not read.
    pub(super) fn send(
        &self,
        message: &impl Serialize,
        descriptor: Option<BorrowedFd<'_>>,
    ) -> io::Result<()> {
        let framed = frame(message)?;
        let Some(descriptor) = descriptor else { return (&self.socket).write_all(&framed) };
        let descriptors = [descriptor];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut passed = SendAncillaryBuffer::new(&mut space);
        passed.push(SendAncillaryMessage::ScmRights(&descriptors));
        let sent = loop {
            let pieces = [IoSlice::new(&framed)];
            match sendmsg(&self.socket, &pieces, &mut passed, SendFlags::NOSIGNAL) {
                Ok(sent) => break sent,
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        };
        // The descriptor went with the first byte.
        (&self.socket).write_all(framed.get(sent..).unwrap_or_default())
    }

    /// The next message; waits for it. `None` at the end of the line.
    ///
    /// # Errors
    /// Fails when what comes is no message.
    pub(super) fn receive<M: DeserializeOwned>(&mut self) -> io::Result<Option<M>> {
        loop {
            if let Some(message) = self.take()? {
                return Ok(Some(message));
            }
            if self.has_ended {
                return Ok(None);
            }
            self.read(RecvFlags::CMSG_CLOEXEC, true)?;
        }
    }

    /// The messages that have come, of a side that is not trusted: its descriptors are closed.
    /// Does not wait.
    ///
    /// # Errors
    /// Fails when what comes is no message.
    pub(super) fn received<M: DeserializeOwned>(&mut self) -> io::Result<Vec<M>> {
        let messages = self.received_now();
        if messages.is_err() {
            // Whoever has said one thing that is no message has nothing more to say.
            self.has_ended = true;
            self.received = Vec::new();
        }
        messages
    }

    fn received_now<M: DeserializeOwned>(&mut self) -> io::Result<Vec<M>> {
        self.read(RecvFlags::DONTWAIT, false)?;
        let mut messages = Vec::new();
        while let Some(message) = self.take()? {
            messages.push(message);
        }
        Ok(messages)
    }

    /// True when the other side is gone.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// The oldest descriptor that has come and not been taken.
    pub(super) fn take_descriptor(&mut self) -> Option<OwnedFd> {
        self.passed.pop_front()
    }

    fn read(&mut self, flags: RecvFlags, with_descriptors: bool) -> io::Result<()> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS))];
        let mut none = [];
        let mut passed =
            RecvAncillaryBuffer::new(if with_descriptors { &mut space[..] } else { &mut none[..] });
        let mut piece = vec![0; PIECE];
        let got =
            match recvmsg(&self.socket, &mut [IoSliceMut::new(&mut piece)], &mut passed, flags) {
                Ok(got) => got.bytes,
                Err(Errno::INTR | Errno::AGAIN) => return Ok(()),
                Err(Errno::CONNRESET | Errno::PIPE) => 0,
                Err(error) => return Err(error.into()),
            };
        for message in passed.drain() {
            if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                self.passed.extend(descriptors);
            }
        }
        self.has_ended |= got == 0;
        self.received.extend_from_slice(piece.get(..got).unwrap_or_default());
        Ok(())
    }

    /// The next message of what has been received.
    fn take<M: DeserializeOwned>(&mut self) -> io::Result<Option<M>> {
        let Some((message, length)) = unframe(&self.received)? else { return Ok(None) };
        self.received.drain(..length);
        Ok(Some(message))
    }
}

impl AsFd for Link {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// A message as it is sent.
///
/// # Errors
/// Fails when it is too long.
pub(super) fn frame(message: &impl Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(message)?;
    let length = u32::try_from(json.len()).ok().filter(|_| json.len() <= LONGEST);
    let length = length.ok_or_else(|| odd("a message is too long"))?;
    Ok([&length.to_be_bytes()[..], &json].concat())
}

/// The first message of some bytes, and how many of them it takes; `None` while it is not whole.
///
/// # Errors
/// Fails when they are no message.
pub(super) fn unframe<M: DeserializeOwned>(bytes: &[u8]) -> io::Result<Option<(M, usize)>> {
    let Some((head, rest)) = bytes.split_first_chunk::<HEAD>() else { return Ok(None) };
    let length = usize::try_from(u32::from_be_bytes(*head)).unwrap_or(usize::MAX);
    if length > LONGEST {
        return Err(odd("a message is too long"));
    }
    let Some(json) = rest.get(..length) else { return Ok(None) };
    Ok(Some((serde_json::from_slice(json)?, HEAD + length)))
}

fn odd(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn pair() -> (Link, Link) {
        let (one, other) = UnixStream::pair().unwrap();
        (Link::new(one).unwrap(), Link::new(other).unwrap())
    }

    #[test]
    fn messages_and_their_descriptors_come_in_order() {
        let (sender, mut receiver) = pair();
        let listeners = [(); 9].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let ports = listeners.each_ref().map(|it| it.local_addr().unwrap().port());
        for (port, listener) in ports.iter().zip(&listeners) {
            sender.send(&"between", None).unwrap();
            sender.send(&port.to_string(), Some(listener.as_fd())).unwrap();
        }
        drop(listeners);
        drop(sender);
        for port in ports {
            assert_eq!(receiver.receive::<String>().unwrap().unwrap(), "between");
            assert_eq!(receiver.receive::<String>().unwrap().unwrap(), port.to_string());
            let listener = TcpListener::from(receiver.take_descriptor().unwrap());
            assert_eq!(listener.local_addr().unwrap().port(), port);
        }
        assert_eq!(receiver.receive::<String>().unwrap(), None);
        assert!(receiver.take_descriptor().is_none());
    }

    #[test]
    fn a_long_message_comes_whole() {
        let (sender, mut receiver) = pair();
        let long = "x".repeat(3 << 20);
        let sent = long.clone();
        let sending = thread::spawn(move || sender.send(&sent, None).unwrap());
        assert_eq!(receiver.receive::<String>().unwrap(), Some(long));
        sending.join().unwrap();
    }

    #[test]
    fn what_is_no_message_is_an_error_and_nobody_waits() {
        let (mut master, worker) = pair();
        assert_eq!(master.received::<String>().unwrap(), [""; 0]);
        worker.send(&"a", Some(worker.as_fd())).unwrap();
        worker.send(&"b", None).unwrap();
        let mut all = master.received::<String>().unwrap();
        all.extend(master.received::<String>().unwrap());
        assert_eq!(all, ["a", "b"]);
        assert!(master.take_descriptor().is_none(), "none is taken from a worker");
        for odd in [&b"\xff\xff\xff\xff"[..], b"\0\0\0\x02{]", b"\0\0\0\x017"] {
            let (mut master, worker) = pair();
            (&worker.socket).write_all(odd).unwrap();
            assert!(master.received::<String>().is_err(), "{odd:?}");
            assert!(master.has_ended() && master.received.is_empty());
        }
        drop(worker);
        assert_eq!(master.received::<String>().unwrap(), [""; 0]);
        assert!(master.has_ended());
    }

    #[test]
    fn who_does_not_read_is_not_waited_for_for_ever() {
        let (sender, _receiver) = pair();
        assert!(sender.send(&"x".repeat(1 << 20), None).is_err());
        assert!(sender.send(&"x".repeat(LONGEST), None).is_err());
    }
}
