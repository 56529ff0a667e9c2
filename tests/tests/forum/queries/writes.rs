//! Writes of what a query finds, locks, figures, and rows of other entities.

use std::collections::BTreeMap;

use integration::forum::models::{Errand, ErrandId, ErrandPatch, NewErrand, Post, PostPatch, Thread, ThreadId};
use integration::{Backend, on_every_engine};
use larder::{Condition, Error, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::super::{author, category, drift, forum, post, thread};
use super::model::Tree;
use super::{cases, fill, ids, keys, seed};

on_every_engine!(
    random_writes_leave_what_a_model_leaves,
    a_write_without_a_condition_is_refused,
    a_failing_write_changes_nothing,
    figures_are_those_of_a_model,
    rows_of_others_are_asked_for,
    a_lock_holds_until_the_transaction_ends,
    workers_take_each_task_once,
);

async fn random_writes_leave_what_a_model_leaves(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let mut rows = fill(&store, random).await;
    for case in 0..cases() / 4 {
        let tree = Tree::random(random, 2);
        let hint = format!("seed {seed}, case {case}: {tree:?}");
        // What is cached before must not be found after.
        for row in &rows {
            store.errands().get(row).await.unwrap();
        }
        let select = || store.errands().select().filter(tree.condition());
        let is_found = |row: &Errand| tree.eval(row) == Some(true);
        let expected = rows.iter().filter(|row| is_found(row)).count() as u64;
        match random.random_range(0..8) {
            0 if expected < 20 => {
                assert_eq!(select().delete_where().await.unwrap(), expected, "{hint}");
                rows.retain(|row| !is_found(row));
            }
            1 => {
                let deleted = select().order_by(Errand::ID.desc()).delete_batch(2).await.unwrap();
                assert_eq!(deleted, expected.min(2), "{hint}");
                let mut gone: Vec<i64> = rows.iter().filter(|row| is_found(row)).map(|row| row.id.0).collect();
                gone.sort_unstable();
                let gone = gone.split_off(gone.len().saturating_sub(2));
                rows.retain(|row| !gone.contains(&row.id.0));
            }
            _ => {
                let rank = random.random_bool(0.7).then(|| random.random_range(-3..3));
                let patch = ErrandPatch::new().rank(rank).weight(0.5);
                assert_eq!(select().update_where(patch).await.unwrap(), expected, "{hint}");
                for row in rows.iter_mut().filter(|row| tree.eval(row) == Some(true)) {
                    (row.rank, row.weight) = (rank, Some(0.5));
                }
            }
        }
        let mut found = store.errands().select().all().await.unwrap();
        found.sort_by_key(|row| row.id);
        rows.sort_by_key(|row| row.id);
        assert_eq!(found, rows, "{hint}");
        for row in &rows {
            assert_eq!(*store.errands().get(row).await.unwrap(), *row, "cached, {hint}");
        }
    }
}

async fn a_write_without_a_condition_is_refused(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    fill(&store, &mut StdRng::seed_from_u64(1)).await;
    let select = || store.errands().select();
    for error in [
        select().delete_where().await.unwrap_err(),
        select().delete_batch(5).await.unwrap_err(),
        select().update_where(ErrandPatch::new().rank(1)).await.unwrap_err(),
    ] {
        assert!(error.to_string().contains("Condition::all_of([])"), "{error}");
    }
    let all = || Condition::all_of([]);
    assert_eq!(select().filter(all()).update_where(ErrandPatch::new().rank(1)).await.unwrap(), 70);
    assert_eq!(select().filter(all()).update_where(ErrandPatch::new()).await.unwrap(), 70);
    assert_eq!(select().filter(all()).delete_where().await.unwrap(), 70);
    assert_eq!(select().count().await.unwrap(), 0);
}

async fn a_failing_write_changes_nothing(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, sports) = (author(&store).await, category(&store).await);
    let news = thread(&store, &sports, 1).await;
    for words in 0..5 {
        post(&store, &news, &ada, words).await;
    }
    let posts = || store.posts().select();
    // The counter of the thread is an i64, that of a post's words an i32; no parent is there to count on.
    let missing = PostPatch::new().thread_id(ThreadId(77));
    let error = posts().filter(Post::WORDS.ge(2)).update_where(missing).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error:?}");
    drift::none(&store, "after a write that failed").await;
    assert_eq!(posts().filter(Post::THREAD_ID.eq(news.id)).count().await.unwrap(), 5);
    let code = ErrandPatch::new().code("same");
    for number in 0..3 {
        store.errands().create(NewErrand::new(format!("e{number}"))).await.unwrap();
    }
    let error = store.errands().select().filter(Errand::ID.gt(0)).update_where(code).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    assert_eq!(store.errands().select().filter(Errand::CODE.eq("same")).count().await.unwrap(), 0);
    let invalid = ErrandPatch::new().code("longer than ten characters");
    assert!(store.errands().select().filter(Errand::ID.gt(0)).update_where(invalid).await.unwrap_err().is_invalid());
    // A transaction that is given up takes the writes along, and the cache with them.
    let row = store.errands().select().order_by(Errand::ID.asc()).first().await.unwrap().unwrap();
    store.errands().get(&row).await.unwrap();
    let given_up = store
        .transaction(async |tx| {
            tx.errands().select().filter(Errand::ID.eq(row.id)).update_where(ErrandPatch::new().rank(9)).await?;
            tx.errands().select().filter(Errand::ID.ne(row.id)).delete_where().await?;
            Err::<(), Error>(Error::not_found("anything"))
        })
        .await;
    assert!(given_up.unwrap_err().is_not_found());
    assert_eq!(*store.errands().get(&row).await.unwrap(), row);
    assert_eq!(store.errands().count().await.unwrap(), 3);
}

