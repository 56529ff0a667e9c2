//! Search tokens of rows that were there before the index.

use larder::search::SearchTokens;
use larder_format::Dialect;
use larder_format::plan::{Probe, Step, Tokens};

use crate::support::{Database, Draft, Progress, numbers_of_mysql, one, suite};

suite!(rows_get_the_tokens_that_a_repository_would_store, tokens_go_on_behind_the_rows_that_have_them);

const SEARCH: &str = "0002_search";

/// Rows with a key of bytes, a tenant, a title that may be null and a body.
fn write_documents(database: &Database, count: usize) {
    let (id, text) = match database.dialect {
        Dialect::Postgres => ("uuid", "text"),
        Dialect::MySql => ("BINARY(16)", "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
        Dialect::Sqlite => ("BLOB", "TEXT"),
    };
    let columns = "'tenant-1', CASE i % 3 WHEN 0 THEN NULL ELSE '退款 Refund' END";
    let rows = match database.dialect {
        Dialect::Postgres => {
            format!("SELECT md5(i::text)::uuid, {columns}, 'It''s no. ' || i FROM generate_series(1, {count}) i")
        }
        Dialect::MySql => {
            format!(
                "SELECT UNHEX(LEFT(SHA2(i, 256), 32)), {columns}, CONCAT('It''s no. ', i) FROM ({}) AS n",
                numbers_of_mysql(count)
            )
        }
        Dialect::Sqlite => format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT randomblob(16), {columns}, 'It''s no. ' || i FROM n"
        ),
    };
    let up = format!(
        "CREATE TABLE docs (id {id} NOT NULL PRIMARY KEY, tenant_id VARCHAR(50) NOT NULL, title {text}, body {text} NOT NULL);\nINSERT INTO docs {rows};"
    );
    let rows = Step { statements: 1, transactional: true, ..Step::default() };
    let up_steps = vec![one(Probe::HasTable("docs".to_owned())), rows];
    database.write("0001_docs", &[], Draft { up: up.leak(), down: "DROP TABLE docs;", up_steps, ..Draft::default() });
}

fn write_search(database: &Database) {
    let up = match database.dialect {
        Dialect::Postgres => "ALTER TABLE docs ADD COLUMN search_tokens text[];",
        Dialect::MySql => "ALTER TABLE docs ADD COLUMN search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin;",
        Dialect::Sqlite => "ALTER TABLE docs ADD COLUMN search_tokens TEXT;",
    };
    let text = |text: &str| text.to_owned();
    let tokens = Tokens {
        table: text("docs"),
        key: text("id"),
        columns: vec![text("title"), text("body")],
        tenant: Some(text("tenant_id")),
        tokens: text("search_tokens"),
    };
    let column = Probe::HasColumn { table: text("docs"), name: text("search_tokens") };
    let up_steps = vec![one(column), Step { tokens: Some(tokens), ..Step::default() }];
    let draft = Draft {
        up,
        down: "ALTER TABLE docs DROP COLUMN search_tokens;",
        up_steps,
        sqlite_steps: true,
        ..Draft::default()
    };
    database.write(SEARCH, &["0001_docs"], draft);
}

async fn stored(database: &Database, body: &str) -> String {
    let column =
        if database.dialect == Dialect::Postgres { "array_to_string(search_tokens, ' ')" } else { "search_tokens" };
    database.text(&format!("SELECT {column} FROM docs WHERE body = '{}'", body.replace('\'', "''"))).await
}

async fn rows_get_the_tokens_that_a_repository_would_store(database: &Database) {
    write_documents(database, 2500);
    write_search(database);
    let progress = Progress::default();
    let told = progress.clone();
    database.migrator().on_event(move |event| told.add(event)).migrate().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM docs WHERE search_tokens IS NULL").await, Some(0));
    for (title, body) in [("退款 Refund", "It's no. 1"), ("", "It's no. 3"), ("退款 Refund", "It's no. 2500")] {
        let made = SearchTokens::of(Some("tenant-1"), &[title, body]);
        let made =
            if database.dialect == Dialect::Postgres { made.as_array().join(" ") } else { made.as_text().to_owned() };
        assert_eq!(stored(database, body).await, made);
    }
    let told = progress.take();
    assert_eq!(told[0], (2, 1000, Some(2500)), "{told:?}");
    assert_eq!(told.last(), Some(&(2, 2500, Some(2500))), "{told:?}");
}

async fn tokens_go_on_behind_the_rows_that_have_them(database: &Database) {
    write_documents(database, 1200);
    write_search(database);
    database.migrator().migrate().await.unwrap();
    // As after a crash behind the first batch, with a row that somebody stored in front of it meanwhile.
    let marked = if database.dialect == Dialect::Postgres { "'{done}'" } else { "'done'" };
    database.execute(&format!("UPDATE docs SET search_tokens = {marked}")).await;
    database.execute("UPDATE docs SET search_tokens = NULL WHERE body = 'It''s no. 7'").await;
    let cursor = if database.dialect == Dialect::MySql { "`cursor`" } else { "\"cursor\"" };
    let last = match database.dialect {
        Dialect::Postgres => "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid",
        Dialect::MySql | Dialect::Sqlite => "X'ffffffffffffffffffffffffffffffff'",
    };
    let json = serde_json::json!({ "after": last, "rows": 1199 }).to_string().replace('\'', "''");
    let sql = format!(
        "UPDATE larder_migrations SET state = 'started', {cursor} = '{json}' WHERE migration = '{SEARCH}' AND step = 1"
    );
    database.execute(&sql).await;
    assert!(database.migrator().migrate().await.unwrap().applied[0].resumed);
    let made = SearchTokens::of(Some("tenant-1"), &["退款 Refund", "It's no. 7"]);
    let made =
        if database.dialect == Dialect::Postgres { made.as_array().join(" ") } else { made.as_text().to_owned() };
    assert_eq!(stored(database, "It's no. 7").await, made);
    assert!(stored(database, "It's no. 8").await.contains("done"));
}
