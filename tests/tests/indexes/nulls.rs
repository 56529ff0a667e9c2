//! Nulls stand where an index declares them, on every engine, and pages walk through them.

use integration::indexes::models::{NewProject, NewTask, Store, Task, TaskStatus};
use integration::{Backend, Client, Engine, on_every_engine};
use larder::{Page, Paged, Timestamp};

use super::indexes;
use super::plans::{is_sorted_by_index, plan};

on_every_engine!(
    nulls_stand_where_the_index_declares_them,
    pages_walk_through_nulls_in_both_directions,
    lists_with_declared_nulls_walk_their_index,
);

/// The statements as they are generated.
const STATEMENTS: &str = include_str!("../../indexes/models/task/sql.rs");

fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(seconds, 0).unwrap()
}

fn day(day: u32) -> larder::Date {
    larder::Date::from_ymd_opt(2026, 1, day).unwrap()
}

/// Stores tasks of which every third lacks a value.
async fn fill(store: &Store) -> Vec<Task> {
    let project = store.projects().create(NewProject::new("one")).await.unwrap();
    let mut made = Vec::new();
    for number in 0..12_i32 {
        let or_null = |is_null: bool, value: i32| (!is_null).then_some(value);
        let new = NewTask::new(&project)
            .owner((number % 2 == 0).then(|| "ann".to_owned()))
            .rank(or_null(number % 3 == 0, number / 2))
            .due_on(or_null(number % 4 == 0, number).map(|number| day(1 + number.unsigned_abs() / 2)))
            .due_at(or_null(number % 3 == 1, number).map(|number| moment(i64::from(number) / 2)));
        made.push(store.tasks().create(new).await.unwrap());
    }
    made
}

async fn nulls_stand_where_the_index_declares_them(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let mut made = fill(&store).await;
    let tasks = store.tasks();

    made.sort_by_key(|task| (task.due_at.is_none(), task.due_at, task.id));
    assert_eq!(tasks.list_by_due_at(Page::first(50)).await.unwrap().items, made);

    made.sort_by_key(|task| (task.rank.is_some(), std::cmp::Reverse(task.rank), std::cmp::Reverse(task.id)));
    assert_eq!(tasks.list_by_rank(Page::first(50)).await.unwrap().items, made);

    made.sort_by_key(|task| {
        (task.rank.is_none(), task.rank, std::cmp::Reverse(task.due_on), std::cmp::Reverse(task.id))
    });
    assert_eq!(tasks.list_by_status(TaskStatus::Open, Page::first(50)).await.unwrap().items, made);

    made.sort_by_key(|task| (task.due_on.is_some(), std::cmp::Reverse(task.due_on), std::cmp::Reverse(task.id)));
    let (of_ann, of_nobody): (Vec<Task>, Vec<Task>) = made.into_iter().partition(|task| task.owner.is_some());
    assert_eq!(tasks.list_by_owner("ann", Page::first(50)).await.unwrap().items, of_ann);
    assert_eq!(tasks.list_without_owner(Page::first(50)).await.unwrap().items, of_nobody);
}

async fn pages_walk_through_nulls_in_both_directions(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    fill(&store).await;
    let tasks = store.tasks();
    walk(async |page| tasks.list_by_due_at(page).await).await;
    walk(async |page| tasks.list_by_rank(page).await).await;
    walk(async |page| tasks.list_by_owner("ann", page).await).await;
    walk(async |page| tasks.list_by_status(TaskStatus::Open, page).await).await;
}

/// Every size of page gives the same rows in the same order.
async fn walk(list: impl AsyncFn(Page) -> larder::Result<Paged<Task>>) {
    let whole = list(Page::first(50)).await.unwrap().items;
    assert!(whole.len() >= 6, "{}", whole.len());
    for size in [1, 2, 5] {
        let (mut walked, mut page) = (Vec::new(), Page::first(size));
        loop {
            let part = list(page).await.unwrap();
            walked.extend(part.items);
            let Some(next) = part.next else { break };
            page = Page::after(&next, size);
        }
        assert_eq!(walked, whole, "pages of {size}");
    }
}

async fn lists_with_declared_nulls_walk_their_index(backend: Backend) {
    let (_store, database) = indexes(&backend).await;
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    client.execute("INSERT INTO projects (name) VALUES ('one')").await.unwrap();
    let rank = if backend.engine == Engine::MySql { "`rank`" } else { "rank" };
    for batch in 0..20 {
        let rows = (0..200).map(|nth| {
            let number = batch * 200 + nth;
            let value = if number % 10 == 0 { "NULL".to_owned() } else { (number * 7919 % 4000).to_string() };
            format!("(1, 'open', {value})")
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        client.execute(&format!("INSERT INTO tasks (project_id, status, {rank}) VALUES {rows}")).await.unwrap();
    }
    let analyze = if backend.engine == Engine::MySql { "ANALYZE TABLE tasks" } else { "ANALYZE tasks" };
    client.query(analyze).await.unwrap();
    let (order, name) = match backend.engine {
        Engine::Postgres => ("rank DESC NULLS FIRST, id DESC", "tasks_rank_idx"),
        Engine::MySql => ("rank_nulls DESC, `rank` DESC, id DESC", "tasks_rank_idx"),
        Engine::Sqlite => ("rank DESC NULLS FIRST, id DESC", "tasks_rank_idx"),
    };
    assert!(STATEMENTS.contains(&format!("FROM tasks ORDER BY {order}\"")), "{order}");
    let query = format!("SELECT * FROM tasks ORDER BY {order} LIMIT 10");
    let plan = plan(&mut client, backend.engine, &query, &[]).await;
    assert!(plan.contains(name) && is_sorted_by_index(backend.engine, &plan), "{plan}");
}
