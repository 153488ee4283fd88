//! What the built program lets its operator see: the access log and its rotation, the counters,
//! `propus status`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clients_support::server::{Server, folder_of, propus};
use clients_support::wait_for;
use propus::net::certs::load_or_make;
use support::client_config;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ALL_VERSIONS, ClientConfig, ClientConnection, Stream};

/// A server with an access log in a folder of its own.
fn logging(log: &Path, options: &[&str]) -> Server {
    let site = folder_of(&[("index.md", "# Home\n"), ("a b.md", "# Spaced\n")]);
    let options = [&["--access-log", log.to_str().unwrap()], options].concat();
    Server::with(&site.keep(), &options)
}

/// The lines of a log, when there are as many.
fn lines(logs: &[&Path], count: usize) -> Vec<String> {
    let read = || -> Vec<String> {
        let text: String =
            logs.iter().map(|log| fs::read_to_string(log).unwrap_or_default()).collect();
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
            assert!(
                wait_for(|| fs::metadata(&log).is_ok_and(|log| log.len() > 0).then_some(()))
                    .is_some()
            );
            fs::rename(&log, dir.path().join(format!("access.log.{rotation}"))).unwrap();
            server.signal("USR1");
        }
        done.store(true, Ordering::Relaxed);
        asking.into_iter().map(|client| client.join().unwrap()).sum()
    });
    let names: Vec<_> =
        (0..rotations).map(|rotation| dir.path().join(format!("access.log.{rotation}"))).collect();
    let files: Vec<&Path> = names.iter().map(AsRef::as_ref).chain([log.as_path()]).collect();
    let mut paths: Vec<String> =
        lines(&files, asked).iter().map(|line| path_of(line).to_owned()).collect();
    assert_eq!(paths.len(), asked);
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), asked, "a line stands twice");
    assert!(
        server.said().contains("was opened again") && !server.said().contains("protocol="),
        "{}",
        server.said()
    );
}

fn path_of(line: &str) -> &str {
    line.split_once(" path=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .unwrap_or_else(|| panic!("{line}"))
        .0
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
    assert!(
        wait_for(|| server.said().contains("/none").then_some(())).is_some(),
        "{}",
        server.said()
    );
    assert!(server.runs());
}

#[test]
fn a_log_that_can_not_be_written_is_told_at_start() {
    let site = folder_of(&[("index.md", "# Home\n")]);
    let site = site.path().to_str().unwrap();
    let check = |log: &str, code: i32, said: &str| {
        let options =
            ["--allow-root", site, "--gemini", "127.0.0.1:0", "--no-gopher", "--access-log", log];
        let output = propus(&options);
        let all = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code() == Some(code) && all.contains(log) && all.contains(said),
            "{all}"
        );
    };
    check("/no/such/folder/access.log", 1, "--access-log");
    check("/no/such/folder/access.log", 1, "make the folder /no/such/folder and let ");
    check(&format!("{site}/access.log"), 2, "inside of the capsule");
}

#[test]
#[ignore = "needs goaccess"]
fn what_counts_the_visitors_of_web_servers_counts_ours() {
    for (form, known) in [("combined", "COMBINED"), ("vhost-combined", "VCOMBINED")] {
        for addresses in ["off", "truncated", "full"] {
            let dir = tempfile::tempdir().unwrap();
            let log = dir.path().join("access.log");
            let server = logging(
                &log,
                &["--access-log-format", form, "--log-addresses", addresses, "--log-queries"],
            );
            let selectors = [
                "",
                "/",
                "/a b",
                "/none",
                "/a\"b\\c",
                "URL:https://example.org/",
                "/x\ty \"z",
                "\u{e9}\x1b",
            ];
            selectors.iter().for_each(|selector| drop(server.ask_gopher(selector)));
            assert_eq!(lines(&[&log], selectors.len()).len(), selectors.len());
            let report = dir.path().join("report.json");
            let arguments =
                ["--no-global-config", "--log-format", known, "-o", report.to_str().unwrap()];
            let done = Command::new("goaccess").arg(&log).args(arguments).output().unwrap();
            assert!(done.status.success(), "{form}: {done:?}");
            let report: serde_json::Value =
                serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
            let general = &report["general"];
            assert_eq!(general["valid_requests"], selectors.len(), "{form} {addresses}: {general}");
            assert_eq!(general["failed_requests"], 0, "{form} {addresses}: {general}");
            let (found, missing) =
                (report["requests"].to_string(), report["not_found"].to_string());
            assert!(
                found.contains("/a b") && missing.contains("/none"),
                "{form} {addresses}: {found} {missing}"
            );
        }
    }
}

