//! An application outside the crate of its models, written against what is documented: each call of a repository, a
//! scope and a transaction, as it stood before the repositories became generic but for the renames in CHANGELOG.md.

use std::sync::Arc;
use std::time::Duration;

use larder::{Config, Error, IntoOption, Page, Paged, Result, TransactionOptions};
use voicehelper::models::{
    Conversation, ConversationId, ConversationStatus, Message, MessagePatch, MessageRole, NewConversation, NewMessage,
    NewTenant, NewUser, Session, Store, TenantPatch, TenantScope, User, UserId, UserPatch, UserRepository, UserStatus,
};

async fn store() -> Store {
    let store = Store::open(Config::for_url("sqlite::memory:")).await.unwrap();
    store.tenants().create(NewTenant::new("acme", "ACME")).await.unwrap();
    store
}

/// What takes a repository by value and gives back rows of its own.
async fn sign_up(users: UserRepository<'_>, name: &str) -> Result<Arc<User>> {
    let (user, is_new) = users.get_or_create_by_user_id(NewUser::new(name, name, name)).await?;
    assert!(is_new);
    users.touch_last_login_at(&*user).await?;
    Ok(user)
}

#[tokio::test]
async fn rows_are_written_and_read() {
    let store = store().await;
    let acme = store.tenant("acme");
    let user = sign_up(acme.users(), "ada").await.unwrap();
    let id: UserId = user.id;
    assert_eq!(acme.users().get(id).await.unwrap().user_id, "ada");
    assert_eq!(acme.users().get(&user).await.unwrap().id, id);
    assert!(acme.users().find(UserId::new()).await.unwrap().is_none());
    assert!(acme.users().exists(&*user).await.unwrap());
    acme.users().patch(id, UserPatch::new().email("ada@acme.example").status(UserStatus::Inactive)).await.unwrap();
    let changed =
        acme.users().update(User { nickname: "Ada".to_owned(), ..(*acme.users().get(id).await.unwrap()).clone() });
    assert_eq!(changed.await.unwrap().nickname, "Ada");
    assert!(acme.users().last_login_at(id).await.unwrap().is_some());
    acme.users().set_last_login_at(id, None).await.unwrap();
    assert_eq!(IntoOption::<String>::into_option("ada"), Some("ada".to_owned()));
    let many = acme.users().create_many(vec![NewUser::new("bob", "bob", "Bob"), NewUser::new("cem", "cem", "Cem")]);
    let many = many.await.unwrap();
    let found = acme.users().find_many(many.iter().map(|user| user.id)).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(acme.users().count().await.unwrap(), 3);
    assert_eq!(acme.users().count_by_status(UserStatus::Active).await.unwrap(), 2);
    let page: Paged<User> = acme.users().list(Page::first(2)).await.unwrap();
    let rest = acme.users().list(Page::after(&page.next.unwrap(), 2)).await.unwrap();
    assert_eq!((page.items.len(), rest.items.len()), (2, 1));
    assert_eq!(store.across_tenants().users().count().await.unwrap(), 3);
    assert_eq!(acme.users().delete_many(many.iter()).await.unwrap(), 2);
    acme.users().delete(id).await.unwrap();
    assert!(acme.users().get(id).await.unwrap_err().is_not_found());
    let refused = acme.users().create(NewUser::new("a", "b", "c")).await.unwrap_err();
    assert!(refused.violations().is_some());
    assert!(User::validate_user_id("a").is_err() && User::validate_email("ada@acme.example").is_ok());
    store.close().await;
}

#[tokio::test]
async fn rows_come_with_what_belongs_to_them() {
    let store = store().await;
    let acme = store.tenant("acme");
    let user = sign_up(acme.users(), "ada").await.unwrap();
    let talk: Conversation = acme.conversations().create(NewConversation::new(&*user, "a talk")).await.unwrap();
    for text in ["one", "two", "three"] {
        acme.messages().create(NewMessage::new(&talk, MessageRole::User, text)).await.unwrap();
    }
    let loaded = acme.conversations().load([talk.id]).with_last::<Message>(2).await.unwrap();
    assert_eq!((loaded[0].0.msg_count, loaded[0].1.len()), (3, 2));
    let ids: Vec<ConversationId> = loaded.iter().map(|(talk, _)| talk.id).collect();
    acme.messages().patch(loaded[0].1[0].id, MessagePatch::new().content("four")).await.unwrap();
    acme.conversations().delete(ids[0]).await.unwrap();
    acme.conversations().restore(ids[0]).await.unwrap();
    assert_eq!(acme.conversations().get(ids[0]).await.unwrap().status, ConversationStatus::Active);
    assert_eq!(acme.stats().await.unwrap().messages, 3);
}