async fn figures_are_those_of_a_model(backend: Backend) {
    let random = &mut StdRng::seed_from_u64(seed());
    let (store, _database) = forum(&backend).await;
    let select = || store.errands().select();
    assert_eq!(select().sum(Errand::RANK).await.unwrap(), 0);
    assert_eq!(select().average(Errand::RANK).await.unwrap(), None);
    assert_eq!(select().min(Errand::LABEL).await.unwrap(), None);
    let rows = fill(&store, random).await;
    for _ in 0..5 {
        let tree = Tree::random(random, 2);
        let query = || select().filter(tree.condition());
        let found: Vec<&Errand> = rows.iter().filter(|row| tree.eval(row) == Some(true)).collect();
        let ranks = || found.iter().filter_map(|row| row.rank).map(i64::from);
        let weights = || found.iter().filter_map(|row| row.weight);
        assert_eq!(query().sum(Errand::RANK).await.unwrap(), ranks().sum::<i64>());
        assert!((query().sum(Errand::WEIGHT).await.unwrap() - weights().sum::<f64>()).abs() < 1e-9);
        let average = |sum: f64, count: usize| (count > 0).then(|| sum / count as f64);
        let pairs = [
            (query().average(Errand::RANK).await.unwrap(), average(ranks().sum::<i64>() as f64, ranks().count())),
            (query().average(Errand::WEIGHT).await.unwrap(), average(weights().sum(), weights().count())),
        ];
        for (one, other) in pairs {
            assert!(one.zip(other).map_or(one == other, |(a, b)| (a - b).abs() < 1e-9), "{one:?} {other:?}");
        }
        let labels = || found.iter().filter_map(|row| row.label.clone());
        assert_eq!(query().min(Errand::LABEL).await.unwrap(), labels().min());
        assert_eq!(query().max(Errand::LABEL).await.unwrap(), labels().max());
        assert_eq!(query().min(Errand::DUE_AT).await.unwrap(), found.iter().filter_map(|row| row.due_at).min());
        assert_eq!(query().max(Errand::ID).await.unwrap(), found.iter().map(|row| row.id).max());
        let (mut by_label, mut ranks) = (BTreeMap::<_, u64>::new(), BTreeMap::<_, i64>::new());
        let mut by_day = BTreeMap::<_, u64>::new();
        for row in &found {
            *by_label.entry(row.label.clone()).or_default() += 1;
            *ranks.entry(row.label.clone()).or_default() += row.rank.map_or(0, i64::from);
            if let Some(due_at) = row.due_at {
                *by_day.entry(due_at.date_naive()).or_default() += 1;
            }
        }
        assert_eq!(query().count_by(Errand::LABEL).await.unwrap(), Vec::from_iter(by_label));
        assert_eq!(query().sum_by(Errand::LABEL, Errand::RANK).await.unwrap(), Vec::from_iter(ranks));
        assert_eq!(query().count_by_day(Errand::DUE_AT).await.unwrap(), Vec::from_iter(by_day));
    }
    // The last moment of a day and the first of the next, long before 1970 too.
    for moment in ["1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "1000-02-28T23:59:59.999999Z"] {
        store
            .errands()
            .create(NewErrand::new(&moment[..10]).due_at(moment.parse::<Timestamp>().unwrap()))
            .await
            .unwrap();
    }
    let early = select().filter(Errand::DUE_AT.lt("2000-01-01T00:00:00Z".parse::<Timestamp>().unwrap()));
    let days = ["1000-02-28", "1969-12-31", "1970-01-01"].map(|day| (day.parse().unwrap(), 1));
    assert_eq!(early.count_by_day(Errand::DUE_AT).await.unwrap(), days);
}

