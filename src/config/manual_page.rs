//! The manual page of the configuration file, made of the commented example, so that the two can't
//! differ.

use roff::{Roff, bold, roman};

use super::EXAMPLE;

/// In place of a date, which two builds of the same sources would not share. An empty argument
/// would be left out, and what follows taken for the date.
const NO_DATE: &str = " ";

/// propus.toml(5), as troff reads it.
#[must_use]
pub fn manual_page() -> String {
    let mut page = Roff::new();
    let source = concat!("propus ", env!("CARGO_PKG_VERSION"));
    page.control("TH", ["propus.toml", "5", NO_DATE, source, "propus manual"]);
    page.control("SH", ["NAME"]).text([roman("propus.toml - the configuration file of propus")]);
    page.control("SH", ["DESCRIPTION"]);
    let mut groups = groups(EXAMPLE).into_iter();
    if let Some(head) = groups.next() {
        write_prose(&head.prose, &mut page);
    }
    page.control("SH", ["OPTIONS"]);
    for group in groups {
        write_group(&group, &mut page);
    }
    page.control("SH", ["SEE ALSO"]).text([roman("propus(1), propus-config(1), propus-check(1)")]);
    page.render()
}

/// Settings that stand together, below what is said of them.
#[derive(Default, PartialEq, Eq, Debug)]
struct Group<'a> {
    prose: Vec<&'a str>,
    settings: Vec<&'a str>,
}

fn groups(example: &str) -> Vec<Group<'_>> {
    let (mut groups, mut open) = (Vec::new(), Group::default());
    for line in example.lines() {
        let text = line.trim_start_matches('#').trim_start();
        let is_setting = is_setting(text);
        // Prose belongs to the settings below it.
        if (text.is_empty() && !line.starts_with('#')) || (!is_setting && !open.settings.is_empty())
        {
            groups
                .extend(Some(std::mem::take(&mut open)).filter(|group| *group != Group::default()));
        }
        if is_setting {
            open.settings.push(text);
        } else if !line.is_empty() {
            open.prose.push(text);
        }
    }
    groups.extend(Some(open).filter(|group| *group != Group::default()));
    groups
}

/// Whether a line is a table's head or `key = value`, and not a sentence.
fn is_setting(text: &str) -> bool {
    let is_key = |text: &str| {
        !text.is_empty() && text.chars().all(|char| char.is_ascii_lowercase() || char == '-')
    };
    text.starts_with('[') || text.split_once(" = ").is_some_and(|(key, _)| is_key(key))
}

fn write_group(group: &Group<'_>, page: &mut Roff) {
    match group.settings.split_first() {
        None => {
            page.control("PP", []);
            write_prose(&group.prose, page);
        }
        Some((table, settings)) if table.starts_with('[') => {
            page.control("SS", [*table]);
            write_prose(&group.prose, page);
            for setting in settings {
                page.control("PP", []).text([bold(*setting)]);
            }
        }
        Some((setting, others)) => {
            page.control("TP", []).text([bold(*setting)]);
            for setting in others {
                page.control("TQ", []).text([bold(*setting)]);
            }
            write_prose(&group.prose, page);
        }
    }
}

/// Writes paragraphs; a line without words separates them.
fn write_prose(prose: &[&str], page: &mut Roff) {
    for line in prose {
        if line.is_empty() {
            page.control("PP", []);
        } else {
            page.text([roman(*line)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_belongs_to_the_settings_below_it() {
        let example = "# A file.\n#\n# Of lines.\n\n# Where.\n#at = 1\n#as = 2\n# A table\n# of rows.\n#[row]\n#a = 1\n";
        let groups = groups(example);
        let group = |prose: &[&'static str], settings: &[&'static str]| Group {
            prose: prose.to_vec(),
            settings: settings.to_vec(),
        };
        let expected = [
            group(&["A file.", "", "Of lines."], &[]),
            group(&["Where."], &["at = 1", "as = 2"]),
            group(&["A table", "of rows."], &["[row]", "a = 1"]),
        ];
        assert_eq!(groups, expected);
    }

    #[test]
    fn nothing_of_the_example_is_lost() {
        let page = manual_page().replace(r"\*(Aq", "'").replace('\\', "");
        for line in EXAMPLE.lines() {
            let text = line.trim_start_matches('#').trim();
            let words: Vec<&str> = text.split_whitespace().collect();
            assert!(words.iter().all(|word| page.contains(word)), "{line}\n{page}");
        }
        assert!(
            page.contains(".SS [[host.zone]]") && page.contains("fBmax-connections = 1000fR"),
            "{page}"
        );
    }
}
