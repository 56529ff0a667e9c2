//! Rows that a row leads to over keys of several columns and unique keys, within tenants too.

use futures_util::future::try_join_all;
use integration::keys::models::{
    Booking, Bundle, BundleLabel, City, Court, Currency, CurrencyId, NewArticle, NewBooking, NewBooth, NewBundle,
    NewBundleHint, NewBundleLabel, NewCity, NewCountry, NewCourt, NewCurrency, NewLine, NewPrice, NewRemark,
    NewRemarkVote, NewShop, NewStop, NewStopNote, NewStopPhoto, NewTag, NewVisit, Price, Stop, StopKey, StopNote,
    Store,
};
use integration::{Backend, on_every_engine};
use larder::{Condition, Select};

use super::keys;

on_every_engine!(
    a_key_of_several_columns_leads_both_ways,
    conditions_and_columns_follow_several_columns,
    a_unique_key_leads_both_ways,
    rows_of_tenants_lead_to_rows_of_their_own,
    rows_without_a_tenant_are_loaded_with_their_children,
);

/// Stops, and two notes on each but the last.
async fn stops(store: &Store) -> (Vec<Stop>, Vec<StopNote>) {
    store.lines().create_many(vec![NewLine::new(1, "one"), NewLine::new(2, "two")]).await.unwrap();
    store.tags().create_many(vec![NewTag::new("red", "Red"), NewTag::new("blue", "Blue")]).await.unwrap();
    let stops = [(1_i16, "red", "park"), (1, "blue", "park"), (2, "red", "park"), (2, "red", "pier")];
    let stops = stops.map(|(line, tag, place)| NewStop::new(line, tag, place)).to_vec();
    let stops = store.stops().create_many(stops).await.unwrap();
    let notes = stops[..3].iter().flat_map(|stop| ["a", "b"].map(|text| NewStopNote::of_stop(stop, text)));
    let notes = store.stop_notes().create_many(notes.collect()).await.unwrap();
    (stops, notes)
}

async fn a_key_of_several_columns_leads_both_ways(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let (stops, notes) = stops(&store).await;
    let statements = || store.db().statistics().total.executions;
    let before = statements();
    let found = try_join_all(notes.iter().map(|note| note.stop(&store))).await.unwrap();
    assert!(statements() - before <= 1);
    for (note, stop) in notes.iter().zip(found) {
        assert_eq!(StopKey::from(&stop.unwrap()), note.stop_key());
    }
    let before = statements();
    let newest = |stop: &Stop| stop.stop_notes(&store).order_by(StopNote::ID.desc()).limit(1).all();
    let found = try_join_all(stops.iter().map(newest)).await.unwrap();
    assert_eq!(statements() - before, 1);
    let ids: Vec<Vec<i32>> = found.iter().map(|notes| notes.iter().map(|note| note.id.0).collect()).collect();
    assert_eq!(ids, [vec![notes[1].id.0], vec![notes[3].id.0], vec![notes[5].id.0], vec![]]);
    let before = statements();
    let counts = try_join_all(stops.iter().map(|stop| stop.stop_notes(&store).count())).await.unwrap();
    assert_eq!((counts, statements() - before), (vec![2, 2, 2, 0], 1));
    let photo = store.stop_photos().create(NewStopPhoto::new().line(1).tag("red")).await.unwrap();
    assert_eq!(photo.scene(&store).await.unwrap(), None, "a part of it is missing");
    assert_eq!(photo.line_row(&store).await.unwrap().unwrap().title, "one");
}

async fn ids(query: Select<'_, StopNote>) -> Vec<i32> {
    query.order_by(StopNote::ID.asc()).all().await.unwrap().iter().map(|note| note.id.0).collect()
}

