//! What a command line and a file mean together.

use std::path::Path;

use clap::{CommandFactory, Parser};

use super::*;
use crate::access::Admitted;
use crate::cli;
use crate::exchange::Socket;
use crate::log::{Form, Format};
use crate::path::CapsulePath;

/// What a command line means, with a file or without one.
fn config(arguments: &[&str], file: Option<&str>) -> Result<Config, ConfigError> {
    let serve = cli::Cli::parse_from(std::iter::once(&"propus").chain(arguments)).serve;
    let text = file.map(|text| Text::new(Path::new("/etc/propus/propus.toml"), text.to_owned()));
    Config::of(&serve, text.as_ref())
}

fn read(file: &str) -> Config {
    config(&[], Some(file)).unwrap()
}

/// A wrong file is told with its place, and in these words.
fn check_fault(file: &str, place: &str, words: &[&str]) {
    let error = config(&[], Some(file)).unwrap_err();
    let told = error.to_string();
    assert!(told.starts_with(&format!("/etc/propus/propus.toml:{place}: ")), "{file}: {told}");
    for word in words {
        assert!(told.contains(word), "{file}: {told}");
    }
    assert!(!error.is_usage() && !told.contains('\n'), "{told}");
}

/// A setting's value and where it came from.
fn setting(config: &Config, key: &str) -> (Option<String>, String) {
    let found = config.settings.iter().find(|setting| setting.key == key).unwrap();
    (found.value.clone(), found.source.to_string())
}

#[test]
fn nothing_typed_means_the_usual_ports_and_no_host() {
    let config = config(&[], None).unwrap();
    let gemini = config.gemini.unwrap();
    assert_eq!(
        (gemini.address.to_string().as_str(), gemini.source),
        ("[::]:1965", Source::Default)
    );
    assert_eq!(config.first.gopher.unwrap().address.to_string(), "[::]:70");
    assert_eq!((config.first.name.as_str(), config.first.named), ("localhost", false));
    assert_eq!((config.limits, config.certs), (Limits::default(), PathBuf::from("certs")));
    assert_eq!((config.first.options, config.first.style), (Options::default(), Style::default()));
}

#[test]
fn a_host_is_compared_in_one_form() {
    assert_eq!(host("Example.ORG."), Ok("example.org".to_owned()));
    assert_eq!(host("[0:0::1]"), Ok("::1".to_owned()));
    assert_eq!(host("127.0.0.1"), Ok("127.0.0.1".to_owned()));
    for wrong in ["", "a b", "http://example.org", "exämple.org", "example.org:1965", "a..b"] {
        assert_eq!(host(wrong), Err(ConfigError::Host(wrong.to_owned())));
    }
}

#[test]
fn serving_nothing_is_an_error() {
    assert_eq!(config(&["--no-gemini", "--no-gopher"], None).unwrap_err(), ConfigError::Nothing);
    assert_eq!(config(&["--no-gemini"], Some("gopher = false")).unwrap_err(), ConfigError::Nothing);
    assert!(config(&["--gopher", "7070", "--no-gemini"], Some("gopher = false")).is_ok());
}

#[test]
fn what_is_typed_wins_over_the_file_and_the_file_over_what_is_usual() {
    let file = "certs = 'c'\ngemini = 1966\n[limits]\nslow-rate = 7\nmax-connections = 9\n[log]\nformat = 'json'\n\
                [content]\nwidth = 50\ndrafts = true\nlistings = false\n";
    let typed = ["--slow-rate", "8", "--gemini", "127.0.0.1:1967", "--certs", "d"];
    let config = config(&typed, Some(file)).unwrap();
    assert_eq!(
        (config.limits.pace.rate, config.limits.connections, config.limits.per_address),
        (8, 9, 64)
    );
    assert_eq!(config.gemini.as_ref().unwrap().address.to_string(), "127.0.0.1:1967");
    assert_eq!(
        config.certs,
        PathBuf::from("d"),
        "a path that is typed is relative to where it is typed"
    );
    assert_eq!(config.log.format, Format::Json);
    let options = &config.first.options;
    assert_eq!(
        (options.drafts, options.listings, options.future, config.first.style.width),
        (true, false, false, 50)
    );
    assert_eq!(setting(&config, "slow-rate"), (Some("8".to_owned()), "--slow-rate".to_owned()));
    assert_eq!(
        setting(&config, "format"),
        (Some("\"json\"".to_owned()), "/etc/propus/propus.toml:7".to_owned())
    );
    assert_eq!(setting(&config, "queries"), (Some("false".to_owned()), "default".to_owned()));
    assert_eq!(setting(&config, "kind"), (None, "default".to_owned()));
}

