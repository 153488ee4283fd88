//! `Phrases`: the words of one language.

/// The words of one language. `{}` stands for a name or a number.
#[derive(PartialEq, Eq, Debug)]
pub struct Phrases {
    /// The name of the language.
    pub language: &'static str,
    /// The way to the start page, and its title when it has none.
    pub home: &'static str,
    /// The way to the page or list above, before its title.
    pub up: &'static str,
    /// The way to the post before, in time.
    pub older: &'static str,
    /// The way to the post after, in time.
    pub newer: &'static str,
    /// The way to the chapter before.
    pub previous: &'static str,
    /// The way to the chapter after.
    pub next: &'static str,
    /// The way to the search for words.
    pub search: &'static str,
    /// The same on the page of what was found.
    pub search_again: &'static str,
    /// The title of the list of all that there is.
    pub contents: &'static str,
    /// The heading over pages that are no posts.
    pub pages: &'static str,
    /// The title of the list of posts, also before what they have in common.
    pub posts: &'static str,
    /// The title of the list of the posts of a year.
    pub posts_of_year: &'static str,
    /// The way from other lists of posts to the whole one.
    pub all_posts: &'static str,
    /// The heading over the categories of posts.
    pub by_category: &'static str,
    /// The heading over the tags of posts.
    pub by_tag: &'static str,
    /// The heading over the years of posts.
    pub by_year: &'static str,
    /// The title of the list of tags.
    pub tags: &'static str,
    /// The title of the list of categories.
    pub categories: &'static str,
    /// One tag, before its name.
    pub tag: &'static str,
    /// One category, before its name.
    pub category: &'static str,
    /// The way to a feed.
    pub feed: &'static str,
    /// The number of what a list is too long to show.
    pub not_listed: &'static str,
    /// The way to the same page as plain text.
    pub as_text: &'static str,
    /// The way to the same page by a protocol.
    pub on_protocol: &'static str,
    /// What a link leads to, as text, and so each of the next three: a picture.
    pub image: &'static str,
    /// A film.
    pub video: &'static str,
    /// A sound.
    pub audio: &'static str,
    /// Something of another site.
    pub embedded: &'static str,
    /// A film of a site, by the site's name.
    pub video_on: &'static str,
    /// A post on a site, by the site's name.
    pub post_on: &'static str,
    /// The same, by its author's name and then the site's.
    pub post_of: &'static str,
    /// In place of the address of what is for known readers only, for those on Gopher.
    pub with_certificate: &'static str,
    /// The title of what is folded away.
    pub details: &'static str,
    /// The question for the words that are searched for.
    pub search_for: &'static str,
    /// What may be typed, for readers whose clients have room for it.
    pub search_help: &'static str,
    /// No page holds all of several words.
    pub none_found: &'static str,
    /// No page holds the only word.
    pub word_not_found: &'static str,
    /// No page holds all of several words, but some hold some.
    pub only_some: &'static str,
    /// The search has found one page.
    pub one_found: &'static str,
    /// The number of pages that the search has found.
    pub many_found: &'static str,
    /// The number of the page of what was found, and of all these pages.
    pub page_of: &'static str,
    /// The way to the next page of what was found.
    pub more_results: &'static str,
    /// The way to the page before.
    pub earlier_results: &'static str,
    /// Other words that may have been meant.
    pub did_you_mean: &'static str,
    /// The number of pages that can be found so far, and of all.
    pub pages_indexed: &'static str,
    /// The search had no time to look for more.
    pub not_all_seen: &'static str,
    /// The way to a letter to the author.
    pub write_to_author: &'static str,
    /// The question for the letter, by the title of the page that it is about.
    pub write_about: &'static str,
    /// The heading over the letters of readers.
    pub letters: &'static str,
    /// The letter was taken.
    pub letter_taken: &'static str,
}

/// A word as it begins a line.
#[must_use]
pub fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    let first: String = first.collect();
    first + characters.as_str()
}

/// A phrase with what each `{}` of it stands for, in order.
#[must_use]
pub fn filled_all(phrase: &str, with: &[String]) -> String {
    let pieces = phrase.split("{}").zip(with.iter().map(String::as_str).chain([""]));
    pieces.map(|(piece, with)| format!("{piece}{with}")).collect()
}

/// A phrase with what its `{}` stands for.
#[must_use]
pub fn filled(phrase: &str, with: impl std::fmt::Display) -> String {
    phrase.replacen("{}", &with.to_string(), 1)
}
