//! Rows of two entities that a table in between ties to each other.

use integration::keys::models::{
    Band, BandGenreKey, Genre, NewBand, NewGenre, NewShop, NewStall, NewWare, Stall, Store, Ware,
};
use integration::{Backend, on_every_engine};
use larder::{ErrorKind, Page};

use super::keys;

on_every_engine!(
    rows_are_tied_and_untied,
    both_directions_have_the_same,
    a_set_keeps_what_stays,
    many_are_loaded_in_three_statements,
    pages_go_on_behind_a_tied_row,
    ties_count_and_go_with_their_ends,
    ties_within_a_tenant,
    ties_in_a_transaction,
);

async fn music(store: &Store) -> [Band; 2] {
    let genres = ["folk", "jazz", "punk"].map(NewGenre::new).to_vec();
    store.genres().create_many(genres).await.unwrap();
    let bands = store.bands().create_many(vec![NewBand::new("One"), NewBand::new("Two")]).await.unwrap();
    bands.try_into().unwrap()
}

async fn genres(store: &Store, band: &Band) -> Vec<String> {
    let page = store.bands().many::<Genre>(band).list(Page::first(9)).await.unwrap();
    page.items.into_iter().map(|genre| genre.id.0).collect()
}

async fn rows_are_tied_and_untied(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [one, two] = music(&store).await;
    assert_eq!(store.bands().many::<Genre>(&one).add(["jazz", "folk", "jazz"]).await.unwrap(), 2);
    assert_eq!(store.bands().many::<Genre>(&one).add(["jazz", "punk"]).await.unwrap(), 1);
    assert_eq!(store.bands().many::<Genre>(&one).add(Vec::<String>::new()).await.unwrap(), 0);
    assert_eq!(genres(&store, &one).await, ["folk", "jazz", "punk"]);
    assert_eq!(genres(&store, &two).await, Vec::<String>::new());
    assert_eq!(store.bands().many::<Genre>(&one).count().await.unwrap(), 3);
    assert_eq!(store.bands().many::<Genre>(&one).remove(["jazz", "none"]).await.unwrap(), 1);
    assert_eq!(genres(&store, &one).await, ["folk", "punk"]);
    let missing = store.bands().many::<Genre>(&one).add(["none"]).await.unwrap_err();
    assert!(missing.is_foreign_key_violation(), "{missing}");
    assert!(store.band_genres().exists(BandGenreKey::new(&one, "folk")).await.unwrap());
}

async fn both_directions_have_the_same(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [one, two] = music(&store).await;
    assert_eq!(store.genres().many::<Band>("jazz").add([&two, &one]).await.unwrap(), 2);
    assert_eq!(genres(&store, &one).await, ["jazz"]);
    store.genres().many::<Band>("jazz").set([&two]).await.unwrap();
    assert_eq!(genres(&store, &one).await, Vec::<String>::new());
    let bands = store.genres().many::<Band>("jazz").list(Page::first(5)).await.unwrap();
    assert_eq!(bands.items, [two]);
}

async fn a_set_keeps_what_stays(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [one, two] = music(&store).await;
    for wanted in [&["folk", "jazz"][..], &["jazz", "punk"], &["jazz", "punk"], &[], &["folk"]] {
        store.bands().many::<Genre>(&one).set(wanted.iter().copied()).await.unwrap();
        assert_eq!(genres(&store, &one).await, wanted);
    }
    let many = || store.bands().many::<Genre>(&two);
    let all = tied_at_once(&store, &two).await;
    assert_eq!(all, 3, "each is tied once");
    assert_eq!(many().count().await.unwrap(), 3);
}

/// Ties the same rows several times at once, and returns how many ties were made.
async fn tied_at_once(store: &Store, band: &Band) -> u64 {
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (store, id) = (store.clone(), band.id);
            tokio::spawn(async move { store.bands().many::<Genre>(id).add(["folk", "jazz", "punk"]).await })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += task.await.unwrap().unwrap();
    }
    made
}

async fn many_are_loaded_in_three_statements(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [one, two] = music(&store).await;
    store.bands().many::<Genre>(&one).add(["jazz", "folk"]).await.unwrap();
    store.bands().many::<Genre>(&two).add(["jazz"]).await.unwrap();
    let before = store.db().statistics().total.executions;
    let loaded = store.bands().load([&two, &one]).with_many::<Genre>().await.unwrap();
    assert!(store.db().statistics().total.executions - before <= 3);
    let found: Vec<(&str, Vec<&str>)> = loaded
        .iter()
        .map(|(band, genres)| (band.name.as_str(), genres.iter().map(|genre| genre.id.0.as_str()).collect()))
        .collect();
    assert_eq!(found, [("Two", vec!["jazz"]), ("One", vec!["folk", "jazz"])]);
    store.genres().delete("jazz").await.unwrap();
    let loaded = store.bands().load([&two, &one]).with_many::<Genre>().await.unwrap();
    assert_eq!(loaded.iter().map(|(_, genres)| genres.len()).collect::<Vec<_>>(), [0, 1], "marked rows are left out");
    assert_eq!(genres(&store, &one).await, ["folk"]);
}

