//! Counters that come to tables whose children are there hold the figures afterwards.

use integration::Engine;
use larder_generator::diagnostic::Paint;
use larder_generator::sql::{self, Answers, Folder, Migration, Problem};

use crate::front;
use crate::place::{Outcome, Place};

/// More than one batch.
const PEOPLE: i64 = 1200;
const ENTRIES: i64 = 5000;

const BEFORE: &str = r#"
[entities.Tenant]
table = "tenants"
[entities.Tenant.fields]
id = { type = "i64", primary = true }
tenant_id = { type = "string", length = [3, 50], unique = true, immutable = true }

[entities.Person]
table = "order"
[entities.Person.fields]
id = { type = "i64", primary = true }
tenant_id = { belongs_to = "Tenant", tenant = true, on_delete = "cascade" }
boss_id = { belongs_to = "Person?", on_delete = "restrict" }
age = "i32"

[entities.Post]
table = "posts"
soft_delete = "deleted_at"
[entities.Post.fields]
id = { type = "i64", primary = true }
tenant_id = { belongs_to = "Tenant", tenant = true, on_delete = "cascade" }
person_id = { belongs_to = "Person", on_delete = "cascade" }
words = "i32"
deleted_at = "timestamp?"

[entities.Like]
table = "likes"
[entities.Like.fields]
id = { type = "i64", primary = true }
post_id = { belongs_to = "Post", on_delete = "cascade" }
"#;

/// A rule makes SQLite write the table of people anew, and the posts are called otherwise from here on.
fn after() -> String {
    BEFORE
        .replace("table = \"posts\"", "table = \"entries\"")
        .replace("words = \"i32\"\n", "words = \"i32\"\nlikes = { type = \"i32\", default = 0, counts = \"Like\" }\n")
        .replace(
            "age = \"i32\"\n",
            "age = { type = \"i32\", range = [0, 150] }\n\
             inferiors = { type = \"i32\", default = 0, counts = \"Person\" }\n\
             posts = { type = \"i64\", default = 0, counts = \"Post\" }\n\
             words = { type = \"i64\", default = 0, sums = \"Post.words\" }\n\
             likes = { type = \"i64\", default = 0, sums = \"Post.likes\" }\n",
        )
}

#[tokio::test]
async fn sqlite() {
    count(Engine::Sqlite).await;
}

#[tokio::test]
async fn postgres() {
    count(Engine::Postgres).await;
}

#[tokio::test]
async fn mysql() {
    count(Engine::MySql).await;
}

async fn count(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let mut place = Place::create(engine, "larder_counters").await.expect("a database can be made");
    counted(&mut place).await.unwrap_or_else(|wrong| panic!("{engine:?}: {wrong}"));
    place.drop().await;
}

async fn counted(place: &mut Place) -> Outcome<()> {
    let mut folder = Folder::new();
    let first = generate(BEFORE, &folder, &[])?;
    front::add(&mut folder, &first);
    front::write(&place.migrations(), &first)?;
    migrate(place).await?;
    for statement in rows(place.engine) {
        place.execute(statement).await?;
    }
    let second = generate(&after(), &folder, &["posts=entries"])?;
    front::write(&place.migrations(), &second)?;
    migrate(place).await?;
    compare(place).await?;
    // The way back and up again leads to the same figures.
    let migrator = place.migrator();
    migrator.rollback(second.len()).await.map_err(|error| error.to_string())?;
    migrate(place).await?;
    compare(place).await
}

async fn migrate(place: &Place) -> Outcome<()> {
    place.migrator().migrate().await.map(drop).map_err(|error| error.to_string())
}

fn generate(definition: &str, folder: &Folder, renames: &[&str]) -> Outcome<Vec<Migration>> {
    let read = larder_generator::read(definition, "models.toml").map_err(|refused| refused.render(Paint::Plain))?;
    let mut answers = Answers::default();
    answers.renames.extend(renames.iter().map(|rename| rename.parse().expect("is a rename")));
    let told = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
    let state = sql::fold(folder).map_err(told)?;
    sql::generate(&state, &read.schema, &answers).map(|made| made.migrations).map_err(told)
}

