//! Conditions and orders by columns of rows elsewhere, against a model in memory.

use std::collections::BTreeMap;

use integration::forum::models::{Author, Category, NewPost, NewThread, Post, PostPatch, Store, Thread};
use integration::{Backend, on_every_engine};
use larder::{Condition, Order, Page, count};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::{author, cases, category, forum, post, seed};

on_every_engine!(
    random_conditions_on_rows_elsewhere_find_what_a_model_finds,
    rows_are_ordered_and_paged_by_columns_of_rows_elsewhere,
    rows_are_grouped_by_columns_of_rows_elsewhere,
    rows_that_conditions_on_others_find_are_written_and_locked,
);

/// A forum in memory.
pub(super) struct Forum {
    pub(super) categories: BTreeMap<i64, Category>,
    pub(super) authors: BTreeMap<i64, Author>,
    pub(super) threads: BTreeMap<i64, Thread>,
    pub(super) posts: Vec<Post>,
}

impl Forum {
    pub(super) async fn random(store: &Store, random: &mut StdRng) -> Self {
        let (mut categories, mut authors, mut threads, mut posts) = (vec![], vec![], vec![], Vec::<Post>::new());
        for _ in 0..3 {
            categories.push(category(store).await);
            authors.push(author(store).await);
        }
        for number in 0..8 {
            let mut new = NewThread::new(categories.choose(random).unwrap()).length(number % 4);
            if random.random_bool(0.6) {
                new = new.starter_id(authors.choose(random).unwrap());
            }
            threads.push(store.threads().create(new).await.unwrap());
        }
        for number in 0..40 {
            let parent = posts.choose(random).filter(|_| random.random_bool(0.6)).map(|parent| parent.id);
            let (thread, author) = (threads[..6].choose(random).unwrap(), authors.choose(random).unwrap());
            let mut new = NewPost::new(thread, author).words(number % 5);
            new.parent_id = parent;
            posts.push(store.posts().create(new).await.unwrap());
        }
        for _ in 0..6 {
            let post = posts.choose(random).unwrap();
            let _ = store.posts().delete(post).await;
        }
        Self {
            categories: store
                .categorys()
                .select()
                .all()
                .await
                .unwrap()
                .into_iter()
                .map(|row| (row.id.0, row))
                .collect(),
            authors: store.authors().select().all().await.unwrap().into_iter().map(|row| (row.id.0, row)).collect(),
            threads: store.threads().select().all().await.unwrap().into_iter().map(|row| (row.id.0, row)).collect(),
            posts: store.posts().select().all().await.unwrap(),
        }
    }

    fn thread(&self, post: &Post) -> &Thread {
        &self.threads[&post.thread_id.0]
    }

    fn starter(&self, thread: &Thread) -> Option<&Author> {
        thread.starter_id.map(|id| &self.authors[&id.0])
    }

    fn parent(&self, post: &Post) -> Option<&Post> {
        self.posts.iter().find(|parent| Some(parent.id) == post.parent_id)
    }
}

type Leaf = (Condition<Post>, Box<dyn Fn(&Forum, &Post) -> Option<bool>>);

fn leaf(random: &mut StdRng) -> Leaf {
    let n = random.random_range(0..6);
    match random.random_range(0..11) {
        0 => {
            let length = i16::try_from(n).unwrap();
            let condition = Post::THREAD_ID.to(Thread::LENGTH).lt(length);
            (condition, Box::new(move |forum, post| Some(forum.thread(post).length < length)))
        }
        1 => {
            let condition = Post::PARENT_ID.to(Post::WORDS).ge(n);
            (condition, Box::new(move |forum, post| forum.parent(post).map(|parent| parent.words >= n)))
        }
        2 => {
            let condition = Post::PARENT_ID.to(Post::PARENT_ID).to(Post::WORDS).is_null();
            let grand = |forum: &Forum, post: &Post| {
                forum.parent(post).and_then(|parent| forum.parent(parent).map(|grand| grand.words))
            };
            (condition, Box::new(move |forum, post| Some(grand(forum, post).is_none())))
        }
        3 => {
            let likes = Post::THREAD_ID.to(Thread::STARTER_ID.to(Author::LIKES));
            let starter = |forum: &Forum, post: &Post| forum.starter(forum.thread(post)).map(|author| author.likes);
            (likes.is_in([0, 1]), Box::new(move |forum, post| starter(forum, post).map(|likes| likes < 2)))
        }
        4 => {
            let condition = Post::THREAD_ID.to(Thread::CATEGORY_ID).to(Category::THREADS).gt(n);
            let threads = |forum: &Forum, post: &Post| forum.categories[&forum.thread(post).category_id.0].threads;
            (condition, Box::new(move |forum, post| Some(threads(forum, post) > n)))
        }
        5..=9 => deep_leaf(random, n),
        _ => (Post::WORDS.le(n), Box::new(move |_, post| Some(post.words <= n))),
    }
}

