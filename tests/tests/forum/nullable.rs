//! Pages over columns that may be null, and lists of several indexes over the same columns.

use std::cmp::{Ordering, Reverse};

use integration::forum::models::{Errand, ErrandKind, ErrandPatch, NewErrand, Store};
use integration::{Backend, on_every_engine};
use larder::{Page, Paged, Result};
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

use super::{author, forum};

on_every_engine!(
    pages_hold_every_row_once_in_one_order,
    rows_without_a_value_are_asked_for,
    keys_with_conditions_have_names_of_their_own,
    a_cursor_of_other_rows_is_refused,
);

async fn fill(store: &Store, random: &mut StdRng) -> Vec<Errand> {
    let helper = author(store).await;
    let mut rows = Vec::new();
    for number in 0..80 {
        let mut new = NewErrand::new(format!("c{number}"));
        let mut or = |value: i32| random.random_bool(0.6).then_some(value);
        new.owner = or(0).map(|_| "ada".to_owned());
        new.rank = or(number % 4);
        new.label = or(number % 3).map(|label| ["", "b", "ü"][label as usize].to_owned());
        new.kind = or(0).map(|_| ErrandKind::A);
        new.born_on = or(0).map(|_| "2024-02-29".parse().unwrap());
        new.weight = or(number % 2).map(f64::from);
        new.due_at = or(number % 5).map(|second| format!("2024-01-01T00:00:0{second}Z").parse().unwrap());
        new.helper_id = or(0).map(|_| helper.id);
        rows.push(store.errands().create(new).await.unwrap());
    }
    rows
}

/// Reads a list page by page, each of a random size.
async fn read(random: &mut StdRng, list: impl AsyncFn(Page) -> Result<Paged<Errand>>) -> Vec<i64> {
    let mut page = Page::first(random.random_range(1..9));
    let mut ids = Vec::new();
    loop {
        let Paged { items, next } = list(page).await.unwrap();
        ids.extend(items.iter().map(|row| row.id.0));
        let Some(next) = next else { return ids };
        // As it comes back from a client.
        let next = next.to_string().parse().unwrap();
        page = Page::after(&next, random.random_range(1..9));
    }
}

fn expected(
    rows: &[Errand],
    is_in: impl Fn(&Errand) -> bool,
    order: impl Fn(&Errand, &Errand) -> Ordering,
) -> Vec<i64> {
    let mut rows: Vec<&Errand> = rows.iter().filter(|row| is_in(row)).collect();
    rows.sort_by(|one, other| order(one, other));
    rows.iter().map(|row| row.id.0).collect()
}

/// A null is below every value: first where the order ascends, last where it descends.
async fn pages_hold_every_row_once_in_one_order(backend: Backend) {
    let seed = rand::rng().next_u64();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    let errands = || store.errands();
    let mine = |row: &Errand| row.owner.as_deref() == Some("ada");
    let newest = |row: &Errand| Reverse((row.due_at, row.id));
    let soonest = |row: &Errand| (row.due_at, row.id);
    for _ in 0..3 {
        let found = read(random, async |page| errands().list_by_owner("ada", page).await).await;
        assert_eq!(found, expected(&rows, mine, |a, b| newest(a).cmp(&newest(b))), "seed {seed}");
        let found = read(random, async |page| errands().list_without_owner(page).await).await;
        assert_eq!(found, expected(&rows, |row| !mine(row), |a, b| newest(a).cmp(&newest(b))), "seed {seed}");
        let found = read(random, async |page| errands().list_soonest("ada", page).await).await;
        assert_eq!(found, expected(&rows, mine, |a, b| soonest(a).cmp(&soonest(b))), "seed {seed}");
        let found = read(random, async |page| errands().list_by_rank_and_due_at(page).await).await;
        let order = |row: &Errand| (row.rank, newest(row));
        assert_eq!(found, expected(&rows, |_| true, |a, b| order(a).cmp(&order(b))), "seed {seed}");
        let found = read(random, async |page| errands().list_by_label_and_rank(page).await).await;
        let order = |row: &Errand| (Reverse(row.label.clone()), row.rank, row.id);
        assert_eq!(found, expected(&rows, |_| true, |a, b| order(a).cmp(&order(b))), "seed {seed}");
        let found = read(random, async |page| errands().list_thorough(page).await).await;
        let order = |a: &Errand, b: &Errand| {
            (a.kind.map(ErrandKind::as_str), Reverse(a.born_on))
                .cmp(&(b.kind.map(ErrandKind::as_str), Reverse(b.born_on)))
                .then(a.weight.partial_cmp(&b.weight).unwrap())
                .then_with(|| (&a.label, Reverse(a.rank), soonest(a)).cmp(&(&b.label, Reverse(b.rank), soonest(b))))
        };
        assert_eq!(found, expected(&rows, |_| true, order), "seed {seed}");
    }
}