#[test]
fn an_address_is_written_in_several_ways() {
    for (written, meant) in
        [("1966", "[::]:1966"), ("':1966'", "[::]:1966"), ("'127.0.0.1:1'", "127.0.0.1:1")]
    {
        let endpoint = read(&format!("gemini = {written}")).gemini.unwrap();
        assert_eq!(endpoint.address.to_string(), meant, "{written}");
        assert_eq!(endpoint.source.option("gemini"), "/etc/propus/propus.toml:1: option gemini");
    }
    assert_eq!(read("gemini = false").gemini, None);
}

#[test]
fn each_host_has_its_own_settings() {
    let file = "[content]\nwidth = 60\n[[host]]\nname = 'A.example'\naliases = ['www.a.example']\nlanguage = 'en'\n\
                [[host]]\nname = 'b.example'\ncapsule = '/srv/b'\ngopher = '192.0.2.7:71'\npublic-gopher-port = 7070\n\
                [host.content]\nwidth = 50\n[[host]]\nname = 'c.example'\ncapsule = 'c'\n";
    let config = read(file);
    let [a, b, c] = config.hosts().collect::<Vec<_>>()[..] else { panic!("three hosts") };
    assert_eq!(a.names().collect::<Vec<_>>(), ["a.example", "www.a.example"]);
    assert_eq!(
        (a.folder.to_str(), b.folder.to_str()),
        (Some("/etc/propus/capsule"), Some("/srv/b"))
    );
    assert_eq!(c.folder.to_str(), Some("/etc/propus/c"));
    assert_eq!((a.options.language.as_deref(), b.options.language.as_deref()), (Some("en"), None));
    assert_eq!((a.style.width, b.style.width, c.style.width), (60, 50, 60));
    let gopher = |host: &HostConfig| host.gopher.as_ref().map(|it| it.address.to_string());
    assert_eq!(gopher(a).as_deref(), Some("[::]:70"));
    assert_eq!((gopher(b).as_deref(), b.public_gopher_port), (Some("192.0.2.7:71"), Some(7070)));
    assert_eq!(gopher(c), None, "there is no address left for it");
}

#[test]
fn with_one_host_the_command_line_says_everything_about_it() {
    let file = "[[host]]\nname = 'a.example'\ncapsule = 'a'\ngopher = 7070\n";
    let config = config(&["site", "--host", "b.example", "--gopher", "7071"], Some(file)).unwrap();
    assert_eq!(
        (config.first.name.as_str(), config.first.folder.to_str()),
        ("b.example", Some("site"))
    );
    assert_eq!(config.first.gopher.unwrap().address.port(), 7071);
}

