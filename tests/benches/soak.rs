//! Everything at once, for as long as is wanted: honest readers of both protocols and authors while
//! pages change, the configuration is read again, certificates are renewed, hostile clients do their
//! worst and descriptors run out.
//!
//! `cargo bench --bench soak [-- MINUTES]`, half an hour when not said. Each thing that must hold
//! has a line of its own in the report, and it ends with 1 when one of them does not: that no
//! honest request failed, that they did not wait for long, that memory did not grow.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that can't measure has nothing better to do than end"
)]

mod attackers;
mod client;
#[path = "soak/editor.rs"]
mod editor;
mod process;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use client::{Client, Question, Way};
use editor::Editor;
use process::{Process, worker_of};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use support::HOST;

/// How long it lasts when nobody says otherwise, in minutes.
const USUAL: u64 = 30;
/// The descriptors that the server may have. They are enough for about 400 connections, of which
/// the attackers open more.
const DESCRIPTORS: u64 = 1100;
/// How long descriptors are short, out of each minute.
const SHORTAGE: Duration = Duration::from_secs(5);
/// How much more memory than in the second quarter of the time is used in the last one, at most.
const GROWTH: f64 = 1.10;
/// The longest that 99 of 100 honest requests may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// Authors that edit at the same time.
const AUTHORS: usize = 2;
/// The file that is larger than all the buffers on the way.
const BIG: usize = 1_000_000;

/// What is asked for again and again, and how one sees that the answer is right.
struct Errand {
    name: &'static str,
    way: Way,
    path: &'static str,
    is_right: fn(&[u8]) -> bool,
}

const ERRANDS: &[Errand] = &[
    Errand { name: "Gemini page", way: Way::Full, path: "/page", is_right: is_one_version },
    Errand {
        name: "Gemini page, resumed",
        way: Way::Resumed,
        path: "/page",
        is_right: is_one_version,
    },
    Errand {
        name: "Gemini file",
        way: Way::Full,
        path: "/file.bin",
        is_right: |answer| answer.len() > BIG,
    },
    Errand {
        name: "Gemini search",
        way: Way::Full,
        path: "/search?steady",
        is_right: |answer| has(answer, "/steady"),
    },
    Errand { name: "Gopher menu", way: Way::Plain, path: "/page", is_right: is_one_version },
    Errand {
        name: "Gopher text",
        way: Way::Plain,
        path: "/steady.txt",
        is_right: |answer| has(answer, "stays"),
    },
    Errand {
        name: "Gopher file",
        way: Way::Plain,
        path: "/file.bin",
        is_right: |answer| answer.len() == BIG,
    },
    Errand {
        name: "Gopher search",
        way: Way::Plain,
        path: "/search\tsteady",
        is_right: |answer| has(answer, "/steady"),
    },
];

/// What all threads see.
struct Ring {
    over: AtomicBool,
    /// How long each request took, for each errand.
    took: Vec<Mutex<Vec<Duration>>>,
    failures: Mutex<Vec<String>>,
    /// Edits that are served, and those that the server put off.
    edits: [AtomicUsize; 2],
    gemini: SocketAddr,
    gopher: SocketAddr,
}

/// Where things are.
struct Place {
    folder: tempfile::TempDir,
    binary: &'static str,
}

