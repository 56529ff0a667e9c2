//! A list that is led by a column which may be null walks its index: what is read first needs no look at all the rest.

use integration::corners::models::NewReading;
use integration::{Backend, Client, Engine, on_every_engine};
use larder::Page;

use super::corners;

on_every_engine!(lists_led_by_nulls_walk_their_index, nulls_are_below_every_value,);

/// The statements as they are generated.
const STATEMENTS: &str = include_str!("../../corners/models/reading/sql.rs");

/// The order of each list on PostgreSQL, and what every engine calls it by.
const LISTS: [(&str, &str, &str); 3] = [
    ("", "rank NULLS FIRST, id", "rank, id"),
    ("", "taken_at DESC NULLS LAST, id DESC", "taken_at DESC, id DESC"),
    (" WHERE station = ", "due_on NULLS FIRST, id", "due_on, id"),
];

async fn lists_led_by_nulls_walk_their_index(backend: Backend) {
    let (_store, database) = corners(&backend).await;
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    for sql in fill(backend.engine) {
        client.execute(&sql).await.unwrap();
    }
    for (filter, postgres, others) in LISTS {
        let bind = if filter.is_empty() { "" } else { "$1" };
        assert!(STATEMENTS.contains(&format!(" FROM readings{filter}{bind} ORDER BY {postgres}\"")), "{postgres}");
        let value = if filter.is_empty() { "" } else { "'b'" };
        let order = if backend.engine == Engine::Postgres { postgres } else { others };
        let order = if backend.engine == Engine::MySql { order.replace("rank", "`rank`") } else { order.to_owned() };
        let query = format!("SELECT * FROM readings{filter}{value} ORDER BY {order} LIMIT 10");
        let plan = explain(&mut client, backend.engine, &query).await;
        match backend.engine {
            // What remains is to order the rows that agree in the column, a few at a time.
            Engine::Postgres => {
                assert!(plan.contains("Index Scan using readings_"), "{order}\n{plan}");
                assert!(
                    !plan.lines().any(|line| line.trim_start_matches([' ', '-', '>']).starts_with("Sort  (")),
                    "{order}\n{plan}"
                );
            }
            Engine::Sqlite => {
                assert!(plan.contains("USING INDEX readings_"), "{order}\n{plan}");
                assert!(!plan.contains("TEMP B-TREE FOR ORDER BY"), "{order}\n{plan}");
            }
            // It has the key ascend behind a column that descends, which is another order than the list's.
            Engine::MySql if order.contains("DESC") => {}
            Engine::MySql => assert!(plan.contains("readings_") && !plan.contains("filesort"), "{order}\n{plan}"),
        }
    }
}

/// Returns statements that store many rows, a tenth of them without a value, and look at how they are spread.
fn fill(engine: Engine) -> Vec<String> {
    let mut statements = Vec::new();
    for batch in 0..20 {
        let rows = (0..200).map(|nth| {
            let number = batch * 200 + nth;
            let or_null = |value: String| if number % 10 == 0 { "NULL".to_owned() } else { value };
            let moment = match engine {
                Engine::Sqlite => format!("{}", i64::from(number) * 1_000_000),
                _ => format!("'2024-01-01 {:02}:{:02}:00'", number / 60 % 24, number % 60),
            };
            let day = or_null(format!("'2024-{:02}-{:02}'", number % 12 + 1, number % 28 + 1));
            let rank = or_null(format!("{}", number * 7919 % 4000));
            format!("('{}', {rank}, {}, {day})", if number % 3 == 0 { "a" } else { "b" }, or_null(moment))
        });
        let rank = if engine == Engine::MySql { "`rank`" } else { "rank" };
        let rows = rows.collect::<Vec<_>>().join(", ");
        statements.push(format!("INSERT INTO readings (station, {rank}, taken_at, due_on) VALUES {rows}"));
    }
    statements.push(if engine == Engine::MySql { "ANALYZE TABLE readings" } else { "ANALYZE readings" }.to_owned());
    statements
}

async fn explain(client: &mut Client, engine: Engine, query: &str) -> String {
    let word = if engine == Engine::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
    let rows = client.query(&format!("{word} {query}")).await.unwrap();
    let lines = rows.into_iter().map(|row| row.into_iter().flatten().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

async fn nulls_are_below_every_value(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let readings = store.readings();
    for rank in [Some(2), None, Some(1), None, Some(3)] {
        readings.create(NewReading::new("b").rank(rank)).await.unwrap();
    }
    let mut ranks = Vec::new();
    let mut page = Page::first(2);
    loop {
        let found = store.readings().list_ranked(page).await.unwrap();
        ranks.extend(found.items.iter().map(|row| row.rank));
        let Some(next) = found.next else { break };
        page = Page::after(&next, 2);
    }
    assert_eq!(ranks, [None, None, Some(1), Some(2), Some(3)]);
    assert_eq!(store.readings().count_by_rank(2).await.unwrap(), 1);
    assert_eq!(store.readings().count_without_rank().await.unwrap(), 2);
}
