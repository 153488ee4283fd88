//! Examples of each command, for its manual page.

/// An example: what is typed, and what it does.
pub(super) type Example = (&'static str, &'static str);

/// The examples of each command, in the order of the manual pages.
const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "propus",
        &[
            ("propus init ~/capsule", "Write a first capsule."),
            ("propus --config ~/capsule/propus.toml", "Serve it, on this machine: for a try."),
            (
                "propus ~/notes --host example.org",
                "Serve a folder under the name that readers use.",
            ),
            ("propus --config /etc/propus/propus.toml", "Serve all that a file names."),
        ],
    ),
    (
        "propus serve",
        &[
            ("propus serve ~/blog --host example.org --search", "Let readers search for words."),
            (
                "propus serve ~/blog --gemini 192.0.2.7:1965 --no-gopher",
                "Listen on one address, for Gemini alone.",
            ),
            (
                "propus serve ~/blog --gopher 7070 --public-gopher-port 70",
                "Listen on another port than readers use, behind a router.",
            ),
            ("propus serve ~/blog --spartan --nex --finger", "Serve three more protocols, too."),
        ],
    ),
    (
        "propus render",
        &[
            ("propus render notes/pi.md", "Show a page as Gemini clients get it."),
            ("propus render notes/pi.md --as menu", "Show it as Gopher clients get it."),
            ("propus render /tags/pi/ --capsule ~/blog", "Show a list, which no file is."),
        ],
    ),
    (
        "propus search",
        &[
            ("propus search 'small boxes' ~/blog", "Find the pages that say so."),
            ("propus search 'tag:pi -zero' --config propus.toml", "The same of a configuration."),
            ("propus search pi ~/blog --json", "For a script."),
        ],
    ),
    (
        "propus check",
        &[
            ("propus check ~/blog", "Name each dead link, with its file and line."),
            ("propus check ~/blog --explain /about", "Say which file a path leads to, and why."),
            ("propus check --config propus.toml", "Look at a configuration and all its capsules."),
        ],
    ),
    (
        "propus init",
        &[
            ("propus init ~/capsule", "Ask for title, author and name, and write the pages."),
            (
                "propus init ~/capsule --host example.org --title 'My log' --author Anna --mail \
                 anna@example.org",
                "The same in a script.",
            ),
        ],
    ),
    (
        "propus export",
        &[
            ("propus export ~/blog --to ~/public_gemini", "Write what a Gemini server can serve."),
            (
                "propus export ~/blog --to ~/public_gopher --as gopher --host example.org --base \
                 /~anna",
                "Write what a Gopher server serves below a path of one's own.",
            ),
            (
                "propus export ~/blog --to ~/public_html --as html --host example.org --url \
                 https://example.org",
                "Write web pages, for readers without a client.",
            ),
        ],
    ),
    ("propus cert", &[("propus cert show", "Print the fingerprints of all certificates.")]),
    (
        "propus cert show",
        &[("propus cert show example.org", "Print the fingerprints that readers may compare.")],
    ),
    (
        "propus cert renew",
        &[("propus cert renew example.org", "Make a new certificate; the key stays.")],
    ),
    (
        "propus cert new",
        &[("propus cert new example.org", "Replace a key that somebody else may have read.")],
    ),
    (
        "propus cert import",
        &[
            (
                "propus cert import example.org ~/agate/.certificates/example.org",
                "Take over what agate has used.",
            ),
            ("propus cert import example.org cert.pem key.pem", "Take over any two files."),
        ],
    ),
    ("propus id", &[("propus id list --config propus.toml", "Say who is admitted where.")]),
    ("propus id list", &[("propus id list --config propus.toml", "Say who is admitted where.")]),
    ("propus id pending", &[("propus id pending", "Say who was refused at a closed part.")]),
    (
        "propus id add",
        &[
            ("propus id add anna 2", "Admit the one of that number in `propus id pending`."),
            (
                "propus id add --config propus.toml --zone /members/ anna \
             SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "Admit a reader by the fingerprint of her certificate.",
            ),
        ],
    ),
    (
        "propus id remove",
        &[(
            "propus id remove --config propus.toml --zone /members/ anna",
            "Admit that reader no more.",
        )],
    ),
    (
        "propus config",
        &[
            ("propus config --config propus.toml", "Say what is in force, and who said it."),
            ("propus config --example", "Print a file with all that can be said."),
        ],
    ),
    (
        "propus reload",
        &[("propus reload --config /etc/propus/propus.toml", "Check the file, then take it up.")],
    ),
    (
        "propus upgrade",
        &[(
            "propus upgrade --config /etc/propus/propus.toml",
            "Go on with the program that lies in its place now.",
        )],
    ),
    (
        "propus status",
        &[("propus status --metrics 127.0.0.1:9165", "Print what that server has counted.")],
    ),
    (
        "propus ping",
        &[
            ("propus ping example.org", "Ask for the home page, and tell all about it."),
            ("propus ping gopher://example.org/0/about.txt", "Ask for a text on Gopher."),
            (
                "propus ping example.org --connect 127.0.0.1:1965",
                "Ask before the name leads to this machine.",
            ),
        ],
    ),
    (
        "propus doctor",
        &[
            ("propus doctor example.org", "Look a host over, from wherever this is typed."),
            (
                "propus doctor --config /etc/propus/propus.toml",
                "Look all hosts of a server over, from inside, too.",
            ),
        ],
    ),
    (
        "propus announce",
        &[
            (
                "propus announce example.org --to gemini://warmedal.se/~antenna/submit",
                "Have Antenna fetch the feed, if there is something new.",
            ),
            (
                "propus announce --config /etc/propus/propus.toml --dry-run",
                "Print what would be sent to whom.",
            ),
        ],
    ),
    (
        "propus history",
        &[
            ("propus history", "List what was written, the oldest first."),
            ("propus history /about", "List what was written to one page."),
        ],
    ),
    ("propus history show", &[("propus history show /about@2", "Print the text of that time.")]),
    (
        "propus letters",
        &[
            ("propus letters", "List what readers have written, the oldest first."),
            ("propus letters publish 3 --capsule ~/blog", "Show a letter below its page."),
        ],
    ),
    (
        "propus letters list",
        &[("propus letters list --config propus.toml", "List those of the first host.")],
    ),
    ("propus letters show", &[("propus letters show 3", "Print a letter, and who sent it.")]),
    (
        "propus letters publish",
        &[("propus letters publish 3 --config propus.toml", "Write it into the capsule.")],
    ),
    (
        "propus letters drop",
        &[("propus letters drop 3", "Remove a letter that is not to be published.")],
    ),
    ("propus history undo", &[("propus history undo /about", "Put the text before back.")]),
    (
        "propus new",
        &[("propus new Hills --tag walks", "Write the file of a post to come, and name it.")],
    ),
    (
        "propus hook",
        &[(
            "propus hook /srv/capsule > capsule.git/hooks/post-receive",
            "Let a push into that repository change what is served.",
        )],
    ),
    (
        "propus help",
        &[
            ("propus help", "List the topics."),
            ("propus help ports", "Print the page on ports."),
            ("propus help cert renew", "Print the options of a command."),
        ],
    ),
    (
        "propus store",
        &[
            ("propus store push ~/capsule", "Let all boxes show what has changed there."),
            ("propus store status", "See whether they do."),
        ],
    ),
    (
        "propus store init",
        &[("propus store init --config propus.toml", "Begin, before the first push.")],
    ),
    ("propus store push", &[("propus store push ~/capsule", "Push what has changed in it.")]),
    ("propus store pull", &[("propus store pull ~/copy", "Have all of it in a folder.")]),
    ("propus store status", &[("propus store status", "See which box is behind.")]),
    ("propus store gc", &[("propus store gc", "Remove what is named no more.")]),
    ("propus man", &[("propus man ~/.local/share/man/man1", "Write the manual pages there.")]),
    (
        "propus completions",
        &[(
            "propus completions fish > ~/.config/fish/completions/propus.fish",
            "Let the fish complete commands and options.",
        )],
    ),
];

