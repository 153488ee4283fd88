//! `CapsulePath`: the name of a thing in the capsule, as every protocol asks for it.
//!
//! Loose text from the wire or the disk becomes a path here, once; what holds a [`CapsulePath`] may
//! trust it. Whether something is served under the path is for the capsule to know.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::uri::{escape_path, is_well_escaped};

/// The only segment that may begin with a dot (RFC 8615).
const WELL_KNOWN: &str = ".well-known";

/// An absolute path: decoded, in one canonical form, harmless.
///
/// It begins with `/`; has no empty segment, no `.` or `..`, no segment that begins with a dot
/// (`.well-known` excepted), no backslash and no control character. A final `/` marks a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CapsulePath(Arc<str>);

/// Reason for which a text is no [`CapsulePath`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum PathError {
    /// `%` without two hexadecimal digits.
    #[error("a % is not followed by two hexadecimal digits")]
    Escape,
    /// NUL, TAB, CR, LF, ESC or another control character, encoded or not.
    #[error("the name holds a control character")]
    Control,
    /// `..` goes above the root.
    #[error("the path leaves the root")]
    AboveRoot,
    /// The path does not begin with `/`.
    #[error("the path does not begin with /")]
    Relative,
    /// `%2F` or `%5C` inside a segment, or a backslash.
    #[error("the name holds a slash or a backslash")]
    Separator,
    /// The bytes are not UTF-8.
    #[error("the name is not UTF-8")]
    Encoding,
    /// `//` inside the path.
    #[error("the path has an empty segment")]
    EmptySegment,
    /// A segment begins with a dot.
    #[error("the name begins with a dot")]
    Hidden,
}

/// A path as it came from a URL, and whether it came in canonical form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// The canonical path.
    pub path: CapsulePath,
    /// True if `.` or `..` had to be taken out.
    pub had_dots: bool,
}

