//! Pictures: their lines, and where those stand.

use super::*;
use crate::document::{Image, ImageKind};

#[test]
fn pictures_are_links_that_say_so() {
    check(
        [p([t("Look: "), image("/img/a.png", "A cat")])],
        "Look:\n\n=> /img/a.png A cat (image)\n",
    );
    check([p([image("/img/%C3%BC.png", "")])], "=> /img/%25C3%25BC.png %C3%BC.png (image)\n");
    check(
        [p([around("/big/", image("/a.png", "A cat"))])],
        "=> /big/ A cat\n=> /a.png A cat (image)\n",
    );
    check([p([around("/a.png", image("/a.png", "A cat"))])], "=> /a.png A cat (image)\n");
    check([p([image("", "A drawing")])], "A drawing\n");
    let twice = [
        image("/a.png", "By day"),
        t(" "),
        image("/a.png", "By night"),
        t(" "),
        image("/a.png", "By night"),
    ];
    let lines =
        "=> /a.png By day (image)\n=> /a.png By night (image)\n=> /a.png By night (image)\n";
    check([p(twice)], lines);
    let named = [t("As in "), a("/a.png", "this picture"), t(": "), image("/a.png", "A cat")];
    check([p(named)], "As in this picture:\n\n=> /a.png this picture\n=> /a.png A cat (image)\n");
    let film = Image {
        target: target("https://www.youtube.com/embed/x1"),
        alt: String::new(),
        kind: ImageKind::Video,
    };
    check([p([Inline::from(film)])], "=> https://www.youtube.com/embed/x1 Video (youtube.com)\n");
}

#[test]
fn a_picture_that_begins_a_paragraph_comes_before_its_words() {
    let cat = || image("/a.png", "A cat");
    check(
        [p([cat(), t(" Cats "), a("/c/", "sleep"), t(".")])],
        "=> /a.png A cat (image)\n\nCats sleep.\n\n=> /c/ sleep\n",
    );
    check(
        [p([around("/b/", cat()), Inline::Break, t("Words "), image("/d.png", "A dog")])],
        "=> /b/ A cat\n=> /a.png A cat (image)\n\nWords\n\n=> /d.png A dog (image)\n",
    );
    check([p([cat(), t(" "), a("/c/", "Cats")])], "=> /a.png A cat (image)\n=> /c/ Cats\n");
}

#[test]
fn words_beside_a_picture_keep_apart() {
    check(
        [p([t("See the"), image("/a.png", "cat"), t("asleep.")])],
        "See the cat asleep.\n\n=> /a.png cat (image)\n",
    );
}
