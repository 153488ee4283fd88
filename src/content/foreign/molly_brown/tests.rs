use super::*;

fn read(text: &str) -> (Molly, Vec<String>) {
    let mut diagnostics = Vec::new();
    let molly = Molly::read(text, &mut diagnostics);
    (
        molly,
        diagnostics
            .into_iter()
            .map(|diagnostic| format!("{}: {}", diagnostic.line, diagnostic.text))
            .collect(),
    )
}

#[test]
fn gemtext_has_a_language_and_files_have_types() {
    let (molly, diagnostics) = read(
        "defaultlang = 'de'\nGeminiExt = 'gem'\n[MimeOverrides]\n'feed\\.xml$' = 'application/atom+xml'\n\
             'old/' = 'text/gemini; charset=latin1'\n",
    );
    assert_eq!(diagnostics, [""; 0]);
    let found = |source: &str| {
        let MediaOverride { media, charset, language } =
            molly.media_override(source, source.ends_with(".gmi"));
        (media.map(|it| it.mime.into_owned()), charset, language.map(|it| it.to_string()))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(found("a.gmi"), (None, None, some("de")));
    assert_eq!(molly.gemini_ending(), Some("gem"));
    assert_eq!(found("a.txt"), (None, None, None));
    assert_eq!(found("x/feed.xml"), (some("application/atom+xml"), None, None));
    assert_eq!(found("old/a"), (some("text/gemini"), some("latin1"), some("de")));
}

#[test]
fn a_redirect_replaces_what_was_found() {
    let (molly, diagnostics) = read(
        "[TempRedirects]\n'^/old/(.*)\\.gmi$' = '/new/$1'\n'^/same$' = '/same'\n[PermRedirects]\n\
             '^/away/(.*)' = 'gemini://example.com/$1'\n'^/x' = 'https://example.com/'\n'^/y(.*)' = 'gemini://$1/'\n'(' = '/'\n",
    );
    assert_eq!(diagnostics.len(), 3, "{diagnostics:?}");
    assert!(
        diagnostics[0].starts_with("6: ^/x: a redirect leads to a path or to gemini://"),
        "{diagnostics:?}"
    );
    let redirection = |path: &str| molly.redirect(&CapsulePath::literal(path).unwrap());
    let new = CapsulePath::literal("/new/a b").unwrap();
    assert_eq!(redirection("/old/a b.gmi"), Some(Redirection::Path { to: new, permanent: false }));
    assert_eq!(
        redirection("/away/a b"),
        Some(Redirection::Url { to: "gemini://example.com/a%20b".into(), permanent: true })
    );
    assert_eq!(redirection("/same"), None);
    assert_eq!(redirection("/x"), None);
}

#[test]
fn what_is_closed_stays_closed() {
    let closes = |text: &str, source: &str| read(text).0.restriction_of(source);
    let zones =
        "DefaultLang = 'en'\n[CertificateZones]\n'^/private/' = ['00']\n'^/~gus/club/' = []\n";
    assert_eq!(closes(zones, "private/a.gmi"), Some(2));
    assert_eq!(closes(zones, "users/gus/club/a.gmi"), Some(2));
    assert_eq!(closes(zones, "public/private.gmi"), None);
    assert_eq!(
        closes("[CertificateZones]\n'/a/$' = []\n", "a/index.gmi"),
        Some(1),
        "the folder's page"
    );
    for broken in
        ["[CertificateZones]\n'(' = []\n", "certificatezones = 7\n", "[CertificateZones\n"]
    {
        let (molly, diagnostics) = read(broken);
        assert!(
            molly.restriction_of("a.gmi").is_some() && diagnostics.len() == 1,
            "{broken}: {diagnostics:?}"
        );
        assert!(diagnostics[0].ends_with("nothing in this folder is served"), "{diagnostics:?}");
    }
    assert_eq!(closes("[CertificateZones]\n", "a.gmi"), None);
    assert_eq!(closes("DefaultLang = \n", "a.gmi"), None);
}

#[test]
fn what_can_not_be_kept_is_told_with_its_line() {
    for (text, told) in [
        ("Port = 1966", "1: Port does not count here"),
        ("\nDefaultLang = 'd e'", "2: DefaultLang: this is no language tag"),
        ("DirectorySort = 'Size'", "1: DirectorySort = \"Size\" does not count here"),
        (
            "[MimeOverrides]\n'^/srv/' = 'text/plain'",
            "2: ^/srv/: it was matched with the whole name",
        ),
        ("x =", "1: nothing of this file counts"),
    ] {
        let (_, diagnostics) = read(text);
        assert!(
            diagnostics.len() == 1 && diagnostics[0].starts_with(told),
            "{text}: {diagnostics:?}"
        );
    }
    assert_eq!(
        read("DirectorySort = 'Time'\nDirectoryReverse = true").0.order(),
        Some(Order::Newest)
    );
    assert_eq!(read("DirectoryReverse = true").0.order(), Some(Order::NameBackwards));
}
