//! Hosts, and the options that mean one of them.

use super::{config, read};
use crate::config::{ConfigError, HostConfig};
use crate::form::Protocol;
use crate::generator::GeneratorName;
use crate::site::Footer;

#[test]
fn each_host_has_its_own_settings() {
    let file = "[content]\nwidth = 60\n[[host]]\nname = 'A.example'\naliases = ['www.a.example']\n\
                language = 'en'\n\
                [[host]]\nname = 'b.example'\ncapsule = '/srv/b'\ngopher = '192.0.2.7:71'\n\
                public-gopher-port = 7070\n\
                [host.content]\nwidth = 50\n[[host]]\nname = 'c.example'\ncapsule = 'c'\n";
    let config = read(file);
    let [a, b, c] = config.hosts().collect::<Vec<_>>()[..] else { panic!("three hosts") };
    assert_eq!(a.names().collect::<Vec<_>>(), ["a.example", "www.a.example"]);
    assert_eq!(
        (a.folder.to_str(), b.folder.to_str()),
        (Some("/etc/propus/capsule"), Some("/srv/b"))
    );
    assert_eq!(c.folder.to_str(), Some("/etc/propus/c"));
    assert_eq!(a.options.language.as_ref().unwrap().as_str(), "en");
    assert_eq!(b.options.language, None);
    assert_eq!((a.style.width, b.style.width, c.style.width), (60, 50, 60));
    let gopher =
        |host: &HostConfig| host.endpoints.get(&Protocol::Gopher).map(|it| it.address.to_string());
    assert_eq!(gopher(a).as_deref(), Some("[::]:70"));
    assert_eq!(
        (gopher(b).as_deref(), b.public_ports.get(&Protocol::Gopher)),
        (Some("192.0.2.7:71"), Some(&7070))
    );
    assert_eq!(gopher(c), None, "there is no address left for it");
}

#[test]
fn who_has_no_address_left_is_left_out_of_what_is_on() {
    let hosts = "[[host]]\nname = 'a'\n[[host]]\nname = 'b'\ncapsule = 'b'\n";
    let left_out = |above: &str| {
        let config = read(&format!("{above}{hosts}"));
        assert!(config.first.left_out.is_empty());
        config.others[0].left_out.clone()
    };
    assert_eq!(left_out(""), [Protocol::Gopher]);
    assert_eq!(left_out("gopher = false\n"), []);
    assert_eq!(left_out("nex = true\nspartan = true\n"), [Protocol::Gopher, Protocol::Nex]);
}

#[test]
fn with_one_host_the_command_line_says_everything_about_it() {
    let file = "[[host]]\nname = 'a.example'\ncapsule = 'a'\ngopher = 7070\n";
    let config = config(&["site", "--host", "b.example", "--gopher", "7071"], Some(file)).unwrap();
    assert_eq!(
        (config.first.name.as_str(), config.first.folder.to_str()),
        ("b.example", Some("site"))
    );
    assert_eq!(config.first.endpoints[&Protocol::Gopher].address.port(), 7071);
}

#[test]
fn with_several_hosts_the_command_line_says_nothing_about_one() {
    let file = "[[host]]\nname = 'a.example'\ngopher = 7070\n[[host]]\nname = 'b.example'\n\
                gopher = 7071\n";
    for arguments in
        [&["site"][..], &["--host", "c"], &["--public-gemini-port", "1"], &["--gopher", "7072"]]
    {
        let error = config(arguments, Some(file)).unwrap_err();
        assert!(matches!(error, ConfigError::WhichHost(..)) && error.is_usage(), "{error}");
    }
    let without = config(&["--no-gopher", "--width", "50"], Some(file)).unwrap();
    assert!(without.hosts().all(|host| host.endpoints.is_empty() && host.style.width == 50));
}

/// Generator that a command line and a file name.
fn generator(arguments: &[&str], file: &str) -> Option<GeneratorName> {
    config(arguments, Some(file)).unwrap().first.options.generator
}

#[test]
fn the_footer_is_found_under_its_old_name_too() {
    let config = config(&["--foot", "off"], Some("[content]\nfoot = 'ways'")).unwrap();
    assert_eq!(config.first.style.footer, Footer::Off);
    assert_eq!(read("[content]\nfoot = 'ways'").first.style.footer, Footer::Ways);
    assert_eq!(read("[content]\nfooter = 'ways'").first.style.footer, Footer::Ways);
}

#[test]
fn the_generator_is_found_under_its_old_name_too() {
    for name in ["generator", "kind"] {
        let (option, line) = (format!("--{name}"), format!("[content]\n{name} = 'hugo'"));
        assert_eq!(generator(&[], &line), Some(GeneratorName::Hugo));
        assert_eq!(generator(&[&option, "zola"], &line), Some(GeneratorName::Zola));
    }
}