/// Conditions on rows that refer to others, and on what these refer to.
fn deep_leaf(random: &mut StdRng, n: i32) -> Leaf {
    match random.random_range(5..10) {
        5 => {
            let condition = Post::ID.having_any(Post::PARENT_ID, Post::WORDS.gt(n));
            let any = move |forum: &Forum, post: &Post| {
                forum.posts.iter().any(|child| child.parent_id == Some(post.id) && child.words > n)
            };
            (condition, Box::new(move |forum, post| Some(any(forum, post))))
        }
        6 => {
            let none = Post::THREAD_ID.to(Thread::LENGTH).eq(1);
            let condition = Post::AUTHOR_ID.having_none(Post::AUTHOR_ID, none);
            let of = |forum: &Forum, post: &Post| {
                let mut others = forum.posts.iter().filter(|other| other.author_id == post.author_id);
                !others.any(|other| forum.thread(other).length == 1)
            };
            (condition, Box::new(move |forum, post| Some(of(forum, post))))
        }
        7 => {
            let deep = Post::ID.having_any(Post::PARENT_ID, Condition::all_of([]));
            let condition = Post::ID.having_any(Post::PARENT_ID, deep);
            let of = |forum: &Forum, post: &Post| {
                let children = || forum.posts.iter().filter(|child| child.parent_id == Some(post.id));
                children().any(|child| forum.posts.iter().any(|grand| grand.parent_id == Some(child.id)))
            };
            (condition, Box::new(move |forum, post| Some(of(forum, post))))
        }
        8 => {
            // Rows that a column of a joined row leads to.
            let starter = Post::THREAD_ID.to(Thread::STARTER_ID);
            let condition = starter.having_any(Post::AUTHOR_ID, Post::WORDS.eq(n));
            let of = move |forum: &Forum, post: &Post| {
                let starter = forum.thread(post).starter_id;
                forum.posts.iter().any(|other| Some(other.author_id) == starter && other.words == n)
            };
            (condition, Box::new(move |forum, post| Some(of(forum, post))))
        }
        _ => {
            let condition = Post::AUTHOR_ID.ne(1).and(Post::PARENT_ID.to(Post::AUTHOR_ID).eq(1));
            let of = |forum: &Forum, post: &Post| {
                let parent = forum.parent(post).map(|parent| parent.author_id.0 == 1);
                if post.author_id.0 == 1 { Some(false) } else { parent }
            };
            (condition, Box::new(of))
        }
    }
}

async fn random_conditions_on_rows_elsewhere_find_what_a_model_finds(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let forum = Forum::random(&store, random).await;
    let keys = |rows: &mut dyn Iterator<Item = &Post>| {
        let mut keys: Vec<_> = rows.map(|row| row.id).collect();
        keys.sort_unstable();
        keys
    };
    for case in 0..cases() {
        let (one, is_one) = leaf(random);
        let (other, is_other) = leaf(random);
        let said = format!("seed {seed}, case {case}: {one:?}, {other:?}");
        let is_and = random.random_bool(0.5);
        let condition = if is_and { one.and(!other) } else { one.or(!other) };
        let eval = |post: &Post| {
            let (one, other) = (is_one(&forum, post), is_other(&forum, post).map(|is| !is));
            let decisive = Some(!is_and);
            if one == decisive || other == decisive {
                return decisive;
            }
            one.and(other).map(|_| is_and)
        };
        let found = store.posts().select().filter(condition).all().await;
        let found = found.unwrap_or_else(|error| panic!("{said}: {error:?}"));
        let expected = keys(&mut forum.posts.iter().filter(|post| eval(post) == Some(true)));
        assert_eq!(keys(&mut found.iter()), expected, "{said}");
    }
}

