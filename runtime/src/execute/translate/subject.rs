//! The names that an error gives to what a statement broke.

use crate::connection::Broken;
use crate::execute::constraint::{
    ConstraintInfo, by_columns, by_name, entity_of_table, field_of_column, foreign_keys, key_within, of_shard,
    primary_key, without_shard,
};
use crate::statistics::{Label, written_table};

/// A refused statement, with what the schema's constraints are called.
pub(super) struct RefusedStatement<'a> {
    constraints: &'a [ConstraintInfo],
    entity: &'a str,
    text: &'a str,
}

impl<'a> RefusedStatement<'a> {
    pub(super) fn new(constraints: &'a [ConstraintInfo], label: Label, text: &'a str) -> Self {
        let entity = written_table(text).and_then(|table| entity_of_table(constraints, table)).unwrap_or(label.entity);
        Self { constraints, entity, text }
    }

    /// Names the field, `Entity.field`; several joined by `, `.
    pub(super) fn field(&self, broken: Broken) -> String {
        match broken {
            Broken::Name { name, table } => self.named(&name, table.as_deref()),
            Broken::Key { name, table, columns } => self.keyed(&name, table.as_deref(), &columns),
            Broken::Shard { name, table } => {
                let known = of_shard(self.constraints, table.as_deref(), &name);
                known.map_or_else(|| without_shard(&name).to_owned(), |known| known.field.to_owned())
            }
            Broken::Columns { table, columns } => {
                let names: Vec<&str> = columns.iter().map(String::as_str).collect();
                match by_columns(self.constraints, &table, &names) {
                    Some(known) => known.field.to_owned(),
                    None => match entity_of_table(self.constraints, &table) {
                        Some(entity) => self.fields(entity, Some(&table), &names),
                        None => self.fields(self.entity, written_table(self.text).or(Some(&table)), &names),
                    },
                }
            }
            Broken::Column(column) => self.fields(self.entity, written_table(self.text), &[&column]),
            Broken::Sum(message) => self.summed(&message),
            Broken::Unnamed => self.entity.to_owned(),
        }
    }

    /// Names every foreign key that the statement can have broken.
    pub(super) fn references(&self) -> String {
        let fields = written_table(self.text).map(|table| foreign_keys(self.constraints, table)).unwrap_or_default();
        if fields.is_empty() { self.entity.to_owned() } else { fields.join(", ") }
    }

    fn named(&self, name: &str, table: Option<&str>) -> String {
        let (prefix, bare) = name.rsplit_once('.').unzip();
        let table = table.or(prefix).or_else(|| written_table(self.text));
        if bare.unwrap_or(name) == "PRIMARY" {
            let known = table.and_then(|table| primary_key(self.constraints, table));
            return known.map_or_else(|| format!("{} key", self.entity), |known| known.field.to_owned());
        }
        // A node of Citus's says the names of its shard where others say those of the table.
        let known = by_name(self.constraints, table, name).or_else(|| of_shard(self.constraints, table, name));
        // A reference to a table with partitions is one to each of them besides, whose name has a number behind.
        let unnumbered = || name.trim_end_matches(|one: char| one.is_ascii_digit());
        let known = known.or_else(|| by_name(self.constraints, table, unnumbered()));
        known.map_or_else(|| name.to_owned(), |known| known.field.to_owned())
    }

    /// A partition has names of its own for the keys of its table, and holds the column of the partitions in them.
    fn keyed(&self, name: &str, table: Option<&str>, columns: &[String]) -> String {
        let named = by_name(self.constraints, table, name).or_else(|| of_shard(self.constraints, table, name));
        let of_partition = || key_within(self.constraints, written_table(self.text)?, columns);
        named.or_else(of_partition).map_or_else(|| self.named(name, table), |known| known.field.to_owned())
    }

    /// A sum left its column's range. The statement says which columns it adds to, and the server's message at most
    /// which of them it was.
    fn summed(&self, message: &str) -> String {
        let all = additions(self.text);
        let told: Vec<&str> = all.iter().copied().filter(|column| message.contains(&format!("`{column}`"))).collect();
        match if told.is_empty() { all } else { told }.as_slice() {
            [] => self.entity.to_owned(),
            columns => self.fields(self.entity, written_table(self.text), columns),
        }
    }

    fn fields(&self, entity: &str, table: Option<&str>, columns: &[&str]) -> String {
        let field = |column: &&str| field_of_column(self.constraints, entity, table, column);
        columns.iter().map(field).collect::<Vec<_>>().join(", ")
    }
}

/// Returns the columns that a statement adds to: those of `SET n = n + …`.
fn additions(text: &str) -> Vec<&str> {
    let assignments = [" DO UPDATE SET ", " ON DUPLICATE KEY UPDATE ", " SET "]
        .into_iter()
        .find_map(|start| text.split_once(start))
        .map_or("", |(_, rest)| rest.split(" WHERE ").next().unwrap_or_default());
    let pairs = assignments.split(", ").filter_map(|assignment| assignment.split_once(" = "));
    pairs.filter(|(_, sum)| sum.contains(" + ")).map(|(column, _)| bare(column)).collect()
}

fn bare(name: &str) -> &str {
    name.trim().trim_matches(['"', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_says_its_table_and_what_it_adds_to() {
        let cases: [(&str, Option<&str>, &[&str]); 5] = [
            ("UPDATE stats SET n = n + $1, m = m + 1 WHERE id = $2", Some("stats"), &["n", "m"]),
            (
                "INSERT INTO `stats`(a, n) VALUES (?, ?) ON DUPLICATE KEY UPDATE `n` = `stats`.`n` + VALUES(`n`)",
                Some("stats"),
                &["n"],
            ),
            (
                "INSERT INTO \"stats\" (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET n = stats.n + excluded.n",
                Some("stats"),
                &["n"],
            ),
            ("UPDATE stats SET a = $1, rev = rev + 1", Some("stats"), &["rev"]),
            ("SELECT 1", None, &[]),
        ];
        for (text, table, columns) in cases {
            assert_eq!((written_table(text), additions(text).as_slice()), (table, columns), "{text}");
        }
    }
}
