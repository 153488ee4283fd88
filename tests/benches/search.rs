//! The search: what its index costs to make, to keep and to ask, beside what it is to cost.
//!
//! `cargo bench --bench search [-- PAGES]`, 10,000 if nothing is said. The pages are made up: words
//! of a vocabulary of 60,000, each as often as its rank says, as in any language. Then the same for
//! texts that people wrote: the manual and the pages of the tests.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark that can't measure has nothing better to do than end"
)]

mod process;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use process::Process;
use propus::capsule::{self, Asked, Capsule, Pace, Reader, SearchIndex};
use propus::content::Folder;
use propus::generator::Options;
use rusqlite::{Connection, params};
use rustix::time::{ClockId, clock_gettime};

const VOCABULARY: u64 = 60_000;
const WORDS_IN_PAGE: u64 = 400;
/// Searches of each kind.
const TURNS: usize = 300;

fn main() {
    let pages = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    let bytes = write_site(&site, pages);
    println!("a site of {pages} pages, {:.1} MB", bytes as f64 / 1e6);
    first_answer(&site, folder.path());
    let capsule = load(&site, None);
    let is_large = pages > 20_000;
    let before = memory();
    forget_peak();
    let index = build(&folder.path().join("index"), &capsule);
    let most = if is_large { 120.0 } else { 25.0 };
    let grown = |now: u64| now.saturating_sub(before) as f64 / 1e6;
    aim("memory grown while it was made, MB", grown(peak_memory()), most);
    aim("memory grown once it stands, MB", grown(memory()), most);
    println!("size of the index: {:.1} MB", sizes(folder.path()) as f64 / 1e6);
    let slowest = if is_large { 100.0 } else { 10.0 };
    ask(&capsule, &index, &made_up(), slowest);
    aim("memory grown after all searches, MB", grown(memory()), most);
    change(&site, &capsule, &index);
    drop(index);
    take_up(&folder.path().join("index"), &capsule);
    grep(&site);
    alone(folder.path(), &site);
    written_by_people(folder.path());
}

/// Texts that people wrote, which have more different words.
fn written_by_people(folder: &Path) {
    let site = folder.join("written");
    fs::create_dir(&site).expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut bytes = 0;
    let examples = fs::read(root.join("tests/commonmark/spec.json")).expect("examples");
    let examples: serde_json::Value = serde_json::from_slice(&examples).expect("examples");
    for (number, example) in examples.as_array().expect("examples").iter().enumerate() {
        let text = example[0].as_str().expect("Markdown");
        bytes += text.len();
        fs::write(site.join(format!("commonmark-{number}.md")), text).expect("a page");
    }
    for name in ["capsule/manual", "tests/corpus"] {
        for file in pages_of(&root.join(name)) {
            let text = fs::read(&file).expect("a page");
            bytes += text.len();
            let flat = name.replace('/', "-");
            let name = format!("{flat}-{}", file.file_name().expect("a name").to_string_lossy());
            fs::write(site.join(name), text).expect("a page");
        }
    }
    let capsule = load(&site, None);
    println!(
        "texts that people wrote: {} pages, {:.1} MB",
        capsule.page_count(),
        bytes as f64 / 1e6
    );
    let file = folder.join("written-index");
    let index = build(&file, &capsule);
    println!("size of the index: {:.1} MB", file.metadata().expect("a file").len() as f64 / 1e6);
    let words = |words: &'static [&'static str]| {
        move |turn: u64| words[usize::try_from(turn).expect("a turn") % words.len()].to_owned()
    };
    let kinds: Kinds = vec![
        ("rare", Box::new(words(&["gophernicus", "quorum", "landlock", "footnote", "xdg"]))),
        ("common", Box::new(words(&["the", "a", "page", "is", "of"]))),
        ("two common", Box::new(words(&["the page", "a file", "of the", "is not"]))),
        ("phrase", Box::new(words(&["\"of the\"", "\"a page\"", "\"on gopher\""]))),
        ("prefix", Box::new(words(&["th", "pa", "co", "in"]))),
        ("slip", Box::new(words(&["certifcate", "gohper", "markdwon", "xonfiguration", "zzzzzz"]))),
    ];
    ask(&capsule, &index, &kinds, 10.0);
}

/// The pages in a folder.
fn pages_of(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    files.filter(|file| file.extension().is_some_and(|it| it == "md")).collect()
}

