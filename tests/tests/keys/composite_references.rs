//! References that several fields hold together: to keys of several columns, with every action, within tenants too.

use chrono::DateTime;
use integration::keys::models::{
    BookingPatch, BundleHintPatch, BundleKey, BundleLabel, NewArticle, NewBooking, NewBooth, NewBundle, NewBundleHint,
    NewBundleLabel, NewCourt, NewLine, NewReading, NewRemark, NewRemarkVote, NewShop, NewStop, NewStopNote,
    NewStopPhoto, NewStopReply, NewTag, NewVisit, ReadingKind, RemarkKey, Stop, StopKey, StopNotePatch, StopPhotoPatch,
    Store,
};
use integration::{Backend, Client, Engine, on_every_engine};
use larder::{ErrorKind, Page};

use super::keys;

on_every_engine!(
    a_row_holds_the_parts_of_its_parent,
    a_missing_parent_is_named_by_all_its_fields,
    a_delete_takes_rows_and_counts_along,
    a_delete_sets_every_part_to_null,
    a_parent_of_the_same_tenant,
    a_nullable_reference_stays_within_the_tenant,
    a_key_that_holds_the_tenant,
    a_reference_to_a_unique_key,
);

async fn stops(store: &Store) -> [Stop; 2] {
    store.lines().create_many(vec![NewLine::new(1, "one"), NewLine::new(2, "two")]).await.unwrap();
    store.tags().create_many(vec![NewTag::new("red", "Red"), NewTag::new("blue", "Blue")]).await.unwrap();
    let stops = vec![NewStop::new(1, "red", "park"), NewStop::new(1, "red", "pier")];
    store.stops().create_many(stops).await.unwrap().try_into().unwrap()
}

async fn a_row_holds_the_parts_of_its_parent(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [park, pier] = stops(&store).await;
    let notes = store.stop_notes();
    let first = notes.create(NewStopNote::of_stop(&park, "first").weight(2)).await.unwrap();
    let more = ["second", "third"].map(|text| NewStopNote::of_stop(&park, text)).to_vec();
    notes.create_many(more).await.unwrap();
    notes.create(NewStopNote::new(1, "red", "pier", "fourth")).await.unwrap();
    assert_eq!((first.line, first.tag.as_str(), first.place.as_str()), (1, "red", "park"));
    assert_eq!(first.stop_key(), StopKey::from(&park));
    let page = notes.list_by_stop(&park, Page::first(2)).await.unwrap();
    let rest = notes.list_by_stop(&park, Page::after(&page.next.unwrap(), 2)).await.unwrap();
    let texts: Vec<&str> = page.items.iter().chain(&rest.items).map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["third", "second", "first"]);
    assert_eq!(notes.count_by_stop(&pier).await.unwrap(), 1);
    assert_eq!(notes.count_by_stop(StopKey::new(2, "red", "park")).await.unwrap(), 0);
    for _ in 0..2 {
        let read = store.stops().get(&park).await.unwrap();
        assert_eq!((read.notes, read.weight), (3, 4));
    }
    // The row moves to the other stop, and both count it.
    notes.patch(&first, StopNotePatch::new().of_stop(&pier).weight(5)).await.unwrap();
    let [park, pier] = [store.stops().get(&park).await.unwrap(), store.stops().get(&pier).await.unwrap()];
    assert_eq!(((park.notes, park.weight), (pier.notes, pier.weight)), ((2, 2), (2, 6)));
    notes.delete(&first).await.unwrap();
    assert_eq!(store.stops().get(&*pier).await.unwrap().weight, 1);
}

async fn a_missing_parent_is_named_by_all_its_fields(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    stops(&store).await;
    let notes = store.stop_notes();
    for new in [NewStopNote::new(2, "red", "park", "x"), NewStopNote::new(1, "blue", "park", "x")] {
        let missing = notes.create(new).await.unwrap_err();
        let ErrorKind::ForeignKeyViolation { field, .. } = missing.kind() else { panic!("{missing}") };
        assert_eq!(field, "StopNote.line, StopNote.tag, StopNote.place");
    }
    assert!(notes.create(NewStopNote::new(1, "red", "park ", "x")).await.unwrap_err().is_invalid());
    let photo = store.stop_photos().create(NewStopPhoto::new().line(1).tag("red").place("moon")).await.unwrap_err();
    let ErrorKind::ForeignKeyViolation { field, .. } = photo.kind() else { panic!("{photo}") };
    assert_eq!(field, "StopPhoto.line, StopPhoto.tag, StopPhoto.place");
    // With a part that is missing there is no reference.
    let partly = store.stop_photos().create(NewStopPhoto::new().line(1).tag("red")).await.unwrap();
    assert_eq!(partly.scene_key(), None);
}