fn main() -> ExitCode {
    let minutes = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(USUAL);
    let place = Place::make();
    let mut server = place.serve();
    let ring = Ring {
        over: AtomicBool::new(false),
        took: ERRANDS.iter().map(|_| Mutex::default()).collect(),
        failures: Mutex::default(),
        edits: Default::default(),
        gemini: server.address("gemini"),
        gopher: server.address("gopher"),
    };
    ring.wait_for_index();
    let master = server.id();
    let pid = |number: u32| Pid::from_raw(number.cast_signed()).expect("a process");
    let memory = thread::scope(|scope| {
        for number in 0..ERRANDS.len() {
            let ring = &ring;
            scope.spawn(move || ring.ask(number));
        }
        for number in 0..AUTHORS {
            let (ring, place) = (&ring, &place);
            scope.spawn(move || ring.edit(place, number));
        }
        scope.spawn(|| ring.repeat(Duration::from_millis(200), |round| place.change_pages(round)));
        scope.spawn(|| {
            ring.repeat(Duration::from_secs(7), |_| {
                kill_process(pid(master), Signal::HUP).expect("a signal")
            })
        });
        scope.spawn(|| {
            ring.repeat(Duration::from_secs(11), |round| place.change_configuration(round))
        });
        scope.spawn(|| ring.repeat(Duration::from_secs(37), |_| place.renew_certificate()));
        scope.spawn(|| ring.repeat(Duration::from_secs(60), |_| run_short(pid(worker_of(master)))));
        attackers::ATTACKERS.iter().for_each(|attacker| {
            let ring = &ring;
            scope.spawn(move || {
                ring.repeat(Duration::from_millis(300), |round| {
                    attacker(round, ring.gemini, ring.gopher)
                })
            });
        });
        let memory = watch(&mut server, Duration::from_secs(minutes * 60));
        ring.over.store(true, Ordering::Relaxed);
        memory
    });
    report(&ring, &memory, &place.said())
}

impl Place {
    fn make() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Self { folder, binary: env!("CARGO_BIN_EXE_propus") };
        fs::create_dir(place.of("site")).expect("a folder");
        fs::write(place.of("site/index.md"), "# Home\n\n[page](page.md), [steady](steady.md)\n")
            .expect("a file");
        fs::write(place.of("site/steady.md"), "# Steady\n\nThis stays as it is.\n")
            .expect("a file");
        let slow = "- an *item* with a [link](index.md)\n".repeat(80_000);
        fs::write(place.of("site/slow.md"), slow).expect("a file");
        fs::write(place.of("site/file.bin"), vec![7; BIG]).expect("a file");
        place.change_pages(0);
        place.change_configuration(0);
        place
    }

    fn of(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn serve(&self) -> Process {
        let line = format!("ulimit -n {DESCRIPTORS}; exec \"$0\" \"$@\" 2> \"$LOG\"");
        Process::start(
            Command::new("sh")
                .args(["-c", &line, self.binary, "serve", "--config"])
                .arg(self.of("propus.toml"))
                .env("LOG", self.of("log"))
                .env("PROPUS_LOG", "info,access=off"),
        )
    }

    /// A page that is always one version of itself, others that come and go; replaced whole and
    /// written in place.
    fn change_pages(&self, round: usize) {
        let filler = "Some words that take up room. ".repeat(50 + round % 50);
        let page =
            format!("---\ntitle: Page\n---\nVersion {round}\n\n{filler}\n\nversion {round} ends\n");
        let (new, page_file) = (self.of("site/.new"), self.of("site/page.md"));
        fs::write(&new, page).and_then(|()| fs::rename(&new, page_file)).expect("a file");
        let other = self.of(&format!("site/other-{}.md", round % 20));
        if round.is_multiple_of(3) {
            drop(fs::remove_file(other))
        } else {
            fs::write(other, filler).expect("a file")
        }
    }

    fn change_configuration(&self, round: usize) {
        let width = 60 + round % 20;
        // Every fifth is wrong, and must change nothing.
        let fault = if round % 5 == 4 { "colour = \"red\"\n" } else { "" };
        let certs = self.of("certs");
        let text = format!(
            "gemini = \"127.0.0.1:0\"\ngopher = \"127.0.0.1:0\"\ncerts = {certs:?}\n{fault}\
             state = {:?}\n[content]\nsearch = true\nwidth = {width}\n[[host]]\nname = \"{HOST}\"\n\
             capsule = {:?}\n[[host.upload]]\npath = \"/\"\nquota-files = 1000000\n\
             quota-bytes = \"4 GB\"\n[[host.upload.identity]]\nname = \"author\"\n\
             fingerprint = \"{}\"\n",
            self.of("state"),
            self.of("site"),
            editor::fingerprint(self.folder.path()),
        );
        let new = self.of("propus.new");
        fs::write(&new, text)
            .and_then(|()| fs::rename(new, self.of("propus.toml")))
            .expect("a file");
    }

    fn renew_certificate(&self) {
        let renewed = Command::new(self.binary)
            .args(["cert", "renew", HOST, "--certs"])
            .arg(self.of("certs"))
            .output();
        let renewed = renewed.expect("the program");
        assert!(renewed.status.success(), "{}", String::from_utf8_lossy(&renewed.stderr));
    }

    /// What the server said in its log.
    fn said(&self) -> String {
        fs::read_to_string(self.of("log")).expect("the log")
    }
}

