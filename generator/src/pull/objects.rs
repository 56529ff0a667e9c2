//! Objects beside tables as files of a definition.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::Dialect;
use larder_format::catalogue::{Catalogue, LiveObject};
use larder_format::object::{Object, made, mentions, names, statements};

use super::miss::ObjectMiss;
use crate::definition::Parsed;
use crate::diagnostic::{Origin, Severity};
use crate::ir::Schema;
use crate::name::{is_snake, snake};
use crate::source::objects::{ObjectFiles, named};
use crate::sql::diff::wanted;
use crate::sql::{Rules, creation};

/// Where files of objects are unless the definition says otherwise.
const FOLDER: &str = "objects";

/// The files of a definition, and what none of them makes.
#[derive(Debug, Default)]
pub(super) struct PulledObjects {
    pub(super) files: ObjectFiles,
    pub(super) misses: Vec<ObjectMiss>,
}

/// Returns the objects that stand by the tables of a definition.
pub(super) fn of(catalogue: &Catalogue, text: &str, schema: &Schema) -> PulledObjects {
    let lost = Lost::of(catalogue, schema);
    let mut choice = Choice { catalogue, lost, files: BTreeMap::new(), misses: Vec::new(), stems: BTreeSet::new() };
    let script = script(schema, catalogue.dialect);
    for object in catalogue.objects.iter().filter(|object| !is_of_tables(object, &script, catalogue.dialect)) {
        match (&object.sql, without_statement(object)) {
            (Some(sql), _) => choice.add(object, sql),
            (None, why) => choice.leave(object, why.to_owned()),
        }
    }
    // What is left out takes along what names it.
    while choice.retreat() {}
    choice.refused(text);
    while choice.retreat() {}
    let files = choice.files.into_iter().map(|(path, (_, sql))| (path, format!("{}\n", sql.trim_end()))).collect();
    choice.misses.sort();
    PulledObjects { files, misses: choice.misses }
}

/// Returns what makes the tables of the definition, with the types and extensions that they bring along.
fn script(schema: &Schema, dialect: Dialect) -> String {
    let tables = wanted(schema).unwrap_or_default().into_iter().map(|one| (one.table.name.clone(), one.table));
    creation::script(&tables.collect(), &BTreeMap::new(), Rules::NEWEST, dialect)
}

/// Whether the tables of the definition bring it along.
fn is_of_tables(object: &LiveObject, script: &str, dialect: Dialect) -> bool {
    let name = dialect.identifier(&object.name);
    let makes = |head: &str| {
        let mut behind = script.lines().filter_map(|line| line.strip_prefix(&format!("{head} {name}")));
        behind.any(|rest| rest.starts_with([' ', ';']))
    };
    match object.title.split(' ').next() {
        Some("type") => makes("CREATE TYPE"),
        Some("extension") => makes("CREATE EXTENSION IF NOT EXISTS"),
        _ => false,
    }
}

fn without_statement(object: &LiveObject) -> &'static str {
    match object.title.split(' ').next() {
        Some("sequence") => "it numbers a column, and larder's column has a sequence of its own",
        Some("aggregate") => "a definition has no aggregates",
        Some("table") => "a virtual table is none of a definition",
        _ => "the server does not show the statement that makes it",
    }
}

/// Returns the files whose objects none of the definition makes, and whose names it has not given to others.
pub(super) fn unknown(mut files: ObjectFiles, schema: &Schema, dialect: Dialect) -> ObjectFiles {
    let key = |text: &str| {
        let all = statements(text, dialect).into_iter().filter_map(|statement| made(statement, dialect));
        all.map(|made| (made.kind, made.name.to_lowercase(), made.table)).collect::<Vec<_>>()
    };
    let texts = schema.objects.values().filter_map(|object| object.text(dialect));
    let known: Vec<_> = texts.flat_map(key).collect();
    files.retain(|path, text| {
        let is_made = key(text).first().is_some_and(|first| known.contains(first));
        !is_made && !named(path).is_ok_and(|(stem, _)| schema.objects.contains_key(stem))
    });
    files
}

/// Returns the objects that files make, beside those that are known.
#[must_use]
pub fn with_files(mut known: BTreeMap<String, Object>, files: &ObjectFiles) -> BTreeMap<String, Object> {
    for (path, text) in files {
        let Ok((stem, dialect)) = named(path) else { continue };
        let object = known.entry(stem.to_owned()).or_default();
        stem.clone_into(&mut object.name);
        *object.text_mut(dialect) = Some(text.trim().to_owned());
    }
    known
}