async fn pages_go_on_behind_a_tied_row(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [one, _] = music(&store).await;
    store.bands().many::<Genre>(&one).set(["folk", "jazz", "punk"]).await.unwrap();
    let first = store.bands().many::<Genre>(&one).list(Page::first(2)).await.unwrap();
    assert_eq!(first.items.len(), 2);
    let next = Page::after(&first.next.unwrap(), 2);
    let rest = store.bands().many::<Genre>(&one).list(next).await.unwrap();
    assert_eq!(rest.items[0].id.0, "punk");
    assert!(rest.next.is_none());
}

async fn ties_count_and_go_with_their_ends(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [one, two] = music(&store).await;
    store.genres().many::<Band>("folk").add([&one, &two]).await.unwrap();
    assert_eq!(store.genres().get("folk").await.unwrap().bands, 2);
    store.bands().delete(&one).await.unwrap();
    assert_eq!(store.genres().get("folk").await.unwrap().bands, 1);
    store.genres().many::<Band>("folk").set(Vec::<i32>::new()).await.unwrap();
    assert_eq!(store.genres().get("folk").await.unwrap().bands, 0);
}

async fn ties_within_a_tenant(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let (acme, other) = (store.tenant("acme"), store.tenant("other"));
    for scope in [&acme, &other] {
        scope.wares().create_many(vec![NewWare::new(1, "ink"), NewWare::new(2, "pen")]).await.unwrap();
    }
    let stall = acme.stalls().create(NewStall::new("one")).await.unwrap();
    assert_eq!(acme.stalls().many::<Ware>(&stall).add([1, 2]).await.unwrap(), 2);
    assert_eq!(acme.stalls().get(&stall).await.unwrap().wares, 2);
    let missing = other.stalls().many::<Ware>(&stall).add([1]).await.unwrap_err();
    assert!(missing.is_foreign_key_violation() || missing.is_not_found(), "{missing}");
    assert!(other.stalls().many::<Ware>(&stall).list(Page::first(5)).await.unwrap().items.is_empty());
    assert_eq!(other.stalls().many::<Ware>(&stall).remove([1]).await.unwrap(), 0);
    assert_eq!(other.wares().many::<Stall>(1).count().await.unwrap(), 0);
    assert_eq!(acme.wares().many::<Stall>(1).list(Page::first(5)).await.unwrap().items.len(), 1);
    let stocks = acme.stocks().list_by_stall(&stall, Page::first(5)).await.unwrap();
    assert_eq!(acme.stocks().get(stocks.items[0].id).await.unwrap().amount, 1);
    let loaded = acme.stalls().load([&stall]).with_many::<Ware>().await.unwrap();
    assert_eq!(loaded[0].1.iter().map(|ware| ware.name.as_str()).collect::<Vec<_>>(), ["ink", "pen"]);
    acme.stalls().many::<Ware>(&stall).set([2]).await.unwrap();
    assert_eq!(acme.stalls().get(&stall).await.unwrap().wares, 1);
    let rows = acme.stocks().list_by_stall(&stall, Page::first(5)).await.unwrap().items;
    for row in &rows {
        assert!(acme.stocks().exists(row.id).await.unwrap());
    }
    acme.stalls().many::<Ware>(&stall).set(Vec::<i32>::new()).await.unwrap();
    assert!(!acme.stocks().exists(rows[0].id).await.unwrap(), "the cached row in between went");
}

async fn ties_in_a_transaction(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [one, two] = music(&store).await;
    store
        .transaction(async |tx| {
            tx.bands().many::<Genre>(&one).add(["folk"]).await?;
            tx.bands().many::<Genre>(&one).set(["folk", "punk"]).await?;
            tx.genres().many::<Band>("folk").remove([&one]).await?;
            Ok::<_, larder::Error>(())
        })
        .await
        .unwrap();
    assert_eq!(genres(&store, &one).await, ["punk"]);
    let taken_back = store
        .transaction(async |tx| {
            tx.bands().many::<Genre>(&two).set(["jazz"]).await?;
            Err::<(), _>(larder::Error::new(ErrorKind::Database("no".to_owned())))
        })
        .await;
    assert!(taken_back.is_err());
    assert_eq!(genres(&store, &two).await, Vec::<String>::new());
}
