//! `Line`: running text in the making. It squeezes white space as browsers do and keeps track of
//! what is open around the words; what the elements mean is the walker's affair.

use std::cell::Cell;
use std::rc::Rc;

use super::characters::{clean, in_code, is_letter, is_spaceless};
use super::inlines::{append, append_text, has_content, has_words, trim_end};
use crate::document::{Image, Inline, Link, Target};

/// Running text with what is open around it.
pub(super) struct Line {
    /// The outermost first; the first has no wrapper.
    frames: Vec<Frame>,
    /// White space that is written only when something follows it.
    gap: Gap,
    /// The last character written on this line; `None` at a line's start.
    last: Option<char>,
}

/// An open element, and its content so far.
struct Frame {
    wrapper: Option<Wrapper>,
    content: Vec<Inline>,
}

/// Something around words.
#[derive(Clone)]
pub(super) enum Wrapper {
    Emphasis,
    Strong,
    Struck,
    Link(Rc<OpenLink>),
}

/// A link whose end has not come.
pub(super) struct OpenLink {
    pub(super) target: Target,
    pub(super) title: String,
    pub(super) fragment: String,
    /// True if it goes around blocks, as "cards" do. Then only its first words are a link, once.
    pub(super) around_blocks: bool,
    /// True if any words stand in it; if not, its picture is the link.
    pub(super) has_words: bool,
    /// True if it was written.
    pub(super) written: Cell<bool>,
}

/// White space between words, not written yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    /// Only line ends and the blanks around them.
    LineEnd,
    Space,
}

/// The character that a picture, a note or a sign counts as for its neighbours.
const OBJECT: char = '\u{fffc}';

impl Line {
    /// An empty line in which these are open.
    pub(super) fn inside(wrappers: impl Iterator<Item = Wrapper>) -> Self {
        let outermost = Frame { wrapper: None, content: Vec::new() };
        let open = wrappers.map(|wrapper| Frame { wrapper: Some(wrapper), content: Vec::new() });
        Self {
            frames: std::iter::once(outermost).chain(open).collect(),
            gap: Gap::None,
            last: None,
        }
    }

    /// The open wrappers, the outermost first.
    pub(super) fn wrappers(&self) -> impl Iterator<Item = Wrapper> {
        self.frames.iter().filter_map(|frame| frame.wrapper.clone())
    }

    /// Tests whether the same mark is open. Two links are never the same.
    pub(super) fn is_open(&self, wrapper: &Wrapper) -> bool {
        self.wrappers().any(|open| {
            matches!(
                (open, wrapper),
                (Wrapper::Emphasis, Wrapper::Emphasis)
                    | (Wrapper::Strong, Wrapper::Strong)
                    | (Wrapper::Struck, Wrapper::Struck)
            )
        })
    }

    pub(super) fn open(&mut self, wrapper: Wrapper) {
        self.frames.push(Frame { wrapper: Some(wrapper), content: Vec::new() });
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        if let Some(frame) = self.frames.pop() {
            let folded = frame.fold();
            self.extend(folded);
        }
    }

