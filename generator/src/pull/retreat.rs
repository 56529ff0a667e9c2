//! What a definition refuses is given up, piece by piece, until the rest is one.
//!
//! The checks of definitions decide what can be said, here as everywhere: a table is written down as if it could be,
//! and each mistake that is found names the piece that cannot stand and the reason. So a check that comes to allow
//! more lets more be pulled.

use super::miss::{Miss, MissKind};
use super::name::EntityNames;
use super::piece::{CompositePiece, EntityPiece, FieldPiece, SaidEntry};
use super::print::{self, PieceAt, Printed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin, Severity};
use crate::name::{snake, upper_camel};

/// Rounds after which whatever is left is reported as it is: each gives up at least one piece.
const MOST_ROUNDS: usize = 10_000;

/// Returns the definition of what is left of `pieces` behind `head`.
///
/// # Errors
///
/// A mistake is at no piece, which is a mistake of this module.
pub(super) fn settle(
    head: &str,
    pieces: &mut Vec<EntityPiece>,
    names: &mut EntityNames,
    misses: &mut Vec<Miss>,
) -> Result<String, Diagnostics> {
    for _ in 0..MOST_ROUNDS {
        mark_referred(pieces);
        let printed = print::print(head, pieces);
        let Err(diagnostics) = crate::read(&printed.text, "models.toml") else { return Ok(printed.text) };
        let before = pieces.clone();
        let mut retreat = Retreat { pieces, names, misses, gone: Vec::new() };
        for diagnostic in diagnostics.iter().filter(|one| one.severity == Severity::Error) {
            retreat.give_up(diagnostic, &printed);
        }
        retreat.clear();
        if *pieces == before {
            return Err(diagnostics);
        }
    }
    Err(Diagnostics::default())
}

struct Retreat<'a> {
    pieces: &'a mut Vec<EntityPiece>,
    names: &'a mut EntityNames,
    misses: &'a mut Vec<Miss>,
    /// Entities and fields that go, and keys, once all mistakes of a round are seen.
    gone: Vec<PieceAt>,
}

