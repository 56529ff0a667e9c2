//! A definition as text, as a person would write it.

use std::ops::Range;

use larder_format::qualified;

use super::piece::{CompositePiece, EntityPiece, FieldPiece, KeyPiece, SaidDoc, SaidEntry};
use crate::ir::Json;

/// The widest line of a list.
const WIDTH: usize = 100;

/// What of the pieces a place of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceAt {
    Entity(usize),
    Field(usize, usize),
    /// The entry of a field with this key.
    Entry(usize, usize, &'static str),
    Unique(usize, usize),
    Index(usize, usize),
    Check(usize, usize),
    Tie(usize, usize),
    BelongsTo(usize, usize),
}

/// A text, and where in it the pieces are.
#[derive(Debug, Clone, Default)]
pub(super) struct Printed {
    pub(super) text: String,
    places: Vec<(Range<usize>, PieceAt)>,
}

impl Printed {
    /// Returns the smallest piece at a place of the text.
    pub(super) fn at(&self, place: usize) -> Option<PieceAt> {
        let there = self.places.iter().filter(|(range, _)| range.contains(&place));
        there.min_by_key(|(range, _)| range.len()).map(|(_, place)| *place)
    }

    fn mark(&mut self, start: usize, place: PieceAt) {
        self.places.push((start..self.text.len(), place));
    }
}

/// Prints all entities behind `head`.
pub(super) fn print(head: &str, entities: &[EntityPiece]) -> Printed {
    let mut printed = Printed { text: head.to_owned(), places: Vec::new() };
    for at in 0..entities.len() {
        entity(entities, at, &mut printed);
    }
    printed
}

fn entity(entities: &[EntityPiece], at: usize, printed: &mut Printed) {
    let piece = &entities[at];
    let start = printed.text.len();
    printed.text.push_str(&format!("\n[entities.{}]\n", piece.name));
    if let Some(doc) = &piece.doc {
        let lines: String = doc.entries().iter().map(|entry| format!("{} = {}\n", entry.key, entry.value)).collect();
        printed.text.push_str(&lines);
    }
    let plain = qualified::plain(&piece.table);
    if format!("{}s", crate::name::snake(&piece.name)) != plain {
        printed.text.push_str(&format!("table = {}\n", text(plain)));
    }
    if let Some(schema) = qualified::schema(&piece.table) {
        printed.text.push_str(&format!("schema = {}\n", text(schema)));
    }
    if piece.keyless {
        printed.text.push_str("key = \"none\"\n");
    }
    for proposal in &piece.proposals {
        printed.text.push_str(&format!("# {proposal}\n"));
    }
    ties(entities, at, printed);
    composites(entities, at, printed);
    keys("unique", piece, &piece.uniques, printed, &|number| PieceAt::Unique(at, number));
    keys("indexes", piece, &piece.indexes, printed, &|number| PieceAt::Index(at, number));
    keys("checks", piece, &piece.checks, printed, &|number| PieceAt::Check(at, number));
    printed.text.push_str(&format!("\n[entities.{}.fields]\n", piece.name));
    for (number, field) in piece.fields.iter().enumerate() {
        let start = printed.text.len();
        self::field(entities, field, printed, (at, number));
        printed.mark(start, PieceAt::Field(at, number));
    }
    printed.mark(start, PieceAt::Entity(at));
}

/// `many_to_many = [{ with = "Tag", through = "PostTag" }]`
fn ties(entities: &[EntityPiece], at: usize, printed: &mut Printed) {
    let ties = &entities[at].ties;
    if ties.is_empty() {
        return;
    }
    let (open, before, behind) = if ties.len() == 1 { ("[", "", "") } else { ("[\n", "    ", ",\n") };
    printed.text.push_str(&format!("many_to_many = {open}"));
    for (number, tie) in ties.iter().enumerate() {
        printed.text.push_str(before);
        let start = printed.text.len();
        let (with, through) = (name_of(entities, &tie.with), name_of(entities, &tie.through));
        printed.text.push_str(&format!("{{ with = {}, through = {} }}", text(with), text(through)));
        printed.mark(start, PieceAt::Tie(at, number));
        printed.text.push_str(behind);
    }
    printed.text.push_str("]\n");
}

