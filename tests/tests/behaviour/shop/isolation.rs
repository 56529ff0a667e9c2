//! What a role that owns nothing sees of other tenants: through repositories nothing anywhere, and on PostgreSQL also
//! nothing by statements without the tenant.

use integration::shop::models::{ClerkPatch, NewClerk, NewShop, NewVisit, Store, TenantScope};
use integration::{Database, Engine, Fixture, configuration, on_every_engine};
use larder::{Error, ErrorKind, Runs, sql};
#[expect(clippy::disallowed_types, reason = "the name of a role is made from the name of a test's database")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::{day, page};

on_every_engine!(
    every_method_sees_one_tenant,
    statements_without_the_tenant_see_one,
    a_transaction_follows_its_scopes,
    connections_of_the_pool_carry_nothing_over,
    reads_over_all_tenants_say_what_they_need,
    a_tenant_goes_with_all_it_has,
);

/// A store of a role that policies hold, where there are any.
struct Walled {
    store: Store,
    database: Database,
    /// As a superuser.
    owner: Option<PgConnection>,
}

impl Walled {
    async fn make(fixture: &Fixture) -> Self {
        let database = fixture.database_for::<Store>().await;
        let mut owner = None;
        if database.engine() == Engine::Postgres {
            let server = Engine::Postgres.server().unwrap();
            let url = format!("{}/{}", server.rsplit_once('/').unwrap().0, database.name());
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let role = role(&database);
            run(&mut connection, format!("CREATE ROLE {role}; GRANT {role} TO CURRENT_USER")).await;
            let rights = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public";
            run(&mut connection, format!("GRANT {rights} TO {role}")).await;
            run(&mut connection, format!("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")).await;
            run(&mut connection, format!("ALTER DATABASE {} SET ROLE {role}", database.name())).await;
            owner = Some(connection);
        }
        let store = Store::open(configuration(&database)).await.expect("the role may open the store");
        for shop in ["acme", "bolt"] {
            store.shops().create(NewShop::new(shop)).await.unwrap();
            let scope = store.tenant(shop);
            for nick in ["ada", "bob"] {
                let new = clerk(shop, nick);
                let clerk = scope.clerks().create(new).await.unwrap();
                scope.visits().create(NewVisit::new(clerk.id, day("2024-02-01"), nick).minutes(5)).await.unwrap();
            }
        }
        Self { store, database, owner }
    }

    /// Whether the database hides rows by itself.
    fn hides(&self) -> bool {
        self.owner.is_some()
    }

    async fn end(mut self) {
        self.store.close().await;
        if let Some(owner) = &mut self.owner {
            let role = role(&self.database);
            run(owner, format!("ALTER DATABASE {} RESET ROLE", self.database.name())).await;
            run(owner, format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
        }
    }
}

fn role(database: &Database) -> String {
    format!("{}_app", database.name())
}

async fn run(connection: &mut PgConnection, text: String) {
    connection.execute(AssertSqlSafe(text)).await.unwrap();
}

/// Every value of it names its shop.
fn clerk(shop: &str, nick: &str) -> NewClerk {
    NewClerk::new(nick, format!("card-{shop}-{nick}"), format!("{shop} clerk"), day("2024-01-01")).desk(nick)
}

/// The shops whose clerks a statement without a tenant sees.
fn shops_seen<'a>(on: &'a dyn Runs) -> impl Future<Output = Vec<String>> + use<'a> {
    let seen = sql!("SELECT DISTINCT shop_code FROM clerks ORDER BY shop_code").scalars(on);
    async move { seen.await.unwrap() }
}

