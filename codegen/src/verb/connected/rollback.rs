//! `codegen rollback`: rolls migrations back, after showing what would be lost.

use larder::migrate::{Loss, RollbackTarget};
use larder_generator::sql::Problem;
use serde_json::{Value, json};

use crate::arguments::{Arguments, Format, Rollback};
use crate::database::{self, Console};
use crate::outcome::{Answer, Outcome};

/// Rolls migrations back, after listing what would be lost.
pub(crate) fn run(arguments: &Arguments, rollback: &Rollback) -> Outcome {
    let console = Console::new(arguments.format == Format::Human);
    database::with(arguments, &rollback.server, async |migrator, outcome| {
        let migrator = if rollback.baselined { migrator.take_back_baselined() } else { migrator };
        let to = match &rollback.to {
            Some(text) => {
                let Some(id) = database::named(&migrator, text, outcome).await else { return Ok(()) };
                Some(id)
            }
            None => None,
        };
        let back = to.as_deref().map_or(RollbackTarget::Last(rollback.count), RollbackTarget::To);
        let losses = migrator.losses(back).await?;
        losses.iter().for_each(|loss| console.line(&line(loss)));
        let answer = outcome.answer.get_or_insert_with(Answer::default);
        answer.members.insert("losses".to_owned(), losses.iter().map(object).collect());
        if !losses.is_empty() && !rollback.allow_data_loss {
            let problem =
                Problem::new("D0103", "the rollback would permanently delete the data listed above; nothing was done");
            outcome.problems.push(problem.help("take a backup, then add `--allow-data-loss`"));
            return Ok(());
        }
        let run = match back {
            RollbackTarget::Last(count) => migrator.rollback(count).await,
            RollbackTarget::To(id) => migrator.rollback_to(id).await,
        };
        database::finish(run, outcome)
    })
}

fn line(loss: &Loss) -> String {
    let Loss { migration, table, rows, .. } = loss;
    let counted = |noun: &str| format!("{rows} {noun}{}", if *rows == 1 { "" } else { "s" });
    match &loss.column {
        Some(column) => format!("{} will be lost in {table}.{column} ({migration})", counted("value")),
        None => format!("table {table} will be dropped with {} ({migration})", counted("row")),
    }
}

fn object(loss: &Loss) -> Value {
    json!({ "migration": loss.migration, "table": loss.table, "column": loss.column, "rows": loss.rows })
}
