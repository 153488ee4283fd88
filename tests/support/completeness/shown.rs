//! What a reader sees of a page, read back from gemtext, a menu or plain text, line by line.

use super::words::words;

/// What a reader sees.
#[derive(Default)]
pub struct Shown {
    /// All words in order, those of links among them.
    pub words: Vec<String>,
    /// The text, for what looks like markup.
    pub text: String,
    /// The level of each heading, where the form tells it, and its words.
    pub headings: Vec<(Option<u8>, Vec<String>)>,
    /// The words of each line that may be an item of a list.
    pub items: Vec<Vec<String>>,
    /// The lines that code may stand on.
    pub code: Vec<String>,
    /// Where links and pictures lead.
    pub targets: Vec<String>,
    /// Lines that the form does not allow.
    pub invalid: Vec<String>,
}

impl Shown {
    pub fn gemtext(text: &str) -> Self {
        let mut shown = Self::default();
        let mut fenced = false;
        let mut blank = true;
        for line in text.lines() {
            let is_fence = line.starts_with("```");
            if line.contains(|it: char| it.is_control() && it != '\t')
                || !fenced && line.is_empty() && blank
            {
                shown.invalid.push(line.to_owned());
            }
            blank = line.is_empty();
            fenced ^= is_fence;
            if fenced && !is_fence {
                shown.code.push(line.to_owned());
                shown.add(line);
            } else if is_fence {
                shown.add(line.trim_start_matches('`'));
            } else {
                shown.gemtext_line(line);
            }
        }
        if fenced {
            shown.invalid.push("an open fence at the end".to_owned());
        }
        shown
    }

    fn gemtext_line(&mut self, line: &str) {
        let level = line.chars().take_while(|it| *it == '#').count();
        if let Some(link) = line.strip_prefix("=>") {
            let (url, label) = link.trim_start().split_once(' ').unwrap_or((link.trim_start(), ""));
            let is_url = |it: char| {
                it.is_ascii_graphic()
                    && !matches!(it, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
            };
            if url.is_empty() || !url.chars().all(is_url) || !link.starts_with(' ') {
                self.invalid.push(line.to_owned());
            }
            self.targets.push(url.to_owned());
            let seen = if label.is_empty() { url } else { label };
            self.items.push(item_words(seen));
            self.add(seen);
        } else if level > 0 {
            if level > 3 || !line[level..].starts_with(' ') {
                self.invalid.push(line.to_owned());
            }
            self.headings.push((Some(u8::try_from(level).unwrap()), words(&line[level..])));
            self.add(&line[level..]);
        } else {
            let bare = line.trim_start_matches(['>', ' ']);
            if bare.starts_with("* ") || number_of(bare).is_some() {
                self.items.push(item_words(bare.trim_start_matches("* ")));
            }
            self.add(line);
        }
    }

    /// A menu as the corpus has it: `i` lines without their last three fields.
    pub fn menu(menu: &str) -> Self {
        let mut shown = Self::default();
        let mut lines = Vec::new();
        for line in menu.lines() {
            let kind = line.chars().next().unwrap_or('?');
            let fields: Vec<&str> = line.get(1..).unwrap_or_default().split('\t').collect();
            match fields.as_slice() {
                [display] if kind == 'i' => lines.push((*display).to_owned()),
                [display, selector, host, port] if "0179gIsh".contains(kind) => {
                    shown.paragraph(&std::mem::take(&mut lines));
                    shown.menu_item(kind, display, selector, host, port);
                }
                _ => shown.invalid.push(line.to_owned()),
            }
        }
        shown.paragraph(&lines);
        shown
    }

    fn menu_item(&mut self, kind: char, display: &str, selector: &str, host: &str, port: &str) {
        let target = match selector.strip_prefix("URL:") {
            Some(url) => url.to_owned(),
            None if host == "example.org" => selector.to_owned(),
            None if port == "70" => format!("gopher://{host}/{kind}{selector}"),
            None => format!("gopher://{host}:{port}/{kind}{selector}"),
        };
        self.items.push(item_words(display));
        self.add(display);
        if kind == 'h' {
            self.add(&target);
        }
        self.targets.push(target);
    }

    pub fn text(text: &str) -> Self {
        let mut shown = Self::default();
        let mut lines = Vec::new();
        let foot_start = text.lines().count()
            - text.lines().rev().take_while(|line| !line.starts_with("____")).count();
        for (number, line) in text.lines().enumerate() {
            let listed = line.strip_prefix('[').and_then(|it| it.split_once("] ")).filter(
                |(number, url)| {
                    number.parse::<u32>().is_ok()
                        && !url.contains(' ')
                        && (url.contains(':') || url.starts_with('/'))
                },
            );
            let foot = line
                .split_once('<')
                .and_then(|(_, url)| url.strip_suffix('>'))
                .filter(|_| number >= foot_start);
            match listed.map(|(_, url)| url).or(foot) {
                Some(url) => {
                    shown.paragraph(&std::mem::take(&mut lines));
                    shown.targets.push(url.to_owned());
                }
                None => lines.push(line.to_owned()),
            }
        }
        shown.paragraph(&lines);
        shown
    }

    /// Lines of a menu or of plain text that stand together.
    fn paragraph(&mut self, lines: &[String]) {
        for (place, line) in lines.iter().enumerate() {
            if line.contains(char::is_control) {
                self.invalid.push(line.clone());
            }
            let bare = line.trim_start_matches(['>', ' ']);
            if bare.starts_with("* ") || number_of(bare).is_some() || bare.starts_with(is_raised) {
                // An item in an item may begin on the line of the one around it.
                for (start, _) in bare.match_indices(|it: char| it == '*' || it.is_ascii_digit()) {
                    self.items.push(item_words(bare[start..].trim_start_matches("* ")));
                }
            }
            if let Some(title) = bare.strip_prefix("### ") {
                let more = lines[place + 1..].iter().take_while(|line| line.starts_with("    "));
                let title: String = std::iter::once(title)
                    .chain(more.map(String::as_str))
                    .collect::<Vec<_>>()
                    .join(" ");
                self.headings.push((None, words(&title)));
            }
            let mark = bare.trim_end().chars().next().filter(|it| matches!(it, '=' | '-'));
            if let Some(mark) = mark.filter(|mark| bare.trim_end().chars().all(|it| it == *mark)) {
                let mut title = String::new();
                for above in lines[..place].iter().rev().take_while(|line| !line.trim().is_empty())
                {
                    title = format!(
                        "{} {title}",
                        above.trim_start_matches(['>', ' ']).trim_start_matches("* ")
                    );
                    self.headings.push((Some(if mark == '=' { 1 } else { 2 }), words(&title)));
                }
            }
            self.code.push(line.clone());
            self.add(line);
        }
    }

    fn add(&mut self, text: &str) {
        self.words.extend(words(text));
        self.text.push_str(text);
        self.text.push('\n');
    }
}

/// Whether a character is of a footnote's mark.
fn is_raised(character: char) -> bool {
    matches!(character, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// The number that an item begins with, `12. `.
fn number_of(line: &str) -> Option<&str> {
    let digits = line.len() - line.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let is_number = digits > 0 && line[digits..].starts_with('.');
    is_number.then(|| &line[..digits])
}

/// The words of an item without its number and its task's box.
fn item_words(item: &str) -> Vec<String> {
    let item = number_of(item)
        .map_or(item, |number| &item[number.len() + 1..])
        .trim_start_matches(['–', ' ']);
    let item = ["[image] ", "[x] ", "[ ] "]
        .iter()
        .find_map(|mark| item.strip_prefix(mark))
        .unwrap_or(item);
    words(item)
}
