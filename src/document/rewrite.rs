//! Rewriting: the same page with other words or other targets.

use super::block::Entry;
use super::inline::{Inline, Link};
use super::menu_line::MenuLine;
use super::page::Document;
use super::target::Target;
use super::walk::{PartMut, parts_mut};

/// A change of the parts of a page. A part without a method of its own stays as it is.
pub trait Rewrite {
    /// Changes words: running text, labels, titles.
    fn words(&self, _text: &mut String) {}

    /// Changes a word or two of code in running text.
    fn code(&self, text: &mut String) {
        self.words(text);
    }

    /// Changes lines that keep their columns: code and drawings.
    fn drawing(&self, _text: &mut String) {}

    /// Changes the target of a link or an image.
    fn target(&self, _target: &mut Target) {}
}

impl Document {
    /// The page with all its parts rewritten.
    #[must_use]
    pub fn rewritten(mut self, by: &dyn Rewrite) -> Self {
        by.words(&mut self.title);
        parts_mut(&mut self.blocks, &mut |part| match part {
            PartMut::Line(content) => inlines(content, by),
            PartMut::Code(code) => by.drawing(&mut code.text),
            PartMut::Entry(it) => entry(it, by),
        });
        self.topics.iter_mut().for_each(|it| entry(it, by));
        self.footer.iter_mut().for_each(|it| link(it, by));
        self
    }
}

impl MenuLine {
    /// The line with all its parts rewritten. Its selector stays.
    #[must_use]
    pub fn rewritten(mut self, by: &dyn Rewrite) -> Self {
        match &mut self {
            Self::Info(text) if is_drawn(text) => by.drawing(text),
            Self::Info(text) => by.words(text),
            Self::Item { display, .. } => by.words(display),
            Self::Entry(it) => entry(it, by),
        }
        self
    }
}

/// Tells lines whose columns matter: words that stand apart, boxes and the like.
fn is_drawn(line: &str) -> bool {
    line.trim_end().contains("  ")
        || line.contains(|it| matches!(it, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{25ff}'))
}

fn inlines(content: &mut [Inline], by: &dyn Rewrite) {
    for inline in content {
        match inline {
            Inline::Text(text) => by.words(text),
            Inline::Code(text) => by.code(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                inlines(inner, by)
            }
            Inline::Link(it) => link(it, by),
            Inline::Image(image) => {
                target(&mut image.target, by);
                by.words(&mut image.alt);
            }
            Inline::Note(_) | Inline::Break => {}
        }
    }
}

fn link(link: &mut Link, by: &dyn Rewrite) {
    target(&mut link.target, by);
    by.words(&mut link.title);
    inlines(&mut link.content, by);
}

fn entry(entry: &mut Entry, by: &dyn Rewrite) {
    target(&mut entry.target, by);
    by.words(&mut entry.label);
}

fn target(target: &mut Target, by: &dyn Rewrite) {
    if let Target::Internal { title: Some(title), .. } = target {
        by.words(title);
    }
    by.target(target);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::everything;

    /// Writes all in capitals, and leads everywhere to one path.
    struct Loud;

    impl Rewrite for Loud {
        fn words(&self, text: &mut String) {
            *text = text.to_uppercase();
        }

        fn drawing(&self, text: &mut String) {
            *text = text.to_uppercase();
        }

        fn target(&self, target: &mut Target) {
            *target = Target::External("X".to_owned());
        }
    }

    #[test]
    fn no_words_and_no_target_are_left_out() {
        let expected = "\
language(en)
title(PAGE)
date(2026-05-04)
path(/page)
h2(HEADING)
p(A _B_ **C** ~~D~~ `E`⏎!video[F](X) [G](X TITLE)[^1])
ul[[x] p([ITEM](X)) ol3[p(INNER)]]
quote{p(QUOTED)}
hr
code:rust(LET A = 1;)
table-<^>{[CAPTION](X); HEAD / CELL}
dl[TERM : p(MEANING)]
entries[2026-05-04 ENTRY => X]
notes[1: p(NOTE)]
topics[TAG => X]
footer[[UP](X UP)]
";
        assert_eq!(everything().rewritten(&Loud).notation(), expected);
    }
}
