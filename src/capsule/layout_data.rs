//! Pages that only their layout fills, from the file of `_data` that has their name, such as a
//! curriculum vitae. Layouts are not used here: the data itself is shown, fields with more in them as
//! headings and lists, others as words.

use super::parts::Capsule;
use crate::document::{Block, Inline, Item, Link, List, Resolve};
use crate::generator::PageEntry;
use crate::phrases::capitalized;
use crate::template::liquid::{Limits, Meter, Value};

/// Levels of lists in each other.
const MOST_LEVELS: usize = 16;
/// Fields that say what something is, in the order in which they are read.
const FIRST: &[&str] = &["title", "name", "position", "degree", "institution", "company", "value"];
/// Fields that are for the layout.
const LOOKS: &[&str] = &["type", "icon", "color", "id", "class"];

/// The data that a page is named for, by its file or its layout; nothing where there is none.
pub(super) fn blocks(capsule: &Capsule, page: &PageEntry, links: &dyn Resolve) -> Vec<Block> {
    let Some(data) = capsule.templates.data.as_object() else { return Vec::new() };
    let meter = Meter::new(Limits::default());
    let names = [Some(page.source.name().stem().to_owned()), page.text("layout")];
    let named = names.into_iter().flatten().map(|name| data.get(&name, &meter));
    let teller = Teller { meter: &meter, links };
    named.map(|value| teller.page(&value)).find(|it| !it.is_empty()).unwrap_or_default()
}

struct Teller<'a> {
    meter: &'a Meter,
    links: &'a dyn Resolve,
}

/// Something with fields: those that are words, and those that hold more, each with its name.
#[derive(Default)]
struct Record {
    words: Vec<(String, String)>,
    more: Vec<(String, Value)>,
}

impl Teller<'_> {
    /// Each field or item that holds more is a section.
    fn page(&self, value: &Value) -> Vec<Block> {
        let mut blocks = Vec::new();
        match value {
            Value::Object(_) => {
                let Record { words, more } = self.record(value);
                let fields = words.into_iter().map(|(name, text)| {
                    let mut line = vec![Inline::Text(format!("{}: ", in_words(&name)))];
                    line.push(self.text(&text));
                    item(vec![Block::Paragraph(line)])
                });
                blocks.extend(list(fields.collect()));
                for (name, value) in more {
                    blocks.push(heading(&in_words(&name)));
                    blocks.extend(self.list(&value, 0));
                }
            }
            Value::Array(items) => {
                for value in items.items(self.meter) {
                    let mut record = self.record(value);
                    if record.words.is_empty() || record.more.is_empty() {
                        blocks.extend(list(self.item(value, 0).into_iter().collect()));
                    } else {
                        let (_, title) = record.words.remove(0);
                        blocks.push(heading(&title));
                        blocks.extend(self.record_blocks(&record, 0));
                    }
                }
            }
            Value::Nil
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Text(_)
            | Value::Range(..)
            | Value::Time(_) => {}
        }
        blocks
    }

    fn list(&self, value: &Value, level: usize) -> Option<Block> {
        if level >= MOST_LEVELS {
            return None;
        }
        let items = match value.as_list() {
            Some(items) => {
                items.items(self.meter).iter().filter_map(|it| self.item(it, level)).collect()
            }
            None => self.item(value, level).into_iter().collect(),
        };
        list(items)
    }

    fn item(&self, value: &Value, level: usize) -> Option<Item> {
        let blocks = if value.as_object().is_some() {
            self.record_blocks(&self.record(value), level)
        } else if value.as_list().is_some() {
            self.list(value, level + 1).into_iter().collect()
        } else {
            vec![Block::Paragraph(vec![self.text(&self.words(value)?)])]
        };
        if blocks.is_empty() { None } else { Some(item(blocks)) }
    }

    /// The words on one line, then a list of each field that holds more.
    fn record_blocks(&self, record: &Record, level: usize) -> Vec<Block> {
        let mut line = Vec::new();
        for (_, text) in &record.words {
            if !line.is_empty() {
                line.push(Inline::Text(", ".to_owned()));
            }
            line.push(self.text(text));
        }
        let words = if line.is_empty() { None } else { Some(Block::Paragraph(line)) };
        let lists = record.more.iter().filter_map(|(_, value)| self.list(value, level + 1));
        words.into_iter().chain(lists).collect()
    }

    fn record(&self, value: &Value) -> Record {
        let mut record = Record::default();
        let Some(object) = value.as_object() else { return record };
        let mut names = object.names(self.meter);
        let rank = |name: &str| FIRST.iter().position(|it| *it == name).unwrap_or(FIRST.len());
        names.sort_by_key(|name| rank(name));
        for name in names.iter().filter(|name| !LOOKS.contains(&&***name)) {
            let value = object.get(name, self.meter);
            if matches!(value, Value::Object(_) | Value::Array(_)) {
                record.more.push((name.to_string(), value));
            } else if let Some(text) = self.words(&value) {
                record.words.push((name.to_string(), text));
            }
        }
        record
    }

    /// A scalar as words; what is only true or false says nothing without its layout.
    fn words(&self, value: &Value) -> Option<String> {
        if matches!(value, Value::Bool(_)) {
            return None;
        }
        let text = value.shown(self.meter);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() { None } else { Some(text) }
    }

    /// A text, as a link if it is a URL.
    fn text(&self, text: &str) -> Inline {
        let is_url = text.contains("://") && !text.contains(char::is_whitespace);
        let words = Inline::Text(text.to_owned());
        if !is_url {
            return words;
        }
        let target = self.links.resolve(text);
        Inline::from(Link::new(target, vec![words]))
    }
}

