//! Looks at what a migration waits for on MySQL and MariaDB.

use super::{Seen, Subject};
use crate::migrate::connection::{MigratorConnection, TextRow};
use crate::migrate::report::failure;

/// The thread waits for a table or a row; the right to see transactions is another than that to migrate.
const WAITS: [&str; 2] = [
    "SELECT 'found' FROM information_schema.processlist WHERE id = # AND state LIKE 'Waiting for%'",
    "SELECT 'found' FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = # AND trx_state = 'LOCK WAIT'",
];

/// Neither server tells who holds a table without settings that are off by default, so open transactions are named.
const TRANSACTIONS: &str = "SELECT p.user, p.host, CAST(p.id AS SIGNED), CAST(t.trx_started AS CHAR)
    FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
    WHERE p.id NOT IN (#, connection_id()) AND p.db = database() AND t.trx_state <> 'LOCK WAIT'
    ORDER BY t.trx_started LIMIT 3";

/// What a user without the right to see transactions sees of it.
const STATEMENTS: &str = "SELECT p.user, p.host, CAST(p.id AS SIGNED), CAST(now() - INTERVAL p.time SECOND AS CHAR)
    FROM information_schema.processlist p
    WHERE p.id NOT IN (#, connection_id()) AND p.db = database() AND p.command <> 'Sleep'
    AND coalesce(p.state, '') NOT LIKE 'Waiting for%' ORDER BY p.time DESC LIMIT 3";

/// MariaDB's measure of an ALTER TABLE that copies; MySQL has no such column.
const COPIED: &str = "SELECT CAST(stage AS SIGNED), CAST(max_stage AS SIGNED), CAST(progress * 10 AS SIGNED)
    FROM information_schema.processlist WHERE id = # AND max_stage > 0";

/// MariaDB's measure of an index built in place, in hundredths of a percent; of whichever such build is under way.
const BUILT: &str = "SHOW GLOBAL STATUS LIKE 'Innodb_onlineddl_pct_progress'";

/// MySQL's measure of an ALTER TABLE, where `events_stages_current` is consumed, which is off by default.
const STAGE: &str = "SELECT CAST(s.work_completed AS SIGNED), CAST(s.work_estimated AS SIGNED)
    FROM performance_schema.events_stages_current s JOIN performance_schema.threads t ON t.thread_id = s.thread_id
    WHERE t.processlist_id = # AND s.work_estimated > 0";

pub(super) async fn look(connection: &mut MigratorConnection, subject: Subject<'_>) -> sqlx::Result<Seen> {
    let about = |sql: &str| sql.replace('#', &subject.backend.to_string());
    let mut waits = false;
    for sql in WAITS {
        waits |= rows(connection, &about(sql)).await.is_ok_and(|rows| !rows.is_empty());
    }
    let holder = if waits { holder(connection, &about).await? } else { String::new() };
    let progress = match progress(connection, &about(COPIED)).await {
        Ok(progress) => progress,
        Err(_) => stage(connection, &about(STAGE)).await.unwrap_or_default(),
    };
    Ok(Seen { holder, progress })
}

/// Returns who is at work on the database.
pub(super) async fn at_work(connection: &mut MigratorConnection, subject: Subject<'_>) -> sqlx::Result<String> {
    holder(connection, &|sql: &str| sql.replace('#', &subject.backend.to_string())).await
}

async fn holder(connection: &mut MigratorConnection, about: &(impl Fn(&str) -> String + Sync)) -> sqlx::Result<String> {
    let mut found = rows(connection, &about(TRANSACTIONS)).await.unwrap_or_default();
    if found.is_empty() {
        found = rows(connection, &about(STATEMENTS)).await?;
    }
    let mut holders = Vec::new();
    for row in &found {
        let text = |index| row.text(index).map(Option::unwrap_or_default);
        holders.push(format!("{} from {}, connection {}, since {}", text(0)?, text(1)?, row.int(2)?, text(3)?));
    }
    Ok(if holders.is_empty() { String::new() } else { format!("active on the database: {}", holders.join(" and ")) })
}

/// MySQL's old list of sessions cannot be read while any of them runs a statement with a character of four bytes; its
/// new one, which MariaDB has not, can.
async fn rows(connection: &mut MigratorConnection, sql: &str) -> sqlx::Result<Vec<TextRow>> {
    match connection.rows(sql, &[]).await {
        Err(error) if is_unreadable(&error) => {
            let sql = sql.replace("information_schema.processlist", "performance_schema.processlist");
            connection.rows(&sql, &[]).await
        }
        answer => answer,
    }
}

/// Cannot convert string from utf8mb4 to utf8mb3.
fn is_unreadable(error: &sqlx::Error) -> bool {
    failure::mysql_number(error) == Some(3854)
}

async fn progress(connection: &mut MigratorConnection, copied: &str) -> sqlx::Result<Option<(u64, u64)>> {
    if let Some(row) = connection.rows(copied, &[]).await?.first() {
        let (stage, stages, permille) = (row.int(0)?, row.int(1)?.max(1), row.int(2)?);
        let done = ((stage - 1).max(0) * 1000 + permille.clamp(0, 1000)) / stages;
        return Ok(Some((u64::try_from(done).unwrap_or_default().min(1000), 1000)));
    }
    let rows = connection.rows(BUILT, &[]).await?;
    let built = rows.first().map_or(Ok(None), |row| row.text(1))?.and_then(|text| text.parse::<u64>().ok());
    Ok(built.filter(|built| (1..=10_000).contains(built)).map(|built| (built, 10_000)))
}

async fn stage(connection: &mut MigratorConnection, stage: &str) -> sqlx::Result<Option<(u64, u64)>> {
    let rows = connection.rows(stage, &[]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let count = |index| row.int(index).map(|count| u64::try_from(count).unwrap_or_default());
    // What is to be done is an estimate, and may be passed.
    let (done, estimated) = (count(0)?, count(1)?);
    Ok(Some((done, estimated.max(done))))
}
