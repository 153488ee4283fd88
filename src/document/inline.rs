//! Inlines: the parts of a line.

use super::target::Target;
use crate::media::Media;

/// A part of a line. Pages are made of these by the thousand, so what is large is boxed.
#[derive(Clone, PartialEq, Debug)]
pub enum Inline {
    /// Words. Runs of white space are one space; no line ends, no control characters.
    Text(String),
    /// A word or two of code.
    Code(String),
    /// Stressed text.
    Emphasis(Vec<Inline>),
    /// Strongly stressed text.
    Strong(Vec<Inline>),
    /// Text that no longer holds.
    Struck(Vec<Inline>),
    /// A link.
    Link(Box<Link>),
    /// A picture, sound or film.
    Image(Box<Image>),
    /// A reference to the footnote of that number.
    Note(usize),
    /// The end of a line that the author wanted.
    Break,
}

impl Inline {
    /// Tests whether it is a picture, or a link around nothing but pictures.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        match self {
            Self::Image(_) => true,
            Self::Link(link) => {
                !link.content.is_empty() && link.content.iter().all(Self::is_picture)
            }
            Self::Text(_)
            | Self::Code(_)
            | Self::Emphasis(_)
            | Self::Strong(_)
            | Self::Struck(_)
            | Self::Note(_)
            | Self::Break => false,
        }
    }

    /// Tests whether it shows nothing: white space, the end of a line.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Break => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Code(_)
            | Self::Emphasis(_)
            | Self::Strong(_)
            | Self::Struck(_)
            | Self::Link(_)
            | Self::Image(_)
            | Self::Note(_) => false,
        }
    }
}

impl Link {
    /// A link to the whole of a target, without a note.
    #[must_use]
    pub fn new(target: Target, content: Vec<Inline>) -> Self {
        Self { target, title: String::new(), fragment: String::new(), content }
    }
}

impl From<Link> for Inline {
    fn from(link: Link) -> Self {
        Self::Link(Box::new(link))
    }
}

impl From<Image> for Inline {
    fn from(image: Image) -> Self {
        Self::Image(Box::new(image))
    }
}

/// A link in running text.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// Its target.
    pub target: Target,
    /// The author's note on it (`title="…"`), on one line; empty when there is none.
    pub title: String,
    /// The name of the place that it leads to on a page of this capsule, decoded; empty when it leads
    /// to the whole. With [`Target::Nowhere`] the place is on the same page. Readers of gemtext and
    /// menus come to the page alone.
    pub fragment: String,
    /// Its words; may hold images.
    pub content: Vec<Inline>,
}

/// A picture, sound or film.
#[derive(Clone, PartialEq, Debug)]
pub struct Image {
    /// Its bytes' target.
    pub target: Target,
    /// Its description, on one line; empty when the author gives none.
    pub alt: String,
    /// Its medium.
    pub kind: ImageKind,
}

/// The medium of an [`Image`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImageKind {
    /// A picture.
    Picture,
    /// Something that moves.
    Video,
    /// Something to listen to.
    Audio,
    /// A page or a program in a frame.
    Frame,
}

impl ImageKind {
    /// The medium of a file, by its name; `None` when it is nothing to see or hear.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let media = Media::of_name(name)?;
        match media.mime.split_once('/')?.0 {
            "image" => Some(Self::Picture),
            "audio" => Some(Self::Audio),
            "video" => Some(Self::Video),
            _ => None,
        }
    }
}