impl CapsulePath {
    /// `/`.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from("/"))
    }

    /// Reads the percent-encoded path of a URL. An empty text is the root.
    ///
    /// # Errors
    /// Says which rule is broken; dot segments that stay inside are resolved, not refused.
    pub fn decode(encoded: &str) -> Result<Decoded, PathError> {
        if encoded.is_empty() {
            return Ok(Decoded { path: Self::root(), had_dots: false });
        }
        if !is_well_escaped(encoded) {
            return Err(PathError::Escape);
        }
        let rest = encoded.strip_prefix('/').ok_or(PathError::Relative)?;
        let segments = rest.split('/').map(decode_segment).collect::<Result<Vec<_>, _>>()?;
        Self::from_segments(segments.iter().map(AsRef::as_ref))
    }

    /// Reads a path that is not percent-encoded: a Gopher selector, a place below the capsule's
    /// folder, a permalink.
    ///
    /// # Errors
    /// As [`CapsulePath::decode`]; dot segments that stay inside are resolved.
    pub fn literal(text: &str) -> Result<Self, PathError> {
        let rest = text.strip_prefix('/').ok_or(PathError::Relative)?;
        if rest.contains('\\') {
            return Err(PathError::Separator);
        }
        if rest.contains(char::is_control) {
            return Err(PathError::Control);
        }
        Self::from_segments(rest.split('/')).map(|decoded| decoded.path)
    }

    /// Builds the canonical form from decoded segments; a last empty one marks a folder.
    fn from_segments<'a>(segments: impl Iterator<Item = &'a str>) -> Result<Decoded, PathError> {
        let mut kept: Vec<&str> = Vec::new();
        let mut had_dots = false;
        let mut folder = true;
        let mut segments = segments.peekable();
        while let Some(segment) = segments.next() {
            let last = segments.peek().is_none();
            folder = true;
            match segment {
                "" if last => {}
                "" => return Err(PathError::EmptySegment),
                "." => had_dots = true,
                ".." => {
                    had_dots = true;
                    kept.pop().ok_or(PathError::AboveRoot)?;
                }
                hidden if hidden.starts_with('.') && hidden != WELL_KNOWN => {
                    return Err(PathError::Hidden);
                }
                name => {
                    kept.push(name);
                    folder = false;
                }
            }
        }
        let mut text = String::from("/");
        text.push_str(&kept.join("/"));
        if folder && !kept.is_empty() {
            text.push('/');
        }
        Ok(Decoded { path: Self(text.into()), had_dots })
    }

    /// The decoded text, for looking up and for people to read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The percent-encoded text, for URLs and for selectors: printable ASCII without space, `?`,
    /// `#`, `;` or `%` that is not an escape.
    #[must_use]
    pub fn encoded(&self) -> String {
        escape_path(&self.0).into_owned()
    }

    /// True for `/`.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.as_str() == "/"
    }

    /// True if it ends in `/`.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.0.ends_with('/')
    }

    /// The last segment, without a final `/`; empty for the root.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.trim_end_matches('/').rsplit('/').next().unwrap_or("")
    }

    /// The last segment's ending after its last dot, when it has one and is no folder.
    #[must_use]
    pub fn ending(&self) -> Option<&str> {
        if self.is_folder() {
            return None;
        }
        self.name().rsplit_once('.').map(|(_, ending)| ending)
    }

    /// The folder that holds it, with a final `/`; the root's is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        let trimmed = self.0.trim_end_matches('/');
        // Without a slash left it is the root.
        let parent = trimmed.rsplit_once('/').map_or("", |(parent, _)| parent);
        Self(format!("{parent}/").into())
    }

    /// True if it stands directly in a folder, which is its [`parent`](Self::parent).
    #[must_use]
    pub fn is_child_of(&self, folder: &Self) -> bool {
        let rest = self.0.strip_prefix(&*folder.0).filter(|_| folder.is_folder());
        let name = rest.map(|rest| rest.trim_end_matches('/'));
        name.is_some_and(|name| !name.is_empty() && !name.contains('/'))
    }

    /// True if it is `above` or lies below that. A final `/` makes no difference.
    #[must_use]
    pub fn is_below(&self, above: &Self) -> bool {
        self.rest_below(above).is_some()
    }

    /// Rest of it below `above`: empty or beginning with `/`. `None` when it is somewhere else.
    #[must_use]
    pub fn rest_below(&self, above: &Self) -> Option<&str> {
        let rest = self.0.strip_prefix(above.0.trim_end_matches('/'))?;
        if rest.is_empty() || rest.starts_with('/') { Some(rest) } else { None }
    }

    /// The same path with a final `/`.
    #[must_use]
    pub fn as_folder(&self) -> Self {
        if self.is_folder() { self.clone() } else { Self(format!("{}/", self.0).into()) }
    }

    /// The same path without a final `/`; the root stays.
    #[must_use]
    pub fn as_file(&self) -> Self {
        match self.0.strip_suffix('/') {
            Some("") | None => self.clone(),
            Some(file) => Self(file.into()),
        }
    }

    /// The same path with `.ending` after its last segment: `/a/` and `/a` give `/a.ending`. `None`
    /// for the root.
    #[must_use]
    pub fn with_ending(&self, ending: &str) -> Option<Self> {
        let file = self.as_file();
        if file.is_root() { None } else { Some(Self(format!("{}.{ending}", file.0).into())) }
    }

    /// The path of the page as plain text: `page.txt`, for the root `/index.txt`.
    #[must_use]
    pub fn as_text(&self) -> Self {
        self.with_ending("txt").unwrap_or_else(|| Self("/index.txt".into()))
    }

    /// The same path without `.ending`, when it has just that one and a name is left.
    #[must_use]
    pub fn without_ending(&self, ending: &str) -> Option<Self> {
        let stem = self.0.strip_suffix(ending)?.strip_suffix('.')?;
        if stem.ends_with('/') { None } else { Some(Self(stem.into())) }
    }

    /// The folder of a path that names the folder's page by its file, as `/folder/index.html` does;
    /// any other path is itself.
    #[must_use]
    pub fn without_index(self) -> Self {
        if matches!(self.name(), "index" | "index.html") && !self.is_folder() {
            self.parent()
        } else {
            self
        }
    }

    /// The path that a percent-encoded reference means from here (RFC 3986, section 5.2): relative
    /// to the folder that it is or lies in; `..` never leads above the root. `None` when no path
    /// can have that name.
    #[must_use]
    pub fn join(&self, reference: &str) -> Option<Self> {
        self.join_literal(&percent_decode_str(reference).decode_utf8().ok()?)
    }

    /// The same with a reference that is not percent-encoded.
    #[must_use]
    pub fn join_literal(&self, reference: &str) -> Option<Self> {
        let base = if self.is_folder() { self.clone() } else { self.parent() };
        let whole = if reference.starts_with('/') {
            reference.to_owned()
        } else {
            format!("{base}{reference}")
        };
        let mut segments: Vec<&str> = Vec::new();
        for segment in whole.split('/') {
            match segment {
                "" | "." => {}
                ".." => {
                    segments.pop();
                }
                name => segments.push(name),
            }
        }
        let is_folder = ["/", "/.", "/.."].iter().any(|end| whole.ends_with(end));
        let tail = if is_folder && !segments.is_empty() { "/" } else { "" };
        Self::literal(&format!("/{}{tail}", segments.join("/"))).ok()
    }
}

impl Borrow<str> for CapsulePath {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for CapsulePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Decodes one segment, once.
fn decode_segment(segment: &str) -> Result<std::borrow::Cow<'_, str>, PathError> {
    let bytes: std::borrow::Cow<'_, [u8]> = percent_decode_str(segment).into();
    if bytes.iter().any(u8::is_ascii_control) {
        return Err(PathError::Control);
    }
    let text = percent_decode_str(segment).decode_utf8().map_err(|_| PathError::Encoding)?;
    if text.contains(char::is_control) {
        return Err(PathError::Control);
    }
    if text.contains(['/', '\\']) {
        return Err(PathError::Separator);
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
