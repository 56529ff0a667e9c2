//! Keys of several columns, keys that hold the tenant, and references by a unique field, in structs.

use chrono::DateTime;
use integration::keys::models::{NewCurrency, NewLine, NewShop, NewTag};
use integration::{Backend, on_every_engine};
use larder::{Page, Repository, Timestamp, Value};

use super::keys;

/// A text with a type that the derive makes.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "tags")]
pub struct Label {
    #[field(primary, type = "string", length = 40)]
    pub word: LabelId,
    #[field(length = 40)]
    pub label: String,
}

/// A key of two references and a text.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "stops", version = "revision", soft_delete = "gone_at", index("word"), cache = "short")]
pub struct Halt {
    #[field(primary, belongs_to = Track)]
    pub line: i16,
    #[field(primary, belongs_to = Label)]
    pub word: LabelId,
    #[field(primary, length = 20)]
    pub place: String,
    #[field(default = 0)]
    pub minute: i32,
    #[field(default = 0)]
    pub revision: i32,
    pub gone_at: Option<Timestamp>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub(crate) enum Warmth {
    Warm,
    Cold,
}

/// A key of what is no reference.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "readings", index("sensor"))]
pub(crate) struct Measure {
    #[field(primary)]
    pub sensor: i32,
    #[field(primary)]
    pub taken_at: Timestamp,
    #[field(primary)]
    pub kind: Warmth,
    pub value: f64,
}

/// The tenant is in the key.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "booths", index("label asc"))]
pub struct Stand {
    #[field(belongs_to = Shop, tenant, primary)]
    pub shop_id: String,
    #[field(primary, type = "i32")]
    pub number: StandId,
    #[field(length = 20)]
    pub label: String,
    #[field(default = 0)]
    pub visits: i32,
}

/// A reference by a unique field.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "prices")]
pub struct Cost {
    #[field(primary)]
    pub id: i32,
    #[field(belongs_to = Coin, by = "code", on_update = "cascade")]
    pub currency_code: String,
    #[field(belongs_to = Coin, by = "code", on_delete = "set_null", deferrable = "deferred")]
    pub other_code: Option<String>,
    #[field(default = 0)]
    pub amount: i32,
    #[field(default = 0)]
    pub notes: i32,
}

/// A reference of several members.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "stop_notes", belongs_to("Halt", on = "line, tag, place", on_delete = "cascade"))]
pub struct HaltNote {
    #[field(primary)]
    pub id: i32,
    pub line: i16,
    #[field(length = 40)]
    pub tag: String,
    #[field(length = 20)]
    pub place: String,
    #[field(length = 100)]
    pub text: String,
}

larder::register!(Label, Halt, Measure, Stand, Cost, HaltNote);

on_every_engine!(
    a_key_of_several_columns,
    a_key_within_a_tenant,
    a_reference_by_a_unique_field,
    a_reference_of_several_members,
);

async fn a_key_of_several_columns(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.lines().create(NewLine::new(1, "one")).await.unwrap();
    store.tags().create(NewTag::new("red", "Red")).await.unwrap();
    let region = Halt::region(store.cache());
    let halts = HaltRepository::new(store.db().executor(), &region);
    let halt = halts.create(NewHalt::new(1_i16, "red", "park").minute(4)).await.unwrap();
    let key = HaltKey::new(1_i16, "red", "park");
    assert_eq!(HaltKey::from(&halt), key);
    for _ in 0..2 {
        assert_eq!(halts.get(&key).await.unwrap().minute, 4);
        assert_eq!(halts.find_many([&key, &HaltKey::new(2_i16, "red", "park")]).await.unwrap().len(), 1);
    }
    halts.patch(&key, HaltPatch::new().minute(5)).await.unwrap();
    assert_eq!(halts.list_by_word("red", Page::first(2)).await.unwrap().items[0].minute, 5);
    assert_eq!(halts.list_by_line(1_i16, Page::first(2)).await.unwrap().items.len(), 1);
    halts.delete(key.clone()).await.unwrap();
    assert!(halts.find(&key).await.unwrap().is_none());
    let measures = MeasureRepository::new(store.db().executor());
    let moment = DateTime::from_timestamp(5, 0).unwrap();
    measures.create(NewMeasure::new(7, moment, Warmth::Cold, 0.5)).await.unwrap();
    assert!(measures.exists(MeasureKey::new(7, moment, Warmth::Cold)).await.unwrap());
    assert!(!measures.exists(MeasureKey::new(7, moment, Warmth::Warm)).await.unwrap());
    assert_eq!(measures.list(Page::first(1)).await.unwrap().items[0].sensor, 7);
}

async fn a_key_within_a_tenant(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let [acme, other] = ["acme", "other"].map(|shop| StandRepository::new(store.db().executor(), shop));
    acme.create(NewStand::new(1, "east")).await.unwrap();
    other.create(NewStand::new(1, "west")).await.unwrap();
    assert_eq!(acme.get(1).await.unwrap().label, "east");
    assert_eq!(other.get(StandId(1)).await.unwrap().label, "west");
    acme.delete(1).await.unwrap();
    assert!(other.exists(1).await.unwrap());
    assert_eq!(store.tenant("other").booths().get(1).await.unwrap().label, "west");
}

async fn a_reference_by_a_unique_field(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.currencies().create(NewCurrency::new("EUR", "Euro")).await.unwrap();
    let costs = CostRepository::new(store.db().executor());
    let cost = costs.create(NewCost::new("EUR").amount(3)).await.unwrap();
    assert_eq!(costs.get(cost.id).await.unwrap().currency_code, "EUR");
    assert_eq!(costs.list_by_currency_code("EUR", Page::first(2)).await.unwrap().items, [cost]);
    assert!(costs.create(NewCost::new("XXX")).await.unwrap_err().is_foreign_key_violation());
}

async fn a_reference_of_several_members(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.lines().create(NewLine::new(1, "one")).await.unwrap();
    store.tags().create(NewTag::new("red", "Red")).await.unwrap();
    let region = Halt::region(store.cache());
    let halts = HaltRepository::new(store.db().executor(), &region);
    halts.create(NewHalt::new(1_i16, "red", "park")).await.unwrap();
    let notes = HaltNoteRepository::new(store.db().executor());
    let note = notes.create(NewHaltNote::new(1, "red", "park", "here")).await.unwrap();
    let page = notes.list_by_line_and_tag_and_place(1, "red", "park", Page::first(2)).await.unwrap();
    assert_eq!(page.items, [note]);
    assert!(notes.create(NewHaltNote::new(1, "red", "pier", "x")).await.unwrap_err().is_foreign_key_violation());
    assert!(notes.create(NewHaltNote::new(1, "red", "park ", "x")).await.unwrap_err().is_invalid());
}
