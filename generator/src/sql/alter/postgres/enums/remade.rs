//! A type that is made anew beside the old one, and columns that change over to it.

use super::super::DIALECT;
use super::super::piece::{REWRITE, alone};
use super::create;
use crate::sql::alter::difference::{Altered, AlteredColumn};
use crate::sql::fill;
use crate::sql::physical::PhysicalIndex;
use crate::sql::physical::statement::{alter_table, create_index};
use crate::sql::transition::{Piece, Transition};

/// Returns what a type is called while another has its name.
pub(super) fn old_name(name: &str) -> String {
    DIALECT.identifier(&format!("{}__old", DIALECT.bare(name)))
}

/// One transaction: statements of programs cast values to the type by its name.
pub(super) fn piece(
    transition: &Transition<'_>,
    holders: &[(&Altered<'_>, &AlteredColumn<'_>)],
    name: &str,
    values: &[String],
) -> Piece {
    let mut statements = vec![format!("ALTER TYPE {name} RENAME TO {}", old_name(name)), create(name, values)];
    let mut changed = Vec::new();
    let mut tables: Vec<&Altered<'_>> = holders.iter().map(|(altered, _)| *altered).collect();
    tables.dedup_by(|one, other| one.to.name == other.to.name);
    for altered in tables {
        let columns: Vec<_> =
            holders.iter().filter(|(other, _)| other.to.name == altered.to.name).map(|(_, column)| *column).collect();
        let indexes = dependent(altered, &columns);
        statements.extend(indexes.iter().map(|index| format!("DROP INDEX {}", altered.after.index(&index.name))));
        let actions: Vec<_> = columns.iter().flat_map(|column| actions(transition, altered, column)).collect();
        statements.push(alter_table(&altered.after.name, &actions));
        statements.extend(indexes.iter().map(|index| create_index(&altered.after.name, index)));
        changed.extend(columns.iter().map(|column| format!("{}.{}", altered.to.name, column.to.name)));
    }
    let comment = format!(
        "Makes {} anew for {}. Nobody reads or writes the table while it is rewritten.",
        DIALECT.bare(name),
        changed.join(" and ")
    );
    let mut piece = alone(REWRITE, comment, String::new());
    piece.statements = statements;
    piece.step.rewrites = true;
    piece
}

/// Returns the indexes that stay and whose conditions compare one of the columns with values of the old type.
fn dependent<'a>(altered: &'a Altered<'_>, columns: &[&AlteredColumn<'_>]) -> Vec<&'a PhysicalIndex> {
    let conditions = |name: &str| {
        let spelled = |other: &str| DIALECT.identifier(other) == name;
        let uniques = altered.to.uniques.iter().filter(|key| spelled(&key.name)).flat_map(|key| &key.conditions);
        let indexes = altered.to.indexes.iter().filter(|index| spelled(&index.name));
        uniques.chain(indexes.flat_map(|index| &index.conditions)).map(|one| one.column.clone()).collect::<Vec<_>>()
    };
    let stays = |index: &&PhysicalIndex| !altered.indexes.added.contains(index);
    let depends = |index: &&PhysicalIndex| {
        conditions(&index.name).iter().any(|column| columns.iter().any(|other| other.to.name == *column))
    };
    altered.after.indexes.iter().filter(stays).filter(depends).collect()
}

fn actions(transition: &Transition<'_>, altered: &Altered<'_>, column: &AlteredColumn<'_>) -> Vec<String> {
    let (name, ty) = (&column.after.name, &column.after.ty);
    let mut actions = Vec::new();
    if column.before.default.is_some() {
        actions.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
    }
    let value = value(transition, altered, column);
    actions.push(format!("ALTER COLUMN {name} TYPE {ty} USING {value}::{ty}"));
    actions.extend(column.after.default.iter().map(|default| format!("ALTER COLUMN {name} SET DEFAULT {default}")));
    actions
}

/// Returns the text of a value afterwards.
fn value(transition: &Transition<'_>, altered: &Altered<'_>, column: &AlteredColumn<'_>) -> String {
    if column.to.members.is_some() {
        return format!("{}::text[]", column.after.name);
    }
    let kept = format!("{}::text", column.after.name);
    let fill = transition.fills.get(&(altered.to.name.clone(), column.to.name.clone()));
    match fill.zip(fill::misfit(&column.from, column.to, DIALECT)) {
        Some((fill, misfit)) => {
            let value = fill::typed(fill, altered.to, column.to, DIALECT).text;
            format!("(CASE WHEN {misfit} THEN {value} ELSE {kept} END)")
        }
        None => kept,
    }
}
