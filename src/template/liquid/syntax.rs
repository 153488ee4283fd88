//! A template as a tree: expressions, conditions, nodes. Read by `expression`, `markup` and
//! `parser`, run by `eval`.

use std::ops::Range;
use std::sync::Arc;

use crate::template::liquid::embed::Embed;
use crate::template::liquid::filters::Filter;
use crate::template::liquid::values::value::Value;

/// Something that has a value.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
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
pub(crate) enum Key {
    Name(Arc<str>),
    /// In brackets.
    Worked(Expression),
}

/// An expression and the filters behind it.
#[derive(Clone, Debug)]
pub(crate) struct Filtered {
    pub(crate) base: Expression,
    pub(crate) filters: Vec<FilterCall>,
}

/// A filter with its arguments.
#[derive(Clone, Debug)]
pub(crate) struct FilterCall {
    pub(crate) filter: Filter,
    pub(crate) arguments: Vec<Expression>,
    pub(crate) named: Vec<(Arc<str>, Expression)>,
    pub(crate) at: usize,
}

/// Comparisons joined by `and` and `or`. Right-associative: each decides whether the rest is asked.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) first: Comparison,
    pub(crate) rest: Vec<(Join, Comparison)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Join {
    And,
    Or,
}

#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) left: Expression,
    pub(crate) right: Option<(Operator, Expression)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
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
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// Where it begins, as a byte offset.
    pub(crate) at: usize,
    /// Whether it never writes anything but white space.
    pub(crate) blank: bool,
}

/// What a part of a template does.
#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
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
pub(crate) struct Branch {
    /// None for `else`.
    pub(crate) condition: Option<Condition>,
    /// For `unless`: taken when the condition does not hold.
    pub(crate) negated: bool,
    pub(crate) body: Vec<Node>,
}

/// A branch of `case`; no values for `else`.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) values: Option<Vec<Expression>>,
    pub(crate) body: Vec<Node>,
}

/// `for` or `tablerow`.
#[derive(Clone, Debug)]
pub(crate) struct Loop {
    pub(crate) variable: Arc<str>,
    pub(crate) collection: Expression,
    /// Under which `offset: continue` goes on.
    pub(crate) name: Arc<str>,
    pub(crate) reversed: bool,
    pub(crate) limit: Option<Expression>,
    pub(crate) offset: Offset,
    /// For `tablerow`: how many columns.
    pub(crate) table: Option<Option<Expression>>,
    pub(crate) body: Vec<Node>,
    pub(crate) otherwise: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(crate) enum Offset {
    Start,
    At(Expression),
    Continue,
}

/// `include`, `include_relative` or `render`.
#[derive(Clone, Debug)]
pub(crate) struct Inclusion {
    pub(crate) kind: InclusionKind,
    pub(crate) name: Vec<NamePart>,
    pub(crate) parameters: Vec<(Arc<str>, Expression)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum InclusionKind {
    Include,
    Relative,
    Render,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LinkKind {
    Link,
    Post,
}

/// A part of a name that may hold outputs: `nav-{{ page.lang }}.html`.
#[derive(Clone, Debug)]
pub(crate) enum NamePart {
    Text(String),
    Output(Filtered),
}
