use super::zones::{add, listed, parse, remove};
use super::*;
use crate::fingerprint::NoFingerprint;
use crate::settings::value::MetricsAddress;

const FILE: &str = "\
# My capsule.
[[host]]
name = \"example.org\" # the public one

[[host.zone]]
path = \"/members/\"
# Anna's laptop.
[[host.zone.identity]]
name = \"anna\"
fingerprint = \"SHA256:a3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"

[[host.zone]]
path = \"/everyone/\"
any = true
";
const KEY: &str = "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";

fn meaning(zone: Option<&str>) -> ZoneArgs {
    ZoneArgs { config: Some("propus.toml".into()), host: None, zone: zone.map(str::to_owned) }
}

/// Zones that are meant, to read.
fn to_read(zone: &ZoneArgs) -> Wanted<'_> {
    Wanted { zone, right: Right::Read, asked: None }
}

fn with_key<'a>(name: &'a str, fingerprint: &str) -> Admitted<'a> {
    Admitted { name, fingerprint: fingerprint.parse().unwrap() }
}

/// The file after a change.
fn changed(
    change: impl FnOnce(&mut DocumentMut) -> Result<String, EditError>,
) -> Result<String, EditError> {
    let mut document = parse(FILE).unwrap();
    change(&mut document).map(|_| document.to_string())
}

#[test]
fn an_identity_is_added_and_removed_without_touching_the_rest() {
    let members = meaning(Some("/members/"));
    let with_bert = changed(|it| add(it, &to_read(&members), &with_key("bert", KEY))).unwrap();
    let bert = "[[host.zone.identity]]\nname = \"bert\"\nfingerprint = \"SHA256:e3b0";
    assert!(with_bert.contains(bert), "{with_bert}");
    assert!(with_bert.contains("# Anna's laptop.\n") && with_bert.contains("# the public one\n"));
    let mut document = parse(&with_bert).unwrap();
    remove(&mut document, &to_read(&members), "bert", false).unwrap();
    assert_eq!(document.to_string(), FILE);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let check =
        |result: Result<String, EditError>, expected: EditError| assert_eq!(result, Err(expected));
    let added = |zone: &ZoneArgs, name: &str, fingerprint: &str| {
        changed(|it| add(it, &to_read(zone), &with_key(name, fingerprint)))
    };
    let members = meaning(Some("/members"));
    let removed = |name: &str| changed(|it| remove(it, &to_read(&members), name, false));
    check(removed("anna"), EditError::Last("anna".to_owned()));
    // Where the store may name others.
    changed(|it| remove(it, &to_read(&members), "anna", true)).unwrap();
    check(removed("bert"), EditError::Unknown("bert".to_owned()));
    check(added(&members, "anna", KEY), EditError::Known("anna".to_owned()));
    let own = "a3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    check(added(&members, "bert", own), EditError::Known("anna".to_owned()));
    let open = EditError::Open("/everyone/".to_owned());
    check(added(&meaning(Some("/everyone/")), "bert", KEY), open);
    let both = EditError::WhichZone("example.org /members/, example.org /everyone/".to_owned());
    check(added(&meaning(None), "bert", KEY), both);
    let none = |zone: &str, right, table| EditError::NoZone { zone: zone.to_owned(), right, table };
    check(added(&meaning(Some("/x")), "bert", KEY), none(" /x", "read", "zone"));
    let to_write = Wanted { zone: &members, right: Right::Write, asked: None };
    check(
        changed(|it| add(it, &to_write, &with_key("bert", KEY))),
        none(" /members", "write", "upload"),
    );
}

/// A file with zones in zones, to read and to write, of two hosts.
const ZONES: &str = "\
[[host]]
name = \"example.org\"
[[host.zone]]
path = \"/\"
[[host.zone]]
path = \"/club/\"
[[host.upload]]
path = \"/\"
[[host.upload]]
path = \"/club/board\"
[[host]]
name = \"räksmörgås.se\"
[[host.zone]]
path = \"/club/\"
";

#[test]
fn who_knocked_is_admitted_to_the_innermost_zone() {
    let all = meaning(None);
    let check = |host: &str, path: &str, right: Right, expected: Option<&str>| {
        let path = CapsulePath::literal(path).unwrap();
        let wanted = Wanted { zone: &all, right, asked: Some((host, &path)) };
        let admitted = add(&mut parse(ZONES).unwrap(), &wanted, &with_key("bert", KEY));
        assert_eq!(admitted.ok().as_deref(), expected, "{host} {path}");
    };
    check("example.org", "/club/a", Right::Read, Some("example.org /club/"));
    check("example.org", "/clubs", Right::Read, Some("example.org /"));
    check("example.org", "/club/board/a", Right::Write, Some("example.org /club/board"));
    check("example.org", "/club/a", Right::Write, Some("example.org /"));
    check("xn--rksmrgs-5wao1o.se", "/club/a", Right::Read, Some("räksmörgås.se /club/"));
    check("xn--rksmrgs-5wao1o.se", "/a", Right::Read, None);
    check("example.com", "/club/a", Right::Read, None);
}