/// An error of the application.
#[derive(Debug)]
enum Failure {
    Larder(Error),
    Refused,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Larder(error)
    }
}

async fn rename(store: &Store, name: &str) -> Result<u64, Failure> {
    let options = TransactionOptions::new().within(Duration::from_secs(9));
    store
        .transaction_with(options, async |tx: Session<'_>| {
            let tenant = tx.tenants().get_by_tenant_id("acme").await?;
            tx.tenants().patch(&tenant, TenantPatch::new().name(name)).await?;
            tx.tenant("acme")
                .transaction(
                    async |scope: TenantScope<'_>| {
                        if name.is_empty() { Err(Failure::Refused) } else { Ok(scope.users().count().await?) }
                    },
                )
                .await
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_run_in_tasks_of_their_own() {
    let store = store().await;
    let task = store.clone();
    assert_eq!(tokio::spawn(async move { rename(&task, "ACME 2").await }).await.unwrap().unwrap(), 0);
    assert!(matches!(rename(&store, "").await, Err(Failure::Refused)));
    assert!(!matches!(rename(&store, "ACME 3").await, Err(Failure::Larder(error)) if error.is_not_found()));
    let owned = store.begin().await.unwrap();
    sign_up(owned.session().tenant("acme").users(), "ada").await.unwrap();
    owned.rollback().await.unwrap();
    let owned = store.begin().await.unwrap();
    sign_up(owned.session().tenant("acme").users(), "bob").await.unwrap();
    owned.commit().await.unwrap();
    let scope = store.within(Duration::from_secs(5)).tenant("acme");
    let (users, talks) = tokio::try_join!(scope.users().list(Page::first(10)), scope.conversations().count()).unwrap();
    assert_eq!((users.items[0].user_id.as_str(), talks), ("bob", 0));
    assert!(store.health().await.database.is_ok());
}

/// Figures of the application, which it keeps in a region of its own.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Figures {
    users: u64,
}

larder::cached! { Figures = 1 }

/// The names that the table of renames in CHANGELOG.md gives, used as an application uses them.
#[tokio::test]
async fn names_of_the_changelog_are_there() {
    use larder::cache::{CacheManager, InvalidationReport};
    use larder::migrate::{Event, MigrationRun, Migrator, RollbackTarget};
    use larder::validate::{Pattern, PatternError, Temporal};
    use larder::{Db, Invalidate, Loader};

    let store = store().await;
    let db: &Db = store.db();
    db.ping().await.unwrap();
    let cache: &CacheManager = store.cache();
    let report: InvalidationReport = cache.invalidate(&[Invalidate::Region { region: "users" }]).await;
    assert_eq!((report.invalidations, report.unconfirmed), (1, 0));
    let figures = Figures { users: 3 };
    let own = cache.values("figures");
    own.set_json("today", &figures, None).await.unwrap();
    assert_eq!(own.get_json("today").await.unwrap(), Some(figures));
    let migrator: Migrator = store.migrator().on_event(|event| {
        if let Event::LockTimeout { attempt, of, .. } = event {
            assert!(attempt <= of);
        }
    });
    let applied: Vec<MigrationRun> = migrator.migrate().await.unwrap().applied;
    assert_eq!(applied, []);
    assert_eq!(migrator.losses(RollbackTarget::Last(1)).await.unwrap(), [], "no row is in the last table");
    let acme = store.tenant("acme");
    assert_eq!(acme.users().tenant(), Some("acme"));
    let loader: Loader<'_, Conversation> = acme.conversations().load([ConversationId::new()]);
    assert!(loader.with_last::<Message>(3).await.unwrap().is_empty());
    let refused: PatternError = Pattern::parse("(").unwrap_err();
    assert!(matches!(Error::from(refused).kind(), larder::ErrorKind::Configuration(_)));
    assert!(larder::now().compared_to(larder::now()).is_some());
}
