//! The letters of a host on disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::exchange::NotTaken;
use crate::form::Protocol;
use crate::path::CapsulePath;
use crate::state::HostState;

const RULES: Rules = Rules { anyone: false, an_hour: 2, a_day: 4, longest: 100 };

struct Tried {
    folder: tempfile::TempDir,
}

impl Tried {
    fn new() -> Self {
        let tried = Self { folder: tempfile::tempdir().unwrap() };
        tried.letterbox().make().unwrap();
        tried
    }

    fn letterbox(&self) -> Letterbox {
        Letterbox::of(HostState::of(self.folder.path(), "example.org"))
    }

    /// A letter that comes now, to a server that has just started.
    fn send(&self, who: &str, text: &str) -> Result<(), NotTaken> {
        self.send_from(who, "", text, RULES)
    }

    fn send_from(
        &self,
        who: &str,
        network: &str,
        text: &str,
        rules: Rules,
    ) -> Result<(), NotTaken> {
        let sender = Sender { who: who.to_owned(), network: network.to_owned(), name: None };
        let about = About {
            path: CapsulePath::literal("/pi").unwrap(),
            title: "Pi".to_owned(),
            protocol: Protocol::Gemini,
        };
        Letters::new(rules, self.letterbox()).take(&sender, &about, text)
    }

    /// Makes the letter of a number older.
    fn age(&self, number: u64, hours: i64) {
        let file = self.letterbox().folder().join(format!("{number:012}.letter"));
        let text = fs::read_to_string(&file).unwrap();
        let (facts, rest) = text.split_once('\n').unwrap();
        let mut facts: Facts = serde_json::from_str(facts).unwrap();
        facts.time = facts.time.checked_sub(SignedDuration::from_hours(hours)).unwrap();
        fs::write(file, format!("{}\n{rest}", serde_json::to_string(&facts).unwrap())).unwrap();
    }

    fn drop_letter(&self, number: u64) {
        let letterbox = self.letterbox();
        let letter = letterbox.letter(number).unwrap();
        letterbox.close(&letterbox.turn().unwrap(), &letter, Standing::Dropped).unwrap();
    }

    fn numbers(&self) -> Vec<u64> {
        self.letterbox().letters().unwrap().into_iter().map(|(number, _)| number).collect()
    }
}

fn seconds(outcome: Result<(), NotTaken>) -> u32 {
    let Err(NotTaken::TooSoon(seconds)) = outcome else { panic!("{outcome:?}") };
    seconds
}

