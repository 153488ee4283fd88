//! The program that shows a text page by page.

use std::env;
use std::io::{Seek, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// What less does unless its user says otherwise: end when all fits, show colours, leave the text on
/// the screen. Git asks for the same.
const LESS: &str = "FRX";

/// Goes on as the reader's pager, `$PAGER` or less, with this text. Comes back only when there is
/// none, or none is wanted. To become it, not to start it, leaves the keys to it alone: Ctrl-C ends
/// a search in less, and would end us.
pub(super) fn become_pager(text: &str) {
    let Some(mut pager) = pager() else { return };
    let Ok(mut file) = tempfile::tempfile() else { return };
    if file.write_all(text.as_bytes()).and_then(|()| file.rewind()).is_err() {
        return;
    }
    if env::var_os("LESS").is_none() {
        pager.env("LESS", LESS);
    }
    // It returns only when that was not possible.
    let _ = pager.stdin(Stdio::from(file)).exec();
}

fn pager() -> Option<Command> {
    let Some(words) = env::var_os("PAGER") else { return Some(Command::new("less")) };
    if words.is_empty() || words == "cat" {
        return None;
    }
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(words);
    Some(shell)
}