#[test]
fn with_several_hosts_the_command_line_says_nothing_about_one() {
    let file = "[[host]]\nname = 'a.example'\ngopher = 7070\n[[host]]\nname = 'b.example'\ngopher = 7071\n";
    for arguments in
        [&["site"][..], &["--host", "c"], &["--public-gemini-port", "1"], &["--gopher", "7072"]]
    {
        let error = config(arguments, Some(file)).unwrap_err();
        assert!(matches!(error, ConfigError::WhichHost(..)) && error.is_usage(), "{error}");
    }
    let without = config(&["--no-gopher", "--width", "50"], Some(file)).unwrap();
    assert!(without.hosts().all(|host| host.gopher.is_none() && host.style.width == 50));
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_place() {
    check_fault("\nwidht = 3\n", "2:1", &["option widht: ", "unknown field", "certs"]);
    check_fault(
        "access-log = 'x'",
        "1:1",
        &["option access-log: it does not belong here; write it under [log]"],
    );
    check_fault("[log]\nmetrics = '9165'", "2:1", &["option metrics: ", "at the top of the file"]);
    check_fault("[[host]]\nname = 'a'\nwidth = 60", "3:1", &["option width: ", "[host.content]"]);
    check_fault(
        "[limits]\nmax-connections = 0",
        "2:19",
        &["option max-connections: ", "1 to 1000000"],
    );
    check_fault("[content]\nwidth = 'wide'", "2:9", &["option width: ", "string", "wide"]);
    check_fault("[content]\nkind = 'jekyl'", "2:8", &["option kind: ", "jekyll", "mdbook"]);
    check_fault(
        "gemini = 'localhost:1965'",
        "1:10",
        &["option gemini: ", "names are not looked up"],
    );
    check_fault("gemini = true", "1:10", &["option gemini: ", "false"]);
    check_fault("gemini = 70000", "1:10", &["option gemini: ", "70000"]);
    check_fault("[log]\nformat = 'xml'", "2:10", &["option format: ", "plain", "json"]);
    check_fault("[[host]]\nname = 'exa mple'", "2:8", &["option name: ", "no host name"]);
    check_fault("[[host]]\nname = 'a'\nlanguage = 'e n'", "3:12", &["option language: ", "de-CH"]);
    check_fault("gemini = ", "1:10", &[]);
    check_fault("[[host]]\nname = 'a'\n[[host]]\ncapsule = 'b'", "3:1", &["[[host]]", "no name"]);
    check_fault(
        "[[host]]\nname = 'a'\n[[host]]\nname = 'b'\naliases = ['A.']",
        "5:11",
        &["option aliases: a "],
    );
    let same =
        "gopher = '[::1]:70'\n[[host]]\nname = 'a'\n[[host]]\nname = 'b'\ngopher = '[::1]:70'";
    check_fault(same, "6:10", &["option gopher: ", "taken by a, on [::1]:70"]);
    let wide = "[[host]]\nname = 'a'\n[[host]]\nname = 'b'\ngopher = '192.0.2.7:70'";
    check_fault(wide, "5:10", &["option gopher: ", "taken by a, on [::]:70", "all addresses"]);
    check_fault("gemini = 70\n[[host]]\nname = 'a'", "2:1", &["[::]:70 is taken by Gemini"]);
    let unused =
        "gopher = 70\n[[host]]\nname = 'a'\ngopher = 71\n[[host]]\nname = 'b'\ngopher = 72";
    check_fault(unused, "1:10", &["serves nobody"]);
}

const ANNA: &str = "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn zones_say_whom_they_admit() {
    let file = format!(
        "[[host]]\n[[host.zone]]\npath = '/members/'\n[[host.zone.identity]]\nname = 'anna'\nfingerprint = '{ANNA}'\n\
         [[host.zone]]\npath = '/all'\nany = true\nlisted = true\n"
    );
    let zones = read(&file).first.options.zones;
    let at = |path: &str| zones.of(&CapsulePath::literal(path).unwrap()).cloned();
    let members = at("/members/x").unwrap();
    assert_eq!(
        (members.admitted, members.listed),
        (Admitted::Listed(vec![ANNA.parse().unwrap()]), false)
    );
    let all = at("/all/").unwrap();
    assert_eq!((all.admitted, all.listed), (Admitted::Any, true));
    assert_eq!(at("/"), None);
    for path in ["/my%20diary%C3%BC/", "/my diary\u{fc}/"] {
        let zones = read(&format!("[[host]]\n[[host.zone]]\npath = '{path}'\nany = true\n"))
            .first
            .options
            .zones;
        assert!(zones.of(&CapsulePath::literal("/my diary\u{fc}/x").unwrap()).is_some(), "{path}");
    }
}

#[test]
fn a_zone_that_admits_nobody_is_an_error_and_never_means_anyone() {
    let zone = |lines: &str| format!("[[host]]\n[[host.zone]]\n{lines}");
    check_fault(&zone("path = '/m/'"), "2:1", &["[[host.zone]]", "admits nobody"]);
    check_fault(&zone("path = '/m/'\nany = false"), "2:1", &["admits nobody"]);
    check_fault(&zone("path = '/m/'\nidentity = []"), "2:1", &["admits nobody"]);
    check_fault(&zone("any = true"), "2:1", &["has no path"]);
    check_fault(&zone("path = 'm'\nany = true"), "3:8", &["option path: ", "begin with /"]);
    check_fault(&zone("path = '/.git/'\nany = true"), "3:8", &["begins with a dot"]);
    check_fault(&zone("path = '/a%2Fb/'\nany = true"), "3:8", &["holds a slash"]);
    check_fault(
        &zone("path = '/secret*/'\nany = true"),
        "3:8",
        &["a star stands for nothing here"],
    );
    check_fault(
        &zone("path = '/m'\n[[host.zone.identity]]\nname = 'anna'"),
        "4:1",
        &["fingerprint = "],
    );
    let wrong = "path = '/m'\n[[host.zone.identity]]\nname = 'anna'\nfingerprint = '12:34'";
    check_fault(&zone(wrong), "6:15", &["option fingerprint: ", "no fingerprint"]);
    let both = format!(
        "path = '/m'\nany = true\n[[host.zone.identity]]\nname = 'a'\nfingerprint = '{ANNA}'"
    );
    check_fault(&zone(&both), "2:1", &["keep one"]);
    let twice = "path = '/m'\nany = true\n[[host.zone]]\npath = '/m/'\nany = true";
    check_fault(&zone(twice), "6:8", &["already"]);
}

