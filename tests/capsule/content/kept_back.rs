//! What is never served: hidden and private files, keys, names that no path can have.

use super::*;

#[test]
fn what_is_hidden_or_private_is_never_served() {
    let site = site(&[
        ("index.md", "# Home\n"),
        (".git/config", "secret"),
        (".env", "secret"),
        ("_private/a.md", "secret"),
        ("a.md~", "secret"),
        ("#a.md#", "secret"),
        (".well-known/security.txt", "Contact: x"),
        ("sub/.hidden/a.md", "secret"),
    ]);
    for path in ["/_private/a", "/a.md~", "/#a.md#"] {
        site.check(path, NOT_FOUND);
    }
    site.check("/.well-known/security.txt", "file text/plain");
    assert!(!site.gemini("/sub/").contains("hidden"));
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
}

#[test]
fn unkind_names_do_not_stop_the_scan() {
    let dir = tempfile::tempdir().unwrap();
    let long = "x".repeat(252) + ".md";
    let names = [
        "a b.md",
        "ünï cödé.md",
        "👩‍🚀.md",
        "100%.md",
        "what?.md",
        "q\"uo'te.md",
        "semi;colon#.md",
        "…",
        long.as_str(),
    ];
    for name in names {
        write(dir.path(), name, "# Page\n");
    }
    write(dir.path(), "new\nline.md", "# Page\n");
    write(dir.path(), "back\\slash.md", "# Page\n");
    fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"invalid\xff.md")), "# Page\n").unwrap();
    for (name, kind) in [("pipe.md", "p"), ("pipe", "p")] {
        let made = std::process::Command::new("mknod")
            .arg(dir.path().join(name))
            .arg(kind)
            .status()
            .unwrap();
        assert!(made.success());
    }
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket.txt")).unwrap();
    let site = read(dir, &Options::default());
    for name in names {
        let path = format!("/{}", name.trim_end_matches(".md"));
        let expected = if name == "…" { "file text/plain" } else { "# Page" };
        assert_eq!(site.first_line(&path), expected, "{name}");
        let encoded = CapsulePath::literal(&path).unwrap().encoded();
        assert!(
            site.gemini("/").contains(&format!("=> {encoded} ")),
            "{name} is not listed as {encoded}"
        );
    }
    for told in
        ["new\\nline.md", "back\\slash.md", "invalid\u{fffd}.md", "pipe.md", "pipe", "socket.txt"]
    {
        assert!(
            site.warnings.iter().any(|it| it.starts_with(&format!("{told}: "))),
            "{told}: {:?}",
            site.warnings
        );
    }
    assert!(!site.gemini("/").contains("slash"));
}

#[test]
fn keys_and_our_own_configuration_are_never_served() {
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIG2\n-----END PRIVATE KEY-----\n";
    let site = site(&[
        ("index.md", "# Home\n"),
        ("certs/a.example.key.pem", KEY),
        (
            "certs/a.example.cert.pem",
            "-----BEGIN CERTIFICATE-----\nMIG2\n-----END CERTIFICATE-----\n",
        ),
        ("server", &KEY.replace("PRIVATE", "EC PRIVATE")),
        ("propus.toml", "[[host]]\n"),
        ("keys.md", &format!("# Keys\n\n    {KEY}")),
    ]);
    for secret in ["/certs/a.example.key.pem", "/server", "/propus.toml"] {
        site.check(secret, NOT_FOUND);
    }
    assert_eq!(site.gemini("/certs/a.example.cert.pem"), "file application/x-x509-ca-cert");
    assert_eq!(site.first_line("/keys"), "# Keys");
    assert_eq!(
        site.warnings,
        ["server: it holds a private key; it is not served, and better kept elsewhere"]
    );
}

#[test]
fn comments_in_notes_are_for_their_author() {
    let mut site = site(&[
        (
            "index.md",
            "%%\n# Secret\n%%\n\n# Home %%secret%%\n\nText %%secret [[none]]%% on.\n\n`%%code%%`\n\n[a](gone.md)\n",
        ),
        ("2026-01-02-open.md", "Seen.\n\n%%\nsecret\n"),
        ("other.html", "---\ntitle: Other\n---\n<p>%%shown%%</p>\n"),
    ]);
    let home = site.gemini("/");
    assert!(home.starts_with("# Home\n\nText on.\n\n`%%code%%`\n"), "{home}");
    assert!(site.gemini("/other").contains("%%shown%%"));
    for path in ["/", "/2026-01-02-open", "/feed.xml", "/posts/"] {
        assert!(!site.gemini(path).to_lowercase().contains("secret"), "{path}");
    }
    // Pages are read side by side, so their warnings come in no order.
    site.warnings.sort();
    assert_eq!(
        site.warnings,
        [
            "2026-01-02-open.md:3: the comment that begins with %% is never closed; all below it is left out",
            "index.md:11: link to gone.md: nothing is served there",
        ]
    );
}
