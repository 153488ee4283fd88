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

#[test]
fn the_order_of_listings_is_read_from_two_settings() {
    for (text, expected) in [
        ("", None),
        ("DirectoryReverse = false", None),
        ("DirectoryReverse = true", Some(Order::NameBackwards)),
        ("DirectoryReverse = 'true'", None),
        ("DirectorySort = 'Name'", Some(Order::Name)),
        ("DirectorySort = 'Name'\nDirectoryReverse = true", Some(Order::NameBackwards)),
        ("directorysort = 'Time'", Some(Order::Oldest)),
        ("DirectorySort = 'Time'\ndirectoryreverse = true", Some(Order::Newest)),
        ("DirectoryTitles = true\nDirectorySubdirsFirst = false", None),
    ] {
        let (molly, diagnostics) = read(text);
        assert_eq!((molly.order(), diagnostics), (expected, Vec::new()), "{text}");
    }
    for (text, shown) in [("DirectorySort = 'Size'", "\"Size\""), ("DirectorySort = 7", "\"\"")] {
        let told = format!(
            "1: DirectorySort = {shown} does not count here: listings are sorted by Name or Time"
        );
        let (molly, diagnostics) = read(text);
        assert_eq!((molly.order(), diagnostics), (None, vec![told]), "{text}");
    }
}

#[test]
fn each_fault_is_told_in_words() {
    for (text, expected) in [
        ("GeminiExt = 7", "1: GeminiExt does not count here"),
        ("DefaultLang = 7", "1: DefaultLang does not count here"),
        ("DefaultEncoding = 7", "1: DefaultEncoding does not count here"),
        ("MimeOverrides = 7", "1: MimeOverrides does not count here"),
        ("TempRedirects = 7", "1: TempRedirects does not count here"),
        ("PermRedirects = 7", "1: PermRedirects does not count here"),
        ("[MimeOverrides]\n'a' = 7", "2: a: this does not count"),
        (
            "[MimeOverrides]\n'(' = 'text/plain'",
            "2: (: this is no regular expression, or too large a one",
        ),
        ("[TempRedirects]\n'a' = 7", "2: a: a redirect leads to a text"),
        ("[TempRedirects]\n'(' = '/'", "2: (: this is no regular expression, or too large a one"),
        (
            "[TempRedirects]\n'a' = 'http://b/'",
            "2: a: a redirect leads to a path or to gemini://, not to http://b/",
        ),
        (
            "[PermRedirects]\n'a(.*)' = 'gemini://$1.b/'",
            "2: a(.*): the host of a redirect can't be made of what the expression found",
        ),
        (
            "CertificateZones = 7",
            "1: CertificateZones is not understood, so nothing in this folder is served",
        ),
    ] {
        let (molly, diagnostics) = read(text);
        assert_eq!(diagnostics, [expected], "{text}");
        assert!(!molly.has_redirects() && molly.types.is_empty());
    }
    let (molly, diagnostics) = read("[PermRedirects]\n'^/a' = 'gemini://b/$0'\n'^/c' = '/$'\n");
    assert!(molly.has_redirects() && diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(read("GeminiExt = '.gem'").0.gemini_ending(), Some("gem"));
}

#[test]
fn only_so_many_expressions_count() {
    let lines = |count: usize, value: &str| -> String {
        (0..count).map(|number| format!("'^/{number}$' = {value}\n")).collect()
    };
    let redirects = |count| read(&format!("[TempRedirects]\n{}", lines(count, "'/x'")));
    let (all, diagnostics) = redirects(MOST_EXPRESSIONS);
    assert_eq!((all.redirects.len(), diagnostics.len()), (MOST_EXPRESSIONS, 0));
    let (most, diagnostics) = redirects(MOST_EXPRESSIONS + 1);
    assert_eq!((most.redirects.len(), diagnostics.len()), (MOST_EXPRESSIONS, 1));
    assert!(diagnostics[0].ends_with("only the first 200 redirects count"), "{diagnostics:?}");

    let type_lines = |count: usize| -> String {
        let lines = (0..count).map(|number| format!("'/{number}$' = 'text/plain'\n"));
        format!("[MimeOverrides]\n{}", lines.collect::<String>())
    };
    let (all, diagnostics) = read(&type_lines(MOST_EXPRESSIONS));
    assert_eq!((all.types.len(), diagnostics.len()), (MOST_EXPRESSIONS, 0));
    let (most, diagnostics) = read(&type_lines(MOST_EXPRESSIONS + 1));
    assert_eq!((most.types.len(), diagnostics.len()), (MOST_EXPRESSIONS, 1));
    assert!(diagnostics[0].ends_with(": this does not count"), "{diagnostics:?}");

    let zones = |count| read(&format!("[CertificateZones]\n{}", lines(count, "[]")));
    let (all, diagnostics) = zones(MOST_EXPRESSIONS);
    assert_eq!((all.restriction_of("7"), diagnostics.len()), (Some(1), 0));
    assert_eq!(all.restriction_of("a"), None);
    let (more, diagnostics) = zones(MOST_EXPRESSIONS + 1);
    assert_eq!((more.restriction_of("a"), diagnostics.len()), (Some(0), 1));
}

#[test]
fn the_last_type_that_fits_counts() {
    let (molly, _) = read(
        "DefaultLang = 'de'\nDefaultEncoding = 'latin1'\n[MimeOverrides]\n'a' = 'text/plain'\n\
         'b$' = 'text/gemini'\n'c$' = 'text/gemini; charset=utf-8; lang=fr'\n",
    );
    let found = |source: &str, gemtext: bool| {
        let MediaOverride { media, charset, language } = molly.media_override(source, gemtext);
        (media.map(|it| it.mime.into_owned()), charset, language.map(|it| it.to_string()))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(found("x", true), (None, some("latin1"), some("de")));
    assert_eq!(found("x", false), (None, None, None));
    assert_eq!(found("a", true), (some("text/plain"), None, None), "it is no gemtext");
    assert_eq!(found("ab", false), (some("text/gemini"), some("latin1"), some("de")));
    assert_eq!(found("ac", false), (some("text/gemini"), some("utf-8"), some("fr")));
}

#[test]
fn a_file_has_all_names_by_which_it_was_served() {
    let expected = [
        "/users/gus/a.gmi",
        "/~users/gus/a.gmi",
        "/~gus/a.gmi",
        "/~a.gmi",
        "/users/gus/",
        "/~users/gus/",
        "/~gus/",
        "/",
    ];
    assert_eq!(names("users/gus/a.gmi"), expected);
    assert_eq!(names("a"), ["/a", "/~a", "/", "/"]);
    assert_eq!(Molly::restricted().restriction_of("a"), Some(0));
    assert_eq!(Molly::default().restriction_of("a"), None);
}

#[test]
fn a_file_with_a_mistake_is_told_by_its_line() {
    for (text, line, closed) in [
        ("a = 1\nb = \n", 2, false),
        ("a = 1\n\nc c\n[CERTIFICATEZONES]\n", 3, true),
        ("=\n", 1, false),
    ] {
        let (molly, diagnostics) = read(text);
        assert_eq!(diagnostics.len(), 1, "{text}");
        let begin = format!("{line}: nothing of this file counts: ");
        assert!(diagnostics[0].starts_with(&begin), "{diagnostics:?}");
        let rest = "; it names CertificateZones, so nothing in this folder is served";
        assert_eq!(diagnostics[0].ends_with(rest), closed, "{diagnostics:?}");
        assert_eq!(molly.restriction_of("a").is_some(), closed, "{text}");
    }
}