#[test]
fn an_application_listens_on_this_machine() {
    let scgi =
        |socket: &str| format!("[[host]]\n[[host.scgi]]\npath = '/app/'\nsocket = '{socket}'\n");
    let socket = |text: &str| read(&scgi(text)).first.options.applications[0].socket.clone();
    assert_eq!(socket("127.0.0.1:4000"), Socket::Loopback("127.0.0.1:4000".parse().unwrap()));
    assert_eq!(socket("run/app.sock"), Socket::Unix("/etc/propus/run/app.sock".into()));
    check_fault(&scgi("192.0.2.1:4000"), "4:10", &["option socket: ", "not on this machine"]);
    assert_eq!(socket("app"), Socket::Unix("/etc/propus/app".into()));
    check_fault(&scgi("localhost:4000"), "4:10", &["path of a Unix socket"]);
    check_fault("[[host]]\n[[host.scgi]]\npath = '/app/'", "2:1", &["socket = "]);
}

/// The example with every setting that it shows.
fn uncommented() -> String {
    let settings = EXAMPLE.lines().filter_map(|line| line.strip_prefix('#'));
    settings
        .filter(|rest| !rest.is_empty() && !rest.starts_with(' '))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_file_knows_every_option_of_the_command_line() {
    // What a file calls otherwise: the folder, the name, what is switched off.
    let otherwise = [
        ("host", "name"),
        ("no-gemini", "gemini"),
        ("no-gopher", "gopher"),
        ("no-listings", "listings"),
        ("no-sandbox", "sandbox"),
    ];
    let logs =
        [("log-format", "format"), ("log-addresses", "addresses"), ("log-queries", "queries")];
    let whole = uncommented();
    let command = crate::cli::Cli::command();
    let serve = command.find_subcommand("serve").unwrap();
    let options: Vec<&str> = serve.get_arguments().filter_map(clap::Arg::get_long).collect();
    assert!(options.len() > 20, "{options:?}");
    for option in options.into_iter().filter(|option| !["config", "help"].contains(option)) {
        let known = otherwise.iter().chain(&logs).find(|known| known.0 == option);
        let key = known.map_or(option, |known| known.1);
        assert!(whole.lines().any(|line| line.starts_with(&format!("{key} ="))), "--{option}");
    }
}

#[test]
fn a_file_that_is_cut_short_is_read_or_told() {
    let whole = uncommented();
    assert!(config(&[], Some(&whole)).is_ok());
    for end in (0..whole.len()).step_by(7) {
        let cut: String = whole.chars().take(end).collect();
        if let Err(error) = config(&[], Some(&cut)) {
            assert!(error.to_string().starts_with("/etc/propus/propus.toml:"), "{error}");
        }
    }
}

#[test]
fn an_access_log_has_a_file_and_a_form() {
    let access = |arguments: &[&str], file: &str| {
        let place = config(arguments, Some(file)).unwrap().log.access;
        place.map(|place| (place.file.to_str().unwrap().to_owned(), place.form))
    };
    let at = |file: &str, form| Some((file.to_owned(), form));
    assert_eq!(access(&[], ""), None);
    assert_eq!(access(&["--access-log", "a.log"], ""), at("a.log", Form::Plain));
    assert_eq!(
        access(&["--log-format", "json"], "[log]\naccess-log = 'a.log'"),
        at("/etc/propus/a.log", Form::Json)
    );
    let file = "[log]\naccess-log = '/log/a'\naccess-log-format = 'vhost-combined'";
    assert_eq!(access(&[], file), at("/log/a", Form::VhostCombined));
    assert_eq!(access(&["--access-log-format", "combined"], file), at("/log/a", Form::Combined));
    let error = config(&["--access-log-format", "combined"], None).unwrap_err();
    assert!(error.is_usage() && error.to_string().starts_with("--access-log-format: "), "{error}");
    let error = config(&[], Some("[log]\naccess-log-format = 'json'")).unwrap_err();
    assert!(
        error.to_string().starts_with("/etc/propus/propus.toml:2: option access-log-format: "),
        "{error}"
    );
}

#[test]
fn the_access_log_is_not_in_a_capsule() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("site")).unwrap();
    let serve = |log: &str| {
        let (site, log) = (dir.path().join("site"), dir.path().join(log));
        let arguments = [Path::new("propus"), &site, Path::new("--access-log"), &log];
        Config::new(&cli::Cli::parse_from(arguments).serve)
    };
    assert!(serve("access.log").is_ok());
    let error = serve("site/access.log").unwrap_err();
    assert!(matches!(error, ConfigError::LogInCapsule { .. }) && error.is_usage(), "{error}");
}