    /// Adds text: runs of white space become one space, none at a line's start or end.
    pub(super) fn text(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let mut characters = rest.chars();
            let Some(first) = characters.next() else { return };
            if first.is_whitespace() {
                let (run, after) = rest.split_at(rest.len() - rest.trim_start().len());
                self.blank(run);
                rest = after;
            } else {
                let (words, after) = rest.split_at(clean(rest));
                self.words(words, rest.len());
                // All that is neither clean nor blank is left out.
                rest = if words.is_empty() { characters.as_str() } else { after };
            }
        }
    }

    /// Adds a word or two of code, or the same as text where its marks would stand inside a word.
    pub(super) fn code(&mut self, code: &str) {
        let code: String = code.chars().filter_map(in_code).collect();
        let blank = code.trim().is_empty();
        let glued = self.gap == Gap::None && self.last.is_some_and(is_letter);
        if blank || glued {
            self.text(&code);
            return;
        }
        self.object(Inline::Code(code));
    }

    /// Adds a picture, sound or film.
    pub(super) fn image(&mut self, image: Image) {
        self.object(Inline::from(image));
    }

    /// Adds the reference to a note.
    pub(super) fn note(&mut self, number: usize) {
        self.object(Inline::Note(number));
    }

    /// Adds a whole link.
    pub(super) fn link(&mut self, link: Link) {
        self.object(Inline::from(link));
    }

    /// Ends the line. `false` when it had ended already, as the second of two `<br>` finds it.
    pub(super) fn line_end(&mut self) -> bool {
        self.gap = Gap::None;
        if self.last.take().is_none() {
            return false;
        }
        self.push(Inline::Break);
        true
    }

    /// Tests whether nothing was written since it was last taken.
    pub(super) fn is_empty(&self) -> bool {
        self.frames.iter().all(|frame| frame.content.is_empty())
    }

    /// The last character, when no white space follows it.
    pub(super) fn last_character(&self) -> Option<char> {
        if self.gap == Gap::None { self.last } else { None }
    }

    /// Takes what was written, without line ends at its end. What is open stays open.
    pub(super) fn take(&mut self) -> Vec<Inline> {
        let wrappers: Vec<Wrapper> = self.wrappers().collect();
        while self.frames.len() > 1 {
            self.close();
        }
        let mut content =
            self.frames.first_mut().map(|it| std::mem::take(&mut it.content)).unwrap_or_default();
        wrappers.into_iter().for_each(|wrapper| self.open(wrapper));
        (self.gap, self.last) = (Gap::None, None);
        trim_end(&mut content);
        content
    }

    fn blank(&mut self, run: &str) {
        if self.last.is_some() {
            let line_end = self.gap != Gap::Space && run.contains('\n');
            self.gap = if line_end && !run.contains('\u{a0}') { Gap::LineEnd } else { Gap::Space };
        }
    }

    /// Adds words that are [`clean`], with room for those that follow them at once.
    fn words(&mut self, words: &str, room: usize) {
        let (Some(first), Some(last)) = (words.chars().next(), words.chars().next_back()) else {
            return;
        };
        self.fill_gap(first);
        if is_letter(first) {
            self.unmark_code();
        }
        if let Some(frame) = self.frames.last_mut() {
            append_text(&mut frame.content, words, room);
        }
        self.last = Some(last);
    }

    /// Writes the white space that came before `next`. A line end between two characters of a
    /// script that has no spaces is none (CSS Text, section 4.1.3).
    fn fill_gap(&mut self, next: char) {
        let spaceless = self.last.is_some_and(is_spaceless) && is_spaceless(next);
        match std::mem::replace(&mut self.gap, Gap::None) {
            Gap::None => {}
            Gap::LineEnd if spaceless => {}
            Gap::LineEnd | Gap::Space => self.space_outside(),
        }
    }

    fn push(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            append(&mut frame.content, inline);
        }
    }

    /// Adds a space before everything that was opened and has no content yet, so that no link or
    /// emphasis begins with one.
    fn space_outside(&mut self) {
        let filled = self.frames.iter().rposition(|frame| !frame.content.is_empty());
        if let Some(frame) = self.frames.get_mut(filled.unwrap_or(0)) {
            append_text(&mut frame.content, " ", 1);
        }
    }

    fn extend(&mut self, content: Vec<Inline>) {
        for inline in content {
            self.push(inline);
        }
    }

    fn object(&mut self, inline: Inline) {
        self.fill_gap(OBJECT);
        self.push(inline);
        self.last = Some(OBJECT);
    }

    /// Takes the marks from code that a letter follows at once: `struct`s.
    fn unmark_code(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        if self.last == Some(OBJECT)
            && let Some(Inline::Code(code)) =
                frame.content.pop_if(|it| matches!(it, Inline::Code(_)))
        {
            append_text(&mut frame.content, &code, code.len());
        }
    }
}

impl Frame {
    /// The frame as content of the one around it.
    fn fold(self) -> Vec<Inline> {
        let blank = !has_content(&self.content);
        match self.wrapper {
            None => self.content,
            Some(_) if blank => self.content,
            Some(Wrapper::Emphasis) => vec![Inline::Emphasis(self.content)],
            Some(Wrapper::Strong) => vec![Inline::Strong(self.content)],
            Some(Wrapper::Struck) => vec![Inline::Struck(self.content)],
            Some(Wrapper::Link(link)) => link.fold(self.content),
        }
    }
}

impl OpenLink {
    fn fold(&self, content: Vec<Inline>) -> Vec<Inline> {
        let elsewhere =
            self.around_blocks && (self.written.get() || self.has_words && !has_words(&content));
        if elsewhere {
            return content;
        }
        self.written.set(true);
        vec![Inline::from(Link {
            target: self.target.clone(),
            title: self.title.clone(),
            fragment: self.fragment.clone(),
            content,
        })]
    }
}
