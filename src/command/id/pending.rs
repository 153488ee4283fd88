//! Those who were not admitted by a running server: it is asked, and what it says is shown.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::IdPending;
use crate::command::ask::Place;
use crate::command::error::CommandError;
use crate::counters::{Knock, Knocks};
use crate::escape::escape_controls;
use crate::path::CapsulePath;
use crate::settings::value::MetricsAddress;
use crate::terminal::cut;

use super::zones::verb;

/// The columns of a path.
const LONGEST_PATH: usize = 60;
/// The digits of a fingerprint that are shown.
const DIGITS: usize = 16;

/// The text of the command.
pub(super) fn shown(arguments: &IdPending) -> Result<String, CommandError> {
    let (text, knocks) = ask(arguments.metrics.as_ref(), arguments.config.as_deref())?;
    Ok(if arguments.json { text.trim_end().to_owned() + "\n" } else { table(&knocks) })
}

/// One of those, by its number.
pub(super) fn find(
    number: u64,
    metrics: Option<&MetricsAddress>,
    config: Option<&Path>,
) -> Result<Option<Knock>, CommandError> {
    let (_, knocks) = ask(metrics, config)?;
    Ok(knocks.iter().find(|knock| knock.number == number).cloned())
}

fn ask(
    metrics: Option<&MetricsAddress>,
    config: Option<&Path>,
) -> Result<(String, Knocks), CommandError> {
    let place = Place { metrics, config };
    let (socket, text) = place.ask("/knocks")?;
    let knocks = serde_json::from_str(&text).map_err(|_| place.no_propus(&socket))?;
    Ok((text, knocks))
}

/// A line for each, the last one first.
fn table(knocks: &Knocks) -> String {
    let lines: Vec<String> = knocks.iter().map(line).collect();
    if lines.is_empty() {
        return "nobody was refused at a closed part since the server started\n".to_owned();
    }
    let advice = "To admit one of them: propus id add NAME NUMBER";
    format!("{}\n\n{advice}\n", lines.join("\n"))
}

/// Who it was that somebody admits by its number: the beginning of its fingerprint, and its name.
pub(super) fn known_as(knock: &Knock) -> String {
    escape_controls(&format!(" ({}…, {})", beginning(knock), name(knock)))
}

fn beginning(knock: &Knock) -> String {
    format!("{:x}", knock.certificate).chars().take(DIGITS).collect()
}

fn name(knock: &Knock) -> &str {
    if knock.name.is_empty() { "no name" } else { &knock.name }
}

fn line(knock: &Knock) -> String {
    let fingerprint = beginning(knock);
    let time = Timestamp::from_second(knock.time).unwrap_or_default();
    let time = time.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M");
    let name = name(knock);
    let (number, right) = (knock.number, verb(knock.right));
    // Encoded, so that a path can't look like what stands behind it or like a line of its own.
    let path = CapsulePath::literal(&knock.path).map(|path| path.encoded().to_string());
    let path = cut(&path.unwrap_or_default(), LONGEST_PATH);
    let asked = format!("{}{path}", knock.host);
    escape_controls(&format!("{number:>3}  {fingerprint}…  {time}  {right:<5}  {asked}  {name}"))
}
