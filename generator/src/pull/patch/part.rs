//! Changes of keys, references, checks and indexes.

use super::{Pair, Patcher};
use crate::ir;
use crate::pull::adopt::TWICE;
use crate::pull::miss::{Miss, MissKind};
use crate::pull::{UNCHECKED, print};

/// Keys of a field that make a check.
const RULES: [&str; 5] = ["enum", "length", "range", "one_of", "pattern"];

impl Patcher<'_> {
    /// Brings the definition to one part that is on one side only.
    pub(super) fn part(&mut self, pair: &Pair<'_>, miss: &Miss) {
        match miss.kind {
            MissKind::Left if miss.why == TWICE => {}
            MissKind::Left => self.present(pair, &miss.subject),
            MissKind::Otherwise => self.absent(pair, &miss.subject),
        }
    }

    /// The database has it, and the definition does not ask for it.
    fn present(&mut self, pair: &Pair<'_>, name: &str) {
        let (pieces, Some(piece)) = (self.pieces, pair.piece) else { return };
        let entity = &pair.entity.name;
        for (list, keys) in [("unique", &piece.uniques), ("indexes", &piece.indexes), ("checks", &piece.checks)] {
            if let Some(key) = keys.iter().find(|key| key.name == name) {
                let said = print::key(piece, key);
                let done = self.editor.add_key(entity, list, &said);
                self.changed(done, format!("+ {entity}: {list} {said}"));
            }
        }
        for one in piece.belongs_to.iter().filter(|one| one.reference.name == name) {
            let said = print::composite(pieces, piece, one);
            let done = self.editor.add_key(entity, "belongs_to", &said);
            self.changed(done, format!("+ {entity}: belongs_to {said}"));
        }
        for field in &piece.fields {
            if field.unique.as_deref() == Some(name) {
                let done = self.editor.set(entity, &field.name, "unique", Some("true"));
                self.changed(done, format!("~ {entity}.{}: unique", field.name));
            }
            let Some(reference) = field.reference.as_ref().filter(|reference| reference.name == name) else { continue };
            let mut done = true;
            for entry in print::entries(pieces, field).iter().take(1 + reference.entries.len()) {
                done &= self.editor.set(entity, &field.name, entry.key, Some(&entry.value));
            }
            for key in ["type", "length"] {
                done &= self.editor.set(entity, &field.name, key, None);
            }
            self.changed(done, format!("~ {entity}.{}: belongs to `{}`", field.name, reference.parent));
        }
        let checked = pair.own.table.checks.iter().find(|check| check.name == name).map(|check| check.column.clone());
        let by_name =
            piece.fields.iter().find(|field| name == crate::sql::lower::check_name(&piece.table, &field.column));
        if let Some(column) = checked.or_else(|| by_name.map(|field| field.column.clone())) {
            self.rules(pair, &column);
        }
    }

    /// The definition asks for it, and the database has it no more; what no migration has made yet is still to come.
    fn absent(&mut self, pair: &Pair<'_>, name: &str) {
        let entity = &pair.entity.name;
        let Some(known) = self.known.get(&pair.own.table.name) else { return };
        let index = pair.own.table.indexes.iter().find(|index| index.name == name);
        if let Some(index) = index.filter(|index| known.indexes.iter().any(|one| one.columns == index.columns)) {
            let columns: Vec<String> = index.columns.iter().map(|column| column.name.clone()).collect();
            let done = self.editor.remove_key(entity, "indexes", |on| columns_of(pair, on) == columns);
            if done {
                self.changed(done, format!("- {entity}: index over {}", columns.join(", ")));
            }
        }
        let unique = pair.own.table.uniques.iter().find(|key| key.name == name);
        if let Some(key) = unique.filter(|key| known.uniques.iter().any(|one| one.columns == key.columns)) {
            let single = key.columns.first().filter(|_| key.columns.len() == 1);
            let single = single.and_then(|column| pair.entity.fields.iter().find(|field| field.column() == column));
            let in_list = self.editor.remove_key(entity, "unique", |on| columns_of(pair, on) == key.columns);
            let done = in_list
                || single.is_some_and(|field| {
                    self.editor.get(entity, &field.name, "unique").is_some()
                        && self.editor.set(entity, &field.name, "unique", None)
                });
            if done {
                self.changed(done, format!("- {entity}: unique over {}", key.columns.join(", ")));
            }
        }
        let reference = pair.own.table.foreign_keys.iter().find(|key| key.name == name);
        if let Some(key) = reference.filter(|key| known.foreign_keys.iter().any(|one| one.columns == key.columns)) {
            if self.editor.remove_key(entity, "belongs_to", |on| columns_of(pair, on) == key.columns) {
                self.changed(true, format!("- {entity}: belongs_to over {}", key.columns.join(", ")));
                return;
            }
            self.open.push(format!(
                "- {entity}: the database no longer has the foreign key over {}; give the field a `type` in place of \
                 `belongs_to` if that is meant",
                key.columns.join(", ")
            ));
        }
        let check = pair.own.table.checks.iter().find(|check| check.name == name);
        if let Some(check) = check.filter(|check| check.is_of_row() && known.checks.contains(check)) {
            let done = self.editor.remove_key(entity, "checks", |on| columns_of(pair, on) == check.columns);
            if done {
                self.changed(done, format!("- {entity}: check of {}", check.columns.join(", ")));
            }
        } else if let Some(check) = check.filter(|check| known.checks.iter().any(|one| one.column == check.column)) {
            self.rules(pair, &check.column);
        }
    }

    /// Gives a field the rules that its check has.
    fn rules(&mut self, pair: &Pair<'_>, column: &str) {
        let Some(own) = pair.entity.fields.iter().find(|field| field.column() == column) else { return };
        let Some(field) = pair.piece.and_then(|piece| piece.fields.iter().find(|field| field.column == column)) else {
            return;
        };
        // A reference has the rules of the key that it refers to.
        if field.reference.is_some() {
            return;
        }
        let entity = &pair.entity.name;
        let mut done = false;
        for key in RULES {
            let said = field.plain.iter().find(|entry| entry.key == key).map(|entry| entry.value.clone());
            let is_enum = key == "enum" || matches!(own.ty.stored(), ir::FieldType::Enum(_));
            let before = self.editor.get(entity, &own.name, key);
            if before == said || is_enum && (said.is_none() || before.is_none()) {
                continue;
            }
            done |= self.editor.set(entity, &own.name, key, said.as_deref());
        }
        if own.unchecked != field.is_unchecked() {
            done |= self.editor.set(entity, &own.name, UNCHECKED, field.is_unchecked().then_some("true"));
        }
        if done {
            self.changed(done, format!("~ {entity}.{}: rules", own.name));
        }
    }
}

/// Returns the columns of a list as a person wrote it.
fn columns_of(pair: &Pair<'_>, on: &str) -> Vec<String> {
    let names = on.split(',').filter_map(|part| part.split_whitespace().next());
    names.map(|name| pair.entity.column_of(name).to_owned()).collect()
}
