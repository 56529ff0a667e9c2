//! Numbers that larder itself raises, and that are at the end of their type.

use integration::shop::models::{NewClerk, NewShop, NewVisit, VisitPatch};
use integration::{Fixture, on_every_engine};
use larder::support::Sql;
use larder::{Error, ErrorKind};

use super::{cart, day, item, shop};

on_every_engine!(a_version_at_its_end_stops_the_write, a_counter_at_its_end_stops_the_write);

static LAST_VERSION: Sql = Sql::new(
    "",
    "last_version",
    "UPDATE visits SET revision = 32767 WHERE id = $1",
    "UPDATE visits SET revision = 32767 WHERE id = ?",
);

static FULL_CART: Sql = Sql::new(
    "",
    "full_cart",
    "UPDATE carts SET items = 2147483647 WHERE id = $1",
    "UPDATE carts SET items = 2147483647 WHERE id = ?",
);

static FULL_CLERK: Sql = Sql::new(
    "",
    "full_clerk",
    "UPDATE clerks SET visits = 2147483647 WHERE id = $1",
    "UPDATE clerks SET visits = 2147483647 WHERE id = ?",
);

#[track_caller]
fn refused<T: std::fmt::Debug>(written: Result<T, Error>) {
    let error = written.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ConstraintViolation { .. }), "{error:?}");
}

fn clerk(nick: &str) -> NewClerk {
    NewClerk::new(nick, format!("card-{nick}"), "title", day("2024-01-01")).desk(nick)
}

async fn a_version_at_its_end_stops_the_write(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    store.shops().create(NewShop::new("acme")).await.unwrap();
    let scope = store.tenant("acme");
    let visits = scope.visits();
    let ada = scope.clerks().create(clerk("ada")).await.unwrap();
    let new = || NewVisit::new(ada.id, day("2024-02-01"), "guest").minutes(1);
    let visit = visits.create(new()).await.unwrap();
    assert_eq!(store.db().executor().write(&LAST_VERSION, &[&visit.id], Vec::new()).await.unwrap(), 1);
    let last = (*visits.get(&visit).await.unwrap()).clone();
    assert_eq!(last.revision, i16::MAX);
    refused(visits.patch(&visit, VisitPatch::new().minutes(2)).await);
    refused(visits.patch_if(&visit, i16::MAX, VisitPatch::new().minutes(2)).await);
    refused(visits.update(last.clone()).await);
    refused(visits.add(new()).await);
    refused(visits.delete(&visit).await);
    refused(visits.delete_many([visit.id]).await);
    assert_eq!(*visits.get(&visit).await.unwrap(), last);
    let ada = scope.clerks().get(&ada).await.unwrap();
    assert_eq!((ada.visits, ada.minutes), (1, 1));
}

async fn a_counter_at_its_end_stops_the_write(fixture: Fixture) {
    let (store, _database) = shop(&fixture).await;
    let cart = cart(&store).await;
    assert_eq!(store.db().executor().write(&FULL_CART, &[&cart.id], Vec::new()).await.unwrap(), 1);
    refused(store.items().create(item(&cart, "pen", 1)).await);
    refused(store.items().create_many(vec![item(&cart, "pen", 1), item(&cart, "ink", 1)]).await);
    refused(store.items().add(item(&cart, "pen", 1)).await);
    let read = store.transaction(async |tx| tx.carts().get(&cart).await).await.unwrap();
    assert_eq!((read.items, read.pieces), (i32::MAX, 0));
    assert_eq!(store.items().count().await.unwrap(), 0);

    store.shops().create(NewShop::new("acme")).await.unwrap();
    let scope = store.tenant("acme");
    let ada = scope.clerks().create(clerk("ada")).await.unwrap();
    let bob = scope.clerks().create(clerk("bob")).await.unwrap();
    let visit = scope.visits().create(NewVisit::new(ada.id, day("2024-02-01"), "guest").minutes(1)).await.unwrap();
    assert_eq!(store.db().executor().write(&FULL_CLERK, &[&bob.id], Vec::new()).await.unwrap(), 1);
    refused(scope.visits().patch(&visit, VisitPatch::new().clerk_id(bob.id)).await);
    let figures = store.transaction(async |tx| {
        let scope = tx.tenant("acme");
        Ok::<_, Error>((scope.clerks().get(&ada).await?.visits, scope.clerks().get(&bob).await?.visits))
    });
    assert_eq!(figures.await.unwrap(), (1, i32::MAX));
}
