//! The built program on a pseudo-terminal of 80 columns, as a person sees it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "../support/clients/mod.rs"]
mod clients_support;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use clients_support::server::{PROPUS, Server, folder_of, signal};
use clients_support::wait_for;
use nix::pty::{Winsize, openpty};

/// Moves the cursor to the first row: a text is drawn once more.
const DRAWN: &str = "\x1b[H";

/// A program on a terminal of 24 rows. Ends when this is dropped.
struct Terminal {
    child: Child,
    keyboard: File,
    written: Arc<Mutex<Vec<u8>>>,
}

impl Terminal {
    /// propus with these arguments.
    fn of(columns: u16, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(PROPUS);
        command.args(arguments).envs(environment.iter().copied());
        Self::run(columns, command)
    }

    fn run(columns: u16, mut command: Command) -> Self {
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(Some(&size), None).unwrap();
        let slave = File::from(pty.slave);
        let given: Vec<_> = command.get_envs().map(|(name, _)| name.to_owned()).collect();
        let usual = [("TERM", "xterm"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")];
        command.envs(usual.into_iter().filter(|(name, _)| !given.iter().any(|it| it == name)));
        let others = ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "JOURNAL_STREAM", "PROPUS_LOG"];
        for variable in others.into_iter().filter(|name| !given.iter().any(|it| it == name)) {
            command.env_remove(variable);
        }
        command.stdin(slave.try_clone().unwrap()).stdout(slave.try_clone().unwrap()).stderr(slave);
        let child = command.spawn().unwrap();
        // It holds the other end, too.
        drop(command);
        let written = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&written);
        let mut master = File::from(pty.master);
        let keyboard = master.try_clone().unwrap();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Reading fails once nobody has the terminal.
            while let Ok(read @ 1..) = master.read(&mut buffer) {
                kept.lock().unwrap().extend_from_slice(&buffer[..read]);
            }
        });
        Self { child, keyboard, written }
    }

    /// Types a line.
    fn types(&mut self, line: &str) {
        self.keyboard.write_all(format!("{line}\r").as_bytes()).unwrap();
    }

    /// All that was written so far.
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.written.lock().unwrap()).replace("\r\n", "\n")
    }

    /// Waits until all of these words are there.
    fn shows(&self, words: &[&str]) -> String {
        let all = || {
            let text = self.text();
            words.iter().all(|it| text.contains(it)).then_some(text)
        };
        wait_for(all).unwrap_or_else(|| panic!("{words:?} is not on the screen:\n{}", self.text()))
    }

    /// Exit code at the end; `None` after a signal.
    fn end(&mut self) -> Option<i32> {
        wait_for(|| self.child.try_wait().unwrap()).unwrap().code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server of a Jekyll site on a terminal.
struct Serving {
    terminal: Terminal,
    gopher: u16,
}

fn serve(home: &Path, options: &[&str], environment: &[(&str, &str)]) -> Serving {
    let (blog, certs) = (home.join("blog"), home.join("certs"));
    fs::create_dir_all(&blog).unwrap();
    fs::write(blog.join("_config.yml"), "title: Blog\n").unwrap();
    fs::write(blog.join("index.md"), "# Hello\n").unwrap();
    fs::write(blog.join("a.txt"), "text\n").unwrap();
    let (blog, certs) = (blog.to_str().unwrap(), certs.to_str().unwrap());
    let usual = ["serve", blog, "--host", "example.org", "--certs", certs];
    let listen = ["--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0"];
    let terminal = Terminal::of(80, &[&usual[..], &listen, options].concat(), environment);
    let text = terminal.shows(&["gopher://example.org:"]);
    let port = text.split("gopher://example.org:").nth(1).unwrap();
    let gopher = port.split('/').next().unwrap().parse().unwrap();
    Serving { terminal, gopher }
}

impl Serving {
    fn ask(&self, selector: &str) {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", self.gopher)).unwrap();
        stream.write_all(format!("{selector}\r\n").as_bytes()).unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
    }
}

#[test]
fn the_first_screen_fits_80_columns_and_requests_stand_below_it() {
    let home = tempfile::tempdir().unwrap();
    let serving =
        serve(home.path(), &[], &[("NO_COLOR", "1"), ("HOME", home.path().to_str().unwrap())]);
    serving.ask("");
    serving.ask("/nope");
    let text = serving.terminal.shows(&["not found"]);
    let lines: Vec<&str> = text.lines().collect();
    let title =
        concat!("propus ", env!("CARGO_PKG_VERSION"), " · blog, a Jekyll site: 1 page, 1 file");
    assert_eq!(lines[0], title);
    assert!(lines[1].starts_with("  gemini://example.org:") && lines[1].ends_with('/'), "{text}");
    assert_eq!(lines[2], format!("  gopher://example.org:{}/", serving.gopher));
    let key = lines[3].strip_prefix("  key  ").unwrap();
    let (fingerprint, rest) = key.split_once("  ").unwrap();
    assert_eq!(fingerprint.chars().count(), "C9:17:5B:…:4E".chars().count());
    assert_eq!(rest, "new, in ~/certs: make a copy");
    assert_eq!(lines[4], "");
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{text}");
    assert!(!text.contains('\x1b'), "{text:?}");
    let requests: Vec<&str> =
        lines.into_iter().filter(|line| line.contains("  gopher  ")).collect();
    assert_eq!(requests[0].get(8..29), Some("  gopher  20  /      "));
    assert!(requests[0].ends_with(" ms"), "{text}");
    let refused = "  gopher  51  /nope             not found";
    assert_eq!(requests[1].get(8..), Some(refused));
    drop(serving);
    let again = serve(home.path(), &[], &[]);
    let text = again.terminal.shows(&["  key  "]);
    assert!(text.contains("  in ") && !text.contains("make a copy"), "{text}");
    assert!(text.contains("\x1b[1mgemini://example.org"), "it is coloured: {text:?}");
}

#[test]
fn a_terminal_without_colours_gets_none_and_programs_get_their_form() {
    let home = tempfile::tempdir().unwrap();
    let dumb = serve(home.path(), &[], &[("TERM", "dumb")]);
    dumb.ask("/nope");
    assert!(!dumb.terminal.shows(&["not found"]).contains('\x1b'));
    let ascii = serve(home.path(), &[], &[("LC_ALL", "C")]);
    assert!(ascii.terminal.shows(&["  key  "]).is_ascii());
    let json = serve(home.path(), &["--log-format", "json"], &[]);
    json.ask("/nope");
    let text = json.terminal.shows(&["SHA-256 of its public key", "\"status\":51"]);
    assert!(text.contains(" serves ") && !text.contains("not found"), "{text}");
}

#[test]
fn a_status_is_drawn_again_until_it_is_enough() {
    let folder = folder_of(&[("index.md", "# Hello\n")]);
    let socket = folder.path().join("s.sock");
    let place = format!("unix:{}", socket.display());
    let capsule = folder_of(&[("index.md", "# Hello\n")]);
    let server = Server::with(capsule.path(), &["--metrics", &place]);
    let watch = ["status", "--metrics", &place, "--watch", "--interval", "0.1"];
    let mut terminal = Terminal::of(80, &watch, &[]);
    let thrice = || (terminal.text().matches(DRAWN).count() >= 3).then_some(());
    assert!(wait_for(thrice).is_some(), "{}", terminal.text());
    server.ask_gopher("");
    terminal.shows(&["1 request in 24 h"]);
    signal(&terminal.child, "INT");
    assert_eq!(terminal.end(), None);

    let mut piped = Command::new(PROPUS)
        .args(watch)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = piped.stdout.take().unwrap();
    let mut begin = [0; 400];
    out.read_exact(&mut begin).unwrap();
    assert!(!begin.contains(&b'\x1b'));
    drop(out);
    let ended = wait_for(|| piped.try_wait().unwrap());
    assert_eq!(ended.and_then(|it| it.code()), Some(1), "nobody reads it any more");
}

#[test]
fn a_page_is_drawn_again_at_each_save() {
    let folder =
        folder_of(&[("index.md", "# Hello\n\nFirst words, [here](a.md).\n"), ("a.md", "# A\n")]);
    let page = folder.path().join("index.md");
    let watch = ["render", page.to_str().unwrap(), "--watch"];
    let wide = Terminal::of(132, &watch, &[]);
    wide.shows(&["gemtext ", "│ menu ", "│ text\x1b[K", "First words"]);
    let narrow = Terminal::of(131, &watch, &[]);
    let text = narrow.shows(&["gemtext\x1b[K", "First words"]);
    assert!(!text.contains("menu"), "{text}");
    let menu = Terminal::of(132, &[&watch[..], &["--as", "menu"]].concat(), &[]);
    assert!(!menu.shows(&["menu\x1b[K", "First words"]).contains("gemtext"));
    fs::write(&page, "# Hello\n\nOther words, [gone](none.md).\n").unwrap();
    for terminal in [&wide, &narrow, &menu] {
        terminal.shows(&["Other words", "index.md:3: "]);
    }
    fs::remove_file(&page).unwrap();
    narrow.shows(&["no page of this capsule is made of that file"]);

    let piped = Command::new(PROPUS).args(["render", "x.md", "--watch"]).output().unwrap();
    assert_eq!(piped.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&piped.stderr).contains("--watch draws a page again"));
}

