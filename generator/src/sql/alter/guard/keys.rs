//! Rows that agree in a unique key that comes, and rows without the parent that a foreign key asks for.

use std::fmt::Write as _;

use larder_format::plan::{self, ColumnType, Condition, Nulls};

use super::{Was, query_for, reads_alike};
use crate::dialect::Dialect;
use crate::sql::fill::{self, FillKind, FillValue};
use crate::sql::lower;
use crate::sql::physical::ForeignKey;
use crate::sql::transition::Piece;

/// What a row holds in a column of a foreign key afterwards, as a value of `child`.
struct Held {
    value: String,
    /// The expression by which it is made, and its name.
    made: Option<String>,
}

impl Was<'_> {
    pub(super) fn keys(&self) -> Vec<Piece> {
        let shaped = lower::shape(self.altered.to, self.dialect);
        let foreign_keys = &shaped.as_ref().unwrap_or(self.altered.to).foreign_keys;
        let uniques = self.altered.to.uniques.iter().filter_map(|key| self.agreeing(key));
        let foreign = foreign_keys.iter().filter_map(|key| self.orphans(key)).collect::<Vec<_>>();
        uniques.chain(foreign).collect()
    }

    /// Returns the old name of a column whose rows keep their values; `None` for any other.
    fn kept(&self, column: &str) -> Option<String> {
        let origin = self.origin(column).filter(|origin| origin.generated.is_none())?;
        let to = self.altered.to.columns.iter().find(|other| other.name == column)?;
        let is_filled = self.transition.fills.contains_key(&self.key(column)) || origin.nullable && !to.nullable;
        let is_float = matches!(to.ty, ColumnType::F32 | ColumnType::F64);
        let stays = reads_alike(&origin.ty, &to.ty) && (origin.ty == to.ty || !is_float);
        (!is_filled && stays).then(|| origin.name.clone())
    }

    /// Returns what rows hold in a column afterwards: what they hold now, or what they get, if that is known.
    fn told(&self, column: &str) -> Option<String> {
        let kept = self.kept(column).map(|name| self.dialect.identifier(&name));
        let is_new = self.origin(column).is_none();
        let is_known = |other: &&plan::Column| is_new && other.name == column && other.generated.is_none();
        let to = self.altered.to.columns.iter().find(is_known);
        kept.or_else(|| self.typed(to?))
    }

    fn agreeing(&self, key: &plan::Unique) -> Option<Piece> {
        let name = self.dialect.identifier(&key.name);
        let comes = self.altered.uniques.added.iter().any(|added| added.name == name)
            || self.altered.indexes.added.iter().any(|added| added.name == name);
        let primary = &self.altered.to.primary_key.columns;
        let is_wider = !primary.is_empty() && primary.iter().all(|column| key.columns.contains(column));
        if !comes || is_wider {
            return None;
        }
        let columns: Vec<_> = key.columns.iter().map(|column| self.told(column)).collect::<Option<_>>()?;
        let condition =
            |condition: &Condition| Some(Condition { column: self.kept(&condition.column)?, is: condition.is.clone() });
        let conditions: Vec<_> = key.conditions.iter().map(condition).collect::<Option<_>>()?;
        let condition = self.predicate(&conditions);
        let (table, listed) = (&self.altered.old.name, columns.join(", "));
        let filter = condition.as_ref().map(|condition| format!("\nWHERE {condition}")).unwrap_or_default();
        let groups = format!("FROM {table}{filter}\nGROUP BY {listed} HAVING count(*) > 1");
        let comment = format!("Looks for rows of {} that agree in ({listed}).", self.altered.from.name);
        if key.nulls == Nulls::Equal {
            return Some(query_for(comment, format!("SELECT count(*), {listed} {groups}")));
        }
        let keys: Vec<_> = self.altered.from.shown_by().into_iter().map(|name| self.dialect.identifier(name)).collect();
        let agree = match key.columns.iter().all(|column| self.kept(column).is_some()) {
            true => format!("SELECT {listed} {groups}"),
            // MySQL takes an expression for another one where it looks for a row in groups of it.
            false => {
                let names: Vec<_> = (0..columns.len()).map(|at| format!("larder_{at}")).collect();
                let named: Vec<_> =
                    columns.iter().zip(&names).map(|(value, name)| format!("{value} AS {name}")).collect();
                format!("SELECT {} FROM (\n    SELECT {} {groups}\n) AS agreeing", names.join(", "), named.join(", "))
            }
        };
        let mut query = format!("SELECT {} FROM {table}\nWHERE ({listed}) IN ({agree})", keys.join(", "));
        if let Some(condition) = condition {
            let _ = write!(query, "\n    AND {condition}");
        }
        Some(query_for(comment, query))
    }

    /// Returns conditions over the rows as they stand. An enum is compared as text, since its type may not have the
    /// value yet.
    fn predicate(&self, conditions: &[Condition]) -> Option<String> {
        let one = |condition: &Condition| {
            let name = self.dialect.identifier(&condition.column);
            let column = self.altered.from.columns.iter().find(|column| column.name == condition.column)?;
            let plain = plan::Column { native: None, ..column.clone() };
            let table = plan::Table { columns: vec![plain], ..self.altered.from.clone() };
            let said = lower::predicate(std::slice::from_ref(condition), &table, self.dialect)?;
            let rest = said.strip_prefix(&name)?;
            Some(fill::text_of_enum(&[column], &name, self.dialect) + rest)
        };
        let is_typed = |condition: &&Condition| {
            let mut columns = self.altered.from.columns.iter();
            columns.any(|column| column.name == condition.column && column.enum_type().is_some())
        };
        if self.dialect != Dialect::Postgres || !conditions.iter().any(|condition| is_typed(&condition)) {
            return lower::predicate(conditions, self.altered.from, self.dialect);
        }
        let all: Vec<_> = conditions.iter().filter_map(one).collect();
        Some(all.join(" AND "))
    }

    /// Asks for rows without a parent: of a key that comes, and of one whose columns get values.
    fn orphans(&self, key: &plan::ForeignKey) -> Option<Piece> {
        let name = self.dialect.identifier(&key.name);
        // What a delete does says nothing of the rows there are.
        let stood = |added: &ForeignKey| {
            let mut before = self.altered.before.foreign_keys.iter();
            before.any(|other| other.columns == added.columns && other.parent == added.parent)
        };
        let comes = self.altered.foreign_keys.added.iter().any(|added| added.name == name && !stood(added));
        if !comes && key.columns.iter().all(|column| self.kept(column).is_some()) {
            return None;
        }
        let held = key.columns.iter().enumerate().map(|(at, column)| self.held(column, at));
        let held: Vec<Held> = held.collect::<Option<_>>()?;
        let told: Vec<_> = held.iter().map(|held| format!("{} IS NOT NULL", held.value)).collect();
        let keys = self.altered.from.shown_by().into_iter();
        let shown: Vec<_> = keys.map(|name| format!("child.{}", self.dialect.identifier(name))).collect();
        let made: Vec<_> = held.iter().filter_map(|held| held.made.as_deref()).collect();
        let children = match made.as_slice() {
            [] => self.altered.old.name.clone(),
            made => format!("(SELECT {0}.*, {1} FROM {0})", self.altered.old.name, made.join(", ")),
        };
        let mut query = format!("SELECT {}\nFROM {children} AS child\nWHERE {}", shown.join(", "), told.join(" AND "));
        if let Some(parent) = self.transition.predecessor(&key.parent) {
            let theirs = self.parent_columns(parent, key)?;
            let pairs = theirs.iter().zip(&held).map(|(theirs, held)| format!("{theirs} = {}", held.value));
            let same: Vec<_> = pairs.collect();
            let parent = self.dialect.table(&parent.name);
            let _ =
                write!(query, "\n    AND NOT EXISTS (SELECT 1 FROM {parent} AS parent WHERE {})", same.join(" AND "));
        }
        let comment = format!("Looks for rows of {} whose parent in {} is not.", self.altered.from.name, key.parent);
        Some(query_for(comment, query))
    }

    /// Returns what a row holds in a column of a foreign key afterwards, if that is known.
    fn held(&self, column: &str, at: usize) -> Option<Held> {
        let own = |name: &str| format!("child.{}", self.dialect.identifier(name));
        if let Some(name) = self.kept(column) {
            let from = self.origin(column)?;
            return Some(Held { value: fill::text_of_enum(&[from], &own(&name), self.dialect), made: None });
        }
        let to = self.altered.to.columns.iter().find(|other| other.name == column)?;
        let (value, made) = match self.value(to)?.0 {
            FillValue { text, kind: FillKind::Constant } => (text, None),
            _ => {
                let name = format!("larder_{at}");
                let made = format!("{} AS {name}", self.typed(to)?);
                (format!("child.{name}"), Some(made))
            }
        };
        let value = match self.origin(column) {
            None => value,
            Some(from) if from.ty == to.ty => format!("COALESCE({}, {value})", own(&from.name)),
            Some(_) => return None,
        };
        Some(Held { value, made })
    }

    /// Returns the columns of a parent as they are before; `None` where they are no columns of then.
    fn parent_columns(&self, parent: &plan::Table, key: &plan::ForeignKey) -> Option<Vec<String>> {
        let renamed = self.transition.renamed().into_iter().find(|(from, _)| from.name == parent.name)?.1;
        let before = |name: &String| {
            let at = renamed.columns.iter().position(|column| column.name == *name)?;
            let column = parent.columns.get(at)?;
            let is_filled = self.transition.fills.contains_key(&(key.parent.clone(), name.clone()));
            let name = format!("parent.{}", self.dialect.identifier(&column.name));
            (!is_filled).then(|| fill::text_of_enum(&[column], &name, self.dialect))
        };
        key.parent_columns.iter().map(before).collect()
    }
}
