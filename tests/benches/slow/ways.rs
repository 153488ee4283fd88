//! The ways that a text takes through propus, each from its source to all that it is written as.

#[path = "../../support/liquid/mod.rs"]
mod liquid_support;

use std::sync::Arc;

use liquid_support::Nowhere;
use propus::capsule::Resource;
use propus::capsule::{self, Reader};
use propus::content::{Folder, front_matter};
use propus::document::{Document, Entry, Resolve, Target};
use propus::exchange::{Form, Protocol, Redirection, Request};
use propus::generator::{GeneratorName, Options};
use propus::media::ItemType;
use propus::origin::Origin;
use propus::parse::{self, Dialect, Included, Kramdown, MenuDialect, Parsed, Surroundings};
use propus::path::CapsulePath;
use propus::render::{self, LinkStyle, MenuStyle, TextStyle};
use propus::site::{Site, Style};
use propus::template::liquid;
use propus::template::liquid::{Fields, Limits, Meter, Value};
use tempfile::TempDir;

/// As large as a page may be, in bytes: larger than what is measured.
const LARGEST_PAGE: u64 = 32 << 20;

/// The most lists that are asked for.
const MOST_LISTS: usize = 20;

/// A way, with its name.
pub(crate) type Way = (&'static str, fn(&str));

const KRAMDOWN: Dialect = Dialect {
    kramdown: Some(Kramdown::JEKYLL),
    definitions: true,
    smart: true,
    emoji: true,
    ..Dialect::PLAIN
};
const WITH_MATH: Dialect = Dialect {
    kramdown: None,
    definitions: true,
    math: true,
    smart: true,
    emoji: false,
    attributes: true,
};

/// The ways of Markdown: as `CommonMark`, as Jekyll reads it, with formulas.
pub(crate) const MARKDOWN: &[Way] = &[
    ("markdown", |text| write(parse::markdown(text, Dialect::default(), &Outward))),
    ("kramdown", |text| write(parse::markdown(text, KRAMDOWN, &Outward))),
    ("math", |text| write(parse::markdown(text, WITH_MATH, &Outward))),
];
/// To HTML, as templates ask for it.
pub(crate) const TO_HTML: Way = ("to HTML", |text| drop(parse::markdown_html(text, KRAMDOWN)));
pub(crate) const HTML: Way = ("html", |text| write(parse::html(text, &Outward)));
pub(crate) const GEMTEXT: Way = ("gemtext", |text| write(parse::gemtext(text, &Outward)));
pub(crate) const GOPHERMAP: Way = ("gophermap", |text| menu(text, MenuDialect::Gophermap));
pub(crate) const GPH: Way = ("gph", |text| menu(text, MenuDialect::Gph));
pub(crate) const FRONT_MATTER: Way = ("front matter", |text| drop(front_matter::split(text)));
/// Only reading and running: their limits are on steps, and what they make is another way's to
/// convert.
pub(crate) const LIQUID: Way = ("liquid", template);
/// A page in a folder of its generator, served in every form.
pub(crate) const SITES: &[Way] = &[
    ("in a plain folder", |text| site(GeneratorName::Plain, "page.md", text)),
    ("in Jekyll", |text| {
        site(GeneratorName::Jekyll, "page.md", &format!("---\ntitle: x\n---\n{text}"))
    }),
    ("in Hugo", |text| site(GeneratorName::Hugo, "content/page.md", text)),
    ("in Zola", |text| site(GeneratorName::Zola, "content/page.md", text)),
    ("in mdBook", |text| site(GeneratorName::Mdbook, "src/page.md", text)),
];
pub(crate) const SUMMARY: Way =
    ("in mdBook", |text| site(GeneratorName::Mdbook, "src/SUMMARY.md", text));
pub(crate) const MENU_IN_FOLDER: Way =
    ("in a plain folder", |text| site(GeneratorName::Plain, "page/gophermap", text));

/// Takes every link for one that leads out.
struct Outward;

impl Resolve for Outward {
    fn resolve(&self, reference: &str) -> Target {
        if reference.starts_with('#') {
            Target::Nowhere
        } else {
            Target::External(reference.to_owned())
        }
    }
}

impl Surroundings for Outward {
    fn named(&self, selector: &str) -> Target {
        match CapsulePath::literal(&format!("/{selector}")) {
            Ok(path) => Target::Internal { path, kind: ItemType::Menu, title: None },
            Err(_) => Target::Nowhere,
        }
    }

    fn include(&self, _name: &str) -> Result<Included, String> {
        Err("there is no such file".to_owned())
    }

    fn listing(&self) -> Vec<Entry> {
        Vec::new()
    }
}

fn origin() -> Origin {
    Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)])
}

