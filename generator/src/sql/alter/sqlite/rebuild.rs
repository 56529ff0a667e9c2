//! Rebuilds a SQLite table under its own name.

use crate::dialect::Dialect;
use crate::sql::physical::Table;
use crate::sql::physical::statement;

/// Returns the statements that make a table anew under its own name, with rows of `values`; indexes, words and
/// triggers are left to the caller.
///
/// The old way of renaming leaves the references of other tables, and triggers elsewhere, as they are.
pub(super) fn statements(target: &Table, values: &[(String, String)]) -> Vec<String> {
    let name = &target.name;
    let bare = Table {
        name: Dialect::Sqlite.identifier(&format!("larder_new_{}", target.bare_name)),
        indexes: Vec::new(),
        word_table: None,
        triggers: Vec::new(),
        ..target.clone()
    };
    let columns: Vec<_> = values.iter().map(|(column, _)| column.as_str()).collect();
    let expressions: Vec<_> = values.iter().map(|(_, expression)| expression.as_str()).collect();
    let mut statements = vec!["PRAGMA legacy_alter_table = ON".to_owned()];
    statements.extend(statement::create_table(&bare, Dialect::Sqlite));
    statements.push(format!(
        "INSERT INTO {} ({})\nSELECT {}\nFROM {name}",
        bare.name,
        columns.join(", "),
        expressions.join(", ")
    ));
    statements.push(format!("DROP TABLE {name}"));
    statements.push(statement::alter_table(&bare.name, &[format!("RENAME TO {name}")]));
    statements.push("PRAGMA legacy_alter_table = OFF".to_owned());
    statements
}
