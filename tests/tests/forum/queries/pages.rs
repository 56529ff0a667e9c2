//! Pages of queries, both ways, offsets and orders from requests.

use integration::forum::models::{Errand, NewErrand};
use integration::{Backend, on_every_engine};
use larder::{Cursor, Order, Page};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::super::forum;
use super::{cases, fill, ids, random_order, seed};

on_every_engine!(
    pages_hold_every_row_once_both_ways,
    pages_stay_whole_while_rows_come,
    an_offset_skips_rows_and_the_total_counts_them,
    an_order_comes_from_a_request,
    values_are_told_apart,
);

fn sent(cursor: &Cursor) -> Cursor {
    // As it comes back from a client.
    cursor.to_string().parse().unwrap()
}

async fn pages_hold_every_row_once_both_ways(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    for _ in 0..cases() / 5 {
        let (name, orders, expected) = random_order(random, &rows);
        let is_in = |row: &Errand| row.rank != Some(1);
        let expected: Vec<Errand> = expected.into_iter().filter(is_in).collect();
        let query = || {
            let query = store.errands().select().filter(!Errand::RANK.eq(1).and(Errand::RANK.is_not_null()));
            orders.iter().fold(query, |query, order| query.order_by(*order))
        };
        let mut found = Vec::new();
        let mut page = Page::first(random.random_range(1..30));
        let last = loop {
            let read = query().page(page).await.unwrap_or_else(|error| panic!("seed {seed}: {name}{error:?}"));
            assert_eq!(read.previous.is_some(), !found.is_empty(), "seed {seed}: {name}");
            found.extend(ids(&read));
            match &read.next {
                Some(next) => page = Page::after(&sent(next), random.random_range(1..30)),
                None => break read,
            }
        };
        assert_eq!(found, ids(&expected), "seed {seed}: {name}");
        let mut back = ids(&last);
        let mut previous = last.previous;
        while let Some(cursor) = previous {
            let read = query().page(Page::after(&sent(&cursor), random.random_range(1..30))).await.unwrap();
            assert!(read.next.is_some(), "seed {seed}: {name}");
            back.splice(..0, ids(&read));
            previous = read.previous;
        }
        assert_eq!(back, ids(&expected), "back, seed {seed}: {name}");
    }
    let by_rank = store.errands().select().order_by(Errand::RANK.asc());
    let cursor = by_rank.page(Page::first(1)).await.unwrap().next.unwrap();
    let others = [Errand::RANK.desc(), Errand::RANK.asc().nulls_last(), Errand::DUE_AT.asc()];
    for order in others {
        let error = store.errands().select().order_by(order).page(Page::after(&cursor, 5)).await.unwrap_err();
        assert!(error.is_invalid(), "{error:?}");
    }
    let of_list = store.errands().list(Page::first(1)).await.unwrap().next.unwrap();
    let error = store.errands().select().page(Page::after(&of_list, 5)).await.unwrap_err();
    assert!(error.is_invalid(), "{error:?}");
}

/// Rows that were there before are read once each, whatever comes and goes beside them.
async fn pages_stay_whole_while_rows_come(backend: Backend) {
    let random = &mut StdRng::seed_from_u64(seed());
    let (store, _database) = forum(&backend).await;
    let before = fill(&store, random).await;
    let query = || store.errands().select().order_by(Errand::WEIGHT.desc()).order_by(Errand::LABEL.asc());
    let (mut found, mut page) = (Vec::new(), Page::first(7));
    loop {
        let read = query().page(page).await.unwrap();
        found.extend(ids(&read));
        for number in 0..3 {
            let mut new = NewErrand::new(format!("n{number}{}", found.len()));
            new.weight = before[number * found.len() % before.len()].weight;
            new.label = before[found.len() % before.len()].label.clone();
            store.errands().create(new).await.unwrap();
        }
        let Some(next) = &read.next else { break };
        page = Page::after(&sent(next), 7);
    }
    let known = ids(&before);
    let mut met: Vec<i64> = found.iter().copied().filter(|id| known.contains(id)).collect();
    met.sort_unstable();
    assert_eq!(met, known);
    found.sort_unstable();
    let all = found.len();
    found.dedup();
    assert_eq!(found.len(), all, "no row came twice");
}

async fn an_offset_skips_rows_and_the_total_counts_them(backend: Backend) {
    let random = &mut StdRng::seed_from_u64(3);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    let (_, orders, expected) = random_order(random, &rows);
    let query = || orders.iter().fold(store.errands().select(), |query, order| query.order_by(*order));
    for (offset, limit) in [(0, 3), (5, 10), (60, 37), (69, 1), (70, 5), (90, 2)] {
        let (found, total) = query().offset(offset).limit(limit).with_total().await.unwrap();
        let wanted = expected.iter().skip(offset as usize).take(limit as usize).cloned();
        assert_eq!(ids(&found), ids(&wanted.collect::<Vec<_>>()), "{offset} {limit}");
        assert_eq!(total, rows.len() as u64);
    }
    assert_eq!(ids(&query().offset(50).all().await.unwrap()), ids(&expected[50..]));
    assert_eq!(query().offset(u64::MAX).all().await.unwrap(), []);
}

async fn an_order_comes_from_a_request(backend: Backend) {
    let random = &mut StdRng::seed_from_u64(4);
    let (store, _database) = forum(&backend).await;
    let mut rows = fill(&store, random).await;
    let allowed: [(&str, Order<Errand>); 2] = [("rank", Errand::RANK.asc()), ("newest", Errand::ID.desc())];
    let select = || store.errands().select();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.rank), std::cmp::Reverse(row.id)));
    let found = select().order_by_text("-rank, newest", &allowed).unwrap().all().await.unwrap();
    assert_eq!(ids(&found), ids(&rows));
    rows.sort_by_key(|row| row.id);
    let found = select().order_by_text("-newest", &allowed).unwrap().all().await.unwrap();
    assert_eq!(ids(&found), ids(&rows));
    assert_eq!(select().order_by_text("", &allowed).unwrap().count().await.unwrap(), 70);
    for text in ["code", "rank desc", "id;--", "rank,owner"] {
        let error = select().order_by_text(text, &allowed).unwrap_err();
        assert_eq!(error.violations().unwrap().iter().next().unwrap().path(), "order", "{text}");
    }
}

/// Texts that a database takes for equal stay two.
async fn values_are_told_apart(backend: Backend) {
    let random = &mut StdRng::seed_from_u64(5);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    let mut labels: Vec<Option<String>> = rows.iter().map(|row| row.label.clone()).collect();
    labels.sort();
    labels.dedup();
    assert_eq!(store.errands().select().distinct(Errand::LABEL).await.unwrap(), labels);
    let found = store.errands().select().filter(Errand::RANK.ge(0)).distinct(Errand::RANK).await.unwrap();
    assert_eq!(found, [Some(0), Some(1), Some(2)]);
    assert_eq!(store.errands().select().limit(1).distinct(Errand::DONE).await.unwrap(), [Some(false)]);
}
