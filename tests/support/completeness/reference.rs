//! What a page holds, read from HTML that others made of it, by html5ever and without propus' own
//! parser.

use scraper::{ElementRef, Html, Node};

use super::words::words;

/// What a page holds.
#[derive(Default)]
pub struct Reference {
    /// Its words in order.
    pub runs: Vec<Run>,
    /// All of its text with descriptions and titles, without blanks: what may look like markup
    /// because its author wrote it so.
    pub raw: String,
    /// The level of each heading with words, and its words.
    pub headings: Vec<(u8, Vec<String>)>,
    /// How many headings stand where they need not be headings: in items of lists and in cells.
    pub inner_headings: usize,
    /// The first words of each item of a list that begins with words.
    pub items: Vec<Vec<String>>,
    /// The lines of code that are not blank.
    pub code: Vec<String>,
    /// Where links lead, as written.
    pub links: Vec<String>,
    /// Where pictures, sounds and films are, as written.
    pub images: Vec<String>,
    /// What pictures show.
    pub alts: Vec<Vec<String>>,
}

/// Words that stand together.
pub enum Run {
    /// In this order.
    Ordered(Vec<String>),
    /// In some order: the cells of a table, which stand side by side.
    Loose(Vec<String>),
}

/// Not shown by browsers, or dropped with what they hold (rule R14).
const HIDDEN: &[&str] = &[
    "script", "style", "template", "head", "title", "svg", "button", "select", "datalist", "video",
    "audio", "iframe", "object", "canvas", "rp",
];

/// Elements whose words touch no others.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "blink", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "rt", "ruby",
];

/// Words of a link that say nothing: where the link is all there is, its title or target may stand
/// for them (rule R2).
const EMPTY: &[&str] =
    &["here", "this", "link", "more", "source", "it", "that", "there", "read more"];

impl Reference {
    pub fn of(html: &str) -> Self {
        // It is read as by a browser that runs scripts, and readers have none.
        let html = Html::parse_fragment(
            &html.replace("<noscript", "<span").replace("</noscript", "</span"),
        );
        let mut walk = Walk::default();
        walk.children(html.root_element(), Context::default());
        walk.end_run();
        walk.page
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.runs.iter().map(|(Run::Ordered(words) | Run::Loose(words))| words.len()).sum()
    }
}

#[derive(Default)]
struct Walk {
    page: Reference,
    /// Text since the last run ended.
    text: String,
}

#[derive(Clone, Copy, Default)]
struct Context {
    /// In a table that is one for its data, where a heading is but a word.
    data_table: bool,
    in_table: bool,
    in_item: bool,
    in_footnotes: bool,
}

impl Walk {
    fn children(&mut self, element: ElementRef<'_>, context: Context) {
        for child in element.children() {
            if let Node::Text(text) = child.value() {
                self.text.push_str(&without_formulas(text));
                self.page.raw.extend(text.chars().filter(|it| !it.is_whitespace()));
            } else if let Some(element) = ElementRef::wrap(child) {
                self.element(element, context);
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, context: Context) {
        let name = element.value().name();
        self.sources(element);
        if HIDDEN.contains(&name) || is_note_mark(element) || is_furniture(element) {
            return;
        }
        let alone = !INLINE.contains(&name);
        if alone {
            self.text.push('\n');
        }
        match name {
            "table" if !context.in_table => self.table(element, context),
            "pre" => self.code(element, context),
            "a" | "area" => self.link(element, context),
            "p" | "div" | "td" if is_only_links(element) => self.only_links(element),
            "li" => self.item(element, context),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, context),
            "section" | "div" if has_class(element, "footnotes") => {
                self.children(element, Context { in_footnotes: true, ..context });
            }
            "input" => {}
            _ => self.children(element, context),
        }
        if alone {
            self.text.push('\n');
        }
    }

    /// The targets of pictures, sounds and films.
    fn sources(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        if !matches!(name, "img" | "video" | "audio" | "iframe" | "object") {
            return;
        }
        let own = element.value().attr(if name == "object" { "data" } else { "src" });
        let inner = || element.child_elements().find_map(|child| child.value().attr("src"));
        let Some(source) = own.or_else(inner).filter(|it| !it.is_empty()) else { return };
        self.page.images.push(source.to_owned());
        let alt = element
            .value()
            .attr("alt")
            .or(element.value().attr("title").filter(|_| name == "iframe"));
        self.page.raw.extend(alt.unwrap_or_default().chars().filter(|it| !it.is_whitespace()));
        self.page.alts.push(words(alt.unwrap_or_default()));
    }

    fn link(&mut self, element: ElementRef<'_>, context: Context) {
        self.page.links.extend(element.value().attr("href").map(str::to_owned));
        let title = element.value().attr("title").unwrap_or_default();
        self.page.raw.extend(title.chars().filter(|it| !it.is_whitespace()));
        self.children(element, context);
    }

    /// A block of nothing but links becomes link lines: the same link twice is one, and words that
    /// say nothing may be replaced.
    fn only_links(&mut self, element: ElementRef<'_>) {
        let mut seen = Vec::new();
        let start = self.text.len();
        self.children(element, Context::default());
        self.text.truncate(start);
        for link in anchors(element) {
            let text: String = link.text().collect();
            let same =
                (link.value().attr("href").unwrap_or_default().to_owned(), text.trim().to_owned());
            if !seen.contains(&same) && !says_nothing(&same.1) {
                self.text.push_str(&format!("\n{text}\n"));
            }
            seen.push(same);
        }
    }

    fn table(&mut self, element: ElementRef<'_>, context: Context) {
        self.end_run();
        let data_table =
            element.descendent_elements().any(|it| matches!(it.value().name(), "th" | "thead"));
        self.children(element, Context { in_table: true, data_table, ..context });
        let cells = words(&std::mem::take(&mut self.text));
        self.page.runs.push(Run::Loose(cells));
    }

    fn code(&mut self, element: ElementRef<'_>, context: Context) {
        if element.descendent_elements().skip(1).any(|inner| inner.value().name() == "pre") {
            // A listing with line numbers: the code is the inner one.
            return self.children(element, context);
        }
        let text: String = element.text().collect();
        let text = text.strip_prefix('\n').unwrap_or(&text);
        self.page.code.extend(
            text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned),
        );
        self.children(element, context);
    }

