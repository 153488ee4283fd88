//! Looks for pages that take longer than their length allows: for each of many constructs, and for
//! random ones, pages of a size and of twice, four and eight times that size are converted, and the
//! time is compared with the length. Of some, a page of 100 kB is compared with one of 10 MB. Where
//! the time grows faster than the length, the program ends with 1.
//!
//! `cargo bench --bench slow [-- NAME… | random COUNT SEED | long]`. The time is the processor's for this
//! thread alone, so that a busy machine does little harm; what looks slow is measured again before
//! it is called so.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that can't measure has nothing better to do than end"
)]

#[path = "slow/constructs.rs"]
mod constructs;
#[path = "slow/even.rs"]
mod even;
#[path = "slow/growth.rs"]
mod growth;
#[path = "slow/random.rs"]
mod random;
#[path = "slow/ways.rs"]
mod ways;

use std::process::ExitCode;

use constructs::Construct;
use even::Evenness;
use growth::{Growth, measure};

/// How many random constructs are tried when nothing else is said, and where chance begins.
const RANDOM: usize = 300;
const SEED: u64 = 1436;
/// As small as that of the threads that convert pages.
const STACK: usize = 2 << 20;

/// As in the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let search = std::thread::Builder::new().stack_size(STACK).spawn(search).expect("a thread");
    if search.join().expect("the search ends") { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tells whether all time is linear.
fn search() -> bool {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let number = |place: usize| words.get(place).and_then(|word| word.parse().ok());
    let is_long = words.first().is_some_and(|word| word == "long");
    println!("{}", if is_long { Evenness::HEAD } else { Growth::HEAD });
    let slow: Vec<String> = if is_long {
        constructs::long_pages().iter().filter_map(tell_long).collect()
    } else if words.first().is_some_and(|word| word == "random") {
        let (count, seed) = (number(1).unwrap_or(RANDOM as u64), number(2).unwrap_or(SEED));
        random::constructs(count as usize, seed)
            .filter_map(|construct| tell(&construct, false))
            .collect()
    } else {
        let wanted = |it: &Construct| {
            words.is_empty() || words.iter().any(|word| it.name.contains(word.as_str()))
        };
        let listed: Vec<String> = constructs::all()
            .into_iter()
            .filter(wanted)
            .filter_map(|construct| tell(&construct, true))
            .collect();
        let random = random::constructs(if words.is_empty() { RANDOM } else { 0 }, SEED);
        let mut slow: Vec<String> = listed
            .into_iter()
            .chain(random.filter_map(|construct| tell(&construct, false)))
            .collect();
        if words.is_empty() {
            println!("\n{}", Evenness::HEAD);
            slow.extend(constructs::long_pages().iter().filter_map(tell_long));
        }
        slow
    };
    println!("\n{}", if slow.is_empty() { "Time grows with length alone." } else { "Too slow:" });
    slow.iter().for_each(|name| println!("  {name}"));
    slow.is_empty()
}

/// Measures a construct and tells of it; of random ones only if they are slow. Gives the name of
/// what is slow.
fn tell(construct: &Construct, always: bool) -> Option<String> {
    let growth = measure(construct);
    if always || growth.is_slow() {
        println!("{growth}");
    }
    growth.is_slow().then_some(growth.name)
}

/// Measures a long page and tells of it. Gives the name of what is slow.
fn tell_long(construct: &Construct) -> Option<String> {
    let evenness = even::measure(construct);
    println!("{evenness}");
    evenness.is_slow().then_some(evenness.name)
}
