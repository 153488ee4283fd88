//! Jobs: commands that write, what is there before them, and what may be there after them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use propus::net::certs;

use super::clients_support::server::{PROPUS, propus};

pub(super) const HOST: &str = "example.org";
/// Whoever is admitted has such a fingerprint.
const FINGERPRINT: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A command that writes.
pub(super) struct Job {
    pub(super) name: &'static str,
    /// Makes what it finds in a folder.
    pub(super) prepare: fn(&Path),
    /// Its arguments, but for those that name files in the folder.
    arguments: &'static [&'static str],
    /// Reads what it writes; fails when that is not whole. Nothing else may be in the folder.
    pub(super) state: fn(&Path) -> State,
    /// What it writes when nothing is in the way can be told beforehand.
    pub(super) is_foreseen: bool,
}

/// What a job leaves, by file.
pub(super) type State = BTreeMap<String, Vec<u8>>;

/// All commands that write, but for those that write as another one does.
pub(super) const JOBS: &[Job] = &[
    Job {
        name: "id add",
        prepare: prepare_configuration,
        arguments: &["id", "add", "--config", "@propus.toml", "bert", FINGERPRINT],
        state: configuration,
        is_foreseen: true,
    },
    Job {
        name: "id remove",
        prepare: prepare_configuration,
        arguments: &["id", "remove", "--config", "@propus.toml", "anna"],
        state: configuration,
        is_foreseen: true,
    },
    Job {
        name: "cert new",
        prepare: prepare_certificates,
        arguments: &["cert", "new", HOST, "--yes", "--certs", "@certs"],
        state: pair,
        is_foreseen: false,
    },
    Job {
        name: "cert import",
        prepare: prepare_certificates,
        arguments: &["cert", "import", HOST, "@other", "--yes", "--certs", "@certs"],
        state: pair,
        is_foreseen: true,
    },
    Job {
        name: "cert renew",
        prepare: prepare_certificates,
        arguments: &["cert", "renew", HOST, "--certs", "@certs"],
        state: pair,
        is_foreseen: false,
    },
    Job {
        name: "export",
        prepare: prepare_export,
        arguments: &["export", "@site", "--to", "@out", "--host", HOST],
        state: exported,
        is_foreseen: true,
    },
];

/// A capsule is made in many steps. What was interrupted is made whole by the next attempt.
pub(super) const INIT: Job = Job {
    name: "init",
    prepare: |_| {},
    arguments: &["init", "@new"],
    state: begun_again,
    is_foreseen: true,
};

impl Job {
    /// The command, for a folder.
    pub(super) fn arguments(&self, folder: &Path) -> Vec<String> {
        let argument = |it: &&str| match it.strip_prefix('@') {
            Some(name) => folder.join(name).to_str().unwrap().to_owned(),
            None => (*it).to_owned(),
        };
        self.arguments.iter().map(argument).collect()
    }

    pub(super) fn run(&self, folder: &Path) -> std::process::Output {
        let arguments = self.arguments(folder);
        propus(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Runs it below another program.
    pub(super) fn below(&self, program: &str, options: &[&str], folder: &Path) -> bool {
        let mut command = Command::new(program);
        command.args(options).arg(PROPUS).args(self.arguments(folder));
        command.env_remove("JOURNAL_STREAM").output().unwrap().status.success()
    }
}

/// A configuration that fills a page of memory to a few bytes.
pub(super) fn prepare_configuration(folder: &Path) {
    let mut text = format!(
        "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n[[host]]\nname = '{HOST}'\ncapsule = 'site'\n"
    );
    for (name, digit) in [("anna", 'a'), ("carl", 'c')] {
        let zone = if name == "anna" { "[[host.zone]]\npath = '/club/'\n" } else { "" };
        let fingerprint = digit.to_string().repeat(64);
        text += &format!(
            "{zone}[[host.zone.identity]]\nname = '{name}'\nfingerprint = '{fingerprint}'\n"
        );
    }
    text += "# ";
    text += &"x".repeat(4090 - text.len());
    text += "\n";
    fs::write(folder.join("propus.toml"), text).unwrap();
    write_site(folder, "# Home\n");
}

fn prepare_certificates(folder: &Path) {
    certs::load_or_make(&folder.join("certs"), HOST, &[]).unwrap();
    certs::load_or_make(&folder.join("other"), HOST, &[]).unwrap();
}

/// An export, and a site that has changed since.
fn prepare_export(folder: &Path) {
    write_site(folder, "# Old\n");
    fs::write(folder.join("site/gone.txt"), "gone").unwrap();
    let job = JOBS.iter().find(|job| job.name == "export").unwrap();
    assert!(job.run(folder).status.success());
    fs::remove_file(folder.join("site/gone.txt")).unwrap();
    write_site(folder, "# New\n");
}

fn write_site(folder: &Path, home: &str) {
    fs::create_dir_all(folder.join("site/club")).unwrap();
    fs::write(folder.join("site/index.md"), home).unwrap();
    fs::write(folder.join("site/club/index.md"), "# Club\n").unwrap();
}

/// The configuration, without what a command that was killed has left beside it.
fn configuration(folder: &Path) -> State {
    let mut state = everything(folder);
    state.remove(".propus.toml.new");
    state
}

/// All that is below a folder.
pub(super) fn everything(folder: &Path) -> State {
    let mut state = State::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                open.push(path);
                state.insert(name + "/", Vec::new());
            } else {
                state.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    state
}

/// The pair that a server starts with.
fn pair(folder: &Path) -> State {
    certs::load_or_make(&folder.join("certs"), HOST, &[]).unwrap();
    everything(folder)
}

/// The export; what lies beside it is swept by the next one.
fn exported(folder: &Path) -> State {
    let mut state = everything(folder);
    state.retain(|name, _| !name.starts_with(".out."));
    state
}

fn begun_again(folder: &Path) -> State {
    let _ = INIT.run(folder);
    everything(folder)
}
