//! The names of elements and attributes that Markdown has marks for.

use html5ever::{LocalName, local_name};

/// The name of an element or attribute.
pub(in crate::parse) type Name = LocalName;

macro_rules! names {
    ($($constant:ident $name:tt),* $(,)?) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub(in crate::parse) const $constant: LocalName = local_name!($name);
        )*
    };
}

names!(
    A "a", ALT "alt", BLOCKQUOTE "blockquote", BR "br", CHECKED "checked", CLASS "class",
    CODE "code", DD "dd", DEL "del", DIV "div", DL "dl", DT "dt", EM "em", H1 "h1", H2 "h2",
    H3 "h3", H4 "h4", H5 "h5", H6 "h6", HR "hr", HREF "href", ID "id", IMG "img", INPUT "input",
    LI "li", OL "ol", P "p", PRE "pre", SPAN "span", SRC "src", START "start", STRONG "strong",
    STYLE "style", SUB "sub", SUP "sup", TABLE "table", TBODY "tbody", TD "td", TH "th",
    THEAD "thead", TITLE "title", TR "tr", TYPE "type", UL "ul",
);