/// Names that a new database would not have.
struct Lost {
    tables: BTreeSet<String>,
    /// Each with its table.
    columns: Vec<(String, String)>,
    objects: BTreeSet<String>,
}

impl Lost {
    fn of(catalogue: &Catalogue, schema: &Schema) -> Self {
        let mut lost = Self { tables: BTreeSet::new(), columns: Vec::new(), objects: BTreeSet::new() };
        for table in &catalogue.tables {
            let Some(entity) = schema.entities.iter().find(|entity| entity.table == table.name) else {
                lost.tables.insert(table.name.to_lowercase());
                continue;
            };
            let has = |name: &str| entity.fields.iter().any(|field| field.column().eq_ignore_ascii_case(name));
            let columns = table.columns.iter().filter(|column| !has(&column.name));
            lost.columns.extend(columns.map(|column| (table.name.to_lowercase(), column.name.to_lowercase())));
        }
        lost
    }

    /// Returns which of them a text names.
    fn named(&self, names: &BTreeSet<String>) -> Option<String> {
        let own = self.tables.iter().chain(&self.objects).find(|name| names.contains(*name));
        let mut columns = self.columns.iter().filter(|(table, column)| names.contains(table) && names.contains(column));
        own.cloned().or_else(|| columns.next().map(|(table, column)| format!("{table}.{column}")))
    }
}

struct Choice<'a> {
    catalogue: &'a Catalogue,
    lost: Lost,
    files: BTreeMap<String, (&'a LiveObject, &'a str)>,
    misses: Vec<ObjectMiss>,
    stems: BTreeSet<String>,
}

impl<'a> Choice<'a> {
    fn add(&mut self, object: &'a LiveObject, sql: &'a str) {
        let stem = self.stem(object, sql);
        self.files.insert(format!("{FOLDER}/{stem}.{}.sql", self.catalogue.dialect.as_str()), (object, sql));
    }

    /// Returns a name that no other file has: that of the object, else with the table of a trigger, else with a number.
    fn stem(&mut self, object: &LiveObject, sql: &str) -> String {
        let table = made(sql, self.catalogue.dialect).and_then(|made| made.table).unwrap_or_default();
        let mut plain = snake(&object.name);
        if !is_snake(&plain) {
            plain = snake(&object.title).replace("__", "_");
        }
        let mut names = vec![plain.clone()];
        names.extend(Some(snake(&format!("{table}_{plain}"))).filter(|_| !table.is_empty()));
        names.extend((2..).map(|number| format!("{plain}_{number}")).take(self.stems.len() + 1));
        let free = names.into_iter().find(|name| !self.stems.contains(name)).unwrap_or(plain);
        self.stems.insert(free.clone());
        free
    }

    fn leave(&mut self, object: &LiveObject, why: String) {
        if !object.title.starts_with("sequence ") {
            self.lost.objects.insert(object.name.to_lowercase());
        }
        self.misses.push(ObjectMiss { object: object.title.clone(), why });
    }

    /// Leaves out what names something that is left out; returns whether there was one.
    fn retreat(&mut self) -> bool {
        let dialect = self.catalogue.dialect;
        let named = |(object, sql): &(&LiveObject, &str)| {
            let is_kept = made(sql, dialect).is_some_and(|made| made.kind.is_kept());
            let mut names = if is_kept { names(sql, dialect) } else { mentions(sql, dialect) };
            names.remove(&object.name.to_lowercase());
            self.lost.named(&names)
        };
        let found: Vec<(String, String)> =
            self.files.iter().filter_map(|(path, file)| Some((path.clone(), named(file)?))).collect();
        for (path, name) in &found {
            if let Some((object, _)) = self.files.remove(path) {
                self.leave(object, format!("it names `{name}`, which is not in the definition"));
            }
        }
        !found.is_empty()
    }

    /// Leaves out what the checks of definitions refuse.
    fn refused(&mut self, text: &str) {
        loop {
            let files = self.files.iter().map(|(path, (_, sql))| (path.clone(), (*sql).to_owned())).collect();
            let Err(diagnostics) = Parsed::new(text, "models.toml").with_objects(files).define(&[], &|_| None) else {
                return;
            };
            let before = self.files.len();
            for diagnostic in diagnostics.iter().filter(|one| one.severity == Severity::Error) {
                let Origin::Text { file, .. } = diagnostic.origin else { continue };
                if let Some((object, _)) = self.files.remove(&diagnostics.file(file).name) {
                    self.leave(object, diagnostic.message.clone());
                }
            }
            if self.files.len() == before {
                return;
            }
        }
    }
}
