use super::*;

fn config(text: &str) -> JekyllConfig {
    JekyllConfig::of(&front_matter::yaml(text).unwrap())
}

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).unwrap()
}

#[test]
fn exclusion_is_by_name_folder_or_pattern() {
    let config = config("exclude: [drafts, '*.rb', /tmp/]\ninclude: [_pages, vendor/cache/ok.md]");
    for source in [
        "drafts",
        "drafts/a.md",
        "x.rb",
        "Gemfile",
        "node_modules/a/b.md",
        "tmp/x",
        "vendor/cache/no.md",
    ] {
        assert!(config.excludes(&path(source)), "{source}");
    }
    for source in ["drafts.md", "a/b.md", "vendor/cache/ok.md", "vendor/own.md"] {
        assert!(!config.excludes(&path(source)), "{source}");
    }
    assert!(config.includes(&path("_pages/a.md")));
}

#[test]
fn defaults_are_for_a_source_path_and_a_type() {
    let config = config(
        "defaults:\n- scope: {path: '', type: posts}\n  values: {lang: en, a: 1}\n- scope: {path: x}\n  values: {lang: ar}\n",
    );
    let lang = |source, page_type| {
        config.with_defaults(None, &path(source), page_type).get("lang").and_then(text_of)
    };
    assert_eq!(lang("_posts/a.md", "posts").as_deref(), Some("en"));
    assert_eq!(lang("a.md", "pages"), None);
    assert_eq!(lang("x/_posts/a.md", "posts").as_deref(), Some("ar"));
    assert_eq!(lang("xy/a.md", "pages"), None);
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
        "gems: [jekyll-scholar]",
        &["_config.yml: plugin \"jekyll-scholar\" is not known; what it does to pages is missing"],
    );
}
