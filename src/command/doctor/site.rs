//! The capsule's folder, where it is at hand: what `check` says of its pages, its redirects, and the
//! clock, held against the certificate and the newest file.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::finding::Finding;
use super::patient::{Home, Own, Patient};
use crate::capsule::{self, Capsule, Lookup, Reader, Resource, page_warnings};
use crate::command::ping::MOST_HOPS;
use crate::content::Folder;
use crate::exchange::Redirection;
use crate::net::certs::Facts;
use crate::path::CapsulePath;
use crate::quantity::count;

/// By how much a clock may differ from that of a file server.
const TOLERANCE: Duration = Duration::from_secs(60);

/// What is found in the folder, and about the clock.
pub(super) fn findings(patient: &Patient<'_>, homes: &[Home]) -> Vec<Finding> {
    let facts = homes.iter().find_map(|home| home.probe.facts.as_ref());
    let Some(own) = &patient.own else {
        return clock(facts, None, SystemTime::now()).into_iter().collect();
    };
    let folder = own.host.folder.display().to_string();
    let loaded = Folder::open_with_links_to(&own.host.folder, &own.host.options.links_to).and_then(
        |opened| {
            let opened = Arc::new(opened);
            let _shown = opened.reading();
            capsule::load(&opened, &own.host.options, None)
        },
    );
    let (capsule, warnings) = match loaded {
        Ok(loaded) => loaded,
        Err(error) => {
            let advice = "See `propus check`, and the setting capsule";
            return vec![Finding::cross("pages", format!("{folder}: {error}"), advice)];
        }
    };
    let mut findings = vec![pages(own, &capsule, warnings.len())];
    findings.extend(redirects(&capsule));
    findings.extend(clock(facts, newest(&capsule), SystemTime::now()));
    findings
}

fn pages(own: &Own<'_>, capsule: &Arc<Capsule>, of_scan: usize) -> Finding {
    let warnings = of_scan + page_warnings(capsule, &|| true).len();
    let (pages, folder) = (count(capsule.page_count(), "page"), own.host.folder.display());
    if warnings == 0 {
        return Finding::tick("pages", format!("{pages} in {folder}, without a warning"));
    }
    let what = format!("{} about {pages} in {folder}", count(warnings, "warning"));
    let advice = match &own.config.file {
        Some(file) => format!("propus check --config {} says which", file.display()),
        None => "propus check says which".to_owned(),
    };
    Finding::cross("pages", what, advice)
}

/// Whether the capsule's redirects lead to something.
fn redirects(capsule: &Capsule) -> Option<Finding> {
    let visible = capsule.visible_to(Reader::Author);
    let redirects: Vec<_> = visible
        .resources()
        .filter_map(|(path, resource)| {
            let Resource::Redirection(Redirection::Path { to, .. }) = resource else { return None };
            Some((path, to))
        })
        .collect();
    let broken: Vec<String> = redirects
        .iter()
        .filter(|(_, to)| !leads_on(capsule, to))
        .map(|(path, to)| format!("{path} -> {to}"))
        .collect();
    if redirects.is_empty() {
        return None;
    }
    Some(if broken.is_empty() {
        let what = format!("{} to something that is there", count(redirects.len(), "redirect"));
        Finding::tick("old addresses", what)
    } else {
        let what = format!(
            "{} lead to nothing, or in a circle: {}",
            broken.len(),
            broken.iter().take(3).cloned().collect::<Vec<_>>().join(", ")
        );
        Finding::cross("old addresses", what, "Let each lead to the page itself")
    })
}

/// True if a client that follows redirects comes to something.
fn leads_on(capsule: &Capsule, to: &CapsulePath) -> bool {
    let mut to = to.clone();
    for _ in 0..MOST_HOPS {
        match capsule.find(&to, Reader::Author) {
            Ok(Lookup::Found(found)) => match found.resource {
                Resource::Redirection(Redirection::Path { to: next, .. }) => to = next.clone(),
                Resource::Redirection(Redirection::Gone | Redirection::Notice(_)) => return false,
                Resource::Redirection(Redirection::Url { .. })
                | Resource::Page(_)
                | Resource::File(_)
                | Resource::Folder
                | Resource::Posts
                | Resource::Feed
                | Resource::Search
                | Resource::Robots => return true,
            },
            Ok(Lookup::Slashless(_)) => return true,
            Ok(Lookup::Nothing) | Err(_) => return false,
        }
    }
    false
}

