//! From older lowering rules to the newest, where somebody asks for it.

use larder_format::folder;

use crate::sql::history::migration::Migration;
use crate::sql::{Problem, Rules, RulesPair, State, plan};

/// Returns the migration that brings the tables of `state` to the newest rules; `None` where they stand by those, or
/// nobody asked.
pub(in crate::sql) fn migration(state: &State, is_asked: bool) -> Result<Option<Migration>, Problem> {
    let rules = RulesPair { before: state.rules, after: Rules::NEWEST };
    if !is_asked || !rules.differ() {
        return Ok(None);
    }
    let id = folder::name(state.next, &format!("apply_lowering_rules_{}", rules.after.number()));
    plan::change(&id, state.heads.clone(), state, Vec::new(), rules).map(Some)
}

/// Says what stays as it is.
pub(in crate::sql) fn note(state: &State, is_asked: bool) -> Option<Problem> {
    let newest = Rules::NEWEST.number();
    let message = match (state.rules == Rules::NEWEST, is_asked) {
        (true, true) => {
            format!("`--upgrade` has nothing to do: the tables already follow the newest lowering rules, {newest}")
        }
        (false, false) => format!(
            "the tables follow lowering rules {}; the newest are {newest}; `codegen --upgrade` writes the migration",
            state.rules.number()
        ),
        _ => return None,
    };
    Some(Problem::new("M0505", message))
}
