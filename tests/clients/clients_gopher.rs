//! Menus that were written by hand, and the search, on the screens of Gopher clients. Each test
//! needs a client and fails without it; only phetch, which no distribution packages, may be
//! missing: `.ci/run` builds it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may fail, and says what it leaves out"
)]

#[path = "../support/clients/mod.rs"]
mod clients_support;

use std::process::Command;

use clients_support::gopher::{Line, menu, walk};
use clients_support::screen::{Screen, require};
use clients_support::server::Server;
use clients_support::{by_hand, shipped, unkind};

/// What every page of the folder says but for its number, so that a search for it finds all.
const COMMON: &str = "nothing of this sentence";
/// Words of the deepest page of the folder, which others name, as they are typed, and what is found.
const TYPED: &str = "\"15, and\" anywhere";
const FOUND: &str = "This is Page [15], [and] nothing";

/// A server of the folder, with the search on.
fn server() -> (Server, tempfile::TempDir) {
    let folder = by_hand::folder();
    (Server::with(folder.path(), &["--search"]), folder)
}

fn url(port: u16, kind: char, selector: &str) -> String {
    format!("gopher://localhost:{port}/{kind}{}", unkind::encoded(selector))
}

/// Runs a client to its end and gives what it prints.
fn run(client: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(client).args(arguments).env("LC_ALL", "C.UTF-8").output().unwrap();
    let remarks = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{client} {arguments:?}: {remarks}");
    output.stdout
}

/// Whether phetch is there; else says why the test shows nothing.
fn has_phetch() -> bool {
    let there = Command::new("phetch").arg("--version").output().is_ok();
    if !there {
        eprintln!("left out: phetch is not installed (cargo install phetch --no-default-features)");
    }
    there
}

/// Follows every link once, and checks that each was answered by what it promises.
fn follow_all(port: u16, fewest: usize, fetch: impl Fn(char, &str) -> Vec<u8>) {
    let answers = walk(port, fetch);
    assert!(answers.len() >= fewest, "{:?}", answers.keys());
    for ((kind, selector), answer) in &answers {
        let text = String::from_utf8_lossy(answer);
        match kind {
            'h' => assert!(text.contains("<a href="), "{selector}: {text}"),
            '7' => assert!(text.contains("Type one or more words"), "{selector}: {text}"),
            _ => assert!(!text.starts_with('3'), "{selector}: {text}"),
        }
    }
}

/// Waits for a screen on which the search was answered.
fn shows_the_result(client: &Screen) {
    client.shows(&["One page.", "Page 15", FOUND]);
}

/// The lines of the root menu that fit on the first screen of every client.
fn first_lines(server: &Server) -> Vec<Line> {
    menu(&server.ask_gopher("")).into_iter().take(12).collect()
}

/// Checks that each line is whole on the screen.
fn all_on_screen(client: &Screen, lines: &[Line]) {
    let shown = client.shown();
    for line in lines {
        assert!(shown.contains(line.display.trim()), "{:?} is not on\n{shown}", line.display);
    }
}

#[test]
#[ignore = "needs curl"]
fn curl_follows_every_link_of_menus_by_hand_and_searches() {
    require("curl");
    let curl = |url: &str| run("curl", &["-sS", "--max-time", "20", url]);
    let (server, _folder) = server();
    follow_all(server.gopher, 40, |kind, selector| curl(&url(server.gopher, kind, selector)));
    let search = |path: &str| {
        String::from_utf8(curl(&url(server.gopher, '7', &format!("{path}\t{COMMON}")))).unwrap()
    };
    let found = search("/search") + &search("/search/2");
    for number in 0..unkind::names().len() {
        assert!(found.contains(&format!("\r\n1Page {number}\t")), "{number}: {found}");
    }
}

