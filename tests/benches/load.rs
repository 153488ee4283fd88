//! What a request costs over loopback: propus beside itself without its sandbox and the least that
//! a server can be, in turns, so that whatever else the machine does burdens all alike. The figures
//! are the ratios of the processor time that propus takes to those of the other two.
//!
//! `cargo bench --bench load [-- NAME…]` runs the scenarios whose names contain one of the words,
//! else all.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that can't measure has nothing better to do than end"
)]

mod bare;
mod client;
mod process;
#[path = "../support/mod.rs"]
mod support;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use client::{Client, Question, Way, ask_often};
use process::Process;
use support::HOST;

/// How often each server has its turn.
const TURNS: usize = 31;

/// One kind of request.
struct Scenario {
    name: &'static str,
    way: Way,
    path: &'static str,
    /// Requests a turn.
    count: usize,
    /// The ratio that is aimed at.
    aim: Option<f64>,
}

const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "Gemini, full handshake",
        way: Way::Full,
        path: "/page",
        count: 400,
        aim: Some(1.10),
    },
    Scenario {
        name: "Gemini, resumed",
        way: Way::Resumed,
        path: "/page",
        count: 400,
        aim: Some(1.10),
    },
    Scenario {
        name: "Gemini, 1 MB file",
        way: Way::Full,
        path: "/file.bin",
        count: 80,
        aim: Some(1.15),
    },
    Scenario { name: "Gopher, menu", way: Way::Plain, path: "/page", count: 1600, aim: Some(1.25) },
    Scenario { name: "Gopher, text", way: Way::Plain, path: "/page.txt", count: 1600, aim: None },
    Scenario {
        name: "Gopher, 1 MB file",
        way: Way::Plain,
        path: "/file.bin",
        count: 120,
        aim: None,
    },
];

/// What came of one turn.
struct Turn {
    took: Duration,
    cpu: Duration,
    delays: Vec<Duration>,
}

fn main() {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if words.first().is_some_and(|word| word == bare::WORD) {
        return bare::serve(Path::new(&words[1]), words.get(2).map(Path::new));
    }
    let folder = capsule();
    let (site, certs) = (folder.path().join("site"), folder.path().join("certs"));
    let start = |options: &[&str]| {
        Process::start(
            Command::new(env!("CARGO_BIN_EXE_propus"))
                .args([
                    "--allow-root",
                    "--host",
                    HOST,
                    "--gemini",
                    "127.0.0.1:0",
                    "--gopher",
                    "127.0.0.1:0",
                ])
                .args(options)
                .arg("--certs")
                .args([&certs, &site]),
        )
    };
    let mut servers = [start(&[]), start(&["--no-sandbox"])];
    let addresses = servers.each_mut().map(|it| (it.address("gemini"), it.address("gopher")));
    println!(
        "| request | bytes | requests/s | CPU µs | p99 ms | no sandbox: requests/s | CPU µs | p99 ms \
         | bare: requests/s | CPU µs | p99 ms | CPU ratio to no sandbox | to bare | aim |"
    );
    println!(
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for scenario in SCENARIOS
        .iter()
        .filter(|it| words.is_empty() || words.iter().any(|word| it.name.contains(word)))
    {
        let questions = addresses.map(|(gemini, gopher)| {
            let address = if scenario.way == Way::Plain { gopher } else { gemini };
            let line = match scenario.way {
                Way::Plain => format!("{}\r\n", scenario.path),
                Way::Full | Way::Resumed => {
                    format!("gemini://{HOST}:{}{}\r\n", gemini.port(), scenario.path)
                }
            };
            Question { address, way: scenario.way, line: line.into_bytes() }
        });
        compare(scenario, &servers, &questions, folder.path());
    }
}

/// A capsule with a page of usual size and a file.
fn capsule() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    std::fs::create_dir(&site).expect("a folder");
    let page = include_str!("../../capsule/manual/content.md");
    let noise: Vec<u8> =
        (0..1_000_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (name, content) in [
        ("index.md", "# Home\n\nThe [page](page.md).\n".as_bytes()),
        ("page.md", page.as_bytes()),
        ("file.bin", &noise),
    ] {
        std::fs::write(site.join(name), content).expect("a file");
    }
    folder
}

/// Runs a scenario against propus, with and without its sandbox, and the bare server, in turns, and
/// prints a row.
fn compare(
    scenario: &Scenario,
    [propus, open]: &[Process; 2],
    [question, to_open]: &[Question; 2],
    folder: &Path,
) {
    let answer = Client::new(question).ask().expect("an answer").0.to_vec();
    let file = folder.join("answer");
    std::fs::write(&file, &answer).expect("a file");
    let certs = folder.join("certs");
    let mut bare = bare::start(&file, Some(certs.as_path()).filter(|_| scenario.way != Way::Plain));
    let bare_question = Question { address: bare.address("bare"), ..question.clone() };
    let run =
        |server: &Process, question: &Question, count| turn(server, question, count, answer.len());
    let all = |count| {
        [run(propus, question, count), run(open, to_open, count), run(&bare, &bare_question, count)]
    };
    all(scenario.count / 4);
    let turns: Vec<[Turn; 3]> = (0..TURNS).map(|_| all(scenario.count)).collect();
    print(scenario, answer.len(), &turns);
}

fn turn(server: &Process, question: &Question, count: usize, size: usize) -> Turn {
    let (before, began) = (server.times(), Instant::now());
    let delays = ask_often(question, count, size);
    let took = began.elapsed();
    // What follows an answer is part of its cost.
    std::thread::sleep(Duration::from_millis(20));
    Turn { took, cpu: before.until(&server.times()), delays }
}

fn print(scenario: &Scenario, size: usize, turns: &[[Turn; 3]]) {
    let ratio =
        |other: usize| median(turns.iter().map(|turn| turn[0].cpu_each() / turn[other].cpu_each()));
    let of = |server: usize| figures(&turns.iter().map(|turn| &turn[server]).collect::<Vec<_>>());
    let aim = scenario.aim.map_or(String::new(), |aim| format!("{aim:.2}"));
    let (name, [ours, open, bare]) = (scenario.name, [0, 1, 2].map(of));
    println!(
        "| {name} | {size} |{ours}|{open}|{bare}| {:.2} | {:.2} | {aim} |",
        ratio(1),
        ratio(2)
    );
}

/// Requests a second, processor time of each, and the time in which 99 of 100 clients had their
/// answer.
fn figures(turns: &[&Turn]) -> String {
    let rate = median(turns.iter().map(|turn| turn.delays.len() as f64 / turn.took.as_secs_f64()));
    let cpu = median(turns.iter().map(|turn| turn.cpu_each())) * 1e6;
    let mut delays: Vec<Duration> =
        turns.iter().flat_map(|turn| turn.delays.iter().copied()).collect();
    delays.sort();
    let late = delays[delays.len() * 99 / 100].as_secs_f64() * 1e3;
    format!(" {rate:.0} | {cpu:.1} | {late:.2} ")
}

impl Turn {
    /// Processor time of one request, in seconds.
    fn cpu_each(&self) -> f64 {
        self.cpu.as_secs_f64() / self.delays.len() as f64
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
