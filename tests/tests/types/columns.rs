//! Every column has another name than its field: statements use the one, programs and errors the other.

use integration::types::models::{
    Article, ArticlePatch, Author, AuthorPatch, AuthorStatus, NewArticle, NewAuthor, NewTopic, NewWorkspace, Store,
    TenantScope,
};
use integration::{Backend, on_every_engine};
use larder::{ErrorKind, ForeignKeyCause, Timestamp, now, support::json};

use super::{page, types};

on_every_engine!(
    rows_are_written_and_read,
    lists_searches_and_figures_find_them,
    an_upsert_adds_and_counters_follow,
    errors_name_the_fields,
);

async fn author(store: &Store, name: &str) -> Author {
    let _ = store.workspaces().create(NewWorkspace::new("acme")).await;
    let new = NewAuthor::new(format!("{name}@example.com")).handle(Some(name.to_owned()));
    store.tenant("acme").authors().create(new).await.unwrap()
}

fn article(author: &Author, slug: &str, words: i32) -> NewArticle {
    NewArticle::new(author, slug, format!("On {slug}"), format!("text about {slug}"), "live", words)
}

async fn create(scope: TenantScope<'_>, new: NewArticle) -> Article {
    scope.articles().create(new).await.unwrap()
}

async fn rows_are_written_and_read(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let ada = author(&store, "ada").await;
    let scope = store.tenant("acme");
    let authors = scope.authors();
    assert_eq!(authors.get_by_email("ada@example.com").await.unwrap().id, ada.id);
    assert_eq!(authors.get_handle("ada").await.unwrap().id, ada.id);
    assert_eq!(*authors.get(&ada).await.unwrap(), ada);

    authors.patch(&ada, AuthorPatch::new().status(AuthorStatus::Closed).handle(None)).await.unwrap();
    let patched = Author::clone(&*authors.get(&ada).await.unwrap());
    assert_eq!((patched.status, patched.handle.as_deref(), patched.revision), (AuthorStatus::Closed, None, 1));
    let stale = authors.update(Author { email: "other@example.com".to_owned(), ..ada.clone() }).await.unwrap_err();
    assert_eq!(*stale.kind(), ErrorKind::StaleVersion { entity: "Author" });
    let updated = authors.update(Author { email: "a@example.com".to_owned(), ..patched.clone() }).await.unwrap();
    assert_eq!((updated.email.as_str(), updated.revision), ("a@example.com", 2));
    authors.touch_seen_at(&ada).await.unwrap();
    assert!(authors.seen_at(&ada).await.unwrap().is_some());

    let first = create(scope, article(&ada, "first", 20)).await;
    let patch = ArticlePatch::new().theme(Some("sea".to_owned())).extra(json!({ "kind": "essay" }));
    scope.articles().patch(&first, patch).await.unwrap();
    let patched = scope.articles().get(&first).await.unwrap();
    assert_eq!((patched.theme.as_deref(), &patched.extra), (Some("sea"), &json!({ "kind": "essay" })));
    assert!(patched.changed_at > first.changed_at, "{patched:?}");
    let many = scope.articles().find_many([first.id]).await.unwrap();
    assert_eq!(many.len(), 1);

    authors.delete(&ada).await.unwrap();
    assert!(authors.find(&ada).await.unwrap().is_none());
    authors.restore(&ada).await.unwrap();
    assert_eq!(authors.get(&ada).await.unwrap().email, "a@example.com");
    scope.articles().delete(&first).await.unwrap();
    assert_eq!(authors.get(&ada).await.unwrap().articles, 0);
    authors.delete_permanently(&ada).await.unwrap();
    assert_eq!(authors.count().await.unwrap(), 0);
}

