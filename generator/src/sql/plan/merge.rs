//! Migrations of merged branches: compatible changes are joined, conflicts are named.
//!
//! Heads whose operations have no footprint in common commute: either order gives the same schema. Traps remain in the
//! scripts: on SQLite some changes make a table anew, and a script that was made on one branch does not know the
//! columns that the other adds; any script may call by its old name what the other renames; both may drop what serves
//! a foreign key; and one branch may have brought the tables to newer lowering rules. Where that could be, the later
//! branch's migrations are put on top of the other's, made anew.

mod cause;
mod rebase;
mod unserved;
mod upgraded;

use larder_format::plan::PlanFile;
use larder_format::{folder, lineage};

use cause::Causes;

use super::Migration;
use crate::sql::Problem;
use crate::sql::history::fold::State;
use crate::sql::history::{Folder, Past, history};
use crate::sql::plan;

/// What joins the heads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merge {
    /// New migrations, and those of the folder that are put on top of others; none when there is one head.
    pub migrations: Vec<Migration>,
    /// What was put on top of what, and what that means for databases.
    pub notes: Vec<Problem>,
}

/// Joins the heads of a folder.
///
/// # Errors
///
/// Those of [`fold`](crate::sql::history::fold::fold): two heads do what does not go together.
pub fn merge(migrations: &Folder) -> Result<Merge, Vec<Problem>> {
    let past = history(migrations)?;
    let state = State::of(&past)?;
    let heads = lineage::heads(&past, Past::link);
    let plans = || past.iter().map(|past| &past.plan);
    let mut merge = Merge::default();
    let [first, others @ ..] = heads.as_slice() else { return Ok(merge) };
    let mut tips = vec![(*first).to_owned()];
    let mut known = lineage::ancestors(&past, Past::link, first);
    let mut folder = migrations.clone();
    for head in others {
        let theirs = lineage::ancestors(&past, Past::link, head);
        let own: Vec<&PlanFile> =
            plans().filter(|plan| theirs.contains(&plan.id) && !known.contains(&plan.id)).collect();
        let other: Vec<&PlanFile> =
            plans().filter(|plan| known.contains(&plan.id) && !theirs.contains(&plan.id)).collect();
        let shared =
            plans().filter(|plan| known.contains(&plan.id) && theirs.contains(&plan.id)).map(|plan| plan.rules);
        let base = state_after(&past, |id| known.contains(id) && theirs.contains(id))?;
        let mut scripts = rebase::causes(&own, &other, migrations);
        scripts.extend(unserved::causes(&own, &other, &base.tables));
        let causes = Causes { scripts, rules: upgraded::cause(&own, &other, shared.max()) };
        if causes.is_empty() {
            tips.push((*head).to_owned());
        } else {
            let rebased = rebase::rebase(&own, &causes, &tips, &folder, &known)?;
            merge.notes.push(rebase::note(&causes, &rebased));
            for migration in &rebased {
                folder.insert(migration.plan.id.clone(), migration.files.clone());
            }
            merge.migrations.extend(rebased);
            tips = vec![(*head).to_owned()];
        }
        known.extend(theirs);
    }
    if tips.len() > 1 {
        let past = history(&folder)?;
        let tips = past.iter().filter(|past| tips.contains(&past.plan.id));
        let parents = tips.clone().map(Past::reference).collect();
        let id = folder::name(state.next, &title(tips.map(|past| past.plan.id.as_str())));
        merge
            .migrations
            .push(plan::change(&id, parents, &state, Vec::new(), state.rules).map_err(|problem| vec![problem])?);
    }
    Ok(merge)
}

fn title<'a>(heads: impl Iterator<Item = &'a str>) -> String {
    let titles: Vec<&str> = heads.filter_map(folder::parse).map(|(_, title)| title).collect();
    let title = format!("merge_{}", titles.join("_and_"));
    if title.len() <= 60 { title } else { format!("merge_{}_heads", titles.len()) }
}

/// Returns the tables and objects after those migrations of a folder that are in `chosen`, and the rules they stand by.
fn state_after(history: &[Past], chosen: impl Fn(&str) -> bool) -> Result<State, Vec<Problem>> {
    let rules = history.iter().filter(|past| chosen(&past.plan.id)).map(Past::rules).max().unwrap_or_default();
    let mut state = State { rules, ..State::default() };
    for plan in history.iter().map(|past| &past.plan).filter(|plan| chosen(&plan.id)) {
        state.apply(plan)?;
    }
    Ok(state)
}
