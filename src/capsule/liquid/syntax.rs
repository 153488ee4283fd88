//! A template as a tree: expressions, conditions, nodes. Read by `expression`, `markup` and `parser`, run by `eval`.

use std::ops::Range;
use std::sync::Arc;

use super::embed::Embed;
use super::filters::Filter;
use super::value::Value;

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
    Range(Box<(Expression, Expression)>),
}

/// A step of a path.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Name(Arc<str>),
    /// In brackets.
    Worked(Expression),
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
    pub(super) filter: Filter,
    pub(super) arguments: Vec<Expression>,
    pub(super) named: Vec<(Arc<str>, Expression)>,
    pub(super) at: usize,
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
    /// Where it begins, as a byte offset.
    pub(super) at: usize,
    /// Whether it never writes anything but white space.
    pub(super) blank: bool,
}

/// What a part of a template does.
#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    Text(Range<usize>),
    Output(Filtered),
    Assign(Arc<str>, Filtered),
    Capture(Arc<str>, Vec<Node>),
    /// The first branch whose condition holds.
    If(Vec<Branch>),
    Case(Expression, Vec<When>),
    For(Box<Loop>),
    Cycle(Option<Expression>, Range<usize>, Vec<Expression>),
    /// The counter's name; whether it goes up.
    Count(Arc<str>, bool),
    IfChanged(Vec<Node>),
    /// The language and the code.
    Highlight(String, Vec<Node>),
    Include(Box<Inclusion>),
    /// `link` or `post_url`.
    Link(LinkKind, Vec<NamePart>),
    /// The tag of a well-known plugin, with what stands behind its name.
    Embed(Embed, Vec<NamePart>),
    /// What the tag of an unknown block says of its content.
    Label(String),
    Break,
    Continue,
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
    /// Under which `offset: continue` goes on.
    pub(super) name: Arc<str>,
    pub(super) reversed: bool,
    pub(super) limit: Option<Expression>,
    pub(super) offset: Offset,
    /// For `tablerow`: how many columns.
    pub(super) table: Option<Option<Expression>>,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) enum Offset {
    Start,
    At(Expression),
    Continue,
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
