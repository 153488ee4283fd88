//! `Body`: the bytes of a file on their way to a client, wherever the store of content has them.
//! Opening one is for `content`, sending it for `net`.

use std::fmt::Debug;
use std::io;
use std::os::fd::BorrowedFd;

use bytes::Bytes;
use jiff::Timestamp;

/// Bytes that are read piece by piece, from any offset.
pub trait ReadAt: Debug + Send + Sync {
    /// Reads from an offset in bytes, as many as there is room for or fewer, and returns their
    /// number; 0 at the end. May wait for a disk.
    ///
    /// # Errors
    /// The bytes can't be had.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// As [`ReadAt::read_at`], but never waits: `None` when the bytes are not in memory, or nobody
    /// knows.
    fn read_from_memory(&self, buffer: &mut [u8], offset: u64) -> Option<usize>;

    /// Time of the last change, where there is one. May wait for a disk.
    fn modified(&self) -> Option<Timestamp>;

    /// The open file that holds these bytes at the same offsets; none where there is no such file.
    fn file(&self) -> Option<BorrowedFd<'_>> {
        None
    }
}

/// An open file of a capsule, from whatever store, and its size when it was opened.
#[derive(Debug)]
pub struct Body {
    bytes: Box<dyn ReadAt>,
    size: u64,
}

impl Body {
    /// A body of `size` bytes.
    #[must_use]
    pub fn new(bytes: impl ReadAt + 'static, size: u64) -> Self {
        Self { bytes: Box::new(bytes), size }
    }

    /// Size in bytes when it was opened.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// As [`ReadAt::read_at`].
    ///
    /// # Errors
    /// The bytes can't be had.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.bytes.read_at(buffer, offset)
    }

    /// As [`ReadAt::read_from_memory`].
    #[must_use]
    pub fn read_from_memory(&self, buffer: &mut [u8], offset: u64) -> Option<usize> {
        self.bytes.read_from_memory(buffer, offset)
    }

    /// As [`ReadAt::modified`].
    #[must_use]
    pub fn modified(&self) -> Option<Timestamp> {
        self.bytes.modified()
    }

    /// As [`ReadAt::file`].
    #[must_use]
    pub fn file(&self) -> Option<BorrowedFd<'_>> {
        self.bytes.file()
    }

    /// Reads all of it. May wait for a disk.
    ///
    /// # Errors
    /// The bytes can't be had, or have become fewer.
    pub fn read_whole(&self) -> io::Result<Vec<u8>> {
        let size = usize::try_from(self.size).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let mut whole = vec![0; size];
        let mut left = whole.as_mut_slice();
        while !left.is_empty() {
            let offset = size.saturating_sub(left.len()) as u64;
            match self.read_at(left, offset)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => left = left.split_at_mut(read).1,
            }
        }
        Ok(whole)
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        let size = bytes.len() as u64;
        Self::new(bytes, size)
    }
}

impl ReadAt for Bytes {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..));
        io::Read::read(&mut rest.unwrap_or(b""), buffer)
    }

    fn read_from_memory(&self, buffer: &mut [u8], offset: u64) -> Option<usize> {
        self.read_at(buffer, offset).ok()
    }

    fn modified(&self) -> Option<Timestamp> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_from_any_offset() {
        let body = Body::from(Bytes::from_static(b"abcdef"));
        let mut buffer = [0; 4];
        for (offset, expected) in [(0, "abcd"), (3, "def"), (6, ""), (u64::MAX, "")] {
            let read = body.read_at(&mut buffer, offset).unwrap();
            assert_eq!(&buffer[..read], expected.as_bytes(), "{offset}");
            assert_eq!(body.read_from_memory(&mut buffer, offset), Some(read));
        }
        assert_eq!((body.size(), body.modified()), (6, None));
    }

    #[test]
    fn a_whole_body_is_as_long_as_it_was_when_opened() {
        let bytes = Bytes::from_static(b"abcdef");
        assert_eq!(Body::new(bytes.clone(), 3).read_whole().unwrap(), b"abc");
        assert_eq!(Body::new(bytes.clone(), 6).read_whole().unwrap(), b"abcdef");
        assert!(Body::new(bytes, 7).read_whole().is_err());
    }
}
