//! How an engine says it runs a statement.

use integration::{Client, Engine};

/// Returns the plan of a statement of the generated code, with values in the place of its placeholders.
pub(super) async fn plan(client: &mut Client, engine: Engine, statement: &str, values: &[&str]) -> String {
    let mut query = statement.to_owned();
    for (at, value) in values.iter().enumerate().rev() {
        query = query.replace(&format!("${}", at + 1), value);
    }
    for value in values {
        query = query.replacen('?', value, 1);
    }
    let word = if engine == Engine::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
    let rows = client.query(&format!("{word} {query}")).await.unwrap();
    let line = |row: Vec<Option<String>>| row.into_iter().flatten().collect::<Vec<_>>().join(" ");
    rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns whether MySQL reads one row by a unique key, of which its newer plans do not say the name.
pub(super) fn is_read_by_key(plan: &str) -> bool {
    plan.contains("Rows fetched before execution")
}

/// Returns whether a plan reads the rows in their order, without sorting more than those that agree in it.
pub(super) fn is_sorted_by_index(engine: Engine, plan: &str) -> bool {
    match engine {
        Engine::Postgres => {
            let is_sort = |line: &str| line.trim_start_matches([' ', '-', '>']).starts_with("Sort  (");
            plan.contains("Index Scan") && !plan.lines().any(is_sort)
        }
        Engine::Sqlite => plan.contains("USING INDEX") && !plan.contains("TEMP B-TREE FOR ORDER BY"),
        Engine::MySql => !plan.contains("filesort"),
    }
}
