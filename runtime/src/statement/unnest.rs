//! The INSERT of any number of rows from one array for each column, on PostgreSQL.
//!
//! One of the modules that use `AssertSqlSafe`. Audited: the text consists of `&'static str` fragments of a
//! [`BatchSql`] and of names and numbers that are made here; values are always bound.

use larder_format::Dialect;
#[expect(clippy::disallowed_types, reason = "texts are made of static fragments and numbers; see above")]
use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr as _;

use crate::config::Driver;
use crate::statement::batch::made_key;
use crate::statement::cast::Cast;
use crate::statement::text_cache::Shape;
use crate::statement::{BatchSql, Statement};
use crate::value::Arguments;

/// How many rows a statement stores at most, so that a limit on its time means something.
pub(crate) const MOST_ARRAY_ROWS: usize = 8_192;

/// The parts of an INSERT up to its values.
struct InsertHead {
    table: &'static str,
    columns: &'static str,
}

impl BatchSql {
    /// Builds the statements that insert all of `rows`; `None` where the database takes no arrays, or none of the
    /// values of a column.
    pub(super) fn unnested<R>(
        &'static self,
        driver: Driver,
        rows: &[R],
        bind: &impl Fn(&R, &mut Arguments),
    ) -> Option<Vec<Statement>> {
        rows.chunks(MOST_ARRAY_ROWS).map(|rows| self.unnest(driver, rows, bind, false)).collect()
    }

    /// Builds the statement that inserts at most [`MOST_ARRAY_ROWS`] rows with keys that it takes of the sequence of
    /// the column itself, and returns the keys in the order of the rows. It stores nothing where there is no such
    /// sequence, or none that it may take numbers of.
    pub(crate) fn unnested_with_keys<R>(
        &'static self,
        driver: Driver,
        rows: &[R],
        bind: &impl Fn(&R, &mut Arguments),
    ) -> Option<Statement> {
        self.unnest(driver, rows, bind, true)
    }

    fn unnest<R>(
        &'static self,
        driver: Driver,
        rows: &[R],
        bind: &impl Fn(&R, &mut Arguments),
        makes_keys: bool,
    ) -> Option<Statement> {
        let mut arrays = Arguments::arrays(driver, self.postgres.columns)?;
        for row in rows {
            bind(row, &mut arrays);
        }
        let mut arguments = Arguments::new(driver);
        let words = arguments.append_arrays(arrays)?;
        let target = InsertHead::of(self.postgres.insert)?;
        let text = self.texts.text(Dialect::Postgres, Shape::Arrays(makes_keys), || {
            let values: Vec<String> = (0..words.len()).map(|place| self.value(place, words[place])).collect();
            if makes_keys {
                target.insert_with_keys(made_key(self.postgres.tail), &values)
            } else {
                let InsertHead { table, columns } = target;
                format!(
                    "INSERT INTO {table} ({columns}) SELECT {} FROM {}{}",
                    values.join(", "),
                    given(values.len(), "", ""),
                    self.postgres.tail
                )
            }
        });
        Some(Statement::new(self.label, AssertSqlSafe(text).into_sql_str(), arguments))
    }

    /// What is stored of the array at a place.
    fn value(&self, place: usize, is_words: bool) -> String {
        let name = name(place);
        let value = match Cast::at(self.casts, place) {
            Some(cast) => format!("{}{name}{}", cast.before, cast.behind),
            None if is_words => format!("string_to_array({name}, ' ')"),
            None => name,
        };
        match self.default_at(place, Dialect::Postgres) {
            Some(default) => format!("COALESCE({value}, {default})"),
            None => value,
        }
    }
}

impl InsertHead {
    /// Takes `INSERT INTO users (a, b) VALUES ` apart.
    fn of(insert: &'static str) -> Option<Self> {
        let (table, columns) = insert.strip_prefix("INSERT INTO ")?.split_once(" (")?;
        Some(Self { table, columns: columns.strip_suffix(") VALUES ")? })
    }

    /// The sequence is looked for once, not for each row. The keys are an array beside those of the values, so that
    /// each row has the key of its place whatever the order in which rows are stored.
    fn insert_with_keys(&self, key: &str, values: &[String]) -> String {
        let Self { table, columns } = self;
        let literal = |text: &str| Dialect::Postgres.text_literal(text);
        let (told_table, told_key) = (literal(table), literal(&key.trim_matches('"').replace("\"\"", "\"")));
        format!(
            "WITH larder_sequence AS MATERIALIZED (SELECT maker FROM (SELECT pg_get_serial_sequence({told_table}, \
             {told_key})::regclass AS maker) AS found WHERE has_sequence_privilege(maker, 'USAGE')), \
             larder_made AS MATERIALIZED (SELECT ARRAY(SELECT nextval(maker) FROM generate_series(1, \
             cardinality($1))) AS keys FROM larder_sequence), \
             larder_stored AS (INSERT INTO {table} ({key}, {columns}) OVERRIDING SYSTEM VALUE \
             SELECT made, {} FROM larder_made, {} RETURNING CAST({key} AS bigint) AS stored) \
             SELECT keys, ARRAY(SELECT stored FROM larder_stored) FROM larder_made",
            values.join(", "),
            given(values.len(), "keys, ", "made, "),
        )
    }
}

/// The rows that arrays hold; what comes before the arrays and their names, where something does.
fn given(columns: usize, array: &str, column: &str) -> String {
    let arrays: Vec<String> = (1..=columns).map(|number| format!("${number}")).collect();
    let names: Vec<String> = (0..columns).map(name).collect();
    format!("UNNEST({array}{}) AS rows ({column}{})", arrays.join(", "), names.join(", "))
}

fn name(place: usize) -> String {
    format!("c{place}")
}
