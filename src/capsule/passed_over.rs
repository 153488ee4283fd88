//! Which files of a folder are no part of its site: for the walk over it, and for looks at single
//! files.

use crate::content::source_path::SourcePath;
use crate::generator::{Generator, Options, is_below};

/// True for what is kept back, and for what the site's generator passes over.
pub(super) fn is_passed_over(
    generator: &dyn Generator,
    options: &Options,
    path: &SourcePath,
) -> bool {
    let is_skipped = || generator.skips(path) && !holds_letters(generator, options, path);
    options.keeps_back(path) || is_skipped()
}

/// True for the folder of published letters, and for those.
pub(super) fn holds_letters(
    generator: &dyn Generator,
    options: &Options,
    path: &SourcePath,
) -> bool {
    options.letters && is_below(path.as_str(), &generator.letters_folder())
}