/// A server that tells what it counts at a socket in this folder.
fn telling(dir: &Path, files: &[(&str, &str)], options: &[&str]) -> Server {
    let place = place(dir);
    let options = [&["--metrics", &place], options].concat();
    Server::with(&folder_of(files).keep(), &options)
}

fn place(dir: &Path) -> String {
    format!("unix:{}/metrics.sock", dir.display())
}

fn metrics(dir: &Path) -> String {
    let mut stream = UnixStream::connect(dir.join("metrics.sock")).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("text/plain; version=0.0.4"),
        "{head}"
    );
    text.to_owned()
}

/// The sample of that name, with all its labels, comes to a value.
fn check(dir: &Path, sample: &str, value: u64) {
    let line = format!("{sample} {value}");
    let told = || metrics(dir).lines().any(|it| it == line).then_some(());
    assert!(wait_for(told).is_some(), "{line} is not in\n{}", metrics(dir));
}

/// Asks for a URL's path over TLS; sessions are remembered in the configuration.
fn ask_gemini(server: &Server, config: &Arc<ClientConfig>, path: &str) -> String {
    let mut tls =
        ClientConnection::new(Arc::clone(config), ServerName::try_from("localhost").unwrap())
            .unwrap();
    let mut tcp = TcpStream::connect(("127.0.0.1", server.gemini)).unwrap();
    let mut stream = Stream::new(&mut tls, &mut tcp);
    stream.write_all(format!("gemini://localhost:{}{path}\r\n", server.gemini).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_counters_agree_with_what_clients_did() {
    let dir = tempfile::tempdir().unwrap();
    let server =
        telling(dir.path(), &[("index.md", "# Home\n"), ("a.md", "# A\n\n[gone](b.md)\n")], &[]);
    let bytes: usize = (0..3).map(|_| server.ask_gopher("").len()).sum();
    let bytes = bytes + (0..2).map(|_| server.ask_gopher("/none").len()).sum::<usize>();
    let config = Arc::new(client_config(ALL_VERSIONS));
    assert!((0..2).all(|_| ask_gemini(&server, &config, "/a").starts_with("20 ")));
    assert!(ask_gemini(&server, &config, "/none").starts_with("51 "));
    // One who speaks no TLS, and one who speaks TLS 1.1.
    for hello in [&b"gemini://localhost/\r\n"[..], &[0x16, 3, 1, 0, 99, 1, 0, 0, 95, 3, 2]] {
        let mut stream = TcpStream::connect(("127.0.0.1", server.gemini)).unwrap();
        stream.write_all(hello).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    }
    let check = |sample: &str, value| check(dir.path(), sample, value);
    check(r#"propus_requests_total{host="localhost",protocol="gopher",status="20"}"#, 3);
    check(r#"propus_requests_total{host="localhost",protocol="gopher",status="51"}"#, 2);
    check(r#"propus_requests_total{host="localhost",protocol="gemini",status="20"}"#, 2);
    check(r#"propus_requests_total{host="localhost",protocol="gemini",status="51"}"#, 1);
    check(r#"propus_sent_bytes_total{protocol="gopher"}"#, bytes as u64);
    check(r#"propus_request_seconds_count{protocol="gopher"}"#, 5);
    check(r#"propus_handshakes_total{resumed="no",version="1.3"}"#, 1);
    check(r#"propus_handshakes_total{resumed="yes",version="1.3"}"#, 2);
    check(r#"propus_failed_handshakes_total{reason="not-tls"}"#, 1);
    check(r#"propus_failed_handshakes_total{reason="too-old"}"#, 1);
    check(r#"propus_cache_misses_total{host="localhost"}"#, 2);
    check(r#"propus_cache_hits_total{host="localhost"}"#, 3);
    check(r#"propus_open_connections{protocol="gopher"}"#, 0);
    check(r#"propus_pages{host="localhost"}"#, 2);
    check(r#"propus_warnings{host="localhost"}"#, 1);
    let certificate = load_or_make(server.certs.path(), "localhost", &[]).unwrap();
    let until = u64::try_from(certificate.facts.not_after.as_second()).unwrap();
    check(r#"propus_certificate_expiry_timestamp_seconds{host="localhost"}"#, until);
}

#[test]
fn a_connection_too_many_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let site = folder_of(&[("index.md", "# Home\n")]);
    fs::write(site.path().join("big.bin"), vec![7; 24 << 20]).unwrap();
    let server =
        Server::with(site.path(), &["--metrics", &place(dir.path()), "--max-per-address", "1"]);
    let mut download = server.connect();
    download.write_all(b"/big.bin\r\n").unwrap();
    download.read_exact(&mut [0; 1000]).unwrap();
    check(dir.path(), r#"propus_open_connections{protocol="gopher"}"#, 1);
    assert!(server.ask_gopher("").starts_with(b"3"));
    check(dir.path(), r#"propus_refused_connections_total{reason="too-many-of-address"}"#, 1);
    drop(download);
    check(dir.path(), r#"propus_open_connections{protocol="gopher"}"#, 0);
}

#[test]
fn a_status_is_for_people_and_for_programs() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = telling(dir.path(), &[("index.md", "# Home\n"), ("a.md", "# A\n")], &[]);
    (0..3).for_each(|_| drop(server.ask_gopher("/a")));
    server.ask_gopher("/none");
    check(dir.path(), r#"propus_request_seconds_count{protocol="gopher"}"#, 4);
    let place = place(dir.path());
    let output = propus(&["status", "--metrics", &place]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in [
        "\nlocalhost     2 pages",
        "\nGopher        4 requests in 24 h, 4 in all; 75.0 % good; ",
        "\nnot served    1 not found\n",
        "\nPages read in the last 24 hours: 3\n",
        "\n  /a 3 ####",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(text.is_ascii(), "standard output is no terminal\n{text}");
    let json = propus(&["status", "--json", "--metrics", &place]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        (&json["pages"][0]["path"], &json["pages"][0]["reads"]),
        (&"/a".into(), &3.into()),
        "{json}"
    );
    server.signal("TERM");
    assert!(server.end().unwrap().success());
    assert!(!dir.path().join("metrics.sock").exists());
    let output = propus(&["status", "--metrics", &place]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(1) && said.contains(&place) && output.stdout.is_empty(),
        "{said}"
    );
}

#[test]
fn a_status_needs_a_place_to_ask() {
    let check = |arguments: &[&str], code: i32, part: &str| {
        let output = propus(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(code) && said.contains(part), "{arguments:?}: {said}");
    };
    check(&["status", "--metrics", "off"], 1, "--metrics unix:");
    let dir = folder_of(&[("propus.toml", "metrics = 'unix:metrics.sock'\n")]);
    let config = dir.path().join("propus.toml");
    check(
        &["status", "--config", config.to_str().unwrap()],
        1,
        "before metrics was changed in the file",
    );
    check(&["status", "--metrics", "192.0.2.7:9165"], 2, "strangers");
    let site = folder_of(&[("index.md", "# Home\n"), ("file", "")]);
    let site = site.path().to_str().unwrap();
    let taken = format!("unix:{site}/file");
    let ports = ["--gemini", "127.0.0.1:0", "--no-gopher", "--certs", site];
    check(&[&["--allow-root", site, "--metrics", &taken], &ports[..]].concat(), 1, &taken);
}
