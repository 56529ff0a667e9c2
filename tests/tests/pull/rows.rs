//! The rows of a database that others made, as text.

use integration::{Client, Engine};
use larder_format::Dialect;
use larder_format::catalogue::{Catalogue, LiveTable};

/// Returns every row of the tables of `catalogue`, of the columns that it has, sorted.
pub(super) async fn of(catalogue: &Catalogue, engine: Engine, url: &str) -> Vec<String> {
    let mut client = Client::connect(engine, url).await.expect("it connects");
    let mut lines = Vec::new();
    for table in &catalogue.tables {
        let rows = client.query(&statement(table, catalogue.dialect)).await.expect("rows can be read");
        lines.extend(rows.iter().map(|row| format!("{}: {row:?}", table.name)));
    }
    lines.sort();
    lines
}

fn statement(table: &LiveTable, dialect: Dialect) -> String {
    let as_text = |column: &str| match dialect {
        Dialect::MySql => format!("CAST({column} AS CHAR)"),
        Dialect::Postgres | Dialect::Sqlite => format!("CAST({column} AS text)"),
    };
    let columns: Vec<String> = table.columns.iter().map(|column| as_text(&dialect.identifier(&column.name))).collect();
    format!("SELECT {} FROM {}", columns.join(", "), dialect.table(&table.name))
}
