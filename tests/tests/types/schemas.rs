//! Tables in schemas of PostgreSQL's: every statement finds them, whatever the connection's path is.

use integration::types::models::{Account, AccountId, AccountPatch, NewAccount, NewGuest, NewPayment, Payment, Store};
use integration::{Backend, Engine, on_every_engine};
use larder::migrate::Migrator;

use super::{page, types};

on_every_engine!(
    rows_of_schemas_are_written_and_read,
    counters_and_references_lead_across_schemas,
    errors_of_schemas_name_the_fields,
    queries_join_and_write_in_schemas,
    no_path_of_the_connection_changes_what_is_read,
);

async fn account(store: &Store, number: &str) -> Account {
    store.accounts().create(NewAccount::new(number, format!("account {number} of somebody"))).await.unwrap()
}

async fn rows_of_schemas_are_written_and_read(backend: Backend) {
    let (store, database) = types(&backend).await;
    let accounts = store.accounts();
    let first = account(&store, "1").await;
    let more = vec![NewAccount::new("2", "second in line"), NewAccount::new("3", "third in line").credit(5)];
    let many = accounts.create_many(more).await.unwrap();
    assert!(many.iter().all(|one| one.id != first.id), "{many:?}");
    assert_eq!(accounts.get(&first).await.unwrap().number, "1");
    assert_eq!(accounts.get_by_number("3").await.unwrap().credit, 5);
    let found = accounts.search("line", page()).await.unwrap();
    assert_eq!(found.items.len(), 2);
    accounts.patch(&first, AccountPatch::new().title("renamed line")).await.unwrap();
    assert_eq!(accounts.search("line", page()).await.unwrap().items.len(), 3);
    let changed =
        accounts.update(Account { credit: 9, ..(*accounts.get(&first).await.unwrap()).clone() }).await.unwrap();
    assert_eq!((changed.credit, changed.revision), (9, 2));
    accounts.add(NewAccount::new("1", "again").credit(1)).await.unwrap();
    assert_eq!(accounts.get(&first).await.unwrap().credit, 10);
    let more = |_: &Account| AccountPatch::new().credit(3);
    let (_, is_new) = accounts.upsert_by_number(NewAccount::new("4", "new"), more).await.unwrap();
    let (upserted, is_again) = accounts.upsert_by_number(NewAccount::new("4", "newer"), more).await.unwrap();
    assert_eq!((is_new, is_again, upserted.credit, upserted.title.as_str()), (true, false, 3, "new"));
    let read = accounts.find_many([first.id, many[0].id]).await.unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(accounts.delete_many([many[0].id, many[1].id]).await.unwrap(), 2);
    accounts.delete(upserted.id).await.unwrap();
    assert_eq!(accounts.count().await.unwrap(), 1);
    if backend.engine == Engine::Postgres {
        let mut client = integration::Client::connect(backend.engine, database.url()).await.unwrap();
        let tables = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('billing', 'Money in')";
        let tables: Vec<String> = client.query(tables).await.unwrap().into_iter().flatten().flatten().collect();
        assert_eq!(tables.len(), 2, "{tables:?}");
    }
}

async fn counters_and_references_lead_across_schemas(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let (guests, accounts, payments) = (store.guests(), store.accounts(), store.payments());
    let guest = guests.create(NewGuest::new("Anna")).await.unwrap();
    let owned = accounts.create(NewAccount::new("1", "hers").guest_id(Some(guest.id))).await.unwrap();
    let first = payments.create(NewPayment::new(&owned, 5)).await.unwrap();
    payments.create_many(vec![NewPayment::new(&owned, 7), NewPayment::new(&owned, 11)]).await.unwrap();
    let counted = accounts.get(&owned).await.unwrap();
    assert_eq!((counted.payments, counted.paid), (3, 23));
    assert_eq!(payments.list_by_account(&owned, page()).await.unwrap().items.len(), 3);
    let figures = payments.figures().await.unwrap();
    assert_eq!((figures.paid, figures.payments), (23, 3));
    payments.delete(&first).await.unwrap();
    assert_eq!(accounts.get(&owned).await.unwrap().paid, 18);
    // The account loses its guest, and takes its payments along.
    guests.delete(guest.id).await.unwrap();
    assert_eq!(accounts.get(&owned).await.unwrap().guest_id, None);
    accounts.delete(&owned).await.unwrap();
    assert_eq!(payments.count().await.unwrap(), 0);
}

async fn errors_of_schemas_name_the_fields(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let first = account(&store, "1").await;
    let taken = store.accounts().create(NewAccount::new("1", "another")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Account.number"), "{taken}");
    let lost = Account { id: AccountId::from(99), ..first };
    let missing = store.payments().create(NewPayment::new(&lost, 1)).await.unwrap_err();
    assert!(missing.to_string().contains("Payment.account_id") || missing.to_string().contains("Account"), "{missing}");
    let wide = store.payments().create(NewPayment::new(&lost, 0)).await.unwrap_err();
    assert!(wide.violations().is_some(), "{wide}");
}

async fn queries_join_and_write_in_schemas(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let guest = store.guests().create(NewGuest::new("Anna")).await.unwrap();
    let rich = store.accounts().create(NewAccount::new("1", "rich").guest_id(Some(guest.id))).await.unwrap();
    let poor = account(&store, "2").await;
    let payments = store.payments();
    payments.create_many(vec![NewPayment::new(&rich, 500), NewPayment::new(&poor, 1)]).await.unwrap();
    let of_rich = payments.select().filter(Payment::ACCOUNT_ID.to(Account::TITLE).eq("rich")).all().await.unwrap();
    assert_eq!(of_rich.iter().map(|one| one.amount).collect::<Vec<_>>(), [500]);
    let with = store.accounts().select().filter(Payment::ACCOUNT.any(Payment::AMOUNT.gt(100))).all().await;
    assert_eq!(with.unwrap().iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), ["1"]);
    let locked =
        store.transaction(async |tx| tx.accounts().select().filter(Account::NUMBER.eq("1")).lock().await).await;
    assert_eq!(locked.unwrap().len(), 1);
    let written =
        store.accounts().select().filter(Account::NUMBER.eq("2")).update_where(AccountPatch::new().credit(4)).await;
    assert_eq!(written.unwrap(), 1);
}

async fn no_path_of_the_connection_changes_what_is_read(backend: Backend) {
    let (store, database) = types(&backend).await;
    account(&store, "1").await;
    // A pooler takes no options of a connection.
    if backend.engine != Engine::Postgres || database.is_pooled() {
        return;
    }
    // The path begins with the schema of a table, and the store finds its tables all the same.
    let url = format!(
        "{}{}options=-csearch_path%3Dpublic,billing",
        database.url(),
        if database.url().contains('?') { "&" } else { "?" }
    );
    let mut settings = integration::configuration(&database);
    settings.database.url = url;
    let snapshot = |config| async move {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("types/migrations");
        Migrator::from_folder(config, folder).snapshot().await.unwrap()
    };
    let usual = integration::configuration(&database);
    let [one, other] = [snapshot(&usual.database).await, snapshot(&settings.database).await];
    assert!(one.has("table billing.accounts") && one.has("table Money in.paymentRows"), "{one}");
    assert!(other.has("table billing.accounts") && other.has("table Money in.paymentRows"), "{other}");
    let elsewhere = Store::open(settings).await.unwrap();
    assert_eq!(elsewhere.accounts().count().await.unwrap(), 1);
}
