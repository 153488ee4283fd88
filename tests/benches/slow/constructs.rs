//! What a page may be full of: nested, unclosed, misnested, repeated, numbered, in runs that grow.
//! Of what, is for its parts to say.

#[path = "constructs/folders.rs"]
mod folders;
#[path = "constructs/html.rs"]
mod html;
#[path = "constructs/markdown.rs"]
mod markdown;
#[path = "constructs/menus.rs"]
mod menus;
#[path = "constructs/sites.rs"]
mod sites;

use std::fmt::Write;
use std::hint::black_box;

use html::IN_HTML;
use markdown::IN_MARKDOWN;
use menus::{IN_GEMTEXT, IN_GOPHERMAP};
use sites::{IN_FRONT_MATTER, IN_LIQUID, IN_SITES, IN_SUMMARIES};

use crate::ways::{
    FRONT_MATTER, GEMTEXT, GOPHERMAP, GPH, HTML, LIQUID, MARKDOWN, MENU_IN_FOLDER, SITES, SUMMARY,
    TO_HTML, Way,
};

/// Work of any size.
pub(crate) struct Construct {
    pub(crate) name: String,
    /// Makes ready what is to be done with about so many bytes.
    pub(crate) prepare: Box<dyn Fn(usize) -> Work>,
}

/// What is measured.
pub(crate) struct Work {
    /// In bytes.
    pub(crate) length: usize,
    pub(crate) run: Box<dyn Fn()>,
}

/// How a page is made of a piece or two.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// What comes first, what is repeated, what comes last. `§` is a number, another one each time.
    Repeated(&'static str, &'static str, &'static str),
    /// All beginnings, then all ends.
    Nested(&'static str, &'static str),
    /// Half of the page one thing, half another, as references and what they refer to.
    Halves(&'static str, &'static str),
    /// Runs of a mark, each longer than the one before, with something between them.
    Growing(&'static str, &'static str),
    /// Lines that are each a step further in.
    Stairs(&'static str, &'static str),
}

use Shape::{Growing, Halves, Nested, Repeated, Stairs};

/// Steps of [`Stairs`] before they begin anew.
const STEPS: usize = 64;

impl Shape {
    pub(crate) fn page(self, size: usize) -> String {
        let mut page = String::with_capacity(size + 256);
        match self {
            Repeated(first, unit, last) => {
                page.push_str(first);
                fill(&mut page, unit, size);
                page.push_str(last);
            }
            Nested(open, close) => {
                let count = size / (open.len() + close.len()).max(1);
                (0..count).for_each(|number| push_numbered(&mut page, open, number));
                page.push('x');
                page.push_str(&close.repeat(count));
            }
            Halves(one, other) => {
                fill(&mut page, one, size / 2);
                page.push('\n');
                fill(&mut page, other, size);
            }
            Growing(mark, between) => {
                let mut length = 1;
                while page.len() < size {
                    page.push_str(&mark.repeat(length));
                    page.push_str(between);
                    length += 1;
                }
            }
            Stairs(step, line) => {
                let mut number = 0;
                while page.len() < size {
                    page.push_str(&step.repeat(number % STEPS));
                    push_numbered(&mut page, line, number);
                    page.push('\n');
                    number += 1;
                }
            }
        }
        page
    }

    fn name(self) -> String {
        match self {
            Repeated("", unit, "") => format!("{unit:?} again and again"),
            Repeated(first, unit, "") => format!("{first:?} and then {unit:?} again and again"),
            Repeated(first, unit, last) => format!("{first:?}, {unit:?} again and again, {last:?}"),
            Nested(open, close) => format!("{open:?} nested up to {close:?}"),
            Halves(one, other) => format!("{one:?} often, then {other:?} often"),
            Growing(mark, between) => format!("{mark:?} in growing runs, {between:?} between them"),
            Stairs(step, line) => format!("{line:?} behind more and more {step:?}"),
        }
    }

    pub(crate) fn on(self, (way, convert): Way) -> Construct {
        Construct {
            name: format!("{way}: {}", self.name()),
            prepare: Box::new(move |size| {
                let page = self.page(size);
                Work { length: page.len(), run: Box::new(move || convert(black_box(&page))) }
            }),
        }
    }
}

/// Adds a piece up to a size.
fn fill(page: &mut String, unit: &str, size: usize) {
    let mut number = 0;
    while page.len() < size {
        push_numbered(page, unit, number);
        number += 1;
    }
}

/// Adds a piece, with a number for its `§`.
fn push_numbered(page: &mut String, unit: &str, number: usize) {
    match unit.split_once('§') {
        Some((before, after)) => {
            let _infallible = write!(page, "{before}{number}{after}");
        }
        None => page.push_str(unit),
    }
}

/// All constructs, each on its ways.
pub(crate) fn all() -> Vec<Construct> {
    let mut all: Vec<Construct> = Vec::new();
    let mut add = |shapes: &[Shape], ways: &[Way]| {
        all.extend(shapes.iter().flat_map(|shape| ways.iter().map(|way| shape.on(*way))));
    };
    add(IN_MARKDOWN, &[MARKDOWN, &[TO_HTML]].concat());
    add(IN_HTML, &[HTML, MARKDOWN[0], MARKDOWN[1]]);
    add(IN_FRONT_MATTER, &[FRONT_MATTER]);
    add(IN_LIQUID, &[LIQUID]);
    add(IN_GEMTEXT, &[GEMTEXT]);
    add(IN_GOPHERMAP, &[GOPHERMAP, GPH, MENU_IN_FOLDER]);
    add(IN_SITES, SITES);
    add(IN_SUMMARIES, &[SUMMARY]);
    all.extend(folders::all());
    all
}

/// Pages of what most are full of, and of links that lead nowhere.
pub(crate) fn long_pages() -> Vec<Construct> {
    let prose = "## Part §\n\nSome *words* that make a paragraph, with a [link](/other) and `code` in \
                 them,\nand another line of words, so that it is as long as they are.\n\n- one\n- two\n\n";
    let broken = "A few words, and among them [a link](nowhere-§) that leads nowhere at all.\n\n";
    let shapes = [Repeated("", prose, ""), Repeated("", broken, "")];
    let ways = [MARKDOWN, SITES].concat();
    shapes.iter().flat_map(|shape| ways.iter().map(|way| shape.on(*way))).collect()
}
