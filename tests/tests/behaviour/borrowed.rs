//! Connections of larder's in the hands of code that works with sqlx.

use std::time::Duration;

use integration::{Fixture, configuration, on_every_engine};
use larder::{BorrowedConnection, Config, Dialect, Error, ErrorKind, Runs as _, Touches, sql};
use voicehelper::models::{NewUser, Store, User};

use crate::seed;

on_every_engine!(
    what_borrowed_code_writes_the_cache_learns,
    a_transaction_is_lent_with_what_it_has_written,
    borrowed_code_cannot_end_the_transaction,
    nothing_stays_on_a_connection_that_was_lent,
    borrowed_code_that_is_dropped_costs_its_connection_only,
    each_connection_begins_with_a_hook,
    a_store_stands_on_a_pool_of_sqlx,
);

/// Runs a text on whatever connection it is, and returns how many rows it wrote.
pub(crate) async fn execute(on: &mut BorrowedConnection<'_>, text: &'static str) -> Result<u64, sqlx::Error> {
    if let Ok(connection) = on.postgres() {
        return sqlx::raw_sql(text).execute(connection).await.map(|done| done.rows_affected());
    }
    if let Ok(connection) = on.mysql() {
        return sqlx::raw_sql(text).execute(connection).await.map(|done| done.rows_affected());
    }
    sqlx::raw_sql(text).execute(on.sqlite()?).await.map(|done| done.rows_affected())
}

/// Reads one number.
async fn number(on: &mut BorrowedConnection<'_>, text: &'static str) -> Result<i64, sqlx::Error> {
    if let Ok(connection) = on.postgres() {
        return sqlx::query_scalar(text).fetch_one(connection).await;
    }
    if let Ok(connection) = on.mysql() {
        return sqlx::query_scalar(text).fetch_one(connection).await;
    }
    sqlx::query_scalar(text).fetch_one(on.sqlite()?).await
}

async fn all_are_back(fixture: &Fixture) {
    for _ in 0..6000 {
        if fixture.store.db().status().in_use == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a connection did not come back: {:?}", fixture.store.db().status());
}

async fn what_borrowed_code_writes_the_cache_learns(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let user = seed::user(&fixture, "acme", "ada").await;
    let scope = fixture.store.tenant("acme");
    for (touched, text, expected) in [
        (Touches::all::<User>(), "UPDATE users SET nickname = 'all'", "all"),
        (Touches::tenant::<User>("acme"), "UPDATE users SET nickname = 'tenant'", "tenant"),
        (Touches::nothing().and(Touches::row(&user)), "UPDATE users SET nickname = 'row'", "row"),
    ] {
        scope.users().get(user.id).await.unwrap();
        let written = fixture.store.with_connection(touched, async |on| execute(on, text).await).await.unwrap();
        assert_eq!(written, 1);
        assert_eq!(scope.users().get(user.id).await.unwrap().nickname, expected);
    }
    let taken = scope
        .with_connection(Touches::all::<User>(), async |on| execute(on, "INSERT INTO users SELECT * FROM users").await)
        .await
        .unwrap_err();
    assert!(taken.is_unique_violation(), "{taken}");
    let wrong = fixture
        .store
        .with_connection(Touches::nothing(), async |on| {
            if on.postgres().is_ok() { on.sqlite().map(drop) } else { on.postgres().map(drop) }
        })
        .await
        .unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Database(_)), "{wrong}");
}

async fn a_transaction_is_lent_with_what_it_has_written(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let user = scope.users().create(NewUser::new("ada", "Ada", "ada")).await.unwrap();
    let outcome: Result<i64, Error> = scope
        .transaction(async |tx| {
            tx.users().create(NewUser::new("bob", "Bob", "bob")).await?;
            let seen = tx
                .with_connection(Touches::all::<User>(), async |on| {
                    execute(on, "UPDATE users SET nickname = 'lent'").await?;
                    number(on, "SELECT COUNT(*) FROM users WHERE nickname = 'lent'").await
                })
                .await?;
            // What fails is undone, and the transaction goes on.
            let failed = tx
                .with_connection(Touches::all::<User>(), async |on| {
                    execute(on, "UPDATE users SET nickname = 'undone'").await?;
                    execute(on, "SELECT nothing FROM nowhere").await
                })
                .await;
            assert!(failed.is_err());
            assert_eq!(tx.users().get(user.id).await?.nickname, "lent");
            Ok(seen)
        })
        .await;
    assert_eq!(outcome.unwrap(), 2);
    assert_eq!(scope.users().get(user.id).await.unwrap().nickname, "lent");
    let undone: Result<(), Error> = scope
        .transaction(async |tx| {
            tx.with_connection(Touches::all::<User>(), async |on| {
                execute(on, "UPDATE users SET nickname = 'rolled back'").await
            })
            .await?;
            Err(Error::not_found("the end of this transaction"))
        })
        .await;
    undone.unwrap_err();
    assert_eq!(scope.users().get(user.id).await.unwrap().nickname, "lent");
}

async fn borrowed_code_cannot_end_the_transaction(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    for text in ["COMMIT", "ROLLBACK"] {
        let outcome: Result<(), Error> = scope
            .transaction(async |tx| {
                tx.with_connection(Touches::nothing(), async |on| execute(on, text).await.map(drop)).await?;
                tx.users().create(NewUser::new("late", "x", "x")).await.map(drop)
            })
            .await;
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains("ended the transaction"), "{error}");
    }
    assert_eq!(scope.users().count().await.unwrap(), 0);
    all_are_back(&fixture).await;
}

