//! Texts of patches.

use larder::Row;
use larder::internal::statement;
use larder::support::{Assignments, PatchSql, PatchText, Sql};

use crate::world::{each, plain};

static SETUP: [Sql; 3] = [
    plain("setup", "DROP TABLE IF EXISTS patch_rows"),
    plain(
        "setup",
        "CREATE TABLE patch_rows (id integer PRIMARY KEY, name varchar(20), age integer, email varchar(20))",
    ),
    plain("setup", "INSERT INTO patch_rows VALUES (1, 'first', 10, 'mail'), (2, 'second', 20, 'mail')"),
];
const TEXT: PatchText = PatchText {
    update: "UPDATE patch_rows SET ",
    columns: &["name", "age", "email"],
    filter: &[" WHERE age < ", " AND id = "],
    version: "",
};
static PATCH: PatchSql = PatchSql::each("Row", "patch", &["name", "age", "email"], TEXT, TEXT, TEXT);
static GET: Sql = plain("Row.get", "SELECT name, age, email FROM patch_rows WHERE id = 1");

type Item = (Option<String>, Option<i32>, Option<String>);

fn decode(row: &Row) -> larder::Result<Item> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

#[tokio::test]
async fn a_patch_leaves_sets_and_nulls() {
    each(&SETUP, &[], async |world| {
        let at = world.db.executor();
        for _ in 0..2 {
            let email: Option<Option<String>> = Some(None);
            let mut set = Assignments::new(&PATCH);
            // Out of order, and one column twice: the last value counts.
            set.plain("email", &email).value("name", &"wrong").value("name", &"patched").plain("age", &None::<i32>);
            assert_eq!(statement::write_dynamic(at, set, &[&100_i32, &1_i32]).await.unwrap(), 1);
            let row = at.one(&GET, &[], decode).await.unwrap();
            assert_eq!(row, (Some("patched".to_owned()), Some(10), None), "{}", world.dialect);
        }
        let mut set = Assignments::new(&PATCH);
        set.value("age", &11_i32).value("email", &"new");
        assert_eq!(statement::write_dynamic(at, set, &[&100_i32, &9_i32]).await.unwrap(), 0);
        let mut unknown = Assignments::new(&PATCH);
        unknown.value("nmae", &"typed badly");
        let refused = statement::write_dynamic(at, unknown, &[&100_i32, &1_i32]).await.unwrap_err();
        assert!(refused.to_string().contains("nmae"), "{refused}");
        let before = world.db.statistics().total.executions;
        assert_eq!(statement::write_dynamic(at, Assignments::new(&PATCH), &[&1_i32]).await.unwrap(), 0);
        assert_eq!(world.db.statistics().total.executions, before);
    })
    .await;
}
