//! The same keys in structs: with a type that the derive makes, as they are, and as types of the program's own.

use integration::keys::models;
use integration::{Backend, on_every_engine};
use larder::{Date, Page, Repository, Value};

use super::keys;

/// A text with a type that the derive makes.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "tags", soft_delete = "gone_at", version = "revision", unique("label"), cache = "short")]
pub struct Word {
    #[field(primary, type = "string", length = 40)]
    pub word: WordId,
    #[field(length = 40)]
    pub label: String,
    #[field(default = 0)]
    pub revision: i32,
    #[field(default = 0)]
    pub uses: i32,
    #[field(default = 0)]
    pub stops: i32,
    #[field(default = 0)]
    pub minutes: i64,
    pub gone_at: Option<larder::Timestamp>,
}

/// A text as it is.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "countries", cache = "short")]
pub struct Land {
    #[field(primary, length = 2)]
    pub code: String,
    #[field(length = 100)]
    pub name: String,
    #[field(default = 0)]
    pub cities: i32,
    #[field(default = 0)]
    pub people: i64,
}

/// A number that the database makes, with a reference that holds a text as it is.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "cities", unique("country_code, name"), index("country_code, name asc"), cache = "short")]
#[repository(query(
    largest,
    sql = "SELECT country_code, COUNT(*) AS cities, MAX(people) AS most FROM cities
           WHERE country_code IN {country_code} AND people > {people} GROUP BY country_code ORDER BY country_code",
    rows(country_code = "country_code", cities = "i64", most = "people")
))]
#[repository(query(
    rename,
    sql = "UPDATE cities SET name = {name} WHERE id = {id}",
    touches("Town"),
    doc = "Gives a town another name."
))]
pub struct Town {
    #[field(primary, type = "i32")]
    pub id: TownId,
    #[field(belongs_to = Land)]
    pub country_code: String,
    #[field(length = 100)]
    pub name: String,
    #[field(default = 0)]
    pub people: i64,
}

/// A reference with a type, whatever it stands for.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "taggings", index("tag_word"), unique("tag_word, city_id"), cache = "short")]
pub struct Mark {
    #[field(primary)]
    pub id: i16,
    #[field(belongs_to = Word)]
    pub tag_word: WordId,
    #[field(belongs_to = Town)]
    pub city_id: Option<TownId>,
}

/// A number that the program gives.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "lines", cache = "short")]
pub struct Track {
    #[field(primary = "assigned")]
    pub number: i16,
    #[field(length = 50)]
    pub title: String,
}

/// A day as it is.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "holidays")]
pub struct Feast {
    #[field(primary)]
    pub day: Date,
    #[field(length = 50)]
    pub title: String,
    #[field(default = 0)]
    pub events: i32,
}

/// What a plan is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub(crate) enum Kind {
    Free,
    Pro,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "plans", cache = "short")]
pub(crate) struct Tariff {
    #[field(primary)]
    pub kind: Kind,
    pub price: i32,
}

/// A row that shares the key of another.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "city_halls", cache = "short")]
pub struct Hall {
    #[field(primary, belongs_to = Town)]
    pub city_id: TownId,
    #[field(length = 100)]
    pub address: String,
}

larder::register!(Word, Land, Town, Mark, Track, Feast, Tariff, Hall);

on_every_engine!(keys_with_a_type_of_their_own, keys_as_they_are, keys_that_are_shared,);

async fn keys_with_a_type_of_their_own(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let region = Word::region(store.cache());
    let words = WordRepository::new(store.db().executor(), &region);
    let red = words.create(NewWord::new("red", "Red")).await.unwrap();
    assert_eq!(red.word, WordId::from("red"));
    for _ in 0..2 {
        assert_eq!(words.get("red").await.unwrap().label, "Red");
        assert_eq!(words.get_by_label("Red").await.unwrap().word, red.word);
        assert_eq!(words.find_many(["red", "blue"]).await.unwrap().len(), 1);
    }
    assert!(words.create(NewWord::new("red ", "Space")).await.unwrap_err().is_invalid());
    assert!(words.find("red ").await.unwrap().is_none());
    assert!(words.create(NewWord::new("x".repeat(41), "Long")).await.unwrap_err().is_invalid());
    let region = Mark::region(store.cache());
    let marks = MarkRepository::new(store.db().executor(), &region);
    let mark = marks.create(NewMark::new(&red)).await.unwrap();
    assert!(marks.find_by_tag_word_and_city("red", TownId(1)).await.unwrap().is_none());
    assert_eq!(marks.list_by_tag_word(&red, Page::first(3)).await.unwrap().items, std::slice::from_ref(&mark));
    assert_eq!(marks.get(mark.id).await.unwrap().tag_word, red.word);
    // What one door writes the other reads.
    assert_eq!(store.taggings().get(mark.id).await.unwrap().tag_word.0, "red");
    let missing = marks.create(NewMark::new("red ")).await.unwrap_err();
    assert!(missing.is_invalid(), "{missing}");
}

