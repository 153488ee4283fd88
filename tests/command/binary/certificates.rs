//! Certificates, as an operator sees and changes them with the built program.

use super::*;

#[test]
fn a_bad_certificate_is_named_and_left_alone() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let certs = folder_of(&[("localhost.cert.pem", "no certificate\n")]);
    let certificate = certs.path().join("localhost.cert.pem");
    let (folder, name) = (folder.path().to_str().unwrap(), certificate.to_str().unwrap());
    let options = [
        "--allow-root",
        "--gemini",
        "127.0.0.1:0",
        "--no-gopher",
        "--certs",
        certs.path().to_str().unwrap(),
    ];
    check(&[&["serve", folder], &options[..]].concat(), 1, &[name, "key"]);
    let key = certs.path().join("localhost.key.pem");
    fs::write(&key, "no key\n").unwrap();
    Command::new("chmod").arg("600").arg(&key).status().unwrap();
    check(&[&["serve", folder], &options[..]].concat(), 1, &[name]);
    assert_eq!(fs::read_to_string(certificate).unwrap(), "no certificate\n");
}

#[test]
fn cert_show_prints_what_the_start_printed() {
    let server = Server::start(shipped());
    let certs = server.certs.path().to_str().unwrap();
    let output = propus(&["cert", "show", "--certs", certs]);
    assert!(output.status.success());
    assert!(
        out(&output).contains("localhost") && out(&output).contains("valid "),
        "{}",
        out(&output)
    );
    let fingerprints: Vec<&str> = out(&output)
        .lines()
        .filter_map(|line| line.split_once("SHA-256 "))
        .map(|(_, shown)| shown)
        .collect();
    assert_eq!(fingerprints.len(), 2);
    for fingerprint in fingerprints {
        assert!(server.said().contains(fingerprint), "{}", server.said());
    }
    assert_eq!(propus(&["cert", "show", "localhost", "--certs", certs]).stdout, output.stdout);
    check(&["cert", "show", "example.org", "--certs", certs], 1, &["example.org.cert.pem"]);
    let none = tempfile::tempdir().unwrap();
    let none = none.path().to_str().unwrap();
    check(&["cert", "show", "--certs", none], 1, &[none]);
}

#[test]
fn a_key_is_replaced_only_by_who_says_yes() {
    let folder = tempfile::tempdir().unwrap();
    let certs = folder.path().to_str().unwrap();
    let key = || fs::read(folder.path().join("example.org.key.pem")).unwrap();
    check(&["cert", "new", "example.org", "--certs", certs], 0, &["public key   SHA-256 "]);
    let first = key();
    check(&["cert", "renew", "example.org", "--certs", certs], 0, &["public key   SHA-256 "]);
    assert_eq!(key(), first);
    // Standard input is at its end, as in a script.
    check(
        &["cert", "new", "example.org", "--certs", certs],
        1,
        &["every reader's client warns", "--yes"],
    );
    assert_eq!(key(), first);
    check(&["cert", "new", "example.org", "--yes", "--certs", certs], 0, &["SHA256:"]);
    let second = key();
    assert_ne!(second, first);

    let other = tempfile::tempdir().unwrap();
    let others = other.path().to_str().unwrap();
    check(&["cert", "new", "example.org", "--certs", others], 0, &[]);
    check(
        &["cert", "import", "example.org", others, "--certs", certs],
        1,
        &["every reader's client warns"],
    );
    assert_eq!(key(), second);
    check(
        &["cert", "import", "example.com", others, "--yes", "--certs", certs],
        1,
        &["no certificate with its key"],
    );
    check(
        &["cert", "import", "example.org", others, "--yes", "--certs", certs],
        0,
        &["taken over"],
    );
    assert_eq!(key(), fs::read(other.path().join("example.org.key.pem")).unwrap());
    // The same key again: nothing to ask.
    check(&["cert", "import", "example.org", others, "--certs", certs], 0, &["taken over"]);
}

#[test]
#[ignore = "needs openssl"]
fn a_certificate_near_its_end_is_told_of_at_start_and_served() {
    let (folder, certs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let openssl = |arguments: &str| {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "openssl {arguments}: {}",
            str::from_utf8(&done.stderr).unwrap()
        );
    };
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    openssl("req -new -key key.pem -subj /CN=localhost -out request.pem");
    let certs = certs.path().to_str().unwrap();
    for (days, said) in [("-1", "ended on "), ("20", "ends on ")] {
        openssl(&format!("x509 -req -in request.pem -signkey key.pem -days {days} -out cert.pem"));
        let from = folder.path().to_str().unwrap();
        check(
            &["cert", "import", "localhost", from, "--certs", certs],
            0,
            &[said, "propus cert renew localhost"],
        );
        let server = Server::with(shipped(), &["--certs", certs]);
        let told = || server.said().contains(said).then_some(());
        assert!(wait_for(told).is_some(), "{}", server.said());
        assert!(!shown_certificate(&server).is_empty());
    }
}

/// The fingerprint of the certificate that a server shows.
fn shown_certificate(server: &Server) -> String {
    let connect =
        format!("openssl s_client -connect 127.0.0.1:{} </dev/null 2>/dev/null", server.gemini);
    let shown = Command::new("sh")
        .args(["-c", &format!("{connect} | openssl x509 -noout -fingerprint -sha256")])
        .output()
        .unwrap();
    let shown = str::from_utf8(&shown.stdout).unwrap();
    shown.trim().split_once('=').unwrap_or_else(|| panic!("no fingerprint: {shown}")).1.to_owned()
}

#[test]
#[ignore = "needs openssl"]
fn a_certificate_that_changed_is_shown_without_a_restart() {
    let server = Server::start(shipped());
    let certs = server.certs.path().to_str().unwrap();
    let first = shown_certificate(&server);
    assert!(server.said().contains(&first), "{}", server.said());
    for (signal, changed) in [(true, "renew"), (false, "renew"), (true, "damage")] {
        let before = shown_certificate(&server);
        if changed == "damage" {
            fs::write(server.certs.path().join("localhost.cert.pem"), "garbage").unwrap();
        } else {
            check(&["cert", "renew", "localhost", "--certs", certs], 0, &[]);
        }
        if signal {
            server.signal("HUP");
        }
        if changed == "damage" {
            let told = || server.said().contains("holds no certificate").then_some(());
            assert!(wait_for(told).is_some(), "{}", server.said());
            assert_eq!(shown_certificate(&server), before);
        } else {
            let seen = || (shown_certificate(&server) != before).then_some(());
            assert!(wait_for(seen).is_some(), "by signal: {signal}; {}", server.said());
        }
    }
}