async fn rows_of_others_are_asked_for(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, bob, sports) = (author(&store).await, author(&store).await, category(&store).await);
    let (long, short) = (thread(&store, &sports, 9).await, thread(&store, &sports, 1).await);
    let one = post(&store, &long, &ada, 1).await;
    post(&store, &short, &bob, 2).await;
    let gone = post(&store, &short, &ada, 3).await;
    store.posts().delete(&gone).await.unwrap();
    let threads = || store.threads().select();
    let posts = || store.posts().select();
    let of_ada = || posts().filter(Post::AUTHOR_ID.eq(ada.id)).values_of(Post::THREAD_ID);
    assert_eq!(threads().filter(Thread::ID.is_in_query(of_ada())).one().await.unwrap().id, long.id);
    assert_eq!(threads().filter(Thread::ID.is_not_in_query(of_ada())).one().await.unwrap().id, short.id);
    assert_eq!(threads().filter(!Thread::ID.is_in_query(of_ada())).one().await.unwrap().id, short.id);
    let nested = threads().filter(Thread::LENGTH.gt(5).and(Thread::ID.is_in_query(of_ada()))).values_of(Thread::ID);
    assert_eq!(posts().filter(Post::THREAD_ID.is_in_query(nested)).one().await.unwrap().id, one.id);
    // A null among the values hides nothing.
    let parents = || posts().values_of(Post::PARENT_ID);
    assert_eq!(posts().filter(Post::ID.is_not_in_query(parents())).count().await.unwrap(), 2);
    assert_eq!(posts().filter(Post::ID.is_in_query(parents())).count().await.unwrap(), 0);
}

async fn a_lock_holds_until_the_transaction_ends(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let row = store.errands().create(NewErrand::new("a").rank(0)).await.unwrap();
    assert!(store.errands().lock(&row).await.unwrap_err().to_string().contains("transaction"));
    assert!(store.errands().select().lock().await.unwrap_err().to_string().contains("transaction"));
    let raise = async || {
        store
            .transaction(async |tx| {
                let locked = tx.errands().lock(&row).await?;
                let many = tx.errands().lock_many([row.id, row.id]).await?;
                let found = tx.errands().select().filter(Errand::ID.eq(row.id)).lock().await?;
                assert_eq!((many.as_slice(), found.as_slice()), (&[locked.clone()][..], &[locked.clone()][..]));
                let rank = locked.rank.unwrap_or_default() + 1;
                tx.errands().patch(&row, ErrandPatch::new().rank(rank)).await
            })
            .await
    };
    let (a, b, c) = tokio::join!(raise(), raise(), raise());
    a.and(b).and(c).unwrap();
    assert_eq!(store.errands().get(&row).await.unwrap().rank, Some(3));
    let missing = store.transaction(async |tx| tx.errands().lock(ErrandId(999)).await).await;
    assert!(missing.unwrap_err().is_not_found());
}

async fn workers_take_each_task_once(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, &mut StdRng::seed_from_u64(2)).await;
    let all = || Condition::all_of([]);
    store.errands().select().filter(all()).update_where(ErrandPatch::new().done(false)).await.unwrap();
    assert!(store.errands().select().claim(3).await.unwrap_err().to_string().contains("transaction"));
    let work = async || {
        let mut taken = Vec::new();
        loop {
            let claimed = store
                .transaction(async |tx| {
                    let open = tx.errands().select().filter(Errand::DONE.eq(false)).order_by(Errand::ID.asc());
                    let tasks = open.claim(4).await?;
                    tokio::task::yield_now().await;
                    for task in &tasks {
                        tx.errands().patch(task, ErrandPatch::new().done(true)).await?;
                    }
                    Ok::<_, Error>(tasks)
                })
                .await;
            match claimed {
                Ok(tasks) if tasks.is_empty() => return taken,
                Ok(tasks) => taken.extend(ids(&tasks)),
                Err(error) => assert!(error.is_conflict(), "{error:?}"),
            }
        }
    };
    let (mut one, two, three) = tokio::join!(work(), work(), work());
    one.extend(two.into_iter().chain(three));
    one.sort_unstable();
    assert_eq!(one, keys(&rows));
}
