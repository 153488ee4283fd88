//! A server that is killed while it is written to: what was answered is there whole, nothing is
//! half, and nothing of it is left lying about after the next start.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::random::Random;
use super::writer::Program;

/// The least uploads, and of those that are answered; and the most, by which a machine that is
/// always too slow is told.
const UPLOADS: usize = 300;
const ANSWERED: usize = 100;
const MOST: usize = 3000;
/// Uploads under way when it is killed.
const AT_ONCE: usize = 10;
/// Pages that are written to.
const PAGES: usize = 20;

/// A text that shows whether it is whole: its first line says its length, and all others are the
/// same.
pub(crate) fn text(number: usize, size: usize) -> String {
    let line = format!("upload {number}\n");
    let mut text = format!("# {number} {size}\n");
    while text.len() < size {
        text.push_str(&line);
    }
    text
}

#[tokio::test]
async fn what_was_answered_is_whole_though_the_server_is_killed() {
    let mut program = Program::start(&[("index.md", "# Home\n")]);
    let mut random = Random(3);
    let mut next = |bound| random.below(bound);
    // What each page was last known to hold, and what may have come there since.
    let mut known: HashMap<usize, String> = HashMap::new();
    let (mut answered, mut number) = (0, 0);
    while number < UPLOADS || answered < ANSWERED {
        assert!(number < MOST, "it was killed too early: {answered} answers of {number}");
        let port = program.port();
        let mut under_way = Vec::new();
        let mut pages: Vec<usize> = (0..PAGES).collect();
        for _ in 0..AT_ONCE {
            number += 1;
            let page = pages.swap_remove(next(pages.len()));
            let size = [20, 500, 10_000, 70_000, 400_000][next(5)];
            let (anna, text) = (program.anna(), text(number, size));
            let line =
                format!("titan://example.org:{port}/p/{page};size={};token=replace", text.len());
            under_way.push((
                page,
                text.clone(),
                tokio::spawn(async move {
                    timeout(Duration::from_secs(20), anna.try_send(&line, text.as_bytes())).await
                }),
            ));
        }
        sleep(Duration::from_millis(next(3000) as u64)).await;
        program.kill();
        let mut maybe: HashMap<usize, String> = HashMap::new();
        for (page, text, sending) in under_way {
            match sending.await.unwrap() {
                // 20 where it is stored, and could not be served in time.
                Ok(Ok(answer)) if answer.starts_with("30 ") || answer.starts_with("20 ") => {
                    answered += 1;
                    known.insert(page, text);
                }
                _ => drop(maybe.insert(page, text)),
            }
        }
        for page in 0..PAGES {
            let file = program.site().join(format!("p/{page}.md"));
            let found = fs::read_to_string(&file).ok();
            let is_known = found.as_ref() == known.get(&page);
            let is_new = found.is_some() && found.as_ref() == maybe.get(&page);
            assert!(is_known || is_new, "{} is neither old nor new", file.display());
            known.extend(found.map(|text| (page, text)));
        }
        program.restart();
    }
    leaves_nothing(&program).await;
}

/// After a start nothing half lies about, and all that was kept can be read.
pub(crate) async fn leaves_nothing(program: &Program) {
    let line = format!("titan://example.org:{}/last;size=2;token=replace", program.port());
    let answer = program.anna().send(&line, b"# ").await;
    assert!(answer.starts_with("30 "), "{answer}");
    assert_eq!(hidden(&program.site()), [""; 0]);
    assert_eq!(hidden(&program.state()), [""; 0]);
    let history = program.versions();
    let files = fs::read_dir(history.folder()).unwrap().count();
    let entries = history.entries().unwrap();
    assert_eq!(entries.len(), files);
    assert!(entries.iter().all(|entry| history.read(entry.number).is_ok()));
}

/// Names of hidden files below a folder.
fn hidden(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            names.extend(hidden(&entry.path()));
        } else if name.starts_with('.') {
            names.push(name);
        }
    }
    names
}
