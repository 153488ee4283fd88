//! Constructs that chance makes of pieces that mean something: a search for what nobody thought of.

use crate::constructs::{Construct, Shape};
use crate::ways::{HTML, MARKDOWN, SITES, Way};

/// What Markdown, HTML and templates are made of.
const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "  \n",
    "    ",
    "\t",
    "*",
    "**",
    "_",
    "~~",
    "~",
    "`",
    "``",
    "```\n",
    "[",
    "]",
    "](",
    "](x)",
    ")",
    "(",
    "![",
    "[^1]",
    "[^1]: ",
    "[^",
    "[x]: /y\n",
    "]: ",
    "[[",
    "]]",
    "|",
    "|-|\n",
    "|a|\n",
    "- ",
    "1. ",
    "> ",
    "# ",
    "---\n",
    "===\n",
    ": ",
    "<",
    ">",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "<a href=x>",
    "</a>",
    "<pre>",
    "</pre>",
    "<code>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "<svg>",
    "</svg>",
    "<select>",
    "<img src=x>",
    "<br>",
    "<sup>",
    "<dl>",
    "<dt>",
    "<dd>",
    "&amp;",
    "&",
    "&#",
    "\\",
    "$",
    "$$",
    "\"",
    "'",
    "--",
    "...",
    "{:",
    "}",
    "{:.x}",
    "{::comment}",
    "{:/}",
    "{:toc}\n",
    "<div markdown=1>",
    "*[x]: y\n",
    "{{",
    "}}",
    "{%",
    "%}",
    "{% if a %}",
    "{% endif %}",
    "https://",
    "a@b.c",
    "日",
    "。",
    "e\u{301}",
    "\u{200d}",
    "\0",
    "\r",
    "=\"",
    "='",
];

/// So many constructs; the same seed makes the same.
pub(crate) fn constructs(count: usize, seed: u64) -> impl Iterator<Item = Construct> {
    let mut chance = Chance(seed | 1);
    (0..count).map(move |number| construct(&mut chance, number))
}

fn construct(chance: &mut Chance, number: usize) -> Construct {
    let shape = match chance.below(5) {
        0 => Shape::Nested(chance.piece(), chance.piece()),
        1 => Shape::Halves(chance.piece(), chance.piece()),
        2 => Shape::Growing(chance.short_piece(), chance.piece()),
        _ => Shape::Repeated(chance.piece(), chance.piece(), chance.piece()),
    };
    let ways: [&[Way]; 4] = [MARKDOWN, MARKDOWN, &[HTML], &SITES[..2]];
    let ways = ways[number % ways.len()];
    shape.on(ways[chance.below(ways.len())])
}

/// Numbers that look random (xorshift64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end
    }

    fn short_piece(&mut self) -> &'static str {
        PIECES[self.below(PIECES.len())]
    }

    /// One to four pieces. A search makes a few thousand short ones, which may as well stay.
    fn piece(&mut self) -> &'static str {
        let count = 1 + self.below(4);
        (0..count).map(|_| self.short_piece()).collect::<String>().leak()
    }
}
