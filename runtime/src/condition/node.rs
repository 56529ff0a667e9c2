//! What a condition says, as a tree.

use std::fmt;

use super::column::ColumnSql;
use super::operand::Operand;
use super::pattern::TextPattern;
use super::subquery::{Referring, Subquery};

/// What a condition says.
pub(crate) enum ConditionNode {
    /// A column equals, or is above or below, a value.
    Compare(ColumnSql, Comparison, Operand),
    /// A column is compared with null by an operator that is never true of it.
    Never(ColumnSql, Comparison),
    /// A column is null, or is not.
    IsNull(ColumnSql, bool),
    /// A column equals one of several values, or none of them.
    In(ColumnSql, Vec<Operand>, bool),
    /// A column equals one of the values of a query, or none of them.
    Within(ColumnSql, Box<Subquery>, bool),
    /// Rows elsewhere refer to the columns, or none do.
    Exists(Vec<ColumnSql>, Box<Referring>, bool),
    /// Several columns that rows are ordered by, as one, are above values, or below them; and the same in other words.
    Beyond(Vec<(ColumnSql, Operand)>, bool, Box<Self>),
    /// A text begins with, ends with or contains another.
    Like(ColumnSql, TextPattern),
    /// All of several are true.
    All(Vec<Self>),
    /// One of several is true.
    Any(Vec<Self>),
    /// One is false.
    Not(Box<Self>),
    /// One is neither true nor false.
    Unknown(Box<Self>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Returns the operator with spaces around it.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Equal => " = ",
            Self::NotEqual => " <> ",
            Self::Less => " < ",
            Self::LessOrEqual => " <= ",
            Self::Greater => " > ",
            Self::GreaterOrEqual => " >= ",
        }
    }
}

impl ConditionNode {
    /// Returns that all are true; those within another such list become a part of this one.
    pub(crate) fn all(nodes: Vec<Self>) -> Self {
        let mut all = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Self::All(inner) => all.extend(inner),
                node => all.push(node),
            }
        }
        Self::All(all)
    }

    /// Returns that one is true; those within another such list become a part of this one.
    pub(crate) fn any(nodes: Vec<Self>) -> Self {
        let mut any = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Self::Any(inner) => any.extend(inner),
                node => any.push(node),
            }
        }
        Self::Any(any)
    }
}

impl ConditionNode {
    /// Whether it reads rows beside the one that it is asked of.
    pub(crate) fn asks_others(&self) -> bool {
        match self {
            Self::Within(..) | Self::Exists(..) => true,
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(Self::asks_others),
            Self::Not(node) | Self::Unknown(node) | Self::Beyond(_, _, node) => node.asks_others(),
            Self::Compare(column, ..)
            | Self::Never(column, _)
            | Self::IsNull(column, _)
            | Self::In(column, ..)
            | Self::Like(column, _) => column.path.is_some(),
        }
    }

    /// Hands over the columns that it asks of the rows themselves.
    pub(crate) fn each_column(&self, take: &mut dyn FnMut(&ColumnSql)) {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.each_column(take)),
            Self::Not(node) | Self::Unknown(node) | Self::Beyond(_, _, node) => node.each_column(take),
            Self::Compare(column, ..)
            | Self::Never(column, _)
            | Self::IsNull(column, _)
            | Self::In(column, ..)
            | Self::Within(column, ..)
            | Self::Like(column, _) => take(column),
            Self::Exists(columns, ..) => columns.iter().for_each(take),
        }
    }
}

impl fmt::Debug for ConditionNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(column, comparison, _) => write!(f, "{column}{}_", comparison.sign()),
            Self::Never(column, comparison) => write!(f, "{column}{}NULL", comparison.sign()),
            Self::IsNull(column, true) => write!(f, "{column} IS NULL"),
            Self::IsNull(column, false) => write!(f, "{column} IS NOT NULL"),
            Self::In(column, items, true) => write!(f, "{column} IN (_ × {})", items.len()),
            Self::In(column, items, false) => write!(f, "{column} NOT IN (_ × {})", items.len()),
            Self::Within(column, query, true) => write!(f, "{column} IN ({query:?})"),
            Self::Within(column, query, false) => write!(f, "{column} NOT IN ({query:?})"),
            Self::Exists(columns, of, is_wanted) => {
                f.write_str(if *is_wanted { "EXISTS (" } else { "NOT EXISTS (" })?;
                for (column, other) in columns.iter().zip(&of.columns) {
                    write!(f, "{other} = {column} AND ")?;
                }
                write!(f, "{:?})", of.condition)
            }
            Self::Beyond(_, _, node) => node.fmt(f),
            Self::Like(column, _) => write!(f, "{column} LIKE _"),
            Self::All(nodes) => f.debug_tuple("All").field(nodes).finish(),
            Self::Any(nodes) => f.debug_tuple("Any").field(nodes).finish(),
            Self::Not(node) => f.debug_tuple("Not").field(node).finish(),
            Self::Unknown(node) => f.debug_tuple("Unknown").field(node).finish(),
        }
    }
}