#[test]
fn a_letter_is_a_file_for_its_author_alone() {
    let tried = Tried::new();
    tried.send("anna", "Dear author,\n\nhello").unwrap();
    let letter = tried.letterbox().letter(1).unwrap();
    assert_eq!(letter.text, "Dear author,\n\nhello");
    let Facts { path, title, who, protocol, standing, .. } = letter.facts;
    assert_eq!([&*path, &*title, &*who, &*protocol], ["/pi", "Pi", "anna", "gemini"]);
    assert_eq!(standing, Standing::Waiting);
    let files = fs::read_dir(tried.letterbox().folder()).unwrap();
    for file in files {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    let folder = fs::metadata(tried.letterbox().folder()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_letter_that_is_too_long_is_not_taken() {
    let tried = Tried::new();
    assert_eq!(tried.send("anna", &"ü".repeat(101)), Err(NotTaken::TooLong(100)));
    tried.send("anna", &"ü".repeat(100)).unwrap();
}

#[test]
fn each_has_letters_of_an_hour_and_all_have_those_of_a_day() {
    let tried = Tried::new();
    tried.send("anna", "1").unwrap();
    tried.send("anna", "2").unwrap();
    assert!((3500..=3600).contains(&seconds(tried.send("anna", "3"))));
    tried.send("bert", "3").unwrap();
    tried.age(1, 1);
    tried.send("anna", "4").unwrap();
    assert!(seconds(tried.send("cleo", "5")) > 22 * 3600, "the oldest is an hour old");
    tried.age(2, 24);
    tried.send("cleo", "5").unwrap();
}

#[test]
fn a_letter_that_comes_again_is_taken_once() {
    let tried = Tried::new();
    for _ in 0..5 {
        tried.send("anna", "1").unwrap();
    }
    tried.drop_letter(1);
    tried.send("anna", "1").unwrap();
    assert_eq!(tried.numbers(), [1]);
    assert_eq!(tried.letterbox().letter(1).unwrap().text, "");
    tried.send("bert", "1").unwrap();
    assert_eq!(tried.numbers(), [1, 2]);
}

#[test]
fn what_was_sent_counts_after_a_restart_and_after_it_was_dropped() {
    let tried = Tried::new();
    tried.send("anna", "1").unwrap();
    tried.send("anna", "2").unwrap();
    tried.drop_letter(1);
    tried.drop_letter(2);
    assert!(seconds(tried.send("anna", "3")) > 3500);
    assert_eq!(tried.letterbox().letter(2).unwrap().text, "");
    let file = fs::read_to_string(tried.letterbox().folder().join("000000000002.letter")).unwrap();
    assert!(!file.contains("Pi"), "{file}");
}

#[test]
fn what_was_dropped_goes_when_it_counts_no_more_and_its_number_is_not_given_again() {
    let tried = Tried::new();
    tried.send("anna", "1").unwrap();
    tried.send("anna", "2").unwrap();
    for number in [1, 2] {
        tried.drop_letter(number);
        tried.age(number, 25);
    }
    tried.send("anna", "3").unwrap();
    assert_eq!(tried.numbers(), [3]);
}

#[test]
fn a_letter_waits_for_its_author_however_long() {
    let tried = Tried::new();
    tried.send("anna", "1").unwrap();
    tried.age(1, 24 * 365);
    tried.send("anna", "2").unwrap();
    assert_eq!(tried.numbers(), [1, 2]);
}

#[test]
fn there_is_room_for_so_many_letters_and_one_that_goes_makes_room() {
    let tried = Tried::new();
    tried.send("anna", "1").unwrap();
    tried.age(1, 48);
    let folder = tried.letterbox().folder().to_owned();
    for number in 2..=letterbox::MOST {
        let file = folder.join(format!("{number:012}.letter"));
        fs::copy(folder.join("000000000001.letter"), file).unwrap();
    }
    assert_eq!(tried.send("anna", "one more"), Err(NotTaken::Full));
    tried.drop_letter(7);
    tried.send("anna", "one more").unwrap();
}

#[test]
fn a_clock_that_went_back_keeps_nobody_out_for_longer() {
    let tried = Tried::new();
    tried.send("anna", "1").unwrap();
    tried.send("anna", "2").unwrap();
    tried.age(1, -1000);
    tried.age(2, -1000);
    assert!(seconds(tried.send("anna", "3")) <= 3600);
}

#[test]
fn a_file_that_is_no_letter_is_left_alone() {
    let tried = Tried::new();
    let folder = tried.letterbox().folder().to_owned();
    for name in ["note.txt", "x.letter", "000000000009.letter"] {
        fs::write(folder.join(name), "mine").unwrap();
    }
    assert_eq!(tried.numbers(), [0; 0]);
    tried.send("anna", "1").unwrap();
    assert_eq!(tried.numbers(), [10]);
    assert_eq!(fs::read_to_string(folder.join("note.txt")).unwrap(), "mine");
}

#[test]
fn without_its_folder_no_letter_is_taken() {
    let tried = Tried::new();
    fs::remove_dir_all(tried.letterbox().folder()).unwrap();
    assert_eq!(tried.send("anna", "1"), Err(NotTaken::Failed));
    assert!(tried.letterbox().letter(1).is_err());
    tried.letterbox().make().unwrap();
    tried.send("anna", "1").unwrap();
    let time = tried.letterbox().letter(1).unwrap().facts.time;
    assert!(Timestamp::now().duration_since(time) < SignedDuration::from_mins(1));
}

#[test]
fn one_who_has_many_certificates_does_not_write_the_letters_of_all() {
    let tried = Tried::new();
    let rules = Rules { an_hour: 1, a_day: 50, ..RULES };
    let sent = |who: &str, network: &str| tried.send_from(who, network, who, rules);
    let taken = (0..10).filter(|number| sent(&format!("c{number}"), "one").is_ok());
    assert_eq!(taken.count(), 3);
    assert!(sent("anna", "other").is_ok());
}
