//! The tables of the page.

use super::inputs::Inputs;
use super::plan::{Database, Plan};
use crate::Result;

/// What encloses them.
const MARKS: [&str; 2] =
    ["<!-- computed by `cargo xtask growing` from growing.toml -->\n", "<!-- end of what is computed -->"];

/// Puts the tables into the page.
pub(super) fn fill(page: &str, inputs: &Inputs) -> Result<String> {
    let [begin, end] = MARKS;
    let parts = page.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("the page has no `{}`", begin.trim()))?;
    Ok(format!("{before}{begin}{}{end}{after}", tables(inputs)))
}

/// A line of the table: what it is called, and what stands in each column.
type Line = (&'static str, fn(&Plan) -> String);

const LINES: [Line; 12] = [
    ("requests in the busiest second", |plan| count(plan.requests)),
    ("processors: the service", |plan| cores(plan.service_cores)),
    ("processors: the database, without lists", |plan| cores(plan.primary_cores)),
    ("processors: lists and searches", |plan| cores(plan.list_cores)),
    ("processors: Redis", |plan| cores(plan.redis_cores)),
    ("rows on disk after a year", |plan| bytes(plan.disk_bytes)),
    ("**instances of the service**", |plan| count(plan.instances)),
    ("**connections of each**", |plan| count(plan.pool)),
    ("connections together", connections),
    ("**Redis, memory**", |plan| bytes(plan.redis_bytes)),
    ("**Redis, shards**", |plan| count(plan.redis_shards)),
    ("**database**", database),
];

/// Returns the tables.
pub(super) fn tables(inputs: &Inputs) -> String {
    let plans: Vec<Plan> = inputs.sizes.iter().map(|users| Plan::of(inputs, *users)).collect();
    let row = |name: &str, show: &dyn Fn(&Plan) -> String| {
        format!("| {name} | {} |\n", plans.iter().map(show).collect::<Vec<_>>().join(" | "))
    };
    let heading = row("users", &|plan| count(plan.users)) + &row("---", &|_| "---".to_owned());
    let lines = LINES.iter().map(|(name, show)| row(name, show));
    format!("\n{heading}{}\n", lines.collect::<String>())
}

fn connections(plan: &Plan) -> String {
    let all = count(plan.instances * (plan.pool + 1.0));
    if plan.needs_pooler { format!("{all}, behind PgBouncer") } else { all }
}

fn database(plan: &Plan) -> String {
    match plan.database {
        Database::One => "one server".to_owned(),
        Database::Replicas(number) => format!("one server, {} to read from", count(number)),
        Database::Citus(workers) => format!("Citus, {} workers", count(workers)),
    }
}

/// Groups the digits of a whole number.
fn count(number: f64) -> String {
    if number > 0.0 && number < 1.0 {
        return "< 1".to_owned();
    }
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn cores(number: f64) -> String {
    if number < 0.01 {
        "< 0.01".to_owned()
    } else if number < 10.0 {
        format!("{number:.2}")
    } else {
        count(number)
    }
}

fn bytes(number: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB")];
    let (size, unit) = units.into_iter().find(|(size, _)| number >= *size).unwrap_or((1e3, "kB"));
    let number = number / size;
    if number < 10.0 { format!("{number:.1} {unit}") } else { format!("{} {unit}", count(number)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_people_read_them() {
        assert_eq!([count(0.4), count(12.0), count(1_234_567.0)], ["< 1", "12", "1,234,567"]);
        assert_eq!([cores(0.001), cores(0.25), cores(1234.4)], ["< 0.01", "0.25", "1,234"]);
        assert_eq!([bytes(2_000.0), bytes(3.21e6), bytes(4.56e13)], ["2.0 kB", "3.2 MB", "46 TB"]);
    }
}
