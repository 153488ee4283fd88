//! Whole Gopher exchanges, byte for byte: every kind of request and what is answered.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use propus::net::{Gopher, Proxies};
use support::{Running, Served, ask, gopher, short_limits, small_site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

async fn answer(served: &Served, request: &[u8]) -> String {
    String::from_utf8_lossy(&ask(gopher(served), request).await).into_owned()
}

/// Whether it is a menu as every client can read it.
fn is_menu(answer: &str) -> bool {
    let Some(lines) = answer.strip_suffix(".\r\n") else { return false };
    lines
        .split_terminator("\r\n")
        .all(|line| line.matches('\t').count() == 3 && !line.contains('\n'))
}

/// Sends each line with CR LF; the answer holds the text.
async fn check(cases: &[(&str, &str)]) {
    let served = small_site();
    for (line, expected) in cases {
        let answer = answer(&served, format!("{line}\r\n").as_bytes()).await;
        assert!(answer.contains(expected), "{line:?}: {answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_root_is_a_menu() {
    let served = small_site();
    let root = answer(&served, b"\r\n").await;
    assert!(is_menu(&root) && root.starts_with("iHome\t\tnull.host\t1\r\n"), "{root}");
    for request in [b"/\r\n".as_slice(), b"\n", b"//\r\n", b"/1/\r\n", b"\t+\r\n"] {
        assert_eq!(answer(&served, request).await, root, "{request:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn slashes_around_a_selector_do_not_matter() {
    let served = small_site();
    let notes = answer(&served, b"/notes/\r\n").await;
    assert!(is_menu(&notes) && notes.starts_with("iNotes\t"), "{notes}");
    for selector in ["notes", "/notes", "//notes/", "/1/notes", "1/notes/"] {
        assert_eq!(
            answer(&served, format!("{selector}\r\n").as_bytes()).await,
            notes,
            "{selector}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn names_are_found_literally_and_decoded() {
    check(&[
        ("/x y.txt", "spaced\r\n"),
        ("/x%20y.txt", "spaced\r\n"),
        ("/100%.txt", "all\r\n"),
        ("/100%25.txt", "all\r\n"),
        ("/0/x y.txt", "spaced\r\n"),
        ("/notes/pi", "iPi\t"),
        ("/notes/pi.txt", "Pi\r\n"),
        ("/a b", "iÜber alles\t"),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_text_has_no_final_dot_and_no_lone_one() {
    assert_eq!(answer(&small_site(), b"/data.txt\r\n").await, "one\r\n. \r\ntwo\r\n");
}

#[tokio::test]
async fn old_clients_may_have_a_final_dot() {
    let running = Running::start_with(
        small_site(),
        short_limits(),
        Proxies::default(),
        Gopher::with_text_dot,
    );
    for (selector, end) in [
        ("/data.txt", "one\r\n. \r\ntwo\r\n.\r\n"),
        ("/notes/pi.txt", "\r\n.\r\n"),
        ("/caps.txt", "\r\n.\r\n"),
        ("/notes/pi", "\r\n.\r\n"),
        ("/dot.bin", "\0\n.\n\u{fffd}"),
        ("URL:https://example.com/", "</html>\r\n"),
    ] {
        let answer = running.ask_gopher(format!("{selector}\r\n").as_bytes()).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.ends_with(end) && answer.matches("\n.\r\n").count() <= 1,
            "{selector}: {answer:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn other_files_are_sent_as_they_are() {
    assert_eq!(ask(gopher(&small_site()), b"/dot.bin\r\n").await, b"\x00\n.\n\xff");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_found_is_a_menu() {
    let served = small_site();
    let expected = "3Not found: /x\t\terror.host\t1\r\n\
                    iTry the start page:\t\tnull.host\t1\r\n\
                    1Home\t/\texample.org\t70\r\n.\r\n";
    assert_eq!(answer(&served, b"/x\r\n").await, expected);
    for selector in [
        "/../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/.git/config",
        "/%2egit/config",
        "/.hidden",
        "/a%00b",
    ] {
        let answer = answer(&served, format!("{selector}\r\n").as_bytes()).await;
        assert!(is_menu(&answer) && answer.starts_with("3Not found: "), "{selector}: {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn control_bytes_are_a_bad_request_and_not_told_back() {
    let served = small_site();
    for request in [b"/a\0b\r\n".as_slice(), b"/\x1b[2J\r\n", b"/a\rb\r\n"] {
        let answer = answer(&served, request).await;
        assert!(is_menu(&answer) && answer.starts_with("3Bad request: /"), "{answer:?}");
        assert!(!answer.contains(['\0', '\x1b']), "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_selector_that_is_too_long_is_refused() {
    let answer = answer(&small_site(), &[b'a'; 5000]).await;
    assert!(is_menu(&answer) && answer.starts_with("3Bad request: "), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_query_on_a_page_is_ignored() {
    check(&[("/notes/pi\twords", "iPi\t"), ("/notes/pi?words", "iPi\t"), ("/notes/pi\t", "iPi\t")])
        .await;
}

#[tokio::test(start_paused = true)]
async fn gopher_plus_gets_its_answers() {
    let served = small_site();
    let page = answer(&served, b"/notes/pi\r\n").await;
    assert_eq!(answer(&served, b"/notes/pi\t+\r\n").await, page);

    let listing = answer(&served, b"\t$\r\n").await;
    assert!(
        listing.starts_with("+-1\r\n+INFO: iHome\t\tnull.host\t1\r\n")
            && listing.ends_with("\r\n.\r\n"),
        "{listing}"
    );
    let lines = listing.strip_prefix("+-1\r\n").unwrap().strip_suffix(".\r\n").unwrap();
    assert!(lines.split_terminator("\r\n").all(|line| line.starts_with("+INFO: ")), "{listing}");

    let information = answer(&served, b"/data.txt\t!\r\n").await;
    let expected = "+-1\r\n+INFO: 0data.txt\t/data.txt\texample.org\t70\r\n+ADMIN:\r\n Admin: Ann <ann@example.org>\r\n Mod-Date: ";
    assert!(
        information.starts_with(expected) && information.ends_with(">\r\n.\r\n"),
        "{information}"
    );
    for (selector, item) in [
        ("/notes/pi", "1Pi\t/notes/pi"),
        ("/1/notes/pi", "1Pi\t/notes/pi"),
        ("/notes", "1Notes\t/notes/"),
        ("/a b", "1Über alles\t/a%20b"),
        ("/a%20b", "1Über alles\t/a%20b"),
    ] {
        let page = answer(&served, format!("{selector}\t!\r\n").as_bytes()).await;
        let expected = format!("+-1\r\n+INFO: {item}\texample.org\t70\r\n+ADMIN:\r\n");
        assert!(page.starts_with(&expected), "{selector}: {page}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_url_gets_a_page_that_leads_there() {
    check(&[
        ("URL:https://example.com/", "<a href=\"https://example.com/\">"),
        ("/URL:https://example.com/", "content=\"5; url=https://example.com/\""),
        ("URL:https://example.com/a\tb=c", "<a href=\"https://example.com/a?b=c\">"),
        ("URL:https://x/\"><script>", "https://x/&quot;&gt;&lt;script&gt;"),
        ("URL:javascript:alert(1)", "3Not found: URL:javascript:alert(1)\t"),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_web_browser_is_told_where_to_go() {
    let answer = answer(&small_site(), b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 400 "), "{answer}");
    assert!(
        answer.contains("gopher://example.org/") && answer.contains("gemini://example.org/"),
        "{answer}"
    );
}

#[tokio::test(start_paused = true)]
async fn caps_are_made_unless_there_are_some() {
    for selector in ["caps.txt", "/caps.txt", "/0/caps.txt"] {
        check(&[
            (selector, "CAPS\r\n\r\nCapsVersion=1\r\n"),
            (selector, "\r\nServerAdmin=Ann <ann@example.org>\r\n"),
        ])
        .await;
    }
    let served = support::site(&[("index.md", b"# Home\n"), ("caps.txt", b"CAPS\nmine\n")]);
    assert_eq!(answer(&served, b"caps.txt\r\n").await, "CAPS\r\nmine\r\n");
}

#[tokio::test(start_paused = true)]
async fn a_line_may_come_in_pieces_or_without_an_end() {
    let served = small_site();
    let mut stream = gopher(&served);
    for piece in ["/data", ".txt", "\r\n"] {
        stream.write_all(piece.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "one\r\n. \r\ntwo\r\n");

    let mut stream = gopher(&served);
    stream.write_all(b"/data.txt").await.unwrap();
    stream.shutdown().await.unwrap();
    answer.clear();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "one\r\n. \r\ntwo\r\n");
}

#[tokio::test(start_paused = true)]
async fn tls_is_turned_away_by_its_first_byte() {
    let began = Instant::now();
    let mut stream = gopher(&small_site());
    stream.write_all(&[0x16, 3, 1]).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, b"");
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_let_go() {
    let began = Instant::now();
    assert_eq!(ask(gopher(&small_site()), b"/unfinished").await, b"");
    assert!(began.elapsed() >= Duration::from_secs(10));
}

#[tokio::test]
async fn unread_input_does_not_cut_the_answer() {
    let served = support::site(&[("index.md", b"# Home\n"), ("big.bin", &[7; 400_000])]);
    let running = Running::start(served, short_limits());
    let request = ["/big.bin\r\n".as_bytes(), &[b'x'; 30_000]].concat();
    assert_eq!(running.ask_gopher(&request).await.unwrap().len(), 400_000);
}

fn running_with_tls() -> Running {
    Running::start_with(small_site(), short_limits(), Proxies::default(), |gopher| {
        gopher.with_tls(support::tls())
    })
}

#[tokio::test]
async fn both_versions_of_tls_are_spoken_beside_plain_text() {
    let running = running_with_tls();
    let plain = running.ask_gopher(b"/notes/pi\r\n").await.unwrap();
    assert!(plain.starts_with(b"iPi\t"));
    for version in tokio_rustls::rustls::ALL_VERSIONS {
        let tcp = TcpStream::connect(running.gopher).await.unwrap();
        let mut stream = support::shake_hands(tcp, support::HOST, &[version]).await.unwrap();
        stream.write_all(b"/notes/pi\r\n").await.unwrap();
        let mut answer = Vec::new();
        // Without close_notify this is an error, as it is for phetch.
        stream.read_to_end(&mut answer).await.unwrap();
        assert_eq!(answer, plain, "{version:?}");
    }
}

#[tokio::test]
async fn caps_tell_of_tls() {
    let caps =
        String::from_utf8(running_with_tls().ask_gopher(b"caps.txt\r\n").await.unwrap()).unwrap();
    assert!(caps.contains("\r\nServerTLSPort=70\r\n"), "{caps}");
    let caps = answer(&small_site(), b"caps.txt\r\n").await;
    assert!(!caps.contains("TLS"), "{caps}");
}

#[tokio::test]
async fn who_begins_tls_and_says_no_more_is_let_go() {
    let running = running_with_tls();
    for first in [b"".as_slice(), &[0x16], &[0x16, 3, 1, 2]] {
        let mut stream = TcpStream::connect(running.gopher).await.unwrap();
        stream.write_all(first).await.unwrap();
        let mut answer = Vec::new();
        let ended =
            tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok_and(|read| read.is_ok()) && answer.is_empty(), "{first:?}");
    }
    assert!(running.serves().await);
}

#[tokio::test]
async fn who_is_refused_is_told_so_over_tls_too() {
    let limits = propus::net::Limits { per_address: 1, ..propus::net::Limits::default() };
    let served = support::site(&[("index.md", b"# Home\n"), ("big.bin", &vec![7; 16 << 20])]);
    let running = Running::start_with(served, limits, Proxies::default(), |gopher| {
        gopher.with_tls(support::tls())
    });
    let mut busy = TcpStream::connect(running.gopher).await.unwrap();
    busy.write_all(b"/big.bin\r\n").await.unwrap();
    busy.read_exact(&mut [0; 1000]).await.unwrap();
    let mut stream = support::connect(running.gopher, support::HOST).await.unwrap();
    stream.write_all(b"\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("3Too many connections"), "{answer}");
}

#[tokio::test]
async fn behind_a_proxy_all_is_as_without() {
    let proxies = Proxies::new(vec!["127.0.0.1/32".parse().unwrap()]);
    let running = Running::start_with(small_site(), short_limits(), proxies, |gopher| {
        gopher.with_tls(support::tls())
    });
    let version_1 = b"PROXY TCP4 192.0.2.7 198.51.100.1 5000 70\r\n".to_vec();
    let version_2 = [
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c".as_slice(),
        &[192, 0, 2, 7, 198, 51, 100, 1, 1, 2, 0, 70],
    ];
    for header in [version_1, version_2.concat()] {
        let request = [&header, b"/data.txt\r\n".as_slice()].concat();
        assert_eq!(running.ask_gopher(&request).await.unwrap(), b"one\r\n. \r\ntwo\r\n");
        for (port, line) in [
            (running.gopher, "/data.txt\r\n"),
            (running.gemini, "gemini://example.org/data.txt\r\n"),
        ] {
            // The header goes before TLS.
            let mut tcp = TcpStream::connect(port).await.unwrap();
            tcp.write_all(&header).await.unwrap();
            let versions = tokio_rustls::rustls::ALL_VERSIONS;
            let mut stream = support::shake_hands(tcp, support::HOST, versions).await.unwrap();
            stream.write_all(line.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(
                answer.contains("one\r\n. \r\ntwo\r\n") || answer.contains("one\n.\ntwo\n"),
                "{line}: {answer}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_proxy_header_from_anybody_else_is_a_request() {
    let answer =
        answer(&small_site(), b"PROXY TCP4 192.0.2.7 198.51.100.1 5000 70\r\n/data.txt\r\n").await;
    assert!(answer.starts_with("3Not found: PROXY TCP4"), "{answer}");
}
