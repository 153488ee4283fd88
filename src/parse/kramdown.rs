//! What the Markdown of Jekyll (kramdown) needs before `CommonMark` can read it.
