//! Configurations of Hugo, and what is read of them.

use super::*;
use crate::diagnostic::Severity;
use crate::language::LanguageTags;

fn read(text: &str) -> (HugoConfig, Settings) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("hugo.toml"), text).unwrap();
    let mut diagnostics = Vec::new();
    let read = HugoConfig::read(&Folder::open(dir.path()).unwrap(), &mut diagnostics);
    assert_eq!(diagnostics, []);
    read
}

#[test]
fn a_site_says_who_and_where_it_is() {
    let (_, settings) = read(
        "baseURL = 'https://a.org/blog/'\ntitle = 'T'\nlanguageCode = 'en-gb'\ntimeZone = 'Europe/Berlin'\n\
         [params]\ndescription = 'D'\nauthor = {name = 'A', email = 'a@a.org'}",
    );
    assert_eq!(
        (settings.url.as_deref(), settings.baseurl.as_str()),
        (Some("https://a.org"), "/blog")
    );
    assert_eq!(
        (settings.title.as_deref(), settings.description.as_deref()),
        (Some("T"), Some("D"))
    );
    assert_eq!(settings.language.as_ref().unwrap().as_str(), "en-gb");
    assert_eq!(settings.admin().as_deref(), Some("A <a@a.org>"));
    assert_eq!(settings.zone, TimeZone::get("Europe/Berlin").unwrap());
}

#[test]
fn the_default_language_may_have_words_of_its_own() {
    let (config, settings) = read(
        "DefaultContentLanguage = 'de'\ntitle = 'T'\n[languages.de]\ntitle = 'Titel'\ncontentDir = 'content/de'\n\
         [languages.en.params]\ndescription = 'D'\n[languages.fr]\ndisabled = true",
    );
    assert_eq!(
        (settings.title.as_deref(), settings.language.as_ref().map(LanguageTags::as_str)),
        (Some("Titel"), Some("de"))
    );
    assert_eq!(config.languages, ["de", "en", "fr"]);
    assert_eq!(config.disabled_languages, ["fr"]);
    let content = config.mounts.content.iter();
    let content: Vec<_> = content.map(|it| (it.folder.as_str(), it.language.as_deref())).collect();
    assert_eq!(content, [("content/de", Some("de")), ("content", None)]);
}

#[test]
fn a_part_that_can_not_be_read_is_a_fault() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("config/_default")).unwrap();
    std::fs::write(dir.path().join("config/_default/hugo.toml"), "title = 'T'").unwrap();
    std::fs::write(dir.path().join("config/_default/params.toml"), "a = = b").unwrap();
    let mut diagnostics = Vec::new();
    let (_, settings) = HugoConfig::read(&Folder::open(dir.path()).unwrap(), &mut diagnostics);
    assert_eq!(settings.title.as_deref(), Some("T"));
    let fault = diagnostics.iter().find(|it| it.severity == Severity::Error).unwrap().to_string();
    assert!(
        fault.starts_with("config/_default/params.toml:1: the configuration can't be read: "),
        "{fault}"
    );
}

#[test]
fn only_content_and_static_are_looked_at() {
    let (config, _) = read("");
    for source in ["layouts", "themes", "contents", "hugo.toml", "public/index.html"] {
        assert!(config.skips(&SourcePath::new(source).unwrap()), "{source}");
    }
    for source in ["content", "content/a.md", "static", "static/a/b.css"] {
        assert!(!config.skips(&SourcePath::new(source).unwrap()), "{source}");
    }
}

#[test]
fn a_url_is_split_into_address_and_path() {
    let cases = [
        ("https://a.org/", (Some("https://a.org"), "")),
        ("https://a.org:80/x/y/", (Some("https://a.org:80"), "/x/y")),
        ("/x/", (None, "/x")),
        ("/", (None, "")),
        ("a.org/x", (None, "/x")),
        ("https:///x", (None, "/x")),
    ];
    for (url, (address, path)) in cases {
        assert_eq!(split_url(Some(url)), (address.map(str::to_owned), path.to_owned()), "{url}");
    }
}
