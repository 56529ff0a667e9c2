//! Objects that come, change and go.

use integration::{Backend, Engine};

use crate::story::Story;
use crate::{ACTIVE, LIBRARY, TOLD, both};

integration::on_every_engine!(
    objects_come_with_tables_and_go,
    a_text_that_changes_is_replaced_with_what_hangs_on_it,
    objects_are_made_in_the_order_of_their_needs,
    a_missing_changed_or_additional_object_is_seen,
    a_database_that_has_the_objects_is_adopted,
    functions_are_replaced_where_they_stand,
    kept_objects_are_made_and_dropped_and_never_made_anew,
);

async fn objects_come_with_tables_and_go(backend: Backend) {
    let mut story = Story::on(&backend).await;
    let made = story.becomes(LIBRARY, &both(), &[]).expect("the objects are made");
    let titles: Vec<&str> = made.iter().map(|one| one.plan.id.as_str()).collect();
    assert_eq!(titles, ["0001_create_authors", "0002_create_events", "0003_create_active_authors_and_tell"]);
    story.proves().await;
    story.execute("INSERT INTO authors (name, active) VALUES ('Ada', true), ('Bo', false)").await;
    story.execute("UPDATE authors SET score = 7 WHERE name = 'Ada'").await;
    story.gives("SELECT said FROM events", &[&["score; of Ada"]]).await;
    story.gives("SELECT name FROM active_authors", &[&["Ada"]]).await;
    let made = story.becomes(LIBRARY, &[], &[]).expect("the objects go");
    assert_eq!(made[0].plan.id, "0004_drop_active_authors_and_tell");
    story.proves().await;
    let snapshot = story.snapshot().await.expect("the schema is read");
    assert!(snapshot.objects().all(|name| name.starts_with("table ")), "{snapshot}");
    story.gives("SELECT said FROM events", &[&["score; of Ada"]]).await;
}

async fn a_text_that_changes_is_replaced_with_what_hangs_on_it(backend: Backend) {
    let mut story = Story::on(&backend).await;
    let best = "CREATE VIEW a_best AS SELECT * FROM active_authors WHERE score > 5;\n";
    let mut objects = both();
    objects.push(("a_best.sql", best));
    story.becomes(LIBRARY, &objects, &[]).expect("the objects are made");
    story.proves().await;
    story.execute("INSERT INTO authors (name, score) VALUES ('Ada', 9), ('Bo', 1)").await;
    // The columns have another order, which no database takes for the same view.
    let other = ACTIVE.replace("id, name, score", "name, score, id, 1 AS one");
    let told: Vec<(&str, String)> =
        TOLD.iter().map(|(name, text)| (*name, text.replace("score; of ", "changed: "))).collect();
    let mut changed: Vec<(&str, &str)> = told.iter().map(|(name, text)| (*name, text.as_str())).collect();
    changed.extend([("active_authors.sql", other.as_str()), ("a_best.sql", best)]);
    let made = story.becomes(LIBRARY, &changed, &[]).expect("the texts change");
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].plan.id, "0004_change_active_authors_and_tell");
    story.proves().await;
    story.execute("UPDATE authors SET score = 10 WHERE name = 'Ada'").await;
    story.gives("SELECT said FROM events", &[&["changed: Ada"]]).await;
    story.gives("SELECT name, one FROM a_best", &[&["Ada", "1"]]).await;
    // A comment before the statement changes no object.
    let commented = format!("-- Those who write.\n{other}");
    let last = changed.len() - 2;
    changed[last].1 = &commented;
    let made = story.becomes(LIBRARY, &changed, &[]).expect("the text is said anew");
    assert!(made[0].files["postgres.up.sql"].lines().all(|line| line.is_empty() || line.starts_with("--")));
    story.proves().await;
}

