//! How far a long piece of work is, for a person at a terminal: a line on standard error that is
//! wiped at the end. Nothing is shown of work that is done soon, or where nobody looks on.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::quantity::thousands;
use crate::terminal;

/// Time after which work is worth a line.
const SOON: Duration = Duration::from_millis(700);
/// Number from which on it is worth a line.
const MUCH: usize = 500;
/// Pause between two looks at how far it is.
const TICK: Duration = Duration::from_millis(100);

/// Work under way. The line goes away when this is dropped.
#[derive(Debug)]
pub struct Progress {
    /// Dropped to say that the work is done.
    end: Option<Sender<()>>,
    drawing: Option<JoinHandle<()>>,
}

impl Progress {
    /// Shows a number that grows, such as `reading ~/blog: 12,000 files`, behind `before` and
    /// before `what`.
    #[must_use]
    pub fn counting(
        before: String,
        what: &'static str,
        number: impl Fn() -> usize + Send + 'static,
    ) -> Self {
        Self::drawn("{spinner} {msg}", ProgressBar::no_length, number, move |bar, number| {
            bar.set_message(format!("{before}: {} {what}", thousands(number)));
        })
    }

    /// Shows how much of `whole` is done, in units such as `pages`.
    #[must_use]
    pub fn part_of(
        whole: usize,
        what: &'static str,
        done: impl Fn() -> usize + Send + 'static,
    ) -> Self {
        let bar = move || ProgressBar::new(u64::try_from(whole).unwrap_or(u64::MAX));
        Self::drawn("{wide_bar} {pos}/{len} {msg}", bar, done, move |bar, done| {
            bar.set_message(what);
            bar.set_position(done);
        })
    }

    /// Draws as long as it is not dropped.
    fn drawn(
        template: &'static str,
        bar: impl FnOnce() -> ProgressBar + Send + 'static,
        number: impl Fn() -> usize + Send + 'static,
        update: impl Fn(&ProgressBar, u64) + Send + 'static,
    ) -> Self {
        if !io::stderr().is_terminal() || !terminal::moves_cursor() {
            return Self { end: None, drawing: None };
        }
        let (end, ended) = mpsc::channel();
        let draw = move || {
            let is_over = |time| ended.recv_timeout(time) != Err(RecvTimeoutError::Timeout);
            if is_over(SOON) {
                return;
            }
            // Where the machine is slow, little takes long, too.
            while number() < MUCH {
                if is_over(TICK) {
                    return;
                }
            }
            let bar = bar();
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.set_style(style(template));
            loop {
                update(&bar, u64::try_from(number()).unwrap_or(u64::MAX));
                bar.tick();
                if is_over(TICK) {
                    return bar.finish_and_clear();
                }
            }
        };
        // Where there is no thread for it, work goes on without.
        let drawing = thread::Builder::new().name("progress".to_owned()).spawn(draw).ok();
        Self { end: Some(end), drawing }
    }
}

impl Drop for Progress {
    /// Waits until the line is gone: what is written next begins in its place.
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(drawing) = self.drawing.take() {
            let _ = drawing.join();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    if terminal::shows_unicode() { style } else { style.progress_chars("##-").tick_chars("-\\|/ ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_of_the_lines_can_be_read() {
        for template in ["{spinner} {msg}", "{wide_bar} {pos}/{len} {msg}"] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
