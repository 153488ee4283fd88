//! The lines that other tests look at.

use std::io;
use std::sync::{Arc, Mutex, mpsc};

/// The lines that are logged meanwhile, at INFO and above.
pub(crate) fn logged(meanwhile: impl FnOnce()) -> Vec<String> {
    let (sender, lines) = mpsc::channel();
    let writer = move || Line(sender.clone());
    let log = tracing_subscriber::fmt().without_time().with_ansi(false).with_writer(writer);
    tracing::subscriber::with_default(log.finish(), meanwhile);
    lines.into_iter().collect()
}

/// Sends each line that is written.
struct Line(mpsc::Sender<String>);

impl io::Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let _ = self.0.send(String::from_utf8_lossy(line).into_owned());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A log that is kept in memory.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// All that was written.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
