//! The commented example of a file: every setting with its explanation and its default.

use super::server::FILE;
use super::setting::Facts;
use super::table::Table;

/// Columns of a line of the example.
const WIDTH: usize = 120;

/// A file in which every line is a comment: prose behind `# `, and behind `#` alone a setting with
/// the value that it has without a file, or such as it could have.
#[must_use]
pub fn example() -> String {
    let mut text = String::new();
    for table in FILE.with_tables_below() {
        write_head(table, &mut text);
        write_settings(table, &mut text);
        for list in table.tables.iter().filter(|table| table.list.is_some()) {
            write_list(list, &mut text);
        }
    }
    text
}

/// A setting as it stands in a file, such as `width = 67`.
pub(super) fn line_of(facts: &Facts<'_>) -> String {
    let default = facts.default.as_deref().unwrap_or("\"\"");
    let value = if facts.example.is_empty() { default } else { facts.example };
    format!("{} = {value}", facts.key)
}

/// Lines of an explanation.
pub(super) fn lines_of(about: &str) -> Vec<String> {
    let options = textwrap::Options::new(WIDTH - "# ".len())
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let lines = about.lines().flat_map(|line| textwrap::wrap(line, &options));
    lines.map(std::borrow::Cow::into_owned).collect()
}

fn write_head(table: &Table, text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
    write_prose(table.about, text);
    if !table.head.is_empty() {
        write_line(table, table.head, text);
    }
}

fn write_settings(table: &Table, text: &mut String) {
    for (at, paragraph) in table.paragraphs.iter().enumerate() {
        if at > 0 || table.head.is_empty() {
            text.push('\n');
        }
        for setting in *paragraph {
            let facts = setting.facts();
            write_prose(facts.about, text);
            write_line(table, &line_of(&facts), text);
        }
    }
}

fn write_list(table: &Table, text: &mut String) {
    if let Some(list) = table.list {
        write_prose(list.about, text);
        text.extend(["#", table.key(), " = []\n"]);
    }
}

/// Writes a line of a file as a comment. Those of a table that can be a list too stand behind `# `
/// like prose: the list stands already, and both would be an error.
fn write_line(table: &Table, line: &str, text: &mut String) {
    let mark = if table.list.is_some() { "# " } else { "#" };
    text.extend([mark, line, "\n"]);
}

fn write_prose(about: &str, text: &mut String) {
    for line in lines_of(about) {
        text.push_str(format!("# {line}").trim_end());
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::super::setting::Declaration;
    use super::*;

    #[test]
    fn every_setting_stands_in_the_example_and_all_of_it_is_a_comment() {
        let example = example();
        assert!(example.lines().all(|line| line.is_empty() || line.starts_with('#')), "{example}");
        for table in FILE.with_tables_below() {
            assert!(example.contains(table.head), "{}", table.head);
            for facts in table.settings().map(Declaration::facts) {
                assert!(example.contains(&line_of(&facts)), "{}", facts.key);
            }
        }
    }
}
