//! Everything at once, while members and boxes are killed and frozen in turn.

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::ask;
use crate::clients_support::server::Server;
use crate::clients_support::wait_for;
use crate::etcd::Etcd;
use crate::shared::{Machine, all, write};
use crate::way::Way;
use crate::writer::Writer;

/// Pages that are changed together.
const TOGETHER: usize = 20;
/// For how long a fault lasts, and the pause before the next.
const FAULT: Duration = Duration::from_secs(5);

/// What has to hold, and how often it did not.
#[derive(Default)]
struct Counts {
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
    reads: AtomicUsize,
    failed: AtomicUsize,
    halves: AtomicUsize,
    versions: AtomicUsize,
}

/// A box, which is away while it is killed.
struct House<'a> {
    machine: &'a Machine,
    ways: &'a [Way],
    server: RwLock<Option<Server>>,
    /// Ports stay, whoever serves.
    times: AtomicUsize,
}

/// Runs for so long.
pub(crate) fn run(
    etcd: &mut Etcd,
    anna: &Writer,
    machines: &[Machine],
    servers: Vec<Server>,
    ways: &[Vec<Way>; 3],
    length: Duration,
) -> ExitCode {
    let counts = Counts::default();
    let houses: Vec<House<'_>> = machines
        .iter()
        .zip(servers)
        .zip(ways)
        .map(|((machine, server), ways)| House {
            machine,
            ways,
            server: RwLock::new(Some(server)),
            times: AtomicUsize::new(0),
        })
        .collect();
    // The newest text of each path that was acknowledged, and all that were sent since.
    let written: Mutex<BTreeMap<String, Vec<String>>> = Mutex::default();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for (number, house) in houses.iter().enumerate() {
            let (written, done, counts) = (&written, &done, &counts);
            scope.spawn(move || upload(anna, house, number, written, done, counts));
            scope.spawn(move || read(house, done, counts));
        }
        scope.spawn(|| push(&houses[0], &done, &counts));
        let (began, mut round) = (Instant::now(), 0);
        while began.elapsed() < length {
            fault(etcd, &houses, round);
            round += 1;
        }
        done.store(true, Ordering::Relaxed);
        println!("{round} faults in {} s", began.elapsed().as_secs());
    });
    report(&houses, &written.into_inner().unwrap(), &counts)
}