impl Retreat<'_> {
    fn give_up(&mut self, diagnostic: &Diagnostic, printed: &Printed) {
        let Origin::Text { start, .. } = diagnostic.origin else { return };
        let Some(place) = printed.at(start) else { return };
        let why = diagnostic.message.as_str();
        match place {
            PieceAt::Entity(at) => self.entity(at, diagnostic.code, why),
            PieceAt::Field(at, number) => self.field(at, number, diagnostic.code, why),
            PieceAt::Entry(at, number, key) => self.entry(at, number, key, diagnostic.code, why),
            // The entity in between has methods of its own.
            PieceAt::Tie(..) => self.gone.push(place),
            PieceAt::BelongsTo(at, number) => self.composite(place, (at, number), why),
            PieceAt::Unique(..) | PieceAt::Index(..) | PieceAt::Check(..) => self.key(place, diagnostic.code, why),
        }
    }

    fn miss(&mut self, at: usize, subject: &str, what: String, why: &str) {
        let table = self.pieces[at].table.clone();
        let miss = Miss { kind: MissKind::Left, table, subject: subject.to_owned(), what, why: why.to_owned() };
        if !self.misses.contains(&miss) {
            self.misses.push(miss);
        }
    }

    fn entity(&mut self, at: usize, code: Code, why: &str) {
        let is_name = matches!(code, Code::ReservedName | Code::EntityName | Code::DuplicateType | Code::LongName);
        let piece = &mut self.pieces[at];
        if is_name && !piece.renamed && !why.starts_with("the table") {
            piece.renamed = true;
            piece.name = self.names.instead(&piece.name);
        } else if !self.gone.contains(&PieceAt::Entity(at)) {
            self.gone.push(PieceAt::Entity(at));
            self.miss(at, "", String::new(), &format!("the table is left out: {why}"));
        }
    }

    fn field(&mut self, at: usize, number: usize, code: Code, why: &str) {
        let is_name = matches!(code, Code::ReservedName | Code::FieldName | Code::LongName);
        let owner = self.pieces[at].name.clone();
        let field = &mut self.pieces[at].fields[number];
        if matches!(code, Code::NoPrimary | Code::CompositePrimary) {
            self.entity(at, code, why);
        } else if code == Code::DuplicateType && !field.attributes.iter().any(|entry| entry.key == "enum_name") {
            let name = format!("{owner}{}Kind", upper_camel(&field.name));
            field.plain.push(SaidEntry::new("enum_name", print::text(&name)));
        } else if is_name && !field.renamed {
            field.renamed = true;
            field.name = format!("{}_{}", snake(&owner), field.name);
        } else {
            self.column(at, number, why);
        }
    }

    /// A column that cannot be said goes, and with it the table if it is of its key.
    fn column(&mut self, at: usize, number: usize, why: &str) {
        let field = &self.pieces[at].fields[number];
        let (column, is_primary) = (field.column.clone(), field.attributes.iter().any(|entry| entry.key == "primary"));
        if is_primary {
            return self.entity(at, Code::PrimaryType, why);
        }
        if !self.gone.contains(&PieceAt::Field(at, number)) {
            self.gone.push(PieceAt::Field(at, number));
            self.miss(at, &column, said(&self.pieces[at].fields[number]), why);
        }
    }

    fn entry(&mut self, at: usize, number: usize, key: &'static str, code: Code, why: &str) {
        let field = &mut self.pieces[at].fields[number];
        let column = field.column.clone();
        match key {
            "belongs_to" | "by" | "on_delete" => {
                if let Some(reference) = field.reference.take() {
                    self.miss(at, &reference.name, reference.what, why);
                }
            }
            "enum" | "enum_name" if code == Code::DuplicateType => self.field(at, number, code, why),
            "enum" | "nullable" => {
                let nullable = if field.nullable { "?" } else { "" };
                let what = said(field);
                field.plain = vec![SaidEntry::new("type", print::text(&format!("text{nullable}")))];
                field.without("default");
                self.miss(at, &column, what, why);
            }
            "primary" => self.entity(at, Code::PrimaryType, why),
            "type" | "native" | "column" | "generated" => self.field(at, number, code, why),
            _ => {
                let of_reference = field.reference.iter().flat_map(|reference| &reference.entries);
                let mut all = field.plain.iter().chain(&field.attributes).chain(of_reference);
                let entry = all.find(|entry| entry.key == key);
                // A list may hold several mistakes.
                let Some(what) = entry.map(|entry| format!("{key} = {}", entry.value)) else { return };
                field.without(key);
                match field.unique.take_if(|_| key == "unique") {
                    Some(name) => self.miss(at, &name, format!("UNIQUE ({column})"), why),
                    None => self.miss(at, &column, what, why),
                }
            }
        }
    }

    /// Its fields stay what they are by themselves.
    fn composite(&mut self, place: PieceAt, (at, number): (usize, usize), why: &str) {
        if !self.gone.contains(&place) {
            let reference = &self.pieces[at].belongs_to[number].reference;
            let (name, what) = (reference.name.clone(), reference.what.clone());
            self.gone.push(place);
            self.miss(at, &name, what, why);
        }
    }

    fn key(&mut self, place: PieceAt, code: Code, why: &str) {
        let (at, key) = match place {
            PieceAt::Unique(at, number) => (at, &mut self.pieces[at].uniques[number]),
            PieceAt::Index(at, number) => (at, &mut self.pieces[at].indexes[number]),
            PieceAt::Check(at, number) => (at, &mut self.pieces[at].checks[number]),
            _ => return,
        };
        if code == Code::MethodName && !key.entries.iter().any(|entry| entry.key == "methods") {
            key.entries.push(SaidEntry::new("methods", "\"none\""));
        } else if !self.gone.contains(&place) {
            let (name, what) = (key.name.clone(), key.what.clone());
            self.gone.push(place);
            self.miss(at, &name, what, why);
        }
    }

    /// Takes out what goes, with what speaks of it; later pieces first, so that the places of others stay.
    fn clear(&mut self) {
        let gone = std::mem::take(&mut self.gone);
        for (at, piece) in self.pieces.iter_mut().enumerate() {
            let mut number = 0;
            piece.uniques.retain(|_| (!gone.contains(&PieceAt::Unique(at, number)), number += 1).0);
            number = 0;
            piece.indexes.retain(|_| (!gone.contains(&PieceAt::Index(at, number)), number += 1).0);
            number = 0;
            piece.checks.retain(|_| (!gone.contains(&PieceAt::Check(at, number)), number += 1).0);
            number = 0;
            piece.ties.retain(|_| (!gone.contains(&PieceAt::Tie(at, number)), number += 1).0);
            number = 0;
            piece.belongs_to.retain(|_| (!gone.contains(&PieceAt::BelongsTo(at, number)), number += 1).0);
            let mut lost = Vec::new();
            number = 0;
            piece.fields.retain(|field| {
                let goes = gone.contains(&PieceAt::Field(at, number));
                number += 1;
                if goes {
                    lost.push(field.column.clone());
                }
                !goes
            });
            drop_keys(piece, &lost, self.misses);
        }
        let mut at = 0;
        self.pieces.retain(|_| (!gone.contains(&PieceAt::Entity(at)), at += 1).0);
        self.cut_references();
    }

    /// A reference to a table that is left out is a plain column.
    fn cut_references(&mut self) {
        let tables: Vec<String> = self.pieces.iter().map(|piece| piece.table.clone()).collect();
        for piece in self.pieces.iter_mut() {
            piece.ties.retain(|tie| tables.contains(&tie.with) && tables.contains(&tie.through));
        }
        for at in 0..self.pieces.len() {
            for number in 0..self.pieces[at].fields.len() {
                let field = &mut self.pieces[at].fields[number];
                if let Some(reference) = field.reference.take_if(|reference| !tables.contains(&reference.parent)) {
                    let why = format!("the table `{}` is left out", reference.parent);
                    self.miss(at, &reference.name, reference.what, &why);
                }
            }
            let is_cut = |one: &mut CompositePiece| !tables.contains(&one.reference.parent);
            let cut: Vec<CompositePiece> = self.pieces[at].belongs_to.extract_if(.., is_cut).collect();
            for CompositePiece { reference, .. } in cut {
                let why = format!("the table `{}` is left out", reference.parent);
                self.miss(at, &reference.name, reference.what, &why);
            }
        }
    }
}