/// The time from the start of the program to its first answer, without a search and with one whose
/// index is only being made.
fn first_answer(site: &Path, folder: &Path) {
    let state = folder.join("state");
    let times = [&[][..], &["--search"]].map(|options| {
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let _ = fs::remove_dir_all(&state);
                let began = Instant::now();
                let mut server = Process::start(
                    Command::new(env!("CARGO_BIN_EXE_propus"))
                        .args(["serve", "--no-gemini", "--gopher", "127.0.0.1:0", "--state"])
                        .arg(&state)
                        .args(options)
                        .arg(site),
                );
                let mut stream = TcpStream::connect(server.address("gopher")).expect("a server");
                stream.write_all(b"/part-0/page-1\r\n").expect("a request");
                stream.read_to_end(&mut Vec::new()).expect("an answer");
                began.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    });
    println!("from the start to the first answer without a search: {:.2} s", times[0]);
    aim("the same with one, in seconds", times[1], times[0] * 1.1);
}

/// Prints a figure beside what it is to be at most.
fn aim(what: &str, figure: f64, most: f64) {
    let verdict = if figure <= most { "" } else { "  MISSED" };
    println!("{what}: {figure:.2} (aim {most}){verdict}");
}

fn load(site: &Path, before: Option<&Capsule>) -> Arc<Capsule> {
    let folder = Arc::new(Folder::open(site).expect("a folder"));
    let options = Options { search: true, ..Options::default() };
    capsule::load(&folder, &options, before).expect("a capsule").0
}

fn build(file: &Path, capsule: &Arc<Capsule>) -> SearchIndex {
    let (began, cpu) = (Instant::now(), cpu_time());
    let index = SearchIndex::open(file).expect("an index");
    index.follow(capsule, Pace::Whole, &|| true).expect("written");
    let took = (cpu_time() - cpu).as_secs_f64();
    println!("made in {:.2} s", began.elapsed().as_secs_f64());
    aim("made in seconds of the processor", took, 10.0 * capsule.page_count() as f64 / 10_000.0);
    index
}

