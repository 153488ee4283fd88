//! Whether all that a page holds is shown.

use super::reference::{Reference, Run};
use super::shown::Shown;
use super::target;
use super::words::{end_of, find};

/// What of a page is not shown, and what is shown that is not of the page. Its links are relative
/// to where it is served, `base`, or to its file, `place`.
pub fn losses(page: &Reference, shown: &Shown, (base, place): (&str, &str)) -> Vec<String> {
    let mut losses = Vec::new();
    lost_words(page, shown, &mut losses);
    lost_headings(page, shown, &mut losses);
    lost_items(page, shown, &mut losses);
    lost_code(page, shown, &mut losses);
    lost_targets(page, shown, (base, place), &mut losses);
    leaks(page, shown, &mut losses);
    losses.extend(shown.invalid.iter().map(|line| format!("invalid line: {line:?}")));
    losses
}

/// All words in order. Those of a table stand side by side, so among them the order is free.
fn lost_words(page: &Reference, shown: &Shown, losses: &mut Vec<String>) {
    let mut at = 0;
    for run in &page.runs {
        match run {
            Run::Ordered(run) => {
                for (place, word) in run.iter().enumerate() {
                    match find(word, &shown.words, at) {
                        Some(end) => at = end,
                        None => losses.push(format!("word {word:?} of {:?}", around(run, place))),
                    }
                }
            }
            Run::Loose(cells) => at = lost_cells(cells, shown, at, losses),
        }
    }
}

fn lost_cells(cells: &[String], shown: &Shown, from: usize, losses: &mut Vec<String>) -> usize {
    let mut taken = vec![false; shown.words.len()];
    let mut last = from;
    for (place, word) in cells.iter().enumerate() {
        let free = (from..shown.words.len()).find_map(|start| {
            end_of(word, &shown.words, start).filter(|_| !taken[start]).map(|end| (start, end))
        });
        match free {
            Some((start, end)) => {
                taken[start..end].fill(true);
                last = last.max(end);
            }
            None => losses.push(format!("word {word:?} of the table {:?}", around(cells, place))),
        }
    }
    last
}

fn around(run: &[String], place: usize) -> String {
    run[place.saturating_sub(3)..(place + 4).min(run.len())].join(" ")
}

/// All headings in order, at their level, which is at most 3; and none that is not one.
fn lost_headings(page: &Reference, shown: &Shown, losses: &mut Vec<String>) {
    let mut left = shown.headings.iter();
    let first = page.headings.first().zip(shown.headings.first());
    let has_title = first.is_none_or(|((_, heading), (_, line))| is_heading(heading, line));
    // The title is the one heading of level one: if there are others, all but it move down.
    let mut others = page.headings.iter().skip(usize::from(has_title));
    let lowered = u8::from(others.any(|(level, _)| *level == 1));
    for (place, (level, heading)) in page.headings.iter().enumerate() {
        let expected = if has_title && place == 0 { 1 } else { (*level + lowered).min(3) };
        if !left.any(|(shown_level, found)| {
            // The first heading may have become the title.
            let level_is_right =
                shown_level.is_none_or(|it| it == expected || it == (*level).min(3) && place == 0);
            level_is_right && is_heading(heading, found)
        }) {
            losses.push(format!("heading {level} {:?}", heading.join(" ")));
        }
    }
}

/// Whether a line shows that heading, besides the numbers of links and notes.
fn is_heading(heading: &[String], line: &[String]) -> bool {
    let heading = heading.concat();
    let mut left = heading.as_str();
    let is_shown = line.iter().all(|word| match left.strip_prefix(word.as_str()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => word.chars().all(|it| it.is_ascii_digit()),
    });
    is_shown && left.is_empty()
}

/// All items in order, each on a line of its own.
fn lost_items(page: &Reference, shown: &Shown, losses: &mut Vec<String>) {
    let mut left = shown.items.iter();
    for item in &page.items {
        let rest = left.clone();
        let found = left.any(|line| {
            let mut at = 0;
            let next = |word: &&String| {
                // The number of a link may stand between two words.
                let end = end_of(word, line, at)
                    .or_else(|| end_of(word, line, at + 1).filter(|_| at > 0));
                end.inspect(|end| at = *end).is_some()
            };
            item.iter().take_while(next).count() == item.len() || at > 0 && at >= line.len()
        });
        if !found {
            left = rest;
            losses.push(format!("item {:?}", item.join(" ")));
        }
    }
}

