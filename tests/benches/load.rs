//! What a request costs over loopback: propus beside another one of it (without its sandbox, without
//! uploads) and the least that a server can be, in turns, so that whatever else the machine does burdens all alike. The figures
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
use std::sync::Arc;
use std::time::{Duration, Instant};

use client::{Client, Question, Upload, Way, ask_often};
use process::Process;
use propus::fingerprint::Fingerprint;
use propus::net::certs;
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
    /// Bytes of an upload in each request; none where something is read.
    upload: usize,
    /// The server that is measured, and the one beside it.
    servers: [Kind; 2],
    /// The ratio that is aimed at.
    aim: Option<f64>,
}

/// A server of propus' own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it is by default.
    Usual,
    /// Without its sandbox.
    NoSandbox,
    /// One to which somebody may write.
    Uploads,
    /// The same without its sandbox.
    UploadsNoSandbox,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Usual, Self::NoSandbox, Self::Uploads, Self::UploadsNoSandbox];

    fn name(self) -> &'static str {
        match self {
            Self::Usual => "as it is",
            Self::NoSandbox => "no sandbox",
            Self::Uploads => "uploads",
            Self::UploadsNoSandbox => "uploads, no sandbox",
        }
    }

    /// The words of the command line.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Usual | Self::Uploads => &[],
            Self::NoSandbox | Self::UploadsNoSandbox => &["--no-sandbox"],
        }
    }

    /// The tables of the host.
    fn tables(self, writer: &str) -> String {
        match self {
            Self::Usual | Self::NoSandbox => String::new(),
            Self::Uploads | Self::UploadsNoSandbox => format!(
                "[[host.upload]]\npath = \"/\"\nquota-files = 1000000\nquota-bytes = \"4 GB\"\n\
                 [[host.upload.identity]]\nname = \"writer\"\nfingerprint = \"{writer}\"\n"
            ),
        }
    }
}

/// What most requests are sent to.
const USUAL: [Kind; 2] = [Kind::Usual, Kind::NoSandbox];