async fn a_delete_takes_rows_and_counts_along(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [park, pier] = stops(&store).await;
    let gone = store.stop_notes().create(NewStopNote::of_stop(&park, "gone")).await.unwrap();
    let stays = store.stop_notes().create(NewStopNote::of_stop(&pier, "stays")).await.unwrap();
    let reply = store.stop_replies().create(NewStopReply::new(&gone)).await.unwrap();
    for note in [&gone, &stays] {
        store.stop_notes().get(note).await.unwrap();
    }
    store.stop_replies().get(&reply).await.unwrap();
    store.stops().delete_permanently(&park).await.unwrap();
    assert!(store.stop_notes().find(&gone).await.unwrap().is_none(), "the cached note went with its stop");
    assert!(store.stop_replies().find(&reply).await.unwrap().is_none(), "and its reply");
    assert!(store.stop_notes().find(&stays).await.unwrap().is_some());
    store.lines().delete(1).await.unwrap();
    assert!(store.stop_notes().find(&stays).await.unwrap().is_none(), "the note went with the line of its stop");
    assert_eq!(store.stop_notes().count().await.unwrap(), 0);
}

async fn a_delete_sets_every_part_to_null(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let [park, _] = stops(&store).await;
    let photo = store.stop_photos().create(NewStopPhoto::of_scene(&park)).await.unwrap();
    assert_eq!(photo.scene_key(), Some(StopKey::from(&park)));
    assert_eq!(store.stop_photos().get(&photo).await.unwrap().place.as_deref(), Some("park"));
    assert_eq!(
        store.stop_photos().list_by_scene(&park, Page::first(5)).await.unwrap().items,
        std::slice::from_ref(&photo)
    );
    // A patch takes it from its stop and brings it back.
    store.stop_photos().patch(&photo, StopPhotoPatch::new().of_no_scene()).await.unwrap();
    assert_eq!(store.stop_photos().get(&photo).await.unwrap().scene_key(), None);
    store.stop_photos().patch(&photo, StopPhotoPatch::new().of_scene(&park)).await.unwrap();
    assert_eq!(store.stop_photos().get(&photo).await.unwrap().scene_key(), Some(StopKey::from(&park)));
    store.stops().delete_permanently(&park).await.unwrap();
    let read = store.stop_photos().get(&photo).await.unwrap();
    assert_eq!((read.line, read.tag.as_deref(), read.place.as_deref()), (None, None, None));
}

async fn a_parent_of_the_same_tenant(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let (acme, other) = (store.tenant("acme"), store.tenant("other"));
    acme.articles().create(NewArticle::new("pen", "Pen")).await.unwrap();
    let bundles = [1, 2].map(|number| NewBundle::new("pen", number, "ink")).to_vec();
    let bundles = acme.bundles().create_many(bundles).await.unwrap();
    let labels = ["c", "a", "b"].map(|text| NewBundleLabel::of_bundle(&bundles[0], text)).to_vec();
    acme.bundle_labels().create_many(labels).await.unwrap();
    acme.bundle_labels().create(NewBundleLabel::of_bundle(&bundles[1], "d")).await.unwrap();
    let loaded = acme.bundles().load(&bundles).with_last::<BundleLabel>(2).await.unwrap();
    let texts: Vec<Vec<&str>> =
        loaded.iter().map(|(_, labels)| labels.iter().map(|label| label.text.as_str()).collect()).collect();
    assert_eq!(texts, [vec!["a", "b"], vec!["d"]]);
    assert_eq!(acme.bundles().get(&bundles[0]).await.unwrap().labels, 3);
    let missing = other.bundle_labels().create(NewBundleLabel::of_bundle(&bundles[0], "x")).await.unwrap_err();
    assert!(missing.is_foreign_key_violation() || missing.is_not_found(), "{missing}");
    assert_eq!(other.bundle_labels().count_by_bundle(&bundles[0]).await.unwrap(), 0);
    let label = acme.bundle_labels().list_by_bundle(&bundles[0], Page::first(1)).await.unwrap().items.remove(0);
    acme.bundle_labels().get(&label).await.unwrap();
    acme.articles().delete("pen").await.unwrap();
    assert!(acme.bundle_labels().find(&label).await.unwrap().is_none(), "the cached label went with the article");
}