/// All lines of code in order, as they are.
fn lost_code(page: &Reference, shown: &Shown, losses: &mut Vec<String>) {
    let mut at = 0;
    for line in &page.code {
        match (at..shown.code.len()).find(|place| is_code(line, &shown.code[*place..])) {
            Some(place) => at = place + 1,
            None => losses.push(format!("line of code {line:?}")),
        }
    }
}

/// Whether the first of these lines is that line of code: behind a margin, with blanks for tabs, or
/// folded behind a backslash.
fn is_code(code: &str, lines: &[String]) -> bool {
    if lines[0] == code || lines[0].strip_prefix(' ') == Some(code) {
        return true;
    }
    let expanded = without_tabs(code);
    let margin = margin_of(&lines[0]).saturating_sub(margin_of(&expanded));
    let mut whole = String::new();
    for line in lines {
        let Some(piece) = line.get(margin..) else { return false };
        if format!("{whole}{piece}") == expanded {
            return true;
        }
        let Some(piece) = piece.strip_suffix(" \\") else { return false };
        whole.push_str(piece);
    }
    false
}

fn margin_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '>']).len()
}

fn without_tabs(code: &str) -> String {
    let mut line = String::new();
    for character in code.chars() {
        if character == '\t' {
            line.extend(std::iter::repeat_n(' ', 8 - line.chars().count() % 8));
        } else {
            line.push(character);
        }
    }
    line
}

/// All targets of links and pictures, and what pictures show; and no link that is not one.
fn lost_targets(
    page: &Reference,
    shown: &Shown,
    (base, place): (&str, &str),
    losses: &mut Vec<String>,
) {
    let found: Vec<String> = shown.targets.iter().filter_map(|it| target::of(it, "/")).collect();
    let all = || page.links.iter().chain(&page.images);
    // A page links to its neighbours by URL or by file.
    let spelled: Vec<[Option<String>; 2]> =
        all().map(|it| [target::of(it, base), target::of(it, place)]).collect();
    let is_lost = |it: &&[Option<String>; 2]| {
        it.iter().flatten().all(|it| !found.contains(it)) && it[0].is_some()
    };
    losses.extend(spelled.iter().filter(is_lost).map(|it| format!("target {it:?}")));
    let wanted: Vec<&String> = spelled.iter().flatten().flatten().collect();
    let itself = target::of(base, "/").unwrap_or_default();
    let own_pages = ["/", "/posts", "/feed.xml", &itself];
    // The posts before and after one, and the lists of its tags.
    let is_of_post = |it: &str| {
        place.starts_with("/_posts/") && (it.starts_with("/20") || it.starts_with("/tags/"))
    };
    let invented = found.iter().filter(|it| {
        let bare = it.trim_start_matches("mailto:").replace(' ', "");
        !wanted.contains(it)
            && !own_pages.contains(&it.as_str())
            && !page.raw.contains(&bare)
            && base != "/"
            && !is_of_post(it)
    });
    losses.extend(invented.map(|it| format!("target {it} is not of the page")));
    for alt in &page.alts {
        let mut starts = 0..shown.words.len();
        let is_at = |start: usize| {
            alt.iter().try_fold(start, |at, word| end_of(word, &shown.words, at)).is_some()
        };
        if !alt.is_empty() && !starts.any(is_at) {
            losses.push(format!("what a picture shows: {:?}", alt.join(" ")));
        }
    }
}

/// Marks of ours around words, or of the author's.
const MARKS: [char; 5] = ['*', '_', '`', '~', '\\'];

/// What looks like tags, comments, attribute lists, Liquid or entities and was not written as words
/// by the author.
fn leaks(page: &Reference, shown: &Shown, losses: &mut Vec<String>) {
    let raw = page.raw.replace(MARKS, "");
    for word in shown.text.split_whitespace().filter(|word| looks_like_markup(word)) {
        let bare = word.replace(MARKS, "");
        let nothing = bare.chars().all(|it| it.is_ascii_punctuation()) && !bare.contains('{');
        if !raw.contains(&bare) && !nothing {
            losses.push(format!("leaked {word:?}"));
        }
    }
}

fn looks_like_markup(word: &str) -> bool {
    let tag = word.match_indices('<').any(|(at, _)| {
        word[at + 1..]
            .trim_start_matches('/')
            .starts_with(|it: char| it.is_ascii_alphabetic() || it == '!')
    });
    let entity = word.match_indices('&').any(|(at, _)| {
        word[at..].find(';').is_some_and(|end| {
            end > 1
                && word[at + 1..at + end].chars().all(|it| it.is_ascii_alphanumeric() || it == '#')
        })
    });
    tag || entity || ["{:", "{{", "{%", "-->", "%}", "}}"].iter().any(|mark| word.contains(mark))
}
