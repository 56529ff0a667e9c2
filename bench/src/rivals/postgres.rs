//! Hand-written sqlx on PostgreSQL.

use std::error::Error;

use chrono::Utc;
use larder::Uuid;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection, Row};

use super::Tenant;

super::contenders!(PgConnection, PgPool, PgPoolOptions);

fn options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    url.parse()
}

async fn get(connection: &mut PgConnection, id: Uuid) -> Result<usize, Box<dyn Error>> {
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
        config: row.try_get(5)?,
        quota: row.try_get(6)?,
        created_at: row.try_get(7)?,
        updated_at: row.try_get(8)?,
    };
    Ok(tenant.name.len())
}

async fn insert(connection: &mut PgConnection, tenant_id: &str) -> Result<(), Box<dyn Error>> {
    let now = Utc::now();
    sqlx::query("INSERT INTO tenants (id, tenant_id, name, plan, status, config, quota, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(Uuid::now_v7())
        .bind(tenant_id)
        .bind("A tenant of the benchmark")
        .bind("free")
        .bind("active")
        .bind(serde_json::json!({}))
        .bind(serde_json::json!({ "daily_tokens": 100_000, "daily_audio_minutes": 60, "max_concurrent": 3 }))
        .bind(now)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

async fn patch(connection: &mut PgConnection, id: Uuid, name: &str) -> Result<(), Box<dyn Error>> {
    sqlx::query("UPDATE tenants SET name = $1, updated_at = $2 WHERE id = $3")
        .bind(name)
        .bind(Utc::now())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
