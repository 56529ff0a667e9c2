//! Cursors and page sizes.

use larder::statistics::Label;
use larder::support::{ListSql, Sql, list_sql};
use larder::{Cursor, Error, ErrorKind, Page, Paged, Row};

use crate::world::{World, each, plain};

static SETUP: [Sql; 2] = [
    plain("setup", "DROP TABLE IF EXISTS page_rows"),
    plain("setup", "CREATE TABLE page_rows (id integer PRIMARY KEY, grade varchar(10) NOT NULL)"),
];
static INSERT: Sql = Sql {
    label: Label { entity: "Row", method: "create" },
    postgres: "INSERT INTO page_rows VALUES ($1, $2)",
    mysql: "INSERT INTO page_rows VALUES (?, ?)",
    sqlite: "INSERT INTO page_rows VALUES ($1, $2)",
};
macro_rules! columns {
    ($dialect:ident) => {
        "id, grade"
    };
}

static LIST: ListSql = list_sql!(
    "Row" "list": select columns " FROM page_rows WHERE id >= " 1;
    " AND (grade <= " 2, " AND (grade < " 3, " OR id < " 4, "))"; " ORDER BY grade DESC, id DESC"
);
static OTHER: ListSql = ListSql::new(
    Sql::same("Row", "other", "SELECT id FROM page_rows"),
    Sql::same("Row", "other", "SELECT id FROM page_rows"),
);

type Item = (i32, String);

fn decode(row: &Row) -> larder::Result<Item> {
    Ok((row.get(0)?, row.get(1)?))
}

fn place((id, grade): &Item) -> (String, i32) {
    (grade.clone(), *id)
}

async fn list(world: &World, page: Page) -> Paged<Item> {
    world.db.executor().page(&LIST, page, &[&1_i32], decode, place).await.unwrap()
}

async fn fill(world: &World) {
    for id in 0..45_i32 {
        let grade = ["a", "b", "c"][id as usize % 3];
        world.db.executor().write(&INSERT, &[&id, &grade], Vec::new()).await.unwrap();
    }
}

#[tokio::test]
async fn pages_of_any_size_cover_the_list_once() {
    each(&SETUP, &[], async |world| {
        fill(world).await;
        let whole = list(world, Page::first(1000)).await;
        assert_eq!((whole.len(), whole.next.is_none()), (44, true));
        assert!(whole.windows(2).all(|pair| place(&pair[0]) > place(&pair[1])));
        for size in [1, 4, 10, 11, 22, 43, 44, 45] {
            let mut seen = Vec::new();
            let mut page = Page::first(size);
            loop {
                let part = list(world, page).await;
                assert!(part.len() <= size as usize);
                let next = part.next.clone();
                seen.extend(part);
                let Some(next) = next else { break };
                let sent: Cursor = next.to_string().parse().unwrap();
                page = Page::after(&sent, size);
            }
            assert_eq!(seen, whole.items, "pages of {size} on {}", world.dialect);
        }
    })
    .await;
}

#[tokio::test]
async fn a_search_reads_on_until_its_page_is_full() {
    each(&SETUP, &[], async |world| {
        fill(world).await;
        let matches = |item: &Item| item.0 % 5 == 0;
        let mut seen = Vec::new();
        let mut page = Page::first(3);
        loop {
            let part = world.db.executor().search(&LIST, page, &[&1_i32], decode, place, matches).await.unwrap();
            seen.extend(part.items);
            let Some(next) = part.next else { break };
            page = Page::after(&next, 3);
        }
        assert_eq!(seen.iter().map(|item| item.0).collect::<Vec<_>>(), [35, 20, 5, 40, 25, 10, 30, 15]);
    })
    .await;
}

#[tokio::test]
async fn damaged_and_foreign_cursors_are_refused() {
    each(&SETUP, &[], async |world| {
        fill(world).await;
        let cursor = list(world, Page::first(5)).await.next.unwrap();
        let other =
            world.db.executor().page(&OTHER, Page::after(&cursor, 5), &[], |row| row.get(0), |id: &i32| (*id,)).await;
        assert!(matches!(other.unwrap_err().kind(), ErrorKind::Invalid(_)));
        let text = cursor.to_string();
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{text}");
        assert!("%%%".parse::<Cursor>().is_err() && "A".parse::<Cursor>().is_err());
        let cut: Result<Cursor, Error> = text[..text.len() - 4].parse();
        let refused = world.db.executor().page(&LIST, Page::after(&cut.unwrap(), 5), &[&1_i32], decode, place).await;
        assert!(matches!(refused.unwrap_err().kind(), ErrorKind::Invalid(_)));
        let json = serde_json::to_string(&cursor).unwrap();
        assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
    })
    .await;
}
