//! Mistakes in a file, and their positions.

use super::{check_fault, config, uncommented};

#[test]
fn what_is_wrong_in_the_file_is_reported_with_its_position() {
    check_fault(
        "\nwidht = 3\n",
        "2:1",
        &["no such option; did you mean width? It goes under [content], or"],
    );
    check_fault(
        "access-log = 'x'",
        "1:1",
        &["option access-log: it does not belong here; write it under [log]"],
    );
    check_fault("[log]\nmetrics = '9165'", "2:1", &["option metrics: ", "at the top of the file"]);
    check_fault("[[host]]\nname = 'a'\nwidth = 60", "3:1", &["option width: ", "[host.content]"]);
    check_fault(
        "[limits]\nmax-connections = 0",
        "2:19",
        &["option max-connections: ", "1 to 1000000"],
    );
    check_fault("pid-fil = 3", "1:1", &["no such option; did you mean pid-file?"]);
    check_fault("colour = 3", "1:1", &["no such option; expected is one of", "`certs`"]);
    check_fault("[content]\nwidth = '70'", "2:9", &["write it without quotes: width = 70"]);
    check_fault("gopher-tls = 'true'", "1:14", &["write it without quotes: gopher-tls = true"]);
    check_fault("[[host]]\nname = 127", "2:8", &["write it in quotes: name = \"127\""]);
    check_fault("pid-file = 1.5", "1:12", &["write it in quotes: pid-file = \"1.5\""]);
    check_fault("pid-file = true", "1:12", &["write it in quotes: pid-file = \"true\""]);
    check_fault("pid-file = 2026-11-30", "1:12", &["in quotes: pid-file = \"2026-11-30\""]);
    check_fault("[[host]]\nname = '::'", "2:8", &["the name that readers use"]);
    check_fault("[content]\nwidth = 'wide'", "2:9", &["option width: ", "string", "wide"]);
    check_fault("[content]\nkind = 'jekyl'", "2:8", &["option kind: ", "jekyll", "mdbook"]);
    check_fault("[content]\ngenerator = 'hugo'\nkind = 'hugo'", "3:1", &["generator", "already"]);
    check_fault(
        "gemini = 'localhost:1965'",
        "1:10",
        &["option gemini: ", "names are not looked up"],
    );
    check_fault("log = 'json'", "1:7", &["option log: this is a table; begin it with [log]"]);
    check_fault("[host]\nname = 'a'", "1:1", &["write [[host]], two brackets"]);
    check_fault("gemini = []", "1:10", &["option gemini: ", "true, or false"]);
    check_fault("gemini = 70000", "1:10", &["option gemini: ", "70000"]);
    check_fault("[log]\nformat = 'xml'", "2:10", &["option format: ", "plain", "json"]);
    check_fault("[[host]]\nname = 'exa mple'", "2:8", &["option name: ", "no host name"]);
    check_fault("[[host]]\nname = 'a'\nlanguage = 'e n'", "3:12", &["option language: ", "de-CH"]);
    check_fault("gemini = ", "1:10", &[]);
    check_fault("[[host]]\nname = 'a'\n[[host]]\ncapsule = 'b'", "3:1", &["[[host]]", "no name"]);
    check_fault(
        "[[host]]\nname = 'a'\n[[host]]\nname = 'b'\naliases = ['A.']",
        "5:11",
        &["option aliases: a "],
    );
    let same =
        "gopher = '[::1]:70'\n[[host]]\nname = 'a'\n[[host]]\nname = 'b'\ngopher = '[::1]:70'";
    check_fault(same, "6:10", &["option gopher: ", "taken by a, on [::1]:70"]);
    let wide = "[[host]]\nname = 'a'\n[[host]]\nname = 'b'\ngopher = '192.0.2.7:70'";
    check_fault(wide, "5:10", &["option gopher: ", "taken by a, on [::]:70", "all addresses"]);
    check_fault("gemini = 70\n[[host]]\nname = 'a'", "2:1", &["[::]:70 is taken by Gemini"]);
    let unused =
        "gopher = 70\n[[host]]\nname = 'a'\ngopher = 71\n[[host]]\nname = 'b'\ngopher = 72";
    check_fault(unused, "1:10", &["serves nobody"]);
}

#[test]
fn a_file_that_is_cut_short_is_read_or_reported() {
    let whole = uncommented();
    assert!(config(&[], Some(&whole)).is_ok());
    for end in (0..whole.len()).step_by(7) {
        let cut: String = whole.chars().take(end).collect();
        if let Err(error) = config(&[], Some(&cut)) {
            assert!(error.to_string().starts_with("/etc/propus/propus.toml:"), "{error}");
        }
    }
}
