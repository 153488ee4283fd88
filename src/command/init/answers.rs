//! `Answers`: what a new capsule begins with, as it was typed or asked for.

use std::io::{self, BufRead, Write};

use crate::cli::Init;
use crate::settings::value::HostName;

/// The title of a capsule that was given none.
const TITLE: &str = "My capsule";

/// The longest answer, in bytes: nobody types more.
const LONGEST: u64 = 1000;

/// What a new capsule begins with. The texts hold no control characters and are one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Answers {
    /// The public name.
    pub(super) host: HostName,
    /// The title of the home page.
    pub(super) title: String,
    /// Who writes; may be empty.
    pub(super) author: String,
    /// The address that readers write to; may be empty.
    pub(super) mail: String,
}

impl Answers {
    /// What was typed, and otherwise what is usual.
    pub(super) fn typed(arguments: &Init) -> Self {
        let text = |typed: &Option<String>, usual: &str| {
            typed
                .as_deref()
                .map(line)
                .filter(|it| !it.is_empty())
                .unwrap_or_else(|| usual.to_owned())
        };
        Self {
            host: arguments.host.clone().unwrap_or_else(HostName::localhost),
            title: text(&arguments.title, TITLE),
            author: text(&arguments.author, ""),
            mail: text(&arguments.mail, ""),
        }
    }

    /// What was typed; the rest is asked for. An empty answer is what is usual, and so is the end of
    /// all answers.
    ///
    /// # Errors
    /// Fails when nothing can be asked or read.
    pub(super) fn asked(
        arguments: &Init,
        input: &mut dyn BufRead,
        screen: &mut dyn Write,
    ) -> io::Result<Self> {
        let mut answers = Self::typed(arguments);
        if arguments.title.is_none() {
            ask("Title of the home page", &mut answers.title, input, screen)?;
        }
        if arguments.author.is_none() {
            ask("Who writes here", &mut answers.author, input, screen)?;
        }
        if arguments.mail.is_none() {
            ask("Mail address for replies", &mut answers.mail, input, screen)?;
        }
        if arguments.host.is_none() {
            answers.host = ask_host(input, screen)?;
        }
        Ok(answers)
    }
}

/// Asks for the public name until it is one.
fn ask_host(input: &mut dyn BufRead, screen: &mut dyn Write) -> io::Result<HostName> {
    loop {
        let mut name = HostName::localhost().as_str().to_owned();
        ask("Public host name, once there is one", &mut name, input, screen)?;
        match name.parse() {
            Ok(host) => return Ok(host),
            Err(why) => writeln!(screen, "  {why}")?,
        }
    }
}

/// Asks one question. An empty answer leaves the value as it is.
fn ask(
    question: &str,
    value: &mut String,
    input: &mut dyn BufRead,
    screen: &mut dyn Write,
) -> io::Result<()> {
    let usual = if value.is_empty() { String::new() } else { format!(" [{value}]") };
    write!(screen, "{question}{usual}: ")?;
    screen.flush()?;
    let mut answer = Vec::new();
    io::Read::take(&mut *input, LONGEST).read_until(b'\n', &mut answer)?;
    if answer.last() != Some(&b'\n') {
        // Ctrl-D leaves the cursor behind the question.
        writeln!(screen)?;
    }
    let answer = line(&String::from_utf8_lossy(&answer));
    if !answer.is_empty() {
        *value = answer;
    }
    Ok(())
}

/// A text as one line: each run of blanks and control characters is one blank.
fn line(text: &str) -> String {
    let blank = |it: char| it.is_whitespace() || it.is_control();
    text.split(blank).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn init() -> Init {
        Init {
            folder: "new".into(),
            host: None,
            title: None,
            author: None,
            mail: None,
            no_config: false,
        }
    }

    fn asked(arguments: &Init, typed: &str) -> (Answers, String) {
        let mut screen = Vec::new();
        let answers = Answers::asked(arguments, &mut typed.as_bytes(), &mut screen).unwrap();
        (answers, String::from_utf8(screen).unwrap())
    }

    #[test]
    fn each_question_is_asked_once_and_an_empty_answer_is_the_usual_one() {
        let (answers, screen) = asked(&init(), "A\tquiet \u{1b}[1m place\n\n\nexample.org\n");
        assert_eq!(answers.title, "A quiet [1m place");
        assert_eq!((answers.author.as_str(), answers.mail.as_str()), ("", ""));
        assert_eq!(answers.host.as_str(), "example.org");
        assert_eq!(
            screen,
            "Title of the home page [My capsule]: Who writes here: Mail address for replies: Public \
             host name, once there is one [localhost]: "
        );
        assert_eq!(asked(&init(), "").0, Answers::typed(&init()));
    }

    #[test]
    fn what_was_typed_is_not_asked_for() {
        let arguments = Init {
            host: Some("example.org".parse().unwrap()),
            title: Some("T".to_owned()),
            author: Some(String::new()),
            mail: Some("a@example.org".to_owned()),
            ..init()
        };
        let (answers, screen) = asked(&arguments, "no\n");
        assert_eq!((answers, screen.as_str()), (Answers::typed(&arguments), ""));
    }

    #[test]
    fn a_name_that_is_none_is_asked_for_again() {
        let (answers, screen) = asked(&init(), "\n\n\nhttp://example.org\nExample.org.\n");
        assert_eq!(answers.host.as_str(), "example.org");
        assert!(screen.contains("this is no host name"), "{screen}");
    }
}
