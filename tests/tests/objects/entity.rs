//! Entities whose rows a view gives.

use integration::objects::models::{ActiveMember, MemberPatch, NewClub, NewMember, Store};
use integration::{Backend, Database, configuration};
use larder::Page;

integration::on_every_engine!(
    rows_of_a_view_are_read_by_its_keys_and_indexes,
    a_view_of_tenants_stands_behind_their_scopes,
    a_cached_row_of_a_view_lives_as_long_as_was_said,
    triggers_beside_the_tables_write_rows,
);

async fn open(backend: &Backend) -> (Store, Database) {
    let empty = backend.empty().await;
    let store = Store::open(configuration(&empty)).await.expect("the migrations apply");
    for club in ["chess", "rowing"] {
        store.clubs().create(NewClub::new(club)).await.expect("a club");
    }
    (store, empty)
}

async fn rows_of_a_view_are_read_by_its_keys_and_indexes(backend: Backend) {
    let (store, _database) = open(&backend).await;
    let club = store.tenant("chess");
    let mut ids = Vec::new();
    for (name, score, active) in [("Ada", 9, true), ("Bo", 5, true), ("Cy", 7, false)] {
        let new = NewMember::new(name).score(score).active(active);
        ids.push(club.members().create(new).await.expect("a member").id);
    }
    let view = club.active_members();
    let ada: std::sync::Arc<ActiveMember> = view.get(ids[0]).await.expect("she is active");
    assert_eq!((ada.name.as_str(), ada.score, ada.club_key.as_str()), ("Ada", 9, "chess"));
    assert!(view.find(ids[2]).await.expect("is read").is_none(), "who is not active is not in the view");
    assert_eq!(view.get_by_name("Bo").await.expect("is there").id, ids[1]);
    assert!(view.find_by_name("Cy").await.expect("is read").is_none());
    assert_eq!(view.count().await.expect("is counted"), 2);
    let page = view.list_by_score(Page::first(1)).await.expect("a page");
    assert_eq!(page.items[0].name, "Ada");
    let next = page.next.expect("there is another");
    let page = view.list_by_score(Page::after(&next, 1)).await.expect("the next page");
    assert_eq!((page.items[0].name.as_str(), page.next.is_none()), ("Bo", true));
    let found = view.find_many([ids[0], ids[1], ids[2]]).await.expect("are read");
    assert_eq!(found.len(), 2);
}

async fn a_view_of_tenants_stands_behind_their_scopes(backend: Backend) {
    let (store, _database) = open(&backend).await;
    for (club, name, score) in [("chess", "Ada", 3), ("chess", "Bo", 4), ("rowing", "Ada", 5)] {
        store.tenant(club).members().create(NewMember::new(name).score(score)).await.expect("a member");
    }
    assert_eq!(store.tenant("chess").active_members().count().await.expect("is counted"), 2);
    let ada = store.tenant("rowing").active_members().get_by_name("Ada").await.expect("is there");
    assert_eq!(ada.score, 5);
    assert!(store.tenant("chess").active_members().find(ada.id).await.expect("is read").is_none());
    assert_eq!(store.across_tenants().active_members().count().await.expect("is counted"), 3);
    let chess = store.club_totals().get("chess").await.expect("has members");
    assert_eq!((chess.members, chess.score), (2, 7));
    let all = store.club_totals().list(Page::first(10)).await.expect("a page");
    assert_eq!(all.items.iter().map(|total| total.members).collect::<Vec<_>>(), [2, 1]);
}

async fn a_cached_row_of_a_view_lives_as_long_as_was_said(backend: Backend) {
    let (store, _database) = open(&backend).await;
    let club = store.tenant("chess");
    let id = club.members().create(NewMember::new("Ada").score(1)).await.expect("a member").id;
    assert_eq!(club.active_members().get(id).await.expect("is there").score, 1);
    club.members().patch(id, MemberPatch::new().score(2)).await.expect("is patched");
    // A write of the table does not reach the view's entry; a list, and what nothing caches, is asked anew.
    assert_eq!(club.active_members().get(id).await.expect("is cached").score, 1);
    assert_eq!(club.active_members().list_by_score(Page::first(9)).await.expect("a page").items[0].score, 2);
    assert_eq!(store.club_totals().get("chess").await.expect("is there").score, 2);
}

async fn triggers_beside_the_tables_write_rows(backend: Backend) {
    let (store, _database) = open(&backend).await;
    let club = store.tenant("chess");
    let id = club.members().create(NewMember::new("Ada").score(1)).await.expect("a member").id;
    for score in [5, 3, 8] {
        club.members().patch(id, MemberPatch::new().score(score)).await.expect("is patched");
    }
    let awards = store.awards().list_by_member(id, Page::first(9)).await.expect("a page");
    let mut scores: Vec<i32> = awards.items.iter().map(|award| award.score).collect();
    scores.sort_unstable();
    assert_eq!(scores, [5, 8]);
}
