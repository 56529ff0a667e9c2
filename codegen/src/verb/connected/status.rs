//! `codegen status`: shows which migrations are applied and pending.

use larder::migrate::{MigrationStatus, State, Status};
use larder_generator::sql::Problem;
use serde_json::{Value, json};

use crate::arguments::{self, Arguments};
use crate::database;
use crate::outcome::{Answer, Outcome};

/// Tells what the database has; reads only.
pub(crate) fn run(arguments: &Arguments, status: &arguments::Status) -> Outcome {
    database::with(arguments, &status.server, async |migrator, outcome| {
        let found = migrator.status().await?;
        let holder = migrator.lock_holder().await?;
        let absent = migrator.is_absent()?;
        let mut answer = Answer { text: text(&found, holder.as_deref(), absent), ..Answer::default() };
        answer.members.insert("absent".to_owned(), json!(absent));
        answer.members.insert("lock".to_owned(), json!(holder));
        answer.members.insert("migrations".to_owned(), found.migrations.iter().map(object).collect());
        let problems: Vec<_> = found.problems.iter().map(ToString::to_string).collect();
        outcome.problems.extend(problems.into_iter().map(|problem| Problem::new("D0101", problem)));
        if arguments.check
            && outcome.problems.is_empty()
            && let Err(error) = found.check()
        {
            outcome.problems.push(Problem::new("D0104", error.to_string()));
        }
        outcome.answer = Some(answer);
        Ok(())
    })
}

fn text(status: &Status, holder: Option<&str>, absent: bool) -> String {
    let mut text = String::new();
    if absent {
        text.push_str("the file does not exist; `migrate` creates the database and applies everything below\n");
    }
    for one in &status.migrations {
        let (word, more) = words(one);
        text.push_str(format!("{word:<12} {:<48} {more}", one.id).trim_end());
        text.push('\n');
    }
    let (applied, pending) = (status.applied().count(), status.pending().count());
    text.push_str(&format!("{applied} applied, {pending} pending\n"));
    if let Some(holder) = holder {
        text.push_str(&format!("the migration lock is held by {holder}\n"));
    }
    text
}

fn words(one: &MigrationStatus) -> (&'static str, String) {
    let (id, state) = (&one.id, &one.state);
    match state {
        State::Applied { at } => ("applied", at.clone()),
        State::Baselined { at } => ("baselined", at.clone()),
        State::Pending => ("pending", String::new()),
        State::Partial { undecided: Some(step), .. } | State::RollingBack { undecided: Some(step), .. } => {
            let word = if matches!(state, State::Partial { .. }) { "partial" } else { "rolling back" };
            let ways = format!("check the database, then run `resolve {id} {step} --done` or `--redo`");
            (word, format!("it is unknown whether step {step} was done; {ways}"))
        }
        State::Partial { done, of, .. } => {
            let ways = format!("`migrate` continues, `resolve {id} --undo` rolls it back");
            ("partial", format!("{done} of {of} steps are done; {ways}"))
        }
        State::RollingBack { done, of, .. } => {
            let ways = format!(
                "`resolve {id} --undo` continues, `resolve {id} --reapply` applies it again, `migrate` does both"
            );
            ("rolling back", format!("{done} of {of} steps are rolled back; {ways}"))
        }
        State::Ahead { compatible: true } => ("ahead", "unknown to this version; compatible".to_owned()),
        State::Ahead { compatible: false } => ("ahead", "unknown to this version; incompatible".to_owned()),
        other => ("other", format!("{other:?}")),
    }
}

fn object(one: &MigrationStatus) -> Value {
    let mut object = json!({ "id": one.id, "state": words(one).0.replace(' ', "_") });
    match &one.state {
        State::Applied { at } | State::Baselined { at } => object["at"] = json!(at),
        State::Partial { done, of, undecided } | State::RollingBack { done, of, undecided } => {
            object["done"] = json!(done);
            object["of"] = json!(of);
            object["undecided"] = json!(undecided);
        }
        State::Ahead { compatible } => object["compatible"] = json!(compatible),
        _ => {}
    }
    object
}