/// `belongs_to = [{ to = "PlaylistTrack", on = "playlist_id, track_id" }]`
fn composites(entities: &[EntityPiece], at: usize, printed: &mut Printed) {
    let piece = &entities[at];
    if piece.belongs_to.is_empty() {
        return;
    }
    let (open, before, behind) = if piece.belongs_to.len() == 1 { ("[", "", "") } else { ("[\n", "    ", ",\n") };
    printed.text.push_str(&format!("belongs_to = {open}"));
    for (number, one) in piece.belongs_to.iter().enumerate() {
        printed.text.push_str(before);
        let start = printed.text.len();
        printed.text.push_str(&composite(entities, piece, one));
        printed.mark(start, PieceAt::BelongsTo(at, number));
        printed.text.push_str(behind);
    }
    printed.text.push_str("]\n");
}

/// `{ to = "PlaylistTrack", on = "playlist_id, track_id", on_delete = "cascade" }`
pub(super) fn composite(entities: &[EntityPiece], piece: &EntityPiece, one: &CompositePiece) -> String {
    let reference = &one.reference;
    let named = |piece: Option<&EntityPiece>, column: &str| {
        let field = piece.and_then(|piece| piece.fields.iter().find(|field| field.column.eq_ignore_ascii_case(column)));
        field.map_or_else(|| column.to_owned(), |field| field.name.clone())
    };
    let parent = entities.iter().find(|entity| entity.table == reference.parent);
    let own: Vec<String> = one.pairs.iter().map(|(own, _)| named(Some(piece), own)).collect();
    let theirs: Vec<String> = one.pairs.iter().map(|(_, theirs)| named(parent, theirs)).collect();
    let mut entries = vec![
        SaidEntry::new("to", text(name_of(entities, &reference.parent))),
        SaidEntry::new("on", text(&own.join(", "))),
    ];
    entries.extend(reference.by.iter().map(|_| SaidEntry::new("by", text(&theirs.join(", ")))));
    entries.extend(one.called.iter().map(|name| SaidEntry::new("name", text(name))));
    entries.extend(reference.entries.iter().cloned());
    let entries: Vec<String> = entries.iter().map(|entry| format!("{} = {}", entry.key, entry.value)).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// Returns the entity of a table.
fn name_of<'a>(entities: &'a [EntityPiece], table: &'a str) -> &'a str {
    entities.iter().find(|entity| entity.table == table).map_or(table, |entity| entity.name.as_str())
}

/// Returns one entity as text.
pub(super) fn one(entities: &[EntityPiece], at: usize) -> String {
    let mut printed = Printed::default();
    entity(entities, at, &mut printed);
    printed.text
}

/// Returns the line of one field.
pub(super) fn line(entities: &[EntityPiece], field: &FieldPiece) -> String {
    let mut printed = Printed::default();
    self::field(entities, field, &mut printed, (0, 0));
    printed.text
}

fn keys(word: &str, piece: &EntityPiece, keys: &[KeyPiece], printed: &mut Printed, place: &dyn Fn(usize) -> PieceAt) {
    if keys.is_empty() {
        return;
    }
    let texts: Vec<String> = keys.iter().map(|key| self::key(piece, key)).collect();
    let is_short = texts.iter().map(|text| text.len() + 2).sum::<usize>() + word.len() < WIDTH;
    let is_plain = keys.iter().all(|key| key.entries.is_empty() && key.key == "on");
    let (open, before, behind, close) =
        if is_short && (is_plain || texts.len() == 1) { ("[", "", ", ", "]\n") } else { ("[\n", "    ", ",\n", "]\n") };
    printed.text.push_str(&format!("{word} = {open}"));
    for (number, text) in texts.iter().enumerate() {
        printed.text.push_str(before);
        let start = printed.text.len();
        printed.text.push_str(text);
        printed.mark(start, place(number));
        if behind == ",\n" || number + 1 < texts.len() {
            printed.text.push_str(behind);
        }
    }
    printed.text.push_str(close);
}

/// `"author_id, made_at desc"`, or a table where there is more to say.
pub(super) fn key(piece: &EntityPiece, key: &KeyPiece) -> String {
    let column = |(column, order): &(String, &str)| {
        let field = piece.fields.iter().find(|field| field.column == *column);
        format!("{}{order}", field.map_or(column.as_str(), |field| field.name.as_str()))
    };
    let on = text(&key.columns.iter().map(column).collect::<Vec<_>>().join(", "));
    if key.entries.is_empty() && key.key == "on" {
        return on;
    }
    let entries: String = key.entries.iter().map(|entry| format!(", {} = {}", entry.key, entry.value)).collect();
    format!("{{ {} = {on}{entries} }}", key.key)
}

/// Returns what is said of a field, in the order of the text.
pub(super) fn entries(entities: &[EntityPiece], field: &FieldPiece) -> Vec<SaidEntry> {
    let mut entries = Vec::new();
    match &field.reference {
        Some(reference) => {
            let parent = name_of(entities, &reference.parent);
            let mark = if field.nullable { "?" } else { "" };
            entries.push(SaidEntry::new("belongs_to", text(&format!("{parent}{mark}"))));
            entries.extend(reference.by.iter().map(|by| {
                let parent = entities.iter().find(|entity| entity.table == reference.parent);
                let field = parent.and_then(|parent| parent.fields.iter().find(|field| field.column == *by));
                SaidEntry::new("by", text(field.map_or(by, |field| &field.name)))
            }));
            entries.extend(reference.entries.iter().cloned());
        }
        None => entries.extend(field.plain.iter().cloned()),
    }
    entries.extend(field.attributes.iter().cloned());
    if field.referred {
        entries.push(SaidEntry::new("immutable", "true"));
    }
    entries
}

fn field(entities: &[EntityPiece], field: &FieldPiece, printed: &mut Printed, (at, number): (usize, usize)) {
    let mut entries = entries(entities, field);
    entries.extend(field.doc.iter().flat_map(SaidDoc::entries));
    if field.name != field.column {
        entries.push(SaidEntry::new("column", text(&field.column)));
    }
    printed.text.push_str(&format!("{} = ", field.name));
    if let [SaidEntry { key: "type", value }] = entries.as_slice() {
        let start = printed.text.len();
        printed.text.push_str(value);
        printed.mark(start, PieceAt::Entry(at, number, "type"));
    } else {
        printed.text.push('{');
        for (position, entry) in entries.iter().enumerate() {
            printed.text.push_str(if position == 0 { " " } else { ", " });
            let start = printed.text.len();
            printed.text.push_str(&format!("{} = {}", entry.key, entry.value));
            printed.mark(start, PieceAt::Entry(at, number, entry.key));
        }
        printed.text.push_str(" }");
    }
    printed.text.push('\n');
}

/// Returns a text as TOML, with backslashes as they are where that can be.
pub(super) fn text(text: &str) -> String {
    if text.contains(['\\', '"']) && !text.contains(['\'', '\n', '\t']) {
        return format!("'{text}'");
    }
    toml::Value::String(text.to_owned()).to_string()
}

/// Returns a JSON value as TOML on one line; `None` for one with a null, which TOML has not.
pub(super) fn json(value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(value) => value.to_string(),
        Json::Int(value) => value.to_string(),
        Json::Float(value) => format!("{value:?}"),
        Json::Text(said) => text(said),
        Json::List(all) => {
            let all: Option<Vec<String>> = all.iter().map(json).collect();
            format!("[{}]", all?.join(", "))
        }
        Json::Object(members) if members.is_empty() => "{}".to_owned(),
        Json::Object(members) => {
            let member = |(key, value): &(String, Json)| Some(format!("{} = {}", key_of(key), json(value)?));
            let all: Option<Vec<String>> = members.iter().map(member).collect();
            format!("{{ {} }}", all?.join(", "))
        }
    })
}

fn key_of(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { key.to_owned() } else { text(key) }
}
