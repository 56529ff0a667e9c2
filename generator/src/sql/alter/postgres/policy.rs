//! Row level security: what shows a session the rows of its tenant only.

use super::columns::is_retyped;
use super::piece::instant;
use crate::sql::alter::difference::Altered;
use crate::sql::physical::statement::{
    POLICY, alter_table, create_finder, create_policy, drop_finder, drop_policy, protect,
};
use crate::sql::transition::Piece;

/// Returns what takes the policy away. One whose column gets another type only makes way: rows stay hidden.
pub(super) fn dropped(altered: &Altered<'_>) -> Vec<Piece> {
    let finder = altered.old.finder.as_ref().filter(|_| is_finder_other(altered)).map(|finder| {
        let comment = format!("Drops what finds rows of {} by their words.", altered.from.name);
        instant(&altered.after.name, comment, vec![drop_finder(finder)])
    });
    finder.into_iter().chain(policy_dropped(altered)).collect()
}

fn policy_dropped(altered: &Altered<'_>) -> Vec<Piece> {
    if altered.old.policy.is_none() || !differs(altered) {
        return Vec::new();
    }
    let (table, bare) = (&altered.old.name, &altered.from.name);
    let mut statements = vec![drop_policy(table)];
    let comment = if altered.after.policy.is_none() {
        let actions = ["NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"].map(str::to_owned);
        statements.push(alter_table(table, &actions));
        format!("Shows every row of {bare} to whoever may read the table.")
    } else {
        format!("Takes {POLICY} of {bare} out of the way: until it is back, nobody without BYPASSRLS sees a row.")
    };
    vec![instant(&altered.after.name, comment, statements)]
}

/// Tells whether the function that finds rows goes or comes: its text names the table and its columns.
fn is_finder_other(altered: &Altered<'_>) -> bool {
    altered.old.finder != altered.after.finder
}

/// Returns what makes the function that finds rows, once their words are there.
pub(super) fn finder_added(altered: &Altered<'_>) -> Vec<Piece> {
    let Some(finder) = altered.after.finder.as_ref().filter(|_| is_finder_other(altered)) else { return Vec::new() };
    let comment =
        format!("Finds rows of {} by their words on the index, which no policy lets be used.", altered.to.name);
    vec![instant(&altered.after.name, comment, vec![create_finder(finder)])]
}

/// Returns what makes the policy.
pub(super) fn added(altered: &Altered<'_>) -> Vec<Piece> {
    let Some(condition) = altered.after.policy.as_ref().filter(|_| differs(altered)) else { return Vec::new() };
    let table = &altered.after.name;
    let statements = match altered.old.policy {
        None => protect(table, condition).to_vec(),
        Some(_) => vec![create_policy(table, condition)],
    };
    let comment = format!("Shows a session those rows of {} that its tenant owns.", altered.to.name);
    vec![instant(table, comment, statements)]
}

/// The column of a policy cannot get another type under it.
fn differs(altered: &Altered<'_>) -> bool {
    let retyped = altered.to.row_security.as_ref().is_some_and(|security| {
        is_retyped(altered, &security.tenant)
            || altered.columns.remade.contains(&super::DIALECT.identifier(&security.tenant))
    });
    altered.before.policy != altered.after.policy || retyped
}
