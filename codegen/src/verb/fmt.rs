//! `codegen fmt`: removes `was` where the rename is in the migrations.

use std::path::Path;

use larder_generator::ir::{Entity, Schema};
use larder_generator::output::Files;
use larder_generator::source::toml;
use larder_generator::sql::diff::Tables;
use larder_generator::sql::{self, Problem};

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::project::{self, Project};

/// Takes every `was` out of the definition whose rename is in the migrations; with `--check` names the file.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let Some(definition) = project.definition(outcome) else { return Ok(()) };
        let state = sql::fold(&project.migrations()?).map_err(|problems| project.in_folder(problems))?;
        let is_consumed = |entity: &str, field: Option<&str>, was: &str| {
            definition.schema.entity(entity).is_some_and(|entity| is_done(entity, field, was, &state.tables))
        };
        let text = toml::without_was(&project.text, is_consumed);
        let left = project.read(&text).map(|left| left.schema);
        if !left.is_ok_and(|left| is_same_but_for_was(&left, &definition.schema)) {
            let message = "removing `was` would change more than that";
            return Err(vec![Problem::new("M0502", message).at(&project.name).help("remove it by hand")]);
        }
        let mut files = Files::default();
        files.insert(file_name(project), text).map_err(|problem| vec![problem])?;
        outcome.differences = project.put(&files, arguments.check)?;
        outcome.notes = in_sources(&definition.schema, project, &state.tables);
        Ok(())
    })
}

/// Tells whether the migrations hold the new name and no longer the old one.
fn is_done(entity: &Entity, field: Option<&str>, was: &str, tables: &Tables) -> bool {
    let Some(table) = tables.get(&entity.table) else { return false };
    let has = |name: &str| table.columns.iter().any(|column| column.name == name);
    match field {
        Some(field) => has(entity.column_of(field)) && !has(was),
        None => sql::diff::table_named(was, tables).is_none(),
    }
}

/// Words of Rust sources are the user's to change.
fn in_sources(schema: &Schema, project: &Project, tables: &Tables) -> Vec<Problem> {
    let written = toml::entity_names(&project.text);
    let by_rust = schema.entities.iter().filter(|entity| !written.contains(&entity.name));
    let mut notes = Vec::new();
    for entity in by_rust {
        let fields = entity.fields.iter().filter_map(|field| Some((Some(field.name.as_str()), field.was.as_deref()?)));
        for (field, was) in entity.was.as_deref().map(|was| (None, was)).into_iter().chain(fields) {
            if is_done(entity, field, was, tables) {
                let place = field.map_or(entity.name.clone(), |field| format!("{}.{field}", entity.name));
                let message = format!("`{place}` still has `was = \"{was}\"` in Rust");
                notes.push(Problem::new("M0501", message).help("remove it from the struct"));
            }
        }
    }
    notes
}

fn is_same_but_for_was(left: &Schema, before: &Schema) -> bool {
    let plain = |schema: &Schema| {
        let mut schema = schema.clone();
        for entity in &mut schema.entities {
            entity.was = None;
            entity.fields.iter_mut().for_each(|field| field.was = None);
        }
        schema
    };
    plain(left) == plain(before)
}

fn file_name(project: &Project) -> String {
    Path::new(&project.name).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
