//! Twenty queries of services, beside the same in SQL: the examples of docs/cookbook.md.

use std::collections::BTreeMap;

use integration::forum::models::{
    Author, AuthorId, Category, Errand, ErrandKind, Post, PostId, PostPatch, Store, Thread, ThreadId,
};
use integration::{Backend, on_every_engine};
use larder::{Condition, Error, Page, Period, TimeDelta, Timestamp, count, now, sql};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::joins::Forum;
use super::{fill, forum, ids, seed};

on_every_engine!(twenty_queries_find_what_sql_finds,);

async fn twenty_queries_find_what_sql_finds(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let rows = fill(&store, random).await;
    Forum::random(&store, random).await;
    let told = |error: Error| panic!("seed {seed}: {error:?}");
    searches(&store, &rows).await.unwrap_or_else(told);
    permissions(&store).await.unwrap_or_else(told);
    relations(&store).await.unwrap_or_else(told);
    figures(&store).await.unwrap_or_else(told);
    own_sql(&store).await.unwrap_or_else(told);
    writes(&store).await.unwrap_or_else(told);
}

#[rustfmt::skip]
async fn searches(store: &Store, rows: &[Errand]) -> Result<(), Error> {
    let (text, kind, done, before) = (Some("a"), Some(ErrandKind::A), None::<bool>, None::<Timestamp>);
    for wanted in ["code", "-code", "owner,-rank", "-due", "rank", "kind,-made"] {
        // Search with filters that come and go, in one of six orders.
        let orders = [
            ("code", Errand::CODE.asc()),
            ("owner", Errand::OWNER.asc()),
            ("rank", Errand::RANK.asc().nulls_last()),
            ("kind", Errand::KIND.asc()),
            ("due", Errand::DUE_AT.asc()),
            ("made", Errand::MADE_AT.asc()),
        ];
        let found = store
            .errands()
            .select()
            .filter_opt(text.map(|text| Errand::OWNER.contains_ignore_case(text).or(Errand::LABEL.contains(text))))
            .filter_opt(kind.map(|kind| Errand::KIND.eq(kind)))
            .filter_opt(done.map(|done| Errand::DONE.eq(done)))
            .filter_opt(before.map(|before| Errand::DUE_AT.lt(before)))
            .order_by_text(wanted, &orders)?
            .page(Page::first(1000))
            .await?;
        let of = |text: &Option<String>, ignores_case: bool| {
            text.as_ref().is_some_and(|own| own.contains('a') || ignores_case && own.contains('A'))
        };
        let chosen = rows.iter().filter(|row| (of(&row.owner, true) || of(&row.label, false)) && row.kind == kind);
        assert_eq!(super::keys(&found.items), super::keys(chosen), "{wanted}");
    }

    // A page by offset, with the total.
    let (page, total) = store.errands().select().order_by(Errand::ID.desc()).limit(20).offset(40).with_total().await?;
    let expected: Vec<i64> = sql!("SELECT id FROM errands ORDER BY id DESC LIMIT 20 OFFSET 40").scalars(store).await?;
    assert_eq!((ids(&page), total), (expected, rows.len() as u64));

    // What begins with a text.
    let named = store.errands().select().filter(Errand::CODE.starts_with("c1")).count().await?;
    assert_eq!(named, rows.iter().filter(|row| row.code.starts_with("c1")).count() as u64);

    // Endless scrolling, both ways, over an order with nulls.
    let (owner, rank) = (Errand::OWNER.desc().nulls_last(), Errand::RANK.desc());
    let by_owner = || store.errands().select().order_by(owner).order_by(rank);
    let first = by_owner().page(Page::first(10)).await?;
    let next = first.next.clone().expect("there are more");
    let second = by_owner().page(Page::after(&next, 10)).await?;
    let back = by_owner().page(Page::after(&second.previous.expect("there is one before"), 10)).await?;
    assert_eq!(ids(&back.items), ids(&first.items));
    Ok(())
}

#[rustfmt::skip]
async fn permissions(store: &Store) -> Result<(), Error> {
    for me in [1, 2].map(AuthorId) {
        // Who may see a row, by six joins and `or`.
        let thread = Post::THREAD_ID;
        let parent = Post::PARENT_ID;
        let visible = store
            .posts()
            .select()
            .filter(Condition::any_of([
                Post::AUTHOR_ID.eq(me),
                Post::AUTHOR_ID.to(Author::LIKES).gt(100),
                thread.to(Thread::STARTER_ID).to(Author::ID).eq(me),
                thread.to(Thread::CATEGORY_ID).to(Category::THREADS).gt(100),
                parent.to(Post::AUTHOR_ID).eq(me),
                parent.to(Post::THREAD_ID).to(Thread::STARTER_ID).eq(me),
            ]))
            .order_by(Post::ID.asc())
            .all()
            .await?;
        let expected: Vec<PostId> = sql!(
            "SELECT p.id FROM posts p
             LEFT JOIN authors a ON a.id = p.author_id
             LEFT JOIN threads t ON t.id = p.thread_id
             LEFT JOIN authors s ON s.id = t.starter_id
             LEFT JOIN categorys c ON c.id = t.category_id
             LEFT JOIN posts q ON q.id = p.parent_id AND q.gone_at IS NULL
             LEFT JOIN threads u ON u.id = q.thread_id
             WHERE p.gone_at IS NULL AND (p.author_id = {me} OR a.likes > 100 OR s.id = {me} OR c.threads > 100
                 OR q.author_id = {me} OR u.starter_id = {me})
             ORDER BY p.id",
        )
        .scalars(store)
        .await?;
        assert_eq!(visible.iter().map(|post| post.id).collect::<Vec<_>>(), expected);
    }
    Ok(())
}

