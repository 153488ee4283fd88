//! The file of the access log: lines go through a bounded queue to a thread of their own, so that a
//! slow or full disk stops nobody. Lines that can't be written are counted, which the log of events
//! reports.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use rustix::fs::OFlags;
use tracing::{info, warn};

use super::error::LogError;
use super::form::{Form, Record};
use super::losses::Losses;
use super::queue::{LULL, QUEUE};
use crate::descriptors;

/// Bytes that are gathered before they are written; as many are kept when they can't be.
const BATCH: usize = 1 << 16;
/// The longest that the end of the program waits for the last lines.
const LAST_LINES: Duration = Duration::from_secs(1);
/// Rights to it: for the server's user, and its group. Nobody else learns who was here.
const MODE: u32 = 0o640;

/// A file for requests, and the form of its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogFile {
    /// Its path.
    pub file: PathBuf,
    /// Form of its lines.
    pub form: Form,
}

/// A file that is open, and into which nothing is written yet.
#[derive(Debug)]
pub struct OpenLog {
    log: LogFile,
    file: File,
}

impl OpenLog {
    /// Opens a file, to write behind what is in it; makes it, if there is none.
    ///
    /// # Errors
    /// Fails when that can't be done.
    pub fn open(log: &LogFile) -> io::Result<Self> {
        Ok(Self { log: log.clone(), file: open(&log.file)? })
    }
}

/// The file that requests are written into. Writes the last lines when it is dropped.
#[derive(Debug)]
pub struct AccessFile(Arc<Queue>);

/// The way to the file.
#[derive(Debug)]
pub(super) struct Queue {
    form: Form,
    messages: SyncSender<Message>,
    losses: Arc<Losses>,
}

/// A message to the thread.
#[derive(Debug)]
enum Message {
    Line(String),
    Reopen,
    /// Write all, and confirm it.
    End(SyncSender<()>),
}

impl AccessFile {
    /// Starts the thread that writes.
    pub(super) fn start(OpenLog { log, file }: OpenLog) -> Result<Self, LogError> {
        let (form, (messages, received)) = (log.form, sync_channel(QUEUE));
        let losses = Arc::new(Losses::of(&log.file));
        let writer = Writer {
            file,
            unwritten: Vec::new(),
            trouble: Trouble::None,
            losses: Arc::clone(&losses),
        };
        thread::Builder::new()
            .name("access log".into())
            .spawn(move || writer.run(&received))
            .map_err(|source| LogError::Access { file: log.file, source })?;
        Ok(Self(Arc::new(Queue { form, messages, losses })))
    }

    pub(super) fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.0)
    }
}

impl Drop for AccessFile {
    fn drop(&mut self) {
        let (done, written) = sync_channel(1);
        // Where the disk takes nothing any more, nothing is waited for.
        if self.0.messages.try_send(Message::End(done)).is_ok() {
            let _ = written.recv_timeout(LAST_LINES);
        }
    }
}

impl Queue {
    pub(super) fn write(&self, record: &Record<'_>) {
        match self.messages.try_send(Message::Line(self.form.line(record))) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => self.lose("the disk is too slow"),
            Err(TrySendError::Disconnected(_)) => self.lose("its thread has ended"),
        }
    }

    fn lose(&self, why: &str) {
        self.losses.add();
        self.losses.report(why);
    }

    pub(super) fn reopen(&self) -> bool {
        self.messages.try_send(Message::Reopen).is_ok()
    }

    pub(super) fn lost(&self) -> u64 {
        self.losses.lines()
    }
}

/// State of the thread.
struct Writer {
    file: File,
    /// Bytes that have been taken and not been written: whole lines, but for the first, of which a
    /// full disk may have taken a part.
    unwritten: Vec<u8>,
    trouble: Trouble,
    losses: Arc<Losses>,
}

/// State of the disk. A full one is full for hours, and is reported once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Trouble {
    None,
    /// What was written last was not taken; it was reported, or others were a short time ago.
    Refused {
        reported: bool,
    },
}

impl Writer {
    fn run(mut self, messages: &Receiver<Message>) {
        while let Ok(first) = messages.recv() {
            self.take(first);
            messages.try_iter().for_each(|next| self.take(next));
            self.flush();
            // To be woken for each line costs more than to write it: those that follow are written
            // together.
            thread::sleep(LULL);
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Line(line) => self.take_line(&line),
            Message::Reopen => self.reopen(),
            Message::End(done) => {
                self.flush();
                // Whoever waited for it may have gone.
                let _ = done.try_send(());
            }
        }
    }

    fn take_line(&mut self, line: &str) {
        if !self.has_room_for(line) {
            self.flush();
        }
        if !self.has_room_for(line) {
            return self.losses.add();
        }
        self.unwritten.extend_from_slice(line.as_bytes());
    }

    fn has_room_for(&self, line: &str) -> bool {
        self.unwritten.is_empty() || self.unwritten.len() + line.len() <= BATCH
    }

    fn flush(&mut self) {
        let mut rest = self.unwritten.as_slice();
        while !rest.is_empty() {
            match self.file.write(rest) {
                Ok(0) => return self.keep(rest.len(), &io::ErrorKind::WriteZero.into()),
                // No more is written than there was.
                Ok(written) => rest = rest.split_at(written).1,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.keep(rest.len(), &error),
            }
        }
        if !self.unwritten.is_empty() {
            self.unwritten.clear();
            self.end_trouble();
        }
    }

    /// Keeps so many bytes for the next time.
    fn keep(&mut self, left: usize, error: &io::Error) {
        self.unwritten.drain(..self.unwritten.len().saturating_sub(left));
        if self.trouble == Trouble::None {
            self.trouble = Trouble::Refused { reported: self.losses.report(&error.to_string()) };
        }
    }

    /// All that was there has been written.
    fn end_trouble(&mut self) {
        if self.trouble == (Trouble::Refused { reported: true }) {
            self.losses.report_end();
        }
        self.trouble = Trouble::None;
    }

    /// Goes on in a new file; if there is none, in the old one.
    fn reopen(&mut self) {
        self.flush();
        let name = self.losses.name().display();
        match open(self.losses.name()) {
            Ok(file) => {
                self.file = file;
                info!("{name}: the access log was opened again");
            }
            Err(error) => {
                warn!("{name}: the access log can't be opened again: {error}; the old file is kept")
            }
        }
    }
}

fn open(name: &Path) -> io::Result<File> {
    // A FIFO that nobody reads is an error, and is not waited for.
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    descriptors::open(|| {
        OpenOptions::new().append(true).create(true).mode(MODE).custom_flags(flags).open(name)
    })
}

#[cfg(test)]
mod tests;