#[test]
#[ignore = "needs lynx"]
fn lynx_shows_menus_by_hand_and_searches() {
    require("lynx");
    let (server, _folder) = server();
    let lynx = |url: &str| {
        let usual = [
            "-cfg=/dev/null",
            "-display_charset=utf-8",
            "-assume_charset=utf-8",
            "-width=80",
            "-nolist",
            "-dump",
        ];
        String::from_utf8(run("lynx", &[&usual, &[url][..]].concat())).unwrap()
    };
    let root = lynx(&url(server.gopher, '1', ""));
    for line in menu(&server.ask_gopher("")) {
        assert!(root.contains(line.display.trim()), "{line:?} is not in\n{root}");
    }
    let found =
        lynx(&format!("gopher://localhost:{}/7/search?%2215,+and%22+anywhere", server.gopher));
    assert!(found.contains(FOUND), "{found}");
}

#[test]
#[ignore = "needs phetch, or is left out"]
fn phetch_follows_every_link() {
    if !has_phetch() {
        return;
    }
    // It sends what stands in a URL as it is, as it does with the selectors of menus. What leads
    // out it gives to a browser, which asks the same server.
    let phetch = |server: &Server, kind: char, selector: &str| {
        if kind == 'h' {
            return server.ask_gopher(selector);
        }
        let url = format!("gopher://localhost:{}/{kind}{selector}", server.gopher);
        let mut answer = run("phetch", &["-C", "-r", &url]);
        // It prints the answer as a line of its own.
        answer.pop_if(|last| *last == b'\n');
        answer
    };
    let (server, _folder) = server();
    follow_all(server.gopher, 40, |kind, selector| phetch(&server, kind, selector));
    let server = Server::with(shipped(), &["--search"]);
    follow_all(server.gopher, 60, |kind, selector| phetch(&server, kind, selector));
}

#[test]
#[ignore = "needs tmux and phetch, or is left out"]
fn phetch_opens_the_root_and_searches() {
    if !has_phetch() {
        return;
    }
    let (server, _folder) = server();
    let phetch = Screen::of(&["phetch", &format!("localhost:{}", server.gopher)]);
    phetch.shows(&["A hole by hand", by_hand::DRAWING, "Search this hole"]);
    all_on_screen(&phetch, &first_lines(&server));
    phetch.leads_to(&[&["Enter"]], &["Search this hole>"]);
    phetch.keys(&[TYPED, "Enter"]);
    shows_the_result(&phetch);
}

#[test]
#[ignore = "needs sacc and tmux"]
fn sacc_opens_the_root_and_searches() {
    let (server, _folder) = server();
    let sacc = Screen::of(&["sacc", &url(server.gopher, '1', "")]);
    sacc.shows(&["A hole by hand", by_hand::DRAWING, "Search this hole"]);
    all_on_screen(&sacc, &first_lines(&server));
    sacc.leads_to(&[&["g", "J", "l"]], &["Enter search string"]);
    sacc.keys(&[TYPED, "Enter"]);
    shows_the_result(&sacc);
}

#[test]
#[ignore = "needs bombadillo and tmux"]
fn bombadillo_opens_the_root_and_searches() {
    let (server, _folder) = server();
    let bombadillo = Screen::of(&["bombadillo", &format!("gopher://localhost:{}", server.gopher)]);
    bombadillo.shows(&["A hole by hand", by_hand::DRAWING, "Search this hole"]);
    all_on_screen(&bombadillo, &first_lines(&server));
    bombadillo.leads_to(&[&["1"]], &["?"]);
    bombadillo.keys(&[TYPED, "Enter"]);
    shows_the_result(&bombadillo);
}

#[test]
#[ignore = "needs gopher and tmux"]
fn the_umn_client_opens_the_root_and_searches() {
    let (server, _folder) = server();
    let umn = Screen::of(&["gopher", "localhost", &server.gopher.to_string()]);
    umn.shows(&["A hole by hand", by_hand::DRAWING, "Search this hole <?>"]);
    all_on_screen(&umn, &first_lines(&server));
    umn.leads_to(&[&["Enter"]], &["[Accept: ^X]"]);
    umn.keys(&[TYPED, "Enter"]);
    shows_the_result(&umn);
}