#[test]
fn a_host_is_looked_over_from_outside_and_inside() {
    let folder = folder_of(&[
        ("capsule/index.md", "# Hello\n\n[A](a.md)\n"),
        ("capsule/a.md", "# A\n"),
        ("capsule/favicon.txt", "🌿\n"),
        ("propus.toml", "certs = 'certs'\n[[host]]\nname = '127.0.0.1'\ncapsule = 'capsule'\n"),
    ]);
    let file = folder.path().join("propus.toml");
    let file = file.to_str().unwrap();
    let listen = ["--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0"];
    let mut command = Command::new(PROPUS);
    command.args(["serve", "--config", file]).args(listen);
    let certs = folder.path().join("certs");
    command.arg("--certs").arg(&certs);
    let mut server = Server::run(command, "127.0.0.1");
    let (gemini, gopher) = (server.gemini.to_string(), server.gopher.to_string());
    let key = certs.join("127.0.0.1.key.pem");
    fs::create_dir(folder.path().join("copy")).unwrap();
    fs::copy(&key, folder.path().join("copy/127.0.0.1.key.pem")).unwrap();
    let copy = folder.path().join("copy");
    let ports = ["--gemini", &gemini, "--gopher", &gopher];
    let inside = ["doctor", "--config", file, "--key-copy", copy.to_str().unwrap()];
    let mut terminal = Terminal::of(80, &[&inside[..], &ports].concat(), &[("NO_COLOR", "1")]);
    assert_eq!(terminal.end(), Some(0), "{}", terminal.text());
    let text = terminal.shows(&["all is well"]);
    for line in [
        "✓ gemini IPv4   127.0.0.1, port",
        "· gemini IPv6   the name has no IPv6 address",
        "✓ gopher home   a menu of",
        "✓ certificate ",
        "✓ shown key     the one in",
        "✓ redirects     the home page needs none",
        "✓ favicon       🌿",
        "✓ robots ",
        "✓ gemini links ",
        "✓ gopher links ",
        "✓ pages         2 pages in",
        "✓ clock ",
        "✓ key copy ",
        "✓ memory ",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80 || line.contains('/')), "{text}");
    fs::write(folder.path().join("copy/127.0.0.1.key.pem"), "another").unwrap();
    signal_and_wait(&mut server);
    let mut terminal = Terminal::of(80, &[&inside[..], &ports].concat(), &[("LC_ALL", "C")]);
    assert_eq!(terminal.end(), Some(1));
    let text =
        terminal.shows(&["NO\x1b[0m gemini IPv4", "refused", "NO\x1b[0m key copy", "not well"]);
    assert!(text.contains("Does the server run and listen there?"), "{text}");
    assert!(!text.contains("Open the firewall"), "there is none in between: {text}");
}

