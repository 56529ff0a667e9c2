//! The statement that asks which foreign key is broken.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of the statement that was refused, of
//! fragments in this file, and of the quoted names of tables and columns that the database's own schema reports; values
//! are always bound.

use std::cmp::Reverse;

#[expect(
    clippy::disallowed_types,
    reason = "texts are made of static fragments and names of the schema; see above"
)]
use sqlx::AssertSqlSafe;
use sqlx::{SqlSafeStr as _, SqlStr};

const OF_CHILD: &str =
    "SELECT $1, \"table\", id, \"from\", \"to\" FROM pragma_foreign_key_list($1) ORDER BY id DESC, seq";
/// What a write that returns its row ends with.
const RETURNING: &str = " RETURNING ";
/// Other actions refuse no delete.
const OF_PARENT: &str = "SELECT t.name, k.\"table\", k.id, k.\"from\", k.\"to\" \
     FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k \
     WHERE t.type = 'table' AND k.\"table\" = $1 COLLATE NOCASE AND k.on_delete IN ('NO ACTION', 'RESTRICT') \
     ORDER BY t.rowid, k.id DESC, k.seq";

/// One column of a foreign key: child table, parent table, number of the key in its table, child column, parent column.
pub(super) type Declared = (String, String, i64, String, Option<String>);

/// A foreign key of the database.
pub(super) struct Reference {
    pub(super) child: String,
    /// Those of the child.
    pub(super) columns: Vec<String>,
    parent: String,
    /// Those of the parent.
    keys: Vec<String>,
}

/// A refused statement, read as far as larder's statements differ.
pub(super) enum Question<'t> {
    /// Which parent do the written rows lack?
    Write { table: &'t str },
    /// Which children do the rows have that are to be deleted?
    Delete { table: &'t str, filter: &'t str },
}

impl Reference {
    /// Puts columns together to foreign keys. One whose columns others contain comes first, as they can hold only where
    /// it does: the tenant before (tenant, user). One within a table comes last: its parent may be a row of the same
    /// statement.
    pub(super) fn ranked(columns: Vec<Declared>) -> Vec<Self> {
        let mut references: Vec<Self> = Vec::new();
        let mut last = None;
        for (child, parent, number, column, key) in columns {
            // Without a name the parent's primary key is meant; larder's migrations always write it out.
            let Some(key) = key else { continue };
            let this = Some((child.clone(), number));
            match references.last_mut() {
                Some(reference) if last == this => {
                    reference.columns.push(column);
                    reference.keys.push(key);
                }
                _ => references.push(Self { child, columns: vec![column], parent, keys: vec![key] }),
            }
            last = this;
        }
        let ranks: Vec<_> = references.iter().map(|reference| reference.rank(&references)).collect();
        let mut ranked: Vec<_> = ranks.into_iter().zip(references).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, reference)| reference).collect()
    }

    fn rank(&self, all: &[Self]) -> (Reverse<usize>, bool) {
        let contains_this = |other: &&Self| {
            other.child == self.child && self.columns.iter().all(|column| other.columns.contains(column))
        };
        (Reverse(all.iter().filter(contains_this).count()), self.child == self.parent)
    }

    /// Whether a row of the child, named by its table, lacks its parent.
    fn lacks_parent(&self) -> String {
        let child = quoted(&self.child);
        let set: Vec<_> = self.columns.iter().map(|column| format!("{child}.{} IS NOT NULL", quoted(column))).collect();
        format!(
            "{} AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {})",
            set.join(" AND "),
            quoted(&self.parent),
            self.joined(&child)
        )
    }

    /// Whether one of the rows of `gone` has a child.
    fn has_child(&self) -> String {
        format!("EXISTS (SELECT 1 FROM gone AS p JOIN {} AS c ON {})", quoted(&self.child), self.joined("c"))
    }

    /// The parent stands on the left: its collation decides.
    fn joined(&self, child: &str) -> String {
        let pairs = self.keys.iter().zip(&self.columns);
        let equal: Vec<_> =
            pairs.map(|(key, column)| format!("p.{} = {child}.{}", quoted(key), quoted(column))).collect();
        equal.join(" AND ")
    }
}

impl<'t> Question<'t> {
    /// Reads a statement; `None` if it is none that can be asked about.
    pub(super) fn about(text: &'t str) -> Option<Self> {
        let text = text.trim_start();
        if let Some(rest) = text.strip_prefix("DELETE FROM ") {
            let (table, filter) = table(rest);
            return Some(Self::Delete { table, filter });
        }
        let rest = text.strip_prefix("INSERT INTO ").or_else(|| text.strip_prefix("UPDATE "))?;
        Some(Self::Write { table: table(rest).0 })
    }

    pub(super) fn table(&self) -> &'t str {
        match self {
            Self::Write { table } | Self::Delete { table, .. } => table,
        }
    }

    /// Whether asking runs the statement again.
    pub(super) fn writes(&self) -> bool {
        matches!(self, Self::Write { .. })
    }

    /// Returns the statement that lists the foreign keys which can have been broken; it binds the table.
    pub(super) fn declarations(&self) -> &'static str {
        match self {
            Self::Write { .. } => OF_CHILD,
            Self::Delete { .. } => OF_PARENT,
        }
    }

    /// Returns the statement that says of each reference in a column whether it is broken; it binds what `refused` did.
    pub(super) fn text(&self, refused: &str, references: &[Reference]) -> SqlStr {
        let text = match self {
            Self::Write { .. } => {
                let refused = refused.rsplit_once(RETURNING).map_or(refused, |(statement, _)| statement);
                let lacking: Vec<_> = references.iter().map(Reference::lacks_parent).collect();
                format!("{refused}{RETURNING}{}", lacking.join(", "))
            }
            Self::Delete { table, filter } => {
                let children: Vec<_> = references.iter().map(Reference::has_child).collect();
                format!("WITH gone AS (SELECT * FROM {}{filter}) SELECT {}", quoted(table), children.join(", "))
            }
        };
        AssertSqlSafe(text).into_sql_str()
    }
}

/// Splits a table's name, without its quotes, from what follows it.
fn table(text: &str) -> (&str, &str) {
    let end = text.find([' ', '(']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    (name.trim_matches('"'), rest)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
