//! Clients that are used on a screen: each shows what it should, follows a link and comes back.

use super::*;

/// Turns a client's pages and checks that every line of a menu is whole on one of them.
fn all_is_shown(client: &Screen, key: &str, lines: &[Line]) {
    let shown = client.pages(key).concat();
    for line in lines {
        assert!(
            shown.contains(line.display.trim_end()),
            "{:?} is on no page of\n{shown}",
            line.display
        );
    }
}

#[test]
#[ignore = "needs sacc and tmux"]
fn sacc_shows_every_line_follows_a_link_and_comes_back() {
    let server = Server::start(shipped());
    let sacc = Screen::of(&["sacc", &gopher_url(server.gopher, '1', "")]);
    sacc.shows(&[
        "An engineer of distributed systems",
        "at Google, and an engineer of distributed systems by trade and by",
    ]);
    all_is_shown(&sacc, "Space", &menu(&server.ask_gopher("")));
    sacc.keys(&["g", "J", "l"]);
    sacc.shows(&["Paxos Made Moderately Complex", "=============================", ARTICLE]);
    all_is_shown(&sacc, "Space", &menu(&server.ask_gopher(ARTICLE)));
    sacc.leads_to(&[&["h"], &["g"]], &["An engineer of distributed systems"]);
}

#[test]
#[ignore = "needs sacc and tmux"]
fn sacc_opens_unkind_names() {
    let folder = unkind::folder();
    let server = Server::start(folder.path());
    let sacc = Screen::of(&["sacc", &gopher_url(server.gopher, '1', "")]);
    sacc.shows(&["This is Unkind names, and nothing"]);
    for number in 0..unkind::names().len() {
        sacc.keys(&["J", "l"]);
        sacc.shows(&[&format!("This is Page {number}, and nothing")]);
        sacc.leads_to(&[&["h"]], &["This is Unkind names, and nothing"]);
    }
}

#[test]
#[ignore = "needs bombadillo and tmux"]
fn bombadillo_shows_every_line_of_a_menu_follows_a_link_and_comes_back() {
    let server = Server::start(shipped());
    let bombadillo = Screen::of(&["bombadillo", &gopher_url(server.gopher, '1', "")]);
    bombadillo.shows(&["An engineer of distributed systems", "grow, to trust and to pay for."]);
    all_is_shown(&bombadillo, "d", &menu(&server.ask_gopher("")));
    bombadillo.keys(&["1"]);
    bombadillo.shows(&["Paxos Made Moderately Complex", "=============================", ARTICLE]);
    all_is_shown(&bombadillo, "d", &menu(&server.ask_gopher(ARTICLE)));
    bombadillo.leads_to(&[&["b"], &["g"]], &["An engineer of distributed systems"]);
}

/// The first paragraph of the shipped home page, as it stands in its gemtext.
const PARAGRAPH: &str = "I am a software engineer and a tech lead in the Infrastructure team at Google, and an engineer of \
                         distributed systems by trade and by liking. The systems I work on are very large, and they \
                         are never finished.";