async fn every_method_sees_one_tenant(fixture: Fixture) {
    let walled = Walled::make(&fixture).await;
    let store = &walled.store;
    let (acme, bolt) = (store.tenant("acme"), store.tenant("bolt"));
    let theirs = bolt.clerks().get_by_nick("ada").await.unwrap();
    assert_eq!(theirs.card, "card-bolt-ada");
    let listed = acme.clerks().list(page()).await.unwrap().items;
    assert!(listed.len() == 2 && listed.iter().all(|clerk| clerk.title == "acme clerk"), "{listed:?}");
    assert_eq!(acme.clerks().find(theirs.id).await.unwrap(), None);
    assert_eq!(acme.clerks().count().await.unwrap(), 2);
    assert!(acme.clerks().search("bolt", page()).await.unwrap().items.is_empty());
    assert_eq!(acme.clerks().search("acme", page()).await.unwrap().items.len(), 2);
    assert_eq!(acme.clerks().search("clerk", page()).await.unwrap().items.len(), 2);
    assert!(acme.clerks().patch(theirs.id, ClerkPatch::new().desk("seen")).await.unwrap_err().is_not_found());
    assert!(acme.clerks().delete(theirs.id).await.unwrap_err().is_not_found());
    assert_eq!(acme.clerks().delete_many([theirs.id]).await.unwrap(), 0);
    // The same key in both is no conflict, and adding meets the tenant's own row.
    acme.clerks().add(clerk("acme", "ada").sales(3)).await.unwrap();
    assert_eq!(acme.clerks().get_by_nick("ada").await.unwrap().sales, 3);
    assert_eq!(bolt.clerks().get_by_nick("ada").await.unwrap().sales, 0);
    assert_eq!(bolt.visits().count().await.unwrap(), 2);
    assert_eq!(bolt.clerks().get(theirs.id).await.unwrap().visits, 1);
    walled.end().await;
}

async fn statements_without_the_tenant_see_one(fixture: Fixture) {
    let walled = Walled::make(&fixture).await;
    let (store, hides) = (&walled.store, walled.hides());
    let scope = store.tenant("acme");
    let all = vec!["acme".to_owned(), "bolt".to_owned()];
    let one = if hides { vec!["acme".to_owned()] } else { all.clone() };
    assert_eq!(shops_seen(&scope).await, one);
    assert_eq!(shops_seen(store).await, if hides { Vec::new() } else { all });
    let written = sql!("UPDATE clerks SET about = 'x'").touches::<integration::shop::models::Clerk>().execute(&scope);
    assert_eq!(written.await.unwrap(), if hides { 2 } else { 4 });
    let gone = sql!("DELETE FROM visits").touches_nothing().execute(&scope).await.unwrap();
    assert_eq!(gone, if hides { 2 } else { 4 });
    // Neither can a row be given to another tenant.
    let moved = sql!(
        "UPDATE clerks SET nick = 'eve', desk = 'eve', shop_code = 'bolt' WHERE nick = 'ada' AND shop_code = 'acme'"
    );
    let moved = moved.touches::<integration::shop::models::Clerk>().execute(&scope).await;
    assert_eq!(moved.is_err(), hides, "{moved:?}");
    // An id that would end the statement, were it a part of it, is nobody's.
    let strange = store.tenant("'; SET ROLE none; --");
    assert_eq!(shops_seen(&strange).await.is_empty(), hides);
    assert!(strange.clerks().list(page()).await.unwrap().items.is_empty());
    walled.end().await;
}

