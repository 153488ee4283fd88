//! What gemtext and menus written by hand may be full of.

use super::Shape::{self, Repeated};

pub(super) const IN_GEMTEXT: &[Shape] = &[
    Repeated("", "=> /§ x\n", ""),
    Repeated("", "=>\n", ""),
    Repeated("=> /x ", "y ", ""),
    Repeated("", "* x\n", ""),
    Repeated("", "> x\n", ""),
    Repeated("", "```\n", ""),
    Repeated("", "``` x\ny\n```\n", ""),
    Repeated("", "# x\n", ""),
    Repeated("", "\n", ""),
    Repeated("", "x ", ""),
    Repeated("", "=> /§ 2020-01-01 x\n", ""),
];

pub(super) const IN_GOPHERMAP: &[Shape] = &[
    Repeated("", "x\n", ""),
    Repeated("", "1x\ty§\n", ""),
    Repeated("", "1x\ty\thost\t70\n", ""),
    Repeated("", "1x\t", ""),
    Repeated("", "\t", ""),
    Repeated("", "\t\n", ""),
    Repeated("", "!x\n", ""),
    Repeated("", "=x§\n", ""),
    Repeated("", "-x§\n", ""),
    Repeated("", ":x§=1\n", ""),
    Repeated("", "#x\n", ""),
    Repeated("", "*\n", ""),
    Repeated("", "x\n===\n", ""),
    Repeated("", "=", "\n"),
    Repeated("", "hx\tURL:https://a.b/§\n", ""),
    Repeated("", "  - x\n", ""),
    Repeated("", "+---+\n", ""),
    Repeated("", "[1|x|y§|server|port]\n", ""),
    Repeated("", "[1|", ""),
    Repeated("", "[|\\|", ""),
    Repeated("", "tx\n", ""),
];