#[test]
fn redirects_gone_pages_and_media_are_checked() {
    let host = "[[host]]\nname = 'a'\n";
    let file = format!(
        "{host}gone = ['/x', '/tmp/**']\n[[host.redirect]]\nfrom = '/old/*'\nto = '/new/$1'\npermanent = true\n\
         [[host.media]]\nglob = '*.log'\ntype = 'text/x-log'\ncharset = 'latin1'\n"
    );
    let config = read(&file);
    let rules = &config.first.options.rules;
    assert_eq!((rules.redirects.len(), rules.gone.len(), rules.files.len()), (1, 2, 1));
    let (value, source) = setting(&config, "redirect");
    assert_eq!(value.unwrap(), r#"[{ from = "/old/*", to = "/new/$1", permanent = true }]"#);
    assert!(source.ends_with("propus.toml:4"), "{source}");
    let redirect =
        |from: &str, to: &str| format!("{host}[[host.redirect]]\nfrom = '{from}'\nto = '{to}'\n");
    check_fault(&redirect("old", "/new"), "4:8", &["option from: ", "begins with /"]);
    check_fault(&redirect("/old", "new"), "5:6", &["option to: ", "begins with /"]);
    check_fault(&redirect("/old", "//new"), "5:6", &["option to: ", "begins with one /"]);
    check_fault(&redirect("/old", "/ne w"), "5:6", &["percent-encode"]);
    check_fault(&redirect("/old/*", "/new/$2"), "5:6", &["no star for $2"]);
    check_fault(&redirect("/**", "https://$1/"), "5:6", &["the host of a URL"]);
    check_fault(&redirect("/old", "/old"), "5:6", &["circles"]);
    check_fault(&redirect("/old", "/new?x"), "5:6", &["%3F"]);
    check_fault(&format!("{host}gone = ['x']"), "3:8", &["option gone: \"x\": ", "begins with /"]);
    check_fault(&format!("{host}[[host.media]]\nglob = ''"), "4:8", &["option glob: ", "*.log"]);
    check_fault(
        &format!("{host}[[host.media]]\nglob = '*'\ntype = 'text'"),
        "5:8",
        &["text/plain"],
    );
    check_fault(&format!("{host}[[host.media]]\nglob = '*'\ncharset = 'x'"), "5:11", &["utf-8"]);
    check_fault(
        &format!("{host}[[host.redirect]]\nfrom = '/x'"),
        "3:1",
        &["[[host.redirect]]", "missing field `to`"],
    );
}

#[test]
fn the_example_says_every_option_and_what_is_usual() {
    assert!(
        EXAMPLE.lines().all(|line| line.is_empty() || line.starts_with('#')),
        "all of it is a comment"
    );
    let settings_of = |text: &str| {
        let text = Text::new(Path::new("propus.toml"), text.to_owned());
        Config::of(&Serve::default(), Some(&text)).unwrap().settings
    };
    let usual = config(&[], None).unwrap().settings;
    assert_eq!(settings_of(EXAMPLE), usual);
    let (repeated, shown): (Vec<_>, Vec<_>) =
        settings_of(&uncommented()).into_iter().partition(|it| it.table.starts_with("[[host."));
    // Of what a host has several, or none, nothing is usual.
    assert_eq!(
        repeated.iter().map(|it| it.key).collect::<Vec<_>>(),
        ["path", "any", "listed", "name", "fingerprint", "path", "socket", "patience", "largest"]
    );
    assert_eq!(shown.len(), usual.len());
    for (shown, usual) in shown.iter().zip(&usual) {
        // An empty list of tables stands nowhere.
        let said = matches!(shown.source, Source::File(..)) || shown.value.as_deref() == Some("[]");
        assert!(said, "{} is not in the example", shown.key);
        assert!(usual.value.is_none() || shown.value == usual.value, "{shown:?} is not {usual:?}");
    }
}
