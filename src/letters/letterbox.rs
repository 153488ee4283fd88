//! `Letterbox`: the letters of a host on disk, each a file of its own, a line of facts and then the
//! text.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::letter::{Facts, Letter, Standing};
use super::rules::Rules;
use crate::durable;
use crate::exchange::NotTaken;
use crate::state::{HostState, Known, Numbered, Opened, Turn};

/// Ending of a letter's file.
const ENDING: &str = "letter";
/// The file by which networks are told apart.
const SALT: &str = "salt";
/// How many readers of one network may write as many letters as each may.
const OF_A_NETWORK: u32 = 3;
/// The rights of the salt.
const MODE: u32 = 0o600;
/// The most of a text that is read, in bytes.
const LARGEST: u64 = 64 << 10;
/// The most letters that wait for their author.
pub(super) const MOST: usize = 1000;
/// The most bytes of these.
const MOST_BYTES: u64 = 8 << 20;
/// The times that letters are counted in.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The letters of a host. Clones are of the same ones.
#[derive(Clone, Debug)]
pub struct Letterbox {
    state: HostState,
    files: Numbered,
    stock: Arc<Mutex<Known<Stock>>>,
}

impl Letterbox {
    /// The letterbox of a host in its state.
    #[must_use]
    pub fn of(state: HostState) -> Self {
        let files = Numbered::new(state.letters(), ENDING);
        Self { state, files, stock: Arc::default() }
    }

    /// The folder that it is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.files.folder()
    }

    /// Makes its folder, if there is none, and its salt.
    ///
    /// # Errors
    /// Fails when one can't be made.
    pub fn make(&self) -> io::Result<()> {
        let folder = self.folder();
        if !folder.is_dir() {
            durable::make_folder(folder)?;
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
        let mut stock = self.stock.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = self.keep_in(&mut stock, facts, text, rules);
        match kept {
            Ok(_) => stock.note(self.folder()),
            Err(_) => stock.forget(),
        }
        kept
    }

    fn keep_in(
        &self,
        stock: &mut Known<Stock>,
        facts: &Facts,
        text: &str,
        rules: &Rules,
    ) -> io::Result<Result<u64, NotTaken>> {
        let stock = stock.look(self.folder(), || Stock::read(&self.files))?;
        if let Some(same) = stock.letters.iter().find(|it| it.is_again(facts)) {
            return Ok(Ok(same.number));
        }
        if let Some(why) = refused(&stock.letters, facts, rules) {
            return Ok(Err(why));
        }
        let number = stock.last.saturating_add(1);
        let size = self.files.create(number, facts, text.as_bytes())?;
        stock.forget_old(&self.files, facts.time);
        stock.letters.push(Kept { number, facts: facts.clone(), size });
        stock.last = number;
        Ok(Ok(number))
    }

    /// All letters, the oldest first, without their texts. One that can't be read is passed over.
    ///
    /// # Errors
    /// Fails when the folder can't be read.
    pub fn letters(&self) -> io::Result<Vec<(u64, Facts)>> {
        let letters = Stock::read(&self.files)?.letters;
        Ok(letters.into_iter().map(|kept| (kept.number, kept.facts)).collect())
    }

    /// The letter of a number.
    ///
    /// # Errors
    /// Fails when there is none, or it can't be read.
    pub fn letter(&self, number: u64) -> io::Result<Letter> {
        let Opened { facts, rest, .. } = self.files.open(number)?;
        let mut text = String::new();
        rest.take(LARGEST).read_to_string(&mut text)?;
        Ok(Letter { number, facts, text })
    }

    /// Takes the text of a letter away. Its facts stay as long as its sender's letters are counted.
    ///
    /// # Errors
    /// Fails when it can't be written.
    pub fn close(&self, _turn: &Turn, letter: &Letter, standing: Standing) -> io::Result<()> {
        let facts = Facts { standing, title: String::new(), ..letter.facts.clone() };
        self.stock.lock().unwrap_or_else(PoisonError::into_inner).forget();
        self.files.replace(letter.number, &facts, b"")
    }
}

/// What is known of the letters of a host: to read the facts of a thousand takes longer than to
/// write one more.
#[derive(Debug, Default)]
struct Stock {
    /// In order.
    letters: Vec<Kept>,
    /// The last number that was given.
    last: u64,
}

impl Stock {
    fn read(files: &Numbered) -> io::Result<Self> {
        let numbers = files.numbers()?;
        let kept = |number: &u64| {
            let size = files.metadata(*number).ok()?.len();
            let Opened { facts, .. } = files.open(*number).ok()?;
            Some(Kept { number: *number, facts, size })
        };
        let letters = numbers.iter().filter_map(kept).collect();
        Ok(Self { letters, last: numbers.last().copied().unwrap_or(0) })
    }

    /// Removes what does not wait and counts no more.
    fn forget_old(&mut self, files: &Numbered, now: Timestamp) {
        self.letters.retain(|Kept { number, facts, .. }| {
            let is_old = now.duration_since(facts.time) > DAY;
            let goes = is_old && facts.standing != Standing::Waiting;
            // One that can't be removed goes next time.
            !(goes && files.remove(*number).is_ok())
        });
    }
}

/// A letter without its text.
#[derive(Debug)]
struct Kept {
    number: u64,
    facts: Facts,
    /// The bytes of its file.
    size: u64,
}

impl Kept {
    /// True if it comes again.
    fn is_again(&self, new: &Facts) -> bool {
        let Facts { who, path, mark, .. } = &self.facts;
        (who, path, mark) == (&new.who, &new.path, &new.mark)
    }
}

/// The reason for which one more letter is not taken, if there is one.
fn refused(known: &[Kept], new: &Facts, rules: &Rules) -> Option<NotTaken> {
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
    known: impl Iterator<Item = &'k Kept>,
    now: Timestamp,
    time: SignedDuration,
    most: u32,
) -> Option<u32> {
    let age = |it: &Kept| now.duration_since(it.facts.time).max(SignedDuration::ZERO);
    let mut ages: Vec<SignedDuration> = known.map(age).filter(|age| *age < time).collect();
    ages.sort_unstable();
    // So many may count still; the next older one has to be past the time.
    let oldest = ages.get(usize::try_from(most).ok()?.checked_sub(1)?)?;
    u32::try_from(time.checked_sub(*oldest)?.as_secs()).ok().map(|seconds| seconds.max(1))
}