/// The examples of a command, by all its words; none for one that has none.
pub(super) fn of(command: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(name, _)| *name == command).map_or(&[], |(_, examples)| examples)
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory, Parser};

    use super::super::program::Cli;
    use super::*;

    fn names(command: &Command, name: &str, names: &mut Vec<String>) {
        names.push(name.to_owned());
        for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            self::names(below, &format!("{name} {}", below.get_name()), names);
        }
    }

    #[test]
    fn every_command_has_an_example() {
        let mut all = Vec::new();
        names(&Cli::command(), "propus", &mut all);
        for name in all.iter().filter(|name| !name.ends_with(" help")) {
            assert!(!of(name).is_empty(), "write an example of {name}");
        }
        for (name, examples) in EXAMPLES {
            assert!(all.iter().any(|it| it == name), "there is no {name}");
            assert_eq!(of(name), *examples);
        }
        assert_eq!(of("propus none"), []);
    }

    #[test]
    fn every_example_can_be_typed() {
        for (name, examples) in EXAMPLES {
            for (typed, what) in *examples {
                let (command, _) = typed.split_once(" > ").unwrap_or((typed, ""));
                // What stands in quotation marks is one word.
                let pieces = command.split('\'').enumerate();
                let words: String = pieces
                    .map(|(at, it)| if at % 2 == 1 { it.replace(' ', "_") } else { it.to_owned() })
                    .collect();
                let read = Cli::try_parse_from(words.split(' '));
                assert!(read.is_ok(), "{typed}: {}", read.unwrap_err());
                assert!(typed.starts_with("propus "), "{name}: {typed}");
                assert!(what.ends_with('.'), "{typed}");
            }
        }
    }
}
