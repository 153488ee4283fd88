//! `Letterbox`: the letters of a host on disk, each a file of its own, a line of facts and then the
//! text.

use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::letter::{Facts, Letter, Standing};
use super::rules::Rules;
use crate::durable;
use crate::exchange::NotTaken;
use crate::history::{HostState, Turn};

/// The folder of letters in the state of a host.
const LETTERS: &str = "letters";
/// Ending of a letter's file.
const ENDING: &str = "letter";
/// The file by which networks are told apart.
const SALT: &str = "salt";
/// How many readers of one network may write as many letters as each may.
const OF_A_NETWORK: u32 = 3;
/// The rights of all files.
const MODE: u32 = 0o600;
/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 10;
/// The most letters that wait for their author.
pub(super) const MOST: usize = 1000;
/// The most bytes of these.
const MOST_BYTES: u64 = 8 << 20;
/// The times that letters are counted in.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The letters of a host.
#[derive(Clone, Debug)]
pub struct Letterbox {
    state: HostState,
}

impl Letterbox {
    /// The letterbox of a host in its state.
    #[must_use]
    pub fn of(state: HostState) -> Self {
        Self { state }
    }

    /// The folder that it is in.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.state.folder().join(LETTERS)
    }

    /// Makes its folder, if there is none, and its salt.
    ///
    /// # Errors
    /// Fails when one can't be made.
    pub fn make(&self) -> io::Result<()> {
        let folder = self.folder();
        if !folder.is_dir() {
            durable::make_folder(&folder)?;
        }
        let salt = folder.join(SALT);
        if salt.exists() {
            return Ok(());
        }
        // Random enough for what it hides: the standard library seeds it from the system.
        let [one, other] = [RandomState::new(), RandomState::new()].map(|it| it.hash_one(SALT));
        durable::write(&salt, format!("{one:016x}{other:016x}").as_bytes(), MODE)
    }

    /// The salt; none where it can't be read.
    pub(super) fn salt(&self) -> Vec<u8> {
        fs::read(self.folder().join(SALT)).unwrap_or_default()
    }

    /// Waits for its turn to change something here.
    ///
    /// # Errors
    /// As [`HostState::turn`].
    pub fn turn(&self) -> io::Result<Turn> {
        self.state.turn()
    }

    /// Keeps a letter, if rules and room allow it, and returns its number. It is on the disk then.
    /// One that was sent already is not kept twice: a client sends it again when its reader wants to
    /// see the thanks again.
    ///
    /// # Errors
    /// Fails when it can't be written; then nothing is kept.
    pub(super) fn keep(
        &self,
        _turn: &Turn,
        facts: &Facts,
        text: &str,
        rules: &Rules,
    ) -> io::Result<Result<u64, NotTaken>> {
        let numbers = self.numbers()?;
        let known = self.known(&numbers);
        if let Some(same) = known.iter().find(|it| it.is_again(facts)) {
            return Ok(Ok(same.number));
        }
        if let Some(why) = refused(&known, facts, rules) {
            return Ok(Err(why));
        }
        let number = numbers.last().map_or(1, |last| last.saturating_add(1));
        self.write(number, facts, text)?;
        self.forget_old(&known, facts.time);
        Ok(Ok(number))
    }

    /// All letters, the oldest first, without their texts. One that can't be read is passed over.
    ///
    /// # Errors
    /// Fails when the folder can't be read.
    pub fn letters(&self) -> io::Result<Vec<(u64, Facts)>> {
        let known = self.known(&self.numbers()?);
        Ok(known.into_iter().map(|known| (known.number, known.facts)).collect())
    }

    /// The letter of a number.
    ///
    /// # Errors
    /// Fails when there is none, or it can't be read.
    pub fn letter(&self, number: u64) -> io::Result<Letter> {
        let (facts, mut rest) = open(&self.file(number))?;
        let mut text = String::new();
        rest.read_to_string(&mut text)?;
        Ok(Letter { number, facts, text })
    }

    /// Takes the text of a letter away. Its facts stay as long as its sender's letters are counted.
    ///
    /// # Errors
    /// Fails when it can't be written.
    pub fn close(&self, _turn: &Turn, letter: &Letter, standing: Standing) -> io::Result<()> {
        let facts = Facts { standing, title: String::new(), ..letter.facts.clone() };
        self.write(letter.number, &facts, "")
    }

    fn write(&self, number: u64, facts: &Facts, text: &str) -> io::Result<()> {
        let mut whole = serde_json::to_string(facts).map_err(io::Error::other)?;
        whole.push('\n');
        whole.push_str(text);
        durable::write(&self.file(number), whole.as_bytes(), MODE)
    }

    fn file(&self, number: u64) -> PathBuf {
        self.folder().join(format!("{number:012}.{ENDING}"))
    }

    /// The numbers of all letters, in order.
    fn numbers(&self) -> io::Result<Vec<u64>> {
        let entries = fs::read_dir(self.folder())?.flatten();
        let mut numbers: Vec<u64> =
            entries.filter_map(|entry| number_of(Path::new(&entry.file_name()))).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn known(&self, numbers: &[u64]) -> Vec<Known> {
        let known = |number: &u64| {
            let file = self.file(*number);
            let (facts, _) = open(&file).ok()?;
            let size = fs::metadata(&file).ok()?.len();
            Some(Known { number: *number, facts, size })
        };
        numbers.iter().filter_map(known).collect()
    }

    /// Removes what does not wait and counts no more; the last one stays with its number, which none
    /// is to have again.
    fn forget_old(&self, known: &[Known], now: Timestamp) {
        for Known { number, facts, .. } in known {
            if facts.standing != Standing::Waiting && now.duration_since(facts.time) > DAY {
                // One that can't be removed goes next time.
                let _ = fs::remove_file(self.file(*number));
            }
        }
    }
}

