//! Lists of rows and keys, cut into statements.

use larder::internal::statement;
use larder::statistics::Label;
use larder::support::{BatchSql, Bind, InSql, InText, KeyText, Sql, TextCache, count};

use crate::world::{each, plain};

static SETUP: [Sql; 2] = [
    plain("setup", "DROP TABLE IF EXISTS batch_rows"),
    plain("setup", "CREATE TABLE batch_rows (id integer PRIMARY KEY, name varchar(20))"),
];
static INSERT: BatchSql =
    BatchSql::new(Sql::same("Row", "create_many", "INSERT INTO batch_rows (id, name) VALUES "), 2);
static COUNT: Sql = plain("Row.count", "SELECT count(*) FROM batch_rows");

const fn find(placeholder: &'static str) -> InText {
    InText { head: placeholder, each: KeyText::PLAIN, tail: &[") AND id <= ", ""] }
}

static FIND: InSql = InSql {
    label: Label { entity: "Row", method: "find_many" },
    postgres: find("SELECT id FROM batch_rows WHERE name <> $1 AND id IN ("),
    mysql: find("SELECT id FROM batch_rows WHERE name <> ? AND id IN ("),
    sqlite: find("SELECT id FROM batch_rows WHERE name <> $1 AND id IN ("),
    array: None,
    texts: TextCache::new(),
};
const DELETE_TEXT: InText = InText { head: "DELETE FROM batch_rows WHERE id IN (", each: KeyText::PLAIN, tail: &[")"] };
static DELETE: InSql = InSql {
    label: Label { entity: "Row", method: "delete_many" },
    postgres: DELETE_TEXT,
    mysql: DELETE_TEXT,
    sqlite: DELETE_TEXT,
    array: None,
    texts: TextCache::new(),
};

#[tokio::test]
async fn any_number_of_rows_goes_in_and_comes_out() {
    each(&SETUP, &[], async |world| {
        let at = world.db.executor();
        let mut next = 0;
        for size in [0, 1, 2, 3, 255, 256, 700] {
            let rows: Vec<i32> = (next..next + size).collect();
            next += size;
            let written = statement::write_rows(at, &INSERT, &rows, |id, arguments| {
                arguments.add(id);
                arguments.add(&format!("row {id}"));
            })
            .await
            .unwrap();
            assert_eq!(written, size as u64, "{}", world.dialect);
        }
        let keys: Vec<i32> = (0..next + 50).collect();
        let binds: Vec<&dyn Bind> = keys.iter().map(|key| key as &dyn Bind).collect();
        let mut found: Vec<i32> = at.all_in(&FIND, &[&"row 7"], &binds, &[&999_i32], |row| row.get(0)).await.unwrap();
        found.sort_unstable();
        assert_eq!(found, (0..=999).filter(|id| *id != 7).collect::<Vec<_>>());
        assert!(at.all_in::<i32>(&FIND, &[&""], &[], &[&1_i32], |row| row.get(0)).await.unwrap().is_empty());
        assert_eq!(statement::write_in(at, &DELETE, &[], &binds[..600]).await.unwrap(), 600);
        assert_eq!(at.one(&COUNT, &[], count).await.unwrap(), 617);
    })
    .await;
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    each(&SETUP, &[], async |world| {
        let at = world.db.executor();
        let rows: Vec<i32> = (0..300).chain([5]).collect();
        let bind = |id: &i32, arguments: &mut larder::support::Arguments| {
            arguments.add(id);
            arguments.add(&None::<String>);
        };
        assert!(statement::write_rows(at, &INSERT, &rows, bind).await.unwrap_err().is_unique_violation());
        assert_eq!(at.one(&COUNT, &[], count).await.unwrap(), 0);
    })
    .await;
}