const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "Gemini, full handshake",
        way: Way::Full,
        path: "/page",
        count: 400,
        upload: 0,
        servers: USUAL,
        aim: Some(1.10),
    },
    Scenario {
        name: "Gemini, resumed",
        way: Way::Resumed,
        path: "/page",
        count: 400,
        upload: 0,
        servers: USUAL,
        aim: Some(1.10),
    },
    Scenario {
        name: "Gemini, 1 MB file",
        way: Way::Full,
        path: "/file.bin",
        count: 80,
        upload: 0,
        servers: USUAL,
        aim: Some(1.15),
    },
    Scenario {
        name: "Gopher, menu",
        way: Way::Plain,
        path: "/page",
        count: 1600,
        upload: 0,
        servers: USUAL,
        aim: Some(1.25),
    },
    Scenario {
        name: "Gopher, text",
        way: Way::Plain,
        path: "/page.txt",
        count: 1600,
        upload: 0,
        servers: USUAL,
        aim: Some(1.10),
    },
    Scenario {
        name: "Gopher, 1 MB file",
        way: Way::Plain,
        path: "/file.bin",
        count: 120,
        upload: 0,
        servers: USUAL,
        aim: Some(0.60),
    },
    Scenario {
        name: "Spartan, page",
        way: Way::Spartan,
        path: "/page",
        count: 1600,
        upload: 0,
        servers: USUAL,
        aim: Some(1.25),
    },
    Scenario {
        name: "Nex, page",
        way: Way::Nex,
        path: "/page/",
        count: 1600,
        upload: 0,
        servers: USUAL,
        aim: Some(1.25),
    },
    Scenario {
        name: "Gemini, full handshake, where uploads are taken",
        way: Way::Full,
        path: "/page",
        count: 400,
        upload: 0,
        servers: [Kind::Uploads, Kind::Usual],
        aim: Some(1.10),
    },
    Scenario {
        name: "Titan, upload of 10 kB",
        way: Way::Full,
        path: "/page;size=10000;token=replace",
        count: 80,
        upload: 10_000,
        servers: [Kind::Uploads, Kind::UploadsNoSandbox],
        aim: Some(1.5),
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
        let folder = |place: usize| words.get(place).map(Path::new);
        return bare::serve(Path::new(&words[1]), folder(2), folder(3));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let writer = certs::load_or_make(&folder.path().join("clients"), "writer", &[])
        .expect("a certificate")
        .certified;
    let fingerprint = format!("SHA256:{:x}", Fingerprint::of(&writer.cert[0]));
    let start = |kind: Kind| {
        // Two that write share no folder, nor do they wait for each other.
        let own = folder.path().join(format!("{}", kind as usize));
        capsule(&own);
        let config = format!(
            "gemini = \"127.0.0.1:0\"\ngopher = \"127.0.0.1:0\"\nspartan = \"127.0.0.1:0\"\n\
             nex = \"127.0.0.1:0\"\ncerts = \"../certs\"\nstate = \"state\"\n[[host]]\nname = \"{HOST}\"\ncapsule = \"site\"\n{}",
            kind.tables(&fingerprint)
        );
        std::fs::write(own.join("propus.toml"), config).expect("a file");
        Process::start(
            Command::new(env!("CARGO_BIN_EXE_propus"))
                .arg("serve")
                .args(kind.options())
                .arg("--config")
                .arg(own.join("propus.toml")),
        )
    };
    let mut servers = Kind::ALL.map(start);
    let schemes = ["gemini", "gopher", "spartan", "nex"];
    let addresses = servers.each_mut().map(|it| schemes.map(|scheme| it.address(scheme)));
    println!(
        "| request | bytes | requests/s | CPU µs | p99 ms | beside it | requests/s | CPU µs | p99 ms \
         | bare: requests/s | CPU µs | p99 ms | CPU ratio to that beside it | to bare | aim |"
    );
    println!(
        "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for scenario in SCENARIOS
        .iter()
        .filter(|it| words.is_empty() || words.iter().any(|word| it.name.contains(word)))
    {
        let question = |kind: Kind| {
            let [gemini, gopher, spartan, nex] = addresses[kind as usize];
            let scheme = if scenario.upload > 0 { "titan" } else { "gemini" };
            let (address, line) = match scenario.way {
                Way::Plain => (gopher, format!("{}\r\n", scenario.path)),
                Way::Spartan => (spartan, format!("{HOST} {} 0\r\n", scenario.path)),
                Way::Nex => (nex, format!("{}\r\n", scenario.path)),
                Way::Full | Way::Resumed => {
                    let line = format!("{scheme}://{HOST}:{}{}\r\n", gemini.port(), scenario.path);
                    (gemini, line)
                }
            };
            let shows = Arc::clone(&writer);
            let upload = Some(Upload { bytes: scenario.upload, shows }).filter(|it| it.bytes > 0);
            Question { upload, ..Question::new(address, scenario.way, line) }
        };
        let asked = scenario
            .servers
            .map(|kind| Asked { server: &servers[kind as usize], question: question(kind) });
        compare(scenario, &asked, folder.path());
    }
}

/// A server, and what it is asked.
struct Asked<'a> {
    server: &'a Process,
    question: Question,
}

/// A capsule with a page of usual size and a file.
fn capsule(folder: &Path) {
    let site = folder.join("site");
    std::fs::create_dir_all(&site).expect("a folder");
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
}

/// Runs a scenario against propus, another one beside it, and the bare server, in turns, and prints a
/// row.
fn compare(scenario: &Scenario, [ours, other]: &[Asked<'_>; 2], folder: &Path) {
    let answer = Client::new(&ours.question).ask().expect("an answer").0.to_vec();
    let file = folder.join("answer");
    std::fs::write(&file, &answer).expect("a file");
    let certs = folder.join("certs");
    let store = folder.join("store");
    std::fs::create_dir_all(&store).expect("a folder");
    let mut bare = bare::start(
        &file,
        Some(certs.as_path()).filter(|_| scenario.way.is_private()),
        Some(store.as_path()).filter(|_| scenario.upload > 0),
    );
    let question = Question { address: bare.address("bare"), ..ours.question.clone() };
    let bare = Asked { server: &bare, question };
    let run = |asked: &Asked<'_>, count| turn(asked.server, &asked.question, count, answer.len());
    let all = |count| [run(ours, count), run(other, count), run(&bare, count)];
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
    let (name, [ours, other, bare]) = (scenario.name, [0, 1, 2].map(of));
    let beside = scenario.servers[1].name();
    println!(
        "| {name} | {size} |{ours}| {beside} |{other}|{bare}| {:.2} | {:.2} | {aim} |",
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
