//! Reports to the operator at start and after a reload: the sites, and what is remarkable about
//! their settings, certificates and pages.

use std::io::{self, IsTerminal, Write};
use std::net::Ipv6Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::thread;

use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::served::{Fresh, Served};
use crate::banner::Banner;
use crate::capsule::page_warnings;
use crate::config::{Config, HostConfig};
use crate::counters::Counters;
use crate::diagnostic::Diagnostic;
use crate::form::Protocol;
use crate::log;
use crate::net::certs::HostCertificate;
use crate::site::Site;
use crate::terminal::{Look, shows_colours};

/// Usual name of a configuration file. It is not read unless it is asked for: what is
/// served, and to whom, must not depend on where somebody stands when starting it, nor on a file
/// that came with somebody else's folder.
const USUAL_FILE: &str = "propus.toml";
/// The most warnings about pages that are logged for a site.
const SHOWN_WARNINGS: usize = 10;

/// Reports the sites of a configuration to a person at a terminal, or to the journal.
pub(super) fn announce(hosts: &[Served], config: &Config) {
    let screen = io::stdout().is_terminal() && log::on_screen(config.log.format);
    if screen {
        show_first_screen(hosts, config);
    }
    for served in hosts.iter().filter(|_| !screen) {
        let banner = Banner::of(&served.config.folder, &served.site, served.certificate.as_ref());
        if io::stdout().is_terminal() || !log::in_journal() {
            // When standard output is closed nobody wants to know.
            let _ =
                write!(io::stdout(), "{}", banner.text(shows_colours(io::stdout().is_terminal())));
        } else {
            info!("{}", banner.line());
        }
    }
    for served in hosts {
        remark_on_emptiness(&served.config, &served.site);
        remark_on(&served.config);
    }
    remark_on_unread(config);
}

/// Reports configuration files that lie where one may take them to be in force.
fn remark_on_unread(config: &Config) {
    let real = |file: &Path| file.canonicalize().ok();
    let read = config.file.as_deref().and_then(real);
    let inside = config.hosts().map(|host| host.folder.join(USUAL_FILE));
    let mut unread: Vec<PathBuf> = Vec::new();
    for file in inside.filter(|file| file.is_file() && real(file) != read) {
        if !unread.iter().any(|it| real(it) == real(&file)) {
            let shown = file.display();
            warn!("{shown} is not read, and its zones are not in force: propus --config {shown}");
            unread.push(file);
        }
    }
    let here = Path::new(USUAL_FILE);
    if config.file.is_none() && here.is_file() && !unread.iter().any(|it| real(it) == real(here)) {
        info!("there is a {USUAL_FILE} here, which is not read; --config {USUAL_FILE} reads it");
    }
}

/// Writes the first screen, by way of the log, so that no line of that comes between.
fn show_first_screen(hosts: &[Served], config: &Config) {
    let look = Look::of(io::stderr());
    let screens = hosts.iter().map(|served| {
        let banner = Banner::of(&served.config.folder, &served.site, served.certificate.as_ref());
        banner.screen(look, |protocol| needs_right(config, served, protocol))
    });
    let screens: Vec<String> = screens.collect();
    info!(target: log::FIRST_SCREEN, "{}", screens.join("\n"));
}

/// Words on the port of a protocol, if nobody asked for that and the usual one was not permitted.
fn needs_right(config: &Config, served: &Served, protocol: Protocol) -> Option<String> {
    let is_usual =
        config.endpoint(protocol, &served.config).is_some_and(|endpoint| endpoint.is_usual);
    if served.config.public_ports.contains_key(&protocol) {
        return None;
    }
    let (usual, port) = (protocol.default_port(), served.site.origin().port(protocol)?);
    (is_usual && port != usual && protocol.unprivileged_port() == Some(port))
        .then(|| format!("port {usual} needs a right: propus help ports"))
}

/// Reports a folder in which nothing is served.
fn remark_on_emptiness(host: &HostConfig, site: &Site) {
    if let Some(what) = site.with_capsule(|capsule| capsule.emptiness()) {
        let folder = host.folder.display();
        warn!("{folder}: {what}; `propus init DIR` writes a first capsule");
    }
}

/// Reports what is remarkable about a host's settings.
fn remark_on(host: &HostConfig) {
    let name = &host.name;
    if !host.named {
        warn!(
            "--host is not set: the capsule answers to \"{name}\" only, and menus carry that name"
        );
    }
    if name.parse::<Ipv6Addr>().is_ok() && host.endpoints.contains_key(&Protocol::Gopher) {
        warn!("--host is an IPv6 address: Gopher clients can't make a URL of it, so give a name");
    }
    if let Some(certs) = &host.certs_inside {
        // Without the point of a capsule that is the folder of its configuration.
        let folder: PathBuf = host.folder.components().collect();
        warn!(
            "{certs} lies inside of the capsule {}; it is not served, but better kept elsewhere \
             (--certs DIR)",
            folder.display()
        );
    }
    for protocol in &host.left_out {
        warn!(
            "{name} is not on {}: no request there names its host, so it needs an address of its \
             own",
            protocol.title()
        );
    }
}

