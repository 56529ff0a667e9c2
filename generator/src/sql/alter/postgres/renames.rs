//! New names for tables, columns, keys, indexes, checks and the sequences of identity columns.

use larder_format::plan::{DefaultValue, Table};

use super::DIALECT;
use super::piece::instant;
use crate::sql::alter::difference::{Altered, in_order};
use crate::sql::statement::alter_table;
use crate::sql::transition::{Piece, Renamed};

/// PostgreSQL's limit for a name, in bytes.
const LONGEST: usize = 63;

/// Returns the renames, each table with all that is named for it.
pub(super) fn renamed(altered: &[Altered<'_>]) -> Vec<Piece> {
    let tables: Vec<_> = altered.iter().filter_map(|altered| altered.name.clone()).collect();
    let mut pieces = Vec::new();
    for step in in_order(&tables) {
        let table = altered.iter().find(|altered| altered.after.name == step.to);
        let mut statements = vec![alter_table(&step.from, &[format!("RENAME TO {}", step.to)])];
        statements.extend(table.map(inside).unwrap_or_default());
        let comment = format!("Renames {} to {}.", DIALECT.bare(&step.from), DIALECT.bare(&step.to));
        pieces.push(instant(&step.to, comment, statements));
    }
    for altered in altered.iter().filter(|altered| altered.name.is_none()) {
        let statements = inside(altered);
        if !statements.is_empty() {
            pieces.push(instant(&altered.after.name, comment(altered), statements));
        }
    }
    pieces
}

fn comment(altered: &Altered<'_>) -> String {
    let table = &altered.to.name;
    let columns: Vec<_> = altered
        .columns
        .renamed
        .iter()
        .map(|column| format!("{table}.{} to {}", DIALECT.bare(&column.from), DIALECT.bare(&column.to)))
        .collect();
    match columns.as_slice() {
        [] => format!("Renames keys and indexes of {table}."),
        columns => format!("Renames {}.", columns.join(" and ")),
    }
}

/// The table has its new name already.
fn inside(altered: &Altered<'_>) -> Vec<String> {
    let table = &altered.after.name;
    let rename = |part: Renamed| alter_table(table, &[format!("RENAME CONSTRAINT {} TO {}", part.from, part.to)]);
    let mut statements: Vec<_> = in_order(&altered.columns.renamed)
        .into_iter()
        .map(|column| alter_table(table, &[format!("RENAME COLUMN {} TO {}", column.from, column.to)]))
        .collect();
    statements.extend(sequences(altered));
    statements.extend(altered.primary_key.clone().map(rename));
    statements.extend(in_order(&altered.uniques.renamed).into_iter().map(rename));
    statements.extend(in_order(&altered.foreign_keys.renamed).into_iter().map(rename));
    statements.extend(in_order(&altered.checks.renamed).into_iter().map(rename));
    let indexes: Vec<_> = altered.indexes.renamed.iter().chain(&altered.search.index).cloned().collect();
    statements.extend(
        in_order(&indexes).into_iter().map(|index| format!("ALTER INDEX {} RENAME TO {}", index.from, index.to)),
    );
    statements
}

/// The sequence of an identity column keeps the name that PostgreSQL made of table and column.
fn sequences(altered: &Altered<'_>) -> Vec<String> {
    let is_identity = |table: &Table, position: usize| {
        table.columns.get(position).is_some_and(|column| column.default == Some(DefaultValue::Identity))
    };
    let columns = altered.from.columns.iter().zip(&altered.renamed.columns).enumerate();
    let names = columns.filter(|(position, _)| is_identity(altered.from, *position)).map(|(_, (old, new))| {
        [sequence(&altered.from.name, &old.name), sequence(&altered.to.name, &new.name)]
            .map(|name| DIALECT.identifier(&name))
    });
    let differing = names.filter(|[from, to]| from != to);
    differing.map(|[from, to]| format!("ALTER SEQUENCE {from} RENAME TO {to}")).collect()
}

/// As PostgreSQL makes it: the longer of both names is cut until the whole fits.
fn sequence(table: &str, column: &str) -> String {
    let (mut table, mut column) = (table, column);
    while table.len() + column.len() + "__seq".len() > LONGEST {
        let longer = if table.len() > column.len() { &mut table } else { &mut column };
        let mut end = longer.len() - 1;
        while !longer.is_char_boundary(end) {
            end -= 1;
        }
        *longer = &longer[..end];
    }
    format!("{table}_{column}_seq")
}

#[cfg(test)]
mod tests {
    use super::sequence;

    #[test]
    fn sequences_are_named_as_the_server_names_them() {
        assert_eq!(sequence("users", "id"), "users_id_seq");
        let (table, column) = ("t".repeat(40), "c".repeat(40));
        assert_eq!(sequence(&table, &column), format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)));
    }
}
