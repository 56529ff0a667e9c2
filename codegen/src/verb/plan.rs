//! `codegen plan`: shows the migrations that a run would write.

mod card;
mod text;

use larder_generator::sql;
use serde_json::json;

use self::card::Card;
use crate::arguments::{self, Arguments};
use crate::outcome::{Answer, Outcome};
use crate::verb::connected;
use crate::{project, prompt};

/// Shows the migrations that a run would write; writes nothing.
pub(crate) fn run(arguments: &Arguments, plan: &arguments::Plan) -> Outcome {
    project::with(arguments, false, |project, outcome| {
        let Some(definition) = project.definition(outcome) else { return Ok(()) };
        let in_folder = |problems| project.in_folder(problems);
        let state = sql::fold(&project.migrations()?).map_err(in_folder)?;
        let generated = prompt::until_answered(arguments, |answers| {
            sql::generate(&state, &definition.schema, answers).map_err(in_folder)
        })?;
        outcome.notes = generated.notes;
        let mut cards: Vec<Card> = generated.migrations.iter().map(Card::of).collect();
        if let Some(url) = &plan.url {
            let tables: Vec<_> = cards.iter().map(|card| card.tables.as_slice()).collect();
            let counted = connected::row_counts(project, url, &tables, outcome)?;
            cards.iter_mut().zip(counted).for_each(|(card, rows)| card.rows = Some(rows));
        }
        let mut answer = Answer { text: text::of(&cards), ..Answer::default() };
        answer.members.insert("migrations".to_owned(), json!(cards.iter().map(Card::json).collect::<Vec<_>>()));
        outcome.answer = Some(answer);
        Ok(())
    })
}
