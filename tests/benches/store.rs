//! The store: how long a version takes to another box, what an upload costs, how long a new box takes
//! to be complete, what boxes and members need; and then everything at once while members and boxes
//! are killed and frozen.
//!
//! `cargo bench --features cluster --bench store [-- PAGES SECONDS]`: 10,000 pages, and 600 seconds of
//! faults, when not said. Ends with 1 when an upload is lost that was acknowledged, a reader of a
//! living box is refused, half a change is shown, or the copies differ at the end.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "a benchmark that can't measure has nothing better to do than end"
)]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/etcd.rs"]
mod etcd;
#[path = "store/faults.rs"]
mod faults;
#[path = "../store/shared.rs"]
mod shared;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/way.rs"]
mod way;
#[path = "../store/writer.rs"]
mod writer;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clients_support::server::Server;
use clients_support::wait_for;
use etcd::Etcd;
use shared::{Machine, write};
use way::Way;
use writer::Writer;

/// Uploads that are followed to another box.
const UPLOADS: usize = 200;
/// Requests of each round that compares.
const REQUESTS: usize = 3000;

fn main() -> ExitCode {
    let numbers = || std::env::args().skip(1).filter_map(|it| it.parse::<usize>().ok());
    let (pages, seconds) = (numbers().next().unwrap_or(10_000), numbers().nth(1).unwrap_or(600));
    let mut etcd = Etcd::start(3, &[]);
    let anna = Writer::new();
    // Each box has ways of its own to the members.
    let ways = [(); 3].map(|()| etcd.addresses().into_iter().map(Way::to).collect::<Vec<_>>());
    let mut names = ["attic", "cellar", "barn"].into_iter().zip(&ways);
    let machines = [(); 3].map(|()| {
        let (name, ways) = names.next().unwrap();
        let members: Vec<String> =
            ways.iter().map(|way| format!("'http://{}'", way.address)).collect();
        let store = format!("etcd = [{}]\nbox = '{name}'", members.join(", "));
        Machine::written_to(&store, &anna.tables())
    });
    assert!(wait_for(|| machines[0].store(&["init"]).status.success().then_some(())).is_some());
    push(&machines[0], pages);
    let mut servers: Vec<Server> = Vec::new();
    for machine in &machines {
        let began = Instant::now();
        let server = machine.serve();
        let is_complete =
            || shows(&server, &format!("/d0/p{}.txt", pages - pages % 100), "Page").then_some(());
        while is_complete().is_none() {
            assert!(began.elapsed() < Duration::from_secs(300), "{}", server.said());
            sleep(Duration::from_millis(10));
        }
        println!(
            "a new box with {pages} pages is complete after {:.1} s",
            began.elapsed().as_secs_f64()
        );
        servers.push(server);
    }
    uploads(&anna, &servers[0], &servers[1]);
    for (machine, server) in ["attic", "cellar", "barn"].iter().zip(&servers) {
        println!("memory of {machine}: {} MB", resident(server.worker()) / 1000);
    }
    for (number, process) in etcd.processes().into_iter().enumerate() {
        println!("memory of member {number}: {} MB", resident(process) / 1000);
    }
    compare(&machines[0], &servers[0]);
    if seconds == 0 {
        return ExitCode::SUCCESS;
    }
    faults::run(&mut etcd, &anna, &machines, servers, &ways, Duration::from_secs(seconds as u64))
}

/// Pushes so many pages, a hundred in each folder.
fn push(machine: &Machine, pages: usize) {
    let author = tempfile::tempdir().unwrap();
    let words = "Small boxes in the attic hum. ".repeat(20);
    for page in 0..=pages {
        let name = format!("d{}/p{page}.md", page % 100);
        write(author.path(), &name, &format!("# Page {page}\n\n{words}\n\nNumber {page}.\n"));
    }
    write(author.path(), "index.md", "# Home\n");
    let began = Instant::now();
    let said = machine.does(&["push", author.path().to_str().unwrap()]);
    println!("push of {pages} pages: {:.1} s; {said}", began.elapsed().as_secs_f64());
    write(author.path(), "index.md", "# Home, changed\n");
    let began = Instant::now();
    let said = machine.does(&["push", author.path().to_str().unwrap()]);
    println!("push of one of them: {:.2} s; {said}", began.elapsed().as_secs_f64());
}

/// True when a box shows these words at a path.
fn shows(server: &Server, selector: &str, words: &str) -> bool {
    ask(server, selector).contains(words)
}

/// What a box answers on Gopher; nothing where it does not.
fn ask(server: &Server, selector: &str) -> String {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", server.gopher))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(format!("{selector}\r\n").as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().unwrap_or_default()
}

/// Uploads to one box, until another one shows each.
fn uploads(anna: &Writer, to: &Server, other: &Server) {
    let (mut costs, mut visible) = (Vec::new(), Vec::new());
    for number in 0..UPLOADS {
        let began = Instant::now();
        let answer = anna.sends(to, &format!("/u{number}"), &format!("# Upload {number}\n"));
        assert!(answer.starts_with("30 "), "{answer}");
        costs.push(began.elapsed());
        while !shows(other, &format!("/u{number}.txt"), "Upload") {
            sleep(Duration::from_millis(5));
        }
        visible.push(began.elapsed());
    }
    println!("an upload, until it is acknowledged: {}", percentiles(costs));
    println!("an upload, until another box shows it: {}", percentiles(visible));
}

fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_millis();
    format!("p50 {} ms, p99 {} ms", at(50), at(99))
}

/// Kilobytes of a process.
fn resident(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Asks a box with a store and one with the same folder and none, in turns.
fn compare(machine: &Machine, server: &Server) {
    let plain = tempfile::tempdir().unwrap();
    let mut copy = Command::new("cp");
    copy.arg("-r").arg(machine.copy()).arg(plain.path().join("x"));
    assert!(copy.status().unwrap().success());
    fs::remove_dir_all(plain.path().join("x/.propus-store")).unwrap();
    let alone = Server::start(&plain.path().join("x"));
    let mut ratios = Vec::new();
    for _ in 0..5 {
        let times = [server, &alone].map(|server| {
            let began = Instant::now();
            for number in 0..REQUESTS {
                assert!(!ask(server, &format!("/d{}/p{number}.txt", number % 100)).is_empty());
            }
            began.elapsed()
        });
        ratios.push(times[0].as_secs_f64() / times[1].as_secs_f64());
    }
    let ratios: Vec<String> = ratios.iter().map(|it| format!("{it:.2}")).collect();
    println!("time of reading beside that without a store: {}", ratios.join(" "));
}
