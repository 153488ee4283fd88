use super::*;

fn decoded(encoded: &str) -> Result<(String, bool), PathError> {
    CapsulePath::decode(encoded).map(|it| (it.path.as_str().to_owned(), it.had_dots))
}

#[test]
fn a_clean_path_is_kept() {
    for path in ["/", "/a", "/a/", "/a/b.md", "/.well-known/x", "/ü/日本 語"] {
        assert_eq!(decoded(path), Ok((path.to_owned(), false)));
    }
    assert_eq!(decoded(""), Ok(("/".to_owned(), false)));
}

#[test]
fn escapes_are_decoded_once() {
    assert_eq!(decoded("/a%20b"), Ok(("/a b".to_owned(), false)));
    assert_eq!(decoded("/%252e%252e/x"), Ok(("/%2e%2e/x".to_owned(), false)));
    assert_eq!(decoded("/%C3%BC"), Ok(("/ü".to_owned(), false)));
}

#[test]
fn dots_inside_are_resolved_and_reported() {
    assert_eq!(decoded("/a/../b"), Ok(("/b".to_owned(), true)));
    assert_eq!(decoded("/a/%2e%2E/b"), Ok(("/b".to_owned(), true)));
    assert_eq!(decoded("/a/b/.."), Ok(("/a/".to_owned(), true)));
    assert_eq!(decoded("/a/."), Ok(("/a/".to_owned(), true)));
    assert_eq!(decoded("/a/.."), Ok(("/".to_owned(), true)));
}

#[test]
fn what_breaks_a_rule_says_which() {
    let cases = [
        ("/%", PathError::Escape),
        ("/%G1", PathError::Escape),
        ("/%é", PathError::Escape),
        ("/%00", PathError::Control),
        ("/a%0Ab", PathError::Control),
        ("/%C2%85", PathError::Control),
        ("/..", PathError::AboveRoot),
        ("/a/../../b", PathError::AboveRoot),
        ("/%2e%2e/etc/passwd", PathError::AboveRoot),
        ("a", PathError::Relative),
        ("/a%2Fb", PathError::Separator),
        ("/..%5c", PathError::Separator),
        ("/%C0%AF", PathError::Encoding),
        ("/%FF", PathError::Encoding),
        ("//a", PathError::EmptySegment),
        ("/a//b", PathError::EmptySegment),
        ("//", PathError::EmptySegment),
        ("/.git/config", PathError::Hidden),
        ("/%2egit", PathError::Hidden),
        ("/...", PathError::Hidden),
    ];
    for (path, error) in cases {
        assert_eq!(decoded(path), Err(error), "{path}");
    }
}

#[test]
fn encoding_and_decoding_are_inverse() {
    for name in ["/a b", "/100%", "/?#;", "/ü/日本語/", "/👩‍🚀", "/it's (1)+2=3,4:5@6!$&*~"]
    {
        let path = CapsulePath::literal(name).unwrap();
        let encoded = path.encoded();
        assert!(encoded.bytes().all(|b| b.is_ascii_graphic()), "{encoded}");
        assert!(!encoded.contains(['?', '#', ';']), "{encoded}");
        assert_eq!(CapsulePath::decode(&encoded).unwrap().path, path);
    }
}

#[test]
fn a_path_knows_what_it_is_below() {
    let check = |path: &str, above: &str, rest: Option<&str>| {
        let [path, above] = [path, above].map(|text| CapsulePath::literal(text).unwrap());
        assert_eq!(path.rest_below(&above), rest, "{path} below {above}");
    };
    check("/app", "/app", Some(""));
    check("/app", "/app/", Some(""));
    check("/app/a b/c", "/app/", Some("/a b/c"));
    check("/app/", "/app", Some("/"));
    check("/apple", "/app", None);
    check("/", "/app", None);
    check("/a", "/", Some("/a"));
}

#[test]
fn a_reference_leads_from_the_folder_of_its_path() {
    for (path, reference, expected) in [
        ("/a/b", "c", "/a/c"),
        ("/a/b/", "c", "/a/b/c"),
        ("/a/b", "c/", "/a/c/"),
        ("/a/b", ".", "/a/"),
        ("/a/b", "..", "/"),
        ("/a/b/", "..", "/a/"),
        ("/a/b/c", "../d", "/a/d"),
        ("/a", "../../d", "/d"),
        ("/a/b", "/c//d", "/c/d"),
        ("/a/b", "/", "/"),
        ("/a/b", "c/..", "/a/"),
        ("/a/b", "c..", "/a/c.."),
    ] {
        let path = CapsulePath::literal(path).unwrap();
        assert_eq!(path.join_literal(reference).unwrap().as_str(), expected, "{path} {reference}");
        assert_eq!(path.join(reference).unwrap().as_str(), expected, "{path} {reference}");
    }
    assert_eq!(CapsulePath::root().join("a%20b").unwrap().as_str(), "/a b");
    assert_eq!(CapsulePath::root().join_literal("a%20b").unwrap().as_str(), "/a%20b");
}

#[test]
fn a_path_knows_its_parts() {
    let path = CapsulePath::literal("/posts/pi.md").unwrap();
    assert_eq!((path.name(), path.ending()), ("pi.md", Some("md")));
    assert_eq!(path.parent().as_str(), "/posts/");
    assert_eq!(path.parent().parent().as_str(), "/");
    assert_eq!(CapsulePath::root().parent(), CapsulePath::root());
    let at = |path: &str| CapsulePath::literal(path).unwrap();
    for (child, folder) in [("/a", "/"), ("/a/", "/"), ("/a/b", "/a/"), ("/a/b/", "/a/")] {
        assert!(at(child).is_child_of(&at(folder)), "{child} in {folder}");
        assert_eq!(at(child).parent(), at(folder));
    }
    for (other, folder) in
        [("/", "/"), ("/a/", "/a/"), ("/a/b", "/"), ("/ab", "/a"), ("/a/b/c", "/a/")]
    {
        assert!(!at(other).is_child_of(&at(folder)), "{other} in {folder}");
    }
    assert_eq!(path.without_ending("md").unwrap().as_str(), "/posts/pi");
    assert_eq!(path.without_ending("html"), None);
    assert_eq!(path.parent().with_ending("txt").unwrap().as_str(), "/posts.txt");
    assert_eq!(CapsulePath::root().with_ending("txt"), None);
    assert_eq!(path.parent().as_file().as_str(), "/posts");
    assert_eq!(CapsulePath::root().as_file(), CapsulePath::root());
}
