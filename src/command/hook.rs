//! `propus hook`: a script by which a push with git changes what is served.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf, absolute};

use super::error::{CommandError, at};
use super::quoted::quoted;
use crate::cli::Hook;

/// The script, with places for what differs.
const SCRIPT: &str = include_str!("hook/post-receive.sh");

/// Prints the hook for a folder.
///
/// # Errors
/// Fails when a path can't be made absolute, or standard output can't be written to.
pub fn hook(arguments: &Hook, out: &mut dyn Write) -> Result<(), CommandError> {
    let folder = &arguments.folder;
    let site = absolute(folder).map_err(at(folder))?;
    let config = arguments.config.as_ref().map(|file| absolute(file).map_err(at(file)));
    // Whoever pushes over SSH has another PATH, if any.
    let program = env::current_exe().unwrap_or_else(|_| PathBuf::from("propus"));
    let text = script(&site, &arguments.branch, &program, config.transpose()?.as_deref());
    out.write_all(text.as_bytes()).map_err(CommandError::Output)
}

fn script(site: &Path, branch: &str, program: &Path, config: Option<&Path>) -> String {
    let fill = |text: String, place: &str, value: &str| text.replacen(place, value, 1);
    let text = fill(SCRIPT.to_owned(), "@branch@", &quoted(branch));
    let text = fill(text, "@propus@", &quoted(&program.to_string_lossy()));
    let config = config.map(|file| file.to_string_lossy()).unwrap_or_default();
    let text = fill(text, "@config@", &quoted(&config));
    fill(text, "@site@", &quoted(&site.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_names_the_folder_the_branch_and_the_configuration() {
        let arguments = Hook {
            folder: "my site".into(),
            branch: "it's".to_owned(),
            config: Some("propus.toml".into()),
        };
        let mut out = Vec::new();
        hook(&arguments, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let path = |name: &str| quoted(&absolute(name).unwrap().to_string_lossy());
        for word in [path("my site"), path("propus.toml"), quoted("it's")] {
            assert!(text.contains(&word), "{word}: {text}");
        }
        for place in ["@site@", "@branch@", "@config@", "@propus@"] {
            assert!(!text.contains(place), "{place}: {text}");
        }
    }
}
