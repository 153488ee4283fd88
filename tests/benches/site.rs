//! A site of 10,000 pages: how long `propus check` takes and how much memory it needs, how soon a
//! server answers, how soon it shows a page that was changed, and how fast texts are converted
//! beside other converters.
//!
//! `cargo bench --bench site [-- PAGES]`.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that can't measure has nothing better to do than end"
)]

mod client;
mod generator;
mod process;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use client::{Client, Question, Way};
use process::Process;
use propus::document::{Document, Resolve, Target};
use propus::parse::{self, Dialect, Kramdown};
use propus::render::{self, LinkStyle};
use support::HOST;

/// How many texts are converted in turns, and of how many pages each is made: to start another
/// converter takes longer than it needs for one page.
const TEXTS: usize = 10;
const PAGES_IN_TEXT: usize = 100;
const TURNS: usize = 5;

fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    let bytes = generator::write_site(&site, count).expect("a site");
    println!("a site of {count} pages, {:.1} MB", bytes as f64 / 1e6);
    for _ in 0..3 {
        check(&site);
    }
    serve(&site, &folder.path().join("certs"));
    convert(folder.path());
}

fn check(site: &Path) {
    let began = Instant::now();
    let mut process =
        Process::start(Command::new(env!("CARGO_BIN_EXE_propus")).arg("check").arg(site));
    let (mut memory, mut times) = (0, process.times());
    let start = process.times();
    while !process.has_ended() {
        memory = memory.max(process.peak_memory().unwrap_or_default());
        let now = process.times();
        times = if start.until(&now) > start.until(&times) { now } else { times };
        sleep(Duration::from_millis(5));
    }
    println!(
        "propus check: {:.2} s, of the processors {:.2} s, at most {} MB",
        began.elapsed().as_secs_f64(),
        start.until(&times).as_secs_f64(),
        memory >> 20
    );
}

/// Start-up, and a change on disk.
fn serve(site: &Path, certs: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_propus"));
    command
        .args([
            "--allow-root",
            "--host",
            HOST,
            "--gemini",
            "127.0.0.1:0",
            "--gopher",
            "127.0.0.1:0",
            "--certs",
        ])
        .args([certs, site]);
    // The first start makes the certificate.
    Process::start(&mut command).address("gopher");
    let began = Instant::now();
    let mut server = Process::start(&mut command);
    let address = server.address("gopher");
    let ask = |path: &str| {
        let question = Question::new(address, Way::Plain, format!("{path}\r\n"));
        String::from_utf8_lossy(Client::new(&question).ask().expect("an answer").0).into_owned()
    };
    assert!(ask("/").contains("Home"));
    println!("start-up to first answer: {:.2} s", began.elapsed().as_secs_f64());
    wait_until_idle(&server);
    println!(
        "the server after its start: at most {} MB",
        server.peak_memory().unwrap_or_default() >> 20
    );
    for round in 0..3 {
        let word = format!("Changed-{round}");
        let file = site.join("docs/part-0/page-1.md");
        let text = fs::read_to_string(&file).expect("a page") + &word;
        // From here on the old page is in the cache.
        assert!(!ask("/docs/part-0/page-1").contains(&word));
        fs::write(&file, text).expect("a page");
        let (saved, before) = (Instant::now(), server.times());
        while !ask("/docs/part-0/page-1").contains(&word) {
            assert!(saved.elapsed() < Duration::from_secs(60), "the change is not seen");
            sleep(Duration::from_millis(20));
        }
        let (took, cpu) = (saved.elapsed(), before.until(&server.times()));
        println!(
            "a change is seen after {:.2} s, of the processors {:.2} s",
            took.as_secs_f64(),
            cpu.as_secs_f64()
        );
        wait_until_idle(&server);
    }
    println!("the server after all: at most {} MB", server.peak_memory().unwrap_or_default() >> 20);
}

/// Waits until what is done in the background is done.
fn wait_until_idle(server: &Process) {
    let mut before = server.times();
    loop {
        sleep(Duration::from_millis(500));
        let now = server.times();
        if before.until(&now) < Duration::from_millis(5) {
            return;
        }
        before = now;
    }
}

/// Takes every link for one that leads out.
struct Outward;

impl Resolve for Outward {
    fn resolve(&self, reference: &str) -> Target {
        Target::External(reference.to_owned())
    }
}

/// The same texts through propus, pulldown-cmark and lowdown, in turns.
fn convert(folder: &Path) {
    let text = |at: usize| -> String {
        (0..PAGES_IN_TEXT)
            .map(|page| generator::body(at * PAGES_IN_TEXT + page, 10_000, "logs"))
            .collect()
    };
    let texts: Vec<String> = (0..TEXTS).map(text).collect();
    let files: Vec<_> = (0..TEXTS).map(|at| folder.join(format!("{at}.md"))).collect();
    for (file, text) in files.iter().zip(&texts) {
        fs::write(file, text).expect("a file");
    }
    let size: usize = texts.iter().map(String::len).sum();
    let mut rates = [const { Vec::new() }; 4];
    for _ in 0..TURNS {
        rates[0].push(rate(size, || {
            texts.iter().for_each(|text| drop(black_box(gemtext(text, Dialect::default()))))
        }));
        let kramdown = Dialect {
            kramdown: Some(Kramdown::default()),
            smart: true,
            definitions: true,
            ..Dialect::default()
        };
        rates[1].push(rate(size, || {
            texts.iter().for_each(|text| drop(black_box(gemtext(text, kramdown))))
        }));
        rates[2].push(rate(size, || texts.iter().for_each(|text| drop(black_box(html(text))))));
        rates[3].push(rate(size, || {
            files.iter().for_each(|file| lowdown(file));
        }));
    }
    println!("converting {TEXTS} texts of {} KB, in MB/s:", size / TEXTS / 1000);
    let names = [
        "propus, to gemtext",
        "propus, kramdown to gemtext",
        "pulldown-cmark, to HTML",
        "lowdown -Tgemini",
    ];
    for (name, mut rates) in names.into_iter().zip(rates) {
        rates.sort_by(f64::total_cmp);
        println!("{name:30}{:8.1}", rates[rates.len() / 2]);
    }
}

/// Megabytes a second.
fn rate(size: usize, work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    size as f64 / 1e6 / began.elapsed().as_secs_f64()
}

fn gemtext(text: &str, dialect: Dialect) -> String {
    let blocks = parse::markdown(text, dialect, &Outward).blocks;
    render::gemtext(&Document { blocks, ..Document::default() }, LinkStyle::default())
}

fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 3 / 2);
    pulldown_cmark::html::push_html(
        &mut html,
        pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::all()),
    );
    html
}

fn lowdown(file: &Path) {
    let done = Command::new("lowdown").arg("-Tgemini").arg(file).stdout(Stdio::null()).status();
    assert!(done.expect("lowdown, of the Debian package of that name").success());
}
