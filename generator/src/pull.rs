//! A definition of what a database has.
//!
//! `entity` makes pieces of a table: what its columns (`column`, `default`), checks (`checks`, by way of `expression`)
//! and keys are in the words of a definition, and a miss for each thing that has none. `retreat` gives up what the
//! checks of definitions refuse, `print` writes the rest as a person would. `adopt` compares the tables that the
//! definition asks for with those that are there: names are taken over, and what differs is told. Pure: the catalogue
//! was read before.

mod adopt;
mod checks;
mod column;
mod default;
mod entity;
mod expression;
mod json;
mod migrations;
mod miss;
mod name;
mod objects;
mod order;
mod patch;
mod piece;
mod print;
mod retreat;
mod schemas;
mod tie;

use larder_format::Dialect;
use larder_format::catalogue::Catalogue;

pub use adopt::{Adopted, adopt, rules};
pub use migrations::{PulledMigrations, migrations, start};
pub use miss::{Miss, MissKind, ObjectMiss};
pub use objects::with_files;
pub use patch::{Patched, patch};
pub use schemas::{in_schemas, schemas};

use crate::definition::{Definition, Parsed};
use crate::diagnostic::Diagnostics;
use crate::ir::{Field, FieldType, Schema};
use crate::source::objects::ObjectFiles;
use objects::PulledObjects;
use piece::{EntityPiece, SaidEntry};

/// A definition, and what it leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    pub text: String,
    /// In the order of the tables.
    pub misses: Vec<Miss>,
    /// Views, triggers, functions and the like, by the paths of their files from the definition on.
    pub files: ObjectFiles,
    /// Those that no file makes.
    pub objects: Vec<ObjectMiss>,
}

/// Keys of a field that make a check.
const RULES: [&str; 4] = ["length", "range", "one_of", "pattern"];

/// The key of a field without a check.
const UNCHECKED: &str = "unchecked";

/// Returns the definition of what a database has; `head` is what the file begins with.
///
/// # Errors
///
/// What is left of the definition is refused at no piece of it, which is a mistake of larder.
pub fn pull(catalogue: &Catalogue, head: &str) -> Result<Pulled, Diagnostics> {
    settled(catalogue, head).map(|(_, pulled)| pulled)
}

/// Returns the definition in pieces as well.
fn settled(catalogue: &Catalogue, head: &str) -> Result<(Vec<EntityPiece>, Pulled), Diagnostics> {
    let mut names = name::EntityNames::default();
    let (mut pieces, mut misses) = (Vec::new(), Vec::new());
    for table in order::parents_first(&catalogue.tables) {
        if table.options.iter().any(|option| option == "PARTITION") {
            misses.push(Miss {
                kind: MissKind::Left,
                table: table.name.clone(),
                subject: String::new(),
                what: "PARTITION".to_owned(),
                why: "it is a part of a partitioned table, which is read and written as a whole".to_owned(),
            });
            continue;
        }
        if let Some(twin) = schemas::twin(catalogue, table) {
            misses.push(Miss {
                kind: MissKind::Left,
                table: table.name.clone(),
                subject: String::new(),
                what: table.name.clone(),
                why: format!("`{}` has its name, and databases without schemas cannot have both", twin.name),
            });
            continue;
        }
        let (piece, lacking) = entity::piece(catalogue, table, &mut names);
        pieces.push(piece);
        misses.extend(lacking);
    }
    tie::find(&mut pieces);
    loop {
        let text = retreat::settle(head, &mut pieces, &mut names, &mut misses)?;
        if !drop_unequal_rules(&text, catalogue, &mut pieces)? && !mark_unchecked(&text, catalogue, &mut pieces)? {
            let schema = crate::read(&text, "models.toml")?.schema;
            let PulledObjects { files, misses: objects } = objects::of(catalogue, &text, &schema);
            misses.retain(|miss| !is_made(miss, &files, &schema, catalogue.dialect));
            misses.sort_by(|first, second| (first.kind, &first.table).cmp(&(second.kind, &second.table)));
            return Ok((pieces, Pulled { text, misses, files, objects }));
        }
    }
}

