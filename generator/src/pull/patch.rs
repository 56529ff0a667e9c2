//! What changed in a database since its definition was written, as edits of the definition.
//!
//! The two sides are compared as tables of the database's engine: what a person wrote beyond that (rules, docs, types
//! that the engine does not tell apart, other names of entities and fields) makes no difference and stays.

mod column;
mod part;

use larder_format::catalogue::{Catalogue, LiveTable};

use super::adopt::adopt;
use super::miss::{Miss, ObjectMiss};
use super::objects;
use super::piece::{CompositePiece, EntityPiece};
use super::{Pulled, print};
use crate::diagnostic::Diagnostics;
use crate::ir::{Entity, Relation, Schema};
use crate::source::objects::ObjectFiles;
use crate::source::toml::Editor;
use crate::sql::diff::{Tables, Wanted, wanted};
use crate::sql::{Rules, lower, physical};

/// A definition brought to what the database has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patched {
    pub text: String,
    /// A line for each edit.
    pub changes: Vec<String>,
    /// What a person has to change, with the reason.
    pub open: Vec<String>,
    /// What a definition cannot say.
    pub misses: Vec<Miss>,
    pub objects: Vec<ObjectMiss>,
    /// Objects that no file of the definition makes, by the paths of files that do.
    pub files: ObjectFiles,
}

/// Returns the text of a definition, brought to what the database has; `known` is what the migrations have made or
/// are going to make.
///
/// # Errors
///
/// What is pulled of the database, or the definition, is refused.
pub fn patch(
    text: &str,
    schema: &Schema,
    catalogue: &Catalogue,
    known: &Tables,
    rules: Rules,
) -> Result<Patched, Diagnostics> {
    let (pieces, pulled) = super::settled(catalogue, "")?;
    let theirs = crate::read(&pulled.text, "models.toml")?;
    let (Ok(own), Ok(theirs)) = (wanted(schema), wanted(&theirs.schema)) else {
        let open = vec!["the definition has no tables yet; run `codegen`, which says why".to_owned()];
        let (text, Pulled { misses, objects, .. }) = (text.to_owned(), pulled);
        return Ok(Patched { text, changes: Vec::new(), open, misses, objects, files: ObjectFiles::new() });
    };
    let pieces = named(pieces, schema);
    let mut patcher = Patcher {
        pieces: &pieces,
        catalogue,
        rules,
        known,
        editor: Editor::new(text),
        changes: Vec::new(),
        open: Vec::new(),
    };
    for (entity, own) in schema.entities.iter().zip(&own) {
        patcher.entity(entity, own, theirs.iter().find(|one| one.table.name == own.table.name));
    }
    for (at, piece) in pieces.iter().enumerate() {
        if !own.iter().any(|one| one.table.name == piece.table) {
            patcher.added(at);
        }
    }
    let Patcher { editor, changes, open, .. } = patcher;
    let Pulled { misses, objects, files, .. } = pulled;
    let files = objects::unknown(files, schema, catalogue.dialect);
    Ok(Patched { text: editor.into_text(), changes, open, misses, objects, files })
}

/// Gives the pieces the names that the definition has for their tables and columns.
fn named(mut pieces: Vec<EntityPiece>, schema: &Schema) -> Vec<EntityPiece> {
    for piece in &mut pieces {
        let Some(entity) = schema.entities.iter().find(|entity| entity.table == piece.table) else { continue };
        piece.name.clone_from(&entity.name);
        for field in &mut piece.fields {
            if let Some(own) = entity.fields.iter().find(|own| own.column() == field.column) {
                field.name.clone_from(&own.name);
            }
        }
    }
    pieces
}

struct Patcher<'a> {
    pieces: &'a [EntityPiece],
    catalogue: &'a Catalogue,
    rules: Rules,
    known: &'a Tables,
    editor: Editor,
    changes: Vec<String>,
    open: Vec<String>,
}

/// An entity of the definition beside its table.
struct Pair<'a> {
    entity: &'a Entity,
    own: &'a Wanted,
    live: &'a LiveTable,
    piece: Option<&'a EntityPiece>,
}

