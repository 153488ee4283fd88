//! `OpenFile`: a file below the folder that is open to be sent. Opening it is for `folder`.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;

use jiff::Timestamp;

use crate::exchange::ReadAt;

/// A regular file that is open.
#[derive(Debug)]
pub(super) struct OpenFile(pub(super) File);

impl ReadAt for OpenFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(buffer, offset)
    }

    #[cfg(target_os = "linux")]
    fn read_from_memory(&self, buffer: &mut [u8], offset: u64) -> Option<usize> {
        use rustix::io::{ReadWriteFlags, preadv2};
        let mut buffers = [io::IoSliceMut::new(buffer)];
        preadv2(&self.0, &mut buffers, offset, ReadWriteFlags::NOWAIT).ok()
    }

    /// Never: only Linux can say what it has in memory.
    #[cfg(not(target_os = "linux"))]
    fn read_from_memory(&self, _buffer: &mut [u8], _offset: u64) -> Option<usize> {
        None
    }

    fn modified(&self) -> Option<Timestamp> {
        let modified = self.0.metadata().and_then(|metadata| metadata.modified()).ok()?;
        Timestamp::try_from(modified).ok()
    }

    fn file(&self) -> Option<BorrowedFd<'_>> {
        Some(self.0.as_fd())
    }
}
