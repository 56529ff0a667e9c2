//! What of a statement is still to be done, where no record tells: a way back was begun, or given up.
//!
//! Both ways of a migration take what goes, rename, change and then make what comes. So each action is either done, or
//! its names are there to do it with; one whose names are not there was done and passed over by what followed.

mod aside;

use std::collections::BTreeSet;

use larder_format::{Dialect, qualified};

use crate::migrate::catalogue::probe;
use crate::migrate::connection::{MigratorConnection, Value, catalogue_name, quoted_table};
use crate::migrate::dialect::{self, Thing};
use crate::migrate::model::script::MigrationScript;
use crate::migrate::model::statement::{Action, Kind, StatementText};

pub(in crate::migrate) use aside::put_back;

/// What is left of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::migrate) enum Rest {
    Nothing,
    All,
    /// This statement instead.
    Some(String),
}

/// Returns what is left of a statement of `script` on PostgreSQL.
pub(in crate::migrate) async fn of(
    work: &mut MigratorConnection,
    text: &str,
    script: &MigrationScript,
) -> sqlx::Result<Rest> {
    let whole = |open: bool| if open { Rest::All } else { Rest::Nothing };
    Ok(match StatementText::read(text, Dialect::Postgres) {
        StatementText::CreateTable(table) => whole(!has(work, Thing::Table, &table, None).await?),
        StatementText::DropTable(table) => {
            let is_taken = takes_name(work, &table, script).await?;
            whole(!is_taken && has(work, Thing::Table, &table, None).await?)
        }
        StatementText::CreateIndex(index) => whole(!has(work, Thing::Table, &index, None).await?),
        StatementText::RenameIndex { from, to } => {
            whole(has(work, Thing::Table, &from, None).await? && !has(work, Thing::Table, &to, None).await?)
        }
        StatementText::Alter { table, actions } => altered(work, &table, actions, script).await?,
        StatementText::Object { made, comes } => whole(probe::has_object(work, made.kind, &made.name).await? != comes),
        StatementText::RenameValue { ty, from } => whole(has_value(work, &ty, &from).await?),
        StatementText::Repeatable | StatementText::Other => Rest::All,
    })
}

/// Whether an enum type of PostgreSQL's has a value.
async fn has_value(work: &mut MigratorConnection, ty: &str, value: &str) -> sqlx::Result<bool> {
    let sql = "SELECT 'found' FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
        WHERE t.typname = ? AND e.enumlabel = ? AND pg_type_is_visible(t.oid)";
    Ok(!work.rows(sql, &[Value::Text(ty), Value::Text(value)]).await?.is_empty())
}

/// Returns what is left on MySQL of a statement with several parts, which the other way makes or drops one by one: the
/// probe of its step asks about the last of them alone. With a column go the keys over it, which are the other way's
/// and would be keys over less without it.
pub(in crate::migrate) async fn of_parts(
    work: &mut MigratorConnection,
    text: &str,
    script: &MigrationScript,
) -> sqlx::Result<Rest> {
    let StatementText::Alter { table, actions } = StatementText::read(text, Dialect::MySql) else {
        return Ok(Rest::All);
    };
    let (mut texts, mut keys, mut parts, mut open) = (Vec::new(), BTreeSet::new(), 0, 0);
    for Action { text, kind } in actions {
        let is_open = match kind {
            Kind::DropColumn(column) => {
                let is_taken = takes_column(work, &table, &column, script).await?;
                let is_open = !is_taken && has(work, Thing::Column, &table, Some(&column)).await?;
                if is_open {
                    keys.extend(keys_over(work, &table, &column).await?);
                }
                is_open
            }
            Kind::DropConstraint(name) => has(work, Thing::Constraint, &table, Some(&name)).await?,
            Kind::AddConstraint { name, .. } => !has(work, Thing::Constraint, &table, Some(&name)).await?,
            // How the others are done.
            _ => {
                texts.push(text);
                continue;
            }
        };
        parts += 1;
        if is_open {
            open += 1;
            texts.push(text);
        }
    }
    let quoted = |name: &str| crate::migrate::connection::quoted(name, Dialect::MySql);
    Ok(match open {
        0 if parts > 1 => Rest::Nothing,
        // Of a single part the probe of its step says enough.
        0 => Rest::All,
        _ if open == parts && keys.is_empty() => Rest::All,
        _ => {
            let drops = keys.iter().map(|key| format!("DROP INDEX {}", quoted(key)));
            let actions: Vec<_> = drops.chain(texts).collect();
            Rest::Some(format!("ALTER TABLE {} {}", quoted(&table), actions.join(", ")))
        }
    })
}

/// Returns the keys of MySQL that a column is in.
async fn keys_over(work: &mut MigratorConnection, table: &str, column: &str) -> sqlx::Result<Vec<String>> {
    let sql = "SELECT CAST(index_name AS CHAR) FROM information_schema.statistics
        WHERE table_schema = database() AND table_name = ? AND column_name = ? AND index_name <> 'PRIMARY'";
    work.texts(sql, &[Value::Text(table), Value::Text(column)]).await
}