impl Patcher<'_> {
    fn entity(&mut self, entity: &Entity, own: &Wanted, theirs: Option<&Wanted>) {
        let Some(live) = self.catalogue.tables.iter().find(|table| table.name == own.table.name) else {
            // A table that no migration has made yet is one that a person added.
            if self.known.contains_key(&own.table.name) {
                self.editor.remove_entity(&entity.name);
                self.changes.push(format!("- {}: the table `{}` is gone", entity.name, own.table.name));
            }
            return;
        };
        let piece = self.pieces.iter().find(|piece| piece.table == live.name);
        let pair = Pair { entity, own, live, piece };
        let lowered = |one: &Wanted| lower::table(&one.table, self.catalogue.dialect, self.rules);
        let (mine, pulled) = (lowered(own), theirs.map(lowered));
        self.columns(&pair, &mine, pulled.as_ref());
        self.parts(&pair);
        self.actions(&pair, theirs);
    }

    fn added(&mut self, at: usize) {
        let (name, table) = (&self.pieces[at].name, &self.pieces[at].table);
        let change = format!("+ {name}: the table `{table}`");
        self.editor.add_entity(&print::one(self.pieces, at));
        self.changes.push(change);
    }

    fn changed(&mut self, done: bool, what: String) {
        if done {
            self.changes.push(what);
        } else {
            self.open.push(format!("{what}: the definition says it in a way that only a person can change"));
        }
    }

    fn columns(&mut self, pair: &Pair<'_>, mine: &physical::Table, theirs: Option<&physical::Table>) {
        let Some(piece) = pair.piece else { return };
        let mut after: Option<String> = None;
        for field in &piece.fields {
            let own = pair.entity.fields.iter().find(|own| own.column() == field.column);
            match own {
                Some(own) => {
                    self.column(pair, own, field, mine, theirs);
                    after = Some(own.name.clone());
                }
                None => {
                    let line = print::line(self.pieces, field);
                    let done = self.editor.add_field(&pair.entity.name, after.as_deref(), &line);
                    self.changed(done, format!("+ {}.{}", pair.entity.name, field.name));
                    after = Some(field.name.clone());
                }
            }
        }
        let is_known = |column: &str| {
            let table = self.known.get(&pair.own.table.name);
            table.is_some_and(|table| table.columns.iter().any(|known| known.name == column))
        };
        let gone = pair.entity.fields.iter().filter(|own| pair.live.column(own.column()).is_none());
        let gone: Vec<String> = gone.filter(|own| is_known(own.column())).map(|own| own.name.clone()).collect();
        for field in gone {
            let done = self.editor.remove_field(&pair.entity.name, &field);
            self.changed(done, format!("- {}.{field}", pair.entity.name));
        }
    }

    /// Brings what happens to a row when the one it refers to goes or changes.
    fn actions(&mut self, pair: &Pair<'_>, theirs: Option<&Wanted>) {
        let Some((theirs, piece)) = theirs.zip(pair.piece) else { return };
        for key in &pair.own.table.foreign_keys {
            let same = theirs.table.foreign_keys.iter().find(|other| other.columns == key.columns);
            let Some(other) = same else { continue };
            let Some(field) = piece.fields.iter().find(|field| Some(&field.column) == other.columns.last()) else {
                continue;
            };
            let is_own = |one: &&CompositePiece| one.pairs.iter().map(|(own, _)| own).eq(&other.columns);
            let entries = match piece.belongs_to.iter().find(is_own) {
                Some(one) => one.reference.entries.clone(),
                None => print::entries(self.pieces, field),
            };
            let own = |relation: &&Relation| {
                relation.fields().map(|id| pair.entity.field(id).column()).eq(key.columns.iter().map(String::as_str))
            };
            let is_composite = pair.entity.relations.iter().any(|relation| relation.is_composite() && own(&relation));
            for (word, differs) in [
                ("on_delete", other.on_delete != key.on_delete),
                ("on_update", other.on_update != key.on_update),
                ("deferrable", other.deferrable != key.deferrable),
            ] {
                let said = entries.iter().find(|entry| entry.key == word).map(|entry| entry.value.as_str());
                if differs {
                    let done = !is_composite && self.editor.set(&pair.entity.name, &field.name, word, said);
                    let what = said.unwrap_or("as by default");
                    self.changed(done, format!("~ {}.{}: {word} {what}", pair.entity.name, field.name));
                }
            }
        }
    }

    fn parts(&mut self, pair: &Pair<'_>) {
        let adopted = adopt(vec![pair.own.clone()], self.catalogue, self.known, self.rules);
        for miss in &adopted.misses {
            self.part(pair, miss);
        }
    }
}
