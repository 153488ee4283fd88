//! Menus that somebody wrote by hand, asked for over both protocols.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use support::{Served, ask, gemini, gopher, site};

const MAP: &str = "!A hole of my own\n\n  /\\_/\\   \n ( o.o )  this line is far longer than the sixty-seven columns of a menu, and stays\n\n\
    1Notes\tnotes/\n0Pi as text\tnotes/pi.md\n0A file\tdata file.txt\nhSite\tURL:https://example.com/\n\
    8A terminal\tguest\texample.net\n1Another hole\t/x\texample.net\t7070\n=inc/foot.gophermap\n";

fn hole() -> Served {
    site(&[
        ("gophermap", MAP.as_bytes()),
        ("inc/foot.gophermap", b"1Home\t/\n"),
        ("data file.txt", b"data\n"),
        ("notes/index.md", b"# Notes in Markdown\n"),
        ("notes/gophermap", b"Notes by hand\n-secret.txt\n1Pi\tpi\n*\n"),
        ("notes/pi.md", b"# Pi\n"),
        ("notes/secret.txt", b"secret\n"),
        ("notes/map.txt", b"map\n"),
        ("links.gph", b"Links\n[0|The file|data file.txt|server|port]\n"),
        ("cookie/.gophermap", b"Of spacecookie\n"),
    ])
}

async fn menu(served: &Served, selector: &str) -> String {
    String::from_utf8(ask(gopher(served), format!("{selector}\r\n").as_bytes()).await).unwrap()
}

async fn page(served: &Served, path: &str) -> String {
    let request = format!("gemini://example.org{path}\r\n");
    String::from_utf8(ask(gemini(served, Some("example.org")), request.as_bytes()).await).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_menu_by_hand_is_sent_as_it_was_written() {
    let expected = "iA hole of my own\t\tnull.host\t1\r\n\
        i\t\tnull.host\t1\r\n\
        i  /\\_/\\   \t\tnull.host\t1\r\n\
        i ( o.o )  this line is far longer than the sixty-seven columns of a menu, and stays\t\tnull.host\t1\r\n\
        i\t\tnull.host\t1\r\n\
        1Notes\t/notes/\texample.org\t70\r\n\
        0Pi as text\t/notes/pi.txt\texample.org\t70\r\n\
        0A file\t/data%20file.txt\texample.org\t70\r\n\
        hSite\tURL:https://example.com/\texample.org\t70\r\n\
        8A terminal\tguest\texample.net\t23\r\n\
        1Another hole\t/x\texample.net\t7070\r\n\
        1Home\t/\texample.org\t70\r\n.\r\n";
    let served = hole();
    for selector in ["", "/", "gophermap", "/1/"] {
        assert_eq!(menu(&served, selector).await, expected, "{selector}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_menu_is_a_page_on_gemini() {
    let expected = "# A hole of my own\n\n```\n  /\\_/\\\n ( o.o )  this line is far longer than the sixty-seven columns of a menu, \
        and stays\n```\n\n=> /notes/ Notes\n=> /notes/pi Pi as text\n=> /data%20file.txt A file\n\
        => https://example.com/ Site\n=> telnet://guest@example.net A terminal\n\
        => gopher://example.net:7070/1/x Another hole\n=> / Home\n";
    let answer = page(&hole(), "/").await;
    assert_eq!(answer.split_once("\r\n").unwrap().1, expected);
}

#[tokio::test(start_paused = true)]
async fn each_protocol_shows_its_own_where_there_are_two() {
    let served = hole();
    assert_eq!(
        menu(&served, "/notes/").await,
        "iNotes by hand\t\tnull.host\t1\r\n1Pi\t/notes/pi\texample.org\t70\r\n\
         0map.txt\t/notes/map.txt\texample.org\t70\r\n.\r\n"
    );
    assert!(page(&served, "/notes/").await.contains("# Notes in Markdown\n"));
    assert!(menu(&served, "/notes.txt").await.starts_with("Notes in Markdown\r\n"));
    assert!(page(&served, "/notes/gophermap").await.contains("# Notes in Markdown\n"));
}

#[tokio::test(start_paused = true)]
async fn other_servers_menus_are_found_under_their_names() {
    let served = hole();
    let expected =
        "iLinks\t\tnull.host\t1\r\n0The file\t/data%20file.txt\texample.org\t70\r\n.\r\n";
    for selector in ["/links", "/links.gph", "1/links.gph"] {
        assert_eq!(menu(&served, selector).await, expected, "{selector}");
    }
    assert_eq!(menu(&served, "/cookie").await, "iOf spacecookie\t\tnull.host\t1\r\n.\r\n");
    assert!(
        page(&served, "/links")
            .await
            .contains("# Links\n\nLinks\n\n=> /data%20file.txt The file\n")
    );
}

#[tokio::test(start_paused = true)]
async fn a_text_form_is_there_too() {
    let text = menu(&hole(), "/index.txt").await;
    assert!(text.starts_with("A hole of my own\r\n================\r\n"), "{text}");
    assert!(text.contains("\r\n[1] gopher://example.org/1/notes/\r\n"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_menu_that_names_its_own_server_leads_home() {
    let map = "1Notes\t/notes\texample.org\t70\n0Pi\tnotes/pi.txt\texample.org\t70\n1Root\t\texample.org\t70\n\
               1Gone\t/gone\texample.org\t70\n1Other port\t/notes\texample.org\t7070\n";
    let served = site(&[
        ("gophermap", map.as_bytes()),
        ("notes/index.md", b"# Notes\n"),
        ("notes/pi.md", b"# Pi\n"),
    ]);
    assert!(menu(&served, "").await.contains("\r\n0Pi\tnotes/pi.txt\texample.org\t70\r\n"));
    let gemtext = page(&served, "/").await;
    let expected = "=> /notes/ Notes\n=> /notes/pi Pi\n=> / Root\n=> gopher://example.org/1/gone Gone\n\
                    => gopher://example.org:7070/1/notes Other port\n";
    assert!(gemtext.contains(expected), "{gemtext}");
}

#[tokio::test(start_paused = true)]
async fn gemtext_that_names_its_own_server_leads_home_on_gopher() {
    let index = "=> gemini://example.org/notes/pi.gmi Own\n=> //EXAMPLE.ORG/notes/pi?x#y Same\n\
                 => gemini://example.org Root\n=> gemini://example.org/gone Gone\n\
                 => gemini://example.organ/ Other\n=> //example.net/x Else\n";
    let served = site(&[("index.gmi", index.as_bytes()), ("notes/pi.gmi", b"# Pi\n")]);
    let shown = menu(&served, "").await;
    for line in ["1Own\t/notes/pi", "1Same\t/notes/pi", "1Root\t/"] {
        assert!(shown.contains(&format!("{line}\texample.org\t70\r\n")), "{line}: {shown}");
    }
    for url in ["gemini://example.org/gone", "gemini://example.organ/", "gemini://example.net/x"] {
        assert!(shown.contains(&format!("\tURL:{url}\t")), "{url}: {shown}");
    }
    assert!(page(&served, "/").await.contains(index), "on Gemini it is sent as it was written");
}