/// Whether a column or table that a statement drops, or an index that it renames, is, by its name, one that has been
/// renamed since.
pub(in crate::migrate) async fn is_of_another(
    work: &mut MigratorConnection,
    text: &str,
    script: &MigrationScript,
) -> sqlx::Result<bool> {
    let dialect = work.dialect();
    match StatementText::read(text, dialect) {
        StatementText::DropTable(table) => takes_name(work, &table, script).await,
        StatementText::Alter { table, actions } => {
            for action in &actions {
                let is_of_another = match &action.kind {
                    Kind::DropColumn(column) => takes_column(work, &table, column, script).await?,
                    Kind::RenameIndex { from, .. } => takes_index(work, &table, from, script).await?,
                    _ => false,
                };
                if is_of_another {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Ok(false),
    }
}

/// Returns the statements that drop what `script` makes on PostgreSQL for a time and what of it stands: checks that it
/// drops again, and indexes that it makes a constraint of.
pub(in crate::migrate) async fn temporary(
    work: &mut MigratorConnection,
    script: &MigrationScript,
) -> sqlx::Result<Vec<String>> {
    let quoted = |name: &str| crate::migrate::connection::quoted(name, Dialect::Postgres);
    let (mut made, mut drops) = (Vec::new(), Vec::new());
    for statement in statements(script, Dialect::Postgres) {
        let StatementText::Alter { table, actions } = statement else { continue };
        for Action { kind, .. } in actions {
            match kind {
                Kind::AddConstraint { name, by_index: true } => {
                    let is_constraint = has(work, Thing::Constraint, &table, Some(&name)).await?;
                    if !is_constraint && has(work, Thing::Index, &table, Some(&name)).await? {
                        let index = qualified::of(qualified::schema(&table), &name);
                        let index = quoted_table(&index, Dialect::Postgres);
                        drops.push(format!("DROP INDEX CONCURRENTLY {index}"));
                    }
                }
                Kind::AddConstraint { name, by_index: false } => made.push(name),
                Kind::DropConstraint(name)
                    if made.contains(&name) && has(work, Thing::Constraint, &table, Some(&name)).await? =>
                {
                    let table = quoted_table(&table, Dialect::Postgres);
                    drops.push(format!("ALTER TABLE {table} DROP CONSTRAINT {}", quoted(&name)));
                }
                _ => {}
            }
        }
    }
    Ok(drops)
}

async fn altered(
    work: &mut MigratorConnection,
    table: &str,
    actions: Vec<Action>,
    script: &MigrationScript,
) -> sqlx::Result<Rest> {
    if !has(work, Thing::Table, table, None).await? {
        let goes = |statement: &StatementText| match statement {
            StatementText::DropTable(dropped) => dropped == table,
            other => other.renames_table().is_some_and(|(from, _)| from == table),
        };
        let passed_over = statements(script, Dialect::Postgres).iter().any(goes);
        return Ok(if passed_over { Rest::Nothing } else { Rest::All });
    }
    let count = actions.len();
    let dropped = actions.iter().filter_map(|action| match &action.kind {
        Kind::DropConstraint(name) => Some(name.clone()),
        _ => None,
    });
    let dropped: Vec<_> = dropped.collect();
    let mut left = Vec::new();
    for action in actions {
        left.extend(open(work, table, action, &dropped, script).await?);
    }
    let is_whole = left.len() == count && left.iter().all(|(_, same)| *same);
    if left.is_empty() {
        return Ok(Rest::Nothing);
    }
    if is_whole {
        return Ok(Rest::All);
    }
    let texts: Vec<_> = left.into_iter().map(|(text, _)| text).collect();
    Ok(Rest::Some(format!("ALTER TABLE {} {}", quoted_table(table, Dialect::Postgres), texts.join(", "))))
}

/// Returns the text of an action that is to be done, and whether it is its own; `None` where it is done.
async fn open(
    work: &mut MigratorConnection,
    table: &str,
    Action { text, kind }: Action,
    dropped: &[String],
    script: &MigrationScript,
) -> sqlx::Result<Option<(String, bool)>> {
    let is_open = match kind {
        Kind::RenameTable(to) => !has(work, Thing::Table, &to, None).await?,
        Kind::RenameColumn { from, to } => {
            has(work, Thing::Column, table, Some(&from)).await? && !has(work, Thing::Column, table, Some(&to)).await?
        }
        Kind::RenameConstraint { from, to } => {
            has(work, Thing::Constraint, table, Some(&from)).await?
                && !has(work, Thing::Constraint, table, Some(&to)).await?
        }
        Kind::AddColumn(column) => !has(work, Thing::Column, table, Some(&column)).await?,
        Kind::DropColumn(column) => {
            let is_taken = takes_column(work, table, &column, script).await?;
            !is_taken && has(work, Thing::Column, table, Some(&column)).await?
        }
        Kind::AddConstraint { name, by_index } => {
            let stands = has(work, Thing::Constraint, table, Some(&name)).await?;
            if stands && !by_index && !dropped.contains(&name) {
                // It may be the rule of the other state under the same name.
                let name = crate::migrate::connection::quoted(&name, Dialect::Postgres);
                return Ok(Some((format!("DROP CONSTRAINT {name}, {text}"), false)));
            }
            !stands || !by_index
        }
        Kind::DropConstraint(name) => has(work, Thing::Constraint, table, Some(&name)).await?,
        Kind::Type { column, ty } => !is_of_type(work, table, &column, &ty).await?,
        Kind::Identity { column, comes } => is_identity(work, table, &column).await? != comes,
        Kind::AddIndex(_) | Kind::DropIndex(_) | Kind::RenameIndex { .. } | Kind::Repeatable | Kind::Other => true,
    };
    Ok(is_open.then_some((text, true)))
}

/// A rename that comes later has given the table its name already, so that it is not the one that goes.
async fn takes_name(work: &mut MigratorConnection, table: &str, script: &MigrationScript) -> sqlx::Result<bool> {
    let dialect = work.dialect();
    for statement in statements(script, dialect) {
        if let Some((from, _)) = statement.renames_table().filter(|(_, to)| *to == table) {
            return Ok(!has(work, Thing::Table, from, None).await?);
        }
    }
    Ok(false)
}

async fn takes_column(
    work: &mut MigratorConnection,
    table: &str,
    column: &str,
    script: &MigrationScript,
) -> sqlx::Result<bool> {
    let dialect = work.dialect();
    let statements = statements(script, dialect);
    let later = |name: &str| {
        let renamed = statements.iter().filter_map(StatementText::renames_table).find(|(from, _)| *from == name);
        renamed.map_or(name, |(_, to)| to).to_owned()
    };
    let (stands, own) = (table, later(table));
    for statement in &statements {
        let StatementText::Alter { table, actions } = statement else { continue };
        if later(table) != own {
            continue;
        }
        for action in actions {
            if let Kind::RenameColumn { from, to } = &action.kind
                && to == column
            {
                return Ok(!has(work, Thing::Column, stands, Some(from)).await?);
            }
        }
    }
    Ok(false)
}

fn statements(script: &MigrationScript, dialect: Dialect) -> Vec<StatementText> {
    let texts = script.steps.iter().flat_map(|step| &step.statements);
    texts.map(|text| StatementText::read(text, dialect)).collect()
}

/// Whether the index of this name is the one that `script` renames to it: one of the names that are passed on stands no
/// more.
async fn takes_index(
    work: &mut MigratorConnection,
    table: &str,
    index: &str,
    script: &MigrationScript,
) -> sqlx::Result<bool> {
    let statements = statements(script, work.dialect());
    let on_table = |statement: &StatementText| match statement {
        StatementText::Alter { table: altered, actions } if altered == table => actions.clone(),
        _ => Vec::new(),
    };
    let actions: Vec<_> = statements.iter().flat_map(on_table).collect();
    let earlier = |name: &str| {
        actions.iter().find_map(|action| match &action.kind {
            Kind::RenameIndex { from, to } if to == name => Some(from.as_str()),
            _ => None,
        })
    };
    let mut chain = Vec::new();
    let mut name = index;
    while let Some(from) = earlier(name) {
        // Names that change places look the same before and afterwards.
        if from == index || chain.contains(&from) {
            return Ok(false);
        }
        chain.push(from);
        name = from;
    }
    for name in chain {
        if !has(work, Thing::Index, table, Some(name)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn has(work: &mut MigratorConnection, thing: Thing, table: &str, name: Option<&str>) -> sqlx::Result<bool> {
    let table = catalogue_name(table, work.dialect());
    let values: Vec<_> = [Some(table.as_str()), name].into_iter().flatten().map(Value::Text).collect();
    let sql = (dialect::sql(work.dialect()).thing)(thing);
    Ok(!work.rows(sql, &values).await?.is_empty())
}

async fn is_of_type(work: &mut MigratorConnection, table: &str, column: &str, ty: &str) -> sqlx::Result<bool> {
    let sql = "SELECT format_type(atttypid, atttypmod)
            || coalesce(' COLLATE ' || nullif(attcollation, typcollation)::regcollation::text, '')
        FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
        WHERE attrelid = to_regclass(?) AND attname = ? AND attnum > 0 AND NOT attisdropped";
    let table = catalogue_name(table, Dialect::Postgres);
    let rows = work.rows(sql, &[Value::Text(&table), Value::Text(column)]).await?;
    let found = rows.first().map_or(Ok(None), |row| row.text(0))?;
    Ok(found.is_some_and(|found| found == spelled(ty)))
}

/// A type as the catalogue spells it.
fn spelled(ty: &str) -> String {
    match ty {
        "timestamptz" => "timestamp with time zone".to_owned(),
        "time" | "timestamp" => format!("{ty} without time zone"),
        _ => ty.replace("varchar", "character varying").replace(", ", ","),
    }
}

async fn is_identity(work: &mut MigratorConnection, table: &str, column: &str) -> sqlx::Result<bool> {
    let sql = "SELECT 'found' FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = ?
        AND attnum > 0 AND NOT attisdropped AND attidentity <> ''";
    let table = catalogue_name(table, Dialect::Postgres);
    Ok(!work.rows(sql, &[Value::Text(&table), Value::Text(column)]).await?.is_empty())
}