#[test]
fn a_list_shows_who_is_admitted_where() {
    let lines = listed(&parse(FILE).unwrap(), &meaning(None));
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("example.org  /members/  anna  SHA256:a3b0"));
    assert_eq!(lines[1], "example.org  /everyone/  (everyone who has a certificate)");
}

/// The command that admits bert to a zone of a file.
fn add_bert(config: &Path) -> Id {
    let zone = ZoneArgs { config: Some(config.to_owned()), ..meaning(Some("/members/")) };
    Id::Add(IdAdd {
        zone,
        rights: Rights::default(),
        metrics: None,
        name: "bert".to_owned(),
        who: KEY.to_owned(),
    })
}

#[test]
fn the_file_keeps_its_owner_and_mode() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("propus.toml");
    fs::write(&config, FILE).unwrap();
    fs::set_permissions(&config, fs::Permissions::from_mode(0o640)).unwrap();
    // Only root can give files away.
    let _ = chown(&config, Some(12345), Some(12345));
    let before = fs::metadata(&config).unwrap();
    let add = add_bert(&config);
    id(&add, &mut Vec::new()).unwrap();
    assert!(fs::read_to_string(&config).unwrap().contains("bert"));
    assert_eq!(fs::metadata(&config).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    let after = fs::metadata(&config).unwrap();
    assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    assert!(matches!(id(&add, &mut Vec::new()), Err(CommandError::Edit { .. })));
}

#[test]
fn a_link_is_not_followed_and_what_is_no_file_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let (config, link) = (dir.path().join("propus.toml"), dir.path().join("link.toml"));
    fs::write(&config, FILE).unwrap();
    std::os::unix::fs::symlink(&config, &link).unwrap();
    let refused = id(&add_bert(&link), &mut Vec::new()).unwrap_err();
    let target = config.canonicalize().unwrap();
    assert!(matches!(&refused, CommandError::Link { target: it, .. } if *it == target));
    assert_eq!(fs::read_to_string(&config).unwrap(), FILE);
    // Nor is what somebody has put beside it.
    let beside = dir.path().join("propus.toml.new");
    fs::rename(&link, &beside).unwrap();
    id(&add_bert(&config), &mut Vec::new()).unwrap();
    assert!(beside.is_symlink() && fs::read_to_string(&config).unwrap().contains("bert"));
    assert!(id(&add_bert(dir.path()), &mut Vec::new()).is_err());
}

#[test]
fn of_two_who_edit_at_once_none_loses() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("propus.toml");
    fs::write(&config, FILE).unwrap();
    let add = |number: usize| {
        let zone = ZoneArgs { config: Some(config.clone()), ..meaning(Some("/members/")) };
        let (name, who) = (format!("reader {number}"), format!("{:064x}", number + 0xa0));
        Id::Add(IdAdd { zone, rights: Rights::default(), metrics: None, name, who })
    };
    let commands: Vec<Id> = (0..8).map(add).collect();
    std::thread::scope(|scope| {
        for command in &commands {
            scope.spawn(|| id(command, &mut Vec::new()).unwrap());
        }
    });
    let text = fs::read_to_string(&config).unwrap();
    assert_eq!(text.matches("reader ").count(), commands.len(), "{text}");
}

