//! The files of a crate and what each names, read from its sources as the compiler would.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemMod, ItemUse, Macro, UseTree, Visibility};

/// The files of a crate, by module: `capsule/posts` is `src/capsule/posts.rs`, `capsule` is
/// `src/capsule/mod.rs`. Files of tests are not among them.
pub(crate) struct Crate {
    files: BTreeMap<Vec<String>, Source>,
}

struct Source {
    name: String,
    text: String,
    /// Absolute paths below the crate's root that it names.
    named: Vec<Vec<String>>,
    /// Paths that it names again for others, by the new name.
    exported: BTreeMap<String, Vec<String>>,
}

impl Crate {
    /// The crate that is tested.
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        collect(&root, &mut files);
        assert!(files.len() > 50, "the sources are not where they were: {} files", files.len());
        Self::of(files.into_iter().map(|file| {
            let name = file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&file).unwrap())
        }))
    }

    /// The crate of these files, by their names below `src`.
    pub(crate) fn of(files: impl Iterator<Item = (String, String)>) -> Self {
        let files: Vec<_> = files.filter(|(name, _)| !is_of_tests(name)).collect();
        let modules: BTreeSet<_> = files.iter().map(|(name, _)| module_of(name)).collect();
        let source = |(name, text): (String, String)| {
            let module = module_of(&name);
            let mut reader = Reader::new(&module, &modules);
            reader.visit_file(&parse(&name, &text));
            let Reader { named, exported, .. } = reader;
            (module, Source { name, text, named, exported })
        };
        Self { files: files.into_iter().map(source).collect() }
    }

    /// The rooms: modules and folders at the crate's root.
    pub(crate) fn rooms(&self) -> BTreeSet<String> {
        self.files.keys().filter_map(|module| module.first().cloned()).collect()
    }

    /// Pairs of modules, each of which names something that stands in the other's file, if only to
    /// name it again.
    pub(crate) fn uses(&self) -> BTreeSet<(String, String)> {
        let mut uses = BTreeSet::new();
        for (module, source) in self.files.iter().filter(|(module, _)| !module.is_empty()) {
            for path in source.named.iter().chain(source.exported.values()) {
                let target = self.defined_in(path, 0);
                if !target.is_empty() && target != *module {
                    uses.insert((module.join("/"), target.join("/")));
                }
            }
        }
        uses
    }

    /// The names of all files, and their lines.
    pub(crate) fn lines(&self) -> Vec<(String, usize)> {
        self.files.values().map(|file| (file.name.clone(), file.text.lines().count())).collect()
    }

    /// The names of all files, and their texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.values().map(|file| (file.name.as_str(), file.text.as_str()))
    }

    /// The module whose file defines what a path leads to, however often it was named again.
    fn defined_in(&self, path: &[String], hops: usize) -> Vec<String> {
        let depth = (0..=path.len()).rev().find(|depth| self.files.contains_key(&path[..*depth]));
        let (module, rest) = path.split_at(depth.unwrap_or(0));
        let again = rest.first().and_then(|name| self.files.get(module)?.exported.get(name));
        match again {
            Some(again) if hops < 8 => self.defined_in(again, hops + 1),
            Some(_) | None => module.to_vec(),
        }
    }
}

/// The rings of files, each as a sorted line of their names.
pub(crate) fn rings(source: &Crate) -> Vec<String> {
    let uses = source.uses();
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, _) in &uses {
        reached.insert(from, reached_from(from, &uses));
    }
    let mut rings = BTreeSet::new();
    for (from, targets) in &reached {
        if targets.contains(from) {
            let back = |it: &&&str| reached.get(**it).is_some_and(|back| back.contains(from));
            rings.insert(targets.iter().filter(back).copied().collect::<Vec<_>>().join(" ↔ "));
        }
    }
    rings.into_iter().collect()
}

fn reached_from<'a>(from: &'a str, uses: &'a BTreeSet<(String, String)>) -> BTreeSet<&'a str> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(at) = open.pop() {
        let after = (at.to_owned(), String::new());
        for (_, next) in uses.range(after..).take_while(|(from, _)| from == at) {
            if reached.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    reached
}

/// Reads what one file names.
struct Reader<'a> {
    module: &'a [String],
    modules: &'a BTreeSet<Vec<String>>,
    named: Vec<Vec<String>>,
    exported: BTreeMap<String, Vec<String>>,
}

impl<'a> Reader<'a> {
    fn new(module: &'a [String], modules: &'a BTreeSet<Vec<String>>) -> Self {
        Self { module, modules, named: Vec::new(), exported: BTreeMap::new() }
    }

    /// A path from the crate's root; `None` for one that leads to another crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let rest = match path.first()?.as_str() {
            "crate" | "propus" => return Some(path[1..].to_vec()),
            "self" => return Some([self.module, &path[1..]].concat()),
            "super" => path.iter().take_while(|name| *name == "super").count(),
            child => {
                let child = [self.module, &[child.to_owned()]].concat();
                return self.modules.contains(&child).then(|| [self.module, path].concat());
            }
        };
        let above = self.module.len().checked_sub(rest)?;
        Some([&self.module[..above], &path[rest..]].concat())
    }

    fn name(&mut self, path: &[String]) {
        self.named.extend(self.absolute(path));
    }

    fn tree(&mut self, tree: &UseTree, before: &[String], is_public: bool) {
        match tree {
            UseTree::Path(path) => {
                self.tree(&path.tree, &[before, &[path.ident.to_string()]].concat(), is_public);
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.tree(tree, before, is_public));
            }
            UseTree::Glob(_) => self.name(before),
            UseTree::Name(name) => self.leaf(before, &name.ident, &name.ident, is_public),
            UseTree::Rename(name) => self.leaf(before, &name.ident, &name.rename, is_public),
        }
    }

    fn leaf(&mut self, before: &[String], name: &syn::Ident, new: &syn::Ident, is_public: bool) {
        let name = name.to_string();
        let path = if name == "self" { before.to_vec() } else { [before, &[name]].concat() };
        if let Some(path) = self.absolute(&path) {
            if is_public {
                self.exported.insert(new.to_string(), path);
            } else {
                self.named.push(path);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !module.attrs.iter().any(is_for_tests) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        self.tree(&item.tree, &[], is_public);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        if names.len() > 1 {
            self.name(&names);
        }
        visit::visit_path(self, path);
    }

    /// `pub(in crate::room)` names a room, but nothing in it.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    /// What stands in a macro is only known as tokens.
    fn visit_macro(&mut self, it: &'ast Macro) {
        let tokens = it.tokens.to_string();
        let words: Vec<&str> = tokens.split_whitespace().collect();
        for at in 0..words.len() {
            if matches!(words[at], "crate" | "super") {
                let path = words[at..].chunks(2).take_while(|it| it.len() == 2 && it[1] == "::");
                let mut path: Vec<String> = path.map(|it| it[0].to_owned()).collect();
                path.extend(words.get(at + 2 * path.len()).map(|last| (*last).to_owned()));
                self.name(&path);
            }
        }
        visit::visit_macro(self, it);
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string() == "test")
}

fn parse(name: &str, text: &str) -> File {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// True for a file of tests, by its name or its folder's.
fn is_of_tests(name: &str) -> bool {
    name.split('/').any(|part| matches!(part, "tests" | "tests.rs"))
}

/// The path of a file's module: `capsule/mod.rs` and `capsule.rs` are `capsule`, `lib.rs` is empty.
fn module_of(name: &str) -> Vec<String> {
    let stem = name.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.split('/').filter(|name| *name != "lib").map(str::to_owned).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}
