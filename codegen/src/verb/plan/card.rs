//! What a migration does and costs, as data.

use larder_format::plan::Step;
use larder_format::splitter;
use larder_format::{Dialect, Direction, folder};
use larder_generator::sql::{Migration, describe};
use serde_json::{Value, json};

/// What a migration does and what it costs.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) operations: Vec<String>,
    /// The tables that change, each once.
    pub(super) tables: Vec<String>,
    /// How many rows each of them has, where a database was named; `None` for one that is not there yet.
    pub(super) rows: Option<Vec<Option<u64>>>,
    pub(super) scripts: Vec<Script>,
}

/// One SQL file.
pub(super) struct Script {
    pub(super) dialect: Dialect,
    pub(super) direction: Direction,
    pub(super) steps: Vec<Part>,
}

/// One step with its statements.
pub(super) struct Part {
    pub(super) step: Step,
    pub(super) statements: Vec<String>,
}

impl Card {
    pub(super) fn of(migration: &Migration) -> Self {
        let mut tables = Vec::new();
        for table in migration.plan.operations.iter().filter_map(|operation| operation.table()) {
            if !tables.iter().any(|known| known == table) {
                tables.push(table.to_owned());
            }
        }
        Self {
            id: migration.plan.id.clone(),
            operations: migration.plan.operations.iter().map(describe).collect(),
            tables,
            rows: None,
            scripts: folder::sql_files()
                .map(|(dialect, direction, file)| {
                    let text = migration.files.get(&file).map_or("", String::as_str);
                    Script {
                        dialect,
                        direction,
                        steps: parts(text, migration.plan.steps.of(dialect, direction), dialect),
                    }
                })
                .collect(),
        }
    }

    pub(super) fn json(&self) -> Value {
        let scripts: Vec<Value> = self.scripts.iter().map(Script::json).collect();
        json!({ "id": self.id, "operations": self.operations, "tables": self.tables, "rows": self.rows, "scripts": scripts })
    }
}

impl Script {
    fn json(&self) -> Value {
        let steps: Vec<Value> = self.steps.iter().map(Part::json).collect();
        json!({ "dialect": self.dialect.as_str(), "direction": self.direction.as_str(), "steps": steps })
    }
}

impl Part {
    fn json(&self) -> Value {
        json!({
            "statements": self.statements,
            "transaction": !self.step.no_transaction,
            "lock": self.step.lock,
            "rewrites": self.step.rewrites,
            "loses": self.step.loses,
            "batches": self.step.backfill.is_some() || self.step.tokens.is_some(),
        })
    }
}

/// Deals the statements of a file out to its steps; without steps a file is one step, on MySQL one a statement.
fn parts(text: &str, steps: &[Step], dialect: Dialect) -> Vec<Part> {
    let mut statements = splitter::split(text, dialect).into_iter().map(str::to_owned);
    if !steps.is_empty() {
        let deal = |step: &Step| Part {
            step: step.clone(),
            statements: statements.by_ref().take(step.statements as usize).collect(),
        };
        return steps.iter().map(deal).collect();
    }
    if !dialect.capabilities().transactional_ddl {
        return statements.map(|statement| Part { step: Step::default(), statements: vec![statement] }).collect();
    }
    let all: Vec<String> = statements.collect();
    if all.is_empty() { Vec::new() } else { vec![Part { step: Step::default(), statements: all }] }
}
