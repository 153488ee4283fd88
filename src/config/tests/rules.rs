//! Redirects, pages that are gone, and types of files.

use super::{check_fault, read, setting};

#[test]
fn redirects_gone_pages_and_media_are_checked() {
    let host = "[[host]]\nname = 'a'\n";
    let file = format!(
        "{host}gone = ['/x', '/tmp/**']\n[[host.redirect]]\nfrom = '/old/*'\nto = '/new/$1'\n\
         permanent = true\n\
         [[host.media]]\nglob = '*.log'\ntype = 'text/x-log'\ncharset = 'latin1'\n"
    );
    let config = read(&file);
    let rules = &config.first.options.rules;
    assert_eq!((rules.redirects.len(), rules.gone.len(), rules.files.len()), (1, 2, 1));
    let (value, source) = setting(&config, "redirect");
    assert_eq!(value.unwrap(), r#"[{ from = "/old/*", to = "/new/$1", permanent = true }]"#);
    assert!(source.ends_with("propus.toml:4"), "{source}");
    let redirect =
        |from: &str, to: &str| format!("{host}[[host.redirect]]\nfrom = '{from}'\nto = '{to}'\n");
    check_fault(&redirect("old", "/new"), "4:8", &["option from: ", "begins with /"]);
    check_fault(&redirect("/old", "new"), "5:6", &["option to: ", "begins with /"]);
    check_fault(&redirect("/old", "//new"), "5:6", &["option to: ", "begins with one /"]);
    check_fault(&redirect("/old", "/ne w"), "5:6", &["percent-encode"]);
    check_fault(&redirect("/old/*", "/new/$2"), "5:6", &["no star for $2"]);
    check_fault(&redirect("/**", "https://$1/"), "5:6", &["the host of a URL"]);
    check_fault(&redirect("/old", "/old"), "5:6", &["circles"]);
    check_fault(&redirect("/old", "/new?x"), "5:6", &["%3F"]);
    check_fault(&format!("{host}gone = ['x']"), "3:8", &["option gone: \"x\": ", "begins with /"]);
    check_fault(&format!("{host}[[host.media]]\nglob = ''"), "4:8", &["option glob: ", "*.log"]);
    check_fault(
        &format!("{host}[[host.media]]\nglob = '*'\ntype = 'text'"),
        "5:8",
        &["text/plain"],
    );
    check_fault(&format!("{host}[[host.media]]\nglob = '*'\ncharset = 'x'"), "5:11", &["utf-8"]);
    check_fault(
        &format!("{host}[[host.redirect]]\nfrom = '/x'"),
        "3:1",
        &["[[host.redirect]]", "missing field `to`"],
    );
}