async fn rows_are_ordered_and_paged_by_columns_of_rows_elsewhere(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let forum = Forum::random(&store, random).await;
    let likes = Post::THREAD_ID.to(Thread::STARTER_ID).to(Author::ID);
    let orders: [(Order<Post>, Order<Post>); 4] = [
        (likes.asc(), Post::WORDS.desc()),
        (likes.desc(), Post::PARENT_ID.to(Post::WORDS).asc()),
        (likes.asc().nulls_last(), Post::PARENT_ID.to(Post::WORDS).desc().nulls_first()),
        (Post::THREAD_ID.to(Thread::LENGTH).desc(), Post::AUTHOR_ID.asc()),
    ];
    for (nth, (first, second)) in orders.into_iter().enumerate() {
        let query = || store.posts().select().order_by(first).order_by(second);
        let whole = query().all().await.unwrap();
        assert_eq!(whole.len(), forum.posts.len());
        let starter = |post: &Post| forum.thread(post).starter_id.map(|id| id.0);
        let is_ordered = match nth {
            0 => whole.is_sorted_by_key(|post| (starter(post), -post.words)),
            1 => whole.is_sorted_by_key(|post| {
                (starter(post).map_or(i64::MAX, |id| -id), forum.parent(post).map(|parent| parent.words))
            }),
            2 => whole.is_sorted_by_key(|post| {
                let words = forum.parent(post).map_or(i32::MIN, |parent| -parent.words);
                (starter(post).unwrap_or(i64::MAX), words)
            }),
            _ => whole.is_sorted_by_key(|post| (-forum.thread(post).length, post.author_id)),
        };
        assert!(is_ordered, "seed {seed}, order {nth}");
        let (mut read, mut page, mut back) = (Vec::new(), Page::first(7), None);
        loop {
            let part = query().page(page).await.unwrap();
            read.extend(part.items.iter().map(|post| post.id));
            back = part.previous.or(back);
            match part.next {
                Some(next) => page = Page::after(&next, 7),
                None => break,
            }
        }
        assert_eq!(read, whole.iter().map(|post| post.id).collect::<Vec<_>>(), "seed {seed}, order {nth}");
        let part = query().page(Page::after(&back.unwrap(), 7)).await.unwrap();
        assert_eq!(part.items.len(), 7, "seed {seed}, order {nth}");
    }
}

async fn rows_are_grouped_by_columns_of_rows_elsewhere(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let forum = Forum::random(&store, random).await;
    let starter = Post::THREAD_ID.to(Thread::STARTER_ID);
    let query =
        store.posts().select().group_by(starter.optional(), (count(), Post::THREAD_ID.to(Thread::LENGTH).sum()));
    let found = query.having(count().gt(1)).all().await.unwrap();
    let mut expected = BTreeMap::new();
    for post in &forum.posts {
        let thread = forum.thread(post);
        let (rows, length) = expected.entry(thread.starter_id).or_insert((0, 0));
        *rows += 1;
        *length += i64::from(thread.length);
    }
    let expected: Vec<_> = expected.into_iter().filter(|(_, (rows, _))| *rows > 1).collect();
    assert_eq!(found, expected, "seed {seed}");
    let columns = (Post::ID, Post::PARENT_ID.to(Post::WORDS).optional());
    let found = store.posts().select().order_by(Post::ID.asc()).columns(columns).all().await.unwrap();
    for (id, words) in found {
        let post = forum.posts.iter().find(|post| post.id == id).unwrap();
        assert_eq!(words, forum.parent(post).map(|parent| parent.words), "seed {seed}");
    }
}

async fn rows_that_conditions_on_others_find_are_written_and_locked(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    let (ada, sports) = (author(&store).await, category(&store).await);
    let long = store.threads().create(NewThread::new(&sports).length(9)).await.unwrap();
    let short = store.threads().create(NewThread::new(&sports).length(1)).await.unwrap();
    for thread in [&long, &short] {
        for words in 0..3 {
            post(&store, thread, &ada, words).await;
        }
    }
    let of_long = || store.posts().select().filter(Post::THREAD_ID.to(Thread::LENGTH).gt(5));
    assert_eq!(of_long().update_where(PostPatch::new().words(7)).await.unwrap(), 3);
    assert_eq!(store.threads().get(&long).await.unwrap().words, 21);
    assert_eq!(store.threads().get(&short).await.unwrap().words, 3);
    let claimed = store.transaction(async |tx| {
        let query = tx.posts().select().filter(Post::THREAD_ID.to(Thread::LENGTH).gt(5)).order_by(Post::ID.asc());
        query.claim(2).await
    });
    assert_eq!(claimed.await.unwrap().len(), 2);
    assert_eq!(of_long().delete_where().await.unwrap(), 3);
    assert_eq!(store.threads().get(&long).await.unwrap().posts, 0);
    let busy = Thread::ID.having_any(Post::THREAD_ID, Post::WORDS.ge(0));
    assert_eq!(store.threads().select().filter(busy).one().await.unwrap().id, short.id);
    let idle = Thread::ID.having_none(Post::THREAD_ID, Condition::all_of([]));
    assert_eq!(store.threads().select().filter(idle).delete_where().await.unwrap(), 1);
    assert_eq!(store.threads().count().await.unwrap(), 1);
}
