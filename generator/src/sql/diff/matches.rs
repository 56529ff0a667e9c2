//! Matches the tables and columns of the migrations with those of the definition.

pub(super) mod candidates;
pub(super) mod matched;
pub(super) mod rank;

use std::collections::BTreeSet;

use larder_format::qualified;

use super::Tables;
use super::dialogue::{Dialogue, Pair, Used, table_named};
use crate::sql::Problem;
use matched::{Match, Matches, has};

/// Finds what became what, by the answers, by `was`, and by equal names; asks about what is gone.
pub(super) fn matches<'a>(dialogue: &mut Dialogue<'a>) -> Matches<'a> {
    let (before, wanted) = (dialogue.before, dialogue.wanted);
    let renamed = tables(dialogue);
    let mut matches = Matches::default();
    for wanted in wanted {
        let by_rename = renamed.iter().find(|(_, to)| *to == wanted.table.name).map(|(from, _)| *from);
        let same_name = before.get_key_value(&wanted.table.name).map(|(name, _)| name.as_str());
        let same_name = same_name.or_else(|| moved(&wanted.table.name, dialogue));
        let by_name = same_name.filter(|name| !renamed.iter().any(|(from, _)| from == name));
        if let Some(origin) = by_rename.or(by_name) {
            matches.tables.push(columns(Pair { before: origin, wanted, tables: before }, dialogue));
        }
    }
    let kept: BTreeSet<&str> = matches.tables.iter().map(|found| found.pair.before).collect();
    let is_gone = |name: &&str| !kept.contains(name);
    matches.gone = before.keys().map(String::as_str).filter(is_gone).collect();
    for gone in matches.gone.clone() {
        if !dialogue.drops_table(gone) {
            let question = candidates::table(gone, &matches, dialogue);
            dialogue.push(question);
        }
    }
    matches
}

/// Returns the table that is in another schema now: databases without schemas have it under the same name.
fn moved<'a>(name: &str, dialogue: &Dialogue<'a>) -> Option<&'a str> {
    let stays = |table: &str| dialogue.wanted.iter().any(|wanted| wanted.table.name == table);
    let mut alike = dialogue.before.keys().filter(|table| qualified::plain(table) == qualified::plain(name));
    alike.find(|table| !stays(table)).map(String::as_str)
}

/// Returns the renamed tables: before, and now.
fn tables<'a>(dialogue: &mut Dialogue<'a>) -> Vec<(&'a str, &'a str)> {
    let (before, wanted) = (dialogue.before, dialogue.wanted);
    let old = |text: &str| table_named(text, before);
    let mut renamed: Vec<(&str, &str)> = Vec::new();
    for (at, rename) in dialogue.renames(false) {
        let new = wanted.iter().find(|wanted| {
            wanted.entity == rename.to
                || [wanted.table.name.as_str(), qualified::plain(&wanted.table.name)].contains(&&*rename.to)
        });
        let (Some(old), Some(new)) = (old(&rename.from.table), new.map(|new| new.table.name.as_str())) else {
            continue;
        };
        if old != new && is_free(&renamed, old, new) {
            renamed.push((old, new));
            dialogue.take(Used::Rename(at));
        }
    }
    for wanted in wanted {
        let Some(was) = &wanted.was else { continue };
        let new = wanted.table.name.as_str();
        let is_wanted = |name: &str| dialogue.wanted.iter().any(|other| other.table.name == name);
        match old(was) {
            _ if renamed.iter().any(|(_, to)| *to == new) => {}
            Some(old) if !before.contains_key(new) && !is_wanted(old) && is_free(&renamed, old, new) => {
                renamed.push((old, new));
            }
            Some(old) if !is_wanted(old) && is_free(&renamed, old, new) => {
                dialogue.push(taken(&wanted.entity, old, new))
            }
            _ => dialogue.note(lingering(&wanted.entity, was)),
        }
    }
    renamed
}

fn columns<'a>(pair: Pair<'a>, dialogue: &mut Dialogue<'a>) -> Match<'a> {
    let before = dialogue.before;
    let wanted = &pair.wanted.table;
    let mut found = Match { pair, columns: Vec::new(), gone: Vec::new(), doubtful: Vec::new() };
    for (at, rename) in dialogue.renames(true) {
        let old = rename.from.column.as_deref().and_then(|from| name_of(before, pair.before, from));
        let new = wanted
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .find(|name| *name == pair.column_named(&rename.to));
        if let (true, Some(old), Some(new)) = (pair.is_named(&rename.from.table), old, new)
            && old != new
            && is_free(&found.columns, old, new)
        {
            found.columns.push((old, new));
            dialogue.take(Used::Rename(at));
        }
    }
    for (new, was) in &pair.wanted.columns_were {
        let stays = wanted.columns.iter().any(|column| column.name == *was);
        match name_of(before, pair.before, was) {
            _ if found.columns.iter().any(|(_, to)| to == new) => {}
            Some(old) if !stays && !has(before, pair.before, new) && is_free(&found.columns, old, new) => {
                found.columns.push((old, new));
            }
            Some(old) if !stays && is_free(&found.columns, old, new) => {
                let [old, taken_by] = [old, new].map(|column| format!("{}.{column}", pair.before));
                dialogue.push(taken(&pair.subject(new), &old, &taken_by));
            }
            _ => dialogue.note(lingering(&pair.subject(new), was)),
        }
    }
    gone(&mut found, dialogue);
    found
}

/// A column is gone when nothing has its name, or when what has its name was another.
fn gone<'a>(found: &mut Match<'a>, dialogue: &mut Dialogue<'a>) {
    let pair = found.pair;
    let existing = dialogue.before.get(pair.before).map(|table| table.columns.as_slice()).unwrap_or_default();
    for name in existing.iter().map(|column| column.name.as_str()) {
        let is_renamed = found.columns.iter().any(|(old, _)| *old == name);
        let is_taken = found.columns.iter().any(|(_, new)| *new == name);
        let stays = pair.wanted.table.columns.iter().any(|column| column.name == name);
        if !is_renamed && (is_taken || !stays) {
            found.gone.push(name);
        }
    }
    for name in found.gone.clone() {
        if !dialogue.drops_column(pair, name) {
            let (question, doubtful) = candidates::column(name, found, dialogue);
            found.doubtful.extend(doubtful);
            dialogue.push(question);
        }
    }
}

fn is_free(renamed: &[(&str, &str)], old: &str, new: &str) -> bool {
    !renamed.iter().any(|(from, to)| *from == old || *to == new)
}

fn name_of<'a>(tables: &'a Tables, table: &str, column: &str) -> Option<&'a str> {
    let columns = &tables.get(table)?.columns;
    columns.iter().map(|column| column.name.as_str()).find(|name| *name == column)
}

/// Either the rename is done already and its old name came back meanwhile, or what has the name now is to go.
fn taken(subject: &str, old: &str, new: &str) -> Problem {
    let message = format!("`{subject}` has `was`, but both `{old}` and `{new}` exist");
    let to = new.rsplit_once('.').map_or(new, |(_, column)| column);
    Problem::new("M0308", message).help(format!(
        "to rename `{old}` to `{to}`, answer with --drop {new} --rename {old}={to}; to drop `{old}`, remove `was`"
    ))
}

fn lingering(subject: &str, was: &str) -> Problem {
    let message = format!("`{subject}` still has `was = \"{was}\"`, which has no effect any more");
    Problem::new("M0501", message).help("`codegen fmt` removes it from models.toml; remove it from a struct by hand")
}
