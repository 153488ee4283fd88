//! Parts of other files in a chapter: which lines of a file `file:2:10` and `file:anchor` mean, and
//! which lines of code are for the compiler only.

use std::collections::HashMap;

/// The lines of a file that are meant: a range (`2:10`, `2`, `:10`, `2:`) or the name of an anchor.
#[must_use]
pub(crate) fn select(text: &str, which: Option<&str>) -> String {
    let Some(which) = which.filter(|which| !which.is_empty()) else {
        return joined(text.lines());
    };
    let (from, to) = which.split_once(':').map_or((which, None), |(from, to)| (from, Some(to)));
    let number = |text: &str| text.trim().parse::<usize>().ok();
    if !from.is_empty() && number(from).is_none() {
        return anchored(text, from);
    }
    let first = number(from).unwrap_or(1).max(1);
    let last = match to {
        None => first,
        Some(to) => number(to).unwrap_or(usize::MAX),
    };
    joined(text.lines().skip(first - 1).take(last.saturating_sub(first - 1)))
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// The lines between `ANCHOR: name` and `ANCHOR_END: name`, without the lines that hold an anchor.
fn anchored(text: &str, name: &str) -> String {
    let mut inside = false;
    joined(text.lines().filter(|line| {
        if let Some(begun) = anchor(line, "ANCHOR:") {
            inside |= begun == name;
            return false;
        }
        if let Some(ended) = anchor(line, "ANCHOR_END:") {
            inside &= ended != name;
            return false;
        }
        inside
    }))
}

/// The name of the anchor on a line.
fn anchor<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let (_, after) = line.split_once(mark)?;
    let after = after.trim_start();
    let end = after
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(after.len());
    after.get(..end).filter(|name| !name.is_empty())
}

/// A text without the lines of code that are for the compiler only: in Rust those that begin with
/// `# `, in other languages those that begin with what the book says.
#[must_use]
pub(crate) fn without_hidden(text: &str, prefixes: &HashMap<String, String>) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut fence: Option<Fence<'_>> = None;
    for line in text.split_inclusive('\n') {
        match &fence {
            Some(open) if open.is_closed_by(line) => fence = None,
            Some(open) => {
                shown.push_str(&open.shown(line));
                continue;
            }
            None => fence = Fence::of(line, prefixes),
        }
        shown.push_str(line);
    }
    shown
}

/// A block of code that is open.
struct Fence<'a> {
    mark: char,
    length: usize,
    rust: bool,
    prefix: Option<&'a str>,
}

impl<'a> Fence<'a> {
    fn of(line: &'a str, prefixes: &'a HashMap<String, String>) -> Option<Self> {
        let line = line.trim_start_matches([' ', '\t', '>']);
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        if length < 3 || (mark == '`' && info.contains('`')) {
            return None;
        }
        let mut words = info.split([',', ' ', '\t']).map(str::trim).filter(|word| !word.is_empty());
        let language = words.next().unwrap_or_default();
        let own = words.find_map(|word| word.strip_prefix("hidelines="));
        let prefix = own
            .or_else(|| prefixes.get(language).map(String::as_str))
            .filter(|prefix| !prefix.is_empty());
        Some(Self { mark, length, rust: language == "rust", prefix })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }

    /// A line of the code as it is shown; empty for one that is not.
    fn shown<'l>(&self, line: &'l str) -> std::borrow::Cow<'l, str> {
        let code = line.trim_start();
        let hidden = match self.prefix {
            Some(prefix) => code.starts_with(prefix),
            None => self.rust && (code.starts_with("# ") || code.trim_end() == "#"),
        };
        if hidden {
            return "".into();
        }
        // `##` is how a line that begins with `#` is written.
        if self.rust && self.prefix.is_none() && code.starts_with("##") {
            line.replacen('#', "", 1).into()
        } else {
            line.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_file_is_selected() {
        let text = "1\n// ANCHOR: a\n3\n// ANCHOR: b\n5\n// ANCHOR_END: a\n7\n// ANCHOR_END: b\n";
        let cases = [
            ("3", "3"),
            ("3:5", "3\n// ANCHOR: b\n5"),
            (":1", "1"),
            ("7:", "7\n// ANCHOR_END: b"),
            ("a", "3\n5"),
            ("b", "5\n7"),
            ("none", ""),
            ("99:2", ""),
            ("0:1", "1"),
        ];
        for (which, expected) in cases {
            assert_eq!(select(text, Some(which)), expected, "{which}");
        }
        assert_eq!(select("a\nb\n", None), "a\nb");
    }

    #[test]
    fn hidden_lines_of_code_are_left_out() {
        let prefixes = HashMap::from([("python".to_owned(), "~".to_owned())]);
        let cases = [
            (
                "# Title\n```rust\n# use x;\n#\nlet a;\n  # b\n#[c]\n## d\n```\n# e\n",
                "# Title\n```rust\nlet a;\n#[c]\n# d\n```\n# e\n",
            ),
            ("```rust,ignore\n# a\nb\n```", "```rust,ignore\nb\n```"),
            ("```sh\n# a\n```", "```sh\n# a\n```"),
            ("~~~python\n~a\nb\n# c\n~~~\n", "~~~python\nb\n# c\n~~~\n"),
            ("```js,hidelines=!!\n!!a\nb\n```", "```js,hidelines=!!\nb\n```"),
            ("- x\n  ```rust\n  # a\n  b\n  ```\n", "- x\n  ```rust\n  b\n  ```\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_hidden(text, &prefixes), expected);
        }
    }
}