    fn item(&mut self, element: ElementRef<'_>, context: Context) {
        if !context.in_footnotes && !context.in_table {
            let mut lead = String::new();
            leading(element, &mut lead);
            let lead = lead.trim_start();
            let mut lead = words(lead.strip_prefix("[x] ").unwrap_or(lead));
            lead.truncate(3);
            // A bare URL may be shown as host and path.
            if lead.first().is_some_and(|word| !word.starts_with("http")) {
                self.page.items.push(lead);
            }
        }
        self.children(element, Context { in_item: true, ..context });
    }

    fn heading(&mut self, element: ElementRef<'_>, context: Context) {
        let start = self.text.len();
        self.children(element, context);
        let found = words(self.text.get(start..).unwrap());
        if found.is_empty() {
            return;
        }
        if context.in_item || context.data_table {
            self.page.inner_headings += 1;
        } else {
            let level = element.value().name()[1..].parse().unwrap();
            self.page.headings.push((level, found));
        }
    }

    fn end_run(&mut self) {
        let found = words(&std::mem::take(&mut self.text));
        self.page.runs.push(Run::Ordered(found));
    }
}

/// A text without the TeX in it, which may be shown as what it means.
fn without_formulas(text: &str) -> String {
    let parts: Vec<&str> = text.split('$').collect();
    let is_tex = |part: &str| part.contains(['\\', '_', '^']) || part.len() == 1;
    let mut rest = parts[0].to_owned();
    let mut index = 1;
    while index < parts.len() {
        if index + 1 < parts.len() && is_tex(parts[index]) {
            rest.push(' ');
            index += 1;
        } else {
            rest.push('$');
        }
        rest.push_str(parts[index]);
        index += 1;
    }
    rest
}

/// References to footnotes and the ways back from them. Their numbers are ours to choose.
fn is_note_mark(element: ElementRef<'_>) -> bool {
    ["footnote-ref", "footnote-backref", "footnote", "reversefootnote"]
        .iter()
        .any(|class| has_class(element, class) && matches!(element.value().name(), "a" | "sup"))
}

/// Line numbers of a listing (rule R6), and the table of contents that kramdown makes, which leads
/// to nothing but headings of the same page.
fn is_furniture(element: ElementRef<'_>) -> bool {
    ["gutter", "rouge-gutter", "lineno"].iter().any(|class| has_class(element, class))
        || element.value().id() == Some("markdown-toc")
}

fn has_class(element: ElementRef<'_>, wanted: &str) -> bool {
    element.value().classes().any(|class| class == wanted)
}

fn anchors<'a>(element: ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
    element
        .descendent_elements()
        .filter(|it| it.value().name() == "a" && is_target(it.value().attr("href")))
}

/// Whether a link leads somewhere that a reader of text can go.
fn is_target(href: Option<&str>) -> bool {
    href.is_some_and(|href| super::target::of(href, "/").is_some())
}

/// Whether all words of a block stand in links, and it is no larger structure.
fn is_only_links(element: ElementRef<'_>) -> bool {
    let links: Vec<ElementRef<'_>> = anchors(element).collect();
    let (mut all, mut linked) = (String::new(), String::new());
    element.text().for_each(|text| all.push_str(text));
    links.iter().flat_map(ElementRef::text).for_each(|text| linked.push_str(text));
    let separators = |it: char| !it.is_alphanumeric();
    let flat = element
        .descendent_elements()
        .skip(1)
        .all(|it| INLINE.contains(&it.value().name()) || matches!(it.value().name(), "img" | "br"));
    flat && !words(&linked).is_empty()
        && all.replace(separators, "") == linked.replace(separators, "")
}

fn says_nothing(text: &str) -> bool {
    let found = words(text);
    let letters: usize = found.iter().map(|word| word.chars().count()).sum();
    letters < 2 || EMPTY.contains(&found.join(" ").to_lowercase().as_str())
}

/// Adds the words that an item begins with, up to the first block in it. `false` when that was
/// reached.
fn leading(element: ElementRef<'_>, lead: &mut String) -> bool {
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            lead.push_str(text);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let name = inner.value().name();
            let hidden =
                HIDDEN.contains(&name) || is_note_mark(inner) || name == "input" || name == "img";
            let first_block =
                !INLINE.contains(&name) && lead.trim().is_empty() && matches!(name, "p" | "div");
            if hidden {
                continue;
            }
            let ends_here = !INLINE.contains(&name) && !first_block;
            if ends_here || !leading(inner, lead) || first_block {
                return false;
            }
        }
    }
    true
}
