//! The program that shows a text page by page.

use std::env;
use std::ffi::OsString;
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
    let Some(mut pager) = pager(env::var_os("PAGER")) else { return };
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

/// The pager that is wanted, by the words of `$PAGER`.
fn pager(wanted: Option<OsString>) -> Option<Command> {
    let Some(words) = wanted else { return Some(Command::new("less")) };
    if words.is_empty() || words == "cat" {
        return None;
    }
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(words);
    Some(shell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_has_the_pager_that_is_wanted() {
        let words = |wanted: Option<&str>| {
            let pager = pager(wanted.map(Into::into))?;
            let all = [pager.get_program()].into_iter().chain(pager.get_args());
            Some(all.map(|it| it.to_str().unwrap().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(words(None).unwrap(), ["less"]);
        assert_eq!(words(Some("most -s")).unwrap(), ["sh", "-c", "most -s"]);
        assert!(words(Some("")).is_none() && words(Some("cat")).is_none());
    }
}
