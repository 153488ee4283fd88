//! What is answered to a slip: what was meant, or what to do.

use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::str;

use crate::clients_support::server::{PROPUS, Server, folder_of, propus};

/// Runs the program in a folder of these files; checks how it ends and that it says this.
fn check(files: &[(&str, &str)], arguments: &[&str], code: i32, said: &str) {
    let folder = folder_of(files);
    let mut command = Command::new(PROPUS);
    command.args(arguments).args(["--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0"]);
    command.env("XDG_DATA_HOME", folder.path().join("data")).current_dir(&folder);
    let output = command.output().unwrap();
    let errors = str::from_utf8(&output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    assert!(errors.contains(said), "{arguments:?} does not say {said:?}: {errors}");
    assert!(!folder.path().join("data").exists(), "{arguments:?} has made a key");
}

#[test]
fn a_misspelt_command_is_no_folder() {
    let said = "no command chek; did you mean check? (to serve a folder of that name: propus \
                ./chek)";
    check(&[], &["chek"], 2, said);
    check(&[], &["chek", "capsule"], 2, "no command chek; did you mean check?");
    check(
        &[],
        &["serv", "capsule", "--host", "a.example"],
        2,
        "no command serv; did you mean serve?",
    );
    check(&[], &["./chek"], 1, "./chek: the folder can't be served: No such file");
}

#[test]
fn who_names_no_folder_is_told_what_is_here() {
    let site = "there is no folder capsule here; this folder is a Jekyll site: propus .";
    check(&[("_config.yml", "title: a\n")], &[], 1, site);
    let pages = "there is no folder capsule here; this folder has pages: propus .";
    check(&[("README.md", "# a\n")], &[], 1, pages);
    check(&[(".obsidian/app.json", "{}"), ("Notes.md", "# a\n")], &[], 1, pages);
    check(&[], &[], 1, "name one (propus DIR), or write a first one: propus init capsule");
}

#[test]
fn a_port_that_is_taken_does_not_hide_that_a_folder_is_none() {
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("key.pem", "")]);
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (capsule, certs, expected) in [
        ("none", "certs", "none: the folder can't be served: No such file"),
        ("key.pem", "certs", "key.pem: the folder can't be served: Not a directory"),
        ("capsule", "key.pem", "key.pem: that is a file; name a folder"),
        ("capsule", "certs", "can't listen there"),
    ] {
        let output =
            propus(&[&at(capsule), "--certs", &at(certs), "--gemini", &taken, "--no-gopher"]);
        let said = str::from_utf8(&output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(expected), "{capsule} {certs}: {said}");
    }
}

#[test]
fn commands_that_write_are_told_what_is_here_too() {
    let folder = folder_of(&[("book.toml", "")]);
    let check = |arguments: &[&str], said: &str| {
        let output = Command::new(PROPUS).args(arguments).current_dir(&folder).output().unwrap();
        let errors = str::from_utf8(&output.stderr).unwrap();
        assert_eq!((output.status.code(), errors.trim_end()), (Some(1), said));
    };
    let site = "propus: there is no folder capsule here; this folder is an mdBook book: propus";
    check(&["new", "Hello"], &format!("{site} new TITLE --capsule ."));
    let export = ["export", "--to", "out", "--as", "gemini"];
    check(&export, &format!("{site} export --to DIR --as FORM ."));
    let full = "propus: .: the folder is not empty; `init` writes into a new or empty one. To serve \
                what is in it: propus .";
    check(&["init", "."], full);
}

#[test]
fn a_site_of_drafts_is_not_called_empty_without_a_word_on_them() {
    let draft = "+++\ntitle = 'First'\ndraft = true\n+++\nHi\n";
    let folder = folder_of(&[("hugo.toml", ""), ("content/posts/first.md", draft)]);
    let output = Command::new(PROPUS).args(["check", "."]).current_dir(&folder).output().unwrap();
    let said = str::from_utf8(&output.stdout).unwrap();
    assert!(said.contains("no file; 1 page is a draft or of a day to come: --drafts"), "{said}");
}

#[test]
fn check_says_that_a_folder_is_empty() {
    let folder = folder_of(&[]);
    let mut command = Command::new(PROPUS);
    let output = command.args(["check", "."]).current_dir(&folder).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let expected = ".: nothing to serve here: no page and no file\n";
    assert_eq!(str::from_utf8(&output.stdout).unwrap(), expected);
}

#[test]
fn an_empty_folder_is_served_and_said_to_be_empty() {
    Server::start(folder_of(&[]).path()).says("nothing to serve here: no page and no file");
    let full = Server::start(folder_of(&[("a.md", "# A\n")]).path());
    full.ask_gopher("");
    assert!(!full.said().contains("nothing to serve"), "{}", full.said());
}

