//! `propus search`: what readers find who search. The index that a server keeps is taken as it is,
//! brought to what is in the folder now, and thrown away at the end.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::error::{CommandError, at};
use super::host_place::ChosenHost;
use crate::capsule::{self, Asked, Capsule, FoundPage, Pace, Reader, SearchIndex, SearchResults};
use crate::cli::{HostPlace, Search};
use crate::content::Folder;
use crate::escape::escape_controls;
use crate::progress::Progress;
use crate::quantity::count;
use crate::search::{Error, Index, Matched};
use crate::server;
use crate::state::HostState;

/// The longest time that a search takes: nobody waits for others here.
const LONGEST: Duration = Duration::from_secs(10);

/// Searches, prints what was found, and returns whether anything was.
///
/// # Errors
/// Fails when the folder can't be read.
pub fn search(arguments: &Search, out: &mut dyn Write) -> Result<bool, CommandError> {
    let Search { words, folder, page, json, place } = arguments;
    let place = HostPlace {
        config: place.config.clone(),
        state: place.state.clone(),
        host: place.host.clone(),
        capsule: folder.clone().or_else(|| place.capsule.clone()),
    };
    let ChosenHost { host, state, .. } = ChosenHost::of(&place)?;
    let opened = match Folder::open_with_links_to(&host.folder, &host.options.links_to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_some() => {
            return Err(CommandError::SeveralWords { folder: host.folder });
        }
        opened => opened.map_err(|error| server::unreadable_for("propus search", &host, error))?,
    };
    let opened = Arc::new(opened);
    let (capsule, _) = {
        let _shown = opened.reading();
        capsule::load(&opened, &host.options, None).map_err(at(&host.folder))?
    };
    let index = indexed(&capsule, &state)?;
    let asked = Asked {
        typed: words,
        page: usize::from(*page),
        reader: Reader::Author,
        until: Instant::now() + LONGEST,
    };
    let found = capsule.find_words(&index, asked)?;
    let written = if *json { as_json(&found) } else { as_text(&found) };
    out.write_all(written.as_bytes()).map_err(CommandError::Output)?;
    Ok(found.count > 0)
}

/// An index of what is in the folder now.
fn indexed(capsule: &Arc<Capsule>, state: &HostState) -> Result<SearchIndex, Error> {
    let kept = Index::copy_of(&state.search_index()).and_then(SearchIndex::of);
    let index = kept.or_else(|_| SearchIndex::of(Index::in_memory()?))?;
    let done = Arc::new(AtomicUsize::new(0));
    let shown = Arc::clone(&done);
    let all = capsule.page_count();
    let _progress = Progress::part_of(all, "pages", move || shown.load(Ordering::Relaxed));
    let followed = index.follow(capsule, Pace::Whole, &|| {
        done.fetch_add(1, Ordering::Relaxed);
        true
    });
    match followed {
        // What is in it is found, and how much is not is said.
        Err(error) if !(error.is_full() && index.is_in_memory()) => Err(error),
        Ok(_) | Err(_) => Ok(index),
    }
}

fn as_text(found: &SearchResults<'_>) -> String {
    let hold = match found.matched {
        Matched::All => "",
        Matched::Any => " with some of the words",
    };
    let mut text = format!("{}{hold}\n", count(found.count, "page"));
    if found.unsearched() > 0 {
        let pages = count(found.unsearched(), "page");
        text.push_str(&format!("{pages} could not be searched\n"));
    }
    if let Some(words) = &found.suggestion {
        text.push_str(&format!("did you mean: {}\n", escape_controls(words)));
    }
    for FoundPage { page, excerpt } in &found.pages {
        let day = page.day().map_or_else(String::new, |day| format!("{day} "));
        let title = format!("{day}{}", page.title);
        text.push_str(&format!("{}  {}\n", page.path, escape_controls(&title)));
        if !excerpt.is_empty() {
            text.push_str(&format!("    {}\n", escape_controls(excerpt)));
        }
    }
    text
}

fn as_json(found: &SearchResults<'_>) -> String {
    let pages = found.pages.iter().map(|FoundPage { page, excerpt }| {
        json!({
            "path": page.path.as_str(),
            "source": page.source.as_str(),
            "title": page.title,
            "date": page.date.as_ref().map(|date| date.date().to_string()),
            "excerpt": excerpt,
        })
    });
    let all = json!({
        "words": found.query.typed(),
        "count": found.count,
        "all_words": found.matched == Matched::All,
        "complete": found.complete && found.unsearched() == 0,
        "suggestion": found.suggestion,
        "pages": pages.collect::<Vec<_>>(),
    });
    format!("{all}\n")
}