async fn keys_as_they_are(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let region = Land::region(store.cache());
    let lands = LandRepository::new(store.db().executor(), &region);
    let austria = lands.create(NewLand::new("AT", "Austria")).await.unwrap();
    lands.patch(&austria, LandPatch::new().name("Österreich")).await.unwrap();
    assert_eq!(lands.get("AT").await.unwrap().name, "Österreich");
    for code in ["AT ", "at", "AT\0"] {
        assert!(lands.find(code).await.unwrap().is_none());
        assert!(lands.find_many([code]).await.unwrap().is_empty());
        assert_eq!(lands.delete_many([code]).await.unwrap(), 0);
        assert!(lands.patch(code, LandPatch::new().name("none")).await.unwrap_err().is_not_found());
    }
    let region = Town::region(store.cache());
    let towns = TownRepository::new(store.db().executor(), &region);
    let graz = towns.create(NewTown::new("AT", "Graz")).await.unwrap();
    assert_eq!(towns.get_by_country_code_and_name("AT", "Graz").await.unwrap().id, graz.id);
    assert_eq!(towns.list_by_country_code(&austria, Page::first(2)).await.unwrap().items, std::slice::from_ref(&graz));
    assert_eq!(store.cities().get(graz.id.0).await.unwrap().country_code.0, "AT");
    assert_eq!(towns.largest(&["AT".to_owned(), "CH".to_owned()], 0).await.unwrap(), []);
    towns.patch(&graz, TownPatch::new().people(300_000)).await.unwrap();
    let largest = towns.largest(&["AT".to_owned()], 1).await.unwrap();
    assert_eq!(largest, [TownLargest { country_code: "AT".to_owned(), cities: 1, most: 300_000 }]);
    assert_eq!(towns.rename("Graz an der Mur", &graz).await.unwrap(), 1);
    assert_eq!(towns.get(graz.id).await.unwrap().name, "Graz an der Mur");
    let region = Track::region(store.cache());
    let tracks = TrackRepository::new(store.db().executor(), &region);
    tracks.create_many(vec![NewTrack::new(3_i16, "three"), NewTrack::new(-1_i16, "before")]).await.unwrap();
    assert_eq!(tracks.find_many([-1_i16, 0, 3]).await.unwrap().len(), 2);
    let feasts = FeastRepository::new(store.db().executor());
    let day = Date::from_ymd_opt(2024, 5, 1).unwrap();
    feasts.create(NewFeast::new(day, "May")).await.unwrap();
    assert_eq!(feasts.get(day).await.unwrap().title, "May");
    let region = Tariff::region(store.cache());
    let tariffs = TariffRepository::new(store.db().executor(), &region);
    let pro = tariffs.create(NewTariff::new(Kind::Pro, 20)).await.unwrap();
    tariffs.patch(&pro, TariffPatch::new().price(30)).await.unwrap();
    assert_eq!(tariffs.get(Kind::Pro).await.unwrap().price, 30);
    assert_eq!(tariffs.find_many([Kind::Free, Kind::Pro]).await.unwrap().len(), 1);
    assert_eq!(store.plans().get(models::PlanKind::Pro).await.unwrap().price, 30);
}

async fn keys_that_are_shared(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.countries().create(models::NewCountry::new("AT", "Austria")).await.unwrap();
    let region = Town::region(store.cache());
    let graz = TownRepository::new(store.db().executor(), &region).create(NewTown::new("AT", "Graz")).await.unwrap();
    let region = Hall::region(store.cache());
    let halls = HallRepository::new(store.db().executor(), &region);
    let hall = halls.create(NewHall::new(&graz, "Hauptplatz")).await.unwrap();
    halls.patch(&hall, HallPatch::new().address("Hauptplatz 1")).await.unwrap();
    assert_eq!(halls.get(graz.id).await.unwrap().address, "Hauptplatz 1");
    assert_eq!(halls.delete_many([graz.id]).await.unwrap(), 1);
}