/// Reports what is remarkable about a certificate.
pub(super) fn remark_on_certificate(certificate: &HostCertificate, host: &HostConfig) {
    let HostCertificate { facts, files, made, .. } = certificate;
    let file = files.certificate.display();
    if *made {
        let folder = files.key.parent().unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        info!(
            target: log::ON_FIRST_SCREEN,
            "there was no key for {} in {}, so one was made, and a certificate: keep them, clients \
             know the capsule by its key. If they know it by another one already, say where that \
             is: --certs DIR",
            host.name,
            folder.display()
        );
    }
    if let Some(concern) = certificate.concern() {
        warn!("{concern}");
    }
    for alias in host.aliases.iter().filter(|alias| !facts.is_for(alias)) {
        warn!(
            "{file}: the certificate is not for the alias {alias}, only for {}; clients will say \
             so until it is renewed for all names",
            facts.names.join(", ")
        );
    }
}

/// Reports a host that is served from now on, or otherwise than before.
pub(super) fn announce_fresh(fresh: &Fresh) {
    info!("{}", Banner::of(&fresh.config.folder, &fresh.site, None).line());
    remark_on(&fresh.config);
}

/// Checks new sites in the background, until `stop`: their pages are converted for the diagnostics of
/// their authors.
pub(super) fn check_soon(fresh: Vec<Fresh>, counters: Arc<Counters>, stop: CancellationToken) {
    if fresh.is_empty() {
        return;
    }
    let fresh: Vec<_> =
        fresh.into_iter().map(|it| (Arc::downgrade(&it.site), it.warnings)).collect();
    thread::spawn(move || {
        fresh.into_iter().for_each(|(site, warnings)| check(&site, warnings, &counters, &stop));
    });
}

