//! A folder of unkind names in which menus were written by hand: a `gophermap` beside an
//! `index.md`, one in a folder, and a `.gph`.

use tempfile::TempDir;

use super::unkind;

/// A drawing that leads with blanks and is as wide as the widest line that no client cuts.
pub(crate) const DRAWING: &str =
    r"    __/\__   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~";

/// The folder.
pub(crate) fn folder() -> TempDir {
    let folder = unkind::folder();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let map = format!(
        "!A hole by hand\n{DRAWING}\n\nEverything here was written with care.\n\n=hand.inc\n7Search this hole\t/search\n\
         1Links of geomyidae\tlinks.gph\n0Two words as text\ttwo words.md\nhThe web\tURL:https://example.com/\n\
         -hand.inc\n\n*\n"
    );
    write("gophermap", &map);
    write("hand.inc", "These words are included.\n");
    let gph = "Links as geomyidae has them\n\n[1|Home, sweet home|/|server|port]\n\
               [1|All \\| everything|ünïcödé|server|port]\n[0|Sure as text|100% sure.md|server|port]\n";
    write("links.gph", gph);
    folder
}