#[test]
fn a_slip_in_the_configuration_is_shown_as_it_should_be() {
    let check = |text: &str, said: &str| {
        check(&[("c.toml", text)], &["--config", "c.toml"], 1, said);
    };
    check(
        "[content]\nwidth = \"70\"\n",
        "c.toml:2:9: option width: write it without quotes: width = 70",
    );
    check(
        "metrics = 9165\nlangauge = \"de\"\n",
        "c.toml:2:1: option langauge: there is no such option; did you mean language?",
    );
    check(
        "[host]\nname = \"a\"\n",
        "c.toml:1:1: option [host]: write [[host]], two brackets: there may be several",
    );
}

#[test]
fn what_is_no_folder_of_certificates_or_no_name_is_said() {
    check(
        &[("capsule/index.md", "# a\n"), ("key", "")],
        &["--certs", "key"],
        1,
        "--certs key: that is a file; name a folder",
    );
    let name = "a host is called by the name that readers use; where to listen is --gemini and \
                --gopher";
    for address in ["0.0.0.0", "::", "[::]"] {
        check(&[("capsule/index.md", "# a\n")], &["--host", address], 2, name);
    }
}

#[test]
fn a_missing_folder_is_named_before_anything_about_certificates() {
    check(&[("page.md", "# a\n")], &["page.md"], 1, "page.md: the folder can't be served: Not a");
    let folder = folder_of(&[]);
    let output = Command::new(PROPUS)
        .args(["--user", "nobody"])
        .env("XDG_DATA_HOME", folder.path().join("data"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let errors = str::from_utf8(&output.stderr).unwrap();
    let expected =
        if rustix::process::geteuid().is_root() { "no folder capsule here" } else { "only root" };
    assert!(errors.contains(expected), "{errors}");
}

#[test]
fn who_has_a_port_is_named() {
    let folder = folder_of(&[("a.md", "# A\n")]);
    let check = |port: u16, holder: &str| {
        let address = format!("127.0.0.1:{port}");
        let site = folder.path().to_str().unwrap();
        let output = propus(&[site, "--certs", site, "--gemini", &address, "--no-gopher"]);
        let said = str::from_utf8(&output.stderr).unwrap();
        let expected = format!(
            "propus: --gemini {address}: can't listen there: Address already in use (os error 98); \
             {holder} has the port: stop it, or say another address with --gemini\n"
        );
        assert_eq!((output.status.code(), said), (Some(1), expected.as_str()));
    };
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = std::process::id();
    let name = fs::read_to_string(format!("/proc/{own}/comm")).unwrap();
    check(other.local_addr().unwrap().port(), &format!("{} (process {own})", name.trim()));
    let server = Server::start(folder.path());
    check(server.gemini, &format!("another propus (process {})", server.id()));
}

#[test]
fn a_host_in_another_script_is_taken_as_it_is_looked_up() {
    let name = "name = \"xn--rksmrgs-5wao1o.se\"";
    let shows_name = |arguments: &[&str]| {
        let output = propus(arguments);
        let shown = str::from_utf8(&output.stdout).unwrap();
        assert!(shown.contains(name), "{arguments:?}: {output:?}");
    };
    shows_name(&["config", "--host", "räksmörgås.se"]);
    let folder = folder_of(&[
        ("propus.toml", "[[host]]\nname = \"Räksmörgås.se\"\ncapsule = \".\"\n"),
        ("a.md", "[x](gemini://räksmörgås.example/å)\n"),
        ("b.md", "<a href=\"gemini://räksmörgås.example/å\">x</a>\n"),
    ]);
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    shows_name(&["config", "--config", &file("propus.toml")]);
    for page in ["a.md", "b.md"] {
        let shown = propus(&["render", &file(page)]).stdout;
        let shown = String::from_utf8(shown).unwrap();
        let link = "=> gemini://xn--rksmrgs-5wao1o.example/%C3%A5 ";
        assert!(shown.contains(link), "{page}: {shown}");
    }
}

#[test]
fn a_colon_in_a_title_is_answered_with_the_line_and_quotes() {
    let folder = folder_of(&[("a.md", "---\ntitle: A: the story\n---\n\nText.\n")]);
    let output = propus(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(
        str::from_utf8(&output.stdout).unwrap(),
        "a.md:2: front matter: put the title in quotes, as it holds a colon: title: \"A: the \
         story\"\n"
    );
}

#[test]
fn that_nothing_listens_is_said_once() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = propus(&["ping", "--known", "none", &format!("gemini://{free}")]);
    let shown = str::from_utf8(&output.stdout).unwrap();
    assert_eq!(shown.matches("listens").count(), 1, "{shown}");
    assert!(!shown.contains("trouble"), "{shown}");
}