/// Reports all that an author should know of a site, for as long as somebody has it.
fn check(
    site: &Weak<Site>,
    mut warnings: Vec<Diagnostic>,
    counters: &Counters,
    stop: &CancellationToken,
) {
    let Some(capsule) = site.upgrade().map(|site| site.with_capsule(Arc::clone)) else { return };
    let goes_on = || site.strong_count() > 0 && !stop.is_cancelled();
    warnings.extend(page_warnings(&capsule, &goes_on));
    let Some(site) = site.upgrade().filter(|_| !stop.is_cancelled()) else { return };
    counters.warnings(&site.origin().host, warnings.len());
    for warning in warnings.iter().take(SHOWN_WARNINGS) {
        warn!("{warning}");
    }
    if warnings.len() > SHOWN_WARNINGS {
        warn!(
            "{} more warnings about pages; `propus check` shows all",
            warnings.len() - SHOWN_WARNINGS
        );
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;
    use crate::cli::Serve;
    use crate::counters::{HostMoment, Moment};
    use crate::log::tests::logged;
    use crate::net::certs::load_or_make;
    use crate::origin::Origin;
    use crate::server::served;

    /// A change of a host's settings.
    type Change<'a> = &'a dyn Fn(&mut HostConfig);

    /// A host `example.org`, with a page of two links that lead nowhere.
    fn host() -> (tempfile::TempDir, HostConfig) {
        let folder = tempfile::tempdir().unwrap();
        let (capsule, file) = (folder.path().join("capsule"), folder.path().join("propus.toml"));
        fs::create_dir(&capsule).unwrap();
        fs::write(capsule.join("index.md"), "[a](no.md) [b](none.md)\n").unwrap();
        fs::write(&file, "[[host]]\nname = 'example.org'\n").unwrap();
        let config = Config::new(&Serve { config: Some(file), ..Serve::default() }).unwrap();
        (folder, config.first)
    }

    #[test]
    fn the_faults_of_new_sites_are_counted_in_the_background() {
        let (_folder, config) = host();
        let (capsule, warnings) = served::read(&config).unwrap();
        let origin = Origin::new("example.org", [(Protocol::Gemini, 1965)]);
        let site = Arc::new(Site::new(capsule, origin, config.style));
        let counters = Arc::new(Counters::new().unwrap());
        let fresh = Fresh { config, site: Arc::clone(&site), warnings };
        check_soon(vec![fresh], Arc::clone(&counters), CancellationToken::new());
        let host = HostMoment {
            name: "example.org".to_owned(),
            pages: 1,
            cached: 0,
            certificate_ends: None,
            store: None,
        };
        let moment = Moment { hosts: vec![host], most_open: 1, lost_lines: [("a", 0), ("b", 0)] };
        let is_counted = || {
            let text = counters.exposition(&moment);
            text.contains("propus_warnings{host=\"example.org\"} 2\n")
        };
        let is_there = (0..600).any(|_| {
            thread::sleep(Duration::from_millis(50));
            is_counted()
        });
        assert!(is_there, "{}", counters.exposition(&moment));
    }

    #[test]
    fn of_many_faults_of_a_new_site_the_first_are_told_and_the_number_of_the_others() {
        let told = |links: usize| {
            let (_folder, config) = host();
            let page: String = (0..links).map(|link| format!("[a]({link}.md)\n")).collect();
            fs::write(config.folder.join("index.md"), page).unwrap();
            let (capsule, warnings) = served::read(&config).unwrap();
            let origin = Origin::new("example.org", [(Protocol::Gemini, 1965)]);
            let site = Arc::new(Site::new(capsule, origin, config.style));
            let (weak, counters) = (Arc::downgrade(&site), Counters::new().unwrap());
            logged(|| check(&weak, warnings, &counters, &CancellationToken::new()))
        };
        assert_eq!(told(SHOWN_WARNINGS).len(), SHOWN_WARNINGS);
        let lines = told(SHOWN_WARNINGS + 2);
        assert_eq!(lines.len(), SHOWN_WARNINGS + 1);
        assert!(lines[SHOWN_WARNINGS].contains(" 2 more warnings about pages"), "{lines:?}");
    }

    #[test]
    fn a_configuration_that_is_not_read_is_told() {
        let (folder, host) = host();
        let told = |file: Option<PathBuf>| {
            let mut config = Config::new(&Serve { config: file, ..Serve::default() }).unwrap();
            config.first.folder.clone_from(&host.folder);
            logged(|| remark_on_unread(&config))
        };
        let (other, inside) = (folder.path().join("propus.toml"), host.folder.join(USUAL_FILE));
        assert_eq!(told(None), [""; 0]);
        fs::write(&inside, "[[host]]\nname = 'example.org'\ncapsule = '.'\n").unwrap();
        let name = inside.display();
        let expected =
            format!("{name} is not read, and its zones are not in force: propus --config {name}");
        for file in [None, Some(other)] {
            let lines = told(file.clone());
            assert!(lines.len() == 1 && lines[0].contains(&expected), "{file:?}: {lines:?}");
        }
        assert_eq!(told(Some(inside.clone())), [""; 0]);
    }

    #[test]
    fn what_is_remarkable_about_a_host_is_told() {
        let (_folder, usual) = host();
        let told = |change: &dyn Fn(&mut HostConfig)| {
            let mut host = usual.clone();
            change(&mut host);
            logged(|| remark_on(&host))
        };
        assert_eq!(told(&|_| {}), [""; 0]);
        let cases: [(Change<'_>, &str); 4] = [
            (
                &|it| it.named = false,
                "--host is not set: the capsule answers to \"example.org\" only",
            ),
            (&|it| it.name = "::1".to_owned(), "--host is an IPv6 address: Gopher clients"),
            (&|it| it.certs_inside = Some("certs".to_owned()), "certs lies inside of the capsule"),
            (&|it| it.left_out.push(Protocol::Gopher), "example.org is not on Gopher"),
        ];
        for (change, expected) in cases {
            let lines = told(change);
            assert!(lines.len() == 1 && lines[0].contains(expected), "{expected}: {lines:?}");
        }
        let own_file = told(&|it| it.options.kept_back.push("propus.toml".to_owned()));
        assert_eq!(own_file, [""; 0], "it is where `init` writes it");
        let address_alone = told(&|it| {
            it.name = "::1".to_owned();
            it.endpoints.clear();
        });
        assert_eq!(address_alone, [""; 0]);
    }

    #[test]
    fn what_is_remarkable_about_a_certificate_is_told() {
        let (folder, mut host) = host();
        let certs = folder.path().join("certs");
        let told = |host: &HostConfig| {
            let certificate = load_or_make(&certs, "example.org", &[]).unwrap();
            logged(|| remark_on_certificate(&certificate, host))
        };
        let lines = told(&host);
        assert!(lines.len() == 1 && lines[0].contains("there was no key for example.org in /"));
        assert_eq!(told(&host), [""; 0], "it was there already");
        host.aliases = vec!["example.org".to_owned(), "www.example.org".to_owned()];
        let lines = told(&host);
        let expected =
            "the certificate is not for the alias www.example.org, only for example.org;";
        assert!(lines.len() == 1 && lines[0].contains(expected), "{lines:?}");
    }
}
