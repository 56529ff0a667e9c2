//! Differences between the columns of two tables.

use larder_format::plan;

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
        let mut columns = Self::default();
        for (position, column) in before.columns.iter().enumerate() {
            let stands = old.columns.get(position).unwrap_or(column);
            match after.columns.iter().find(|other| other.name == column.name) {
                None => columns.dropped.push(stands.clone()),
                Some(afterwards) => {
                    columns.renamed.extend(renamed_as(&stands.name, &afterwards.name));
                    columns.altered.extend(altered(renamed.columns.get(position), to, column, afterwards));
                }
            }
        }
        for (position, column) in after.columns.iter().enumerate() {
            if !before.columns.iter().any(|other| other.name == column.name) {
                columns.added.push(AddedColumn { source: to.columns.get(position), column: column.clone() });
            }
        }
        columns
    }
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
    (from != to || before != after).then(|| AlteredColumn {
        from: from.clone(),
        to,
        before: before.clone(),
        after: after.clone(),
    })
}
