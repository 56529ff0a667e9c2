//! The smallest case that still fails.

use crate::case::{Case, Failure, Stand};
use crate::edit::is_sayable;

/// Leaves edits out, as long as the case fails at the same stage.
pub(crate) async fn shrink(stand: &mut Stand, case: &Case, failure: Failure) -> (Case, Failure) {
    let (mut case, mut failure) = (case.clone(), failure);
    let mut budget = 150;
    loop {
        let before = case.changes.len() + case.schema.len();
        for changes in [true, false] {
            let mut at = 0;
            while at < list(&mut case, changes).len() && budget > 0 {
                budget -= 1;
                let mut smaller = case.clone();
                list(&mut smaller, changes).remove(at);
                if !is_sayable(&smaller.before(), &smaller.after()) {
                    at += 1;
                    continue;
                }
                match stand.run(&smaller).await {
                    Err(again) if again.stage == failure.stage => (case, failure) = (smaller, again),
                    _ => at += 1,
                }
            }
        }
        if budget == 0 || before == case.changes.len() + case.schema.len() {
            return (case, failure);
        }
    }
}

fn list(case: &mut Case, changes: bool) -> &mut Vec<crate::edit::Edit> {
    if changes { &mut case.changes } else { &mut case.schema }
}
