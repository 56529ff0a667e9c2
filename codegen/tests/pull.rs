//! A database that nobody made with larder, read into a definition, and the definition brought along with it.

#[path = "support/project.rs"]
mod project;

use std::fs;

use project::Project;
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

const TABLES: &str = "
    CREATE TABLE customers (
        id INTEGER PRIMARY KEY,
        email TEXT NOT NULL CONSTRAINT one_mail UNIQUE CHECK (length(email) <= 100),
        createdAt INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
        status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old'))
    ) STRICT;
    CREATE TABLE orders (
        id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
        total INTEGER NOT NULL DEFAULT 0 CHECK (total >= 0),
        anything ANY,
        deleted_at INTEGER
    ) STRICT;
    CREATE INDEX of_customer ON orders (customer_id, total DESC);
    CREATE INDEX shouted ON customers (upper(email));
    CREATE VIEW sales AS SELECT customer_id, sum(total) FROM orders GROUP BY 1";

/// A folder without a definition.
fn folder() -> Project {
    let project = Project::new("");
    fs::remove_file(project.path().join("models.toml")).expect("the file is there");
    project
}

fn url(place: &TempDir) -> String {
    format!("sqlite:{}", place.path().join("shop.db").display())
}

/// A database that nobody made with larder.
async fn shop() -> TempDir {
    let place = tempfile::tempdir().expect("a folder can be made");
    run(&url(&place), TABLES).await;
    place
}

async fn run(url: &str, sql: &'static str) {
    let url = format!("{url}?mode=rwc");
    let mut connection = SqliteConnection::connect(&url).await.expect("the file opens");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect("the SQL runs");
    connection.close().await.expect("the file closes");
}

#[tokio::test]
async fn a_database_becomes_a_definition_that_is_generated_recorded_and_migrated() {
    let (project, shop) = (folder(), shop().await);
    let url = url(&shop);
    let told = project.run(&["pull", "--url", &url], 0, "");
    for said in ["2 of 2 tables", "orders.anything (ANY)", "1 object beside the tables is a file"] {
        assert!(told.contains(said), "`{said}` is not in:\n{told}");
    }
    let text = project.read("models.toml");
    for said in [
        "[entities.Customer]",
        "indexes = [{ on = \"email\", sql = { sqlite = \"(upper (email))\" } }]",
        "created_at = { type = \"timestamp\", default = \"now\", column = \"createdAt\" }",
        "status = { enum = [\"new\", \"old\"], default = \"new\" }",
        "customer_id = { belongs_to = \"Customer\", on_delete = \"cascade\" }",
        "indexes = [\"customer_id, total desc\"]",
        "total = { type = \"i64\", range = [0], default = 0 }",
    ] {
        assert!(text.contains(said), "`{said}` is not in:\n{text}");
    }
    assert!(project.read("objects/sales.sqlite.sql").starts_with("CREATE VIEW sales AS SELECT"));
    let plan: String =
        project.files().into_iter().filter(|(path, _)| path.ends_with("plan.toml")).map(|(_, t)| t).collect();
    assert!(plan.contains("name = \"of_customer\""), "the index keeps its name:\n{plan}");

    let json = project.json(&["pull", "--url", &url]);
    assert_eq!(json["changes"], serde_json::json!([]), "nothing changed yet");
    let migrations = project.migrations();
    project.run(&["generate"], 0, "");
    assert_eq!(project.migrations(), migrations, "the definition asks for what the migrations make");

    let present = migrations.iter().rfind(|id| id.contains("_create_")).expect("there are tables");
    project.run(&["baseline", present, "--url", &url], 0, "");
    project.run(&["migrate", "--url", &url], 0, "");
    project.run(&["status", "--check", "--url", &url], 0, "");
    project.run(&["pull", "--check", "--url", &url], 0, "");
    folder().run(&["pull", "--url", &url], 1, "D0110");
}

#[tokio::test]
async fn what_changes_later_is_shown_and_written_beside_what_a_person_wrote() {
    let (project, shop) = (folder(), shop().await);
    let url = url(&shop);
    project.run(&["pull", "--url", &url], 0, "");
    let written = project.read("models.toml").replace("[entities.Order]", "# What is bought.\n[entities.Order]");
    let written = written.replace("email = { type = \"string\",", "email = { type = \"string\", email = true,");
    assert!(written.contains("email = true"), "{written}");
    project.define(&written);
    // An object that a person added, of which the database knows nothing yet.
    project.write("objects/big_orders.sql", "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 10;\n");
    project.run(&["generate"], 0, "");

    run(
        &url,
        "ALTER TABLE customers ADD COLUMN phone TEXT; CREATE INDEX by_phone ON customers (phone);
        CREATE TABLE tags (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id)) STRICT;
        CREATE INDEX tags_order_id_idx ON tags (order_id);
        CREATE VIEW tagged AS SELECT order_id FROM tags",
    )
    .await;
    let shown = project.run(&["pull", "--url", &url], 0, "");
    for said in ["+ phone = \"text?\"", "+ [entities.Tag]", "objects/tagged.sqlite.sql"] {
        assert!(shown.contains(said), "`{said}` is not in:\n{shown}");
    }
    assert_eq!(project.read("models.toml"), written, "it is only shown");
    project.run(&["pull", "--check", "--url", &url], 1, "D0108");

    project.run(&["pull", "--write", "--url", &url], 0, "");
    let text = project.read("models.toml");
    for said in ["# What is bought.\n", "email = true", "phone = \"text?\"", "order_id = { belongs_to = \"Order\""] {
        assert!(text.contains(said), "`{said}` is not in:\n{text}");
    }
    assert!(project.migrations().iter().any(|id| id.contains("tags")), "{:?}", project.migrations());
    assert_eq!(project.read("objects/tagged.sqlite.sql"), "CREATE VIEW tagged AS SELECT order_id FROM tags;\n");
    let migrations = project.migrations();
    project.run(&["generate"], 0, "");
    assert_eq!(project.migrations(), migrations);
    project.run(&["pull", "--check", "--url", &url], 0, "");
}

#[tokio::test]
async fn a_database_that_cannot_be_pulled_is_said() {
    let (project, place) = (folder(), tempfile::tempdir().expect("a folder can be made"));
    project.run(&["pull", "--url", &url(&place)], 2, "does not exist");
    fs::write(place.path().join("shop.db"), "").expect("the file can be written");
    project.run(&["pull", "--url", &url(&place)], 1, "D0109");
    run(&url(&place), "CREATE TABLE larder_migrations (id INTEGER)").await;
    project.run(&["pull", "--url", &url(&place)], 1, "D0109");
    assert!(!project.path().join("models.toml").exists());
}
