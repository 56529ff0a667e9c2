//! What hooks see of each write, and a rule that asks the database.

use integration::corners::models::{Account, AccountId, AccountPatch, Entry, EntryRepository, NewAccount, Store};
use integration::{Backend, on_every_engine};
use larder::{ErrorKind, Result};

use super::corners;

on_every_engine!(
    each_way_of_writing_a_row_is_seen,
    what_a_hook_refuses_is_not_written,
    a_rule_that_asks_the_database_reports_as_any,
    a_hook_is_a_part_of_the_transaction,
    hooks_of_many_writers_miss_nothing,
);

/// Returns the book since it was read last.
async fn told(store: &Store) -> Vec<(String, Option<i64>, Option<i64>)> {
    let entries = store.entries().select().order_by(Entry::ID.asc()).all().await.unwrap();
    store.entries().delete_many(entries.iter().map(|entry| entry.id)).await.unwrap();
    entries.into_iter().map(|entry| (entry.what, entry.before, entry.after)).collect()
}

fn line(
    what: &str,
    before: impl Into<Option<i64>>,
    after: impl Into<Option<i64>>,
) -> (String, Option<i64>, Option<i64>) {
    (what.to_owned(), before.into(), after.into())
}

async fn account(store: &Store, number: &str, balance: i64) -> Account {
    store.accounts().create(NewAccount::new(number, number).balance(balance)).await.unwrap()
}

async fn each_way_of_writing_a_row_is_seen(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let accounts = store.accounts();
    let one = account(&store, "one", 1).await;
    assert_eq!(told(&store).await, [line("created", None, 1)]);
    let new = |number: &str| NewAccount::new(number, number).balance(7);
    let many = accounts.create_many(vec![new("two"), new("three")]).await.unwrap();
    assert_eq!(told(&store).await, [line("created", None, 7), line("created", None, 7)]);
    assert!(many[0].id.0 > 0 && many[0].id != many[1].id);

    accounts.patch(&one, AccountPatch::new().balance(2)).await.unwrap();
    assert_eq!(told(&store).await, [line("changed", 1, 2)]);
    assert_eq!(accounts.get(&one).await.unwrap().balance, 2);
    let mut row = Account::clone(&*accounts.get(&one).await.unwrap());
    row.balance = 3;
    let row = accounts.update(row).await.unwrap();
    assert_eq!((told(&store).await, row.balance, row.revision), (vec![line("changed", 2, 3)], 3, 2));
    accounts.patch_if(&one, row.revision, AccountPatch::new().balance(4)).await.unwrap();
    assert!(
        accounts.patch_if(&one, row.revision, AccountPatch::new().balance(9)).await.unwrap_err().is_stale_version()
    );
    assert_eq!(told(&store).await, [line("changed", 3, 4)]);
    assert_eq!(accounts.increment(&one, Account::BALANCE, 3).await.unwrap().balance, 7);
    assert_eq!(told(&store).await, [line("changed", 4, 7)]);
    accounts.patch_with(&one, |row| AccountPatch::new().balance(row.balance * 2)).await.unwrap();
    accounts.patch_many([(one.id, AccountPatch::new().balance(15))]).await.unwrap();
    assert_eq!(told(&store).await, [line("changed", 7, 14), line("changed", 14, 15)]);

    let (found, is_new) = accounts.get_or_create_by_number(new("one")).await.unwrap();
    assert_eq!((found.balance, is_new), (15, false));
    let change = |row: &Account| AccountPatch::new().balance(row.balance + 1);
    assert!(!accounts.upsert_by_number(new("one"), change).await.unwrap().1);
    assert!(accounts.upsert_by_number(new("four"), change).await.unwrap().1);
    assert_eq!(told(&store).await, [line("changed", 15, 16), line("created", None, 7)]);

    let sevens = || store.accounts().select().filter(Account::BALANCE.eq(7));
    assert_eq!(sevens().update_where(AccountPatch::new().balance(0)).await.unwrap(), 3);
    assert_eq!(told(&store).await, vec![line("changed", 7, 0); 3]);
    let empty = || store.accounts().select().filter(Account::BALANCE.eq(0)).order_by(Account::ID.asc());
    assert_eq!(empty().delete_batch(1).await.unwrap(), 1);
    assert_eq!(empty().delete_where().await.unwrap(), 2);
    assert_eq!(told(&store).await, vec![line("deleted", 0, None); 3]);
    accounts.restore(&many[0]).await.unwrap();
    assert_eq!(told(&store).await, [line("restored", None, 0)]);
    accounts.delete(&many[0]).await.unwrap();
    accounts.restore(&many[0]).await.unwrap();
    let version = accounts.get(&many[0]).await.unwrap().revision;
    assert!(accounts.delete_if(&many[0], version + 1).await.unwrap_err().is_stale_version());
    accounts.delete_if(&many[0], version).await.unwrap();
    assert_eq!(told(&store).await, [line("deleted", 0, None), line("restored", None, 0), line("deleted", 0, None)]);
    // Of a row that is marked already, nothing more is told.
    accounts.delete_permanently(&many[0]).await.unwrap();
    assert_eq!(told(&store).await, []);
    accounts.patch(&one, AccountPatch::new().balance(0)).await.unwrap();
    assert_eq!(accounts.delete_many([one.id, one.id, AccountId(99_999)]).await.unwrap(), 1);
    assert_eq!(told(&store).await, [line("changed", 16, 0), line("deleted", 0, None)]);
    assert!(accounts.delete(&one).await.unwrap_err().is_not_found());
    assert!(accounts.patch(&one, AccountPatch::new().balance(1)).await.unwrap_err().is_not_found());
    assert_eq!(told(&store).await, []);
}