/// What is searched for in each turn, by its kind.
type Kinds = Vec<(&'static str, Box<dyn Fn(u64) -> String>)>;

/// Searches in the pages that are made up.
fn made_up() -> Kinds {
    vec![
        ("rare", Box::new(|turn| word(20_000 + turn * 97))),
        ("common", Box::new(|turn| word(turn % 20))),
        ("two common", Box::new(|turn| format!("{} {}", word(turn % 20), word((turn + 7) % 20)))),
        ("phrase", Box::new(|turn| format!("\"{} {}\"", word(turn % 20), word((turn + 3) % 20)))),
        ("prefix", Box::new(|turn| word(turn % 20).chars().take(3).collect())),
        ("slip", Box::new(|turn| format!("{}x", word(500 + turn * 31)))),
        ("like nothing", Box::new(|turn| format!("qu{}zyx{}", turn % 7, word(500 + turn * 31)))),
    ]
}

fn ask(capsule: &Arc<Capsule>, index: &SearchIndex, kinds: &Kinds, most: f64) {
    for (kind, typed) in kinds {
        let mut times: Vec<f64> = (0..TURNS)
            .map(|turn| {
                let typed = typed(turn as u64);
                let until = Instant::now() + Duration::from_secs(60);
                let reader = Reader::Client(None);
                let began = thread_time();
                let asked = Asked { typed: &typed, page: 1, reader, until };
                capsule.search(Some(index), asked).expect("found");
                (thread_time() - began).as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{kind}: p50 {:.2} ms", times[TURNS / 2]);
        aim(&format!("{kind}: p99 in ms"), times[TURNS * 99 / 100], most);
    }
}

fn change(site: &Path, capsule: &Arc<Capsule>, index: &SearchIndex) {
    for number in [1, 1000] {
        for page in 0..number {
            let file = site.join(place(page));
            let text = fs::read_to_string(&file).expect("a page") + "\nchanged\n";
            fs::write(file, text).expect("a page");
        }
        let now = load(site, Some(capsule));
        let (began, cpu) = (Instant::now(), cpu_time());
        index.follow(&now, Pace::Whole, &|| true).expect("written");
        let took = began.elapsed().as_secs_f64();
        println!(
            "pages changed: {number}, {:.3} s of the processor",
            (cpu_time() - cpu).as_secs_f64()
        );
        aim("  found after seconds", took, if number == 1 { 1.0 } else { 10.0 });
    }
}

fn take_up(file: &Path, capsule: &Arc<Capsule>) {
    let began = Instant::now();
    let index = SearchIndex::open(file).expect("an index");
    index.follow(capsule, Pace::Whole, &|| false).expect("read");
    println!("taken up again after {:.3} s", began.elapsed().as_secs_f64());
}

fn grep(site: &Path) {
    let began = Instant::now();
    let mut command = Command::new("grep");
    command.args(["-ril", &word(20_000)]).arg(site).stdout(Stdio::null());
    command.status().expect("grep");
    println!("grep -ri: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
}

/// The same texts in a table of FTS5 and nothing else.
fn alone(folder: &Path, site: &Path) {
    let cpu = cpu_time();
    let connection = Connection::open(folder.join("alone")).expect("a file");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN;
             CREATE VIRTUAL TABLE alone USING fts5(text, content = '', tokenize = unicode61)",
        )
        .expect("a table");
    for page in 0.. {
        let Ok(text) = fs::read_to_string(site.join(place(page))) else { break };
        let insert = "INSERT INTO alone (rowid, text) VALUES (?1, ?2)";
        connection.execute(insert, params![page.cast_signed(), text]).expect("written");
    }
    connection.execute_batch("COMMIT").expect("written");
    println!("FTS5 alone: made in {:.2} s of the processor", (cpu_time() - cpu).as_secs_f64());
    let mut times: Vec<f64> = (0..TURNS)
        .map(|turn| {
            let began = thread_time();
            let select =
                "SELECT rowid FROM alone WHERE alone MATCH ?1 ORDER BY bm25(alone) LIMIT 10";
            let mut statement = connection.prepare(select).expect("a statement");
            let rows = statement.query_map([word(turn as u64 % 20)], |row| row.get::<_, i64>(0));
            rows.expect("found").for_each(drop);
            (thread_time() - began).as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "FTS5 alone, common: p50 {:.2} ms, p99 {:.2} ms",
        times[TURNS / 2],
        times[TURNS * 99 / 100]
    );
}

fn write_site(site: &Path, pages: u64) -> usize {
    let mut bytes = 0;
    let mut chance = Chance(1);
    for page in 0..pages {
        let file = site.join(place(page));
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        let (year, month) = (2000 + page % 26, 1 + page % 12);
        let title = [chance.word(), chance.word(), chance.word()].join(" ");
        let mut text = format!(
            "---\ntitle: {title}\ndate: {year}-{month:02}-03\ntags: [{}]\n---\n",
            chance.word()
        );
        for number in 1..=WORDS_IN_PAGE {
            text.push_str(&chance.word());
            text.push_str(match number {
                _ if number % 100 == 0 => "\n\n## Section\n\n",
                _ if number % 20 == 0 => ".\n",
                _ => " ",
            });
        }
        bytes += text.len();
        fs::write(file, text).expect("a page");
    }
    bytes
}

fn place(page: u64) -> String {
    format!("part-{}/page-{page}.md", page / 100)
}

/// Numbers by chance, always the same.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A word: the one of rank r is met with a chance of 1/r.
    fn word(&mut self) -> String {
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = (VOCABULARY as f64).powf(even) - 1.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        word(rank as u64)
    }
}

/// The word of a rank: frequent ones are short.
fn word(rank: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "to", "mi", "ra", "ne", "so", "li", "du", "pe", "ga", "vo", "shi", "tra", "ble",
        "or", "an",
    ];
    let mut left = rank;
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[usize::try_from(left % 16).expect("below 16")]);
        left /= 16;
        if left == 0 {
            break;
        }
    }
    word
}

/// The time that the processors spent on this process.
fn cpu_time() -> Duration {
    time_of(ClockId::ProcessCPUTime)
}

/// The time that the processor spent on this thread: others may work beside it.
fn thread_time() -> Duration {
    time_of(ClockId::ThreadCPUTime)
}

fn time_of(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).expect("nanoseconds"))
}

/// The memory of this process, in bytes.
fn memory() -> u64 {
    of_status("VmRSS:")
}

/// The most that it had since its peak was forgotten.
fn peak_memory() -> u64 {
    of_status("VmHWM:")
}

fn forget_peak() {
    fs::write("/proc/self/clear_refs", "5").expect("/proc");
}

fn of_status(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("/proc");
    let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("memory");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}

fn sizes(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file"));
    let index = files.filter(|file| file.file_name().to_string_lossy().starts_with("index"));
    index.map(|file| file.metadata().expect("a file").len()).sum()
}