/// A letter without its text.
struct Known {
    number: u64,
    facts: Facts,
    /// The bytes of its file.
    size: u64,
}

impl Known {
    /// True if it comes again.
    fn is_again(&self, new: &Facts) -> bool {
        let Facts { who, path, mark, .. } = &self.facts;
        (who, path, mark) == (&new.who, &new.path, &new.mark)
    }
}

/// The reason for which one more letter is not taken, if there is one.
fn refused(known: &[Known], new: &Facts, rules: &Rules) -> Option<NotTaken> {
    let own = known.iter().filter(|it| it.facts.who == new.who);
    // Certificates cost nothing: one who has many must not write the letters of all.
    let near = known.iter().filter(|it| !new.network.is_empty() && it.facts.network == new.network);
    let waits = [
        wait(own, new.time, HOUR, rules.an_hour),
        wait(near, new.time, HOUR, rules.an_hour.saturating_mul(OF_A_NETWORK)),
        wait(known.iter(), new.time, DAY, rules.a_day),
    ];
    if let Some(seconds) = waits.into_iter().flatten().max() {
        return Some(NotTaken::TooSoon(seconds));
    }
    let waiting = || known.iter().filter(|it| it.facts.standing == Standing::Waiting);
    let bytes = waiting().fold(0_u64, |sum, it| sum.saturating_add(it.size));
    (waiting().count() >= MOST || bytes >= MOST_BYTES).then_some(NotTaken::Full)
}

/// The seconds until one more letter may come, where there were as many as may come in a time. One
/// from a clock that went back counts as if it had come now.
fn wait<'k>(
    known: impl Iterator<Item = &'k Known>,
    now: Timestamp,
    time: SignedDuration,
    most: u32,
) -> Option<u32> {
    let age = |it: &Known| now.duration_since(it.facts.time).max(SignedDuration::ZERO);
    let mut ages: Vec<SignedDuration> = known.map(age).filter(|age| *age < time).collect();
    ages.sort_unstable();
    // So many may count still; the next older one has to be past the time.
    let oldest = ages.get(usize::try_from(most).ok()?.checked_sub(1)?)?;
    u32::try_from(time.checked_sub(*oldest)?.as_secs()).ok().map(|seconds| seconds.max(1))
}

/// The facts in a file, and what follows.
fn open(file: &Path) -> io::Result<(Facts, impl Read + use<>)> {
    let mut rest = BufReader::new(File::open(file)?.take(LARGEST));
    let mut line = String::new();
    rest.read_line(&mut line)?;
    Ok((serde_json::from_str(&line).map_err(io::Error::other)?, rest))
}

/// The number in a file's name.
fn number_of(name: &Path) -> Option<u64> {
    if name.extension()? != ENDING {
        return None;
    }
    name.file_stem()?.to_str()?.parse().ok()
}
