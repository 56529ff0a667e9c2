//! Texts as keys: read, listed, changed, deleted and counted like any other.

use integration::keys::models::{
    CityId, CountryId, CountryPatch, NewCity, NewCountry, NewTag, NewTagging, TagId, TagPatch,
};
use integration::{Backend, on_every_engine};
use larder::Page;

use super::keys;

on_every_engine!(
    a_text_is_a_key,
    texts_are_told_apart_to_the_letter,
    pages_go_on_behind_a_text,
    references_hold_the_text,
    counters_follow_references_to_texts,
    marked_rows_keep_their_text,
);

async fn a_text_is_a_key(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let countries = store.countries();
    let austria = countries.create(NewCountry::new("AT", "Austria")).await.unwrap();
    assert_eq!(austria.code, CountryId::from("AT"));
    assert_eq!(austria.code.to_string(), "AT");
    let many = vec![NewCountry::new("CH", "Switzerland"), NewCountry::new("DE", "Germany")];
    countries.create_many(many).await.unwrap();
    for _ in 0..2 {
        assert_eq!(countries.get("AT").await.unwrap().name, "Austria");
        assert!(countries.find("XX").await.unwrap().is_none());
        let found = countries.find_many(["DE", "XX", "AT", "DE"]).await.unwrap();
        assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Germany", "Austria", "Germany"]);
    }
    countries.patch("AT", CountryPatch::new().name("Österreich")).await.unwrap();
    assert_eq!(countries.get(&austria).await.unwrap().name, "Österreich");
    let mut changed = countries.get("CH").await.unwrap().as_ref().clone();
    changed.name = "Schweiz".to_owned();
    countries.update(changed).await.unwrap();
    assert_eq!(countries.get("CH").await.unwrap().name, "Schweiz");
    assert_eq!(countries.delete_many(["DE", "XX", "DE"]).await.unwrap(), 1);
    assert!(!countries.exists("DE").await.unwrap());
    countries.delete("CH").await.unwrap();
    assert!(countries.delete("CH").await.unwrap_err().is_not_found());
    assert_eq!(countries.count().await.unwrap(), 1);
    let listed = countries.list_by_name("Österreich", Page::first(10)).await.unwrap();
    assert_eq!(listed.items.len(), 1);
}

/// What differs in case, in accents or in width is another key, in the database and in the cache.
async fn texts_are_told_apart_to_the_letter(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let words = ["a", "A", "ä", "a\u{308}", "é", "e", "ﬁ", "fi", "ａ", "", "a b", "a\u{a0}b", "ß", "ss", "😀", "😁"];
    let tags = store.tags();
    for word in words {
        tags.create(NewTag::new(word, format!("label {word}."))).await.unwrap();
    }
    for _ in 0..2 {
        for word in words {
            assert_eq!(tags.get(word).await.unwrap().word.0, word);
        }
        assert_eq!(tags.find_many(words).await.unwrap().len(), words.len());
    }
    tags.patch("A", TagPatch::new().label("changed")).await.unwrap();
    assert_eq!(tags.get("a").await.unwrap().label, "label a.");
    assert_eq!(tags.get("A").await.unwrap().label, "changed");
    // A space at the end is no key's, and so finds nothing.
    for word in ["a ", " ", "a  "] {
        let refused = tags.create(NewTag::new(word, "space")).await.unwrap_err();
        assert!(refused.is_invalid(), "{refused}");
        assert!(tags.find(word).await.unwrap().is_none());
        assert!(tags.find_many([word]).await.unwrap().is_empty());
        assert!(tags.patch(word, TagPatch::new().label("none")).await.unwrap_err().is_not_found());
        assert_eq!(tags.delete_many([word]).await.unwrap(), 0);
    }
    for word in ["\0", "a\0b"] {
        assert!(tags.create(NewTag::new(word, "nul")).await.unwrap_err().is_invalid());
        assert!(tags.find(word).await.unwrap().is_none());
    }
    let long = "x".repeat(41);
    assert!(tags.create(NewTag::new(long.as_str(), "long")).await.unwrap_err().is_invalid());
    assert!(tags.find(long.as_str()).await.unwrap().is_none());
}