async fn objects_are_made_in_the_order_of_their_needs(backend: Backend) {
    let mut story = Story::on(&backend).await;
    let objects = [
        ("a_top.sql", "CREATE VIEW a_top AS SELECT name FROM m_middle WHERE score > 5;\n"),
        ("m_middle.sql", "CREATE VIEW m_middle AS SELECT name, score FROM z_base;\n"),
        ("z_base.sql", "CREATE VIEW z_base AS SELECT * FROM authors;\n"),
    ];
    story.becomes(LIBRARY, &objects, &[]).expect("the objects are made");
    story.proves().await;
    story.execute("INSERT INTO authors (name, score) VALUES ('Ada', 9), ('Bo', 1)").await;
    story.gives("SELECT name FROM a_top", &[&["Ada"]]).await;
    // `*` is what the table has now, on each engine.
    let with_email = LIBRARY.replace("active =", "email = \"text?\"\nactive =");
    story.becomes(&with_email, &objects, &[]).expect("a column comes");
    story.proves().await;
    story.gives("SELECT count(email), count(*) FROM z_base", &[&["0", "2"]]).await;
    let changed = [objects[0], objects[1], ("z_base.sql", "CREATE VIEW z_base AS SELECT score, name FROM authors;\n")];
    story.becomes(&with_email, &changed, &[]).expect("the base changes");
    story.proves().await;
    story.gives("SELECT name FROM a_top", &[&["Ada"]]).await;
    // What is declared counts: the first by name needs none of the others.
    let said = [
        ("a_top.sql", "-- needs:\nCREATE VIEW a_top AS SELECT 'm_middle' AS m_middle;\n"),
        ("m_middle.sql", "-- needs: a_top\nCREATE VIEW m_middle AS SELECT m_middle FROM a_top;\n"),
    ];
    story.becomes(&with_email, &said, &[]).expect("the order is said");
    story.proves().await;
    story.gives("SELECT m_middle FROM m_middle", &[&["m_middle"]]).await;
}

async fn a_missing_changed_or_additional_object_is_seen(backend: Backend) {
    let mut story = Story::on(&backend).await;
    story.becomes(LIBRARY, &both(), &[]).expect("the objects are made");
    story.proves().await;
    let whole = story.snapshot().await.expect("the schema is read");
    let said = async |story: &Story| {
        let now = story.snapshot().await.expect("the schema is read");
        whole.difference(&now).unwrap_or_default()
    };
    story.execute("DROP VIEW active_authors").await;
    assert!(said(&story).await.starts_with("- view active_authors\n"), "{}", said(&story).await);
    story.execute("CREATE VIEW active_authors AS SELECT id, name, score FROM authors WHERE NOT active").await;
    assert!(said(&story).await.starts_with("  view active_authors\n"), "{}", said(&story).await);
    story.execute("DROP VIEW active_authors").await;
    story.execute(ACTIVE).await;
    assert_eq!(said(&story).await, "");
    story.execute("CREATE VIEW another AS SELECT 1 AS one").await;
    assert!(said(&story).await.starts_with("+ view another\n"), "{}", said(&story).await);
    story.execute("DROP VIEW another").await;
    story
        .execute(if story.engine == Engine::Postgres { "DROP TRIGGER tell ON authors" } else { "DROP TRIGGER tell" })
        .await;
    assert!(said(&story).await.starts_with("- trigger tell\n"), "{}", said(&story).await);
}

async fn a_database_that_has_the_objects_is_adopted(backend: Backend) {
    let mut story = Story::on(&backend).await;
    let made = story.becomes(LIBRARY, &both(), &[]).expect("the objects are made");
    let last = &made.last().expect("there are migrations").plan.id;
    story.proves().await;
    story.execute("DROP TABLE larder_migrations").await;
    story.execute("DROP VIEW active_authors").await;
    let refused = story.migrator().baseline(last).await.expect_err("the view is missing").to_string();
    assert!(refused.contains("view `active_authors` (0003_create_active_authors_and_tell)"), "{refused}");
    assert!(!refused.contains("tell`"), "{refused}");
    story.execute(ACTIVE).await;
    story.migrator().baseline(last).await.expect("everything is there");
    assert!(story.migrator().migrate().await.expect("nothing is left to do").applied.is_empty());
}

