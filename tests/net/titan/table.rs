//! The answers to all that an upload can be, on the wire.

use super::begins;
use super::support::HOST;
use super::writer::{Client, Program};

const PI: &str = "# Pi\n\nfirst\n\nsecond\n\nthird\n\nfourth\n";

/// Two who may write to a zone, in which files may be deleted; one that is for pictures; and a
/// path of an application.
const ZONES: &str = "\
[[host.upload]]
path = \"/notes/\"
delete = true
largest = \"100 KiB\"
[[host.upload.identity]]
name = \"anna\"
fingerprint = \"ANNA\"
[[host.upload.identity]]
name = \"bert\"
fingerprint = \"BERT\"
[[host.upload]]
path = \"/img/\"
kinds = \"pictures\"
[[host.upload.identity]]
name = \"anna\"
fingerprint = \"ANNA\"
[[host.scgi]]
path = \"/notes/poll/\"
socket = \"/nowhere/poll.sock\"
";

fn program() -> Program {
    let files = [("index.md", "# Home\n"), ("notes/pi.md", PI), ("notes/e.gmi", "# E\n")];
    Program::configured(&files, ZONES)
}

/// One who writes to a server.
struct Tried {
    client: Client,
    port: u16,
}

impl Tried {
    fn anna(program: &Program) -> Self {
        Self { client: program.anna(), port: program.port() }
    }

    async fn opened(&self, path: &str) -> String {
        let answer = self.client.ask(&format!("titan://{HOST}:{}{path};edit", self.port)).await;
        begins(&answer, "20 ");
        answer.split_once("\r\n").unwrap().1.to_owned()
    }

    /// Sends a text; `more` are further parameters.
    async fn send(&self, path: &str, more: &str, text: impl AsRef<[u8]>) -> String {
        let text = text.as_ref();
        let line = format!("titan://{HOST}:{}{path};size={}{more}", self.port, text.len());
        self.client.send(&line, text).await
    }
}

#[tokio::test]
async fn what_is_outside_of_the_zones_is_nobodys() {
    let program = program();
    let anna = Tried::anna(&program);
    begins(&anna.send("/other", "", "# X\n").await, "51 ");
    begins(&anna.send("/notes/.hidden", "", "# X\n").await, "51 ");
    begins(&anna.send("/notes/x.toml", "", "x = 1\n").await, "50 ");
    let stranger = Tried { client: program.stranger(), port: program.port() };
    begins(&stranger.send("/notes/new", "", "# X\n").await, "60 ");
    let other = Tried { client: program.other(), port: program.port() };
    begins(&other.send("/notes/new", "", "# X\n").await, "61 ");
    assert!(!program.has("other.md") && !program.has("notes/new.md"));
}

#[tokio::test]
async fn a_free_path_has_a_text_to_begin_with_and_what_is_made_has_none() {
    let program = program();
    let anna = Tried::anna(&program);
    let template = anna.opened("/notes/first-light").await;
    assert!(template.starts_with("---\ntitle: \"First light\"\ndate: 2"), "{template}");
    assert_eq!(anna.opened("/notes/e.gmi").await, "# E\n");
    let ask = async |path: &str| {
        anna.client.ask(&format!("titan://{HOST}:{}{path};edit", anna.port)).await
    };
    let made = ask("/notes/poll/").await;
    begins(&made, "50 ");
    assert!(made.contains("made by"), "{made}");
}

#[tokio::test]
async fn nothing_deletes_where_that_is_allowed() {
    let program = program();
    let anna = Tried::anna(&program);
    begins(&anna.send("/notes/pi", ";mime=application/octet-stream", "").await, "59 ");
    begins(&anna.send("/notes/none", "", "").await, "51 ");
    begins(&anna.send("/img/a.png", "", "").await, "50 ");
    assert!(program.has("notes/pi.md"));
    let folder = format!("30 gemini://{HOST}:{}/notes/\r\n", anna.port);
    assert_eq!(anna.send("/notes/pi", ";mime=text/plain", "").await, folder);
    assert!(!program.has("notes/pi.md"));
}

#[tokio::test]
async fn two_who_change_one_page_are_merged_or_told() {
    let program = program();
    let anna = Tried::anna(&program);
    let bert = Tried { client: program.bert(), port: program.port() };
    let (of_anna, of_bert) = (anna.opened("/notes/pi").await, bert.opened("/notes/pi").await);
    begins(&anna.send("/notes/pi", "", of_anna.replace("first", "1st")).await, "30 ");
    let merged = bert.send("/notes/pi", "", of_bert.replace("fourth", "4th")).await;
    begins(&merged, "20 text/gemini; charset=utf-8\r\n# Merged\n");
    assert!(merged.contains(&format!("=> gemini://{HOST}:{}/notes/pi", anna.port)), "{merged}");
    let both = PI.replace("first", "1st").replace("fourth", "4th");
    assert_eq!(program.file("notes/pi.md"), both);
    let (of_anna, of_bert) = (anna.opened("/notes/pi").await, bert.opened("/notes/pi").await);
    begins(&anna.send("/notes/pi", "", of_anna.replace("second", "2nd")).await, "30 ");
    let conflict = bert.send("/notes/pi", "", of_bert.replace("second", "SECOND")).await;
    begins(&conflict, "50 ");
    assert!(conflict.contains("number 4 of the history"), "it says where the text is: {conflict}");
    assert_eq!(program.file("notes/pi.md"), both.replace("second", "2nd"));
}

#[tokio::test]
async fn what_is_not_what_it_should_be_is_refused_before_or_after_it_came() {
    let program = program();
    let anna = Tried::anna(&program);
    let large = anna.send("/notes/new", "", vec![b'x'; 102_401]).await;
    begins(&large, "59 ");
    assert!(large.contains("102"), "it names the cap: {large}");
    begins(&anna.send("/notes/new", "", b"\xff\xfe").await, "59 ");
    begins(&anna.send("/img/a.png", "", "GIF89a").await, "59 ");
    begins(&anna.send("/img/a.md", "", "# X\n").await, "50 ");
    assert!(!program.has("notes/new.md") && !program.has("img/a.png"));
    let png = b"\x89PNG\r\n\x1a\nand more";
    let answer = anna.send("/img/a.png", ";mime=image/png", png).await;
    begins(&answer, "20 text/gemini");
    assert!(answer.contains("\n![](/img/a.png)\n"), "{answer}");
    // By its type it has an ending.
    let answer = anna.send("/img/b", ";mime=image/png", png).await;
    assert!(answer.contains("\n![](/img/b.png)\n") && program.has("img/b.png"), "{answer}");
}

#[tokio::test]
async fn what_readers_do_not_see_as_it_was_meant_is_stored_and_said() {
    let program = program();
    let anna = Tried::anna(&program);
    for (path, text, word) in [
        ("/notes/broken", "---\ntitle: [\n---\nx\n", "front matter"),
        ("/notes/later", "---\ndate: 2999-01-02\n---\nx\n", "day to come"),
    ] {
        let answer = anna.send(path, "", text).await;
        begins(&answer, "20 text/gemini; charset=utf-8\r\n# Stored\n");
        assert!(answer.contains(word), "{answer}");
        assert_eq!(program.file(&format!("{}.md", path.trim_start_matches('/'))), text);
    }
}