async fn pages_go_on_behind_a_text(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let codes: Vec<String> = (b'A'..=b'Z').map(|letter| format!("{}Q", char::from(letter))).collect();
    let new = codes.iter().map(|code| NewCountry::new(code.as_str(), "same")).collect();
    store.countries().create_many(new).await.unwrap();
    for by_name in [false, true] {
        let (mut seen, mut page) = (Vec::new(), Page::first(7));
        loop {
            let countries = store.countries();
            let found = match by_name {
                true => countries.list_by_name("same", page).await.unwrap(),
                false => countries.list(page).await.unwrap(),
            };
            seen.extend(found.items.iter().map(|row| row.code.0.clone()));
            let Some(next) = found.next else { break };
            page = Page::after(&next, 7);
        }
        assert_eq!(seen, codes, "in the order of the key");
    }
}

async fn references_hold_the_text(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let austria = store.countries().create(NewCountry::new("AT", "Austria")).await.unwrap();
    let vienna = store.cities().create(NewCity::new(&austria, "Vienna")).await.unwrap();
    assert_eq!(vienna.country_code, austria.code);
    let graz = store.cities().create(NewCity::new("AT", "Graz")).await.unwrap();
    let found = store.cities().get_by_country_code_and_name(&austria, "Graz").await.unwrap();
    assert_eq!(found.id, graz.id);
    let found = store.cities().find_by_country_code_and_name("AT", "Linz").await.unwrap();
    assert!(found.is_none());
    let listed = store.cities().list_by_country_code("AT", Page::first(10)).await.unwrap();
    assert_eq!(listed.items.iter().map(|city| city.name.as_str()).collect::<Vec<_>>(), ["Graz", "Vienna"]);
    let parents = store.countries().find_many(listed.items.iter().map(|city| &city.country_code)).await.unwrap();
    assert_eq!(parents.len(), 2);
    let (same, is_new) =
        store.cities().get_or_create_by_country_code_and_name(NewCity::new("AT", "Graz")).await.unwrap();
    assert_eq!((same.id, is_new), (graz.id, false));
}

async fn counters_follow_references_to_texts(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let countries = store.countries();
    countries.create_many(vec![NewCountry::new("AT", "Austria"), NewCountry::new("CH", "Swiss")]).await.unwrap();
    let city = |code: &str, name: &str, people| NewCity::new(code, name).people(people);
    let cities = vec![city("AT", "Vienna", 200), city("AT", "Graz", 30), city("CH", "Bern", 14)];
    let cities = store.cities().create_many(cities).await.unwrap();
    let figures = async |code: &str| {
        let country = countries.get(code).await.unwrap();
        (country.cities, country.people)
    };
    assert_eq!((figures("AT").await, figures("CH").await), ((2, 230), (1, 14)));
    store.cities().delete(&cities[1]).await.unwrap();
    assert_eq!(figures("AT").await, (1, 200));
    // The empty text is a key that counts like any other.
    store.tags().create_many(vec![NewTag::new("", "none"), NewTag::new("old", "old")]).await.unwrap();
    let tagging = |word: &str, city: CityId| NewTagging::new(word).city_id(city);
    let taggings =
        vec![tagging("", cities[0].id), tagging("", cities[2].id), tagging("old", cities[0].id), NewTagging::new("")];
    let taggings = store.taggings().create_many(taggings).await.unwrap();
    assert_eq!(store.tags().get("").await.unwrap().uses, 3);
    store.taggings().delete(&taggings[0]).await.unwrap();
    assert_eq!(store.tags().get("").await.unwrap().uses, 2);
    countries.delete("AT").await.unwrap();
    assert_eq!(store.cities().count().await.unwrap(), 1, "its cities went with the country");
    assert_eq!(store.taggings().count().await.unwrap(), 3);
    store.tags().delete_permanently("old").await.unwrap();
    assert_eq!(store.taggings().count().await.unwrap(), 2);
}

async fn marked_rows_keep_their_text(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let tags = store.tags();
    let tag = tags.create(NewTag::new("red", "Red")).await.unwrap();
    assert_eq!(tags.get_by_label("Red").await.unwrap().word, TagId::from("red"));
    tags.patch_if("red", tag.revision, TagPatch::new().label("Rouge")).await.unwrap();
    let stale = tags.patch_if("red", tag.revision, TagPatch::new().label("Rot")).await.unwrap_err();
    assert!(stale.is_stale_version(), "{stale}");
    tags.delete("red").await.unwrap();
    assert!(tags.find("red").await.unwrap().is_none());
    let taken = tags.create(NewTag::new("red", "Other")).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Tag.word"), "{taken}");
    tags.restore("red").await.unwrap();
    assert_eq!(tags.get("red").await.unwrap().label, "Rouge");
    tags.delete_permanently("red").await.unwrap();
    assert!(tags.restore("red").await.unwrap_err().is_not_found());
}