fn signal_and_wait(server: &mut Server) {
    server.signal("TERM");
    assert!(server.end().is_some());
}

/// What is typed at a shell, and what has to stand on the screen then.
const TYPED: &[(&str, &str)] = &[
    ("propus chek", "no command chek; did you mean check?"),
    ("propus", "there is no folder capsule here; this folder is a Jekyll site: propus ."),
    ("propus . --config host.toml", "write [[host]], two brackets: there may be several"),
    ("propus . --config width.toml", "write it without quotes: width = 70"),
    ("propus config --config metrics.toml", "metrics = \"127.0.0.1:9165\""),
    ("propus . --config langauge.toml", "there is no such option; did you mean language?"),
    ("propus . --certs a.txt", "--certs a.txt: that is a file; name a folder"),
    ("propus check .", "colon.md:2: "),
    ("propus check .", "put the title in quotes"),
    ("propus config --host räksmörgås.se", "name = \"xn--rksmrgs-5wao1o.se\""),
    ("propus . --host 0.0.0.0", "a host is called by the name that readers use"),
    ("propus . --host ::", "where to listen is --gemini and --gopher"),
    ("propus cert import example.org rsa.pem", "rsa.pem"),
    ("propus init \"my capsule\" < /dev/null", "propus --config 'my capsule/propus.toml'"),
    ("propus help nonsense", "no help on nonsense; all topics: propus help"),
    ("propus -h", "  check [DIR] "),
];

