//! Those who are not admitted, and an owner who admits them by their number.

use std::fs;
use std::time::Duration;

use super::begins;
use super::support::HOST;
use super::writer::Program;

const FILES: &[(&str, &str)] =
    &[("index.md", "# Home\n"), ("diary/today.md", "# Today\n"), ("notes/pi.md", "# Pi\n")];

/// Two zones, to which nobody is admitted that is known here.
const ZONES: &str = "\
[[host.zone]]
path = \"/diary/\"
[[host.zone.identity]]
name = \"owner\"
fingerprint = \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"
[[host.upload]]
path = \"/notes/\"
[[host.upload.identity]]
name = \"owner\"
fingerprint = \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"
";

/// What is answered in the end: another worker has to be there first.
pub(crate) async fn becomes(expected: &str, ask: impl AsyncFn() -> String) {
    let mut answer = String::new();
    for _ in 0..150 {
        answer = ask().await;
        if answer.starts_with(expected) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{answer:?} does not begin with {expected:?}");
}

#[tokio::test]
async fn who_was_not_admitted_is_admitted_by_its_number() {
    let program = Program::configured(FILES, ZONES);
    let port = program.port();
    let (diary, edit) = (
        format!("gemini://{HOST}:{port}/diary/today"),
        format!("titan://{HOST}:{port}/notes/pi;edit"),
    );
    assert!(program.id("pending", &[]).1.starts_with("nobody was refused"));
    begins(&program.other().ask(&diary).await, "61 ");
    begins(&program.anna().ask(&edit).await, "61 ");
    begins(&program.anna().ask(&diary).await, "61 ");
    begins(&program.stranger().ask(&diary).await, "60 ");
    let (_, pending) = program.id("pending", &[]);
    let lines: Vec<&str> = pending.lines().collect();
    for (line, parts) in lines.iter().zip([
        ["3", "read", "example.org/diary/today", "anna"],
        ["2", "write", "example.org/notes/pi", "anna"],
        ["1", "read", "example.org/diary/today", "other"],
    ]) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(parts.iter().all(|part| words.contains(part)), "{line}");
    }
    assert_eq!(lines.len(), 5, "{pending}");
    // One after the other: the second time the number has come through a change of the worker.
    let (done, said) = program.id("add", &["anna", "2"]);
    assert!(done && said.contains("…, anna) is admitted to write example.org /notes/;"), "{said}");
    becomes("20 ", async || program.anna().ask(&edit).await).await;
    begins(&program.anna().ask(&diary).await, "61 ");
    let (done, said) = program.id("add", &["anna", "3"]);
    assert!(done && said.contains("…, anna) is admitted to read example.org /diary/;"), "{said}");
    becomes("20 ", async || program.anna().ask(&diary).await).await;
    begins(&program.other().ask(&diary).await, "61 ");
    // Of those who are not there nobody is admitted.
    let before = fs::read_to_string(program.config()).unwrap();
    let (done, said) = program.id("add", &["bert", "9"]);
    assert!(!done && said.contains("nobody has the number 9"), "{said}");
    assert_eq!(fs::read_to_string(program.config()).unwrap(), before);
    let (_, listed) = program.id("list", &[]);
    assert_eq!(listed.matches("(may write)").count(), 2, "{listed}");
}

#[tokio::test]
async fn a_right_is_said_where_another_one_was_asked_for() {
    let program = Program::configured(FILES, &ZONES.replace("/notes/", "/diary/"));
    let edit = format!("titan://{HOST}:{}/diary/today;edit", program.port());
    begins(&program.anna().ask(&edit).await, "61 ");
    let (done, said) = program.id("add", &["--read", "--write", "anna", "1"]);
    let both = ", anna) is admitted to read example.org /diary/ and to write example.org /diary/;";
    assert!(done && said.contains(both), "{said}");
    becomes("20 text/markdown", async || program.anna().ask(&edit).await).await;
    let (done, said) = program.id("remove", &["--write", "anna"]);
    assert!(done && said.contains("no more to write example.org /diary/"), "{said}");
    becomes("61 ", async || program.anna().ask(&edit).await).await;
    let read = format!("gemini://{HOST}:{}/diary/today", program.port());
    begins(&program.anna().ask(&read).await, "20 ");
}

#[tokio::test]
async fn who_may_write_and_not_read_lacks_the_right_to_read() {
    let zones = ZONES.replace("/notes/", "/diary/");
    let program = Program::configured(FILES, &zones);
    let edit = format!("titan://{HOST}:{}/diary/today;edit", program.port());
    begins(&program.anna().ask(&edit).await, "61 ");
    assert!(program.id("add", &["anna", "1"]).0);
    becomes("30 ", async || {
        let upload = format!("titan://{HOST}:{}/diary/new.gmi;size=2", program.port());
        program.anna().send(&upload, b"# ").await
    })
    .await;
    begins(&program.anna().ask(&edit).await, "61 ");
    let (_, pending) = program.id("pending", &[]);
    assert!(pending.lines().next().is_some_and(|line| line.contains("  read ")), "{pending}");
}