/// What is on a screen, as words: the client breaks lines where it likes.
fn words(screen: &Screen) -> String {
    let letters = screen.shown().replace('▒', " ");
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
#[ignore = "needs bombadillo and tmux"]
fn bombadillo_reads_gemtext_and_follows_its_links() {
    let server = Server::start(shipped());
    let bombadillo = Screen::of(&["bombadillo", &format!("gemini://localhost:{}/", server.gemini)]);
    bombadillo.shows(&["# An engineer of distributed systems", "Where I come from"]);
    assert!(words(&bombadillo).contains(PARAGRAPH), "{}", bombadillo.shown());
    bombadillo.keys(&["1"]);
    bombadillo.shows(&["# Paxos Made Moderately Complex"]);
    let article = bombadillo.pages("d").concat();
    for line in [
        "Replica   | keeps the state, proposes commands |  f + 1",
        "|---------->|            |-------------->|   per ballot",
    ] {
        assert!(article.contains(line), "{article}");
    }
    bombadillo.leads_to(&[&["b"], &["g"]], &["# An engineer of distributed systems"]);
}

#[test]
#[ignore = "needs bombadillo and tmux"]
fn bombadillo_opens_unkind_names_over_both_protocols() {
    let folder = unkind::folder();
    let server = Server::start(folder.path());
    for root in
        [gopher_url(server.gopher, '1', ""), format!("gemini://localhost:{}/", server.gemini)]
    {
        let bombadillo = Screen::of(&["bombadillo", &root]);
        bombadillo.shows(&["This is Unkind names, and nothing"]);
        for number in 0..unkind::names().len() {
            // Every page has the same links, so each leads to the next.
            let link = (number + 1).to_string();
            bombadillo.leads_to(
                &[&[":"], &[&link, "Enter"]],
                &[&format!("This is Page {number}, and nothing")],
            );
        }
    }
}

#[test]
#[ignore = "needs gopher and tmux"]
fn the_umn_client_opens_the_root_cuts_nothing_and_comes_back() {
    let server = Server::start(shipped());
    let umn = Screen::of(&["gopher", "localhost", &server.gopher.to_string()]);
    // It asks for the root with a Gopher+ token, and shows the page on which the first link stands.
    umn.shows(&["Home Gopher server: localhost", "Paxos Made Moderately Complex", "Page: "]);
    umn_cuts_nothing(&umn, &menu(&server.ask_gopher("")));
    umn.keys(&["<"]);
    umn.keys(&["<"]);
    umn.keys(&["<"]);
    umn.keys(&["Enter"]);
    umn.shows(&["Paxos Made Moderately Complex", "=============================", "paxos.systems"]);
    umn_cuts_nothing(&umn, &menu(&server.ask_gopher(ARTICLE)));
    umn.keys(&["u"]);
    umn.shows(&["Home Gopher server: localhost"]);
}

/// Checks each line on the UMN client's pages. It shows no page without a link, and marks what it
/// has cut by two dots.
fn umn_cuts_nothing(umn: &Screen, lines: &[Line]) {
    let pages: BTreeSet<String> = (0..6).map(|_| next_umn_page(umn)).collect();
    let known: BTreeSet<&str> = lines.iter().map(|line| line.display.trim()).collect();
    let indented = |row: &&str| row.starts_with("           ") && !row.trim().is_empty();
    for page in &pages {
        for row in page.lines().skip(2).take(25).filter(indented).map(str::trim) {
            assert!(!row.ends_with(".."), "{row:?} is cut on\n{page}");
            // What is not ASCII it shows as `~`.
            assert!(
                row.contains('~') || known.contains(row),
                "{row:?} is not as it was sent:\n{page}"
            );
        }
        assert!(!page.contains(".. <") && !page.contains(".. ("), "a label is cut on\n{page}");
    }
}

fn next_umn_page(umn: &Screen) -> String {
    umn.keys(&[">"]);
    std::thread::sleep(std::time::Duration::from_millis(300));
    umn.shown()
}

#[test]
#[ignore = "needs gopher and tmux"]
fn the_umn_client_opens_unkind_names() {
    let folder = unkind::folder();
    let server = Server::start(folder.path());
    let umn = Screen::of(&["gopher", "localhost", &server.gopher.to_string()]);
    for number in 0..unkind::names().len() {
        umn.shows(&["This is Unkind names, and nothing", "Home Gopher server"]);
        // It numbers all lines, those to read too.
        let line = menu(&server.ask_gopher(""))
            .iter()
            .position(|line| line.display == format!("Page {number}"))
            .unwrap();
        umn.keys(&[&(line + 1).to_string()]);
        umn.keys(&["Enter"]);
        umn.shows(&[&format!("This is Page {number}, and nothing")]);
        umn.keys(&["u"]);
    }
}

#[test]
#[ignore = "needs amfora and tmux"]
fn amfora_reads_gemtext_and_follows_links_there_and_back() {
    let server = Server::start(shipped());
    let amfora = Screen::of(&["amfora", &format!("gemini://localhost:{}/", server.gemini)]);
    // It takes a certificate that it sees for the first time without a question.
    amfora.shows(&["# An engineer of distributed systems", "Where I come from"]);
    // On a busy machine it may have cut the lines before it knew how wide its screen is.
    if !words(&amfora).contains(PARAGRAPH) {
        amfora.keys(&["C-r"]);
        amfora.shows(&["I am a software engineer", "## Where I come from"]);
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    assert!(words(&amfora).contains(PARAGRAPH), "{}", amfora.shown());
    amfora.keys(&["Space", "1", "Enter"]);
    amfora.shows(&["# Paxos Made Moderately Complex", ARTICLE]);
    let article = amfora.pages("d").concat();
    for line in [
        "Replica   | keeps the state, proposes commands |  f + 1",
        "|---------->|            |-------------->|   per ballot",
    ] {
        assert!(article.contains(line), "{article}");
    }
    // Over its last link: on the way back through its history amfora shows an empty page now and
    // then.
    amfora.leads_to(&[&["Space"], &["12", "Enter"]], &["# An engineer of distributed systems"]);
    assert!(
        std::fs::read_to_string(amfora.home().join(".cache/amfora/tofu.toml"))
            .unwrap()
            .contains("localhost")
    );
}

#[test]
#[ignore = "needs amfora and tmux"]
fn amfora_opens_unkind_names() {
    let folder = unkind::folder();
    let server = Server::start(folder.path());
    let amfora = Screen::of(&["amfora", &format!("gemini://localhost:{}/", server.gemini)]);
    amfora.shows(&["This is Unkind names, and nothing"]);
    for number in 0..unkind::names().len() {
        // Every page has the same links, so each leads to the next.
        let link = (number + 1).to_string();
        amfora.leads_to(
            &[&["Space"], &[&link, "Enter"]],
            &[&format!("This is Page {number}, and nothing")],
        );
    }
}