/// The newest file that is served, with the time of its last write.
fn newest(capsule: &Capsule) -> Option<(PathBuf, SystemTime)> {
    capsule.newest_source().map(|(source, time)| (PathBuf::from(source.as_str()), time))
}

/// Judges the clock of this machine: no file was written, and no certificate made, later than now.
fn clock(
    facts: Option<&Facts>,
    newest: Option<(PathBuf, SystemTime)>,
    now: SystemTime,
) -> Option<Finding> {
    let advice = "Set the clock: with systemd `timedatectl set-ntp true` keeps it right";
    let shown = |time: SystemTime| {
        Timestamp::try_from(time).unwrap_or_default().strftime("%Y-%m-%d %H:%M UTC").to_string()
    };
    let mut held = Vec::new();
    if let Some(facts) = facts {
        if SystemTime::from(facts.not_before) > now + TOLERANCE {
            let made = shown(facts.not_before.into());
            let what = format!("{}, but the certificate is valid from {made} on", shown(now));
            return Some(Finding::cross("clock", what, advice));
        }
        held.push("certificate");
    }
    if let Some((file, written)) = newest {
        if written > now + TOLERANCE {
            let (file, written) = (file.display(), shown(written));
            let what = format!("{}, but {file} was written at {written}", shown(now));
            return Some(Finding::cross("clock", what, advice));
        }
        held.push("newest file");
    }
    if held.is_empty() {
        return None;
    }
    Some(Finding::tick(
        "clock",
        format!("{}, later than the {}", shown(now), held.join(" and the ")),
    ))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::finding::Mark;
    use super::*;
    use crate::generator::Options;
    use crate::net::certs;

    #[test]
    fn a_clock_is_held_against_the_certificate_and_the_newest_file() {
        let folder = tempfile::tempdir().unwrap();
        let facts = certs::load_or_make(folder.path(), "a.org", &[]).unwrap().facts;
        let made = SystemTime::from(facts.not_before);
        let hour = Duration::from_secs(3600);
        let file = |time| Some((PathBuf::from("a.md"), time));
        let check = |newest, now, mark, words: &str| {
            let finding = clock(Some(&facts), newest, now).unwrap();
            assert!(finding.mark == mark && finding.what.contains(words), "{finding:?}");
        };
        check(None, made + hour, Mark::Tick, ", later than the certificate");
        check(file(made), made + hour, Mark::Tick, "the certificate and the newest file");
        check(file(made), made - hour, Mark::Cross, "but the certificate is valid from");
        check(file(made + hour * 3), made + hour, Mark::Cross, "but a.md was written at");
        assert_eq!(clock(None, None, made), None);
    }

    #[test]
    fn a_redirect_leads_to_something_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("_config.yml", "");
        write("a.md", "---\nredirect_from: /old\n---\nA.\n");
        let page = fs::File::options().write(true).open(folder.path().join("a.md")).unwrap();
        page.set_modified(SystemTime::now() + Duration::from_secs(1)).unwrap();
        let read = || {
            let opened = Arc::new(Folder::open(folder.path()).unwrap());
            capsule::load(&opened, &Options::default(), None).unwrap().0
        };
        let capsule = read();
        let finding = redirects(&capsule).unwrap();
        assert_eq!((finding.mark, finding.advice), (Mark::Tick, None));
        let (file, time) = newest(&capsule).unwrap();
        let written = fs::metadata(folder.path().join("a.md")).unwrap().modified().unwrap();
        assert_eq!((file, time), (PathBuf::from("a.md"), written));
        write("b.md", "---\nredirect_to: /none\n---\n");
        let finding = redirects(&read()).unwrap();
        assert_eq!(finding.mark, Mark::Cross);
        assert!(finding.what.starts_with("1 lead to nothing, or in a circle: /b"));
    }
}
