//! Has every query of the definition prepared by a server that has its tables.

use larder::internal::Scratch;
use larder_format::Dialect;
use larder_generator::ir::{Entity, Query};
use larder_generator::query::described::{asked, differences};
use larder_generator::sql::Problem;

/// Returns what a server says against the queries.
pub(super) async fn check(live: &Scratch, dialect: Dialect, entities: &[Entity]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for entity in entities {
        for query in &entity.queries {
            if let Some(problem) = one(live, dialect, entity, query).await {
                problems.push(problem);
            }
        }
    }
    problems
}

async fn one(live: &Scratch, dialect: Dialect, entity: &Entity, query: &Query) -> Option<Problem> {
    let name = format!("{}.{} on {}", entity.name, query.name, dialect.title());
    for asked in asked(query, dialect) {
        let columns = match live.describe(&asked.text, &asked.types).await {
            Ok(columns) => columns,
            Err(error) => {
                let text = asked.text.trim();
                return Some(Problem::new("M0506", format!("{name}: {error}\nthe statement is: {text}")));
            }
        };
        let found: Vec<(&str, &str)> =
            columns.iter().map(|column| (column.name.as_str(), column.type_name.as_str())).collect();
        let differences = differences(query, entity, dialect, &found);
        if !differences.is_empty() {
            return Some(Problem::new("M0507", format!("{name}: {}", differences.join("\n"))));
        }
    }
    None
}
