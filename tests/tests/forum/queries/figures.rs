//! Columns and figures of groups, against a model in memory.

use std::collections::{BTreeMap, BTreeSet};

use integration::forum::models::{Errand, ErrandKind, NewErrand};
use integration::{Backend, on_every_engine};
use larder::{Period, Row, Timestamp, count};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::model::Tree;
use super::{cases, fill, forum, random_order, seed};

on_every_engine!(
    groups_have_the_figures_of_a_model,
    groups_are_chosen_and_ordered_by_figures,
    columns_are_read_as_tuples_and_structs,
    moments_are_grouped_by_periods,
    figures_are_asked_of_groups_only,
);

type Key = (Option<String>, bool);
type Figures = (i64, i64, i64, Option<i32>, Option<i32>, Option<f64>, (Option<String>, bool));

fn figures(rows: &[&Errand]) -> Figures {
    let ranks = || rows.iter().filter_map(|row| row.rank);
    let weights: Vec<f64> = rows.iter().filter_map(|row| row.weight).collect();
    let average = (!weights.is_empty()).then(|| weights.iter().sum::<f64>() / weights.len() as f64);
    let owners: BTreeSet<_> = rows.iter().filter_map(|row| row.owner.clone()).collect();
    (
        rows.len() as i64,
        owners.len() as i64,
        ranks().map(i64::from).sum(),
        ranks().min(),
        ranks().max(),
        average,
        (rows.iter().filter_map(|row| row.label.clone()).max(), rows.iter().any(|row| row.done)),
    )
}

fn grouped<'r, K: Ord>(
    rows: impl IntoIterator<Item = &'r Errand>,
    key: impl Fn(&Errand) -> K,
) -> Vec<(K, Vec<&'r Errand>)> {
    let mut groups: BTreeMap<K, Vec<&Errand>> = BTreeMap::new();
    for row in rows {
        groups.entry(key(row)).or_default().push(row);
    }
    groups.into_iter().collect()
}

async fn groups_have_the_figures_of_a_model(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    for case in 0..cases() / 4 {
        let tree = Tree::random(random, 2);
        let of = (
            count(),
            Errand::OWNER.count_distinct(),
            Errand::RANK.sum(),
            Errand::RANK.min().optional(),
            Errand::RANK.max().optional(),
            Errand::WEIGHT.average().optional(),
            (Errand::LABEL.max().optional(), Errand::DONE.max()),
        );
        let query = store.errands().select().filter(tree.condition());
        let found = query.group_by((Errand::OWNER.optional(), Errand::DONE), of).all().await;
        let found = found.unwrap_or_else(|error| panic!("seed {seed}, case {case}: {error:?}"));
        let chosen = rows.iter().filter(|row| tree.eval(row) == Some(true));
        let expected = grouped(chosen, |row| (row.owner.clone(), row.done));
        let expected: Vec<(Key, Figures)> = expected.into_iter().map(|(key, rows)| (key, figures(&rows))).collect();
        assert_eq!(found.len(), expected.len(), "seed {seed}, case {case}: {tree:?}");
        for (mut found, mut expected) in found.into_iter().zip(expected) {
            let averages = found.1.5.take().zip(expected.1.5.take());
            assert!(averages.is_none_or(|(one, other)| (one - other).abs() < 1e-9), "seed {seed}, case {case}");
            assert_eq!(found, expected, "seed {seed}, case {case}: {tree:?}");
        }
    }
}

async fn groups_are_chosen_and_ordered_by_figures(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    for case in 0..cases() / 4 {
        let (least, limit) = (random.random_range(0..12), random.random_range(0..6));
        let query = store.errands().select().group_by(Errand::LABEL.optional(), (count(), Errand::RANK.sum()));
        let chosen = query
            .having(count().gt(least).and(Errand::RANK.sum().ge(-5)))
            .order_by(count().desc())
            .order_by(Errand::RANK.sum().asc())
            .limit(limit);
        let found = chosen.all().await.unwrap_or_else(|error| panic!("seed {seed}, case {case}: {error:?}"));
        let mut expected: Vec<(Option<String>, (i64, i64))> = grouped(&rows, |row| row.label.clone())
            .into_iter()
            .map(|(label, rows)| (label, (figures(&rows).0, figures(&rows).2)))
            .filter(|(_, (count, sum))| *count > least && *sum >= -5)
            .collect();
        expected.sort_by_key(|(label, (count, sum))| (-count, *sum, label.clone()));
        expected.truncate(limit as usize);
        assert_eq!(found, expected, "seed {seed}, case {case}");
        let query = store.errands().select().columns((Errand::KIND.optional(), Errand::DONE)).distinct();
        let kinds = grouped(&rows, |row| (row.kind.map(ErrandKind::as_str), row.done));
        let kinds: Vec<_> = kinds.into_iter().map(|(key, _)| key).collect();
        let found: Vec<_> = query.all().await.unwrap();
        let found: Vec<_> = found.into_iter().map(|(kind, done)| (kind.map(ErrandKind::as_str), done)).collect();
        assert_eq!(found, kinds);
    }
}