/// Output of a command, or its error.
fn done(command: &Id) -> Result<String, String> {
    let mut out = Vec::new();
    id(command, &mut out).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn what_was_done_is_printed() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("propus.toml");
    fs::write(&config, FILE).unwrap();
    let args = |zone: Option<&str>| ZoneArgs { config: Some(config.clone()), ..meaning(zone) };
    let list = |zone| done(&Id::List(IdList { zone: args(zone) }));
    let remove = |name: &str| {
        let rights = Rights::default();
        done(&Id::Remove(IdRemove { zone: args(Some("/members/")), rights, name: name.to_owned() }))
    };
    let seen = "to read example.org /members/; a running server sees it within a few seconds\n";
    let anna = "example.org  /members/  anna  \
                SHA256:a3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n";
    let bert = anna.replace("anna", "bert").replace("a3b0", "e3b0");
    let everyone = "example.org  /everyone/  (everyone who has a certificate)\n";
    assert_eq!(list(None), Ok(format!("{anna}{everyone}")));
    assert_eq!(done(&add_bert(&config)), Ok(format!("bert is admitted {seen}")));
    assert_eq!(list(None), Ok(format!("{anna}{bert}{everyone}")));
    assert_eq!(list(Some("members")), Ok(format!("{anna}{bert}")));
    assert_eq!(list(Some("/everyone/")), Ok(everyone.to_owned()));
    assert_eq!(list(Some("/none/")), Ok(String::new()));
    assert_eq!(remove("anna"), Ok(format!("anna is admitted no more {seen}")));
    assert_eq!(list(None), Ok(format!("{bert}{everyone}")));
    let shown = config.display();
    let Id::Add(added) = add_bert(&config) else { panic!() };
    let wrong = done(&Id::Add(IdAdd { who: "12:34".to_owned(), ..added }));
    let error = EditError::Fingerprint("12:34".to_owned(), NoFingerprint);
    assert_eq!(wrong, Err(format!("{shown}: {error}")));
    let last = "bert is the last one whom the zone admits; add another first, or remove the zone \
                from the file";
    assert_eq!(remove("bert"), Err(format!("{shown}: {last}")));
    assert_eq!(list(None), Ok(format!("{bert}{everyone}")));
}

#[test]
fn a_short_number_is_that_of_one_who_knocked() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("propus.toml");
    fs::write(&config, FILE).unwrap();
    let add = |who: &str| {
        let Id::Add(added) = add_bert(&config) else { panic!() };
        let metrics = Some(MetricsAddress::Off);
        done(&Id::Add(IdAdd { who: who.to_owned(), metrics, ..added }))
    };
    let nobody_to_ask = add("7").unwrap_err();
    assert!(!nobody_to_ask.contains("fingerprint"), "{nobody_to_ask}");
    assert!(add(&"0".repeat(SHORTEST)).is_ok(), "it is a fingerprint");
}

#[test]
fn a_zone_is_meant_by_its_host_and_its_path() {
    let of = |host: Option<&str>, zone: Option<&str>| ZoneArgs {
        host: host.map(str::to_owned),
        ..meaning(zone)
    };
    for (host, zone, expected) in [
        (None, None, true),
        (Some("EXAMPLE.org"), None, true),
        (Some("example.com"), None, false),
        (None, Some("members"), true),
        (None, Some("/members/"), true),
        (None, Some("/member"), false),
        (Some("example.org"), Some("/members"), true),
        (Some("example.org"), Some("/x"), false),
        (Some("example.com"), Some("/members"), false),
    ] {
        let meant = of(host, zone).includes("example.org", "/members/");
        assert_eq!(meant, expected, "{host:?} {zone:?}");
    }
    assert_eq!(of(Some("a"), Some("/b/")).to_string(), " a /b/");
    assert_eq!(of(None, None).to_string(), "");
}

#[test]
fn a_file_that_can_not_be_edited_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("propus.toml");
    let shown = config.display().to_string();
    let list = || {
        done(&Id::List(IdList { zone: ZoneArgs { config: Some(config.clone()), ..meaning(None) } }))
    };
    let missing = Err(format!("{shown}: No such file or directory (os error 2)"));
    assert_eq!((done(&add_bert(&config)), list()), (missing.clone(), missing));
    fs::write(&config, "[[host]\n").unwrap();
    for refused in [done(&add_bert(&config)), list()] {
        let error = refused.unwrap_err();
        assert!(error.starts_with(&format!("{shown}: TOML parse error at line 1")), "{error}");
    }
    let inline = "[[host]]\n[[host.zone]]\npath = \"/members/\"\nidentity = []\n";
    fs::write(&config, inline).unwrap();
    assert_eq!(done(&add_bert(&config)), Err(format!("{shown}: {}", EditError::Inline("zone"))));
    assert_eq!(fs::read_to_string(&config).unwrap(), inline);
    let folder = dir.path().display();
    let expected = format!("{folder}: it is no file, so it can't be edited");
    assert_eq!(done(&add_bert(dir.path())), Err(expected));
}

#[test]
fn a_zone_that_admits_nobody_yet_gets_its_first() {
    let zone = "[[host]]\nname = \"a\"\n[[host.zone]]\npath = \"/members/\"\nany = false\n";
    let mut document = parse(zone).unwrap();
    let members = meaning(Some("/members"));
    let unknown = EditError::Unknown("bert".to_owned());
    assert_eq!(remove(&mut document, &to_read(&members), "bert", false), Err(unknown));
    add(&mut document, &to_read(&members), &with_key("bert", KEY)).unwrap();
    let expected = format!(
        "{zone}\n[[host.zone.identity]]\nname = \"bert\"\nfingerprint = \
         \"SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n"
    );
    assert_eq!(document.to_string(), expected);
}
