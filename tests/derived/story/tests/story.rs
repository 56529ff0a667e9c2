//! The story of examples/voicehelper, told on structs, ends with the same figures on every engine.

use std::process::Command;

use integration::{Database, Engine, redis};
use serde_json::{Value, json};

/// Rows that one telling leaves behind: what `cargo run -p voicehelper -- --json` prints on an empty database.
fn expected() -> Value {
    json!({
        "tenants": 1,
        "users": 2,
        "conversations": 2,
        "messages": 12,
        "documents": 3,
        "api_keys": 1,
        "voice_sessions": 2,
        "usage_stats": 2,
    })
}

async fn tell(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let database = Database::create(engine).await;
    let mut program = Command::new(env!("CARGO_BIN_EXE_voicehelper-derived-story"));
    program.arg("--json").env("DATABASE_URL", database.url()).env("CACHE_PREFIX", database.name());
    if engine != Engine::Sqlite {
        program.env("REDIS_URL", redis());
    }
    let output = program.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let totals: Value = serde_json::from_slice(&output.stdout).expect("the totals are JSON");
    assert_eq!(totals, expected());
    database.drop().await;
}

#[tokio::test]
async fn on_sqlite() {
    tell(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_postgres() {
    tell(Engine::Postgres).await;
}

#[tokio::test]
async fn on_mysql() {
    tell(Engine::MySql).await;
}