async fn what_a_hook_refuses_is_not_written(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let (full, empty) = (account(&store, "full", 1).await, account(&store, "empty", 0).await);
    told(&store).await;
    for refused in [
        store.accounts().delete(&full).await.unwrap_err(),
        store.accounts().delete_many([&empty, &full]).await.unwrap_err(),
        store.accounts().delete_permanently(&full).await.unwrap_err(),
    ] {
        assert!(matches!(refused.kind(), ErrorKind::Database(what) if what == "full is not empty"), "{refused}");
    }
    assert_eq!(store.accounts().select().count().await.unwrap(), 2);
    assert_eq!(told(&store).await, []);
    // A key that is taken undoes the hook's write with it.
    assert!(store.accounts().create(NewAccount::new("full", "x")).await.unwrap_err().is_unique_violation());
    assert_eq!(told(&store).await, []);
}

async fn a_rule_that_asks_the_database_reports_as_any(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    for number in ["a", "b", "c"] {
        store.accounts().create(NewAccount::new(number, "ada")).await.unwrap();
    }
    let other = account(&store, "d", 0).await;
    let errors = [
        store.accounts().create(NewAccount::new("e", "ada")).await.unwrap_err(),
        store.accounts().patch(&other, AccountPatch::new().holder("ada")).await.unwrap_err(),
        store.accounts().create_many(vec![NewAccount::new("f", "f"), NewAccount::new("g", "ada")]).await.unwrap_err(),
    ];
    for error in errors {
        let ErrorKind::Invalid(violations) = error.kind() else { panic!("{error}") };
        let said: Vec<_> = violations.iter().map(|violation| (violation.path(), violation.code())).collect();
        assert_eq!(said, [("holder", "room")]);
    }
    // The cheap rules come first.
    let error = store.accounts().create(NewAccount::new("x".repeat(30), "ada")).await.unwrap_err();
    let ErrorKind::Invalid(violations) = error.kind() else { panic!("{error}") };
    assert_eq!(violations.iter().map(|violation| violation.path()).collect::<Vec<_>>(), ["number"]);
    assert_eq!(store.accounts().select().count().await.unwrap(), 4);
}

async fn a_hook_is_a_part_of_the_transaction(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let failed: Result<()> = store
        .transaction(async |tx| {
            let account = tx.accounts().create(NewAccount::new("a", "a")).await?;
            // Hooks see what the transaction wrote, and it sees what they wrote.
            tx.accounts().patch(&account, AccountPatch::new().balance(5)).await?;
            assert_eq!(tx.entries().select().count().await?, 2);
            tx.accounts().delete(&account).await
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(store.accounts().select().count().await.unwrap(), 0);
    assert_eq!(told(&store).await, []);
}

async fn hooks_of_many_writers_miss_nothing(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let account = account(&store, "busy", 0).await;
    told(&store).await;
    let add = async || {
        for _ in 0..5 {
            store.accounts().increment(&account, Account::BALANCE, 1).await.unwrap();
        }
    };
    tokio::join!(add(), add(), add());
    let executor = store.db().executor();
    let entries = EntryRepository::new(executor).select().order_by(Entry::AFTER.asc()).all().await.unwrap();
    let steps: Vec<_> = entries.iter().map(|entry| (entry.before.unwrap(), entry.after.unwrap())).collect();
    assert_eq!(steps, (0..15).map(|balance| (balance, balance + 1)).collect::<Vec<_>>());
}
