//! The files of web pages, and the relative links between them.
//!
//! A page at `/a/` is the file `/a/index.html`, and so is one at `/a`: every web server sends a reader
//! who asks for `/a` on to `/a/`, and links name the file, so that they lead there without a server,
//! too. A page whose path says that it is HTML, and everything that is no page, is the file of that
//! name.

use crate::media::ItemType;
use crate::path::CapsulePath;

/// The file of what is at a path: of a page or a list if `kind` is a menu.
#[must_use]
pub fn web_file(path: &CapsulePath, kind: ItemType) -> CapsulePath {
    if kind != ItemType::Menu || is_html(path) {
        return path.clone();
    }
    let folder = path.as_folder();
    folder.join_literal(INDEX).unwrap_or(folder)
}

/// The address of a web page below that of its site: that of its folder, not of the file in it.
#[must_use]
pub fn web_address(path: &CapsulePath, kind: ItemType) -> String {
    if kind != ItemType::Menu || is_html(path) {
        path.encoded()
    } else {
        path.as_folder().encoded()
    }
}

/// The file that a web server gives for its folder.
const INDEX: &str = "index.html";

fn is_html(path: &CapsulePath) -> bool {
    path.ending()
        .is_some_and(|it| it.eq_ignore_ascii_case("html") || it.eq_ignore_ascii_case("htm"))
}

/// The relative reference from one file to another (RFC 3986, section 4.2), percent-encoded.
pub(super) fn relative(from: &CapsulePath, to: &CapsulePath) -> String {
    let (from, to) = (from.encoded(), to.encoded());
    let shared = shared_folder(&from, &to);
    let above = from.get(shared..).unwrap_or_default().matches('/').count();
    let rest = to.get(shared..).unwrap_or_default();
    let mut reference = "../".repeat(above);
    // Else a colon in a name would end a scheme.
    if above == 0 && rest.split('/').next().is_some_and(|name| name.contains(':')) {
        reference.push_str("./");
    }
    reference.push_str(rest);
    reference
}

/// The length of the folder that two paths share, with its final slash.
fn shared_folder(one: &str, other: &str) -> usize {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let shared = one.as_bytes().get(..same).unwrap_or_default();
    shared.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> CapsulePath {
        CapsulePath::literal(text).unwrap()
    }

    #[test]
    fn a_page_is_the_index_of_its_folder_and_html_is_itself() {
        for (page, file, address) in [
            ("/", "/index.html", "/"),
            ("/a", "/a/index.html", "/a/"),
            ("/a/", "/a/index.html", "/a/"),
            ("/a.html", "/a.html", "/a.html"),
            ("/b/A.HTM", "/b/A.HTM", "/b/A.HTM"),
            ("/v1.2", "/v1.2/index.html", "/v1.2/"),
            ("/ü b", "/ü b/index.html", "/%C3%BC%20b/"),
        ] {
            assert_eq!(web_file(&path(page), ItemType::Menu), path(file));
            assert_eq!(web_address(&path(page), ItemType::Menu), address);
        }
        assert_eq!(web_file(&path("/a.png"), ItemType::Image), path("/a.png"));
    }

    #[test]
    fn a_reference_is_relative_whatever_the_folders() {
        for (from, to, expected) in [
            ("/index.html", "/index.html", "index.html"),
            ("/index.html", "/a/index.html", "a/index.html"),
            ("/a/index.html", "/index.html", "../index.html"),
            ("/a/b/index.html", "/a/c/d.png", "../c/d.png"),
            ("/ab/index.html", "/a/index.html", "../a/index.html"),
            ("/a/index.html", "/a/x y.png", "x%20y.png"),
            ("/index.html", "/a:b/c", "./a:b/c"),
            ("/a/index.html", "/b:c", "../b:c"),
        ] {
            assert_eq!(relative(&path(from), &path(to)), expected, "{from} {to}");
        }
    }
}
