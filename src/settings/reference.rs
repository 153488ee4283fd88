//! The tables of the manual: every setting with its default and its options.

use super::setting::Facts;
use super::table::Table;

/// The settings of a table as a table in Markdown.
#[must_use]
pub fn reference(table: &Table) -> String {
    let mut text = "| Option | Default | On the command line |\n\
                    |:-------|:--------|:--------------------|\n"
        .to_owned();
    for setting in table.settings() {
        let facts = setting.facts();
        let options = options(&facts);
        text.push_str(&row(facts.key, &default(&facts), &options));
    }
    for table in table.tables.iter().filter(|table| table.list.is_some()) {
        text.push_str(&row(table.key(), "none", ""));
    }
    text
}

fn row(key: &str, default: &str, options: &str) -> String {
    let options = if options.is_empty() { String::new() } else { format!("{options} ") };
    format!("| `{key}` | {default} | {options}|\n")
}

fn default(facts: &Facts<'_>) -> String {
    let value = match &facts.default {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => number.clone(),
        Some(value) => format!("`{value}`"),
        None => "none".to_owned(),
    };
    match facts.default_words {
        "" => value,
        words => words.replace("{}", &value),
    }
}

fn options(facts: &Facts<'_>) -> String {
    let options = facts.option.iter().chain(&facts.switch);
    options.map(|option| format!("`{}`", option.flag)).collect::<Vec<_>>().join(", ")
}
