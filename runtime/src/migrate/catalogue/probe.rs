//! Asks a database's catalogue whether a step was done.

mod column;

use larder_format::Dialect;
use larder_format::object::ObjectKind;
use larder_format::plan::Probe;
use larder_format::qualified;

use crate::migrate::connection::{MigratorConnection, Value, catalogue_name, quoted_table};
use crate::migrate::dialect::{self, Thing};

/// Returns whether the step that `probe` belongs to is done.
pub(in crate::migrate) async fn holds(connection: &mut MigratorConnection, probe: &Probe) -> sqlx::Result<bool> {
    let (thing, table, name, wanted) = match probe {
        Probe::HasTable(table) => (Thing::Table, table, None, true),
        Probe::NoTable(table) => (Thing::Table, table, None, false),
        Probe::HasColumn { table, name } => (Thing::Column, table, Some(name), true),
        Probe::NoColumn { table, name } => (Thing::Column, table, Some(name), false),
        Probe::HasIndex { table, name } => (Thing::ValidIndex, table, Some(name), true),
        Probe::NoIndex { table, name } => (Thing::Index, table, Some(name), false),
        Probe::HasConstraint { table, name } => (Thing::Constraint, table, Some(name), true),
        Probe::NoConstraint { table, name } => (Thing::Constraint, table, Some(name), false),
        Probe::Validated { table, name } => (Thing::ValidConstraint, table, Some(name), true),
        Probe::HasColumnAs { table, name, ty, nullable, default } => {
            let found = column::read(connection, table, name).await?;
            return Ok(found.is_some_and(|found| found.is(ty, *nullable, default.as_deref())));
        }
        Probe::NotNull { table, name } => {
            return Ok(column::read(connection, table, name).await?.is_some_and(|found| !found.nullable));
        }
        Probe::Nullable { table, name } => {
            return Ok(column::read(connection, table, name).await?.is_some_and(|found| found.nullable));
        }
        Probe::HasObject { kind, name } => return has_object(connection, *kind, name).await,
        Probe::NoObject { kind, name } => return Ok(!has_object(connection, *kind, name).await?),
        Probe::Spread(table) => return is_spread(connection, table).await,
        Probe::NotSpread(table) => return Ok(!is_spread(connection, table).await?),
        Probe::NoRows(sql) => return Ok(!connection.has_row(sql).await?),
    };
    let sql = (dialect::sql(connection.dialect()).thing)(thing);
    let table = catalogue_name(table, connection.dialect());
    let values: Vec<_> = [Some(&table), name].into_iter().flatten().map(|text| Value::Text(text)).collect();
    Ok(connection.rows(sql, &values).await?.is_empty() != wanted)
}

/// Returns whether Citus keeps the rows of a table on its servers: one that it only knows of is not among them.
async fn is_spread(connection: &mut MigratorConnection, table: &str) -> sqlx::Result<bool> {
    let sql = "SELECT 'found' FROM pg_dist_partition
        WHERE logicalrelid = to_regclass(quote_ident(?)) AND (partmethod <> 'n' OR repmodel = 't')";
    Ok(!connection.rows(sql, &[Value::Text(table)]).await?.is_empty())
}

/// Returns whether there is an object beside tables.
pub(in crate::migrate) async fn has_object(
    connection: &mut MigratorConnection,
    kind: ObjectKind,
    name: &str,
) -> sqlx::Result<bool> {
    let Some(sql) = (dialect::sql(connection.dialect()).object)(kind) else { return Ok(false) };
    Ok(!connection.rows(sql, &[Value::Text(name)]).await?.is_empty())
}

/// Returns the statement that removes an index which a failed `CREATE INDEX CONCURRENTLY` left behind.
///
/// Only PostgreSQL leaves one; it is not valid, so [`holds`] says that the step is not done.
pub(in crate::migrate) async fn leftover(
    connection: &mut MigratorConnection,
    probe: &Probe,
) -> sqlx::Result<Option<String>> {
    let (Dialect::Postgres, Probe::HasIndex { table, name }) = (connection.dialect(), probe) else {
        return Ok(None);
    };
    let sql = "SELECT 'found' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass(?) AND c.relname = ? AND NOT i.indisvalid";
    let found = catalogue_name(table, Dialect::Postgres);
    let rows = connection.rows(sql, &[Value::Text(&found), Value::Text(name)]).await?;
    let index = || quoted_table(&qualified::of(qualified::schema(table), name), Dialect::Postgres);
    Ok((!rows.is_empty()).then(|| format!("DROP INDEX CONCURRENTLY {}", index())))
}
