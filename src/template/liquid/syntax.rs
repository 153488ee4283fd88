//! A template as a tree: expressions, conditions, nodes. Made by `read`, run by `run`.

use std::ops::Range;
use std::sync::Arc;

use super::embed::Embed;
use super::values::Value;

/// A template that was read.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) source: Arc<str>,
    pub(super) nodes: Vec<Node>,
}

/// Something that has a value.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Literal(Value),
    /// `blank`: an empty text, and in a comparison anything with nothing in it.
    Blank,
    /// `empty`: likewise, white space excluded.
    Empty,
    /// A name and the steps from it.
    Path(Vec<Key>),
    /// `(from..to)`.
    Range(Box<(Expression, Expression)>),
}

/// A step of a path.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Name(Arc<str>),
    /// In brackets.
    Computed(Expression),
}

/// An expression and the filters behind it.
#[derive(Clone, Debug)]
pub(super) struct Filtered {
    pub(super) base: Expression,
    pub(super) filters: Vec<FilterCall>,
}

/// A filter with its arguments.
#[derive(Clone, Debug)]
pub(super) struct FilterCall {
    pub(super) filter: FilterId,
    pub(super) arguments: Vec<Expression>,
    pub(super) named: Vec<(Arc<str>, Expression)>,
    /// The byte offset of its name.
    pub(super) offset: usize,
}

/// A filter by its position in the table that the template was read with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct FilterId {
    pub(super) group: usize,
    pub(super) index: usize,
}

/// Comparisons joined by `and` and `or`. Right-associative: each decides whether the rest is asked.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) first: Comparison,
    pub(super) rest: Vec<(Join, Comparison)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Join {
    And,
    Or,
}

/// Two expressions compared, or one that is true or not.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    pub(super) left: Expression,
    pub(super) right: Option<(Operator, Expression)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Contains,
}

/// A part of a template.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    /// The byte offset of its beginning.
    pub(super) offset: usize,
    /// True when it never writes anything but white space.
    pub(super) blank: bool,
}

/// The work of a part of a template.
#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    /// A range of the source, as it is.
    Text(Range<usize>),
    Output(Filtered),
    Assign(Arc<str>, Filtered),
    Capture(Arc<str>, Vec<Node>),
    /// The first branch whose condition holds.
    If(Vec<Branch>),
    Case(Expression, Vec<When>),
    For(Box<Loop>),
    Cycle(Cycle),
    Increment(Arc<str>),
    Decrement(Arc<str>),
    IfChanged(Vec<Node>),
    Highlight {
        language: String,
        code: Vec<Node>,
    },
    Include(Box<Inclusion>),
    /// `link` or `post_url`.
    Link(LinkKind, Vec<NamePart>),
    /// The tag of a well-known plugin, with the text behind its name.
    Embed(Embed, Vec<NamePart>),
    /// A title that the tag of an unknown block gives its content.
    Label(String),
    /// Words of somebody else, behind the name of the block who that is.
    Quote(Vec<NamePart>, Vec<Node>),
    /// A tag of jekyll-scholar, with the text behind its name.
    Scholar(ScholarTag, Vec<NamePart>),
    /// A tag that nobody knows, by its name, with the text behind that.
    Unknown(String, Vec<NamePart>),
    Break,
    Continue,
}

/// The tags of jekyll-scholar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ScholarTag {
    /// `bibliography`: the list.
    Bibliography,
    /// `bibliography_count`: the number of its entries.
    Count,
    /// `cite`: names and year.
    Cite,
    /// `reference`: one entry.
    Reference,
}

/// A branch of `if` or `unless`.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// None for `else`.
    pub(super) condition: Option<Condition>,
    /// For `unless`: taken when the condition does not hold.
    pub(super) negated: bool,
    pub(super) body: Vec<Node>,
}

/// A branch of `case`; no values for `else`.
#[derive(Clone, Debug)]
pub(super) struct When {
    pub(super) values: Option<Vec<Expression>>,
    pub(super) body: Vec<Node>,
}

/// `for` or `tablerow`.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub(super) variable: Arc<str>,
    pub(super) collection: Expression,
    /// The name under which `offset: continue` goes on.
    pub(super) name: Arc<str>,
    pub(super) reversed: bool,
    pub(super) limit: Option<Expression>,
    pub(super) start: LoopStart,
    pub(super) layout: LoopLayout,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

/// The item that a loop begins with.
#[derive(Clone, Debug)]
pub(super) enum LoopStart {
    First,
    /// After so many.
    Offset(Expression),
    /// After the last one of the loop before.
    Continue,
}

#[derive(Clone, Debug)]
pub(super) enum LoopLayout {
    /// `for`.
    Plain,
    /// `tablerow`, with its number of columns.
    Table { columns: Option<Expression> },
}

/// `cycle`: one value after the other, one at each run.
#[derive(Clone, Debug)]
pub(super) struct Cycle {
    pub(super) name: Option<Expression>,
    /// The name that those without one share: equal texts and numbers are the same cycle, others
    /// are each one of its own.
    pub(super) group: Arc<str>,
    pub(super) values: Vec<Expression>,
}

/// `include`, `include_relative` or `render`.
#[derive(Clone, Debug)]
pub(super) struct Inclusion {
    pub(super) kind: InclusionKind,
    pub(super) name: Vec<NamePart>,
    pub(super) parameters: Vec<(Arc<str>, Expression)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum InclusionKind {
    Include,
    Relative,
    Render,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LinkKind {
    Link,
    Post,
}

/// A part of a name that may hold outputs: `nav-{{ page.lang }}.html`.
#[derive(Clone, Debug)]
pub(super) enum NamePart {
    Text(String),
    Output(Filtered),
}
