//! Zones, letters and applications.

use super::{check_fault, read};
use crate::access::Admitted;
use crate::exchange::Socket;
use crate::letters::Rules;
use crate::path::CapsulePath;
use crate::upload::Kinds;

const ANNA: &str = "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn zones_say_whom_they_admit() {
    let file = format!(
        "[[host]]\n[[host.zone]]\npath = '/members/'\n[[host.zone.identity]]\nname = 'anna'\n\
         fingerprint = '{ANNA}'\n\
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
fn who_may_write_is_named_and_a_path_for_nobody_is_an_error() {
    let upload = |lines: &str| format!("[[host]]\n[[host.upload]]\n{lines}");
    let anna = format!("[[host.upload.identity]]\nname = 'anna'\nfingerprint = '{ANNA}'");
    let whole = read(&upload(&format!("path = '/notes/'\nkinds = 'pages'\n{anna}")));
    let zones: Vec<_> = whole.first.uploads.iter().collect();
    assert_eq!(zones.len(), 1);
    assert_eq!((zones[0].path.as_str(), zones[0].kinds), ("/notes/", Kinds::Pages));
    assert_eq!((zones[0].writers[0].name.as_str(), zones[0].delete), ("anna", false));
    check_fault(&upload("path = '/n/'"), "2:1", &["[[host.upload]]", "nobody may write"]);
    check_fault(&upload("path = '/n/'\nidentity = []"), "2:1", &["nobody may write"]);
    check_fault(&upload(&anna), "2:1", &["what may be written to"]);
    let nameless = format!("path = '/n/'\n[[host.upload.identity]]\nfingerprint = '{ANNA}'");
    check_fault(&upload(&nameless), "4:1", &["name = "]);
    check_fault(&upload("path = '/n/'\nlargest = 100000000"), "4:11", &["67108864"]);
    let short = read(&format!(
        "[[host]]\nuploads = ['/a=SHA256:{}']\n",
        ANNA.trim_start_matches("SHA256:")
    ));
    assert_eq!(short.first.uploads.iter().next().unwrap().writers[0].name, "e3b0c442");
}

#[test]
fn letters_are_taken_where_a_table_says_so() {
    let letters = |lines: &str| {
        let host = read(&format!("[[host]]\nname = 'a.example'\n{lines}")).first;
        assert_eq!(host.options.letters, host.letters.is_some());
        host.letters
    };
    assert_eq!(letters(""), None);
    let usual = Rules { anyone: false, an_hour: 5, a_day: 100, longest: 1000 };
    assert_eq!(letters("[host.letters]"), Some(usual));
    let all = "[host.letters]\nanyone = true\nan-hour = 1\na-day = 2\nlongest = 300";
    let own = Rules { anyone: true, an_hour: 1, a_day: 2, longest: 300 };
    assert_eq!(letters(all), Some(own));
    check_fault("[[host]]\n[host.letters]\nlongest = 2000", "3:11", &["from 1 to 1024"]);
    check_fault("[[host]]\n[host.letters]\na-day = 0", "3:9", &["from 1 to 10000"]);
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
