//! Gopher menus as a careful client reads them, and a walk through all that a server names. How it
//! asks is for the tests.

use std::collections::{BTreeMap, VecDeque};

/// A line of a menu.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Line {
    pub(crate) kind: char,
    pub(crate) display: String,
    pub(crate) selector: String,
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Line {
    /// Whether it is to be read, not to be followed.
    pub(crate) fn is_info(&self) -> bool {
        self.kind == 'i'
    }
}

/// Reads a menu. Fails where a client of thirty years ago would fail.
pub(crate) fn menu(answer: &[u8]) -> Vec<Line> {
    let text = std::str::from_utf8(answer).unwrap();
    let lines =
        text.strip_suffix(".\r\n").unwrap_or_else(|| panic!("a menu without its dot:\n{text}"));
    lines.split_terminator("\r\n").map(line).collect()
}

fn line(text: &str) -> Line {
    let fields: Vec<&str> = text.split('\t').collect();
    let [first, selector, host, port] = fields[..] else { panic!("not four fields: {text:?}") };
    let mut display = first.chars();
    let kind = display.next().unwrap_or_else(|| panic!("no type: {text:?}"));
    assert!("01379gIshi".contains(kind), "a type that clients don't know: {text:?}");
    assert!(!first.contains(char::is_control), "a control character: {text:?}");
    assert!(
        selector.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
        "not printable ASCII: {text:?}"
    );
    Line {
        kind,
        display: display.as_str().to_owned(),
        selector: selector.to_owned(),
        host: host.to_owned(),
        port: port.parse().unwrap_or_else(|_| panic!("no port: {text:?}")),
    }
}

/// Fetches the root and all that it leads to on this port, each selector once. Fails at the first
/// error.
pub(crate) fn walk(
    port: u16,
    fetch: impl Fn(char, &str) -> Vec<u8>,
) -> BTreeMap<(char, String), Vec<u8>> {
    let mut answers = BTreeMap::new();
    let mut ahead = VecDeque::from([('1', String::new())]);
    while let Some((kind, selector)) = ahead.pop_front() {
        if answers.contains_key(&(kind, selector.clone())) {
            continue;
        }
        let answer = fetch(kind, &selector);
        assert!(!answer.is_empty(), "nothing is at {kind} {selector:?}");
        assert!(
            !answer.starts_with(b"3"),
            "{kind} {selector:?}: {}",
            String::from_utf8_lossy(&answer)
        );
        if kind == '1' {
            let own = menu(&answer)
                .into_iter()
                .filter(|line| line.port == port && line.host == "localhost");
            ahead.extend(own.map(|line| (line.kind, line.selector)));
        }
        answers.insert((kind, selector), answer);
    }
    answers
}