/// One fault after the other: each member and each box is killed, and frozen, each box is cut off
/// from all members, and all are started anew, one after the other.
fn fault(etcd: &mut Etcd, houses: &[House<'_>], round: usize) {
    let number = round / 6 % 3;
    match round % 6 {
        0 => {
            etcd.kill(number);
            sleep(FAULT);
            etcd.run(number);
        }
        1 => {
            etcd.freeze(number);
            sleep(FAULT);
            etcd.thaw(number);
        }
        2 => {
            let killed = houses[number].server.write().unwrap().take();
            if let Some(server) = killed {
                let workers = server.worker().to_string();
                let master = server.id().to_string();
                let _ = Command::new("kill").args(["-9", &master, &workers]).status();
            }
            let served = houses[number].machine.serve();
            houses[number].times.fetch_add(1, Ordering::Relaxed);
            *houses[number].server.write().unwrap() = Some(served);
        }
        3 => {
            houses[number].ways.iter().for_each(Way::cut);
            sleep(FAULT);
            houses[number].ways.iter().for_each(Way::mend);
        }
        4 => {
            for number in 0..3 {
                etcd.kill(number);
                etcd.run(number);
                sleep(FAULT);
            }
            for house in houses {
                // One that is told to end lets those finish who ask.
                let mut server = house.server.write().unwrap();
                drop(server.take());
                house.times.fetch_add(1, Ordering::Relaxed);
                *server = Some(house.machine.serve());
            }
        }
        _ => {
            // Nobody asks a box meanwhile that does not live.
            let mut house = houses[number].server.write().unwrap();
            let server = house.take();
            let worker = server.as_ref().map(|server| server.worker().to_string());
            for signal in ["-STOP", "-CONT"] {
                let _ =
                    Command::new("kill").args([signal, worker.as_deref().unwrap_or("0")]).status();
                sleep(FAULT / 5);
            }
            *house = server;
        }
    }
    sleep(FAULT);
}

/// Writes pages of its own, again and again.
fn upload(
    anna: &Writer,
    house: &House<'_>,
    number: usize,
    written: &Mutex<BTreeMap<String, Vec<String>>>,
    done: &AtomicBool,
    counts: &Counts,
) {
    let mut upload = 0;
    while !done.load(Ordering::Relaxed) {
        upload += 1;
        let (path, text) = (format!("up{number}/{}", upload % 40), format!("# Upload {upload}\n"));
        let server = house.server.read().unwrap();
        let Some(server) = server.as_ref() else { continue };
        let name = format!("{path}.md");
        written.lock().unwrap().entry(name.clone()).or_default().push(text.clone());
        let line = format!("/{path};size={};token=replace", text.len());
        let answer = anna.asks(server, &line, text.as_bytes());
        if answer.starts_with("30 ") || answer.starts_with("20 ") {
            counts.acknowledged.fetch_add(1, Ordering::Relaxed);
            // Older texts of the same writer may not come back.
            written.lock().unwrap().insert(name, vec![text]);
        } else {
            counts.refused.fetch_add(1, Ordering::Relaxed);
        }
        sleep(Duration::from_millis(20));
    }
}

/// Reads pages that are changed together: who has seen one version sees no older one.
fn read(house: &House<'_>, done: &AtomicBool, counts: &Counts) {
    let (mut newest, mut page, mut life) = (0, 0, 0);
    while !done.load(Ordering::Relaxed) {
        let server = house.server.read().unwrap();
        let Some(server) = server.as_ref() else { continue };
        if house.times.load(Ordering::Relaxed) != life {
            life = house.times.load(Ordering::Relaxed);
        }
        page = (page + 7) % TOGETHER;
        let answer = ask(server, &format!("/t{page}.txt"));
        counts.reads.fetch_add(1, Ordering::Relaxed);
        let number = answer.split_whitespace().nth(1).and_then(|it| it.parse::<usize>().ok());
        match number {
            Some(number) if number < newest => drop(counts.halves.fetch_add(1, Ordering::Relaxed)),
            Some(number) => newest = number,
            // Before the first of them has come there is none.
            None if newest == 0 && !answer.is_empty() => {}
            None => drop(counts.failed.fetch_add(1, Ordering::Relaxed)),
        }
        sleep(Duration::from_millis(2));
    }
}

/// Pushes pages that are changed together.
fn push(house: &House<'_>, done: &AtomicBool, counts: &Counts) {
    let author = tempfile::tempdir().unwrap();
    let mut number = 0;
    while !done.load(Ordering::Relaxed) {
        number += 1;
        for page in 0..TOGETHER {
            write(author.path(), &format!("t{page}.md"), &format!("# N {number} N\n"));
        }
        if house.machine.store(&["push", author.path().to_str().unwrap()]).status.success() {
            counts.versions.fetch_add(1, Ordering::Relaxed);
        }
        sleep(Duration::from_millis(300));
    }
}

fn report(
    houses: &[House<'_>],
    written: &BTreeMap<String, Vec<String>>,
    counts: &Counts,
) -> ExitCode {
    let copy = |number: usize| all(&houses[number].machine.copy());
    let alike = wait_for(|| (copy(0) == copy(1) && copy(1) == copy(2)).then_some(())).is_some();
    let files = copy(0);
    let is_there = |(name, texts): &(&String, &Vec<String>)| {
        let found = files.get(*name).map(|it| it.0.clone()).unwrap_or_default();
        texts.iter().any(|text| text.as_bytes() == found)
    };
    // What was refused each time may be there or not.
    let lost = written.iter().filter(|it| it.1.len() == 1 && !is_there(it)).count();
    let number = |it: &AtomicUsize| it.load(Ordering::Relaxed);
    println!(
        "{} uploads acknowledged, {} refused, {} versions pushed, {} reads",
        number(&counts.acknowledged),
        number(&counts.refused),
        number(&counts.versions),
        number(&counts.reads)
    );
    println!(
        "lost uploads: {lost}; failed reads: {}; older after newer: {}; all copies alike: {alike}",
        number(&counts.failed),
        number(&counts.halves)
    );
    let is_well = lost + number(&counts.failed) + number(&counts.halves) == 0 && alike;
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
