//! Queries that are made of conditions and orders, against a model in memory.

mod children;
mod figures;
mod joins;
mod language;
mod model;
mod named;
mod pages;
mod purge;
mod relations;
mod tenancy;
mod twenty;
mod writes;

use std::cmp::Ordering;

use integration::forum::models::{Errand, ErrandKind, NewErrand, Store};
use integration::{Backend, on_every_engine};
use larder::Order;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

use super::{author, category, forum, post, thread};
use model::{TEXTS, Tree};

on_every_engine!(
    random_conditions_find_what_a_model_finds,
    random_orders_are_those_of_a_model,
    no_text_changes_a_statement,
    a_query_asks_for_as_many_rows_as_are_wanted,
    a_query_runs_where_its_repository_does,
    values_that_no_column_holds_are_refused,
    rows_that_count_as_deleted_are_left_out,
);

/// More in a soak: `cargo xtask soak queries`.
pub(crate) fn cases() -> u64 {
    std::env::var("LARDER_QUERY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(60)
}

pub(crate) fn seed() -> u64 {
    let given = std::env::var("LARDER_QUERY_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| rand::rng().next_u64() >> 1)
}

pub(crate) async fn fill(store: &Store, random: &mut StdRng) -> Vec<Errand> {
    let mut new = Vec::new();
    for number in 0..70 {
        let mut row = NewErrand::new(format!("{}{number}", ["c", "C", "ü", "_"].choose(random).unwrap()));
        let text = |random: &mut StdRng| random.random_bool(0.8).then(|| (*TEXTS.choose(random).unwrap()).to_owned());
        (row.owner, row.label) = (text(random), text(random));
        let mut or = |value: i32| random.random_bool(0.7).then_some(value);
        row.rank = or(number % 5 - 2);
        row.kind = or(number).map(|number| [ErrandKind::A, ErrandKind::B][number as usize % 2]);
        row.born_on = or(number % 3).map(|day| format!("2024-02-2{day}").parse().unwrap());
        row.weight = or(number % 4).map(|weight| f64::from(weight) / 3.0);
        row.due_at = or(number % 5).map(|second| format!("2024-01-01T00:00:0{second}.000001Z").parse().unwrap());
        row.done = random.random_bool(0.5);
        new.push(row);
    }
    store.errands().create_many(new).await.unwrap()
}

/// Returns the keys of rows, in the order of numbers.
pub(crate) fn keys<'r>(rows: impl IntoIterator<Item = &'r Errand>) -> Vec<i64> {
    let mut keys: Vec<i64> = rows.into_iter().map(|row| row.id.0).collect();
    keys.sort_unstable();
    keys
}

/// A condition, its opposite and its being unknown part the rows among them.
async fn random_conditions_find_what_a_model_finds(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    compare_conditions(&store, seed()).await;
}

async fn compare_conditions(store: &Store, seed: u64) {
    let random = &mut StdRng::seed_from_u64(seed);
    let rows = fill(store, random).await;
    let errands = || store.errands().select();
    for case in 0..cases() {
        let tree = Tree::random(random, 3);
        let hint = || format!("seed {seed}, case {case}: {tree:?}");
        let expected = |wanted: Option<bool>| keys(rows.iter().filter(|row| tree.eval(row) == wanted));
        let found = errands().filter(tree.condition()).all().await;
        assert_eq!(
            keys(&found.unwrap_or_else(|error| panic!("{error:?} {}", hint()))),
            expected(Some(true)),
            "{}",
            hint()
        );
        let found = errands().filter(!tree.condition()).all().await.unwrap();
        assert_eq!(keys(&found), expected(Some(false)), "not, {}", hint());
        let found = errands().filter(tree.condition().is_unknown()).all().await.unwrap();
        assert_eq!(keys(&found), expected(None), "unknown, {}", hint());
        let number = errands().filter_opt(Some(tree.condition())).filter_opt(None).count().await.unwrap();
        assert_eq!(number, expected(Some(true)).len() as u64, "count, {}", hint());
        let exists = errands().filter(tree.condition()).exists().await.unwrap();
        assert_eq!(exists, number > 0, "exists, {}", hint());
    }
}

type Compare = fn(&Errand, &Errand) -> Ordering;
type Ordered = (&'static str, Order<Errand>, fn(&Errand) -> bool, Compare);

/// Columns, whether they hold a value, and how a model orders them.
#[rustfmt::skip]
const COLUMNS: [Ordered; 11] = [
    ("code", Errand::CODE.asc(), |_| true, |a, b| a.code.cmp(&b.code)),
    ("owner", Errand::OWNER.asc(), |row| row.owner.is_some(), |a, b| a.owner.cmp(&b.owner)),
    ("rank", Errand::RANK.asc(), |row| row.rank.is_some(), |a, b| a.rank.cmp(&b.rank)),
    ("label", Errand::LABEL.asc(), |row| row.label.is_some(), |a, b| a.label.cmp(&b.label)),
    ("kind", Errand::KIND.asc(), |row| row.kind.is_some(),
        |a, b| a.kind.map(ErrandKind::as_str).cmp(&b.kind.map(ErrandKind::as_str))),
    ("born_on", Errand::BORN_ON.asc(), |row| row.born_on.is_some(), |a, b| a.born_on.cmp(&b.born_on)),
    ("weight", Errand::WEIGHT.asc(), |row| row.weight.is_some(), |a, b| a.weight.partial_cmp(&b.weight).unwrap()),
    ("due_at", Errand::DUE_AT.asc(), |row| row.due_at.is_some(), |a, b| a.due_at.cmp(&b.due_at)),
    ("made_at", Errand::MADE_AT.asc(), |_| true, |a, b| a.made_at.cmp(&b.made_at)),
    ("done", Errand::DONE.asc(), |_| true, |a, b| a.done.cmp(&b.done)),
    ("id", Errand::ID.asc(), |_| true, |a, b| a.id.cmp(&b.id)),
];

/// Returns up to four orders with their names, and the rows in the order of a model.
pub(crate) fn random_order(random: &mut StdRng, rows: &[Errand]) -> (String, Vec<Order<Errand>>, Vec<Errand>) {
    let (mut orders, mut steps, mut name) = (Vec::new(), Vec::new(), String::new());
    let (mut is_descending, mut has_key) = (false, false);
    for _ in 0..random.random_range(1..5) {
        let (column, mut order, has_value, compare) = *COLUMNS.choose(random).unwrap();
        is_descending = random.random_bool(0.5);
        if is_descending {
            order = order.reversed();
        }
        let nulls_first = match random.random_range(0..3) {
            0 => !is_descending,
            1 => {
                order = order.nulls_first();
                true
            }
            _ => {
                order = order.nulls_last();
                false
            }
        };
        name.push_str(&format!("{order:?}, "));
        has_key |= column == "id";
        orders.push(order);
        steps.push((is_descending, nulls_first, has_value, compare));
    }
    if !has_key {
        steps.push((is_descending, true, |_| true, |a, b| a.id.cmp(&b.id)));
    }
    let mut rows = rows.to_vec();
    rows.sort_by(|one, other| {
        let step =
            |(is_descending, nulls_first, has_value, compare): &(bool, bool, fn(&Errand) -> bool, Compare)| match (
                has_value(one),
                has_value(other),
            ) {
                (true, true) if *is_descending => compare(other, one),
                (true, true) => compare(one, other),
                (a, b) if *nulls_first => a.cmp(&b),
                (a, b) => b.cmp(&a),
            };
        steps.iter().map(step).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    (name, orders, rows)
}

pub(crate) fn ids(rows: &[Errand]) -> Vec<i64> {
    rows.iter().map(|row| row.id.0).collect()
}

async fn random_orders_are_those_of_a_model(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    compare_orders(&store, seed()).await;
}

async fn compare_orders(store: &Store, seed: u64) {
    let random = &mut StdRng::seed_from_u64(seed);
    let rows = fill(store, random).await;
    for _ in 0..cases() {
        let (name, orders, expected) = random_order(random, &rows);
        let query = || orders.iter().fold(store.errands().select(), |query, order| query.order_by(*order));
        let found = query().all().await.unwrap_or_else(|error| panic!("seed {seed}: {name}{error:?}"));
        assert_eq!(ids(&found), ids(&expected), "seed {seed}: {name}");
        let limit = random.random_range(0..80_usize);
        let found = query().limit(u32::try_from(limit).unwrap()).all().await.unwrap();
        assert_eq!(ids(&found), ids(&expected[..limit.min(expected.len())]), "seed {seed}: {name}");
        let first = query().first().await.unwrap().unwrap();
        assert_eq!(first.id, expected[0].id, "seed {seed}: {name}");
    }
}

/// What is compared is found again as it is, and finds nothing else.
async fn no_text_changes_a_statement(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let hostile =
        ["' OR 1=1", "\" OR ''", "`; DROP", "$1 ? ?1", "{x} %s", "\\' --", "/**/", "%_!*?[]", "\u{feff}\u{202e}"];
    let mut rows = Vec::new();
    for (number, text) in hostile.iter().enumerate() {
        let new = NewErrand::new(format!("n{number}")).owner(*text).label(*text);
        rows.push(store.errands().create(new).await.unwrap());
    }
    let select = || store.errands().select();
    for row in &rows {
        let text = || row.owner.clone().unwrap();
        let conditions = [
            Errand::OWNER.eq(text()),
            Errand::OWNER.is_in([text()]),
            Errand::OWNER.between(text(), text()),
            Errand::OWNER.starts_with(text()),
            Errand::OWNER.ends_with(text()),
            Errand::OWNER.contains(text()),
            Errand::OWNER.eq_ignore_case(text()),
            Errand::OWNER.starts_with_ignore_case(text()),
            Errand::OWNER.ends_with_ignore_case(text()),
            Errand::OWNER.contains_ignore_case(text()),
            !Errand::LABEL.ne(text()),
            !Errand::LABEL.is_not_in([text()]),
        ];
        for condition in conditions {
            let said = format!("{condition:?} of {:?}", text());
            assert_eq!(keys(&select().filter(condition).all().await.unwrap()), [row.id.0], "{said}");
        }
    }
}

async fn a_query_asks_for_as_many_rows_as_are_wanted(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let select = || store.errands().select();
    assert_eq!(select().first().await.unwrap(), None);
    assert_eq!(select().optional().await.unwrap(), None);
    assert!(select().one().await.unwrap_err().is_not_found());
    let one = store.errands().create(NewErrand::new("a").rank(1)).await.unwrap();
    assert_eq!(select().one().await.unwrap(), one);
    assert_eq!(select().optional().await.unwrap().as_ref(), Some(&one));
    a_query_of_several(&store, one).await;
}

async fn a_query_of_several(store: &Store, one: Errand) {
    let select = || store.errands().select();
    let other = store.errands().create(NewErrand::new("b").rank(2)).await.unwrap();
    let error = select().named("both").one().await.unwrap_err();
    assert!(error.to_string().contains("Errand.both"), "{error}");
    assert!(!error.is_not_found());
    assert_eq!(select().filter(Errand::RANK.gt(1)).one().await.unwrap(), other);
    assert_eq!(select().order_by(Errand::RANK.desc()).first().await.unwrap(), Some(other.clone()));
    assert_eq!(ids(&select().limit(1).all().await.unwrap()), [one.id.0]);
    assert_eq!(ids(&select().limit(2_000).all().await.unwrap()), [one.id.0, other.id.0]);
    assert_eq!(select().limit(1).count().await.unwrap(), 2);
}

async fn a_query_runs_where_its_repository_does(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let select = || store.errands().select();
    store.errands().create(NewErrand::new("a").rank(1)).await.unwrap();
    // In a transaction, what it wrote is seen.
    let seen = store
        .transaction(async |tx| {
            tx.errands().create(NewErrand::new("c")).await?;
            tx.errands().select().filter(Errand::RANK.eq(None)).count().await
        })
        .await
        .unwrap();
    assert_eq!(seen, 1);
    // Keys, and rows in place of them.
    let ada = author(&store).await;
    store.errands().create(NewErrand::new("d").helper_id(&ada)).await.unwrap();
    for condition in [Errand::HELPER_ID.eq(&ada), Errand::HELPER_ID.eq(ada.id), Errand::HELPER_ID.is_in([&ada])] {
        assert_eq!(select().filter(condition).one().await.unwrap().code, "d");
    }
    let long = select().filter(Errand::ID.is_in((0..40_000).map(i64::from))).count().await.unwrap_err();
    assert!(long.to_string().contains("32000"), "{long}");
}

/// Equal to such a value is no row, and every other question about it is an error.
async fn values_that_no_column_holds_are_refused(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    store.errands().create(NewErrand::new("a").owner("a").weight(1.0)).await.unwrap();
    let select = || store.errands().select();
    let nowhere =
        [Errand::OWNER.eq("a\0"), Errand::OWNER.is_in(["b\0"]), Errand::CODE.eq("a "), Errand::WEIGHT.eq(f64::NAN)];
    for condition in nowhere {
        assert_eq!(select().filter(condition).count().await.unwrap(), 0);
    }
    let found = select().filter(Errand::OWNER.is_in(["a\0", "a"])).count().await.unwrap();
    assert_eq!(found, 1);
    let refused = [
        ("owner", !Errand::OWNER.eq("a\0")),
        ("owner", Errand::OWNER.ne("a\0")),
        ("owner", Errand::OWNER.is_not_in(["a\0", "b"])),
        ("owner", Errand::OWNER.lt("a\0")),
        ("owner", Errand::OWNER.contains("\0")),
        ("owner", Errand::OWNER.eq("a\0").is_unknown()),
        ("weight", Errand::WEIGHT.gt(f64::NAN)),
    ];
    for (column, condition) in refused {
        let said = format!("{condition:?}");
        let error = select().filter(condition).all().await.unwrap_err();
        let path = error.violations().and_then(|found| found.iter().next()).map(|found| found.path().to_owned());
        assert_eq!(path.as_deref(), Some(column), "{said}: {error:?}");
    }
    // A space at the end counts everywhere but in a key, where none can be.
    assert_eq!(select().filter(Errand::CODE.ne("a ")).count().await.unwrap(), 1);
    assert_eq!(select().filter(Errand::CODE.lt("a ")).count().await.unwrap(), 1);
}

async fn rows_that_count_as_deleted_are_left_out(backend: Backend) {
    use integration::forum::models::Post;

    let (store, _database) = forum(&backend).await;
    let (ada, sports) = (author(&store).await, category(&store).await);
    let news = thread(&store, &sports, 1).await;
    let posts = [post(&store, &news, &ada, 1).await, post(&store, &news, &ada, 2).await];
    store.posts().delete(&posts[0]).await.unwrap();
    let any = || Post::WORDS.eq(1).or(Post::WORDS.eq(2));
    assert_eq!(store.posts().select().filter(any()).count().await.unwrap(), 1);
    assert_eq!(store.posts().select().filter(any()).one().await.unwrap().id, posts[1].id);
    assert!(!store.posts().select().filter(Post::GONE_AT.is_not_null()).exists().await.unwrap());
}
