use std::fs;

use tempfile::TempDir;

use super::*;
use crate::cli::CertsFolder;

const HOST: &str = "a.example";

fn certs(folder: &Path) -> CertsFolder {
    CertsFolder { folder: Some(folder.to_owned()), config: None }
}

/// A folder with a certificate for each host.
fn folder_of(hosts: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for host in hosts {
        certs::make_new(folder.path(), host, &[]).unwrap();
    }
    folder
}

/// Output of `show`.
fn show_in(folder: &Path, host: Option<&str>) -> Result<String, String> {
    let mut out = Vec::new();
    let arguments = CertShow { host: host.map(str::to_owned), certs: certs(folder) };
    show(&arguments, &mut out).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(out).unwrap())
}

/// Outcome of a command that may ask: what it printed or its error, and the question.
fn asked(
    answer: &str,
    command: impl FnOnce(&mut dyn BufRead, &mut dyn Write, &mut dyn Write) -> Result<(), CommandError>,
) -> (Result<String, String>, String) {
    let (mut out, mut remarks) = (Vec::new(), Vec::new());
    let done = command(&mut answer.as_bytes(), &mut out, &mut remarks);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.map(|()| text(out)).map_err(|error| error.to_string()), text(remarks))
}

fn make_new_in(folder: &Path, yes: bool, answer: &str) -> (Result<String, String>, String) {
    let arguments = CertNew { host: HOST.to_owned(), yes, certs: certs(folder) };
    asked(answer, |input, out, remarks| make_new(&arguments, input, out, remarks))
}

fn import_from(
    other: &Path,
    folder: &Path,
    yes: bool,
    answer: &str,
) -> (Result<String, String>, String) {
    let (host, sources) = (HOST.to_owned(), vec![other.to_owned()]);
    let arguments = CertImport { host, sources, yes, certs: certs(folder) };
    asked(answer, |input, out, remarks| import(&arguments, input, out, remarks))
}

fn key_in(folder: &Path) -> Vec<u8> {
    fs::read(Files::of_host(folder, HOST).key).unwrap()
}

const QUESTION: &str = "a.example has a key already. If it is replaced it is gone, and every \
                        reader's client warns of the new one.\nReplace it? Type yes: ";
const REFUSED: &str = "nothing was changed; answer with the word yes, or give --yes";

#[test]
fn certificates_are_shown_with_a_blank_line_between_them() {
    let folder = folder_of(&[HOST, "b.example"]);
    let shown = |host| show_in(folder.path(), host).unwrap();
    let (one, other) = (shown(Some(HOST)), shown(Some("b.example")));
    assert!(one.starts_with("host         a.example\nvalid"), "{one}");
    assert!(one.ends_with("a.example.cert.pem\n"), "{one}");
    assert_eq!(shown(None), format!("{one}\n{other}"));
}

#[test]
fn facts_stand_on_lines() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["www.a.example".to_owned()];
    let facts = certs::make_new(folder.path(), HOST, &names).unwrap().facts;
    let (certificate, key) = (facts.certificate, facts.public_key);
    let expected = format!(
        "host         a.example, www.a.example\n\
         valid        {from} to 4096-01-01\n\
         certificate  SHA-256 {certificate}\n             SHA256:{certificate:x}\n\
         public key   SHA-256 {key}\n             SHA256:{key:x}\n",
        from = facts.not_before.strftime("%Y-%m-%d"),
    );
    assert_eq!(described(&facts), expected);
    let strange = Facts { names: vec!["a\x1b[2Jb".to_owned()], ..facts };
    assert!(!described(&strange).contains('\x1b'));
    assert_eq!(day("2026-11-05T23:59:59Z".parse().unwrap()), "2026-11-05");
}

#[test]
fn where_no_certificate_is_its_place_is_named() {
    let folder = folder_of(&[]);
    let none = folder.path().join("none");
    for (place, host) in [
        (folder.path().to_owned(), None),
        (none.clone(), None),
        (folder.path().join("a.example.cert.pem"), Some(HOST)),
        (none.join("a.example.cert.pem"), Some(HOST)),
    ] {
        let folder = if host.is_some() { place.parent().unwrap() } else { &place };
        let error = CommandError::NoCertificates(place.clone()).to_string();
        assert_eq!(show_in(folder, host), Err(error));
    }
    // Where there is something, the system's reason counts.
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(show_in(&file, None).unwrap_err().ends_with("Not a directory (os error 20)"));
    fs::write(folder.path().join("a.example.cert.pem"), "x").unwrap();
    let error = show_in(folder.path(), Some(HOST)).unwrap_err();
    assert!(error.contains("a.example.cert.pem holds no certificate"), "{error}");
    assert!(show_in(folder.path(), Some("a b")).unwrap_err().contains("a b"));
}