#[rustfmt::skip]
async fn relations(store: &Store) -> Result<(), Error> {
    // The newest row of each group.
    let threads = store.threads().select().all().await?;
    let newest = store.posts().select().order_by(Post::WORDS.desc()).limit(1);
    let longest: BTreeMap<ThreadId, Vec<Post>> = newest.of_each(Post::THREAD_ID, &threads).await?;
    let expected: Vec<(ThreadId, i32)> = sql!(
        "SELECT thread_id, MAX(words) FROM posts WHERE gone_at IS NULL GROUP BY thread_id ORDER BY thread_id",
    )
    .all(store)
    .await?;
    assert_eq!(longest.into_iter().map(|(id, posts)| (id, posts[0].words)).collect::<Vec<_>>(), expected);

    // Parents with their last rows, and those with theirs: two statements.
    let categories = store.categorys().select().all().await?;
    let threads = store.threads().select().order_by(Thread::LENGTH.desc()).limit(2);
    let threads = threads.of_each(Thread::CATEGORY_ID, &categories).await?;
    let posts = store.posts().select().order_by(Post::ID.desc()).limit(3);
    let posts = posts.of_each(Post::THREAD_ID, threads.values().flatten()).await?;
    assert!(threads.values().all(|rows| rows.len() <= 2) && posts.values().all(|rows| rows.len() <= 3));

    // Ordered by a column of a joined table, which may be null.
    let liked = Thread::STARTER_ID.to(Author::LIKES);
    let threads = store.threads().select().order_by(liked.desc().nulls_last()).order_by(Thread::ID.asc()).all().await?;
    let expected: Vec<i64> = sql!(
        "SELECT t.id FROM threads t LEFT JOIN authors a ON a.id = t.starter_id
         ORDER BY CASE WHEN a.id IS NULL THEN 1 ELSE 0 END, a.likes DESC, t.id",
    )
    .scalars(store)
    .await?;
    assert_eq!(threads.iter().map(|thread| thread.id.0).collect::<Vec<_>>(), expected);

    // Rows without any that refer to them.
    let idle = store.threads().select().filter(Thread::ID.having_none(Post::THREAD_ID, Condition::all_of([])));
    let expected: i64 = sql!(
        "SELECT COUNT(*) FROM threads t
         WHERE NOT EXISTS (SELECT 1 FROM posts p WHERE p.thread_id = t.id AND p.gone_at IS NULL)",
    )
    .scalar(store)
    .await?;
    assert_eq!(idle.count().await?, expected as u64);

    // Rows with some that refer to them.
    let busy = store.threads().select().filter(Thread::ID.having_any(Post::THREAD_ID, Post::WORDS.ge(4)));
    let expected: i64 = sql!(
        "SELECT COUNT(DISTINCT t.id) FROM threads t JOIN posts p ON p.thread_id = t.id
         WHERE p.words >= 4 AND p.gone_at IS NULL",
    )
    .scalar(store)
    .await?;
    assert_eq!(busy.count().await?, expected as u64);

    // Rows whose key is among the values of another query.
    let answered = store.posts().select().filter(Post::REPLIES.gt(0)).values_of(Post::THREAD_ID);
    let answered = store.threads().select().filter(Thread::ID.is_in_query(answered)).count().await?;
    let expected: i64 = sql!(
        "SELECT COUNT(*) FROM threads WHERE id IN (SELECT thread_id FROM posts WHERE replies > 0 AND gone_at IS NULL)",
    )
    .scalar(store)
    .await?;
    assert_eq!(answered, expected as u64);

    // The values of a column of a joined table, each once.
    let starters = store.posts().select().distinct(Post::THREAD_ID.to(Thread::STARTER_ID)).await?;
    let expected: Vec<(Option<AuthorId>,)> = sql!(
        "SELECT DISTINCT t.starter_id FROM posts p JOIN threads t ON t.id = p.thread_id WHERE p.gone_at IS NULL",
    )
    .all(store)
    .await?;
    assert_eq!(starters.len(), expected.len());
    Ok(())
}

