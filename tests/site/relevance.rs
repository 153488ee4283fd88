//! Relevance: questions in several languages, and the page that answers each.
//!
//! The corpus is small and has what leads astray: pages that say a word more often than the one
//! that is about it, a language whose name is part of another's, words that are others' beginnings.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use propus::capsule::{self, Asked, Pace, Reader, SearchIndex};
use propus::content::Folder;
use propus::generator::Options;
use propus::search::Index;

/// What is typed, and the pages one of which is to be the first.
const FIRST: &[(&str, &str)] = &[
    ("paxos", "/en/paxos"),
    ("PAXOS", "/en/paxos"),
    ("chain replication", "/en/chain-replication"),
    ("\"strong consistency\"", "/en/chain-replication"),
    ("replication -paxos", "none"),
    ("coordination service", "/en/openreplica"),
    ("crash failures", "/en/openreplica"),
    ("leader election", "/en/paxos"),
    ("preempted leader", "/en/paxos"),
    ("tag:consensus", "/en/paxos"),
    ("intitle:replication", "/en/chain-replication"),
    ("year:2026", "/en/raspberry"),
    ("raspberry pi", "/en/raspberry"),
    ("rasp", "/en/raspberry"),
    (".deb", "/en/raspberry"),
    ("--no-gopher", "/en/raspberry"),
    ("port 1965", "/en/raspberry"),
    ("c++", "/en/cpp"),
    ("C#", "/en/csharp"),
    ("notes on c", "/en/c"),
    ("g++", "/en/cpp"),
    ("anna@example.org", "/en/contact"),
    ("@anna", "/en/contact"),
    ("bread", "/en/bread"),
    ("sourdough", "/en/bread"),
    ("don't", "/en/bread"),
    ("strassenbahn", "/de/strassenbahn"),
    ("STRASSENBAHN zurich", "/de/strassenbahn"),
    ("Straßen", "/de/fahrrad"),
    ("sauerteig", "/de/brot"),
    ("ecole", "/fr/ecole"),
    ("l'élève", "/fr/ecole"),
    ("coeur", "/fr/coeur"),
    ("œuf", "/fr/fromage"),
    ("ano nuevo", "/es/anio"),
    ("niños", "/es/anio"),
    ("cancion montana", "/es/canciones"),
    ("елка", "/ru/elka"),
    ("ЁЛКА", "/ru/elka"),
    ("поезд", "/ru/poezd"),
    ("北京", "/zh/beijing"),
    ("秋天", "/zh/beijing"),
    ("喝茶", "/zh/cha"),
    ("红茶", "/zh/cha"),
    ("安装linux", "/zh/linux"),
    ("東京", "/ja/tokyo"),
    ("京都", "/ja/kyoto"),
    ("図書館", "/ja/tokyo"),
    ("寺", "/ja/kyoto"),
    ("ラーメン", "/ja/ramen"),
    ("ﾗｰﾒﾝ", "/ja/ramen"),
    ("ภาษา", "/th/phasa"),
    ("นักเรียน", "/th/phasa"),
    ("อาหาร", "/th/ahan"),
    ("지하철", "/ko/seoul"),
    ("학교 집", "/ko/seoul"),
    ("القهوه", "/ar/qahwa"),
    ("احمد", "/ar/qahwa"),
];

/// What is typed, and a page that is to be among the first three.
const AMONG_THREE: &[(&str, &str)] = &[
    ("bread flour", "/en/baking-log"),
    ("paxos", "/en/openreplica"),
    ("replicas", "/en/paxos"),
    ("sourdough", "/en/baking-log"),
    ("distributed", "/en/chain-replication"),
    ("notes on c", "/en/cpp"),
    ("1965", "/zh/linux"),
    ("紅葉", "/ja/kyoto"),
];

/// What is typed with a slip, and what was meant.
const MEANT: &[(&str, &str)] = &[
    ("raspbery", "raspberry"),
    ("sourdogh bread", "sourdough bread"),
    ("replcation", "replication"),
    ("fahrad", "fahrrad"),
    ("поез", "none"),
];

#[test]
fn the_page_that_answers_comes_first() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site/relevance/corpus");
    let opened = Arc::new(Folder::open(&folder).unwrap());
    let options = Options { search: true, ..Options::default() };
    let (capsule, _) = capsule::load(&opened, &options, None).unwrap();
    let index = SearchIndex::of(Index::in_memory().unwrap()).unwrap();
    index.follow(&capsule, Pace::Whole, &|| true).unwrap();
    let ask = |typed: &str| {
        let until = Instant::now() + Duration::from_secs(600);
        let asked = Asked { typed, page: 1, reader: Reader::Client(None), until };
        let found = capsule.find_words(&index, asked).unwrap();
        let paths = found.pages.iter().map(|it| it.page.path.to_string()).collect::<Vec<_>>();
        (paths, found.suggestion)
    };
    let mut faults = Vec::new();
    for (typed, expected) in FIRST {
        let (found, _) = ask(typed);
        if found.first().map_or("none", String::as_str) != *expected {
            faults.push(format!("{typed}: {expected} is not the first of {found:?}"));
        }
    }
    for (typed, expected) in AMONG_THREE {
        let (found, _) = ask(typed);
        if !found.iter().take(3).any(|path| path == expected) {
            faults.push(format!("{typed}: {expected} is not among the first of {found:?}"));
        }
    }
    for (typed, expected) in MEANT {
        let (_, meant) = ask(typed);
        if meant.as_deref().unwrap_or("none") != *expected {
            faults.push(format!("{typed}: {expected} was meant, not {meant:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
