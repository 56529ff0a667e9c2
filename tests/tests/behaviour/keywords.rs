//! Every word that a database knows can be the name of a column or a table, and means that column wherever it is said.

use integration::{Client, Engine, Fixture, on_every_engine};
use larder_generator::dialect::Dialect;

on_every_engine!(a_keyword_is_a_column, a_keyword_is_a_table);

/// Columns of one table: MySQL allows 64 indexes.
const CHUNK: usize = 40;

async fn a_keyword_is_a_column(fixture: Fixture) {
    let mut place = Place::open(&fixture).await;
    for words in place.keywords().await.chunks(CHUNK) {
        let names: Vec<String> = words.iter().map(|word| place.dialect.identifier(word)).collect();
        place.run(&table(&names, place.dialect)).await;
        let numbers: Vec<String> = (1..=names.len()).map(|number| number.to_string()).collect();
        place.run(&format!("INSERT INTO tried (id, {}) VALUES (0, {})", names.join(", "), numbers.join(", "))).await;
        for (index, name) in names.iter().enumerate() {
            if place.dialect != Dialect::MySql {
                place.run(&format!("CREATE INDEX tried_{index} ON tried ({name} DESC, id)")).await;
            }
            let number = index + 1;
            let conditions = format!("{name} = {number} AND tried.{name} >= {number} AND {name} IS NOT NULL");
            let found =
                place.number(&format!("SELECT {name} FROM tried WHERE {conditions} ORDER BY {name} DESC, id")).await;
            assert_eq!(found, number as i64, "{name}");
            let update = format!("UPDATE tried SET {name} = {name} + 1000 WHERE {name} = {number}");
            place.run(&update).await;
            assert_eq!(place.number(&format!("SELECT id, {name} FROM tried")).await, 1000 + number as i64, "{name}");
        }
        place.run("DROP TABLE tried").await;
    }
}

async fn a_keyword_is_a_table(fixture: Fixture) {
    let mut place = Place::open(&fixture).await;
    for word in place.keywords().await {
        let name = place.dialect.identifier(&word);
        place.run(&format!("CREATE TABLE {name} (id integer PRIMARY KEY)")).await;
        place.run(&format!("INSERT INTO {name} (id) SELECT {name}.id FROM {name}")).await;
        place.run(&format!("DROP TABLE {name}")).await;
    }
}

fn table(names: &[String], dialect: Dialect) -> String {
    let mut members: Vec<String> = vec!["id integer PRIMARY KEY".to_owned()];
    members.extend(names.iter().map(|name| format!("{name} integer NOT NULL DEFAULT 1")));
    let check = |(index, name): (usize, &String)| format!("CONSTRAINT tried_{index}_check CHECK ({name} >= 0)");
    members.extend(names.iter().enumerate().map(check));
    if dialect == Dialect::MySql {
        members.extend(names.iter().enumerate().map(|(index, name)| format!("KEY tried_{index} ({name} DESC, id)")));
    }
    format!("CREATE TABLE tried ({})", members.join(", "))
}

struct Place {
    client: Client,
    dialect: Dialect,
}

impl Place {
    async fn open(fixture: &Fixture) -> Self {
        let empty = fixture.empty().await;
        let (url, dialect) = match fixture.engine {
            Engine::Postgres => (empty.url(), Dialect::Postgres),
            Engine::MySql => (empty.url(), Dialect::MySql),
            Engine::Sqlite => ("sqlite::memory:", Dialect::Sqlite),
        };
        Self { client: Client::connect(fixture.engine, url).await.unwrap(), dialect }
    }

    /// Returns the words that the database itself names as its own, as names may be written.
    async fn keywords(&mut self) -> Vec<String> {
        let query = match self.dialect {
            Dialect::Postgres => Some("SELECT word FROM pg_get_keywords() ORDER BY word"),
            Dialect::MySql => Some("SELECT CAST(lower(word) AS char) FROM information_schema.keywords ORDER BY word"),
            Dialect::Sqlite => None,
        };
        let mut words: Vec<String> = match query {
            Some(query) => self.client.query(query).await.unwrap().into_iter().flatten().flatten().collect(),
            None => SQLITE.split_ascii_whitespace().map(str::to_owned).collect(),
        };
        // The table has an `id` of its own.
        words.retain(|word| larder_generator::name::is_snake(word) && word != "id");
        assert!(words.len() > 100, "{words:?}");
        words
    }

    async fn run(&mut self, sql: &str) {
        self.client.execute(sql).await.unwrap_or_else(|error| panic!("{error}"));
    }

    /// Returns the last column of the only row.
    async fn number(&mut self, sql: &str) -> i64 {
        let rows = self.client.query(sql).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(rows.len(), 1, "{sql}");
        let last = rows[0].last().and_then(Option::as_deref).unwrap_or_else(|| panic!("{sql}: no number"));
        last.parse().unwrap_or_else(|error| panic!("{sql}: {last}: {error}"))
    }
}

/// SQLite tells its words to C programs only; these are those of its documentation.
const SQLITE: &str = "
    abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade
    case cast check collate column commit conflict constraint create cross current current_date current_time
    current_timestamp database default deferrable deferred delete desc detach distinct do drop each else end escape
    except exclude exclusive exists explain fail filter first following for foreign from full generated glob group
    groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join
    key last left like limit match materialized natural no not nothing notnull null nulls of offset on or order others
    outer over partition plan pragma preceding primary query raise range recursive references regexp reindex release
    rename replace restrict returning right rollback row rows savepoint select set table temp temporary then ties to
    transaction trigger unbounded union unique update using vacuum values view virtual when where window with within
    without
    true false rowid oid _rowid_ strict stored new old excluded";