async fn a_transaction_follows_its_scopes(fixture: Fixture) {
    let walled = Walled::make(&fixture).await;
    let (store, hides) = (&walled.store, walled.hides());
    let own = |shop: &str| if hides { vec![shop.to_owned()] } else { vec!["acme".to_owned(), "bolt".to_owned()] };
    let work = store.transaction(async |tx| {
        for shop in ["acme", "bolt", "acme"] {
            let scope = tx.tenant(shop);
            assert_eq!(shops_seen(&scope).await, own(shop));
            assert_eq!(scope.clerks().count().await?, 2);
        }
        assert_eq!(shops_seen(&tx).await.is_empty(), hides);
        // A failure in between goes back to a savepoint, and the settings with it.
        let bolt = tx.tenant("bolt");
        let (twice, _) = bolt.clerks().get_or_create_by_nick(clerk("bolt", "ada")).await?;
        assert_eq!(twice.title, "bolt clerk");
        let acme = tx.tenant("acme");
        let lent = acme.with_connection(larder::Touches::nothing(), async |_| Err::<(), _>(sqlx::Error::RowNotFound));
        assert!(lent.await.is_err());
        assert_eq!(bolt.clerks().count().await?, 2);
        assert_eq!(shops_seen(&bolt).await, own("bolt"));
        Ok::<_, Error>(())
    });
    work.await.unwrap();
    store
        .tenant("bolt")
        .transaction(async |scope: TenantScope<'_>| {
            assert_eq!(shops_seen(&scope).await, own("bolt"));
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(shops_seen(store).await.is_empty(), hides);
    walled.end().await;
}

async fn connections_of_the_pool_carry_nothing_over(fixture: Fixture) {
    let walled = Walled::make(&fixture).await;
    let hides = walled.hides();
    let mut settings = configuration(&walled.database);
    settings.database.max_connections = 2;
    let store = Store::open(settings).await.unwrap();
    let tasks = (0..16_usize).map(|task| {
        let store = store.clone();
        tokio::spawn(async move {
            for turn in 0..12_usize {
                let shop = ["acme", "bolt"][(task + turn / 2) % 2];
                let scope = store.tenant(shop);
                match turn % 4 {
                    // Given up at some point of its way, or not.
                    0 => drop(
                        futures_util::future::select(
                            Box::pin(shops_seen(&scope)),
                            Box::pin(tokio::time::sleep(std::time::Duration::from_micros(300 * turn as u64))),
                        )
                        .await,
                    ),
                    1 => {
                        let work = scope.transaction(async |scope: TenantScope<'_>| {
                            shops_seen(&scope).await;
                            Err::<(), _>(Error::new(ErrorKind::Database("given up".to_owned())))
                        });
                        work.await.unwrap_err();
                    }
                    2 => assert_eq!(shops_seen(&store).await.is_empty(), hides),
                    _ => {
                        let listed = scope.clerks().list(page()).await.unwrap().items;
                        assert!(listed.len() == 2 && listed.iter().all(|clerk| clerk.shop_code == shop));
                    }
                }
                if hides {
                    assert_eq!(shops_seen(&scope).await, [shop]);
                }
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    store.close().await;
    walled.end().await;
}

async fn reads_over_all_tenants_say_what_they_need(fixture: Fixture) {
    let walled = Walled::make(&fixture).await;
    let across = walled.store.across_tenants();
    let (count, found) = (across.clerks().count().await, across.clerks().find_by_card("card-bolt-bob").await);
    let listed = across.clerks().list(page()).await;
    if walled.hides() {
        for error in [count.unwrap_err(), found.unwrap_err(), listed.unwrap_err()] {
            assert!(error.to_string().contains("BYPASSRLS"), "{error}");
        }
    } else {
        assert_eq!((count.unwrap(), listed.unwrap().items.len()), (4, 4));
        assert_eq!(found.unwrap().unwrap().shop_code, "bolt");
    }
    walled.end().await;
}

async fn a_tenant_goes_with_all_it_has(fixture: Fixture) {
    let mut walled = Walled::make(&fixture).await;
    let store = &walled.store;
    let ada = store.tenant("acme").clerks().get_by_nick("ada").await.unwrap();
    assert!(store.tenant("acme").clerks().find(ada.id).await.unwrap().is_some());
    let shops = store.shops().list(page()).await.unwrap().items;
    let acme = shops.iter().find(|shop| shop.shop_code == "acme").unwrap();
    store.shops().delete(acme.id).await.unwrap();
    // What is cached of it went too.
    assert_eq!(store.tenant("acme").clerks().find(ada.id).await.unwrap(), None);
    assert_eq!(store.tenant("bolt").clerks().count().await.unwrap(), 2);
    if let Some(owner) = &mut walled.owner {
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM clerks").fetch_one(owner).await.unwrap();
        assert_eq!(left, 2);
    }
    walled.end().await;
}
