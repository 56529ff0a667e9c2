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
            Err(refused) => {
                let text = marked(&asked.text, refused.at);
                return Some(Problem::new("M0506", format!("{name}: {}\nthe statement is:\n{text}", refused.error)));
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

/// Returns the lines of a statement, with a mark below the place that the server means.
fn marked(statement: &str, at: Option<usize>) -> String {
    let mut text = String::new();
    let mut begins = 0;
    for line in statement.split_inclusive('\n') {
        let ends = begins + line.len();
        if !line.trim().is_empty() {
            text.push_str(&format!("  {}\n", line.trim_end()));
        }
        if let Some(at) = at.filter(|at| (begins..ends).contains(at)) {
            let before = &statement[begins..at];
            let blank: String = before.chars().map(|letter| if letter == '\t' { '\t' } else { ' ' }).collect();
            text.push_str(&format!("  {blank}^\n"));
        }
        begins = ends;
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn a_mark_stands_below_what_the_server_means() {
        let statement = "\nSELECT ä, b\nFROM nothing\n";
        assert_eq!(marked(statement, statement.find("nothing")), "  SELECT ä, b\n  FROM nothing\n       ^");
        assert_eq!(marked(statement, statement.find('b')), "  SELECT ä, b\n            ^\n  FROM nothing");
        assert_eq!(marked("SELECT", None), "  SELECT");
    }
}
