//! The server and the commands find each other, where nobody says where they are.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::clients_support::server::{PROPUS, Server, folder_of};

/// A user that owns nothing: root's places are those of the whole machine.
const NOBODY: u32 = 65534;

/// A user's home, with a program of its own.
struct Home {
    folder: TempDir,
    is_root: bool,
}

impl Home {
    fn of(files: &[(&str, &str)]) -> Self {
        let home = Self { folder: folder_of(files), is_root: rustix::process::geteuid().is_root() };
        for name in ["run", "here"] {
            fs::create_dir_all(home.at(name)).unwrap();
        }
        // By another process: what a test beside this one starts just then would have the copy open
        // to be written, and it could not be executed.
        assert!(Command::new("cp").arg(PROPUS).arg(home.at("propus")).status().unwrap().success());
        home.give(home.folder.path());
        home
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn give(&self, path: &Path) {
        if self.is_root {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        if path.is_dir() {
            fs::set_permissions(path, Permissions::from_mode(0o700)).unwrap();
            fs::read_dir(path).unwrap().for_each(|entry| self.give(&entry.unwrap().path()));
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.at("propus"));
        command.args(arguments).current_dir(self.at("here"));
        for (name, folder) in [("HOME", ""), ("XDG_RUNTIME_DIR", "run")] {
            command.env(name, self.at(folder));
        }
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env_remove(name);
        }
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command as it is typed; checks that it does its work and says this.
    fn check(&self, arguments: &[&str], said: &str) {
        let output = self.run(arguments);
        let all = [output.stdout, output.stderr].concat();
        let all = String::from_utf8(all).unwrap();
        assert!(output.status.success() && all.contains(said), "{arguments:?}: {all}");
    }
}

const CONFIG: &str = "\
certs = 'keys'
gemini = '127.0.0.1:0'
gopher = '127.0.0.1:0'

[[host]]
name = 'example.org'
capsule = '../../site'

[[host.zone]]
path = '/club/'
any = true
";

#[test]
fn commands_find_the_server_and_its_configuration_by_themselves() {
    let file = ".config/propus/propus.toml";
    let pages = [("site/index.md", "# Home\n"), ("site/club/index.md", "# Club\n")];
    let home = Home::of(&[&[(file, CONFIG)], &pages[..]].concat());
    let path = home.at(file).to_str().unwrap().to_owned();
    let mut server =
        Server::run_as_it_is(home.command(&["serve", "--config", &path]), "example.org");
    let socket = home.at("run/propus/status.sock");
    assert_eq!(fs::metadata(home.at("run/propus")).unwrap().permissions().mode() & 0o777, 0o700);
    server.ask_gopher("");
    home.check(&["status"], "Gopher        1 request in 24 h");
    home.check(&["status", "--config", &path], "Gopher        1 request in 24 h");
    home.check(&["reload"], &format!("process {}: it is in force, with 1 host", server.id()));
    server.says("the configuration and the certificates were read again");
    home.check(&["cert", "show"], ".config/propus/keys/example.org.cert.pem");
    home.check(&["cert", "renew", "example.org", "--config", &path], "keys/example.org.cert.pem");
    home.check(&["id", "list"], "example.org  /club/  (everyone who has a certificate)");
    home.check(&["check"], &format!("checking what {path} says"));
    // A server goes on while its file is wrong.
    fs::write(&path, "[host]\n").unwrap();
    home.check(&["status"], "Gopher        1 request in 24 h");
    assert!(!home.run(&["reload"]).status.success());
    server.signal("TERM");
    assert!(server.end().unwrap().success());
    assert!(!socket.exists(), "{}", server.said());
}

#[test]
fn commands_find_a_configuration_elsewhere_by_the_server_that_has_it() {
    let config = CONFIG.replace("../../site", "../site");
    let pages = [("site/index.md", "# Home\n"), ("site/club/index.md", "# Club\n")];
    let home = Home::of(&[&[("elsewhere/own.toml", &*config)], &pages[..]].concat());
    let missing = home.run(&["id", "list"]);
    assert!(!missing.status.success());
    let start = home.command(&["serve", "--config", "../elsewhere/own.toml"]);
    let mut server = Server::run_as_it_is(start, "example.org");
    home.check(&["id", "list"], "example.org  /club/  (everyone who has a certificate)");
    home.check(&["check"], "elsewhere/own.toml says");
    server.signal("TERM");
    assert!(server.end().unwrap().success());
}

#[test]
fn who_names_nothing_to_serve_is_told_of_the_configuration() {
    let home = Home::of(&[(".config/propus/propus.toml", CONFIG)]);
    let said = String::from_utf8(home.run(&[]).stderr).unwrap();
    let file = home.at(".config/propus/propus.toml");
    let advice = format!("there is a configuration: propus --config {}", file.display());
    assert!(said.contains(&advice), "{said}");
}

#[test]
fn a_configuration_is_found_where_it_was_of_old() {
    let home = Home::of(&[(".config/propus.toml", CONFIG), ("site/index.md", "# Home\n")]);
    let new = home.at(".config/propus/propus.toml").to_str().unwrap().to_owned();
    home.check(&["id", "list"], "/club/");
    home.check(&["config", "--config", &new], ".config/propus.toml:1");
}

#[test]
fn a_server_with_its_metrics_on_a_port_is_found_by_that() {
    let metrics = format!("metrics = '127.0.0.1:{}'\n", super::free_port());
    let home = Home::of(&[
        (".config/propus/propus.toml", &(metrics + CONFIG)),
        ("site/index.md", "# Home\n"),
        ("site/club/index.md", "# Club\n"),
    ]);
    let path = home.at(".config/propus/propus.toml").to_str().unwrap().to_owned();
    let nobody = home.run(&["reload"]);
    let said = String::from_utf8(nobody.stderr).unwrap();
    assert!(
        said.contains("no propus is seen there; ask as root, or as the server's user"),
        "{said}"
    );
    let server = Server::run_as_it_is(home.command(&["serve", "--config", &path]), "example.org");
    home.check(&["reload"], &format!("process {}: it is in force, with 1 host", server.id()));
}

#[test]
fn all_commands_mean_the_server_of_the_configuration_that_is_found() {
    let metrics = "metrics = 'unix:../../run/status.sock'\n".to_owned();
    let home = Home::of(&[
        (".config/propus/propus.toml", &(metrics + CONFIG)),
        ("site/index.md", "# Home\n"),
        ("site/club/index.md", "# Club\n"),
        ("here/capsule/index.md", "# Another\n"),
    ]);
    let path = home.at(".config/propus/propus.toml").to_str().unwrap().to_owned();
    let arguments = ["serve", "--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0"];
    let _other = Server::run_as_it_is(home.command(&arguments), "localhost");
    assert!(home.at("run/propus/status.sock").exists());
    let server = Server::run_as_it_is(home.command(&["serve", "--config", &path]), "example.org");
    server.ask_gopher("");
    home.check(&["status"], "Gopher        1 request in 24 h");
    home.check(&["reload"], &format!("process {}: it is in force, with 1 host", server.id()));
}

#[test]
fn who_may_not_use_the_status_socket_is_told_who_may() {
    let file = ".config/propus/propus.toml";
    let metrics = "metrics = 'unix:../../run/status.sock'\n".to_owned();
    let home = Home::of(&[
        (file, &(metrics + CONFIG)),
        ("site/index.md", "# Home\n"),
        ("site/club/index.md", "# Club\n"),
    ]);
    let socket = home.at("run/status.sock");
    let _listener = UnixListener::bind(&socket).unwrap();
    home.give(&socket);
    fs::set_permissions(&socket, Permissions::from_mode(0o000)).unwrap();
    let output = home.run(&["reload", "--config", home.at(file).to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("status.sock: Permission denied"), "{said}");
    assert!(said.contains("; ask as root, or as the server's user"), "{said}");
}

#[test]
fn who_wants_no_status_socket_has_none() {
    let home = Home::of(&[("here/capsule/index.md", "# Home\n")]);
    let arguments =
        ["serve", "--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0", "--metrics", "off"];
    let server = Server::run_as_it_is(home.command(&arguments), "localhost");
    assert!(!home.at("run/propus").exists(), "{}", server.said());
    assert!(!server.said().contains("status.sock"), "{}", server.said());
}

#[test]
fn check_is_told_what_is_here_too() {
    let check = |files: &[(&str, &str)], arguments: &[&str], said: &str| {
        let output = Home::of(files).run(&[&["check"], arguments].concat());
        let errors = str::from_utf8(&output.stderr).unwrap();
        assert_eq!((output.status.code(), errors.trim_end()), (Some(1), said));
    };
    let no_folder = "propus: there is no folder capsule here;";
    let site = format!("{no_folder} this folder is a Jekyll site: propus check .");
    check(&[("here/_config.yml", "title: a\n")], &[], &site);
    let pages = format!("{no_folder} this folder has pages: propus check .");
    check(&[("here/index.md", "# a\n")], &[], &pages);
    let empty = format!(
        "{no_folder} name one (propus check DIR), or write a first one: propus init capsule"
    );
    check(&[], &[], &empty);
    let missing = "propus: zu: the folder can't be served: No such file or directory (os error 2); \
                   name another one, or make one with `propus init DIR`";
    check(&[], &["zu"], missing);
}
