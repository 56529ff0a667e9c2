//! Triggers that an operator made by hand: what they store elsewhere is not taken for what was stored.

use integration::corners::models::{BadgeId, NewBadge, NewRack, NewSlot, NewStock, NewWide};
use integration::{Backend, Client, Engine, on_every_engine};
use larder::Error;

use super::corners;

on_every_engine!(
    a_trigger_with_a_sequence_of_its_own_leaves_keys_alone,
    a_key_that_a_trigger_chooses_is_the_key,
    a_row_that_a_trigger_keeps_out_is_told,
);

const DIARY: [(Engine, &str); 3] = [
    (
        Engine::Postgres,
        "CREATE TABLE diary (id bigserial PRIMARY KEY, written text); SELECT setval('diary_id_seq', 70000);
         CREATE FUNCTION write_diary() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN INSERT INTO diary (written) VALUES ('a'), ('b'); RETURN NEW; END $$",
    ),
    (
        Engine::MySql,
        "CREATE TABLE diary (id bigint AUTO_INCREMENT PRIMARY KEY, written varchar(9)) AUTO_INCREMENT = 70000",
    ),
    (
        Engine::Sqlite,
        "CREATE TABLE diary (id INTEGER PRIMARY KEY, written text); INSERT INTO diary VALUES (70000, 'a')",
    ),
];

/// Makes triggers before and after each insert into `table` that write to another table.
fn diarist(engine: Engine, table: &str) -> String {
    let write = "INSERT INTO diary (written) VALUES ('a'), ('b')";
    let mark = if engine == Engine::MySql { '`' } else { '"' };
    let trigger = |time: &str| {
        let name = format!("{mark}{table}_{time}{mark}");
        let head = format!("CREATE TRIGGER {name} {time} INSERT ON {mark}{table}{mark} FOR EACH ROW");
        match engine {
            Engine::Postgres => format!("{head} EXECUTE FUNCTION write_diary()"),
            Engine::MySql => format!("{head} {write}"),
            Engine::Sqlite => format!("{head} BEGIN {write}; END"),
        }
    };
    [trigger("BEFORE"), trigger("AFTER")].join(";")
}

fn badge(owner: &str) -> NewBadge {
    NewBadge::new(owner).colour(Some("red".to_owned()))
}

async fn a_trigger_with_a_sequence_of_its_own_leaves_keys_alone(backend: Backend) {
    let (store, database) = corners(&backend).await;
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    let diary = DIARY.iter().find(|(engine, _)| *engine == backend.engine).unwrap().1;
    client.execute(diary).await.unwrap();
    for table in ["badges", "Stock", "the racks", "Slot"] {
        client.execute(&diarist(backend.engine, table)).await.unwrap();
    }
    // In one statement, in a transaction, in a list, and where a key that adds up or is looked for is missing.
    let badges = store.badges();
    let one = badges.create(badge("one")).await.unwrap();
    assert_eq!(badges.get(&one).await.unwrap().owner, "one");
    let in_a_transaction = store.transaction(async |tx| tx.badges().create(badge("two")).await).await.unwrap();
    assert_eq!(badges.get(&in_a_transaction).await.unwrap().owner, "two");
    let owners = ["x", "y", "z"];
    for stored in badges.create_many(owners.map(badge).to_vec()).await.unwrap() {
        assert_eq!(badges.get(&stored).await.unwrap().owner, stored.owner);
    }
    badges.add(badge("added")).await.unwrap();
    let (found, is_new) = badges.get_or_create_by_owner_and_colour(badge("found")).await.unwrap();
    assert!(is_new);
    assert_eq!(badges.get(found.id).await.unwrap().owner, "found");
    assert_eq!(badges.count().await.unwrap(), 7);
    // A cached row, whose entries are named by its key.
    let stocks = store.stocks();
    stocks.add_by_shelf_and_article(NewStock::new("a", "pen", "111")).await.unwrap();
    let stock = stocks.create(NewStock::new("a", "ink", "222")).await.unwrap();
    assert_eq!(stocks.get(&stock).await.unwrap().barcode, "222");
    assert_eq!(stocks.get_scanned("222").await.unwrap().id, stock.id);
    // A row that is counted in its parent.
    let rack = store.racks().create(NewRack::new()).await.unwrap();
    let slot = store.slots().create(NewSlot::new(&rack)).await.unwrap();
    assert_eq!(store.slots().get(&slot).await.unwrap().rack_id, rack.id);
    assert_eq!(store.racks().get(&rack).await.unwrap().slots, 1);
    let written = client.query("SELECT CAST(COUNT(*) AS char(9)) FROM diary WHERE id > 70000").await.unwrap();
    assert!(written[0][0].as_deref().unwrap().trim().parse::<u32>().unwrap() > 40, "the triggers ran: {written:?}");
}

