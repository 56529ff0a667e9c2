//! Physical schema to SQL text. Templates decide layout only; what they print is ready.

mod view;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::Problem;
use super::physical::Table;
use super::transition::Piece;
use crate::dialect::Dialect;

const TEMPLATES: [(&str, &str); 1] = [("script", include_str!("../../templates/sql/script.sql.j2"))];

/// Returns the script that makes a table.
///
/// # Errors
///
/// A template and its view do not fit.
pub fn create_table(table: &Table, dialect: Dialect, migration: &str) -> Result<String, Problem> {
    render("script", &view::Script::create_table(table, dialect, migration))
}

/// Returns the script that takes a table back, with all that was made for it.
///
/// # Errors
///
/// A template and its view do not fit.
pub fn drop_table(table: &Table, dialect: Dialect, migration: &str) -> Result<String, Problem> {
    render("script", &view::Script::drop_table(table, dialect, migration))
}

/// Returns the script of some pieces; `does` ends the sentence that begins with the migration's name.
///
/// # Errors
///
/// A template and its view do not fit.
pub fn change(pieces: &[Piece], dialect: Dialect, migration: &str, does: &str) -> Result<String, Problem> {
    render("script", &view::Script::change(pieces, dialect, migration, does))
}

fn render(template: &str, view: &impl Serialize) -> Result<String, Problem> {
    environment()
        .and_then(|environment| environment.get_template(template)?.render(Serde(view)))
        .map_err(|error| Problem::new("M0304", format!("template `{template}`: {error:#}")))
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}
