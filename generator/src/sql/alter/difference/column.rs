//! Differences between the columns of two tables.

use larder_format::plan;

use super::part::mentions;
use super::renamed_as;
use crate::sql::physical::{Column, Table};
use crate::sql::transition::Renamed;

/// Differences of columns, those that full text needs excepted.
#[derive(Debug, Clone, Default)]
pub struct Columns<'a> {
    pub renamed: Vec<Renamed>,
    /// As they stand.
    pub dropped: Vec<Column>,
    pub added: Vec<AddedColumn<'a>>,
    pub altered: Vec<AlteredColumn<'a>>,
    /// By their names afterwards, columns that are among those dropped and those added, since no database computes one
    /// otherwise in place.
    pub remade: Vec<String>,
}

/// A column that was not there before.
#[derive(Debug, Clone)]
pub struct AddedColumn<'a> {
    /// `None` for a column that the dialect computes.
    pub source: Option<&'a plan::Column>,
    pub column: Column,
}

/// A column that is there before and after and differs.
#[derive(Debug, Clone)]
pub struct AlteredColumn<'a> {
    /// In the words of the plan, by its name afterwards.
    pub from: plan::Column,
    /// In the words of the plan.
    pub to: &'a plan::Column,
    /// By its name afterwards.
    pub before: Column,
    /// Equal to `before` when the change shows in a check only.
    pub after: Column,
}

impl<'a> Columns<'a> {
    /// `lowered` holds the table as it stands, by later names, and as it is to be.
    pub(super) fn new(renamed: &plan::Table, to: &'a plan::Table, lowered: [&Table; 3]) -> Self {
        let [old, before, after] = lowered;
        let mut columns = Self { remade: remade(before, after), ..Self::default() };
        for (position, column) in before.columns.iter().enumerate() {
            let stands = old.columns.get(position).unwrap_or(column);
            match after.columns.iter().find(|other| other.name == column.name) {
                None => columns.dropped.push(stands.clone()),
                Some(afterwards) if columns.remade.contains(&afterwards.name) => columns.dropped.push(stands.clone()),
                Some(afterwards) => {
                    columns.renamed.extend(renamed_as(&stands.name, &afterwards.name));
                    columns.altered.extend(altered(renamed.columns.get(position), to, column, afterwards));
                }
            }
        }
        for (position, column) in after.columns.iter().enumerate() {
            if !before.columns.iter().any(|other| other.name == column.name) || columns.remade.contains(&column.name) {
                let source = to.columns.get(position).filter(|_| column.generated.is_none());
                columns.added.push(AddedColumn { source, column: column.clone() });
            }
        }
        columns
    }
}

/// Returns the columns of the user's that are computed otherwise afterwards, or from a column that changes its type.
fn remade(before: &Table, after: &Table) -> Vec<String> {
    let retyped = before.columns.iter().filter(|column| {
        let now = after.columns.iter().find(|other| other.name == column.name);
        now.is_some_and(|now| now.ty != column.ty)
    });
    let retyped: Vec<&str> = retyped.map(|column| column.name.as_str()).collect();
    let is_remade = |column: &&Column| {
        let Some(computed) = column.generated.as_ref().filter(|computed| computed.stored) else { return false };
        let is_over = |name: &&str| mentions(&computed.expression, name);
        let same = before.columns.iter().find(|other| other.name == column.name);
        same.is_some_and(|same| same != *column || retyped.iter().any(is_over))
    };
    after.columns.iter().filter(is_remade).map(|column| column.name.clone()).collect()
}

/// Columns of the plan come first and in its order, computed ones after them: those have no `from`.
fn altered<'a>(
    from: Option<&plan::Column>,
    to: &'a plan::Table,
    before: &Column,
    after: &Column,
) -> Option<AlteredColumn<'a>> {
    let from = from?;
    let to = to.columns.iter().find(|other| other.name == from.name)?;
    let is_computed = before.generated.is_some();
    ((from != to || before != after) && !is_computed).then(|| AlteredColumn {
        from: from.clone(),
        to,
        before: before.clone(),
        after: after.clone(),
    })
}
