//! Pictures, sounds, films and frames: where their bytes are, and what they show in words.

use std::collections::HashSet;

use super::flow::Flow;
use super::tidy::{one_line, says};
use super::walk::Walker;
use crate::document::{Image, ImageKind, Inline, Link, Target};
use crate::media::ItemType;
use crate::parse::dom::NodeId;
use crate::uri::UriReference;

impl Walker<'_> {
    /// `<img>`: its source, or the one that a script would put there later.
    pub(super) fn picture(&mut self, id: NodeId, flow: &mut Flow) {
        if let Some(source) = self.source(id)
            && !self.counts_visits(id)
            && !self.is_repeated(&source)
        {
            self.image(id, &source, ImageKind::Picture, flow);
        }
    }

    /// Tests for a picture or frame of one pixel: there is nothing to see.
    fn counts_visits(&self, id: NodeId) -> bool {
        let is_dot = |name| {
            let size = self.dom.attribute(id, name).map(str::trim);
            size.is_some_and(|it| matches!(it.trim_end_matches("px"), "0" | "1"))
        };
        is_dot("width") && is_dot("height")
    }

    /// `<video>`, `<audio>`, `<object>`, `<iframe>`, `<embed>`, and what stands in them: other
    /// sources, and links for those who can't play it. The sentence about old browsers is not for a
    /// reader.
    pub(super) fn media(&mut self, id: NodeId, flow: &mut Flow) {
        if self.counts_visits(id) {
            return;
        }
        // The sources of a `<picture>` are other forms of its `<img>`.
        if self.dom.parent(id).is_some_and(|parent| self.dom.name(parent) == "picture") {
            return;
        }
        let kind = self.kind(id);
        let mut seen = HashSet::new();
        let nodes = self.dom.descendants(id, |it| !matches!(self.dom.name(it), "a" | "picture"));
        let nodes: Vec<NodeId> = nodes.collect();
        for node in nodes {
            match self.dom.name(node) {
                "a" | "picture" | "area" => {
                    flow.line.text(" ");
                    self.node(node, flow);
                }
                "img" | "video" | "audio" | "object" | "iframe" | "embed" | "source" | "track" => {
                    let Some(source) = self.source(node) else { continue };
                    if self.is_repeated(&source) || !seen.insert(source.clone()) {
                        continue;
                    }
                    let kind = match self.dom.name(node) {
                        "img" => ImageKind::Picture,
                        "iframe" | "embed" | "object" => framed(&source).unwrap_or(kind),
                        _ => kind,
                    };
                    self.image(node, &source, kind, flow);
                }
                _ => {}
            }
        }
    }

    fn image(&mut self, id: NodeId, source: &str, kind: ImageKind, flow: &mut Flow) {
        let alt = self.description(id);
        let target = self.links.resolve_image(source);
        self.shown_last = Some(source.to_owned());
        match &target {
            // A page of this capsule in a frame is read like any other.
            Target::Internal { kind: ItemType::Menu | ItemType::Html, path, title }
                if self.dom.name(id) == "iframe" =>
            {
                let words = match title {
                    _ if !alt.is_empty() => alt,
                    Some(title) => title.clone(),
                    None => path.name().to_owned(),
                };
                flow.line.link(Link::new(target, vec![Inline::Text(words)]));
            }
            Target::Internal { .. }
            | Target::GeminiOnly { .. }
            | Target::Search { .. }
            | Target::Missing(_)
            | Target::External(_)
            | Target::Nowhere => {
                flow.line.image(Image { target, alt, kind });
            }
        }
    }

    fn source(&self, id: NodeId) -> Option<String> {
        let names: &[&str] = match self.dom.name(id) {
            "object" => &["data"],
            "video" => &["src", "data-src"],
            _ => &["src", "data-src", "data-original", "data-lazy-src"],
        };
        let attributes =
            names.iter().filter_map(|name| self.dom.attribute(id, name)).map(str::trim);
        let written: Vec<&str> = attributes.filter(|source| !source.is_empty()).collect();
        let fetched = written.iter().find(|source| !source.starts_with("data:"));
        let source =
            fetched.copied().or_else(|| self.first_of_set(id)).or_else(|| written.first().copied());
        source
            .or_else(|| self.dom.attribute(id, "poster").filter(|poster| !poster.is_empty()))
            .map(str::to_owned)
    }

    /// The first of the sources in `srcset`, here or at a `<source>` beside it in a `<picture>`.
    fn first_of_set(&self, id: NodeId) -> Option<&str> {
        let own = self.dom.attribute(id, "srcset");
        let set = own.or_else(|| self.set_beside(id))?;
        set.split_ascii_whitespace().next().map(|source| source.trim_end_matches(','))
    }

    fn set_beside(&self, id: NodeId) -> Option<&str> {
        let picture = self.dom.parent(id).filter(|it| self.dom.name(*it) == "picture")?;
        self.dom.children(picture).take(16).find_map(|it| self.dom.attribute(it, "srcset"))
    }

    /// The words that describe a picture, on one line: its text, and what its title says besides;
    /// empty when there are none.
    fn description(&self, id: NodeId) -> String {
        let words = |name| self.dom.attribute(id, name).map(one_line).unwrap_or_default();
        let (text, title) = (words("alt"), words("title"));
        if says(&text, &title) {
            if text.is_empty() { words("aria-label") } else { text }
        } else if says(&title, &text) {
            title
        } else {
            let colon = if text.ends_with(|it: char| it.is_ascii_punctuation()) { "" } else { ":" };
            format!("{text}{colon} {title}")
        }
    }

    fn kind(&self, id: NodeId) -> ImageKind {
        let media_type = self.dom.attribute(id, "type").unwrap_or("");
        match self.dom.name(id) {
            "audio" => ImageKind::Audio,
            "object" | "embed" | "source" if media_type.starts_with("audio/") => ImageKind::Audio,
            "object" | "embed" | "source" if media_type.starts_with("image/") => ImageKind::Picture,
            "object" | "embed" | "iframe" if !media_type.starts_with("video/") => ImageKind::Frame,
            _ => ImageKind::Video,
        }
    }
}

/// The medium of what stands in a frame, as far as its URL tells: by its file's name, or by the host
/// that it is played from.
fn framed(source: &str) -> Option<ImageKind> {
    const FILMS: &[&str] = &[
        "youtube.com",
        "youtube-nocookie.com",
        "youtu.be",
        "vimeo.com",
        "dailymotion.com",
        "twitch.tv",
        "bilibili.com",
        "ted.com",
        "media.ccc.de",
        "peertube.tv",
        "rutube.ru",
        "odysee.com",
        "loom.com",
        "wistia.net",
        "wistia.com",
    ];
    const SOUNDS: &[&str] =
        &["soundcloud.com", "spotify.com", "bandcamp.com", "mixcloud.com", "podbean.com"];
    let uri = UriReference::split(source);
    let host = uri.authority.map_or("", |it| it.host_and_port().0).to_ascii_lowercase();
    let is_of = |hosts: &[&str]| {
        hosts.iter().any(|known| {
            host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    };
    if is_of(FILMS) {
        return Some(ImageKind::Video);
    }
    if is_of(SOUNDS) {
        return Some(ImageKind::Audio);
    }
    ImageKind::of_name(uri.path.rsplit('/').next()?)
}
