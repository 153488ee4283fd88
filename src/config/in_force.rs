//! The settings in force, as they are printed and compared.

use super::value_source::ValueSource;

/// A setting in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InForce {
    /// Head of its table, such as `[limits]`; empty above all tables.
    pub table: &'static str,
    /// Number of its table among all, which keeps tables of one name apart.
    pub number: usize,
    /// Its key in the file.
    pub key: &'static str,
    /// Its value in the syntax of TOML; `None` where there is none.
    pub value: Option<String>,
    /// Source of the value.
    pub source: ValueSource,
    /// True of a setting that takes effect at the start of the server only.
    pub at_start: bool,
}

impl InForce {
    /// Name of its table, or its own above all tables.
    fn heading(&self) -> &'static str {
        if self.table.is_empty() { self.key } else { self.table }
    }

    fn is_as(&self, other: &Self) -> bool {
        (self.table, self.key, &self.value) == (other.table, other.key, &other.value)
    }
}

/// The settings, or their tables, that take effect at the start of the server only and are no
/// longer as they were then. Each stands there once, in the order of the file.
#[must_use]
pub fn changed_since_start(start: &[InForce], now: &[InForce]) -> Vec<&'static str> {
    let mut changed = Vec::new();
    for setting in now.iter().filter(|setting| setting.at_start) {
        let is_same = start.iter().any(|before| before.is_as(setting));
        if !is_same && !changed.contains(&setting.heading()) {
            changed.push(setting.heading());
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(table: &'static str, key: &'static str, value: &str, at_start: bool) -> InForce {
        let (value, source) = (Some(value.to_owned()), ValueSource::Default);
        InForce { table, number: 0, key, value, source, at_start }
    }

    #[test]
    fn a_change_that_waits_for_the_next_start_is_named_once() {
        let settings = |rate: &str, window: &str, user: &str, width: &str| {
            [
                setting("", "user", user, true),
                setting("[limits]", "slow-rate", rate, true),
                setting("[limits]", "slow-window", window, true),
                setting("[content]", "width", width, false),
            ]
        };
        let start = settings("1", "1", "a", "1");
        assert_eq!(changed_since_start(&start, &settings("1", "1", "a", "2")), [""; 0]);
        assert_eq!(changed_since_start(&start, &settings("2", "2", "a", "1")), ["[limits]"]);
        assert_eq!(
            changed_since_start(&start, &settings("1", "2", "b", "1")),
            ["user", "[limits]"]
        );
    }
}