impl Ring {
    /// Waits until all pages are in the index: before, a search may say that it has not seen them.
    fn wait_for_index(&self) {
        let errands = ERRANDS.iter().enumerate();
        for (number, errand) in errands.filter(|(_, errand)| errand.name.ends_with("search")) {
            let question = self.question(number);
            let mut client = Client::new(&question);
            while !client.ask().is_ok_and(|(answer, _)| (errand.is_right)(answer)) {
                sleep(Duration::from_millis(100));
            }
        }
    }

    /// What is asked on an errand.
    fn question(&self, number: usize) -> Question {
        let errand = &ERRANDS[number];
        let (address, line) = match errand.way {
            Way::Plain | Way::Spartan | Way::Nex => (self.gopher, format!("{}\r\n", errand.path)),
            Way::Full | Way::Resumed => {
                (self.gemini, format!("gemini://{HOST}:{}{}\r\n", self.gemini.port(), errand.path))
            }
        };
        Question::new(address, errand.way, line)
    }

    /// An honest reader: asks for one thing until all is over.
    fn ask(&self, number: usize) {
        let (errand, question) = (&ERRANDS[number], self.question(number));
        let mut client = Client::new(&question).from(Ipv4Addr::new(127, 0, 1, number as u8 + 1));
        while !self.over.load(Ordering::Relaxed) {
            let began = Instant::now();
            let answer = client.ask();
            self.took[number].lock().unwrap().push(began.elapsed());
            let fault = match answer {
                Ok((answer, _)) if (errand.is_right)(answer) => None,
                Ok((answer, _)) => {
                    Some(String::from_utf8_lossy(&answer[..answer.len().min(100)]).into_owned())
                }
                Err(error) => Some(error.to_string()),
            };
            if let Some(fault) = fault {
                self.failures.lock().unwrap().push(format!("{}: {fault}", errand.name));
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// An honest author: edits its page until all is over.
    fn edit(&self, place: &Place, number: usize) {
        let mut editor = Editor::new(place.folder.path(), self.gemini, number);
        while !self.over.load(Ordering::Relaxed) {
            match editor.edit() {
                Ok(edited) => {
                    self.edits[edited as usize].fetch_add(1, Ordering::Relaxed);
                }
                Err(fault) => self.failures.lock().unwrap().push(format!("author: {fault}")),
            }
            sleep(Duration::from_millis(200));
        }
    }

    /// Does something each `pause` until all is over.
    fn repeat(&self, pause: Duration, mut what: impl FnMut(usize)) {
        for round in 1.. {
            let next = Instant::now() + pause;
            while Instant::now() < next {
                if self.over.load(Ordering::Relaxed) {
                    return;
                }
                sleep(pause.min(Duration::from_millis(100)));
            }
            what(round);
        }
    }
}

/// Leaves the server a few descriptors more than it has at this moment, for a while.
fn run_short(pid: Pid) {
    let Ok(open) = fs::read_dir(format!("/proc/{}/fd", pid.as_raw_nonzero())) else { return };
    let open = open.count() as u64;
    let limit = |current| {
        prlimit(
            Some(pid),
            Resource::Nofile,
            Rlimit { current: Some(current), maximum: Some(DESCRIPTORS) },
        )
    };
    // Another worker may have taken its place meanwhile.
    let _ = limit(open + 3);
    sleep(SHORTAGE);
    let _ = limit(DESCRIPTORS);
}

/// Notes every second how much memory the server has.
fn watch(server: &mut Process, time: Duration) -> Vec<u64> {
    let end = Instant::now() + time;
    let mut memory = Vec::new();
    while Instant::now() < end && !server.has_ended() {
        memory.extend(server.memory());
        sleep(Duration::from_secs(1));
    }
    memory
}

fn report(ring: &Ring, memory: &[u64], said: &str) -> ExitCode {
    let mut all = Vec::new();
    for (errand, took) in ERRANDS.iter().zip(&ring.took) {
        let mut took = took.lock().unwrap().clone();
        println!("{:8} × {:24} p99 {:5} ms", took.len(), errand.name, p99(&mut took).as_millis());
        all.append(&mut took);
    }
    let failures = ring.failures.lock().unwrap();
    failures.iter().take(20).for_each(|failure| println!("  {failure}"));
    let p99 = p99(&mut all);
    let quarters: Vec<f64> = memory.chunks(memory.len().div_ceil(4).max(1)).map(mean).collect();
    let grown = match quarters[..] {
        [_, second, _, last] => last > second * GROWTH,
        _ => true,
    };
    let lines = |text: &str| said.lines().filter(|line| line.contains(text)).count();
    let (reread, refused) = (lines("were read again"), lines("what was in force before still is"));
    let (short, bugs) = (lines("could not be accepted"), lines("bug in propus"));
    // What was not there has shown nothing.
    let was_hard = [reread, refused, short].iter().all(|count| *count > 0);
    let [edited, put_off] = [0, 1].map(|end| ring.edits[end].load(Ordering::Relaxed));
    let results = [
        (edited > 10 * put_off, format!("{edited} edits served, {put_off} put off")),
        (failures.is_empty(), format!("{} failed of {} requests", failures.len(), all.len())),
        (p99 < PATIENCE, format!("99 of 100 took at most {} ms", p99.as_millis())),
        (
            !grown,
            format!(
                "memory in each quarter of the time, MB: {quarters:.1?}; at most {:.1}",
                mean(&[peak(memory)])
            ),
        ),
        (bugs == 0, format!("{bugs} bugs in the log")),
        (
            was_hard,
            format!(
                "{reread} reloads, {refused} more that were wrong and refused; {short} times told \
                 of too few descriptors"
            ),
        ),
    ];
    for (holds, result) in &results {
        println!("{}: {result}", if *holds { "pass" } else { "FAIL" });
    }
    let well = results.iter().all(|(holds, _)| *holds);
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The time that 99 of 100 did not exceed.
fn p99(took: &mut [Duration]) -> Duration {
    took.sort_unstable();
    took.get(took.len() * 99 / 100).copied().unwrap_or_default()
}

fn peak(memory: &[u64]) -> u64 {
    memory.iter().copied().max().unwrap_or_default()
}

/// Of bytes, in megabytes.
fn mean(memory: &[u64]) -> f64 {
    memory.iter().sum::<u64>() as f64 / memory.len().max(1) as f64 / 1e6
}

/// Whether a page is all of one version: neither torn nor mixed.
fn is_one_version(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let number = |after: &str| {
        let (_, rest) = text.split_once(after)?;
        rest.split(|it: char| !it.is_ascii_digit()).next().map(str::to_owned)
    };
    number("Version ").is_some_and(|it| {
        !it.is_empty() && number("\nversion ").or(number("\niversion ")) == Some(it)
    })
}

fn has(answer: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(answer).contains(text)
}
