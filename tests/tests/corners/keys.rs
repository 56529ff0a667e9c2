//! A key says the same on every engine, whatever is said of it at once.

use integration::corners::models::{BadgePatch, NewBadge};
use integration::{Backend, on_every_engine};
use larder::now;

use super::corners;

on_every_engine!(a_null_is_a_value_of_a_partial_key,);

async fn a_null_is_a_value_of_a_partial_key(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let badges = store.badges();
    let first = badges.create(NewBadge::new("ada")).await.unwrap();
    let taken = badges.create(NewBadge::new("ada")).await.unwrap_err();
    assert!(taken.is_unique_violation(), "{taken}");
    badges.create(NewBadge::new("ada").colour("red".to_owned())).await.unwrap();
    badges.create(NewBadge::new("bob")).await.unwrap();
    // Beyond the condition any number may agree; the row that comes back into it is refused.
    let gone = badges.create(NewBadge::new("ada").gone_at(now())).await.unwrap();
    badges.create(NewBadge::new("ada").gone_at(now())).await.unwrap();
    let back = badges.patch(&gone, BadgePatch::new().gone_at(None)).await.unwrap_err();
    assert!(back.is_unique_violation(), "{back}");
    badges.patch(&first, BadgePatch::new().gone_at(now())).await.unwrap();
    badges.patch(&gone, BadgePatch::new().gone_at(None)).await.unwrap();
    let (row, is_new) = badges.get_or_create_by_owner_and_colour(NewBadge::new("ada")).await.unwrap();
    assert_eq!((row.id, is_new), (gone.id, false));
}
