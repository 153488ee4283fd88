//! Files that a walk has found and not read: their beginnings are read together, on all processors.

use std::panic;
use std::sync::atomic::Ordering;
use std::{io, thread};

use super::inspect::{Inspected, inspect};
use crate::content::folder::Folder;
use crate::content::format::PageFormat;
use crate::content::source::Stamp;
use crate::content::source_path::SourcePath;

/// The fewest files for which a thread is worth its start.
const FEWEST: usize = 32;

/// A file that is yet to be read.
pub(super) struct Unread {
    pub path: SourcePath,
    pub stamp: Stamp,
    /// Format of a page.
    pub format: Option<PageFormat>,
}

/// Looks at the beginning of each file, in their order.
pub(super) fn read_all(folder: &Folder, files: &[Unread]) -> Vec<io::Result<Inspected>> {
    let most = thread::available_parallelism().map_or(1, usize::from);
    let each = files.len().div_ceil(most).max(FEWEST);
    let read_some = |files: &[Unread]| -> Vec<io::Result<Inspected>> {
        files.iter().map(|file| read(folder, file)).collect()
    };
    if files.len() <= each {
        return read_some(files);
    }
    thread::scope(|scope| {
        let parts = files.chunks(each).map(|part| scope.spawn(move || read_some(part)));
        let parts: Vec<_> = parts.collect();
        let read = |part: thread::ScopedJoinHandle<'_, _>| {
            part.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
        };
        parts.into_iter().flat_map(read).collect()
    })
}

fn read(folder: &Folder, file: &Unread) -> io::Result<Inspected> {
    let opened = folder.open_file(&file.path);
    let read =
        opened.and_then(|(opened, _)| inspect(opened, &file.path, file.stamp.size, file.format));
    folder.seen.fetch_add(1, Ordering::Relaxed);
    read
}
