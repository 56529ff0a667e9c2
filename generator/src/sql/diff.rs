//! What the definition asks for and the migrations do not yet give, as operations in the order in which they can be
//! done. Pure; tables and columns are found by name, so the order of the definition decides nothing but the order of
//! new tables.
//!
//! `matches` says which table and column became which, by answers and `was`; what stays open becomes a question of the
//! `dialogue`. `columns` finds what becomes of columns, `review` what is left to ask or worth saying. `sequence` turns
//! all of it into drafts of migrations, each applied to a working copy of the tables before the next is planned.

mod columns;
mod dialogue;
mod matches;
mod review;
mod sequence;
mod wanted;

use std::collections::BTreeSet;

use larder_format::plan::Operation;

use super::{Answers, Problem};
use dialogue::Dialogue;
pub use dialogue::table_named;
use sequence::Sequence;
pub use wanted::counted::CountedColumn;
pub use wanted::{Wanted, wanted};

pub use super::history::Tables;

/// One migration to be: its operations, and a title made of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub title: String,
    pub operations: Vec<Operation>,
}

/// Returns the draft of some operations, if there are any.
pub(super) fn titled(operations: Vec<Operation>) -> Option<Draft> {
    (!operations.is_empty()).then(|| Draft { title: sequence::title::of(&operations), operations })
}

/// All that leads from one state to another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diff {
    /// In the order in which they are done: what needs no new table, the new tables one by one, what needs them.
    pub drafts: Vec<Draft>,
    /// What is worth saying all the same.
    pub notes: Vec<Problem>,
}

/// Returns what leads from `before` to `wanted`.
///
/// # Errors
///
/// Every open question, every answer that answers nothing, and every change that cannot be generated.
pub fn diff(before: &Tables, wanted: &[Wanted], answers: &Answers) -> Result<Diff, Vec<Problem>> {
    let mut dialogue = Dialogue::new(before, wanted, answers);
    let matches = matches::matches(&mut dialogue);
    let mut changes = columns::changes(&matches, &mut dialogue);
    review::references::ask(&matches, &mut dialogue);
    review::exchanged::ask(&matches, &mut dialogue);
    columns::counters::fill(&matches, &mut changes);
    review::stricter::note(&matches, &changes, &mut dialogue);
    review::unused::report(&matches, &mut dialogue);
    review::row_security::note(&mut dialogue);
    review::scale::note(&mut dialogue);
    review::partition::review(&matches, &mut dialogue);
    review::schemas::note(&mut dialogue);
    let notes = dialogue.close()?;
    let mut sequence = Sequence::new(before);
    sequence::drops::tables(&matches, &mut sequence)?;
    sequence::renames::apply(&matches, &mut sequence)?;
    let late = sequence::parts::early(wanted, changes, &mut sequence)?;
    sequence::created::tables(wanted, &mut sequence)?;
    sequence::parts::late(wanted, late, &mut sequence)?;
    let (tables, drafts) = sequence.finish();
    leads_there(&tables, wanted)?;
    Ok(Diff { drafts, notes })
}

/// Tells whether nothing leads from `before` to `wanted`; names of keys and indexes and all orders aside.
pub fn is_same(before: &Tables, wanted: &[Wanted]) -> bool {
    leads_there(before, wanted).is_ok()
}

/// The operations are wrong when they do not lead to the definition; nothing is written then.
fn leads_there(tables: &Tables, wanted: &[Wanted]) -> Result<(), Vec<Problem>> {
    let mut differences: Vec<String> = Vec::new();
    let names: BTreeSet<&str> = wanted.iter().map(|wanted| wanted.table.name.as_str()).collect();
    for name in tables.keys().filter(|name| !names.contains(name.as_str())) {
        differences.push(format!("table `{name}` remains"));
    }
    for wanted in wanted {
        match tables.get(&wanted.table.name) {
            None => differences.push(format!("table `{}` is missing", wanted.table.name)),
            Some(table) => differences.extend(sequence::parts::differences(table, &wanted.table)),
        }
    }
    if differences.is_empty() {
        return Ok(());
    }
    let message = format!("the planned operations do not produce the definition: {}", differences.join("; "));
    Err(vec![Problem::new("M0309", message).help("this is a bug in codegen; please report it")])
}
