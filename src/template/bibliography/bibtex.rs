//! BibTeX: the entries of a bibliography, as far as they can be read, each field as plain text.
//!
//! Bounded and linear, since anybody's file may come in: an abbreviation is what it says where it is
//! defined, so none can grow out of others, the texts of abbreviations take no more than twice the
//! file, and an entry that can't be read is passed over, not the rest of the file. (The crate
//! `biblatex` 0.12 follows an abbreviation that names itself until the stack ends, and gives a file
//! up at its first fault.)

use std::collections::HashMap;

use super::tex;

/// Entries of a file that are read.
const MOST_ENTRIES: usize = 20_000;
/// Fields of an entry that are read.
const MOST_FIELDS: usize = 64;
/// Bytes of a field.
const LONGEST: usize = 16 << 10;
/// Bytes of an abbreviation.
const LONGEST_ABBREVIATION: usize = 1 << 10;
/// Texts without an end, each of which is looked for; behind them nothing more is read.
const MOST_UNCLOSED: usize = 100;

/// An entry: a book, an article, a talk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Entry {
    /// The name by which texts cite it.
    pub key: String,
    /// `article`, `book`, …, in lower case.
    pub kind: String,
    /// The names of its fields, in lower case, with their values in TeX.
    fields: Vec<(String, String)>,
}

impl Entry {
    /// A field in TeX.
    fn tex(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(own, _)| own == name)?;
        Some(value).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The first of some fields that is there, as text.
    #[must_use]
    pub(crate) fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.tex(name)).map(tex::text)
    }

    /// A field to the letter, as addresses are.
    #[must_use]
    pub(crate) fn address(&self, name: &str) -> Option<&str> {
        self.tex(name)
    }

    /// Bytes of its fields.
    #[must_use]
    pub(crate) fn bytes(&self) -> usize {
        self.fields.iter().map(|(name, value)| name.len() + value.len()).sum()
    }

    /// The persons of a field, each with given and family name.
    #[must_use]
    pub(crate) fn persons(&self, names: &[&str]) -> Vec<Person> {
        let Some(list) = names.iter().find_map(|name| self.tex(name)) else { return Vec::new() };
        tex::split_names(list).into_iter().map(Person::of).collect()
    }

    /// The year, from `year` or the beginning of `date`.
    #[must_use]
    pub(crate) fn year(&self) -> Option<String> {
        self.text(&["year", "date"]).map(|date| date.chars().take_while(|it| *it != '-').collect())
    }
}

/// A person's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Person {
    pub given: String,
    pub family: String,
}

impl Person {
    /// `Family, Given` or `Given Family`; with `von` the family name begins there.
    fn of(name: &str) -> Self {
        if let Some((family, given)) = name.split_once(',') {
            return Self { given: tex::text(given), family: tex::text(family) };
        }
        let text = tex::text(name);
        if name.trim().starts_with('{') {
            return Self { given: String::new(), family: text };
        }
        let words: Vec<&str> = text.split(' ').collect();
        let is_small = |word: &&str| word.starts_with(char::is_lowercase);
        let last = words.len().saturating_sub(1);
        let begins = words.iter().skip(1).position(is_small).map_or(last, |at| (at + 1).min(last));
        let (given, family) = words.split_at(begins);
        Self { given: given.join(" "), family: family.join(" ") }
    }

    /// The name as it is read.
    #[must_use]
    pub(crate) fn whole(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }
}

/// The entries of a file, in its order.
#[derive(Debug)]
pub(crate) struct Bibliography {
    pub entries: Vec<Entry>,
    /// Bytes of the file.
    pub bytes: usize,
    /// The index of the first entry of each key.
    by_key: HashMap<String, usize>,
}

impl Bibliography {
    /// Reads a file.
    #[must_use]
    pub(crate) fn read(text: &str) -> Self {
        let entries = entries(text);
        let mut by_key = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            by_key.entry(entry.key.clone()).or_insert(index);
        }
        Self { entries, bytes: text.len(), by_key }
    }

    /// The entry of a key.
    #[must_use]
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(*self.by_key.get(key)?)
    }
}