async fn a_nullable_reference_stays_within_the_tenant(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let (acme, other) = (store.tenant("acme"), store.tenant("other"));
    acme.articles().create(NewArticle::new("pen", "Pen")).await.unwrap();
    let bundle = acme.bundles().create(NewBundle::new("pen", 1, "ink")).await.unwrap();
    let hint = acme.bundle_hints().create(NewBundleHint::of_bundle(&bundle)).await.unwrap();
    let foreign = other.bundle_hints().create(NewBundleHint::of_bundle(&bundle)).await.unwrap_err();
    let ErrorKind::ForeignKeyViolation { field, .. } = foreign.kind() else { panic!("{foreign}") };
    assert_eq!(field, "BundleHint.whole_sku, BundleHint.part_number");
    let own = other.bundle_hints().create(NewBundleHint::new()).await.unwrap();
    let patch = BundleHintPatch::new().whole_sku("pen").part_number(1);
    assert!(other.bundle_hints().patch(&own, patch).await.unwrap_err().is_foreign_key_violation());
    acme.bundle_hints().get(&hint).await.unwrap();
    acme.bundles().delete(BundleKey::new("pen", 1)).await.unwrap();
    assert_eq!(acme.bundle_hints().get(&hint).await.unwrap().bundle_key(), None);
}

async fn a_key_that_holds_the_tenant(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let mut votes = Vec::new();
    for name in ["acme", "other"] {
        let shop = store.tenant(name);
        shop.booths().create(NewBooth::new(1, "booth")).await.unwrap();
        let visit = shop.visits().create(NewVisit::new(1)).await.unwrap();
        let remark = shop.remarks().create(NewRemark::new(&visit, "nice")).await.unwrap();
        let vote = shop.remark_votes().create(NewRemarkVote::of_remark(&remark)).await.unwrap();
        assert_eq!(vote.remark_key(), RemarkKey::from(&remark));
        assert_eq!(shop.remark_votes().count_by_remark(&remark).await.unwrap(), 1);
        shop.remark_votes().get(&vote).await.unwrap();
        votes.push((remark, vote));
    }
    let (remark, vote) = &votes[0];
    store.tenant("acme").remarks().delete(remark).await.unwrap();
    assert!(store.tenant("acme").remark_votes().find(vote).await.unwrap().is_none());
    assert!(store.tenant("other").remark_votes().find(&votes[1].1).await.unwrap().is_some());
}

async fn a_reference_to_a_unique_key(backend: Backend) {
    let (store, database) = keys(&backend).await;
    store.courts().create_many(vec![NewCourt::new("north", 1), NewCourt::new("north", 2)]).await.unwrap();
    let moment = DateTime::from_timestamp(1_000, 0).unwrap();
    let reading = store.readings().create(NewReading::new(7, moment, ReadingKind::Cold, 1.5)).await.unwrap();
    let booking = store.bookings().create(NewBooking::of_reading(&reading, "north", 1)).await.unwrap();
    let other = store.bookings().create(NewBooking::new("north", 2)).await.unwrap();
    let missing = store.bookings().create(NewBooking::new("north", 3)).await.unwrap_err();
    let ErrorKind::ForeignKeyViolation { field, .. } = missing.kind() else { panic!("{missing}") };
    assert_eq!(field, "Booking.hall, Booking.lane");
    assert!(store.readings().delete(&reading).await.unwrap_err().is_foreign_key_violation());
    let unread = BookingPatch::new().sensor(None).taken_at(None).kind(None);
    store.bookings().patch(&booking, unread).await.unwrap();
    store.readings().delete(&reading).await.unwrap();
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    client.execute("UPDATE courts SET hall = 'south' WHERE lane = 1").await.unwrap();
    let page = store.bookings().list_by_hall_and_lane("south", 1, Page::first(5)).await.unwrap();
    assert_eq!(page.items[0].id, booking.id);
    store.bookings().get(&other).await.unwrap();
    store.courts().delete(store.courts().get_by_hall_and_lane("north", 2).await.unwrap().id).await.unwrap();
    assert!(store.bookings().find(&other).await.unwrap().is_none(), "the cached booking went with its court");
    // A deferred reference may come before its parent, where the database can wait.
    let waits = backend.engine != Engine::MySql;
    let inserted: larder::Result<()> = store
        .transaction(async |tx| {
            let early = NewBooking::new("south", 1).sensor(8).taken_at(moment).kind(ReadingKind::Warm);
            tx.bookings().create(early).await?;
            tx.readings().create(NewReading::new(8, moment, ReadingKind::Warm, 2.0)).await?;
            Ok(())
        })
        .await;
    assert_eq!(inserted.is_ok(), waits, "{inserted:?}");
}
