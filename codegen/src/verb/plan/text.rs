//! The plan as text for a reader.

use std::fmt::Write as _;

use super::card::{Card, Part, Script};

/// Returns the cards for a reader.
pub(super) fn of(cards: &[Card]) -> String {
    if cards.is_empty() {
        return "nothing changes\n".to_owned();
    }
    let mut text = String::new();
    for card in cards {
        let _ = writeln!(text, "{}", card.id);
        for operation in &card.operations {
            let _ = writeln!(text, "  {operation}");
        }
        for (table, rows) in card.tables.iter().zip(card.rows.iter().flatten()) {
            if let Some(rows) = rows {
                let _ = writeln!(text, "  {table} has {rows} rows");
            }
        }
        card.scripts.iter().for_each(|script| tell(script, &mut text));
        text.push('\n');
    }
    text
}

fn tell(script: &Script, text: &mut String) {
    let _ = writeln!(text, "\n  {} {}", script.dialect, script.direction);
    if script.steps.is_empty() {
        text.push_str("    nothing to do\n");
    }
    for (number, part) in script.steps.iter().enumerate() {
        let _ = writeln!(text, "    {}. {}", number + 1, costs(part));
        for statement in &part.statements {
            let _ = writeln!(text, "       {};", statement.replace('\n', "\n       "));
        }
    }
}

/// The lock, whether the table is written anew, how the step is run, and what is lost.
fn costs(part: &Part) -> String {
    let step = &part.step;
    let mut costs: Vec<String> = step.lock.iter().cloned().collect();
    if step.rewrites {
        costs.push("rewrites the table".to_owned());
    }
    if step.no_transaction {
        costs.push("outside a transaction".to_owned());
    }
    if let Some(backfill) = &step.backfill {
        costs.push(format!("in batches over {}.{}", backfill.table, backfill.key));
    }
    if let Some(tokens) = &step.tokens {
        costs.push(format!("the migrator fills the search tokens of {} in batches", tokens.table));
    }
    if step.expects_no_rows {
        costs.push("fails if it finds a row".to_owned());
    }
    if !step.loses.is_empty() {
        costs.push(format!("DATA LOSS: {}", step.loses.join(", ")));
    }
    if costs.is_empty() { "no lock on an existing table".to_owned() } else { costs.join("; ") }
}
