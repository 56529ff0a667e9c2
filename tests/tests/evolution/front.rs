//! From the text of a definition to migration folders, as `codegen` goes.

use std::path::Path;

use larder_generator::sql::{self, Folder, Migration};

use crate::model::{Kind, Model, text};
use crate::place::Outcome;
use crate::rows::fill;

/// Returns the migrations after those in `folder` that lead to `model`.
pub(crate) fn migrations(model: &Model, folder: &Folder, answers: &[String]) -> Outcome<Vec<Migration>> {
    let definition = text::definition(model);
    let read = larder_generator::read(&definition, "models.toml").map_err(|refused| {
        format!("the definition is refused:\n{}", refused.render(larder_generator::diagnostic::Paint::Plain))
    })?;
    let problems = |problems: Vec<sql::Problem>| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("{problem:?}")).collect();
        format!("no migration, with the answers {answers:?}:\n{}", lines.join("\n"))
    };
    sql::migrations(&read.schema, folder).map_err(problems)
}

/// Adds migrations to a folder in memory.
pub(crate) fn add(folder: &mut Folder, migrations: &[Migration]) {
    for migration in migrations {
        folder.insert(migration.plan.id.clone(), migration.files.clone());
    }
}

/// Writes migrations below `root`.
pub(crate) fn write(root: &Path, migrations: &[Migration]) -> Outcome<()> {
    for migration in migrations {
        let folder = root.join(&migration.plan.id);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for (name, text) in &migration.files {
            std::fs::write(folder.join(name), text).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// Returns the flags that answer every question about the way from one model to the other.
pub(crate) fn answers(from: &Model, to: &Model) -> Vec<String> {
    let mut flags = Vec::new();
    for before in &from.entities {
        let Some(after) = to.entity(before.id) else {
            flags.push(format!("--drop={}", before.table));
            continue;
        };
        if before.table != after.table {
            flags.push(format!("--rename={}={}", before.table, after.table));
        }
        for field in &before.fields {
            match after.field(field.id) {
                None => flags.push(format!("--drop={}.{}", before.table, field.name)),
                Some(kept) if kept.name != field.name => {
                    flags.push(format!("--rename={}.{}={}", before.table, field.name, kept.name));
                }
                Some(_) => {}
            }
        }
        for field in &after.fields {
            let old = before.field(field.id);
            let unfilled = match old {
                None => !field.nullable && field.default.is_none(),
                Some(old) => old.nullable && !field.nullable && field.default.is_none(),
            };
            if unfilled && !field.kind.is_special() {
                let fill = fill::of(before, to, after, field).expression(after);
                flags.push(format!("--fill={}.{}={fill}", after.table, field.name));
            }
            if old.is_some_and(|old| narrows(&from.stored(old), &to.stored(field))) {
                flags.push(format!("--narrow={}.{}", after.table, field.name));
            }
        }
    }
    flags
}

/// Tells whether values of one type may not fit into the other.
fn narrows(from: &Kind, to: &Kind) -> bool {
    let width = |kind: &Kind| match kind {
        Kind::I16 => 16,
        Kind::I32 => 32,
        _ => 64,
    };
    match (from, to) {
        (Kind::I16 | Kind::I32 | Kind::I64 | Kind::Duration, Kind::I16 | Kind::I32 | Kind::I64 | Kind::Duration) => {
            width(to) < width(from)
        }
        (Kind::F64, Kind::F32) | (Kind::I64, Kind::F64) => true,
        (Kind::String(from), Kind::String(to)) => to < from,
        (Kind::Text, Kind::String(_)) | (Kind::String(_) | Kind::Text, Kind::Enum(_)) => true,
        (Kind::Enum(from), Kind::Enum(to)) => from.iter().any(|value| !to.contains(value)),
        (Kind::Enum(from), Kind::String(max)) => from.iter().any(|value| value.chars().count() > *max as usize),
        _ => false,
    }
}