/// SQLite's triggers come too early or too late to choose a key.
async fn a_key_that_a_trigger_chooses_is_the_key(backend: Backend) {
    let (store, database) = corners(&backend).await;
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    let first = store.badges().create(badge("first")).await.unwrap();
    let choose = match backend.engine {
        Engine::Postgres => {
            "CREATE FUNCTION choose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := 4711; RETURN NEW; END $$;
             CREATE TRIGGER chosen BEFORE INSERT ON badges FOR EACH ROW EXECUTE FUNCTION choose()"
        }
        Engine::MySql => "CREATE TRIGGER chosen BEFORE INSERT ON badges FOR EACH ROW SET NEW.id = 4711",
        Engine::Sqlite => "INSERT INTO badges (id, owner, uses) VALUES (4710, 'other', 1)",
    };
    client.execute(choose).await.unwrap();
    let chosen = store.badges().create(badge("chosen")).await.unwrap();
    assert_eq!((first.id, chosen.id), (BadgeId::from(1), BadgeId::from(4711)));
    assert_eq!(store.badges().get(&chosen).await.unwrap().owner, "chosen");
}

/// MySQL's triggers can refuse a row, and cannot leave one out.
async fn a_row_that_a_trigger_keeps_out_is_told(backend: Backend) {
    let (store, database) = corners(&backend).await;
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    if backend.engine == Engine::Postgres {
        let keep_out = "CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$";
        client.execute(keep_out).await.unwrap();
    }
    for (table, condition) in [("badges", "NEW.owner = 'ghost'"), ("wides", "NEW.c001 = 13")] {
        let head = format!("CREATE TRIGGER {table}_kept BEFORE INSERT ON {table} FOR EACH ROW");
        let trigger = match backend.engine {
            Engine::Postgres => format!("{head} WHEN ({condition}) EXECUTE FUNCTION keep_out()"),
            Engine::MySql => format!("{head} BEGIN IF {condition} THEN SIGNAL SQLSTATE '45000'; END IF; END"),
            Engine::Sqlite => format!("{head} WHEN {condition} BEGIN SELECT RAISE(IGNORE); END"),
        };
        client.execute(&trigger).await.unwrap();
    }
    let badges = store.badges();
    badges.create(badge("alive")).await.unwrap();
    expect_told(badges.create(badge("ghost")).await);
    expect_told(badges.create_many(vec![badge("also alive"), badge("ghost")]).await);
    expect_told(store.transaction(async |tx| tx.badges().create(badge("ghost")).await).await);
    assert_eq!(badges.count().await.unwrap(), 1, "the lists went as a whole");
    // The same where the application makes the key.
    let wides = store.wides();
    let wide = |number| NewWide::new().c001(number);
    expect_told(wides.create(wide(13)).await);
    expect_told(wides.create_many(vec![wide(13), wide(13)]).await);
    let within = store.transaction(async |tx| tx.wides().create_many(vec![wide(1), wide(13), wide(2)]).await).await;
    expect_told(within);
    assert_eq!(wides.count().await.unwrap(), 0);
    if backend.engine != Engine::MySql {
        // What was stored in one statement beside the row that was kept out is stored.
        let some = wides.create_many(vec![wide(1), wide(13), wide(2), wide(3)]).await.unwrap_err();
        assert!(some.is_unknown_outcome(), "{some}");
        assert_eq!(wides.count().await.unwrap(), 3);
    }
}

fn expect_told<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(error.kind(), larder::ErrorKind::Database(_)), "{error}");
}