fn entries(text: &str) -> Vec<Entry> {
    let left = 2 * text.len();
    let mut reader = Reader { rest: text, abbreviations: HashMap::new(), left, unclosed: 0 };
    let mut entries = Vec::new();
    while entries.len() < MOST_ENTRIES
        && reader.unclosed < MOST_UNCLOSED
        && let Some((_, rest)) = reader.rest.split_once('@')
    {
        reader.rest = rest;
        entries.extend(reader.entry());
    }
    entries
}

struct Reader<'a> {
    rest: &'a str,
    /// What `@string` defines, by name in lower case.
    abbreviations: HashMap<String, String>,
    /// Bytes that abbreviations may still write.
    left: usize,
    /// Texts without an end so far.
    unclosed: usize,
}

impl<'a> Reader<'a> {
    /// Reads what stands behind an `@`. Of an entry that breaks off what was read of it counts.
    fn entry(&mut self) -> Option<Entry> {
        let kind = self.word()?.to_lowercase();
        if !self.eat('{') && !self.eat('(') {
            return None;
        }
        if kind == "string" {
            let (name, mut value) = self.field()?;
            value.truncate(value.floor_char_boundary(LONGEST_ABBREVIATION));
            self.abbreviations.insert(name, value);
            return None;
        }
        if matches!(kind.as_str(), "comment" | "preamble") {
            return None;
        }
        let end = self.rest.find([',', '}', '@', '\n'])?;
        let key = self.take(end).trim().to_owned();
        let mut fields = Vec::new();
        while self.eat(',')
            && fields.len() < MOST_FIELDS
            && let Some(field) = self.field()
        {
            fields.push(field);
        }
        if fields.is_empty() { None } else { Some(Entry { key, kind, fields }) }
    }

    /// `name = value`.
    fn field(&mut self) -> Option<(String, String)> {
        let name = self.word()?.to_lowercase();
        if !self.eat('=') {
            return None;
        }
        let mut value = self.part()?;
        while self.eat('#') && value.len() < LONGEST {
            value.push_str(&self.part()?);
        }
        value.truncate(value.floor_char_boundary(LONGEST));
        Some((name, value))
    }

    /// A text in braces or quotes, a number, or the text of an abbreviation.
    fn part(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let close = match self.rest.chars().next()? {
            '{' => '}',
            '"' => '"',
            _ => {
                let word = self.word()?;
                let known = self.abbreviations.get(&word.to_lowercase());
                let Some(known) = known.filter(|it| it.len() <= self.left) else {
                    return Some(word.to_owned());
                };
                self.left -= known.len();
                return Some(known.clone());
            }
        };
        let inside = self.rest.get(1..)?;
        let Some(end) = end_of_text(inside, close) else {
            self.unclosed += 1;
            return None;
        };
        self.rest = inside.get(end + 1..)?;
        let value = inside.get(..end)?;
        Some(value.get(..value.floor_char_boundary(LONGEST))?.to_owned())
    }

    fn word(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start();
        let is_in_word =
            |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | ':' | '+' | '.');
        let end = self.rest.find(|it| !is_in_word(it)).unwrap_or(self.rest.len());
        let word = self.take(end);
        if word.is_empty() { None } else { Some(word) }
    }

    fn take(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn eat(&mut self, mark: char) -> bool {
        let rest = self.rest.trim_start();
        self.rest = rest.strip_prefix(mark).unwrap_or(rest);
        self.rest.len() < rest.len()
    }
}

