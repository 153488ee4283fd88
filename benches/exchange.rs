//! A request line to the bytes of the answer, in memory: what a page costs that is in the cache,
//! besides the network.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark; criterion's macro makes a public function"
)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use propus::capsule;
use propus::content::Folder;
use propus::exchange::{Protocol, Request, Response};
use propus::generator::Options;
use propus::host::Hosts;
use propus::origin::Origin;
use propus::protocol::gopher::Asked;
use propus::protocol::{Reply, gemini, gopher};
use propus::site::{Readiness, Site, Style};

fn site() -> Site {
    let folder = Folder::open(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/capsule")))
        .expect("the shipped capsule");
    let (capsule, _) =
        capsule::load(&Arc::new(folder), &Options::default(), None).expect("descriptors");
    let origin = Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
    Site::new(capsule, origin, Style::default())
}

fn at_hand(site: &Arc<Site>, request: &Request) -> Option<Response> {
    match site.look(request, None) {
        Readiness::Ready(response) => Some(response),
        Readiness::Convert(_)
        | Readiness::Open(_)
        | Readiness::Search(_)
        | Readiness::Letter(_) => None,
    }
}

fn ask_gemini(hosts: &Hosts<Site>, line: &[u8]) -> Option<Reply> {
    let (site, request) = match gemini::parse(line, Some("example.org"), hosts) {
        Ok(asked) => asked,
        Err(rejected) => return Some(gemini::reject(&rejected)),
    };
    at_hand(site, &request).map(gemini::reply)
}

fn ask_gopher(site: &Arc<Site>, line: &[u8]) -> Option<Reply> {
    let Ok(Asked::Item(request)) = gopher::parse(line) else { return None };
    at_hand(site, &request).map(|response| gopher::reply(response, "", site.origin()))
}

fn exchange(criterion: &mut Criterion) {
    let hosts = Hosts::one(Arc::new(site()), ["example.org"]);
    // From here on the pages are in the cache.
    let (site, parsed) =
        gemini::parse(b"gemini://example.org/systems/paxos/", None, &hosts).expect("a request");
    let _ = site.handle(&parsed, None);
    let Ok(Asked::Item(parsed)) = gopher::parse(b"/systems/paxos/") else { return };
    let _ = site.handle(&parsed, None);
    let mut group = criterion.benchmark_group("exchange");
    for (name, line) in [
        ("a page", &b"gemini://example.org/systems/paxos/"[..]),
        ("not found", b"gemini://example.org/none"),
        ("not a request", b"/systems/paxos/"),
    ] {
        let reply = ask_gemini(&hosts, line).expect("an answer without a file");
        assert_eq!(reply.status == 20, name == "a page");
        group.bench_function(format!("Gemini, {name}"), |bencher| {
            bencher.iter(|| ask_gemini(&hosts, black_box(line)))
        });
    }
    for (name, line) in [("a menu", &b"/systems/paxos/"[..]), ("not found", b"/none")] {
        let reply = ask_gopher(site, line).expect("an answer without a file");
        assert_eq!(reply.status == 20, name == "a menu");
        group.bench_function(format!("Gopher, {name}"), |bencher| {
            bencher.iter(|| ask_gopher(site, black_box(line)))
        });
    }
    group.finish();
}

criterion_group!(benches, exchange);
criterion_main!(benches);
