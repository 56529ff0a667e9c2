//! Physical schema to SQL text.

use super::physical::{Table, statement};
use super::transition::Piece;
use crate::dialect::Dialect;

/// Returns the script that makes a table.
pub fn create_table(table: &Table, dialect: Dialect, migration: &str) -> String {
    let mut script = header(dialect, migration, "makes the table");
    for made in statement::create_table(table, dialect) {
        piece(&mut script, [], &[made]);
    }
    script
}

/// Returns the script that takes a table back, with all that was made for it.
pub fn drop_table(table: &Table, dialect: Dialect, migration: &str) -> String {
    let mut script = header(dialect, migration, "takes the table back");
    for extension in &table.extensions {
        let stays = format!("The extension {extension} stays: it belongs to the database, and others may use it.");
        comment(&mut script, &stays);
    }
    piece(&mut script, [], &statement::drop_table(table));
    script
}

/// Returns the script of some pieces; `does` ends the sentence that begins with the migration's name.
pub fn change(pieces: &[Piece], dialect: Dialect, migration: &str, does: &str) -> String {
    let mut script = header(dialect, migration, does);
    for one in pieces {
        piece(&mut script, one.comment.iter().flat_map(|comment| comment.lines()), &one.statements);
    }
    script
}

fn header(dialect: Dialect, migration: &str, does: &str) -> String {
    let mut script = String::new();
    comment(&mut script, &format!("{migration} on {}: {does}.", dialect.title()));
    script
}

/// Adds statements that stand together, below an empty line and their comment.
fn piece<'a>(script: &mut String, lines: impl IntoIterator<Item = &'a str>, statements: &[String]) {
    script.push('\n');
    for line in lines {
        comment(script, line);
    }
    for statement in statements {
        script.push_str(statement);
        script.push_str(";\n");
    }
}

fn comment(script: &mut String, line: &str) {
    script.push_str("-- ");
    script.push_str(line);
    script.push('\n');
}
