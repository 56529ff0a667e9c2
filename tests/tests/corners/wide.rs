//! A table has as many columns as it has; a set of them is no machine word.

use integration::corners::models::{NewWide, WidePatch};
use integration::{Backend, Client, Engine, on_every_engine};

use super::corners;

on_every_engine!(every_column_of_many_is_written, a_batch_of_wide_rows_is_stored, a_number_without_a_sign_is_read,);

async fn every_column_of_many_is_written(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let rows = store.wides();
    let row = rows.create(NewWide::new().c128(-128).c200(-200)).await.unwrap();
    assert_eq!((row.c001, row.c127, row.c128, row.c129, row.c200), (1, 127, -128, 129, -200));
    let last = |value| WidePatch::new().c200(value);
    rows.patch(&row, last(7)).await.unwrap();
    let read = rows.get(&row).await.unwrap();
    assert_eq!((read.c001, read.c073, read.c128, read.c200), (1, 73, -128, 7));
    // Columns that are a word's length apart are different ones, alone and together.
    for (nth, patch) in [WidePatch::new().c001(-1), WidePatch::new().c129(-2), WidePatch::new().c129(-3).c001(-3)]
        .into_iter()
        .enumerate()
    {
        rows.patch(&row, patch).await.unwrap();
        let read = rows.get(&row).await.unwrap();
        assert_eq!((read.c001, read.c129), [(-1, 129), (-1, -2), (-3, -3)][nth]);
        assert_eq!((read.c002, read.c128, read.c130, read.c200), (2, -128, 130, 7));
    }
    let version = rows.get(&row).await.unwrap().revision;
    rows.patch_if(&row, version, last(8)).await.unwrap();
    let stale = rows.patch_if(&row, version, last(9)).await.unwrap_err();
    assert!(stale.to_string().contains("Wide"), "{stale}");
    assert_eq!(rows.get(&row).await.unwrap().c200, 8);
    let mut whole = (*rows.get(&row).await.unwrap()).clone();
    (whole.c001, whole.c127, whole.c128, whole.c199, whole.c200) = (11, 12, 13, 14, 15);
    let written = rows.update(whole).await.unwrap();
    let read = rows.get(&row).await.unwrap();
    assert_eq!(*read, written);
    assert_eq!((read.c001, read.c002, read.c127, read.c128, read.c199, read.c200), (11, 2, 12, 13, 14, 15));
}

/// More values than one statement may have: 400 rows of 202 columns are 80,800.
async fn a_batch_of_wide_rows_is_stored(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let rows = store.wides();
    let many = (0..400).map(|value| NewWide::new().c200(value)).collect();
    let made = rows.create_many(many).await.unwrap();
    let found = rows.find_many(made.iter().map(|row| row.id)).await.unwrap();
    assert_eq!(found.iter().map(|row| row.c200).collect::<Vec<_>>(), (0..400).collect::<Vec<_>>());
    assert_eq!(rows.delete_many(made.iter().map(|row| row.id)).await.unwrap(), 400);
}

/// Only MySQL has such columns, in tables that larder did not make.
async fn a_number_without_a_sign_is_read(backend: Backend) {
    if backend.engine != Engine::MySql {
        return;
    }
    let (store, database) = corners(&backend).await;
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    let unsigned = "ALTER TABLE wides MODIFY revision BIGINT UNSIGNED NOT NULL DEFAULT 0,
        MODIFY c001 INT UNSIGNED NOT NULL DEFAULT 1, MODIFY c002 YEAR NOT NULL DEFAULT 2002";
    client.execute(unsigned).await.unwrap();
    let row = store.wides().create(NewWide::new().c001(i32::MAX).c002(2024)).await.unwrap();
    let read = store.wides().get(&row).await.unwrap();
    assert_eq!((read.revision, read.c001, read.c002), (0, i32::MAX, 2024));
    client.execute("UPDATE wides SET c001 = 4000000000").await.unwrap();
    let error = store.wides().get(&row).await.unwrap_err();
    assert!(error.to_string().contains("is too large"), "{error}");
}
