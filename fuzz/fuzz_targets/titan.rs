//! Titan's line and the bytes behind it, on a site of each generator: every answer is a valid
//! header, nothing is written outside of what may be written to, and no old text is lost.
#![no_main]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use propus::capsule::{self, Capsule};
use propus::content::Folder;
use propus::exchange::{Act, Identity, Writing, Written};
use propus::fingerprint::Fingerprint;
use propus::generator::{GeneratorName, Options};
use propus::history::Bounds;
use propus::host::Hosts;
use propus::path::CapsulePath;
use propus::protocol::{Reply, titan};
use propus::state::HostState;
use propus::upload::{Kinds, Outcome, Quota, UploadZone, UploadZones, Uploads, Writer};
use propus_fuzz::cost::check_time;
use propus_fuzz::input::{HOST, origin};

/// Each generator's site: files that nobody may touch, those of the zone, and where the zone's
/// files lie.
const SITES: [(GeneratorName, &[(&str, &str)], &[&str]); 3] = [
    (
        GeneratorName::Plain,
        &[("index.md", "# Home\n"), (".secret", "s"), ("notes/pi.md", "# Pi\nabout\n3\n")],
        &["notes/", "notes.", "posts/", "posts."],
    ),
    (
        GeneratorName::Jekyll,
        &[
            ("_config.yml", "title: x\n"),
            ("index.md", "---\n---\n"),
            ("_posts/2026-01-02-a.md", "---\ntitle: A\n---\nabout\n"),
            ("notes/pi.md", "---\npermalink: /notes/p/\n---\n# Pi\n"),
        ],
        &["notes/", "notes.", "_notes/", "posts/", "posts.", "_posts/", "_drafts/"],
    ),
    (
        GeneratorName::Hugo,
        &[
            ("hugo.toml", "title = \"x\"\n"),
            ("content/_index.md", "# Home\n"),
            ("content/notes/pi.md", "+++\ntitle = \"Pi\"\n+++\nabout\n"),
        ],
        &[
            "content/notes/",
            "content/notes.",
            "content/posts/",
            "content/posts.",
            "static/notes",
            "static/posts",
        ],
    ),
];
/// The most bytes of a file.
const LARGEST: u64 = 64 << 10;

fuzz_target!(|data: &[u8]| {
    let (choices, data) = data.split_last().unwrap_or((&0, &[]));
    let (line, body) = match data.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&data[..end], &data[end + 1..]),
        None => (data, &[][..]),
    };
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let hosts = Hosts::one(Arc::new(origin()), [HOST]);
    match titan::parse(line, Some(HOST), &hosts) {
        Err(rejected) => check_reply(&titan::reject(&rejected)),
        Ok((_, writing)) => {
            let (generator, files, zone) = SITES[usize::from(*choices) % SITES.len()];
            let site = Tried::new(generator, files);
            let opens_first = choices & 64 != 0;
            check_time(|| site.check(&writing, body, opens_first));
            site.check_files(files, zone);
        }
    }
});

/// A site and the right to write to parts of it.
struct Tried {
    folder: tempfile::TempDir,
    capsule: Arc<Capsule>,
    uploads: Uploads,
    who: Identity,
}

impl Tried {
    fn new(generator: GeneratorName, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").expect("a folder");
        for (name, text) in files {
            let file = folder.path().join("site").join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        let opened = Arc::new(Folder::open(&folder.path().join("site")).expect("a folder"));
        let options = Options { generator: Some(generator), listings: true, ..Options::default() };
        let (capsule, _) = capsule::load(&opened, &options, None).expect("a site");
        let state = HostState::of(&folder.path().join("state"), HOST);
        state.make().expect("a state");
        let fingerprint = Fingerprint::of(b"anna");
        let zone = |path: &str| UploadZone {
            path: CapsulePath::literal(path).expect("a path"),
            writers: vec![Writer { name: "anna".to_owned(), fingerprint }],
            delete: true,
            largest: LARGEST,
            quota: Quota { bytes: u64::MAX, files: u32::MAX },
            kinds: Kinds::Any,
        };
        let zones = UploadZones::new(["/notes/", "/posts/"].map(zone).to_vec());
        let bounds = Bounds { days: 30, bytes: 1 << 20 };
        let uploads = Uploads::new(zones, state, bounds, origin());
        let who = Identity {
            name: None,
            certificate: fingerprint,
            public_key: Fingerprint::of(b"key"),
            not_before: Timestamp::MIN,
            not_after: Timestamp::MAX,
        };
        Self { folder, capsule, uploads, who }
    }

    fn check(&self, writing: &Writing, body: &[u8], opens_first: bool) {
        let (uploads, capsule) = (&self.uploads, &self.capsule);
        let edit = || uploads.edit(capsule, &writing.path, Some(&self.who)).expect("a source");
        let declared = match &writing.act {
            Act::Edit => return check_reply(&titan::reply(edit(), &origin())),
            Act::Upload(declared) => declared,
        };
        if opens_first {
            check_reply(&titan::reply(edit(), &origin()));
        }
        let size = usize::try_from(declared.size).unwrap_or(usize::MAX);
        let written: Written =
            match uploads.permit(capsule, &writing.path, declared, Some(&self.who)) {
                Err(written) => written,
                // Whoever sends less has ended early, and nothing comes of it.
                Ok(_) if size > body.len() => return,
                Ok(permitted) => match uploads.write(capsule, &permitted, body[..size].to_vec()) {
                    Ok(Outcome::Refused(written)) => written,
                    Ok(Outcome::Done(pending)) => uploads.answer(capsule, &pending),
                    // A name that is too long for the disk, or a folder that is a file.
                    Err(_) => return,
                },
            };
        check_reply(&titan::reply(written, &origin()));
    }

    /// What nobody may write to is as it was, and what was replaced is in the history.
    fn check_files(&self, files: &[(&str, &str)], zone: &[&str]) {
        let site = self.folder.path().join("site");
        let mut there = BTreeMap::new();
        read(&site, "", &mut there);
        let is_inside = |name: &str| zone.iter().any(|folder| name.starts_with(folder));
        for (name, text) in &there {
            assert!(text.len() as u64 <= LARGEST, "{name} has {} bytes", text.len());
            let known = files.iter().any(|(file, old)| file == name && old.as_bytes() == text);
            assert!(known || is_inside(name), "{name} was written");
            assert!(known || !name.split('/').any(|it| it.starts_with('.')), "{name} is hidden");
        }
        let history = self.uploads.history();
        let kept: Vec<Vec<u8>> = history
            .entries()
            .expect("a history")
            .iter()
            .map(|entry| history.read(entry.number).expect("an entry").1)
            .collect();
        for (name, old) in files {
            let is_there = there.get(*name).is_some_and(|text| text == old.as_bytes());
            assert!(is_there || kept.iter().any(|it| it == old.as_bytes()), "{name} is lost");
        }
    }
}

/// All files below a folder, by their names.
fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_str().expect("UTF-8");
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(path).expect("a file"));
        }
    }
}

fn check_reply(reply: &Reply) {
    let head = std::str::from_utf8(&reply.head).expect("headers are UTF-8");
    let head = head.strip_suffix("\r\n").expect("a header ends");
    let (status, meta) = head.split_once(' ').expect("a status and META");
    assert!(status.len() == 2 && status.bytes().all(|it| it.is_ascii_digit()), "{head}");
    assert!(!meta.is_empty() && meta.len() <= 1024 && !meta.contains(char::is_control), "{head}");
}
