use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::cli::{ContentSettings, Typed};
use crate::path::CapsulePath;
use crate::tests::folder_of;

/// The command for a folder or a configuration.
fn of(folder: Option<&Path>, config: Option<PathBuf>) -> Check {
    let (folder, site) = (folder.map(Path::to_owned), ContentSettings(Typed::default()));
    Check { folder, config, all: false, json: false, explain: None, site }
}

/// Whether it found no fault, its output and its remarks; or its error.
fn done(arguments: &Check) -> Result<(bool, String, String), String> {
    let (mut out, mut remarks) = (Vec::new(), Vec::new());
    let faultless = check(arguments, &mut out, &mut remarks).map_err(|error| error.to_string())?;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ok((faultless, text(out), text(remarks)))
}

#[test]
fn warnings_of_a_folder_are_shown_with_a_summary() {
    let broken = "# A\n\n[x](/none)\n";
    let folder = folder_of(&[
        ("index.md", "# Home\n"),
        ("a.md", broken),
        ("b.md", broken),
        ("c.md", broken),
        ("d.md", broken),
        ("p.bin", "x"),
    ]);
    let usual = of(Some(folder.path()), None);
    let summary = "4 warnings in 4 files; 5 pages and 1 file are served (plain site)\n".to_owned();
    let (faultless, out, remarks) = done(&usual).unwrap();
    assert_eq!((faultless, remarks), (false, summary.clone()));
    assert!(out.starts_with("a.md:3: ") && out.ends_with(" (4 times in 4 files)\n"), "{out}");
    assert_eq!(out.lines().count(), 1);
    let (faultless, all, remarks) =
        done(&Check { all: true, ..of(Some(folder.path()), None) }).unwrap();
    assert_eq!((faultless, all.lines().count(), remarks), (false, 4, summary.clone()));
    let (_, json, remarks) = done(&Check { json: true, ..of(Some(folder.path()), None) }).unwrap();
    assert_eq!((json.lines().count(), remarks), (4, summary));
    assert!(json.starts_with("{\"file\":\"a.md\",\"line\":3,\"column\":"), "{json}");
    for name in ["a.md", "b.md", "c.md", "d.md"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let summary = "no warnings; 1 page and 1 file are served (plain site)\n".to_owned();
    assert_eq!(done(&usual), Ok((true, String::new(), summary)));
    let error = done(&of(Some(&folder.path().join("none")), None)).unwrap_err();
    let expected = "none: the folder can't be served: No such file or directory (os error 2); ";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_path_is_explained_instead() {
    let folder = folder_of(&[("a.md", "# A\n\n[x](/none)\n")]);
    let explain = CapsulePath::literal("/a").ok();
    let (faultless, out, remarks) =
        done(&Check { explain, ..of(Some(folder.path()), None) }).unwrap();
    assert_eq!((faultless, remarks.as_str()), (true, ""));
    assert!(out.starts_with("/a\n  generator  plain\n"), "{out}");
}

/// A configuration of two hosts, and the folder in which it is.
fn two_hosts() -> (TempDir, PathBuf) {
    let folder = folder_of(&[
        ("one/index.md", "# One\n\n[x](/none)\n"),
        (
            "propus.toml",
            "certs = \"certs\"\n[[host]]\nname = \"a.example\"\ncapsule = \"one\"\naliases = \
             [\"b.example\"]\n[[host]]\nname = \"c.example\"\ncapsule = \"two\"\n",
        ),
    ]);
    let config = folder.path().join("propus.toml");
    (folder, config)
}

#[test]
fn of_each_host_of_a_configuration_the_faults_are_told() {
    let (folder, config) = two_hosts();
    let path = folder.path();
    let check = || done(&of(None, Some(config.clone()))).unwrap();
    let (faultless, out, remarks) = check();
    assert!(!faultless);
    let lines: Vec<&str> = out.lines().collect();
    let first = format!("{}:3: ", path.join("one/index.md").display());
    let second = format!(
        "{}:8: option capsule: {}: the folder can't be served: No such file or directory (os error \
         2)",
        config.display(),
        path.join("two").display()
    );
    assert!(lines.len() == 2 && lines[0].starts_with(&first), "{out}");
    assert_eq!(lines[1], second);
    assert!(
        remarks.ends_with("1 warning in 1 file; 1 page and 0 files are served (plain site)\n"),
        "{remarks}"
    );
    fs::create_dir(path.join("two")).unwrap();
    fs::write(path.join("two/index.md"), "# Two\n").unwrap();
    fs::write(path.join("one/index.md"), "# One\n").unwrap();
    let (faultless, out, remarks) = check();
    assert_eq!((faultless, out.as_str()), (true, ""), "a certificate that is not there is made");
    let last = format!(
        "{}: no warnings; 1 page and 0 files are served (plain site)\n",
        path.join("two").display()
    );
    assert!(remarks.ends_with(&last), "{remarks}");
    let explain = CapsulePath::literal("/").ok();
    let (_, out, _) = done(&Check { explain, ..of(None, Some(config.clone())) }).unwrap();
    let head = format!("{}\n/\n  generator", path.join("one").display());
    assert!(out.starts_with(&head), "{out}");
}

#[test]
fn a_certificate_that_does_not_fit_is_told() {
    let (folder, config) = two_hosts();
    let path = folder.path();
    fs::create_dir(path.join("two")).unwrap();
    fs::write(path.join("two/index.md"), "# Two\n").unwrap();
    fs::write(path.join("one/index.md"), "# One\n").unwrap();
    let certificates = path.join("certs");
    let told = || done(&of(None, Some(config.clone()))).unwrap().1;
    let made = certs::make_new(&certificates, "a.example", &[]).unwrap();
    let expected = format!(
        "{}: the certificate is not for the alias b.example, only for a.example\n",
        made.files.certificate.display()
    );
    assert_eq!(told(), expected);
    certs::renew(&certificates, "a.example", &["b.example".to_owned()]).unwrap();
    assert_eq!(told(), "");
    fs::remove_file(&made.files.key).unwrap();
    let missing = told();
    assert!(missing.contains(" is missing, though its certificate "), "{missing}");
    fs::remove_file(&made.files.certificate).unwrap();
    assert_eq!(told(), "");
}

#[test]
fn a_line_that_is_not_known_is_null_for_programs() {
    let warning =
        |line, column| Diagnostic { column, ..Diagnostic::at_line(line, "\"b\"").in_file("a.md") };
    assert_eq!(
        [json(&warning(3, 1)), json(&warning(0, 0))],
        [
            r#"{"file":"a.md","line":3,"column":1,"what":"\"b\""}"#,
            r#"{"file":"a.md","line":null,"column":null,"what":"\"b\""}"#
        ]
    );
}
