//! `View`: the ways in which a page is shown, whatever the protocol.

/// A way to show a resource.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum View {
    /// Gemtext.
    Page,
    /// A menu of Gopher (RFC 1436).
    Menu,
    /// Plain text with links on lines of their own, `=> url label`: a directory of Nex.
    Links,
    /// Plain text, as `page.txt`.
    Text,
    /// An Atom feed (RFC 4287).
    Feed,
    /// HTML, for readers on the web: a file among others, since no protocol of the web is served.
    Web,
    /// An Atom feed of such pages.
    WebFeed,
}

impl View {
    /// The MIME type of the view.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Page => "text/gemini",
            Self::Menu | Self::Links | Self::Text => "text/plain",
            Self::Feed | Self::WebFeed => "application/atom+xml",
            Self::Web => "text/html",
        }
    }
}
