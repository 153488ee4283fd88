//! Pictures, sounds, films and frames: where their bytes are, and what they show in words.

use std::collections::HashSet;

use super::flow::Flow;
use super::tidy::one_line;
use super::walk::Walker;
use crate::document::{Image, ImageKind, Inline, Link, Target};
use crate::media::ItemType;
use crate::parse::dom::NodeId;

impl Walker<'_> {
    /// `<img>`: its source, or the one that a script would put there later.
    pub(super) fn picture(&mut self, id: NodeId, flow: &mut Flow) {
        if let Some(source) = self.source(id) {
            self.image(id, &source, ImageKind::Picture, flow);
        }
    }

    /// `<video>`, `<audio>`, `<object>`, `<iframe>`, `<embed>`, and what stands in them: other
    /// sources, and links for those who can't play it. The sentence about old browsers is not for a
    /// reader.
    pub(super) fn media(&mut self, id: NodeId, flow: &mut Flow) {
        // The sources of a `<picture>` are other forms of its `<img>`.
        if self.dom.parent(id).is_some_and(|parent| self.dom.name(parent) == "picture") {
            return;
        }
        let kind = self.kind(id);
        let mut seen = HashSet::new();
        let inside = |it: NodeId| !matches!(self.dom.name(it), "a" | "picture");
        let nodes: Vec<NodeId> = self.dom.descendants(id, inside).collect();
        for node in nodes {
            match self.dom.name(node) {
                "a" | "picture" | "area" => {
                    flow.line.text(" ");
                    self.node(node, flow);
                }
                "img" | "video" | "audio" | "object" | "iframe" | "embed" | "source" | "track" => {
                    let Some(source) =
                        self.source(node).filter(|source| seen.insert(source.clone()))
                    else {
                        continue;
                    };
                    let kind = if self.dom.name(node) == "img" { ImageKind::Picture } else { kind };
                    self.image(node, &source, kind, flow);
                }
                _ => {}
            }
        }
    }

    fn image(&mut self, id: NodeId, source: &str, kind: ImageKind, flow: &mut Flow) {
        let said = ["alt", "title", "aria-label"]
            .into_iter()
            .filter_map(|name| self.dom.attribute(id, name));
        let alt = said.map(one_line).find(|words| !words.is_empty()).unwrap_or_default();
        let target = self.links.resolve_image(source);
        match &target {
            // A page of this capsule in a frame is read like any other.
            Target::Internal { kind: ItemType::Menu | ItemType::Html, path, title }
                if self.dom.name(id) == "iframe" =>
            {
                let said = Some(alt).filter(|alt| !alt.is_empty()).or_else(|| title.clone());
                let words = said.unwrap_or_else(|| path.name().to_owned());
                flow.line.link(Link {
                    target,
                    title: String::new(),
                    content: vec![Inline::Text(words)],
                });
            }
            Target::Internal { .. }
            | Target::GeminiOnly { .. }
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
        let beside = || {
            let picture = self.dom.parent(id).filter(|it| self.dom.name(*it) == "picture")?;
            self.dom.children(picture).take(16).find_map(|it| self.dom.attribute(it, "srcset"))
        };
        own.or_else(beside)?
            .split_ascii_whitespace()
            .next()
            .map(|source| source.trim_end_matches(','))
    }

    fn kind(&self, id: NodeId) -> ImageKind {
        let said = self.dom.attribute(id, "type").unwrap_or_default();
        match self.dom.name(id) {
            "audio" => ImageKind::Audio,
            "object" | "embed" | "source" if said.starts_with("audio/") => ImageKind::Audio,
            "object" | "embed" | "source" if said.starts_with("image/") => ImageKind::Picture,
            _ => ImageKind::Video,
        }
    }
}
