//! Tests of `Attributes`, with html5ever itself to say what a tag is.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, Token, TokenSink, TokenSinkResult};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, proptest};
use proptest::prop_assert;
use proptest::sample::select;

use super::*;
use crate::parse::dom::builder::{limits, tokenizer};
use crate::parse::dom::limits::Limits;
use crate::parse::dom::{NodeId, parse};

/// The tokens that html5ever makes of some HTML on its way to the tree builder.
#[derive(Debug)]
enum Seen {
    Tag(Tag),
    Text(String),
    Other(String),
}

/// Writes down what passes.
struct Watch {
    limits: Limits,
    seen: RefCell<Vec<Seen>>,
}

impl TokenSink for Watch {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        let mut seen = self.seen.borrow_mut();
        match (&token, seen.last_mut()) {
            (Token::ParseError(_), _) => {}
            (Token::CharacterTokens(text), Some(Seen::Text(before))) => before.push_str(text),
            (Token::CharacterTokens(text), _) => seen.push(Seen::Text(text.to_string())),
            (Token::TagToken(tag), _) => seen.push(Seen::Tag(tag.clone())),
            (other, _) => seen.push(Seen::Other(format!("{other:?}"))),
        }
        self.limits.process_token(token, line)
    }

    fn end(&self) {
        self.limits.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.limits.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The parts that are handed on of HTML in pieces, when a tag may have so many attributes; and what
/// html5ever sees.
fn read(pieces: &[&str], most: usize) -> (String, Vec<Seen>) {
    let tokenizer = tokenizer(Watch { limits: limits(0), seen: RefCell::default() });
    let (input, mut attributes, mut handed_on) =
        (BufferQueue::default(), Attributes::with_most(most), String::new());
    // Of elements without markup the end must be known at their beginning.
    tokenizer.sink.limits.expect(&pieces.concat());
    for html in pieces {
        attributes.bounded(html, |piece| {
            handed_on.push_str(piece);
            input.push_back(StrTendril::from(piece));
            while !input.is_empty() {
                let _script = tokenizer.feed(&input);
            }
            tokenizer.sink.limits.took_token()
        });
    }
    tokenizer.end();
    (handed_on, tokenizer.sink.seen.into_inner())
}

/// The rest of some HTML that comes whole, and character by character.
fn check(html: &str, expected: &str) {
    assert_eq!(read(&[html], MOST).0, expected, "{html}");
    let characters: Vec<&str> = html.split("").collect();
    assert_eq!(read(&characters, MOST).0, expected, "{html}, in pieces");
}

fn numbered(count: usize, one: &str) -> String {
    (0..count).map(|number| one.replace('N', &number.to_string())).collect()
}

#[test]
fn what_a_person_wrote_stays_as_it_is() {
    let words = "words and more ".repeat(MOST);
    for html in [
        "",
        "a < b > c <d e='>' f=\">\" g = h i/j / k>l</d>",
        "<a ='b' =c = d/>",
        "<!-- <a b=\" --><!--><p c='d'><!---><br/>é<é é='é'>",
        "\u{feff}<p>a<\u{feff}b",
        &format!("<a b='{}'>c", "d e=f ".repeat(MOST)),
        &format!("<a b='<c>{}'>c", "<d e=f ".repeat(MOST)),
        &format!("<a {}>b</a>", numbered(MOST, "cN ")),
        &format!("<p>{words}"),
        &format!("<p>a < {words} <3 {words} <é {words} </3 {words}"),
        &format!("<textarea>a <b {words}</b {words}</textarea>"),
        &format!("<title>a <b {words}</titles {words}</title>"),
        &format!(
            "<script>if (a<b {words}) '</b {words}'; <!-- <script {words} </script {words} --></script>"
        ),
        &format!("<style>a <b {words}</style>"),
        &format!("<svg><![CDATA[ <a {words} > <b {words} ]]></svg>"),
        &format!("<!-- <a {words} --><p>"),
        &format!("<!-- <a {words} --!><p>"),
        &format!("<!DOCTYPE a {words}><![CDATA[ {words}]]><? {words}></ {words}>"),
    ] {
        check(html, html);
    }
}

#[test]
fn attributes_beyond_the_most_are_left_out() {
    for one in ["bN ", "bN=1 ", "bN='>' ", "bN=' <c> < ' ", "bN\n=\n\"<\"/", "bN/", "<N ", "é=N "]
    {
        let (most, more) = (numbered(MOST, one), numbered(MOST + 999, one));
        check(&format!("<a {more}>c<d e>"), &format!("<a {most}>c<d e>"));
        check(&format!("</a {more}>c<d e>"), &format!("</a {most}>c<d e>"));
    }
}

#[test]
fn nothing_hides_the_attributes_of_a_tag() {
    let (most, more) = (numbered(MOST, "bN "), numbered(MOST + 999, "bN "));
    for before in [
        "<textarea><a b='</textarea>",
        "<textarea><a b='</textarea c=\"'\">",
        "<title><a b=\"</title>",
        "<title></titl</title>",
        "<title></></title>",
        "<script><a b='</script>",
        "<script><!--<a b='</script>",
        "<script><!--<script></script '--></script>",
        "<style><a b='</style>",
        "<xmp><a b='</xmp>",
        "<iframe><a b='</iframe>",
        "<noembed><a b='</noembed>",
        "<noframes><a b='</noframes>",
        "<plaintext><a b=''>",
        "<svg><title><b c></title></svg><title><b c='</title>",
        "<svg><![CDATA[<a b=']]>",
        "<svg><![CDATA[]]>",
        "<svg><![CDATA[ > <a b='\0<a b='> ]]>",
        "<svg><style><a b=''></style></svg>",
        "<![CDATA[<a b='>",
        "<!x '>",
        "<!x <a b='>",
        "<!->",
        "<!--> <!-- --!>",
        "<!-- <a b=' --!>",
        "<?x '>",
        "<?<a b='>",
        "</ '>",
        "</<a b='>",
        "<//a b='>",
        "</>",
        "<</>",
        "<!doctype a public '>",
        "<3 a='",
        "a <",
    ] {
        check(&format!("{before}<a {more}>c"), &format!("{before}<a {most}>c"));
    }
    // The end of an element without markup is a tag, too.
    check(&format!("<title></titl</title {more}>c"), &format!("<title></titl</title {most}>c"));
}

#[test]
fn a_tag_of_half_a_million_attributes_takes_no_long_time() {
    let html =
        format!("<p {} class=x>a</p {}>b", numbered(500_000, "bN "), numbered(500_000, "cN "));
    let dom = parse(&html);
    assert_eq!(dom.diagnostics.len(), 1);
    assert!(dom.len() < 10);
    let hidden = format!("<textarea><a b=\"</textarea><p {}>a", numbered(500_000, "bN "));
    assert_eq!(parse(&hidden).diagnostics.len(), 1);
}

/// Pieces of HTML that would mislead a reader of it.
const HOSTILE: &[&str] = &[
    "<",
    ">",
    "\"",
    "'",
    "/",
    "!",
    "-",
    "=",
    " ",
    "?",
    "\n",
    "\r",
    "&",
    "&lt",
    "]",
    "a",
    "b",
    "c",
    "d",
    "é",
    "a=",
    "='",
    "=\"",
    "<a ",
    "</a ",
    "<b c d e f>",
    " a b c d",
    "script",
    "textarea",
    "title",
    "style",
    "svg",
    "<title>",
    "</title",
    "<title/>",
    "<textarea ",
    "</textarea",
    "<script>",
    "</script",
    "<style>",
    "</style>",
    "<xmp>",
    "</xmp ",
    "<iframe>",
    "</iframe>",
    "<noscript>",
    "</noscript",
    "<plaintext>",
    "<!--",
    "-->",
    "--!>",
    "--",
    "<!",
    "<!a",
    "<?",
    "</",
    "</ ",
    "</>",
    "<!DOCTYPE ",
    "<![CDATA[",
    "]]>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mi>",
    "<desc>",
    "<p>",
    "<select>",
    "<template>",
    "<table>",
];

fn hostile(more: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    vec(select([HOSTILE, more].concat()), 0..60)
}

/// Number of attributes that a tag of random HTML may have.
const FEW: usize = 2;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]

    #[test]
    fn html5ever_never_reads_more_attributes_than_the_most(pieces in hostile(&["\0"])) {
        let whole = pieces.concat();
        for (_, seen) in [read(&[&*whole], FEW), read(&pieces, FEW)] {
            let is_bounded = |it: &Seen| !matches!(it, Seen::Tag(tag) if tag.attrs.len() > FEW);
            prop_assert!(seen.iter().all(is_bounded), "{whole:?}: {seen:?}");
        }
    }

    /// A zero byte, which html5ever takes out of a CDATA section at once, would make what follows
    /// there look like text.
    #[test]
    fn only_attributes_are_left_out(pieces in hostile(&[])) {
        let whole = pieces.concat();
        for pieces in [&[&*whole][..], &pieces] {
            let ((_, all), (_, few)) = (read(pieces, usize::MAX), read(pieces, FEW));
            prop_assert!(is_same(&all, &few), "{pieces:?}: {all:?}, {few:?}");
        }
    }
}

/// Tests whether all is the same but for attributes that are too many, up to where one of these was
/// what ended with `/>`.
fn is_same(all: &[Seen], few: &[Seen]) -> bool {
    for (one, other) in all.iter().zip(few) {
        match (one, other) {
            (Seen::Tag(one), Seen::Tag(other)) if one.self_closing != other.self_closing => {
                return true;
            }
            (Seen::Tag(one), Seen::Tag(other)) => {
                let attributes_are_same = one.attrs.starts_with(&other.attrs)
                    && (one.had_duplicate_attributes
                        || other.attrs.len() == FEW.min(one.attrs.len()));
                if (one.kind, &one.name) != (other.kind, &other.name) || !attributes_are_same {
                    return false;
                }
            }
            (Seen::Text(one), Seen::Text(other)) | (Seen::Other(one), Seen::Other(other))
                if one == other => {}
            _ => return false,
        }
    }
    all.len() == few.len()
}
