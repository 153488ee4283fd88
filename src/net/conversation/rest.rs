//! The rest of a file that is being sent, and its pieces on their way through memory.

use std::io;

use bytes::{Buf, Bytes};
use tokio::task::spawn_blocking;

use crate::exchange::Body;
use crate::net::send_file::Part;
use crate::protocol::{Coding, FileBody};
use crate::render::wire_text::Encoder;

/// Part of a file that is in memory at a time, for each client, in bytes: a record of TLS. Four
/// times as much takes a twentieth less of the processor, and of the memory for clients that read
/// nothing three times as much.
const CHUNK: usize = 16 * 1024;
/// Part of a file that the system is to send by itself at a time, in bytes.
const PART: usize = 256 * 1024;
/// Distance of the bytes of a part by which it is known to be in memory.
const STEP: usize = 64 * 1024;
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

    /// What the system could send by itself next without waiting for a disk, as far as a byte here
    /// and there tells: files are read ahead in larger pieces than the steps between. Where that is
    /// wrong the thread waits for one read of the disk.
    pub(super) fn part_in_memory(&self) -> Option<Part<'_>> {
        let file = self.body.file().filter(|_| self.encoder.is_none())?;
        let size = usize::try_from(self.left).map_or(PART, |left| left.min(PART));
        let last = self.offset.saturating_add(size as u64).saturating_sub(1);
        let is_in_memory =
            |offset| self.body.read_from_memory(&mut [0], offset).is_some_and(|read| read == 1);
        let mut looked_at = (self.offset..last).step_by(STEP).chain([last]);
        looked_at.all(is_in_memory).then_some(Part { file, offset: self.offset, size })
    }

    /// Goes on by some bytes; true when there are more. A file that has become shorter is an error,
    /// since its size was taken for granted; what has been added to it is not sent.
    pub(super) fn advance(&mut self, bytes: usize) -> io::Result<bool> {
        if bytes == 0 && self.left > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.offset = self.offset.saturating_add(bytes as u64);
        self.left = self.left.saturating_sub(bytes as u64);
        Ok(self.left > 0)
    }

    /// The rest after `read` bytes of a chunk.
    fn after(mut self, mut chunk: Chunk, read: usize) -> io::Result<(Chunk, Option<Self>)> {
        let last = !self.advance(read)?;
        chunk.truncate(read);
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