/// Whether the miss is of a type that a file makes, or an enum of the definition.
fn is_made(miss: &Miss, files: &ObjectFiles, schema: &Schema, dialect: Dialect) -> bool {
    let ty = miss.what.trim_end_matches("[]");
    let makes = |sql: &String| {
        let made = larder_format::object::made(sql, dialect);
        made.is_some_and(|made| dialect.identifier(&made.name) == ty)
    };
    let is_type = |field: &Field| {
        let native = field.native.as_ref().and_then(|native| native.of(dialect));
        matches!(field.ty, FieldType::Enum(_)) && native == Some(ty)
    };
    let mut fields = schema.entities.iter().flat_map(|entity| &entity.fields);
    miss.why == column::UNMADE && (files.values().any(makes) || fields.any(is_type))
}

/// Takes out the rules whose check would be another than the one that is there; the check is told as one that the
/// definition does not ask for. Returns whether there was one.
fn drop_unequal_rules(text: &str, catalogue: &Catalogue, pieces: &mut [EntityPiece]) -> Result<bool, Diagnostics> {
    let definition = crate::read(text, "models.toml")?;
    let Ok(wanted) = crate::sql::diff::wanted(&definition.schema) else { return Ok(false) };
    let mut dropped = false;
    for one in &wanted {
        let Some(live) = catalogue.tables.iter().find(|table| table.name == one.table.name) else { continue };
        let Some(piece) = pieces.iter_mut().find(|piece| piece.table == one.table.name) else { continue };
        for column in adopt::unequal_checks(&one.table, live, catalogue.dialect) {
            let Some(field) = piece.fields.iter_mut().find(|field| field.column == column) else { continue };
            let before = field.plain.clone();
            field.plain.iter_mut().for_each(keep_longest);
            field.plain.retain(|entry| !RULES.contains(&entry.key) || entry.key == "length" && !entry.value.is_empty());
            dropped |= field.plain != before;
        }
    }
    Ok(dropped)
}

/// Marks the fields that larder would check, and the database does not. Returns whether there was one.
fn mark_unchecked(text: &str, catalogue: &Catalogue, pieces: &mut [EntityPiece]) -> Result<bool, Diagnostics> {
    let definition = crate::read(text, "models.toml")?;
    let Ok(wanted) = crate::sql::diff::wanted(&definition.schema) else { return Ok(false) };
    let mut marked = false;
    for one in &wanted {
        let Some(live) = catalogue.tables.iter().find(|table| table.name == one.table.name) else { continue };
        let Some(piece) = pieces.iter_mut().find(|piece| piece.table == one.table.name) else { continue };
        for column in adopt::unmade_checks(&one.table, live, catalogue.dialect) {
            let field = piece.fields.iter_mut().find(|field| field.column == column);
            let Some(field) = field.filter(|field| !field.is_unchecked()) else { continue };
            field.attributes.push(SaidEntry::new(UNCHECKED, "true"));
            marked = true;
        }
    }
    Ok(marked)
}

/// Of a length only the maximum, which is the type's; without one nothing.
fn keep_longest(entry: &mut SaidEntry) {
    if entry.key == "length" && !entry.value.starts_with(|first: char| first.is_ascii_digit()) {
        let longest = entry.value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')?.split_once(", "));
        entry.value = longest.map(|(_, longest)| longest.to_owned()).unwrap_or_default();
    }
}

impl Pulled {
    /// Reads the text with the files of its objects.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn define(&self, file_name: &str) -> Result<Definition, Diagnostics> {
        Parsed::new(&self.text, file_name).with_objects(self.files.clone()).define(&[], &|_| None)
    }

    /// Adds what is found out beside the tables of the definition.
    #[must_use]
    pub fn with(mut self, adopted: &Adopted) -> Self {
        for miss in &adopted.misses {
            // One reason is enough.
            let is_told = self
                .misses
                .iter()
                .any(|told| (&told.table, &told.subject) == (&miss.table, &miss.subject) && !miss.subject.is_empty());
            if !is_told {
                self.misses.push(miss.clone());
            }
        }
        self.misses.sort_by(|first, second| (first.kind, &first.table).cmp(&(second.kind, &second.table)));
        self
    }
}