async fn conditions_and_columns_follow_several_columns(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let (stops, notes) = stops(&store).await;
    let select = || store.stop_notes().select();
    for stop in &stops {
        let own: Vec<i32> =
            notes.iter().filter(|note| note.stop_key() == StopKey::from(stop)).map(|n| n.id.0).collect();
        assert_eq!(ids(select().filter(StopNote::STOP.is(stop))).await, own);
        let same = StopNote::STOP.to(Stop::PLACE).eq(stop.place.as_str());
        let same = same
            .and(StopNote::STOP.to(Stop::LINE).eq(stop.line))
            .and(StopNote::STOP.to(Stop::WORD).eq(stop.word.clone()));
        assert_eq!(ids(select().filter(same)).await, own);
    }
    assert_eq!(select().filter(StopNote::STOP.is_one_of(&stops[1..])).count().await.unwrap(), 4);
    assert_eq!(select().filter(StopNote::STOP.is_one_of(&[])).count().await.unwrap(), 0);
    let noted = store.stops().select().filter(StopNote::STOP.any(StopNote::TEXT.eq("b"))).count().await.unwrap();
    let bare = store.stops().select().filter(StopNote::STOP.none(Condition::all_of([]))).one().await.unwrap();
    assert_eq!((noted, StopKey::from(&bare)), (3, StopKey::from(&stops[3])));
    let all = select().of_each(StopNote::STOP, &stops).await.unwrap();
    assert_eq!((all.len(), all[&StopKey::from(&stops[1])].len()), (3, 2));
    let first = select().order_by(StopNote::TEXT.asc()).limit(1).of_each(StopNote::STOP, &stops).await.unwrap();
    assert!(first.len() == 3 && first.values().all(|notes| notes.len() == 1 && notes[0].text == "a"));
}

async fn a_unique_key_leads_both_ways(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let new = ["eur", "usd", "chf"].map(|code| NewCurrency::new(code, code.to_uppercase())).to_vec();
    let currencies = store.currencies().create_many(new).await.unwrap();
    let mut prices = Vec::new();
    for (code, other) in [("eur", Some("usd")), ("usd", None), ("eur", Some("chf")), ("eur", None)] {
        let mut new = NewPrice::new(code);
        new.other_code = other.map(str::to_owned);
        prices.push(store.prices().create(new).await.unwrap());
    }
    let statements = || store.db().statistics().total.executions;
    let before = statements();
    let found = try_join_all(prices.iter().map(|price| price.currency(&store))).await.unwrap();
    assert_eq!(statements() - before, 1);
    let codes: Vec<String> = found.into_iter().map(|currency| currency.unwrap().code.clone()).collect();
    assert_eq!(codes, ["eur", "usd", "eur", "eur"]);
    let others = try_join_all(prices.iter().map(|price| price.other(&store))).await.unwrap();
    let others: Vec<Option<CurrencyId>> = others.into_iter().map(|currency| currency.map(|row| row.id)).collect();
    assert_eq!(others, [Some(currencies[1].id), None, Some(currencies[2].id), None]);
    let counts = try_join_all(currencies.iter().map(|one| one.currency_prices(&store).count())).await.unwrap();
    assert_eq!(counts, [3, 1, 0]);
    let of_chf = currencies[2].other_prices(&store).all().await.unwrap();
    assert_eq!(of_chf, [prices[2].clone()]);
    let named = store.prices().select().filter(Price::CURRENCY.to(Currency::NAME).eq("USD")).one().await.unwrap();
    assert_eq!(named.id, prices[1].id);
    let unused = store.currencies().select().filter(Price::CURRENCY.none(Condition::all_of([]))).one().await.unwrap();
    assert_eq!(unused.id, currencies[2].id);
    store.courts().create_many(vec![NewCourt::new("north", 1), NewCourt::new("south", 1)]).await.unwrap();
    let bookings = ["north", "south", "south"].map(|hall| NewBooking::new(hall, 1)).to_vec();
    let bookings = store.bookings().create_many(bookings).await.unwrap();
    let before = statements();
    let courts = try_join_all(bookings.iter().map(|booking| booking.court(&store))).await.unwrap();
    assert_eq!(statements() - before, 1);
    assert_eq!(
        courts.iter().map(|court| court.as_ref().unwrap().hall.as_str()).collect::<Vec<_>>(),
        ["north", "south", "south"]
    );
    let south = store.courts().get_by_hall_and_lane("south", 1).await.unwrap();
    assert_eq!(south.bookings(&store).order_by(Booking::ID.asc()).all().await.unwrap(), bookings[1..]);
    let in_south = store.bookings().select().filter(Booking::COURT.to(Court::ID).eq(south.id)).count().await.unwrap();
    assert_eq!(in_south, 2);
}

