use super::*;
use crate::render::specimen::*;

fn lines(items: &[MenuItem]) -> String {
    let line = |item: &MenuItem| match item.kind {
        ItemType::Info => format!("i{}\n", item.display),
        kind => format!("{kind}{}^I{}^I{}^I{}\n", item.display, item.selector, item.host, item.port),
    };
    items.iter().map(line).collect()
}

#[test]
fn show() {
    println!("{}", lines(&menu(&everything(), &origin(), MenuStyle { width: 67 })));
    println!("{}", crate::render::gemtext(&everything(), Default::default()));
    println!("{}", crate::render::gemtext(&everything(), crate::render::LinkStyle::Numbered));
    println!("{}", crate::render::text(&everything(), &origin(), crate::render::TextStyle { width: 72, gopher: true }));
}

/// The worked example of `reference/gopher.md`.
const MOVING: &str = "\
iMoving my capsule to a Pi
i=========================
i2026-05-04
i
iI moved the capsule to a Raspberry Pi last week. The steps are in
imy setup notes, and the old place is still up over on Gemini.
hRaspberry Pi (www.raspberrypi.com)^IURL:https://www.raspberrypi.com/^Iexample.org^I70
1my setup notes^I/notes/setup^Iexample.org^I70
hover on Gemini (gemini://old.example.org)^IURL:gemini://old.example.org/^Iexample.org^I70
i
iWhat runs there
i---------------
i
1Backup notes^I/notes/backup^Iexample.org^I70
i* Nothing else, really: no database, no PHP and no containers.
1database^I/notes/why-no-db^Iexample.org^I70
hcontainers (en.wikipedia.org)^IURL:https://en.wikipedia.org/wiki/OS-level_virtualization^Iexample.org^I70
i
i    Service  Port  TLS
i    -------  ----  --------
i    Gemini   1965  yes
i    Gopher     70  optional
i
i    propus serve /srv/capsule \\
i        --host example.org
i
I[image] The Pi on its shelf^I/img/pi.jpg^Iexample.org^I70
i
i> Small boxes teach you to want less, and that turns out to be most
i> of what running a server is about.
i
i___________________________________________________________________
0This page as plain text^I/posts/pi.txt^Iexample.org^I70
hThis page on Gemini (example.org)^IURL:gemini://example.org/posts/pi^Iexample.org^I70
1Up: Posts^I/posts/^Iexample.org^I70
1Home^I/^Iexample.org^I70
";

#[test]
fn the_worked_example_comes_out_as_written() {
    assert_eq!(lines(&menu(&moving(), &origin(), MenuStyle { width: 67 })), MOVING);
}