/// The byte offset of the mark that ends a text, outside of braces in it. A text that is longer than
/// a field may be four times has no end.
fn end_of_text(text: &str, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().enumerate().take(4 * LONGEST);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => _ = bytes.next(),
            _ if depth == 0 && char::from(byte) == close => return Some(at),
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_their_authors_write_them() {
        let text = "---\n---\n@string{j = \"Journal of \" # {Lamps}}\n@comment{x}\n\
                    @Article{doe2020,\n  Title = {On {Big} Lamps \\& more},\n  author = \"Doe, Ann and Bo van Roe\",\n  \
                    journal = j,\n  year = 2020,\n}\n@broken{a, b = }\n@book(key, title = {T})\n@misc{none}\n";
        let entries = entries(text);
        let keys: Vec<&str> = entries.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys, ["doe2020", "key"]);
        let first = &entries[0];
        assert_eq!(first.kind, "article");
        assert_eq!(first.text(&["title"]).as_deref(), Some("On Big Lamps & more"));
        assert_eq!(first.text(&["booktitle", "journal"]).as_deref(), Some("Journal of Lamps"));
        assert_eq!(first.year().as_deref(), Some("2020"));
        let fields = "titleOn {Big} Lamps \\& moreauthorDoe, Ann and Bo van Roe\
                      journalJournal of Lampsyear2020";
        assert_eq!(first.bytes(), fields.len());
        let dated = super::entries("@misc{a, date = {2021-05-06}}");
        assert_eq!(dated[0].year().as_deref(), Some("2021"));
        let persons: Vec<(String, String)> =
            first.persons(&["author"]).into_iter().map(|it| (it.given, it.family)).collect();
        let expected = [("Ann", "Doe"), ("Bo", "van Roe")];
        assert_eq!(persons, expected.map(|(given, family)| (given.to_owned(), family.to_owned())));
    }

    #[test]
    fn whatever_a_file_holds_takes_no_long_time() {
        for piece in
            ["@string{a = a # a # a}", "@a{b, c = {", "@a{b,c={\\", "@", "@a{b,", "@a{b,c=\"{\","]
        {
            let text = piece.repeat(20_000);
            assert!(entries(&text).len() <= MOST_ENTRIES, "{piece}");
        }
    }

    #[test]
    fn of_what_is_too_much_the_first_is_read_up_to_the_bound() {
        let fields = |number: usize| {
            let all: Vec<String> = (0..number).map(|it| format!("f{it} = {it}")).collect();
            entries(&format!("@a{{k, {}}}", all.join(", ")))[0].fields.len()
        };
        assert_eq!([MOST_FIELDS - 1, MOST_FIELDS, MOST_FIELDS + 1].map(fields), [63, 64, 64]);
        let after_unclosed = |number: usize| {
            let unclosed = "@a{k, t = {\n".repeat(number);
            entries(&format!("{unclosed}@b{{k, t = 1}}")).len()
        };
        assert_eq!([0, MOST_UNCLOSED - 1, MOST_UNCLOSED].map(after_unclosed), [1, 1, 0]);
        let read = |number| entries(&"@a{k, t = 1}\n".repeat(number)).len();
        assert_eq!([MOST_ENTRIES, MOST_ENTRIES + 1].map(read), [MOST_ENTRIES; 2]);
        let length = |parts: usize| {
            let value = vec![format!("{{{}}}", "x".repeat(LONGEST / 2)); parts].join(" # ");
            let entries = entries(&format!("@a{{k, t = {value}, u = 1}}"));
            entries[0].fields.iter().map(|(_, value)| value.len()).collect::<Vec<usize>>()
        };
        assert_eq!(length(1), [LONGEST / 2, 1]);
        assert_eq!(length(2), [LONGEST, 1]);
        // What stands behind the bound is no part of the value, and ends the entry.
        assert_eq!(length(3), [LONGEST]);
    }

    #[test]
    fn what_abbreviations_write_is_bounded() {
        let text = format!("@string{{a = {{{}}}}}", "x".repeat(1000));
        let text = text + &"@b{c, d = a # a # a # a # a, e = a}\n".repeat(2000);
        let fields = entries(&text).into_iter().flat_map(|it| it.fields);
        let bytes: usize = fields.map(|(_, value)| value.len()).sum();
        assert!((text.len()..3 * text.len()).contains(&bytes), "{bytes} of {}", text.len());
    }
}