async fn rows_without_a_value_are_asked_for(backend: Backend) {
    let random = &mut StdRng::seed_from_u64(7);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    let errands = || store.errands();
    let helper = rows.iter().find_map(|row| row.helper_id).unwrap();
    let number = |is_in: &dyn Fn(&Errand) -> bool| rows.iter().filter(|row| is_in(row)).count() as u64;
    let (helped, kind) = (|row: &Errand| row.helper_id.is_some(), |row: &Errand| row.kind.is_some());
    let both = errands().count_by_helper_and_kind(helper, ErrandKind::A).await.unwrap();
    assert_eq!(both, number(&|row| helped(row) && kind(row)));
    let no_helper = errands().count_by_kind_without_helper(ErrandKind::A).await.unwrap();
    assert_eq!(no_helper, number(&|row| !helped(row) && kind(row)));
    let no_kind = errands().count_by_helper_without_kind(helper).await.unwrap();
    assert_eq!(no_kind, number(&|row| helped(row) && !kind(row)));
    let neither = read(random, async |page| errands().list_without_helper_and_kind(page).await).await;
    assert_eq!(neither.len() as u64, number(&|row| !helped(row) && !kind(row)));
    // Indexes over the same columns hold different rows.
    let dated = errands().count_dated(ErrandKind::A).await.unwrap();
    let undated = errands().count_undated(ErrandKind::A).await.unwrap();
    assert_eq!(dated, number(&|row| kind(row) && row.due_at.is_some()));
    assert_eq!(undated, number(&|row| kind(row) && row.due_at.is_none()));
    assert_eq!(errands().count_by_kind(ErrandKind::A).await.unwrap(), dated + undated);
    let without = errands().count_undated_without_kind().await.unwrap();
    assert_eq!(without, number(&|row| !kind(row) && row.due_at.is_none()));
}

async fn keys_with_conditions_have_names_of_their_own(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let errands = || store.errands();
    let open = errands().create(NewErrand::new("a")).await.unwrap();
    assert_eq!(errands().get_open("a").await.unwrap().id, open.id);
    assert!(errands().find_finished("a").await.unwrap().is_none());
    errands().patch(&open, ErrandPatch::new().done(true)).await.unwrap();
    // Both answers were cached.
    assert!(errands().find_open("a").await.unwrap().is_none());
    assert_eq!(errands().get_finished("a").await.unwrap().id, open.id);
    let again = errands().create(NewErrand::new("a")).await.unwrap();
    assert_eq!(errands().get_open("a").await.unwrap().id, again.id);
    assert!(errands().create(NewErrand::new("a")).await.unwrap_err().is_unique_violation());
    assert_eq!(errands().get_finished("a").await.unwrap().id, open.id);
}

async fn a_cursor_of_other_rows_is_refused(backend: Backend) {
    let random = &mut StdRng::seed_from_u64(3);
    let (store, _database) = forum(&backend).await;
    fill(&store, random).await;
    let cursor = store.errands().list_by_owner("ada", Page::first(2)).await.unwrap().next.unwrap();
    let elsewhere = store.errands().list_without_owner(Page::after(&cursor, 2)).await;
    assert!(elsewhere.is_err(), "a cursor of rows with an owner says nothing of those without");
}
