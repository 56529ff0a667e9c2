//! How many statements each method sends.

use integration::corners::models::{NewParcel, NewStock, Parcel, ParcelPatch, Stock, StockPatch, Store};
use integration::{Backend, Engine, on_every_engine};
use larder::{Condition, Page, count};

use super::corners;

on_every_engine!(each_method_sends_as_many_statements_as_it_says);

/// What a method sends on SQLite, PostgreSQL and MySQL, BEGIN and COMMIT included.
type Sent = (&'static str, [u64; 3]);

/// Counts what is sent by one method after the other.
struct Counter<'s> {
    store: &'s Store,
    engine: Engine,
    wrong: Vec<String>,
}

impl Counter<'_> {
    async fn of<T>(&mut self, (method, sent): Sent, work: impl Future<Output = larder::Result<T>>) -> T {
        let executions = || self.store.db().statistics().total.executions;
        let before = executions();
        let done = work.await.unwrap_or_else(|error| panic!("{method}: {error:?}"));
        let found = executions() - before;
        let expected = match self.engine {
            Engine::Sqlite => sent[0],
            Engine::Postgres => sent[1],
            Engine::MySql => sent[2],
        };
        if found != expected {
            self.wrong.push(format!("{method}: {found} and not {expected}"));
        }
        done
    }
}

async fn each_method_sends_as_many_statements_as_it_says(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let mut counter = Counter { store: &store, engine: backend.engine, wrong: Vec::new() };
    let rows = write(&mut counter).await;
    read(&mut counter, &rows).await;
    query(&mut counter).await;
    change(&mut counter, &rows).await;
    remove(&mut counter, &rows).await;
    assert_eq!(counter.wrong, Vec::<String>::new());
}

async fn write(counter: &mut Counter<'_>) -> Vec<Parcel> {
    let (parcels, stocks) = (counter.store.parcels(), counter.store.stocks());
    let new = |number: i32| NewParcel::new(format!("c{number}"), "open").weight(number);
    let stock = || NewStock::new("a", "pen", "1");
    counter.of(("create", [1, 1, 1]), parcels.create(new(0))).await;
    let rows = counter.of(("create_many", [6, 3, 7]), parcels.create_many((1..100).map(new).collect())).await;
    counter.of(("get_or_create, new", [4, 4, 4]), stocks.get_or_create_scanned(stock())).await;
    counter.of(("get_or_create, known", [1, 1, 1]), stocks.get_or_create_scanned(stock())).await;
    let upsert = stocks.upsert_scanned(stock(), |row: &Stock| StockPatch::new().pieces(row.pieces + 1));
    counter.of(("upsert", [6, 6, 6]), upsert).await;
    counter.of(("add", [3, 3, 2]), stocks.add_scanned(stock())).await;
    rows
}

async fn read(counter: &mut Counter<'_>, rows: &[Parcel]) {
    let (parcels, stocks) = (counter.store.parcels(), counter.store.stocks());
    counter.of(("get", [1, 1, 1]), parcels.get(&rows[0])).await;
    counter.of(("find", [1, 1, 1]), parcels.find(&rows[0])).await;
    counter.of(("exists", [1, 1, 1]), parcels.exists(&rows[0])).await;
    counter.of(("find_many", [1, 1, 1]), parcels.find_many(rows)).await;
    counter.of(("count", [1, 1, 1]), parcels.count()).await;
    counter.of(("list", [1, 1, 1]), parcels.list(Page::first(50))).await;
    let stock = counter.of(("find_by", [1, 1, 1]), stocks.find_scanned("1")).await.unwrap();
    counter.of(("get, cached", [0, 1, 1]), stocks.get(&*stock)).await;
    counter.of(("get, cached, again", [0, 0, 0]), stocks.get(&*stock)).await;
}

async fn query(counter: &mut Counter<'_>) {
    let store = counter.store;
    let light = || store.parcels().select().filter(Parcel::WEIGHT.lt(50));
    counter.of(("all", [1, 1, 1]), light().all()).await;
    counter.of(("first", [1, 1, 1]), light().first()).await;
    counter.of(("select.count", [1, 1, 1]), light().count()).await;
    counter.of(("select.exists", [1, 1, 1]), light().exists()).await;
    counter.of(("page", [1, 1, 1]), light().page(Page::first(10))).await;
    counter.of(("with_total", [2, 2, 2]), light().limit(5).with_total()).await;
    counter.of(("sum", [1, 1, 1]), light().sum(Parcel::WEIGHT)).await;
    counter.of(("group_by", [1, 1, 1]), light().group_by(Parcel::STATE, count()).all()).await;
    counter.of(("distinct", [1, 1, 1]), light().distinct(Parcel::STATE)).await;
    counter
        .of(("of_each", [1, 1, 1]), light().limit(2).of_each(Parcel::CODE, ["c1".to_owned(), "c2".to_owned()]))
        .await;
    let each = light().count_of_each(Parcel::CODE, ["c1".to_owned(), "c2".to_owned()]);
    counter.of(("count_of_each", [1, 1, 1]), each).await;
}

async fn change(counter: &mut Counter<'_>, rows: &[Parcel]) {
    let store = counter.store;
    let parcels = store.parcels();
    let patch = || ParcelPatch::new().depot("x");
    let mut row = rows[0].clone();
    row.depot = "y".to_owned();
    counter.of(("update", [1, 1, 4]), parcels.update(row)).await;
    counter.of(("patch", [1, 1, 1]), parcels.patch(&rows[1], patch())).await;
    counter.of(("patch_many", [4, 4, 22]), parcels.patch_many(rows[..20].iter().map(|row| (row, patch())))).await;
    let same = |row: &Parcel| ParcelPatch::new().weight(row.weight);
    counter.of(("patch_with", [5, 5, 5]), parcels.patch_with(&rows[2], same)).await;
    counter.of(("increment", [1, 1, 4]), parcels.increment(&rows[3], Parcel::WEIGHT, 1)).await;
    let light = || store.parcels().select().filter(Parcel::WEIGHT.lt(50));
    counter.of(("update_where", [1, 1, 1]), light().update_where(patch())).await;
    let locked = store.transaction(async |tx| tx.parcels().select().filter(Parcel::WEIGHT.lt(9)).claim(5).await);
    counter.of(("claim", [3, 3, 3]), locked).await;
}

async fn remove(counter: &mut Counter<'_>, rows: &[Parcel]) {
    let store = counter.store;
    let parcels = store.parcels();
    counter.of(("delete", [1, 1, 1]), parcels.delete(&rows[0])).await;
    counter.of(("delete_many", [1, 1, 1]), parcels.delete_many(&rows[1..40])).await;
    let light = || store.parcels().select().filter(Parcel::WEIGHT.lt(60));
    counter.of(("delete_batch", [4, 4, 4]), light().delete_batch(5)).await;
    counter.of(("delete_where", [4, 4, 4]), light().delete_where()).await;
    let all = store.parcels().select().filter(Condition::all_of([]));
    counter.of(("delete_where of all", [4, 4, 4]), all.delete_where()).await;
}
