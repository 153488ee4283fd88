//! What the writers share: wrapping by display width, tables, link labels.