#[test]
fn a_renewed_certificate_is_printed_with_what_was_done() {
    let folder = folder_of(&[HOST]);
    let key = key_in(folder.path());
    let renewed = |host: &str, alias: &[&str]| {
        let alias = alias.iter().map(|name| name.parse().unwrap()).collect();
        let arguments = CertRenew { host: host.to_owned(), alias, certs: certs(folder.path()) };
        asked("", |_, out, _| renew(&arguments, out)).0
    };
    let text = renewed(HOST, &["www.a.example"]).unwrap();
    let expected = format!(
        "a new certificate for the same key; a running server shows it within ten seconds\n\n{}",
        show_in(folder.path(), Some(HOST)).unwrap()
    );
    assert_eq!(text, expected);
    assert!(text.contains("\nhost         a.example, www.a.example\n"), "{text}");
    assert_eq!(key_in(folder.path()), key);
    assert!(renewed("b.example", &[]).unwrap_err().contains("b.example.cert.pem"));
    assert!(renewed("a b", &[]).unwrap_err().contains("a b"));
}

#[test]
fn a_key_that_is_there_is_replaced_only_by_who_says_yes() {
    let folder = folder_of(&[]);
    let done = |text: Result<String, String>| {
        let expected = format!(
            "a new key and certificate; a running server shows it within ten seconds\n\n{}",
            show_in(folder.path(), Some(HOST)).unwrap()
        );
        assert_eq!(text, Ok(expected));
    };
    let (text, question) = make_new_in(folder.path(), false, "");
    done(text);
    assert_eq!(question, "", "there is nothing to lose");
    let first = key_in(folder.path());
    for answer in ["", "\n", "y\n", "no\nyes\n"] {
        let outcome = make_new_in(folder.path(), false, answer);
        assert_eq!(outcome, (Err(REFUSED.to_owned()), QUESTION.to_owned()), "{answer:?}");
        assert_eq!(key_in(folder.path()), first);
    }
    let (text, question) = make_new_in(folder.path(), false, " YES\n");
    done(text);
    assert_eq!(question, QUESTION);
    let second = key_in(folder.path());
    let (text, question) = make_new_in(folder.path(), true, "");
    done(text);
    assert_eq!(question, "");
    let keys = [first, second, key_in(folder.path())];
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
}

#[test]
fn another_key_is_taken_over_only_by_who_says_yes() {
    let (other, folder) = (folder_of(&[HOST]), folder_of(&[HOST]));
    let own = key_in(folder.path());
    let from = |yes, answer| import_from(other.path(), folder.path(), yes, answer);
    assert_eq!(from(false, "no\n"), (Err(REFUSED.to_owned()), QUESTION.to_owned()));
    assert_eq!(key_in(folder.path()), own);
    let facts = |folder: &Path| {
        certs::read_facts(&Files::of_host(folder, HOST).certificate).unwrap().certificate
    };
    for (yes, answer, question) in [(false, "yes\n", QUESTION), (true, "", ""), (false, "", "")] {
        let (text, asked) = from(yes, answer);
        let expected = format!(
            "the certificate and its key were taken over; a running server shows it within ten \
             seconds\n\n{}",
            show_in(folder.path(), Some(HOST)).unwrap()
        );
        assert_eq!((text, asked.as_str()), (Ok(expected), question), "{yes} {answer:?}");
        assert_eq!(facts(folder.path()), facts(other.path()));
    }
    let empty = folder_of(&[]);
    let (text, question) = import_from(other.path(), empty.path(), false, "");
    assert!(text.is_ok() && question.is_empty(), "there is nothing to lose");
    assert_eq!(facts(empty.path()), facts(other.path()));
}

#[test]
fn what_is_a_concern_of_a_certificate_is_told_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut new = certs::make_new(folder.path(), HOST, &[]).unwrap();
    let printed = |new: &HostCertificate| asked("", |_, out, _| print("done", new, out)).0.unwrap();
    let facts = shown(&new.files.certificate, &new.facts);
    let head = "done; a running server shows it within ten seconds\n\n";
    assert_eq!(printed(&new), format!("{head}{facts}"));
    new.facts.not_after = jiff::Timestamp::UNIX_EPOCH;
    let concern = new.concern().unwrap();
    let facts = shown(&new.files.certificate, &new.facts);
    assert_eq!(printed(&new), format!("{head}{facts}\n{concern}\n"));
}