async fn lists_searches_and_figures_find_them(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let ada = author(&store, "ada").await;
    let scope = store.tenant("acme");
    let topic = scope.topics().create(NewTopic::new("boats")).await.unwrap();
    let (first, second) = (article(&ada, "first", 20), article(&ada, "second", 300));
    let first = create(scope, first.topic_id(Some(topic.id)).extra(json!({ "kind": "essay" }))).await;
    let second = create(scope, second).await;
    let articles = scope.articles();

    let slugs = |rows: &[Article]| rows.iter().map(|row| row.slug.clone()).collect::<Vec<_>>();
    assert_eq!(slugs(&articles.list_by_author(&ada, page()).await.unwrap().items), ["second", "first"]);
    let paged = articles.list_by_author(&ada, larder::Page::first(1)).await.unwrap();
    let next = articles.list_by_author(&ada, larder::Page::after(&paged.next.unwrap(), 1)).await.unwrap();
    assert_eq!(slugs(&next.items), ["first"]);
    assert_eq!(slugs(&articles.list_live(page()).await.unwrap().items), ["second", "first"]);
    assert_eq!(slugs(&articles.list_by_topic(topic.id, page()).await.unwrap().items), ["first"]);
    assert_eq!(slugs(&articles.list_without_topic(page()).await.unwrap().items), ["second"]);
    let essays = articles.list_by_extra_containing(&json!({ "kind": "essay" }), page()).await.unwrap();
    assert_eq!(slugs(&essays.items), ["first"]);
    assert_eq!(slugs(&articles.search("second", page()).await.unwrap().items), ["second"]);
    assert_eq!(scope.authors().count_by_status(AuthorStatus::Open).await.unwrap(), 1);

    let loaded = scope.authors().load([ada.id]).with_last::<Article>(1).await.unwrap();
    assert_eq!(slugs(&loaded[0].1), ["second"]);
    let stats = scope.stats().await.unwrap();
    assert_eq!((stats.articles, stats.long_articles, stats.words), (2, 1, 320));
    let ever = Timestamp::UNIX_EPOCH..now() + chrono::TimeDelta::days(1);
    let figures = articles.figures(ever).await.unwrap();
    assert_eq!((figures.live, figures.words, figures.average), (2, 320, Some(160.0)));

    scope.topics().delete(&topic).await.unwrap();
    assert_eq!(articles.get(&first).await.unwrap().topic_id, None);
    articles.delete_many([first.id, second.id]).await.unwrap();
    assert_eq!(articles.count().await.unwrap(), 0);
}

async fn an_upsert_adds_and_counters_follow(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let ada = author(&store, "ada").await;
    let scope = store.tenant("acme");
    for words in [20, 5] {
        scope.articles().add(article(&ada, "first", words)).await.unwrap();
    }
    let row = scope.articles().get_by_author_and_slug(&ada, "first").await.unwrap();
    assert_eq!(row.words, 25);
    let counted = scope.authors().get(&ada).await.unwrap();
    assert_eq!((counted.articles, counted.words), (1, 25));
    scope.articles().patch(&*row, ArticlePatch::new().words(30)).await.unwrap();
    assert_eq!(scope.authors().get(&ada).await.unwrap().words, 30);
    scope.authors().delete_permanently(&ada).await.unwrap();
    assert!(scope.articles().find(&*row).await.unwrap().is_none(), "the cached row goes with its author");
}

fn paths(error: &larder::Error) -> Vec<&str> {
    error.violations().map(|all| all.iter().map(larder::validate::Violation::path).collect()).unwrap_or_default()
}

async fn errors_name_the_fields(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let ada = author(&store, "ada").await;
    let scope = store.tenant("acme");
    let taken = scope.authors().create(NewAuthor::new("ada@example.com")).await.unwrap_err();
    assert_eq!(*taken.kind(), ErrorKind::UniqueViolation { field: "Author.email".into() });
    let bob = NewAuthor::new("bob@example.com").secret_hash(Some("hash".into()));
    scope.authors().create(bob.clone()).await.unwrap();
    let taken = scope.authors().create(NewAuthor { email: "eve@example.com".to_owned(), ..bob }).await.unwrap_err();
    assert_eq!(*taken.kind(), ErrorKind::UniqueViolation { field: "Author.secret_hash".into() });
    create(scope, article(&ada, "first", 20)).await;
    let taken = scope.articles().create(article(&ada, "first", 20)).await.unwrap_err();
    assert_eq!(*taken.kind(), ErrorKind::UniqueViolation { field: "Article.author_id, Article.slug".into() });

    let cause = ForeignKeyCause::MissingParent;
    let nobody = Author { id: 99.into(), ..ada.clone() };
    let missing = scope.articles().create(article(&nobody, "second", 1)).await.unwrap_err();
    assert_eq!(*missing.kind(), ErrorKind::ForeignKeyViolation { field: "Article.author_id".into(), cause });
    let nowhere = store.tenant("nowhere").authors().create(NewAuthor::new("x@example.com")).await.unwrap_err();
    assert_eq!(*nowhere.kind(), ErrorKind::ForeignKeyViolation { field: "Author.workspace_key".into(), cause });

    let long = scope.articles().add(article(&ada, "first", 9_990)).await.unwrap_err();
    assert_eq!(*long.kind(), ErrorKind::ConstraintViolation { field: "Article.words".into() }, "{long}");
    let invalid = scope.articles().create(article(&ada, "second", -1)).await.unwrap_err();
    assert_eq!(paths(&invalid), ["words"]);
    // What no database may be given is found when it is bound, by the column.
    let nul = scope.articles().create(article(&ada, "second", 1).theme(Some("a\0".to_owned()))).await.unwrap_err();
    assert_eq!(paths(&nul), ["theme"]);
    let row = scope.articles().get_by_author_and_slug(&ada, "first").await.unwrap();
    let nul = scope.articles().patch(&*row, ArticlePatch::new().title("a\0")).await.unwrap_err();
    assert_eq!(paths(&nul), ["title"]);
}