#[test]
fn what_is_typed_at_a_terminal_is_answered_there() {
    let folder = folder_of(&[
        ("_config.yml", "title: Blog\n"),
        ("index.md", "# Hello\n"),
        ("colon.md", "---\ntitle: One: two\n---\n"),
        ("a.txt", "text\n"),
        ("host.toml", "[host]\nname = \"a\"\n"),
        ("width.toml", "[content]\nwidth = \"70\"\n"),
        ("metrics.toml", "metrics = 9165\n"),
        ("langauge.toml", "langauge = \"de\"\n"),
        ("rsa.pem", "no certificate\n"),
    ]);
    let mut shell = Command::new("sh");
    let folder_of_program = Path::new(PROPUS).parent().unwrap();
    let path = format!("{}:{}", folder_of_program.display(), std::env::var("PATH").unwrap());
    shell.current_dir(folder.path()).env("PATH", path).env("PS1", "ready> ");
    shell.env("HOME", folder.path()).env_remove("XDG_DATA_HOME").env_remove("ENV");
    let mut terminal = Terminal::run(80, shell);
    let prompts = |terminal: &Terminal| terminal.text().matches("ready> ").count();
    for (number, (typed, expected)) in TYPED.iter().enumerate() {
        let is_ready = || (prompts(&terminal) > number).then(|| terminal.text().len());
        let before = wait_for(is_ready).unwrap_or_else(|| panic!("{}", terminal.text()));
        terminal.types(typed);
        let is_done = || (prompts(&terminal) > number + 1).then_some(());
        assert!(wait_for(is_done).is_some(), "{typed} does not end:\n{}", terminal.text());
        let text = terminal.text();
        let answer = &text[before..];
        assert!(answer.contains(expected), "{typed}: {answer}");
        if *typed == "propus -h" {
            assert!(answer.lines().count() <= 26, "it fits a screen: {answer}");
            assert!(answer.lines().all(|line| line.chars().count() <= 80), "{answer}");
        }
    }
}

#[test]
fn a_server_ends_with_the_window_that_it_runs_in() {
    let folder = folder_of(&[("index.md", "# Hello\n")]);
    let pty = openpty(None, None).unwrap();
    let (mut window, slave) = (File::from(pty.master), File::from(pty.slave));
    // Nobody else has the window.
    rustix::io::fcntl_setfd(&window, rustix::io::FdFlags::CLOEXEC).unwrap();
    let mut command = Command::new(PROPUS);
    command.arg(folder.path()).args(["--no-gemini", "--gopher", "127.0.0.1:0"]);
    command.stdin(Stdio::null()).stdout(slave.try_clone().unwrap()).stderr(slave);
    let mut child = command.env_remove("JOURNAL_STREAM").spawn().unwrap();
    drop(command);
    let shown = |window: &mut File, words: &str| {
        let mut text = String::new();
        let mut byte = [0];
        while !text.contains(words) {
            window.read_exact(&mut byte).unwrap();
            text.push(char::from(byte[0]));
        }
    };
    shown(&mut window, "gopher://localhost:");
    // As long as the window is there it is asked to read everything again.
    signal(&child, "HUP");
    shown(&mut window, "were read again");
    drop(window);
    signal(&child, "HUP");
    let ended = wait_for(|| child.try_wait().unwrap());
    assert_eq!(ended.and_then(|it| it.code()), Some(0));
}