fn item(blocks: Vec<Block>) -> Item {
    Item { task: None, blocks }
}

fn list(items: Vec<Item>) -> Option<Block> {
    if items.is_empty() { None } else { Some(Block::List(List { start: None, items })) }
}

fn heading(words: &str) -> Block {
    Block::Heading { level: 2, id: String::new(), content: vec![Inline::Text(words.to_owned())] }
}

/// A field's name in words: `general_information` is "General information".
fn in_words(name: &str) -> String {
    capitalized(&name.replace(['_', '-'], " "))
}

#[cfg(test)]
mod tests {
    use crate::capsule::tests::TestSite;
    use crate::render::{LinkStyle, gemtext};

    const CV: &str = "- title: General\n  type: map\n  contents:\n  - name: Full Name\n    value: Mo Doe\n  - name: Site\n    value: https://mo.example\n\
                      - title: Education\n  type: time_table\n  contents:\n  - title: PhD\n    institution: Here\n    year: 2020\n    description:\n    - Stars\n    - Lamps\n\
                      - one: a\n";

    #[test]
    fn a_page_shows_the_data_that_it_is_named_for() {
        let site = TestSite::new(&[
            ("_config.yml", ""),
            ("_data/cv.yml", CV),
            ("_data/talks.yml", "past_talks:\n- On lamps\nplace: Here\n"),
            ("cv.md", "---\nlayout: cv\ntitle: CV\n---\n"),
            ("spoken.md", "---\nlayout: talks\ntitle: T\n---\n"),
            ("empty.md", "---\nlayout: resume\ntitle: E\n---\n"),
        ]);
        let page = |path: &str| {
            let page = site.capsule.page(site.page(path)).unwrap();
            let warnings: Vec<String> = page.warnings.iter().map(ToString::to_string).collect();
            (gemtext(&page.document, LinkStyle::AfterBlock), warnings)
        };
        let (text, warnings) = page("/cv.html");
        for line in [
            "## General",
            "* Full Name, Mo Doe",
            "https://mo.example",
            "## Education",
            "PhD, Here, 2020",
            "Stars",
            "* a",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert_eq!(warnings, [""; 0]);
        let (text, _) = page("/spoken.html");
        assert!(
            text.contains("* Place: Here") && text.contains("## Past talks\n\n* On lamps"),
            "{text}"
        );
        let told = "empty.md: it has no text of its own, only its layout fills it on the web: readers see \
                    nothing but its title";
        assert_eq!(page("/empty.html").1, [told]);
    }

    /// The gemtext of a page that shows a file of data, without its footer.
    fn shown(data: &str) -> String {
        let site = TestSite::new(&[
            ("_config.yml", ""),
            ("_data/cv.yml", data),
            ("cv.md", "---\nlayout: cv\ntitle: CV\n---\n"),
        ]);
        let page = site.capsule.page(site.page("/cv.html")).unwrap();
        let text = gemtext(&page.document, LinkStyle::AfterBlock);
        let begin = text.strip_prefix("# CV\n\n").unwrap_or(&text);
        begin.split("\n\n=> /").next().unwrap().trim_end().to_owned()
    }

    #[test]
    fn each_shape_of_data_has_its_form() {
        let cases = [
            // What says what something is comes first, what is for the layout is left out.
            (
                "- year: 2020\n  icon: x\n  color: red\n  id: i\n  class: c\n  type: t\n  title: PhD\n",
                "* PhD, 2020",
            ),
            (
                "- value: v\n  company: c\n  institution: i\n  degree: d\n  position: p\n  name: n\n  \
                 title: t\n",
                "* t, n, p, d, i, c, v",
            ),
            ("b: 2\na_b-c: 1.5\nd: true\ne: ''\nf: ' '\n", "* B: 2\n* A b c: 1.5"),
            ("- a\n- 7\n- true\n- ''\n", "* a\n\n* 7"),
            ("a: [x, y]\nb: c\n", "* B: c\n\n## A\n\n* x\n* y"),
            ("- [[x, y], z]\n", "* –– x\n* –– y\n* – z"),
            ("- n: 1\n  more: [x]\n", "## 1\n\n* x"),
            ("- n: 1\n  m: 2\n  more: {k: x}\n", "## 1\n\n2\n\n* x"),
            ("- more: [x]\n", "* – x"),
            ("a: {b: {c: x}}\n", "## A\n\n* – x"),
            ("7\n", "# CV"),
            ("true\n", "# CV"),
        ];
        let (told, expected): (Vec<_>, Vec<_>) = cases
            .map(|(data, expected)| ((data, shown(data)), (data, expected.to_owned())))
            .into_iter()
            .unzip();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_url_is_a_link_and_a_sentence_with_one_is_not() {
        let text = shown("- 'https://a.example'\n- 'see https://b.example'\n- 'a:b'\n");
        assert!(text.contains("=> https://a.example"), "{text}");
        assert!(!text.contains("=> https://b.example") && text.contains("* a:b"), "{text}");
    }

    #[test]
    fn lists_in_lists_end() {
        let nested = |levels: usize| {
            let (open, close) = ("[".repeat(levels), "]".repeat(levels));
            shown(&format!("a: {open}deep{close}\n")).contains("deep")
        };
        assert!(nested(super::MOST_LEVELS) && !nested(super::MOST_LEVELS + 1));
    }
}
