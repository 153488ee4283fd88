//! HTML to a tree of nodes. The only file that names `html5ever`.
