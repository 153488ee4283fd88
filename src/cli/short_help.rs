//! The help of `-h`: one screen, for who wants to begin. All there is stands in that of `--help`.

/// What to type, and what it does. The lines fit into 80 columns and a screen of 24 rows, with
/// another line for the prompt.
const LINES: &[(&str, &str)] = &[
    ("propus ~/blog", "serve a site or a folder of notes, as it is"),
    ("propus ~/blog --host example.org", "under the name that readers use"),
    ("propus init capsule", "write a first capsule to go on with"),
    ("  check [DIR]", "what its author should know of each page"),
    ("  render PAGE", "what a client would get for one page"),
    ("  export DIR --to OUT", "the site as files for a server, or the web"),
    ("  status", "what a running server has counted"),
    ("  reload", "have a running server read everything again"),
    ("  upgrade", "let another version take a server's place"),
    ("  cert show", "the certificate; cert renew, new, import"),
    ("  ping URL", "ask a server as a client does, and tell all"),
    ("  doctor HOST", "how readers see it, and what to mend"),
    ("  --host NAME", "the public name of the capsule"),
    ("  --config FILE", "a configuration, such as propus.toml"),
    ("  --certs DIR", "where key and certificate are kept"),
    ("  --gemini ADDR", "where Gemini is, such as 1965; --no-gemini"),
    ("  --gopher ADDR", "where Gopher is, such as 7070; --no-gopher"),
    ("  --search", "let readers search for words"),
    ("  --drafts", "serve drafts, too"),
    ("  --access-log FILE", "requests into a file of their own"),
    ("  --metrics ADDR", "counters, for status and Prometheus"),
    ("  --user NAME", "whom root becomes once it listens"),
];

/// The text.
pub(super) fn text() -> String {
    let mut text =
        "Usage: propus [OPTIONS] [DIR] or propus COMMAND (more: --help, propus help)\n".to_owned();
    for (typed, what) in LINES {
        text.push_str(&format!("{typed:<34} {what}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::program::Cli;
    use super::*;

    #[test]
    fn it_fits_on_a_screen_and_names_what_there_is() {
        let text = text();
        assert!(text.lines().count() < 24, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 79), "{text}");
        let program = Cli::command();
        let serve = program.find_subcommand("serve").unwrap();
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '-') {
            let Some(option) = word.strip_prefix("--").filter(|it| !it.is_empty()) else {
                continue;
            };
            let is_known = ["help", "to"].contains(&option)
                || serve.get_arguments().any(|it| it.get_long() == Some(option));
            assert!(is_known, "--{option}");
        }
        let commands = LINES.iter().filter_map(|(typed, _)| typed.strip_prefix("  "));
        let commands: Vec<_> = commands.filter(|it| !it.starts_with('-')).collect();
        assert_eq!(commands.len(), 9);
        for command in commands {
            let name = command.split(' ').next().unwrap();
            assert!(program.find_subcommand(name).is_some(), "{name}");
        }
    }
}