#[rustfmt::skip]
async fn figures(store: &Store) -> Result<(), Error> {
    let start = now() - TimeDelta::days(90);

    // A sum for each of the last 90 days.
    let days: Vec<(Timestamp, i64)> = store
        .errands()
        .select()
        .filter(Errand::MADE_AT.ge(start))
        .group_by(Errand::MADE_AT.truncated(Period::Day), Errand::RANK.sum())
        .all()
        .await?;
    let expected: i64 = sql!({
        mysql: "SELECT CAST(COALESCE(SUM(`rank`), 0) AS SIGNED) FROM errands WHERE made_at >= {start}",
        _: "SELECT COALESCE(SUM(rank), 0) FROM errands WHERE made_at >= {start}",
    })
    .scalar(store)
    .await?;
    assert_eq!(days.iter().map(|(_, sum)| sum).sum::<i64>(), expected);

    // The groups with the most rows.
    let most = store
        .posts()
        .select()
        .group_by(Post::THREAD_ID, count())
        .having(count().gt(2))
        .order_by(count().desc())
        .limit(3)
        .all()
        .await?;
    let expected: Vec<(ThreadId, i64)> = sql!(
        "SELECT thread_id, COUNT(*) FROM posts WHERE gone_at IS NULL GROUP BY thread_id HAVING COUNT(*) > 2
         ORDER BY COUNT(*) DESC, thread_id LIMIT 3",
    )
    .all(store)
    .await?;
    assert_eq!(most, expected);

    // Figures of each state.
    let states = store
        .errands()
        .select()
        .group_by(Errand::DONE, (count(), Errand::WEIGHT.average().optional(), Errand::DUE_AT.max().optional()))
        .all()
        .await?;
    let expected: Vec<(bool, i64)> =
        sql!("SELECT done, COUNT(*) FROM errands GROUP BY done ORDER BY done").all(store).await?;
    assert_eq!(states.iter().map(|(done, (rows, ..))| (*done, *rows)).collect::<Vec<_>>(), expected);
    Ok(())
}

#[rustfmt::skip]
async fn own_sql(store: &Store) -> Result<(), Error> {
    let has_answers = Post::ID.having_any(Post::PARENT_ID, Condition::all_of([]));
    let root = store.posts().select().filter(has_answers).first().await?.expect("some have answers").id;

    // A row and all below it.
    let below: Vec<PostId> = sql!(
        "WITH RECURSIVE below AS (
             SELECT id, 0 AS depth FROM posts WHERE id = {root} AND gone_at IS NULL
             UNION ALL
             SELECT p.id, b.depth + 1 FROM posts p JOIN below b ON p.parent_id = b.id WHERE p.gone_at IS NULL
         )
         SELECT id FROM below ORDER BY depth, id",
    )
    .scalars(store)
    .await?;
    assert!(below[0] == root && below.len() > 1);
    Ok(())
}

#[rustfmt::skip]
async fn writes(store: &Store) -> Result<(), Error> {
    // Workers that share a table of tasks.
    let claimed = store
        .transaction(async |tx| {
            let open = tx.errands().select().filter(Errand::DONE.eq(false)).order_by(Errand::ID.asc());
            open.claim(5).await
        })
        .await?;
    let expected: Vec<i64> = sql!({
        sqlite: "SELECT id FROM errands WHERE done = 0 ORDER BY id LIMIT 5",
        _: "SELECT id FROM errands WHERE done = FALSE ORDER BY id LIMIT 5",
    })
    .scalars(store)
    .await?;
    assert_eq!(ids(&claimed), expected);

    // A write of the rows that a joined one chooses.
    let of_short = Post::THREAD_ID.to(Thread::LENGTH).eq(0);
    let written = store.posts().select().filter(of_short).update_where(PostPatch::new().words(1)).await?;
    let expected: i64 = sql!(
        "SELECT COUNT(*) FROM posts p JOIN threads t ON t.id = p.thread_id
         WHERE t.length = 0 AND p.words = 1 AND p.gone_at IS NULL",
    )
    .scalar(store)
    .await?;
    assert_eq!(written, expected as u64);

    // Old rows go in batches, in transactions of bounded size.
    let (from, to) = (now() - TimeDelta::days(1), now() + TimeDelta::days(1));
    let old = || store.errands().select().filter(Errand::MADE_AT.ge(from).and(Errand::MADE_AT.lt(to)));
    while old().order_by(Errand::ID.asc()).delete_batch(30).await? == 30 {}
    assert_eq!(store.errands().count().await?, 0);
    Ok(())
}

/// What the documentation shows is what runs above.
#[test]
fn every_recipe_is_run() {
    let squeezed = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let (source, page) = (squeezed(include_str!("twenty.rs")), include_str!("../../../../docs/cookbook.md"));
    let blocks: Vec<&str> =
        page.split("```rust,ignore\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 15, "{}", blocks.len());
    for block in blocks {
        assert!(source.contains(squeezed(block).trim_end()), "not run in the tests: {block}");
    }
}