async fn rows_without_a_tenant_are_loaded_with_their_children(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let countries = ["FR", "DE", "LI"].map(|code| NewCountry::new(code, code)).to_vec();
    let countries = store.countries().create_many(countries).await.unwrap();
    let cities = ["a", "b", "c"].map(|name| NewCity::new("FR", name)).into_iter().chain([NewCity::new("DE", "d")]);
    store.cities().create_many(cities.collect()).await.unwrap();
    let before = store.db().statistics().total.executions;
    let loaded = store.countries().load(&countries).with_last::<City>(2).await.unwrap();
    assert!(store.db().statistics().total.executions - before <= 2);
    let names = |cities: &[City]| cities.iter().map(|city| city.name.clone()).collect::<Vec<_>>();
    let found: Vec<Vec<String>> = loaded.iter().map(|(_, cities)| names(cities)).collect();
    assert_eq!(found, [vec!["a".to_owned(), "b".to_owned()], vec!["d".to_owned()], vec![]]);
}

async fn rows_of_tenants_lead_to_rows_of_their_own(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let mut votes = Vec::new();
    for name in ["acme", "other"] {
        let shop = store.tenant(name);
        shop.articles().create(NewArticle::new(name, name)).await.unwrap();
        let bundle = shop.bundles().create(NewBundle::new(name, 1, "ink")).await.unwrap();
        let label = shop.bundle_labels().create(NewBundleLabel::of_bundle(&bundle, name)).await.unwrap();
        // By the scope, and by the tenant of the row itself.
        assert_eq!(*label.bundle(&shop).await.unwrap().unwrap(), *shop.bundles().get(&bundle).await.unwrap());
        assert_eq!(label.bundle(&store).await.unwrap().unwrap().shop_id, name);
        assert_eq!(bundle.whole(&store).await.unwrap().unwrap().title, name);
        assert_eq!(bundle.bundle_labels(&store).all().await.unwrap(), std::slice::from_ref(&label));
        assert_eq!(label.shop(&store).await.unwrap().unwrap().id, label.shop(&shop).await.unwrap().unwrap().id);
        let hint = shop.bundle_hints().create(NewBundleHint::new()).await.unwrap();
        assert_eq!(hint.bundle(&shop).await.unwrap(), None);
        shop.booths().create(NewBooth::new(1, name)).await.unwrap();
        let visit = shop.visits().create(NewVisit::new(1)).await.unwrap();
        let remark = shop.remarks().create(NewRemark::new(&visit, "nice")).await.unwrap();
        votes.push(shop.remark_votes().create(NewRemarkVote::of_remark(&remark)).await.unwrap());
        assert_eq!(visit.booth(&store).await.unwrap().unwrap().label, name);
        assert_eq!(remark.remark_votes(&shop).count().await.unwrap(), 1);
    }
    // What one tenant asks for does not come out for another, asked for at once.
    let shops = try_join_all(votes.iter().map(|vote| vote.remark(&store))).await.unwrap();
    for (vote, remark) in votes.iter().zip(shops) {
        assert_eq!(remark.unwrap().shop_id, vote.shop_id);
    }
    assert_eq!(votes[0].remark(&store.tenant("other")).await.unwrap(), None);
    let acme = store.tenant("acme");
    let labelled = acme.bundles().select().filter(BundleLabel::BUNDLE.any(BundleLabel::TEXT.eq("acme")));
    assert_eq!(labelled.count().await.unwrap(), 1);
    let labelled = acme.bundles().select().filter(BundleLabel::BUNDLE.any(BundleLabel::TEXT.eq("other")));
    assert_eq!(labelled.count().await.unwrap(), 0);
    let of_ink = acme.bundle_labels().select().filter(BundleLabel::BUNDLE.to(Bundle::PART_SKU).eq("ink"));
    assert_eq!(of_ink.one().await.unwrap().text, "acme");
}
