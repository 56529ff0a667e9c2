//! Hand-written sqlx on SQLite.

use std::error::Error;

use chrono::{DateTime, Utc};
use larder::Uuid;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, Row};

use super::Tenant;

super::contenders!(SqliteConnection, SqlitePool, SqlitePoolOptions);

/// The settings larder gives a file, so that durability is the same.
fn options(url: &str) -> Result<SqliteConnectOptions, sqlx::Error> {
    let options: SqliteConnectOptions = url.parse()?;
    Ok(options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal))
}

async fn get(connection: &mut SqliteConnection, id: Uuid) -> Result<usize, Box<dyn Error>> {
    let row = sqlx::query(
        "SELECT id, tenant_id, name, plan, status, config, quota, created_at, updated_at FROM tenants WHERE id = $1",
    )
    .bind(id)
    .fetch_one(connection)
    .await?;
    let tenant = Tenant {
        id: row.try_get(0)?,
        tenant_id: row.try_get(1)?,
        name: row.try_get(2)?,
        plan: row.try_get(3)?,
        status: row.try_get(4)?,
        config: serde_json::from_str(row.try_get(5)?)?,
        quota: serde_json::from_str(row.try_get(6)?)?,
        created_at: DateTime::from_timestamp_micros(row.try_get(7)?).ok_or("out of range")?,
        updated_at: DateTime::from_timestamp_micros(row.try_get(8)?).ok_or("out of range")?,
    };
    Ok(tenant.name.len())
}

async fn insert(connection: &mut SqliteConnection, tenant_id: &str) -> Result<(), Box<dyn Error>> {
    let now = Utc::now().timestamp_micros();
    sqlx::query("INSERT INTO tenants (id, tenant_id, name, plan, status, config, quota, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(Uuid::now_v7())
        .bind(tenant_id)
        .bind("A tenant of the benchmark")
        .bind("free")
        .bind("active")
        .bind("{}")
        .bind(serde_json::json!({ "daily_tokens": 100_000, "daily_audio_minutes": 60, "max_concurrent": 3 }).to_string())
        .bind(now)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

async fn patch(connection: &mut SqliteConnection, id: Uuid, name: &str) -> Result<(), Box<dyn Error>> {
    let now = Utc::now().timestamp_micros();
    sqlx::query("UPDATE tenants SET name = $1, updated_at = $2 WHERE id = $3")
        .bind(name)
        .bind(now)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
