//! Indexes in the user's own words. Neither server indexes `lower(email)` as it stands there, and MariaDB no expression
//! at all, so that a computed column stands for it.

use larder_format::plan::{self, ColumnType};
use larder_format::splitter::{Word, words};

use super::super::expression::column;
use super::DIALECT;
use super::unique::computed;
use crate::sql::physical::{PhysicalIndex, Table};

/// Puts a computed column in the place of each part that is `lower` or `upper` of a column.
pub(in super::super) fn lower(source: &plan::Table, mut index: PhysicalIndex, table: &mut Table) -> PhysicalIndex {
    let Some(text) = index.text.take() else { return index };
    let all = words(&text, DIALECT);
    let mut replaced = String::new();
    let mut done = 0;
    for at in 1..all.len().saturating_sub(3) {
        let Some((name, ty)) = part(source, &all, at) else { continue };
        let function = all[at].text.to_ascii_lowercase();
        let spelled = DIALECT.identifier(&name);
        let expression = format!("{}({spelled})", function.to_ascii_uppercase());
        let stands = computed(table, &format!("{name}_{function}"), ty, expression);
        replaced += &text[done..all[at].at];
        replaced += &stands;
        done = all[at + 3].end();
        index.parts.iter_mut().filter(|part| **part == spelled).for_each(|part| part.clone_from(&stands));
    }
    index.text = Some(replaced + &text[done..]);
    index
}

/// Returns the column of such a part that begins at a word, and the type of what is computed.
fn part(source: &plan::Table, all: &[Word<'_>], at: usize) -> Option<(String, String)> {
    let is_function = all[at].is("lower") || all[at].is("upper");
    let is_call = all[at + 1].is_sign("(") && all[at + 3].is_sign(")");
    let depth = |sign: &str| all[..at].iter().filter(|word| word.is_sign(sign)).count();
    let is_part = depth("(") == depth(")") + 1 && (all[at - 1].is_sign("(") || all[at - 1].is_sign(","));
    let column = column(source, &DIALECT.bare(all[at + 2].text))?;
    match (is_function && is_call && is_part && column.native.is_none(), &column.ty) {
        (true, ColumnType::String { max }) => Some((column.name.clone(), format!("VARCHAR({max})"))),
        _ => None,
    }
}
