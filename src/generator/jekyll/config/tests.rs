use super::*;

fn config(text: &str) -> JekyllConfig {
    JekyllConfig::of(&front_matter::yaml(text).unwrap())
}

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).unwrap()
}

#[test]
fn the_scan_passes_over_what_is_excluded_or_built() {
    let config = config(
        "exclude: [drafts, coll, 7]\ninclude: [vendor/cache/ok.md]\ndestination: ./public\n\
         collections_dir: coll\ncollections: {docs: {output: true}}",
    );
    for source in ["drafts", "drafts.md", "Gemfile", "node_modules", "public", "coll/a.md"] {
        assert!(config.skips(&path(source)), "{source}");
    }
    for source in
        ["a/b.md", "vendor/cache", "coll", "coll/_docs", "coll/_docs/a.md", "_includes", "7"]
    {
        assert!(!config.skips(&path(source)), "{source}");
    }
}

#[test]
fn collections_are_names_or_names_with_settings() {
    assert_eq!(config("collections: [a, b]").collections.len(), 2);
    let with =
        config("collections:\n  docs:\n    output: true\n    permalink: /d/:name/\n").collections;
    assert_eq!(
        with,
        [Collection {
            name: "docs".to_owned(),
            output: true,
            permalink: Some("/d/:name/".to_owned())
        }]
    );
}

#[test]
fn posts_have_the_permalink_that_their_collection_is_given() {
    let check = |text, expected| assert_eq!(config(text).posts_permalink(), expected, "{text}");
    check("permalink: pretty", "pretty");
    check("permalink: pretty\ncollections: {posts: {permalink: '/news/:title/'}}", "/news/:title/");
    check("permalink: pretty\ncollections: {posts: {output: true}}", "pretty");
}

#[test]
fn plugins_that_pages_would_need_are_told() {
    let check = |text: &str, expected: &[&str]| {
        let mut diagnostics = Vec::new();
        settings(&front_matter::yaml(text).unwrap(), &mut diagnostics);
        let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(told, expected, "{text}");
    };
    check("plugins: [jekyll-feed, jemoji]", &[]);
    check(
        "gems: [jekyll-scholar, jekyll-minifier, x]",
        &[
            "_config.yml: plugins that are not known, so that what they do is missing: jekyll-scholar, x",
        ],
    );
}

#[test]
fn a_site_whose_source_is_not_there_is_not_served() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["src", ".tmp/src", ".tmp/site"] {
        std::fs::create_dir_all(dir.path().join(name)).unwrap();
    }
    let is_fault = |source: &str| {
        let text = format!("source: {source}\n");
        std::fs::write(dir.path().join("_config.yml"), text).unwrap();
        let mut diagnostics = Vec::new();
        let _ = JekyllConfig::read(&Folder::open(dir.path()).unwrap(), &mut diagnostics);
        diagnostics.iter().any(|it| it.severity == crate::diagnostic::Severity::Error)
    };
    // A build copies src there.
    assert!(!is_fault(".tmp/src"));
    for source in ["src", "./src/", ".", "./"] {
        assert!(!is_fault(source), "{source}");
    }
    for source in ["gone", ".tmp/site", "_src", "../src", "/srv/src"] {
        assert!(is_fault(source), "{source}");
    }
}

#[test]
fn a_time_zone_that_is_not_known_is_utc() {
    let read = |text: &str| {
        let mut warnings = Vec::new();
        let zone = settings(&front_matter::yaml(text).unwrap(), &mut warnings).zone;
        (zone, warnings.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    assert_eq!(read("timezone: Europe/Berlin"), (berlin, Vec::new()));
    assert_eq!(read("title: x"), (TimeZone::UTC, Vec::new()));
    let warning = "_config.yml: timezone \"Mars/Base\" is not known; UTC is used".to_owned();
    assert_eq!(read("timezone: Mars/Base"), (TimeZone::UTC, vec![warning]));
}

#[test]
fn one_pattern_needs_no_list() {
    let config = config("exclude: drafts");
    assert!(config.skips(&path("drafts")) && !config.skips(&path("draft")));
}
