//! What belongs to a row, and figures about it.

use integration::zoo::models::{
    MemberKind, MemberPatch, NewEntry, NewMember, NewNote, NewOrder, NewOrg, NewType, TypeType,
};
use integration::{Fixture, on_every_engine};
use larder::now;

use super::{account, day, page, zoo};

on_every_engine!(
    references_to_itself_and_twice_to_one_parent,
    figures_of_what_belongs_to_a_row,
    a_tenant_with_a_number_as_key,
);

async fn references_to_itself_and_twice_to_one_parent(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let [first, other] = [("a", 1), ("b", 2)].map(|(user, n)| NewOrder::new("g", user, "k", n, true));
    let (first, other) = (store.order().create(first).await.unwrap(), store.order().create(other).await.unwrap());
    let rows = store.r#type();
    let top = rows.create(NewType::new(TypeType::Fn, "z", &first)).await.unwrap();
    let child =
        rows.create(NewType::new(TypeType::Type, "猫", &first).parent(top.r#match).other_id(other.id)).await.unwrap();
    assert_eq!(*rows.get(&child).await.unwrap(), child);
    assert_eq!(rows.list_by_parent(&top, page()).await.unwrap().items.len(), 1);
    assert!(rows.delete(&top).await.unwrap_err().is_foreign_key_violation());
    store.order().delete(&other).await.unwrap();
    assert_eq!(rows.get(&child).await.unwrap().other_id, None);
    assert_eq!(rows.stats().await.unwrap().rows, 2);
    rows.delete(&child).await.unwrap();
    store.order().delete(&first).await.unwrap();
    assert!(rows.find(&top).await.unwrap().is_none());
}

async fn figures_of_what_belongs_to_a_row(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let [one, two] =
        [store.accounts().create(account(1)).await.unwrap(), store.accounts().create(account(2)).await.unwrap()];
    let entries = store.entrys();
    for (words, ratio) in [(3, Some(0.5)), (10, None), (20, Some(1.5))] {
        let mut new = NewEntry::new(words).account_id(one.id);
        new.ratio = ratio;
        entries.create(new).await.unwrap();
    }
    entries.create(NewEntry::new(1)).await.unwrap();
    assert_eq!(store.accounts().get(&one).await.unwrap().notes, 3);
    let sums = store.accounts().sums(&one).await.unwrap();
    assert_eq!((sums.entries, sums.long, sums.words, sums.mean), (3, 2, 33, Some(1.0)));
    let none = store.accounts().sums(&two).await.unwrap();
    assert_eq!((none.entries, none.words, none.mean), (0, 0, None));
    let hour = larder::TimeDelta::hours(1);
    let stats = entries.stats(now() - hour..now() + hour).await.unwrap();
    assert_eq!((stats.all, stats.words, stats.mean, stats.top), (4, 34, Some(1.0), 1.5));
}

async fn a_tenant_with_a_number_as_key(fixture: Fixture) {
    let (store, _database) = zoo(&fixture).await;
    let org = store.orgs().create(NewOrg::new("acme")).await.unwrap();
    store.orgs().create(NewOrg::new("rival")).await.unwrap();
    let scope = store.tenant("acme");
    let new = |n: i32| {
        NewMember::new(format!("c{n}"), format!("m{n}"), format!("card{n}"), format!("key{n}"))
            .score(n)
            .nick(format!("n{n}"))
    };
    let boss = scope.members().create(new(1).nick(None).about("数据 fox".to_owned())).await.unwrap();
    let member = scope.members().create(new(2).boss_id(boss.id)).await.unwrap();
    assert_eq!(*scope.members().get_by_kind_and_code(MemberKind::In, "c2").await.unwrap(), member);
    assert_eq!(scope.members().get_by_nick(None).await.unwrap().id, boss.id);
    assert_eq!(store.across_tenants().members().get_by_card("card2").await.unwrap().id, member.id);
    assert_eq!(store.across_tenants().members().get_by_key_hash("key2").await.unwrap().id, member.id);
    assert!(store.tenant("rival").members().find(&member).await.unwrap().is_none());
    assert!(store.tenant("rival").members().create(new(3).boss_id(boss.id)).await.is_err());
    for n in 0..3 {
        let note = NewNote::new(&member, day("2024-01-01")).key(format!("k{n}")).hits(n + 1).done(n == 0);
        let note = scope.notes().create(note).await.unwrap();
        assert_eq!(*scope.notes().get(&note).await.unwrap(), note);
    }
    assert_eq!(scope.members().get(&member).await.unwrap().hits, 6);
    let stats = scope.stats().await.unwrap();
    assert_eq!((stats.members, stats.done), (2, 1));
    assert_eq!(scope.members().figures().await.unwrap().mean, Some(1.5));
    assert_eq!(scope.members().search("数据", page()).await.unwrap().items.len(), 1);
    scope.members().patch(&member, MemberPatch::new().about("数据 too".to_owned()).score(9)).await.unwrap();
    let found: Vec<_> =
        scope.members().list_by_kind(MemberKind::In, page()).await.unwrap().items.iter().map(|row| row.score).collect();
    assert_eq!(found, [9, 1]);
    scope.members().delete_permanently(&boss).await.unwrap();
    assert_eq!(scope.members().get(&member).await.unwrap().boss_id, None);
    store.orgs().delete(&org).await.unwrap();
    assert!(scope.members().find(&member).await.unwrap().is_none());
    assert_eq!(scope.notes().count().await.unwrap(), 0);
}
