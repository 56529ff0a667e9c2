//! The tables and columns that migrations make.

use std::fmt;

use larder_format::object::{self, ObjectKind};
use larder_format::plan::{Operation, Search};
use larder_format::{Dialect, PlanFile};

/// A table, or a column of one, under the name that it has after the last migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// The migration that made it or gave it its name.
    pub(super) migration: String,
    pub(super) table: String,
    /// `None` for the table itself.
    pub(super) column: Option<String>,
    /// The table whose full text it belongs to.
    search_of: Option<String>,
    /// What it is, where it is an object beside tables, and how the definition calls that.
    pub(super) object: Option<(ObjectKind, String)>,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.column, &self.object) {
            (_, Some((kind, _))) => write!(f, "{} `{}` ({})", kind.title(), self.table, self.migration),
            (Some(column), None) => write!(f, "column `{}.{column}` ({})", self.table, self.migration),
            (None, None) => write!(f, "table `{}` ({})", self.table, self.migration),
        }
    }
}

/// Returns what the migrations create and do not drop again.
pub(super) fn made(plans: &[PlanFile], dialect: Dialect) -> Vec<Made> {
    let mut list = List { items: Vec::new(), dialect };
    for plan in plans {
        plan.operations.iter().for_each(|operation| list.follow(operation, &plan.id));
    }
    list.items
}

struct List {
    items: Vec<Made>,
    dialect: Dialect,
}

impl List {
    fn follow(&mut self, operation: &Operation, id: &str) {
        match operation {
            Operation::CreateTable(table) => {
                self.add(id, &table.name, None, None);
                table.columns.iter().for_each(|column| self.add(id, &table.name, Some(&column.name), None));
                table.search.iter().for_each(|search| self.add_search(id, &table.name, search));
            }
            Operation::DropTable { table } => {
                self.items.retain(|one| one.table != *table && one.search_of.as_ref() != Some(table));
            }
            Operation::RenameTable { table, to, names } => {
                let is_known = self.items.iter().any(|one| one.table == *table && one.column.is_none());
                for one in &mut self.items {
                    let name = names.iter().find(|part| one.search_of.is_some() && part.from == one.table);
                    one.search_of.iter_mut().filter(|of| *of == table).for_each(|of| of.clone_from(to));
                    if one.table == *table {
                        one.table.clone_from(to);
                    } else if let Some(part) = name {
                        one.table.clone_from(&part.to);
                    }
                }
                if !is_known {
                    self.add(id, to, None, None);
                }
            }
            Operation::AddColumn { table, column, .. } => self.add(id, table, Some(&column.name), None),
            Operation::DropColumn { table, column } => {
                self.items.retain(|one| one.table != *table || one.column.as_ref() != Some(column));
            }
            Operation::RenameColumn { table, column, to, .. } => {
                let mut items = self.items.iter_mut();
                match items.find(|one| one.table == *table && one.column.as_ref() == Some(column)) {
                    Some(one) => one.column = Some(to.clone()),
                    None => self.add(id, table, Some(to), None),
                }
            }
            Operation::AddSearch { table, search } => self.add_search(id, table, search),
            Operation::DropSearch { table, .. } => self.items.retain(|one| one.search_of.as_ref() != Some(table)),
            Operation::CreateObject(object) | Operation::ReplaceObject(object) => {
                self.remove_object(&object.name);
                let dialect = self.dialect;
                let statements = object.text(dialect).map(|text| object::statements(text, dialect));
                for made in statements.into_iter().flatten().filter_map(|text| object::made(text, dialect)) {
                    self.add(id, &made.name, None, None);
                    let object = Some((made.kind, object.name.clone()));
                    self.items.last_mut().into_iter().for_each(|one| one.object.clone_from(&object));
                }
            }
            Operation::DropObject { object } => self.remove_object(object),
            _ => {}
        }
    }

    fn remove_object(&mut self, name: &str) {
        self.items.retain(|one| one.object.as_ref().is_none_or(|(_, object)| object != name));
    }

    fn add_search(&mut self, id: &str, table: &str, search: &Search) {
        self.add(id, table, Some(&search.tokens), Some(table));
        if self.dialect == Dialect::Sqlite {
            self.add(id, &search.shadow, None, Some(table));
        }
    }

    fn add(&mut self, migration: &str, table: &str, column: Option<&str>, search_of: Option<&str>) {
        let (column, search_of) = (column.map(str::to_owned), search_of.map(str::to_owned));
        self.items.push(Made {
            migration: migration.to_owned(),
            table: table.to_owned(),
            column,
            search_of,
            object: None,
        });
    }
}
