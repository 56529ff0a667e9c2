//! Differences between the keys, checks or indexes of two tables.

use crate::sql::physical::{Check, ForeignKey, PhysicalIndex, UniqueKey};
use crate::sql::transition::Renamed;

/// Differences of one kind of key, check or index; names are spelled as SQL does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartChanges<T> {
    /// As they stand.
    pub dropped: Vec<T>,
    pub added: Vec<T>,
    /// The same but for the name.
    pub renamed: Vec<Renamed>,
}

/// A part that has a name.
pub trait ComparedPart: Clone {
    fn name(&self) -> &str;
    /// Tells whether nothing but the name differs.
    fn same(&self, other: &Self) -> bool;
    /// Tells whether the part is about a column.
    fn is_over(&self, column: &str) -> bool;
}

/// Whether a name stands in an expression, and not as a part of a longer word.
pub fn mentions(expression: &str, name: &str) -> bool {
    let is_word = |character: Option<char>| character.is_some_and(|one| one.is_alphanumeric() || one == '_');
    expression.match_indices(name).any(|(start, found)| {
        let (before, after) = (&expression[..start], &expression[start + found.len()..]);
        !is_word(before.chars().next_back()) && !is_word(after.chars().next())
    })
}

impl<T: ComparedPart> PartChanges<T> {
    /// `old` are the parts as they stand, `before` the same parts in later names; those over a column of `remade` go
    /// and come with it.
    pub(super) fn of(old: &[T], before: &[T], after: &[T], remade: &[String]) -> Self {
        let stays = |part: &T| !remade.iter().any(|column| part.is_over(column));
        let mut left: Vec<_> = after.iter().collect();
        let mut parts = Self { dropped: Vec::new(), added: Vec::new(), renamed: Vec::new() };
        let mut unmatched = Vec::new();
        for pair in old.iter().zip(before) {
            let (stands, later) = pair;
            match left.iter().position(|part| part.name() == stands.name() && part.same(later) && stays(part)) {
                Some(position) => {
                    left.remove(position);
                }
                None => unmatched.push(pair),
            }
        }
        for (stands, later) in unmatched {
            match left.iter().position(|part| part.same(later) && stays(part)) {
                Some(position) => {
                    let to = left.remove(position).name().to_owned();
                    parts.renamed.push(Renamed { from: stands.name().to_owned(), to });
                }
                None => parts.dropped.push(stands.clone()),
            }
        }
        parts.added = left.into_iter().cloned().collect();
        parts
    }

    /// Tells whether a part is made anew under the name of one that goes.
    pub fn replaces(&self, added: &T) -> bool {
        self.dropped.iter().any(|dropped| dropped.name() == added.name())
    }
}

impl ComparedPart for UniqueKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn same(&self, other: &Self) -> bool {
        self.columns == other.columns && self.nulls_equal == other.nulls_equal
    }

    fn is_over(&self, column: &str) -> bool {
        self.columns.iter().any(|own| own == column)
    }
}

impl ComparedPart for ForeignKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn same(&self, other: &Self) -> bool {
        Self { name: other.name.clone(), ..self.clone() } == *other
    }

    fn is_over(&self, column: &str) -> bool {
        self.columns.iter().any(|own| own == column)
    }
}

impl ComparedPart for Check {
    fn name(&self) -> &str {
        &self.name
    }

    fn same(&self, other: &Self) -> bool {
        self.expression == other.expression
    }

    fn is_over(&self, column: &str) -> bool {
        mentions(&self.expression, column)
    }
}

impl ComparedPart for PhysicalIndex {
    fn name(&self) -> &str {
        &self.name
    }

    fn same(&self, other: &Self) -> bool {
        Self { name: other.name.clone(), ..self.clone() } == *other
    }

    fn is_over(&self, column: &str) -> bool {
        let texts = self.parts.iter().chain(&self.include).chain(&self.condition).chain(&self.text);
        texts.into_iter().any(|text| mentions(text, column))
    }
}
