//! `propus config`: the configuration that is in force, as a file, with the source of each value.

use std::io::Write;

use super::error::CommandError;
use crate::cli::ShowConfig;
use crate::config::{Config, InForce};
use crate::settings;

/// Column of the source of a value.
const SOURCES: usize = 40;

/// Prints the configuration that `serve` would have, or the example.
///
/// # Errors
/// Fails when it is wrong.
pub fn config(arguments: &ShowConfig, out: &mut dyn Write) -> Result<(), CommandError> {
    if arguments.example {
        return out.write_all(settings::example().as_bytes()).map_err(CommandError::Output);
    }
    let config = Config::new(&arguments.serve)?;
    out.write_all(listing(&config.settings).as_bytes()).map_err(CommandError::Output)
}

fn listing(settings: &[InForce]) -> String {
    let mut text = String::new();
    let mut table = 0;
    for setting in settings {
        if setting.number != table {
            table = setting.number;
            text.extend(["\n", setting.table, "\n"]);
        }
        let line = match &setting.value {
            Some(value) => format!("{} = {value}", setting.key),
            None => format!("# {} is not set", setting.key),
        };
        text.push_str(&format!("{line:SOURCES$} # {}\n", setting.source));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ValueSource;

    #[test]
    fn each_value_is_shown_with_its_source() {
        let setting = |table, key, value: Option<&str>, source| InForce {
            table,
            number: table.len(),
            key,
            value: value.map(str::to_owned),
            source,
            at_start: false,
        };
        let settings = [
            setting("", "certs", Some("\"c\""), ValueSource::File("a.toml".into(), 3)),
            setting("[[host]]", "name", Some("\"h\""), ValueSource::Flag("--host")),
            setting("[[host]]", "language", None, ValueSource::Default),
        ];
        let lines: Vec<String> = listing(&settings)
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let expected = [
            "certs = \"c\" # a.toml:3",
            "",
            "[[host]]",
            "name = \"h\" # --host",
            "# language is not set # default",
        ];
        assert_eq!(lines, expected);
    }
}
