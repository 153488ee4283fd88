//! What the built program lets its operator see: the access log and its rotation.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod clients_support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use clients_support::server::{Server, folder_of, propus};
use clients_support::wait_for;

/// A server with an access log in a folder of its own.
fn logging(log: &Path, options: &[&str]) -> Server {
    let site = folder_of(&[("index.md", "# Home\n"), ("a b.md", "# Spaced\n")]);
    let options = [&["--access-log", log.to_str().unwrap()], options].concat();
    Server::with(&site.keep(), &options)
}

/// The lines of a log, when there are as many.
fn lines(logs: &[&Path], count: usize) -> Vec<String> {
    let read = || -> Vec<String> {
        let text: String = logs.iter().map(|log| fs::read_to_string(log).unwrap_or_default()).collect();
        text.lines().map(str::to_owned).collect()
    };
    wait_for(|| Some(read()).filter(|lines| lines.len() >= count)).unwrap_or_else(read)
}

#[test]
fn a_rotation_loses_no_line() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("access.log");
    let server = logging(&log, &[]);
    let (clients, rotations) = (4, 5);
    let done = AtomicBool::new(false);
    let asked: usize = std::thread::scope(|scope| {
        let ask = |client: usize| {
            let mut asked = 0;
            while !done.load(Ordering::Relaxed) {
                server.ask_gopher(&format!("/{client}/{asked}"));
                asked += 1;
            }
            asked
        };
        let asking: Vec<_> = (0..clients).map(|client| scope.spawn(move || ask(client))).collect();
        for rotation in 0..rotations {
            assert!(wait_for(|| fs::metadata(&log).is_ok_and(|log| log.len() > 0).then_some(())).is_some());
            fs::rename(&log, dir.path().join(format!("access.log.{rotation}"))).unwrap();
            server.signal("USR1");
        }
        done.store(true, Ordering::Relaxed);
        asking.into_iter().map(|client| client.join().unwrap()).sum()
    });
    let names: Vec<_> = (0..rotations).map(|rotation| dir.path().join(format!("access.log.{rotation}"))).collect();
    let files: Vec<&Path> = names.iter().map(AsRef::as_ref).chain([log.as_path()]).collect();
    let mut paths: Vec<String> = lines(&files, asked).iter().map(|line| path_of(line).to_owned()).collect();
    assert_eq!(paths.len(), asked);
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), asked, "a line stands twice");
    assert!(server.said().contains("was opened again") && !server.said().contains("protocol="), "{}", server.said());
}

fn path_of(line: &str) -> &str {
    line.split_once(" path=\"").and_then(|(_, rest)| rest.split_once('"')).unwrap_or_else(|| panic!("{line}")).0
}

#[test]
fn the_last_lines_are_written_at_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("access.log");
    let mut server = logging(&log, &["--access-log-format", "json"]);
    (0..20).for_each(|number| drop(server.ask_gopher(&format!("/none/{number}"))));
    server.signal("TERM");
    assert!(server.end().unwrap().success());
    let text = fs::read_to_string(&log).unwrap();
    assert_eq!(text.lines().count(), 20);
    for line in text.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!((&line["protocol"], &line["status"]), (&"gopher".into(), &51.into()), "{line}");
    }
}

#[test]
fn without_an_access_log_the_signal_changes_nothing() {
    let site = folder_of(&[("index.md", "# Home\n")]);
    let mut server = Server::start(site.path());
    server.signal("USR1");
    server.ask_gopher("/none");
    assert!(wait_for(|| server.said().contains("/none").then_some(())).is_some(), "{}", server.said());
    assert!(server.runs());
}

#[test]
fn a_log_that_can_not_be_written_is_told_at_start() {
    let site = folder_of(&[("index.md", "# Home\n")]);
    let site = site.path().to_str().unwrap();
    let check = |log: &str, code: i32, said: &str| {
        let options = [site, "--gemini", "127.0.0.1:0", "--no-gopher", "--access-log", log];
        let output = propus(&options);
        let all = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(code) && all.contains(log) && all.contains(said), "{all}");
    };
    check("/no/such/folder/access.log", 1, "--access-log");
    check(&format!("{site}/access.log"), 2, "inside of the capsule");
}

#[test]
#[ignore = "needs goaccess"]
fn what_counts_the_visitors_of_web_servers_counts_ours() {
    for (form, known) in [("combined", "COMBINED"), ("vhost-combined", "VCOMBINED")] {
        for addresses in ["off", "truncated", "full"] {
            let dir = tempfile::tempdir().unwrap();
            let log = dir.path().join("access.log");
            let server = logging(&log, &["--access-log-format", form, "--log-addresses", addresses, "--log-queries"]);
            let selectors =
                ["", "/", "/a b", "/none", "/a\"b\\c", "URL:https://example.org/", "/x\ty \"z", "\u{e9}\x1b"];
            selectors.iter().for_each(|selector| drop(server.ask_gopher(selector)));
            assert_eq!(lines(&[&log], selectors.len()).len(), selectors.len());
            let report = dir.path().join("report.json");
            let arguments = ["--no-global-config", "--log-format", known, "-o", report.to_str().unwrap()];
            let done = Command::new("goaccess").arg(&log).args(arguments).output().unwrap();
            assert!(done.status.success(), "{form}: {done:?}");
            let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
            let general = &report["general"];
            assert_eq!(general["valid_requests"], selectors.len(), "{form} {addresses}: {general}");
            assert_eq!(general["failed_requests"], 0, "{form} {addresses}: {general}");
            let (found, missing) = (report["requests"].to_string(), report["not_found"].to_string());
            assert!(found.contains("/a b") && missing.contains("/none"), "{form} {addresses}: {found} {missing}");
        }
    }
}