/// Persons of two tenants, of which every third has a boss; posts with words, of which every fifth is deleted; likes.
fn rows(engine: Engine) -> Vec<String> {
    let tenant = |person: i64| if person % 2 == 0 { "even" } else { "odd" };
    let order = if engine == Engine::MySql { "`order`" } else { "\"order\"" };
    let people = (1..=PEOPLE).map(|id| {
        let boss = boss(id).map_or_else(|| "NULL".to_owned(), |boss| boss.to_string());
        format!("({id}, '{}', {boss}, {})", tenant(id), id % 100)
    });
    let posts = (1..=ENTRIES).map(|id| {
        let person = author(id);
        let deleted = match (is_deleted(id), engine) {
            (false, _) => "NULL",
            (true, Engine::Sqlite) => "1",
            (true, _) => "'2024-01-01 00:00:00'",
        };
        format!("({id}, '{}', {person}, {}, {deleted})", tenant(person), id % 7)
    });
    let likes = (1..=ENTRIES).map(|id| format!("({id}, {})", liked(id)));
    let insert = |into: &str, rows: &mut dyn Iterator<Item = String>| {
        format!("INSERT INTO {into} VALUES {}", rows.collect::<Vec<_>>().join(", "))
    };
    vec![
        "INSERT INTO tenants (id, tenant_id) VALUES (1, 'even'), (2, 'odd')".to_owned(),
        insert(&format!("{order} (id, tenant_id, boss_id, age)"), &mut people.into_iter()),
        insert("posts (id, tenant_id, person_id, words, deleted_at)", &mut posts.into_iter()),
        insert("likes (id, post_id)", &mut likes.into_iter()),
    ]
}

/// One of the same tenant, who comes earlier.
fn boss(person: i64) -> Option<i64> {
    (person % 3 == 0 && person > 11).then_some(person % 10 + 2)
}

/// Some have posts and some have none.
fn author(post: i64) -> i64 {
    post % (PEOPLE / 2) + 1
}

fn is_deleted(post: i64) -> bool {
    post % 5 == 0
}

fn liked(like: i64) -> i64 {
    like % 1000 + 1
}

async fn compare(place: &mut Place) -> Outcome<()> {
    let order = if place.engine == Engine::MySql { "`order`" } else { "\"order\"" };
    let columns = ["id", "inferiors", "posts", "words", "likes"].map(|column| format!("CAST({column} AS CHAR(20))"));
    let found = place.query(format!("SELECT {} FROM {order} ORDER BY {order}.id", columns.join(", "))).await?;
    let found = found.iter().map(|row| row.iter().flatten().filter_map(|text| text.trim().parse().ok()).collect());
    let found: Vec<Vec<i64>> = found.collect();
    let mut expected: Vec<Vec<i64>> = (1..=PEOPLE).map(|id| vec![id, 0, 0, 0, 0]).collect();
    let mut add = |person: i64, figure: usize, amount: i64| {
        let row = usize::try_from(person).ok().and_then(|person| expected.get_mut(person - 1));
        row.expect("there is such a person")[figure] += amount;
    };
    (1..=PEOPLE).filter_map(boss).for_each(|boss| add(boss, 1, 1));
    for id in (1..=ENTRIES).filter(|id| !is_deleted(*id)) {
        add(author(id), 2, 1);
        add(author(id), 3, id % 7);
    }
    for id in (1..=ENTRIES).filter(|id| !is_deleted(liked(*id))) {
        add(author(liked(id)), 4, 1);
    }
    match found.iter().zip(&expected).find(|(found, expected)| found != expected) {
        None if found.len() == expected.len() => Ok(()),
        None => Err(format!("there are {} rows in place of {}", found.len(), expected.len())),
        Some((found, expected)) => Err(format!("a person has {found:?} in place of {expected:?}")),
    }
}
