//! Letters of readers that their author has published: files beside the pages, each shown below the
//! page that it names. Taking letters is for others.

use jiff::Zoned;

use super::languages;
use super::links::Links;
use super::lookup::{self, Lookup};
use super::parts::{Capsule, Parts};
use super::published_letters::{Letter, Letters};
use super::resource::Resource;
use crate::content::format::PageFormat;
use crate::content::page_head::Head;
use crate::content::source::{Source, SourceContent};
use crate::content::{decode, front_matter};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Inline, Part, inlines, parts as parts_of};
use crate::exchange::Redirection;
use crate::generator::is_below;
use crate::parse;
use crate::path::CapsulePath;

/// The most letters below a page: the newest.
const MOST: usize = 100;
/// The largest file of a letter, in bytes: an author may have answered in it.
const LARGEST: u64 = 64 << 10;
/// The most bytes of the letters below a page.
const MOST_BYTES: usize = 1 << 20;

/// The letters among the files of a folder, and faults of these.
pub(super) fn gather(parts: Parts<'_>) -> (Letters, Vec<Diagnostic>) {
    let folder = parts.source.generator.letters_folder();
    let is_letter = |it: &&Source| is_below(it.path.as_str(), &folder);
    let sources = parts.source.known.beginning_with(&folder).filter(is_letter);
    let (mut letters, mut faults) = (Letters::default(), Vec::new());
    for source in sources {
        let SourceContent::Page(PageFormat::Markdown, head) = &source.content else { continue };
        // One that somebody writes there besides is none.
        let Some(page) = head.text("page").filter(|_| !is_withheld(head)) else { continue };
        let fault = |what: String| {
            let what = format!("the letter is shown nowhere: {what}");
            Diagnostic::whole(what).in_file(&source.path)
        };
        match page_of(parts, &page) {
            None => faults.push(fault(format!("{page} is no page"))),
            Some(_) if source.stamp.size > LARGEST => {
                faults.push(fault(format!("it has more than {LARGEST} bytes")))
            }
            Some(page) => {
                letters.by_page.entry(page).or_default().push(letter(parts, source, head))
            }
        }
    }
    for of_page in letters.by_page.values_mut() {
        of_page
            .sort_by_cached_key(|it| (it.date.as_ref().map(Zoned::timestamp), it.source.clone()));
        of_page.drain(..of_page.len().saturating_sub(MOST));
    }
    letters.folder = Some(folder);
    (letters, faults)
}

fn is_withheld(head: &Head) -> bool {
    head.is("draft") || head.is_not("published") || head.is_not("publish")
}

/// The path at which the page is served that a letter names.
fn page_of(parts: Parts<'_>, page: &str) -> Option<CapsulePath> {
    let path = CapsulePath::decode(page).ok()?.path;
    let path = match lookup::look_up(parts, &path) {
        Lookup::Found(found) => found.path,
        Lookup::Slashless(path) => path,
        Lookup::Nothing => return None,
    };
    let path = match parts.contents.resource(path) {
        // It has moved since, and says so.
        Some(Resource::Redirection(Redirection::Path { to, .. })) => to,
        Some(_) | None => path,
    };
    parts.contents.page_at(path).map(|page| page.path.clone())
}

fn letter(parts: Parts<'_>, source: &Source, head: &Head) -> Letter {
    let date = head.text("date").and_then(|text| parts.source.settings.date(&text));
    let name = head.text("name").map(|name| name.replace(char::is_control, " "));
    Letter { source: source.path.clone(), date, name }
}

/// The letters about the page at a path, below a heading. One whose file is gone is left out: the
/// folder will be read again.
pub(super) fn blocks(capsule: &Capsule, path: &CapsulePath, level: u8) -> Vec<Block> {
    let parts = Parts::of(capsule);
    let Some(letters) = capsule.letters.by_page.get(path) else { return Vec::new() };
    let mut room = MOST_BYTES;
    let mut shown: Vec<Vec<Block>> = Vec::new();
    for letter in letters.iter().rev() {
        let Ok(bytes) = parts.source.folder.read_at_most(&letter.source, LARGEST) else { continue };
        let Some(left) = room.checked_sub(bytes.len()) else { break };
        room = left;
        shown.push(letter_blocks(parts, path, letter, &bytes));
    }
    if shown.is_empty() {
        return Vec::new();
    }
    let heading = languages::phrases(parts, path).letters.to_owned();
    let heading = Block::Heading { level, id: String::new(), content: vec![Inline::Text(heading)] };
    std::iter::once(heading).chain(shown.into_iter().rev().flatten()).collect()
}

/// A letter, signed below its first quotation; what its author has written below that is an answer.
fn letter_blocks(
    parts: Parts<'_>,
    path: &CapsulePath,
    letter: &Letter,
    bytes: &[u8],
) -> Vec<Block> {
    let decoded = decode::text(bytes);
    let body = front_matter::split(&decoded.text).body;
    let links = Links::new(parts, path, letter.source.as_str());
    let read = parse::markdown(body, parts.source.settings.dialect, &links).blocks;
    let mut signature = signature(letter);
    let mut blocks = Vec::new();
    for block in read {
        if let Block::Quote(inner) = block {
            blocks.push(words_only(&inner));
            blocks.extend(signature.take());
        } else {
            blocks.push(block);
        }
    }
    blocks.extend(signature);
    blocks
}

/// The name and the day of a letter; nothing where neither is known.
fn signature(letter: &Letter) -> Option<Block> {
    let day = letter.date.as_ref().map(|date| date.date().to_string());
    let known: Vec<String> = letter.name.clone().into_iter().chain(day).collect();
    if known.is_empty() {
        return None;
    }
    Some(Block::Paragraph(vec![Inline::Text(format!("— {}", known.join(", ")))]))
}

/// The blocks of a letter that is a page itself, as an author may want it.
pub(super) fn as_quoted(blocks: Vec<Block>) -> Vec<Block> {
    let quoted = |block| if let Block::Quote(inner) = block { words_only(&inner) } else { block };
    blocks.into_iter().map(quoted).collect()
}

/// A quotation with nothing in it but words, however it was written.
fn words_only(blocks: &[Block]) -> Block {
    let mut paragraphs = Vec::new();
    parts_of(blocks, &mut |part| match part {
        Part::Line(content) => {
            let words = inlines(content).filter_map(|inline| match inline {
                Inline::Text(words) | Inline::Code(words) => Some(Inline::Text(words.clone())),
                Inline::Break => Some(Inline::Break),
                Inline::Emphasis(_)
                | Inline::Strong(_)
                | Inline::Struck(_)
                | Inline::Link(_)
                | Inline::Image(_)
                | Inline::Note(_) => None,
            });
            paragraphs.push(Block::Paragraph(words.collect()));
        }
        Part::Code(code) => paragraphs.extend(code.text.lines().map(paragraph)),
        Part::Entry(entry) => paragraphs.push(paragraph(&entry.label)),
    });
    Block::Quote(paragraphs)
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(words.to_owned())])
}
