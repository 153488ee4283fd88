//! What people see: the clients that they use, on their screens. Each test needs a client and fails
//! without it; `.ci/run` installs them all.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "screens.rs"]
mod screens;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use clients_support::gopher::{Line, menu, walk};
use clients_support::screen::{Screen, require};
use clients_support::server::Server;
use clients_support::{shipped, unkind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A page of the shipped capsule with a table, a diagram, lists and notes.
const ARTICLE: &str = "/systems/paxos/";
/// A sentence on each page of the folder with unkind names.
const SENTENCE: &str = ", and nothing of this sentence is cut anywhere.";

/// Runs a client to its end and gives what it prints.
fn run(client: &str, arguments: &[&str]) -> Vec<u8> {
    require(client);
    let output = Command::new(client).args(arguments).env("LC_ALL", "C.UTF-8").output().unwrap();
    let remarks = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{client} {arguments:?}: {remarks}");
    output.stdout
}

/// The URL of a selector. A client decodes it once.
fn gopher_url(port: u16, kind: char, selector: &str) -> String {
    format!("gopher://localhost:{port}/{kind}{}", unkind::encoded(selector))
}

fn curl(port: u16, kind: char, selector: &str) -> Vec<u8> {
    run("curl", &["-sS", "--max-time", "20", &gopher_url(port, kind, selector)])
}

fn lynx(arguments: &[&str], url: &str) -> String {
    let usual =
        ["-cfg=/dev/null", "-display_charset=utf-8", "-assume_charset=utf-8", "-width=80", "-dump"];
    String::from_utf8(run("lynx", &[&usual, arguments, &[url]].concat())).unwrap()
}

#[test]
#[ignore = "needs curl"]
fn curl_finds_something_behind_every_selector_of_the_shipped_capsule() {
    let server = Server::start(shipped());
    let answers = walk(server.gopher, |kind, selector| curl(server.gopher, kind, selector));
    // Pages that tell of templates.
    let told_of = ["jekyll", "liquid"];
    let of_kind = |kind| answers.keys().filter(|(its, _)| *its == kind).count();
    assert!(of_kind('1') >= 20 && of_kind('0') >= 20 && of_kind('h') >= 20, "{:?}", answers.keys());
    for ((kind, selector), answer) in &answers {
        let text = String::from_utf8_lossy(answer);
        match kind {
            'h' => assert!(text.contains("<a href="), "{selector}: {text}"),
            '0' | '1' => {
                assert!(
                    !text.contains("{%") || told_of.iter().any(|it| selector.contains(it)),
                    "{selector}: {text}"
                )
            }
            _ => assert!(answer.len() > 100, "{selector}"),
        }
    }
}

#[test]
#[ignore = "needs curl"]
fn curl_reads_gopher_over_tls_on_the_same_port() {
    let server = Server::with(shipped(), &["--gopher-tls"]);
    let certificate = server.certs.path().join("localhost.cert.pem");
    for selector in ["1/", "1/talks/", "0/talks.txt", "0/caps.txt"] {
        let url = |scheme| format!("{scheme}://localhost:{}/{selector}", server.gopher);
        let plain = run("curl", &["-sS", &url("gopher")]);
        let private =
            run("curl", &["-sS", "--cacert", certificate.to_str().unwrap(), &url("gophers")]);
        assert_eq!(
            String::from_utf8_lossy(&private),
            String::from_utf8_lossy(&plain),
            "{selector}"
        );
        assert!(!plain.is_empty(), "{selector}");
    }
    let caps = run("curl", &["-sS", &format!("gopher://localhost:{}/0/caps.txt", server.gopher)]);
    let told = format!("ServerTLSPort={}\r\n", server.gopher);
    assert!(String::from_utf8(caps).unwrap().contains(&told), "{told}");
}

#[test]
#[ignore = "needs curl"]
fn curl_finds_every_page_of_unkind_names_as_menu_and_as_text() {
    let folder = unkind::folder();
    let server = Server::start(folder.path());
    let answers = walk(server.gopher, |kind, selector| curl(server.gopher, kind, selector));
    for kind in ['0', '1'] {
        let texts: Vec<String> = answers
            .iter()
            .filter(|((its, _), _)| *its == kind)
            .map(|(_, answer)| String::from_utf8(answer.clone()).unwrap())
            .collect();
        for number in 0..unkind::names().len() {
            let sentence = format!("This is Page {number}{SENTENCE}");
            assert_eq!(
                texts.iter().filter(|text| text.contains(&sentence)).count(),
                1,
                "{sentence} as {kind}"
            );
        }
    }
}

/// Fetches a URL over Gemini.
async fn gemini(port: u16, url: &str) -> Vec<u8> {
    let tcp = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut stream =
        support::shake_hands(tcp, "localhost", tokio_rustls::rustls::ALL_VERSIONS).await.unwrap();
    stream.write_all(format!("{url}\r\n").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

/// Fetches the root and all that it leads to over Gemini; gives the bodies. Fails where the answer
/// is not 20.
async fn gemini_walk(server: &Server) -> Vec<String> {
    let root = format!("gemini://localhost:{}", server.gemini);
    let (mut seen, mut ahead, mut bodies) = (BTreeSet::new(), vec!["/".to_owned()], Vec::new());
    while let Some(path) = ahead.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = gemini(server.gemini, &format!("{root}{path}")).await;
        assert!(
            answer.starts_with(b"20 "),
            "{path}: {}",
            String::from_utf8_lossy(&answer[..answer.len().min(200)])
        );
        if !answer.starts_with(b"20 text/gemini") {
            continue;
        }
        let body = String::from_utf8(answer).unwrap().split_once("\r\n").unwrap().1.to_owned();
        for target in link_lines(&body) {
            let url = target.split(' ').next().unwrap();
            let own = url.strip_prefix(&root).unwrap_or(url);
            assert!(own.starts_with('/') || own.contains(':'), "{path}: {target} is relative");
            ahead.extend(own.starts_with('/').then(|| own.to_owned()));
        }
        bodies.push(body);
    }
    bodies
}

/// What follows the marks of the link lines, outside of preformatted text.
fn link_lines(gemtext: &str) -> Vec<&str> {
    let mut preformatted = false;
    let outside = |line: &&str| {
        preformatted ^= line.starts_with("```");
        !preformatted
    };
    gemtext
        .lines()
        .filter(outside)
        .filter_map(|line| line.strip_prefix("=>"))
        .map(str::trim)
        .collect()
}

#[tokio::test]
async fn every_link_line_of_the_shipped_capsule_is_answered_over_gemini() {
    let server = Server::start(shipped());
    let bodies = gemini_walk(&server).await;
    assert!(bodies.len() >= 20, "{}", bodies.len());
    assert!(bodies.iter().all(|body| body.starts_with("# ")), "each page has a title");
}

#[tokio::test]
async fn every_page_of_unkind_names_is_found_over_gemini() {
    let folder = unkind::folder();
    let server = Server::start(folder.path());
    let bodies = gemini_walk(&server).await;
    for number in 0..unkind::names().len() {
        let sentence = format!("This is Page {number}{SENTENCE}");
        assert_eq!(bodies.iter().filter(|body| body.contains(&sentence)).count(), 1, "{sentence}");
    }
}

#[test]
#[ignore = "needs openssl"]
fn openssl_gets_the_page_over_either_version_of_tls() {
    require("openssl");
    let server = Server::start(shipped());
    let address = format!("127.0.0.1:{}", server.gemini);
    for version in ["-tls1_2", "-tls1_3"] {
        let mut child = Command::new("openssl")
            .args(["s_client", "-quiet", version, "-connect", &address, "-servername", "localhost"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin
            .write_all(format!("gemini://localhost:{}{ARTICLE}\r\n", server.gemini).as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let answer = String::from_utf8(output.stdout).unwrap();
        assert!(
            answer.starts_with("20 text/gemini; charset=utf-8; lang=en\r\n# Paxos Made"),
            "{version}: {answer}"
        );
        assert!(answer.ends_with("=> / Home\n"), "{version}: {answer}");
        drop(stdin);
    }
}

#[test]
#[ignore = "needs lynx"]
fn lynx_shows_every_line_of_a_menu_whole_and_follows_every_link() {
    let server = Server::start(shipped());
    for path in ["", ARTICLE, "/posts/", "/conference/", "/talks/"] {
        let url = gopher_url(server.gopher, '1', path);
        let dump = lynx(&["-nolist"], &url);
        let lines = menu(&server.ask_gopher(path));
        for line in &lines {
            assert!(
                dump.contains(line.display.trim()),
                "{path}: {:?} is not in\n{dump}",
                line.display
            );
        }
        let followed = lynx(&["-listonly", "-nonumbers"], &url);
        let links: Vec<&str> = followed.lines().filter(|line| line.contains("://")).collect();
        assert_eq!(
            links.len(),
            lines.iter().filter(|line| !line.is_info()).count(),
            "{path}: {followed}"
        );
    }
    for line in menu(&server.ask_gopher("")).iter().filter(|line| !line.is_info()) {
        let page = lynx(&["-nolist"], &gopher_url(server.gopher, line.kind, &line.selector));
        assert!(page.lines().count() > 3 && !page.contains("Not found"), "{line:?}: {page}");
    }
}

#[test]
#[ignore = "needs lynx"]
fn lynx_reads_plain_text_and_unkind_names() {
    let server = Server::start(shipped());
    let text = lynx(&[], &gopher_url(server.gopher, '0', "/systems/paxos.txt"));
    let sent = String::from_utf8(server.ask_gopher("/systems/paxos.txt")).unwrap();
    assert!(sent.lines().count() > 100);
    for line in sent.lines().filter(|line| !line.trim().is_empty()) {
        assert!(text.contains(line.trim()), "{line:?} is not in\n{text}");
    }
    let folder = unkind::folder();
    let server = Server::start(folder.path());
    for (number, line) in pages(&menu(&server.ask_gopher(""))).iter().enumerate() {
        let page = lynx(&["-nolist"], &gopher_url(server.gopher, line.kind, &line.selector));
        assert!(page.contains(&format!("This is Page {number}{SENTENCE}")), "{line:?}: {page}");
    }
}

/// The items that lead to the pages of the folder with unkind names, in order.
fn pages(lines: &[Line]) -> Vec<&Line> {
    let pages: Vec<&Line> =
        lines.iter().filter(|line| line.kind == '1' && line.display.starts_with("Page ")).collect();
    assert_eq!(pages.len(), unkind::names().len());
    pages
}
