//! What the tests of the built program share: the program itself, as an operator starts it, and the
//! clients that people use. What they look at is for the tests.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]
#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod by_hand;
pub(crate) mod gopher;
pub(crate) mod screen;
pub(crate) mod server;
pub(crate) mod unkind;
#[path = "../worker.rs"]
pub(crate) mod worker;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long anything may take on a machine that does much else.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The capsule that comes with the sources.
pub(crate) fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/capsule"))
}

/// Whether a test can be tried that needs root, to become somebody else. If not, it says so, past
/// what holds back the words of tests that pass.
pub(crate) fn is_tried_as_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let _ = writeln!(std::io::stderr(), "NOT TRIED, for it needs root: {test}");
    }
    is_root
}

/// Asks again and again until there is an answer; `None` when there is none for too long.
pub(crate) fn wait_for<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        match ask() {
            None if Instant::now() < end => std::thread::sleep(Duration::from_millis(50)),
            answer => return answer,
        }
    }
}
