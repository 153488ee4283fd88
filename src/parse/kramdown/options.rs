//! `Options`: what a site says of its Markdown.

/// What a site may switch on or off.
#[derive(Clone, Copy)]
pub(in crate::parse) struct Options {
    /// `$…$` is TeX; `$$…$$` always is.
    pub(in crate::parse) math: bool,
    /// Straight quotes and `--` become typographic ones.
    pub(in crate::parse) smart: bool,
    /// `:name:` is an emoji.
    pub(in crate::parse) emoji: bool,
    /// The options of kramdown itself.
    pub(in crate::parse) own: Kramdown,
}

/// The options that kramdown itself has, under its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kramdown {
    /// `input`: true for the parser with GitHub's additions, where lists, headings and fences end a
    /// paragraph.
    pub gfm: bool,
    /// The end of each line in a paragraph is kept; the parser of GitHub's additions alone has it.
    pub hard_wrap: bool,
    /// HTML elements hold Markdown, unless they say something else.
    pub parse_block_html: bool,
    /// Elements of running text do.
    pub parse_span_html: bool,
}

impl Default for Kramdown {
    fn default() -> Self {
        Self::JEKYLL
    }
}

impl Kramdown {
    /// What Jekyll has without a setting.
    pub const JEKYLL: Self =
        Self { gfm: true, hard_wrap: false, parse_block_html: false, parse_span_html: true };

    /// Takes up what an extension says, `options parse_block_html="true"`.
    pub(super) fn change(&mut self, written: &str) {
        for option in written.split_ascii_whitespace() {
            let Some((name, value)) = option.split_once('=') else { continue };
            let is_on = match value.trim_matches(['"', '\'']) {
                "true" => true,
                "false" => false,
                _ => continue,
            };
            match name {
                "hard_wrap" => self.hard_wrap = is_on,
                "parse_block_html" => self.parse_block_html = is_on,
                "parse_span_html" => self.parse_span_html = is_on,
                _ => {}
            }
        }
    }

    /// True if each end of a line is kept.
    pub(super) fn keeps_lines(self) -> bool {
        self.gfm && self.hard_wrap
    }
}
