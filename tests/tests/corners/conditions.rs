//! A constant with a space at its end is another one than without, in conditions of indexes, keys, aggregates and
//! rules.

use integration::corners::models::{NewParcel, Parcel, Store};
use integration::{Backend, Client, on_every_engine};

use super::{corners, page};

on_every_engine!(lists_and_figures_tell_spaces, a_key_covers_the_rows_of_its_condition, a_rule_tells_spaces,);

/// What differs in spaces, in case, and in its order from bytes to languages.
const STATES: [&str; 9] = ["open", "open ", "open  ", "OPEN", "open\t", "opens", "", "Open ", "öpen"];

async fn fill(store: &Store) -> Vec<Parcel> {
    let mut rows = Vec::new();
    for (nth, state) in STATES.iter().enumerate() {
        let new = NewParcel::new(format!("c{nth}"), *state).weight(1 << nth);
        rows.push(store.parcels().create(new).await.unwrap());
    }
    rows
}

async fn lists_and_figures_tell_spaces(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let rows = fill(&store).await;
    let parcels = || store.parcels();
    let figures = parcels().figures().await.unwrap();
    let lists = [
        ("padded", parcels().list_padded(page()).await, parcels().count_padded().await, figures.padded),
        ("plain", parcels().list_plain(page()).await, parcels().count_plain().await, figures.plain),
        ("unpadded", parcels().list_unpadded(page()).await, parcels().count_unpadded().await, figures.unpadded),
        ("beyond", parcels().list_beyond(page()).await, parcels().count_beyond().await, figures.beyond),
        ("before", parcels().list_before(page()).await, parcels().count_before().await, figures.before),
    ];
    for (name, list, count, figure) in lists {
        let is_in = |state: &str| match name {
            "padded" => state == "open ",
            "plain" => state == "open",
            "unpadded" => state != "open ",
            "beyond" => state.as_bytes() > b"open".as_slice(),
            _ => state.as_bytes() <= b"open ".as_slice(),
        };
        let expected: Vec<&str> = rows.iter().map(|row| row.state.as_str()).filter(|state| is_in(state)).collect();
        let list = list.unwrap();
        assert_eq!(list.iter().map(|row| row.state.as_str()).collect::<Vec<_>>(), expected, "{name}");
        assert_eq!(count.unwrap(), expected.len() as u64, "{name}");
        assert_eq!(figure, i64::try_from(expected.len()).unwrap(), "{name}");
    }
    assert_eq!(figures.weight, 2);
}

async fn a_key_covers_the_rows_of_its_condition(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let parcels = store.parcels();
    let new = |code: &str, state: &str| NewParcel::new(code, state).depot(state.trim_end().len().to_string());
    // `code` is a key where the state is "open ", `code, depot` wherever it is not "open".
    let padded = parcels.create(new("x", "open ")).await.unwrap();
    for state in ["open", "open", "shut", "OPEN  "] {
        parcels.create(new("x", state).depot(state.to_lowercase().trim_end().to_owned() + "!")).await.unwrap();
    }
    let taken = parcels.create(new("x", "open ").depot("elsewhere")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Parcel.code"), "{taken}");
    let taken = parcels.create(new("x", "closed").depot("4")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Parcel.code, Parcel.depot"), "{taken}");
    assert_eq!(parcels.get_padded("x").await.unwrap().id, padded.id);
    assert_eq!(parcels.get_not_plain("x", "4").await.unwrap().id, padded.id);
    // An upsert adds to the one row, and stores what the condition leaves out.
    parcels.add(new("x", "open ").depot("other").weight(5)).await.unwrap();
    parcels.add(new("x", "open").weight(70)).await.unwrap();
    assert_eq!(parcels.get_padded("x").await.unwrap().weight, 5);
    assert_eq!(parcels.count().await.unwrap(), 6);
}

/// What the application does not check, the database does.
async fn a_rule_tells_spaces(backend: Backend) {
    let (store, database) = corners(&backend).await;
    store.parcels().create(NewParcel::new("a", "open").kind("a ".to_owned())).await.unwrap();
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    for (kind, is_allowed) in [("a ", true), ("a", false), ("b", true), ("b ", false)] {
        let sql = format!("UPDATE parcels SET kind = '{kind}' WHERE code = 'a'");
        assert_eq!(client.execute(&sql).await.is_ok(), is_allowed, "{kind:?}");
    }
}