/// Marks the fields that references hold in place of a primary key.
fn mark_referred(pieces: &mut [EntityPiece]) {
    let fields = pieces.iter().flat_map(|piece| &piece.fields);
    let held = fields
        .filter_map(|field| field.reference.as_ref())
        .filter_map(|reference| reference.by.clone().map(|column| (reference.parent.clone(), column)));
    let composite = pieces.iter().flat_map(|piece| &piece.belongs_to).filter(|one| one.reference.by.is_some());
    let by_several =
        composite.flat_map(|one| one.pairs.iter().map(|(_, theirs)| (one.reference.parent.clone(), theirs.clone())));
    let held: Vec<(String, String)> = held.chain(by_several).collect();
    for piece in pieces {
        for field in &mut piece.fields {
            field.referred = held.iter().any(|(table, column)| (table, column) == (&piece.table, &field.column));
        }
    }
}

/// Keys and indexes over a column that is gone go too.
fn drop_keys(piece: &mut EntityPiece, lost: &[String], misses: &mut Vec<Miss>) {
    let table = piece.table.clone();
    piece.belongs_to.retain(|one| {
        let lacking = one.pairs.iter().find(|(column, _)| lost.contains(column));
        if let Some((column, _)) = lacking {
            misses.push(Miss {
                kind: MissKind::Left,
                table: table.clone(),
                subject: one.reference.name.clone(),
                what: one.reference.what.clone(),
                why: format!("its column `{column}` is not in the definition"),
            });
        }
        lacking.is_none()
    });
    for keys in [&mut piece.uniques, &mut piece.indexes, &mut piece.checks] {
        keys.retain(|key| {
            let lacking = key.columns.iter().find(|(column, _)| lost.contains(column));
            if let Some((column, _)) = lacking {
                misses.push(Miss {
                    kind: MissKind::Left,
                    table: table.clone(),
                    subject: key.name.clone(),
                    what: key.what.clone(),
                    why: format!("its column `{column}` is not in the definition"),
                });
            }
            lacking.is_none()
        });
    }
}

/// Returns what the definition would have said of a column.
fn said(field: &FieldPiece) -> String {
    let entries: Vec<String> = field.plain.iter().map(|entry| format!("{} = {}", entry.key, entry.value)).collect();
    entries.join(", ")
}