fn write(parsed: Parsed) {
    let page = Document { blocks: parsed.blocks, ..Document::default() };
    for links in [LinkStyle::AfterBlock, LinkStyle::Numbered] {
        std::hint::black_box(render::gemtext(&page, links));
    }
    std::hint::black_box(render::wire_menu::write(&render::menu(
        &page,
        &origin(),
        MenuStyle { width: 67, ascii: false },
    )));
    std::hint::black_box(render::text(
        &page,
        &origin(),
        TextStyle { width: 67, tables: 134, protocol: Protocol::Gopher, ascii: false },
    ));
}

fn menu(text: &str, dialect: MenuDialect) {
    let menu = parse::gophermap(text, dialect, &Outward);
    let items = render::menu_by_hand(&menu.lines, &origin(), MenuStyle { width: 67, ascii: false });
    std::hint::black_box(render::wire_menu::write(&items));
    std::hint::black_box(parse::gophermap_title(text, dialect));
    write(Parsed { blocks: menu.blocks, diagnostics: menu.diagnostics });
}

fn template(text: &str) {
    let post =
        |number: i64| Value::object([("n", Value::Int(number)), ("title", Value::text("a b"))]);
    let site = Value::object([("posts", Value::array((0..20).map(post)))]);
    let scope: Fields = [("site", site)].into_iter().collect();
    let host =
        Nowhere { markdown: |text| parse::markdown_html(text, KRAMDOWN), ..Nowhere::default() };
    std::hint::black_box(liquid::render(text, &scope, &host, &Meter::new(Limits::default())));
}

fn site(generator: GeneratorName, place: &str, text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    for (place, text) in
        [(place, text), ("src/SUMMARY.md", "[A](page.md)\n"), ("other.md", "# Other\n")]
    {
        let file = folder.path().join(place);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        if !file.exists() {
            std::fs::write(file, text).expect("a file");
        }
    }
    let served = Served::new(folder, generator);
    served.paths.iter().for_each(|path| served.ask(path.as_str()));
}

/// A folder that is served, and nothing of it kept.
pub(crate) struct Served {
    site: Site,
    paths: Vec<CapsulePath>,
    _folder: TempDir,
}

impl Served {
    pub(crate) fn new(folder: TempDir, generator: GeneratorName) -> Self {
        let options = Options {
            generator: Some(generator),
            search: true,
            largest_page: LARGEST_PAGE,
            ..Options::default()
        };
        let opened = Arc::new(Folder::open(folder.path()).expect("a folder"));
        let (capsule, warnings) = capsule::load(&opened, &options, None).expect("descriptors");
        std::hint::black_box(warnings);
        // A page may have as many other names as it has lines, and through each of them it is
        // written anew; it may stand in as many lists, each of which names all others.
        let served = capsule.visible_to(Reader::Author).resources().filter(|(_, resource)| {
            !matches!(resource, Resource::Redirection(Redirection::Path { .. }))
        });
        let (pages, lists): (Vec<_>, Vec<_>) =
            served.partition(|(_, resource)| matches!(resource, Resource::Page(..)));
        let step = lists.len() / MOST_LISTS + 1;
        let asked = pages.iter().chain(lists.iter().step_by(step));
        let paths = asked.map(|(path, _)| (*path).clone()).collect();
        let site = Site::new(capsule, origin(), Style { cache: 0, ..Style::default() });
        Self { site, paths, _folder: folder }
    }

    /// Asks for what is at a path, in every form.
    pub(crate) fn ask(&self, path: &str) {
        let path = CapsulePath::literal(path).expect("a path");
        for form in [Form::text(Protocol::Gopher)].into_iter().chain(Protocol::ALL.map(Form::of)) {
            let request = Request { paths: vec![path.clone()], form, query: None };
            std::hint::black_box(self.site.handle(&request, None));
        }
    }
}
