//! `propus doctor`: a list of all that should be well with a host, as its readers see it and, where
//! it is configured here, from inside; with what to do about each thing that is not.
//!
//! Asking is for `ping`, reading pages for `capsule`. Each line is a [`Finding`].

mod finding;
mod key;
mod machine;
mod outside;
mod patient;
mod reader;
mod site;
mod subscriber;

use std::io::{self, Write};

use self::finding::{Finding, Mark};
use self::patient::{Patient, patients};
use super::configured::config_on;
use super::error::CommandError;
use crate::cli::{Doctor, Typed};
use crate::settings::value::HostName;
use crate::terminal::Look;

/// Looks hosts over, and prints the list. Returns whether all is well.
///
/// # Errors
/// Fails when the configuration can't be read, or the system refuses to ask.
pub fn doctor(arguments: &Doctor, out: &mut dyn Write) -> Result<bool, CommandError> {
    let host = arguments.host.as_ref().map(HostName::as_str);
    let config = config_on(arguments.config.as_deref(), host, &Typed::default())?;
    let look = Look::of(io::stdout());
    let mut list = List { out, look, crosses: 0 };
    for (number, patient) in patients(arguments, config.as_ref()).iter().enumerate() {
        let gap = if number > 0 { "\n" } else { "" };
        list.tell(&[Finding::heading(&format!("{gap}{}", patient.name))])?;
        examine(patient, &mut list)?;
    }
    if let Some(config) = &config {
        list.tell(&[Finding::heading("\nthis machine")])?;
        list.tell(&machine::findings(config))?;
    }
    let crosses = list.crosses;
    let sum = if crosses == 0 { "all is well".to_owned() } else { sum(crosses, look) };
    list.tell(&[Finding::heading(&format!("\n{sum}"))])?;
    Ok(crosses == 0)
}

/// The list as far as it is written: each part at once, since asking takes a while.
struct List<'o> {
    out: &'o mut dyn Write,
    look: Look,
    /// Number of crosses so far.
    crosses: usize,
}

impl List<'_> {
    fn tell(&mut self, findings: &[Finding]) -> Result<(), CommandError> {
        self.crosses += findings.iter().filter(|it| it.mark == Mark::Cross).count();
        let text: String = findings.iter().map(|it| it.lines(self.look)).collect();
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        written.map_err(CommandError::Output)
    }
}

fn sum(crosses: usize, look: Look) -> String {
    let sign = Mark::Cross.sign(look.unicode);
    let what = if crosses == 1 { "1 thing is".to_owned() } else { format!("{crosses} things are") };
    format!("{what} not well; what to do stands below each {sign}")
}

/// Looks one host over, part by part.
fn examine(patient: &Patient<'_>, list: &mut List<'_>) -> Result<(), CommandError> {
    let (homes, findings) = outside::reached(patient)?;
    list.tell(&findings)?;
    if !homes.is_empty() {
        list.tell(&outside::certificate(patient, &homes))?;
        list.tell(&outside::redirects(patient, &homes)?)?;
        list.tell(&subscriber::findings(patient, &homes)?)?;
        list.tell(&reader::files(patient, &homes)?)?;
        list.tell(&reader::links(patient, &homes)?)?;
    }
    list.tell(&site::findings(patient, &homes))?;
    list.tell(&key::findings(patient))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_well_is_counted_and_said_at_once() {
        let look = Look { unicode: false, ..Look::of(io::stdout()) };
        let mut out = Vec::new();
        let mut list = List { out: &mut out, look, crosses: 0 };
        list.tell(&[Finding::heading("one"), Finding::heading("two")]).unwrap();
        assert_eq!(list.crosses, 0);
        assert!(String::from_utf8(out).unwrap().contains("one"));
        let sign = Mark::Cross.sign(false);
        let below = format!("not well; what to do stands below each {sign}");
        assert_eq!(sum(1, look), format!("1 thing is {below}"));
        assert_eq!(sum(2, look), format!("2 things are {below}"));
    }
}