async fn nothing_stays_on_a_connection_that_was_lent(fixture: Fixture) {
    // The pooler keeps the server's sessions, and gives them to others.
    if fixture.database().is_pooled() {
        return;
    }
    let left = match fixture.store.db().dialect() {
        Dialect::Postgres => ["CREATE TEMP TABLE left_behind (n int)", "SET TIME ZONE 'Asia/Tokyo'", "BEGIN"],
        Dialect::MySql => ["CREATE TEMPORARY TABLE left_behind (n int)", "SET @left = 1", "BEGIN"],
        Dialect::Sqlite => ["CREATE TEMP TABLE left_behind (n int)", "PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"],
    };
    for in_transaction in [false, true] {
        let leave = async |on: &mut BorrowedConnection<'_>| {
            for text in left.iter().take(if in_transaction { 2 } else { 3 }) {
                execute(on, text).await?;
            }
            Ok(())
        };
        if in_transaction {
            let lent = async |tx: voicehelper::models::Session<'_>| tx.with_connection(Touches::nothing(), leave).await;
            fixture.store.transaction(lent).await.unwrap();
        } else {
            fixture.store.with_connection(Touches::nothing(), leave).await.unwrap();
        }
        all_are_back(&fixture).await;
        for _ in 0..3 {
            let seen = sql!("SELECT COUNT(*) FROM left_behind").scalar::<i64>(&fixture.store).await;
            assert!(seen.is_err(), "a temporary table stayed");
        }
        // Larder's own settings are there, and statements are prepared anew.
        seed::tenant(&fixture, if in_transaction { "two" } else { "one" }).await;
    }
}

async fn borrowed_code_that_is_dropped_costs_its_connection_only(fixture: Fixture) {
    seed::tenant(&fixture, "acme").await;
    let scope = fixture.store.tenant("acme");
    let lent = scope.with_connection(Touches::nothing(), async |on| {
        execute(on, "SELECT 1").await?;
        std::future::pending::<()>().await;
        Ok(())
    });
    assert!(tokio::time::timeout(Duration::from_millis(100), lent).await.is_err());
    all_are_back(&fixture).await;
    let outcome: Result<(), Error> = scope
        .transaction(async |tx| {
            tx.users().create(NewUser::new("ada", "x", "x")).await?;
            let lent = tx.with_connection(Touches::nothing(), async |_| {
                std::future::pending::<()>().await;
                Ok(())
            });
            assert!(tokio::time::timeout(Duration::from_millis(100), lent).await.is_err());
            tx.users().count().await.map(drop)
        })
        .await;
    outcome.unwrap_err();
    all_are_back(&fixture).await;
    assert_eq!(scope.users().count().await.unwrap(), 0);
}

async fn each_connection_begins_with_a_hook(fixture: Fixture) {
    if fixture.database().is_pooled() {
        return;
    }
    let config = configuration(&fixture.database()).database(|database| {
        database.after_connect(|mut on| {
            Box::pin(async move {
                let text = if on.sqlite().is_ok() {
                    "PRAGMA cache_size = 1234"
                } else if on.mysql().is_ok() {
                    "SET @hook = 1234"
                } else {
                    "SET larder.hook = '1234'"
                };
                execute(&mut on, text).await.map(drop)
            })
        });
    });
    let store = Store::open(config).await.unwrap();
    let hooked = async || -> i64 {
        sql!({
            postgres: "SELECT current_setting('larder.hook')::bigint",
            mysql: "SELECT CAST(@hook AS SIGNED)",
            sqlite: "SELECT cache_size FROM pragma_cache_size",
        })
        .scalar(&store)
        .await
        .unwrap()
    };
    assert_eq!(hooked().await, 1234);
    store.with_connection(Touches::nothing(), async |on| execute(on, "SELECT 1").await).await.unwrap();
    for _ in 0..5 {
        assert_eq!(hooked().await, 1234);
    }
    let config = configuration(&fixture.database()).database(|database| {
        database.start_timeout = Duration::ZERO;
        database.after_connect(|mut on| {
            Box::pin(async move { execute(&mut on, "SELECT nothing FROM nowhere").await.map(drop) })
        });
    });
    let refused = match Store::open(config).await {
        Ok(store) => sql!("SELECT 1").scalar::<i64>(&store).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(refused.to_string().contains("after_connect failed"), "{refused}");
}

async fn a_store_stands_on_a_pool_of_sqlx(fixture: Fixture) {
    if fixture.database().is_pooled() {
        return;
    }
    seed::tenant(&fixture, "acme").await;
    let database = fixture.database();
    let url = database.url();
    let config = match fixture.store.db().dialect() {
        Dialect::Postgres => Config::over(sqlx::PgPool::connect(url).await.unwrap()),
        Dialect::MySql => Config::over(sqlx::MySqlPool::connect(url).await.unwrap()),
        Dialect::Sqlite => Config::over(sqlx::SqlitePool::connect(url).await.unwrap()),
    };
    let store = Store::open(config.database(|database| database.max_connections = 3)).await.unwrap();
    let scope = store.tenant("acme");
    let user = scope.users().create(NewUser::new("ada", "x", "x")).await.unwrap();
    assert_eq!(fixture.store.tenant("acme").users().get(user.id).await.unwrap().user_id, "ada");
    // A statement that is left is stopped, as on larder's own connections.
    let slow = sql!({
        postgres: "SELECT COUNT(*) FROM pg_sleep(600)",
        mysql: "SELECT SLEEP(600)",
        _: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT COUNT(*) FROM n",
    });
    assert!(tokio::time::timeout(Duration::from_millis(50), slow.scalar::<i64>(&store)).await.is_err());
    for _ in 0..6000 {
        if store.db().status().in_use == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(store.db().status().in_use, 0);
    assert!(scope.users().find(user.id).await.unwrap().is_some());
    store.close().await;
}
