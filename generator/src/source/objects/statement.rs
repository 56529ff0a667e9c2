//! Checks the statements of an object's text.

use larder_format::object::{self, ObjectKind};
use larder_format::{Dialect, splitter};

use super::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// What may follow the statement that makes an object, on PostgreSQL, where all of it is one transaction.
const FOLLOWING: [&str; 5] = ["COMMENT", "GRANT", "REVOKE", "ALTER", "CREATE"];

/// Returns what the statements make, each in words that tell it from all others of the dialect: views as tables.
pub(super) fn check(source: &Source<'_>, name: &str, dialect: Dialect, diagnostics: &mut Diagnostics) -> Vec<String> {
    let statements = object::statements(source.text, dialect);
    if statements.is_empty() {
        let message = format!("`{name}` holds no statement");
        let help = "write the `CREATE` statement of the object, or remove the file";
        diagnostics.push(Diagnostic::error(Code::ObjectText, source.whole, message).help(help));
    }
    let mut keys = Vec::new();
    for (number, statement) in statements.into_iter().enumerate() {
        let refuse = |message: String, help: String| {
            Diagnostic::error(Code::ObjectText, source.line(statement), message).help(help)
        };
        match object::made(statement, dialect) {
            Some(made) => keys.push(match (made.kind.is_view(), &made.table) {
                (true, _) => made.name.to_lowercase(),
                (_, Some(table)) if dialect == Dialect::Postgres => format!("trigger {} {table}", made.name),
                _ => {
                    let arguments = made.arguments.as_deref().unwrap_or_default();
                    format!("{} {}({arguments})", made.kind.title(), made.name.to_lowercase())
                }
            }),
            None if number > 0 && follows(statement, dialect) => {}
            None => {
                let is_in_body = number > 0 && dialect != Dialect::Postgres && !keys.is_empty();
                let (message, help) = if is_in_body { body_ends(dialect) } else { refusal(statement, name, dialect) };
                diagnostics.push(refuse(message, help));
                continue;
            }
        }
        let script = format!("{statement};");
        if splitter::split(&script, dialect) != [statement] {
            let (message, help) = body_ends(dialect);
            diagnostics.push(refuse(message, help));
        }
    }
    keys
}

fn follows(statement: &str, dialect: Dialect) -> bool {
    let words = splitter::words(statement, dialect);
    let is_index = || words.iter().take(3).any(|word| word.is("INDEX"));
    let first = FOLLOWING.into_iter().find(|keyword| words.first().is_some_and(|word| word.is(keyword)));
    dialect == Dialect::Postgres && first.is_some_and(|keyword| keyword != "CREATE" || is_index())
}

/// A semicolon outside `BEGIN … END` ends the statement before it.
fn body_ends(dialect: Dialect) -> (String, String) {
    let message = format!("the text of an object for {} is one `CREATE` statement, which ends before", dialect.title());
    let help = "put the statements of a body between `BEGIN` and `END`, and another object into a file of its own";
    (message, help.to_owned())
}

/// Says why the statement is none of an object, and what to write.
fn refusal(statement: &str, name: &str, dialect: Dialect) -> (String, String) {
    let other = Dialect::ALL.into_iter().find_map(|other| Some((other, object::made(statement, other)?)));
    if let Some((other, made)) = other.filter(|(_, made)| !made.kind.exists_on(dialect)) {
        let title = made.kind.title();
        let message = format!("{} has no object of the kind {title}", dialect.title());
        let help = format!("call the file `{name}.{}.sql`, or write one for {}", other.as_str(), dialect.title());
        return (message, help);
    }
    let kinds: Vec<&str> =
        ObjectKind::ALL.into_iter().filter(|kind| kind.exists_on(dialect)).map(ObjectKind::title).collect();
    let message = format!("this statement does not create an object that {} has beside tables", dialect.title());
    let help = format!(
        "begin with `CREATE` and one of: {}; tables belong to models.toml, and rows to a migration of `codegen new`",
        kinds.join(", ")
    );
    (message, help)
}
