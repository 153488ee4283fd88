//! The rest of a file that is being sent, and its pieces on their way through memory.

use std::io;

use bytes::{Buf, Bytes};
use tokio::task::spawn_blocking;

use crate::exchange::Body;
use crate::protocol::{Coding, FileBody};
use crate::render::wire_text::Encoder;

/// Part of a file that is in memory at a time, for each client, in bytes.
const CHUNK: usize = 64 * 1024;
/// Offset of a chunk in its buffer. TLS copies it into records, whose memory begins with a page
/// as the buffer's does; from one page's beginning to another's the copy takes four times as long
/// on some processors (AMD's Zen 3 and 4, with `rep movsb`), and half a page apart it does not.
const OFFSET: usize = 2048;

/// Rest of a file: `left` bytes from an offset.
#[derive(Debug)]
pub(super) struct Rest {
    body: Body,
    offset: u64,
    left: u64,
    encoder: Option<Encoder>,
}

impl Rest {
    pub(super) fn of(file: FileBody) -> Self {
        let encoder = match file.coding {
            Coding::AsIs => None,
            Coding::GopherText => Some(Encoder::default()),
            Coding::GopherTextDot => Some(Encoder::with_dot()),
        };
        let left = file.body.size();
        Self { body: file.body, offset: 0, left, encoder }
    }

    /// Bytes that are read next.
    fn wanted(&self) -> usize {
        usize::try_from(self.left).map_or(CHUNK, |left| left.min(CHUNK))
    }

    /// The rest after `read` bytes of a chunk. A file that has become shorter is an error,
    /// since its size was taken for granted; what has been added to it is not sent.
    fn after(mut self, mut chunk: Chunk, read: usize) -> io::Result<(Chunk, Option<Self>)> {
        if read == 0 && self.left > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        chunk.truncate(read);
        self.offset = self.offset.saturating_add(read as u64);
        self.left = self.left.saturating_sub(read as u64);
        let last = self.left == 0;
        let chunk = match &mut self.encoder {
            None => chunk,
            Some(encoder) => encode(encoder, chunk.bytes(), last),
        };
        Ok((chunk, if last { None } else { Some(self) }))
    }
}

fn encode(encoder: &mut Encoder, chunk: &[u8], last: bool) -> Chunk {
    let mut lines = Vec::with_capacity(chunk.len() + chunk.len() / 16);
    encoder.push(chunk, &mut lines);
    if last {
        encoder.finish(&mut lines);
    }
    Chunk { buffer: lines, begin: 0 }
}

/// Piece of a file, which begins somewhere in its buffer, never past its end.
#[derive(Default, Debug)]
pub(super) struct Chunk {
    buffer: Vec<u8>,
    begin: usize,
}

impl Chunk {
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.split_at(self.begin).1
    }

    /// Room for so many bytes.
    fn room(&mut self, size: usize) -> &mut [u8] {
        self.begin = OFFSET;
        self.buffer.resize(OFFSET.saturating_add(size), 0);
        self.buffer.split_at_mut(OFFSET).1
    }

    /// Keeps the first bytes only.
    fn truncate(&mut self, size: usize) {
        self.buffer.truncate(self.begin.saturating_add(size));
    }
}

impl From<Chunk> for Bytes {
    fn from(chunk: Chunk) -> Self {
        let mut bytes = Self::from(chunk.buffer);
        bytes.advance(chunk.begin);
        bytes
    }
}

/// The next bytes, and what is left then. `chunk` is what was sent before: its memory is used
/// again.
///
/// Bytes that the system has in memory are read on the spot: handing it to a thread and back takes
/// longer than the reading.
pub(super) async fn read(rest: Rest, mut chunk: Chunk) -> io::Result<(Chunk, Option<Rest>)> {
    if let Some(read) = rest.body.read_from_memory(chunk.room(rest.wanted()), rest.offset) {
        return rest.after(chunk, read);
    }
    let from_disk = spawn_blocking(move || {
        let read = rest.body.read_at(chunk.room(rest.wanted()), rest.offset)?;
        rest.after(chunk, read)
    });
    from_disk.await.map_err(io::Error::other)?
}
