//! Hand-written sqlx on MySQL and MariaDB.

use std::error::Error;

use chrono::{NaiveDateTime, Utc};
use larder::Uuid;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPool, MySqlPoolOptions};
use sqlx::{Connection, Row};

use super::Tenant;

super::contenders!(MySqlConnection, MySqlPool, MySqlPoolOptions);

fn options(url: &str) -> Result<MySqlConnectOptions, sqlx::Error> {
    url.parse()
}

async fn get(connection: &mut MySqlConnection, id: Uuid) -> Result<usize, Box<dyn Error>> {
    let row = sqlx::query(
        "SELECT id, tenant_id, name, plan, status, config, quota, created_at, updated_at FROM tenants WHERE id = ?",
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
        // MariaDB's JSON is text.
        config: serde_json::from_str(row.try_get_unchecked(5)?)?,
        quota: serde_json::from_str(row.try_get_unchecked(6)?)?,
        created_at: row.try_get::<NaiveDateTime, _>(7)?.and_utc(),
        updated_at: row.try_get::<NaiveDateTime, _>(8)?.and_utc(),
    };
    Ok(tenant.name.len())
}

async fn insert(connection: &mut MySqlConnection, tenant_id: &str) -> Result<(), Box<dyn Error>> {
    let now = Utc::now().naive_utc();
    sqlx::query("INSERT INTO tenants (id, tenant_id, name, plan, status, config, quota, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
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

async fn patch(connection: &mut MySqlConnection, id: Uuid, name: &str) -> Result<(), Box<dyn Error>> {
    sqlx::query("UPDATE tenants SET name = ?, updated_at = ? WHERE id = ?")
        .bind(name)
        .bind(Utc::now().naive_utc())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
