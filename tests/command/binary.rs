//! The built program from outside: what it prints, how it ends, and that it goes on in between.
//! What clients see of it is for `clients`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;

#[path = "binary/announce.rs"]
mod announce;
#[path = "binary/certificates.rs"]
mod certificates;
#[path = "binary/found.rs"]
mod found;
#[path = "binary/hook.rs"]
mod hook;
#[path = "binary/messages.rs"]
mod messages;
#[path = "binary/plain.rs"]
mod plain;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::{fs, str};

use clients_support::server::{PROPUS, Server, folder_of, propus, signal};
use clients_support::{shipped, wait_for};

/// Runs the program; checks its exit code and that it says all of this, and nothing on standard
/// output if it failed.
fn check(arguments: &[&str], code: i32, said: &[&str]) {
    let output = propus(arguments);
    let all = format!("{}{}", out(&output), str::from_utf8(&output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {all}");
    for text in said {
        assert!(all.contains(text), "{arguments:?} does not say {text:?}: {all}");
    }
    assert!(code == 0 || output.stdout.is_empty(), "{arguments:?} prints: {all}");
}

fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn wrong_usage_exits_with_2() {
    check(&["--gemini", "localhost:1965"], 2, &["--gemini", "1965"]);
    check(&["--no-such-option"], 2, &["--no-such-option"]);
    check(&["serve", "a", "b"], 2, &["b"]);
    check(&["serve", "--width", "20"], 2, &["--width"]);
    check(&["render", "a.md", "--as", "pdf"], 2, &["--as", "gemtext", "menu", "text", "html"]);
    check(&["render"], 2, &["PAGE"]);
    check(&["init"], 2, &["DIR"]);
    check(&["cert"], 2, &["show"]);
    check(
        &["ping", "https://example.org/"],
        2,
        &["only gemini://, gopher://, gophers://, spartan://, nex://"],
    );
    check(&["--no-gemini", "--no-gopher"], 2, &["--no-gemini", "--no-gopher"]);
    check(&["--host", "exa mple"], 2, &["--host", "exa mple", "no host name"]);
    check(&["render", "a.md", "--host", "http://example.org"], 2, &["--host http://example.org"]);
}

#[test]
fn help_and_version_are_no_errors() {
    check(&["--version"], 0, &[concat!("propus ", env!("CARGO_PKG_VERSION"))]);
    check(
        &["--help"],
        0,
        &["--host", "--gemini", "--gopher", "--certs", "--public-gopher-port", "render", "check"],
    );
    for command in [
        &["serve"][..],
        &["render"],
        &["check"],
        &["init"],
        &["cert"],
        &["cert", "show"],
        &["ping"],
    ] {
        check(&[command, &["--help"]].concat(), 0, &["Usage: propus"]);
    }
}

#[test]
fn a_start_that_fails_names_what_to_change() {
    let certs = tempfile::tempdir().unwrap();
    let certs = certs.path().to_str().unwrap();
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let folder = folder.path().to_str().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let start = |options: &[&str], said: &[&str]| {
        check(&[&["--allow-root", "--certs", certs], options].concat(), 1, said)
    };
    start(&["/no/such/folder", "--gemini", "127.0.0.1:0", "--no-gopher"], &["/no/such/folder"]);
    start(&[folder, "--gemini", &taken, "--no-gopher"], &["--gemini", &taken]);
    start(&[folder, "--gopher", &taken, "--no-gemini"], &["--gopher", &taken]);
    start(&[folder, "--gopher", "192.0.2.1:7070", "--no-gemini"], &["--gopher", "192.0.2.1:7070"]);
}

#[test]
fn a_page_is_rendered_in_three_forms_from_its_file_and_from_its_path() {
    let capsule = shipped().to_str().unwrap();
    let file = shipped().join("talks.md");
    let forms = [
        ("gemtext", "# Talks and guest lectures\n"),
        ("menu", "iTalks and guest lectures\t\tnull.host\t1\r\n"),
        ("text", "Talks and guest lectures\r\n===="),
    ];
    for (form, start) in forms {
        let of_file = propus(&["render", file.to_str().unwrap(), "--as", form]);
        let of_path = propus(&["render", "/talks", "--capsule", capsule, "--as", form]);
        assert!(of_file.status.success() && of_path.status.success(), "{form}: {of_file:?}");
        assert!(out(&of_file).starts_with(start), "{form}: {}", out(&of_file));
        assert_eq!(out(&of_file), out(&of_path), "{form}");
        assert!(!out(&of_file).contains("layout: page"), "{form} has front matter");
    }
    let plain = propus(&["render", file.to_str().unwrap()]);
    assert!(out(&plain).starts_with("# Talks"), "gemtext is what one gets without --as");
}

#[test]
fn a_page_is_rendered_as_the_parts_that_it_was_read_as() {
    let folder = folder_of(&[
        (
            "notes/pi.md",
            "---\nlang: de\ndate: 2026-05-04\n---\n# Pi\n\nSee [it](it.md), [a](/gone)[^1].\n\n\
             - *one*\n- [x] two\n\n```shell\napt install propus\n```\n\n[^1]: Note.\n",
        ),
        ("notes/it.md", "# It\n"),
    ]);
    let path = folder.path().to_str().unwrap();
    let page = propus(&["render", "/notes/pi", "--capsule", path, "--as", "tree"]);
    assert_eq!(
        out(&page),
        "language(de)\ntitle(Pi)\ndate(2026-05-04)\npath(/notes/pi)\nh1(Pi)\n\
         p(See [it](internal:/notes/it), [a](missing:/gone)[^1].)\n\
         ul[p(_one_) | [x] p(two)]\ncode:shell(apt install propus)\nnotes[1: p(Note.)]\n\
         footer[[Nach oben: Notes](internal:/notes/) | [Startseite](internal:/)]\n"
    );
    let listing = propus(&["render", "/notes", "--capsule", path, "--as", "tree"]);
    assert_eq!(
        out(&listing),
        "title(Notes)\npath(/notes/)\n\
         entries[2026-05-04 Pi => internal:/notes/pi | It => internal:/notes/it]\n\
         footer[[Home](internal:/)]\n"
    );
    let none = propus(&["render", "/none", "--capsule", path, "--as", "tree"]);
    assert_eq!(none.status.code(), Some(1));
}

#[test]
fn render_finds_the_site_of_a_page_in_a_folder_that_looks_like_a_site_of_its_own() {
    let folder = folder_of(&[
        ("_config.yml", "motto: onward\n"),
        ("blog/index.md", "---\nlayout: blog\n---\n{{ site.motto }}\n"),
        ("blog/_posts/2024-01-02-a.md", "---\n---\nx\n"),
    ]);
    let page = folder.path().join("blog/index.md");
    let output = propus(&["render", page.to_str().unwrap()]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("onward"), "{text}");
}

#[test]
fn a_reader_who_has_seen_enough_is_not_complained_of() {
    let folder = folder_of(&[("a.md", "# A\n")]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let page = folder.path().join("a.md");
    let output = Command::new(PROPUS)
        .arg("render")
        .arg(page)
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn render_writes_what_a_client_would_get() {
    let server = Server::start(shipped());
    for (path, selector) in
        [("/talks/", "/talks/"), ("/systems/paxos/", "/1/systems/paxos"), ("/", "")]
    {
        let rendered =
            propus(&["render", path, "--capsule", shipped().to_str().unwrap(), "--as", "menu"]);
        let served = String::from_utf8(server.ask_gopher(selector)).unwrap();
        let usual = served
            .replace(&format!("\tlocalhost\t{}\r\n", server.gopher), "\tlocalhost\t70\r\n")
            .replace(&format!("gemini://localhost:{}/", server.gemini), "gemini://localhost/");
        assert_eq!(out(&rendered), usual, "{path}");
    }
}

#[test]
fn a_page_that_is_not_there_is_an_error_of_render() {
    let capsule = shipped().to_str().unwrap();
    check(&["render", "/no/such/page", "--capsule", capsule], 1, &["/no/such/page"]);
    check(&["render", "/no/such/file.md"], 1, &["/no/such/file.md", "--capsule"]);
    check(&["render", "/img/chain.png", "--capsule", capsule], 1, &["/img/chain.png"]);
}

#[test]
fn check_tells_each_fault_with_its_place() {
    let folder = folder_of(&[
        ("index.md", "---\ntitle: [\n---\n# Home\n"),
        ("a.md", "# A\n\nSee [this](gone.md) and [that](index.md).\n"),
    ]);
    let output = propus(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<&str> = out(&output).lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("a.md:3: ") && lines[0].contains("gone.md"), "{lines:?}");
    assert!(lines[1].starts_with("index.md:") && lines[1].split(": ").count() > 1, "{lines:?}");
    check(&["check", "/no/such/folder"], 1, &["/no/such/folder"]);
}

#[test]
fn check_explains_where_a_path_comes_from() {
    let folder = folder_of(&[
        ("_config.yml", "permalink: /log/:title/\n"),
        ("_posts/2024-05-06-pi.md", "---\ntitle: Pi\n---\nRound.\n"),
        ("_posts/2999-05-06-e.md", "---\n---\nLater.\n"),
        ("about.md", "---\npermalink: /me/\n---\n# Me\n"),
    ]);
    let folder = folder.path().to_str().unwrap();
    for (path, expected) in [
        (
            "/log/pi/",
            "/log/pi/
  generator  jekyll
  file       _posts/2024-05-06-pi.md
  rule       the permalink of posts, \"/log/:title/\"
  tried      /log/pi/
  answers    the page \"Pi\" at /log/pi/\n",
        ),
        (
            "/about",
            "/about
  generator  jekyll
  file       about.md
  rule       permalink \"/me/\" in its front matter
  tried      /about, /about/, /about.html, file about, page about.*
  answers    the page \"Me\" at /me/\n",
        ),
        (
            "/_posts/2999-05-06-e",
            "/_posts/2999-05-06-e
  generator  jekyll
  kept back  _posts/2999-05-06-e.md, which is there and is not served before 2999-05-06
  tried      /_posts/2999-05-06-e, /_posts/2999-05-06-e/, /_posts/2999-05-06-e.html, \
             file _posts/2999-05-06-e, page _posts/2999-05-06-e.*
  answers    nothing: not found\n",
        ),
        (
            "/new",
            "/new
  generator  jekyll
  would be   new.md
  tried      /new, /new/, /new.html, file new, page new.*
  answers    nothing: not found\n",
        ),
    ] {
        check(&["check", folder, "--explain", path], 0, &[]);
        let output = propus(&["check", folder, "--explain", path]);
        assert_eq!(out(&output), expected);
    }
    check(&["check", folder, "--explain", "about"], 2, &["--explain", "does not begin with /"]);
}

#[test]
fn the_capsule_of_the_sources_has_no_faults() {
    let output = propus(&["check", shipped().to_str().unwrap()]);
    assert_eq!((out(&output), output.status.code()), ("", Some(0)));
}

#[test]
fn a_new_capsule_has_no_faults_and_is_not_overwritten() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("my capsule");
    let folder = folder.to_str().unwrap();
    check(&["init", folder], 0, &[folder]);
    let output = propus(&["check", folder]);
    assert_eq!((out(&output), output.status.code()), ("", Some(0)));
    let config = format!("{folder}/propus.toml");
    assert_eq!(out(&propus(&["check", "--config", &config])), "");
    check(&["init", folder], 1, &[folder, "not empty"]);
}

#[test]
fn a_download_under_way_is_finished_after_sigterm_and_after_sigint() {
    const SIZE: usize = 24 << 20;
    let folder = folder_of(&[("index.md", "# Home\n")]);
    fs::write(folder.path().join("big.bin"), vec![7; SIZE]).unwrap();
    for signal in ["TERM", "INT"] {
        let mut server = Server::start(folder.path());
        let mut stream = server.connect();
        stream.write_all(b"/big.bin\r\n").unwrap();
        let mut answer = vec![0; 1000];
        stream.read_exact(&mut answer).unwrap();
        server.signal(signal);
        let refused = || TcpStream::connect(("127.0.0.1", server.gopher)).is_err().then_some(());
        assert!(wait_for(refused).is_some(), "SIG{signal}: it still takes new connections");
        assert!(server.runs(), "SIG{signal}: it did not wait for the download");
        stream.read_to_end(&mut answer).unwrap();
        assert_eq!(answer.len(), SIZE, "SIG{signal}");
        drop(stream);
        assert_eq!(
            server.end().and_then(|status| status.code()),
            Some(0),
            "SIG{signal}: {}",
            server.said()
        );
    }
}

#[test]
fn what_changes_on_disk_is_seen_without_a_restart() {
    let folder = folder_of(&[("index.md", "# Old words\n"), ("old.md", "# Old page\n")]);
    let server = Server::start(folder.path());
    let sees = |selector: &str, text: &str| {
        let seen =
            || String::from_utf8(server.ask_gopher(selector)).unwrap().contains(text).then_some(());
        assert!(wait_for(seen).is_some(), "{selector} does not say {text:?}");
    };
    sees("", "Old words");
    sees("/old", "Old page");
    fs::write(folder.path().join("index.md"), "# New words\n").unwrap();
    sees("", "New words");
    fs::write(folder.path().join("new.md"), "# New page\n").unwrap();
    sees("/new", "New page");
    fs::remove_file(folder.path().join("old.md")).unwrap();
    sees("/old", "Not found");
    fs::create_dir(folder.path().join("deep")).unwrap();
    fs::write(folder.path().join("deep/page.md"), "# Deep page\n").unwrap();
    sees("/deep/page", "Deep page");
    fs::rename(folder.path().join("deep"), folder.path().join("moved")).unwrap();
    sees("/moved/page", "Deep page");
}

#[test]
fn menus_carry_the_ports_that_readers_use() {
    let folder = folder_of(&[("index.md", "# Home\n\nSee [the page](a.md).\n"), ("a.md", "# A\n")]);
    let own = Server::start(folder.path());
    let menu = String::from_utf8(own.ask_gopher("")).unwrap();
    assert!(menu.contains(&format!("1the page\t/a\tlocalhost\t{}\r\n", own.gopher)), "{menu}");
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let options =
        ["--gopher", &listen, "--public-gopher-port", "7071", "--public-gemini-port", "1966"];
    let forwarded = Server::with(folder.path(), &options);
    assert_eq!(
        (forwarded.gopher, forwarded.gemini),
        (7071, 1966),
        "the addresses to paste are the public ones"
    );
    let menu = String::from_utf8(ask(&listen, "")).unwrap();
    assert!(menu.contains("1the page\t/a\tlocalhost\t7071\r\n"), "{menu}");
    assert!(menu.contains("\tURL:gemini://localhost:1966/\t"), "{menu}");
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn ask(address: &str, selector: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("{selector}\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

#[test]
fn what_the_operator_should_know_is_told_at_start() {
    let folder = folder_of(&[("index.md", "# Home\n\n[gone](gone.md)\n")]);
    let mut server = Server::start(folder.path());
    let told = || server.said().contains("index.md:3: ").then_some(());
    assert!(wait_for(told).is_some(), "broken links are told at start: {}", server.said());
    assert!(server.said().contains("1 page, 0 files"), "{}", server.said());
    assert!(!server.said().contains("--host"), "{}", server.said());
    assert!(
        !server.said().contains('\x1b'),
        "no colours where there is no terminal: {}",
        server.said()
    );
    assert!(server.runs());
}

/// The program in a network of its own, where nobody has a privilege and the usual ports are free.
fn unprivileged(arguments: &[&str]) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = Command::new("unshare");
    if is_root {
        command.args([
            "--net",
            "setpriv",
            "--reuid",
            "65534",
            "--regid",
            "65534",
            "--clear-groups",
        ]);
    } else {
        // A user without a name has no privilege in the new network either.
        command.args(["--net", "--user"]);
    }
    command.arg(PROPUS).args(arguments).env_remove("JOURNAL_STREAM");
    command
}

#[test]
#[ignore = "needs unshare and setpriv, and the right to make a network"]
fn port_70_is_left_for_7070_only_if_nobody_asked_for_it() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let asked =
        unprivileged(&["--no-gemini", "--gopher", "[::]:70", folder.path().to_str().unwrap()])
            .output()
            .unwrap();
    let said = str::from_utf8(&asked.stderr).unwrap();
    assert_eq!(asked.status.code(), Some(1), "{said}");
    assert!(said.contains("--gopher [::]:70") && said.contains("setcap"), "{said}");
    let mut child =
        unprivileged(&["--no-gemini", "--host", "localhost", folder.path().to_str().unwrap()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address =
        lines.map(|line| line.trim().to_owned()).find(|line| line.starts_with("gopher://"));
    signal(&child, "TERM");
    assert!(child.wait().unwrap().success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(address.as_deref(), Some("gopher://localhost:7070/"), "{said}");
    let told: Vec<&str> = said.lines().filter(|line| line.contains(" 7070;")).collect();
    assert_eq!(told.len(), 1, "{said}");
    for way in ["setcap", "systemd socket", "sysctl"] {
        assert!(told[0].contains(way), "{said}");
    }
}