async fn functions_are_replaced_where_they_stand(backend: Backend) {
    let mut story = Story::on(&backend).await;
    if story.engine == Engine::Sqlite {
        let refused = story.becomes(LIBRARY, &[("twice.sql", "CREATE FUNCTION twice(n int) RETURNS int")], &[]);
        let refused = refused.expect_err("SQLite has no functions");
        assert!(refused.contains("SQLite has no object of the kind function"), "{refused}");
        return;
    }
    let of = |factor: &str| {
        [
            (
                "twice.postgres.sql",
                format!(
                    "CREATE FUNCTION twice(n int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE\nRETURN n * {factor};\n"
                ),
            ),
            (
                "twice.mysql.sql",
                format!("CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC\nRETURN n * {factor};\n"),
            ),
            ("doubled.postgres.sql", "CREATE VIEW doubled AS SELECT twice(score) AS score FROM authors;\n".to_owned()),
            ("doubled.mysql.sql", "CREATE VIEW doubled AS SELECT twice(score) AS score FROM authors;\n".to_owned()),
        ]
    };
    let becomes = |story: &mut Story, factor: &str| {
        let texts = of(factor);
        let objects: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        story.becomes(LIBRARY, &objects, &[])
    };
    let made = becomes(&mut story, "2").expect("the function is made");
    let first = made.iter().map(|one| one.plan.id.as_str()).collect::<Vec<_>>();
    assert_eq!(first, ["0001_create_twice", "0002_create_authors", "0003_create_events", "0004_create_doubled"]);
    story.proves().await;
    story.execute("INSERT INTO authors (name, score) VALUES ('Ada', 3)").await;
    let made = becomes(&mut story, "3").expect("its body changes");
    let up = &made[0].files["postgres.up.sql"];
    assert!(up.contains("CREATE OR REPLACE FUNCTION twice") && !up.contains("DROP"), "{up}");
    story.proves().await;
    story.gives("SELECT cast(score as char(1)) FROM doubled", &[&["9"]]).await;
    let wider = of("4").map(|(name, text)| {
        (
            name,
            text.replace("(n int)", "(n bigint)")
                .replace("(n int DEFAULT", "(n bigint DEFAULT")
                .replace("RETURNS int", "RETURNS bigint"),
        )
    });
    let objects: Vec<(&str, &str)> = wider.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let made = story.becomes(LIBRARY, &objects, &[]).expect("its types change");
    assert!(made[0].files["postgres.up.sql"].contains("DROP VIEW doubled;"));
    assert!(made[0].files["postgres.up.sql"].contains("DROP FUNCTION twice(n int);"));
    story.proves().await;
    story.gives("SELECT cast(score as char(2)) FROM doubled", &[&["12"]]).await;
}

async fn kept_objects_are_made_and_dropped_and_never_made_anew(backend: Backend) {
    let mut story = Story::on(&backend).await;
    if story.engine != Engine::Postgres {
        let refused = story.becomes(LIBRARY, &[("numbers.sql", "CREATE SEQUENCE numbers")], &[]);
        assert!(refused.expect_err("the others have none").contains("numbers.postgres.sql"));
        return;
    }
    let objects = [
        ("numbers.postgres.sql", "CREATE SEQUENCE numbers START 10;\n"),
        ("short.postgres.sql", "CREATE DOMAIN short AS text CHECK (length(VALUE) < 9);\n"),
        ("pair.postgres.sql", "CREATE TYPE pair AS (a int, b int);\n"),
        ("trgm.postgres.sql", "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n"),
        (
            "totals.postgres.sql",
            "CREATE MATERIALIZED VIEW totals AS SELECT active, sum(score) AS score FROM authors GROUP BY active;\n\
             CREATE UNIQUE INDEX totals_active ON totals (active);\n\
             COMMENT ON MATERIALIZED VIEW totals IS 'Sums; by state.';\n",
        ),
    ];
    story.becomes(LIBRARY, &objects, &[]).expect("the objects are made");
    story.proves().await;
    story.gives("SELECT nextval('numbers')::text", &[&["10"]]).await;
    let mut changed = objects;
    changed[0].1 = "CREATE SEQUENCE numbers START 20;\n";
    let refused = story.becomes(LIBRARY, &changed, &[]).expect_err("its number would be lost");
    assert!(refused.contains("M0311") && refused.contains("sequence `numbers`"), "{refused}");
    let wider = LIBRARY.replace("score = { type = \"i32\"", "score = { type = \"i64\"");
    story.becomes(&wider, &objects, &[]).expect("a column under the view is another");
    story.proves().await;
    story.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY totals").await;
    story.gives("SELECT nextval('numbers')::text", &[&["11"]]).await;
    story.becomes(&wider, &[], &[]).expect("all of them go");
    story.proves().await;
}