/// Some columns of an errand.
#[derive(Debug, PartialEq, Row)]
struct Slip {
    code: String,
    owner: Option<String>,
    twice: i64,
}

async fn columns_are_read_as_tuples_and_structs(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    for _ in 0..cases() / 6 {
        let (name, orders, expected) = random_order(random, &rows);
        let query = || orders.iter().fold(store.errands().select(), |query, order| query.order_by(*order));
        let columns = (Errand::ID, Errand::WEIGHT.optional(), (Errand::LABEL.optional(), Errand::DUE_AT.optional()));
        let found = query().limit(20).columns(columns).all().await.unwrap();
        let expected: Vec<_> =
            expected.iter().take(20).map(|row| (row.id, row.weight, (row.label.clone(), row.due_at))).collect();
        assert_eq!(found, expected, "seed {seed}: {name}");
    }
    let select = || store.errands().select().order_by(Errand::ID.asc());
    let query = store.errands().select().group_by((Errand::CODE, Errand::OWNER.optional()), count());
    let slips: Vec<Slip> = query.all_as().await.unwrap();
    let expected: Vec<Slip> = grouped(&rows, |row| (row.code.clone(), row.owner.clone()))
        .into_iter()
        .map(|((code, owner), rows)| Slip { code, owner, twice: rows.len() as i64 })
        .collect();
    assert_eq!(slips, expected);
    let short = select().columns((Errand::CODE, Errand::OWNER.optional())).all_as::<Slip>().await.unwrap_err();
    assert!(short.to_string().contains("the query has 2 columns, Slip has 3 members"), "{short}");
    store.errands().create(NewErrand::new("none")).await.unwrap();
    let null = select().columns(Errand::OWNER).all().await.unwrap_err();
    assert!(null.to_string().contains("`owner` is null: `.optional()` reads it"), "{null}");
}

async fn moments_are_grouped_by_periods(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let times = [
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "2024-02-29T12:34:56.000001Z",
        "2024-02-29T12:34:57Z",
        "2024-02-29T12:35:00Z",
        "2024-02-29T13:00:00Z",
        "2024-03-01T00:00:00Z",
        "2024-03-03T23:59:59Z",
        "2024-03-04T00:00:00Z",
        "2024-12-31T23:00:00Z",
        "2025-01-01T00:00:00Z",
    ];
    for (number, time) in times.iter().enumerate() {
        let time: Timestamp = time.parse().unwrap();
        store.errands().create(NewErrand::new(format!("{number}")).due_at(time)).await.unwrap();
    }
    store.errands().create(NewErrand::new("never")).await.unwrap();
    let expected = [
        (Period::Minute, "2024-02-29T12:34:00Z", 2, 10),
        (Period::Hour, "2024-02-29T12:00:00Z", 3, 9),
        (Period::Day, "2024-02-29T00:00:00Z", 4, 8),
        (Period::Week, "2024-02-26T00:00:00Z", 6, 4),
        (Period::Month, "2024-02-01T00:00:00Z", 4, 6),
        (Period::Year, "2024-01-01T00:00:00Z", 8, 4),
    ];
    for (period, begins, rows, groups) in expected {
        let period_of = Errand::DUE_AT.truncated(period);
        let found = store.errands().select().group_by(period_of.optional(), count()).all().await.unwrap();
        assert_eq!(found[0], (None, 1), "{period:?}");
        let begins: Timestamp = begins.parse().unwrap();
        assert!(found.contains(&(Some(begins), rows)), "{period:?}: {found:?}");
        assert_eq!(found.len(), groups + 1, "{period:?}: {found:?}");
        let within = store.errands().select().filter(period_of.eq(begins)).count().await.unwrap();
        assert_eq!(within, rows as u64, "{period:?}");
    }
}

async fn figures_are_asked_of_groups_only(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let select = || store.errands().select();
    for error in [
        select().filter(count().gt(1)).all().await.unwrap_err(),
        select().filter(!Errand::RANK.sum().gt(1)).columns(count()).all().await.unwrap_err(),
        select().order_by(Errand::RANK.max().desc()).all().await.unwrap_err(),
    ] {
        assert!(error.to_string().contains("compared in `having`"), "{error}");
    }
    assert_eq!(select().columns((count(), Errand::RANK.sum())).all().await.unwrap(), [(0, 0)]);
    assert_eq!(select().columns(Errand::RANK.max().optional()).first().await.unwrap(), Some(None));
}
