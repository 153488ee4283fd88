//! Two authors who write to one page at the same time, over the wire: whatever was said to be stored
//! is in the page, or in the history.

use std::collections::BTreeSet;
use std::time::Duration;

use propus::history::Kind;
use tokio::time::sleep;

use super::random::Random;
use super::writer::{Client, Program};

/// Edits of each author.
const ROUNDS: usize = 100;
/// Paragraphs of the page at first.
const PARAGRAPHS: usize = 30;

const ZONE: &str = "[[host.upload]]\npath = '/'\nquota-files = 10000\n\
     [[host.upload.identity]]\nname = 'anna'\nfingerprint = 'ANNA'\n\
     [[host.upload.identity]]\nname = 'bert'\nfingerprint = 'BERT'\n";

/// What became of the texts of one author.
#[derive(Default)]
struct Written {
    /// Those of which it was said that they are the page.
    stored: Vec<String>,
    /// The sentences of those that were merged, and the new one of each.
    merged: Vec<String>,
    /// Those that were not written, and their numbers in the history.
    kept: Vec<(u64, String)>,
}

/// Edits the page again and again: a sentence more, another one, or one less.
async fn write(who: Client, name: &'static str, port: u16, seed: u32) -> Written {
    let mut random = Random(seed);
    let mut written = Written::default();
    for round in 0..ROUNDS {
        let opened = who.ask(&format!("titan://example.org:{port}/a;edit")).await;
        let (head, text) = opened.split_once("\r\n").unwrap();
        assert!(head.starts_with("20 text/markdown"), "{opened}");
        let mut paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
        let sentence = format!("Sentence {round} of {name}.");
        let place = random.below(paragraphs.len());
        match random.below(4) {
            0 if paragraphs.len() > PARAGRAPHS / 2 => drop(paragraphs.remove(place)),
            1 => paragraphs[place].clone_from(&sentence),
            _ => paragraphs.insert(place, sentence.clone()),
        }
        let text = paragraphs.join("\n\n");
        // They think for a while, or not.
        sleep(Duration::from_millis(random.below(400) as u64)).await;
        let size = text.len();
        let line = format!("titan://example.org:{port}/a;mime=text/plain;size={size}");
        let answer = who.send(&line, text.as_bytes()).await;
        // 20 where it could not be served in time.
        if answer.starts_with("30 ") || answer.contains("\n# Stored") {
            written.stored.push(text);
        } else if answer.starts_with("20 ") && answer.contains("# Merged") {
            written.merged.extend(Some(sentence).filter(|it| text.contains(it)));
        } else if answer.starts_with("50 Somebody else has changed the same lines") {
            let number = answer.split("as number ").nth(1).unwrap();
            let number = number.split(' ').next().unwrap().parse().unwrap();
            written.kept.push((number, text));
        } else {
            panic!("{name}, {round}: {answer}");
        }
    }
    written
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_write_at_once_nothing_that_was_stored_is_lost() {
    let first: Vec<String> = (0..PARAGRAPHS).map(|it| format!("Paragraph {it}.")).collect();
    let program = Program::configured(&[("a.md", &(first.join("\n\n") + "\n"))], ZONE);
    let port = program.port();
    let anna = tokio::spawn(write(program.anna(), "anna", port, 7));
    let bert = tokio::spawn(write(program.bert(), "bert", port, 8));
    let written = [anna.await.unwrap(), bert.await.unwrap()];
    let (page, history) = (program.file("a.md"), program.versions());
    let entries = history.entries().unwrap();
    let read = |number| String::from_utf8(history.read(number).unwrap().1).unwrap();
    let were: BTreeSet<String> = entries
        .iter()
        .filter(|entry| entry.facts.kind == Kind::Replaced)
        .map(|entry| read(entry.number))
        .chain([page])
        .collect();
    for Written { stored, merged, kept } in &written {
        for text in stored {
            assert!(were.contains(text), "it was stored, and is nowhere: {text}");
        }
        for sentence in merged {
            let is_somewhere = were.iter().any(|text| text.contains(sentence));
            assert!(is_somewhere, "it was merged, and is nowhere: {sentence}");
        }
        for (number, text) in kept {
            assert_eq!(read(*number), *text, "it was kept as number {number}");
        }
    }
    let count = |of: fn(&Written) -> usize| written.iter().map(of).sum::<usize>();
    let [stored, merged, kept] =
        [count(|it| it.stored.len()), count(|it| it.merged.len()), count(|it| it.kept.len())];
    assert!(
        stored > 20 && merged > 0,
        "they never met: {stored} stored, {merged} merged, {kept} kept"
    );
}
