//! Several hosts and their configuration file, on real sockets: who is answered by whom, and that a
//! reload is never noticed by anybody who asks.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use clients_support::server::{Server, folder_of, propus};
use clients_support::wait_for;
use propus::net::certs::{self, Facts};
use support::connect;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How often the configuration is read again while clients ask.
const RELOADS: usize = 200;

/// A folder with two capsules and the beginning of a configuration that serves them.
fn two_capsules() -> (TempDir, PathBuf) {
    let folder = folder_of(&[
        ("a/index.md", "# Page of A\n"),
        ("b/index.md", "# Page of B\n"),
        ("c/index.md", "# C\n"),
    ]);
    let file = folder.path().join("propus.toml");
    fs::write(&file, TWO).unwrap();
    (folder, file)
}

const TWO: &str = "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n\
    [[host]]\nname = 'a.example'\naliases = ['www.a.example']\ncapsule = 'a'\n\
    [[host]]\nname = 'b.example'\ncapsule = 'b'\nlanguage = 'de'\ngopher = '127.0.0.1:0'\n";

/// What a Gemini client gets that names one host to TLS and another in its URL.
async fn ask(port: u16, server_name: &str, url: &str) -> std::io::Result<String> {
    let mut stream = connect(SocketAddr::from(([127, 0, 0, 1], port)), server_name).await?;
    stream.write_all(format!("{url}\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8(answer).unwrap())
}

/// The certificate that a client is shown.
async fn certificate(port: u16, server_name: &str) -> Facts {
    let stream = connect(SocketAddr::from(([127, 0, 0, 1], port)), server_name).await.unwrap();
    let certificate = &stream.get_ref().1.peer_certificates().unwrap()[0];
    Facts::of_der(certificate).unwrap()
}

/// The names in it.
async fn shown(port: u16, server_name: &str) -> Vec<String> {
    certificate(port, server_name).await.names
}

async fn ask_gopher(port: u16) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(b"\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn each_host_has_its_own_certificate_pages_and_menus() {
    let (_folder, file) = two_capsules();
    let server = Server::configured(&file, "a.example");
    let port = server.gemini;
    assert_eq!(shown(port, "a.example").await, ["a.example", "www.a.example"]);
    assert_eq!(shown(port, "www.a.example").await, ["a.example", "www.a.example"]);
    assert_eq!(shown(port, "b.example").await, ["b.example"]);
    assert_eq!(
        shown(port, "127.0.0.1").await,
        ["a.example", "www.a.example"],
        "a client that names no host"
    );
    assert_eq!(shown(port, "c.example").await, ["a.example", "www.a.example"]);
    for (name, url, expected) in [
        ("a.example", "a.example", "20 text/gemini; charset=utf-8\r\n# Page of A"),
        ("www.a.example", "www.a.example", "20 text/gemini; charset=utf-8\r\n# Page of A"),
        ("b.example", "B.example.", "20 text/gemini; charset=utf-8; lang=de\r\n# Page of B"),
        ("127.0.0.1", "b.example", "20 text/gemini; charset=utf-8; lang=de\r\n# Page of B"),
        ("a.example", "b.example", "53 "),
        ("a.example", "www.a.example", "53 "),
        ("c.example", "c.example", "53 "),
    ] {
        let answer = ask(port, name, &format!("gemini://{url}:{port}/")).await.unwrap();
        assert!(answer.starts_with(expected), "{name} {url}: {answer:?}");
    }
    let other = server.port_of("gopher://b.example");
    assert_ne!(other, server.gopher);
    let (a, b) = (ask_gopher(server.gopher).await.unwrap(), ask_gopher(other).await.unwrap());
    assert!(a.contains("Page of A") && b.contains("Page of B"), "{a} {b}");
    assert!(b.contains(&format!("\tURL:gemini://b.example:{port}/\t")), "{b}");
}

#[tokio::test]
async fn what_is_the_servers_own_is_not_served_where_it_lies_in_the_capsule() {
    let folder = folder_of(&[("index.md", "# Home\n"), ("keys/readme.txt", "Keep out.\n")]);
    let file = folder.path().join("server.toml");
    fs::write(&file, "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n[[host]]\nname = 'a.example'\ncapsule = '.'\n")
        .unwrap();
    let keys = folder.path().join("keys");
    let server = Server::started(
        &["--config", file.to_str().unwrap(), "--certs", keys.to_str().unwrap()],
        "a.example",
    );
    assert!(keys.join("a.example.key.pem").is_file());
    for path in [
        "/",
        "/keys/",
        "/keys/readme.txt",
        "/keys/a.example.cert.pem",
        "/keys/a.example.key.pem",
        "/server.toml",
    ] {
        let url = format!("gemini://a.example:{}{path}", server.gemini);
        let answer = ask(server.gemini, "a.example", &url).await.unwrap();
        assert!(answer.starts_with(if path == "/" { "20 " } else { "51 " }), "{path}: {answer}");
    }
    let warned = || server.said().contains("keys lies inside of the capsule").then_some(());
    assert!(wait_for(warned).is_some(), "{}", server.said());
}

/// How often the server has read its configuration again.
fn reloads(server: &Server) -> usize {
    server.said().matches("the configuration and the certificates were read again").count()
}

fn wait_for_reloads(server: &Server, count: usize) {
    assert!(wait_for(|| (reloads(server) >= count).then_some(())).is_some(), "{}", server.said());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_everything_is_read_again_200_times() {
    let (_folder, file) = two_capsules();
    let server = Server::configured(&file, "a.example");
    let (gemini, gopher, asked) = (server.gemini, server.gopher, Arc::new(AtomicUsize::new(0)));
    let over = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..4)
        .map(|number| {
            let (over, asked) = (Arc::clone(&over), Arc::clone(&asked));
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let answer = match number % 3 {
                        0 => {
                            ask(gemini, "a.example", &format!("gemini://a.example:{gemini}/")).await
                        }
                        1 => {
                            ask(gemini, "b.example", &format!("gemini://b.example:{gemini}/")).await
                        }
                        _ => ask_gopher(gopher).await,
                    };
                    assert!(answer.as_ref().is_ok_and(|it| it.contains("Page of ")), "{answer:?}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    tokio::task::block_in_place(|| {
        for number in 1..=RELOADS {
            if number % 20 == 0 {
                // Not only read, but changed: other sites from now on.
                fs::write(&file, format!("{TWO}[content]\nwidth = {}\n", 50 + number / 20))
                    .unwrap();
            }
            let before = (reloads(&server), asked.load(Ordering::Relaxed));
            server.signal("HUP");
            wait_for_reloads(&server, before.0 + 1);
            assert!(
                wait_for(|| (asked.load(Ordering::Relaxed) > before.1).then_some(())).is_some(),
                "nobody is served"
            );
        }
    });
    over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    assert!(asked.load(Ordering::Relaxed) >= RELOADS);
}

#[tokio::test]
async fn a_bad_file_leaves_everything_as_it_was() {
    let (folder, file) = two_capsules();
    let (config, capsules) = (file.to_str().unwrap(), folder.path().to_str().unwrap());
    let server = Server::started(&["--config", config, "--sandbox-read", capsules], "a.example");
    let told = |text: &str| {
        assert!(
            wait_for(|| server.said().contains(text).then_some(())).is_some(),
            "{text}: {}",
            server.said()
        );
    };
    for (bad, words) in [
        ("gemini = 1965\nwidht = 3\n", "propus.toml:2:1: option widht: "),
        ("[[host]]\nname = 'a b'\n", "propus.toml:2:8: option name: "),
        ("[[host]]\nname = 'a'\ncapsule = 'none'\n", "propus.toml:3: option capsule: "),
        (
            "gopher = '192.0.2.1:7070'\n[[host]]\nname = 'a'\ncapsule = 'a'\n",
            "propus.toml:1: option gopher 192.0.2.1:7070: can't listen there",
        ),
    ] {
        fs::write(&file, bad).unwrap();
        // Without a signal: the file is watched.
        told(words);
        told("what was in force before still is");
        let answer =
            ask(server.gemini, "b.example", &format!("gemini://b.example:{}/", server.gemini))
                .await
                .unwrap();
        assert!(answer.contains("Page of B"), "{bad}: {answer}");
        assert!(ask_gopher(server.gopher).await.unwrap().contains("Page of A"));
    }
    assert_eq!(reloads(&server), 0);
    let capsule = folder.path().join("c");
    let old = server.port_of("gopher://b.example");
    let new = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let three = TWO
        .replace("name = 'b.example'\ncapsule = 'b'", "name = 'c.example'\ncapsule = 'c'")
        .replace("language = 'de'\ngopher = '127.0.0.1:0'", &format!("gopher = '{new}'"));
    fs::write(&file, format!("user = 'nobody'\n{three}[limits]\nmax-connections = 9\n")).unwrap();
    wait_for_reloads(&server, 1);
    told("user has changed, and will take effect when the server is started again");
    assert_eq!(shown(server.gemini, "c.example").await, ["c.example"]);
    let url = |host: &str| format!("gemini://{host}:{}/", server.gemini);
    assert!(ask(server.gemini, "c.example", &url("c.example")).await.unwrap().contains("# C\n"));
    assert!(
        ask(server.gemini, "a.example", &url("a.example")).await.unwrap().contains("Page of A")
    );
    assert!(ask(server.gemini, "b.example", &url("b.example")).await.unwrap().starts_with("53 "));
    assert!(ask_gopher(new.port()).await.unwrap().contains("iC\t"));
    assert!(
        wait_for(|| std::net::TcpStream::connect(("127.0.0.1", old)).is_err().then_some(()))
            .is_some()
    );
    assert!(
        ask_gopher(server.gopher).await.unwrap().contains("Page of A"),
        "what stays is not closed"
    );
    // The new host's folder is watched too.
    fs::write(capsule.join("index.md"), "# Changed\n").unwrap();
    let mut changed = false;
    for _ in 0..200 {
        changed = ask(server.gemini, "c.example", &url("c.example"))
            .await
            .unwrap()
            .contains("# Changed\n");
        if changed {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(changed, "{}", server.said());
}

#[tokio::test]
async fn certificates_are_read_again_and_a_damaged_one_is_not_taken() {
    let (_folder, file) = two_capsules();
    let server = Server::configured(&file, "a.example");
    let (port, folder) = (server.gemini, server.certs.path());
    let other = tempfile::tempdir().unwrap();
    let new = certs::load_or_make(other.path(), "a.example", &[]).unwrap().facts;
    for name in ["a.example.key.pem", "a.example.cert.pem"] {
        fs::copy(other.path().join(name), folder.join(name)).unwrap();
    }
    server.signal("HUP");
    wait_for_reloads(&server, 1);
    assert_eq!(certificate(port, "a.example").await, new);
    fs::write(folder.join("b.example.cert.pem"), "none\n").unwrap();
    server.signal("HUP");
    let told = || server.said().contains("b.example.cert.pem holds no certificate").then_some(());
    assert!(wait_for(told).is_some(), "{}", server.said());
    assert_eq!(certificate(port, "b.example").await.names, ["b.example"]);
    assert_eq!(reloads(&server), 1);
}

#[test]
fn a_running_server_is_found_by_its_pid_file() {
    let (folder, file) = two_capsules();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(&file, format!("pid-file = 'run/propus.pid'\n{TWO}")).unwrap();
    fs::create_dir(folder.path().join("run")).unwrap();
    let reload = |arguments: &[&str], code: i32, words: &str| {
        let output = propus(&[&["reload"], arguments].concat());
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(
            output.status.code() == Some(code) && said.contains(words),
            "{arguments:?}: {said}"
        );
    };
    let (config, pid_file) = (path("propus.toml"), path("run/propus.pid"));
    reload(&["--config", &config], 1, "no propus is running");
    fs::write(&pid_file, format!("{}\n", std::process::id())).unwrap();
    reload(&["--config", &config], 1, "no propus is running");
    let mut server = Server::configured(&file, "a.example");
    let done = format!("process {}: it is in force, with 2 hosts", server.id());
    reload(&["--config", &config], 0, &done);
    wait_for_reloads(&server, 1);
    reload(&["--pid-file", &pid_file], 0, &done);
    wait_for_reloads(&server, 2);
    // The configuration is faultless, and can't be served.
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("capsule = 'b'", "capsule = 'none'")).unwrap();
    let refused = "none: the folder can't be served";
    reload(&["--config", &config], 1, refused);
    reload(&["--config", &config], 1, "what was in force before still is");
    fs::write(&file, text).unwrap();
    let second = propus(&["serve", "--allow-root", "--config", &config]);
    assert!(
        String::from_utf8_lossy(&second.stderr).contains("another propus runs with this pid file"),
        "{second:?}"
    );
    fs::write(&file, "gemini = 'x'\n").unwrap();
    reload(&["--config", &config], 1, "propus.toml:1:10: option gemini: ");
    server.signal("TERM");
    assert!(server.end().unwrap().success());
    assert!(!Path::new(&pid_file).exists());
}

#[test]
fn config_shows_what_is_in_force_and_whence() {
    let (_folder, file) = two_capsules();
    let file = file.to_str().unwrap();
    let output = propus(&["config", "--config", file, "--width", "50", "--no-gemini"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<String> =
        shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in [
        "gemini = false # --no-gemini".to_owned(),
        "max-connections = 1000 # default".to_owned(),
        format!("name = \"b.example\" # {file}:8"),
        "width = 50 # --width".to_owned(),
    ] {
        assert!(lines.contains(&line), "{line}: {shown}");
    }
    let copy = folder_of(&[("copy.toml", &shown)]);
    let copy = copy.path().join("copy.toml");
    let again = propus(&["config", "--config", copy.to_str().unwrap()]);
    let values = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split(" # ").next().unwrap().trim().to_owned()).collect()
    };
    assert_eq!(
        values(&String::from_utf8(again.stdout).unwrap()),
        values(&shown),
        "what it prints is such a file"
    );
    let example = folder_of(&[(
        "propus.toml",
        str::from_utf8(&propus(&["config", "--example"]).stdout).unwrap(),
    )]);
    let example = example.path().join("propus.toml");
    assert!(propus(&["config", "--config", example.to_str().unwrap()]).status.success());
}

#[test]
fn check_reads_the_file_and_every_capsule() {
    let (folder, file) = two_capsules();
    let name = file.to_str().unwrap();
    let check = || {
        let output = propus(&["check", "--config", name]);
        let all = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        (output.status.code(), all)
    };
    assert_eq!(check().0, Some(0), "{}", check().1);
    fs::write(folder.path().join("b/index.md"), "# B\n\n[gone](gone.md)\n").unwrap();
    fs::create_dir(folder.path().join("certs")).unwrap();
    fs::write(folder.path().join("certs/a.example.cert.pem"), "none\n").unwrap();
    let (code, said) = check();
    assert_eq!(code, Some(1));
    let place = |name: &str| folder.path().join(name).display().to_string();
    for words in [format!("{}:3: ", place("b/index.md")), place("certs/a.example.cert.pem")] {
        assert!(said.contains(&words), "{words}: {said}");
    }
    // A folder that is not there keeps nobody from hearing of the others.
    fs::rename(folder.path().join("a"), folder.path().join("moved")).unwrap();
    let (code, said) = check();
    assert!(
        code == Some(1) && said.contains("option capsule: ") && said.contains(&place("a")),
        "{said}"
    );
    assert!(said.contains(&place("b/index.md")), "{said}");
    fs::write(&file, "[limits]\nslow-window = 0\n").unwrap();
    let (code, said) = check();
    assert!(code == Some(1) && said.contains("propus.toml:2:15: option slow-window: "), "{said}");
}
